"""The lines and areas of the body's flat views, as geometry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon, unary_union
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

CORNERS: Final = (6.0, 4.0, 2.0)
"""Radii in millimetres, the roundest first."""

KEPT: Final = 0.94
"""Share of an area that rounding its corners must leave."""

STAYS: Final = 0.6
"""Share of an area that drawing its outline in must leave."""


@cache
def polylines(drawn: str) -> tuple[Floats, ...]:
    """Read the lines of a view's SVG path.

    Parameters
    ----------
    drawn : str
        Path data as `gluteus.body` writes it: ``M`` (absolute), ``l`` (relative), ``z``.

    Returns
    -------
    tuple of ndarray (k, 2)
        The lines in millimetres; a closed one ends where it begins.
    """
    lines = []
    for part in drawn.split("M")[1:]:
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)]
        points = np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)
        lines.append(np.vstack([points, points[:1]]) if part.endswith("z") else points)
    return tuple(lines)


@cache
def shape(drawn: str) -> BaseGeometry:
    """Give the area inside a view's SVG path, in square millimetres of picture."""
    area: BaseGeometry = Polygon()
    for line in polylines(drawn):
        if len(line) > 3:
            area = area.symmetric_difference(Polygon(line).buffer(0))
    return area


def union(drawn: Iterable[str], inset: float = 0.0) -> list[Floats]:
    """Join areas that touch into outlines without inner seams, their corners rounded.

    Parameters
    ----------
    drawn : iterable of str
        Path data of areas.
    inset : float
        How far the outline is drawn in, in millimetres; not at all where that would take too much away.

    Returns
    -------
    list of ndarray (k, 2)
        Rings in millimetres.
    """
    # Half a millimetre closes the gaps that rounding leaves between neighbours.
    joined = unary_union([shape(one).buffer(0.5) for one in drawn]).buffer(-0.5)
    pieces = [softened(_drawn_in(piece, inset)) for piece in getattr(joined, "geoms", [joined])]
    return [ring for piece in pieces for ring in outlines(piece.simplify(0.15))]


def _drawn_in(area: BaseGeometry, inset: float) -> BaseGeometry:
    inner = area.buffer(-inset)
    return inner if inner.area > STAYS * area.area else area


def softened(area: BaseGeometry) -> BaseGeometry:
    """Round an area's corners, as far as nothing narrow is lost."""
    for radius in CORNERS:
        rounded = area.buffer(-radius).buffer(2 * radius).buffer(-radius)
        if rounded.area > KEPT * area.area:
            return rounded
    return area


def outlines(area: BaseGeometry) -> list[Floats]:
    """Give the outer and inner rings (k, 2) of an area."""
    parts = [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon) and not part.is_empty]
    return [np.array(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]
