"""Muscles as strands of spheres, for drawing; :mod:`gluteus.body.flesh` makes closed bodies of them.

What is known: the model's lines of action, its bones, and for the muscles of hip, thigh and leg the mean volumes of
:mod:`gluteus.body.muscles`. A muscle that the model knows by one line is its volume laid along it; its tendons are
drawn as cords. Broad muscles are spread out between the model's lines, or over the bone that they arise from, and
their thickness is set so that the body has the published volume (``tests/unit/test_body_solid.py`` holds it to that).

What is only drawn: no volumes of trunk muscles are at hand (quadratus lumborum, iliocostalis, longissimus, multifidus,
rectus abdominis). Their fascicles run where the model has them; their thickness is set by looking, and says nothing.
The model's trunk lines end up to 4 cm above its own hip bone: here they are drawn on to the crest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from scipy import ndimage

from gluteus.body.landmarks import crest_ridge, half_landmarks
from gluteus.body.model import Floats, Skeleton, on_abdominal_wall
from gluteus.body.muscles import HIP, LEG, Belly, resample, unit_body

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

Strand = tuple[Floats, Floats]

FANS = {"gluteus_medius": "medius", "gluteus_maximus": "maximus", "gluteus_minimus": "minimus"}
COMPARTMENTS = {
    # Which part of the fan's origin, 0 = front to 1 = back.
    "gluteus_medius.anterior": (0.0, 0.315),
    "gluteus_medius.middle": (0.355, 0.645),
    "gluteus_medius.posterior": (0.685, 1.0),
}
MAXIMUS, MEDIUS, MINIMUS = 0.025, 0.006, 0.005  # greatest radius (m) of a fibre under the skin
DEEP = 0.004 + 0.002 * np.sin(np.pi * np.linspace(0.0, 1.0, 41))
TENDON = 0.006  # radius (m) of a cord; rounding takes half of it away again
# The iliotibial tract is a sheet, and the vasti end at the kneecap.
WITHOUT_TENDON = ("tfl", "vasint", "vaslat", "vasmed")


def _fan(origins: Floats, ends: Floats, thickness: Floats, bulge: Floats, taper: float) -> list[Strand]:
    """Spread fibres from points (n, 3) to points (n, 3), thick and bulging in between.

    ``thickness`` (n,) is the greatest radius of every fibre, ``taper`` the share of it that is left at the end.
    """
    along = np.linspace(0.0, 1.0, 41)
    arches = np.sin(np.pi * along)[:, None] * np.broadcast_to(bulge, ends.shape)[:, None, :]
    swell = 0.35 + 0.65 * np.sin(np.pi * along**0.85) ** 0.8
    profile = np.maximum(swell, np.where(along > 0.5, taper, 0.0))
    return [
        (start + (end - start) * along[:, None] + arch, np.maximum(thick * profile, 0.0045))
        for start, end, arch, thick in zip(origins, ends, arches, thickness, strict=True)
    ]


def _lines(skeleton: Skeleton, muscle: str) -> list[Floats]:
    """Give the model's three lines (41, 3) of a gluteal muscle, from the front or top to the back or bottom."""
    return [resample(skeleton.paths[f"gl{muscle[:3]}{number}"], 41) for number in (1, 2, 3)]


def _on_trochanter(lines: list[Floats], shares: Floats) -> Floats:
    """Give where fibres at shares (n,) of a fan end on the greater trochanter, (n, 3)."""
    return _between([line[-1] for line in lines], shares) + np.outer(shares - 0.5, [0.0, 0.018, 0.0])


def _thinning(shares: Floats) -> Floats:
    """Give the relative thickness (n,) of a sheet: it is thinner towards its free borders."""
    return np.asarray(0.55 + 0.45 * np.sin(np.pi * shares) ** 0.7)


def _medius_surface(skeleton: Skeleton, shares: Floats) -> list[Strand]:
    """Give the fibres of the gluteus medius that lie under the skin, from just below the crest."""
    ends = _on_trochanter(_lines(skeleton, "medius"), shares)
    rim = _between(list(crest_ridge(skeleton)[::-1]), 0.05 + 0.85 * shares)
    steps = ends - rim
    start = rim + steps / np.linalg.norm(steps, axis=1, keepdims=True) * 0.008
    return _fan(start, ends, MEDIUS * _thinning(shares), np.array([0.008, 0.0, 0.0]), 0.5)


