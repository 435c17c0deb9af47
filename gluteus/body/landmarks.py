"""Named landmarks, each by a rule on the bones (never by hand)."""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull

from gluteus.body.model import MIRROR, Floats, Skeleton

MIDLINE = ("coccyx_tip", "L1", "L2", "L3", "L4", "L5", "T12")


def crest_ridge(skeleton: Skeleton) -> Floats:
    """Give the iliac crest as a line from the PSIS to the ASIS, 41 points evenly spaced, shape (41, 3), metres.

    Rule: the upper edge of the hip bone seen from the side, that is its convex hull between the two spines.
    """
    bone = skeleton.paired["pelvis"].vertices
    upper = bone[bone[:, 2] > skeleton.hip[2] + 0.05]
    psis, asis = upper[upper[:, 1].argmax()], upper[upper[:, 1].argmin()]
    hull = upper[ConvexHull(upper[:, 1:]).vertices]
    chord = asis[2] + (hull[:, 1] - asis[1]) * (psis[2] - asis[2]) / (psis[1] - asis[1])
    edge = hull[hull[:, 2] >= chord - 1e-9]
    edge = edge[np.argsort(-edge[:, 1], kind="stable")]
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(edge, axis=0), axis=1))]
    even = np.linspace(0.0, length[-1], 41)
    return np.stack([np.interp(even, length, edge[:, axis]) for axis in range(3)], axis=1)


def half_landmarks(skeleton: Skeleton) -> dict[str, Floats]:
    """Find the landmarks of the left half and of the midline, name to point (3,), metres.

    Rules, on bone vertices of the left half (x outwards, y backwards, z up):

    ``psis``, ``asis``: rearmost and foremost point of the hip bone more than 5 cm above the hip joint.
    ``crest_top``: mean of the points within 2 mm of the hip bone's highest.
    ``crest_back``: halfway along the crest between PSIS and top; ``crest_side``: its outermost point;
    ``crest_front``: halfway between that and the ASIS.
    ``ischial_tuberosity``: farthest down and back (largest y - z) of the hip bone.
    ``pubic_tubercle``: foremost point of the hip bone below the hip joint, at least 15 mm from the midline.
    ``greater_trochanter``: outermost point of the femur.
    ``sacral_corner_upper``: largest x + z of the sacrum; ``sacral_corner_lower``: its lowest point that is still at
    least two fifths of its half width from the midline (inferior lateral angle). ``coccyx_tip``: its lowest point.
    ``L1`` ... ``L5``, ``T12``: tip of the spinous process, the vertebra's rearmost point.
    ``hip``, ``knee``, ``ankle``: the model's joint centres. ``patella``: foremost point of the patella.
    """
    pelvis, femur = skeleton.paired["pelvis"].vertices, skeleton.paired["femur"].vertices
    sacrum, patella = skeleton.single["sacrum"].vertices, skeleton.paired["patella"].vertices
    upper = pelvis[pelvis[:, 2] > skeleton.hip[2] + 0.05]
    lower_front = pelvis[(pelvis[:, 2] < skeleton.hip[2]) & (pelvis[:, 0] > 0.015)]
    wide = sacrum[sacrum[:, 0] > 0.4 * sacrum[:, 0].max()]
    ridge = crest_ridge(skeleton)
    top = pelvis[pelvis[:, 2] > pelvis[:, 2].max() - 0.002].mean(axis=0)
    at_top = int(np.abs(ridge[:, 1] - top[1]).argmin())
    at_side = int(ridge[:, 0].argmax())
    found = {
        "psis": upper[upper[:, 1].argmax()],
        "asis": upper[upper[:, 1].argmin()],
        "crest_top": top,
        "crest_back": ridge[at_top // 2],
        "crest_side": ridge[at_side],
        "crest_front": ridge[(at_side + len(ridge)) // 2],
        "greater_trochanter": femur[femur[:, 0].argmax()],
        "sacral_corner_upper": sacrum[(sacrum[:, 0] + sacrum[:, 2]).argmax()],
        "sacral_corner_lower": wide[wide[:, 2].argmin()],
        "ischial_tuberosity": pelvis[(pelvis[:, 1] - pelvis[:, 2]).argmax()],
        "pubic_tubercle": lower_front[lower_front[:, 1].argmin()],
        "hip": skeleton.hip,
        "knee": skeleton.knee,
        "ankle": skeleton.ankle,
        "patella": patella[patella[:, 1].argmin()],
        "coccyx_tip": sacrum[sacrum[:, 2].argmin()] * [0.0, 1.0, 1.0],
    }
    for level in ("L1", "L2", "L3", "L4", "L5", "T12"):
        vertebra = skeleton.single[level].vertices
        found[level] = vertebra[vertebra[:, 1].argmax()] * [0.0, 1.0, 1.0]
    return found


def both_sides(half: dict[str, Floats]) -> dict[str, Floats]:
    """Give sided names (``psis:left``, ``psis:right``) to a half's landmarks; midline names stay as they are."""
    named: dict[str, Floats] = {}
    for name, point in half.items():
        if name in MIDLINE:
            named[name] = point
        else:
            named[f"{name}:left"] = point
            named[f"{name}:right"] = point * MIRROR
    return named
