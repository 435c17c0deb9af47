"""One question's section of the item report's page: what it asks, why to look at it, and what learners answered."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from gluteus.charts.given_points import PointsGiven
from gluteus.charts.items import Taken
from gluteus.charts.items import answers as answers_chart
from gluteus.grading.report.analysis import Report
from gluteus.grading.report.answer_counts import OPEN, UNREADABLE, Count
from gluteus.grading.report.answer_pictures import drawn
from gluteus.grading.report.item import Item
from gluteus.grading.report.looks import percent
from gluteus.grading.report.page_parts import figure, plain, table
from gluteus.quiz.text import blocks
from gluteus.quiz.text import html as as_html

MOST_WRONG: Final = 3
"""How many wrong answers of a row, or wrong places of an item, the page lists; the CSV has all."""

WHOLE: Final = "The whole question"
"""Heading of what is said of no part; without one it would seem to belong to the last part."""

SELDOM: Final = 0.01
"""Numbers that a smaller share gave are in the table, not in the picture of the two groups."""

_ASKED: Final = {"order": "Who put what in its place in", "match": "Who was right in which row of"}


def section(item: Item, report: Report) -> str:
    """Write the section of a question."""
    parts = [f'<h2 id="{anchor(item)}">{escape(item.name)}</h2>']
    if item.prompt:
        parts.append(f'<div class="prompt">{as_html(blocks(item.prompt))}</div>')
    if item.varied:
        parts.append("<p>So it says on paper 0; other papers have other numbers.</p>")
    if item.looks:
        listed = "".join(f"<li><b>{escape(look.reason)}</b> {escape(look.words)}</li>" for look in item.looks)
        parts.append(f'<ul class="why">{listed}</ul>')
    name = f"chart-{{}}-{item.id.replace('_', '-')}"
    charts = [figure(drawn(item.picture, name.format("given"), item.name))] if item.picture is not None else []
    if report.group and report.learners and (taken := [*_taken(item)]):
        charts.append(
            figure(
                answers_chart(
                    name.format("answers"), f"{_ASKED.get(item.kind, 'Who took which answer of')} {item.name}", taken
                )
            )
        )
    parts.append(f'<div class="pair">{"".join(charts)}</div>' if len(charts) > 1 else "".join(charts))
    if item.counts and item.kind != "text":
        parts.append(_answers(item))
    elif item.kind == "text":
        parts.append(f"<p>{item.answered} answered in their own words, {item.unanswered} did not.</p>")
        if isinstance(item.picture, PointsGiven):
            parts.append(_points(item, item.picture))
    return f'<section class="question" aria-labelledby="{anchor(item)}">{"".join(parts)}</section>'


def _taken(item: Item) -> Iterator[Taken]:
    """Give the answers that the two groups are compared on: all options, what is right of rows, frequent places."""
    counts = [count for count in item.counts if count.line.right is not None]
    if item.kind in {"order", "match"}:
        counts = [count for count in counts if count.line.right]
    elif item.kind == "regions":
        counts = _shortened(counts, item.kind)
    elif item.kind == "number":
        counts = [count for count in counts if count.line.right or count.share >= SELDOM]
    for count in counts:
        if count.upper is not None and count.lower is not None:
            yield Taken(_name(item, count), bool(count.line.right), count.share, count.upper, count.lower)


def _name(item: Item, count: Count) -> str:
    part, label, text, _ = count.line
    match item.kind:
        case "order" | "match":
            return part
        case "regions":
            return text
        case "number" if label == "near miss":
            return f"{label}: {text}"
        case "number":
            return text.partition(", give or take")[0]
    return f"{label} {text}"


def _answers(item: Item) -> str:
    bodies = []
    for part, group in groupby(item.counts, key=lambda count: count.line.part):
        every = list(group)
        in_parts = item.kind in {"order", "match", "regions"}
        counts = _shortened(every, item.kind) if in_parts else every
        rows: list[tuple[str, ...]] = [
            (_told(count), str(count.taken), percent(count.share), percent(count.upper), percent(count.lower))
            for count in counts
        ]
        if more := len(every) - len(counts):
            rows.append((f"{more} more in answers.csv",))
        bodies.append((escape(part or (WHOLE if in_parts else "")), rows))
    return table(f"Answers to {item.name}", ("Answer", "Learners", "Share", "Upper group", "Lower group"), bodies)


def _points(item: Item, given: PointsGiven) -> str:
    marked = sum(learners for *_, learners in given.bars)
    rows = [
        (
            plain(start, 2) if start == end else f"{plain(start, 2)} to {plain(end, 2)}",
            str(learners),
            percent(learners / marked),
        )
        for start, end, learners in given.bars
    ]
    return table(f"Points given for {item.name}", ("Points", "Learners", "Share"), [("", rows)])


def _told(count: Count) -> str:
    """Write an answer; what is right says so in a word too."""
    line_ = count.line
    label = "" if line_.label in {"right", "wrong", "marked"} else line_.label
    told = escape(" ".join(word for word in (label, line_.text) if word))
    return f"<strong>{told}</strong> ✓&nbsp;right" if line_.right else told


def _shortened(counts: list[Count], kind: str) -> list[Count]:
    """Keep what is right, what was left open and the most frequent of the others; all are in the spreadsheet's table.

    A single one is not left out: the row that says so would take its place.
    """
    most = MOST_WRONG if kind != "regions" else 2 * MOST_WRONG
    others = [count for count in counts if not count.line.right and count.line.label not in {OPEN, UNREADABLE}]
    if len(others) <= most + 1:
        return counts
    left_out = {id(count) for count in sorted(others, key=lambda count: -count.taken)[most:]}
    return [count for count in counts if id(count) not in left_out]


def anchor(item: Item) -> str:
    """Give the id of a question's heading on the page."""
    return f"question-{escape(item.id)}"