def medius_paths(skeleton: Skeleton) -> dict[str, Floats]:
    """Give the paths (41, 3) of the gluteus medius units along the middle fibre under the skin of each compartment.

    The model's own lines begin at the middle of each origin, 3 to 6 cm below the crest that the muscle arises from.
    """
    paths = {}
    for name, (first, last) in COMPARTMENTS.items():
        (unit,) = MUSCLES[name]
        [(paths[unit], _)] = _medius_surface(skeleton, np.array([(first + last) / 2]))
    return paths


def _layers(outer: list[Strand], deep: list[Strand]) -> list[Strand]:
    """Fill the room between the fibres under the skin and the deep ones."""
    return [strand for pair in zip(outer, deep, strict=True) for strand in _sheet(list(pair), 3, 1.0)]


def _between(corners: list[Floats], shares: Floats) -> Floats:
    """Give points at shares (0 to 1) of the way along corner points, shape (len(shares), 3)."""
    return np.asarray(resample(np.array(corners), 401)[np.round(shares * 400).astype(int)])


def gluteal_fan(skeleton: Skeleton, muscle: str) -> list[Strand]:
    """Spread a gluteal muscle over the hip bone.

    Medius: from just below the crest, between the spines, to the greater trochanter; minimus: from a line two thirds
    of the way up; maximus: from the back of the crest, sacrum and coccyx to the iliotibial tract and the femur below.

    Parameters
    ----------
    skeleton : Skeleton
        Where bones and paths come from.
    muscle : str
        ``maximus``, ``medius`` or ``minimus``.
    """
    shares = np.linspace(0.0, 1.0, 33)
    ridge = list(crest_ridge(skeleton)[::-1])
    marks = half_landmarks(skeleton)
    lines = _lines(skeleton, muscle)
    # The deep fibres run between the model's lines, those under the skin from the edge of the bone.
    deep = [
        (lines[pair] + (2 * share - pair) * (lines[pair + 1] - lines[pair]), DEEP)
        for share in shares
        for pair in (min(int(2 * share), 1),)
    ]
    middle = _thinning(shares)
    if muscle == "maximus":
        behind = [
            ridge[33],
            marks["psis"],
            marks["sacral_corner_lower"] + [0.0, 0.015, 0.0],
            marks["coccyx_tip"] + [0.010, 0.0, -0.004],
        ]
        tract = [lines[0][-1] + [0.012, 0.0, 0.012], lines[1][-1], lines[2][-1]]
        outer = _fan(
            _between(behind, shares),
            _between(tract, shares),
            MAXIMUS * middle,
            np.outer(shares, [0.0, 0.045, 0.0]) + np.array([0.002, 0.010, -0.008]),
            0.5,
        )
        return _layers(outer, deep)
    if muscle == "medius":
        return _layers(_medius_surface(skeleton, shares), deep)
    ends = _on_trochanter(lines, shares)
    rim = _between(ridge, 0.10 + 0.62 * shares)
    return _layers(_fan(ends + 0.66 * (rim - ends), ends, MINIMUS * middle, np.array([0.002, 0.0, 0.0]), 0.5), deep)


def _laid(skeleton: Skeleton, unit: str, belly: Belly) -> Strand:
    """Lay a unit's volume along its path, with cords for tendons where the belly does not reach the bone."""
    points, area = unit_body(skeleton, unit, belly, 121)
    radii = np.sqrt(area / np.pi)
    if not unit.startswith(WITHOUT_TENDON):
        return points, np.maximum(radii, TENDON)
    fleshy = np.flatnonzero(area > 0.02 * area.max())
    return points[fleshy[0] : fleshy[-1] + 1], radii[fleshy[0] : fleshy[-1] + 1]


def _sheet(strands: list[Strand], between: int, flat: float) -> list[Strand]:
    """Fill the room between neighbouring strands with more of them, and flatten all (radius times ``flat``)."""
    even = [
        (resample(points, 61), np.interp(np.linspace(0, 1, 61), np.linspace(0, 1, len(radii)), radii))
        for points, radii in strands
    ]
    found: list[Strand] = []
    for (points, radii), (others, wider) in pairwise(even):
        found += [
            (points + share * (others - points), flat * (radii + share * (wider - radii)))
            for share in np.arange(between) / between
        ]
    points, radii = even[-1]
    return [*found, (points, flat * radii)]


def _to_crest(skeleton: Skeleton, points: Floats) -> Floats:
    """Draw a trunk line that ends above the hip bone on to the crest; its lower end comes first."""
    upwards = points if points[0, 2] < points[-1, 2] else points[::-1]
    ridge = crest_ridge(skeleton)
    # Rather as far from the midline as the line ends than as far back.
    foot = ridge[np.hypot(ridge[:, 0] - upwards[0, 0], 0.4 * (ridge[:, 1] - upwards[0, 1])).argmin()]
    return np.vstack([foot, upwards]) if upwards[0, 2] > foot[2] else upwards


