"""Hip moment arms of the body's own model, against mechanics done another way, and the published values as printed."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from gluteus.body.model import standing_model
from gluteus.mechanics.moment_arms import COMPARTMENTS, PUBLISHED, hip_arms

# Source, then front, middle and back arm (or the one arm of all abductors) in cm, as printed in the fact table.
PRINTED = {
    "Dostal & Andrews 1981": (6.7, 6.0, 4.3),
    "gait2392 model": (4.8, 4.4, 3.5),
    "Rajagopal model 2016": (5.1, 4.4, 3.2),
    "Rajagopal model 2023": (5.4, 4.9, 4.1),
    "Pauwels 1965": (4.0,),
}


def test_published_arms_are_the_printed_ones() -> None:
    assert {source.name: tuple(source.arms_cm.values()) for source in PUBLISHED} == PRINTED
    for source in PUBLISHED[:-1]:
        assert list(source.arms_cm) == ["anterior", "middle", "posterior"]


@pytest.mark.parametrize("unit", [*COMPARTMENTS.values(), "glmax2", "tfl", "piri"])
@pytest.mark.parametrize(
    ("motion", "arm"), [("flexion", "flexion"), ("adduction", "adduction"), ("rotation", "rotation")]
)
def test_arm_is_minus_length_change_per_angle(unit, motion, arm) -> None:
    model, posed = standing_model()
    tendon = model.actuator(f"{unit}_r").trnid[0]
    address = model.joint(f"hip_{motion}_r").qposadr[0]
    step = 1e-4

    def length(angle: float) -> float:
        data = mujoco.MjData(model)
        data.qpos[:] = posed.qpos
        data.qpos[address] += angle
        mujoco.mj_forward(model, data)
        return float(data.ten_length[tendon])

    by_difference = -100 * (length(step) - length(-step)) / (2 * step)
    assert getattr(hip_arms(unit), arm) == pytest.approx(by_difference, abs=0.01)


def test_the_gluteus_medius_abducts_and_its_front_turns_inwards_and_its_back_outwards() -> None:
    arms = {part: hip_arms(unit) for part, unit in COMPARTMENTS.items()}
    assert all(3 < each.abduction < 6 for each in arms.values())
    assert arms["anterior"].abduction > arms["middle"].abduction > arms["posterior"].abduction
    assert arms["anterior"].rotation > 0 > arms["posterior"].rotation


@pytest.mark.parametrize("unit", COMPARTMENTS.values())
def test_left_mirrors_right(unit) -> None:
    left, right = hip_arms(unit, "left"), hip_arms(unit, "right")
    assert np.allclose(
        (left.flexion, left.adduction, left.rotation), (right.flexion, right.adduction, right.rotation), atol=0.01
    )


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(KeyError, match="moment arms: the model has no muscle unit 'glmed9_r'"):
        hip_arms("glmed9")
