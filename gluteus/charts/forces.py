"""Charts of how the muscle works: moment arms, demand in single-leg stance."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure

from gluteus.charts.chart import Chart
from gluteus.charts.rows import AXIS, guide, name_row, note, number, rows
from gluteus.charts.style import SMALL, TEXT, Ink, canvas, sheet
from gluteus.mechanics.moment_arms import COMPARTMENTS, PUBLISHED, PublishedArms, hip_arms
from gluteus.mechanics.stance import FAR_HAND_CM, NEAR_HAND_CM, NEUTRAL, SITUATIONS, UPPER_BODY_HEIGHT_CM

MARKERS: Final = {
    "posterior": ("s", "back part", "series_3"),
    "middle": ("o", "middle part", "series_1"),
    "anterior": ("^", "front part", "series_2"),
    "all abductors": ("D", "all abductors", "text_muted"),
}
"""Marker, name and colour of each kind of arm, from small to large."""


def own_arms() -> PublishedArms:
    """Give the abduction arms of the course's own body, beside the published ones.

    Returns
    -------
    PublishedArms
        Arms in cm, read from the model in its standing posture.
    """
    return PublishedArms(
        "This course’s body",
        {compartment: hip_arms(unit).abduction for compartment, unit in COMPARTMENTS.items()},
        "MyoSim model, standing; its legs descend from the Rajagopal model of 2016, so it is no independent source",
        ("myosim",),
    )


def moment_arms() -> Chart:
    """Draw the abduction moment arms of the gluteus medius: published ones and the course's own body.

    Returns
    -------
    Chart
        One row for each source, one mark for each compartment.
    """
    sources = (*PUBLISHED, own_arms())
    row_height = 50.0
    head = 44.0

    def draw(ink: Ink) -> Figure:
        figure = sheet(head + len(sources) * row_height + AXIS)
        key = canvas(figure)
        for index, (marker, name, token) in enumerate(MARKERS.values()):
            x, y = 10 + (index % 2) * 170, 9 + (index // 2) * 19
            key.plot(x, y, marker, color=ink[token], markersize=8, clip_on=False)
            key.text(x + 10, y, name, fontsize=TEXT, va="center_baseline")
        axes = rows(
            figure,
            ink,
            top=head,
            count=len(sources),
            limits=(2.5, 7.5),
            ticks=(3, 4, 5, 6, 7),
            name="Abduction moment arm in cm",
            height=row_height,
        )
        for row, source in enumerate(sources):
            name_row(axes, ink, row, source.name, "", height=row_height * 1.45)
            for kind, arm in source.arms_cm.items():
                marker, _, token = MARKERS[kind]
                axes.plot(arm, row, marker, color=ink[token], markersize=8)
                axes.annotate(
                    number(arm, 1), (arm, row), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=SMALL
                )
        return figure

    listed = ". ".join(
        f"{source.name} ({source.note}): "
        + ", ".join(f"{MARKERS[kind][1]} {number(arm, 1)} cm" for kind, arm in source.arms_cm.items())
        for source in sources
    )
    return Chart(
        name="chart-moment-arms",
        title="Abduction moment arms of the gluteus medius in six sources",
        draw=draw,
        description=(
            f"How far from the hip centre the gluteus medius pulls, hip straight. {listed}. "
            "Wherever the parts are told apart, the front part has the longest arm and the back part the shortest."
        ),
        source=(
            "Published geometry and model files, arms computed for the course; Pauwels' arm as published; the course's "
            "own body from the MyoSim model"
        ),
        citations=tuple(dict.fromkeys(key for source in sources for key in source.sources)),
    )


def abductor_demand() -> Chart:
    """Draw what help and load do to the work of the abductors in single-leg stance.

    Returns
    -------
    Chart
        Abductor moment of each situation as a percentage of quiet stance without help or load.
    """
    row_height = 38.0
    notes = (
        f"BW: body weight. Assumed: opposite hand {FAR_HAND_CM:.0f} cm and",
        f"same-side hand {NEAR_HAND_CM:.0f} cm from the standing hip,",
        f"upper body {UPPER_BODY_HEIGHT_CM:.0f} cm above the hips.",
    )

    def draw(ink: Ink) -> Figure:
        note_height = len(notes) * SMALL * 1.3 + 6
        figure = sheet(len(SITUATIONS) * row_height + AXIS + note_height)
        axes = rows(
            figure,
            ink,
            top=0,
            count=len(SITUATIONS),
            limits=(0, 160),
            ticks=(0, 50, 100, 150),
            name="Abductor moment, % of no help and no load",
            height=row_height,
        )
        for row, situation in enumerate(SITUATIONS):
            demand = situation.demand()
            token = "series_1" if round(demand) <= 100 else "series_2"
            axes.barh(row, demand, height=0.3, color=ink[token])
            name_row(axes, ink, row, situation.label, f"{demand:.0f} %", height=row_height * 0.9)
        guide(axes, 100, len(SITUATIONS), color=ink["text"], linewidth=1.4)
        note(figure, ink, 0, notes)
        return figure

    listed = "; ".join(
        f"{situation.label} {situation.demand():.0f} % (muscle {situation.forces().abductor:.2f} BW, "
        f"joint {situation.forces().joint:.2f} BW)"
        for situation in SITUATIONS
    )
    return Chart(
        name="chart-abductor-demand",
        title="What a cane, a lean or a load does to the abductors' work on one leg",
        draw=draw,
        description=(
            "Moment that the hip abductors must make on one leg, as a percentage of standing without help or load; in "
            f"brackets the abductor force and the hip joint force in body weights (BW): {listed}. {' '.join(notes)} "
            f"The abductors' own arm is {NEUTRAL.arm_cm:.0f} cm."
        ),
        source=f"Computed for the course. {NEUTRAL.source}",
        citations=("winter", "iglic1990", "gait2392", "delp1990"),
    )
