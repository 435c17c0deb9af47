"""Parts of the item report's page: tables, figures, and how a number stands in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from gluteus.charts.chart import Chart
from gluteus.charts.rows import number


def table(
    caption: str, columns: Sequence[str], bodies: Sequence[tuple[str, Iterable[Sequence[object]]]], words: int = 1
) -> str:
    """Write a table that scrolls sideways where it must; the first columns hold words, the others numbers.

    Its rows come in bodies, each with a heading of its own where it is not empty. A row of one cell takes the width.
    """
    kinds = ["" if place < words else ' class="number"' for place in range(len(columns))]
    head = "".join(f'<th scope="col"{kind}>{name}</th>' for kind, name in zip(kinds, columns, strict=True))
    written = ""
    for heading, rows in bodies:
        lines = f'<tr><th scope="rowgroup" colspan="{len(columns)}">{heading}</th></tr>' if heading else ""
        for first, *rest in rows:
            across = "" if rest else f' colspan="{len(columns)}"'
            cells = "".join(f"<td{kind}>{value}</td>" for kind, value in zip(kinds[1:], rest, strict=bool(rest)))
            lines += f'<tr><th scope="row"{across}>{first}</th>{cells}</tr>'
        written += f"<tbody>{lines}</tbody>"
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{written}</table></div>"
    )


def figure(chart: Chart) -> str:
    """Write a chart with its title above it."""
    return f"<figure><figcaption>{escape(chart.title)}</figcaption>{chart.html()}</figure>"


def people(count: int) -> str:
    """Say a number of learners: ``1 learner``, ``2 learners``."""
    return f"{count} learner{'' if count == 1 else 's'}"


def plain(value: float | None, digits: int) -> str:
    """Write a number without needless zeros, an en dash for none."""
    return "–" if value is None else _trimmed(number(value, digits))


def signed(value: float | None) -> str:
    """Write a figure from -1 to 1, an en dash for none."""
    return "–" if value is None else number(value, 2)


def _trimmed(told: str) -> str:
    return told.rstrip("0").rstrip(".") if "." in told else told
