"""What the page gets to know of a quiz, and what stands on paper."""

from __future__ import annotations

import json
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from gluteus.atlas.loading import read_sources
from gluteus.quiz import page
from gluteus.quiz.questions import read
from gluteus.widgets.words import say

ROOT = Path(__file__).resolve().parents[1]
QUIZ = read(ROOT / "private_course" / "solutions" / "every-kind" / "questions.yml")
SAY = partial(say, "quiz", "en")
SOURCES = read_sources(ROOT / "small_course" / "book" / "references.bib")


def told(name: str, *, closed: bool = False) -> dict[str, Any]:
    payload = page.paper(QUIZ, {"function-stance": "Standing on one leg"}, SOURCES, closed=closed)
    found: dict[str, Any] = next(question for question in payload["questions"] if question["id"] == name)
    return found


def test_each_kind_gets_its_answer_sheet() -> None:
    assert told("kind_sizes")["keep_order"] is True
    assert told("kind_choice")["options"][1] == {"id": "b", "text": ["The standing leg"]}
    assert told("kind_number")["variants"][:2] == [
        {"values": {"weight": "60", "share": "0.5"}},
        {"values": {"weight": "60", "share": "0.25"}},
    ]
    assert "variants" not in told("kind_fixed_number")
    assert told("kind_number")["prompt"][0] == [
        "p",
        "Somebody weighs {weight} kg and puts the share {share} of it on a scale.",
    ]
    assert [item["id"] for item in told("kind_order")["items"]] == ["a", "b", "c", "d"]
    assert told("kind_match")["rows"] == [["Ilium"], ["Sacrum"], ["Femur"]]
    assert [option["id"] for option in told("kind_match")["options"]] == ["a", "b", "c", "d"]
    assert told("kind_regions")["view"] == "back"
    assert told("kind_text")["longest"] == 600
    assert told("kind_text")["passage"] == {"anchor": "function-stance", "title": "Standing on one leg"}


def test_feedback_belongs_to_the_letters_of_the_file() -> None:
    order, match, number = told("kind_order"), told("kind_match"), told("kind_number")["teaching"]
    texts = {item["id"]: item["text"] for item in order["items"]}
    first = order["teaching"]["rule"]["key"][0]
    assert (texts[first], order["teaching"]["items"][first]) == (["Ribs"], ["They are the highest of these."])
    assert match["teaching"]["rows"][2] == ["It is its only bone."]
    assert {option["id"]: option["text"] for option in match["options"]}[match["teaching"]["rule"]["key"][2]] == [
        "The thigh"
    ]
    assert number["answers"] == ["294.3", "147.15", "343.35", "171.675", "392.4", "196.2"]
    assert number["near_misses"][0]["value"] == [588.6, 588.6, 686.7, 686.7, 784.8, 784.8]
    assert number["right"] == ["Right, {answer} N."]
    assert told("kind_fixed_number")["teaching"]["answers"] == ["1"]
    assert set(told("kind_pattern")["teaching"]) >= {"rule", "correct", "missed", "extra", "explanation", "sources"}
    assert told("kind_text")["teaching"]["criteria"] == [["Names the standing leg."], ["Names the pull on the pelvis."]]


def test_only_what_differs_between_papers_has_its_cell() -> None:
    with_cell = [question.id for question in QUIZ.questions if "cell" in told(question.id)]
    assert with_cell == ["kind_choice", "kind_choices", "kind_number", "kind_order", "kind_match"]


def test_a_closed_page_holds_no_graded_key() -> None:
    for question in QUIZ.questions:
        closed = told(question.id, closed=True)
        assert (closed["teaching"] is None) == (question.use == "graded")
        if question.use == "graded":
            everything = json.dumps(closed)
            for secret in ("feedback", "sample", "criteria", '"key"', "rule", "answers", "294.3", "Names the"):
                assert secret not in everything


def test_a_payload_is_plain_json() -> None:
    for closed in (True, False):
        payload = page.paper(QUIZ, {}, SOURCES, closed=closed)
        assert json.loads(json.dumps(payload, allow_nan=False)) == payload


def test_paper_shows_every_question_and_no_key() -> None:
    html = page.as_html(QUIZ, SAY, {"back": "<svg>the back</svg>"})
    for words in (
        "Somebody weighs 60 kg and puts the share 0.5 of it",
        "Your answer: ________ N",
        "Number them in the right order, from 1 to 4.",
        "<li>________ Ilium</li>",
        "<strong>Iliac crest</strong>: Iliac crest, back ☐\xa0left ☐\xa0right; Iliac crest, side ☐\xa0left ☐\xa0right",
        "Answer in your own words, in at most 600 characters.",
    ):
        assert words in html
    assert html.count("<svg>the back</svg>") == 2
    for secret in (
        "294.3",
        "{weight}",
        "Names the",
        "pulls its side",
        "correct",
        "highest of these",
        "sacroiliac:right",
    ):
        assert secret not in html


def test_paper_is_whole_html() -> None:
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in {"hr", "br"}:
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Reader().feed(page.as_html(QUIZ, SAY))
    assert open_tags == []


@pytest.mark.parametrize("view", ["left", "right"])
def test_a_view_from_the_side_offers_its_own_side(view: str) -> None:
    question = next(question for question in QUIZ.questions if question.id == "kind_regions")
    seen = question.model_copy(update={"view": view, "regions": [f"hip_side:{view}"]})
    html = page.as_html(QUIZ.model_copy(update={"questions": [seen]}), SAY)
    assert f"Side of the hip, below the crest ☐\xa0{view};" in html
    assert f"seen from the {view}." in html