def _fascicles(skeleton: Skeleton, units: Sequence[str], radius: float | Floats) -> list[Strand]:
    """Give the model's trunk lines, lower end first, with the room between neighbours filled."""
    paths = [resample(_to_crest(skeleton, skeleton.paths[unit]), 41) for unit in units]
    return _sheet([(path, np.broadcast_to(radius, 41)) for path in paths], 3, 1.0)


def _quadratus(skeleton: Skeleton) -> list[Strand]:
    """Give the quadratus lumborum: a sheet between the crest, the transverse processes and the twelfth rib."""
    front = ("QL_ant_I.3-12.3", "QL_ant_I.3-12.2", "QL_ant_I.3-12.1", "QL_ant_I.2-12.1")
    behind = (
        "QL_post_I.3-L1",
        "QL_post_I.3-L2",
        "QL_post_I.2-L2",
        "QL_post_I.2-L3",
        "QL_post_I.1-L3",
        "QL_post_I.2-L4",
    )
    between = [unit for unit in skeleton.paths if unit.startswith("QL_mid_")]
    ribs = [(resample(skeleton.paths[unit], 41), np.full(41, 0.006)) for unit in between]
    return _fascicles(skeleton, front, 0.006) + _fascicles(skeleton, behind, 0.006) + _sheet(ribs, 3, 1.0)


def _iliocostalis(skeleton: Skeleton) -> list[Strand]:
    """Give the iliocostalis: the lateral column, from the crest to the lower ribs and the lumbar processes."""
    ribs = _fascicles(skeleton, [f"IL_R{number}" for number in range(7, 13)], 0.0075)
    return ribs + _fascicles(skeleton, [f"IL_L{number}" for number in range(1, 5)], 0.0075)


def _longissimus(skeleton: Skeleton) -> list[Strand]:
    """Give the longissimus: the column beside the spine; its lines begin as the thin sheet of the back's tendon."""
    swell = 0.004 + 0.004 * np.clip(np.linspace(0.0, 2.5, 41), 0.0, 1.0)
    ribs = _fascicles(skeleton, [f"LTpT_R{number}" for number in range(4, 13)], swell)
    spine = _fascicles(skeleton, [f"LTpT_T{number}" for number in range(4, 13)], swell)
    return ribs + spine + _fascicles(skeleton, [f"LTpL_L{number}" for number in range(1, 6)], 0.0065)


def _multifidus(skeleton: Skeleton) -> list[Strand]:
    """Give the multifidus: it fills the gutter beside the spinous processes, down over the back of the sacrum."""
    parts, levels = (".laminar", "s", "t.1", "t.2", "t.3"), range(1, 6)
    rows = [[f"MF_m{level}{part}" for part in parts] for level in levels]
    rows += [[f"MF_m{level}{part}" for level in levels] for part in parts]
    lines = {name: (resample(skeleton.paths[name], 21), np.full(21, 0.006)) for row in rows for name in row}
    return [strand for row in rows for strand in _sheet([lines[name] for name in row], 4, 1.0)]


def _piriformis(skeleton: Skeleton) -> list[Strand]:
    """Give the piriformis: broad at the sacrum, drawn together to its tendon on the trochanter."""
    points, radii = _laid(skeleton, "piri", HIP["piri"])
    apart = np.linspace(1.0, 0.0, len(points))[:, None] ** 1.5
    return [(points + apart * [0.0, 0.0, offset], 0.85 * radii) for offset in np.linspace(-0.014, 0.014, 7)]


def _strap(skeleton: Skeleton) -> list[Strand]:
    """Give the rectus abdominis as a strap from the pubis to the costal arch, widening upwards."""
    low, high = half_landmarks(skeleton)["pubic_tubercle"][2] + 0.004, half_landmarks(skeleton)["L1"][2] + 0.10
    found = []
    for share in np.linspace(0.0, 1.0, 9):
        across = np.interp(
            np.linspace(0, 1, 81),
            [0.0, 0.5, 1.0],
            [0.006 + 0.020 * share, 0.008 + 0.048 * share, 0.010 + 0.056 * share],
        )
        line = np.stack([across, np.zeros(81), np.linspace(low, high - 0.03 * share, 81)], axis=1)
        found.append((on_abdominal_wall(line), np.full(81, 0.0065)))
    return found


