"""Charts of an item report: how a class did, how hard the questions were, who took which answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from gluteus.charts.chart import Chart
from gluteus.charts.rows import AXIS, guide, name_row, note, number, rows
from gluteus.charts.style import HAIRLINE, SMALL, WIDTH, Ink, place, sheet

SOURCE: Final = "The marks of this class"

ROW: Final = 42.0
"""Height of a row in units."""

LONGEST_NAME: Final = 38
"""Characters of a row's name that stand beside its number."""

TALL_ROW: Final = 62.0
"""Height of a row in units where a name takes two lines."""


@dataclass(frozen=True)
class Bar:
    """A row with one share.

    Attributes
    ----------
    name : str
        What it is of.
    share : float or None
        From 0 to 1, above 1 with extra credit; None where there is none.
    """

    name: str
    share: float | None


@dataclass(frozen=True)
class Pull:
    """How a question tells learners apart: two figures from -1 to 1, None where there is none."""

    name: str
    correlation: float | None
    index: float | None


@dataclass(frozen=True)
class Taken:
    """An answer and the shares that took it, from 0 to 1: of all, of the upper and of the lower group."""

    name: str
    right: bool
    share: float
    upper: float
    lower: float


def learner_axes(figure: Figure, top: float, height: float, highest: float, right: float = 14) -> Axes:
    """Give axes whose height counts learners.

    Parameters
    ----------
    figure : Figure
        The sheet.
    top, height, right : float
        What is left free above, the height of the plot and what is left free on the right, in units of the sheet.
    highest : float
        Learners at the top.

    Returns
    -------
    Axes
        With whole numbers on the left and their label beside them, however long they are.
    """
    left = 26 + 9 * len(f"{highest:.0f}")
    axes = place(figure, left, top, WIDTH - left - right, height)
    axes.set_ylim(0, highest)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.tick_params(length=3)
    axes.set_ylabel("Learners", labelpad=4)
    return axes


def learners_above(axes: Axes, bar: tuple[float, float], count: int, **style: Any) -> None:
    """Write how many learners a bar stands for above its top, given as place and height in the axes' units."""
    axes.annotate(
        str(count), bar, (0, 1), textcoords="offset points", ha="center", va="bottom", fontsize=SMALL, **style
    )


def score_distribution(edges: Sequence[float], counts: Sequence[int], mean: float) -> Chart:
    """Draw how many learners have how many points.

    Parameters
    ----------
    edges : sequence of float
        Edges of the steps, in points, one more than counts.
    counts : sequence of int
        Learners in each step.
    mean : float
        Mean of the totals, in points.

    Returns
    -------
    Chart
        A histogram with the mean.
    """

    def draw(ink: Ink) -> Figure:
        figure = sheet(210)
        highest = max(1, max(counts, default=0)) * 1.08
        axes = learner_axes(figure, 14, 150, highest)
        width = edges[1] - edges[0]
        axes.bar(edges[:-1], counts, width=width * 0.92, align="edge", color=ink["series_1"])
        axes.axvline(mean, color=ink["text"], linewidth=1.4, linestyle=(0, (4, 2)))
        axes.annotate(
            f"mean {number(mean, 1)}",
            (mean, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-5 if mean > (edges[0] + edges[-1]) / 2 else 5, 3),
            textcoords="offset points",
            ha="right" if mean > (edges[0] + edges[-1]) / 2 else "left",
            fontsize=SMALL,
        )
        axes.set_xlim(edges[0], edges[-1])
        axes.xaxis.set_major_locator(MaxNLocator(7, integer=width >= 1))
        axes.grid(axis="y")
        axes.set_xlabel("Points", labelpad=4)
        return figure

    steps = "; ".join(
        f"{number(low, 1)} to {number(high, 1)} points: {count}"
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    )
    return Chart(
        name="chart-scores",
        title="How many learners have how many points",
        draw=draw,
        description=f"Learners in each step of points, the mean is {number(mean, 1)}. {steps}.",
        source=SOURCE,
    )


def difficulty(bars: Sequence[Bar], easy: float, hard: float) -> Chart:
    """Draw the share of its points that each question gave on average.

    Parameters
    ----------
    bars : sequence of Bar
        The questions.
    easy, hard : float
        Above the one a question is called easy, below the other hard.

    Returns
    -------
    Chart
        One bar for each question.
    """
    unusual = any(bar.share is not None and not hard <= bar.share <= easy for bar in bars)
    legend = f"{'Striped: b' if unusual else 'No question is b'}elow {hard:.0%} or above {easy:.0%}."

    def draw(ink: Ink) -> Figure:
        figure = sheet(len(bars) * ROW + AXIS + SMALL * 1.3 + 6)
        axes = _shares(figure, ink, len(bars), "Mean score, % of the points")
        for place_, bar in enumerate(bars):
            if bar.share is not None:
                usual = hard <= bar.share <= easy
                face, edge = (ink["series_1"], "none") if usual else ("none", ink["series_2"])
                hatch = None if usual else 3 * "/"
                axes.barh(place_, 100 * bar.share, height=0.3, hatch=hatch, facecolor=face, edgecolor=edge)
            name_row(axes, ink, place_, shortened(bar.name), _percent(bar.share), height=ROW)
        guide(axes, (100 * hard, 100 * easy), len(bars), color=ink["text"], linewidth=HAIRLINE)
        note(figure, ink, 0, (legend.replace("%", " %"),))
        return figure

    return Chart(
        name="chart-difficulty",
        title="How hard each question is",
        draw=draw,
        description=(
            "Mean score of each question as a share of its points; a high share is an easy question. "
            + "; ".join(f"{bar.name}: {_percent(bar.share)}" for bar in bars)
            + "."
        ),
        source=SOURCE,
    )


