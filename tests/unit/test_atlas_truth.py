"""The atlas held to a second, independent reading of the fact sheet, to what it must never say, and to the body.

``atlas_table.yml`` was written from the fact sheet by someone who had not seen the atlas; its head says how it was
read.
"""

from __future__ import annotations

from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from gluteus import atlas as lookups
from gluteus import body as bodies
from gluteus.atlas import Atlas
from gluteus.atlas.loading import FOLDER
from gluteus.body.fibres import MUSCLES

TABLE = YAML(typ="safe").load(Path(__file__).with_name("atlas_table.yml"))
PLACES = [region["id"] for region in YAML(typ="safe").load(FOLDER / "regions.yml")["regions"]]
POINTS = {point: row for row in TABLE["trigger_points"] for point in row["points"]}
CONDITIONS = TABLE["conditions"]
ZONES = ("essential", "spillover", "both_sides")
VASTUS_LATERALIS = [point for point in POINTS if point.startswith("vastus_lateralis.")]
GLUTEUS_MEDIUS = [point for point in POINTS if point.startswith("gluteus_medius.")]

# "Posterior crest / SIJ = ...": one painful place never identifies one muscle.
OVER_THE_BACK_OF_THE_CREST = (
    "gluteus_medius.1",
    "quadratus_lumborum.3",
    "longissimus_thoracis.1",
    "piriformis",
    "gluteus_maximus.1",
    "iliopsoas",
    "rectus_abdominis.1",
    "sacroiliac_joint",
    "lumbar_facet_joint",
)


def places(*patterns: str) -> list[str]:
    """Expand ``leg_*`` to the places of the map, in its order."""
    return [place for place in PLACES if any(fnmatch(place, pattern) for pattern in patterns)]


# What the checks find, each finding one line that names the pattern, the place and what is wrong


def disagreements(atlas: Atlas) -> list[str]:
    """Compare the atlas with the table."""
    found = [
        f"{name}: missing"
        for name in [*POINTS, *CONDITIONS]
        if name not in {**atlas.trigger_points, **atlas.conditions}
    ]
    for name, point in atlas.trigger_points.items():
        if (row := POINTS.get(name)) is None:
            found.append(f"{name}: extra")
            continue
        for zone in ZONES:
            have = getattr(point, zone)
            found += [f"{name}: {zone}: {place}: missing" for place in row[zone] if place not in have]
            found += [f"{name}: {zone}: {place}: extra" for place in have if place not in row[zone]]
        found += [f"{name}: mimics: {mimic}: missing" for mimic in row["mimics"] if mimic not in point.mimics]
        known = [*row["mimics"], *row.get("may_mimic", [])]
        found += [f"{name}: mimics: {mimic}: extra" for mimic in point.mimics if mimic not in known]
        found += [
            f"{name}: {field} is {getattr(point, field)}, read was {row[field]}"
            for field in ("certainty", "retelling")
            if getattr(point, field) != row[field]
        ]
    for name, condition in atlas.conditions.items():
        if (row := CONDITIONS.get(name)) is None:
            found.append(f"{name}: extra")
            continue
        named, open_ = places(*row["regions"]), places(*row.get("open", []))
        groups = [places(*group) for group in row.get("one_of", [])]
        have = condition.regions
        found += [f"{name}: {place}: missing" for place in named if place not in have]
        found += [f"{name}: one of {', '.join(group)}: missing" for group in groups if not {*group} & {*have}]
        known = [*named, *open_, *(place for group in groups for place in group)]
        found += [f"{name}: {place}: extra" for place in have if place not in known]
        found += [f"{name}: {place}: extra on both sides" for place in condition.both_sides]
        found += [
            f"{name}: {field} is {getattr(condition, field)}, read was {' or '.join(row[field])}"
            for field in ("urgency", "certainty")
            if field in row and getattr(condition, field) not in row[field]
        ]
    return found


