"""Standing on one leg, to try out: what weight, lean, a bag or a cane does to the abductors and to the hip joint."""

from __future__ import annotations

from html import escape
from math import floor
from pathlib import Path
from typing import Any, Final

import traitlets

from gluteus import body
from gluteus.mechanics import stance
from gluteus.mechanics.stance import NEUTRAL, Forces
from gluteus.widgets import stance_scene
from gluteus.widgets.linking import linked
from gluteus.widgets.stance_figure import figure
from gluteus.widgets.static_widget import StaticWidget
from gluteus.widgets.words import say, words

SIDES: Final = ("right", "left")
LANGUAGE: Final = "en"
STATE: Final = ("leg", "mass", "lean", "carried_right", "carried_left", "cane", "push")

LIMITS: Final[dict[str, tuple[int, int]]] = {
    "mass": (40, 120),
    "lean": (-10, 10),
    "carried_right": (0, 15),
    "carried_left": (0, 15),
    "push": (0, 15),
    # What most published geometries give for the abductors' arm, see gluteus.mechanics.moment_arms.
    "arm_cm": (4, 6),
}
"""Smallest and largest value of each control, and of the abductors' arm that the text compares."""

NUMBERS: Final[dict[str, float]] = {
    "weight": NEUTRAL.weight,
    "lever_cm": NEUTRAL.lever_cm,
    "arm_cm": NEUTRAL.arm_cm,
    "angle_deg": NEUTRAL.angle_deg,
    "upper_body_share": stance.UPPER_BODY_SHARE,
    "upper_body_height_cm": stance.UPPER_BODY_HEIGHT_CM,
    "far_hand_cm": stance.FAR_HAND_CM,
    "near_hand_cm": stance.NEAR_HAND_CM,
    "gravity": stance.GRAVITY,
    "force_mm": stance_scene.FORCE_MM,
    "weight_top_mm": stance_scene.WEIGHT_TOP_MM,
}
"""What the page's sum takes from `gluteus.mechanics.stance`, and two lengths of the picture."""


def _within(name: str, start: int) -> Any:
    low, high = LIMITS[name]
    return traitlets.Int(start, min=low, max=high).tag(sync=True)


