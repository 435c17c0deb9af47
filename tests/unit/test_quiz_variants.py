"""Papers: what a number makes of the options, the letters and the numbers of a quiz."""

from __future__ import annotations

import random
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gluteus.quiz.marking import marks
from gluteus.quiz.questions import Lettered, Number, Question, Regions, TextAnswer, read
from gluteus.quiz.variants import (
    HIGHEST_PAPER,
    LETTERS,
    arrangement,
    in_file_letters,
    is_paper,
    lettering,
    settled,
    stream,
    turns,
    variant,
)

PRIVATE = Path(__file__).resolve().parents[1] / "private_course" / "solutions" / "every-kind" / "questions.yml"
QUESTIONS = read(PRIVATE).graded
MARKED = [question for question in QUESTIONS if not isinstance(question, TextAnswer)]

papers = st.integers(0, HIGHEST_PAPER)


def test_the_stream_is_the_published_one() -> None:
    # Worked out in JavaScript: FNV-1a of "1:stance_side", then mulberry32 with Math.imul.
    assert list(islice(stream(1, "stance_side"), 3)) == [3243180879, 1111440480, 3666732877]


def test_paper_0_is_the_paper_as_released() -> None:
    assert arrangement(0, "stance_side", 5) == [0, 1, 2, 3, 4]
    assert variant(0, "stance_side", 60) == 0
    for question in MARKED:
        assert settled(question.rule, 0)["key"] == question.key


@given(papers, st.text(max_size=40), st.integers(1, 26))
def test_an_arrangement_holds_every_option_once(paper: int, question: str, n: int) -> None:
    assert sorted(arrangement(paper, question, n)) == list(range(n))
    assert 0 <= variant(paper, question, n) < n


@given(papers)
def test_what_a_paper_does_to_each_question_is_its_arrangement_or_its_variant(paper: int) -> None:
    for question, turn in zip(MARKED, turns([question.rule for question in MARKED], paper), strict=True):
        rule = question.rule
        if "options" in rule:
            assert turn == tuple(arrangement(paper, question.id, rule["options"]))
        elif isinstance(rule["key"], list) and rule["kind"] == "number":
            assert turn == variant(paper, question.id, len(rule["key"]))
        else:
            assert turn is None


def test_every_order_and_every_variant_is_as_likely_as_the_others() -> None:
    numbers = random.Random(4).sample(range(1, HIGHEST_PAPER), 6000)
    orders = Counter(tuple(arrangement(paper, "stance_side", 4)) for paper in numbers)
    variants = Counter(variant(paper, "stance_side", 24) for paper in numbers)
    # Chi-square with 23 degrees of freedom: above 49.7 in one of a thousand fair draws (NIST/SEMATECH 1.3.6.7.4).
    for counts in (orders, variants):
        assert len(counts) == 24
        assert sum((count - 250) ** 2 / 250 for count in counts.values()) < 49.7


def test_two_questions_of_a_paper_are_shuffled_apart() -> None:
    same = sum(arrangement(paper, "one", 4) == arrangement(paper, "two", 4) for paper in range(1, 2401))
    assert 60 < same < 145, "as often as chance has it, which is 100"


@given(st.text(max_size=20), st.lists(st.text(max_size=5), unique=True, max_size=7), st.randoms())
def test_letters_say_nothing_about_the_right_order(question: str, texts: list[str], chance: random.Random) -> None:
    letters = lettering(question, texts)
    assert sorted(letters) == sorted(texts)
    chance.shuffle(texts)
    assert lettering(question, texts) == letters


def test_letters_are_no_alphabet() -> None:
    orders = {tuple(lettering(f"question_{n}", "cab")) for n in range(100)}
    assert len(orders) == 6


@pytest.mark.parametrize("number", [0, 1, HIGHEST_PAPER])
def test_a_paper_number(number: int) -> None:
    assert is_paper(number)


@pytest.mark.parametrize("number", [-1, HIGHEST_PAPER + 1, True, 1.0, "1", None, [1], 10**400])
def test_what_is_no_paper_number(number: object) -> None:
    assert not is_paper(number)


def on_paper(question: Question, paper: int) -> Any:
    """Answer as somebody does who finds the right texts on the paper, wherever they stand."""
    if isinstance(question, Number):
        return question.answers[question.position(paper)]
    if isinstance(question, Regions):
        return question.key
    assert isinstance(question, Lettered)
    shown = arrangement(paper, question.id, len(question.letters)) if "options" in question.rule else None
    letter = {LETTERS[place]: LETTERS[at] for at, place in enumerate(shown or range(len(question.letters)))}
    return letter[question.key] if isinstance(question.key, str) else [letter[one] for one in question.key]


@given(papers)
def test_the_right_answer_earns_all_points_on_every_paper(paper: int) -> None:
    for question in MARKED:
        assert marks(question.rule, on_paper(question, paper), paper) == question.points
        assert marks(settled(question.rule, paper), on_paper(question, paper)) == question.points


@given(papers, st.data())
def test_no_other_letter_earns_them(paper: int, data: st.DataObject) -> None:
    for question in MARKED:
        if question.kind == "choice":
            letter = data.draw(st.sampled_from("abcdefgh"))
            right = letter == on_paper(question, paper)
            assert marks(question.rule, letter, paper) == (question.points if right else 0.0)


@given(papers)
def test_an_answer_goes_back_to_the_letters_of_the_file(paper: int) -> None:
    for question in MARKED:
        back = in_file_letters(question.rule, on_paper(question, paper), paper)
        if isinstance(question, Number):
            assert back == question.answers[question.position(paper)]
        else:
            assert back == question.key


def test_what_is_no_letter_stays_as_it_is() -> None:
    choice, match = ({"kind": kind, "id": "x", "points": 1.0, "key": "a", "options": 4} for kind in ("choice", "match"))
    assert in_file_letters(choice, "z", 7) == "z"
    assert in_file_letters(choice, 4.5, 7) == 4.5
    assert in_file_letters(choice, "a", -1) == "a"
    order = arrangement(7, "x", 4)
    assert in_file_letters(match, ["a", None, "q"], 7) == [LETTERS[order[0]], None, "q"]
