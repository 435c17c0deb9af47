"""The widgets: one Python class, one ES module and one style sheet each."""
