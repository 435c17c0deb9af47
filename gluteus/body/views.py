"""The four flat views: outlines, regions, bones and muscles as SVG paths, and the relief as a small picture.

One half of every view is drawn and mirrored; the right view is the left one mirrored. User units are millimetres, y runs down,
and the same height has the same y in all views.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage import measure

from gluteus.body.fibres import MUSCLES, fibres
from gluteus.body.landmarks import half_landmarks
from gluteus.body.model import Floats, Mesh, Skeleton
from gluteus.body.paths import arcs_of, rings, svg_path, without_specks
from gluteus.body.raster import depth_map
from gluteus.body.regions import REGIONS, label
from gluteus.body.skin import BOTTOM, TOP, Field

HEIGHT = round((TOP - BOTTOM) * 1000)
HALF_WIDTH = 190
SIDE_FRONT, SIDE_WIDTH = 0.040, 290
FADE_TOP, FADE_BOTTOM = 80, 70
NAMES = ("back", "front", "left", "right")
OUTSIDE, MIDLINE, CUT = 0, -1, -2


@dataclass(frozen=True)
class View:
    """One flat view of the body.

    Attributes
    ----------
    name : str
        ``back``, ``front``, ``left`` or ``right``: the side that the viewer looks at.
    width, height : int
        Size in user units (millimetres of body).
    outline : str
        SVG path of the silhouette, closed, to be filled. It ends in straight cuts at the top and the bottom edge.
    contour : str
        SVG path of the drawn lines: the silhouette without the cuts.
    creases : str
        SVG path of the lines inside: natal cleft, gluteal folds, where the thighs touch.
    regions, bones, muscles : dict
        SVG paths by sided region, by bone (``femur:left``, ``sacrum``, ``L4``), by muscle or compartment
        (``gluteus_medius:left``, ``gluteus_medius.anterior:left``); drawing order, farthest first.
    relief : bytes
        WebP picture, to be stretched over the whole view; black and white with alpha: shading to lay over any skin colour.
    fade : tuple of two pairs
        The y between which the top fades in (0 to 1) and the bottom fades out (1 to 0), for a mask.
    """

    name: str
    width: int
    height: int
    outline: str
    contour: str
    creases: str
    regions: dict[str, str]
    bones: dict[str, str]
    muscles: dict[str, str]
    relief: bytes
    fade: tuple[tuple[int, int], tuple[int, int]]

    def project(self, points: Floats) -> Floats:
        """Project model points (n, 3), metres, to user units (n, 2)."""
        return project(self.name, points)


def project(view: str, points: Floats) -> Floats:
    """Project model points (n, 3), metres, to the user units (n, 2) of a view."""
    points = np.asarray(points, dtype=float)
    across = {
        "back": HALF_WIDTH - 1000 * points[..., 0],
        "front": HALF_WIDTH + 1000 * points[..., 0],
        "left": 1000 * (points[..., 1] - SIDE_FRONT),
        "right": SIDE_WIDTH - 1000 * (points[..., 1] - SIDE_FRONT),
    }[view]
    return np.stack([across, 1000 * (TOP - points[..., 2])], axis=-1)


@dataclass(frozen=True)
class Plane:
    """The half picture that a view is drawn from; columns run outwards (back, front) or backwards (left)."""

    name: str
    columns: int

    def flat(self, points: Floats) -> tuple[Floats, Floats]:
        """Give column and row (n, 2) in pixels and the depth (n,) in metres of points of the left half."""
        row = 1000 * (TOP - points[:, 2])
        if self.name == "left":
            return np.stack([1000 * (points[:, 1] - SIDE_FRONT), row], axis=1), -points[:, 0]
        sign = -1.0 if self.name == "back" else 1.0
        return np.stack([1000 * points[:, 0], row], axis=1), sign * points[:, 1]

    def solid(self, depth: Floats) -> Floats:
        """Give the model points (rows, columns, 3) of a depth picture."""
        rows, columns = np.indices(depth.shape) + 0.5
        z = TOP - rows / 1000
        if self.name == "left":
            return np.stack([-depth, SIDE_FRONT + columns / 1000, z], axis=-1)
        sign = -1.0 if self.name == "back" else 1.0
        return np.stack([columns / 1000, sign * depth, z], axis=-1)

    def draw(self, mesh: Mesh) -> Floats:
        """Draw a mesh of the left half as a depth picture."""
        places, depth = self.flat(mesh.vertices)
        return depth_map(places, depth, mesh.faces, (HEIGHT, self.columns))


PLANES = (Plane("back", HALF_WIDTH), Plane("front", HALF_WIDTH), Plane("left", SIDE_WIDTH))


def _to_left(plane: Plane, line: Floats) -> Floats:
    """Move a line of the half picture to the person's left side of the view."""
    if plane.name == "back":
        return np.stack([HALF_WIDTH - line[:, 0], line[:, 1]], axis=1)
    if plane.name == "front":
        return np.stack([HALF_WIDTH + line[:, 0], line[:, 1]], axis=1)
    return line


