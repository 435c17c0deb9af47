"""What the item report says first: the figures of the class, what limits them, and the questions to look at."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from gluteus.grading.report.analysis import Report
from gluteus.grading.report.looks import FEW, THRESHOLDS, percent
from gluteus.grading.report.page_parts import people, plain, signed
from gluteus.grading.report.question_section import anchor
from gluteus.grading.report.statistics import chance_margin


def summary(report: Report) -> str:
    """Write the figures of the class, and what limits them."""
    whole, totals = report.reliability, report.figures
    mean = totals["mean"]
    of_most = f"{percent(mean / report.most)} of {report.most:g}" if mean is not None and report.most else ""
    interval = f"95 % interval {signed(whole.interval[0])} to {signed(whole.interval[1])}" if whole.interval else ""
    cards = [
        ("Learners counted", f"{report.learners}", ""),
        ("Mean", plain(mean, 1), of_most),
        (
            "Median",
            plain(totals["median"], 1),
            f"from {plain(totals['lowest'], 1)} to {plain(totals['highest'], 1)}",
        ),
        ("Standard deviation", plain(totals["standard deviation"], 1), "points"),
        ("Cronbach’s alpha", signed(whole.alpha), interval),
        ("Error of measurement", plain(whole.error, 1), "points, one standard error"),
    ]
    listed = ""
    for name, value, more in cards:
        small = f" <span>{more}</span>" if more and value != "–" else ""
        listed += f"<div><dt>{name}</dt><dd><strong>{value}</strong>{small}</dd></div>"
    remarks = [*_remarks(report)]
    told = f'<ul class="remarks">{"".join(f"<li>{remark}</li>" for remark in remarks)}</ul>' if remarks else ""
    return (
        '<section aria-labelledby="summary"><h2 id="summary">In short</h2>'
        f'<dl class="cards">{listed}</dl>{told}</section>'
    )


def _remarks(report: Report) -> Iterable[str]:
    margin = chance_margin(report.learners)
    if report.learners == 0:
        yield "<strong>There is nothing to count yet:</strong> nobody has all marks."
    elif report.few:
        chance = f" Chance alone moves a correlation of 0 by up to ±{margin:.2f} here." if margin is not None else ""
        yield (
            f"<strong>{people(report.learners)}: too few for the figures to mean much.</strong>{chance} "
            f"Below {FEW} learners no question is named for what only a correlation or a group shows."
        )
    elif margin is not None:
        yield f"In 19 of 20 classes of this size chance alone moves a correlation of 0 by at most ±{margin:.2f}."
    if report.learners > 1 and report.reliability.alpha is None and len(report.items) > 1:
        yield "All totals are equal, so nothing can be said of reliability or discrimination."
    alpha = report.reliability.alpha
    if alpha is not None and alpha < 0:
        yield "An alpha below 0 says that the questions work against each other: look at the keys first."
    elif alpha is not None and alpha < THRESHOLDS["alpha"].value:
        yield (
            f"Alpha is below {THRESHOLDS['alpha'].value:.2f}: this quiz alone should decide little about a learner. "
            "Short quizzes and quizzes of many topics have low alphas."
        )
    if report.unmarked:
        yield f"{people(report.unmarked)} without any mark, because the file could not be graded."
    waiting = report.incomplete
    if waiting:
        yield f"{people(waiting)} with a mark still missing: they count in no figure that needs a total."
    if report.unread:
        yield (
            f"{people(report.unread)} whose file is gone, or is not the one that was marked: "
            "their marks count, their answers do not."
        )


def to_look_at(report: Report) -> str:
    """List the questions that deserve a look, the most serious first."""
    found = [item for item in report.items if item.looks]
    listed = "".join(
        f'<li><a href="#{anchor(item)}">{escape(item.name)}</a><ul>'
        + "".join(f"<li><b>{escape(look.reason)}</b> {escape(look.words)}</li>" for look in item.looks)
        + "</ul></li>"
        for item in sorted(found, key=lambda item: min(_WEIGHT.index(look.reason) for look in item.looks))
    )
    told = f'<ol class="looks">{listed}</ol>' if listed else "<p>No question asks for a look.</p>"
    return f'<section aria-labelledby="looks"><h2 id="looks">Questions to look at ({len(found)})</h2>{told}</section>'


_WEIGHT: Final = (
    "wrong key?", "negative", "missing marks", "changed", "draws the best", "low", "very hard", "very easy",
    "idle option", "unanswered",
)  # fmt: skip
