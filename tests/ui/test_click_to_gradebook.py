"""The whole line: from a click on the page to a row of the instructor's CSV."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from course_folder import ROOT, CourseFolder

from gluteus.quiz.notebook import fill
from gluteus.quiz.questions import load
from gluteus.widgets.quiz import Quiz

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from gluteus.quiz.questions import Question

QUIZ = "function"
ROSTER = """id,first_name,last_name,email
jdoe,Jane,Doe,jane@example.org
amir,Amir,Haddad,
zoe,Zoë,Novák,
bob,Bob,Broken,
"""


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return list(load(ROOT / "solutions" / QUIZ / "questions.yml", ROOT).graded)


def _plan(questions: list[Question]) -> dict[str, tuple[Any, float]]:
    """Give an answer and its marks to each question: right, partly right and wrong in turn, the last one left out."""
    plan: dict[str, tuple[Any, float]] = {}
    for turn, question in enumerate(questions[:-1]):
        if question.kind == "number":
            plan[question.id] = (question.key, question.points) if turn % 2 else (question.key + 1000, 0.0)
            continue
        right = question.correct
        wrong = [letter for letter in question.letters if letter not in right]
        if question.kind == "choices":
            # All the right ones and one wrong one: the wrong tick cancels a right one.
            plan[question.id] = ([*right, wrong[0]], question.points * (len(right) - 1) / len(right))
        else:
            plan[question.id] = (wrong[-1], 0.0) if turn % 3 == 2 else (right[0], question.points)
    return plan


def _answer_by_mouse(page: Page, question: Question, answer: Any) -> None:
    card = page.locator(f"fieldset[id$='-{question.id}']")
    if question.kind == "number":
        card.get_by_label("Your answer").click()
        page.keyboard.type(str(answer))
    for tick in answer if isinstance(answer, list) else [answer] if question.kind == "choice" else []:
        card.locator(f"label[for$='-{question.id}-{tick}']").click()


def test_marks_are_what_the_clicked_answers_deserve(
    mount: Callable[..., Page], questions: list[Question], tmp_path: Path
) -> None:
    plan = _plan(questions)
    earned = sum(points for _, points in plan.values())
    assert {"choice", "choices", "number"} <= {question.kind for question in questions}
    assert 0 < earned < sum(question.points for question in questions)

    page = mount(Quiz(QUIZ, ROOT))
    for question in questions[:-1]:
        _answer_by_mouse(page, question, plan[question.id][0])
    with page.expect_download() as download:
        page.get_by_role("button", name="Download answers as notebook").click()
    assert download.value.suggested_filename == f"{QUIZ}.ipynb"
    handed_in = download.value.path().read_bytes()

    released = (ROOT / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")
    perfect = fill(released, {question.id: question.key for question in questions})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"Jane Doe_4711_assignsubmission_file_/{QUIZ}.ipynb", handed_in)
        archive.writestr(f"Amir Haddad_4712_assignsubmission_file_/{QUIZ} (1).ipynb", perfect)
        archive.writestr(f"Zoë Novák_4713_assignsubmission_file_/{QUIZ}.ipynb", released)
        archive.writestr(f"Bob Broken_4714_assignsubmission_file_/{QUIZ}.ipynb", perfect[:-100])

    course = CourseFolder(tmp_path / "course")
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name / QUIZ, course.folder / name / QUIZ)
    shutil.copy(ROOT / "nbgrader_config.py", course.folder)
    downloads = course.private / "downloaded" / QUIZ / "archive"
    downloads.mkdir(parents=True)
    (downloads / "Course-Quiz-4242.zip").write_bytes(buffer.getvalue())
    (course.folder / "roster.csv").write_text(ROSTER, encoding="utf-8")

    course.run("db", "student", "import", "roster.csv")
    course.run("zip_collect", QUIZ)
    said = course.run("autograde", QUIZ, code=1)  # 1 because of Bob; the others are graded
    course.run("generate_feedback", QUIZ)
    course.run("export", "--to", "grades.csv")

    assert "bob: NOT GRADED: the file is not JSON" in said
    assert course.marks("jdoe") == pytest.approx(
        {question.id: plan.get(question.id, (None, 0.0))[1] for question in questions}
    )
    with (course.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    full = sum(question.points for question in questions)
    assert {student: float(row["score"]) for student, row in rows.items()} == pytest.approx(
        {"jdoe": earned, "amir": full, "zoe": 0.0, "bob": 0.0}
    )
    assert {float(row["max_score"]) for row in rows.values()} == {full}
    assert rows["jdoe"]["last_name"] == "Doe"
    feedback = course.private / "feedback"
    assert {path.name for path in feedback.iterdir()} == {"jdoe", "amir", "zoe"}
    assert "HIDDEN TESTS" not in (feedback / "jdoe" / QUIZ / f"{QUIZ}.html").read_text(encoding="utf-8")
