"""The body of one question on a learner's page of feedback, where a whole class is not needed to see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from gluteus.grading.feedback_answers import AnswerPages
from gluteus.quiz.kinds import Match
from gluteus.quiz.questions import read

COURSE = Path(__file__).resolve().parents[1] / "private_course" / "solutions"


@pytest.fixture(scope="module")
def match() -> Match:
    quiz = read(COURSE / "every-kind" / "questions.yml")
    return next(question for question in quiz.questions if isinstance(question, Match))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ilium", "Ilium: –"),
        ("The ilium (the wing)", "The ilium (the wing): –"),
        ("It is a bone.", "It is a bone. –"),
        ("“Is it a bone?”", "“Is it a bone?” –"),
        ("It is a *bone.*", "It is a bone. –"),
        ("It is about 3.5 cm", "It is about 3.5 cm: –"),
    ],
)
def test_a_row_to_match_that_is_a_sentence_takes_no_colon(match: Match, text: str, shown: str) -> None:
    pairs = [match.pairs[0].model_copy(update={"text": text}), *match.pairs[1:]]
    body = AnswerPages(match.model_copy(update={"pairs": pairs}), key=False).body({match.id: ["a"]}, 0)
    assert BeautifulSoup(body, "html.parser").find("li").get_text() == shown
