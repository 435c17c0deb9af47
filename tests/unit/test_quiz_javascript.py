"""The page and Python deal the same papers, give the same marks and write the same notebooks."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node

from gluteus.quiz.marking import marks
from gluteus.quiz.notebook import literal, prompt_text, source
from gluteus.quiz.questions import load
from gluteus.quiz.variants import arrangement, settled, variant
from gluteus.widgets.linking import linked
from gluteus.widgets.quiz import Quiz

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


papers = st.sampled_from([0, 1, 999_999_999]) | st.integers(0, 999_999_999)
ids = st.from_regex(r"[a-z][a-z0-9]{0,9}(_[a-z0-9]{1,9}){0,2}", fullmatch=True)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@shared
@given(paper=papers, name=ids, n=st.integers(2, 26))
def test_a_paper_is_dealt_the_same(ask: Ask, paper: int, name: str, n: int) -> None:
    assert ask("arrangement", paper, name, n) == arrangement(paper, name, n)
    assert ask("variant", paper, name, n) == variant(paper, name, n)


@st.composite
def answered(draw: st.DrawFn) -> tuple[dict[str, Any], object]:
    """Give a rule as a check cell holds it, and an answer that the page can have."""
    kind = draw(st.sampled_from(["choice", "choices", "number", "order", "match", "regions", "text"]))
    n = draw(st.integers(3, 7))
    letters = st.sampled_from(LETTERS[:n])
    rule: dict[str, Any] = {"kind": kind, "id": draw(ids), "points": draw(st.floats(0.5, 9))}
    shuffled = {"options": n} if kind in {"order", "match"} or draw(st.booleans()) else {}
    answer: Any
    if kind == "text":
        return rule, draw(any_text)
    if kind == "choice":
        rule |= {"key": draw(letters), **shuffled}
        answer = draw(letters)
    elif kind == "choices":
        rule |= {"key": sorted(draw(st.sets(letters, min_size=1))), **shuffled}
        answer = sorted(draw(st.sets(letters, min_size=1)))
    elif kind == "order":
        rule |= {"key": draw(st.permutations(LETTERS[:n])), **shuffled}
        answer = draw(st.permutations(LETTERS[:n]))
    elif kind == "match":
        rows = draw(st.integers(3, 7))
        rule |= {"key": draw(st.lists(letters, min_size=rows, max_size=rows)), **shuffled}
        answer = draw(st.lists(st.none() | letters, min_size=rows, max_size=rows))
    elif kind == "regions":
        places = st.sampled_from([f"{region}:{side}" for region in "abcd" for side in ("left", "right")])
        key = draw(st.sets(places, min_size=1))
        rule |= {"key": sorted(key), "neutral": sorted(draw(st.sets(places)) - key)}
        answer = sorted(draw(st.sets(places, min_size=1)))
    else:
        keys = draw(st.lists(st.floats(-100, 100), min_size=1, max_size=6))
        rule |= {"key": draw(st.sampled_from([keys, keys[0]])), "tolerance": draw(st.floats(0, 10))}
        away = draw(st.sampled_from([0, 1, -1, 1.0001, -1.0001]) | st.floats(-2, 2))
        answer = draw(st.sampled_from(keys)) + away * rule["tolerance"]
    return rule, answer


@settings(shared, max_examples=400)
@given(asked=answered(), paper=papers)
def test_an_answer_of_every_kind_earns_the_same(ask: Ask, asked: tuple[dict[str, Any], object], paper: int) -> None:
    rule, answer = asked
    assert ask("marks", rule, answer, paper) == marks(rule, answer, paper)
    assert ask("marks", rule, None, paper) == 0
    if rule["kind"] != "text":
        assert ask("settled", rule, paper) == settled(rule, paper)


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
        ("1300,5", "N", 1300.5),
        ("0,125", "m", 0.125),
        ("1,25", "m", 1.25),
        ("1.300", "N", 1.3),
        ("\uff14\uff0e\uff13", "cm", 4.3),
        ("", "cm", None),
        ("   ", "cm", None),
    ],
)
def test_numbers_are_read_as_people_type_them(ask: Ask, typed: str, unit: str, number: float | None) -> None:
    assert ask("readNumber", typed, unit) == number


@pytest.mark.parametrize(
    "typed",
    ["four", "43 mm", "1,234.5", "1,300", "-12,500", "4.3.1", "1e999", "0x10", "--1", "cm", "4 - 3", "NaN", "Infinity"],
)
def test_what_is_no_number_is_none(ask: Ask, typed: str) -> None:
    # JSON has no NaN: Node.js writes null for it, as for nothing; the difference is the page's error message.
    assert ask("readNumber", typed, "cm") is None


HOSTILE = (
    'He said "no" \\ \n\n\r\n# a heading\u2028next\x85and \x0bmore\x00 \ud800 alone \udfff\ud83d\ude00 '
    "\U0001f600 </script> {weight} ### BEGIN SOLUTION\n    x = None\n"
)
PAPERS = (0, 1, 12_345, 999_999_999)


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Quiz:
    """A quiz of every kind; its source stands for its release, which has the same cells."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "tests" / "small_course", course, dirs_exist_ok=True)
    path = course / "exercises" / "every-kind" / "every-kind.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(source(load(course / "solutions" / "every-kind" / "questions.yml", course)), encoding="utf-8")
    return Quiz("every-kind", course, mode="closed")


