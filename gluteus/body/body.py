"""Build the body, keep it, load it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from tqdm import tqdm

from gluteus import atlas
from gluteus.atlas import SIDES
from gluteus.body import store
from gluteus.body.fibres import medius_paths
from gluteus.body.flesh import grow_muscles
from gluteus.body.landmarks import both_sides, half_landmarks
from gluteus.body.model import MIRROR, Floats, Mesh, skeleton
from gluteus.body.regions import REGIONS, check_vocabulary, label
from gluteus.body.skin import grow, surface, whole
from gluteus.body.solid import encode, parts_of
from gluteus.body.views import View, draw


@dataclass(frozen=True)
class Body:
    """The computed body; see :mod:`gluteus.body` for axes and units.

    Attributes
    ----------
    landmarks : dict
        ``"psis:left"`` or ``"L4"`` to a point (3,), metres.
    bones : dict
        ``"femur:left"`` or ``"sacrum"`` to a mesh.
    muscle_paths : dict
        Model unit with its side (``"glmed1_r"``) to points (k, 3), origin first: the model's line of action, but for
        the gluteus medius the middle fibre of each compartment, see :func:`gluteus.body.fibres.medius_paths`.
    skin : Mesh
        From the lower ribs to above the ankles, open at both ends.
    region_names : tuple of str
        Sided regions, ``"sacrum_upper:left"``.
    skin_regions : ndarray (n,)
        Index into ``region_names`` for every skin vertex.
    views : dict
        ``back``, ``front``, ``left``, ``right``.
    solid : bytes
        Coarse meshes for drawing in three dimensions, see :mod:`gluteus.body.solid`; without sites.
    """

    landmarks: dict[str, Floats]
    bones: dict[str, Mesh]
    muscle_paths: dict[str, Floats]
    skin: Mesh
    region_names: tuple[str, ...]
    skin_regions: NDArray[np.int64]
    views: dict[str, View]
    solid: bytes

    def site(self, unit: str, fraction: float, side: str) -> Floats:
        """Give the place (3,), metres, on a muscle unit's path.

        Parameters
        ----------
        unit : str
            Model unit without side, such as ``glmed3``.
        fraction : float
            0 at the origin to 1 at the insertion.
        side : str
            ``left`` or ``right``.

        Raises
        ------
        ValueError
            Unknown unit or side, or a fraction outside 0 to 1.
        """
        path = self.muscle_paths.get(f"{unit}_{side[:1]}") if side in SIDES else None
        if path is None:
            raise ValueError(f"The model has no muscle unit {unit!r} on the side {side!r}.")
        if not 0.0 <= fraction <= 1.0:
            raise ValueError(f"The fraction along {unit} must lie between 0 and 1, not {fraction}.")
        length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
        return np.array([np.interp(fraction * length[-1], length, path[:, axis]) for axis in range(3)])

    def skin_place(self, point: Floats) -> Floats:
        """Give the skin vertex (3,) nearest to a point (3,)."""
        return np.asarray(self.skin.vertices[self._skin_tree.query(point)[1]])

    def visible_in(self, point: Floats) -> list[str]:
        """Name the views in which the skin place nearest to a point (3,) is seen."""
        place = self.skin_place(np.asarray(point, dtype=float))
        low, high = self._skin_heights
        level = self.skin.vertices[self.skin.faces[(low <= place[2]) & (high >= place[2])]]
        return [name for name in self.views if _seen(name, place, level)]

    @cached_property
    def _skin_tree(self) -> cKDTree:
        return cKDTree(self.skin.vertices)

    @cached_property
    def _skin_heights(self) -> tuple[Floats, Floats]:
        """Lowest and highest z of every face: what could hide a place lies level with it."""
        heights = self.skin.vertices[:, 2][self.skin.faces]
        return heights.min(axis=1), heights.max(axis=1)


def _seen(view: str, place: Floats, corners: Floats) -> bool:
    """Tell whether no triangle (m, 3, 3) lies more than 4 mm nearer to the viewer than a place (3,)."""
    axis, sign = {"back": (1, 1.0), "front": (1, -1.0), "left": (0, 1.0), "right": (0, -1.0)}[view]
    flat, target = np.delete(corners, axis, axis=2), np.delete(place, axis)
    close = ((flat.min(axis=1) <= target) & (flat.max(axis=1) >= target)).all(axis=1)
    (a, b, c), depth = np.moveaxis(flat[close], 1, 0), corners[close][:, :, axis] * sign
    cross = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        third = ((b[:, 0] - a[:, 0]) * (target[1] - a[:, 1]) - (target[0] - a[:, 0]) * (b[:, 1] - a[:, 1])) / cross
        second = ((target[0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (target[1] - a[:, 1])) / cross
    hit = (np.minimum(np.minimum(second, third), 1 - second - third) >= -1e-6) & np.isfinite(second)
    reach = (1 - second - third) * depth[:, 0] + second * depth[:, 1] + third * depth[:, 2]
    return not bool((reach[hit] > place[axis] * sign + 0.004).any())


def build(progress: bool = True) -> Body:
    """Compute the body anew.

    Parameters
    ----------
    progress : bool
        Show a progress bar with the steps' names.

    Raises
    ------
    BodyBuildError
        The model is missing, or the regions' rules and the atlas disagree.
    """
    with tqdm(total=8, disable=not progress, desc="Body", unit="step") as bar:

        def step(name: str) -> None:
            bar.set_description(f"Body: {name}")
            bar.update()

        step("reading the model")
        check_vocabulary(set(atlas.load().regions))
        parts = skeleton()
        step("growing the skin")
        field = grow(parts)
        half = surface(field)
        step("naming the regions")
        skin, twin = whole(half)
        half_labels = label(parts, half.vertices)
        mirrored = skin.vertices[:, 0] < 0
        skin_regions = half_labels[twin] + np.where(mirrored, len(REGIONS), 0)
        step("growing the muscles")
        muscles = grow_muscles(parts, field)
        solid = encode(parts_of(parts, field, half, half_labels, muscles))
        views = draw(parts, field, half, muscles, step)
        step("done")
    bones: dict[str, Mesh] = dict(parts.single)
    for name, mesh in parts.paired.items():
        bones |= {f"{name}:left": mesh, f"{name}:right": mesh.mirrored()}
    paths: dict[str, Floats] = {}
    for unit, path in (parts.paths | medius_paths(parts)).items():
        paths |= {f"{unit}_l": path, f"{unit}_r": path * MIRROR}
    return Body(
        landmarks=both_sides(half_landmarks(parts)),
        bones=bones,
        muscle_paths=paths,
        skin=Mesh(np.round(skin.vertices, 6), skin.faces),
        region_names=tuple(f"{name}:{side}" for side in SIDES for name in REGIONS),
        skin_regions=skin_regions,
        views=views,
        solid=solid,
    )


def pack(body: Body) -> bytes:
    """Give the body as the bytes of its file; equal bodies give equal bytes."""
    arrays: dict[str, NDArray[Any]] = {
        "skin.vertices": body.skin.vertices,
        "skin.faces": body.skin.faces.astype(np.int32),
        "solid": np.frombuffer(body.solid, dtype=np.uint8),
    }
    arrays["skin_regions"] = body.skin_regions.astype(np.int16)
    for name, mesh in body.bones.items():
        arrays[f"bone.{name}.vertices"], arrays[f"bone.{name}.faces"] = mesh.vertices, mesh.faces.astype(np.int32)
    for name, path in body.muscle_paths.items():
        arrays[f"path.{name}"] = path
    views = {}
    for name, view in body.views.items():
        arrays[f"relief.{name}"] = np.frombuffer(view.relief, dtype=np.uint8)
        views[name] = {key: value for key, value in vars(view).items() if key != "relief"}
    facts = {
        "landmarks": {name: point.tolist() for name, point in body.landmarks.items()},
        "bones": list(body.bones),
        "paths": list(body.muscle_paths),
        "region_names": body.region_names,
        "views": views,
    }
    return store.pack(arrays, facts)


@cache
def read(path: Path) -> Body:
    """Read a body from its file; the arrays are read-only, because everybody shares them.

    Raises
    ------
    BodyBuildError
        The file is damaged.
    """
    arrays, facts = store.unpack(path)

    def mesh(name: str) -> Mesh:
        return Mesh(arrays[f"{name}.vertices"], arrays[f"{name}.faces"].astype(np.int64))

    return Body(
        landmarks={name: np.array(point) for name, point in facts["landmarks"].items()},
        bones={name: mesh(f"bone.{name}") for name in facts["bones"]},
        muscle_paths={name: arrays[f"path.{name}"] for name in facts["paths"]},
        skin=mesh("skin"),
        region_names=tuple(facts["region_names"]),
        skin_regions=arrays["skin_regions"].astype(np.int64),
        views={name: View(**view, relief=arrays[f"relief.{name}"].tobytes()) for name, view in facts["views"].items()},
        solid=arrays["solid"].tobytes(),
    )


def load(progress: bool = True) -> Body:
    """Give the body: read it where it is kept, else build it and keep it.

    Parameters
    ----------
    progress : bool
        Show a progress bar when it has to be built.

    Raises
    ------
    BodyBuildError
        It can neither be found nor built, or not be kept.
    """
    kept = store.find()
    if kept is None:
        kept = store.keep(pack(build(progress)), store.home())
    return read(kept)
