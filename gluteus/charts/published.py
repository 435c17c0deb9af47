"""Published numbers that charts show, each as its source prints it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final


@dataclass(frozen=True)
class Activity:
    """Activity of the gluteus medius in one exercise, as % of its maximal voluntary isometric contraction (MVIC).

    Attributes
    ----------
    exercise : str
        The exercise.
    mean, sd : float
        Mean and standard deviation in % MVIC.
    """

    exercise: str
    mean: float
    sd: float


DISTEFANO_2009: Final[tuple[Activity, ...]] = (
    Activity("Side-lying hip abduction", 81, 42),
    Activity("A lunge", 48, 21),
    Activity("A sideways hop", 48, 25),
    Activity("Clamshell, one version", 40, 38),
    Activity("Clamshell, the other version", 38, 29),
)
"""Distefano et al. 2009, healthy people.  Which lunge, hop and clamshell is not repeated here: it was not verified.
The study's squat is left out for the same reason."""


@dataclass(frozen=True)
class Effect:
    """One result of a trial or of a meta-analysis.

    Attributes
    ----------
    outcome : str
        What was measured, in which treatment.
    value, low, high : float
        Estimate and limits of its confidence interval, in the unit of the scale.
    better : str
        Which direction is better for the patient, in words.
    trials : str
        How much evidence stands behind it.
    citation : str
        Citation key.
    """

    outcome: str
    value: float
    low: float
    high: float
    better: str
    trials: str
    citation: str


@dataclass(frozen=True)
class Scale:
    """Effects that may be compared with each other.

    Attributes
    ----------
    name : str
        Name of the scale with its unit.
    treatment : str
        What was tested.
    effects : tuple of Effect
        The effects.
    limits : tuple of float
        Ends of the axis.
    zero : bool
        Whether 0 stands for no effect.
    """

    name: str
    treatment: str
    effects: tuple[Effect, ...]
    limits: tuple[float, float]
    zero: bool


def wilson(successes: int, people: int) -> tuple[float, float]:
    """Give the 95 % Wilson confidence interval of a share.

    Parameters
    ----------
    successes, people : int
        Counts, 0 <= successes <= people, people above 0.

    Returns
    -------
    tuple of float
        Lower and upper limit in %.
    """
    z = 1.959964
    share = successes / people
    middle = share + z * z / (2 * people)
    half = z * sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    whole = 1 + z * z / people
    return 100 * (middle - half) / whole, 100 * (middle + half) / whole


def _success(treatment: str, successes: int, people: int) -> Effect:
    low, high = wilson(successes, people)
    return Effect(
        treatment, 100 * successes / people, low, high, "higher", f"{successes} of {people} people", "mellor2018"
    )


EFFECTS: Final[tuple[Scale, ...]] = (
    Scale(
        "Standardised mean difference",
        "Pressing on a trigger point, any muscle",
        (
            Effect("Pain threshold under pressure", 0.67, 0.35, 0.98, "higher", "review of 15 trials", "lu2022"),
            Effect("Pain as people rate it", -0.22, -0.53, 0.09, "lower", "review of 15 trials", "lu2022"),
        ),
        (-1.1, 1.1),
        zero=True,
    ),
    Scale(
        "Difference in mm on a scale of 100 mm",
        "Hip strengthening added to low back care",
        (Effect("Pain as people rate it", -5.4, -8.9, -1.8, "lower", "5 trials, 309 people", "dejesus2020"),),
        (-11, 11),
        zero=True,
    ),
    Scale(
        "% of people who call it a success at 8 weeks",
        "Gluteal tendinopathy, one trial",
        (
            _success("Education and exercise", 51, 66),
            _success("Corticosteroid injection", 38, 65),
            _success("Wait and see", 20, 68),
        ),
        (0, 100),
        zero=False,
    ),
)
"""Effects with confidence intervals, grouped by scale: no scale may be read against another."""
