"""Single-leg stance in the frontal plane: what the hip abductors and the hip joint carry.

The body without the standing leg weighs W'.
Its weight acts a distance *a* from the standing hip, on the side of the midline.
The abductors balance it with the moment arm *d*, and pull at the angle *t* from the vertical::

    M = W' a / d
    R = sqrt((M sin t)^2 + (W' + M cos t)^2)

M is the abductor force, R the force on the hip joint; every force is a multiple of body weight (BW).
The posture is still, flat (frontal plane only), and no other muscle pulls, so real joint forces differ:
instrumented hip implants measured about 2.2 to 3.3 BW on one leg (mean 2.61, ten patients; Bergmann et al. 2016,
PLoS One 11:e0155612).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import Final

LEG_SHARE: Final = 0.161
"""One leg as a share of body weight (Winter's table after Dempster)."""

UPPER_BODY_SHARE: Final = 0.678
"""Head, arms and trunk as a share of body weight (Winter's table after Dempster)."""

INTERHIP_CM: Final = 16.7
"""Distance between the hip centres in the musculoskeletal model gait2392 (Delp et al. 1990), in cm."""

UPPER_BODY_HEIGHT_CM: Final = 31.0
"""Assumed height of the centre of mass of head, arms and trunk above the hips, in cm."""

FAR_HAND_CM: Final = 38.0
"""Assumed distance of a cane or load in the hand of the other side from the standing hip, in cm."""

NEAR_HAND_CM: Final = 20.0
"""Assumed distance of a load in the hand of the standing side from the standing hip, in cm."""

GRAVITY: Final = 9.81
"""Acceleration of free fall in m/s^2."""


@dataclass(frozen=True)
class Geometry:
    """The four inputs of single-leg stance, with where they come from.

    Attributes
    ----------
    weight : float
        W', the weight of the body without the standing leg, as a multiple of body weight.
    lever_cm : float
        a, the distance of that weight's line from the standing hip, in cm.
    arm_cm : float
        d, the abductors' moment arm, in cm.
    angle_deg : float
        t, the abductors' angle from the vertical, in degrees.
    source : str
        Where the numbers come from.
    """

    weight: float
    lever_cm: float
    arm_cm: float
    angle_deg: float
    source: str

    def __post_init__(self) -> None:
        for name in ("weight", "lever_cm", "arm_cm"):
            if not getattr(self, name) > 0:
                raise ValueError(f"stance: {name} must be above 0, not {getattr(self, name)}")
        if not 0 <= self.angle_deg < 90:
            raise ValueError(f"stance: angle_deg must be from 0 to below 90, not {self.angle_deg}")


@dataclass(frozen=True)
class Forces:
    """What stance asks for.

    Attributes
    ----------
    moment : float
        Moment that the abductors must make about the standing hip, in body weight times cm.
    abductor : float
        Abductor force M, as a multiple of body weight.
    joint : float
        Hip joint force R, as a multiple of body weight.
    """

    moment: float
    abductor: float
    joint: float


NEUTRAL: Final = Geometry(
    weight=1 - LEG_SHARE,
    # McLeish and Charnley's stance as used by Iglic 1990: the body's line lies 1.01 half interhip distances from the
    # standing hip, the standing leg's centre of mass 0.48 of them. Rounded to what the chapter prints, so that a reader
    # who follows the sum with a pencil meets the same figures.
    lever_cm=round((1.01 - LEG_SHARE * 0.48) / (1 - LEG_SHARE) * INTERHIP_CM / 2, 2),
    arm_cm=5.0,
    angle_deg=20.0,
    source=(
        "Leg 16.1 % of body weight (Winter after Dempster), weight line after Iglic 1990 (McLeish and Charnley),"
        " hips 16.7 cm apart (gait2392 model, Delp 1990); abductor arm 5 cm and angle 20 degrees are round values"
    ),
)
"""Quiet stance on one leg, the course's reference: W' 0.839 BW, a 9.28 cm, d 5 cm, t 20 degrees."""

PAUWELS: Final = Geometry(
    weight=0.814,
    lever_cm=10.99,
    arm_cm=4.0,
    angle_deg=21.0,
    source="Pauwels 1965: Braune and Fischer's subject (58.7 kg) in the middle of a walking step, not quiet stance",
)
"""Pauwels' classical example; it is a moment of walking and not quiet stance."""


def forces(geometry: Geometry = NEUTRAL) -> Forces:
    """Solve single-leg stance without help or load.

    Parameters
    ----------
    geometry : Geometry
        W', a, d and t.

    Returns
    -------
    Forces
        Moment (BW cm), abductor force and joint force (multiples of body weight).
    """
    return _solve(geometry, geometry.weight, geometry.weight * geometry.lever_cm)


def assisted(
    geometry: Geometry = NEUTRAL,
    *,
    cane: float = 0.0,
    lean_deg: float = 0.0,
    load_far: float = 0.0,
    load_near: float = 0.0,
) -> Forces:
    """Solve single-leg stance with a cane, a sideways lean of the trunk, or loads in the hands.

    The arms are assumed (`FAR_HAND_CM`, `NEAR_HAND_CM`, `UPPER_BODY_HEIGHT_CM`): they are the course's own round
    values, and real people differ.

    Parameters
    ----------
    geometry : Geometry
        W', a, d and t without help or load.
    cane : float
        Upward push of a cane in the hand of the other side, as a multiple of body weight, 0 or more.
    lean_deg : float
        Lean of head, arms and trunk about the hips, in degrees, between -45 and 45; above 0 is towards the standing
        side.
    load_far, load_near : float
        Weight carried in the hand of the other and of the standing side, as a multiple of body weight, 0 or more.

    Returns
    -------
    Forces
        Moment (BW cm), abductor force and joint force (multiples of body weight).

    Raises
    ------
    ValueError
        If an input is out of range, or if so much help is given that the abductors would have to push.
    """
    for name, value in (("cane", cane), ("load_far", load_far), ("load_near", load_near)):
        if not value >= 0:
            raise ValueError(f"stance: {name} must be 0 or more, not {value}")
    if not -45 <= lean_deg <= 45:
        raise ValueError(f"stance: lean_deg must be from -45 to 45, not {lean_deg}")
    shift_cm = UPPER_BODY_HEIGHT_CM * sin(radians(lean_deg))
    moment = (
        geometry.weight * geometry.lever_cm
        - UPPER_BODY_SHARE * shift_cm
        + (load_far - cane) * FAR_HAND_CM
        - load_near * NEAR_HAND_CM
    )
    if moment < 0:
        raise ValueError(f"stance: the abductor moment must be 0 or more, not {moment:.2f} BW cm: too much help")
    return _solve(geometry, geometry.weight - cane + load_far + load_near, moment)


def moment_nm(body_mass_kg: float, moment: float | None = None) -> float:
    """Give an abductor moment in newton metres.

    Parameters
    ----------
    body_mass_kg : float
        Mass of the person in kg, above 0.
    moment : float, optional
        Moment in body weight times cm; by default that of `NEUTRAL`.

    Returns
    -------
    float
        Moment in N m.
    """
    if not body_mass_kg > 0:
        raise ValueError(f"stance: body_mass_kg must be above 0, not {body_mass_kg}")
    return (forces().moment if moment is None else moment) / 100 * body_mass_kg * GRAVITY


@dataclass(frozen=True)
class Situation:
    """One everyday way of standing on one leg.

    Attributes
    ----------
    id : str
        Short name.
    label : str
        Plain name for charts and text.
    cane, lean_deg, load_far, load_near : float
        Inputs of `assisted`.
    """

    id: str
    label: str
    cane: float = 0.0
    lean_deg: float = 0.0
    load_far: float = 0.0
    load_near: float = 0.0

    def forces(self, geometry: Geometry = NEUTRAL) -> Forces:
        """Solve this situation.

        Parameters
        ----------
        geometry : Geometry
            W', a, d and t without help or load.

        Returns
        -------
        Forces
            Moment (BW cm), abductor force and joint force (multiples of body weight).
        """
        return assisted(
            geometry,
            cane=self.cane,
            lean_deg=self.lean_deg,
            load_far=self.load_far,
            load_near=self.load_near,
        )

    def demand(self, geometry: Geometry = NEUTRAL) -> float:
        """Give the abductor moment as a percentage of the moment without help or load.

        Parameters
        ----------
        geometry : Geometry
            W', a, d and t without help or load.

        Returns
        -------
        float
            Percentage, 100 for no help and no load.
        """
        return 100 * self.forces(geometry).moment / forces(geometry).moment


SITUATIONS: Final[tuple[Situation, ...]] = (
    Situation("neutral", "No help, no load"),
    Situation("cane_5", "Cane, opposite hand, 5 % BW", cane=0.05),
    Situation("cane_10", "Cane, opposite hand, 10 % BW", cane=0.10),
    Situation("cane_15", "Cane, opposite hand, 15 % BW", cane=0.15),
    Situation("lean_5", "Trunk 5° towards standing side", lean_deg=5),
    Situation("lean_10", "Trunk 10° towards standing side", lean_deg=10),
    Situation("lean_away_5", "Trunk 5° away from standing side", lean_deg=-5),
    Situation("load_near", "Load 10 % BW, same-side hand", load_near=0.10),
    Situation("load_both", "Load 5 % BW in each hand", load_far=0.05, load_near=0.05),
    Situation("load_far", "Load 10 % BW, opposite hand", load_far=0.10),
)
"""The situations that the course compares; *opposite* and *same-side* are seen from the standing leg."""


def _solve(geometry: Geometry, weight: float, moment: float) -> Forces:
    abductor = moment / geometry.arm_cm
    angle = radians(geometry.angle_deg)
    return Forces(moment, abductor, hypot(abductor * sin(angle), weight + abductor * cos(angle)))
