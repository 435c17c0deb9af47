"""The quiz widget as Python sees it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import gluteus
from gluteus.quiz.notebook import source
from gluteus.quiz.questions import load
from gluteus.widgets.quiz import Quiz
from gluteus.yaml_lines import DataError


@pytest.fixture
def course(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose release is its source: what is in the cells does not matter here."""
    monkeypatch.delenv("GLUTEUS_QUIZ_ANSWERS", raising=False)
    _release(small_course, "function")
    return small_course


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Quiz:
    """A quiz of every kind, closed."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "tests" / "small_course", folder, dirs_exist_ok=True)
    _release(folder, "every-kind")
    return Quiz("every-kind", folder, mode="closed")


def _release(course: Path, name: str) -> None:
    released = course / "exercises" / name / f"{name}.ipynb"
    released.parent.mkdir(parents=True)
    released.write_text(source(load(course / "solutions" / name / "questions.yml")), encoding="utf-8")


def test_it_is_found_from_a_chapter_and_from_the_package(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gluteus.Quiz is Quiz
    monkeypatch.chdir(course / "book")
    quiz = gluteus.Quiz("function")
    assert quiz.mode == "open"
    assert repr(quiz) == "Quiz: What it does, 4 questions."


def test_the_configuration_closes_it_and_the_book_being_built_decides(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = course / "_config.yml"
    configuration.write_text("sphinx:\n  config:\n    quiz_answers: closed\n", encoding="utf-8")
    assert Quiz("function", course).mode == "closed"
    monkeypatch.setenv("GLUTEUS_QUIZ_ANSWERS", "open")
    assert Quiz("function", course).mode == "open"
    assert Quiz("function", course, mode="closed").mode == "closed"


@pytest.mark.parametrize("content", ["title: A course\n", "", "sphinx: {}\n"])
def test_a_configuration_that_does_not_say_leaves_it_open(course: Path, content: str) -> None:
    (course / "_config.yml").write_text(content, encoding="utf-8")
    assert Quiz("function", course).mode == "open"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sphinx: {config: {quiz_answers: ajar}}", "quiz_answers must be open or closed: ajar"),
        ("sphinx: [1]", "not a Jupyter Book configuration"),
        ("sphinx: [", "not a Jupyter Book configuration"),
    ],
)
def test_a_configuration_that_is_not_understood_fails_closed(course: Path, content: str, said: str) -> None:
    (course / "_config.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=said) as caught:
        Quiz("function", course)
    assert "\n" not in str(caught.value)


def test_what_is_not_there_is_one_sentence(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match=r"walking.questions\.yml: there is no such quiz: walking$"):
        Quiz("walking", course)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"neither this folder nor one above it holds _config\.yml"):
        Quiz("function")


def test_a_release_that_is_not_of_these_questions_is_not_shown(course: Path) -> None:
    questions = course / "solutions" / "function" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("id: arm_length", "id: lever_length"), encoding="utf-8")
    with pytest.raises(DataError, match=r"function\.ipynb: stale, run `gluteus quizzes`: lever_length$"):
        Quiz("function", course)
    (course / "exercises" / "function" / "function.ipynb").unlink()
    with pytest.raises(FileNotFoundError, match=r"function\.ipynb: missing: run `gluteus quizzes`$"):
        Quiz("function", course)


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_the_state_holds_a_graded_key_only_when_it_is_open(course: Path, mode: str) -> None:
    quiz = Quiz("function", course, mode=mode)
    told = {question["id"]: question["teaching"] for question in quiz.paper["questions"]}
    withheld = {name for name, teaching in told.items() if teaching is None}
    assert withheld == (set() if mode == "open" else {"stance_side", "lever_arms", "arm_length"})
    everything = json.dumps(
        {key: value for key, value in quiz.get_state().items() if key not in {"_esm", "_css", "released"}}
    )
    assert ("It belongs to the lifted leg." in everything) == (mode == "open")
    assert ("9.3" in everything) == (mode == "open")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"walking": "a"}, "the quiz every-kind has no such question: walking"),
        ({"one_option": "z"}, "one_option takes one of a, b, c: 'z'"),
        ({"one_option": ["a"]}, "one_option takes one of a, b, c: ['a']"),
        ({"some_options": "a"}, "some_options takes a list of a, b, c: 'a'"),
        ({"some_options": []}, "some_options takes a list of a, b, c: []"),
        ({"some_options": ["a", "z"]}, "some_options takes a list of a, b, c: ['a', 'z']"),
        ({"some_options": ["a", {}]}, "some_options takes a list of a, b, c: ['a', {}]"),
        ({"a_number": "4.3"}, "a_number takes a finite number: '4.3'"),
        ({"a_number": True}, "a_number takes a finite number: True"),
        ({"a_number": float("nan")}, "a_number takes a finite number: nan"),
        ({"an_order": "abc"}, "an_order takes a list of a, b, c, each once and the first one first: 'abc'"),
        ({"an_order": ["a", "b"]}, "an_order takes a list of a, b, c, each once and the first one first: ['a', 'b']"),
        (
            {"an_order": ["a", "b", "b"]},
            "an_order takes a list of a, b, c, each once and the first one first: ['a', 'b', 'b']",
        ),
        (
            {"a_match": ["a", "b"]},
            "a_match takes a list of 3 entries, one for each row: a, b, c, d or None: ['a', 'b']",
        ),
        (
            {"a_match": ["a", "b", "z"]},
            "a_match takes a list of 3 entries, one for each row: a, b, c, d or None: ['a', 'b', 'z']",
        ),
        ({"a_match": {"a", "b"}}, "a_match takes a list of 3 entries, one for each row: a, b, c, d or None: {"),
        ({"some_places": "sacroiliac:right"}, "some_places takes a list of places such as 'ribs_back:left'"),
        (
            {"some_places": ["sacroiliac:right", "groin:left"]},
            "some_places takes places that are seen in the back view, such as 'ribs_back:left': 'groin:left'",
        ),
        ({"some_places": ["sacroiliac"]}, "such as 'ribs_back:left': 'sacroiliac'"),
        ({"own_words": 3}, "own_words takes a text: 3"),
        ({"own_words": "a" * 401}, "own_words takes at most 400 characters: 401"),
    ],
)
def test_an_answer_that_is_none_is_refused(every_kind: Quiz, answers: dict[str, Any], said: str) -> None:
    every_kind.answers = {"a_number": 7}
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        every_kind.answers = answers
    assert "\n" not in str(caught.value)
    assert every_kind.answers == {"a_number": 7}


def test_an_answer_has_one_form(every_kind: Quiz) -> None:
    quiz = every_kind
    quiz.answers = {
        "some_options": ("c", "a", "c"),
        "a_number": 294.3,
        "an_order": ("c", "a", "b"),
        "a_match": ["b", None, "a"],
        "some_places": {"sacrum_upper:right", "sacroiliac:right"},
        "own_words": "It pulls. \ud83d\ude00",
    }
    assert quiz.answers == {
        "some_options": ["a", "c"],
        "a_number": 294.3,
        "an_order": ["c", "a", "b"],
        "a_match": ["b", None, "a"],
        "some_places": ["sacroiliac:right", "sacrum_upper:right"],
        "own_words": "It pulls. \U0001f600",
    }
    quiz.answers = {"a_match": [None, None, None], "own_words": " \n", "one_option": None}
    assert quiz.answers == {}


@pytest.mark.parametrize("number", [-1, 1_000_000_000, 1.0, "1", True])
def test_a_paper_that_is_none_is_refused(every_kind: Quiz, number: object) -> None:
    said = f"a paper number is a whole number from 0 to 999999999: {number!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        every_kind.paper_number = number


def test_the_notebook_is_that_of_the_paper(course: Path) -> None:
    assert Quiz("function", course).paper_number is None
    quiz = Quiz("function", course, paper_number=12_345)
    assert "paper_number = 12345" in quiz.notebook()
    quiz.paper_number = 0
    assert quiz.notebook() == quiz.released


def test_only_a_question_about_places_brings_the_body_and_only_its_view(course: Path, every_kind: Quiz) -> None:
    assert Quiz("function", course).body == {}
    body = every_kind.body
    assert list(body["views"]) == ["back"]
    places = [place for place, _ in body["views"]["back"]["regions"]]
    assert "sacroiliac:left" in places
    assert "groin:left" not in places
    # A closed question's key is in no drawing of it.
    assert "sacrum_upper:right" not in json.dumps(body)


def test_the_notebook_holds_graded_answers_only(course: Path) -> None:
    quiz = Quiz("function", course)
    quiz.answers = {"warm_up": "a", "lever_arms": ["c", "a"]}
    assert 'lever_arms = [\\"a\\", \\"c\\"]' in quiz.notebook()
    assert "warm_up" not in quiz.notebook()


def test_the_fallback_lists_every_question_and_no_key(course: Path) -> None:
    quiz = Quiz("function", course)
    bundle, _ = quiz._repr_mimebundle_()
    assert bundle["text/plain"] == "Quiz: What it does, 4 questions."
    assert "image/svg+xml" not in bundle
    for words in ("Which gluteus medius keeps the pelvis level?", "A longer step", "Your answer: ________ cm"):
        assert words in bundle["text/html"]
    for secret in ("lifted leg", "outer side", "4.3", "correct"):
        assert secret not in bundle["text/html"]


def test_a_graders_kernel_loads_the_marks_alone() -> None:
    heavy = "{'anywidget', 'pydantic', 'numpy', 'ruamel'}"
    code = f"import gluteus.quiz.marking, sys; print(*sorted(set(sys.modules) & {heavy}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
