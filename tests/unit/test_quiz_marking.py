"""How many points an answer earns, whatever it is."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gluteus.quiz.marking import marks

CHOICE = {"kind": "choice", "key": "b", "points": 2.0}
CHOICES = {"kind": "choices", "key": ["a", "c"], "points": 2.0}
NUMBER = {"kind": "number", "key": 4.3, "tolerance": 0.5, "points": 1.5}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner) | st.sets(st.text()),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("question", "answer", "earned"),
    [
        (CHOICE, "b", 2.0),
        (CHOICE, "a", 0.0),
        (CHOICE, "B", 0.0),
        (CHOICE, ["b"], 0.0),
        (CHOICE, None, 0.0),
        (CHOICES, ["a", "c"], 2.0),
        (CHOICES, ["c", "a"], 2.0),
        (CHOICES, ("a", "c"), 2.0),
        (CHOICES, {"a", "c"}, 2.0),
        (CHOICES, ["a", "a"], 1.0),
        (CHOICES, ["a"], 1.0),
        (CHOICES, ["a", "b"], 0.0),
        (CHOICES, ["a", "b", "c"], 1.0),
        (CHOICES, ["b", "d"], 0.0),
        (CHOICES, [], 0.0),
        (CHOICES, "ac", 0.0),
        (CHOICES, [["a"], "c"], 0.0),
        (CHOICES, {"a": 1, "c": 2}, 0.0),
        (NUMBER, 4.3, 1.5),
        (NUMBER, 4, 1.5),
        (NUMBER, 3.8, 1.5),
        (NUMBER, 4.8, 1.5),
        (NUMBER, 3.79, 0.0),
        (NUMBER, 4.81, 0.0),
        (NUMBER, "4.3", 0.0),
        (NUMBER, (4, 3), 0.0),
        (NUMBER, math.nan, 0.0),
        (NUMBER, math.inf, 0.0),
        (NUMBER, 10**400, 0.0),
        ({"kind": "number", "key": 1, "points": 1.0}, True, 0.0),
        ({"kind": "number", "key": 1, "points": 1.0}, 1, 1.0),
        ({"kind": "number", "key": 0, "points": 1.0}, -0.0, 1.0),
        ({"kind": "essay", "key": "b", "points": 1.0}, "b", 0.0),
        ({}, "b", 0.0),
    ],
)
def test_marks(question: dict[str, Any], answer: object, earned: float) -> None:
    assert marks(question, answer) == earned


@given(st.sampled_from([CHOICE, CHOICES, NUMBER]), anything)
def test_no_answer_raises_or_leaves_the_range(question: dict[str, Any], answer: object) -> None:
    earned = marks(question, answer)
    assert type(earned) is float
    assert 0.0 <= earned <= question["points"]


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_choices_earn_right_minus_wrong(ticks: set[str], key: set[str]) -> None:
    question = {"kind": "choices", "key": sorted(key), "points": 1.0}
    expected = max(0, len(ticks & key) - len(ticks - key)) / len(key)
    assert marks(question, sorted(ticks)) == pytest.approx(expected)


class _Hostile(str):
    """Says that it equals everything, and raises when it is asked for anything else."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        raise RuntimeError

    def __iter__(self) -> Any:
        raise RuntimeError


@pytest.mark.parametrize("question", [CHOICE, CHOICES, NUMBER])
@pytest.mark.parametrize("answer", [_Hostile("x"), [_Hostile("x")]])
def test_an_object_that_pretends_earns_nothing(question: dict[str, Any], answer: object) -> None:
    assert marks(question, answer) == 0.0
