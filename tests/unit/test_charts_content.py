"""What the charts show, against the fact table, the atlas and the body, each written out or worked out anew."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Annotation
from ruamel.yaml import YAML
from shapely import Point, Polygon

from gluteus import atlas, charts
from gluteus.charts.counts import reaches, shared_places
from gluteus.charts.differential import PLACES, matrix, place_of
from gluteus.charts.outlines import polylines, shape
from gluteus.charts.panels import area_in, arranged
from gluteus.charts.pictures import the_body
from gluteus.charts.published import DISTEFANO_2009, EFFECTS, wilson
from gluteus.mechanics.stance import NEUTRAL, forces

ROOT = Path(__file__).parents[2]
POINTS = ["gluteus_medius.1", "gluteus_medius.2", "gluteus_medius.3"]
SIDES = ["left", "right", "both"]


def words_in(chart) -> list[str]:
    return [text.get_text() for text in chart.figure.findobj(match=lambda artist: hasattr(artist, "get_text"))]


def test_activity_is_what_the_study_printed() -> None:
    assert [(activity.mean, activity.sd) for activity in DISTEFANO_2009] == [
        (81, 42),
        (48, 21),
        (48, 25),
        (40, 38),
        (38, 29),
    ]
    shown = words_in(charts.emg())
    assert [words for words in shown if "±" in words and "SD" not in words] == [
        "81 ± 42",
        "48 ± 21",
        "48 ± 25",
        "40 ± 38",
        "38 ± 29",
    ]


def test_whiskers_are_one_standard_deviation_long() -> None:
    axes = charts.emg().figure.axes[0]
    drawn = sorted(tuple(container.lines[2][0].get_segments()[0][:, 0]) for container in axes.containers)
    assert drawn == sorted((a.mean - a.sd, a.mean + a.sd) for a in DISTEFANO_2009)


def test_effects_are_what_the_papers_printed() -> None:
    pressing, strengthening, tendon = EFFECTS
    assert [(effect.value, effect.low, effect.high) for effect in pressing.effects + strengthening.effects] == [
        (0.67, 0.35, 0.98),
        (-0.22, -0.53, 0.09),
        (-5.4, -8.9, -1.8),
    ]
    assert [effect.trials for effect in tendon.effects] == ["51 of 66 people", "38 of 65 people", "20 of 68 people"]
    assert [round(effect.value) for effect in tendon.effects] == [77, 58, 29]


def test_each_scale_has_its_own_panel() -> None:
    axes = charts.trial_effects().figure.axes
    assert [panel.get_xlabel() for panel in axes] == [scale.name for scale in EFFECTS]
    for panel, scale in zip(axes, EFFECTS, strict=True):
        low, high = panel.get_xlim()
        assert all(low <= effect.low and effect.high <= high for effect in scale.effects)


def test_wilson_interval() -> None:
    # Worked by hand for 1 of 10 people (Wilson 1927): 1.8 % to 40.4 %.
    assert wilson(1, 10) == pytest.approx((1.79, 40.42), abs=0.01)
    assert wilson(0, 10)[0] == pytest.approx(0)
    assert wilson(10, 10)[1] == pytest.approx(100)


def test_demand_bars_are_the_computed_percentages() -> None:
    bars = [patch.get_width() for patch in charts.abductor_demand().figure.axes[0].patches]
    assert [round(width) for width in bars] == [100, 76, 51, 27, 76, 53, 124, 74, 112, 149]


def test_moment_arm_marks_stand_at_the_printed_values() -> None:
    chart = charts.moment_arms()
    marks = [line.get_xdata()[0] for line in chart.figure.axes[1].lines]
    printed = [6.7, 6.0, 4.3, 4.8, 4.4, 3.5, 5.1, 4.4, 3.2, 5.4, 4.9, 4.1, 4.0]
    assert marks[: len(printed)] == printed
    assert len(marks) == len(printed) + 3
    assert "no independent source" in chart.description


def test_stance_arrows_are_to_scale_and_balance() -> None:
    held = forces()
    texts = charts.stance().figure.findobj(Annotation)
    arrows = [np.subtract(text.xy, text.xyann) for text in texts if text.arrow_patch is not None]
    weight, muscle, joint = arrows
    assert np.allclose(weight + muscle + joint, 0, atol=1e-6)
    scale = np.linalg.norm(weight) / NEUTRAL.weight
    assert np.linalg.norm(muscle) / scale == pytest.approx(held.abductor)
    assert np.linalg.norm(joint) / scale == pytest.approx(held.joint)
    assert np.degrees(np.arctan2(*muscle)) == pytest.approx(NEUTRAL.angle_deg)


def test_stance_arms_are_to_scale() -> None:
    lines = [line for line in charts.stance().figure.axes[0].lines if line.get_linestyle() == "--"]
    lengths = [np.hypot(*np.diff(line.get_xydata(), axis=0)[0]) for line in lines[:2]]
    assert lengths[0] / lengths[1] == pytest.approx(NEUTRAL.lever_cm / NEUTRAL.arm_cm)


def seen_from(figure):
    """The views of a picture, each with the change from its millimetres to the sheet, found from the drawn skin."""
    found = {}
    for patch in figure.axes[0].patches:
        if (patch.get_gid() or "").startswith("skin "):
            name = patch.get_gid().removeprefix("skin ")
            drawn = patch.get_path().vertices
            known = np.vstack(polylines(the_body().views[name].outline))
            scale = np.ptp(drawn[:, 0]) / np.ptp(known[:, 0])
            found[name] = (scale, drawn.min(axis=0) - scale * known.min(axis=0))
    return found


def kinds_at(figure, name, spot):
    """The kinds of areas that cover a place of the sheet in a view."""
    found = set()
    for patch in figure.axes[0].patches:
        kind, _, view = (patch.get_gid() or "").rpartition(" ")
        if view == name and kind and kind != "skin":
            rings = [Polygon(ring) for ring in patch.get_path().to_polygons()]
            if sum(ring.contains(Point(spot)) for ring in rings) % 2:
                found.add(kind)
    return found


def check_areas(figure, wanted) -> None:
    """Every region of every view carries the wanted kinds and no others."""
    views = seen_from(figure)
    checked = set()
    for name, (scale, offset) in views.items():
        for place, drawn in the_body().views[name].regions.items():
            middle = max(getattr(shape(drawn), "geoms", [shape(drawn)]), key=lambda part: part.area).buffer(-5)
            if middle.is_empty:
                continue
            spot = np.array(middle.representative_point().coords[0]) * scale + offset
            assert kinds_at(figure, name, spot) == wanted.get(place, set()), f"{place} {name}"
            checked.add(place)
    assert set(wanted) <= checked


@pytest.mark.parametrize(
    ("point", "side"), [("gluteus_medius.1", "right"), ("gluteus_medius.2", "left"), ("gluteus_medius.3", "both")]
)
def test_drawn_areas_are_the_zones_regions_and_no_others(point, side) -> None:
    felt = atlas.referral(point, side)
    wanted = {place: {zone} for zone, places in felt.items() for place in places}
    check_areas(charts.referral(point, side=side).figure, wanted)


def test_compared_patterns_lie_over_each_other() -> None:
    patterns = ["gluteus_medius.1:right", "sacroiliac_joint:right", "lumbar_facet_joint:left"]
    wanted = {}
    for ordinal, pattern in zip(("first", "second", "third"), patterns, strict=True):
        for zone, places in atlas.zones(*pattern.split(":")).items():
            for place in places:
                wanted.setdefault(place, set()).add(f"{ordinal} {zone}")
    check_areas(charts.compare(patterns).figure, wanted)


def test_marks_lie_over_the_pattern() -> None:
    wanted = {place: {"essential"} for place in atlas.zones("lumbar_facet_joint", "left")["essential"]}
    wanted["sacroiliac:left"].add("marked")
    wanted["groin:left"] = {"marked"}
    check_areas(charts.marked(["sacroiliac:left", "groin:left"], "lumbar_facet_joint:left").figure, wanted)


def test_a_small_area_is_not_lost_in_a_comparison() -> None:
    # The region around the sit bone leaves a narrow crescent, the third pattern is drawn in the most.
    patterns = ["gluteus_medius.1:right", "lumbar_facet_joint:right", "sacroiliac_joint:right"]
    figure = charts.compare(patterns).figure
    patches = [patch for patch in figure.axes[0].patches if patch.get_gid() == "third essential back"]
    drawn = sum(Polygon(ring).area for ring in patches[0].get_path().to_polygons())
    scale, _ = seen_from(figure)["back"]
    regions = the_body().views["back"].regions
    whole = sum(
        shape(regions[place]).area for place in atlas.zones(*patterns[2].split(":"))["essential"] if place in regions
    )
    assert 0.5 * whole < drawn / scale**2 <= whole


def test_every_place_of_every_pattern_is_seen_well_and_within_the_picture() -> None:
    held = atlas.load()
    for name, side in itertools.product([*held.trigger_points, *held.conditions], SIDES):
        places = [place for zone in atlas.zones(name, side).values() for place in zone]
        sites = [
            (name, one) for one in (("left", "right") if side == "both" else (side,)) if name in held.trigger_points
        ]
        panels = arranged(places, sites)
        for place in places:
            areas = {view: area_in(view, place) for view in ("back", "front", "left", "right")}
            best = max(panels.views, key=areas.__getitem__)
            assert areas[best] >= 0.5 * max(areas.values()), f"{name} {side}: {place}"
            _, top, _, bottom = shape(the_body().views[best].regions[place]).bounds
            assert panels.top <= top, f"{name} {side}: {place}"
            assert bottom <= panels.bottom, f"{name} {side}: {place}"


def test_every_site_is_seen_in_its_picture() -> None:
    for point, side in itertools.product(atlas.load().trigger_points, ("left", "right")):
        site = atlas.load().trigger_points[point].site
        seen = the_body().visible_in(the_body().site(site.unit, site.fraction, side))
        places = [place for zone in atlas.zones(point, side).values() for place in zone]
        assert set(arranged(places, [(point, side)]).views) & set(seen), point


def test_leg_is_shown_when_a_zone_lies_below_the_middle_of_the_thigh() -> None:
    knee = shape(the_body().views["back"].regions["knee_back:right"]).bounds[1]
    assert arranged(["sacroiliac:right"]).bottom < knee
    assert arranged(["sacroiliac:right", "leg_back_upper:right"]).bottom > knee + 200


def test_nothing_to_see_shows_the_body_from_both_sides() -> None:
    assert arranged([]).views == ("back", "front")


@pytest.mark.parametrize("side", SIDES)
def test_left_and_right_are_printed_as_the_persons_own(side) -> None:
    chart = charts.referral("gluteus_medius.1", side=side)
    texts = {text.get_text(): text.get_position()[0] for text in chart.figure.axes[0].texts}
    assert texts["left"] < texts["right"]
    assert {"left": "(left)", "right": "(right)", "both": "(left and right)"}[side] in chart.description
    below = next(text.get_position()[1] for text in chart.figure.axes[0].texts if text.get_text() == "left")
    marks = [line for line in chart.figure.axes[0].lines if line.get_marker() == "x"]
    crosses = [line for line in marks if line.get_ydata()[0] < below]
    middle = (texts["left"] + texts["right"]) / 2
    sides = {"left" if line.get_xdata()[0] < middle else "right" for line in crosses}
    assert sides == ({"left", "right"} if side == "both" else {side})


def named_in(told: str, places) -> bool:
    """Whether a description names every place, with its side."""
    regions = atlas.load().regions
    # "Groin (left and right)" names both sides.
    both = told.replace("(left and right)", "(left) (right)")
    return all(
        re.search(rf"{re.escape(regions[place.partition(':')[0]].name)} [^;.]*[(]{place.partition(':')[2]}[)]", both)
        for place in places
    )


def test_description_names_every_place() -> None:
    held = atlas.load()
    for point, side in itertools.product(held.trigger_points, SIDES):
        told = charts.referral(point, side).description
        for zone, places in atlas.zones(point, side).items():
            part = told.partition(f"{zone.capitalize()} zone: ")[2].partition(".")[0]
            assert named_in(part, places), f"{point} {side} {zone}"
        assert not named_in(told, ["ribs_front:left"])


def test_comparison_tells_what_is_shared_and_what_is_not() -> None:
    patterns = ["gluteus_medius.1:right", "sacroiliac_joint:right"]
    told = charts.compare(patterns).description
    one, other = ({place for zone in atlas.zones(*name.split(":")).values() for place in zone} for name in patterns)
    assert named_in(told.partition("Shared by all of them: ")[2].partition(".")[0], one & other)
    assert named_in(told.partition("Only Gluteus medius TrP1, right: ")[2].partition(".")[0], one - other)
    assert named_in(told.partition("Only Sacroiliac joint pain, right: ")[2].partition(".")[0], other - one)
    assert f"Shared by both: {len(one & other)} places" in told


def test_pain_drawing_tells_its_marks_and_the_figures_of_the_match() -> None:
    places = ["sacroiliac:left", "groin:left", "groin:left"]
    told = charts.marked(places, "lumbar_facet_joint:left").description
    assert named_in(told.partition("Marked as painful: ")[2].partition(".")[0], places)
    whole = len(atlas.zones("lumbar_facet_joint", "left")["essential"])
    assert f"Of the 2 marked places 1 lie in this pattern; of its {whole} places 1 are marked." in told


def test_all_places_and_no_place_can_be_drawn() -> None:
    everything = charts.marked(atlas.load().sided_regions)
    assert named_in(everything.description, atlas.load().sided_regions)
    assert "Marked as painful: nothing." in charts.marked([]).description


def files_of_the_atlas():
    """Muscle or condition to its patterns, each the set of places that a source on the right reaches: read anew."""
    folder = Path(atlas.__file__).parent
    files = [YAML(typ="safe").load(path) for path in sorted((folder / "muscles").glob("*.yml"))]
    held = {file["id"]: file["trigger_points"] for file in files}
    held |= {one["id"]: [one] for one in YAML(typ="safe").load(folder / "conditions.yml")["conditions"]}
    return {
        name: [
            {f"{region}:right" for key in ("essential", "spillover", "regions") for region in one.get(key, [])}
            | {f"{region}:left" for region in one.get("both_sides", [])}
            for one in patterns
        ]
        for name, patterns in held.items()
    }


def numbers_on(figure):
    """Region to the numbers that the map prints on it, or beside it with a line to a dot on it."""
    axes = figure.axes[0]
    texts = [(text.get_position(), int(text.get_text())) for text in axes.texts if text.get_text().isdigit()]
    dots = []
    for line in axes.lines:
        if len(line.get_xdata()) == 2:
            start, end = line.get_xydata()
            level = [text for text in texts if text[0][1] == pytest.approx(start[1])]
            near = min(level, key=lambda text: abs(text[0][0] - start[0]))
            dots.append((tuple(end), near[1]))
    found = {}
    for patch in axes.patches:
        region = (patch.get_gid() or "").rpartition(" ")[0]
        if region and region != "skin":
            rings = [Polygon(ring) for ring in patch.get_path().to_polygons()]
            for at, number in texts + dots:
                if sum(ring.contains(Point(at)) for ring in rings) % 2:
                    found.setdefault(region, set()).add(number)
    return found


@pytest.mark.parametrize("kind", ["all", "muscles"])
def test_region_map_counts_what_the_files_hold(kind) -> None:
    held = atlas.load()
    counted = dict.fromkeys(held.regions, 0)
    for name, patterns in files_of_the_atlas().items():
        if kind == "all":
            reached = [place for places in patterns for place in places]
        else:
            reached = set().union(*patterns) if name in held.muscles else []
        for place in reached:
            if place.endswith(":right"):
                counted[place.partition(":")[0]] += 1
    assert max(counted.values()) > 3
    assert numbers_on(charts.region_map(kind).figure) == {region: {count} for region, count in counted.items()}


def test_region_map_tells_every_region() -> None:
    told = charts.region_map().description
    assert all(region.name in told for region in atlas.load().regions.values())


def test_overlap_counts_what_the_files_hold() -> None:
    muscles = {name: patterns for name, patterns in files_of_the_atlas().items() if name in atlas.load().muscles}
    expected = {}
    for one, other in itertools.combinations_with_replacement(atlas.load().muscles, 2):
        pairs = itertools.product(*(set(itertools.chain(*muscles[name])) for name in (one, other)))
        expected[one, other] = sum(mine == theirs for mine, theirs in pairs)
    assert shared_places() == expected


def test_overlap_prints_every_number_where_two_rows_meet() -> None:
    held = atlas.load()
    axes = charts.overlap().figure.axes[0]
    rows = {text.get_text(): text.get_position()[1] for text in axes.texts}
    numbers = {
        tuple(np.round(text.get_position(), 3)): int(text.get_text())
        for text in axes.texts
        if text.get_text().isdigit()
    }
    cells = [
        patch
        for patch in axes.patches
        if len(patch.get_path().vertices) == 5 and patch.get_path().vertices[0][1] == patch.get_path().vertices[2][1]
    ]
    assert len(cells) == len(held.muscles) * (len(held.muscles) - 1) / 2
    for (one, other), count in shared_places().items():
        heights = [rows[held.muscles[name].name] for name in (one, other)]
        printed = {
            number
            for (x, y), number in numbers.items()
            if y == pytest.approx(np.mean(heights), abs=0.01) and (x > 160) == (one != other)
        }
        assert (count in printed) or (count == 0 and one != other), f"{one} {other}"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"trigger_point_id": "gluteus_medius.9"}, "referral: unknown trigger point 'gluteus_medius.9'"),
        (
            {"trigger_point_id": "gluteus_medius.1", "side": "middle"},
            "referral: side must be left, right or both, not 'middle'",
        ),
    ],
)
def test_wrong_calls_are_named(given, message) -> None:
    with pytest.raises(ValueError, match=message):
        charts.referral(**given)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: charts.compare(["gluteus_medius.1:right"]), "compare: compare takes two or three"),
        (
            lambda: charts.compare(["gluteus_medius.1:right", "knee:left"]),
            "compare: no such trigger point or condition: knee",
        ),
        (lambda: charts.compare(["gluteus_medius.1", "hip_joint:left"]), "compare: unknown side of a pattern"),
        (lambda: charts.marked(["groin"]), "marked: unknown place 'groin'"),
        (lambda: charts.marked([], "hip_joint"), "marked: unknown pattern 'hip_joint'"),
        (lambda: charts.region_map("bones"), "region_map: kind must be all or muscles, not 'bones'"),
    ],
)
def test_wrong_patterns_and_places_are_named(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_every_region_has_one_column() -> None:
    for region in atlas.load().regions:
        columns = [place for place, beginnings in PLACES.items() if region.startswith(beginnings)]
        assert len(columns) == 1, region


def test_matrix_is_the_atlass() -> None:
    held = atlas.load()
    points, others = matrix().values()
    assert len(points) == 3
    felt = [condition for condition in held.conditions.values() if condition.regions]
    assert len(others) == len(felt)
    for point, row in zip(POINTS, points.values(), strict=True):
        essential = {place_of(region) for region in held.trigger_points[point].essential}
        spillover = {place_of(region) for region in held.trigger_points[point].spillover} - essential
        assert {place for place, mark in row.items() if mark == "essential"} == essential
        assert {place for place, mark in row.items() if mark == "spillover"} == spillover
    for condition, row in zip(felt, others.values(), strict=True):
        assert set(row) == {place_of(region) for region in condition.regions}


def test_gluteus_medius_never_reaches_groin_or_lower_leg_in_the_matrix() -> None:
    points, _ = matrix().values()
    assert not {"Groin and front of hip", "Lower leg", "Knee", "Tailbone"} & {
        place for row in points.values() for place in row
    }


def test_what_the_chapter_says_of_the_neighbours_is_what_the_atlas_holds() -> None:
    chapter = " ".join((ROOT / "book" / "referred-pain.md").read_text(encoding="utf-8").split())
    found = reaches()
    assert "Five patterns meet over the back of the crest" in chapter
    back = found["iliac_crest_back"]
    assert back.points == ("gluteus_medius.1", "gluteus_medius.3", "quadratus_lumborum.1")
    assert back.conditions == ("sacroiliac_joint", "lumbar_facet_joint")
    assert "The outer half of the lower buttock has more candidates than any other place." in chapter
    counts = {region: len(reach.points) + len(reach.conditions) for region, reach in found.items()}
    assert [region for region in counts if counts[region] == max(counts.values())] == ["buttock_lower_outer"]
    assert "shares most with the gluteus maximus, the piriformis, the longissimus and the quadratus lumborum" in chapter
    with_medius = {
        next(one for one in pair if one != "gluteus_medius"): count
        for pair, count in shared_places().items()
        if "gluteus_medius" in pair and pair[0] != pair[1]
    }
    most = sorted(with_medius, key=with_medius.__getitem__, reverse=True)[:4]
    assert set(most) == {"gluteus_maximus", "piriformis", "longissimus_thoracis", "quadratus_lumborum"}
    compared = atlas.compare(["gluteus_medius.1:right", "quadratus_lumborum.1:right", "sacroiliac_joint:right"])
    assert compared.shared == ("iliac_crest_back:right",)
    medius, quadratus, joint = compared.only.values()
    assert {"sacrum_upper:right", "sacrum_lower:right"} <= set(medius)
    assert {"iliac_crest_side:right", "iliac_crest_front:right"} <= set(quadratus)
    assert joint == ()
    assert [bool(zone) for zone in compared.places["groin:right"]] == [False, True, True]


def test_polylines_read_what_the_body_writes() -> None:
    closed, opened = polylines("M10 20l5 0 0-5zM1.5-2l.5 1")
    assert closed.tolist() == [[10, 20], [15, 20], [15, 15], [10, 20]]
    assert opened.tolist() == [[1.5, -2], [2, -1]]


def test_shape_has_holes() -> None:
    ring = shape("M0 0l10 0 0 10-10 0zM4 4l2 0 0 2-2 0z")
    assert ring.area == pytest.approx(96)
    assert not ring.contains(Point(5, 5))
