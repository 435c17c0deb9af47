"""How many points an answer earns, whatever it is."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from gluteus.quiz.marking import marks

CHOICE = {"kind": "choice", "key": "b", "points": 2.0}
CHOICES = {"kind": "choices", "key": ["a", "c"], "points": 2.0}
NUMBER = {"kind": "number", "key": 4.3, "tolerance": 0.5, "points": 1.5}
VARIED = {"kind": "number", "id": "weight", "key": [4.3, 5.3], "tolerance": 0.5, "points": 1.5}
ORDER = {"kind": "order", "id": "steps", "key": ["b", "d", "a", "c"], "options": 4, "points": 3.0}
MATCH = {"kind": "match", "id": "bones", "key": ["c", "a", "a", "d"], "options": 5, "points": 2.0}
REGIONS = {
    "kind": "regions",
    "id": "pain",
    "key": ["coccyx:left", "groin:left", "pubis:left", "pubis:right"],
    "neutral": ["hip_side:left"],
    "points": 2.0,
}
EVERY = [CHOICE, CHOICES, NUMBER, VARIED, ORDER, MATCH, REGIONS]

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
        (VARIED, 4.3, 1.5),
        (VARIED, [4.3, 5.3], 0.0),
        (ORDER, ["b", "d", "a", "c"], 3.0),
        (ORDER, ("b", "d", "a", "c"), 3.0),
        (ORDER, ["d", "b", "a", "c"], 2.0),
        (ORDER, ["c", "b", "d", "a"], 0.0),
        (ORDER, ["c", "a", "d", "b"], 0.0),
        (ORDER, ["b", "d", "a"], 0.0),
        (ORDER, ["b", "d", "a", "c", "e"], 0.0),
        (ORDER, ["b", "d", "a", "a"], 0.0),
        (ORDER, ["b", "d", "a", None], 0.0),
        (ORDER, {"b", "d", "a", "c"}, 0.0),
        (ORDER, "bdac", 0.0),
        (ORDER, None, 0.0),
        (MATCH, ["c", "a", "a", "d"], 2.0),
        (MATCH, ("c", "a", "a", "d"), 2.0),
        (MATCH, ["c", None, "b", "d"], 1.0),
        (MATCH, ["a", "a", "a", "a"], 1.0),
        (MATCH, [None, None, None, None], 0.0),
        (MATCH, ["c", "a", "a"], 0.0),
        (MATCH, ["c", "a", "a", "d", "a"], 0.0),
        (MATCH, ["c", "a", "a", 4], 0.0),
        (MATCH, "caad", 0.0),
        (REGIONS, ["coccyx:left", "groin:left", "pubis:left", "pubis:right"], 2.0),
        (REGIONS, ["pubis:right", "pubis:left", "groin:left", "coccyx:left", "hip_side:left"], 2.0),
        (REGIONS, {"pubis:right", "pubis:left", "groin:left", "coccyx:left"}, 2.0),
        (REGIONS, ["coccyx:left", "groin:left", "groin:right"], 0.5),
        (REGIONS, ["coccyx:left", "groin:right", "knee_back:right"], 0.0),
        (REGIONS, ["hip_side:left"], 0.0),
        (REGIONS, ["coccyx"], 0.0),
        (REGIONS, [], 0.0),
        ({"kind": "text", "id": "why", "points": 3.0}, "Because.", 0.0),
        ({"kind": "essay", "key": "b", "points": 1.0}, "b", 0.0),
        ({}, "b", 0.0),
    ],
)
def test_marks(question: dict[str, Any], answer: object, earned: float) -> None:
    assert marks(question, answer) == earned


@given(st.sampled_from(EVERY), anything, anything | st.integers(0, 999_999_999))
def test_no_answer_raises_or_leaves_the_range(question: dict[str, Any], answer: object, paper: object) -> None:
    earned = marks(question, answer, paper)
    assert type(earned) is float
    assert 0.0 <= earned <= question["points"]


@given(st.dictionaries(st.sampled_from(["kind", "id", "points", "key", "options", "neutral", "tolerance"]), anything))
def test_no_check_raises(question: dict[str, Any]) -> None:
    for kind in ("choice", "choices", "number", "order", "match", "regions", "text"):
        assert type(marks({**question, "kind": kind}, "b", 7)) is float


@pytest.mark.parametrize("question", EVERY)
@pytest.mark.parametrize("paper", [-1, 1_000_000_000, 0.0, True, "0", None, [0]])
def test_a_paper_that_is_none_earns_nothing(question: dict[str, Any], paper: object) -> None:
    key = question["key"]
    assert marks(question, key[0] if question is VARIED else key, paper) == 0.0


@given(st.permutations("abcde"), st.permutations("abcde"))
def test_an_order_earns_kendalls_tau(key: list[str], answer: list[str]) -> None:
    expected = max(0.0, kendalltau([key.index(each) for each in answer], range(5)).statistic)
    question = {"kind": "order", "id": "steps", "key": key, "points": 1.0}
    assert marks(question, answer) == pytest.approx(expected, abs=1e-12)


rows = st.lists(st.sampled_from("abcd"), min_size=3, max_size=7)


@given(rows, st.data())
def test_a_match_earns_its_right_rows(key: list[str], data: st.DataObject) -> None:
    answer = [data.draw(st.sampled_from([letter, None, "z"])) for letter in key]
    question = {"kind": "match", "id": "bones", "key": key, "points": 1.0}
    assert marks(question, answer) == sum(row is not None and row != "z" for row in answer) / len(key)
    assert marks(question, answer) <= marks(question, key) == 1.0


places = st.sets(st.sampled_from([f"{name}:{side}" for name in "abcd" for side in ("left", "right")]))


@given(places, places, places)
def test_regions_earn_right_minus_wrong_and_neutral_ones_nothing(
    key: set[str], neutral: set[str], marked: set[str]
) -> None:
    key = key - neutral or {"sacroiliac:left"}
    question = {"kind": "regions", "id": "pain", "key": sorted(key), "neutral": sorted(neutral), "points": 1.0}
    expected = max(0, len(marked & key) - len(marked - key - neutral)) / len(key)
    assert marks(question, sorted(marked)) == pytest.approx(expected)
    assert marks(question, sorted(marked - neutral)) == marks(question, sorted(marked | neutral))


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


@pytest.mark.parametrize("question", EVERY)
@pytest.mark.parametrize("answer", [_Hostile("x"), [_Hostile("x")], [_Hostile("x")] * 4])
def test_an_object_that_pretends_earns_nothing(question: dict[str, Any], answer: object) -> None:
    assert marks(question, answer) == 0.0
