"""Hip moment arms: of any muscle unit of the body's own model, and as published for the gluteus medius.

A moment arm is how far a muscle's pull passes from the axis of the joint: force times arm is the turning effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np

from gluteus.body.model import standing_model

Compartment = Literal["anterior", "middle", "posterior"]

COMPARTMENTS: Final[dict[Compartment, str]] = {"anterior": "glmed1", "middle": "glmed2", "posterior": "glmed3"}
"""The gluteus medius units of the model, without a side."""


@dataclass(frozen=True)
class HipArms:
    """Moment arms of one muscle unit at the hip, in cm.

    Attributes
    ----------
    flexion, adduction, rotation : float
        Above 0 means that the pull bends the hip, draws the thigh inwards, turns the thigh inwards; below 0 means that
        it straightens the hip, draws the thigh outwards, turns it outwards.
    """

    flexion: float
    adduction: float
    rotation: float

    @property
    def abduction(self) -> float:
        """Arm in cm with which the unit draws the thigh outwards or holds the pelvis level."""
        return -self.adduction


@cache
def hip_arms(unit: str, side: Literal["left", "right"] = "right") -> HipArms:
    """Read the hip moment arms of a muscle unit from the model, in the posture that the body stands in.

    Parameters
    ----------
    unit : str
        Muscle unit of the model without a side, such as ``"glmed1"``.
    side : {"left", "right"}
        The person's own side.

    Returns
    -------
    HipArms
        Moment arms in cm. The arm is minus the change of muscle length with the joint angle.

    Raises
    ------
    KeyError
        If the model has no such unit.
    """
    model, data = standing_model()
    name = f"{unit}_{side[0]}"
    try:
        tendon = int(model.actuator(name).trnid[0])
    except KeyError:
        raise KeyError(f"moment arms: the model has no muscle unit {name!r}") from None
    start, count = int(model.ten_J_rowadr[tendon]), int(model.ten_J_rownnz[tendon])
    length_per_angle = np.zeros(model.nv)
    length_per_angle[model.ten_J_colind.ravel()[start : start + count]] = data.ten_J.ravel()[start : start + count]
    flexion, adduction, rotation = (
        -100 * float(length_per_angle[model.joint(f"hip_{motion}_{side[0]}").dofadr[0]])
        for motion in ("flexion", "adduction", "rotation")
    )
    return HipArms(flexion, adduction, rotation)


@dataclass(frozen=True)
class PublishedArms:
    """Abduction moment arms of the gluteus medius from one source, hip straight.

    Attributes
    ----------
    name : str
        Short name for charts.
    arms_cm : dict of str to float
        Arm of each compartment in cm; a source that gives one arm for all abductors has the key ``"all abductors"``.
    note : str
        How the numbers came about.
    sources : tuple of str
        Citation keys.
    """

    name: str
    arms_cm: dict[str, float]
    note: str
    sources: tuple[str, ...]


PUBLISHED: Final[tuple[PublishedArms, ...]] = (
    PublishedArms(
        "Dostal & Andrews 1981",
        {"anterior": 6.7, "middle": 6.0, "posterior": 4.3},
        "one cadaver; computed from the published coordinates",
        ("dostal1981", "hipjointforcemodel"),
    ),
    PublishedArms(
        "gait2392 model",
        {"anterior": 4.8, "middle": 4.4, "posterior": 3.5},
        "one generic body; computed from the model file",
        ("gait2392", "delp1990"),
    ),
    PublishedArms(
        "Rajagopal model 2016",
        {"anterior": 5.1, "middle": 4.4, "posterior": 3.2},
        "one generic body; computed from the model file",
        ("rajagopal2016",),
    ),
    PublishedArms(
        "Rajagopal model 2023",
        {"anterior": 5.4, "middle": 4.9, "posterior": 4.1},
        "the 2016 model with muscle paths moved to match images and experiments; computed from the model file",
        ("rajagopal2023",),
    ),
    PublishedArms(
        "Pauwels 1965",
        {"all abductors": 4.0},
        "one arm for all abductors together",
        ("pauwels1965", "hipjointforcemodel"),
    ),
)
"""What others found; every value but Pauwels' was computed for the course from published geometry."""
