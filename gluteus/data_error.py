"""What a person got wrong in a file: the error that every verb shows as plain lines."""

from __future__ import annotations


class DataError(ValueError):
    """A data file breaks a rule.

    Attributes
    ----------
    problems : tuple of str
        Every fault found, each one line, in the order of the file; the message is all of them.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
