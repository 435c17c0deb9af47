"""Answers as Python literals, and the notebooks that hold them."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gluteus.atlas.loading import read_sources
from gluteus.quiz import page
from gluteus.quiz.answer_sheet import places
from gluteus.quiz.notebook import blank, fill, literal, personal, plain_text, source
from gluteus.quiz.prompts import how_to_answer, prompt_text, prompt_variants
from gluteus.quiz.questions import Number, load, read
from gluteus.quiz.variants import HIGHEST_PAPER, LETTERS, arrangement, variant

ROOT = Path(__file__).resolve().parents[2]
EVERY_KIND = read(ROOT / "tests" / "private_course" / "solutions" / "every-kind" / "questions.yml")
SOURCES = read_sources(ROOT / "tests" / "small_course" / "book" / "references.bib")
PAYLOAD = page.paper(EVERY_KIND, {}, SOURCES, closed=True)
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


@given(st.none() | st.lists(st.none() | any_text | numbers))
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


def test_a_question_for_a_person_is_a_prompt_and_one_cell_for_both(private_course: Path) -> None:
    quiz = read(private_course / "solutions" / "every-kind" / "questions.yml")
    cells = {cell.id: cell for cell in nbformat.reads(source(quiz), as_version=4).cells}
    meta = cells["kind_text"].metadata.nbgrader
    assert cells["kind_text"].cell_type == "markdown"
    assert (meta.grade, meta.solution, meta.locked, meta.points) == (True, True, False, 3)
    assert cells["kind_text"].source.startswith(f"{blank(quiz.graded[-1])}### BEGIN SOLUTION\nThe muscle of the")
    assert "- Names the pull on the pelvis." in cells["kind_text"].source
    assert "kind_text-marks" not in cells
    assert "double-click" in cells["how-to-answer"].source


@pytest.mark.parametrize("kind", ["choice", "choices", "number", "order", "match", "regions"])
def test_the_examples_of_how_to_answer_are_literals(kind: str) -> None:
    (_, _, way) = how_to_answer({kind})
    examples = re.findall(r"for example `([^`]+)`", way)
    assert len(examples) == 1
    assert literal(ast.literal_eval(examples[0])) == examples[0]


def test_the_prompts_say_all_that_is_needed_to_answer_by_typing(private_course: Path) -> None:
    quiz = read(private_course / "solutions" / "every-kind" / "questions.yml")
    prompts = {question.id: prompt_text(question) for question in quiz.questions}
    assert prompts["kind_choices"].splitlines() == [
        "## Question 3 (2 points)",
        "",
        "Which of these are bones?",
        "",
        "- **a**: Ilium",
        "- **b**: Piriformis",
        "- **c**: Sacrum",
        "- **d**: Femur",
        "- **e**: Fascia lata",
        "",
        "*Choose all that apply.*",
    ]
    assert "Somebody weighs 60 kg and puts the share 0.5 of it" in prompts["kind_number"]
    assert prompts["kind_number"].endswith("\n\n*Give a number (unit: N).*")
    assert "1. Ilium\n2. Sacrum\n3. Femur\n\n- **a**: " in prompts["kind_match"]
    assert "Ribs\n- **b**: Iliac crest\n- **c**: Greater" not in prompts["kind_order"], "the right order"
    for place in places("back"):
        assert f"`{place.partition(':')[0]}`" in prompts["kind_regions"]
    assert "`iliac_crest_front`" not in prompts["kind_regions"], "the view from behind does not show it"
    assert "at most 600 characters. A person marks it." in prompts["kind_text"]


@given(st.integers(0, HIGHEST_PAPER))
def test_a_prompt_differs_from_the_released_one_in_its_rows_and_numbers_only(paper_number: int) -> None:
    for question in EVERY_KIND.questions:
        released, shown = prompt_text(question).splitlines(), prompt_text(question, paper_number).splitlines()
        if isinstance(question, Number):
            assert shown in [prompt.splitlines() for prompt in prompt_variants(question)]
            continue
        assert sorted(row.partition("**: ")[2] for row in released) == sorted(row.partition("**: ")[2] for row in shown)
        assert [row for row in released if "**: " not in row] == [row for row in shown if "**: " not in row]
        letters = [row[4] for row in shown if re.match(r"- \*\*[a-z]\*\*: ", row)]
        assert letters == sorted(letters)


@given(st.integers(0, HIGHEST_PAPER))
def test_the_page_can_write_the_prompt_of_every_paper(paper_number: int) -> None:
    for told, question in zip(PAYLOAD["questions"], EVERY_KIND.questions, strict=True):
        cell = told.get("cell")
        if cell is None:
            assert question.use == "practice" or prompt_text(question, paper_number) == prompt_text(question)
        elif isinstance(question, Number):
            position = variant(paper_number, question.id, len(cell["variants"]))
            assert cell["variants"][position] == prompt_text(question, paper_number)
        else:
            order = arrangement(paper_number, question.id, len(cell["rows"]))
            rows = [f"- **{LETTERS[at]}**: {cell['rows'][place]}" for at, place in enumerate(order)]
            assert cell["before"] + "\n".join(rows) + cell["after"] == prompt_text(question, paper_number)


def test_a_personal_notebook_has_its_paper_number_and_its_prompts() -> None:
    released = source(EVERY_KIND)
    assert personal(EVERY_KIND, released, 0) == released
    cells = {cell.id: cell for cell in nbformat.reads(personal(EVERY_KIND, released, 7), as_version=4).cells}
    assert cells["paper-number"].source == "paper_number = 7"
    for question in EVERY_KIND.graded:
        assert cells[f"{question.id}-prompt"].source == prompt_text(question, 7)
    before = {cell.id: cell for cell in nbformat.reads(released, as_version=4).cells}
    changed = [name for name, cell in cells.items() if cell != before[name]]
    kinds = ("choice", "choices", "number", "order", "match")
    assert changed == ["paper-number", *(f"kind_{kind}-prompt" for kind in kinds)]


@pytest.mark.parametrize("number", [-1, HIGHEST_PAPER + 1, True, 1.0, "1", None])
def test_a_paper_that_is_none_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="a paper number is a whole number from 0 to 999999999: "):
        fill(source(EVERY_KIND), {}, number)


def test_a_text_is_written_as_its_cell() -> None:
    released = source(EVERY_KIND)
    filled = fill(released, {"kind_text": "Because *I* say so.\r\n\u2028\x00\ud800"})
    cells = {cell.id: cell for cell in nbformat.reads(filled, as_version=4).cells}
    assert cells["kind_text"].source == "Because *I* say so.\n\n\ufffd\ufffd"
    assert fill(released, {"kind_text": "", "kind_order": None}) == released
    with pytest.raises(ValueError, match="kind_text takes a text: 4"):
        fill(released, {"kind_text": 4})


@given(any_text)
@example("\r\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ud800")
def test_a_text_has_one_kind_of_line_end_and_fits_a_file(text: str) -> None:
    plain = plain_text(text)
    plain.encode()
    assert plain.splitlines() == plain.removesuffix("\n").split("\n") if plain else plain == text
    assert plain_text(plain) == plain


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
