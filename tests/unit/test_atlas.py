"""The atlas: what it holds, what it refuses, and what its look-ups answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gluteus import atlas
from gluteus.atlas import schema
from gluteus.atlas.loading import FOLDER, bibliography, load_folder
from gluteus.yaml_lines import DataError

ATLAS = atlas.load()


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
        {"buttock_middle_inner", "buttock_middle_outer", "buttock_upper_outer"},
        {"thigh_back_upper", "thigh_outer_upper"},
    ),
    "gluteus_medius.3": (
        {
            "iliac_crest_back",
            "iliac_crest_side",
            "iliac_crest_front",
            "lumbar_lower_inner",
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


def test_at_least_six_conditions_stand_beside_the_muscle() -> None:
    assert len(ATLAS.conditions) >= 6
    assert all(condition.advice and condition.signs for condition in ATLAS.conditions.values())


def test_match_gives_the_two_plain_figures() -> None:
    found = {
        (one.id, one.side): one for one in atlas.match(["sacroiliac:left", "buttock_upper_inner:left", "groin:left"])
    }
    point = found["gluteus_medius.1", "left"]
    assert (point.covers, point.marked, point.essential, point.spillover) == (2 / 3, 2 / 11, 1, 1)
    joint = found["sacroiliac_joint", "left"]
    assert (joint.covers, joint.marked) == (1.0, 3 / 5)
    assert not any(side == "right" for _, side in found)


def test_match_ranks_by_covers_then_marked() -> None:
    found = atlas.match(["iliac_crest_back:right", "sacroiliac:right"])
    figures = [(one.covers, one.marked, one.essential) for one in found]
    assert figures == sorted(figures, reverse=True)
    assert found[0].covers == 1.0


def test_match_of_nothing_is_nothing_and_of_everything_is_everything() -> None:
    assert atlas.match([]) == []
    found = atlas.match(ATLAS.sided_regions)
    assert len(found) == 2 * (len(ATLAS.trigger_points) + len(ATLAS.conditions))
    assert all(one.marked == 1.0 for one in found)


def test_match_refuses_a_region_without_a_side() -> None:
    with pytest.raises(ValueError, match=r"unknown sided region.*: sacroiliac$"):
        atlas.match(["sacroiliac"])


@given(st.sets(st.sampled_from(ATLAS.sided_regions)))
def test_match_mirrors(regions: set[str]) -> None:
    def mirrored(name: str) -> str:
        return name.replace(":left", ":L").replace(":right", ":left").replace(":L", ":right")

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
        "mimics: [sacroiliac_joint, lumbar_facet_joint]",
        "mimics: [sciatica]",
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
