"""The referred-pain explorer: from muscle to pain, from pain to its possible sources, and patterns side by side."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, cast

import numpy as np
import traitlets

from gluteus import atlas as facts
from gluteus import body as bodies
from gluteus import charts
from gluteus.atlas import SIDES, Condition, Match, Sides, TriggerPoint
from gluteus.body import ENDS, Body, View
from gluteus.widgets import body3d
from gluteus.widgets.linking import linked
from gluteus.widgets.static_widget import StaticWidget
from gluteus.widgets.words import languages, say, words

MODES = ("trigger_point", "pain", "compare")
LAYERS = ("skin", "muscles", "bones", "points")
VIEWS = tuple(ENDS)
HALVES = ("back", "front", "left")  # what the page mirrors into the whole of the views
# A view leaves a place out of which it shows less than this share of what another view shows: nobody could press it.
SLIVER = 0.07
MOST_COMPARED = 3
FIRST_RULED_OUT = ("emergency", "same_day")  # as on the page: these stand before any muscle
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

_STROKE = re.compile(rf"({'|'.join(VIEWS)}):\d+\.\d+(\.\d+\.\d+)*")


class Explorer(StaticWidget):
    """Shows where a trigger point's pain is felt, and which patterns reach the places that hurt.

    It is a look-up in expert drawings, not a diagnosis, and says so.

    Parameters
    ----------
    mode : {"trigger_point", "pain", "compare"}
        From a muscle's trigger point to its pain, from where it hurts to what could send pain there, or two or three
        patterns over each other.
    trigger_point : str
        Such as ``"gluteus_medius.1"``.
    side : {"left", "right", "both"}
        The person's own side of the trigger point.
    painful : list of str
        Sided regions that hurt, such as ``["sacrum_upper:left"]``.
    brushed : list of str
        Strokes of the brush, each a view and x and y of its points in turn, in millimetres of that view:
        ``"back:120.340.131.352"``.  What hurts is in `painful`; the strokes are only what was drawn.
    numb : bool
        It is numb, tingling or weak there.
    shown : str
        In the mode ``"pain"``, the result whose pattern lies over the body: ``"gluteus_medius.1:left"`` or ``""``.
    compared : list of str
        Up to three patterns: ``["gluteus_medius.1:left", "sacroiliac_joint:left"]``.
    layers : list of {"skin", "muscles", "bones", "points"}
    view : {"back", "front", "left", "right"}
        The view that a narrow screen shows; a wide one shows all four.
    zoom : {"hip", "whole"}
        From the lowest ribs to the middle of the thigh, or the whole legs.
    three_d : bool
        Whether the body that turns is open; it holds nothing that the flat pictures and the lists do not.
    body3d_address : str
        Where a page finds the script of the body that turns; a notebook sets `body3d_wanted` and gets `body3d_source`.
    language : {"en"}
        Of the page's words; each has a file ``explorer.<language>.json``.
    safety_page, bibliography_page : str
        Where the links lead, relative to the page.

    Raises
    ------
    traitlets.TraitError
        A value is unknown; the message names it and what is known.
    """

    _esm = linked(Path(__file__).with_name("explorer.js"))
    _css = Path(__file__).with_name("explorer.css")

    atlas = traitlets.Dict(read_only=True).tag(sync=True)
    body = traitlets.Dict(read_only=True).tag(sync=True)
    scenery = traitlets.Dict(read_only=True).tag(sync=True)
    strings = traitlets.Dict(read_only=True).tag(sync=True)

    language = traitlets.Enum(languages("explorer"), "en")
    mode = traitlets.Enum(MODES, "trigger_point").tag(sync=True)
    trigger_point = traitlets.Unicode("gluteus_medius.1").tag(sync=True)
    side = traitlets.Enum(["left", "right", "both"], "right").tag(sync=True)
    painful = traitlets.List(traitlets.Unicode()).tag(sync=True)
    brushed = traitlets.List(traitlets.Unicode()).tag(sync=True)
    numb = traitlets.Bool(False).tag(sync=True)
    shown = traitlets.Unicode("").tag(sync=True)
    compared = traitlets.List(traitlets.Unicode()).tag(sync=True)
    layers = traitlets.List(traitlets.Enum(LAYERS), ["skin"]).tag(sync=True)
    view = traitlets.Enum(VIEWS, "back").tag(sync=True)
    zoom = traitlets.Enum(["hip", "whole"], "hip").tag(sync=True)
    three_d = traitlets.Bool(False).tag(sync=True)
    body3d_address = traitlets.Unicode().tag(sync=True)
    body3d_wanted = traitlets.Bool(False).tag(sync=True)
    body3d_source = traitlets.Unicode("", read_only=True).tag(sync=True)
    safety_page = traitlets.Unicode("safety.html").tag(sync=True)
    bibliography_page = traitlets.Unicode("bibliography.html").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.set_trait("atlas", atlas_payload())
        self.set_trait("body", body_payload())
        self.set_trait("scenery", scenery_payload())
        self.set_trait("later", ["scenery"])  # half of the page's weight, and no press needs it
        self.set_trait("strings", words("explorer", self.language))

    @traitlets.observe("language")
    def _speak(self, change: Mapping[str, str]) -> None:
        self.set_trait("strings", words("explorer", change["new"]))

    @traitlets.default("body3d_address")
    def _on_the_site(self) -> str:
        return body3d.address()

    @traitlets.observe("body3d_wanted")
    def _bring_body3d(self, change: Mapping[str, bool]) -> None:
        """Answer a notebook, which has no site to load the script from."""
        if change["new"]:
            self.set_trait("body3d_source", body3d.script())

    @traitlets.validate("trigger_point")
    def _known_trigger_point(self, proposal: Mapping[str, str]) -> str:
        return _known("trigger_point", [proposal["value"]], facts.load().trigger_points)[0]

    @traitlets.validate("painful")
    def _known_places(self, proposal: Mapping[str, list[str]]) -> list[str]:
        return _known("painful", dict.fromkeys(proposal["value"]), facts.load().sided_regions)

    @traitlets.validate("shown")
    def _known_pattern(self, proposal: Mapping[str, str]) -> str:
        return _known("shown", [proposal["value"]], ["", *_patterns()])[0]

    @traitlets.validate("compared")
    def _comparable(self, proposal: Mapping[str, list[str]]) -> list[str]:
        compared = _known("compared", dict.fromkeys(proposal["value"]), _patterns())
        if len(compared) > MOST_COMPARED:
            raise traitlets.TraitError(f"Explorer: compared: at most {MOST_COMPARED} patterns, not {len(compared)}")
        return compared

    @traitlets.validate("brushed")
    def _readable_strokes(self, proposal: Mapping[str, list[str]]) -> list[str]:
        for stroke in proposal["value"]:
            if not _STROKE.fullmatch(stroke):
                raise traitlets.TraitError(
                    f"Explorer: brushed: not a stroke such as 'back:120.340.131.352': {stroke!r}"
                )
        return proposal["value"]

    @property
    def matches(self) -> list[Match]:
        """What could send pain to the painful places, best fit first; see `gluteus.atlas.match`."""
        return facts.match(self.painful)

    def description(self) -> str:
        """Say which zones the picture shows."""
        none = self._say("picture.none")
        if self.mode == "compare":
            compared = ", ".join(map(self._sided, self.compared)) or none
            return self._say("picture.compare", patterns=compared, shared=facts.listed(self._shared()) or none)
        if self.mode == "pain":
            found = ", ".join(self._sided(f"{one.id}:{one.side}") for one in self.matches[:6])
            places = facts.listed(self.painful) or none
            return self._say("picture.pain", places=places, patterns=found or none)
        zones = facts.zones(self.trigger_point, self._chosen_side)
        return self._say(
            "picture.point",
            point=facts.title(self.trigger_point),
            side=self._say(f"sideWords.{self.side}"),
            essential=facts.listed(zones["essential"]),
            spillover=facts.listed(zones["spillover"]) or self._say("picture.noneDescribed"),
        )

    def picture(self) -> str:
        """Draw the present zones on the body with a key, as the course's charts do."""
        if self.mode == "trigger_point":
            chart = charts.referral(self.trigger_point, self._chosen_side)
        elif self.mode == "compare" and len(self.compared) > 1:
            chart = charts.compare(self.compared)
        else:
            painful, shown = (self.painful, self.shown) if self.mode == "pain" else ([], "".join(self.compared))
            chart = charts.marked(painful, shown)
        return chart.svg()

    def text(self) -> str:
        """Give the same as a list, with what is needed to judge it."""
        head, rows = {"trigger_point": self._point_rows, "pain": self._pain_rows, "compare": self._compare_rows}[
            self.mode
        ]()
        items = "".join(f"<li><strong>{escape(name)}</strong>: {escape(text)}</li>" for name, text in rows if text)
        link = f'<a href="{escape(self.safety_page, quote=True)}">{escape(self._say("safetyLink"))}</a>'
        lookup = f"{self._say('lookup')} {facts.load().caution.text} {self._say('safety')}"
        return f"<p><strong>{escape(head)}</strong></p><ul>{items}</ul><p>{escape(lookup)} {link}.</p>"

    def _point_rows(self) -> tuple[str, list[tuple[str, str]]]:
        atlas = facts.load()
        point = atlas.trigger_points[self.trigger_point]
        zones = facts.zones(point.id, self._chosen_side)
        mimics = [*(atlas.conditions[name].name for name in point.mimics), *point.other_mimics]
        rows = [
            ("site", point.site.text),
            ("essential", facts.listed(zones["essential"])),
            ("spillover", facts.listed(zones["spillover"]) or self._say("picture.noneDescribed")),
            ("complaints", " ".join(point.complaints)),
            ("mimics", "; ".join(mimics)),
            ("neighbours", "; ".join(atlas.muscles[name].name for name in facts.neighbours(point.id))),
            ("howSure", self._certainty(point)),
            ("sources", "; ".join(_short_source(key) for key in point.sources)),
        ]
        head = self._say("sided", name=facts.title(point.id), side=self._say(f"sideWords.{self.side}"))
        return head, [(self._say(name), text) for name, text in rows]

    def _pain_rows(self) -> tuple[str, list[tuple[str, str]]]:
        rows = [(self._say("yourPlaces"), facts.listed(self.painful) or self._say("noneMarked"))]
        found = [(match, facts.pattern(match.id)) for match in self.matches]
        found.sort(key=lambda pair: not (isinstance(pair[1], Condition) and pair[1].urgency in FIRST_RULED_OUT))
        for match, one in found:
            advice = one.advice if isinstance(one, Condition) else ""
            rows.append((self._sided(f"{match.id}:{match.side}"), f"{self._certainty(one)} {advice}"))
        return self._say("results"), rows

    def _compare_rows(self) -> tuple[str, list[tuple[str, str]]]:
        none = self._say("picture.none")
        if len(self.compared) < 2:
            return self._say("compare.title"), [(self._sided(name), "") for name in self.compared]
        found = facts.compare(self.compared)
        rows = [(self._say("compare.shared"), facts.listed(found.shared) or none)]
        for name, places in found.only.items():
            only = f"{self._say('compare.only')}: {facts.listed(places) or none}."
            rows.append((self._sided(name), f"{only} {self._certainty(facts.pattern(name.partition(':')[0]))}"))
        return self._say("compare.title"), rows

    @property
    def _chosen_side(self) -> Sides:
        return cast("Sides", self.side)

    def _say(self, path: str, **values: object) -> str:
        return say("explorer", self.language, path, **values)

    def _sided(self, name: str) -> str:
        """Name a pattern and its side: ``Gluteus medius TrP1, left``."""
        pattern, _, side = name.partition(":")
        return self._say("sided", name=facts.title(pattern), side=self._say(f"sideWords.{side}"))

    def _certainty(self, one: TriggerPoint | Condition) -> str:
        """Say how sure the course is of a pattern."""
        level = "retold" if isinstance(one, TriggerPoint) and one.retelling else one.certainty
        return f"{self._say(f'certainty.{level}')}: {self._say(f'certaintyMeaning.{level}')}"

    def _shared(self) -> tuple[str, ...]:
        return facts.compare(self.compared).shared if len(self.compared) > 1 else ()


