"""What gives an answer away, and that no committed question does."""

from __future__ import annotations

from pathlib import Path

import pytest

from gluteus.quiz.questions import Quiz, load, load_all
from gluteus.quiz.review import review

ROOT = Path(__file__).resolve().parents[2]


def changed(course: Path, *changes: tuple[str, str]) -> Quiz:
    path = course / "solutions" / "function" / "questions.yml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_the_small_course_gives_nothing_away(small_course: Path) -> None:
    assert review(changed(small_course)) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (
            ("The left one", "The left one, whose fibres pull the pelvis towards the thigh"),
            "the correct option is by far the longest",
        ),
        (("Neither of them", "Both of the above"), "an option may not lean on the other options"),
        (("Neither of them", "Always the stronger"), "absolute words stand in wrong options only"),
        (("The left one", "The left one."), "punctuation sets the correct option apart"),
        (("The left one", "the left one"), "punctuation sets the correct option apart"),
        (("Neither of them", "The  right one"), "two options say the same"),
        (
            ("Where is the muscle?", "The muscle covers a"),
            "the article before the gap fits the correct option better",
        ),
        (("  stance: Explain", "  walk: Walk.\n  stance: Explain"), "no question examines this objective"),
    ],
)
def test_a_giveaway_is_found(small_course: Path, change: tuple[str, str], rule: str) -> None:
    changes = [change]
    if "article" in rule:
        changes += [("At the hip", "Hip joint"), ("At the knee", "Ankle joint")]
    findings = review(changed(small_course, *changes))
    assert [finding.rule for finding in findings] == [rule]
    assert str(findings[0]).startswith("solutions/function/questions.yml: ")


def test_a_favourite_place_of_the_key_is_found(small_course: Path) -> None:
    quiz = changed(small_course)
    choice = quiz.questions[0]
    several = quiz.model_copy(update={"questions": [choice.model_copy(update={"id": f"q{n}"}) for n in range(5)]})
    assert [finding.value for finding in review(several)] == ["place 2 in 5 of 5"]


@pytest.mark.parametrize("quiz", load_all(ROOT), ids=lambda quiz: quiz.quiz)
def test_the_committed_questions_give_nothing_away(quiz: Quiz) -> None:
    assert [str(finding) for finding in review(quiz)] == []


@pytest.mark.parametrize("quiz", load_all(ROOT), ids=lambda quiz: quiz.quiz)
def test_each_quiz_has_what_the_course_promises(quiz: Quiz) -> None:
    assert len(quiz.questions) >= 6
    assert {question.use for question in quiz.questions} == {"practice", "graded"}
