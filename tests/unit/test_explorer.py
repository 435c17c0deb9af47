"""The explorer without a browser: its state, its payload, and its module against gluteus.atlas."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node
from traitlets import TraitError

from gluteus import atlas, body
from gluteus.sphinx.mounting import page_state
from gluteus.widgets.explorer import LAYERS, VIEWS, Explorer, atlas_payload, body_payload

Ask = Callable[..., Any]

PLACES = list(atlas.load().sided_regions)
POINTS = list(atlas.load().trigger_points)
PATTERNS = [f"{name}:{side}" for name in (*POINTS, *atlas.load().conditions) for side in atlas.SIDES]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Call a function of the page's module in Node.js; ``{"known": "atlas"}`` stands for the payload."""
    known = {"atlas": atlas_payload(), "body": body_payload()}
    with module_in_node(str(Explorer._esm), tmp_path_factory.mktemp("node"), known) as call:
        yield call


ATLAS = {"known": "atlas"}
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
place_lists = st.lists(st.sampled_from(PLACES), unique=True, max_size=30)


def test_the_first_sight_is_the_first_trigger_point_on_the_right() -> None:
    explorer = Explorer()
    assert (explorer.mode, explorer.trigger_point, explorer.side) == ("trigger_point", "gluteus_medius.1", "right")
    assert explorer.painful == []
    assert explorer.matches == []


@pytest.mark.parametrize(
    ("trait", "value", "named"),
    [
        ("trigger_point", "gluteus_medius.9", "gluteus_medius.9"),
        ("painful", ["sacrum_upper:left", "sacrum:left"], "sacrum:left"),
        ("painful", ["sacrum_upper"], "sacrum_upper"),
        ("shown", "sacroiliac_joint", "sacroiliac_joint"),
        ("side", "middle", "middle"),
        ("mode", "search", "search"),
        ("layers", ["skin", "nerves"], "nerves"),
        ("view", "top", "top"),
        ("zoom", "foot", "foot"),
    ],
)
def test_an_unknown_value_is_refused_in_one_line_and_nothing_changes(trait: str, value: object, named: str) -> None:
    explorer = Explorer()
    before = getattr(explorer, trait)
    with pytest.raises(TraitError) as refusal:
        setattr(explorer, trait, value)
    assert named in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert getattr(explorer, trait) == before


def test_python_reads_and_sets_everything_the_page_does() -> None:
    explorer = Explorer(mode="pain", painful=["sacrum_upper:left", "sacrum_upper:left", "coccyx:right"])
    assert explorer.painful == ["sacrum_upper:left", "coccyx:right"]
    assert explorer.matches == atlas.match(["sacrum_upper:left", "coccyx:right"])
    explorer.shown = "sacroiliac_joint:left"
    explorer.layers = ["bones"]
    explorer.view, explorer.zoom, explorer.side = "front", "whole", "both"
    synced = explorer.get_state()
    assert {"mode", "painful", "shown", "layers", "view", "zoom", "side", "trigger_point"} <= synced.keys()
    with pytest.raises(TraitError):
        explorer.atlas = {}


def test_the_payload_is_small() -> None:
    explorer = Explorer()
    page = page_state(explorer.get_manager_state(widgets=[explorer])["state"])
    assert len(gzip.compress(page.encode())) <= 130_000


def test_the_payload_says_nothing_twice() -> None:
    """No long text stands in it twice, so that a page does not carry it twice."""
    texts = re.findall(r'"([^"]{120,})"', json.dumps([atlas_payload(), body_payload()]))
    assert len(texts) == len(set(texts))


def test_every_place_can_be_pressed_in_some_view() -> None:
    drawn = {name for view in body_payload()["views"] for name, _ in view["regions"]}
    assert drawn == {f"{name}:left" for name in atlas.load().regions}


def test_every_trigger_point_is_marked_on_both_sides_in_some_view() -> None:
    marked = {name for marks in body_payload()["marks"].values() for name in marks}
    assert marked == {f"{name}:{side}" for name in POINTS for side in atlas.SIDES}


def test_marks_lie_inside_their_pictures() -> None:
    payload = body_payload()
    views = body.load().views
    top, bottom = payload["zooms"]["hip"]
    for name, marks in payload["marks"].items():
        for x, y in marks.values():
            assert 0 < x < views[name].width
            assert top < y < bottom


@shared
@given(regions=place_lists)
def test_match_gives_the_same_figures_in_the_same_order(ask: Ask, regions: list[str]) -> None:
    assert ask("match", regions, ATLAS) == [asdict(one) for one in atlas.match(regions)]


def test_match_agrees_on_all_places_at_once(ask: Ask) -> None:
    assert ask("match", PLACES, ATLAS) == [asdict(one) for one in atlas.match(PLACES)]


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def test_the_page_mirrors_the_half_it_gets_to_the_whole_body(ask: Ask) -> None:
    whole = {view["name"]: view for view in ask("wholeViews", {"known": "body"})}
    assert list(whole) == list(VIEWS)
    for name, view in body.load().views.items():
        assert whole[name]["regions"].keys() == view.regions.keys()
        for place, path in view.regions.items():
            there = whole[name]["regions"][place]
            assert re.findall("[Mlz]", there) == re.findall("[Mlz]", path)
            assert numbers(there)[:2] == pytest.approx(numbers(path)[:2], abs=0.21)
        assert [bone for bone, _ in whole[name]["bones"]] == list(view.bones)


states = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["trigger_point", "pain"]),
        "trigger_point": st.sampled_from(POINTS),
        "side": st.sampled_from(["left", "right", "both"]),
        "painful": place_lists,
        "shown": st.sampled_from(["", *PATTERNS]),
        "layers": st.lists(st.sampled_from(LAYERS), unique=True).map(lambda on: [one for one in LAYERS if one in on]),
        "view": st.sampled_from(VIEWS),
        "zoom": st.sampled_from(["hip", "whole"]),
    }
)


@shared
@given(state=states)
def test_a_link_restores_what_is_seen(ask: Ask, state: dict[str, Any]) -> None:
    link = ask("toHash", state)
    assert re.fullmatch(r"#explorer=[\w.:;,]*", link)
    read = ask("fromHash", link, ATLAS)
    assert read["unknown"] == []
    kept = {"mode", "view", "zoom", "layers"}
    kept |= {"painful", "shown"} if state["mode"] == "pain" else {"trigger_point", "side"}
    usual = {"view": "back", "zoom": "hip", "layers": ["skin"], "shown": ""}
    assert {name: read["state"].get(name, usual.get(name)) for name in kept} == {name: state[name] for name in kept}


@pytest.mark.parametrize(
    ("link", "state", "unknown"),
    [
        (
            "#explorer=trp:gluteus_medius.2;side:left",
            {"mode": "trigger_point", "trigger_point": "gluteus_medius.2", "side": "left"},
            [],
        ),
        ("#explorer=trp:gluteus_medius.9;side:left", {"mode": "trigger_point", "side": "left"}, ["gluteus_medius.9"]),
        (
            "#explorer=pain:sacrum_upper:left,tail:left",
            {"mode": "pain", "painful": ["sacrum_upper:left"]},
            ["tail:left"],
        ),
        ("#explorer=pain:coccyx%3Aleft", {"mode": "pain", "painful": ["coccyx:left"]}, []),
        ("#explorer=pain:coccyx:left,coccyx:left", {"mode": "pain", "painful": ["coccyx:left"]}, []),
        ("#explorer=%E0%A4%A", {}, ["%E0%A4%A"]),
        ("#explorer=", {}, []),
        ("#explorer=toString:1;__proto__:2;colour", {}, ["toString:1", "__proto__:2", "colour"]),
    ],
)
def test_of_a_damaged_link_the_rest_is_read(ask: Ask, link: str, state: dict[str, Any], unknown: list[str]) -> None:
    assert ask("fromHash", link, ATLAS) == {"state": state, "unknown": unknown}


@shared
@given(text=st.text(max_size=80))
def test_no_link_is_an_error(ask: Ask, text: str) -> None:
    read = ask("fromHash", f"#explorer={text}", ATLAS)
    explorer = Explorer(**read["state"])  # Python would refuse what the page accepted wrongly
    assert explorer.trigger_point in POINTS


@pytest.mark.parametrize(
    ("painful", "flags"),
    [
        ([], []),
        (["sacrum_upper:left", "buttock_upper_outer:right"], []),
        (["perineum:left"], ["saddle"]),
        (["thigh_back_upper:left", "thigh_back_upper:right"], ["bothLegs"]),
        (["leg_outer_upper:left"], ["belowKnee"]),
        (["leg_outer_upper:left", "thigh_back_upper:right", "perineum:right"], ["saddle", "bothLegs", "belowKnee"]),
    ],
)
def test_red_flags_come_in_order_of_urgency(ask: Ask, painful: list[str], flags: list[str]) -> None:
    assert ask("redFlags", painful, ATLAS) == flags


def test_the_picture_for_print_shows_the_zones_and_says_so() -> None:
    explorer = Explorer(trigger_point="gluteus_medius.3", side="both")
    drawing = ET.fromstring(explorer.picture())
    space = "{http://www.w3.org/2000/svg}"
    assert "Gluteus medius TrP3, left and right" in (drawing.findtext(f"{space}title") or "")
    said = {text.text for text in drawing.iter(f"{space}text")}
    assert {"your left", "your right", "Back", "essential zone"} <= said
    view = body.load().views["back"]
    paths = {path.get("d") for path in drawing.iter(f"{space}path")}
    essential = dict.fromkeys(
        place for side in atlas.SIDES for place in atlas.referral("gluteus_medius.3", side)["essential"]
    )
    assert "".join(view.regions.get(place, "") for place in essential) in paths


def test_the_words_for_readers_without_a_script_hold_the_zones_and_the_way_to_safety() -> None:
    explorer = Explorer()
    point = atlas.load().trigger_points["gluteus_medius.1"]
    for region in (*point.essential, *point.spillover):
        assert atlas.load().regions[region].name in explorer.description()
        assert atlas.load().regions[region].name in explorer.text()
    assert 'href="safety.html"' in explorer.text()
    pain = Explorer(mode="pain", painful=["coccyx:left"])
    assert "Tailbone" in pain.description() or atlas.load().regions["coccyx"].name in pain.description()
    assert ET.fromstring(pain.picture()) is not None
