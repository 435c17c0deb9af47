"""The item report as tables for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from gluteus.charts.given_numbers import NumbersGiven
from gluteus.charts.given_points import PointsGiven
from gluteus.grading.report.analysis import Report
from gluteus.grading.report.answer_counts import OPEN, UNREADABLE, Count
from gluteus.grading.report.item import Item
from gluteus.grading.spreadsheet import harmless


def tables(report: Report) -> dict[str, str]:
    """Write the report's figures as CSV.

    Parameters
    ----------
    report : Report
        The figures.

    Returns
    -------
    dict of str to str
        File name to content: ``summary.csv``, ``scores.csv``, ``questions.csv``, ``answers.csv``,
        ``distributions.csv`` (numbers given, points given by a person), ``look-at.csv``.
    """
    whole = report.reliability
    low, high = whole.interval or (None, None)
    return {
        "summary.csv": _csv(
            ("figure", "value"),
            [
                ("submissions", report.submissions),
                ("counted", report.learners),
                ("without any mark", report.unmarked),
                ("still without a mark", report.incomplete),
                ("file gone or changed", report.unread),
                ("most points", report.most),
                *report.figures.items(),
                ("alpha", whole.alpha),
                ("alpha low 95", low),
                ("alpha high 95", high),
                ("standard error of measurement", whole.error),
            ],
        ),
        "scores.csv": _csv(
            ("from_points", "to_points", "learners"), zip(report.edges, report.edges[1:], report.steps, strict=False)
        ),
        "questions.csv": _csv(
            (
                "number", "question", "kind", "points", "difficulty", "standard_deviation", "item_total_correlation",
                "upper_minus_lower", "upper_group", "lower_group", "alpha_if_deleted", "answered", "unanswered",
                "without_mark",
            ),
            [
                (
                    item.number, item.id, item.kind, item.points,
                    *(
                        (figures.difficulty, figures.deviation, figures.correlation, figures.discrimination,
                         figures.upper, figures.lower)
                        if (figures := item.figures) is not None
                        else (None,) * 6
                    ),
                    item.alpha_without, item.answered, item.unanswered, item.waiting,
                )
                for item in report.items
            ],
        ),
        "answers.csv": _csv(
            (
                "number", "question", "part", "answer", "text", "right", "learners", "share", "upper_group",
                "lower_group",
            ),
            [
                (
                    item.number, item.id, count.line.part, count.line.label, count.line.text, _word(count), count.taken,
                    count.share, count.upper, count.lower,
                )
                for item in report.items
                for count in item.counts
            ],
        ),
        "distributions.csv": _csv(
            ("number", "question", "measure", "from", "to", "judged", "learners"),
            [(item.number, item.id, *row) for item in report.items for row in _distribution(item)],
        ),
        "look-at.csv": _csv(
            ("number", "question", "reason", "in_words"),
            [(item.number, item.id, look.reason, look.words) for item in report.items for look in item.looks],
        ),
    }  # fmt: skip


def _distribution(item: Item) -> Iterator[tuple[object, ...]]:
    match item.picture:
        case NumbersGiven(axis=axis, bunches=bunches):
            yield from ((axis, one.value, one.value, one.judged, one.learners) for one in bunches)
        case PointsGiven(bars=bars):
            yield from (("Points", start, end, "", learners) for start, end, learners in bars)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"
    return harmless(value) if isinstance(value, str) else value


def _word(count: Count) -> str:
    if count.line.label in {OPEN, UNREADABLE} or count.line.right is None:
        return ""
    return "right" if count.line.right else "wrong"
