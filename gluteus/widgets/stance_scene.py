"""What lies over the bones of the stance widget: forces, lever arms, what the hands hold, and their names.

The page's ``scene.js`` draws the same while a learner changes things; this is for paper and for pages without scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from math import cos, floor, hypot, radians, sin, sqrt
from typing import Any, Final

from gluteus import palette
from gluteus.mechanics.stance import (
    FAR_HAND_CM,
    GRAVITY,
    NEAR_HAND_CM,
    NEUTRAL,
    UPPER_BODY_HEIGHT_CM,
    UPPER_BODY_SHARE,
    Forces,
)

Point = tuple[float, float]
Say = Callable[..., str]

FORCE_MM: Final = 60.0
"""Length of one body weight in the picture, in millimetres of body."""

WEIGHT_TOP_MM: Final = -330.0
"""Where the arrow of the weight begins, in millimetres below the hip."""

HEAD: Final = 17.0
"""Length of an arrow's head in millimetres."""

LINE: Final = 27.0
"""From one row of text to the next, in millimetres."""

_WEIGHT_END: Final = WEIGHT_TOP_MM + FORCE_MM * NEUTRAL.weight

_SLANT: Final = (sin(radians(NEUTRAL.angle_deg)), cos(radians(NEUTRAL.angle_deg)))
"""The abductors' pull as parts across and down."""

LOOKS: Final[dict[str, dict[str, str]]] = {
    "arm": {"stroke": "text", "stroke-width": "3", "stroke-dasharray": "7 6"},
    "lead": {"stroke": "text_muted", "stroke-width": "1.6"},
    "unit": {"stroke": "text_muted", "stroke-width": "5"},
    "hip": {"fill": "text"},
    "bag": {"stroke": "text", "stroke-width": "3", "fill": "text_muted"},
    "cane": {"stroke": "text", "stroke-width": "6"},
    "cane idle": {"stroke": "text_muted", "stroke-width": "4", "stroke-dasharray": "3 9"},
    "weight": {"stroke": "text", "stroke-width": "8", "fill": "text"},
    "pull": {"stroke": "series_1", "stroke-width": "8", "fill": "series_1"},
    "joint": {"stroke": "series_2", "stroke-width": "8", "fill": "series_2"},
}
"""Stroke and fill of each shape, as palette tokens; the page has them in ``stance.css``."""


def scene(
    figure: Mapping[str, Any],
    state: Mapping[str, Any],
    given: Mapping[str, float],
    held: Forces | None,
    say: Say,
) -> list[dict[str, Any]]:
    """Lay out what lies over the bones.

    Parameters
    ----------
    figure : dict
        As `gluteus.widgets.stance_figure.figure` gives it.
    state : dict
        The widget's traits: ``leg``, ``mass``, ``lean``, ``carried_left``, ``carried_right``, ``cane``, ``push``.
    given : dict
        The same as `gluteus.mechanics.stance.assisted` takes it: ``cane``, ``lean_deg``, ``load_far``, ``load_near``.
    held : Forces or None
        What the abductors and the joint carry; None where the model has no answer.
    say : callable
        Gives a text of the widget's words.

    Returns
    -------
    list of dict
        In drawing order: shapes with ``name`` and path ``d``, labels with ``name``, ``place`` (x, y), ``anchor`` and
        ``rows``; all in millimetres of the front view.
    """
    sheet = _Sheet(figure, state["leg"], say)
    _draw_hands(sheet, state, given)
    lever = _lever(given)
    foot = (-10 * NEUTRAL.arm_cm * _SLANT[1], -10 * NEUTRAL.arm_cm * _SLANT[0])
    sheet.shape("arm", _line(sheet.at(lever, _WEIGHT_END), sheet.at(lever, 0)))
    sheet.shape("arm", _line(sheet.at(0, 0), sheet.at(lever, 0)))
    sheet.shape("arm", _line(sheet.at(0, 0), sheet.at(*foot)))
    _draw_forces(sheet, lever, foot, given, held)
    sheet.shape("hip", _disc(sheet.at(0, 0), 8))
    sheet.text("length", sheet.at(10, 33), sheet.inner, f"a {sheet.centimetres(lever / 10)}")
    sheet.text("length", sheet.at(-92, -34), sheet.outer, f"d {sheet.centimetres(NEUTRAL.arm_cm)}")
    _draw_names(sheet, state["leg"])
    return sheet.marks


