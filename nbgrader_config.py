"""The settings of this course folder for nbgrader; see book/for-instructors.md.

The settings themselves, each with its reason, are in gluteus/grading/configuration.py. Your own go below.
"""

from pathlib import Path

from gluteus.grading.configuration import configure

c = get_config()  # noqa: F821  (nbgrader provides it)
configure(c, Path(__file__).resolve().parent)
