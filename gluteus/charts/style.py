"""How every chart looks: the one style of the course's figures, with colours from the palette only.

A chart is 360 units wide, the width of a phone, and never wider than 520 on a page: text of 11.5 units stays
readable on the one and does not shout on the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gluteus import palette

WIDTH: Final = 360.0
"""Width of every chart in units (points; on a phone about one CSS pixel each)."""

SMALL: Final = 11.5
"""Smallest text in units."""

TEXT: Final = 12.5
"""Usual text in units."""

LINE: Final = 1.4
"""Usual line width in units."""

HAIRLINE: Final = 0.8
"""Width in units of lines that only guide the eye."""

DOTS: Final = "...."
"""Hatch of what differs from a solid area by pattern and not only by colour."""

Ink = dict[str, str]
"""Palette token to the colour that it is drawn with."""

PLACEHOLDERS: Final[Ink] = {token: f"#01{index:02x}fe" for index, token in enumerate(palette.LIGHT)}
"""One colour for each token, so that a drawn colour leads back to its token even where two tokens look the same."""


@contextmanager
def styled(ink: Ink) -> Iterator[None]:
    """Draw in the course's style.

    Parameters
    ----------
    ink : dict of str to str
        The colour for each palette token.
    """
    settings: dict[Any, Any] = {
        "axes.axisbelow": True,
        "axes.edgecolor": ink["control_border"],
        "axes.facecolor": "none",
        "axes.labelcolor": ink["text"],
        "axes.labelsize": SMALL,
        "axes.linewidth": HAIRLINE,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.edgecolor": "none",
        "figure.facecolor": "none",
        "font.family": "DejaVu Sans",
        "font.size": TEXT,
        "grid.color": ink["border"],
        "grid.linewidth": HAIRLINE,
        "hatch.color": ink["spillover"],
        "hatch.linewidth": 1.2,
        "lines.linewidth": LINE,
        "path.simplify": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "gluteus",
        "text.color": ink["text"],
        "xtick.color": ink["control_border"],
        "xtick.labelcolor": ink["text_muted"],
        "xtick.labelsize": SMALL,
        "ytick.color": ink["control_border"],
        "ytick.labelcolor": ink["text"],
        "ytick.labelsize": SMALL,
    }
    with mpl.rc_context(settings):
        yield


def sheet(height: float) -> Figure:
    """Give an empty figure.

    Parameters
    ----------
    height : float
        Height in units; the width is `WIDTH`.

    Returns
    -------
    matplotlib.figure.Figure
        A figure whose points are the chart's units.
    """
    return Figure(figsize=(WIDTH / 72, height / 72), dpi=144)


def place(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes at a place given in units from the top left corner.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The sheet.
    left, top, width, height : float
        The frame of the axes in units.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.
    """
    whole_width, whole_height = figure.get_size_inches() * 72
    return figure.add_axes(
        (left / whole_width, 1 - (top + height) / whole_height, width / whole_width, height / whole_height)
    )


def canvas(figure: Figure) -> Axes:
    """Cover a sheet with axes whose coordinates are units from the top left corner, y downwards.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The sheet.

    Returns
    -------
    matplotlib.axes.Axes
        Axes without frame or ticks.
    """
    width, height = figure.get_size_inches() * 72
    axes = place(figure, 0, 0, width, height)
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return axes
