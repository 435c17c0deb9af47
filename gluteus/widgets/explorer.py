"""The referred-pain explorer: from a trigger point to its pain, and from painful places to their possible sources."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from gluteus import atlas as facts
from gluteus import body as bodies
from gluteus import palette
from gluteus.atlas import SIDES, Condition, Match, TriggerPoint
from gluteus.body import Body, View
from gluteus.widgets.linking import linked
from gluteus.widgets.static_widget import StaticWidget
from gluteus.widgets.words import languages, say, words

LAYERS = ("skin", "muscles", "bones")
VIEWS = ("back", "front", "left", "right")
# What stands at a view's left and right edge; left and right are the person's own.
VIEW_ENDS = {
    "back": ("left", "right"),
    "front": ("right", "left"),
    "left": ("front", "back"),
    "right": ("back", "front"),
}


class Explorer(StaticWidget):
    """Shows where a trigger point's pain is felt, and which patterns reach the places that hurt.

    It is a look-up in expert drawings, not a diagnosis, and says so.

    Parameters
    ----------
    mode : {"trigger_point", "pain"}
        From a trigger point to its pain, or from where it hurts to what could send pain there.
    trigger_point : str
        Such as ``"gluteus_medius.1"``.
    side : {"left", "right", "both"}
        The person's own side of the trigger point.
    painful : list of str
        Sided regions that hurt, such as ``["sacrum_upper:left"]``.
    shown : str
        In the mode ``"pain"``, the result whose pattern lies over the body: ``"gluteus_medius.1:left"`` or ``""``.
    layers : list of {"skin", "muscles", "bones"}
    view : {"back", "front", "left", "right"}
        The view that a narrow screen shows; a wide one shows all four.
    zoom : {"hip", "whole"}
        From the lowest ribs to the middle of the thigh, or the whole legs.
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
    strings = traitlets.Dict(read_only=True).tag(sync=True)

    language = traitlets.Enum(languages("explorer"), "en")
    mode = traitlets.Enum(["trigger_point", "pain"], "trigger_point").tag(sync=True)
    trigger_point = traitlets.Unicode("gluteus_medius.1").tag(sync=True)
    side = traitlets.Enum(["left", "right", "both"], "right").tag(sync=True)
    painful = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shown = traitlets.Unicode("").tag(sync=True)
    layers = traitlets.List(traitlets.Enum(LAYERS), ["skin"]).tag(sync=True)
    view = traitlets.Enum(VIEWS, "back").tag(sync=True)
    zoom = traitlets.Enum(["hip", "whole"], "hip").tag(sync=True)
    safety_page = traitlets.Unicode("safety.html").tag(sync=True)
    bibliography_page = traitlets.Unicode("bibliography.html").tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.set_trait("atlas", atlas_payload())
        self.set_trait("body", body_payload())
        self.set_trait("strings", words("explorer", self.language))

    @traitlets.observe("language")
    def _speak(self, change: Mapping[str, str]) -> None:
        self.set_trait("strings", words("explorer", change["new"]))

    @traitlets.validate("trigger_point")
    def _known_trigger_point(self, proposal: Mapping[str, str]) -> str:
        return _known("trigger_point", [proposal["value"]], facts.load().trigger_points)[0]

    @traitlets.validate("painful")
    def _known_places(self, proposal: Mapping[str, list[str]]) -> list[str]:
        return _known("painful", dict.fromkeys(proposal["value"]), facts.load().sided_regions)

    @traitlets.validate("shown")
    def _known_pattern(self, proposal: Mapping[str, str]) -> str:
        atlas = facts.load()
        patterns = [f"{name}:{side}" for name in (*atlas.trigger_points, *atlas.conditions) for side in SIDES]
        return _known("shown", [proposal["value"]], ["", *patterns])[0]

    @property
    def matches(self) -> list[Match]:
        """What could send pain to the painful places, best fit first; see `gluteus.atlas.match`."""
        return facts.match(self.painful)

    def description(self) -> str:
        """Say which zones the picture shows."""
        if self.mode == "pain":
            return self._say(
                "picture.pain",
                places=_listed(self.painful) or self._say("picture.none"),
                patterns=", ".join(map(_match_name, self.matches[:6])) or self._say("picture.none"),
            )
        point = facts.load().trigger_points[self.trigger_point]
        essential, spillover = self._zones()
        return self._say(
            "picture.point",
            point=_pattern_name(point),
            side=self._side(),
            essential=_listed(essential),
            spillover=_listed(spillover) or self._say("picture.noneDescribed"),
        )

    def picture(self) -> str:
        """Draw the back and the side with the present zones, a legend and the person's own left and right."""
        essential, spillover = self._zones()
        return _drawing(
            self._say,
            title=self.description(),
            views=["back", *(("left", "right") if self.side == "both" else (self.side,))],
            essential=essential,
            spillover=spillover,
            marked=self.painful if self.mode == "pain" else [],
            signs=[f"{self.trigger_point}:{side}" for side in self._sides()] if self.mode == "trigger_point" else [],
        )

    def text(self) -> str:
        """Give the same as a list, with what is needed to judge it."""
        atlas = facts.load()
        safety = (
            f"<p>{escape(self._say('lookup'))} "
            f'<a href="{escape(self.safety_page, quote=True)}">{escape(self._say("safetyLink"))}</a>.</p>'
        )
        if self.mode == "pain":
            return f"<p>{escape(self.description())}</p>{safety}"
        point = atlas.trigger_points[self.trigger_point]
        essential, spillover = self._zones()
        rows = {
            self._say("site"): point.site.text,
            self._say("essential"): _listed(essential),
            self._say("spillover"): _listed(spillover) or self._say("picture.noneDescribed"),
            self._say("complaints"): " ".join(point.complaints),
            self._say("mimics"): "; ".join(atlas.conditions[name].name for name in point.mimics),
            self._say("howSure"): f"{self._say(f'certainty.{point.certainty}')}. {atlas.caution.text}",
            self._say("sources"): "; ".join(_short_source(key) for key in point.sources),
        }
        items = "".join(f"<li><strong>{escape(name)}</strong>: {escape(value)}</li>" for name, value in rows.items())
        return f"<p><strong>{escape(_pattern_name(point))}, {self._side()}</strong></p><ul>{items}</ul>{safety}"

    def _say(self, path: str, **values: object) -> str:
        return say("explorer", self.language, path, **values)

    def _side(self) -> str:
        return self._say(f"sideWords.{self.side}")

    def _sides(self) -> list[str]:
        return list(SIDES) if self.side == "both" else [self.side]

    def _zones(self) -> tuple[list[str], list[str]]:
        """Give the essential and the spillover places that the picture shows, each place once."""
        if self.mode == "pain":
            name, _, shown_side = self.shown.partition(":")
            sides = [side for side in SIDES if side == shown_side]
        else:
            name = self.trigger_point
            sides = [side for side in SIDES if side in self._sides()]
        if not sides:
            return [], []
        zones = facts.zones(name, "both" if len(sides) > 1 else sides[0])
        return zones["essential"], zones["spillover"]


