"""The bones of the stance widget, standing on the right leg; the left leg's picture is its mirror image."""

from __future__ import annotations

from functools import cache
from math import atan2, cos, radians, sin
from typing import Any, Final

import numpy as np
from shapely import LineString

from gluteus.body import Body, Mesh, View, load
from gluteus.body.coarse import rounded
from gluteus.body.model import Floats
from gluteus.body.paths import arcs_of, rings, svg_path, without_specks
from gluteus.body.raster import depth_map
from gluteus.charts.outlines import polylines

VIEW: Final = "front"

WINDOW: Final = (-160, 20, 540, 800)
"""Left, top, right, bottom of the picture in the view's millimetres: both hands, from the lowest ribs to the knees."""

LIFTED_DEG: Final = 60.0
"""How far the hip and the knee of the lifted leg bend, in degrees; it is for the eye, no figure depends on it."""

SPINE: Final[dict[str, float]] = {
    "ribs": 1,
    "T10": 1,
    "T11": 1,
    "T12": 1,
    "L1": 1,
    "L2": 1,
    "L3": 1,
    "L4": 0.7,
    "L5": 0.3,
}
"""What leans with the upper body, and how much of the lean it takes: the lowest vertebrae make the bend."""

DETAIL_MM: Final = 0.7
"""How far a line may lie from the bone's edge: a third of a pixel on a wide screen."""


@cache
def figure() -> dict[str, Any]:
    """Give the bones of a person on the right leg, in the front view's millimetres.

    The standing leg leans inwards until the ankle is below the middle of the body, as one who does not fall over has
    it; the other leg is bent at hip and knee.  Bones are turned in space and then drawn, each as far as it is seen.

    Returns
    -------
    dict
        ``window``: left, top, width, height of the picture.  ``hip``: the standing hip.  ``middle``: x of the midline.
        ``muscle``: path of the gluteus medius.  ``legs``: paths of pelvis, sacrum and legs in drawing order.
        ``trunk``: pairs of a path and its share of a lean of the upper body.
    """
    body = load(progress=False)
    view = body.views[VIEW]
    left, top, right, bottom = WINDOW
    return {
        "window": [left, top, right - left, bottom - top],
        "hip": [round(float(number), 1) for number in view.project(body.landmarks["hip:right"])],
        "middle": view.width / 2,
        "muscle": _short(list(polylines(view.muscles["gluteus_medius:right"]))),
        "legs": [_short(lines) for lines in _drawn(view, _posed(body))],
        "trunk": [[_short(list(polylines(view.bones[name]))), share] for name, share in SPINE.items()],
    }


def _posed(body: Body) -> list[Mesh]:
    """Stand the bones on the right leg."""
    hip, ankle = body.landmarks["hip:right"], body.landmarks["ankle:right"]
    inwards = atan2(hip[0], hip[2] - ankle[2])
    lifted, knee = body.landmarks["hip:left"], body.landmarks["knee:left"]
    bent = _turned(knee, lifted, (1, 2), radians(LIFTED_DEG)) - knee
    standing = [
        Mesh(_turned(bone.vertices, hip, (0, 2), inwards), bone.faces)
        for bone in (body.bones[f"{name}:right"] for name in ("femur", "patella", "tibia", "fibula"))
    ]
    thigh = body.bones["femur:left"]
    shank = [body.bones[f"{name}:left"] for name in ("patella", "tibia", "fibula")]
    return [
        *(body.bones[name] for name in ("sacrum", "pelvis:left", "pelvis:right")),
        *standing,
        Mesh(_turned(thigh.vertices, lifted, (1, 2), radians(LIFTED_DEG)), thigh.faces),
        # The knee bends as much as the hip: the shank still hangs straight down.
        *(Mesh(bone.vertices + bent, bone.faces) for bone in shank),
    ]


def _turned(points: Floats, centre: Floats, axes: tuple[int, int], angle: float) -> Floats:
    """Turn points (n, 3) about a centre (3,) in a plane, from its second axis (up) against its first one."""
    turned = np.array(points, dtype=float)
    across, up = (turned[..., axis] - centre[axis] for axis in axes)
    turned[..., axes[0]] = centre[axes[0]] + across * cos(angle) + up * sin(angle)
    turned[..., axes[1]] = centre[axes[1]] + up * cos(angle) - across * sin(angle)
    return turned


def _drawn(view: View, bones: list[Mesh]) -> list[list[Floats]]:
    """Draw of each bone what the others leave to be seen."""
    bottom = WINDOW[3]
    nearest = np.full((bottom, view.width), np.inf)
    labels = np.zeros(nearest.shape, dtype=np.int64)
    for number, bone in enumerate(bones, start=1):
        mesh = rounded(bone)
        depth = depth_map(view.project(mesh.vertices), mesh.vertices[:, 1], mesh.faces, nearest.shape)
        closer = depth < nearest
        labels[closer], nearest[closer] = number, depth[closer]
    # A frame keeps what the lower edge cuts off closed.
    arcs = arcs_of(np.pad(without_specks(labels, 12), 1), 1.5, 0.3)
    return [
        rings([arc.points - 1.0 for arc in arcs if number in (arc.left, arc.right)])
        for number in range(1, len(bones) + 1)
        if (labels == number).any()
    ]


def _short(lines: list[Floats]) -> str:
    """Write lines as a path in whole millimetres."""
    return svg_path([np.array(LineString(line).simplify(DETAIL_MM).coords) for line in lines], decimals=0)
