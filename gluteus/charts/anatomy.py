"""Pictures of the muscle on its bones: its three parts, and the forces when it holds the pelvis on one leg."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gluteus.charts.chart import Chart
from gluteus.charts.forces import MARKERS
from gluteus.charts.outlines import Floats, outlines, polylines, shape
from gluteus.charts.pictures import Frame, the_body
from gluteus.charts.style import HAIRLINE, SMALL, TEXT, WIDTH, Ink, canvas, sheet
from gluteus.mechanics.moment_arms import COMPARTMENTS, Compartment
from gluteus.mechanics.stance import INTERHIP_CM, NEUTRAL, forces

BONES: Final = ("L4", "L5", "sacrum", "pelvis:left", "pelvis:right", "femur:right", "femur:left")

LANDMARKS: Final = {
    "crest_top": "iliac crest",
    "psis": "PSIS",
    "asis": "ASIS",
    "greater_trochanter": "greater\ntrochanter",
    "ischial_tuberosity": "sit bone",
}

SEAM: Final = 1.6

PART_HEIGHTS: Final[dict[Compartment, float]] = {"posterior": 0.42, "middle": 0.12, "anterior": 0.45}
"""Where the names point to: from the top (0) to the bottom (1) of what is seen of a part."""

LINE_HEIGHT: Final = 15.0

FORCE_SCALE_MM: Final = 70.0
"""Length of one body weight in the picture, in millimetres of body."""


def muscle_map() -> Chart:
    """Draw the gluteus medius with its three parts over pelvis and thigh bone, from behind and from the side.

    Returns
    -------
    Chart
        The right hip, with landmarks.
    """
    body = the_body()
    behind, beside = body.views["back"], body.views["right"]
    scale = 0.86
    top, bottom = 225.0, 560.0
    head, foot = 24.0, 22.0
    row = head + (bottom - top) * scale + foot
    back_window = (behind.width / 2 - 62.0, top, float(behind.width), bottom)
    side_window = (0.0, top, float(beside.width), bottom)

    def draw(ink: Ink) -> Figure:
        figure = sheet(2 * row)
        axes = canvas(figure)
        back = Frame(axes, ink, behind, back_window, (74, head), scale)
        side = Frame(axes, ink, beside, side_window, (40, row + head), scale)
        for frame, title in ((back, "From behind, right hip"), (side, "From the right")):
            frame.title(title)
            frame.skin(shaded=False)
            frame.bones(BONES)
            for part, area in _visible_parts(frame).items():
                token = MARKERS[part][2]
                frame.draw(outlines(area), facecolor=ink[token], edgecolor="none", alpha=0.68)
                # A seam in the colour of the page tells the parts apart in greyscale too.
                frame.draw(outlines(area), filled=False, edgecolor=ink["background"], linewidth=SEAM)
        back.ends("left", "right")
        side.ends("back", "front")
        _names(back, ("crest_top", "psis", "ischial_tuberosity"), ("posterior",), x=70, ha="right")
        _names(back, ("greater_trochanter",), ("middle", "anterior"), x=WIDTH - 66, ha="left")
        _names(side, ("psis",), ("posterior",), x=56, ha="right")
        _names(side, ("asis", "greater_trochanter"), ("middle", "anterior"), x=WIDTH - 66, ha="left")
        return figure

    return Chart(
        name="chart-muscle-map",
        title="The gluteus medius and its three parts, from behind and from the right",
        draw=draw,
        description=(
            "The right gluteus medius on the bones, seen from behind and from the right. "
            "It is a fan that comes from the outer face of the hip bone below the iliac crest and narrows downwards to "
            "the greater trochanter of the thigh bone. "
            "Its back part begins near the PSIS, the back spine of the hip bone; its middle part below the top of the "
            "crest; its front part towards the ASIS, the front spine. "
            "Seen from the right, the three parts lie side by side from back to front; seen from behind, the back part "
            "covers part of the middle one and the front part shows only at the outer edge. "
            "The sit bone is marked for orientation."
        ),
        source="Computed from the MyoSim model; muscle thickness from published volumes, recalled",
        citations=("myosim", "handsfield2014"),
    )


def stance() -> Chart:
    """Draw the forces at the hip of the standing leg, to scale, on the body's own bones.

    Returns
    -------
    Chart
        The free body diagram of single-leg stance on the right leg, from behind.
    """
    held = forces()
    body = the_body()
    view = body.views["back"]
    hip = np.asarray(view.project(body.landmarks["hip:right"]))
    angle = radians(NEUTRAL.angle_deg)
    # In the picture x points to the person's right, away from the midline, and y points down.
    pull = np.array([sin(angle), cos(angle)])
    across = np.array([cos(angle), -sin(angle)])
    foot_of_arm = hip + 10 * NEUTRAL.arm_cm * across
    weight_x = hip[0] - 10 * NEUTRAL.lever_cm
    weight = np.array([0.0, NEUTRAL.weight])
    muscle = held.abductor * pull
    joint = -(weight + muscle)
    tilt = degrees(atan2(-joint[0], -joint[1]))
    interhip_cm = 100 * float(np.linalg.norm(body.landmarks["hip:left"] - body.landmarks["hip:right"]))
    window = (50.0, 112.0, 380.0, 612.0)
    scale = 0.8
    right = (window[2] - window[0]) * scale

    def draw(ink: Ink) -> Figure:
        figure = sheet((window[3] - window[1]) * scale + 24)
        axes = canvas(figure)
        frame = Frame(axes, ink, view, window, (2, 0), scale)
        frame.skin(shaded=False)
        frame.bones((*BONES, "L1", "L2", "L3"))
        frame.draw(
            polylines(view.muscles["gluteus_medius:right"]),
            facecolor=ink["muscle"],
            edgecolor=ink["muscle_line"],
            alpha=0.5,
        )
        frame.ends("left", "right: standing leg")
        _arm(frame, hip, np.array([weight_x, hip[1]]))
        _arm(frame, hip, foot_of_arm)
        _arm(frame, np.array([weight_x, hip[1]]), np.array([weight_x, 215.0]))
        axes.plot(*frame.at(hip), "o", color=ink["text"], markersize=6, zorder=8)
        _force(frame, np.array([weight_x, 155.0]), weight, "text")
        _force(frame, foot_of_arm - 118 * pull, muscle, "series_1")
        _force(frame, hip - FORCE_SCALE_MM * joint, joint, "series_2")
        at_weight = (8, frame.at((0, 165))[1])
        _write(axes, at_weight, ink["text"], f"W′ {NEUTRAL.weight:.2f} BW", "body without", "standing leg")
        _lead(frame, (right + 6, 96), foot_of_arm - 100 * pull)
        _write(axes, (right + 8, 96), ink["series_1"], f"M {held.abductor:.2f} BW", "abductors")
        _lead(frame, (right + 6, 232), (hip + foot_of_arm) / 2)
        _write(axes, (right + 8, 232), ink["text"], f"d {NEUTRAL.arm_cm:.0f} cm", "their arm")
        _lead(frame, (right + 6, 340), hip - 0.6 * FORCE_SCALE_MM * joint)
        _write(axes, (right + 8, 340), ink["series_2"], f"R {held.joint:.2f} BW", "hip joint")
        at_lever = (frame.at((weight_x, 0))[0] + 8, frame.at(hip)[1] - 12)
        _write(axes, at_lever, ink["text"], f"a {NEUTRAL.lever_cm:.2f} cm")
        _scale_bar(frame, (right + 14, 2), ink)
        return figure

    return Chart(
        name="chart-stance",
        title="The forces at the hip of the standing leg",
        draw=draw,
        description=(
            "Standing on the right leg, seen from behind; every force in body weights (BW) and drawn to scale. "
            f"The body without the standing leg weighs {NEUTRAL.weight:.2f} BW (W′) and pulls straight down along a "
            f"line a = {NEUTRAL.lever_cm:.2f} cm from the standing hip, just beyond the midline. "
            f"The abductors pull the pelvis down and outwards, {NEUTRAL.angle_deg:.0f}° from the vertical, with "
            f"{held.abductor:.2f} BW (M); their arm is only d = {NEUTRAL.arm_cm:.0f} cm, so they must pull harder than "
            "the weight. A bar shows the length of 1 BW. "
            f"The thigh bone pushes up and inwards on the hip joint with {held.joint:.2f} BW (R), {tilt:.0f}° from the "
            "vertical, and balances both. "
            f"The hips in the picture are {interhip_cm:.1f} cm apart; the calculation uses {INTERHIP_CM} cm."
        ),
        source=f"Computed for the course. {NEUTRAL.source}; drawn on the course's computed body",
        citations=("winter", "iglic1990", "gait2392", "delp1990", "myosim"),
    )


def _visible_parts(frame: Frame) -> dict[Compartment, BaseGeometry]:
    """Give what is seen of each part of the right muscle: where two overlap, the nearer one covers the other."""
    found: dict[Compartment, BaseGeometry] = {}
    covered: BaseGeometry = Polygon()
    for name in reversed(frame.view.muscles):
        for part in COMPARTMENTS:
            if name == f"gluteus_medius.{part}:right":
                area = shape(frame.view.muscles[name])
                found[part] = area.difference(covered)
                covered = covered.union(area)
    return found


def _middle_of(area: BaseGeometry, height: float) -> Floats:
    """Give the middle of an area at a height between its top (0) and its bottom (1)."""
    left, top, right, bottom = area.bounds
    y = top + height * (bottom - top)
    across = area.intersection(LineString([(left, y), (right, y)]))
    return np.asarray(across.interpolate(0.5, normalized=True).coords[0])


def _names(frame: Frame, places: tuple[str, ...], parts: tuple[Compartment, ...], *, x: float, ha: str) -> None:
    """Name landmarks and parts beside the picture, from top to bottom, far enough apart to be read."""
    landmarks = the_body().landmarks
    seen = _visible_parts(frame)
    found = [(frame.of(landmarks[f"{name}:right"]), LANDMARKS[name]) for name in places]
    found += [(frame.at(_middle_of(seen[part], PART_HEIGHTS[part])), MARKERS[part][1]) for part in parts]
    lowest = 0.0
    for place, text in sorted(found, key=lambda item: item[0][1]):
        y = max(place[1], lowest)
        frame.label(place, (x, y), text, ha=ha)
        lowest = y + 18


def _arm(frame: Frame, start: Floats, end: Floats) -> None:
    (x1, y1), (x2, y2) = frame.at(start), frame.at(end)
    frame.axes.plot((x1, x2), (y1, y2), color=frame.ink["text"], linewidth=1.4, linestyle=(0, (2, 1.5)), zorder=7)


def _force(frame: Frame, start: Floats, force: Floats, token: str) -> None:
    frame.axes.annotate(
        "",
        xy=frame.at(start + FORCE_SCALE_MM * force),
        xytext=frame.at(start),
        arrowprops={
            "arrowstyle": "-|>,head_length=0.5,head_width=0.28",
            "color": frame.ink[token],
            "linewidth": 3.0,
            "shrinkA": 0,
            "shrinkB": 0,
        },
        zorder=9,
    )


def _lead(frame: Frame, words: tuple[float, float], place: Floats) -> None:
    x, y = frame.at(place)
    frame.axes.plot((words[0], x), (words[1], y), color=frame.ink["text"], linewidth=HAIRLINE, zorder=6)


def _write(axes: Axes, place: tuple[float, float], colour: str, head: str, *lines: str) -> None:
    x, y = place
    axes.text(x, y, head, va="center_baseline", fontsize=TEXT, weight="bold", color=colour, zorder=10)
    for number, line in enumerate(lines, start=1):
        axes.text(x, y + number * LINE_HEIGHT, line, va="center_baseline", fontsize=SMALL, color=colour, zorder=10)


def _scale_bar(frame: Frame, place: tuple[float, float], ink: Ink) -> None:
    x, y = place
    length = FORCE_SCALE_MM * frame.scale
    frame.axes.plot((x, x), (y, y + length), color=ink["text_muted"], linewidth=2.0)
    frame.axes.text(x + 8, y + length / 2, "1 BW", va="center_baseline", fontsize=SMALL, color=ink["text_muted"])
