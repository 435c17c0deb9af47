"""The item report of a quiz: what the class did, question by question, and which questions deserve a look.

The page made from it is in :mod:`gluteus.grading.report.page`, its tables in :mod:`gluteus.grading.report.tables`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gluteus.grading.graded import GradedPaper, GradedQuestion, is_marked
from gluteus.grading.report.answer_counts import Tally
from gluteus.grading.report.answer_pictures import pictured, points_pictured
from gluteus.grading.report.item import Item
from gluteus.grading.report.looks import FEW, looks
from gluteus.grading.report.statistics import (
    Floats,
    Groups,
    Reliability,
    groups,
    histogram,
    item_figures,
    reliability,
)
from gluteus.quiz.kinds import Number, Question, Quiz


@dataclass(frozen=True)
class Report:
    """What a class did with a quiz."""

    quiz: str
    title: str
    submissions: int
    unmarked: int
    """Papers without any mark."""
    incomplete: int
    """Papers that still wait for a mark; they count in no figure that needs a total."""
    unread: int
    """Papers whose file is gone, or is another one than was marked: their answers are not counted."""
    most: float
    totals: Floats
    reliability: Reliability
    group: float
    edges: tuple[float, ...]
    steps: tuple[int, ...]
    items: tuple[Item, ...]

    @property
    def learners(self) -> int:
        """How many count in the figures."""
        return len(self.totals)

    @property
    def figures(self) -> dict[str, float | None]:
        """Mean, median, standard deviation and ends of the totals, None where there is nothing to tell."""
        totals = self.totals
        there = len(totals) > 0
        return {
            "mean": float(totals.mean()) if there else None,
            "median": float(np.median(totals)) if there else None,
            "standard deviation": float(totals.std(ddof=1)) if len(totals) > 1 else None,
            "lowest": float(totals.min()) if there else None,
            "highest": float(totals.max()) if there else None,
        }

    @property
    def few(self) -> bool:
        """Whether they are too few for the figures to mean much."""
        return self.learners < FEW


def analyse(quiz: Quiz, questions: Sequence[GradedQuestion], papers: Iterable[GradedPaper]) -> Report:
    """Work out the report of a quiz.

    Parameters
    ----------
    quiz : Quiz
        Its title, and its questions' numbers.
    questions : sequence of GradedQuestion
        What was marked.
    papers : iterable of GradedPaper
        What the class handed in; read once, and not kept.

    Returns
    -------
    Report
        All figures; None wherever there are too few learners to work one out.
    """
    tallies = [Tally(one.question) if one.question is not None else None for one in questions]
    rows = array("d")
    submissions = unmarked = unread = 0
    for paper in papers:
        submissions += 1
        if not is_marked(paper.marks):
            unmarked += 1
            continue
        for one in questions:
            mark = paper.marks.grades[one.cell]
            rows.append(float("nan") if mark.auto is None and mark.manual is None else mark.score)
        unread += paper.work is None
        answers, number = (paper.work.answers, paper.work.paper_number) if paper.work is not None else (None, 0)
        for tally in tallies:
            if tally is not None:
                tally.add(answers, number)
    scores = np.array(rows).reshape(-1, len(questions))
    return _report(quiz, questions, scores, tallies, (submissions, unmarked, unread))


def _report(
    quiz: Quiz,
    questions: Sequence[GradedQuestion],
    scores: Floats,
    tallies: Sequence[Tally | None],
    papers: tuple[int, int, int],
) -> Report:
    marked: NDArray[np.bool_] = np.isfinite(scores)
    used: NDArray[np.bool_] = np.asarray(marked.any(axis=0))
    complete: NDArray[np.bool_] = np.asarray(marked[:, used].all(axis=1) & used.any())
    kept = scores[complete][:, used]
    points = np.array([one.points for one in questions], dtype=float)
    totals = kept.sum(axis=1)
    most = float(points[used].sum())
    whole = reliability(kept)
    split = groups(totals)
    figures = iter(zip(item_figures(kept, points[used]), whole.if_deleted, strict=True))
    spread = Groups(_spread(split.upper, complete), _spread(split.lower, complete)) if split else None
    edges, steps = histogram(totals, most)
    submissions, unmarked, unread = papers
    numbers = {question.id: question.number for question in quiz.questions}
    items = []
    for column, (one, tally) in enumerate(zip(questions, tallies, strict=True)):
        found, without = next(figures) if used[column] else (None, None)
        item = replace(
            _item(one, tally, spread),
            number=numbers.get(one.id, 0),
            figures=found,
            alpha_without=without,
            waiting=int((~marked[:, column]).sum()),
        )
        if item.kind == "text":
            given = scores[marked[:, column], column]
            item = replace(item, picture=points_pictured(given, one.points, found))
        items.append(replace(item, looks=tuple(looks(item, len(totals), split.size if split else 0.0))))
    return Report(
        quiz.quiz,
        quiz.title,
        submissions,
        unmarked,
        int((~complete).sum()),
        unread,
        most,
        totals,
        whole,
        split.size if split else 0.0,
        tuple(edges),
        tuple(steps),
        tuple(items),
    )


def _item(one: GradedQuestion, tally: Tally | None, split: Groups | None) -> Item:
    question = one.question
    return Item(
        number=0,
        id=one.id,
        kind=question.kind if question is not None else "",
        points=one.points,
        prompt=_prompt(question) if question is not None else "",
        varied=isinstance(question, Number) and len(question.variants) > 1,
        figures=None,
        alpha_without=None,
        counts=tuple(tally.counts(split)) if tally is not None else (),
        picture=pictured(tally.question, tally.given(), tally.readable) if tally is not None else None,
        answered=tally.readable - tally.unanswered if tally is not None else 0,
        unanswered=tally.unanswered if tally is not None else 0,
        waiting=0,
        changed=question is None,
        looks=(),
    )


def _prompt(question: Question) -> str:
    return question.told(question.prompt, 0) if isinstance(question, Number) else question.prompt


def _spread(weights: Floats, complete: NDArray[np.bool_]) -> Floats:
    spread = np.zeros(len(complete))
    spread[complete] = weights
    return spread
