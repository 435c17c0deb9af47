"""Muscles as sheets of fibres with thickness, for drawing.

The model knows a broad muscle by a few lines of action. Its sheet is spread over the bone that it arises from: fibres run
from points along the origin to points along the insertion, and the published volume gives their thickness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gluteus.body.landmarks import crest_ridge
from gluteus.body.model import Floats, Skeleton
from gluteus.body.muscles import HIP, LEG, Belly, belly_profile, resample, unit_body

SPECIFIC_TENSION = 46e4  # N/m2, Christophy et al. 2012 (doi:10.1007/s10237-011-0290-6): turns the trunk units' force into area


@dataclass(frozen=True)
class Bundle:
    """Units of the model that are drawn together; ``fan`` names how the sheet is spread, empty for plain bodies."""

    units: tuple[str, ...]
    fan: str = ""


def _all(*prefixes: str) -> Bundle:
    return Bundle(prefixes)


MUSCLES: dict[str, tuple[Bundle, ...]] = {
    "gluteus_medius": (Bundle(("glmed1", "glmed2", "glmed3"), "medius"),),
    "gluteus_medius.anterior": (Bundle(("glmed1",), "medius.anterior"),),
    "gluteus_medius.middle": (Bundle(("glmed2",), "medius.middle"),),
    "gluteus_medius.posterior": (Bundle(("glmed3",), "medius.posterior"),),
    "gluteus_maximus": (Bundle(("glmax1", "glmax2", "glmax3"), "spread"),),
    "gluteus_minimus": (Bundle(("glmin1", "glmin2", "glmin3"), "spread"),),
    "piriformis": (_all("piri"),),
    "tensor_fasciae_latae": (_all("tfl"),),
    "quadratus_lumborum": (_all("QL_"),),
    "iliopsoas": (_all("psoas", "iliacus"),),
    "iliocostalis_lumborum": (_all("IL_"),),
    "longissimus_thoracis": (_all("LTpT_", "LTpL_"),),
    "multifidus": (_all("MF_"),),
    "rectus_abdominis": (_all("rect_abd"),),
    "biceps_femoris": (_all("bflh", "bfsh"),),
    "semitendinosus": (_all("semiten"),),
    "semimembranosus": (_all("semimem"),),
    "rectus_femoris": (_all("recfem"),),
    "vastus_lateralis": (_all("vaslat"),),
    "vastus_medialis": (_all("vasmed"),),
    "sartorius": (_all("sart"),),
    "adductor_longus": (_all("addlong"),),
    "adductor_magnus": (_all("addmag"),),
    "gracilis": (_all("grac"),),
    "gastrocnemius": (_all("gaslat", "gasmed"),),
    "soleus": (_all("soleus"),),
    "tibialis_anterior": (_all("tibant"),),
}


def medius_fan(skeleton: Skeleton, first: float, last: float, count: int) -> list[tuple[Floats, Floats]]:
    """Spread the gluteus medius from the outer ilium below the crest to the greater trochanter.

    Parameters
    ----------
    first, last : float
        Which part of the origin, 0 = behind the ASIS, 1 = before the PSIS.
    count : int
        Number of fibres.
    """
    ridge = crest_ridge(skeleton)[::-1]
    share = np.linspace(0.0, 1.0, len(ridge))
    origins = np.stack([np.interp(np.linspace(0.05, 0.90, 101), share, ridge[:, axis]) for axis in range(3)], axis=1)
    trochanter = np.array([skeleton.paths[unit][-1] for unit in ("glmed1", "glmed2", "glmed3")])
    ends = np.stack([np.interp(np.linspace(0.0, 2.0, 101), range(3), trochanter[:, axis]) for axis in range(3)], axis=1)
    spread = np.linspace(-0.012, 0.010, 101)[:, None] * np.array([0.0, 1.0, 0.0])
    fan = []
    for place in np.linspace(first, last, count):
        index = round(float(place) * 100)
        start, end = origins[index], ends[index] + spread[index]
        start = start + (end - start) / np.linalg.norm(end - start) * 0.008
        bulge = np.array([0.010, 0.0, 0.0])
        along = np.linspace(0.0, 1.0, 41)[:, None]
        points = start + (end - start) * along + bulge * np.sin(np.pi * along)
        radii = 0.0055 * np.clip(np.linspace(1.0, 0.55, 41), 0.5, 1.0)
        fan.append((points, radii))
    return fan


def fibres(skeleton: Skeleton, bundle: Bundle) -> list[tuple[Floats, Floats]]:
    """Give the spheres that make up a bundle: points (k, 3) and radii (k,), metres, fibre by fibre."""
    if bundle.fan.startswith("medius"):
        parts = {"medius": (0.0, 1.0, 49), "medius.anterior": (0.0, 0.34, 17), "medius.middle": (0.34, 0.67, 17), "medius.posterior": (0.67, 1.0, 17)}
        return medius_fan(skeleton, *parts[bundle.fan])
    if bundle.fan == "spread":
        return _spread(skeleton, bundle.units)
    units = [unit for unit in skeleton.paths if unit.startswith(bundle.units)]
    found = []
    for unit in units:
        belly = LEG.get(unit) or HIP.get(unit)
        if belly:
            points, area = unit_body(skeleton, unit, belly, 81)
            found.append((points, np.maximum(np.sqrt(area / np.pi), 0.0025)))
        else:
            points = resample(skeleton.paths[unit], 41)
            found.append((points, np.full(41, 0.004)))
    return found


def _spread(skeleton: Skeleton, units: tuple[str, ...]) -> list[tuple[Floats, Floats]]:
    lines = np.array([resample(skeleton.paths[unit], 41) for unit in units])
    found = []
    for place in np.linspace(-0.25, len(units) - 0.75, 25):
        low = int(np.clip(np.floor(place), 0, len(units) - 2))
        points = lines[low] + (lines[low + 1] - lines[low]) * (place - low)
        found.append((points, 0.008 * np.sqrt(belly_profile(np.linspace(0.0, 1.0, 41), Belly(1.0, start=-0.2, end=1.2)))))
    return found
