"""The referred-pain explorer: from muscle to pain, from pain to its possible sources, and patterns side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any, cast

import traitlets

from gluteus import atlas as facts
from gluteus import charts
from gluteus.atlas import SIDES, Condition, Match, Sides, TriggerPoint
from gluteus.atlas.models import RULED_OUT_FIRST
from gluteus.body import ENDS
from gluteus.widgets import body3d
from gluteus.widgets.explorer_payload import atlas_payload, body_payload, scenery_payload
from gluteus.widgets.linking import linked
from gluteus.widgets.static_widget import StaticWidget
from gluteus.widgets.words import languages, say, words

_PARTS = Path(__file__).with_name("explorer")
BODY_STYLE = _PARTS / "body.css"
_STYLES = ("search.css", "controls.css", "zones.css", "texts.css", "print.css")  # in the order of the cascade
MODES = ("trigger_point", "pain", "compare")
LAYERS = ("skin", "muscles", "bones", "points")
VIEWS = tuple(ENDS)
MOST_COMPARED = 3

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
    _css = (BODY_STYLE, Path(__file__).with_name("explorer.css"), *map(_PARTS.joinpath, _STYLES))

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
        listed = f"<ul>{items}</ul>" if items else f"<p>{escape(self._say('picture.none'))}</p>"
        link = f'<a href="{escape(self.safety_page, quote=True)}">{escape(self._say("safetyLink"))}</a>'
        lookup = f"{self._say('lookup')} {facts.load().caution.text} {self._say('safety')}"
        return f"<p><strong>{escape(head)}</strong></p>{listed}<p>{escape(lookup)} {link}.</p>"

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
            ("sources", "; ".join(atlas.sources[key].short for key in point.sources)),
        ]
        head = self._say("sided", name=facts.title(point.id), side=self._say(f"sideWords.{self.side}"))
        return head, [(self._say(name), text) for name, text in rows]

    def _pain_rows(self) -> tuple[str, list[tuple[str, str]]]:
        rows = [(self._say("yourPlaces"), facts.listed(self.painful) or self._say("noneMarked"))]
        found = [(match, facts.pattern(match.id)) for match in self.matches]
        found.sort(key=lambda pair: not (isinstance(pair[1], Condition) and pair[1].urgency in RULED_OUT_FIRST))
        for match, one in found:
            advice = one.advice if isinstance(one, Condition) else ""
            rows.append((self._sided(f"{match.id}:{match.side}"), f"{self._certainty(one)} {advice}"))
        return self._say("results"), rows

    def _compare_rows(self) -> tuple[str, list[tuple[str, str]]]:
        none = self._say("picture.none")
        if len(self.compared) < 2:
            alone = [(self._sided(name), self._certainty_of(name)) for name in self.compared]
            return self._say("compare.title"), alone
        found = facts.compare(self.compared)
        rows = [(self._say("compare.shared"), facts.listed(found.shared) or none)]
        for name, places in found.only.items():
            only = f"{self._say('compare.only')}: {facts.listed(places) or none}."
            rows.append((self._sided(name), f"{only} {self._certainty_of(name)}"))
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

    def _certainty_of(self, name: str) -> str:
        return self._certainty(facts.pattern(name.partition(":")[0]))

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
