"""The body in three dimensions: what the file says, and that it is small and the same every time."""

from __future__ import annotations

import base64
import gzip
import re
from dataclasses import replace

import numpy as np
import pytest
import trimesh
from scipy.spatial import cKDTree

from gluteus import atlas
from gluteus.body import Body, Mesh, load, units
from gluteus.body.coarse import coarser, edges_of
from gluteus.body.fibres import COMPANY, MUSCLES
from gluteus.body.muscles import HIP, LEG
from gluteus.body.regions import REGIONS
from gluteus.body.solid import UNIT, Part, decode, encode, solid
from gluteus.body.units import misplaced_points, outside, unknown_units


@pytest.fixture(scope="module")
def body() -> Body:
    return load(progress=False)


@pytest.fixture(scope="module")
def parts(body: Body) -> dict[str, Part]:
    return decode(solid(body))[1]


def sphere(radius: float) -> Mesh:
    """Give a ball of 10242 vertices."""
    ball = trimesh.creation.icosphere(subdivisions=5, radius=radius)
    return Mesh(np.array(ball.vertices), np.array(ball.faces))


def volume(mesh: Mesh) -> float:
    """Give the volume of a closed mesh, cubic centimetres."""
    a, b, c = np.moveaxis(mesh.vertices[mesh.faces], 1, 0)
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 * 1e6)


