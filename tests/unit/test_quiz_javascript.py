"""The page and Python write the same literals, give the same marks and read the same numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node

from gluteus.quiz.marking import marks
from gluteus.quiz.notebook import fill, literal
from gluteus.quiz.questions import load
from gluteus.widgets.linking import linked

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "gluteus" / "widgets" / "quiz.js"

Ask = Callable[..., Any]

any_text = st.text(alphabet=st.characters(exclude_categories=[]), max_size=40)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Call a function of the page's module in Node.js."""
    with module_in_node(linked(MODULE), tmp_path_factory.mktemp("node")) as call:
        yield call


shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@shared
@given(answer=st.none() | any_text | numbers | st.lists(any_text | numbers, max_size=4))
def test_literals_are_the_same_characters(ask: Ask, answer: object) -> None:
    assert ask("literal", answer) == literal(answer)


@shared
@given(key=st.sampled_from("abc"), answer=st.none() | st.sampled_from("abc"), points=st.floats(0.5, 9))
def test_a_choice_earns_the_same(ask: Ask, key: str, answer: str | None, points: float) -> None:
    rule = {"kind": "choice", "key": key, "points": points}
    assert ask("marks", rule, answer) == marks(rule, answer)


@shared
@given(
    key=st.sets(st.sampled_from("abcdef"), min_size=1),
    ticks=st.none() | st.sets(st.sampled_from("abcdef"), min_size=1),
    points=st.floats(0.5, 9),
)
def test_choices_earn_the_same(ask: Ask, key: set[str], ticks: set[str] | None, points: float) -> None:
    rule = {"kind": "choices", "key": sorted(key), "points": points}
    answer = sorted(ticks) if ticks else None
    assert ask("marks", rule, answer) == pytest.approx(marks(rule, answer), rel=1e-12)


@shared
@given(
    key=st.floats(-100, 100),
    tolerance=st.floats(0, 10),
    away=st.sampled_from([0, 1, -1, 1.0001, -1.0001]) | st.floats(-2, 2),
)
def test_a_number_earns_the_same(ask: Ask, key: float, tolerance: float, away: float) -> None:
    rule = {"kind": "number", "key": key, "tolerance": tolerance, "points": 1.0}
    answer = key + away * tolerance
    assert ask("marks", rule, answer) == marks(rule, answer)


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("4.3", "cm", 4.3),
        ("4,3", "cm", 4.3),
        (" 4.3 cm ", "cm", 4.3),
        ("4,3CM", "cm", 4.3),
        ("85 %", "%", 85),
        ("85\u00a0%", "%", 85),
        ("2.5 times body weight", "times body weight", 2.5),
        ("\u22122", "cm", -2),
        ("-0", "", 0),
        ("+.5", "", 0.5),
        ("1 000", "N", 1000),
        ("1e3", "N", 1000),
        ("\uff14\uff0e\uff13", "cm", 4.3),
        ("", "cm", None),
        ("   ", "cm", None),
    ],
)
def test_numbers_are_read_as_people_type_them(ask: Ask, typed: str, unit: str, number: float | None) -> None:
    assert ask("readNumber", typed, unit) == number


@pytest.mark.parametrize(
    "typed", ["four", "43 mm", "1,234.5", "4.3.1", "1e999", "0x10", "--1", "cm", "4 - 3", "NaN", "Infinity"]
)
def test_what_is_no_number_is_none(ask: Ask, typed: str) -> None:
    # JSON has no NaN: Node.js writes null for it, as for nothing; the difference is the page's error message.
    assert ask("readNumber", typed, "cm") is None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "solutions").glob("*/questions.yml")), ids=lambda path: path.parent.name
)
def test_the_download_is_pythons_notebook(ask: Ask, path: Path) -> None:
    quiz = load(path)
    released = (ROOT / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb").read_text(encoding="utf-8")
    answers = {question.id: question.key for question in quiz.graded}
    assert ask("fill", released, answers) == fill(released, answers)
    assert ask("fill", released, {}) == released
    first = quiz.graded[0].id
    odd = {first: '"\\\n\u2028\x85\U0001f600 = None', quiz.graded[1].id: [1.0, -0.0, 1e-7, math.pi]}
    assert ask("fill", released, odd) == fill(released, odd)