def denied(atlas: Atlas) -> list[str]:
    """Find what the tradition denies of itself."""
    far = places("thigh_*_middle", "thigh_*_lower", "thigh_inner_*", "knee_*", "leg_*", "groin")
    forbidden = [(name, zone, far) for name in GLUTEUS_MEDIUS for zone in ("essential", "spillover")]
    forbidden += [(name, "essential", ["coccyx"]) for name in GLUTEUS_MEDIUS]
    forbidden += [("gluteus_maximus.2", zone, ["coccyx", "perineum"]) for zone in ("essential", "spillover")]
    forbidden += [
        ("hip_joint", "regions", places("lumbar_*")),
        ("meralgia_paraesthetica", "regions", places("lumbar_*")),
    ]
    patterns = {**atlas.trigger_points, **atlas.conditions}
    return [
        f"{name}: {zone}: {place}: never"
        for name, zone, never in forbidden
        for place in getattr(patterns[name], zone)
        if place in never
    ]


def unsourced(atlas: Atlas) -> list[str]:
    """Find patterns without a source that the bibliography knows."""
    return [
        f"{name}: {key or 'no source'}"
        for name, pattern in {**atlas.trigger_points, **atlas.conditions}.items()
        for key in pattern.sources or [""]
        if key not in atlas.sources
    ]


def away_from_the_crest(atlas: Atlas) -> list[str]:
    """Name the patterns of the teaching point that reach neither the back of the crest nor the sacroiliac joint."""
    return [
        name
        for start in OVER_THE_BACK_OF_THE_CREST
        for name in [*atlas.trigger_points, *atlas.conditions]
        if name == start or name.startswith(f"{start}.")
        if not {"iliac_crest_back:right", "sacroiliac:right"} & zone(atlas, name, "right")
    ]


def zone(atlas: Atlas, name: str, side: str) -> set[str]:
    """Give all places of a pattern on a side."""
    return {place for places in lookups.zones(name, side, atlas).values() for place in places}


@cache
def found() -> frozenset[str]:
    return frozenset(disagreements(lookups.load()))


# Against the table, region by region


def test_the_table_names_places_of_the_map_only() -> None:
    named = {place for row in POINTS.values() for zone in ZONES for place in row[zone]}
    assert named <= {*PLACES}
    for row in CONDITIONS.values():
        patterns = [*row["regions"], *row.get("open", []), *(name for group in row.get("one_of", []) for name in group)]
        assert all(places(pattern) for pattern in patterns)
    assert {mimic for row in POINTS.values() for mimic in [*row["mimics"], *row.get("may_mimic", [])]} <= {*CONDITIONS}


def test_the_atlas_is_complete() -> None:
    atlas = lookups.load()
    assert len(POINTS) == 36
    assert len(atlas.muscles) >= 16
    assert len(atlas.trigger_points) >= 35
    assert {*atlas.trigger_points} == {*POINTS}
    assert {*atlas.conditions} == {*CONDITIONS}


@pytest.mark.parametrize(
    "line",
    [f"{point}: {zone}: {place}" for point, row in POINTS.items() for zone in ZONES for place in row[zone]],
)
def test_every_place_that_was_read_is_in_the_pattern(line: str) -> None:
    assert f"{line}: missing" not in found()


@pytest.mark.parametrize("point", POINTS)
def test_nothing_more_than_was_read_is_in_the_pattern(point: str) -> None:
    assert [line for line in found() if line.startswith(f"{point}: ") and line.endswith(": extra")] == []


@pytest.mark.parametrize("point", POINTS)
def test_what_a_pattern_is_mistaken_for(point: str) -> None:
    assert [line for line in found() if line.startswith(f"{point}: mimics: ") and line.endswith(": missing")] == []


@pytest.mark.parametrize("point", POINTS)
def test_how_sure_a_pattern_is(point: str) -> None:
    assert [line for line in found() if line.startswith(f"{point}: ") and ", read was " in line] == []


@pytest.mark.parametrize(
    "line", [f"{name}: {place}" for name, row in CONDITIONS.items() for place in places(*row["regions"])]
)
def test_every_place_that_was_read_is_in_the_condition(line: str) -> None:
    assert f"{line}: missing" not in found()


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_holds_no_more_than_was_read_and_something_of_each_rough_place(condition: str) -> None:
    assert [line for line in found() if line.startswith(f"{condition}: ")] == []


