"""Feedback pages of a class that went through nbgrader's release and a real gradebook."""

from __future__ import annotations

import contextlib
import csv
import os
import re
import sqlite3
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from class_of_learners import QUIZ, Course, shown
from click.testing import CliRunner
from course_folder import CourseFolder

from gluteus import cli, whole_file
from gluteus.data_error import DataError
from gluteus.grading.bulk import grade
from gluteus.grading.feedback_pages import Written, write_feedback
from gluteus.grading.gradebook import GradebookStore
from gluteus.grading.graded import GradedQuiz
from gluteus.grading.marks_table import write_marks_file
from gluteus.grading.records import Graded, Learner
from gluteus.quiz.prompts import prompt_text

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"
PAPERS = {
    "right": 123_456_789, "wrong": 777, "mal": 5, "late": 31, "swapped": 32, "gone": 33, "typed": 0, "open": 34,
    "=1+1": 35,
}  # fmt: skip
LEARNERS = [
    Learner("right", "Rita", "Right", "rita@example.org", "77"),
    Learner("wrong", "Walter", "Wrong", None, None),
    Learner("mal", "<script>alert(2)</script>", "=cmd|' /C calc'!A0", None, None),
    Learner("late", "Lena", "Late", None, None),
    Learner("=1+1", None, None, None, None),
]


class UndoneError(Exception):
    """Ends a transaction without keeping anything."""


COMMENT = "Well put, but <i>which</i> muscle?\nNamed on the next page."


