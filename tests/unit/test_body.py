"""The body as it is loaded: anatomy, symmetry, regions, views, sites."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy.spatial import cKDTree
from shapely import Polygon, make_valid, unary_union

from gluteus import atlas
from gluteus.body import ENDS, Body, load, standing_model, store
from gluteus.body.regions import REGIONS
from gluteus.body.views import LEAST_AREA

MIRROR = np.array([-1.0, 1.0, 1.0])


@pytest.fixture(scope="module")
def body() -> Body:
    return load(progress=False)


def lines_of(path: str) -> list[np.ndarray]:
    """Read the subset of SVG paths that the body writes: absolute M, relative l, z."""
    found = []
    for start, steps, closed in re.findall(r"M([^lz]+)l([^zM]+)(z?)", path):
        numbers = [
            np.array(re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text), dtype=float).reshape(-1, 2) for text in (start, steps)
        ]
        points = np.vstack(numbers).cumsum(axis=0)
        found.append(np.vstack([points, points[:1]]) if closed else points)
    return found


def shape_of(path: str):
    """Fill a path by the even-odd rule."""
    shape = Polygon()
    for line in lines_of(path):
        shape = shape.symmetric_difference(make_valid(Polygon(line)))
    return shape


def every_path(body: Body):
    for view in body.views.values():
        yield view, "outline", view.outline
        yield view, "contour", view.contour
        for group in (view.regions, view.bones, view.muscles):
            for name, path in group.items():
                yield view, name, path


# Anatomy


def test_the_landmarks_of_the_contract_are_there(body: Body) -> None:
    sided = [
        *("psis", "asis", "crest_top", "crest_back", "crest_side", "crest_front", "greater_trochanter"),
        *("sacral_corner_upper", "sacral_corner_lower", "ischial_tuberosity", "knee", "pubic_tubercle"),
    ]
    expected = {f"{name}:{side}" for name in sided for side in ("left", "right")} | {
        "coccyx_tip",
        "L1",
        "L2",
        "L3",
        "L4",
        "L5",
    }
    assert expected <= set(body.landmarks)


def test_landmarks_lie_as_in_people(body: Body) -> None:
    mark = {name.removesuffix(":left"): point for name, point in body.landmarks.items() if not name.endswith(":right")}
    x, y, z = range(3)
    assert mark["asis"][y] < mark["psis"][y] - 0.10, "the front spine lies well ahead of the back spine"
    assert abs(mark["asis"][y] - mark["pubic_tubercle"][y]) < 0.02, (
        "standing, the front spines and the pubis share a plumb line"
    )
    assert 0.20 < 2 * mark["asis"][x] < 0.28, "distance between the front spines"
    assert 0.06 < 2 * mark["psis"][x] < 0.12, "distance between the back spines"
    assert mark["crest_top"][z] == max(
        mark[name][z] for name in ("psis", "crest_back", "crest_top", "crest_side", "crest_front", "asis")
    )
    assert mark["L5"][z] - 0.01 < mark["crest_top"][z] < mark["L4"][z] + 0.02, (
        "the line over the crests crosses L4 or L4/L5"
    )
    assert mark["psis"][y] > mark["crest_back"][y] > mark["crest_top"][y] > mark["crest_side"][y] > mark["asis"][y]
    assert mark["greater_trochanter"][x] > mark["crest_side"][x] > mark["hip"][x]
    assert abs(mark["greater_trochanter"][z] - mark["hip"][z]) < 0.04, (
        "the trochanter's top is level with the hip joint"
    )
    assert mark["ischial_tuberosity"][z] < mark["greater_trochanter"][z] < mark["psis"][z]
    assert mark["ischial_tuberosity"][y] > mark["hip"][y]
    assert mark["sacral_corner_upper"][x] > mark["sacral_corner_lower"][x] > mark["coccyx_tip"][x] == 0
    assert mark["sacral_corner_upper"][z] > mark["psis"][z] > mark["sacral_corner_lower"][z] > mark["coccyx_tip"][z]
    assert [mark[f"L{n}"][z] for n in range(1, 6)] == sorted((mark[f"L{n}"][z] for n in range(1, 6)), reverse=True)
    assert mark["knee"][z] < mark["ischial_tuberosity"][z] - 0.3


def breadth(body: Body, height: float, axis: int) -> float:
    near = body.skin.vertices[np.abs(body.skin.vertices[:, 2] - height) < 0.003]
    return float(np.ptp(near[:, axis]))


def test_the_skin_has_an_adults_measures(body: Body) -> None:
    trochanter, waist = body.landmarks["greater_trochanter:left"][2], body.landmarks["L3"][2]
    assert 0.31 < breadth(body, trochanter, 0) < 0.37, "hip breadth"
    assert 0.24 < breadth(body, waist, 0) < 0.32, "waist breadth"
    assert breadth(body, waist, 0) < breadth(body, trochanter, 0)
    left = body.skin.vertices[body.skin.vertices[:, 0] > 0]
    girths = []
    for height in (0.74, 0.33, 0.12):  # upper thigh, calf, above the ankle
        near = left[np.abs(left[:, 2] - height) < 0.003][:, :2]
        girths.append(
            unary_union([Polygon(near[np.argsort(np.arctan2(*(near - near.mean(axis=0)).T))])]).convex_hull.length
        )
    assert 0.48 < girths[0] < 0.60
    assert 0.32 < girths[1] < 0.40
    assert 0.18 < girths[2] < 0.26


def test_bones_and_muscle_sites_lie_under_the_skin(body: Body) -> None:
    outline = {
        name: unary_union([Polygon(line).buffer(0) for line in lines_of(view.outline)]).buffer(2)
        for name, view in body.views.items()
    }
    for name in ("pelvis:left", "femur:left", "sacrum", "L4", "patella:left"):
        for view in ("back", "left"):
            hull = Polygon(body.views[view].project(body.bones[name].vertices)).convex_hull
            assert outline[view].contains(hull), (name, view)
    for unit in ("glmed1", "glmed2", "glmed3"):
        for fraction in (0.0, 0.5, 1.0):
            site = body.site(unit, fraction, "left")
            assert 0.002 < cKDTree(body.skin.vertices).query(site)[0] < 0.09


def test_the_models_own_asymmetry_is_negligible() -> None:
    model, data = standing_model()
    for bone in ("pelvis", "femur", "tibia", "fibula", "patella"):
        clouds = []
        for side in "rl":
            mesh = model.mesh(f"{side}_{bone}").id
            geom = int(np.flatnonzero(model.geom_dataid == mesh)[0])
            start, count = int(model.mesh_vertadr[mesh]), int(model.mesh_vertnum[mesh])
            clouds.append(
                model.mesh_vert[start : start + count] @ data.geom_xmat[geom].reshape(3, 3).T + data.geom_xpos[geom]
            )
        assert cKDTree(clouds[0] * MIRROR).query(clouds[1])[0].max() < 0.0003


# Symmetry


def test_left_mirrors_right(body: Body) -> None:
    for name, point in body.landmarks.items():
        if name.endswith(":left"):
            np.testing.assert_array_equal(body.landmarks[name.replace("left", "right")], point * MIRROR)
        elif ":" not in name:
            assert point[0] == 0.0
    for name, mesh in body.bones.items():
        if name.endswith(":left"):
            np.testing.assert_array_equal(body.bones[name.replace("left", "right")].vertices, mesh.vertices * MIRROR)
    for name, path in body.muscle_paths.items():
        if name.endswith("_l"):
            np.testing.assert_array_equal(body.muscle_paths[name[:-1] + "r"], path * MIRROR)


def test_the_skin_and_its_labels_mirror(body: Body) -> None:
    skin, count = body.skin.vertices, len(REGIONS)
    away, twin = cKDTree(skin).query(skin * MIRROR)
    assert away.max() == 0.0
    off = skin[:, 0] != 0
    assert (body.skin_regions[off] % count == body.skin_regions[twin][off] % count).all()
    assert (body.skin_regions[off] // count != body.skin_regions[twin][off] // count).all()


def test_the_views_mirror(body: Body) -> None:
    def flipped(view, path: str) -> str:
        return sorted(tuple(map(tuple, np.round(line * [-1, 1] + [view.width, 0], 3))) for line in lines_of(path))

    def plain(path: str) -> list:
        return sorted(tuple(map(tuple, np.round(line, 3))) for line in lines_of(path))

    left, right = body.views["left"], body.views["right"]
    for group in ("regions", "bones", "muscles"):
        ours, theirs = getattr(left, group), getattr(right, group)
        assert [name.replace(":left", ":right") for name in ours] == list(theirs)
        for name, path in ours.items():
            assert flipped(left, path) == plain(theirs[name.replace(":left", ":right")]), name
    for name in ("back", "front"):
        view = body.views[name]
        for group in (view.regions, view.bones, view.muscles):
            for part, path in group.items():
                if part.endswith(":left"):
                    assert flipped(view, path) == plain(group[part.replace(":left", ":right")]), part
        picture = np.asarray(Image.open(io.BytesIO(view.relief)))
        np.testing.assert_array_equal(picture[..., 3], picture[:, ::-1, 3])
        visible = picture[..., 3] > 0
        np.testing.assert_array_equal(picture[visible], picture[:, ::-1][visible])


# Regions


def test_every_skin_vertex_has_one_region_of_its_own_side(body: Body) -> None:
    assert len(body.skin_regions) == len(body.skin.vertices)
    assert body.skin_regions.min() >= 0
    assert set(body.skin_regions) == set(range(len(body.region_names)))
    sides = np.array([name.endswith(":left") for name in body.region_names])[body.skin_regions]
    assert sides[body.skin.vertices[:, 0] > 0].all()
    assert not sides[body.skin.vertices[:, 0] < 0].any()


def test_the_region_names_are_the_atlas_regions_on_both_sides(body: Body) -> None:
    regions = atlas.load().regions
    assert set(body.region_names) == {f"{name}:{side}" for name in regions for side in ("left", "right")}


@pytest.mark.parametrize(
    ("landmark", "region"),
    [
        ("psis", "sacroiliac"),
        ("asis", "iliac_crest_front"),
        ("crest_side", "iliac_crest_front"),
        ("crest_top", "iliac_crest_side"),
        ("crest_back", "iliac_crest_back"),
        ("greater_trochanter", "greater_trochanter"),
        ("pubic_tubercle", "pubis"),
        ("patella", "knee_front"),
    ],
)
def test_the_skin_over_a_landmark_belongs_to_its_region(body: Body, landmark: str, region: str) -> None:
    point = body.landmarks[f"{landmark}:left"]
    nearest = int(cKDTree(body.skin.vertices).query(point)[1])
    assert body.region_names[body.skin_regions[nearest]] == f"{region}:left"


def test_every_region_is_seen_somewhere(body: Body) -> None:
    largest = dict.fromkeys(body.region_names, 0.0)
    for view in body.views.values():
        for name, path in view.regions.items():
            largest[name] = max(largest[name], shape_of(path).area)
    assert [name for name, area in largest.items() if area < LEAST_AREA] == []


def test_regions_tile_the_skin_without_gaps_or_overlaps(body: Body) -> None:
    for view in body.views.values():
        shapes = [shape_of(path) for path in view.regions.values()]
        outline = shape_of(view.outline)
        together = unary_union([shape.buffer(0.05) for shape in shapes])
        assert sum(shape.area for shape in shapes) == pytest.approx(outline.area, rel=2e-3), view.name
        assert together.symmetric_difference(outline).area < 2e-3 * outline.area, view.name


# Views


def test_paths_parse_and_stay_inside_their_view(body: Body) -> None:
    grammar = re.compile(r"(M[-\d. ]+l[-\d. ]+z?)+")
    for view, name, path in every_path(body):
        assert grammar.fullmatch(path), (view.name, name)
        points = np.vstack(lines_of(path))
        assert points.min() >= -0.1, (view.name, name)
        assert (points.max(axis=0) <= [view.width + 0.1, view.height + 0.1]).all(), (view.name, name)


def test_the_cut_ends_are_not_drawn(body: Body) -> None:
    for view in body.views.values():
        for line in lines_of(view.contour):
            across = np.abs(np.diff(line[:, 0])) > 5
            at_end = (line[:, 1] < 1) | (line[:, 1] > view.height - 1)
            assert not (across & at_end[:-1] & at_end[1:]).any(), view.name
        ends = [point[1] for line in lines_of(view.outline) for point in line]
        assert (min(ends), max(ends)) == pytest.approx((0, view.height), abs=1e-6)


def test_views_line_up_and_know_left_from_right(body: Body) -> None:
    points = np.array(list(body.landmarks.values()))
    rows = {name: view.project(points)[:, 1] for name, view in body.views.items()}
    for name in ("front", "left", "right"):
        np.testing.assert_array_equal(rows[name], rows["back"])
    assert len({view.height for view in body.views.values()}) == 1
    left, right = body.landmarks["psis:left"], body.landmarks["psis:right"]
    assert body.views["back"].project(left)[0] < body.views["back"].project(right)[0]
    assert body.views["front"].project(left)[0] > body.views["front"].project(right)[0]
    asis, psis = body.landmarks["asis:left"], body.landmarks["psis:left"]
    assert body.views["left"].project(asis)[0] < body.views["left"].project(psis)[0]


def test_bones_and_muscles_have_their_keys(body: Body) -> None:
    muscles = set(atlas.load().muscles) | {"gluteus_maximus", "gluteus_minimus", "tensor_fasciae_latae"}
    for name, view in body.views.items():
        sides = ("left", "right") if name in ("back", "front") else (name,)
        for side in sides:
            for part in ("", ".anterior", ".middle", ".posterior"):
                assert f"gluteus_medius{part}:{side}" in view.muscles
            assert {f"pelvis:{side}", f"femur:{side}", f"tibia:{side}"} <= set(view.bones)
        assert {"sacrum", "L3", "L4", "L5", "ribs"} <= set(view.bones)
    drawn = {key.split(":")[0].split(".")[0] for view in body.views.values() for key in view.muscles}
    assert muscles <= drawn
    assert {"piriformis", "quadratus_lumborum", "iliopsoas"} <= drawn


def test_gluteus_medius_is_a_fan(body: Body) -> None:
    view = body.views["left"]
    whole = shape_of(view.muscles["gluteus_medius:left"])
    low_x, top, high_x, bottom = whole.bounds

    def width(share: float) -> float:
        y = top + share * (bottom - top)
        band = whole.intersection(Polygon([(low_x, y), (high_x, y), (high_x, y + 2), (low_x, y + 2)]))
        return band.bounds[2] - band.bounds[0]

    assert width(0.45) > 2.5 * width(0.95)
    parts = [shape_of(view.muscles[f"gluteus_medius.{part}:left"]) for part in ("anterior", "middle", "posterior")]
    assert unary_union(parts).difference(whole.buffer(1.0)).area < 1.0
    assert [part.centroid.x for part in parts] == sorted(part.centroid.x for part in parts)
    for part in parts:
        assert 0.2 * whole.area < part.area < 0.5 * whole.area


def test_the_relief_is_shading_only_and_stays_on_the_body(body: Body) -> None:
    for view in body.views.values():
        picture = Image.open(io.BytesIO(view.relief))
        assert (picture.format, picture.mode) == ("WEBP", "RGBA")
        assert picture.size == (view.width // 2, (view.height + 1) // 2)
        pixels = np.asarray(picture)
        assert (pixels[..., 0] == pixels[..., 1]).all()
        assert (pixels[..., 0] == pixels[..., 2]).all()
        assert pixels[..., 3].max() < 128
        rows, columns = np.nonzero(pixels[..., 3] > 16)
        shaded = np.stack([columns * 2 + 1, rows * 2 + 1], axis=1)[::97]
        outline = unary_union([Polygon(line).buffer(0) for line in lines_of(view.outline)]).buffer(2.5)
        assert all(outline.covers(Polygon(point + np.array([[0, 0], [0.1, 0], [0, 0.1]]))) for point in shaded)
        assert pixels[0, :, 3].max() == 0, "faded out at the top"


def test_views_are_light_enough_for_a_phone(body: Body) -> None:
    paths = "\n".join(path for _, _, path in every_path(body))
    assert len(gzip.compress(paths.encode())) <= 60_000
    assert sum(len(view.relief) for view in body.views.values()) <= 60_000


# Sites


@given(
    st.sampled_from(["glmed1", "glmed2", "glmed3", "glmax2", "piri", "tfl", "psoas"]),
    st.floats(0, 1),
    st.sampled_from(["left", "right"]),
)
def test_a_site_lies_on_its_path(unit: str, fraction: float, side: str) -> None:
    body = load(progress=False)
    site, path = body.site(unit, fraction, side), body.muscle_paths[f"{unit}_{side[0]}"]
    start, step = path[:-1], np.diff(path, axis=0)
    share = np.clip(((site - start) * step).sum(axis=1) / (step**2).sum(axis=1), 0, 1)
    assert np.linalg.norm(start + share[:, None] * step - site, axis=1).min() < 1e-9
    np.testing.assert_array_equal(body.site(unit, 0.0, side), path[0])
    np.testing.assert_allclose(body.site(unit, 1.0, side), path[-1], atol=1e-12)


@pytest.mark.parametrize(
    ("unit", "fraction", "side"), [("glmed9", 0.5, "left"), ("glmed1", 0.5, "middle"), ("glmed1", 1.5, "left")]
)
def test_a_wrong_site_is_refused_in_one_line(body: Body, unit: str, fraction: float, side: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        body.site(unit, fraction, side)


def test_what_is_seen_where(body: Body) -> None:
    seen = {
        name: body.visible_in(body.landmarks[f"{name}:left"])
        for name in ("psis", "asis", "greater_trochanter", "patella")
    }
    assert "back" in seen["psis"]
    assert "front" not in seen["psis"]
    assert {"front", "left"} <= set(seen["asis"])
    assert "right" not in seen["asis"]
    assert "left" in seen["greater_trochanter"]
    assert "right" not in seen["greater_trochanter"]
    assert "front" in seen["patella"]
    assert body.visible_in(body.site("glmed3", 0.1, "right"))


def seen_by_rays(body: Body, point: np.ndarray) -> list[str]:
    """Look from every side at the skin vertex nearest to a point, one whole mesh at a time."""
    skin = body.skin.vertices
    place = skin[np.argmin(np.linalg.norm(skin - point, axis=1))]
    first, second, third = np.moveaxis(skin[body.skin.faces], 1, 0)
    views = {"back": [0, 1, 0], "front": [0, -1, 0], "left": [1, 0, 0], "right": [-1, 0, 0]}
    found = []
    for view, toward in views.items():
        # A ray meets a triangle where place + t * toward = first + u * (second - first) + v * (third - first).
        one, two = second - first, third - first
        across = np.cross(toward, two)
        size = np.einsum("ij,ij->i", one, across)
        with np.errstate(all="ignore"):
            u = np.einsum("ij,ij->i", place - first, across) / size
            over = np.cross(place - first, one)
            v = over @ np.array(toward) / size
            t = np.einsum("ij,ij->i", two, over) / size
            met = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & np.isfinite(t)
        if not (t[met] > 0.004).any():
            found.append(view)
    return found


def test_what_is_seen_is_what_a_ray_reaches(body: Body) -> None:
    sites = [point.site for point in atlas.load().trigger_points.values()]
    points = [body.site(site.unit, site.fraction, side) for site in sites[::5] for side in ("left", "right")]
    points += [body.landmarks[name] for name in ("coccyx_tip", "asis:left", "patella:right", "knee:right", "L3")]
    for point in points:
        assert body.visible_in(point) == seen_by_rays(body, point)
    assert len({tuple(body.visible_in(point)) for point in points}) > 2


def test_the_ends_of_the_views_are_where_the_body_says(body: Body) -> None:
    assert list(ENDS) == list(body.views)
    landmark = {"left": "asis:left", "right": "asis:right", "front": "asis:left", "back": "psis:left"}
    for name, ends in ENDS.items():
        start, end = (body.views[name].project(body.landmarks[landmark[where]])[0] for where in ends)
        assert start < end, name


# The same again


def test_a_rebuild_gives_the_same_bytes(body: Body) -> None:
    kept = store.find()
    assert kept is not None
    script = (
        "import hashlib; from gluteus.body.body import build, pack; "
        "print(hashlib.sha256(pack(build(progress=False))).hexdigest())"
    )
    again = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert again.stdout.strip() == hashlib.sha256(kept.read_bytes()).hexdigest()