# Against what must never be said


def test_no_pattern_says_what_it_must_never_say() -> None:
    assert denied(lookups.load()) == []


def test_every_pattern_has_a_source_of_the_bibliography() -> None:
    assert unsourced(lookups.load()) == []


def test_the_caution_on_all_patterns_is_the_experts_own() -> None:
    caution = lookups.load().caution
    assert "fernandez2018" in caution.sources
    assert "60" in caution.text


def test_over_the_back_of_the_crest_many_patterns_meet() -> None:
    atlas = lookups.load()
    assert away_from_the_crest(atlas) == []
    met = {match.id for match in lookups.match(["iliac_crest_back:right", "sacroiliac:right"]) if match.side == "right"}
    named = [*atlas.trigger_points, *atlas.conditions]
    assert all(
        any(name == start or name.startswith(f"{start}.") for name in named) for start in OVER_THE_BACK_OF_THE_CREST
    )
    assert {name for name in OVER_THE_BACK_OF_THE_CREST if name in named} <= met


# Against the body


@pytest.fixture(scope="module")
def body() -> bodies.Body:
    return bodies.load(progress=False)


def flip(places: set[str]) -> set[str]:
    other = {"left": "right", "right": "left"}
    return {f"{place}:{other[side]}" for place, side in (name.split(":") for name in places)}


@pytest.mark.parametrize("name", [*POINTS, *CONDITIONS])
def test_zones_on_the_left_mirror_those_on_the_right(name: str) -> None:
    atlas = lookups.load()
    assert zone(atlas, name, "left") == flip(zone(atlas, name, "right"))
    left, right, both = (lookups.zones(name, side) for side in ("left", "right", "both"))
    for part in ("essential", "spillover"):
        assert {*left[part]} == flip({*right[part]})
        assert len(both[part]) == len({*both[part]})
    assert {*both["essential"]} == {*left["essential"], *right["essential"]}
    assert {*both["essential"], *both["spillover"]} == zone(atlas, name, "left") | zone(atlas, name, "right")
    assert not {*both["essential"]} & {*both["spillover"]}


@pytest.mark.parametrize("point", POINTS)
def test_sites_on_the_left_mirror_those_on_the_right(body: bodies.Body, point: str) -> None:
    site = lookups.load().trigger_points[point].site
    left, right = (body.site(site.unit, site.fraction, side) for side in ("left", "right"))
    assert left[0] > 0
    assert left == pytest.approx(right * [-1, 1, 1])


def strangers(atlas: Atlas) -> list[str]:
    """Name the trigger points whose muscle unit belongs to another muscle."""
    points = atlas.trigger_points.items()
    return [name for name, point in points if not point.site.unit.startswith(MUSCLES[point.muscle])]


def test_every_site_is_on_a_unit_of_its_own_muscle() -> None:
    assert strangers(lookups.load()) == []


class Sites:
    """Where the left points lie, centimetres: x outwards, y backwards, z upwards."""

    def __init__(self, atlas: Atlas, body: bodies.Body) -> None:
        self._atlas, self._body = atlas, body

    def __call__(self, name: str) -> np.ndarray:
        """Give a trigger point's place, or a landmark's."""
        point = self._atlas.trigger_points.get(name)
        if point is not None:
            return 100 * self._body.site(point.site.unit, point.site.fraction, "left")
        marks = self._body.landmarks
        return 100 * (marks[name] if name in marks else marks[f"{name}:left"])

    def x(self, name: str) -> float:
        return float(self(name)[0])

    def y(self, name: str) -> float:
        return float(self(name)[1])

    def z(self, name: str) -> float:
        return float(self(name)[2])

    def apart(self, one: str, *others: str) -> float:
        """Distance to the nearest of the others."""
        return float(min(np.linalg.norm(self(one) - self(other)) for other in others))

    def thigh(self, name: str) -> float:
        """Height in the thigh: 0 at the knee, 1 at the hip."""
        return (self.z(name) - self.z("knee")) / (self.z("hip") - self.z("knee"))


