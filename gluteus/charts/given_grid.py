"""The heat table of a question with rows: how often each row was given each of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gluteus.charts import shares
from gluteus.charts.chart import Chart
from gluteus.charts.items import SOURCE, wrapped
from gluteus.charts.style import HAIRLINE, SMALL, TEXT, WIDTH, Ink, canvas, sheet

HEAD: Final = 36.0
CELL: Final = 22.0
GAP: Final = 7.0
LINE: Final = 15.0
NUMBER: Final = 11.0
LONGEST_ROW: Final = 46
LONGEST_COLUMN: Final = 48
"""Characters of a row's and of a column's name that have room on the sheet."""


class Column(NamedTuple):
    """An answer that a row can be given: what stands above its cells, and in full below them where that is not all."""

    label: str
    text: str


@dataclass(frozen=True)
class Grid:
    """How often each row was given each answer.

    Attributes
    ----------
    heading : str
        What the columns are.
    rows : tuple of str
        Names of the rows.
    columns : tuple of Column
        The answers.
    taken : tuple of tuple of int
        Learners, one tuple for each row.
    right : tuple of int
        The column that is right for each row, from 0.
    learners : int
        All of whom the shares are.
    note : str
        Why the columns stand in this order, where their labels have another.
    """

    heading: str
    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    taken: tuple[tuple[int, ...], ...]
    right: tuple[int, ...]
    learners: int
    note: str = ""

    def share(self, row: int, column: int) -> float:
        """Give the share of the learners who gave this answer to this row."""
        return self.taken[row][column] / self.learners if self.learners else 0.0


def grid(name: str, title: str, given: Grid) -> Chart:
    """Draw the heat table.

    Parameters
    ----------
    name : str
        Short name of the chart: letters, digits and hyphens.
    title : str
        What it shows, in a few words.
    given : Grid
        The answers.

    Returns
    -------
    Chart
        One cell for each row and answer with its share in per cent; what is right is framed.
    """
    rows = [wrapped(text, LONGEST_ROW, 2) for text in given.rows]
    tops = [HEAD, *accumulate((LINE * len(lines) + 2 + CELL + GAP for lines in rows), initial=HEAD)][1:]
    below = [
        (column.label if first else "", line)
        for column in given.columns
        for first, line in zip((True, False), wrapped(column.text, LONGEST_COLUMN, 2), strict=False)
        if column.text
    ]
    body = tops[-1] + 4
    heading = f"{given.heading} (framed: right){'; ' if given.note else ''}{given.note}"

    def draw(ink: Ink) -> Figure:
        figure = sheet(body + LINE * len(below) + shares.LEGEND + 8)
        axes = canvas(figure)
        width = (WIDTH - 4) / len(given.columns)
        axes.text(2, 12, heading, fontsize=SMALL, color=ink["text_muted"])
        for place, column in enumerate(given.columns):
            axes.text(2 + width * (place + 0.5), 30, column.label, fontsize=TEXT, weight="bold", ha="center")
        for row, (top, lines) in enumerate(zip(tops, rows, strict=False)):
            for number, line in enumerate(lines):
                axes.text(2, top + LINE * (number + 0.5) + 4, line, fontsize=TEXT, va="baseline")
            for place in range(len(given.columns)):
                _cell(axes, ink, given, (row, place), (2 + width * place, top + LINE * len(lines) + 2, width))
        for place, (label, line) in enumerate(below):
            y = body + LINE * (place + 0.5)
            axes.text(2, y, label, fontsize=SMALL, weight="bold", va="center_baseline")
            axes.text(20, y, line, fontsize=SMALL, va="center_baseline")
        shares.legend(axes, ink, body + LINE * len(below) + 4)
        return figure

    told = "; ".join(
        f"{text}: "
        + ", ".join(
            f"{' '.join(part for part in column if part)}{' (right)' if place == given.right[row] else ''} "
            f"{given.taken[row][place]} ({shares.printed(given.share(row, place)) or 0} %)"
            for place, column in enumerate(given.columns)
            if given.taken[row][place] or place == given.right[row]
        )
        for row, text in enumerate(given.rows)
    )
    return Chart(
        name=name,
        title=title,
        draw=draw,
        description=f"{given.heading}, one row for each; shares are of {given.learners} learners. {told}.",
        source=SOURCE,
    )


def _cell(axes: Axes, ink: Ink, given: Grid, of: tuple[int, int], box: tuple[float, float, float]) -> None:
    (row, place), (left, top, width) = of, box
    share, right = given.share(row, place), given.right[row] == place
    cell = Rectangle((left + 1, top), width - 2, CELL, facecolor=shares.face(ink, share), edgecolor=ink["border"])
    cell.set(linewidth=HAIRLINE, gid=f"cell {row} {place}")
    axes.add_artist(cell)
    if right:
        axes.add_artist(
            Rectangle((left + 1, top), width - 2, CELL, facecolor="none", edgecolor=ink["text"], linewidth=2.2)
        )
    axes.text(
        left + width / 2,
        top + CELL / 2,
        shares.printed(share) or ("0" if right else ""),
        ha="center",
        va="center_baseline",
        fontsize=NUMBER,
        weight="bold" if right else "normal",
        color=shares.text_on(ink, share),
    )
