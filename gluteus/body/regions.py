"""Named regions of the skin, by rules on landmarks: each place from the lower ribs to the ankles has exactly one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gluteus.body.landmarks import crest_ridge, half_landmarks
from gluteus.body.model import BodyBuildError, Floats, Skeleton

Mask = NDArray[np.bool_]

TRUNK = (
    *("ribs_back", "ribs_side", "ribs_front"),
    *("lumbar_upper_inner", "lumbar_upper_outer", "lumbar_lower_inner", "lumbar_lower_outer"),
    *("abdomen_upper", "abdomen_lower_inner", "abdomen_lower_outer", "pubis", "groin", "perineum"),
)
PELVIS = (
    *("iliac_crest_back", "iliac_crest_side", "iliac_crest_front"),
    *("sacroiliac", "sacrum_upper", "sacrum_lower", "coccyx", "gluteal_cleft"),
    *("buttock_upper_inner", "buttock_upper_outer", "buttock_middle_inner", "buttock_middle_outer"),
    *("buttock_lower_inner", "buttock_lower_outer", "sit_bone", "gluteal_fold"),
    *("hip_side", "greater_trochanter", "hip_front"),
)
QUARTERS = ("outer", "back", "inner", "front")
LEG = tuple(
    [f"thigh_{quarter}_{third}" for third in ("upper", "middle", "lower") for quarter in QUARTERS]
    + [f"knee_{quarter}" for quarter in QUARTERS]
    + [f"leg_{quarter}_{half}" for half in ("upper", "lower") for quarter in QUARTERS]
)
REGIONS: tuple[str, ...] = TRUNK + PELVIS + LEG


CREST_BAND = 0.040  # height of the crest regions, metres


def _from_ridge(ridge: Floats, ridge_around: Floats, around: Floats, z: Floats) -> Floats:
    """Give the distance (m) of skin points from the crest, on the trunk unrolled to a plane."""
    girth = np.hypot(ridge[:, 0], ridge[:, 1] - ridge[:, 1].mean()).mean()
    count = np.linspace(0.0, len(ridge) - 1.0, 400)
    line = np.stack(
        [np.interp(count, np.arange(len(ridge)), part) for part in (np.radians(ridge_around) * girth, ridge[:, 2])],
        axis=1,
    )
    away, nearest = cKDTree(line).query(np.stack([np.radians(around) * girth, z], axis=1))
    # Behind the PSIS the crest has ended; in front it rounds the ASIS.
    return np.asarray(np.where(nearest == 0, np.inf, away))


def check_vocabulary(known: set[str]) -> None:
    """Compare the rules with the atlas.

    Raises
    ------
    BodyBuildError
        A region has a rule here and is not in the atlas, or the other way round.
    """
    ruled = set(REGIONS)
    if ruled != known:
        raise BodyBuildError(
            "gluteus/atlas/regions.yml and gluteus/body/regions.py disagree: "
            f"without a rule {sorted(known - ruled)}, without an entry {sorted(ruled - known)}."
        )


def label(skeleton: Skeleton, points: Floats) -> NDArray[np.int64]:
    """Name the region of skin points of the left half.

    Parameters
    ----------
    skeleton : Skeleton
        Where the landmarks come from.
    points : ndarray (n, 3)
        Places on the skin, x outwards from the midline (0 or more), metres.

    Returns
    -------
    ndarray (n,)
        Index into :data:`REGIONS`; every point gets one.
    """
    marks = half_landmarks(skeleton)
    x, y, z = np.abs(points[:, 0]), points[:, 1], points[:, 2]
    ridge = crest_ridge(skeleton)

    axis_y = 0.5 * (marks["asis"][1] + marks["psis"][1])
    around = np.degrees(np.arctan2(y - axis_y, x))  # 90 back, 0 outwards, -90 front
    hip_around = np.degrees(np.arctan2(y - axis_y, x - 0.06))
    ridge_around = np.degrees(np.arctan2(ridge[:, 1] - axis_y, ridge[:, 0]))
    crest = np.interp(around, ridge_around[::-1], ridge[::-1, 2])
    above_crest = z - crest

    l3_l4 = 0.5 * (marks["L3"][2] + marks["L4"][2])
    costal = marks["L1"][2] + 0.012
    arch = costal + 0.095 * np.clip(1.0 - x / 0.115, 0.0, 1.0)
    psis, asis, tubercle = marks["psis"], marks["asis"], marks["pubic_tubercle"]
    sit, trochanter = marks["ischial_tuberosity"], marks["greater_trochanter"]
    corner_upper, corner_lower, coccyx = marks["sacral_corner_upper"], marks["sacral_corner_lower"], marks["coccyx_tip"]

    back, front = around > 0, around <= 0
    on_crest = _from_ridge(ridge, ridge_around, around, z) <= CREST_BAND / 2
    beside_psis = ((x - psis[0]) / 0.021) ** 2 + ((z - psis[2] + 0.010) / 0.034) ** 2 < 1
    sacral_edge = np.interp(z, [corner_lower[2], corner_upper[2]], [corner_lower[0], corner_upper[0]])
    on_sacrum = (around > 45) & (x < sacral_edge) & (z > corner_lower[2]) & (z < corner_upper[2] + 0.004)
    sacrum_middle = psis[2] - 0.004

    slope = (asis[2] - tubercle[2]) / (asis[0] - tubercle[0])
    inguinal = (z - tubercle[2] - slope * (x - tubercle[0])) / np.hypot(1.0, slope)
    fold = sit[2] - 0.030
    buttock = hip_around > 38
    upper_third, lower_third = coccyx[2] + 0.045, coccyx[2] - 0.012

    knee = marks["knee"]
    thigh_centre = np.stack(
        [
            np.interp(z, [0.063, knee[2], 0.8], [0.076, 0.078, 0.09]),
            np.interp(z, [0.063, 0.3, 0.8], [0.165, 0.165, 0.165]),
        ]
    )
    quarter_angle = np.degrees(np.arctan2(y - thigh_centre[1], x - thigh_centre[0]))
    quarter = np.floor(((quarter_angle + 45) % 360) / 90).astype(np.int64)
    knee_top, knee_bottom = knee[2] + 0.045, knee[2] - 0.055
    thigh_step = (fold - 0.012 - knee_top) / 3

    rules: list[tuple[str, Mask]] = [
        ("ribs_back", (around > 20) & (z > costal)),
        ("ribs_side", (around > -42) & (z > costal)),
        ("ribs_front", front & (z > arch)),
        ("sacroiliac", (around > 30) & beside_psis),
        ("sacrum_upper", on_sacrum & (z > sacrum_middle)),
        ("sacrum_lower", on_sacrum),
        ("iliac_crest_back", on_crest & (around > 24)),
        ("iliac_crest_side", on_crest & (around > -12)),
        ("iliac_crest_front", on_crest),
        ("lumbar_upper_inner", back & (z > l3_l4) & (x < 0.048)),
        ("lumbar_upper_outer", back & (z > l3_l4)),
        ("lumbar_lower_inner", back & (above_crest > 0) & (x < 0.048)),
        ("lumbar_lower_outer", back & (above_crest > 0)),
        ("abdomen_upper", front & (z > l3_l4)),
        ("coccyx", (around > 45) & (x < 0.006 + 0.36 * (z - coccyx[2])) & (z > coccyx[2])),
        ("gluteal_cleft", (y > axis_y) & (x < 0.012) & (z > sit[2] - 0.030)),
        ("perineum", (x / 0.021) ** 2 + ((z - sit[2] + 0.030) / 0.030) ** 2 < 1),
        ("pubis", front & (x < 0.010 + 0.42 * (z - tubercle[2] + 0.048)) & (z < tubercle[2] + 0.030)),
        ("abdomen_lower_inner", front & (inguinal > 0.008) & (x < 0.060)),
        ("abdomen_lower_outer", front & (inguinal > 0.008) & (above_crest > 0)),
        ("groin", (hip_around < -30) & (np.abs(inguinal + 0.012) <= 0.020) & (x < 0.098)),
        (
            "greater_trochanter",
            (x > 0.11) & (((y - trochanter[1]) / 0.027) ** 2 + ((z - trochanter[2]) / 0.033) ** 2 < 1),
        ),
        ("sit_bone", buttock & (((x - sit[0] - 0.006) / 0.026) ** 2 + ((z - sit[2]) / 0.021) ** 2 < 1)),
        ("gluteal_fold", buttock & (np.abs(z - fold) <= 0.012)),
    ]
    for name, part in (
        ("upper", buttock & (z > upper_third)),
        ("middle", buttock & (z > lower_third)),
        ("lower", buttock & (z > fold)),
    ):
        rules += [(f"buttock_{name}_inner", part & (x < 0.078)), (f"buttock_{name}_outer", part)]
    rules += [
        ("hip_side", (hip_around > -38) & (z > trochanter[2] - 0.045)),
        ("hip_front", front & (z > trochanter[2] - 0.040) & (x > 0.055)),
    ]
    for level, bottom in (
        ("thigh_{}_upper", knee_top + 2 * thigh_step),
        ("thigh_{}_middle", knee_top + thigh_step),
        ("thigh_{}_lower", knee_top),
        ("knee_{}", knee_bottom),
        ("leg_{}_upper", 0.5 * (knee_bottom + marks["ankle"][2])),
        ("leg_{}_lower", -np.inf),
    ):
        rules += [(level.format(name), (quarter == index) & (z > bottom)) for index, name in enumerate(QUARTERS)]
    index = {name: number for number, name in enumerate(REGIONS)}
    return np.asarray(
        np.select([mask for _, mask in rules], [index[name] for name, _ in rules], default=-1), dtype=np.int64
    )