# The fact sheet's words for the sites, as distances and orders on the body (spinous tips lie below their vertebra).
WHERE = {
    "gluteus_medius.1: posterior, just below the crest, near the SIJ": lambda s: (
        s.apart("gluteus_medius.1", "psis", "crest_back") < 5 and s.z("gluteus_medius.1") < s.z("crest_back")
    ),
    "gluteus_medius.2: just below the crest, about midway": lambda s: (
        s.y("gluteus_medius.3") < s.y("gluteus_medius.2") < s.y("gluteus_medius.1")
        and s.apart("gluteus_medius.2", "crest_top", "crest_side") < 6
    ),
    "gluteus_medius.3: just below the crest, near the ASIS": lambda s: (
        s.apart("gluteus_medius.3", "asis", "crest_front", "crest_side") < 5
    ),
    "gluteus_minimus.1: front part, above the trochanter": lambda s: (
        s.y("gluteus_minimus.1") < s.y("gluteus_minimus.2")
        and s.z("greater_trochanter") < s.z("gluteus_minimus.1") < s.z("crest_side")
    ),
    "gluteus_minimus.2: back part, below the crest": lambda s: (
        s.z("greater_trochanter") < s.z("gluteus_minimus.2") < s.z("crest_back")
    ),
    "gluteus_maximus.1: beside the sacrum near its edge": lambda s: (
        s.apart("gluteus_maximus.1", "sacral_corner_upper", "sacral_corner_lower", "psis") < 6
        and s.z("gluteus_maximus.3") < s.z("gluteus_maximus.1")
    ),
    "gluteus_maximus.2: just above the ischial tuberosity": lambda s: (
        s.apart("gluteus_maximus.2", "ischial_tuberosity") < 6 and s.z("gluteus_maximus.2") > s.z("ischial_tuberosity")
    ),
    "gluteus_maximus.3: lowest, most medial, beside the coccyx": lambda s: (
        s.apart("gluteus_maximus.3", "coccyx_tip") < 5
        and s.x("gluteus_maximus.3") < min(s.x("gluteus_maximus.1"), s.x("gluteus_maximus.2"))
    ),
    "quadratus_lumborum.1: lateral, just under rib 12": lambda s: (
        s.z("quadratus_lumborum.1") > s.z("L2") and s.x("quadratus_lumborum.1") > s.x("quadratus_lumborum.3")
    ),
    "quadratus_lumborum.2: lateral, just above the crest": lambda s: (
        s.z("crest_back") < s.z("quadratus_lumborum.2") < s.z("crest_top") + 4
        and s.x("quadratus_lumborum.2") > s.x("quadratus_lumborum.4")
    ),
    "quadratus_lumborum.3: medial, near the L3 transverse process": lambda s: (
        s.z("L3") - 2 < s.z("quadratus_lumborum.3") < s.z("L3") + 4
    ),
    "quadratus_lumborum.4: medial, between the L4 and L5 transverse processes": lambda s: (
        s.z("L5") - 1 < s.z("quadratus_lumborum.4") < s.z("L4") + 3
        and s.z("quadratus_lumborum.4") < s.z("quadratus_lumborum.3")
    ),
    "piriformis.1: lateral, near the trochanter": lambda s: (
        s.x("piriformis.1") > s.x("piriformis.2")
        and s.apart("piriformis.1", "greater_trochanter") < s.apart("piriformis.2", "greater_trochanter")
        and s.apart("piriformis.1", "greater_trochanter") < 7
    ),
    "piriformis.2: medial, near the sacrum": lambda s: (
        s.apart("piriformis.2", "sacral_corner_upper", "sacral_corner_lower") < 7
    ),
    "iliopsoas.1: psoas beside the lumbar spine": lambda s: (
        s.z("L5") - 1 < s.z("iliopsoas.1") < s.z("T12") and s.x("iliopsoas.1") < 7
    ),
    "iliopsoas.2: iliacus inside the crest": lambda s: (
        s.z("asis") - 4 < s.z("iliopsoas.2") < s.z("crest_top") and s.x("iliopsoas.2") < s.x("crest_side")
    ),
    "iliopsoas.3: near the lesser trochanter": lambda s: 1 < s.z("hip") - s.z("iliopsoas.3") < 9,
    "tensor_fasciae_latae.1: below and behind the ASIS": lambda s: (
        s.z("tensor_fasciae_latae.1") < s.z("asis") and s.apart("tensor_fasciae_latae.1", "asis") < 15
    ),
    "iliocostalis_lumborum.1: L1 level, lateral": lambda s: (
        abs(s.z("iliocostalis_lumborum.1") - s.z("L1")) < 4
        and s.x("iliocostalis_lumborum.1") > s.x("longissimus_thoracis.1")
    ),
    "longissimus_thoracis.1: T10 to L1": lambda s: s.z("L1") - 2 < s.z("longissimus_thoracis.1") < s.z("T12") + 8,
    "multifidus.1: beside the spinous process, L2": lambda s: (
        abs(s.z("multifidus.1") - s.z("L2")) < 3 and s.x("multifidus.1") < 4
    ),
    "multifidus.2: beside the spinous process, L4 or L5": lambda s: (
        s.z("L5") - 3 < s.z("multifidus.2") < s.z("L4") + 3 and s.x("multifidus.2") < 4
    ),
    "multifidus.3: S1": lambda s: s.z("psis") - 2 < s.z("multifidus.3") < s.z("L5") and s.x("multifidus.3") < 5,
    "semimembranosus.1: mid-thigh or lower": lambda s: 0.05 < s.thigh("semimembranosus.1") < 0.6,
    "semitendinosus.1: mid-thigh or lower": lambda s: 0.05 < s.thigh("semitendinosus.1") < 0.6,
    "biceps_femoris.1: lower mid-thigh": lambda s: 0.15 < s.thigh("biceps_femoris.1") < 0.5,
    "adductor_longus.1: proximal inner thigh": lambda s: (
        s.thigh("adductor_longus.1") > 0.6 and s.x("adductor_longus.1") < s.x("hip") + 1
    ),
    "adductor_brevis.1: proximal inner thigh": lambda s: (
        s.thigh("adductor_brevis.1") > 0.6 and s.x("adductor_brevis.1") < s.x("hip") + 1
    ),
    "adductor_magnus.1: high": lambda s: s.thigh("adductor_magnus.1") > 0.7,
    "adductor_magnus.2: middle": lambda s: 0.33 < s.thigh("adductor_magnus.2") < 0.7,
    "rectus_abdominis.1: just above the pubis": lambda s: (
        0 < s.z("rectus_abdominis.1") - s.z("pubic_tubercle") < 7 and s.x("rectus_abdominis.1") < 5
    ),
} | {
    f"{name}: along the outer thigh, apart from the others": lambda s, name=name: (
        0 < s.thigh(name) < 1
        and s.x(name) > s.x("hip")
        and s.apart(name, *(other for other in VASTUS_LATERALIS if other != name)) > 2
    )
    for name in VASTUS_LATERALIS
}


