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
from gluteus.widgets.explorer import LAYERS, MODES, VIEWS, Explorer
from gluteus.widgets.explorer_payload import _muscle_groups, atlas_payload, body_payload, scenery_payload
from gluteus.widgets.words import words

Ask = Callable[..., Any]

PLACES = list(atlas.load().sided_regions)
POINTS = list(atlas.load().trigger_points)
PATTERNS = [f"{name}:{side}" for name in (*POINTS, *atlas.load().conditions) for side in atlas.SIDES]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Call a function of the page's module in Node.js; ``{"known": "atlas"}`` stands for the payload."""
    known = {"atlas": atlas_payload(), "body": body_payload(), "scenery": scenery_payload()}
    with module_in_node(str(Explorer._esm), tmp_path_factory.mktemp("node"), known) as call:
        yield call


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Go back and forth as a reader does, with the explorer's own history."""
    with module_in_node(f"{Explorer._esm}{SHARED_STEPS}", tmp_path_factory.mktemp("steps")) as call:
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
        ("compared", ["gluteus_medius.1:left", "gluteus_medius.9:left"], "gluteus_medius.9:left"),
        ("compared", ["gluteus_medius.1"], "gluteus_medius.1"),
        ("compared", [f"gluteus_medius.{number}:left" for number in (1, 2, 3)] + ["hip_joint:left"], "at most 3"),
        ("brushed", ["back:12.40.7"], "back:12.40.7"),
        ("brushed", ["top:12.40"], "top:12.40"),
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
    explorer.brushed, explorer.numb, explorer.three_d = ["back:120.340.131.352"], True, True
    explorer.compared = ["hip_joint:left", "gluteus_medius.1:left", "hip_joint:left"]
    assert explorer.compared == ["hip_joint:left", "gluteus_medius.1:left"]
    synced = explorer.get_state()
    assert {"mode", "painful", "shown", "layers", "view", "zoom", "side", "trigger_point"} <= synced.keys()
    assert {"brushed", "numb", "compared", "three_d", "strings"} <= synced.keys()
    with pytest.raises(TraitError):
        explorer.atlas = {}


def test_the_payload_is_small() -> None:
    explorer = Explorer()
    page = page_state(explorer.get_manager_state(widgets=[explorer])["state"])
    assert len(gzip.compress(page.encode(), 9)) <= 110_000


def test_no_picture_and_no_path_stands_in_the_payload_twice() -> None:
    texts = re.findall(r'"([^"]{400,})"', json.dumps([atlas_payload(), body_payload(), scenery_payload()]))
    assert len(texts) == len(set(texts))


def test_every_muscle_stands_in_the_list_once_and_none_is_left_to_the_rest() -> None:
    """A new muscle still comes, under `other`; the course's own have their group."""
    listed = [name for _, names in atlas_payload()["muscle_groups"] for name in names]
    assert sorted(listed) == sorted(atlas.load().muscles)
    assert "other" not in dict(atlas_payload()["muscle_groups"])
    assert _muscle_groups(["soleus", "piriformis"]) == [("buttock", ["piriformis"]), ("other", ["soleus"])]


def test_every_source_that_the_page_names_is_in_the_payload() -> None:
    payload = atlas_payload()
    records = (*payload["trigger_points"], *payload["conditions"], payload["caution"])
    known = {source["key"] for source in payload["sources"]}
    assert {key for record in records for key in record["sources"]} == known


def test_every_place_can_be_pressed_in_some_view() -> None:
    drawn = {name for view in body_payload()["views"] for name, _ in view["regions"]}
    assert drawn == {f"{name}:left" for name in atlas.load().regions}


def test_a_view_leaves_out_what_it_shows_too_little_of_to_be_pressed() -> None:
    left_out = {
        (view["name"], place)
        for view in body_payload()["views"]
        for place in body.load().views[view["name"]].regions.keys() - {name for name, _ in view["regions"]}
        if place.endswith(":left")
    }
    assert ("back", "abdomen_lower_outer:left") in left_out
    assert ("front", "greater_trochanter:left") in left_out
    assert len(left_out) < 10


def test_every_trigger_point_is_marked_on_both_sides_in_some_view() -> None:
    marked = {name for marks in body_payload()["marks"].values() for name in marks}
    assert marked == {f"{name}:{side}" for name in POINTS for side in atlas.SIDES}


def test_marks_lie_inside_their_pictures() -> None:
    payload = body_payload()
    views = body.load().views
    top, bottom = payload["zooms"]["whole"]
    for name, marks in payload["marks"].items():
        for x, y in marks.values():
            assert 0 < x < views[name].width
            assert top < y < bottom


