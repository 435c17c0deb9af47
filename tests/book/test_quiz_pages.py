"""The quizzes of the built book: open, every question teaches; closed, no graded key is in any page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from gluteus.quiz.notebook import blank, literal
from gluteus.quiz.questions import Quiz, TextAnswer, load_all

ROOT = Path(__file__).resolve().parents[2]

each_quiz = pytest.mark.parametrize("quiz", load_all(ROOT), ids=lambda quiz: quiz.quiz)


def page(book: Path, quiz: Quiz) -> BeautifulSoup:
    return BeautifulSoup((book / "book" / f"{quiz.chapter}.html").read_text(encoding="utf-8"), "html.parser")


def state(book: Path, quiz: Quiz) -> dict[str, Any]:
    models = json.loads(page(book, quiz).find(id="gluteus-widgets").string)["models"]
    (found,) = [model["state"] for model in models.values() if model["state"].get("paper", {}).get("id") == quiz.quiz]
    return found


@each_quiz
def test_an_open_book_teaches_every_question(open_book: Path, quiz: Quiz) -> None:
    shown = state(open_book, quiz)
    assert shown["mode"] == "open"
    assert [question["id"] for question in shown["paper"]["questions"]] == [question.id for question in quiz.questions]
    for question, told in zip(quiz.questions, shown["paper"]["questions"], strict=True):
        assert told["teaching"]["rule"] == question.rule


@each_quiz
def test_a_closed_book_holds_no_graded_key(closed_book: Path, quiz: Quiz) -> None:
    shown = state(closed_book, quiz)
    assert shown["mode"] == "closed"
    graded = {question.id for question in quiz.graded}
    for told in shown["paper"]["questions"]:
        assert (told["teaching"] is None) == (told["id"] in graded)
    practice = [question for question in quiz.questions if question.use == "practice"]
    # The page's own words are named too, one of them "sample".
    everything = json.dumps({part: held for part, held in shown.items() if part != "strings"})
    assert everything.count('"rule"') == len(practice)
    assert everything.count('"key"') == sum("key" in question.rule for question in practice)
    assert everything.count('"sample"') == sum(isinstance(question, TextAnswer) for question in practice)
    for question in quiz.graded:
        assert json.dumps(blank(question)) in shown["released"]
        assert f"{question.id} = {json.dumps(literal(question.key))[1:-1]}" not in shown["released"]
        assert not isinstance(question, TextAnswer) or json.dumps(question.sample)[1:40] not in everything


@each_quiz
def test_both_books_hold_the_released_notebook(open_book: Path, closed_book: Path, quiz: Quiz) -> None:
    released = (ROOT / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb").read_text(encoding="utf-8")
    assert state(open_book, quiz)["released"] == state(closed_book, quiz)["released"] == released


@each_quiz
def test_every_passage_is_a_place_on_the_page(open_book: Path, quiz: Quiz) -> None:
    chapter = page(open_book, quiz)
    for question in quiz.questions:
        assert chapter.find(id=question.anchor), question.anchor


@each_quiz
def test_paper_and_readers_without_javascript_get_every_question(closed_book: Path, quiz: Quiz) -> None:
    (paper,) = page(closed_book, quiz).select(".gluteus-fallback .gluteus-paper")
    assert len(paper.ol.find_all("li", recursive=False)) == len(quiz.questions)