def _known(trait: str, values: Iterable[str], known: Iterable[str]) -> list[str]:
    values, known = list(values), list(known)
    if unknown := [value for value in values if value not in known]:
        examples = ", ".join(repr(name) for name in known[:3])
        shown = ", ".join(map(repr, unknown))
        raise traitlets.TraitError(f"Explorer: {trait}: unknown {shown} (known: {examples}, ...)")
    return values


def _pattern_name(pattern: TriggerPoint | Condition) -> str:
    if isinstance(pattern, Condition):
        return pattern.name
    return f"{facts.load().muscles[pattern.muscle].name} {pattern.label}"


def _match_name(match: Match) -> str:
    atlas = facts.load()
    pattern = atlas.trigger_points[match.id] if match.kind == "trigger_point" else atlas.conditions[match.id]
    return f"{_pattern_name(pattern)}, {match.side}"


def _listed(places: Iterable[str]) -> str:
    """Name places in words, the sides of one region together: ``Upper sacrum (left and right)``."""
    sides: dict[str, list[str]] = {}
    for place in places:
        region, _, side = place.partition(":")
        sides.setdefault(region, []).append(side)
    regions = facts.load().regions
    return "; ".join(
        f"{regions[region].name} ({'left and right' if len(on) > 1 else on[0]})" for region, on in sides.items()
    )


