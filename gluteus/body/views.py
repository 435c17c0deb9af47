"""The four flat views: outlines, regions, bones and muscles as SVG paths, and the relief as a small picture.

One half of every view is drawn and mirrored; the right view is the left one mirrored. User units are millimetres, y
runs down, and the same height has the same y in all views.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from shapely import LineString
from skimage import measure

from gluteus.body.coarse import rounded
from gluteus.body.landmarks import half_landmarks
from gluteus.body.model import BodyBuildError, Floats, Mesh, Skeleton
from gluteus.body.paths import arcs_of, rings, svg_path, without_specks
from gluteus.body.raster import depth_map
from gluteus.body.regions import REGIONS, label
from gluteus.body.skin import BOTTOM, CELL, TOP, Field

HEIGHT = round((TOP - BOTTOM) * 1000)
HALF_WIDTH = 190
SIDE_FRONT, SIDE_WIDTH = 0.040, 290
FADE_TOP, FADE_BOTTOM = 80, 70
ENDS = {  # what lies at the left and at the right edge of each view; sides are the person's own
    "back": ("left", "right"),
    "front": ("right", "left"),
    "left": ("front", "back"),
    "right": ("back", "front"),
}
OUTSIDE, MIDLINE, CUT = 0, -1, -2
FOLD_BEND = 4e-5  # sharpness (m per mm2) from which the gluteal fold is drawn as a line
NEUTRAL = 0.93  # brightness that leaves the skin colour as it is
LEAST_AREA = 60  # mm2 that a region must show in at least one view
SEEN_TO = 0.072  # a muscle is drawn in a view where its middle lies at most this far (m) below that side's skin
ALWAYS = {  # and these in any case: a view that shows a trigger point's mark shows its muscle
    "back": ("gluteus_me", "gluteus_mi", "piriformis", "iliopsoas", "vastus_lateralis", "adductor_magnus"),
    "front": ("gluteus_me", "gluteus_mi", "iliopsoas", "adductor_brevis", "adductor_magnus"),
    "left": ("gluteus_", "piriformis", "iliopsoas", "rectus_abdominis"),
}


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
        SVG path of the drawn lines: the silhouette without the cuts, and inside it the natal cleft, the gluteal folds
        and the line where the thighs touch.
    regions, bones, muscles : dict
        SVG paths by sided region, by bone (``femur:left``, ``sacrum``, ``L4``), by muscle or compartment
        (``gluteus_medius:left``, ``gluteus_medius.anterior:left``); drawing order, farthest first.
    relief : bytes
        WebP picture to be stretched over the whole view: black and white with alpha, shading for any skin colour.
    """

    name: str
    width: int
    height: int
    outline: str
    contour: str
    regions: dict[str, str]
    bones: dict[str, str]
    muscles: dict[str, str]
    relief: bytes

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


def _traced(
    plane: Plane,
    labels: NDArray[np.int64],
    sigma: float,
    tolerance: float,
    snap: Callable[[Floats], Floats] | None = None,
) -> list[tuple[Floats, int, int]]:
    arcs = arcs_of(_framed(plane, labels), sigma, tolerance, frame=MIDLINE, snap=snap)
    return [(arc.points - 1.0, arc.left, arc.right) for arc in arcs]


def _snap(plane: Plane, field: Field) -> Callable[[Floats], Floats]:
    """Give the function that moves points of a framed half picture onto the silhouette of the field itself."""
    flat = field.values.min(axis=0 if plane.name == "left" else 1)
    slopes = np.gradient(flat, CELL)
    start = field.origin[1] - SIDE_FRONT if plane.name == "left" else field.origin[0]

    def snap(points: Floats) -> Floats:
        place = np.stack([(points[:, 0] - 1) / 1000 - start, TOP - (points[:, 1] - 1) / 1000 - field.origin[2]])
        for _ in range(2):
            value, across, up = (
                ndimage.map_coordinates(part, place / CELL, order=3, mode="nearest") for part in (flat, *slopes)
            )
            step = value / np.maximum(across**2 + up**2, 0.25)
            place = place - np.clip(np.stack([step * across, step * up]), -0.001, 0.001)
        snapped = np.stack([(place[0] + start) * 1000 + 1, (TOP - place[1] - field.origin[2]) * 1000 + 1], axis=1)
        # The ends on the midline and on the cuts stay there.
        if plane.name != "left":
            snapped[points[:, 0] == 1, 0] = 1
        at_cut = (points[:, 1] == 1) | (points[:, 1] == HEIGHT + 1)
        snapped[at_cut, 1] = points[at_cut, 1]
        return snapped

    return snap


