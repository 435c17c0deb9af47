"""The stance widget without a browser: its sum and its picture in Python and on the page, and what it weighs."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node
from traitlets import TraitError

import gluteus
from gluteus.mechanics import stance
from gluteus.mechanics.moment_arms import PUBLISHED
from gluteus.sphinx.mounting import page_state
from gluteus.widgets import stance_scene
from gluteus.widgets.stance import LIMITS, NUMBERS, STATE
from gluteus.widgets.stance_figure import WINDOW, figure
from gluteus.widgets.words import say, words

Ask = Callable[..., Any]

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Call a function of the page's module; ``numbers``, ``figure`` and ``strings`` stand for the payload."""
    known = {"numbers": NUMBERS, "figure": figure(), "strings": words("stance", "en")}
    with module_in_node(str(gluteus.Stance._esm), tmp_path_factory.mktemp("node"), known) as call:
        yield call


NUMBERS_, FIGURE, STRINGS = ({"known": name} for name in ("numbers", "figure", "strings"))
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
states = st.fixed_dictionaries(
    {
        "leg": st.sampled_from(["right", "left"]),
        "cane": st.sampled_from(["none", "right", "left"]),
        **{name: st.integers(*LIMITS[name]) for name in STATE if name in LIMITS},
    }
)


@shared
@given(state=states)
def test_the_page_gives_the_same_forces_words_and_lines(ask: Ask, state: dict[str, Any]) -> None:
    widget = gluteus.Stance(**state)
    given_ = ask("helpOf", state)
    assert given_ == pytest.approx(widget.given)
    held, expected = ask("assisted", NUMBERS_, given_), widget.forces
    assert (held is None) == (expected is None)
    if expected is not None:
        assert held == pytest.approx(vars(expected))
        newton_metres = ask("newtonMetres", NUMBERS_, state["mass"], held["moment"])
        assert newton_metres == pytest.approx(stance.moment_nm(state["mass"], expected.moment))
    said = [ask("stateSentence", STRINGS, state), ask("resultSentence", STRINGS, NUMBERS_, state)]
    assert " ".join(said) == widget.description()
    marks = stance_scene.scene(
        figure(), state, widget.given, expected, lambda path, **values: say("stance", "en", path, **values)
    )
    page = ask("sceneOf", NUMBERS_, FIGURE, state, STRINGS)
    assert [mark["name"] for mark in page] == [mark["name"] for mark in marks]
    for there, here in zip(page, marks, strict=True):
        assert there.get("rows") == here.get("rows")
        assert there.get("anchor") == here.get("anchor")
        assert there.get("place") == (pytest.approx(here["place"]) if "place" in here else None)
        # A tenth of a millimetre may be rounded either way.
        paths = [[float(one) for one in NUMBER.findall(mark.get("d", ""))] for mark in (there, here)]
        assert paths[0] == pytest.approx(paths[1], abs=0.11)
        assert NUMBER.sub("", there.get("d", "")) == NUMBER.sub("", here.get("d", ""))


@pytest.mark.parametrize("situation", stance.SITUATIONS, ids=lambda situation: situation.id)
def test_the_page_gives_the_chapters_figures(ask: Ask, situation: stance.Situation) -> None:
    help_ = {name: getattr(situation, name) for name in ("cane", "lean_deg", "load_far", "load_near")}
    assert ask("assisted", NUMBERS_, help_) == pytest.approx(vars(situation.forces()))


@pytest.mark.parametrize("arm_cm", [4, 6])
def test_the_page_gives_the_chapters_figures_for_other_arms(ask: Ask, arm_cm: float) -> None:
    quiet = {"cane": 0, "lean_deg": 0, "load_far": 0, "load_near": 0}
    held = ask("assisted", NUMBERS_, quiet, arm_cm)
    assert (f"{held['abductor']:.2f}", f"{held['joint']:.2f}") == {4: ("1.95", "2.75"), 6: ("1.30", "2.11")}[arm_cm]


