"""Pictures of meshes as arrays: depth by a z-buffer, one millimetre to the pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gluteus.body.model import Floats


def depth_map(places: Floats, depths: Floats, faces: NDArray[np.int64], shape: tuple[int, int]) -> Floats:
    """Draw a mesh into a depth buffer.

    Parameters
    ----------
    places : ndarray (n, 2)
        Column and row of every vertex in pixels; pixel (i, j) has its centre at (i + 0.5, j + 0.5).
    depths : ndarray (n,)
        Distance from the viewer, any unit.
    faces : ndarray (m, 3)
        Vertex indices.
    shape : tuple of int
        Rows and columns.

    Returns
    -------
    ndarray (rows, columns)
        Smallest depth at each pixel's centre, infinite where there is nothing.
    """
    buffer = np.full(shape[0] * shape[1], np.inf)
    corners, depth = places[faces], depths[faces]
    first = np.floor(corners.min(axis=1) - 0.5).astype(np.int64) + 1
    extent = np.floor(corners.max(axis=1) - 0.5).astype(np.int64) - first + 1
    (ax, ay), (bx, by), (cx, cy) = (corners[:, k].T for k in range(3))
    area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    alive = (extent > 0).all(axis=1) & (np.abs(area) > 1e-9)
    # Small triangles first in cheap sweeps: each pass visits one offset of every bounding box that reaches it.
    for row in range(int(extent[alive, 1].max(initial=0))):
        rows = np.flatnonzero(alive & (extent[:, 1] > row))
        for column in range(int(extent[rows, 0].max(initial=0))):
            some = rows[extent[rows, 0] > column]
            i, j = first[some, 0] + column, first[some, 1] + row
            px, py = i + 0.5, j + 0.5
            weight_c = ((bx[some] - ax[some]) * (py - ay[some]) - (px - ax[some]) * (by[some] - ay[some])) / area[some]
            weight_b = ((px - ax[some]) * (cy[some] - ay[some]) - (cx[some] - ax[some]) * (py - ay[some])) / area[some]
            weight_a = 1.0 - weight_b - weight_c
            inside = (
                (np.minimum(np.minimum(weight_a, weight_b), weight_c) >= -1e-9)
                & (i >= 0)
                & (i < shape[1])
                & (j >= 0)
                & (j < shape[0])
            )
            value = weight_a * depth[some, 0] + weight_b * depth[some, 1] + weight_c * depth[some, 2]
            np.minimum.at(buffer, j[inside] * shape[1] + i[inside], value[inside])
    return buffer.reshape(shape)
