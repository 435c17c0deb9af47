"""The skin: one smooth surface grown over bones and muscle bodies.

Leg and trunk are lofts: at each height the tissue's outline is a smooth closed curve about an axis. A leg's outline
takes its shape from the muscles' places and its area from their published volumes. The buttock and the side of the hip
are bodies of their own, blended in. Over everything lies a layer of fat whose thickness depends on the place.

Bones, muscle places and leg volumes are data. The other numbers here (fat, roundings, the axes' and the buttock's
measures) are proportions of a plausible adult, set by looking; they are metres, at heights of the standing model, and
``tests/unit/test_body.py`` holds the girths that result to those of adults.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage import measure

from gluteus.body.landmarks import half_landmarks
from gluteus.body.model import MIRROR, Floats, Mesh, Skeleton
from gluteus.body.muscles import HIP, LEG, resample, unit_body

TOP, BOTTOM = 1.289, 0.085  # cut ends: about T8, and above the ankles (m), a whole number of cells apart
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
        wrapped = np.pad(self.radii, ((0, 0), (4, 5)), mode="wrap")
        radius = ndimage.map_coordinates(wrapped, [rows, angle % len(ANGLES) + 4], order=3, mode="nearest")
        away = np.hypot(across, back) - radius
        below, above = self.heights[0] - z, z - self.heights[-1]
        return np.asarray(np.maximum(away, np.maximum(below, above)))


def _outline(points: Floats, radii: Floats | float) -> Floats:
    """Give the radius, in every direction of ANGLES, of the convex hull of discs at (n, 2) about the origin."""
    reach = points[:, :1] * COSINES + points[:, 1:] * SINES + np.broadcast_to(np.asarray(radii), len(points))[:, None]
    support = reach.max(axis=0)
    # A ray leaves the hull where it first crosses one of the hull's tangents.
    facing = np.cos(ANGLES[:, None] - ANGLES[None, :])
    crossing = np.where(facing > 0.05, support[None, :] / np.maximum(facing, 0.05), np.inf)
    return np.asarray(crossing.min(axis=1))


def _leg_sections(skeleton: Skeleton, heights: Floats, centres: Floats) -> tuple[Floats, Floats, Floats]:
    """Give, by height, the muscles' outline, the bones' outline (heights, angles) and the muscles' area (heights,)."""
    bodies = [unit_body(skeleton, unit, belly) for unit, belly in LEG.items()]
    tendon = resample(skeleton.paths["vasint"], 60)[30:]
    bones = np.vstack([*(skeleton.paired[name].vertices for name in ("femur", "tibia", "fibula", "patella")), tendon])
    outline, bony, area = (
        np.zeros((len(heights), len(ANGLES))),
        np.zeros((len(heights), len(ANGLES))),
        np.zeros(len(heights)),
    )
    for row, (height, centre) in enumerate(zip(heights, centres, strict=True)):
        discs, radii = [np.zeros(2)], [0.012]
        for points, section in bodies:
            order = np.argsort(points[:, 2], kind="stable")
            z = points[order, 2]
            if z[0] <= height <= z[-1]:
                size = float(np.interp(height, z, section[order]))
                area[row] += size
                discs.append(np.array([np.interp(height, z, points[order, axis]) for axis in range(2)]) - centre)
                radii.append(np.sqrt(size / np.pi))
        near = bones[np.abs(bones[:, 2] - height) < 0.02, :2] - centre
        outline[row] = _outline(np.vstack([np.array(discs), near]), np.r_[radii, np.zeros(len(near))])
        bony[row] = _outline(np.vstack([near, np.zeros((1, 2))]), 0.003)
    return outline, bony, area


