"""Shares of a class as steps of one colour, with the same steps in every picture so that two can be compared."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from gluteus.charts.style import DARK_STEP, HAIRLINE, SMALL, STEPS, Ink

STEP_ENDS: Final = (10, 25, 50, 75, 100)
"""The largest share of each step of colour, in whole per cent as it is printed."""

FEW: Final = "<1"
"""What is printed for somebody where whole per cent would say nobody."""

LEGEND: Final = 22.0
"""Height of the legend in units."""


def face(ink: Ink, share: float) -> tuple[str, float] | str:
    """Give the colour that stands for a share, none for nobody."""
    return (ink["series_1"], STEPS[_step(share)]) if share > 0 else "none"


def text_on(ink: Ink, share: float) -> str:
    """Give the colour of a text on the colour of a share."""
    return ink["background"] if share > 0 and _step(share) >= DARK_STEP else ink["text"]


def printed(share: float) -> str:
    """Write a share in whole per cent: ``62``, ``<1`` for few, nothing for nobody."""
    if share <= 0:
        return ""
    whole = f"{100 * share:.0f}"
    return FEW if whole == "0" else whole


def legend(axes: Axes, ink: Ink, top: float) -> None:
    """Draw the steps with their names on a canvas, from a height in units on."""
    axes.text(2, top + 11, "% of learners", fontsize=SMALL, va="center_baseline")
    for number, (first, last) in enumerate(zip([0, *(end + 1 for end in STEP_ENDS)], STEP_ENDS, strict=False)):
        left, share = 92 + number * 53, last / 100
        box = Rectangle((left, top + 2), 50, 17, facecolor=face(ink, share), edgecolor=ink["border"])
        box.set_linewidth(HAIRLINE)
        axes.add_artist(box)
        name = f"{first}–{last}" if first else f"to {last}"
        axes.text(
            left + 25,
            top + 11,
            name,
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
            color=text_on(ink, share),
        )


def _step(share: float) -> int:
    return next(number for number, end in enumerate(STEP_ENDS) if round(100 * share) <= end)
