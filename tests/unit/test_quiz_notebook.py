"""Answers as Python literals, and the notebooks that hold them."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gluteus.quiz.notebook import fill, literal, source
from gluteus.quiz.questions import load

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*/questions.yml"))

# Lone surrogates too: a browser's text may hold them.
any_text = st.text(alphabet=st.characters(exclude_categories=[]))
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)


@given(any_text)
@example('"\\\n\r\t\x00\x7f\x85\xa0\u2028\ud800\U0001f600')
def test_text_comes_back_and_stays_on_one_line_of_utf8(text: str) -> None:
    written = literal(text)
    assert ast.literal_eval(written) == text
    assert written.splitlines() == [written]
    written.encode()


@given(numbers)
@example(1e16)
@example(1e-5)
@example(-0.0)
def test_numbers_come_back(number: float) -> None:
    assert ast.literal_eval(literal(number)) == number


@given(st.none() | st.lists(any_text | numbers))
def test_lists_and_nothing_come_back(answer: object) -> None:
    assert ast.literal_eval(literal(answer)) == answer


@pytest.mark.parametrize("answer", [math.nan, math.inf, -math.inf, True, {"a": 1}, b"a", object()])
def test_what_is_no_answer_is_refused(answer: object) -> None:
    with pytest.raises(ValueError, match="an answer must be text, a finite number"):
        literal(answer)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.parent.name)
def test_a_source_is_valid_and_the_same_each_time(path: Path) -> None:
    first, second = source(load(path)), source(load(path))
    assert first == second
    notebook = nbformat.reads(first, as_version=4)
    nbformat.validate(notebook)
    assert notebook.nbformat_minor == 5
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_each_graded_question_is_a_prompt_an_answer_and_a_test(small_course: Path) -> None:
    quiz = load(small_course / "solutions" / "function" / "questions.yml")
    cells = nbformat.reads(source(quiz), as_version=4).cells
    roles = [
        (cell.cell_type, meta.grade_id, meta.locked, meta.solution, meta.grade, meta.get("points"))
        for cell in cells
        if (meta := cell.metadata.get("nbgrader"))
    ]
    assert roles[:4] == [
        ("code", "paper_number", False, True, False, None),
        ("markdown", "stance_side_prompt", True, False, False, None),
        ("code", "stance_side", False, True, False, None),
        ("code", "stance_side_marks", True, False, True, 1),
    ]
    assert [role[5] for role in roles if role[4]] == [1, 2, 1.5]
    assert "warm_up" not in source(quiz)
    opening = cells[0].source
    assert opening.startswith("# Quiz: What it does")
    assert "3 graded questions" in opening
    assert "4.5 points" in opening
    assert "Safety first" in opening


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.parent.name)
def test_filling_changes_the_answered_cells_and_nothing_else(path: Path) -> None:
    quiz = load(path)
    released = (ROOT / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb").read_text(encoding="utf-8")
    assert fill(released, {}) == released
    answered = quiz.graded[0]
    before = nbformat.reads(released, as_version=4)
    after = nbformat.reads(fill(released, {answered.id: answered.key, quiz.graded[1].id: None}), as_version=4)
    changed = [new.id for old, new in zip(before.cells, after.cells, strict=True) if old != new]
    assert changed == [answered.id]
    assert before.metadata == after.metadata


def test_an_answer_without_a_cell_is_an_error(small_course: Path) -> None:
    released = source(load(small_course / "solutions" / "function" / "questions.yml"))
    with pytest.raises(KeyError, match="warm_up"):
        fill(released, {"warm_up": "a"})