@shared
@given(regions=place_lists)
def test_match_gives_the_same_figures_in_the_same_order(ask: Ask, regions: list[str]) -> None:
    assert ask("match", regions, ATLAS) == [asdict(one) for one in atlas.match(regions)]


def test_match_agrees_on_all_places_at_once_and_on_none(ask: Ask) -> None:
    assert ask("match", PLACES, ATLAS) == [asdict(one) for one in atlas.match(PLACES)]
    assert ask("match", [], ATLAS) == []


def test_zones_and_neighbours_are_those_of_the_atlas(ask: Ask) -> None:
    for name in (*POINTS, *atlas.load().conditions):
        for side in ("left", "right", "both"):
            found = ask("zonesOf", f"{name}:{side}", ATLAS)
            assert {zone: found[zone] for zone in ("essential", "spillover")} == atlas.zones(name, side)
    for name in POINTS:
        assert ask("neighbours", name, ATLAS) == atlas.neighbours(name)


@shared
@given(names=st.lists(st.sampled_from(PATTERNS), unique=True, min_size=2, max_size=3))
def test_compare_gives_the_same_figures_in_the_same_order(ask: Ask, names: list[str]) -> None:
    found, expected = ask("compare", names, ATLAS), atlas.compare(names)
    assert list(found["places"].items()) == [(place, list(zones)) for place, zones in expected.places.items()]
    assert tuple(found["shared"]) == expected.shared
    assert {name: tuple(places) for name, places in found["only"].items()} == expected.only


def test_what_is_compared_lies_over_each_other_each_with_its_own_look(ask: Ask) -> None:
    names = ["gluteus_medius.1:right", "sacroiliac_joint:right"]
    shown = ask("shownIn", {"mode": "compare", "compared": names}, ATLAS)
    looks = {(zone["look"], zone.get("faint", False)): zone["places"] for zone in shown["zones"]}
    first, second = (atlas.zones(name.partition(":")[0], "right") for name in names)
    assert looks["first", False] == first["essential"]
    assert looks["first", True] == first["spillover"]
    assert looks["second", False] == second["essential"]
    assert sorted(looks["shared", False]) == sorted(atlas.compare(names).shared)
    assert [one["id"] for one in shown["chosen"]] == ["gluteus_medius.1"]
    assert ask("shownIn", {"mode": "compare", "compared": []}, ATLAS)["chosen"] == []
    assert ask("shownIn", {"mode": "compare", "compared": names[:1]}, ATLAS)["zones"][-1]["places"] == []


LANGUAGE = {"quiet": words("explorer", "en")["search"]["quiet"].split(), "sides": {"left": "left", "right": "right"}}


def found(ask: Ask, query: str) -> list[str]:
    """Ask for what the search finds, best group first: ``region coccyx``."""
    groups = ask("search", query, ATLAS, LANGUAGE)
    return [f"{one['kind']} {one['id']}" for group in groups for one in group["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("gluteus medius", "muscle gluteus_medius"),
        ("medius gluteus", "muscle gluteus_medius"),
        ("glut med", "muscle gluteus_medius"),
        ("GLUTEUS MÉDIUS", "muscle gluteus_medius"),
        ("gluteus medius trp2", "trigger_point gluteus_medius.2"),
        ("piriformis", "muscle piriformis"),
        ("pirifromis", "muscle piriformis"),
        ("tailbone", "region coccyx"),
        ("coccyx", "region coccyx"),
        ("sciatica", "condition l5_radiculopathy"),
        ("meralgia paresthetica", "condition meralgia_paraesthetica"),
        ("meralgia paraesthetica", "condition meralgia_paraesthetica"),
        ("sacro", "condition sacroiliac_joint"),
        ("bladder", "condition cauda_equina"),
        ("loss of bowel control", "condition cauda_equina"),
    ],
)
def test_search_puts_what_is_meant_first(ask: Ask, query: str, expected: str) -> None:
    assert found(ask, query)[0] == expected


@pytest.mark.parametrize(
    ("query", "among"),
    [
        ("worse on stairs", "trigger_point gluteus_medius.1"),
        ("stairs", "condition greater_trochanteric_pain_syndrome"),
        ("sit", "condition deep_gluteal_syndrome"),
        ("sitting", "region sit_bone"),
        ("hamstring", "muscle biceps_femoris"),
        ("groin", "region groin"),
        ("it hurts when I climb stairs", "trigger_point gluteus_medius.1"),
        ("kidney", "condition visceral_or_vascular"),
    ],
)
def test_search_knows_complaints_signs_and_plain_words(ask: Ask, query: str, among: str) -> None:
    assert among in found(ask, query)


