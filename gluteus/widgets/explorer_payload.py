"""What the explorer's page gets of the atlas and of the body: short, and no text or path twice."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np

from gluteus import atlas as facts
from gluteus import body as bodies
from gluteus.atlas import SIDES
from gluteus.atlas.models import RULED_OUT_FIRST
from gluteus.body import ENDS, Body, View
from gluteus.widgets.words import words

HALVES = ("back", "front", "left")  # what the page mirrors into the whole of the views
# A view leaves a place out of which it shows less than this share of what another view shows: nobody could press it.
SLIVER = 0.07
SHEET_WORDS = (
    *("language", "sides", "sideWords", "sided", "zoom", "zooms", "views", "captions", "ends", "endLetters"),
    *("marksGroup", "regionsGroup", "emptyView", "below", "marked", "unmarked", "clear", "placeCount"),
    *("places", "filter", "noPlaces", "areaCount"),
)
"""Which of the explorer's words an answer sheet uses."""
MUSCLE_GROUPS = {
    "buttock": ("gluteus_medius", "gluteus_minimus", "gluteus_maximus", "piriformis", "tensor_fasciae_latae"),
    "back": ("quadratus_lumborum", "iliocostalis_lumborum", "longissimus_thoracis", "multifidus"),
    "belly": ("iliopsoas", "rectus_abdominis"),
    "thigh": (
        "semimembranosus",
        "semitendinosus",
        "biceps_femoris",
        "vastus_lateralis",
        "adductor_longus",
        "adductor_brevis",
        "adductor_magnus",
    ),
}
"""How a long list of muscles is made short; their names stand with the other words."""


@cache
def atlas_payload() -> dict[str, Any]:
    """Give what the page needs of the atlas: lists in the atlas's order, each text once.

    Returns
    -------
    dict
        ``areas``, ``regions``, ``muscles``, ``muscle_groups``, ``trigger_points``, ``conditions``, ``caution``,
        ``ruled_out_first`` (urgencies) and the cited ``sources``.
        Trigger points and conditions have one shape for the look-up: ``kind``, ``id``, ``essential``,
        ``spillover`` (a condition's regions count as essential) and ``both_sides``.
    """
    atlas = facts.load()
    points = [
        {
            "kind": "trigger_point",
            "label": point.label,
            "site": point.site.text,
            **_fields(point, "id", "muscle", "name", "essential", "spillover", "both_sides", "complaints"),
            **_fields(point, "mimics", "other_mimics", "note", "sources", "certainty", "retelling"),
        }
        for point in atlas.trigger_points.values()
    ]
    conditions = [
        {
            "kind": "condition",
            "essential": condition.regions,
            "spillover": [],
            **_fields(condition, "id", "name", "synonyms", "both_sides", "signs", "advice", "urgency", "note"),
            **_fields(condition, "sources", "certainty"),
        }
        for condition in atlas.conditions.values()
    ]
    cited = {key for one in (*points, *conditions) for key in one["sources"]} | set(atlas.caution.sources)
    return {
        "areas": [_fields(area, "id", "name") for area in atlas.areas.values()],
        "regions": [_fields(region, "id", "name", "area", "synonyms", "red_flag") for region in atlas.regions.values()],
        "muscles": [_fields(muscle, "id", "name", "latin", "synonyms") for muscle in atlas.muscles.values()],
        "muscle_groups": _muscle_groups(atlas.muscles),
        "trigger_points": points,
        "conditions": conditions,
        "caution": _fields(atlas.caution, "text", "sources"),
        "ruled_out_first": RULED_OUT_FIRST,
        "sources": [
            {"key": key, "short": source.short, "title": source.title}
            for key, source in atlas.sources.items()
            if key in cited
        ],
    }