def discrimination(pulls: Sequence[Pull], low: float) -> Chart:
    """Draw how well each question tells those who do well from those who do not.

    Parameters
    ----------
    pulls : sequence of Pull
        The questions.
    low : float
        Below this a correlation is called low.

    Returns
    -------
    Chart
        Two marks for each question.
    """
    lines = ["● correlation with the other questions (number at the right)"]
    if any(pull.correlation is not None and pull.correlation < low for pull in pulls):
        lines.append(f"○ the same, below {low:.2f}")
    lines.append("◇ upper group minus lower group")

    def draw(ink: Ink) -> Figure:
        figure = sheet(len(pulls) * ROW + AXIS + SMALL * 1.3 * len(lines) + 6)
        least = min([0.0, *(value for pull in pulls for value in (pull.correlation, pull.index) if value is not None)])
        left = -1.0 if least < -0.5 else -0.5 if least < -0.05 else -0.1
        ticks = tuple(tick for tick in (-1.0, -0.5, 0.0, 0.2, 0.5, 1.0) if tick >= left)
        axes = rows(
            figure,
            ink,
            top=0,
            count=len(pulls),
            limits=(left, 1.04),
            ticks=ticks,
            name="Discrimination",
            height=ROW,
            digits=1,
        )
        guide(axes, 0, len(pulls), color=ink["text"], linewidth=1.4)
        guide(axes, low, len(pulls), color=ink["text"], linewidth=HAIRLINE)
        for place_, pull in enumerate(pulls):
            if pull.index is not None:
                axes.plot(pull.index, place_, "D", color=ink["series_2"], markersize=6, fillstyle="none", clip_on=False)
            if pull.correlation is not None:
                good = pull.correlation >= low
                (dot,) = axes.plot(pull.correlation, place_, "o", color=ink["series_1"], markersize=7.5)
                if not good:
                    dot.set(color=ink["series_2"], markerfacecolor=ink["background"], markeredgewidth=1.6)
            name_row(axes, ink, place_, shortened(pull.name), _signed(pull.correlation), height=ROW)
        note(figure, ink, 0, tuple(lines))
        return figure

    return Chart(
        name="chart-discrimination",
        title="How well each question tells learners apart",
        draw=draw,
        description=(
            "Corrected item-total correlation of each question, and the mean score of the upper group minus that of "
            "the lower group. "
            + "; ".join(
                f"{pull.name}: correlation {_signed(pull.correlation)}, upper minus lower {_signed(pull.index)}"
                for pull in pulls
            )
            + "."
        ),
        source=SOURCE,
    )


def answers(name: str, title: str, taken: Sequence[Taken]) -> Chart:
    """Draw who took which answer of one question.

    Parameters
    ----------
    name : str
        Short name of the chart: letters, digits and hyphens.
    title : str
        The question, in a few words.
    taken : sequence of Taken
        The answers.

    Returns
    -------
    Chart
        A triangle up for the upper group and one down for the lower group, one row for each answer.
    """
    # Options often differ in their last words only.
    names = [wrapped(("✓ " if answer.right else "") + answer.name, LONGEST_NAME + 2, 2) for answer in taken]
    height = TALL_ROW if any(len(lines) > 1 for lines in names) else ROW

    def draw(ink: Ink) -> Figure:
        figure = sheet(len(taken) * height + AXIS + SMALL * 1.3 + 6)
        axes = _shares(figure, ink, len(taken), "% of each group", height)
        # Few artists for all rows: a report has a picture like this for each question.
        for right, width in ((True, 2.4), (False, 1.2)):
            places = [place_ for place_, answer in enumerate(taken) if answer.right == right]
            lower, upper = [100 * taken[at].lower for at in places], [100 * taken[at].upper for at in places]
            colour = ink["series_1" if right else "series_2"]
            axes.hlines(places, lower, upper, color=colour, linewidth=width, zorder=2)
            axes.plot(lower, places, "v", color=colour, markersize=8, markerfacecolor=ink["background"], clip_on=False)
            axes.plot(upper, places, "^", color=colour, markersize=8, clip_on=False)
        for place_, (answer, lines) in enumerate(zip(taken, names, strict=True)):
            name_row(axes, ink, place_, "\n".join(lines), _percent(answer.share), height=height)
        note(figure, ink, 0, ("▲ upper group · ▽ lower group · ✓ right · number: all",))
        return figure

    listed = "; ".join(
        f"{answer.name}{' (right)' if answer.right else ''}: {_percent(answer.share)} of all, "
        f"{_percent(answer.upper)} of the upper and {_percent(answer.lower)} of the lower group"
        for answer in taken
    )
    return Chart(name=name, title=title, draw=draw, description=f"Who took which answer. {listed}.", source=SOURCE)


def _shares(figure: Figure, ink: Ink, count: int, name: str, height: float = ROW) -> Axes:
    return rows(figure, ink, top=0, count=count, limits=(0, 104), ticks=(0, 25, 50, 75, 100), name=name, height=height)


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """Cut a name to what has room on the sheet; the whole one is in the description and in the table."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def wrapped(text: str, longest: int, lines: int) -> list[str]:
    """Break a text into at most some lines of at most some characters; what has no room is cut."""
    broken = wrap(text, longest, break_on_hyphens=False) or [""]
    return [*broken[: lines - 1], shortened(" ".join(broken[lines - 1 :]), longest)] if len(broken) >= lines else broken


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _signed(value: float | None) -> str:
    return "–" if value is None else number(value, 2)