class _Sheet:
    """What was drawn, and how to draw it: lengths in millimetres from the standing hip, towards the other side."""

    def __init__(self, figure: Mapping[str, Any], leg: str, say: Say) -> None:
        self.figure, self.say = figure, say
        self.sign = 1 if leg == "right" else -1
        hip_x, self.hip_y = figure["hip"]
        self.hip_x = hip_x if leg == "right" else 2 * figure["middle"] - hip_x
        self.left, self.top, _, height = figure["window"]
        self.bottom = self.top + height
        # Text beyond the standing leg runs away from the body.
        self.inner, self.outer = ("start", "end") if leg == "right" else ("end", "start")
        self.other = "left" if leg == "right" else "right"
        self.marks: list[dict[str, Any]] = []

    def at(self, across: float, down: float) -> Point:
        return self.hip_x + self.sign * across, self.hip_y + down

    def shape(self, name: str, path: str) -> None:
        self.marks.append({"name": name, "d": path})

    def text(self, name: str, place: Point, anchor: str, *rows: str) -> None:
        self.marks.append({"name": name, "place": list(place), "anchor": anchor, "rows": list(rows)})

    def rows(self, path: str) -> list[str]:
        return self.say(path).split("\n")

    def centimetres(self, value: float) -> str:
        return self.say("picture.centimetres", value=_number(value))


def _lever(given: Mapping[str, float]) -> float:
    """Give the arm, in mm, of the weight of the body without the standing leg: a lean moves the upper body's share."""
    shift_cm = UPPER_BODY_HEIGHT_CM * sin(radians(given["lean_deg"]))
    return 10 * (NEUTRAL.lever_cm - UPPER_BODY_SHARE * shift_cm / NEUTRAL.weight)


def _draw_hands(sheet: _Sheet, state: Mapping[str, Any], given: Mapping[str, float]) -> None:
    for side, reach in ((sheet.other, FAR_HAND_CM), (state["leg"], -NEAR_HAND_CM)):
        far = side == sheet.other
        carried, cane = state[f"carried_{side}"], state["cane"] == side
        x, y = sheet.at(10 * reach, 40)
        inwards = -sheet.sign if far else sheet.sign
        anchor = sheet.outer if far else sheet.inner
        if cane:
            grip = _line((x - 16, y - 16), (x + 16, y - 16)) + _line((x, y - 16), (x, sheet.bottom))
            sheet.shape("cane" if far else "cane idle", grip)
            pushed = 10 * floor(given["cane"] * state["mass"] * GRAVITY / 10 + 0.5)
            rows = [f"↑ {pushed} N"] if far else sheet.rows("picture.notCounted")
            sheet.text("label", (x + inwards * 14, y + (222 if far else 130)), anchor, *rows)
        if carried:
            half = 12 + 6 * sqrt(carried)
            sheet.shape("bag", _bag(x, y, half))
            beside = x + inwards * (1.2 * half + 12), y + 43 + half
            sheet.text("label", beside, anchor, sheet.say("units.carried", value=carried))
        if carried or (cane and far):
            plumb = _line(sheet.at(0, 0), sheet.at(0, 48))
            sheet.shape("arm", _line(sheet.at(0, 48), sheet.at(10 * reach, 48)) + plumb)
            sheet.text("length", sheet.at(286 if far else -124, 36), "middle", sheet.centimetres(abs(reach)))


def _draw_forces(sheet: _Sheet, lever: float, foot: Point, given: Mapping[str, float], held: Forces | None) -> None:
    # Where each is named, then its tail and its head.
    forces: list[tuple[str, Point, Point, Point]] = [
        ("weight", (222, -222), (lever, WEIGHT_TOP_MM), (lever, _WEIGHT_END))
    ]
    if held is not None:
        pull = FORCE_MM * held.abductor
        load = FORCE_MM * (NEUTRAL.weight - given["cane"] + given["load_far"] + given["load_near"])
        forces.append(("pull", (-106, -130), (foot[0] + pull * _SLANT[0], foot[1] - pull * _SLANT[1]), foot))
        forces.append(("joint", (-106, 236), (-pull * _SLANT[0], load + pull * _SLANT[1]), (0, 0)))
    for name, (across, down), tail, head in forces:
        third = tail[0] + 0.3 * (head[0] - tail[0]), tail[1] + 0.3 * (head[1] - tail[1])
        sheet.shape("lead", _line(sheet.at(across, down), sheet.at(*third)))
        sheet.shape(name, _arrow(sheet.at(*tail), sheet.at(*head)))
        beside, anchor = (6, sheet.inner) if across > 0 else (-6, sheet.outer)
        sheet.text(name, sheet.at(across + beside, down + 8), anchor, *sheet.rows(f"picture.{name}"))


def _draw_names(sheet: _Sheet, leg: str) -> None:
    sheet.shape("unit", _line((sheet.left + 16, sheet.top + 14), (sheet.left + 16, sheet.top + 14 + FORCE_MM)))
    sheet.text("label", (sheet.left + 28, sheet.top + 10 + FORCE_MM / 2), "start", *sheet.rows("picture.unit"))
    down = sheet.bottom - 40 - sheet.hip_y
    for side, across, anchor, does in (
        (leg, -28, sheet.outer, "standing"),
        (sheet.other, 236, sheet.inner, "lifted"),
    ):
        names = sheet.say(f"picture.legs.{side}"), sheet.say(f"picture.{does}")
        sheet.text("label", sheet.at(across, down), anchor, *names)


