"""What gives an answer away, and that no committed question does."""

from __future__ import annotations

from pathlib import Path

import pytest

from gluteus.quiz.questions import Quiz, load, load_all, read
from gluteus.quiz.review import coverage, review

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


def sizes(one: str, two: str, three: str) -> list[tuple[str, str]]:
    return [("- text: One", f"- text: {one}"), ("- text: Two", f"- text: {two}"), ("- text: Three", f"- text: {three}")]


NO_DISTRACTORS = ("    distractors:\n      - The lower leg\n      - The trunk\n", "")
ILIUM = "text: Ilium\n        match: The pelvis"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ([("text: Iliac crest", "text: Then the iliac crest")], "an item tells its own place"),
        ([("text: Ribs", "text: First the ribs")], "an item tells its own place"),
        ([("text: Knee", "text: The knee finally")], "an item tells its own place"),
        ([("text: Knee", "text: The knee that hurt last night")], None),
        ([NO_DISTRACTORS, (ILIUM, ILIUM.replace("pelvis", "trunk"))], "as many choices as rows give the last row away"),
        ([NO_DISTRACTORS], None),
        ([("- The lower leg", "- None of these answers")], "a choice may not lean on the other choices"),
        (
            [("text: Femur\n        match: The thigh", "text: Femur, the thighbone\n        match: The thighbone")],
            "a row and its match share a word that no other choice has",
        ),
        (
            [(ILIUM, ILIUM.replace("Ilium", "Part of the pelvis"))],
            "a row and its match share a word that no other choice has",
        ),
        ([("feedback: It hangs", "feedback: Option b is right; it hangs")], "letters and places differ from paper"),
        ([("explanation: The other leg", "explanation: As the last statement says, it")], "letters and places differ"),
        ([("    keep_order: true\n", ""), *sizes("1 m", "2 m", "3 m")], "options that are numbers stand by size"),
        (sizes("4 m", "2 m", "3 m"), "options that are numbers stand by size"),
        (sizes("1.5 m", "2 m", "10 m"), None),
    ],
)
def test_a_giveaway_of_the_other_kinds_is_found(
    private_course: Path, changes: list[tuple[str, str]], rule: str | None
) -> None:
    path = private_course / "solutions" / "every-kind" / "questions.yml"
    text = path.read_text(encoding="utf-8")
    assert review(read(path)) == []
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    found = [finding.rule for finding in review(read(path))]
    assert len(found) == (0 if rule is None else 1), found
    assert rule is None or found[0].startswith(rule)


def test_a_chapter_needs_twelve_questions_half_of_them_graded(small_course: Path) -> None:
    quiz = changed(small_course)
    practice, graded = quiz.questions[2], quiz.questions[0]
    assert [(finding.rule, finding.value) for finding in coverage([quiz])] == [
        ("fewer than 12 questions", "4"),
        ("half of the questions are for practice and half graded", "3 of 4 graded"),
    ]
    for count, rest, found in ((6, 6, 0), (7, 6, 0), (6, 7, 0), (8, 6, 1), (4, 8, 1), (5, 6, 1)):
        questions = [practice] * count + [graded] * rest
        assert len(coverage([quiz.model_copy(update={"questions": questions})])) == found


def test_a_favourite_place_of_the_key_is_found(small_course: Path) -> None:
    quiz = changed(small_course)
    choice = quiz.questions[0]
    several = quiz.model_copy(update={"questions": [choice.model_copy(update={"id": f"q{n}"}) for n in range(5)]})
    assert [finding.value for finding in review(several)] == ["place 2 in 5 of 5"]


@pytest.mark.parametrize("quiz", load_all(ROOT), ids=lambda quiz: quiz.quiz)
def test_the_committed_questions_give_nothing_away(quiz: Quiz) -> None:
    assert [str(finding) for finding in review(quiz)] == []


def test_the_course_asks_what_it_promises() -> None:
    quizzes = load_all(ROOT)
    assert coverage(quizzes) == []
    assert sum(len(quiz.questions) for quiz in quizzes) >= 60
    kinds = {question.kind for quiz in quizzes for question in quiz.questions}
    assert kinds == {"choice", "choices", "number", "order", "match", "regions", "text"}
