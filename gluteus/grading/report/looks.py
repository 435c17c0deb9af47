"""Which questions deserve a look, and why: the rules of thumb of item analysis, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import sqrt
from typing import Final, NamedTuple

from gluteus.grading.report.answer_counts import OPEN, UNREADABLE, Count
from gluteus.grading.report.item import Item, Look

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


def looks(item: Item, learners: int, size: float) -> Iterator[Look]:
    """Give the reasons to look at a question, the most serious first.

    Parameters
    ----------
    item : Item
        The question; its own looks are not read.
    learners : int
        How many have all marks.
    size : float
        How many the upper and the lower group hold.

    Yields
    ------
    Look
        A reason.
    """
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
