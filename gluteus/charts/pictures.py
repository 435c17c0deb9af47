"""Parts of the body's flat views, drawn into a chart."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw
from scipy import ndimage
from shapely import LineString, box

from gluteus.body import Body, View, load
from gluteus.charts.outlines import Floats, polylines, shape, union
from gluteus.charts.style import HAIRLINE, SMALL, TEXT, Ink, layers

RELIEF_SCALE: Final = 0.42
"""Pixels of shading per unit: enough for a soft shade, small enough for a page."""


FADE: Final = 26.0
"""Height in units over which a cut end fades into the page."""

FADE_STEPS: Final = 12

FINEST: Final = 0.12
"""Detail of lines in units: what is finer cannot be seen."""


@cache
def the_body() -> Body:
    """Load the body once for all charts."""
    return load(progress=False)


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
        path = Path.make_compound_path(*(_path(_thinned(line, FINEST / self.scale)) for line in lines))
        move = Affine2D().translate(-self.window[0], -self.window[1]).scale(self.scale).translate(*self.corner)
        patch = PathPatch(move.transform_path(path), fill=filled, **style)
        self.axes.add_artist(patch)
        patch.set_clip_path(self._clip)
        return patch

    @cached_property
    def _clip(self) -> Rectangle:
        return Rectangle(self.corner, self.width, self.height, transform=self.axes.transData)

    def skin(self, *, shaded: bool = True) -> None:
        """Draw the skin with its shading."""
        view = self.view
        outline = self.draw(polylines(view.outline), facecolor=self.ink["skin"], edgecolor="none")
        outline.set_gid(f"skin {view.name}")
        if shaded:
            shade = self.axes.imshow(
                _relief(view, self.window, self.scale * RELIEF_SCALE),
                extent=(self.corner[0], self.corner[0] + self.width, self.corner[1] + self.height, self.corner[1]),
                interpolation="none",
                aspect="auto",
                zorder=1,
            )
            shade.set_clip_path(outline)
        self.draw(polylines(view.contour), filled=False, edgecolor=self.ink["skin_line"], linewidth=1.0)

    def bones(self, names: Iterable[str] | None = None, *, alpha: float = 1.0) -> None:
        """Draw the bones that the view holds, all or those among the names, in the view's order."""
        wanted = set(self.view.bones if names is None else names)
        for name, drawn in self.view.bones.items():
            lines = polylines(drawn)
            heights = np.concatenate([line[:, 1] for line in lines])
            if name in wanted and heights.min() < self.window[3] and heights.max() > self.window[1]:
                self.draw(
                    lines,
                    facecolor=self.ink["bone"],
                    edgecolor=self.ink["bone_line"],
                    linewidth=HAIRLINE,
                    alpha=alpha,
                )

    def area(self, places: Iterable[str], kind: str, *, inset: float = 0.0) -> None:
        """Draw the sided regions that the view shows as one area of a kind (key of `LOOKS`), drawn in by some units."""
        drawn = [self.view.regions[place] for place in places if place in self.view.regions]
        for style in layers(kind, self.ink) if drawn else ():
            self.draw(union(drawn, inset / self.scale), **style).set_gid(f"{kind} {self.view.name}")

    def fade(self, *, top: bool, bottom: bool) -> None:
        """Let the body fade into the page where the window cuts it off."""
        # What shines through at each step, from the cut end on; beyond the last one, everything.
        through = [(step + 0.5) / FADE_STEPS for step in range(FADE_STEPS)] + [1.0]
        for wanted, upwards in ((top, False), (bottom, True)):
            for left, right in self._spans(upwards) if wanted else ():
                for step in range(FADE_STEPS):
                    # Each veil lies within the next longer one, so that no seam is seen between them.
                    length = FADE * (step + 1) / FADE_STEPS + 1
                    start = self.corner[1] + self.height + 1 - length if upwards else self.corner[1] - 1
                    veil = Rectangle((left - 1, start), right - left + 2, length, edgecolor="none", zorder=5)
                    veil.set_facecolor((self.ink["background"], 1 - through[step] / through[step + 1]))
                    self.axes.add_artist(veil)

    def _spans(self, bottom: bool) -> list[tuple[float, float]]:
        """Give the left and right ends, in units, of the body's parts where the window cuts them off."""
        depth = FADE / self.scale
        edge = self.window[3] - depth if bottom else self.window[1]
        cut = shape(self.view.outline).intersection(box(0, edge, self.view.width, edge + depth))
        parts = [part.bounds for part in getattr(cut, "geoms", [cut])]
        return [(self.at((left, 0))[0], self.at((right, 0))[0]) for left, _, right, _ in parts]

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


def _thinned(line: Floats, finest: float) -> Floats:
    return np.array(LineString(line).simplify(finest).coords)


def _path(line: Floats) -> Path:
    codes = np.full(len(line), Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if np.array_equal(line[0], line[-1]):
        codes[-1] = Path.CLOSEPOLY
    return Path(line, codes)


def _relief(view: View, window: tuple[float, float, float, float], coarse: float) -> NDArray[np.uint8]:
    """Give the shading (rows, columns, 4) of a window at `coarse` pixels per millimetre."""
    with Image.open(io.BytesIO(view.relief)) as picture:
        fine = picture.width / view.width
        left, top, right, bottom = (edge * fine for edge in window)
        size = (round((right - left) / fine * coarse), round((bottom - top) / fine * coarse))
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