def test_search_says_what_it_found_and_where(ask: Ask) -> None:
    (group, *_) = ask("search", "worse on stairs", ATLAS, LANGUAGE)
    assert group["group"] == "notice"
    for one in group["results"]:
        assert [one["text"][start:end].lower() for start, end in one["marks"]] == ["stairs"]
    (places, *_) = ask("search", "left tailbone", ATLAS, LANGUAGE)
    assert (places["results"][0]["id"], places["results"][0]["side"]) == ("coccyx", "left")


@pytest.mark.parametrize("query", ["", "   ", "!?", "left", "xyzxyz"])
def test_search_for_nothing_finds_nothing(ask: Ask, query: str) -> None:
    assert found(ask, query) == []


@shared
@given(text=st.text(max_size=200), letters=st.integers(5, 40))
def test_a_text_is_broken_between_words_and_loses_none(ask: Ask, text: str, letters: int) -> None:
    rows = ask("broken", text, letters)
    assert " ".join(rows).split(" ") == ask("broken", text, 1)
    assert all(len(row) <= letters or " " not in row for row in rows)


@shared
@given(query=st.text(max_size=40))
def test_no_question_to_the_search_is_an_error(ask: Ask, query: str) -> None:
    for group in ask("search", query, ATLAS, LANGUAGE):
        assert 0 < len(group["results"]) <= 12


def test_every_name_finds_itself(ask: Ask) -> None:
    """Whatever the atlas calls a muscle, a condition or a place leads there; equals share the first places."""
    held = atlas.load()
    for kind, records in (("muscle", held.muscles), ("condition", held.conditions), ("region", held.regions)):
        for name, record in records.items():
            for text in (record.name, *record.synonyms):
                assert f"{kind} {name}" in found(ask, text), text


SHARED_STEPS = """
const walk = (moves) => {
  const steps = stepsBack(3);
  let now = { at: 0 };
  const go = (to) => { steps.keep(now, { at: to }); now = { at: to }; };
  const back = (step) => { const to = step(now); if (to) now = to; };
  for (const [kind, to] of moves) {
    if (kind === "go") go(to);
    else back(steps[kind]);
  }
  return [now.at, steps.canUndo(), steps.canRedo()];
};
export { walk };
"""


@pytest.mark.parametrize(
    ("moves", "now"),
    [
        ([], [0, False, False]),
        ([["go", 1], ["go", 2], ["undo"]], [1, True, True]),
        ([["go", 1], ["undo"], ["redo"]], [1, True, False]),
        ([["go", 1], ["undo"], ["go", 2], ["redo"]], [2, True, False]),
        ([["go", 0], ["undo"]], [0, False, False]),  # nothing changed: nothing to undo
        ([["go", 1], ["go", 2], ["go", 3], ["go", 4], ["undo"], ["undo"], ["undo"], ["undo"]], [1, False, True]),
    ],
)
def test_undo_takes_back_one_step_for_each_action_or_stroke(
    walk: Ask, moves: list[list[Any]], now: list[object]
) -> None:
    assert walk("walk", moves) == now


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def test_the_page_mirrors_the_half_it_gets_to_the_whole_body(ask: Ask) -> None:
    whole = {view["name"]: view for view in ask("wholeViews", {"known": "body"})}
    scenery = ask("wholeScenery", {"known": "body"}, {"known": "scenery"})
    assert list(whole) == list(VIEWS)
    for name, view in body.load().views.items():
        for place, there in whole[name]["regions"].items():
            path = view.regions[place]
            assert re.findall("[Mlz]", there) == re.findall("[Mlz]", path)
            assert numbers(there)[:2] == pytest.approx(numbers(path)[:2], abs=0.21)
        assert [bone for bone, _ in scenery[name]["bones"]] == list(view.bones)
        assert {muscle for muscle, _ in scenery[name]["muscles"]} == {key for key in view.muscles if "." not in key}


