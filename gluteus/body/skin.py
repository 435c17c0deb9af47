"""The skin: one smooth surface grown over bones and muscle bodies.

Leg and trunk are lofts: at each height the tissue's outline is a smooth closed curve about an axis. A leg's outline takes its
shape from the muscles' places and its area from their published volumes. The buttock and the side of the hip are bodies
of their own, blended in. Over everything lies a layer of fat whose thickness depends on the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage import measure

from gluteus.body.model import MIRROR, Floats, Mesh, Skeleton
from gluteus.body.muscles import HIP, LEG, unit_body

TOP, BOTTOM = 1.290, 0.085  # cut ends: about T8, and above the ankles (m)
CELL = 0.004  # grid spacing (m)
ANGLES = np.arange(96) * 2 * np.pi / 96  # 0 = outwards, a quarter turn = backwards
COSINES, SINES = np.cos(ANGLES), np.sin(ANGLES)


def smooth_union(first: Floats, second: Floats, width: Floats | float) -> Floats:
    """Join two signed distances; ``width`` (m) is how far the joint is rounded."""
    share = np.clip(0.5 + 0.5 * (second - first) / width, 0.0, 1.0)
    return np.asarray(second * (1 - share) + first * share - width * share * (1 - share))


def _bump(value: Floats, centre: float, width: float) -> Floats:
    return np.asarray(np.exp(-(((value - centre) / width) ** 2)))


def _knots(heights: Floats, *pairs: tuple[float, float]) -> Floats:
    """Interpolate a quantity given at a few heights, highest last, with rounded corners."""
    knots = np.array(sorted(pairs))
    fine = np.interp(heights, knots[:, 0], knots[:, 1])
    return np.asarray(ndimage.gaussian_filter1d(fine, 3.0, mode="nearest"))


@dataclass(frozen=True)
class Loft:
    """A stack of outlines: radius (m) by height and angle about a centre that may shift with height."""

    heights: Floats
    centres: Floats
    radii: Floats

    def distance(self, x: Floats, y: Floats, z: Floats) -> Floats:
        """Give the approximate signed distance (m) of the points of a grid, shapes (i,1,1), (1,j,1), (1,1,k)."""
        row = np.interp(z, self.heights, np.arange(len(self.heights)))
        centre_x = np.interp(z, self.heights, self.centres[:, 0])
        centre_y = np.interp(z, self.heights, self.centres[:, 1])
        across, back = x - centre_x, y - centre_y
        angle = np.arctan2(back, across) / (2 * np.pi) * len(ANGLES)
        rows = np.broadcast_to(row, angle.shape)
        radius = ndimage.map_coordinates(np.pad(self.radii, ((0, 0), (0, 1)), mode="wrap"), [rows, angle % len(ANGLES)], order=1)
        away = np.hypot(across, back) - radius
        below, above = self.heights[0] - z, z - self.heights[-1]
        return np.maximum(away, np.maximum(below, above))


def _supports(points: Floats, radii: Floats | float) -> Floats:
    """Give the support function of discs at (n, 2) points: how far they reach in every direction of ANGLES."""
    reach = points[:, :1] * COSINES + points[:, 1:] * SINES + np.broadcast_to(np.asarray(radii), len(points))[:, None]
    return np.asarray(reach.max(axis=0))


def leg_loft(skeleton: Skeleton) -> Loft:
    """Grow the leg from above the hip joint to below the ankle."""
    heights = np.arange(0.055, 0.905, 0.005)
    hip, knee, ankle = skeleton.hip, skeleton.knee, skeleton.ankle
    centre_x = _knots(heights, (ankle[2], ankle[0]), (knee[2], knee[0]), (0.70, 0.085), (0.80, 0.090), (hip[2], 0.090))
    centre_y = _knots(heights, (ankle[2], ankle[1]), (0.30, 0.170), (knee[2], 0.150), (0.70, 0.155), (hip[2], 0.165))
    centres = np.stack([centre_x, centre_y], axis=1)

    bodies = [unit_body(skeleton, unit, belly) for unit, belly in LEG.items()]
    bones = np.vstack([skeleton.paired[name].vertices for name in ("femur", "tibia", "fibula", "patella")])
    shape, area = np.zeros((len(heights), len(ANGLES))), np.zeros(len(heights))
    cover = np.zeros_like(shape)
    for row, (height, centre) in enumerate(zip(heights, centres, strict=True)):
        discs, radii = [], []
        for points, section in bodies:
            order = np.argsort(points[:, 2], kind="stable")
            z = points[order, 2]
            if z[0] <= height <= z[-1]:
                here = [np.interp(height, z, points[order, axis]) for axis in range(2)]
                size = float(np.interp(height, z, section[order]))
                area[row] += size
                discs.append(here)
                radii.append(np.sqrt(size / np.pi))
        near = bones[np.abs(bones[:, 2] - height) < 0.02, :2] - centre
        flat = np.array(discs) - centre
        shape[row] = _supports(np.vstack([flat, near]), np.r_[radii, np.zeros(len(near))])
        cover[row] = _supports(near, 0.003)
    area += _knots(heights, (0.06, 7e-4), (0.40, 9e-4), (0.90, 9e-4))
    shape = ndimage.gaussian_filter(shape, (4.0, 4.0), mode=("nearest", "wrap"))
    cover = ndimage.gaussian_filter(cover, (2.0, 3.0), mode=("nearest", "wrap"))
    mean_square = (shape**2).mean(axis=1)
    grown = shape * np.sqrt(area / np.pi / mean_square)[:, None]
    # Above the adductors' origins the thigh's area is no longer that of free muscles: keep the shape of 0.80 m.
    radii = -smooth_union(-grown, -cover, 0.012)
    fat = _knots(heights, (0.06, 0.004), (0.15, 0.005), (0.33, 0.007), (0.46, 0.006), (0.60, 0.011), (0.76, 0.016), (0.9, 0.018))
    radii = radii + fat[:, None]
    radii = ndimage.gaussian_filter(radii, (3.0, 2.0), mode=("nearest", "wrap"))
    return Loft(heights, centres, radii)


def trunk_loft(skeleton: Skeleton) -> Loft:
    """Grow the trunk from the perineum to the lower ribs: bones and abdominal wall, covered by muscle and fat."""
    heights = np.arange(0.790, TOP + 0.03, 0.005)
    centre_y = _knots(heights, (0.79, 0.165), (0.9, 0.17), (1.0, 0.165), (1.15, 0.165), (1.3, 0.185))
    centres = np.stack([np.zeros(len(heights)), centre_y], axis=1)
    both = np.vstack
    ribs, pelvis = skeleton.single["ribs"].vertices, skeleton.paired["pelvis"].vertices
    spine = both([skeleton.single[name].vertices for name in ("sacrum", "L1", "L2", "L3", "L4", "L5", "T12", "T11", "T10", "T9", "T8")])
    wall = both([resampled for unit, resampled in _wall(skeleton)])
    extensor = np.array([[0.036, y, z] for z, y in ((0.95, 0.235), (1.0, 0.232), (1.05, 0.228), (1.10, 0.228), (1.15, 0.240), (1.2, 0.255), (1.26, 0.267), (1.32, 0.270))])
    radii = np.zeros((len(heights), len(ANGLES)))
    for row, (height, middle) in enumerate(zip(heights, centre_y, strict=True)):
        reaches = []
        for points, cover, window in ((ribs, 0.013, 0.012), (pelvis, 0.008, 0.015), (spine, 0.004, 0.015), (wall, 0.010, 0.02)):
            near = points[np.abs(points[:, 2] - height) < window]
            if len(near):
                plane = both([near, near * MIRROR])[:, :2] - [0.0, middle]
                reaches.append(_supports(plane, cover))
        column = np.array([[np.interp(height, extensor[:, 2], extensor[:, 0]), np.interp(height, extensor[:, 2], extensor[:, 1]), 0.0]])
        if height > 0.93:
            reaches.append(_supports(both([column, column * MIRROR])[:, :2] - [0.0, middle], 0.021))
        radii[row] = np.max(reaches, axis=0) if reaches else 0.03
    radii = ndimage.gaussian_filter(radii, (5.0, 4.0), mode=("nearest", "wrap"))
    z = heights[:, None]
    fat = 0.010 + 0.004 * _bump(z, 1.0, 0.08) + 0.004 * np.clip(-SINES, 0, 1) * _bump(z, 1.02, 0.1)
    # The groove between the columns of the spine's extensors, deepest in the small of the back.
    from_midline = np.abs(np.abs(np.arctan2(SINES, COSINES)) - 0.5 * np.pi) * np.where(SINES > 0, 1.0, 9.0)
    groove = 0.007 * _bump(from_midline[None, :], 0.0, 0.17) * (0.35 + 0.65 * _bump(z, 1.08, 0.09)) * np.clip((z - 0.95) / 0.06, 0, 1)
    radii = radii + fat - groove
    taper = np.clip((heights - 0.79) / 0.10, 0.0, 1.0)[:, None]
    radii = radii * np.sqrt(taper * (2 - taper))
    return Loft(heights, centres, ndimage.gaussian_filter(radii, (2.0, 1.0), mode=("nearest", "wrap")))


def _wall(skeleton: Skeleton) -> list[tuple[str, Floats]]:
    from gluteus.body.muscles import resample

    found = []
    for unit, path in skeleton.paths.items():
        if unit.startswith(("EO", "IO")):
            found.append((unit, resample(path, 25)))
    straight = np.array([[0.035, 0.098, 0.875], [0.045, 0.092, 1.0], [0.045, 0.092, 1.1], [0.045, 0.094, 1.17]])
    found.append(("rect_abd", resample(straight, 40)))
    return found


def _ellipsoid(x: Floats, y: Floats, z: Floats, centre: Floats, axes: Floats) -> Floats:
    near = np.sqrt(((x - centre[0]) / axes[0]) ** 2 + ((y - centre[1]) / axes[1]) ** 2 + ((z - centre[2]) / axes[2]) ** 2)
    slope = np.sqrt(((x - centre[0]) / axes[0] ** 2) ** 2 + ((y - centre[1]) / axes[1] ** 2) ** 2 + ((z - centre[2]) / axes[2] ** 2) ** 2)
    return np.asarray(near * (near - 1.0) / np.maximum(slope, 1e-9))


@dataclass(frozen=True)
class Field:
    """Signed distance (m, negative inside) on a grid over the left half, x from a little beyond the midline."""

    origin: Floats
    values: Floats

    @cached_property
    def gradient(self) -> tuple[Floats, ...]:
        """Give the gradient on the grid, one array per axis."""
        return tuple(np.gradient(self.values, CELL))

    def at(self, points: Floats) -> Floats:
        """Interpolate the signed distance at points (n, 3) of the left half."""
        return np.asarray(ndimage.map_coordinates(self.values, ((points - self.origin) / CELL).T, order=1, mode="nearest"))

    def normals(self, points: Floats) -> Floats:
        """Give outward unit normals (n, 3) at points (n, 3) of the left half."""
        where = ((points - self.origin) / CELL).T
        slope = np.stack([ndimage.map_coordinates(part, where, order=1, mode="nearest") for part in self.gradient], axis=1)
        return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9))


def grow(skeleton: Skeleton) -> Field:
    """Grow the tissue of the left half and join it to its mirror image."""
    margin = 12
    origin = np.array([-margin * CELL, 0.03, BOTTOM])
    counts = (margin + 56, 80, round((TOP - BOTTOM) / CELL) + 1)
    x, y, z = np.ix_(*(origin[axis] + CELL * np.arange(counts[axis]) for axis in range(3)))
    leg = leg_loft(skeleton).distance(x, y, z)
    trunk = trunk_loft(skeleton).distance(x, y, z)
    field = smooth_union(trunk, leg, 0.030)
    side = np.full(field.shape, 1.0)
    for unit in ("glmed1", "glmed2", "glmed3", "glmin1", "glmin2"):
        points, section = unit_body(skeleton, unit, HIP[unit], 15)
        for point, size in zip(points, section, strict=True):
            ball = np.sqrt((x - point[0]) ** 2 + (y - point[1]) ** 2 + (z - point[2]) ** 2) - np.sqrt(size / np.pi) - 0.012
            side = smooth_union(side, ball, 0.01)
    field = smooth_union(field, side, 0.030)
    buttock = _ellipsoid(x, y, z, np.array([0.078, 0.222, 0.882]), np.array([0.083, 0.078, 0.098]))
    width = 0.010 + 0.030 * np.clip((z - 0.83) / 0.06, 0.0, 1.0)
    field = smooth_union(field, buttock, width)
    mirrored = field[2 * margin :: -1] if margin else field
    near = slice(0, 2 * margin + 1)
    field[near] = smooth_union(field[near], mirrored, 0.006)
    smoothed = ndimage.gaussian_filter(field, 0.8, mode="nearest")
    return Field(origin, smoothed)


def surface(field: Field) -> Mesh:
    """Give the skin of the left half, open at the midline (x = 0 there exactly) and at both cut ends."""
    margin = round(-field.origin[0] / CELL)
    half = field.values[margin:]
    vertices, faces, _, _ = measure.marching_cubes(half, 0.0, spacing=(CELL,) * 3)
    vertices = vertices.astype(float) + field.origin * [0.0, 1.0, 1.0]
    return Mesh(vertices, faces.astype(np.int64))


def whole(half: Mesh) -> tuple[Mesh, NDArray[np.int64]]:
    """Mirror a half that is open at x = 0 and weld it.

    Returns
    -------
    tuple of Mesh and ndarray (n,)
        The whole surface, and for each of its vertices the index of the half's vertex that it is or mirrors.
    """
    on_midline = half.vertices[:, 0] < 1e-9
    count = len(half.vertices)
    others = np.flatnonzero(~on_midline)
    twin = np.arange(count)
    twin[others] = count + np.arange(len(others))
    vertices = np.vstack([half.vertices, half.vertices[others] * MIRROR])
    faces = np.vstack([half.faces, twin[half.faces][:, ::-1]])
    return Mesh(vertices, faces), np.r_[np.arange(count), others]