@dataclass(frozen=True)
class Skin:
    """One half picture of the skin.

    Attributes
    ----------
    regions : dict
        Rings of every region seen.
    areas : dict
        Area of every region seen, square millimetres.
    edge, free : list of ndarray
        The silhouette, closed; its lines without the cut ends.
    depth : ndarray (rows, columns)
        Distance from the viewer, metres.
    """

    regions: dict[str, list[Floats]]
    areas: dict[str, int]
    edge: list[Floats]
    free: list[Floats]
    depth: Floats


def draw_skin(plane: Plane, skeleton: Skeleton, field: Field, half: Mesh) -> Skin:
    """Draw the skin of one half picture."""
    depth = plane.draw(half)
    seen = np.isfinite(depth)
    labels = np.zeros(depth.shape, dtype=np.int64)
    labels[seen] = label(skeleton, plane.solid(depth)[seen]) + 1
    labels = without_specks(labels, 40)
    arcs = _traced(plane, labels, 4.0, 0.15, _snap(plane, field))
    regions = {
        name: rings([points for points, left, right in arcs if number in (left, right)])
        for number, name in enumerate(REGIONS, start=1)
        if (labels == number).any()
    }
    free = [points for points, left, right in arcs if min(left, right) == OUTSIDE]
    edge = [points for points, left, right in arcs if min(left, right) in (OUTSIDE, CUT) and max(left, right) > OUTSIDE]
    areas = {name: int((labels == number).sum()) for number, name in enumerate(REGIONS, start=1) if name in regions}
    return Skin(regions, areas, rings(edge), rings(free), depth)


def creases(plane: Plane, skeleton: Skeleton, depth: Floats) -> list[Floats]:
    """Find the lines inside the silhouette: the midline where it lies deep, and the gluteal fold."""
    if plane.name == "left":
        return []
    marks = half_landmarks(skeleton)
    top = marks["sacral_corner_lower"][2] if plane.name == "back" else marks["pubic_tubercle"][2] - 0.03
    rows = np.arange(round(1000 * (TOP - top)), HEIGHT)
    midline = np.where(np.isfinite(depth[rows, 0]), depth[rows, 0], -1.0)
    deep = midline - np.where(np.isfinite(depth[rows, 18]), depth[rows, 18], 0.0) > 0.006
    found = []
    if deep.any():
        first = rows[deep.argmax()]
        gap = rows[~np.isfinite(depth[rows, 0])]
        found.append(np.array([[0.0, first], [0.0, gap[0] if len(gap) else rows[-1]]], dtype=float))
    if plane.name == "back":
        depth = np.where(np.isfinite(depth), depth, depth[np.isfinite(depth)].max())
        fold = round(1000 * (TOP - marks["ischial_tuberosity"][2])) + 35
        window = ndimage.gaussian_filter(depth[fold - 60 : fold + 60, :150], 3.0)
        bend = -np.gradient(np.gradient(window, axis=0), axis=0)[25:-25]
        sharp = (bend.max(axis=0) > FOLD_BEND) & (np.arange(150) > 10)
        columns = np.flatnonzero(sharp)
        if len(columns) > 20:
            line = bend.argmax(axis=0)[columns] + fold - 35.0
            found.append(np.stack([columns + 0.5, ndimage.gaussian_filter1d(line, 6.0, mode="nearest")], axis=1)[::3])
    return found


