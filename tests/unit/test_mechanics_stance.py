"""The stance formulas against the course's fact table, row by row, to the printed precision."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gluteus.mechanics.stance import NEUTRAL, PAUWELS, SITUATIONS, assisted, forces, moment_nm

# Situation, demand in % of neutral, abductor force and joint force in body weights, as printed in the fact table.
PRINTED = {
    "neutral": ("100", "1.56", "2.36"),
    "cane_5": ("76", "1.18", "1.94"),
    "cane_10": ("51", "0.80", "1.51"),
    "cane_15": ("27", "0.42", "1.09"),
    "lean_5": ("76", "1.19", "2.00"),
    "lean_10": ("53", "0.83", "1.64"),
    "lean_away_5": ("124", "1.92", "2.73"),
    "load_far": ("149", "2.32", "3.22"),
    "load_near": ("74", "1.16", "2.06"),
    "load_both": ("112", "1.74", "2.64"),
}


def test_every_printed_situation_is_there_and_no_other() -> None:
    assert {situation.id for situation in SITUATIONS} == set(PRINTED)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.id)
def test_situations_give_the_printed_figures(situation) -> None:
    result = situation.forces()
    figures = (f"{situation.demand():.0f}", f"{result.abductor:.2f}", f"{result.joint:.2f}")
    assert figures == PRINTED[situation.id]


@pytest.mark.parametrize(
    ("arm_cm", "abductor", "joint"), [(4, "1.95", "2.75"), (5, "1.56", "2.36"), (6, "1.30", "2.11")]
)
def test_moment_arm_sets_the_force(arm_cm, abductor, joint) -> None:
    result = forces(replace(NEUTRAL, arm_cm=arm_cm))
    assert (f"{result.abductor:.2f}", f"{result.joint:.2f}") == (abductor, joint)


def test_pauwels_example() -> None:
    result = forces(PAUWELS)
    assert (f"{result.abductor:.2f}", f"{result.joint:.2f}") == ("2.24", "3.01")
    assert round(result.joint * 58.7) == 177  # kg, as Pauwels printed it


def test_neutral_inputs_are_the_printed_ones() -> None:
    assert (NEUTRAL.weight, NEUTRAL.lever_cm, NEUTRAL.arm_cm, NEUTRAL.angle_deg) == (0.839, 9.28, 5.0, 20.0)


def test_a_person_of_75_kg_needs_57_newton_metres() -> None:
    assert round(moment_nm(75)) == 57


def test_forces_balance() -> None:
    result = forces()
    angle = math.radians(NEUTRAL.angle_deg)
    along = NEUTRAL.weight + result.abductor * math.cos(angle)
    across = result.abductor * math.sin(angle)
    assert result.joint**2 == pytest.approx(along**2 + across**2)
    assert result.abductor * NEUTRAL.arm_cm == pytest.approx(NEUTRAL.weight * NEUTRAL.lever_cm)


def test_no_help_and_no_load_is_neutral() -> None:
    assert assisted() == forces()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cane": -0.1}, "stance: cane must be 0 or more, not -0.1"),
        ({"load_far": math.nan}, "stance: load_far must be 0 or more, not nan"),
        ({"lean_deg": 50}, "stance: lean_deg must be from -45 to 45, not 50"),
        ({"cane": 0.3}, "stance: the abductor moment must be 0 or more, not -3.61 BW cm: too much help"),
    ],
)
def test_wrong_inputs_are_named(given, message) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011
        assisted(**given)
    assert str(error.value) == message


@pytest.mark.parametrize(("field", "value"), [("arm_cm", 0), ("weight", -1), ("lever_cm", math.nan), ("angle_deg", 90)])
def test_wrong_geometry_is_named(field, value) -> None:
    with pytest.raises(ValueError, match=f"stance: {field} must be"):
        replace(NEUTRAL, **{field: value})


def test_a_wrong_mass_is_named() -> None:
    with pytest.raises(ValueError, match="stance: body_mass_kg must be above 0, not 0"):
        moment_nm(0)