def _iliopsoas(skeleton: Skeleton) -> list[Strand]:
    """Give the psoas from the lumbar spine and the iliacus from the hip bone's hollow, joined to one tendon."""
    brim = skeleton.paths["Ps_L1_TP"][-1]
    tail = resample(skeleton.paths["psoas"], 61)
    tail = tail[tail[:, 2] < brim[2] - 0.03]
    swell = np.interp(np.linspace(0, 1, 61), [0.0, 0.3, 0.55, 0.75, 1.0], [0.007, 0.011, 0.0165, 0.0145, TENDON])
    psoas = [
        (resample(np.vstack([path, tail]), 61), swell)
        for unit, path in skeleton.paths.items()
        if unit.startswith("Ps_")
    ]
    line = skeleton.paths["iliacus"]
    hollow = _between(list(crest_ridge(skeleton)), np.linspace(0.22, 0.92, 15))
    hollow = hollow + 0.14 * (line[1] - hollow) - [0.006, 0.0, 0.0]
    swell = np.interp(np.linspace(0, 1, 61), [0.0, 0.3, 0.5, 0.75, 1.0], [0.006, 0.010, 0.014, 0.013, TENDON])
    iliacus = [(resample(np.vstack([start, line[1:]]), 61), swell) for start in hollow]
    return psoas + iliacus


def _shaft(skeleton: Skeleton, heights: Floats) -> Floats:
    """Give the middle of the femur's shaft (x, y) at heights."""
    femur = skeleton.paired["femur"].vertices
    levels = np.linspace(skeleton.knee[2] + 0.02, skeleton.hip[2] - 0.05, 9)
    middle = [
        (near.min(axis=0) + near.max(axis=0)) / 2
        for near in (femur[np.abs(femur[:, 2] - level) < 0.03][:, :2] for level in levels)
    ]
    return np.stack([np.interp(heights, levels, np.array(middle)[:, axis]) for axis in range(2)], axis=1)


def _vastus(skeleton: Skeleton) -> list[Strand]:
    """Give the vastus lateralis: its volume wrapped round the outside of the femur, instead of a round belly."""
    points, radii = _laid(skeleton, "vaslat", LEG["vaslat"])
    points = ndimage.gaussian_filter1d(points, 12.0, axis=0, mode="nearest")
    middle = _shaft(skeleton, points[:, 2])
    out = points[:, :2] - middle
    found = []
    for turn in np.radians(np.linspace(-38.0, 62.0, 9)):
        turned = np.stack(
            [out[:, 0] * np.cos(turn) - out[:, 1] * np.sin(turn), out[:, 0] * np.sin(turn) + out[:, 1] * np.cos(turn)],
            axis=1,
        )
        place = np.column_stack([middle + turned, points[:, 2]])
        # All strands end where the line of action meets the kneecap.
        bound = np.clip(np.linspace(0.0, 1.0, len(points)) * 4 - 3, 0.0, 1.0)[:, None] ** 2
        found.append((place + bound * (points - place), 0.81 * radii))
    return found


def _magnus(skeleton: Skeleton) -> list[Strand]:
    """Give the adductor magnus as a sheet between its lines, from the lower edge of the hip bone along the femur."""
    units = ("addmagProx", "addmagMid", "addmagDist", "addmagIsch")
    return _sheet([_laid(skeleton, unit, LEG[unit]) for unit in units], 16, 0.88)


DRAWN: dict[str, Callable[[Skeleton], list[Strand]]] = {
    "quadratus_lumborum": _quadratus,
    "iliocostalis_lumborum": _iliocostalis,
    "longissimus_thoracis": _longissimus,
    "multifidus": _multifidus,
    "piriformis": _piriformis,
    "rectus_abdominis": _strap,
    "iliopsoas": _iliopsoas,
    "vastus_lateralis": _vastus,
    "adductor_magnus": _magnus,
}


def strands(skeleton: Skeleton, muscle: str) -> list[Strand]:
    """Give a muscle of :data:`MUSCLES` as strands of spheres: points (k, 3) and radii (k,), metres."""
    if muscle in FANS:
        return gluteal_fan(skeleton, FANS[muscle])
    if muscle in COMPARTMENTS:  # as they are seen: the deep fibres of neighbours lie behind each other
        return _medius_surface(skeleton, np.linspace(*COMPARTMENTS[muscle], 11))
    if muscle in DRAWN:
        return DRAWN[muscle](skeleton)
    bellies = LEG | HIP
    return [_laid(skeleton, unit, bellies[unit]) for unit in bellies if unit.startswith(MUSCLES[muscle])]
