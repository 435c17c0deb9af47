"""A question of the report: its figures, its answers, and why it deserves a look."""

from __future__ import annotations

from dataclasses import dataclass

from gluteus.grading.report.answer_counts import Count
from gluteus.grading.report.answer_pictures import Picture
from gluteus.grading.report.statistics import ItemFigures


@dataclass(frozen=True)
class Look:
    """Why a question deserves a look: the reason in a word, and in plain words."""

    reason: str
    words: str


@dataclass(frozen=True)
class Item:
    """A question of the report."""

    number: int
    id: str
    kind: str
    points: float
    prompt: str
    """Its Markdown, with the numbers of paper 0."""
    varied: bool
    """Whether other papers have other numbers."""
    figures: ItemFigures | None
    """None where nobody has a mark for it yet."""
    alpha_without: float | None
    counts: tuple[Count, ...]
    picture: Picture | None
    """What its kind's picture shows; None for options, whose chart is made of the counts."""
    answered: int
    unanswered: int
    waiting: int
    """Learners who have no mark for it."""
    changed: bool
    """Whether ``questions.yml`` says something else than what was marked: its answers are not listed then."""
    looks: tuple[Look, ...]

    @property
    def name(self) -> str:
        """Its number and its id."""
        return f"{self.number} {self.id}"