def test_every_site_has_a_reading() -> None:
    assert {words.partition(":")[0] for words in WHERE} == {*POINTS}


@pytest.mark.parametrize("words", WHERE)
def test_a_site_lies_where_the_words_say(body: bodies.Body, words: str) -> None:
    sites = Sites(lookups.load(), body)
    assert WHERE[words](sites), f"{words}: at {np.round(sites(words.partition(':')[0]), 1)} cm"


# The checks can fail


def damaged(name: str, **changes: object) -> Atlas:
    """Give the course's atlas with one record changed, without the rules that loading would apply."""
    atlas = lookups.load()
    kind = "trigger_points" if name in atlas.trigger_points else "conditions"
    records = {**getattr(atlas, kind), name: getattr(atlas, kind)[name].model_copy(update=changes)}
    return atlas.model_copy(update={kind: records})


def without(name: str, place: str, zone: str) -> Atlas:
    atlas = lookups.load()
    record = {**atlas.trigger_points, **atlas.conditions}[name]
    return damaged(name, **{zone: [one for one in getattr(record, zone) if one != place]})


def with_also(name: str, place: str, zone: str) -> Atlas:
    atlas = lookups.load()
    record = {**atlas.trigger_points, **atlas.conditions}[name]
    return damaged(name, **{zone: [*getattr(record, zone), place]})


