"""Muscles as sheets of fibres with thickness, for drawing.

Most muscles are their published volume laid along the model's line of action. The gluteal muscles are broad, and the
model knows each by three lines: their sheets are spread over the bone that they arise from, to where the lines insert.
"""

from __future__ import annotations

import numpy as np

from gluteus.body.landmarks import crest_ridge, half_landmarks
from gluteus.body.model import Floats, Skeleton
from gluteus.body.muscles import HIP, LEG, resample, unit_body

MUSCLES: dict[str, tuple[str, ...]] = {
    # Atlas id, or id.compartment, to the beginnings of the model's unit names.
    "gluteus_medius": ("glmed",),
    "gluteus_medius.anterior": ("glmed1",),
    "gluteus_medius.middle": ("glmed2",),
    "gluteus_medius.posterior": ("glmed3",),
    "gluteus_maximus": ("glmax",),
    "gluteus_minimus": ("glmin",),
    "piriformis": ("piri",),
    "tensor_fasciae_latae": ("tfl",),
    "quadratus_lumborum": ("QL_",),
    "iliopsoas": ("psoas", "iliacus", "Ps_"),
    "iliocostalis_lumborum": ("IL_",),
    "longissimus_thoracis": ("LTpT_", "LTpL_"),
    "multifidus": ("MF_",),
    "rectus_abdominis": ("rect_abd",),
    "biceps_femoris": ("bflh", "bfsh"),
    "semitendinosus": ("semiten",),
    "semimembranosus": ("semimem",),
    "rectus_femoris": ("recfem",),
    "vastus_lateralis": ("vaslat",),
    "vastus_medialis": ("vasmed",),
    "sartorius": ("sart",),
    "adductor_longus": ("addlong",),
    "adductor_brevis": ("addbrev",),
    "adductor_magnus": ("addmag",),
    "gracilis": ("grac",),
    "gastrocnemius": ("gaslat", "gasmed"),
    "soleus": ("soleus",),
    "tibialis_anterior": ("tibant",),
}

# Drawn in the flat views for company; the atlas has no trigger points of theirs.
COMPANY = (
    *("rectus_femoris", "vastus_medialis", "sartorius", "gracilis"),
    *("gastrocnemius", "soleus", "tibialis_anterior"),
)

FANS: dict[str, tuple[str, float, float]] = {
    "gluteus_medius": ("medius", 0.0, 1.0),
    "gluteus_medius.anterior": ("medius", 0.0, 0.315),
    "gluteus_medius.middle": ("medius", 0.355, 0.645),
    "gluteus_medius.posterior": ("medius", 0.685, 1.0),
    "gluteus_maximus": ("maximus", 0.0, 1.0),
    "gluteus_minimus": ("minimus", 0.0, 1.0),
}


def _fan(origins: Floats, ends: Floats, thickness: float, bulge: Floats, taper: float) -> list[tuple[Floats, Floats]]:
    """Spread fibres from points (n, 3) to points (n, 3), bulging in between; ``taper`` is the width left at the end."""
    along = np.linspace(0.0, 1.0, 41)
    arches = np.sin(np.pi * along)[:, None] * np.broadcast_to(bulge, ends.shape)[:, None, :]
    radii = thickness * (1.0 - (1.0 - taper) * along)
    return [
        (start + (end - start) * along[:, None] + arch, radii)
        for start, end, arch in zip(origins, ends, arches, strict=True)
    ]


def _between(corners: list[Floats], shares: Floats) -> Floats:
    """Give points at shares (0 to 1) of the way along corner points, shape (len(shares), 3)."""
    return np.asarray(resample(np.array(corners), 401)[np.round(shares * 400).astype(int)])


def gluteal_fan(skeleton: Skeleton, muscle: str, first: float = 0.0, last: float = 1.0) -> list[tuple[Floats, Floats]]:
    """Spread a gluteal muscle over the hip bone.

    Medius: from just below the crest, between the spines, to the greater trochanter; minimus: from a line two thirds
    of the way up; maximus: from the back of the crest, sacrum and coccyx to the iliotibial tract and the femur below.

    Parameters
    ----------
    skeleton : Skeleton
        Where bones and paths come from.
    muscle : str
        ``maximus``, ``medius`` or ``minimus``.
    first, last : float
        Which part of the origin, 0 = front (or top) to 1 = back (or bottom).
    """
    shares = np.linspace(first, last, max(3, round(49 * (last - first))))
    ridge = list(crest_ridge(skeleton)[::-1])
    marks = half_landmarks(skeleton)
    paths = skeleton.paths
    if muscle == "maximus":
        behind = [
            ridge[33],
            marks["psis"],
            marks["sacral_corner_lower"] + [0.0, 0.015, 0.0],
            marks["coccyx_tip"] + [0.010, 0.0, -0.004],
        ]
        tract = [paths["glmax1"][-1] + [0.012, 0.0, 0.012], paths["glmax2"][-1], paths["glmax3"][-1]]
        return _fan(
            _between(behind, shares),
            _between(tract, shares),
            0.010,
            np.outer(shares, [0.0, 0.045, 0.0]) + np.array([0.002, 0.010, -0.008]),
            0.6,
        )
    tips = {"medius": ("glmed1", "glmed2", "glmed3"), "minimus": ("glmin1", "glmin2", "glmin3")}[muscle]
    ends = _between([paths[unit][-1] for unit in tips], shares) + np.outer(shares - 0.5, [0.0, 0.018, 0.0])
    if muscle == "medius":
        rim = _between(ridge, 0.05 + 0.85 * shares)
        steps = ends - rim
        start = rim + steps / np.linalg.norm(steps, axis=1, keepdims=True) * 0.008
        return _fan(start, ends, 0.0055, np.array([0.010, 0.0, 0.0]), 0.6)
    rim = _between(ridge, 0.10 + 0.62 * shares)
    return _fan(ends + 0.66 * (rim - ends), ends, 0.0055, np.array([0.008, 0.0, 0.0]), 0.6)


def strands(skeleton: Skeleton, muscle: str) -> list[tuple[Floats, Floats]]:
    """Give a muscle of :data:`MUSCLES` as strands of spheres: points (k, 3) and radii (k,), metres."""
    if muscle in FANS:
        return gluteal_fan(skeleton, *FANS[muscle])
    found = []
    for unit in (unit for unit in skeleton.paths if unit.startswith(MUSCLES[muscle])):
        belly = LEG.get(unit) or HIP.get(unit)
        if belly:
            points, area = unit_body(skeleton, unit, belly, 121)
            fleshy = np.flatnonzero(area > 0.02 * area.max())
            found.append((points[fleshy[0] : fleshy[-1] + 1], np.sqrt(area / np.pi)[fleshy[0] : fleshy[-1] + 1]))
        elif unit == "rect_abd":
            found += _strap(skeleton)
        else:
            found.append((resample(skeleton.paths[unit], 41), np.full(41, 0.005)))
    return found


def _strap(skeleton: Skeleton) -> list[tuple[Floats, Floats]]:
    """Give the rectus abdominis as a strap from the pubis to the costal arch, widening upwards."""
    marks = half_landmarks(skeleton)
    low, high = marks["pubic_tubercle"], np.array([0.0, 0.095, marks["L1"][2] + 0.05])
    return [
        (
            np.linspace(
                low * [0.0, 1.0, 1.0] + [0.006 + 0.022 * share, 0.0, 0.004],
                high + np.array([0.009 + 0.056 * share, 0.0, -0.02 * share]),
                81,
            ),
            np.full(81, 0.005),
        )
        for share in np.linspace(0.0, 1.0, 9)
    ]
