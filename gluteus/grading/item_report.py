"""The item report of a quiz: what the class did, question by question, and which questions deserve a look.

The page made from it is in :mod:`gluteus.grading.item_page`, its tables in :mod:`gluteus.grading.item_tables`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gluteus.grading.answer_counts import OPEN, UNREADABLE, Count, Tally
from gluteus.grading.answer_pictures import Picture, pictured, points_pictured
from gluteus.grading.graded import GradedPaper, GradedQuestion, is_marked
from gluteus.grading.items import (
    Floats,
    Groups,
    ItemFigures,
    Reliability,
    groups,
    histogram,
    item_figures,
    reliability,
)
from gluteus.quiz.kinds import Number, Question, Quiz

FEW: Final = 30
"""Below this many learners no question is named for what only a correlation or a group of learners shows."""


class Threshold(NamedTuple):
    """A figure beyond which a question deserves a look, and where the figure comes from."""

    value: float
    words: str
    source: str


_RULE_OF_THUMB = "rule of thumb"
THRESHOLDS: Final[dict[str, Threshold]] = {
    "discrimination": Threshold(
        0.20,
        "A correlation with the other questions below 0.20 is low, below 0 it is negative.",
        "rule of thumb; for the upper-lower index 0.20 is commonly quoted from Ebel and Frisbie, "
        "*Essentials of Educational Measurement* (1991)",
    ),
    "easy": Threshold(0.90, "A question is very easy above 90 % of its points.", _RULE_OF_THUMB),
    "hard": Threshold(0.30, "A question is very hard below 30 % of its points.", _RULE_OF_THUMB),
    "unused": Threshold(
        0.05,
        "A wrong option that fewer than 5 % take does no work, and neither does one that better learners take more.",
        "Tarrant, Ware and Mohammed, BMC Medical Education 9 (2009) 40",
    ),
    "unanswered": Threshold(0.10, "Many left a question open: more than 10 %.", _RULE_OF_THUMB),
    "groups": Threshold(
        0.27,
        "The upper and the lower group are the 27 % with the highest and with the lowest totals; "
        "learners with equal totals at the edge share its last places.",
        "Kelley, Journal of Educational Psychology 30 (1939) 17–24",
    ),
    "alpha": Threshold(
        0.70,
        "Marks that decide something should rest on an alpha of 0.70 or more.",
        "rule of thumb; the interval: Feldt, Woodruff and Salih, Applied Psychological Measurement 11 (1987) 93–103",
    ),
}
"""Formulas and terms are those of classical test theory, as in Crocker and Algina (1986)."""


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
        items.append(replace(item, looks=tuple(_looks(item, len(totals), split.size if split else 0.0))))
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


def _looks(item: Item, learners: int, size: float) -> Iterator[Look]:
    """Give the reasons to look at a question, the most serious first."""
    enough = learners >= FEW and item.figures is not None
    wrong_key = list(_wrong_keys(item, size)) if enough else []
    yield from wrong_key
    if enough:
        yield from _discrimination(item)
        if not wrong_key:
            yield from _drawn(item, size)
    if item.figures is not None and learners >= FEW // 3:
        yield from _difficulty(item)
    if enough:
        yield from _unused(item)
    handed_in = item.answered + item.unanswered
    if handed_in and item.unanswered / handed_in > THRESHOLDS["unanswered"].value:
        share = item.unanswered / handed_in
        yield Look("unanswered", f"{item.unanswered} of {handed_in} learners ({percent(share)}) gave no answer.")
    if item.waiting:
        yield Look("missing marks", f"{how_many(item.waiting)} still without a mark: give it in formgrader.")
    if item.changed:
        yield Look(
            "changed",
            "The question in questions.yml is not the one that was marked, so its answers are not listed: "
            "release and grade it again.",
        )


def _wrong_keys(item: Item, size: float) -> Iterator[Look]:
    """Find wrong answers that the best learners take for right, and the weakest do not."""
    for part, group in groupby(item.counts, key=lambda count: count.line.part):
        counts = list(group)
        wrong = [count for count in counts if count.line.right is False and count.line.label != UNREADABLE]
        right = [count for count in counts if count.line.right]
        best = max(
            (count for count in wrong if count.upper is not None), key=lambda count: count.upper or 0, default=None
        )
        if best is None or best.upper is None or best.lower is None:
            continue
        rivals = [count for count in right if (count.upper or 0) >= best.upper]
        ticks = item.kind in {"choices", "regions"}
        taken_for_right = best.upper > 0.5 if ticks else bool(right) and not rivals
        if taken_for_right and best.upper - best.lower > _margin(best, size):
            of = f" for “{part}”" if part and item.kind in {"match", "order"} else ""
            yield Look(
                "wrong key?",
                f"The key may be wrong{of}: {percent(best.upper)} of the upper group took {named(best)}, which is "
                f"marked as wrong, and {percent(best.lower)} of the lower group.",
            )


def _discrimination(item: Item) -> Iterator[Look]:
    value = item.figures.correlation if item.figures else None
    if value is None:
        return
    said = f"correlation with the other questions {value:.2f}".replace("-", "\N{MINUS SIGN}")
    if value < 0:
        yield Look("negative", f"Learners who do well elsewhere do worse here ({said}).")
    elif value < THRESHOLDS["discrimination"].value:
        yield Look("low", f"It hardly tells those who do well elsewhere from the others ({said}).")


def _drawn(item: Item, size: float) -> Iterator[Look]:
    for count in item.counts:
        if (
            count.line.right is not False
            or count.upper is None
            or count.lower is None
            or count.line.label == UNREADABLE
        ):
            continue
        if count.upper - count.lower > _margin(count, size):
            yield Look(
                "draws the best",
                f"Better learners take {named(count)} more often: {percent(count.upper)} of the upper group, "
                f"{percent(count.lower)} of the lower.",
            )


def _difficulty(item: Item) -> Iterator[Look]:
    share = item.figures.difficulty if item.figures else None
    if share is None:
        return
    if share > THRESHOLDS["easy"].value:
        yield Look("very easy", f"Nearly all points were earned ({percent(share)}): it says little about anybody.")
    elif share < THRESHOLDS["hard"].value:
        options = sum(count.line.right is not None for count in item.counts)
        guessed = item.kind == "choice" and options and share <= 1 / options
        blind = f", no more than blind guessing gives ({percent(1 / options)})" if guessed else ""
        yield Look("very hard", f"Few points were earned ({percent(share)}){blind}.")


def _unused(item: Item) -> Iterator[Look]:
    if item.kind not in {"choice", "choices"} or not item.answered:
        return
    easy = (item.figures.difficulty or 0) > THRESHOLDS["easy"].value if item.figures else False
    most = 0.0 if easy else THRESHOLDS["unused"].value  # of an easy question no wrong option can have many
    idle = [count for count in item.counts if count.line.right is False and (count.share < most or not count.taken)]
    if idle:
        listed = ", ".join(f"{named(count)} ({count.taken})" for count in idle)
        yield Look("idle option", f"Of {item.answered + item.unanswered} learners hardly anybody takes {listed}.")


def _margin(count: Count, size: float) -> float:
    """Give the difference between two groups that chance alone exceeds in 1 case of 20 (two shares, 1.96 errors)."""
    if count.upper is None or count.lower is None or size <= 0:
        return 1.0
    share = (count.upper + count.lower) / 2
    return max(THRESHOLDS["unused"].value, 1.96 * sqrt(share * (1 - share) * 2 / size))


def named(count: Count) -> str:
    """Name an answer in a sentence."""
    line = count.line
    if line.label in {OPEN, UNREADABLE}:
        return line.label
    words = f"“{line.text if len(line.text) <= 60 else line.text[:59] + '…'}”" if line.text else ""
    return " ".join(word for word in (line.label, words) if word)


def percent(share: float | None) -> str:
    """Write a share in per cent, an en dash for none."""
    return "–" if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def how_many(count: int) -> str:
    """Say a number of learners: ``1 learner is``, ``2 learners are``."""
    return f"{count} learner{' is' if count == 1 else 's are'}"