@pytest.mark.parametrize(
    ("atlas", "line"),
    [
        (
            lambda: without("gluteus_medius.1", "sacroiliac", "essential"),
            "gluteus_medius.1: essential: sacroiliac: missing",
        ),
        (lambda: with_also("piriformis.2", "groin", "spillover"), "piriformis.2: spillover: groin: extra"),
        (
            lambda: without("gluteus_medius.3", "sacrum_upper", "both_sides"),
            "gluteus_medius.3: both_sides: sacrum_upper: missing",
        ),
        (
            lambda: damaged("vastus_lateralis.4", certainty="measured"),
            "vastus_lateralis.4: certainty is measured, read was traditional",
        ),
        (
            lambda: damaged("biceps_femoris.1", retelling=False),
            "biceps_femoris.1: retelling is False, read was True",
        ),
        (
            lambda: without("quadratus_lumborum.3", "lumbar_disc", "mimics"),
            "quadratus_lumborum.3: mimics: lumbar_disc: missing",
        ),
        (lambda: without("sacroiliac_joint", "groin", "regions"), "sacroiliac_joint: groin: missing"),
        (lambda: with_also("abductor_weakness", "knee_front", "regions"), "abductor_weakness: knee_front: extra"),
        (lambda: with_also("hip_joint", "groin", "both_sides"), "hip_joint: groin: extra on both sides"),
        (
            lambda: damaged("avascular_necrosis", regions=["groin"]),
            "avascular_necrosis: one of knee_front, knee_outer, knee_inner, knee_back: missing",
        ),
        (
            lambda: damaged("deep_vein_thrombosis", urgency="routine"),
            "deep_vein_thrombosis: urgency is routine, read was same_day or emergency",
        ),
        (lambda: lookups.load().model_copy(update={"conditions": {}}), "shingles: missing"),
    ],
)
def test_a_damaged_atlas_disagrees_with_the_table(atlas: object, line: str) -> None:
    assert line in disagreements(atlas())
    assert line not in found()


@pytest.mark.parametrize(
    ("name", "place", "zone"),
    [
        ("gluteus_medius.2", "leg_back_upper", "spillover"),
        ("gluteus_medius.3", "groin", "spillover"),
        ("gluteus_medius.1", "thigh_inner_upper", "essential"),
        ("gluteus_medius.2", "thigh_back_lower", "spillover"),
        ("gluteus_medius.1", "coccyx", "essential"),
        ("gluteus_maximus.2", "perineum", "spillover"),
        ("hip_joint", "lumbar_lower_inner", "regions"),
    ],
)
def test_a_damaged_atlas_says_what_it_must_never_say(name: str, place: str, zone: str) -> None:
    assert f"{name}: {zone}: {place}: never" in denied(with_also(name, place, zone))


def test_a_damaged_atlas_lacks_its_sources_and_its_teaching_point() -> None:
    assert unsourced(damaged("shingles", sources=["nobody1999"])) == ["shingles: nobody1999"]
    assert unsourced(damaged("iliopsoas.1", sources=[])) == ["iliopsoas.1: no source"]
    away = away_from_the_crest(damaged("gluteus_medius.1", essential=["coccyx"], spillover=[]))
    assert {*away} - {*away_from_the_crest(lookups.load())} == {"gluteus_medius.1"}


def test_a_damaged_atlas_has_points_in_the_wrong_place(body: bodies.Body) -> None:
    point = lookups.load().trigger_points["gluteus_medius.1"]
    atlas = damaged(point.id, site=point.site.model_copy(update={"unit": "glmed1"}))
    words = next(words for words in WHERE if words.startswith("gluteus_medius.1"))
    assert not WHERE[words](Sites(atlas, body))
    assert strangers(damaged(point.id, site=point.site.model_copy(update={"unit": "glmin1"}))) == [point.id]