def _known(trait: str, values: Iterable[str], known: Iterable[str]) -> list[str]:
    values, known = list(values), list(known)
    if unknown := [value for value in values if value not in known]:
        examples = ", ".join(repr(name) for name in known[:3])
        shown = ", ".join(map(repr, unknown))
        raise traitlets.TraitError(f"Explorer: {trait}: unknown {shown} (known: {examples}, ...)")
    return values


def _patterns() -> list[str]:
    """Name every trigger point and every condition on each side."""
    atlas = facts.load()
    return [f"{name}:{side}" for name in (*atlas.trigger_points, *atlas.conditions) for side in SIDES]


def _short_source(key: str) -> str:
    source = facts.load().sources[key]
    return f"{source.authors} ({source.year})" if source.year == "no date" else f"{source.authors} {source.year}"


@cache
def atlas_payload() -> dict[str, Any]:
    """Give what the page needs of the atlas: lists in the atlas's order, each text once.

    Returns
    -------
    dict
        ``areas``, ``regions``, ``muscles``, ``muscle_groups``, ``trigger_points``, ``conditions``, ``caution`` and the
        cited ``sources``.
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
        "sources": [
            {"key": key, "short": _short_source(key), "title": source.title}
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
    marks: dict[str, dict[str, tuple[float, float]]] = {name: {} for name in VIEWS}
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
