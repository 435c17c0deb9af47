"""Charts of published numbers: activity in exercises, effects of treatments."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from gluteus.charts.chart import Chart
from gluteus.charts.published import DISTEFANO_2009, EFFECTS, Effect, Scale
from gluteus.charts.rows import AXIS, ROW, guide, name_row, number, rows
from gluteus.charts.style import SMALL, TEXT, Ink, sheet

SCALE_HEAD: Final = 18.0
SCALE_GAP: Final = 10.0


def emg() -> Chart:
    """Draw how active the gluteus medius is in the exercises of one study.

    Returns
    -------
    Chart
        Means with standard deviations, in % of maximal voluntary contraction (Distefano et al. 2009).
    """

    def draw(ink: Ink) -> Figure:
        count = len(DISTEFANO_2009)
        figure = sheet(count * ROW + AXIS)
        axes = rows(
            figure,
            ink,
            top=0,
            count=count,
            limits=(0, 130),
            ticks=(0, 25, 50, 75, 100, 125),
            name="% of maximal voluntary contraction; line: ± 1 SD",
        )
        for row, activity in enumerate(DISTEFANO_2009):
            axes.errorbar(
                activity.mean,
                row,
                xerr=activity.sd,
                fmt="o",
                color=ink["series_1"],
                markersize=8,
                capsize=4,
                capthick=1.4,
            )
            name_row(axes, ink, row, activity.exercise, f"{activity.mean} ± {activity.sd}")
        return figure

    listed = "; ".join(f"{a.exercise.lower()} {a.mean} ± {a.sd}" for a in DISTEFANO_2009)
    return Chart(
        name="chart-emg",
        title="Activity of the gluteus medius in five exercises",
        draw=draw,
        description=(
            "Activity of the gluteus medius in % of its maximal voluntary contraction, mean ± standard deviation in "
            f"healthy people, all from one study: {listed}. "
            "The ranges of all five overlap. "
            "Numbers from different studies must not be put on this scale."
        ),
        source="Distefano et al. 2009, healthy people; exercises whose numbers were not verified are left out",
        citations=("distefano2009",),
    )


def trial_effects() -> Chart:
    """Draw the treatment effects that have confidence intervals, one panel for each scale.

    Returns
    -------
    Chart
        Estimates with confidence intervals.
    """
    height = sum(SCALE_HEAD + len(scale.effects) * ROW + AXIS + SCALE_GAP for scale in EFFECTS) - SCALE_GAP

    def draw(ink: Ink) -> Figure:
        figure = sheet(height)
        top = 0.0
        for scale in EFFECTS:
            _scale(figure, ink, scale, top)
            top += SCALE_HEAD + len(scale.effects) * ROW + AXIS + SCALE_GAP
        return figure

    panels = " ".join(
        f"{scale.treatment} ({scale.name.lower()}): {'; '.join(_words(effect, scale) for effect in scale.effects)}."
        for scale in EFFECTS
    )
    return Chart(
        name="chart-trial-effects",
        title="Effects of treatments with their confidence intervals, on three separate scales",
        draw=draw,
        description=(
            f"{panels} "
            "The three scales must not be compared with each other. "
            "An interval that includes 0 is compatible with no effect."
        ),
        source=(
            "Lu et al. 2022, de Jesus et al. 2020 and Mellor et al. 2018; the intervals of the last were computed for "
            "the course from the published counts (Wilson, 95 %)"
        ),
        citations=tuple(dict.fromkeys(effect.citation for scale in EFFECTS for effect in scale.effects)),
    )


def _digits(scale: Scale) -> int:
    return 0 if not scale.zero else 1 if scale.limits[1] > 2 else 2


def _words(effect: Effect, scale: Scale) -> str:
    digits = _digits(scale)
    value, low, high = (number(part, digits) for part in (effect.value, effect.low, effect.high))
    return f"{effect.outcome.lower()} {value}, interval {low} to {high} ({effect.better} is better, {effect.trials})"


def _scale(figure: Figure, ink: Ink, scale: Scale, top: float) -> None:
    whole = figure.get_size_inches()[1] * 72
    figure.text(2 / 360, 1 - (top + TEXT + 2) / whole, scale.treatment, fontsize=TEXT, weight="bold", color=ink["text"])
    low, high = scale.limits
    ticks = (
        (-1.0, -0.5, 0.0, 0.5, 1.0) if high < 2 else (-10.0, -5.0, 0.0, 5.0, 10.0) if low < 0 else (0, 25, 50, 75, 100)
    )
    axes = rows(
        figure,
        ink,
        top=top + SCALE_HEAD,
        count=len(scale.effects),
        limits=scale.limits,
        ticks=ticks,
        name=scale.name,
        digits=1 if high < 2 else 0,
    )
    if scale.zero:
        guide(axes, 0, len(scale.effects), color=ink["text_muted"], linewidth=1.2)
    digits = _digits(scale)
    for row, effect in enumerate(scale.effects):
        axes.plot((effect.low, effect.high), (row, row), color=ink["series_1"], linewidth=2.4, solid_capstyle="butt")
        axes.plot(effect.value, row, "s", color=ink["series_1"], markersize=8)
        bounds = f"{number(effect.value, digits)} ({number(effect.low, digits)} to {number(effect.high, digits)})"
        name_row(axes, ink, row, effect.outcome, bounds)
        if scale.zero:
            # The free half of the row says which way is better.
            at_left = effect.value > 0
            axes.annotate(
                f"{effect.better} is better",
                (0 if at_left else 1, row),
                xycoords=("axes fraction", "data"),
                xytext=(4 if at_left else -4, 0),
                textcoords="offset points",
                ha="left" if at_left else "right",
                va="center_baseline",
                fontsize=SMALL,
                color=ink["text_muted"],
            )
