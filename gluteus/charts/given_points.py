"""The distribution of the points that a person gave for answers in the learners' own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from gluteus.charts.chart import Chart
from gluteus.charts.items import SOURCE, learner_axes, learners_above
from gluteus.charts.rows import MINUS, note
from gluteus.charts.style import SMALL, Ink, sheet

MOST_BARS: Final = 21
"""With more bars than these their counts have no room above them."""


@dataclass(frozen=True)
class PointsGiven:
    """How many learners were given how many points.

    Attributes
    ----------
    bars : tuple of tuple
        From and to how many points, and how many learners; from and to are the same where it is one value.
    most : float
        The most that the question gives.
    mean : float
        Mean of all.
    upper, lower : float or None
        Mean of the learners with the highest and with the lowest totals.
    """

    bars: tuple[tuple[float, float, int], ...]
    most: float
    mean: float
    upper: float | None
    lower: float | None


def points_given(name: str, title: str, given: PointsGiven) -> Chart:
    """Draw the points of one question.

    Parameters
    ----------
    name : str
        Short name of the chart: letters, digits and hyphens.
    title : str
        What it shows, in a few words.
    given : PointsGiven
        The points.

    Returns
    -------
    Chart
        One bar for each value with its count, the mean, and the means of the upper and of the lower group.
    """
    lines = [f"dashed: mean {_points(given.mean)} of {_points(given.most)} points"]
    if given.upper is not None and given.lower is not None:
        lines.append(f"▲ mean of the upper group {_points(given.upper)} · ▽ of the lower {_points(given.lower)}")

    def draw(ink: Ink) -> Figure:
        figure = sheet(212 + SMALL * 1.3 * len(lines))
        highest = max((count for *_, count in given.bars), default=1) * 1.16
        axes = learner_axes(figure, 22, 140, highest)
        low = min([0.0, *(bar[0] for bar in given.bars)])
        high = max([given.most, *(bar[1] for bar in given.bars)])
        wide = min([one[0] - other[0] for one, other in zip(given.bars[1:], given.bars, strict=False)] or [0.5])
        wide = max(wide, (high - low) / 60)
        for number, (start, end, count) in enumerate(given.bars):
            bar = axes.bar(
                (start + end) / 2, count, width=(end - start or wide) * 0.86, color=ink["series_1"], linewidth=0
            )
            bar[0].set_gid(f"points {number}")
            if len(given.bars) <= MOST_BARS:
                ground = {"facecolor": ink["background"], "edgecolor": "none", "pad": 0}
                learners_above(axes, ((start + end) / 2, count), count, bbox=ground)
        axes.axvline(given.mean, color=ink["text"], linewidth=1.4, linestyle=(0, (4, 2)), zorder=0)
        for value, mark in ((given.upper, "^"), (given.lower, "v")):
            if value is not None:
                marker: dict[str, Any] = {"color": ink["series_2"], "markersize": 8, "clip_on": False}
                (drawn,) = axes.plot(value, 1.06, mark, transform=axes.get_xaxis_transform(), **marker)
                drawn.set_markerfacecolor(ink["series_2"] if mark == "^" else ink["background"])
        axes.set_xlim(low - wide * 0.6, high + wide * 0.6)
        axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10], integer=high - low >= 3))
        axes.grid(axis="y")
        axes.set_xlabel("Points", labelpad=4)
        note(figure, ink, 0, tuple(lines))
        return figure

    told = "; ".join(
        f"{_points(start)}{f' to {_points(end)}' if end > start else ''} points: {count}"
        for start, end, count in given.bars
    )
    return Chart(
        name=name,
        title=title,
        draw=draw,
        description=f"Learners by the points they were given. {told}. In the picture: {'; '.join(lines)}.",
        source=SOURCE,
    )


def _points(value: float) -> str:
    return f"{value + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", MINUS)
