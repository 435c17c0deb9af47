"""The histogram of the numbers that learners gave, with what is accepted and what is nearly right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Final, Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from gluteus.charts.chart import Chart
from gluteus.charts.items import SOURCE, learner_axes, learners_above, wrapped
from gluteus.charts.rows import MINUS
from gluteus.charts.style import HAIRLINE, SMALL, Ink, canvas, sheet

Judged = Literal["right", "near miss", "wrong"]
JUDGED: Final[tuple[Judged, ...]] = ("right", "near miss", "wrong")

MOST_STEPS: Final = 42
PLOT: Final = 140.0
AXIS: Final = 44.0
MARK: Final = 19.0
STRIP: Final = 5.0
NARROWEST: Final = 3.0
"""Height of a line of marks above the picture, and height and least width of a mark on it."""

LINE: Final = 17.0
BAR_GAP: Final = 0.06
"""Share of a step that stays free on each side of its bar."""

DWARFED: Final = 8
"""A bar so many times as long as the next one is cut off."""

LONGEST: Final = 50
"""Characters of a line below the picture."""


class Bunch(NamedTuple):
    """Learners who gave the same number."""

    value: float
    judged: Judged
    learners: int


class Near(NamedTuple):
    """Where a near miss lies on the axis, what it is, and how many gave it.

    Where papers have numbers of their own, it may lie in several places, from left to right.
    """

    bands: tuple[tuple[float, float], ...]
    told: str
    learners: int

    @property
    def low(self) -> float:
        """The lower end of its first place."""
        return self.bands[0][0]

    @property
    def high(self) -> float:
        """The upper end of its last place."""
        return self.bands[-1][1]


@dataclass(frozen=True)
class NumbersGiven:
    """The numbers that learners gave to one question, on one axis.

    Attributes
    ----------
    axis : str
        Name of the axis with its unit.
    bunches : tuple of Bunch
        Every number.
    right : float
        Where the right number stands.
    band : tuple of float
        Ends of what is accepted; on papers with numbers of their own the widest of them.
    told : str
        What is accepted, in words.
    near : tuple of Near
        The near misses.
    reach : float
        How far from the right number the axis goes at most; numbers beyond it are counted at its ends.
    """

    axis: str
    bunches: tuple[Bunch, ...]
    right: float
    band: tuple[float, float]
    told: str
    near: tuple[Near, ...]
    reach: float


@dataclass(frozen=True)
class Steps:
    """The numbers counted in steps of equal and round width, the right number in the middle of one.

    Attributes
    ----------
    edges : tuple of float
        Ends of the steps, one more than there are steps.
    counts : dict
        Learners in each step, for each of `JUDGED`.
    lower, higher : int
        Learners beyond the ends.
    """

    edges: tuple[float, ...]
    counts: dict[Judged, tuple[int, ...]]
    lower: int
    higher: int


def steps(given: NumbersGiven) -> Steps:
    """Count the numbers in at most 43 steps.

    Parameters
    ----------
    given : NumbersGiven
        The numbers.

    Returns
    -------
    Steps
        Over all numbers within reach, what is accepted and the near misses that are not far out.
    """
    ends = given.right - given.reach, given.right + given.reach

    # A near miss that lies much farther, such as a slip in the unit, would leave no room for the others, and one that
    # nobody gave need not be shown.
    def close(near: Near) -> bool:
        far = 2 * given.reach if near.learners else 0.0
        return ends[0] - far <= near.low and near.high <= ends[1] + far

    marked = [*given.band, *(end for near in given.near if close(near) for end in (near.low, near.high))]
    lower, higher = min([ends[0], *marked]), max([ends[1], *marked])
    shown = [one for one in given.bunches if lower <= one.value <= higher]
    values = [one.value for one in shown] + marked + [given.right]
    width = _width(max(values) - min(values), given.right, whole=all(value == round(value) for value in values))

    def at(value: float) -> int:
        return floor((value - given.right) / width + 0.5 + 1e-9)

    first, last = at(min(values)), at(max(values))
    counts = {judged: [0] * (last - first + 1) for judged in JUDGED}
    for one in shown:
        counts[one.judged][at(one.value) - first] += one.learners
    return Steps(
        tuple(given.right + (step - 0.5) * width for step in range(first, last + 2)),
        {judged: tuple(count) for judged, count in counts.items()},
        sum(one.learners for one in given.bunches if one.value < lower),
        sum(one.learners for one in given.bunches if one.value > higher),
    )


def numbers_given(name: str, title: str, given: NumbersGiven) -> Chart:
    """Draw the numbers.

    Parameters
    ----------
    name : str
        Short name of the chart: letters, digits and hyphens.
    title : str
        What it shows, in a few words.
    given : NumbersGiven
        The numbers.

    Returns
    -------
    Chart
        A histogram: right numbers solid, near misses striped, other numbers hollow; the accepted band and the near
        misses are marked above it.
    """
    counted = steps(given)
    totals = [sum(step) for step in zip(*counted.counts.values(), strict=True)]
    highest, cut = _top(totals)
    lines = [*_lines(given)]
    remarks = [*_remarks(counted, cut)]
    told_lines: list[tuple[Judged | None, str]] = [
        (judged if first else None, line)
        for judged, words in [*lines, *((None, remark) for remark in remarks)]
        for first, line in zip((True, False), wrapped(words, LONGEST, 2), strict=False)
    ]
    levels = _levels(given, counted)
    head = MARK * (1 + max(levels.values(), default=0)) + 4

    def draw(ink: Ink) -> Figure:
        figure = sheet(head + PLOT + AXIS + LINE * len(told_lines) + 6)
        axes = learner_axes(figure, head, PLOT, highest, right=12)
        axes.set_xlim(counted.edges[0], counted.edges[-1])
        _marks(axes, ink, given, levels)
        _bars(axes, ink, counted)
        _numbers(axes, counted.edges, totals, highest)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _shown(value)))
        axes.set_xlabel(given.axis, labelpad=4)
        page = canvas(figure)
        top = head + PLOT + AXIS
        for number, (judged, words) in enumerate(told_lines):
            y = top + LINE * (number + 0.5)
            if judged:
                page.add_artist(Rectangle((3, y - 5), 14, 10, **_look(judged, ink)))
            page.text(24, y, words, fontsize=SMALL, va="center_baseline")
        return figure

    told = "; ".join(
        f"{_shown(low)} to {_shown(high)}: "
        + ", ".join(f"{counted.counts[judged][step]} {judged}" for judged in JUDGED if counted.counts[judged][step])
        for step, (low, high) in enumerate(zip(counted.edges, counted.edges[1:], strict=False))
        if any(counted.counts[judged][step] for judged in JUDGED)
    )
    marked = ". ".join(words for _, words in lines)
    return Chart(
        name=name,
        title=title,
        draw=draw,
        description=(
            f"{given.axis}: learners in each step that somebody is in. {told or 'Nobody gave a number'}. "
            f"{''.join(f'{remark}. ' for remark in remarks)}{marked}."
        ),
        source=SOURCE,
    )


def _width(span: float, right: float, *, whole: bool) -> float:
    """Give the smallest round width that needs no more than `MOST_STEPS` steps."""
    if span <= 0:
        span = abs(right) or 1.0
    power = floor(log10(span / MOST_STEPS))
    width = next(
        lead * 10.0**high for high in (power, power + 1) for lead in (1, 2, 5) if lead * 10.0**high >= span / MOST_STEPS
    )
    return max(width, 1.0) if whole else width


def _lines(given: NumbersGiven) -> Iterator[tuple[Judged, str]]:
    yield "right", f"✓ right: {given.told}"
    for number, near in enumerate(given.near, 1):
        who = f"{near.learners} learner{'s' * (near.learners > 1)}" if near.learners else "nobody"
        yield "near miss", f"{number} near miss: {near.told} ({who})"
    yield "wrong", "other numbers"


def _remarks(counted: Steps, cut: int) -> Iterator[str]:
    ends = ((counted.lower, "lower"), (counted.higher, "higher"))
    if told := " and ".join(f"{count} {word}" for count, word in ends if count):
        yield f"Not shown: {told} than the axis goes"
    if cut:
        yield f"The bar of {cut} learners is cut off, so that the others can be seen"


def _top(totals: list[int]) -> tuple[float, int]:
    """Say how high the axis goes, and which count has a bar that is cut off; 0 for none."""
    *_, second, largest = [0, 0, *sorted(totals)]
    if second and largest > DWARFED * second:
        return second * DWARFED / 2, largest
    return max(1, largest) * 1.14, 0


def _levels(given: NumbersGiven, counted: Steps) -> dict[int, int]:
    """Give each near miss on the axis a line above the picture where it has room beside the others."""
    first, last = counted.edges[0], counted.edges[-1]
    room = 0.025 * (last - first)
    taken: list[list[tuple[float, float]]] = [[(given.band[0] - room, given.band[1] + room)]]
    levels = {}
    for number, near in enumerate(given.near):
        if near.high < first or near.low > last:
            continue
        low, high = near.low - room, near.high + room
        level = next(
            (
                level
                for level, used in enumerate(taken)
                if all(high < other_low or other_high < low for other_low, other_high in used)
            ),
            len(taken),
        )
        taken[level:] = taken[level:] or [[]]
        taken[level].append((low, high))
        levels[number] = level
    return levels


def _marks(axes: Axes, ink: Ink, given: NumbersGiven, levels: dict[int, int]) -> None:
    """Mark what is accepted and the near misses above the picture, where they hide no bar and no bar hides them."""
    across = axes.get_xaxis_transform()
    first, last = axes.get_xlim()
    narrowest = NARROWEST * (last - first) / (axes.get_window_extent().width / axes.figure.dpi * 72)
    marks: list[tuple[str, Judged, str, int, tuple[tuple[float, float], ...]]] = [
        ("accepted", "right", "✓", 0, (given.band,)),
        *(
            (f"nearly {number}", "near miss", str(number + 1), level, given.near[number].bands)
            for number, level in levels.items()
        ),
    ]
    for name, judged, sign, level, bands in marks:
        foot = 1 + (2 + MARK * level) / PLOT
        ends = max(bands[0][0], first), min(bands[-1][1], last)
        if len(bands) > 1:
            height = foot + STRIP / 2 / PLOT
            axes.plot(
                ends, (height, height), transform=across, color=ink["series_2"], linewidth=HAIRLINE, clip_on=False
            )
        for place_, (low, high) in enumerate(bands):
            if high < first or low > last:
                continue
            wide = max(high - low, narrowest)
            mark = Rectangle(
                ((low + high - wide) / 2, foot), wide, STRIP / PLOT, transform=across, clip_on=False, linewidth=0,
                facecolor=ink["series_1" if judged == "right" else "series_2"], gid=f"{name} {place_}",
            )  # fmt: skip
            axes.add_patch(mark)
        axes.annotate(
            sign,
            (sum(ends) / 2, foot + STRIP / PLOT),
            (0, 3),
            xycoords=across,
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
            weight="bold",
        )


def _bars(axes: Axes, ink: Ink, counted: Steps) -> None:
    below = [0] * (len(counted.edges) - 1)
    for judged in JUDGED:
        for step, count in enumerate(counted.counts[judged]):
            if count:
                left, right = counted.edges[step : step + 2]
                gap = (right - left) * BAR_GAP
                bar = Rectangle((left + gap, below[step]), right - left - 2 * gap, count, **_look(judged, ink))
                bar.set(gid=f"{judged} {step}", zorder=2)
                axes.add_patch(bar)
                below[step] += count


def _look(judged: Judged, ink: Ink) -> dict[str, Any]:
    """Give the style of a bar: solid, striped or hollow."""
    if judged == "right":
        return {"facecolor": ink["series_1"], "edgecolor": ink["series_1"], "linewidth": HAIRLINE}
    hatch = {"hatch": 4 * "/"} if judged == "near miss" else {}
    return {"facecolor": "none", "edgecolor": ink["series_2"], "linewidth": 1.1, **hatch}


def _numbers(axes: Axes, edges: tuple[float, ...], totals: list[int], highest: float) -> None:
    """Write the counts above the bars, the largest first, wherever no bar and no other count is in the way."""
    width = axes.get_window_extent().width / axes.figure.dpi * 72 / (len(edges) - 1)
    height = PLOT / highest
    narrower = BAR_GAP * width
    # The count of a bar that is cut off stands on it.
    seen = [min(count, (PLOT - 17) / height) for count in totals]
    placed: list[tuple[int, float, float]] = []
    for step in sorted(range(len(totals)), key=lambda step: -totals[step]):
        count = totals[step]
        half = 3.8 * len(str(count)) + 1
        reach = max(0, ceil((half - 1 - narrower) / width - 0.5))
        beside = [*totals[max(0, step - reach) : step], *totals[step + 1 : step + 1 + reach]]
        y = seen[step] * height
        free = all(
            abs(step - other) * width > half + room or abs(y - at) > SMALL + 2 for other, at, room in placed
        ) and all(other <= count for other in beside)
        middle = (edges[step] + edges[step + 1]) / 2
        if count and free:
            placed.append((step, y, half))
            learners_above(axes, (middle, seen[step]), count)


def _shown(value: float) -> str:
    return f"{value + 0.0:.6g}".replace("-", MINUS)