def right_answers(quiz: Quiz, paper: int, text: str) -> dict[str, object]:
    graded = [question for question in quiz._quiz.questions if question.use == "graded"]
    return {
        question.id: text if question.kind == "text" else settled(question.rule, paper)["key"] for question in graded
    }


def assert_same_download(ask: Ask, quiz: Quiz, paper: int, answers: dict[str, object]) -> str:
    quiz.paper_number, quiz.answers = paper, answers
    written = quiz.notebook()
    # A lone surrogate fails here: no file could hold it.
    assert ask("fill", quiz.released, quiz.answers, paper, quiz.paper["questions"]) == written.encode().decode()
    return written


@pytest.mark.parametrize(
    "path", sorted((ROOT / "solutions").glob("*/questions.yml")), ids=lambda path: path.parent.name
)
def test_the_download_is_pythons_notebook(ask: Ask, path: Path) -> None:
    quiz = Quiz(path.parent.name, ROOT, mode="closed")
    assert ask("fill", quiz.released, {}) == quiz.released
    for paper in PAPERS:
        answers = right_answers(quiz, paper, HOSTILE)
        assert_same_download(ask, quiz, paper, answers)
        assert_same_download(ask, quiz, paper, {})


@pytest.mark.parametrize("paper", PAPERS)
def test_every_kind_is_written_as_python_writes_it(ask: Ask, every_kind: Quiz, paper: int) -> None:
    answers = right_answers(every_kind, paper, HOSTILE)
    written = json.loads(assert_same_download(ask, every_kind, paper, answers))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in written["cells"]}
    assert "".join(cells["paper_number"]["source"]).splitlines()[0] == f"paper_number = {paper}"
    for question in every_kind._quiz.graded:
        assert "".join(cells[f"{question.id}_prompt"]["source"]) == prompt_text(question, paper)
        if question.kind != "text":
            name, _, value = "".join(cells[question.id]["source"]).partition(" = ")
            assert (name, marks(question.rule, ast.literal_eval(value), paper)) == (question.id, question.points)
    assert_same_download(ask, every_kind, paper, {"a_match": ["b", None, "a"], "a_number": -0.0})


@settings(shared, max_examples=60)
@given(text=st.text(alphabet=st.characters(exclude_categories=[]), min_size=1, max_size=80), number=numbers)
def test_whatever_is_typed_is_written_the_same(ask: Ask, every_kind: Quiz, text: str, number: float) -> None:
    assert_same_download(ask, every_kind, 7, {"own_words": text, "a_number": number})