def height_over(mesh: Mesh, points: np.ndarray) -> np.ndarray:
    """Give the height of points over the plane of their nearest vertex, negative below the surface."""
    corners = mesh.vertices[mesh.faces]
    normals = np.zeros_like(mesh.vertices)
    for corner in mesh.faces.T:
        np.add.at(normals, corner, np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    nearest = cKDTree(mesh.vertices).query(points)[1]
    return ((points - mesh.vertices[nearest]) * normals[nearest]).sum(axis=1)


# Coarser meshes


def test_a_coarser_ball_is_still_a_ball() -> None:
    ball = sphere(0.05)
    coarse = coarser(ball, np.full(len(ball.vertices), 0.01))
    assert len(coarse.vertices) < len(ball.vertices) / 10
    np.testing.assert_allclose(np.linalg.norm(coarse.vertices, axis=1), 0.05, atol=1e-12)
    edges, count = edges_of(coarse.faces)
    length = np.linalg.norm(coarse.vertices[edges[:, 0]] - coarse.vertices[edges[:, 1]], axis=1)
    assert length.min() > 0.005
    assert length.max() < 0.025
    assert count.max() == 2
    assert volume(coarse) == pytest.approx(volume(ball), rel=0.05), "facing outwards as before"


# The file


def test_the_file_gives_back_what_was_written() -> None:
    ball = sphere(0.05)
    regions = np.arange(len(ball.vertices)) % len(REGIONS)
    written = [Part("skin", "skin", ball, mirror=True, regions=regions), Part("ball", "bone", ball, mirror=False)]
    data = encode(written)
    header, read = decode(data)
    assert data == encode(written)
    assert int.from_bytes(data[:4], "little") % 4 == 0
    assert all(entry["at"] % 4 == 0 for entry in header["parts"])
    for part in written:
        got = read[part.name]
        assert (got.kind, got.mirror) == (part.kind, part.mirror)
        away, same = cKDTree(got.mesh.vertices).query(part.mesh.vertices)
        assert away.max() < UNIT
        renamed, theirs = (np.unique(np.sort(faces, axis=1), axis=0) for faces in (same[ball.faces], got.mesh.faces))
        np.testing.assert_array_equal(renamed, theirs)
        assert volume(got.mesh) == pytest.approx(volume(ball), rel=0.01)
        if part.regions is not None:
            assert got.regions is not None
            np.testing.assert_array_equal(got.regions[same], regions)


def test_the_file_is_small_enough_for_a_phone(body: Body) -> None:
    assert len(gzip.compress(base64.b64encode(solid(body)), 9)) <= 330_000


def test_the_file_has_every_trigger_point_on_both_sides(body: Body) -> None:
    header, _ = decode(solid(body))
    points = atlas.load().trigger_points
    assert set(header["sites"]) == {f"{name}:{side}" for name in points for side in ("left", "right")}
    for name, point in points.items():
        for side in ("left", "right"):
            inner, outer = np.array(header["sites"][f"{name}:{side}"])
            np.testing.assert_allclose(inner, body.site(point.site.unit, point.site.fraction, side), atol=1e-4)
            assert cKDTree(body.skin.vertices).query(outer)[0] < 1e-4
    assert header["regions"] == list(body.region_names)


# The meshes


def test_the_skin_is_the_left_half_with_its_regions(body: Body, parts: dict[str, Part]) -> None:
    skin = parts["skin"]
    assert skin.mirror
    assert skin.regions is not None
    assert skin.mesh.vertices[:, 0].min() == 0.0
    assert np.abs(height_over(body.skin, skin.mesh.vertices)).max() < 0.0006
    assert cKDTree(skin.mesh.vertices).query(body.skin.vertices[body.skin.vertices[:, 0] >= 0])[0].max() < 0.012
    assert np.bincount(skin.regions, minlength=len(REGIONS)).min() >= 6


def test_the_borders_of_regions_run_halfway_between_vertices(body: Body, parts: dict[str, Part]) -> None:
    skin = parts["skin"]
    assert skin.regions is not None
    nearest = cKDTree(body.skin.vertices).query(skin.mesh.vertices + np.array([1e-5, 0, 0]))[1]
    assert (skin.regions == body.skin_regions[nearest]).mean() > 0.98
    # The trochanter's region is an ellipse seen from the side: its border is where a page would cut it off.
    number, centre = REGIONS.index("greater_trochanter"), body.landmarks["greater_trochanter:left"]
    edges, _ = edges_of(skin.mesh.faces)
    crossing = edges[(skin.regions[edges] == number).sum(axis=1) == 1]
    cut = skin.mesh.vertices[crossing].mean(axis=1) - centre
    away = np.hypot(cut[:, 1] / 0.027, cut[:, 2] / 0.033)
    assert np.abs(away - 1.0).max() < 0.04, "a millimetre"


def test_the_skin_is_open_at_the_midline_and_the_cuts_only(parts: dict[str, Part]) -> None:
    mesh = parts["skin"].mesh
    edges, count = edges_of(mesh.faces)
    assert count.max() == 2
    ends = mesh.vertices[edges[count == 1]]
    on_midline = (ends[:, :, 0] == 0.0).all(axis=1)
    on_cut = (np.ptp(ends[:, :, 2], axis=1) == 0.0) & np.isin(
        ends[:, 0, 2], [mesh.vertices[:, 2].min(), mesh.vertices[:, 2].max()]
    )
    assert (on_midline | on_cut).all()
    assert on_midline.any()


def test_every_muscle_of_the_atlas_is_there_and_stays_on_its_side(parts: dict[str, Part]) -> None:
    muscles = {name.removesuffix(":left"): part.mesh for name, part in parts.items() if part.kind == "muscle"}
    assert set(atlas.load().muscles) <= set(muscles)
    assert set(muscles) == {name for name in MUSCLES if "." not in name} - set(COMPANY)
    for name, mesh in muscles.items():
        assert mesh.vertices[:, 0].min() > 0.0, name
        assert (edges_of(mesh.faces)[1] == 2).all(), f"{name} is closed"


def test_muscles_hold_their_published_volumes(parts: dict[str, Part]) -> None:
    bellies = LEG | HIP
    known = {
        name: sum(belly.volume for unit, belly in bellies.items() if unit.startswith(starts))
        for name, starts in MUSCLES.items()
        if f"{name}:left" in parts
    }
    assert sum(volume > 0 for volume in known.values()) == 13
    for name, expected in known.items():
        if expected:
            assert volume(parts[f"{name}:left"].mesh) == pytest.approx(expected, rel=0.2), name


def test_muscles_lie_under_the_skin(body: Body, parts: dict[str, Part]) -> None:
    for name, part in parts.items():
        if part.kind == "muscle":
            below_cut = part.mesh.vertices[:, 2] < body.skin.vertices[:, 2].max() - 0.01
            assert height_over(body.skin, part.mesh.vertices[below_cut]).max() < -0.001, name


# The atlas against the bodies


def test_every_trigger_point_lies_in_its_muscle(body: Body) -> None:
    assert unknown_units(body) == []
    assert misplaced_points(body) == []


def test_outside_is_a_distance_and_inside_is_nothing() -> None:
    ball = sphere(0.05)
    assert outside(ball, np.array([0.01, 0.02, 0.03])) == 0.0
    assert outside(ball, np.array([0.0, 0.0, -0.0498])) == 0.0
    assert outside(ball, np.array([0.0, 0.07, 0.0])) == pytest.approx(0.02, abs=1e-4)
    assert outside(ball, np.array([0.3, 0.4, 0.0])) == pytest.approx(0.45, abs=1e-4)


@pytest.mark.parametrize(
    ("unit", "fraction", "rule"),
    [
        ("glmax1", 0.5, "this unit belongs to another muscle: glmax1"),
        ("glmed1", 0.08, None),
        ("psoas", 0.1, "this unit belongs to another muscle: psoas"),
    ],
)
def test_a_site_on_another_muscle_is_named(
    body: Body, monkeypatch: pytest.MonkeyPatch, unit: str, fraction: float, rule: str | None
) -> None:
    muscle = atlas.load().muscles["gluteus_medius"]
    first = muscle.trigger_points[0]
    moved = first.model_copy(update={"site": first.site.model_copy(update={"unit": unit, "fraction": fraction})})
    changed = muscle.model_copy(update={"trigger_points": [moved, *muscle.trigger_points[1:]]})
    table = atlas.load()
    monkeypatch.setattr(units, "load", lambda: table.model_copy(update={"muscles": {"gluteus_medius": changed}}))
    found = misplaced_points(body)
    if rule is None:
        assert found == []
    else:
        assert len(found) == 1
        assert re.fullmatch(rf"gluteus/atlas/muscles/gluteus_medius\.yml:\d+: {rule}", found[0])


def test_a_site_off_the_drawn_muscle_is_named_with_its_side(body: Body) -> None:
    moved = body.muscle_paths | {"piri_r": body.muscle_paths["piri_r"] + np.array([0.0, 0.0, 0.1])}
    found = misplaced_points(replace(body, muscle_paths=moved))
    assert len(found) == 2
    rule = r"on the right this place lies \d\d mm outside the muscle as it is drawn: 0\.\d+"
    assert all(re.fullmatch(rf"gluteus/atlas/muscles/piriformis\.yml:\d+: {rule}", line) for line in found)


def test_a_muscle_without_a_drawing_is_named(body: Body) -> None:
    parts = decode(body.solid)[1]
    without = encode(part for name, part in parts.items() if name != "piriformis:left")
    found = misplaced_points(replace(body, solid=without))
    assert len(found) == 2
    assert all("piriformis.yml" in line and "the body has no drawing of this muscle" in line for line in found)


def test_a_view_that_shows_a_mark_shows_its_muscle(body: Body) -> None:
    for name, point in atlas.load().trigger_points.items():
        for side in ("left", "right"):
            for view in body.visible_in(body.site(point.site.unit, point.site.fraction, side)):
                assert f"{point.muscle}:{side}" in body.views[view].muscles, (name, view)
