"""The item report: what the marks of a class say about the questions."""