def answers(course: Course, student: str) -> dict[str, Any]:
    paper = PAPERS[student]
    given: dict[str, Any] = {}
    for question in course.quiz.graded:
        key: Any = question.key
        if student == "wrong":
            turning = question.letters[question.by_letter.index("turning")] if question.kind == "match" else ""
            key = {
                "choice": "c", "choices": ["d", "a"], "number": 0, "order": key[::-1] if isinstance(key, list) else [],
                "match": [turning, turning, None], "regions": ["sacroiliac:right", "gluteal_fold:left", "groin:left"],
                "text": "No idea <at all>.",
            }[question.kind]  # fmt: skip
        elif question.kind == "number":
            key = question.answers[question.position(paper)]  # type: ignore[union-attr]
        if question.kind in {"choices", "order", "match"}:
            key = shown(question, key, paper)
        elif question.kind == "choice":
            (key,) = shown(question, [key], paper)
        given[question.id] = key
    if student == "mal":
        given |= {"joint_name": SCRIPT, "bone_names": [SCRIPT] * 90, "own_words": SCRIPT + "<&>" * 30_000}
        given |= {
            "where_it_hurts": [SCRIPT, "sacroiliac:right"],
            "from_the_top": SCRIPT,
            "which_movement": [SCRIPT] * 3,
        }
    return {} if student == "open" else given


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that is graded, with a person's marks and comments; two files changed since."""
    course = Course(tmp_path_factory.mktemp("class"))
    CourseFolder(course.folder).run("generate_assignment", QUIZ)
    course.released = (course.folder / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")
    for student, paper in PAPERS.items():
        course.hand_in(student, answers(course, student), paper)
    typed = course.submission("typed")
    text = typed.read_text(encoding="utf-8")
    assert 'joint_name = \\"b\\"' in text
    typed.write_text(text.replace('joint_name = \\"b\\"', "joint_name = open('x')"), encoding="utf-8")
    course.submission("broken").parent.mkdir(parents=True)
    course.submission("broken").write_text("Dear teacher", encoding="utf-8")
    grade(course.settings, QUIZ, notebooks=True)
    with GradebookStore(course.settings.db_url) as store:
        store.enrol(LEARNERS)
    with sqlite3.connect(course.folder / "_nbgrader" / "gradebook.db") as db:
        for student, mark in (("right", 3.5), ("wrong", 0.0), ("late", 4.0)):
            db.execute(f"update grade set manual_score = ? where id = {_id('grade')}", (mark, "own_words", student))
        db.execute(f"update grade set extra_credit = ? where id = {_id('grade')}", (0.5, "joint_name_marks", "right"))
        db.execute(
            f"update comment set manual_comment = ? where id = {_id('comment')}", (COMMENT, "own_words", "right")
        )
        db.execute(
            "update submitted_notebook set late_submission_penalty = 2.5 where assignment_id in "
            "(select id from submitted_assignment where student_id = 'late')"
        )
    course.hand_in("swapped", {"joint_name": "a"}, 32)
    course.submission("gone").unlink()
    return course


def _id(table: str) -> str:
    """The row of a cell (second parameter) of a learner (third)."""
    return (
        f"(select {table}.id from {table} join base_cell on base_cell.id = {table}.cell_id "
        f"join submitted_notebook on submitted_notebook.id = {table}.notebook_id "
        "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id "
        "where base_cell.name = ? and submitted_assignment.student_id = ?)"
    )


@pytest.fixture(scope="module")
def written(course: Course) -> Written:
    with GradedQuiz(course.folder, QUIZ) as graded:
        return write_feedback(graded)


@pytest.fixture
def pages(course: Course, written: Written) -> dict[str, BeautifulSoup]:
    return {student: soup(course, student) for student in [*PAPERS, "broken"]}


def soup(course: Course, student: str) -> BeautifulSoup:
    return BeautifulSoup(course.feedback(student).read_text(encoding="utf-8"), "html.parser")


def section(page: BeautifulSoup, number: int) -> BeautifulSoup:
    return page.find("h2", string=re.compile(rf"^Question {number} $")) or next(
        heading for heading in page.find_all("h2") if heading.get_text().startswith(f"Question {number} ")
    ).find_parent("section")


def words(part: BeautifulSoup) -> str:
    return " ".join(part.get_text(" ").split())


def test_each_learner_gets_a_page_with_their_name_and_nobody_elses(
    pages: dict[str, BeautifulSoup], written: Written
) -> None:
    assert written.pages == len(PAPERS) + 1
    names = {"right": "Rita Right", "wrong": "Walter Wrong", "late": "Lena Late", "open": "open", "=1+1": "=1+1"}
    for student, name in names.items():
        header = pages[student].find("header").get_text(" ")
        assert name in header
        assert not [other for other in ("Rita", "Walter", "Lena") if other not in name and other in str(pages[student])]


def test_the_marks_are_those_of_the_gradebook(pages: dict[str, BeautifulSoup]) -> None:
    right = pages["right"]
    assert "20 of 20 points" in right.find("header").get_text()  # 3.5 of 4 by a person, 0.5 extra
    assert section(right, 1).small.get_text() == "1.5 of 1 point, with 0.5 extra"
    assert section(right, 11).small.get_text() == "3.5 of 4 points"
    late = words(pages["late"].find("header"))
    assert "17.5 of 20 points" in late
    assert "2.5 taken off 20 points" in late
    assert "1 question still waits for a mark" in words(pages["typed"].find("header"))
    assert section(pages["typed"], 11).small.get_text() == "no mark yet"
    wrong = pages["wrong"]
    marks = [heading.small.get_text() for heading in wrong.find_all("h2")]
    assert marks == [
        "0 of 1 point", "0 of 1 point", "0 of 1 point", "0 of 3 points", "0 of 2 points", "0 of 1 point",
        "0 of 2 points", "0 of 3 points", "0 of 2 points", "0 of 4 points",
    ]  # fmt: skip


@pytest.mark.parametrize("student", ["right", "wrong", "late", "=1+1"])
def test_a_page_shows_the_learners_own_paper(course: Course, pages: dict[str, BeautifulSoup], student: str) -> None:
    for question in course.quiz.graded:
        part = section(pages[student], question.number)
        if question.kind in {"choice", "choices"}:
            listed = re.findall(r"^- \*\*(\w)\*\*: (.*)$", prompt_text(question, PAPERS[student]), re.MULTILINE)
            lettered = part.find("ul", class_="lettered").find_all("li", recursive=False)
            found = [(row.b.get_text(), row.get_text(" ").split(" ", 1)[1].strip()) for row in lettered]
            assert [letter for letter, _ in listed] == [letter for letter, _ in found]
            assert all(text in shown_as for (_, text), (_, shown_as) in zip(listed, found, strict=True))
        if question.id == "half_weight":
            (weight,) = re.findall(r"weighs (\d+) kg", prompt_text(question, PAPERS[student]))
            assert f"A person weighs {weight} kg." in part.get_text()


def test_the_learners_answers_and_what_is_said_of_them(pages: dict[str, BeautifulSoup]) -> None:
    right, wrong = pages["right"], pages["wrong"]
    chosen = section(wrong, 1).find("li", class_="chosen").get_text(" ")
    assert "The pubic symphysis" in chosen
    assert "Your answer" in chosen
    assert "It joins the two hip bones in front." in chosen
    assert len(section(wrong, 1).find_all("p", class_="said")) == 1
    ticked = [row.get_text(" ") for row in section(wrong, 4).find_all("li", class_="chosen")]
    assert sorted(" ".join(text.split()[1:3]) for text in ticked) == ["Femur Your", "Sacrum Your"]
    assert "Divide the weight of" in section(wrong, 5).get_text()
    assert re.search(r"Right: [\d.]+ N, half of the weight", section(right, 5).get_text())
    assert [row.span.get_text() for row in section(right, 7).find_all("li")] == ["In its place"] * 4
    assert "In its place" not in section(wrong, 7).get_text()
    assert "left open" in section(wrong, 8).get_text()
    places = words(section(wrong, 9))
    assert "Over the sacroiliac joint (right) Right" in places
    assert "Fold below the buttock (left) One too many" in places
    assert "1 that the picture does not show" in places
    assert "One place is missing." in places
    assert "One place too many." in places
    assert section(wrong, 11).pre.get_text() == "No idea <at all>."
    assert section(right, 11).find(class_="comment").get_text() == f"Comment: {COMMENT}"
    assert "Read again: chapter “Pelvis”" in section(wrong, 1).get_text()
    assert "Your safety" in right.footer.get_text()


def test_the_key_and_the_explanations_are_there_only_where_asked_for(
    course: Course, pages: dict[str, BeautifulSoup]
) -> None:
    with GradedQuiz(course.folder, QUIZ) as graded:
        told = {}
        for key in (True, False):
            write_feedback(graded, ["wrong"], key=key)
            told[key] = course.feedback("wrong").read_text(encoding="utf-8")
    for question in course.quiz.graded:
        if question.id != "half_weight":
            assert question.explanation in BeautifulSoup(told[True], "html.parser").get_text()
            assert question.explanation not in told[False]
    for secret in ("392.4", "343.3", "294.3", "14.25", "named after both bones", "Because nothing supports"):
        assert secret not in told[False]
    assert "Ilium" in told[False]  # as an option, with nothing that says it is right
    assert "The wing at the side" not in told[False]
    assert 'class="right">Right' not in told[False].partition("Question 9")[0]
    assert "Right: <strong>14.25 cm" in told[True]


def test_nothing_of_a_learner_can_act(course: Course, pages: dict[str, BeautifulSoup]) -> None:
    for student, page in pages.items():
        text = course.feedback(student).read_text(encoding="utf-8")
        assert len(text.encode()) < 30_000, student
        assert not page.find(["script", "img", "link", "iframe", "object", "form", "a", "svg"])
        assert not [
            tag for tag in page.find_all(True) if any(name.startswith("on") or name == "style" for name in tag.attrs)
        ]
        assert not re.search(r"https?://", text)
        (style,) = page.find_all("style")
        digest = b64encode(sha256(style.string.encode()).digest()).decode()
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    mal = pages["mal"]
    assert "<script>alert(2)</script>" in mal.find("header").get_text()
    assert section(mal, 11).pre.get_text().startswith(SCRIPT)
    assert section(mal, 11).pre.get_text().endswith("… (the rest is in your notebook)")
    assert "<script>" in section(mal, 1).find(class_="none").get_text()


def test_what_was_not_answered_or_not_read_is_called_so(pages: dict[str, BeautifulSoup]) -> None:
    assert all("You gave no answer." in part.get_text() for part in pages["open"].find_all("section"))
    typed = section(pages["typed"], 1).get_text()
    assert "Your answer could not be read, so it earns nothing." in typed
    assert "does not hold a plain value" in typed


def test_a_file_that_is_not_the_one_that_was_marked_is_not_shown(
    pages: dict[str, BeautifulSoup], written: Written
) -> None:
    for student in ("swapped", "gone"):
        page = pages[student].find("main")
        assert "The file that was marked is not there any more" in page.get_text()
        assert "The hip joint" not in page.get_text()
        assert len(page.find_all("h2")) == 10
        assert "grade again" in written.notices[student][0]


def test_who_has_no_mark_gets_a_plain_notice(pages: dict[str, BeautifulSoup], written: Written) -> None:
    main = pages["broken"].main.get_text()
    assert "Your file could not be graded. The reason: the file is not JSON" in main
    assert not pages["broken"].find("h2")
    assert "no mark" in written.notices["broken"][0]


def test_the_index_says_whose_page_is_where(course: Course, written: Written) -> None:
    with written.index.open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {*PAPERS, "broken", "'=1+1"} - {"=1+1"}
    assert rows["right"] == {
        "quiz": QUIZ, "student_id": "right", "last_name": "Right", "first_name": "Rita", "email": "rita@example.org",
        "lms_user_id": "77", "file": "right/pelvis/pelvis.html",
    }  # fmt: skip
    assert rows["mal"]["last_name"].startswith("'=cmd")
    for row in rows.values():
        assert (written.index.parent / row["file"].removeprefix("'")).is_file()


def test_pages_without_a_mark_behind_them_go(course: Course, written: Written) -> None:
    stale = course.feedback("left-the-course")
    stale.parent.mkdir(parents=True)
    stale.write_text("your mark is 20 of 20", encoding="utf-8")
    other = course.feedback("left-too").with_name("notes.txt")
    other.parent.mkdir(parents=True)
    other.write_text("an instructor's own", encoding="utf-8")
    with GradedQuiz(course.folder, QUIZ) as graded:
        assert write_feedback(graded, ["right"]).removed == 0
        assert stale.exists()
        again = write_feedback(graded)
    assert again.removed == 1
    assert not stale.parent.parent.exists()
    assert other.exists()
    assert len(again.index.read_text(encoding="utf-8").splitlines()) == len(PAPERS) + 2


def test_a_question_that_was_changed_since_is_not_shown(course: Course, written: Written) -> None:
    file = course.folder / "solutions" / QUIZ / "questions.yml"
    text = file.read_text(encoding="utf-8")
    swapped = text.replace("text: The pubic symphysis", "text: The ankle").replace("tolerance: 0.1", "tolerance: 0.2")
    swapped = swapped.replace("feedback: That one holds the femur.", "feedback: New words of feedback.")
    assert swapped.count("\n") == text.count("\n")
    try:
        file.write_text(swapped, encoding="utf-8")
        with GradedQuiz(course.folder, QUIZ) as graded:
            assert [one.id for one in graded.questions if one.question is None] == ["joint_name", "width_cm"]
            write_feedback(graded, ["wrong"])
        page = soup(course, "wrong")
        for number in (1, 6):
            assert "This question was changed after it was marked" in section(page, number).get_text()
            assert section(page, number).small.get_text() == "0 of 1 point"
        assert "The ankle" not in str(page)
        assert "Which bone carries the body" in section(page, 2).get_text()
    finally:
        file.write_text(text, encoding="utf-8")


def test_a_page_is_there_whole_or_as_it_was(course: Course, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    page = course.feedback("right")
    before = page.read_bytes()
    monkeypatch.setattr(whole_file.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with GradedQuiz(course.folder, QUIZ) as graded, pytest.raises(OSError, match="No space left"):
        write_feedback(graded, ["right"], key=True)
    assert page.read_bytes() == before
    assert os.listdir(page.parent) == [page.name]  # noqa: PTH208


@pytest.mark.parametrize("student", ["../../../out", "a/b", "..", "/tmp/out"])
def test_an_id_that_names_no_folder_gets_no_page(course: Course, student: str) -> None:
    before = sorted(course.folder.parent.rglob("*"))
    # The gradebook may be older than the rules for a roster; what is written here is undone.
    with GradedQuiz(course.folder, QUIZ) as graded, contextlib.suppress(UndoneError), graded.store.transaction():
        graded.store.writer(QUIZ).write([Graded(student, None, {}, {}, failed=True)])
        told = write_feedback(graded, [student])
        raise UndoneError
    assert told.pages == 0
    assert told.notices[student][0].startswith("no page: an id must not ")
    assert sorted(course.folder.parent.rglob("*")) == before


def test_a_learner_without_a_submission_is_an_error_in_one_line(course: Course) -> None:
    with (
        GradedQuiz(course.folder, QUIZ) as graded,
        pytest.raises(DataError, match=r"^nobody: the gradebook holds nothi"),
    ):
        write_feedback(graded, ["right", "nobody"])


def test_a_quiz_that_was_never_graded_is_an_error_in_one_line(course: Course, tmp_path: Path) -> None:
    other = Course(tmp_path / "other")
    with pytest.raises(DataError, match=r"^pelvis: the gradebook has no such quiz: run `gluteus grade pelvis`$"):
        GradedQuiz(other.folder, QUIZ)
    CourseFolder(other.folder).run("generate_assignment", QUIZ, "--force")
    with pytest.raises(DataError, match=r"^pelvis: the gradebook holds nobody's work: run `gluteus grade pelvis`$"):
        GradedQuiz(other.folder, QUIZ)


def test_the_verbs_write_feedback_and_report(
    course: Course, written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(course.folder)
    told = CliRunner().invoke(cli.main, ["feedback", QUIZ], catch_exceptions=False)
    assert told.exit_code == 0
    assert "10 pages of feedback" in told.output
    assert "swapped: the file is gone" in told.output
    told = CliRunner().invoke(cli.main, ["report", QUIZ, "--to", str(tmp_path / "out")], catch_exceptions=False)
    assert told.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.html", "summary.csv", "scores.csv", "questions.csv", "answers.csv", "distributions.csv", "look-at.csv",
    }  # fmt: skip
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Rita" not in page
    assert "10 learners handed in" in page
    assert "2 learners whose file is gone" in page
    assert CliRunner().invoke(cli.main, ["feedback", "ankle"]).exit_code == 1


def test_nbgraders_own_feedback_works_beside_it(course: Course, written: Written) -> None:
    ours = course.feedback("right").read_text(encoding="utf-8")
    CourseFolder(course.folder).run("generate_feedback", QUIZ, "--student", "right")
    page = course.feedback("right").read_text(encoding="utf-8")
    assert page != ours
    assert "Content-Security-Policy" in page
    assert "gluteus.quiz.marking" not in page
    with GradedQuiz(course.folder, QUIZ) as graded:
        write_feedback(graded)
    assert course.feedback("right").read_text(encoding="utf-8") == ours


def test_a_file_that_could_not_be_graded_stays_so_after_marks_by_hand(course: Course, written: Written) -> None:
    broken = {"status": "not graded", "raw_score": "0.0"}
    assert _marks_row(course, "broken") == broken
    assert _marks_row(course, "typed") == {"status": "waiting for marks", "raw_score": "15.0"}
    assert _marks_row(course, "right")["status"] == "graded"
    everything = (
        "select grade.id from grade join submitted_notebook on submitted_notebook.id = grade.notebook_id "
        "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id "
        "where submitted_assignment.student_id = 'broken'"
    )
    database = sqlite3.connect(course.folder / "_nbgrader" / "gradebook.db", isolation_level=None)
    try:
        database.execute(f"update grade set manual_score = 1 where id = {_id('grade')}", ("joint_name_marks", "broken"))
        with GradedQuiz(course.folder, QUIZ) as graded:
            notices = write_feedback(graded).notices["broken"]
        page = soup(course, "broken")
        assert "Your file could not be graded. The reason: the file is not JSON" in words(page.main)
        assert "could not be read, so" not in words(page.main)
        assert section(page, 1).small.get_text() == "1 of 1 point"
        assert "9 questions still wait for a mark." in words(page.header)
        assert [notice.partition(",")[0] for notice in notices] == [
            "could not be graded", "marks wait for a person: the page says so"
        ]  # fmt: skip
        assert _marks_row(course, "broken") == broken | {"raw_score": "1.0"}
        database.execute(f"update grade set manual_score = 1 where id in ({everything})")
        assert _marks_row(course, "broken") == {"status": "graded", "raw_score": "10.0"}
        with GradedQuiz(course.folder, QUIZ) as graded:
            write_feedback(graded, ["broken"])
        assert "Your file could not be graded." in words(soup(course, "broken").main)
    finally:
        database.execute(f"update grade set manual_score = null where id in ({everything})")
        database.close()


def _marks_row(course: Course, student: str) -> dict[str, str]:
    write_marks_file(course.settings, path=course.folder / "marks.csv")
    with (course.folder / "marks.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["student_id"] == student)
    return {name: row[name] for name in ("status", "raw_score")}
