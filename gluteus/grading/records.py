"""What goes into the gradebook and what comes out of it, whichever database holds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class Learner(NamedTuple):
    """A row of the roster."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    lms_user_id: str | None = None


class CellMarks(NamedTuple):
    """The marks of one cell, in points."""

    auto: float | None
    manual: float | None
    extra: float | None
    most: float  # what it can earn

    @property
    def score(self) -> float:
        """The mark that counts: a person's before the automatic one, and extra credit to either."""
        given = self.auto if self.manual is None else self.manual
        return 0.0 if given is None else given + (self.extra or 0.0)


class FoundMarks(NamedTuple):
    """How many marks the gradebook holds of one submission."""

    waiting: int  # cells with no mark, of a person or automatic
    checks: int  # cells that the grader marks without a person
    checked: int  # those of them that it did mark


class LearnerMarks(NamedTuple):
    """What the gradebook holds of one submission."""

    student: str
    grades: dict[str, CellMarks]  # by the name of the cell that carries the mark
    comments: dict[str, str | None]  # by the name of the answer's cell: what a person wrote
    timestamp: datetime | None  # UTC, without a zone
    penalty: float | None  # for handing in late, in points


class Graded(NamedTuple):
    """What grading found of one submission."""

    student: str
    timestamp: datetime | None  # UTC, without a zone; None leaves what is there
    scores: Mapping[str, float | None]  # by the name of the cell; what is left out stays as it is
    comments: Mapping[str, str | None]
    failed: bool = False  # not marked at all: automatic marks are withdrawn, the penalty stays


class MissingQuizError(LookupError):
    """The gradebook does not know the quiz."""