def relief(plane: Plane, field: Field, depth: Floats) -> NDArray[np.uint8]:
    """Shade a half picture.

    Returns
    -------
    ndarray (rows / 2, columns / 2, 2)
        Grey (0 or 255) and alpha, at half the resolution.
    """
    seen = np.isfinite(depth)
    normals = np.zeros((*depth.shape, 3))
    normals[seen] = field.normals(plane.solid(depth)[seen])
    toward = {"back": normals[..., 1], "front": -normals[..., 1], "left": normals[..., 0]}[plane.name]
    light = 0.92 * toward + 0.30 * normals[..., 2]
    mirror = (
        (lambda picture: np.hstack([picture[:, ::-1], picture])) if plane.name != "left" else (lambda picture: picture)
    )
    near = mirror(np.where(seen, depth, np.nanmax(np.where(seen, depth, np.nan)) if seen.any() else 0.0))
    # Places that lie deeper than their surroundings receive less light: cleft, folds, furrow.
    hollow = np.zeros_like(near)
    for size in (4.0, 10.0):
        mask = ndimage.gaussian_filter(mirror(seen.astype(float)), size)
        around = ndimage.gaussian_filter(np.where(mirror(seen), near, 0.0), size) / np.maximum(mask, 1e-3)
        hollow += np.clip((near - around) / size, -1e-3, 2e-3)
    hollow = hollow[:, -depth.shape[1] :]
    # The floor of a narrow cleft faces the viewer and lies in the dark all the same.
    cleft = (near - ndimage.grey_opening(near, size=(1, 17)))[:, -depth.shape[1] :]
    # One tone that passes smoothly from shadow through nothing to gleam, so that it models dark skin as well as light.
    tone = np.where(light > NEUTRAL, 1.8 * (light - NEUTRAL), -0.90 * np.abs(NEUTRAL - light) ** 1.15)
    tone = tone - np.clip(hollow, 0.0, None) * 120 - 0.3 * np.clip(cleft / 0.012, 0.0, 1.0)
    tone = 0.44 * np.tanh(tone / 0.44)
    y = np.arange(depth.shape[0])[:, None]
    ends = np.clip(y / FADE_TOP, 0, 1) * np.clip((depth.shape[0] - y) / FADE_BOTTOM, 0, 1)
    tone = np.where(seen, tone, 0.0) * ends * ends * (3 - 2 * ends)
    # Half the resolution is enough for soft shading; the sharp lines are paths.
    even = np.pad(tone, ((0, depth.shape[0] % 2), (0, 0)))
    small = even.reshape(even.shape[0] // 2, 2, even.shape[1] // 2, 2).mean(axis=(1, 3))
    alpha = np.round(np.abs(small) * 255 / 2) * 2
    return np.stack([np.where(small > 0, 255, 0), alpha], axis=-1).astype(np.uint8)


def _webp(grey_alpha: NDArray[np.uint8]) -> bytes:
    # Lossless, because lossy alpha shows bands.
    picture = Image.fromarray(grey_alpha[..., [0, 0, 0, 1]], "RGBA")
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
    for number, (name, mesh) in enumerate(bones.items(), start=1):
        depth = plane.draw(_clipped(mesh if name == "ribs" else rounded(mesh)))
        closer = depth < nearest
        labels[closer], nearest[closer] = number, depth[closer]
    labels = without_specks(labels, 12)
    arcs = _traced(plane, labels, 1.5, 0.3)
    return {
        name: rings([points for points, left, right in arcs if number in (left, right)])
        for number, name in enumerate(bones, start=1)
        if (labels == number).sum() >= 30
    }


def _silhouette(plane: Plane, field: Field) -> list[Floats]:
    """Outline a muscle's body as it is seen through everything before it."""
    flat = field.values.min(axis=0 if plane.name == "left" else 1)
    fine = ndimage.zoom(np.pad(flat, 1, constant_values=CELL), 4, order=3, grid_mode=False)
    steps = (np.array(flat.shape) + 1) / (np.array(fine.shape) - 1)
    lines = []
    for line in measure.find_contours(fine, 0.0):  # type: ignore[no-untyped-call]
        across, up = ((line * steps - 1) * CELL).T
        start = field.origin[[1, 2]] - [SIDE_FRONT, 0.0] if plane.name == "left" else field.origin[[0, 2]]
        places = 1000 * np.stack([across + start[0], TOP - up - start[1]], axis=1)
        simple = np.array(LineString(np.clip(places, 0, [plane.columns, HEIGHT])).simplify(0.3).coords)
        if len(simple) > 8:
            lines.append(simple)
    return lines


def draw_muscles(plane: Plane, muscles: dict[str, Field], depth: Floats) -> dict[str, list[Floats]]:
    """Draw the muscles of the left half that lie nearer to this side's skin than to the other; farthest first."""
    found = []
    for name, field in muscles.items():
        inside = np.argwhere(field.values < 0.0) * CELL + field.origin
        where, deep = plane.flat(inside)
        column = np.clip(where[:, 0].astype(int), 0, plane.columns - 1)
        row = np.clip(where[:, 1].astype(int), 0, HEIGHT - 1)
        skin = depth[row, column]
        below = np.median(np.where(np.isfinite(skin), deep - skin, 0.0))
        if below < SEEN_TO or name.startswith(ALWAYS[plane.name]):
            found.append((float(np.mean(deep)), name, _silhouette(plane, field)))
    return {name: lines for _, name, lines in sorted(found, key=lambda item: (-item[0], item[1]))}


def _sided(
    plane: Plane, drawn: dict[str, list[Floats]], move: Callable[[Plane, Floats], Floats], side: str
) -> dict[str, str]:
    return {f"{name}:{side}": svg_path([move(plane, line) for line in lines]) for name, lines in drawn.items()}


def _midline_joined(plane: Plane, lines: list[Floats]) -> list[Floats]:
    """Join a half's outline to its mirror image: parts on the midline vanish, the rest meets there."""
    open_lines: list[Floats] = []
    for line in lines:
        on = np.abs(line[:, 0]) < 1e-6
        inner = on[:-1] & on[1:]
        if not inner.any():
            open_lines.append(line)
            continue
        cuts = np.flatnonzero(inner)
        closed = np.array_equal(line[0], line[-1])
        turned = np.vstack([line[cuts[0] + 1 : -1], line[: cuts[0] + 1]]) if closed else line
        on = np.abs(turned[:, 0]) < 1e-6
        start = 0
        for cut in [*np.flatnonzero(on[:-1] & on[1:]), len(turned) - 1]:
            if cut > start:
                open_lines.append(turned[start : cut + 1])
            start = cut + 1
    return rings([_to_left(plane, line) for line in open_lines] + [_to_right(plane, line) for line in open_lines])


def draw(
    skeleton: Skeleton, field: Field, half: Mesh, muscles: dict[str, Field], step: Callable[[str], None]
) -> dict[str, View]:
    """Draw the four views; ``step`` is told the name of each before it begins."""
    views: dict[str, View] = {}
    seen = dict.fromkeys(REGIONS, 0)
    for plane in PLANES:
        step(f"{plane.name} view")
        skin = draw_skin(plane, skeleton, field, half)
        regions, edge, free, depth = skin.regions, skin.edge, skin.free, skin.depth
        for name, area in skin.areas.items():
            seen[name] = max(seen[name], area)
        bones = draw_bones(plane, {**skeleton.single, **skeleton.paired})
        flesh = draw_muscles(plane, muscles, depth)
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
                    regions=_sided(plane, regions, move, name),
                    bones={
                        (bone if bone in skeleton.single else f"{bone}:{name}"): svg_path(
                            [move(plane, line) for line in lines]
                        )
                        for bone, lines in bones.items()
                    },
                    muscles=_sided(plane, flesh, move, name),
                    relief=_webp(shading if name == "left" else shading[:, ::-1]),
                )
            continue
        drawn_bones: dict[str, str] = {}
        for bone, lines in bones.items():
            if bone in skeleton.single:
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
            contour=svg_path(
                [
                    *_midline_joined(plane, free),
                    *(_to_left(plane, line) for line in inner),
                    *(_to_right(plane, line) for line in inner if line[0, 0] > 0),
                ]
            ),
            regions=_sided(plane, regions, _to_left, "left") | _sided(plane, regions, _to_right, "right"),
            bones=drawn_bones,
            muscles={
                key: path
                for name, lines in flesh.items()
                for key, path in (
                    (f"{name}:left", svg_path([_to_left(plane, line) for line in lines])),
                    (f"{name}:right", svg_path([_to_right(plane, line) for line in lines])),
                )
            },
            relief=_webp(both),
        )
    hidden = [name for name, area in seen.items() if area < LEAST_AREA]
    if hidden:
        raise BodyBuildError(f"These regions show less than {LEAST_AREA} mm2 in every view: {', '.join(hidden)}.")
    return {name: views[name] for name in ENDS}
