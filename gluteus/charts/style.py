"""How every chart looks: the one style of the course's figures, with colours from the palette only.

A chart is 360 units wide, the width of a phone, and never wider than 520 on a page: text of 11.5 units stays
readable on the one and does not shout on the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Look:
    """How an area of one kind is drawn: no two kinds differ by colour alone.

    Attributes
    ----------
    token : str
        Palette token of its colour.
    tint : float
        How much of the tint's colour covers the area, 0 to 1.
    hatch : str
        Pattern over the tint, as matplotlib writes it.
    line : float
        Width of its outline in units.
    dashed : bool
        Whether its outline is dashed.
    ground : str
        Palette token of the tint, where it is another one.
    """

    token: str
    tint: float
    hatch: str
    line: float
    dashed: bool = False
    ground: str = ""


LOOKS: Final[dict[str, Look]] = {
    "essential": Look("essential", 0.86, "", 1.0),
    "spillover": Look("spillover", 0.0, DOTS, 1.2),
    # A pale ground lets the stripes be seen on a solid zone too.
    "marked": Look("accent", 0.5, 3 * "/", 1.8, ground="background"),
    "first essential": Look("series_1", 0.62, "", 1.6),
    "first spillover": Look("series_1", 0.28, "", 1.2, dashed=True),
    "second essential": Look("series_2", 0.14, 4 * "\\", 1.6),
    "second spillover": Look("series_2", 0.0, 3 * "\\", 1.2, dashed=True),
    "third essential": Look("series_3", 0.14, 3 * ".", 1.6),
    "third spillover": Look("series_3", 0.0, 4 * ".", 1.2, dashed=True),
}
"""The kinds of areas on the body."""

STEPS: Final = (0.12, 0.26, 0.42, 0.84, 1.0)
"""How much of the first series' colour stands for the steps of a count, from few to many.

Text is dark on the first three and takes the page's colour on the others; the jump between keeps both legible.
"""

DARK_STEP: Final = 3
"""The first of `STEPS` that is too strong for the text colour."""

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
        "hatch.linewidth": 1.1,
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


def layers(kind: str, ink: Ink) -> list[dict[str, Any]]:
    """Give the styles of the patches that draw an area, one over the other.

    Parameters
    ----------
    kind : str
        Key of `LOOKS`.
    ink : dict of str to str
        The colour for each palette token.

    Returns
    -------
    list of dict
        Arguments for matplotlib's patches: the tint, if there is one, then pattern and outline.
    """
    look = LOOKS[kind]
    colour = ink[look.token]
    outline = {
        "facecolor": "none",
        "edgecolor": colour,
        "linewidth": look.line,
        "linestyle": (0, (4, 2)) if look.dashed else "-",
        "hatch": look.hatch or None,
        "hatchcolor": colour,
        "zorder": 3,
    }
    # Every tint lies below every pattern, so that none hides another.
    tint = {"facecolor": (ink[look.ground or look.token], look.tint), "edgecolor": "none", "zorder": 2}
    return [tint, outline] if look.tint else [outline]


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
