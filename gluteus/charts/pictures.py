"""Parts of the body's flat views, drawn into a chart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw
from scipy import ndimage
from shapely import Polygon, unary_union
from shapely.geometry.base import BaseGeometry

from gluteus.body import Body, View, load
from gluteus.charts.style import HAIRLINE, SMALL, TEXT, Ink

Floats = NDArray[np.float64]

RELIEF_SCALE: Final = 0.32
"""Pixels of shading per millimetre of body: enough for a soft shade, small enough for a page."""


@cache
def the_body() -> Body:
    """Load the body once for all charts."""
    return load(progress=False)


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


@dataclass(frozen=True)
class Frame:
    """A window onto a view, placed on a sheet.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
        Canvas in units, y downwards.
    ink : dict of str to str
        The colour for each palette token.
    view : View
        The view.
    window : tuple of float
        Left, top, right, bottom of what is shown, in the view's millimetres.
    corner : tuple of float
        Where the window's left top corner stands on the sheet, in units.
    scale : float
        Units per millimetre.
    """

    axes: Axes
    ink: Ink
    view: View
    window: tuple[float, float, float, float]
    corner: tuple[float, float]
    scale: float

    @property
    def width(self) -> float:
        """Width on the sheet in units."""
        return (self.window[2] - self.window[0]) * self.scale

    @property
    def height(self) -> float:
        """Height on the sheet in units."""
        return (self.window[3] - self.window[1]) * self.scale

    def at(self, place: Iterable[float]) -> tuple[float, float]:
        """Give the units of a place (x, y) in the view's millimetres."""
        x, y = place
        return (
            self.corner[0] + (x - self.window[0]) * self.scale,
            self.corner[1] + (y - self.window[1]) * self.scale,
        )

    def of(self, point: Floats) -> tuple[float, float]:
        """Give the units of a point (3,) of the body in metres."""
        return self.at(self.view.project(np.asarray(point)))

    def draw(self, lines: Iterable[Floats], *, filled: bool = True, **style: Any) -> PathPatch:
        """Draw lines (k, 2), in the view's millimetres, as one patch, cut off at the window."""
        path = Path.make_compound_path(*(_path(line) for line in lines))
        move = Affine2D().translate(-self.window[0], -self.window[1]).scale(self.scale).translate(*self.corner)
        patch = PathPatch(move.transform_path(path), fill=filled, **style)
        self.axes.add_patch(patch)
        window = Rectangle(self.corner, self.width, self.height, transform=self.axes.transData)
        patch.set_clip_path(window)
        return patch

    def skin(self, *, shaded: bool = True) -> None:
        """Draw the skin with its shading."""
        view = self.view
        outline = self.draw(polylines(view.outline), facecolor=self.ink["skin"], edgecolor="none")
        if shaded:
            shade = self.axes.imshow(
                _relief(view, self.window),
                extent=(self.corner[0], self.corner[0] + self.width, self.corner[1] + self.height, self.corner[1]),
                interpolation="none",
                aspect="auto",
                zorder=1,
            )
            shade.set_clip_path(outline)
        self.draw(polylines(view.contour), filled=False, edgecolor=self.ink["skin_line"], linewidth=1.0)

    def bones(self, names: Iterable[str], *, alpha: float = 1.0) -> None:
        """Draw the bones that the view holds among the names, in the view's order."""
        wanted = set(names)
        for name, drawn in self.view.bones.items():
            if name in wanted:
                self.draw(
                    polylines(drawn),
                    facecolor=self.ink["bone"],
                    edgecolor=self.ink["bone_line"],
                    linewidth=HAIRLINE,
                    alpha=alpha,
                )

    def title(self, text: str) -> None:
        """Write what the view looks at, above it."""
        self.axes.text(
            self.corner[0] + self.width / 2,
            self.corner[1] - 7,
            text,
            ha="center",
            va="baseline",
            fontsize=TEXT,
            weight="bold",
            color=self.ink["text"],
        )

    def ends(self, left: str, right: str) -> None:
        """Write below the view what lies at its two edges."""
        for text, x, side in ((left, self.corner[0], "left"), (right, self.corner[0] + self.width, "right")):
            self.axes.text(
                x,
                self.corner[1] + self.height + 12,
                text,
                ha=side,
                va="baseline",
                fontsize=SMALL,
                color=self.ink["text_muted"],
            )

    def label(self, place: tuple[float, float], words: tuple[float, float], text: str, *, ha: str = "left") -> None:
        """Name a place: text at `words` (units), with a line to `place` (units) that ends in a dot."""
        gap = 3 if ha == "right" else -3
        self.axes.plot(
            (words[0] + gap, place[0]), (words[1], place[1]), color=self.ink["text"], linewidth=HAIRLINE, zorder=6
        )
        self.axes.plot(*place, "o", color=self.ink["text"], markersize=3.2, zorder=6)
        self.axes.text(*words, text, ha=ha, va="center_baseline", fontsize=SMALL, color=self.ink["text"], zorder=6)


def union(drawn: Iterable[str]) -> list[Floats]:
    """Join areas that touch into outlines without inner seams.

    Parameters
    ----------
    drawn : iterable of str
        Path data of areas.

    Returns
    -------
    list of ndarray (k, 2)
        Rings in millimetres.
    """
    # Half a millimetre closes the gaps that rounding leaves between neighbours.
    return outlines(unary_union([shape(one).buffer(0.5) for one in drawn]).buffer(-0.5))


def outlines(area: BaseGeometry) -> list[Floats]:
    """Give the outer and inner rings (k, 2) of an area."""
    parts = [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon) and not part.is_empty]
    return [np.array(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]


def _path(line: Floats) -> Path:
    codes = np.full(len(line), Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if np.array_equal(line[0], line[-1]):
        codes[-1] = Path.CLOSEPOLY
    return Path(line, codes)


def _relief(view: View, window: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(view.relief)) as picture:
        fine = picture.width / view.width
        left, top, right, bottom = (edge * fine for edge in window)
        size = (round((right - left) / fine * RELIEF_SCALE), round((bottom - top) / fine * RELIEF_SCALE))
        whole = np.array(picture.convert("RGBA"))
    silhouette = Image.new("1", (whole.shape[1], whole.shape[0]))
    for ring in polylines(view.outline):
        drawn = Image.new("1", silhouette.size)
        ImageDraw.Draw(drawn).polygon([tuple(point) for point in ring * fine], fill=1)
        silhouette = ImageChops.logical_xor(silhouette, drawn)
    # The shade runs on beyond the silhouette, which cuts it off: the coarse pixels at the edge do not pale.
    alpha = whole[..., 3]
    edge = ndimage.maximum_filter(~np.asarray(silhouette), 5)
    whole[edge] = 0
    whole[edge, 3] = ndimage.maximum_filter(np.where(edge, 0, alpha), 9)[edge]
    part = Image.fromarray(whole).resize(size, Image.Resampling.BOX, box=(left, top, right, bottom))
    return np.asarray(part)
