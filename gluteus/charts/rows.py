"""The layout that charts of numbers share: one row for each thing, its name above its mark, its number at the right."""

from __future__ import annotations

from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from gluteus.charts.style import HAIRLINE, SMALL, TEXT, WIDTH, Ink, place

ROW: Final = 44.0
"""Height of a row in units."""

AXIS: Final = 46.0
"""Height of the axis with its numbers and its name in units."""

MARGIN: Final = 14.0
"""Free space at the left and right of the frame in units: half of the outermost axis number."""

MINUS: Final = "\N{MINUS SIGN}"


def number(value: float, digits: int = 0) -> str:
    """Print a number as a reader expects it, with a true minus sign.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        Digits after the point.

    Returns
    -------
    str
        Such as ``−5.4``.
    """
    return f"{value:.{digits}f}".replace("-", MINUS)


def rows(
    figure: Figure,
    ink: Ink,
    *,
    top: float,
    count: int,
    limits: tuple[float, float],
    ticks: tuple[float, ...],
    name: str,
    height: float = ROW,
    digits: int = 0,
) -> Axes:
    """Add a frame for rows: the mark of row *i* stands at ``y = i``.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The sheet.
    ink : dict of str to str
        The colour for each palette token.
    top : float
        Where the first row begins, in units from the top.
    count : int
        How many rows.
    limits, ticks : tuple of float
        Ends and marks of the axis.
    name : str
        Name of the axis with its unit.
    height : float
        Height of a row in units.
    digits : int
        Digits after the point at the axis.

    Returns
    -------
    matplotlib.axes.Axes
        The frame.
    """
    axes = place(figure, MARGIN, top, WIDTH - 2 * MARGIN, count * height)
    # A mark stands at three quarters of its row, below the row's name.
    axes.set(xlim=limits, ylim=(count - 0.75, -0.75), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, digits)))
    axes.tick_params(axis="x", length=3)
    guide(axes, ticks, count, color=ink["border"], linewidth=HAIRLINE, zorder=0)
    axes.set_xlabel(name, labelpad=4)
    return axes


def guide(axes: Axes, places: float | tuple[float, ...], count: int, **style: Any) -> None:
    """Draw upright guides beside the marks of all rows; they leave the words above each mark free.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Frame made by `rows`.
    places : float or tuple of float
        Where, on the axis.
    count : int
        How many rows.
    **style
        Style of the lines, as matplotlib names it.
    """
    for row in range(count):
        axes.vlines(places, row - 0.27, row + 0.25, **style)


def name_row(axes: Axes, ink: Ink, row: int, name: str, value: str, *, height: float = ROW) -> None:
    """Write a row's name and number above its mark.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Frame made by `rows`.
    ink : dict of str to str
        The colour for each palette token.
    row : int
        Row from the top, from 0.
    name, value : str
        Texts at the left and at the right; a name of two lines ends where one of one line stands.
    height : float
        Height of a row in units.
    """
    rise = height * 0.3
    for text, end, inwards, weight in ((name, 0, 2 - MARGIN, "normal"), (value, 1, MARGIN - 2, "bold")):
        axes.annotate(
            text,
            (end, row),
            xycoords=("axes fraction", "data"),
            xytext=(inwards, rise),
            textcoords="offset points",
            ha="right" if end else "left",
            va="baseline",
            fontsize=TEXT,
            color=ink["text"],
            weight=weight,
        )


def note(figure: Figure, ink: Ink, bottom: float, lines: tuple[str, ...]) -> None:
    """Write small lines at the bottom of a sheet.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The sheet.
    ink : dict of str to str
        The colour for each palette token.
    bottom : float
        Where the last line ends, in units from the bottom.
    lines : tuple of str
        The lines.
    """
    whole = figure.get_size_inches()[1] * 72
    for index, line in enumerate(reversed(lines)):
        figure.text(
            2 / WIDTH, (bottom + 3 + index * SMALL * 1.3) / whole, line, fontsize=SMALL, color=ink["text_muted"]
        )