class Stance(StaticWidget):
    """Stands a figure on one leg and says what the abductors and the hip joint carry.

    The sum is that of `gluteus.mechanics.stance`: a still, flat model with the pelvis level.

    Parameters
    ----------
    leg : {"right", "left"}
        The standing leg, the person's own side.
    mass : int
        Body weight in kg, 40 to 120.
    lean : int
        Lean of the trunk in degrees, -10 to 10; above 0 is towards the standing leg.
    carried_right, carried_left : int
        What each hand carries, in kg, 0 to 15.
    cane : {"none", "right", "left"}
        The hand that holds a cane. The model counts it on the side of the lifted leg only.
    push : int
        Weight put on the cane, in % of body weight, 0 to 15.

    Raises
    ------
    traitlets.TraitError
        A value is unknown or out of range.
    """

    _esm = linked(Path(__file__).with_name("stance.js"))
    _css = Path(__file__).with_name("stance.css")

    numbers = traitlets.Dict(read_only=True).tag(sync=True)
    limits = traitlets.Dict(read_only=True).tag(sync=True)
    figure = traitlets.Dict(read_only=True).tag(sync=True)
    strings = traitlets.Dict(read_only=True).tag(sync=True)
    left_out = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)

    leg = traitlets.Enum(SIDES, "right").tag(sync=True)
    mass = _within("mass", 75)
    lean = _within("lean", 0)
    carried_right = _within("carried_right", 0)
    carried_left = _within("carried_left", 0)
    cane = traitlets.Enum(["none", *SIDES], "none").tag(sync=True)
    push = _within("push", 10)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.set_trait("numbers", NUMBERS)
        self.set_trait("limits", LIMITS)
        self.set_trait("figure", figure())
        spoken = words("stance", LANGUAGE)
        self.set_trait("strings", {name: text for name, text in spoken.items() if name != "limitList"})
        self.set_trait("left_out", _left_out())

    @property
    def given(self) -> dict[str, float]:
        """Help and load as `gluteus.mechanics.stance.assisted` takes them."""
        far, near = ("left", "right") if self.leg == "right" else ("right", "left")
        return {
            "cane": self.push / 100 if self.cane == far else 0.0,
            "lean_deg": self.lean,
            "load_far": getattr(self, f"carried_{far}") / self.mass,
            "load_near": getattr(self, f"carried_{near}") / self.mass,
        }

    @property
    def forces(self) -> Forces | None:
        """What the abductors and the hip joint carry; None where the abductors would have to push."""
        try:
            return stance.assisted(NEUTRAL, **self.given)
        except ValueError:
            return None

    def description(self) -> str:
        """Say how the person stands and what it takes."""
        return f"{self._standing()} {self._result()}"

    def picture(self) -> str:
        """Draw the present state from the front."""
        state = {name: getattr(self, name) for name in STATE}
        marks = stance_scene.scene(self.figure, state, self.given, self.forces, _say)
        return stance_scene.drawing(self.figure, state, marks, _say("title"))

    def text(self) -> str:
        """Give the main figures, some ways to change them, and what the model leaves out."""
        situations = [(one.label.replace(" BW", " of body weight"), one, one.forces()) for one in stance.SITUATIONS]
        rows = "".join(
            f"<li>{escape(label)}: {one.demand():.0f} %, abductors {held.abductor:.2f} and hip joint {held.joint:.2f} "
            "times body weight</li>"
            for label, one, held in situations
        )
        left_out = "".join(f"<li>{escape(text)}</li>" for text in self.left_out)
        return (
            f"<p><strong>{escape(self._standing())}</strong> {escape(self._result())} {escape(_say('seen'))} "
            f"{escape(_say('scale', newtons=_tens(self.mass * stance.GRAVITY)))} {escape(_say('model'))}</p>"
            f"<p>{escape(_say('situations'))}</p><ul>{rows}</ul>"
            f"<p>{escape(_say('limits'))}:</p><ul>{left_out}</ul>"
        )

    def _standing(self) -> str:
        parts = [_say("state.leg", leg=self.leg), _say("state.mass", value=self.mass)]
        if self.lean:
            way = "towards" if self.lean > 0 else "away"
            parts.append(_say("state.lean", lean=_say(f"leans.{way}", value=abs(self.lean))))
        carried = {side: getattr(self, f"carried_{side}") for side in SIDES}
        parts += [_say("state.carried", value=kg, hand=side) for side, kg in carried.items() if kg]
        if self.cane != "none":
            counted = "state.caneIdle" if self.cane == self.leg else "state.cane"
            parts.append(_say(counted, value=self.push, hand=self.cane))
        return f"{', '.join(parts)}."

    def _result(self) -> str:
        held = self.forces
        if held is None:
            return _say("tooMuch")
        return _say(
            "result",
            moment=_whole(stance.moment_nm(self.mass, held.moment)),
            share=_whole(100 * held.moment / stance.forces().moment),
            abductor=_tens(held.abductor * self.mass * stance.GRAVITY),
            abductorTimes=f"{held.abductor:.2f}",
            joint=_tens(held.joint * self.mass * stance.GRAVITY),
            jointTimes=f"{held.joint:.2f}",
        )


def _say(path: str, **values: object) -> str:
    return say("stance", LANGUAGE, path, **values)


def _whole(value: float) -> int:
    return floor(value + 0.5)


def _tens(value: float) -> int:
    """Round a force: the model is not surer than to tens of newtons."""
    return 10 * _whole(value / 10)


def _left_out() -> list[str]:
    """Say what the model leaves out, with its own numbers."""
    landmarks = body.load(progress=False).landmarks
    drawn = 100 * abs(float(landmarks["hip:left"][0] - landmarks["hip:right"][0]))
    values = {
        "leg": f"{100 * stance.LEG_SHARE:.1f}",
        "upper": f"{100 * stance.UPPER_BODY_SHARE:.1f}",
        "interhip": stance.INTERHIP_CM,
        "lever": NEUTRAL.lever_cm,
        "arm": f"{NEUTRAL.arm_cm:.0f}",
        "angle": f"{NEUTRAL.angle_deg:.0f}",
        "far": f"{stance.FAR_HAND_CM:.0f}",
        "near": f"{stance.NEAR_HAND_CM:.0f}",
        "height": f"{stance.UPPER_BODY_HEIGHT_CM:.0f}",
        "drawn": f"{drawn:.1f}",
    }
    texts: list[str] = words("stance", LANGUAGE)["limitList"]
    return [text.format(**values) for text in texts]