def leg_loft(skeleton: Skeleton) -> Loft:
    """Grow the leg from above the hip joint to below the ankle."""
    heights = np.arange(0.055, 0.976, 0.005)
    knee, ankle = skeleton.knee, skeleton.ankle
    centre_x = _knots(heights, (ankle[2], ankle[0]), (knee[2], knee[0]), (0.68, 0.087), (0.80, 0.088), (0.97, 0.092))
    centre_y = _knots(
        heights,
        (ankle[2], ankle[1] + 0.004),
        (0.33, 0.172),
        (knee[2], 0.150),
        (0.66, 0.155),
        (0.80, 0.166),
        (0.97, 0.160),
    )
    centres = np.stack([centre_x, centre_y], axis=1)
    outline, bony, area = _leg_sections(skeleton, heights, centres)
    bony = ndimage.gaussian_filter(bony, (2.0, 2.0), mode=("nearest", "wrap"))
    # Above mid-thigh, muscles that belong to the hip replace those of the thigh that taper to their origins: the thigh
    # keeps the area of its thickest place up to the gluteal fold.
    thick = np.abs(heights - 0.68).argmin()
    area[thick:] = area[: thick + 1].max()
    # Bone, vessels and fascia; at the knee also joint and tendons, above mid-thigh the gluteal and hip muscles' share.
    area += _knots(
        heights,
        (0.06, 11e-4),
        (0.18, 11e-4),
        (0.33, 8e-4),
        (0.40, 14e-4),
        (0.46, 22e-4),
        (0.52, 16e-4),
        (0.60, 10e-4),
        (0.68, 8e-4),
        (0.80, 34e-4),
        (0.97, 34e-4),
    )
    area = ndimage.gaussian_filter1d(area, 4.0, mode="nearest")
    # Rounder than the hull of straight muscle paths: real bellies lie against each other.
    outline[thick + 10 :] = outline[thick + 10]
    outline = ndimage.gaussian_filter(outline, (5.0, 5.0), mode=("nearest", "wrap"))
    outline = 0.65 * outline + 0.35 * outline.mean(axis=1, keepdims=True)
    grown = outline * np.sqrt(area / np.pi / (outline**2).mean(axis=1))[:, None]
    # In the shank all growth is behind: the shin lies right under the skin.
    ahead = 72  # index of the direction forwards
    shank = np.clip((0.45 - heights) / 0.08, 0.0, 1.0)
    centres[:, 1] += ndimage.gaussian_filter1d(shank * (grown[:, ahead] - bony[:, ahead] - 0.011), 5.0, mode="nearest")
    radii = -smooth_union(-grown, -bony, 0.010)
    fat = _knots(
        heights, (0.06, 0.002), (0.15, 0.004), (0.33, 0.006), (0.46, 0.005), (0.60, 0.010), (0.76, 0.015), (0.9, 0.015)
    )
    radii = ndimage.gaussian_filter(radii + fat[:, None], (3.0, 1.5), mode=("nearest", "wrap"))
    dome = np.clip((heights - 0.86) / (heights[-1] - 0.86), 0.0, 1.0)
    return Loft(heights, centres, radii * np.sqrt(1.0 - 0.98 * dome**2)[:, None])


EXTENSOR_SPINAE = np.array(  # height, distance backwards of the column's centre: follows the lumbar hollow
    [
        (0.95, 0.236),
        (1.0, 0.230),
        (1.05, 0.224),
        (1.10, 0.224),
        (1.15, 0.236),
        (1.2, 0.252),
        (1.26, 0.264),
        (1.32, 0.267),
    ]
)


