"""Muscle bodies: published volumes laid along the model's paths.

Volumes (cm3) are the means of healthy young adults published by Handsfield et al., J Biomech 2014;47:631-8.
The model gives some muscles more than one line of action; their volume is shared out evenly.
The belly of each muscle is a skewed bump between two fractions of its path (origin 0, insertion 1); the rest is tendon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gluteus.body.model import Floats, Skeleton


@dataclass(frozen=True)
class Belly:
    """How a unit's volume lies along its path.

    Attributes
    ----------
    volume : float
        Volume in cm3 of this unit.
    start, peak, end : float
        Where the belly begins, is thickest and ends, as fractions of the path.
    reach : float
        Metres by which the muscle is longer than its line of action at the origin end (the vasti arise along the
        whole femur shaft, their lines of action begin halfway down; likewise at the shank).
    """

    volume: float
    start: float = 0.0
    peak: float = 0.45
    end: float = 1.0
    reach: float = 0.0


LEG: dict[str, Belly] = {
    "addbrev": Belly(104),
    "addlong": Belly(162, peak=0.4),
    "addmagDist": Belly(140, peak=0.35),
    "addmagIsch": Belly(140, peak=0.35, end=0.9),
    "addmagMid": Belly(140, peak=0.4),
    "addmagProx": Belly(140, peak=0.4),
    "bflh": Belly(206, start=0.1, peak=0.45, end=0.95),
    "bfsh": Belly(100, peak=0.5, end=0.95),
    "grac": Belly(104, peak=0.25, end=0.8),
    "recfem": Belly(269, start=0.05, peak=0.4, end=0.85),
    "sart": Belly(164, peak=0.35, end=0.95),
    "semimem": Belly(246, start=0.2, peak=0.65, end=1.0),
    "semiten": Belly(186, start=0.02, peak=0.4, end=0.75),
    "tfl": Belly(76, start=0.0, peak=0.15, end=0.35),
    "vasint": Belly(270, peak=0.48, end=0.85, reach=0.15),
    "vaslat": Belly(830, peak=0.42, end=0.85, reach=0.18),
    "vasmed": Belly(430, peak=0.58, end=0.90, reach=0.14),
    "gaslat": Belly(150, peak=0.28, end=0.55),
    "gasmed": Belly(257, peak=0.30, end=0.58),
    "soleus": Belly(438, peak=0.28, end=0.72, reach=0.03),
    "tibant": Belly(135, peak=0.28, end=0.65, reach=0.07),
    "tibpost": Belly(105, peak=0.3, end=0.7, reach=0.06),
    "edl": Belly(70, peak=0.2, end=0.55, reach=0.06),
    "ehl": Belly(30, peak=0.25, end=0.5),
    "fdl": Belly(30, peak=0.2, end=0.4, reach=0.04),
    "fhl": Belly(79, peak=0.2, end=0.45, reach=0.06),
    "perlong": Belly(90, peak=0.25, end=0.55, reach=0.08),
    "perbrev": Belly(40, peak=0.3, end=0.75, reach=0.04),
}

HIP: dict[str, Belly] = {
    "glmax1": Belly(860 / 3),
    "glmax2": Belly(860 / 3),
    "glmax3": Belly(860 / 3),
    "glmed1": Belly(323 / 3),
    "glmed2": Belly(323 / 3),
    "glmed3": Belly(323 / 3),
    "glmin1": Belly(104 / 3),
    "glmin2": Belly(104 / 3),
    "glmin3": Belly(104 / 3),
    "piri": Belly(43),
    "iliacus": Belly(177, peak=0.35),
    "psoas": Belly(275, peak=0.4),
}


def resample(path: Floats, count: int) -> Floats:
    """Give ``count`` points evenly spaced along a path (k, 3)."""
    length = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    even = np.linspace(0.0, length[-1], count)
    return np.stack([np.interp(even, length, path[:, axis]) for axis in range(3)], axis=1)


def belly_profile(fractions: Floats, belly: Belly) -> Floats:
    """Give the relative cross-section (0 to 1) at fractions of the path: a bump that is 1 at the peak, 0 outside."""
    rising = np.clip((fractions - belly.start) / (belly.peak - belly.start), 0.0, 1.0)
    falling = np.clip((belly.end - fractions) / (belly.end - belly.peak), 0.0, 1.0)
    return np.asarray(np.sin(0.5 * np.pi * np.minimum(rising, falling)) ** 1.2)


def unit_body(skeleton: Skeleton, unit: str, belly: Belly, count: int = 61) -> tuple[Floats, Floats]:
    """Lay a unit's volume along its path.

    Returns
    -------
    tuple of ndarray (count, 3) and ndarray (count,)
        Points in metres and, at each, the cross-section in square metres.
    """
    path = skeleton.paths[unit]
    if belly.reach:
        shaft = skeleton.hip - skeleton.knee
        path = np.vstack([path[0] + shaft / np.linalg.norm(shaft) * belly.reach, path])
    points = resample(path, count)
    profile = belly_profile(np.linspace(0.0, 1.0, count), belly)
    length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    area = profile * belly.volume * 1e-6 / (length * np.trapezoid(profile, dx=1.0 / (count - 1)))
    return points, area
