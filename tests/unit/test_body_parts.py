"""The body's tools on small cases, and what happens when it cannot be built or kept."""

from __future__ import annotations

import errno
import os
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely import Polygon, make_valid

from gluteus.body import BodyBuildError, model, store
from gluteus.body.model import skeleton
from gluteus.body.muscles import HIP, LEG, unit_body
from gluteus.body.paths import arcs_of, rings, svg_path, without_specks
from gluteus.body.raster import depth_map
from gluteus.body.regions import REGIONS, check_vocabulary
from gluteus.body.skin import smooth_union

# Muscles


def test_every_belly_holds_its_published_volume() -> None:
    for unit, belly in (LEG | HIP).items():
        points, area = unit_body(skeleton(), unit, belly)
        length = np.linalg.norm(np.diff(points, axis=0), axis=1)
        volume = ((area[1:] + area[:-1]) / 2 * length).sum() * 1e6
        assert volume == pytest.approx(belly.volume, rel=0.01), unit
        assert area[0] == pytest.approx(0, abs=1e-12)


# Pictures and paths


def test_the_nearer_triangle_hides_the_farther_one() -> None:
    places = np.array([[0, 0], [8, 0], [0, 8], [0, 0], [4, 0], [0, 4]], dtype=float)
    depth = depth_map(places, np.array([2.0, 2, 2, 1, 1, 1]), np.array([[0, 1, 2], [3, 4, 5]]), (8, 8))
    assert depth[0, 0] == 1.0
    assert depth[0, 6] == 2.0
    assert np.isinf(depth[7, 7])


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(0.001, 0.1))
def test_a_smooth_union_is_never_smaller_than_the_plain_one(first: float, second: float, width: float) -> None:
    joined = float(smooth_union(np.float64(first), np.float64(second), width))
    assert min(first, second) - width / 4 - 1e-12 <= joined <= min(first, second) + 1e-12


@given(arrays(np.int64, (7, 9), elements=st.integers(1, 4)))
def test_regions_of_any_picture_tile_it(labels: np.ndarray) -> None:
    arcs = arcs_of(np.pad(labels, 1), 0.0001, 0.0, frame=-1)
    total = 0.0
    for number in np.unique(labels):
        shape = Polygon()
        for ring in rings([arc.points for arc in arcs if number in (arc.left, arc.right)]):
            assert np.array_equal(ring[0], ring[-1])
            shape = shape.symmetric_difference(make_valid(Polygon(ring)))
        assert shape.area == pytest.approx((labels == number).sum(), abs=0.01)
        total += shape.area
    assert total == pytest.approx(labels.size, abs=0.01)


def test_neighbours_share_the_points_of_their_border() -> None:
    labels = np.zeros((40, 40), dtype=np.int64)
    labels[5:35, 5:20], labels[5:35, 20:35] = 1, 2
    labels[12:20, 17:23] = 1
    arcs = arcs_of(labels, 3.0, 0.2, frame=-1)
    shared = [arc for arc in arcs if {arc.left, arc.right} == {1, 2}]
    assert len(shared) == 1
    for number in (1, 2):
        (ring,) = rings([arc.points for arc in arcs if number in (arc.left, arc.right)])
        assert {tuple(point) for point in shared[0].points} <= {tuple(point) for point in ring}


def test_specks_go_to_their_neighbours() -> None:
    labels = np.ones((20, 20), dtype=np.int64)
    labels[5:7, 5:7] = 2
    labels[10:18, 10:18] = 3
    cleaned = without_specks(labels, 10)
    assert set(np.unique(cleaned)) == {1, 3}
    assert (cleaned == 3).sum() == 64


def test_paths_are_short_and_relative() -> None:
    square = np.array([[0, 0], [10, 0], [10, 10.5], [0, 10.5], [0, 0]])
    assert svg_path([square]) == "M0 0l10 0 0 10.5-10 0z"
    assert svg_path([np.array([[1.04, 2], [1.5, 2.26]])]) == "M1 2l.5 .3"


# When something is wrong


def test_a_region_without_a_rule_or_an_entry_is_named() -> None:
    check_vocabulary(set(REGIONS))
    with pytest.raises(BodyBuildError, match=r"without a rule \['elbow'\], without an entry \['pubis'\]"):
        check_vocabulary(set(REGIONS) - {"pubis"} | {"elbow"})


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Give a folder with a good body of an older key."""
    (tmp_path / "body-0000000000000000.npz").write_bytes(b"good")
    return tmp_path


def test_keeping_a_body_removes_older_ones(kept: Path) -> None:
    target = store.keep(b"new", kept)
    assert target.read_bytes() == b"new"
    assert [path.name for path in kept.iterdir()] == [target.name]


def test_a_full_disk_is_one_sentence_and_leaves_the_last_good_body(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(BodyBuildError, match=r"^[^\n]+cannot be kept here \(No space left on device\)\.$"):
        store.keep(b"new", kept)
    assert [path.read_bytes() for path in kept.iterdir()] == [b"good"]


def test_an_unwritable_place_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(BodyBuildError, match=r"^[^\n]+cannot be kept here \([^\n]+\)\.$"):
        store.keep(b"new", blocked / "body")


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    damaged = tmp_path / "body.npz"
    damaged.write_bytes(b"not a body")
    with pytest.raises(BodyBuildError, match=r"cannot be read .* delete the file"):
        store.unpack(damaged)


def test_a_missing_model_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(model.metadata, "version", missing)
    with pytest.raises(BodyBuildError, match=r"^[^\n]*myo-sim[^\n]*$"):
        model.model_version()


def test_the_key_follows_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "store.py").write_text("one")
    monkeypatch.setattr(store, "__file__", str(tmp_path / "store.py"))
    first = store.key.__wrapped__()
    assert store.key.__wrapped__() == first
    (tmp_path / "store.py").write_text("two")
    assert store.key.__wrapped__() != first