def trunk_loft(skeleton: Skeleton) -> Loft:
    """Grow the trunk from the perineum to the lower ribs: bones and abdominal wall, covered by muscle and fat."""
    heights = np.arange(0.785, TOP + 0.03, 0.005)
    centre_y = _knots(heights, (0.785, 0.160), (0.9, 0.168), (1.0, 0.162), (1.15, 0.162), (1.3, 0.185))
    centres = np.stack([np.zeros(len(heights)), centre_y], axis=1)
    spine = np.vstack(
        [
            skeleton.single[name].vertices
            for name in ("sacrum", "L1", "L2", "L3", "L4", "L5", "T12", "T11", "T10", "T9", "T8")
        ]
    )
    ribs, pelvis = skeleton.single["ribs"].vertices, skeleton.paired["pelvis"].vertices
    # What lies where, the muscle that covers it, and the slice of it that counts at a height.
    layers = (
        (ribs, 0.013, 0.012),
        (pelvis, 0.006, 0.015),
        (spine, 0.003, 0.015),
        (_abdominal_wall(skeleton), 0.008, 0.02),
    )
    radii = np.zeros((len(heights), len(ANGLES)))
    for row, (height, middle) in enumerate(zip(heights, centre_y, strict=True)):
        places, covers = [np.zeros((1, 2))], [np.array([0.03])]
        for points, cover, window in layers:
            near = points[np.abs(points[:, 2] - height) < window]
            places += [near[:, :2] - [0.0, middle], (near * MIRROR)[:, :2] - [0.0, middle]]
            covers.append(np.full(2 * len(near), cover))
        if height > 0.93:
            column = np.interp(height, EXTENSOR_SPINAE[:, 0], EXTENSOR_SPINAE[:, 1]) - middle
            places.append(np.array([[0.036, column], [-0.036, column]]))
            covers.append(np.full(2, 0.021))
        radii[row] = _outline(np.vstack(places), np.concatenate(covers))
    radii = ndimage.gaussian_filter(radii, (6.0, 2.5), mode=("nearest", "wrap"))
    z = heights[:, None]
    front = np.clip(-SINES, 0.0, 1.0)[None, :]
    outer = COSINES[None, :] ** 2
    fat = (
        0.010
        + 0.004 * _bump(z, 1.0, 0.08)
        + outer * (0.006 * _bump(z, 1.09, 0.05) + 0.006 * _bump(z, 0.975, 0.05))
        + front * (0.006 * _bump(z, 1.0, 0.10) + 0.007 * _bump(z, 0.885, 0.05))
    )
    # The groove between the columns of the spine's extensors, deepest in the small of the back.
    from_midline = np.where(SINES > 0, np.abs(ANGLES - 0.5 * np.pi), 9.0)[None, :]
    groove = (
        0.010 * _bump(from_midline, 0.0, 0.14) * (0.45 + 0.55 * _bump(z, 1.08, 0.09)) * np.clip((z - 0.95) / 0.06, 0, 1)
    )
    from_midline = np.where(SINES < 0, np.abs(ANGLES - 1.5 * np.pi), 9.0)[None, :]
    groove = groove + 0.002 * _bump(from_midline, 0.0, 0.10) * np.clip((z - 1.0) / 0.06, 0, 1)
    radii = radii + fat - groove
    rise = np.clip((heights - heights[0]) / 0.09, 0.0, 1.0)[:, None]
    radii = radii * np.sqrt(rise * (2 - rise))
    return Loft(heights, centres, ndimage.gaussian_filter(radii, (2.0, 1.0), mode=("nearest", "wrap")))


def _abdominal_wall(skeleton: Skeleton) -> Floats:
    """Give points on the oblique muscles, and on the rectus where it lies in people (the model's runs deep)."""
    obliques = [resample(path, 25) for unit, path in skeleton.paths.items() if unit.startswith(("EO", "IO"))]
    rectus = np.array([[0.030, 0.100, 0.875], [0.040, 0.093, 0.95], [0.045, 0.092, 1.05], [0.045, 0.094, 1.17]])
    return np.vstack([*obliques, resample(rectus, 40)])


def _ellipsoid(x: Floats, y: Floats, z: Floats, centre: Floats, axes: Floats) -> Floats:
    near = np.sqrt(
        ((x - centre[0]) / axes[0]) ** 2 + ((y - centre[1]) / axes[1]) ** 2 + ((z - centre[2]) / axes[2]) ** 2
    )
    slope = np.sqrt(
        ((x - centre[0]) / axes[0] ** 2) ** 2
        + ((y - centre[1]) / axes[1] ** 2) ** 2
        + ((z - centre[2]) / axes[2] ** 2) ** 2
    )
    return np.asarray(near * (near - 1.0) / np.maximum(slope, 1e-9))


def spheres(grid: tuple[Floats, Floats, Floats], points: Floats, radii: Floats, reach: float) -> Floats:
    """Give the distance to the union of spheres, right up to ``reach`` outside and that value beyond."""
    x, y, z = grid
    found = np.full((x.size, y.size, z.size), reach)
    span = radii + reach
    ends = [
        np.searchsorted(axis.ravel(), np.stack([points[:, k] - span, points[:, k] + span])).T.tolist()
        for k, axis in enumerate(grid)
    ]
    for point, radius, *box_ends in zip(points, radii, *ends, strict=True):
        box = tuple(slice(*pair) for pair in box_ends)
        away = (
            np.sqrt((x[box[0]] - point[0]) ** 2 + (y[:, box[1]] - point[1]) ** 2 + (z[:, :, box[2]] - point[2]) ** 2)
            - radius
        )
        np.minimum(found[box], away, out=found[box])
    return found


