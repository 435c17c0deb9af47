"""What the charts show, against the fact table, the atlas and the body, each written out or worked out anew."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib.text import Annotation
from shapely import Point, Polygon

from gluteus import atlas, charts
from gluteus.charts.differential import PLACES, matrix, place_of
from gluteus.charts.pain import BOTTOM_MM, TOP_MM, views_of, zones
from gluteus.charts.pictures import polylines, shape, the_body
from gluteus.charts.published import DISTEFANO_2009, EFFECTS, wilson
from gluteus.mechanics.stance import NEUTRAL, forces

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


@pytest.mark.parametrize(("point", "side"), list(itertools.product(POINTS, SIDES)))
def test_zones_are_the_atlass(point, side) -> None:
    told = {"essential": set(), "spillover": set()}
    for one in ("left", "right") if side == "both" else (side,):
        for zone, regions in atlas.referral(point, one).items():
            told[zone] |= set(regions)
    told["spillover"] -= told["essential"]
    drawn = zones(atlas.load().trigger_points[point], side)
    assert {zone: set(regions) for zone, regions in drawn.items()} == told


@pytest.mark.parametrize(
    ("point", "side"), [("gluteus_medius.1", "right"), ("gluteus_medius.2", "left"), ("gluteus_medius.3", "both")]
)
def test_drawn_areas_are_the_zones_regions_and_no_others(point, side) -> None:
    figure = charts.referral(point, side=side).figure
    reached = zones(atlas.load().trigger_points[point], side)
    views = views_of(reached["essential"] + reached["spillover"])
    patches = {patch.get_gid(): patch for patch in figure.axes[0].patches if patch.get_gid()}
    titles = {"back": "From behind", "left": "From the left", "right": "From the right", "front": "From the front"}
    axes = figure.axes[0]
    for name in views:
        view = the_body().views[name]
        # The frame is found again from its title above and its words below, not from the code that placed it.
        title = next(text for text in axes.texts if text.get_text() == titles[name])
        window = next(patch.get_clip_box() for gid, patch in patches.items() if gid.endswith(name))
        (left, _), (right, top) = axes.transData.inverted().transform(window.get_points())
        scale = (right - left) / view.width
        assert title.get_position()[0] == pytest.approx((left + right) / 2)
        for region, drawn in view.regions.items():
            inside = shape(drawn).buffer(-2).representative_point()
            if inside.is_empty or not TOP_MM < inside.y < BOTTOM_MM:
                continue
            spot = (left + inside.x * scale, top + (inside.y - TOP_MM) * scale)
            for zone, regions in reached.items():
                patch = patches.get(f"{zone} {name}")
                rings = [Polygon(ring) for ring in patch.get_path().to_polygons()] if patch else []
                covered = sum(ring.contains(Point(spot)) for ring in rings) % 2 == 1
                assert covered == (region in regions), f"{zone} {region} {name}"


def test_every_reached_region_is_seen_in_some_view() -> None:
    for point, side in itertools.product(POINTS, SIDES):
        reached = zones(atlas.load().trigger_points[point], side)
        every = reached["essential"] + reached["spillover"]
        seen = {region for name in views_of(every) for region in the_body().views[name].regions}
        assert set(every) <= seen


@pytest.mark.parametrize("side", SIDES)
def test_left_and_right_are_printed_as_the_persons_own(side) -> None:
    chart = charts.referral("gluteus_medius.1", side=side)
    texts = {text.get_text(): text.get_position()[0] for text in chart.figure.axes[0].texts}
    assert texts["left"] < texts["right"]
    assert {"left": "(left)", "right": "(right)", "both": "(both sides)"}[side] in chart.description
    below = next(text.get_position()[1] for text in chart.figure.axes[0].texts if text.get_text() == "left")
    marks = [line for line in chart.figure.axes[0].lines if line.get_marker() == "x"]
    crosses = [line for line in marks if line.get_ydata()[0] < below]
    middle = (texts["left"] + texts["right"]) / 2
    sides = {"left" if line.get_xdata()[0] < middle else "right" for line in crosses}
    assert sides == ({"left", "right"} if side == "both" else {side})


def test_description_names_every_region_of_the_zones() -> None:
    held = atlas.load()
    for point in POINTS:
        told = charts.referral(point).description
        for regions in zones(held.trigger_points[point], "right").values():
            for region in regions:
                assert held.regions[region.partition(":")[0]].name.lower() in told


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


def test_every_region_has_one_column() -> None:
    for region in atlas.load().regions:
        columns = [place for place, beginnings in PLACES.items() if region.startswith(beginnings)]
        assert len(columns) == 1, region


def test_matrix_is_the_atlass() -> None:
    held = atlas.load()
    points, others = matrix().values()
    assert len(points) == 3
    assert len(others) == len(held.conditions)
    for point, row in zip(POINTS, points.values(), strict=True):
        essential = {place_of(region) for region in held.trigger_points[point].essential}
        spillover = {place_of(region) for region in held.trigger_points[point].spillover} - essential
        assert {place for place, mark in row.items() if mark == "essential"} == essential
        assert {place for place, mark in row.items() if mark == "spillover"} == spillover
    for condition, row in zip(held.conditions.values(), others.values(), strict=True):
        assert set(row) == {place_of(region) for region in condition.regions}


def test_gluteus_medius_never_reaches_groin_or_lower_leg_in_the_matrix() -> None:
    points, _ = matrix().values()
    assert not {"Groin and front of hip", "Lower leg", "Knee", "Tailbone"} & {
        place for row in points.values() for place in row
    }


def test_polylines_read_what_the_body_writes() -> None:
    closed, opened = polylines("M10 20l5 0 0-5zM1.5-2l.5 1")
    assert closed.tolist() == [[10, 20], [15, 20], [15, 15], [10, 20]]
    assert opened.tolist() == [[1.5, -2], [2, -1]]


def test_shape_has_holes() -> None:
    ring = shape("M0 0l10 0 0 10-10 0zM4 4l2 0 0 2-2 0z")
    assert ring.area == pytest.approx(96)
    assert not ring.contains(Point(5, 5))
