"""The quiz widget as Python sees it."""

from __future__ import annotations

import json
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
    released = small_course / "exercises" / "function" / "function.ipynb"
    released.parent.mkdir(parents=True)
    released.write_text(source(load(small_course / "solutions" / "function" / "questions.yml")), encoding="utf-8")
    return small_course


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
        ({"walking": "a"}, "the quiz function has no such question: walking"),
        ({"stance_side": "z"}, "stance_side takes one of a, b, c: 'z'"),
        ({"stance_side": ["a"]}, r"stance_side takes one of a, b, c: \['a'\]"),
        ({"lever_arms": "a"}, "lever_arms takes a list of a, b, c, d: 'a'"),
        ({"lever_arms": []}, r"lever_arms takes a list of a, b, c, d: \[\]"),
        ({"lever_arms": ["a", "z"]}, "lever_arms takes a list of a, b, c, d"),
        ({"arm_length": "4.3"}, "arm_length takes a finite number: '4.3'"),
        ({"arm_length": True}, "arm_length takes a finite number: True"),
        ({"arm_length": float("nan")}, "arm_length takes a finite number: nan"),
    ],
)
def test_an_answer_that_is_none_is_refused(course: Path, answers: dict[str, Any], said: str) -> None:
    quiz = Quiz("function", course)
    with pytest.raises(ValueError, match=said):
        quiz.answers = answers
    assert quiz.answers == {}


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