@dataclass(frozen=True)
class Field:
    """Signed distance (m, negative inside) on a grid over the left half, x from a little beyond the midline."""

    origin: Floats
    values: Floats

    @cached_property
    def gradient(self) -> tuple[Floats, ...]:
        """Give the gradient on the grid, one array per axis."""
        return tuple(np.gradient(self.values, CELL))

    def normals(self, points: Floats) -> Floats:
        """Give outward unit normals (n, 3) at points (n, 3) of the left half."""
        where = ((points - self.origin) / CELL).T
        slope = np.stack(
            [ndimage.map_coordinates(part, where, order=1, mode="nearest") for part in self.gradient], axis=1
        )
        return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-9))

    def on_surface(self, points: Floats, free: Floats) -> Floats:
        """Move points (n, 3) that are near the surface on to it, only along the axes where ``free`` (n, 3) is 1."""
        away = ndimage.map_coordinates(self.values, ((points - self.origin) / CELL).T, order=1, mode="nearest")
        return np.asarray(points - free * away[:, None] * self.normals(points))


def _dimples(skeleton: Skeleton) -> list[tuple[Floats, Floats, float]]:
    """Give the dimples over the PSIS, the navel (level with L3 to L4) and the knee's hollow: centre, extent, depth."""
    marks = half_landmarks(skeleton)
    return [
        (marks["psis"] + [0.0, 0.020, 0.0], np.array([0.012, 0.03, 0.014]), 0.0035),
        (np.array([0.0, 0.066, marks["L4"][2] + 0.012]), np.array([0.006, 0.02, 0.009]), 0.007),
        (skeleton.knee + np.array([0.0, 0.045, 0.0]), np.array([0.020, 0.03, 0.040]), 0.002),
    ]


def grow(skeleton: Skeleton) -> Field:
    """Grow the tissue of the left half and join it to its mirror image."""
    margin = 8
    origin = np.array([-margin * CELL, 0.03, BOTTOM])
    counts = (margin + 48, 76, round((TOP - BOTTOM) / CELL) + 1)
    x, y, z = np.ix_(*(origin[axis] + CELL * np.arange(counts[axis]) for axis in range(3)))
    leg = leg_loft(skeleton).distance(x, y, z)
    # The thighs touch without growing together: between them stays a slit.
    leg = -smooth_union(-leg, x - 0.0015, 0.012)
    field = smooth_union(trunk_loft(skeleton).distance(x, y, z), leg, 0.045)
    bodies = [unit_body(skeleton, unit, HIP[unit], 15) for unit in ("glmed1", "glmed2", "glmed3", "glmin1", "glmin2")]
    points, section = np.vstack([body[0] for body in bodies]), np.concatenate([body[1] for body in bodies])
    side = ndimage.gaussian_filter(spheres((x, y, z), points, np.sqrt(section / np.pi) + 0.001, 0.11), 3.5)
    field = smooth_union(field, side, 0.065)
    patella = skeleton.paired["patella"].vertices
    cap = _ellipsoid(x, y, z, patella.mean(axis=0), np.ptp(patella, axis=0) / 2 + [0.001, 0.0065, 0.002])
    field = smooth_union(field, cap, 0.010)
    # Gluteus maximus with the fat over it; the joint is a crease below and inside, soft above and outside.
    buttock = _ellipsoid(x, y, z, np.array([0.073, 0.215, 0.885]), np.array([0.075, 0.080, 0.095]))
    crease = np.clip((z - 0.83) / 0.07, 0.0, 1.0) + np.clip((x - 0.075) / 0.05, 0.0, 1.0)
    field = smooth_union(
        field, buttock, 0.012 + 0.036 * np.clip(crease, 0.0, 1.0) + 0.03 * np.clip((z - 0.93) / 0.07, 0.0, 1.0)
    )
    for centre, size, depth in _dimples(skeleton):
        field = field + depth * np.exp(
            -(((x - centre[0]) / size[0]) ** 2) - ((y - centre[1]) / size[1]) ** 2 - ((z - centre[2]) / size[2]) ** 2
        )
    near = slice(0, 2 * margin + 1)
    field[near] = smooth_union(field[near], field[2 * margin :: -1], 0.006)
    return Field(origin, ndimage.gaussian_filter(field, 0.7, mode="nearest"))


def surface(field: Field) -> Mesh:
    """Give the skin of the left half, open at the midline (x = 0 there exactly) and at both cut ends."""
    margin = round(-field.origin[0] / CELL)
    half = field.values[margin:]
    vertices, faces, _, _ = measure.marching_cubes(half, 0.0, spacing=(CELL,) * 3)  # type: ignore[no-untyped-call]
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
