"""The body in three dimensions, small enough for a page: skin, bones and muscles as coarse meshes in one file.

Layout, little endian: the header's length (uint32); the header (UTF-8 JSON, filled up with spaces so that what follows
begins at a multiple of four); then the parts one after another. The header::

    unit     metres to the step
    parts    name, kind ("skin", "bone", "muscle"), mirror (draw it mirrored at x = 0 as well), vertices, faces, index
             (16 or 32 bits), at (where the part begins, bytes after the header; a multiple of four)
    regions  sided region names
    sites    trigger point with its side to two points, metres: on the muscle's path, and on the skin over it

A part is its vertices as int16 in three planes (all x, all y, all z); for the skin one more int16 plane, every vertex's
region as its place in ``regions``; and its faces as three planes (all first corners, all second, all third), uint16 or
uint32. Every plane holds differences: the first number, then each less the one before it, modulo the plane's width.
The skin is the left half; its vertices with x = 0 lie on the midline, where its mirror image joins on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gluteus import atlas
from gluteus.atlas import SIDES
from gluteus.body.coarse import coarser, edges_of, rounded
from gluteus.body.fibres import COMPANY
from gluteus.body.flesh import closed
from gluteus.body.model import Floats, Ints, Mesh, Skeleton
from gluteus.body.regions import REGIONS, label
from gluteus.body.skin import TOP, Field

if TYPE_CHECKING:
    from gluteus.body.body import Body

UNIT = 0.0001
SKIN_FINE, SKIN_COARSE = 0.0045, 0.009  # spacing (m) of the skin's vertices at the regions' borders and far from them
MUSCLE = (0.005, 0.0045, 0.004)  # spacing (m) of a muscle's vertices: the first that keeps it closed
BONE, RIBS = 0.004, 0.0025  # spacing (m) of the vertices of hip, leg and sacrum, and of ribs
LEAST_ISLAND = 3  # vertices


@dataclass(frozen=True)
class Part:
    """One mesh of the file; ``regions`` is the place in ``regions`` of every vertex, for the skin."""

    name: str
    kind: str
    mesh: Mesh
    mirror: bool
    regions: Ints | None = None


def _coarse_skin(skeleton: Skeleton, field: Field, half: Mesh, labels: Ints) -> Part:
    """Give the skin of the left half, fine where regions meet.

    A page cuts a painted region off halfway between vertices inside it and outside: the vertices beside a border are
    moved along the skin until the border runs halfway between them.
    """
    edges, _ = edges_of(half.faces)
    border = np.unique(edges[labels[edges[:, 0]] != labels[edges[:, 1]]])
    away, _ = cKDTree(half.vertices[border]).query(half.vertices)
    skin = coarser(half, np.interp(away, [SKIN_FINE, 3 * SKIN_COARSE], [SKIN_FINE, SKIN_COARSE]))
    edges, count = edges_of(skin.faces)
    ruled = label(skeleton, skin.vertices)
    regions = _without_specks(ruled, edges)
    rim = np.unique(edges[count == 1])
    free = np.ones_like(skin.vertices)
    free[rim] = np.where(skin.vertices[rim, :1] == 0.0, [0.0, 1.0, 1.0], 0.0)
    edges = edges[(regions[edges[:, 0]] != regions[edges[:, 1]]) & (ruled == regions)[edges].all(axis=1)]
    start, end = edges.T
    beside = np.maximum(np.bincount(edges.ravel(), minlength=len(regions)), 1)[:, None]
    vertices = skin.vertices
    for _ in range(6):
        # Where the border crosses the edge, as a share of it, by halving.
        low, high = np.zeros(len(edges)), np.ones(len(edges))
        step = vertices[end] - vertices[start]
        for _ in range(7):
            middle = (low + high) / 2
            before = label(skeleton, vertices[start] + middle[:, None] * step) == regions[start]
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        shift = (low - 0.5)[:, None] * step
        total = np.zeros_like(vertices)
        np.add.at(total, start, shift)
        np.add.at(total, end, shift)
        vertices = field.on_surface(vertices + free * total / beside, free)
    return Part("skin", "skin", Mesh(vertices, skin.faces), mirror=True, regions=regions)


def _without_specks(regions: Ints, edges: Ints) -> Ints:
    """Give islands of a vertex or two to the region that most of their neighbours are in."""
    found = regions.copy()
    same = edges[regions[edges[:, 0]] == regions[edges[:, 1]]]
    links = sparse.coo_array((np.ones(len(same)), same.T), shape=(len(regions),) * 2)
    _, island = csgraph.connected_components(links, directed=False)
    small = np.bincount(island)[island] < LEAST_ISLAND
    for number in np.unique(island[small]):
        inside = island == number
        touching = edges[inside[edges].sum(axis=1) == 1]
        around = touching[~inside[touching]]
        found[inside] = np.bincount(regions[around]).argmax()
    return found


def parts_of(skeleton: Skeleton, field: Field, half: Mesh, labels: Ints, muscles: dict[str, Field]) -> list[Part]:
    """Make the coarse meshes.

    Parameters
    ----------
    skeleton : Skeleton
        Where the bones come from.
    field : Field
        The tissue of the left half.
    half : Mesh
        Its skin.
    labels : ndarray (n,)
        Region of every vertex of ``half``.
    muscles : dict
        Field of every muscle.
    """
    found = [_coarse_skin(skeleton, field, half, labels)]
    found += [
        Part(f"{name}:left", "bone", _even(rounded(mesh), BONE), mirror=True) for name, mesh in skeleton.paired.items()
    ]
    for name, mesh in skeleton.single.items():
        # The ribs are the only fine mesh; what lies above the cut is not shown.
        found.append(
            Part("ribs", "bone", _half_ribs(mesh), mirror=True)
            if name == "ribs"
            else Part(name, "bone", _even(rounded(mesh), BONE) if name == "sacrum" else mesh, mirror=False)
        )
    for name, muscle in muscles.items():
        if "." not in name and name not in COMPANY:
            found.append(Part(f"{name}:left", "muscle", _coarse_muscle(closed(muscle)), mirror=True))
    return found


def _even(mesh: Mesh, spacing: float) -> Mesh:
    return coarser(mesh, np.full(len(mesh.vertices), spacing))


def _coarse_muscle(surface: Mesh) -> Mesh:
    """Give a closed surface with as few vertices as keep it closed: thin cords and rims need more of them."""
    for spacing in MUSCLE:
        coarse = _even(surface, spacing)
        if (edges_of(coarse.faces)[1] == 2).all():
            return coarse
    return surface


def _half_ribs(mesh: Mesh) -> Mesh:
    vertices, faces = _welded(mesh.vertices, mesh.faces, 1e-6)
    middle = vertices[faces].mean(axis=1)
    faces = faces[(middle[:, 0] > 0.0) & (middle[:, 2] < TOP)]
    used, faces = np.unique(faces, return_inverse=True)
    left = Mesh(vertices[used], faces.reshape(-1, 3))
    return _even(left, RIBS)


def _welded(vertices: Floats, faces: Ints, step: float) -> tuple[Floats, Ints]:
    """Join vertices that are the same to a step, and drop the faces that vanish."""
    _, first, same = np.unique(np.round(vertices / step), axis=0, return_index=True, return_inverse=True)
    joined = same.ravel()[faces]
    return vertices[first], joined[(np.diff(np.sort(joined, axis=1), axis=1) > 0).all(axis=1)]


def _walked(faces: Ints) -> Ints:
    """Put faces, and the corners of each, into an order in which neighbours follow one another."""
    listed = faces.tolist()
    across = {
        (face[corner], face[(corner + 1) % 3]): (number, corner)
        for number, face in enumerate(listed)
        for corner in range(3)
    }
    fresh = [True] * len(listed)
    order = []
    for first in range(len(listed)):
        waiting = [(first, 0)]
        while waiting:
            number, turn = waiting.pop()
            if fresh[number]:
                fresh[number] = False
                a, b, c = listed[number][turn:] + listed[number][:turn]
                order.append((a, b, c))
                waiting += [across[edge] for edge in ((a, c), (c, b)) if edge in across]
    return np.array(order, dtype=np.int64)


def _plane(values: NDArray[np.int64], kind: str) -> bytes:
    return np.diff(values, prepend=0).astype(np.int64).astype(kind).tobytes()


def encode(parts: Iterable[Part]) -> bytes:
    """Write parts as a file without sites; the same parts give the same bytes."""
    listed: list[dict[str, Any]] = []
    content = b""
    for part in parts:
        faces = _walked(part.mesh.faces)
        seen, first, named = np.unique(faces, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))
        faces, order = rank[named].reshape(-1, 3), seen[np.argsort(first)]
        index = 16 if len(order) <= 1 << 16 else 32
        listed.append(
            {
                "name": part.name,
                "kind": part.kind,
                "mirror": part.mirror,
                "vertices": len(order),
                "faces": len(faces),
                "index": index,
                "at": len(content),
            }
        )
        planes = list(np.round(part.mesh.vertices[order] / UNIT).astype(np.int64).T)
        if part.regions is not None:
            planes.append(part.regions[order])
        content += b"".join(_plane(plane, "<i2") for plane in planes)
        content += b"".join(_plane(plane, f"<u{index // 8}") for plane in faces.T)
        content += bytes(-len(content) % 4)
    regions = [f"{name}:{side}" for side in SIDES for name in REGIONS]
    return _headed({"unit": UNIT, "parts": listed, "regions": regions}, content)


def _headed(header: dict[str, Any], content: bytes) -> bytes:
    text = orjson.dumps(header)
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text + content


def _split(data: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = struct.unpack_from("<I", data)
    return orjson.loads(data[4 : 4 + length]), data[4 + length :]


def decode(data: bytes) -> tuple[dict[str, Any], dict[str, Part]]:
    """Read a file: its header, and its parts by name, in metres."""
    header, content = _split(data)
    found = {}
    for entry in header["parts"]:
        at, count = entry["at"], entry["vertices"]

        def take(kind: str, size: int) -> NDArray[np.int64]:
            nonlocal at
            plane = np.frombuffer(content, dtype=kind, count=size, offset=at)
            at += plane.nbytes
            return np.cumsum(plane, dtype=plane.dtype).astype(np.int64)

        vertices = np.stack([take("<i2", count) for _ in range(3)], axis=1) * header["unit"]
        regions = take("<i2", count) if entry["kind"] == "skin" else None
        faces = np.stack([take(f"<u{entry['index'] // 8}", entry["faces"]) for _ in range(3)], axis=1)
        found[entry["name"]] = Part(entry["name"], entry["kind"], Mesh(vertices, faces), entry["mirror"], regions)
    return header, found


def solid(body: Body) -> bytes:
    """Give the body as one file for drawing in three dimensions, with the atlas's trigger points."""
    header, content = _split(body.solid)
    header["sites"] = {
        f"{name}:{side}": [[round(float(value), 4) for value in place] for place in (site, body.skin_place(site))]
        for name, point in atlas.load().trigger_points.items()
        for side in SIDES
        for site in (body.site(point.site.unit, point.site.fraction, side),)
    }
    return _headed(header, content)
