"""From a picture of labels to SVG paths whose neighbours share their borders exactly.

The borders between labelled pixels are cut into arcs at the corners where three or more labels meet.
Every arc is smoothed and simplified once; the outlines on both sides of it use the same points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from shapely import LineString

from gluteus.body.model import Floats

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Arc:
    """A border between two labels.

    Attributes
    ----------
    points : ndarray (k, 2)
        Column and row, in pixels, with label ``left`` on one side and ``right`` on the other.
    left, right : int
        The labels on its two sides, walking from the first point to the last (rows count downwards).
    """

    points: Floats
    left: int
    right: int


def without_specks(labels: Labels, least: int) -> Labels:
    """Give islands of fewer than ``least`` pixels to their nearest neighbour; label values stay as they are."""
    doubtful = np.zeros(labels.shape, dtype=bool)
    for value in np.unique(labels):
        parts, count = ndimage.label(labels == value)
        sizes = np.bincount(parts.ravel(), minlength=count + 1)
        sizes[0] = least
        doubtful |= sizes[parts] < least
    nearest = ndimage.distance_transform_edt(doubtful, return_distances=False, return_indices=True)
    return np.asarray(labels[tuple(nearest)])


def _walk(labels: Labels) -> list[tuple[list[tuple[int, int]], int, int]]:
    # Directed unit edges between pixel corners: walking along one, `left` lies to the left.
    edges: dict[tuple[int, int], list[tuple[tuple[int, int], int, int]]] = {}

    def add(start: tuple[int, int], end: tuple[int, int], left: int, right: int) -> None:
        edges.setdefault(start, []).append((end, left, right))
        edges.setdefault(end, []).append((start, right, left))

    for row, column in zip(*np.nonzero(labels[:, :-1] != labels[:, 1:]), strict=True):
        here, there = int(labels[row, column]), int(labels[row, column + 1])
        add((int(column) + 1, int(row)), (int(column) + 1, int(row) + 1), there, here)
    for row, column in zip(*np.nonzero(labels[:-1] != labels[1:]), strict=True):
        here, there = int(labels[row, column]), int(labels[row + 1, column])
        add((int(column), int(row) + 1), (int(column) + 1, int(row) + 1), here, there)

    used: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    arcs = []

    def follow(start: tuple[int, int], edge: tuple[tuple[int, int], int, int]) -> None:
        points, (end, left, right) = [start], edge
        here = start
        while True:
            used.add((here, end))
            used.add((end, here))
            points.append(end)
            if end == start or len(edges[end]) != 2:
                break
            here, (end, *_) = end, next(option for option in edges[end] if option[0] != here)
        arcs.append((points, left, right))

    junctions = sorted(corner for corner, options in edges.items() if len(options) != 2)
    for corner in [*junctions, *sorted(edges)]:
        for edge in edges[corner]:
            if (corner, edge[0]) not in used:
                follow(corner, edge)
    return arcs


def _smooth(points: Floats, sigma: float, straight: bool) -> Floats:
    if straight or len(points) < 4:
        return points
    if (points[0] == points[-1]).all():
        ring = ndimage.gaussian_filter1d(points[:-1], min(sigma, len(points) / 8), axis=0, mode="wrap")
        return np.vstack([ring, ring[:1]])
    # Reflecting through the end points keeps them where they are: neighbouring arcs stay joined.
    reach = len(points) - 1
    extended = np.vstack([2 * points[0] - points[reach:0:-1], points, 2 * points[-1] - points[-2 : -2 - reach : -1]])
    smooth = ndimage.gaussian_filter1d(extended, min(sigma, len(points) / 4), axis=0)[reach : reach + len(points)]
    smooth[0], smooth[-1] = points[0], points[-1]
    return np.asarray(smooth)


def arcs_of(
    labels: Labels,
    sigma: float,
    tolerance: float,
    frame: int = 0,
    snap: Callable[[Floats], Floats] | None = None,
) -> list[Arc]:
    """Trace all borders of a label picture.

    Parameters
    ----------
    labels : ndarray (rows, columns)
        Labels.
    sigma : float
        Smoothing along the border, in pixels.
    tolerance : float
        Greatest distance (pixels) that simplification may move the border.
    frame : int
        Labels at or below this value are beyond the picture (midline, cut ends); borders with them stay straight.
    snap : callable, optional
        Moves points (k, 2) of the silhouette, the border with label ``frame + 1``, to where it runs between the pixels.
    """
    walked = _walk(labels)
    moved: dict[tuple[int, int], Floats] = {}
    if snap is not None:
        for corners, left, right in walked:
            if min(left, right) == frame + 1:
                moved.update(zip(corners, snap(np.array(corners, dtype=float)), strict=True))
    found = []
    for corners, left, right in walked:
        points = np.array([moved.get(corner, corner) for corner in corners], dtype=float)
        smooth = _smooth(points, sigma, straight=min(left, right) <= frame)
        simple = np.array(LineString(smooth).simplify(tolerance).coords)
        found.append(Arc(simple, left, right))
    return found


def rings(lines: list[Floats]) -> list[Floats]:
    """Join polylines (k, 2) that share an end point; closed rings come back closed, the rest as open lines."""
    waiting = list(range(len(lines)))
    joined = []
    while waiting:
        chain = lines[waiting.pop(0)]
        grown = True
        while grown and not np.array_equal(chain[0], chain[-1]):
            grown = False
            for flip in (False, True):
                for index in waiting:
                    line = lines[index]
                    if np.array_equal(line[0], chain[-1]):
                        chain = np.vstack([chain, line[1:]])
                    elif np.array_equal(line[-1], chain[-1]):
                        chain = np.vstack([chain, line[-2::-1]])
                    else:
                        continue
                    waiting.remove(index)
                    grown = True
                    break
                if grown or flip:
                    break
                chain = chain[::-1]
        joined.append(chain)
    return joined


def svg_path(lines: list[Floats], decimals: int = 1) -> str:
    """Write polylines as one SVG path with relative commands; a line that ends where it began is closed with z."""
    scale = 10**decimals
    parts = []
    for line in lines:
        whole = np.round(line * scale).astype(np.int64)
        keep = np.r_[True, (np.diff(whole, axis=0) != 0).any(axis=1)]
        whole = whole[keep]
        closed = len(whole) > 3 and (whole[0] == whole[-1]).all()
        if closed:
            whole = whole[:-1]
        if len(whole) < 2:
            continue
        steps = np.diff(whole, axis=0)
        text = "M" + _pair(whole[0], scale) + "l" + " ".join(_pair(step, scale) for step in steps)
        parts.append(text.replace(" -", "-") + ("z" if closed else ""))
    return "".join(parts)


def _pair(pair: NDArray[np.int64], scale: int) -> str:
    return " ".join(_number(int(value), scale) for value in pair)


def _number(value: int, scale: int) -> str:
    text = f"{abs(value) / scale:.10g}"
    if text.startswith("0."):
        text = text[1:]
    return ("-" if value < 0 else "") + text