def _short_source(key: str) -> str:
    source = facts.load().sources[key]
    return f"{source.authors} ({source.year})" if source.year == "no date" else f"{source.authors} {source.year}"


@cache
def atlas_payload() -> dict[str, Any]:
    """Give what the page needs of the atlas: lists in the atlas's order, each text once.

    Returns
    -------
    dict
        ``areas``, ``regions``, ``muscles``, ``trigger_points``, ``conditions`` and the cited ``sources``.
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
            "neighbours": [atlas.muscles[name].name for name in facts.neighbours(point.id)],
        }
        for point in atlas.trigger_points.values()
    ]
    conditions = [
        {
            "kind": "condition",
            "essential": condition.regions,
            "spillover": [],
            **_fields(condition, "id", "name", "both_sides", "signs", "advice", "note", "sources", "certainty"),
        }
        for condition in atlas.conditions.values()
    ]
    muscles = [
        {**_fields(muscle, "id", "name"), "caution": atlas.caution.text, "caution_sources": atlas.caution.sources}
        for muscle in atlas.muscles.values()
    ]
    cited = {key for one in (*points, *conditions) for key in one["sources"]}
    cited |= set(atlas.caution.sources)
    return {
        "areas": [_fields(area, "id", "name") for area in atlas.areas.values()],
        "regions": [_fields(region, "id", "name", "area", "red_flag") for region in atlas.regions.values()],
        "muscles": muscles,
        "trigger_points": points,
        "conditions": conditions,
        "caution": _fields(atlas.caution, "text", "sources", "certainty"),
        "sources": [
            {"key": key, "short": _short_source(key), "title": source.title}
            for key, source in atlas.sources.items()
            if key in cited
        ],
    }


def _fields(record: object, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(record, name)) is not None and value is not False}


@cache
def body_payload() -> dict[str, Any]:
    """Give what the page needs of the body, in the views' own units (millimetres).

    The body is symmetric: the left half of each view is sent, and the left view for both sides; the page mirrors them.

    Returns
    -------
    dict
        ``views``: ``back``, ``front`` and ``left``, each with width, height, ``outline``, ``contour``, ``relief`` (data
        address) and, as pairs of name and path in drawing order, ``regions``, ``bones`` and ``muscles``.
        ``marks``: for each of the four views, ``"gluteus_medius.1:left"`` to its place, where it is seen.
        ``ends``: what stands at each view's left and right edge.
        ``zooms``: top and bottom of each picture.  ``below``: regions below the picture of the hip.
    """
    body = bodies.load()
    zooms = _zooms(body)
    return {
        "views": [_half_view(body.views[name]) for name in ("back", "front", "left")],
        "marks": _marks(body),
        "ends": VIEW_ENDS,
        "zooms": zooms,
        "below": _regions_below(body, zooms["hip"][1]),
    }


def _half_view(view: View) -> dict[str, Any]:
    def half(paths: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(name, path) for name, path in paths.items() if not name.endswith(":right")]

    return {
        **_fields(view, "name", "width", "height", "outline", "contour"),
        "relief": _data_address(view.relief),
        "regions": half(view.regions),
        "bones": half(view.bones),
        # Compartments ("gluteus_medius.anterior") lie inside their muscle.
        "muscles": half({name: path for name, path in view.muscles.items() if "." not in name}),
    }


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


def _drawing(
    word: Callable[[str], str],
    *,
    title: str,
    views: Iterable[str],
    essential: Iterable[str],
    spillover: Iterable[str],
    marked: Iterable[str],
    signs: Iterable[str],
) -> str:
    """Draw views side by side as a stand-alone SVG in the light palette; zones as sided regions."""
    body, payload = bodies.load(), body_payload()
    gap, head, foot = 30, 46, 120
    bottom = payload["zooms"]["hip"][1]
    colour = palette.LIGHT
    layers = (
        (essential, f'fill="{colour["essential"]}"'),
        (spillover, f'fill="url(#dots)" stroke="{colour["spillover"]}"'),
        (marked, f'fill="url(#stripes)" stroke="{colour["accent"]}" stroke-width="2.2"'),
    )
    columns, left = [], gap
    for name in views:
        view, (start, end) = body.views[name], (word(f"ends.{end}") for end in VIEW_ENDS[name])
        marks: dict[str, tuple[float, float]] = payload["marks"][name]
        zones = (
            f'<path d="{"".join(view.regions.get(place, "") for place in places)}" {style}/>'
            for places, style in layers
        )
        columns.append(
            f'<g transform="translate({left} {head})">'
            f'<clipPath id="{name}"><rect width="{view.width}" height="{bottom}"/></clipPath>'
            f'<text y="-12">{start}</text><text x="{view.width}" y="-12" text-anchor="end">{end}</text>'
            f'<g clip-path="url(#{name})"><path d="{view.outline}" fill="{colour["skin"]}"/>'
            f'<image href="{_data_address(view.relief)}" width="{view.width}" height="{view.height}"/>'
            f'<path d="{view.contour}" fill="none" stroke="{colour["skin_line"]}" stroke-width="2"/>'
            f"{''.join(zones)}{''.join(_sign(*marks[sign], 10) for sign in signs if sign in marks)}</g>"
            f'<rect width="{view.width}" height="{bottom}" fill="url(#fade)"/>'
            f'<text x="{view.width / 2}" y="{bottom + 26}" text-anchor="middle">{word(f"views.{name}")}</text></g>'
        )
        left += view.width + gap
    height = head + bottom + foot
    meanings = [word(f"picture.{name}") for name in ("essential", "spillover", "marked")]
    key = [
        (f'<rect width="28" height="18" rx="3" {style}/>', meaning)
        for (places, style), meaning in zip(layers, meanings, strict=True)
        if places
    ]
    if signs:
        key.append((_sign(14, 9, 9), word("picture.triggerPoint")))
    top = height - foot + 44
    rows = (
        f'<g transform="translate({gap} {top + 25 * row})">{swatch}<text x="38" y="14">{meaning}</text></g>'
        for row, (swatch, meaning) in enumerate(key)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left} {height}" width="{left}" height="{height}">'
        f"<title>{escape(title)}</title><desc>{word('picture.patterns')}</desc>"
        f"<style>text {{ font: 16px sans-serif; fill: {colour['text']}; }}</style>"
        f"<defs>{_pattern('dots', 10, colour['spillover'])}{_pattern('stripes', 9, colour['accent'])}"
        f"{_fade(colour['background'])}</defs>"
        f'<rect width="{left}" height="{height}" fill="{colour["background"]}"/>{"".join(columns)}{"".join(rows)}</svg>'
    )


def _pattern(name: str, size: int, colour: str) -> str:
    """Give a pattern of dots or of slanted stripes."""
    drawn = {
        "dots": '<circle cx="2.5" cy="2.5" r="2"/><circle cx="7.5" cy="7.5" r="2"/>',
        "stripes": f'<rect width="3" height="{size}"/>',
    }[name]
    slant = ' patternTransform="rotate(45)"' if name == "stripes" else ""
    return (
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{slant}>'
        f'<g fill="{colour}">{drawn}</g></pattern>'
    )


def _fade(colour: str) -> str:
    """Give a gradient that hides the cut ends of the body at the top and the bottom."""
    stops = "".join(
        f'<stop offset="{offset}" stop-color="{colour}" stop-opacity="{opacity}"/>'
        for offset, opacity in ((0, 1), (0.09, 0), (0.91, 0), (1, 1))
    )
    return f'<linearGradient id="fade" x2="0" y2="1">{stops}</linearGradient>'


def _sign(x: float, y: float, radius: float) -> str:
    """Draw the trigger point's sign, an X in a circle."""
    arm, colour = 0.46 * radius, palette.LIGHT
    return (
        f'<g transform="translate({x} {y})" stroke="{colour["trigger_point"]}" '
        f'stroke-width="{palette.LINE_WEIGHTS["trigger_point"]}">'
        f'<circle r="{radius}" fill="{colour["background"]}"/>'
        f'<path d="M{-arm} {-arm}L{arm} {arm}M{arm} {-arm}L{-arm} {arm}"/></g>'
    )
