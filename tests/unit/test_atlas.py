"""The atlas: what it holds, what it refuses, and what its look-ups answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gluteus import atlas
from gluteus.atlas import Sides, schema
from gluteus.atlas.loading import FOLDER, bibliography, load_folder
from gluteus.yaml_lines import DataError

ATLAS = atlas.load()


def mirrored(name: str) -> str:
    return name.replace(":left", ":L").replace(":right", ":left").replace(":L", ":right")


def zones_of(pattern: str) -> dict[atlas.Zone, list[str]]:
    name, _, side = pattern.partition(":")
    return atlas.zones(name, "left" if side == "left" else "right")


def places_of(name: str) -> set[str]:
    return {place for felt in atlas.zones(name, "right").values() for place in felt}


def test_the_gluteus_medius_is_held_in_full() -> None:
    muscle = ATLAS.muscles["gluteus_medius"]
    assert muscle.latin == "musculus gluteus medius"
    assert (muscle.codes.fma, muscle.codes.uberon, muscle.codes.ta98, muscle.codes.ta2) == (
        22315,
        "0001371",
        "A04.7.02.007",
        "2599",
    )
    assert [part.unit for part in muscle.compartments] == ["glmed1", "glmed2", "glmed3"]
    assert len(muscle.insertion) == 2
    assert [point.id for point in muscle.trigger_points] == [f"gluteus_medius.{number}" for number in (1, 2, 3)]
    assert all(point.certainty == "traditional" for point in muscle.trigger_points)


def test_regions_are_enough_and_finer_than_choir() -> None:
    assert len(ATLAS.regions) >= 40
    for place, at_least in (("sacrum", 4), ("iliac_crest", 3), ("buttock", 8)):
        assert sum(region.area == place for region in ATLAS.regions.values()) >= at_least
    assert len(ATLAS.sided_regions) == 2 * len(ATLAS.regions)


# The traditional zones, written out again from the fact sheet's words, not from the data.
ZONES = {
    "gluteus_medius.1": (
        {"iliac_crest_back", "sacroiliac", "sacrum_upper", "sacrum_lower"},
        {"sit_bone"}
        | {f"buttock_{level}_{half}" for level in ("upper", "middle", "lower") for half in ("inner", "outer")},
    ),
    "gluteus_medius.2": (
        {"buttock_middle_inner", "buttock_middle_outer", "buttock_upper_outer", "buttock_lower_outer"},
        {"thigh_back_upper", "thigh_outer_upper"},
    ),
    "gluteus_medius.3": (
        {
            "iliac_crest_back",
            "iliac_crest_side",
            "iliac_crest_front",
            "lumbar_lower_inner",
            "lumbar_lower_outer",
            "sacrum_upper",
            "sacrum_lower",
        },
        set(),
    ),
}


@pytest.mark.parametrize("point", ZONES)
def test_zones_follow_the_traditional_map(point: str) -> None:
    essential, spillover = ZONES[point]
    assert set(ATLAS.trigger_points[point].essential) == essential
    assert set(ATLAS.trigger_points[point].spillover) == spillover


def test_the_gluteus_medius_never_reaches_calf_groin_or_inner_thigh() -> None:
    for point in ATLAS.muscles["gluteus_medius"].trigger_points:
        for region in (*point.essential, *point.spillover):
            assert not region.startswith(
                ("leg_", "knee_", "groin", "thigh_inner", "thigh_back_lower", "thigh_outer_lower")
            )
        assert "coccyx" not in point.essential


def test_the_front_point_is_felt_over_the_sacrum_on_both_sides() -> None:
    zone = atlas.referral("gluteus_medius.3", "left")["essential"]
    assert {"sacrum_upper:left", "sacrum_upper:right", "sacrum_lower:left", "sacrum_lower:right"} <= set(zone)
    assert "iliac_crest_back:right" not in zone


def test_every_neighbour_and_every_other_diagnosis_is_held() -> None:
    assert len(ATLAS.muscles) == 18
    several = {
        "adductor_magnus": 2,
        "gluteus_maximus": 3,
        "gluteus_medius": 3,
        "gluteus_minimus": 2,
        "iliopsoas": 3,
        "multifidus": 3,
        "piriformis": 2,
        "quadratus_lumborum": 4,
        "vastus_lateralis": 5,
    }
    for muscle in ATLAS.muscles.values():
        assert [point.number for point in muscle.trigger_points] == [*range(1, several.get(muscle.id, 1) + 1)]
    assert len(ATLAS.conditions) == 16
    assert all(condition.advice and condition.signs for condition in ATLAS.conditions.values())


def test_a_trigger_point_that_was_only_seen_retold_says_so() -> None:
    assert all(point.retelling and point.certainty == "traditional" for point in ATLAS.trigger_points.values())


def test_a_condition_whose_places_no_study_names_is_unverified() -> None:
    measured = {one.id for one in ATLAS.conditions.values() if one.certainty == "measured"}
    assert measured == {"sacroiliac_joint", "hip_joint", "greater_trochanteric_pain_syndrome"}
    for condition in ATLAS.conditions.values():
        assert condition.certainty != "unverified" or condition.note


def test_weakness_without_pain_and_a_band_at_any_height_have_no_place() -> None:
    assert [one.id for one in ATLAS.conditions.values() if not one.regions] == ["abductor_weakness", "shingles"]


@pytest.mark.parametrize(
    ("words", "muscles"),
    [
        ("Glutes", {"gluteus_maximus", "gluteus_medius", "gluteus_minimus"}),
        ("QL", {"quadratus_lumborum"}),
        ("Hip flexor", {"iliopsoas"}),
        ("Hamstring", {"biceps_femoris", "semimembranosus", "semitendinosus"}),
        ("TFL", {"tensor_fasciae_latae"}),
    ],
)
def test_plain_words_name_muscles(words: str, muscles: set[str]) -> None:
    assert {muscle.id for muscle in ATLAS.muscles.values() if words in muscle.synonyms} == muscles


def test_plain_words_name_places_and_conditions() -> None:
    for words, place in (("Coccyx", "coccyx"), ("SI joint", "sacroiliac"), ("Calf", "leg_back_upper")):
        assert words in ATLAS.regions[place].synonyms
    assert "Piriformis syndrome" in ATLAS.conditions["deep_gluteal_syndrome"].synonyms
    synonyms = [one.synonyms for one in (*ATLAS.muscles.values(), *ATLAS.conditions.values())]
    assert not any("groin strain" in synonym.lower() for some in synonyms for synonym in some)


def test_the_caution_is_said_once_for_all() -> None:
    assert "60 experts" in ATLAS.caution.text
    assert ATLAS.caution.sources == ["fernandez2018"]


@pytest.mark.parametrize("name", [*ATLAS.trigger_points, *ATLAS.conditions])
@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_zones_name_each_place_once_and_mirror(name: str, side: Sides) -> None:
    zones = atlas.zones(name, side)
    places = [*zones["essential"], *zones["spillover"]]
    assert len(set(places)) == len(places)
    assert set(places) <= set(ATLAS.sided_regions)
    other = atlas.zones(name, {"left": "right", "right": "left", "both": "both"}[side])
    for zone, felt in zones.items():
        assert set(map(mirrored, felt)) == set(other[zone])


@pytest.mark.parametrize("name", ATLAS.trigger_points)
def test_both_sides_are_left_and_right_together(name: str) -> None:
    left, right, both = (atlas.referral(name, side) for side in ("left", "right", "both"))
    assert set(both["essential"]) == {*left["essential"], *right["essential"]}
    assert set(both["spillover"]) == {*left["spillover"], *right["spillover"]} - set(both["essential"])


def test_essential_wins_where_the_two_sides_meet() -> None:
    point = ATLAS.trigger_points["gluteus_medius.3"].model_copy(
        update={"spillover": ["groin"], "both_sides": ["groin"]}
    )
    facts = ATLAS.model_copy(update={"trigger_points": {"gluteus_medius.3": point}})
    assert atlas.zones("gluteus_medius.3", "left", facts)["spillover"] == ["groin:left", "groin:right"]
    crossing = point.model_copy(update={"essential": ["groin"], "both_sides": []})
    facts = ATLAS.model_copy(update={"trigger_points": {"gluteus_medius.3": crossing}})
    assert atlas.zones("gluteus_medius.3", "both", facts) == {
        "essential": ["groin:left", "groin:right"],
        "spillover": [],
    }


def test_all_places_of_a_condition_are_essential() -> None:
    zones = atlas.zones("greater_trochanteric_pain_syndrome", "both")
    assert zones == {"essential": ["greater_trochanter:left", "greater_trochanter:right"], "spillover": []}
    assert atlas.zones("shingles", "left") == {"essential": [], "spillover": []}


def test_the_lowest_rectus_is_felt_as_a_band_across_the_back() -> None:
    left, right = (atlas.referral("rectus_abdominis.1", side)["essential"] for side in ("left", "right"))
    assert set(left) == set(right)
    assert {"sacroiliac:left", "sacroiliac:right"} <= set(left)


def test_pattern_and_title_answer_for_points_and_conditions_alike() -> None:
    assert atlas.pattern("gluteus_medius.1") is ATLAS.trigger_points["gluteus_medius.1"]
    assert atlas.pattern("hip_joint") is ATLAS.conditions["hip_joint"]
    assert atlas.title("gluteus_medius.1") == "Gluteus medius TrP1"
    assert atlas.title("shingles") == "Shingles"


@pytest.mark.parametrize(
    "ask", [atlas.pattern, atlas.title, atlas.neighbours, lambda name: atlas.referral(name, "left")]
)
def test_an_unknown_pattern_is_named(ask: Callable[[str], object]) -> None:
    with pytest.raises(KeyError, match=r"no such trigger point.*: gluteus_medius\.4"):
        ask("gluteus_medius.4")


def test_a_condition_is_no_trigger_point() -> None:
    with pytest.raises(KeyError, match="no such trigger point: hip_joint"):
        atlas.referral("hip_joint", "left")


def test_an_unknown_side_is_named() -> None:
    with pytest.raises(ValueError, match="side must be left, right or both, not 'middle'"):
        atlas.zones("gluteus_medius.1", "middle")  # type: ignore[arg-type]


def test_places_are_listed_with_their_sides_together() -> None:
    assert atlas.listed([]) == ""
    assert atlas.listed(["groin:right", "coccyx:left", "groin:left"]) == "Groin (left and right); Tailbone (left)"
    with pytest.raises(KeyError, match="knee"):
        atlas.listed(["knee:left"])


def test_neighbours_are_the_other_muscles_that_share_places_most_shared_first() -> None:
    def shared(one: str, muscle: str) -> int:
        points = ATLAS.muscles[muscle].trigger_points
        return len(places_of(one) & {place for point in points for place in places_of(point.id)})

    for point in ATLAS.trigger_points.values():
        found = atlas.neighbours(point.id)
        counts = [shared(point.id, muscle) for muscle in found]
        assert counts == sorted(counts, reverse=True)
        assert all(counts)
        assert {*found, point.muscle} >= {muscle for muscle in ATLAS.muscles if shared(point.id, muscle)}
        assert point.muscle not in found


def test_the_sacroiliac_region_has_the_sources_that_the_fact_sheet_lists() -> None:
    expected = {"quadratus_lumborum", "longissimus_thoracis", "piriformis", "gluteus_maximus", "iliopsoas"}
    assert {*expected, "rectus_abdominis"} <= set(atlas.neighbours("gluteus_medius.1"))


def test_compare_says_what_is_shared_and_what_tells_apart() -> None:
    asked = ["gluteus_medius.1:right", "quadratus_lumborum.3:right", "sacroiliac_joint:right"]
    found = atlas.compare(asked)
    assert found.patterns == tuple(asked)
    assert found.shared == ("sacroiliac:right",)
    assert found.places["sacroiliac:right"] == ("essential", "essential", "essential")
    assert found.places["buttock_upper_inner:right"] == ("spillover", None, "essential")
    assert found.only["sacroiliac_joint:right"] == ("groin:right",)
    assert found.only["quadratus_lumborum.3:right"] == ()
    order = ATLAS.sided_regions.index
    assert [*found.places] == sorted(found.places, key=order)


PATTERNS = [f"{name}:{side}" for name in (*ATLAS.trigger_points, *ATLAS.conditions) for side in atlas.SIDES]


@given(st.lists(st.sampled_from(PATTERNS), min_size=2, max_size=3, unique=True))
def test_compare_agrees_with_the_zones(asked: list[str]) -> None:
    found = atlas.compare(asked)
    reached = [{place for felt in zones_of(one).values() for place in felt} for one in asked]
    assert set(found.places) == set.union(*reached)
    assert set(found.shared) == set.intersection(*reached)
    for index, one in enumerate(asked):
        others = set[str]().union(*(places for place, places in enumerate(reached) if place != index))
        assert set(found.only[one]) == reached[index] - others
        for zone, felt in zones_of(one).items():
            assert all(found.places[place][index] == zone for place in felt)


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ([], ValueError, "two or three different patterns, not none"),
        (["gluteus_medius.1:left"], ValueError, "not gluteus_medius.1:left"),
        (["hip_joint:left"] * 2, ValueError, "two or three different patterns"),
        (PATTERNS[:4], ValueError, "two or three different patterns"),
        (["hip_joint:left", "hip_joint"], ValueError, "unknown side of a pattern .*: hip_joint$"),
        (["hip_joint:left", "hip_joint:both"], ValueError, "unknown side of a pattern .*: hip_joint:both$"),
        (["hip_joint:left", "elbow:left"], KeyError, "no such trigger point or condition: elbow"),
    ],
)
def test_compare_refuses_what_it_cannot_lay_over_each_other(
    asked: list[str], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        atlas.compare(asked)


def test_match_gives_the_two_plain_figures() -> None:
    found = {
        (one.id, one.side): one for one in atlas.match(["sacroiliac:left", "buttock_upper_inner:left", "groin:left"])
    }
    point = found["gluteus_medius.1", "left"]
    assert (point.covers, point.marked, point.essential, point.spillover) == (2 / 3, 2 / 11, 1, 1)
    joint = found["sacroiliac_joint", "left"]
    assert (joint.covers, joint.marked) == (1.0, 3 / len(ATLAS.conditions["sacroiliac_joint"].regions))
    # Of what lies on the right, only a pain felt on both sides reaches the left.
    assert [name for name, side in found if side == "right"] == ["rectus_abdominis.1"]


def test_match_ranks_by_covers_then_marked() -> None:
    found = atlas.match(["iliac_crest_back:right", "sacroiliac:right"])
    figures = [(one.covers, one.marked, one.essential) for one in found]
    assert figures == sorted(figures, reverse=True)
    assert found[0].covers == 1.0


def test_match_of_nothing_is_nothing_and_of_everything_is_everything() -> None:
    assert atlas.match([]) == []
    found = atlas.match(ATLAS.sided_regions)
    felt = [*ATLAS.trigger_points, *(one.id for one in ATLAS.conditions.values() if one.regions)]
    assert sorted((one.id, one.side) for one in found) == sorted((name, side) for name in felt for side in atlas.SIDES)
    assert all(one.marked == 1.0 for one in found)


def test_match_of_a_place_on_both_sides_answers_for_both() -> None:
    found = {(one.id, one.side): one for one in atlas.match(["coccyx:left", "coccyx:right"])}
    assert {side for name, side in found if name == "gluteus_maximus.3"} == {"left", "right"}
    assert all(one.covers == 0.5 for one in found.values())
    both = atlas.match(["sacroiliac:left", "sacroiliac:right"])
    assert [(one.id, one.side) for one in both[:2]] == [("rectus_abdominis.1", "left"), ("rectus_abdominis.1", "right")]
    assert both[0].covers == 1.0


def test_match_of_a_place_that_nothing_reaches_is_nothing() -> None:
    assert ATLAS.regions["ribs_back"].unreached
    assert atlas.match(["ribs_back:left"]) == []


@given(st.sets(st.sampled_from(ATLAS.sided_regions), min_size=1))
def test_match_counts_as_sets_do(regions: set[str]) -> None:
    found = {(one.id, one.side): one for one in atlas.match(regions)}
    for pattern in PATTERNS:
        name, _, side = pattern.partition(":")
        zones = {zone: set(felt) for zone, felt in zones_of(pattern).items()}
        places = zones["essential"] | zones["spillover"]
        if not places & regions:
            assert (name, side) not in found
            continue
        one = found[name, side]
        assert (one.essential, one.spillover) == (len(zones["essential"] & regions), len(zones["spillover"] & regions))
        assert (one.covers, one.marked) == (len(places & regions) / len(regions), len(places & regions) / len(places))


def test_match_refuses_a_region_without_a_side() -> None:
    with pytest.raises(ValueError, match=r"unknown sided region.*: sacroiliac$"):
        atlas.match(["sacroiliac"])


@given(st.sets(st.sampled_from(ATLAS.sided_regions)))
def test_match_mirrors(regions: set[str]) -> None:
    here = {(one.id, one.side, one.covers, one.marked) for one in atlas.match(regions)}
    there = {(one.id, one.side, one.covers, one.marked) for one in atlas.match(map(mirrored, regions))}
    assert {(name, mirrored(f":{side}")[1:], covers, marked) for name, side, covers, marked in here} == there


@pytest.mark.parametrize("name", schema.FILES)
def test_schema_files_are_fresh(name: str) -> None:
    assert (schema.FOLDER / name).read_text(encoding="utf-8") == schema.text(schema.FILES[name]), "run `gluteus check`"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yml")), ids=lambda path: path.name)
def test_data_files_name_a_schema_that_accepts_them(path: Path) -> None:
    named = next(line for line in path.read_text(encoding="utf-8").splitlines() if "$schema=" in line).split(
        "$schema="
    )[1]
    rules = json.loads((path.parent / named).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(rules).validate(YAML(typ="safe").load(path))


# One broken rule each: file, what to replace, by what, and the line of the message that must name it.
BROKEN = [
    (
        "muscles/gluteus_medius.yml",
        "[iliac_crest_back, sacroiliac,",
        "[iliac_crest_back, sacroilliac,",
        "unknown region: sacroilliac",
    ),
    (
        "muscles/gluteus_medius.yml",
        "mimics: [sacroiliac_joint, lumbar_facet_joint,",
        "mimics: [sciatica,",
        "unknown condition: sciatica",
    ),
    ("muscles/gluteus_medius.yml", "sources: [robertson2008, tsutsumi2019]", "sources: []", "sources needs at least 1"),
    (
        "muscles/gluteus_medius.yml",
        "sources: [travell1992, donnelly2019, brainscape, namtpt, postoperative]",
        "sources: [nobody1999]",
        "unknown source .*: nobody1999",
    ),
    ("muscles/gluteus_medius.yml", "  - number: 2", "  - number: 1", "number used more than once: 1"),
    ("muscles/gluteus_medius.yml", "fraction: 0.08", "fraction: 1.08", "fraction must be at most 1: 1.08"),
    ("muscles/gluteus_medius.yml", "certainty: traditional", "certainty: certain", "certainty must be .*: certain"),
    ("muscles/gluteus_medius.yml", "both_sides: [sacrum_upper", "both_sides: [groin", "outside the zones: groin"),
    (
        "muscles/gluteus_medius.yml",
        "spillover: [thigh_back_upper",
        "spillover: [buttock_middle_inner",
        "essential or spillover, not both",
    ),
    (
        "muscles/piriformis.yml",
        "spillover: [thigh_back_upper, thigh_back_middle]",
        "spillover: [thigh_back_upper, thigh_back_upper]",
        "region used more than once: thigh_back_upper",
    ),
    ("muscles/piriformis.yml", "essential: [sacroiliac", "essential: [sacroiliac, sacroiliac", "region used more than"),
    ("muscles/adductor_longus.yml", "id: adductor_longus", "id: longus", "the id must be the name of the file: longus"),
    ("muscles/piriformis.yml", "retelling: true", "retelling: often", "retelling must be true or false: often"),
    ("caution.yml", "sources: [fernandez2018]", "sources: [nobody1999]", "unknown source .*: nobody1999"),
    ("conditions.yml", "regions: [greater_trochanter]", "regions: [hip_bone]", "unknown region: hip_bone"),
    (
        "conditions.yml",
        "regions: [greater_trochanter]",
        "regions: [greater_trochanter, greater_trochanter]",
        "region used more than once: greater_trochanter",
    ),
    (
        "conditions.yml",
        "regions: [greater_trochanter]",
        "regions: [greater_trochanter]\n    both_sides: [groin]",
        "outside the zones: groin",
    ),
    (
        "regions.yml",
        "  - id: coccyx",
        "  - { id: elbow, name: Elbow, description: Far away., area: sacrum }\n  - id: coccyx",
        "no pattern reaches the region, and it does not say so: elbow",
    ),
    (
        "regions.yml",
        "    synonyms: [Coccyx, Tail bone]",
        "    unreached: true",
        "said to be unreached, but a pattern reaches it: coccyx",
    ),
    (
        "conditions.yml",
        "  - id: avascular_necrosis",
        "  - id: sacroiliac_joint",
        "id used more than once: sacroiliac_joint",
    ),
    ("conditions.yml", "urgency: same_day", "urgency: whenever", "urgency must be .*: whenever"),
    ("regions.yml", "    area: sacrum", "    area: pelvis", "unknown area: pelvis"),
    ("regions.yml", "  - id: coccyx", "  - id: coccyx\n    colour: red", "no such field: colour"),
    ("regions.yml", "  - id: coccyx", "  - id: Tail bone", "id must be lower-case words joined by underscores: Tail"),
    (
        "muscles/gluteus_medius.yml",
        "sources: [robertson2008, tsutsumi2019]",
        "sources: [Robertson 2008]",
        "sources must be lower-case words joined by underscores: Robertson 2008",
    ),
    ("muscles/gluteus_medius.yml", 'uberon: "0001371"', 'uberon: "1371"', "uberon must be seven digits: 1371"),
    (
        "muscles/gluteus_medius.yml",
        "      unit: glmed3",
        "      unit: glmed 3",
        "unit must be letters, digits, under.*: glmed 3",
    ),
    ("regions.yml", "areas:", "areas: [", "not valid YAML"),
]


@pytest.mark.parametrize(("file", "old", "new", "rule"), BROKEN, ids=[rule for *_, rule in BROKEN])
def test_a_broken_file_is_named_with_line_and_rule(tmp_path: Path, file: str, old: str, new: str, rule: str) -> None:
    folder = tmp_path / "atlas"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=rf"(?m)^\S*{file}:\d+: .*{rule}") as caught:
        load_folder(folder, bibliography())
    broken_line = text[: text.index(old)].count("\n") + 1
    named = [int(line.split(f"{file}:")[1].split(":")[0]) for line in str(caught.value).splitlines()]
    assert min(abs(line - broken_line) for line in named) <= 2


def test_a_reference_with_a_wrong_key_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "my.bib").write_text("@misc{a2020, title = {A}}\n\n@misc{Smith2020, title = {B}}\n")
    with pytest.raises(DataError, match=r"my\.bib:3: key must be lower-case words joined by underscores: Smith2020$"):
        load_folder(FOLDER, tmp_path / "my.bib")


def test_a_missing_bibliography_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing\.bib: the bibliography is missing"):
        load_folder(FOLDER, tmp_path / "nothing.bib")
