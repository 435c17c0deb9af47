"""Muscle bodies as closed surfaces: strands of spheres joined, rounded a little and kept under the skin.

One field serves the flat views (its silhouette) and the body in three dimensions (its surface).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage import measure

from gluteus.body.fibres import MUSCLES, strands
from gluteus.body.model import Mesh, Skeleton
from gluteus.body.muscles import resample
from gluteus.body.skin import CELL, Field, spheres

REACH = 0.012  # how far (m) outside a muscle the distance is known
FAT = 0.004  # least depth (m) of a muscle under the skin
BESIDE = 0.002  # least distance (m) of a muscle from its mirror image, to the midline
ROUNDING = 0.6  # cells
LEAST_PIECE = 0.05  # of the largest piece's size


def fill(skeleton: Skeleton, skin: Field, muscle: str) -> Field:
    """Give the distance (m, negative inside) from a muscle of :data:`gluteus.body.fibres.MUSCLES`, left half."""
    places, sizes = [], []
    for points, radii in strands(skeleton, muscle):
        length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
        # Spheres so dense that the surface between two of them sinks in by less than a tenth of a radius.
        count = 2 + int(length / max(0.002, 0.8 * float(radii.min())))
        places.append(resample(points, count))
        sizes.append(np.interp(np.linspace(0.0, 1.0, count), np.linspace(0.0, 1.0, len(radii)), radii))
    centres, reach = np.vstack(places), np.concatenate(sizes)
    low = np.floor((centres.min(axis=0) - reach.max() - REACH - skin.origin) / CELL).astype(int)
    high = np.ceil((centres.max(axis=0) + reach.max() + REACH - skin.origin) / CELL).astype(int) + 1
    first, last = np.maximum(low, 0), np.minimum(high, skin.values.shape)
    grid = np.ix_(*(skin.origin[axis] + CELL * np.arange(first[axis], last[axis]) for axis in range(3)))
    field = spheres(grid, centres, reach, REACH)
    covered = skin.values[tuple(slice(*ends) for ends in zip(first, last, strict=True))] + FAT
    field = np.maximum(np.maximum(field, covered), BESIDE - grid[0])
    field = ndimage.gaussian_filter(field, ROUNDING, mode="nearest")
    # What the skin cuts off from the belly, ends of tendons, goes.
    pieces, _ = ndimage.label(field < 0.0)
    cells = np.bincount(pieces.ravel())
    scrap = cells < LEAST_PIECE * cells[1:].max()
    scrap[0] = False
    field[scrap[pieces]] = REACH
    return Field(skin.origin + CELL * first, field)


def grow_muscles(skeleton: Skeleton, skin: Field) -> dict[str, Field]:
    """Give the field of every muscle and compartment."""
    return {muscle: fill(skeleton, skin, muscle) for muscle in MUSCLES}


def closed(field: Field) -> Mesh:
    """Give a muscle's surface, closed where the body is cut off."""
    values = np.pad(field.values, 1, constant_values=CELL)
    vertices, faces, _, _ = measure.marching_cubes(values, 0.0, spacing=(CELL,) * 3)  # type: ignore[no-untyped-call]
    return Mesh(vertices.astype(float) + field.origin - CELL, faces.astype(np.int64))