def _to_right(plane: Plane, line: Floats) -> Floats:
    """Move a line of the half picture to the person's right side (of the right view, for the left plane)."""
    if plane.name == "left":
        return np.stack([SIDE_WIDTH - line[:, 0], line[:, 1]], axis=1)
    return _to_left(Plane("front" if plane.name == "back" else "back", plane.columns), line)


def _framed(plane: Plane, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    framed = np.pad(labels, 1, constant_values=OUTSIDE)
    if plane.name != "left":
        framed[:, 0] = MIDLINE
    framed[0], framed[-1] = CUT, CUT
    return framed


def _traced(plane: Plane, labels: NDArray[np.int64], sigma: float, tolerance: float) -> list[tuple[Floats, int, int]]:
    return [(arc.points - 1.0, arc.left, arc.right) for arc in arcs_of(_framed(plane, labels), sigma, tolerance, frame=MIDLINE)]


def draw_skin(plane: Plane, skeleton: Skeleton, half: Mesh) -> tuple[dict[str, list[Floats]], list[Floats], list[Floats], Floats]:
    """Draw the skin of one half picture.

    Returns
    -------
    tuple
        Region rings by name; the silhouette's rings (half, closed); its free lines; the depth picture.
    """
    depth = plane.draw(half)
    seen = np.isfinite(depth)
    labels = np.zeros(depth.shape, dtype=np.int64)
    labels[seen] = label(skeleton, plane.solid(depth)[seen]) + 1
    labels = without_specks(labels, 40)
    arcs = _traced(plane, labels, 3.0, 0.25)
    regions = {
        name: rings([points for points, left, right in arcs if number in (left, right)])
        for number, name in enumerate(REGIONS, start=1)
        if (labels == number).any()
    }
    free = [points for points, left, right in arcs if min(left, right) == OUTSIDE]
    edge = [points for points, left, right in arcs if min(left, right) in (OUTSIDE, CUT) and max(left, right) > OUTSIDE]
    return regions, rings(edge), rings(free), depth


def creases(plane: Plane, skeleton: Skeleton, depth: Floats) -> list[Floats]:
    """Find the lines inside the silhouette: the midline where it lies deep, and the gluteal fold."""
    if plane.name == "left":
        return []
    marks = half_landmarks(skeleton)
    top = marks["sacral_corner_lower"][2] if plane.name == "back" else marks["pubic_tubercle"][2] - 0.03
    rows = np.arange(round(1000 * (TOP - top)), HEIGHT)
    deep = np.isfinite(depth[rows, 0]) & (depth[rows, 0] - depth[rows, 18] > 0.006)
    found = []
    if deep.any():
        first = rows[deep.argmax()]
        gap = rows[~np.isfinite(depth[rows, 0])]
        found.append(np.array([[0.0, first], [0.0, gap[0] if len(gap) else rows[-1]]], dtype=float))
    if plane.name == "back":
        fold = round(1000 * (TOP - marks["ischial_tuberosity"][2])) + 35
        window = ndimage.gaussian_filter(depth[fold - 60 : fold + 60, :150], 3.0)
        bend = -np.gradient(np.gradient(window, axis=0), axis=0)[25:-25]
        sharp = (bend.max(axis=0) > 2.2e-4) & (np.arange(150) > 14)
        columns = np.flatnonzero(sharp)
        if len(columns) > 20:
            line = bend.argmax(axis=0)[columns] + fold - 35.0
            found.append(np.stack([columns + 0.5, ndimage.gaussian_filter1d(line, 6.0, mode="nearest")], axis=1)[::3])
    return found


def relief(plane: Plane, field: Field, depth: Floats) -> NDArray[np.uint8]:
    """Shade a half picture.

    Returns
    -------
    ndarray (rows, columns, 2)
        Grey (0 or 255) and alpha.
    """
    seen = np.isfinite(depth)
    normals = np.zeros((*depth.shape, 3))
    normals[seen] = field.normals(plane.solid(depth)[seen])
    toward = {"back": normals[..., 1], "front": -normals[..., 1], "left": normals[..., 0]}[plane.name]
    light = 0.88 * toward + 0.40 * normals[..., 2]
    mirror = (lambda picture: np.hstack([picture[:, ::-1], picture])) if plane.name != "left" else (lambda picture: picture)
    near = mirror(np.where(seen, depth, np.nanmax(np.where(seen, depth, np.nan)) if seen.any() else 0.0))
    # Places that lie deeper than their surroundings receive less light: cleft, folds, furrow.
    hollow = np.zeros_like(near)
    for size in (4.0, 10.0):
        mask = ndimage.gaussian_filter(mirror(seen.astype(float)), size)
        around = ndimage.gaussian_filter(np.where(mirror(seen), near, 0.0), size) / np.maximum(mask, 1e-3)
        hollow += np.clip((near - around) / size, -1e-3, 2e-3)
    hollow = hollow[:, -depth.shape[1] :]
    shade = np.clip(0.93 - light, 0.0, 1.0) ** 1.25 * 0.85 + np.clip(hollow, 0.0, None) * 110
    gleam = np.clip(light - 0.93, 0.0, 1.0) * 2.2
    tone = gleam - shade
    alpha = np.clip(np.abs(tone), 0.0, 0.56)
    y = np.arange(depth.shape[0])[:, None]
    alpha = alpha * np.clip(y / FADE_TOP, 0, 1) * np.clip((depth.shape[0] - y) / FADE_BOTTOM, 0, 1)
    levels = np.round(np.where(seen, alpha, 0.0) * 255 / 2) * 2
    return np.stack([np.where(tone > 0, 255, 0), levels], axis=-1).astype(np.uint8)


def _webp(grey_alpha: NDArray[np.uint8]) -> bytes:
    # Half the resolution is enough for soft shading; the sharp lines are paths. Lossless, because lossy alpha bands.
    picture = Image.fromarray(grey_alpha[..., [0, 0, 0, 1]], "RGBA").reduce(2)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", lossless=True, quality=80, method=4)
    return buffer.getvalue()


def _clipped(mesh: Mesh) -> Mesh:
    keep = mesh.vertices[mesh.faces][:, :, 0].mean(axis=1) > -1e-4
    return Mesh(mesh.vertices, mesh.faces[keep])


def draw_bones(plane: Plane, bones: dict[str, Mesh]) -> dict[str, list[Floats]]:
    """Draw the seen part of every bone of the left half, name to rings."""
    nearest = np.full((HEIGHT, plane.columns), np.inf)
    labels = np.zeros(nearest.shape, dtype=np.int64)
    for number, mesh in enumerate(bones.values(), start=1):
        depth = plane.draw(_clipped(mesh))
        closer = depth < nearest
        labels[closer], nearest[closer] = number, depth[closer]
    labels = without_specks(labels, 12)
    arcs = _traced(plane, labels, 1.5, 0.3)
    return {
        name: rings([points for points, left, right in arcs if number in (left, right)])
        for number, name in enumerate(bones, start=1)
        if (labels == number).sum() >= 30
    }


def _silhouette(plane: Plane, spheres: list[tuple[Floats, Floats]]) -> list[Floats]:
    margin = 40
    picture = np.full((HEIGHT + 2 * margin, plane.columns + 2 * margin), 40.0)
    for points, radii in spheres:
        places, _ = plane.flat(points)
        for (u, v), radius in zip(places + margin, radii * 1000, strict=True):
            reach = int(radius) + 8
            left, top = int(u) - reach, int(v) - reach
            window = picture[max(top, 0) : top + 2 * reach, max(left, 0) : left + 2 * reach]
            rows = np.arange(max(top, 0), max(top, 0) + window.shape[0])[:, None] + 0.5
            columns = np.arange(max(left, 0), max(left, 0) + window.shape[1])[None, :] + 0.5
            np.minimum(window, np.hypot(rows - v, columns - u) - radius, out=window)
    lines = []
    for line in measure.find_contours(ndimage.gaussian_filter(picture, 1.5), 0.0):
        simple = measure.approximate_polygon(line[:, ::-1] + 0.5 - margin, 0.3)
        if len(simple) > 5:
            lines.append(simple)
    return lines


def draw_muscles(plane: Plane, skeleton: Skeleton, depth: Floats) -> dict[str, list[Floats]]:
    """Draw the muscles of the left half that lie nearer to this side's skin than to the other; farthest first."""
    found = []
    for name, bundles in MUSCLES.items():
        spheres = [fibre for bundle in bundles for fibre in fibres(skeleton, bundle)]
        points = np.vstack([points for points, _ in spheres])
        where, deep = plane.flat(points)
        column = np.clip(where[:, 0].astype(int), 0, plane.columns - 1)
        row = np.clip(where[:, 1].astype(int), 0, HEIGHT - 1)
        skin = depth[row, column]
        below = np.median(np.where(np.isfinite(skin), deep - skin, 0.0))
        limit = 0.075 if plane.name != "left" else 0.07
        if below < limit or name.startswith("gluteus_me"):
            found.append((float(np.mean(deep)), name, _silhouette(plane, spheres)))
    return {name: lines for _, name, lines in sorted(found, key=lambda item: (-item[0], item[1]))}


def _sided(plane: Plane, drawn: dict[str, list[Floats]], move: Callable[[Plane, Floats], Floats], side: str) -> dict[str, str]:
    return {f"{name}:{side}": svg_path([move(plane, line) for line in lines]) for name, lines in drawn.items()}


def _midline_joined(plane: Plane, lines: list[Floats]) -> list[Floats]:
    """Join a half's outline to its mirror image: parts on the midline vanish, the rest meets there."""
    open_lines: list[Floats] = []
    for line in lines:
        on = (np.abs(line[:, 0]) < 1e-6)
        inner = on[:-1] & on[1:]
        if not inner.any():
            open_lines.append(line)
            continue
        cuts = np.flatnonzero(inner)
        if np.array_equal(line[0], line[-1]):
            line = np.vstack([line[cuts[0] + 1 : -1], line[: cuts[0] + 1]])
            on = np.abs(line[:, 0]) < 1e-6
            cuts = np.flatnonzero(on[:-1] & on[1:])
        start = 0
        for cut in [*cuts, len(line) - 1]:
            if cut > start:
                open_lines.append(line[start : cut + 1])
            start = cut + 1
    return rings([_to_left(plane, line) for line in open_lines] + [_to_right(plane, line) for line in open_lines])


def draw(skeleton: Skeleton, field: Field, half: Mesh, paired: dict[str, Mesh], single: dict[str, Mesh], step: Callable[[str], None]) -> dict[str, View]:
    """Draw the four views; ``step`` is told the name of each before it begins."""
    views: dict[str, View] = {}
    fade = ((0, FADE_TOP), (HEIGHT - FADE_BOTTOM, HEIGHT))
    for plane in PLANES:
        step(f"{plane.name} view")
        regions, edge, free, depth = draw_skin(plane, skeleton, half)
        bones = draw_bones(plane, {**single, **paired})
        muscles = draw_muscles(plane, skeleton, depth)
        shading = relief(plane, field, depth)
        inner = creases(plane, skeleton, depth)
        if plane.name == "left":
            for name, move in (("left", _to_left), ("right", _to_right)):
                views[name] = View(
                    name=name,
                    width=SIDE_WIDTH,
                    height=HEIGHT,
                    outline=svg_path([move(plane, line) for line in edge]),
                    contour=svg_path([move(plane, line) for line in free]),
                    creases="",
                    regions=_sided(plane, regions, move, name),
                    bones={
                        (bone if bone in single else f"{bone}:{name}"): svg_path([move(plane, line) for line in lines])
                        for bone, lines in bones.items()
                    },
                    muscles=_sided(plane, muscles, move, name),
                    relief=_webp(shading if name == "left" else shading[:, ::-1]),
                    fade=fade,
                )
            continue
        drawn_bones: dict[str, str] = {}
        for bone, lines in bones.items():
            if bone in single:
                drawn_bones[bone] = svg_path(_midline_joined(plane, lines))
            else:
                drawn_bones[f"{bone}:left"] = svg_path([_to_left(plane, line) for line in lines])
                drawn_bones[f"{bone}:right"] = svg_path([_to_right(plane, line) for line in lines])
        both = np.concatenate([shading[:, ::-1], shading], axis=1)
        views[plane.name] = View(
            name=plane.name,
            width=2 * HALF_WIDTH,
            height=HEIGHT,
            outline=svg_path(_midline_joined(plane, edge)),
            contour=svg_path(_midline_joined(plane, free)),
            creases=svg_path([_to_left(plane, line) for line in inner] + [_to_right(plane, line) for line in inner if line[0, 0] > 0]),
            regions=_sided(plane, regions, _to_left, "left") | _sided(plane, regions, _to_right, "right"),
            bones=drawn_bones,
            muscles={
                key: path
                for name in muscles
                for key, path in (
                    (f"{name}:left", svg_path([_to_left(plane, line) for line in muscles[name]])),
                    (f"{name}:right", svg_path([_to_right(plane, line) for line in muscles[name]])),
                )
            },
            relief=_webp(both),
            fade=fade,
        )
    return {name: views[name] for name in NAMES}
