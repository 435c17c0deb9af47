"""The whole line: from a click on the page to a row of the instructor's CSV."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from course_folder import ROOT, CourseFolder

from gluteus.quiz.notebook import fill
from gluteus.quiz.questions import read
from gluteus.widgets.quiz import Quiz

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

QUIZ = "every-kind"
ROSTER = """id,first_name,last_name,email
jdoe,Jane,Doe,jane@example.org
amir,Amir,Haddad,
zoe,Zoë,Novák,
bob,Bob,Broken,
"""


# What each answer deserves: a wrong tick cancels a right one; one of three pairs stands in the wrong order; one of
# three rows is wrong; a text waits for a person.
DESERVED = {
    "some_options": 1.0,
    "a_number": 1.0,
    "an_order": 2 / 3,
    "a_match": 2.0,
    "some_places": 2.0,
    "own_words": None,
}


def _answer_by_mouse(page: Page) -> None:
    cards = page.locator(".gluteus-quiz-card")
    for option in ("A cane in the other hand", "A load in the hand of the same side", "A load in the other hand"):
        page.get_by_label(option).click()
    weight = re.search(r"weighs (\d+)\skg", cards.nth(2).inner_text())
    assert weight
    cards.nth(2).get_by_role("textbox").fill(f"{int(weight[1]) * 9.81 / 2:.1f} N".replace(".", ","))
    # Wherever they stand, they come to crest, knee, trochanter; an item at the end stays there.
    for item in ("Knee", "Greater trochanter"):
        for _ in range(2):
            cards.nth(3).get_by_role("button", name=f"Move down: {item}").click(force=True)
    match = cards.nth(4)
    for part, what in (("Front", "inwards"), ("Middle", "sideways"), ("Back", "Bends the knee")):
        option = match.locator("option", has_text=what).first.get_attribute("value")
        match.get_by_role("combobox", name=f"{part} part").select_option(option)
    cards.nth(5).locator("path[data-place='sacroiliac:right']").click()
    cards.nth(6).get_by_role("textbox").fill("The muscle of the left leg holds the pelvis.")


def test_marks_are_what_the_clicked_answers_deserve(mount: Callable[..., Page], course: Path, tmp_path: Path) -> None:
    questions = read(course / "solutions" / QUIZ / "questions.yml").graded
    assert set(DESERVED) == {question.id for question in questions}
    earned = sum(points or 0 for points in DESERVED.values())

    page = mount(Quiz(QUIZ, course))
    _answer_by_mouse(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download answers as notebook").click()
    assert download.value.suggested_filename == f"{QUIZ}.ipynb"
    handed_in = download.value.path().read_bytes()

    released = (course / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")
    perfect = fill(released, {question.id: question.key for question in questions})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"Jane Doe_4711_assignsubmission_file_/{QUIZ}.ipynb", handed_in)
        archive.writestr(f"Amir Haddad_4712_assignsubmission_file_/{QUIZ} (1).ipynb", perfect)
        archive.writestr(f"Zoë Novák_4713_assignsubmission_file_/{QUIZ}.ipynb", released)
        archive.writestr(f"Bob Broken_4714_assignsubmission_file_/{QUIZ}.ipynb", perfect[:-100])

    folder = CourseFolder(tmp_path / "course")
    for name in ("solutions", "exercises"):
        shutil.copytree(course / name / QUIZ, folder.folder / name / QUIZ)
    shutil.copy(ROOT / "nbgrader_config.py", folder.folder)
    downloads = folder.private / "downloaded" / QUIZ / "archive"
    downloads.mkdir(parents=True)
    (downloads / "Course-Quiz-4242.zip").write_bytes(buffer.getvalue())
    (folder.folder / "roster.csv").write_text(ROSTER, encoding="utf-8")

    folder.run("db", "student", "import", "roster.csv")
    folder.run("zip_collect", QUIZ)
    said = folder.run("autograde", QUIZ, code=1)  # 1 because of Bob; the others are graded
    folder.run("generate_feedback", QUIZ)
    folder.run("export", "--to", "grades.csv")

    assert "bob: NOT GRADED: the file is not JSON" in said
    marks = folder.marks("jdoe")
    assert marks.pop("own_words") is None
    assert marks == pytest.approx({name: points for name, points in DESERVED.items() if points is not None})
    with (folder.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    full = sum(question.points for question in questions)
    by_hand = sum(question.points for question in questions if question.kind == "text")
    assert {student: float(row["score"]) for student, row in rows.items()} == pytest.approx(
        {"jdoe": earned, "amir": full - by_hand, "zoe": 0.0, "bob": 0.0}
    )
    assert {float(row["max_score"]) for row in rows.values()} == {full}
    assert rows["jdoe"]["last_name"] == "Doe"
    feedback = folder.private / "feedback"
    assert {path.name for path in feedback.iterdir()} == {"jdoe", "amir", "zoe"}
    assert "HIDDEN TESTS" not in (feedback / "jdoe" / QUIZ / f"{QUIZ}.html").read_text(encoding="utf-8")
