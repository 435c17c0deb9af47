"""From answers to the gradebook: what ``nbgrader_config.py`` plugs into nbgrader."""