def _muscle_groups(muscles: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Group muscles as a list offers them; one that is in no group comes last, under ``other``."""
    grouped = [(group, [name for name in names if name in muscles]) for group, names in MUSCLE_GROUPS.items()]
    others = [name for name in muscles if not any(name in names for names in MUSCLE_GROUPS.values())]
    return [(group, names) for group, names in (*grouped, ("other", others)) if names]


def _fields(record: object, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(record, name)) is not None and value is not False}


@cache
def body_payload() -> dict[str, Any]:
    """Give what the page needs of the body, in the views' own units (millimetres).

    The body is symmetric: the left half of each view is sent, and the left view for both sides; the page mirrors them.

    Returns
    -------
    dict
        ``views``: ``back``, ``front`` and ``left``, each with width, height, ``outline``, ``contour`` and, as pairs of
        name and path in drawing order, ``regions``.
        ``marks``: for each of the four views, ``"gluteus_medius.1:left"`` to its place, where it is seen.
        ``ends``: what stands at each view's left and right edge.
        ``zooms``: top and bottom of each picture.  ``below``: regions below the picture of the hip.
    """
    body = bodies.load()
    zooms = _zooms(body)
    return {
        "views": [_half_view(body.views[name]) for name in HALVES],
        "marks": _marks(body),
        "ends": ENDS,
        "zooms": zooms,
        "below": _regions_below(body, zooms["hip"][1]),
    }


@cache
def scenery_payload() -> dict[str, Any]:
    """Give what makes the body look like one; the page shows it when it comes.

    Returns
    -------
    dict
        For each view of :func:`body_payload` its ``relief`` (data address) and, as pairs of name and path in drawing
        order, ``bones`` and ``muscles``.
    """
    views = bodies.load().views
    return {
        name: {
            "relief": _data_address(views[name].relief),
            "bones": [(key, _coarse(path)) for key, path in _half(views[name].bones)],
            # Compartments ("gluteus_medius.anterior") lie inside their muscle.
            "muscles": [(key, _coarse(path)) for key, path in _half(views[name].muscles) if "." not in key],
        }
        for name in HALVES
    }


@cache
def sheet_payload(views: frozenset[str], language: str) -> dict[str, Any]:
    """Give what a quiz needs to have places marked on the body: only the views that are asked for.

    Parameters
    ----------
    views
        Of ``back``, ``front``, ``left`` and ``right``.
    language
        Of the words on and about the picture.

    Returns
    -------
    dict
        ``views``: as in :func:`body_payload`, by name (the left one for both sides), each with its ``relief``;
        ``ends``, ``zooms`` and ``below`` as there; ``atlas`` with ``areas`` and ``regions``, and ``words``.
    """
    body = bodies.load()
    zooms = _zooms(body)
    halves = {"left" if name == "right" else name for name in views}
    atlas = atlas_payload()
    spoken = words("explorer", language)
    return {
        "views": {
            name: {**_half_view(body.views[name]), "relief": _data_address(body.views[name].relief)}
            for name in HALVES
            if name in halves
        },
        "ends": ENDS,
        "zooms": zooms,
        "below": _regions_below(body, zooms["hip"][1]),
        "atlas": {
            "areas": atlas["areas"],
            "regions": [{key: region[key] for key in ("id", "name", "area")} for region in atlas["regions"]],
        },
        "words": {name: spoken[name] for name in SHEET_WORDS}
        | {"said": {name: spoken["said"][name] for name in ("region", "cleared")}},
    }


def _half_view(view: View) -> dict[str, Any]:
    regions = [(place, path) for place, path in _half(view.regions) if _area(path) >= SLIVER * _largest()[place]]
    return {**_fields(view, "name", "width", "height", "outline", "contour"), "regions": regions}


@cache
def _largest() -> dict[str, float]:
    """Give how much of each place the view shows that shows most of it, in square millimetres."""
    largest: dict[str, float] = {}
    for view in bodies.load().views.values():
        for place, path in view.regions.items():
            largest[place] = max(largest.get(place, 0.0), _area(path))
    return largest


def _outlines(path: str) -> list[np.ndarray]:
    """Give the points (n, 2) of each outline of a path of M, l and z."""
    return [
        np.cumsum(np.reshape(re.findall(r"-?[\d.]+", line), (-1, 2)).astype(float), axis=0)
        for line in re.findall("M[^M]+", path)
    ]


def _area(path: str) -> float:
    """Give the area within a path in square units."""
    total = 0.0
    for x, y in (points.T for points in _outlines(path)):
        total += float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    return abs(total)


def _half(paths: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, path) for name, path in paths.items() if not name.endswith(":right")]


def _coarse(path: str) -> str:
    """Round a path of M, l and z to whole millimetres; a screen has fewer pixels, and half the bytes are saved."""
    lines = []
    for line in re.findall("M[^M]+", path):
        points = np.rint(_outlines(line)[0])
        steps = np.diff(points, axis=0)
        numbers = steps[steps.any(axis=1)].astype(int).ravel()
        x, y = points[0].astype(int)
        end = "z" if line.endswith("z") else ""
        lines.append(f"M{x} {y}l{' '.join(map(str, numbers))}{end}".replace(" -", "-"))
    return "".join(lines)


def _marks(body: Body) -> dict[str, dict[str, tuple[float, float]]]:
    """Find where each view shows the trigger points that are seen in it: ``"gluteus_medius.1:left"`` to x and y."""
    marks: dict[str, dict[str, tuple[float, float]]] = {name: {} for name in ENDS}
    swapped = {"left": "right", "right": "left"}
    for point in facts.load().trigger_points.values():
        # The body is symmetric, and what is seen of one side is slow to find.
        seen = body.visible_in(body.site(point.site.unit, point.site.fraction, "left"))
        for side in SIDES:
            place = body.site(point.site.unit, point.site.fraction, side)
            for name in seen if side == "left" else [swapped.get(view, view) for view in seen]:
                x, y = body.views[name].project(place[np.newaxis])[0]
                marks[name][f"{point.id}:{side}"] = (round(float(x), 1), round(float(y), 1))
    return marks


def _data_address(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "webp"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def _zooms(body: Body) -> dict[str, list[int]]:
    """Give top and bottom of each picture: both begin at the top, the hip's ends in the middle of the thigh."""
    view = body.views["back"]
    hip, knee = view.project(np.stack([body.landmarks["greater_trochanter:left"], body.landmarks["knee:left"]]))
    return {"hip": [0, round(float(hip[1] + knee[1]) / 2)], "whole": [0, round(view.height)]}


def _regions_below(body: Body, bottom: float) -> list[str]:
    heights = body.views["back"].project(body.skin.vertices)[:, 1]
    middles = {
        name: float(np.median(heights[body.skin_regions == index])) for index, name in enumerate(body.region_names)
    }
    return sorted({name.partition(":")[0] for name, middle in middles.items() if middle > bottom})