def test_the_first_sight_is_the_chapters_quiet_stance() -> None:
    widget = gluteus.Stance()
    assert widget.forces == stance.forces()
    assert widget.description() == (
        "Standing on the right leg, body weight 75 kg. Moment to balance 57 N m, 100 % of quiet standing. "
        "Abductors 1150 N, 1.56 times body weight. Hip joint 1740 N, 2.36 times body weight."
    )


def test_changing_the_leg_changes_the_side_of_bag_and_cane() -> None:
    far = gluteus.Stance(leg="right", carried_left=10, cane="left", push=5)
    near = gluteus.Stance(leg="left", carried_left=10, cane="left", push=5)
    assert far.given == {"cane": 0.05, "lean_deg": 0, "load_far": 10 / 75, "load_near": 0}
    assert near.given == {"cane": 0, "lean_deg": 0, "load_far": 0, "load_near": 10 / 75}
    assert "not counted" in near.description()


def test_too_much_help_has_no_figures() -> None:
    widget = gluteus.Stance(lean=10, cane="left", push=15)
    assert widget.forces is None
    assert "Too much help" in widget.description()
    ET.fromstring(widget.picture())


@pytest.mark.parametrize(
    ("trait", "value"),
    [("leg", "both"), ("mass", 39), ("lean", 11), ("carried_left", -1), ("cane", "yes"), ("push", 16)],
)
def test_a_value_that_the_model_does_not_take_is_refused_in_one_line(trait: str, value: object) -> None:
    with pytest.raises(TraitError) as refusal:
        gluteus.Stance(**{trait: value})
    assert trait in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_arms_that_the_text_compares_are_about_what_is_published() -> None:
    arms = sorted(arm for source in PUBLISHED for arm in source.arms_cm.values())
    short, long = LIMITS["arm_cm"]
    within = [arm for arm in arms if short <= arm <= long]
    assert len(within) > len(arms) / 2


def test_the_payload_is_small() -> None:
    widget = gluteus.Stance()
    state = widget.get_manager_state(widgets=[widget])["state"]
    assert len(json.dumps(figure())) <= 8000
    assert len(gzip.compress(page_state(state).encode(), 9)) <= 15_000


def test_bones_and_marks_lie_within_the_picture() -> None:
    left, top, right, bottom = WINDOW
    for leg, near in product(("right", "left"), (0, LIMITS["carried_right"][1])):
        state = dict.fromkeys(("carried_right", "carried_left"), LIMITS["carried_left"][1])
        widget = gluteus.Stance(leg=leg, mass=LIMITS["mass"][0], lean=-10, **state | {"carried_right": near})
        drawn = ET.fromstring(widget.picture())
        for path in drawn.findall(f"{SVG}path"):
            numbers = [float(one) for one in NUMBER.findall(path.get("d", ""))]
            if "a" in path.get("d", ""):
                continue  # the hip's dot is written in steps
            assert all(left <= x <= right for x in numbers[::2])
            assert all(top <= y <= bottom for y in numbers[1::2])


def test_the_standing_leg_leans_inwards_and_the_other_knee_is_lifted() -> None:
    """The ankle of one who stands on one leg is below the body's middle."""
    drawn = ET.fromstring(gluteus.Stance().picture())
    assert len(drawn.findall(f".//{SVG}g[@mask]/{SVG}path")) == 1 + len(figure()["trunk"]) + len(figure()["legs"])
    middle = figure()["middle"]
    corners = [[float(one) for one in NUMBER.findall(path)[:2]] for path in figure()["legs"]]
    assert any(x < middle and y > 600 for x, y in corners)
    assert any(x > middle and 500 < y < 700 for x, y in corners)


def test_what_is_read_without_a_script_holds_the_main_figures() -> None:
    text = gluteus.Stance(mass=60).text()
    assert "body weight 60 kg" in text
    assert "1.56 times body weight" in text
    for situation in stance.SITUATIONS:
        label = situation.label.replace("BW", "of body weight")
        assert f"{label}: {situation.demand():.0f} %" in text
    assert "a pelvis that drops" in text
    assert "15.5 cm" in text
    assert "{" not in text