def drawing(figure: Mapping[str, Any], state: Mapping[str, Any], marks: list[dict[str, Any]], title: str) -> str:
    """Draw bones and marks as a stand-alone SVG document in the light palette.

    Parameters
    ----------
    figure : dict
        As `gluteus.widgets.stance_figure.figure` gives it.
    state : dict
        The widget's traits.
    marks : list of dict
        As `scene` gives them.
    title : str
        Names the picture.

    Returns
    -------
    str
        SVG text.
    """
    ink = palette.LIGHT
    left, top, width, height = figure["window"]
    mirror = "" if state["leg"] == "right" else f' transform="translate({2 * figure["middle"]:g}) scale(-1 1)"'
    turn = f"{figure['middle']:g} {figure['hip'][1]}"
    bones = [f'<path d="{figure["muscle"]}" fill="{ink["muscle"]}" stroke="{ink["muscle_line"]}"/>']
    for path, share in figure["trunk"]:
        bones.append(f'<path d="{path}" transform="rotate({-share * state["lean"]:g} {turn})"/>')
    bones += [f'<path d="{path}"/>' for path in figure["legs"]]
    frame = f'x="{left}" y="{top}" width="{width}" height="{height}"'
    over = [_shape(mark, ink) if "d" in mark else _label(mark, ink) for mark in marks]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}" width="{width * 0.7:g}" '
        f'height="{height * 0.7:g}" font-family="sans-serif" font-size="24"><title>{escape(title)}</title>'
        '<linearGradient id="shade" x2="0" y2="1"><stop stop-color="#000"/><stop offset=".08" stop-color="#fff"/>'
        '<stop offset=".88" stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>'
        f'<mask id="fade" maskUnits="userSpaceOnUse" {frame}><rect {frame} fill="url(#shade)"/></mask>'
        f'<rect {frame} fill="{ink["background"]}"/>'
        f'<g{mirror} fill="{ink["bone"]}" stroke="{ink["bone_line"]}" stroke-width="2" stroke-linejoin="round">'
        f'<g mask="url(#fade)">{"".join(bones)}</g></g>{"".join(over)}</svg>'
    )


def _shape(mark: Mapping[str, Any], ink: Mapping[str, str]) -> str:
    look = {key: ink.get(value, value) for key, value in LOOKS[mark["name"]].items()}
    written = "".join(f' {key}="{value}"' for key, value in ({"fill": "none"} | look).items())
    return f'<path d="{mark["d"]}"{written}/>'


def _label(mark: Mapping[str, Any], ink: Mapping[str, str]) -> str:
    colour = ink[LOOKS[mark["name"]]["stroke"]] if mark["name"] in LOOKS else ink["text"]
    x, y = mark["place"]
    rows = "".join(
        f'<tspan x="{x:.1f}" y="{y + number * LINE:.1f}"{_BOLD if number == 0 and mark["name"] in LOOKS else ""}>'
        f"{escape(row)}</tspan>"
        for number, row in enumerate(mark["rows"])
    )
    return (
        f'<text text-anchor="{mark["anchor"]}" fill="{colour}" stroke="{ink["background"]}" stroke-width="6" '
        f'stroke-linejoin="round" paint-order="stroke">{rows}</text>'
    )


_BOLD: Final = ' font-weight="bold"'


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _pair(point: Point) -> str:
    return " ".join(_number(one) for one in point)


def _line(start: Point, end: Point) -> str:
    return f"M{_pair(start)}L{_pair(end)}"


def _arrow(tail: Point, tip: Point) -> str:
    """Draw a shaft that ends in a head; of a small force only a head remains."""
    (x1, y1), (x2, y2) = tail, tip
    long = hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / long, (y2 - y1) / long
    head = min(HEAD, long)
    base = x2 - head * ux, y2 - head * uy
    first, second = ((base[0] + out * uy, base[1] - out * ux) for out in (-head / 2, head / 2))
    return f"{_line(tail, base)}M{_pair(first)}L{_pair(tip)}L{_pair(second)}z"


def _bag(x: float, y: float, half: float) -> str:
    """Draw a weight on a strap; its size follows what it weighs."""
    start, end = y + 34, y + 34 + 2 * half
    strap = f"M{_pair((x, y))}L{_pair((x - 0.6 * half, start))}L{_pair((x + 0.6 * half, start))}z"
    corners = ((x - half, start), (x + half, start), (x + 1.2 * half, end), (x - 1.2 * half, end))
    return f"{strap}M{'L'.join(_pair(corner) for corner in corners)}z"


def _disc(centre: Point, radius: float) -> str:
    turn = f"a{radius:g} {radius:g} 0 0 1"
    return f"M{_pair((centre[0] - radius, centre[1]))}{turn} {2 * radius:g} 0{turn} {-2 * radius:g} 0z"