strokes = st.builds(
    lambda view, points: f"{view}:{'.'.join(str(number) for point in points for number in point)}",
    st.sampled_from(VIEWS),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=5),
)
states = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(MODES),
        "trigger_point": st.sampled_from(POINTS),
        "side": st.sampled_from(["left", "right", "both"]),
        "painful": place_lists,
        "brushed": st.lists(strokes, unique=True, max_size=4),
        "numb": st.booleans(),
        "shown": st.sampled_from(["", *PATTERNS]),
        "compared": st.lists(st.sampled_from(PATTERNS), unique=True, max_size=3),
        "three_d": st.booleans(),
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
    kept = {"mode", "view", "zoom", "layers", "three_d"}
    kept |= {
        "trigger_point": {"trigger_point", "side"},
        "pain": {"painful", "brushed", "numb", "shown"},
        "compare": {"compared"},
    }[state["mode"]]
    usual = {"view": "back", "zoom": "hip", "layers": ["skin"], "three_d": False}
    usual |= {"brushed": [], "numb": False, "shown": ""}
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
        (
            "#explorer=pain:groin:left;numb;brush:back:1.2.3.4,back:1.2.3,top:1.2;3d",
            {"mode": "pain", "painful": ["groin:left"], "numb": True, "brushed": ["back:1.2.3.4"], "three_d": True},
            ["back:1.2.3", "top:1.2"],
        ),
        (
            "#explorer=compare:hip_joint:left,gluteus_medius.1:right,gluteus_medius.2:left,gluteus_medius.3:left",
            {
                "mode": "compare",
                "compared": ["hip_joint:left", "gluteus_medius.1:right", "gluteus_medius.2:left"],
            },
            ["gluteus_medius.3:left"],
        ),
        ("#explorer=compare:;view:front", {"mode": "compare", "compared": [], "view": "front"}, []),
        (
            "#explorer= trp: Gluteus_Medius.2 ;side:LEFT",
            {"mode": "trigger_point", "trigger_point": "gluteus_medius.2", "side": "left"},
            [],
        ),
        ("#explorer=layers:bones,skin,nerves", {"layers": ["skin", "bones"]}, ["nerves"]),
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
    ("painful", "numb", "flags"),
    [
        ([], False, []),
        ([], True, ["numb"]),
        (["sacrum_upper:left", "buttock_upper_outer:right"], False, []),
        (["sacrum_upper:left"], True, ["numb"]),
        (["perineum:left"], False, ["saddle"]),
        (["perineum:left"], True, ["saddle", "numb"]),
        (["thigh_back_upper:left", "thigh_back_upper:right"], False, ["bothLegs"]),
        (["leg_outer_upper:left"], False, ["belowKnee"]),
        (["leg_outer_upper:left"], True, ["belowKneeNumb"]),
        (
            ["leg_outer_upper:left", "thigh_back_upper:right", "perineum:right"],
            True,
            ["saddle", "bothLegs", "belowKneeNumb"],
        ),
        (PLACES, False, ["saddle", "bothLegs", "belowKnee"]),
    ],
)
def test_red_flags_come_in_order_of_urgency(ask: Ask, painful: list[str], numb: bool, flags: list[str]) -> None:
    assert ask("redFlags", painful, numb, ATLAS) == flags


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ({"trigger_point": "gluteus_medius.3", "side": "both"}, "gluteus medius TrP3 on both sides"),
        ({"mode": "pain"}, "Where it hurts"),
        ({"mode": "pain", "painful": ["groin:left"], "shown": "hip_joint:left"}, "Hip joint pain"),
        ({"mode": "compare"}, "Where it hurts"),
        ({"mode": "compare", "compared": ["hip_joint:left"]}, "Hip joint pain"),
        ({"mode": "compare", "compared": ["hip_joint:left", "piriformis.1:left"]}, "Piriformis TrP1"),
    ],
)
def test_the_picture_for_print_is_the_chart_of_the_state(state: dict[str, Any], title: str) -> None:
    drawing = ET.fromstring(Explorer(**state).picture())
    assert title in (drawing.findtext("{http://www.w3.org/2000/svg}title") or "")


def test_the_words_for_readers_without_a_script_name_an_emergency_before_any_muscle() -> None:
    words_of_it = Explorer(mode="pain", painful=["perineum:left"]).text()
    assert 0 < words_of_it.index("Go to emergency care now") < words_of_it.index("Adductor magnus")


def test_the_words_for_readers_without_a_script_hold_the_zones_and_the_way_to_safety() -> None:
    explorer = Explorer()
    point = atlas.load().trigger_points["gluteus_medius.1"]
    for region in (*point.essential, *point.spillover):
        assert atlas.load().regions[region].name in explorer.description()
        assert atlas.load().regions[region].name in explorer.text()
    assert 'href="safety.html"' in explorer.text()
    pain = Explorer(mode="pain", painful=["coccyx:left"])
    assert atlas.load().regions["coccyx"].name in pain.description()


def test_the_words_without_a_script_say_how_sure_the_course_is_in_every_mode() -> None:
    pain = Explorer(mode="pain", painful=["iliac_crest_back:left"]).text()
    assert "Sacroiliac joint pain, left" in pain
    assert "traditional, retold: handed down" in pain
    assert "measured: seen in a study" in pain
    names = ["gluteus_medius.1:right", "sacroiliac_joint:right"]
    compared = Explorer(mode="compare", compared=names)
    assert atlas.listed(atlas.compare(names).shared) in compared.text()
    assert "Gluteus medius TrP1, right" in compared.description()
    assert "Gluteus medius TrP1, right</strong>: traditional" in Explorer(mode="compare", compared=names[:1]).text()
    assert "<ul></ul>" not in Explorer(mode="compare").text()
