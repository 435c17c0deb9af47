"""From a roster and the zip of an LMS to a table of marks, by our own commands."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from course_folder import RIGHT, SmallCourse
from gradebook_rows import gradebook_rows
from nbgrader.api import Gradebook

if TYPE_CHECKING:
    from pathlib import Path

ROSTER = """id;first_name;last_name;email;lms_user_id
jane.doe;Jane;Doe;jane@example.org;
maria;María;García, Jr.;;123456
omar;عمر;خالد;;
=1+1;Formula;=HYPERLINK(1);;
absent;Ab;Sent;;
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("course"))
    course.release()
    course.private.mkdir(exist_ok=True)
    (course.private / "roster.csv").write_text("\ufeff" + ROSTER, encoding="utf-8")
    assert "Error: the roster is empty: run `gluteus roster" in course.gluteus(
        "grade", "pelvis", "--zip", "nbgrader_config.py", code=1
    )
    return course


@pytest.fixture(scope="module")
def enrolled(course: SmallCourse) -> SmallCourse:
    said = course.gluteus("roster", "_nbgrader/roster.csv")
    assert said == "5 learners in _nbgrader/roster.csv: 5 new, 0 changed\n"
    return course


@pytest.fixture(scope="module")
def graded(enrolled: SmallCourse) -> str:
    """What is said when the zips of Moodle and Canvas are graded."""
    right, wrong = (
        json.dumps(enrolled.submission(answers)).encode()
        for answers in (RIGHT, {"joint_name": '"c"', "width_cm": "28"})
    )
    _zip(
        enrolled.folder / "moodle.zip",
        {
            "Jane Doe_11_assignsubmission_file_pelvis.ipynb": right,
            "عمر خالد_14_assignsubmission_file_/pelvis.ipynb": b"not json",
            "Nobody Known_16_assignsubmission_file_pelvis.ipynb": right,
            "../../../jane.doe_pelvis.ipynb": wrong,
        },
    )
    _zip(
        enrolled.folder / "canvas.zip",
        {"garciajrmaria_123456_900_pelvis.ipynb": right, "garciajrmaria_LATE_123456_901_pelvis-1.ipynb": wrong},
    )
    (enrolled.folder / "=1+1_pelvis.ipynb").write_bytes(right)
    return enrolled.gluteus(
        "grade", "pelvis", "--zip", "moodle.zip", "--zip", "canvas.zip", "--zip", "=1+1_pelvis.ipynb", code=1
    )


def test_a_gradebook_without_learners_or_marks_is_said(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    told = course.gluteus("marks", code=1)
    assert told == "Error: no marks yet: the gradebook knows no learner: `gluteus roster` puts them in\n"
    (course.folder / "roster.csv").write_text("id\njane\n", encoding="utf-8")
    course.gluteus("roster", "roster.csv")
    told = course.gluteus("marks", code=1)
    assert told == "Error: no marks yet: the gradebook knows no quiz: run `gluteus grade QUIZ` first\n"
    assert not (course.private / "grades.csv").exists()
    course.run("generate_assignment", "pelvis")
    assert course.gluteus("marks").startswith("No marks yet: nobody's work was graded. The learners are in ")
    assert (course.private / "grades.csv").read_text("utf-8").endswith(",0.0,0.0,0.0,6.0,not handed in\n")


def test_zips_are_collected_and_graded_in_one_go(enrolled: SmallCourse, graded: str) -> None:
    assert "pelvis: 3 graded, 1 not graded" in graded
    for line in (
        "1/moodle.zip: ../../../jane.doe_pelvis.ipynb: not collected: its name leads out of the folder",
        "Nobody Known_16_assignsubmission_file_pelvis.ipynb: not collected: Nobody Known is not in the roster",
        "  maria: handed in 2 files, the newest is taken: 2/canvas/garciajrmaria_LATE_123456_901_pelvis-1.ipynb",
        "  omar: NOT GRADED: the file is not JSON",
    ):
        assert line in graded
    files = {path.relative_to(enrolled.private).as_posix() for path in enrolled.private.rglob("*") if path.is_file()}
    assert files == {
        "gradebook.db",
        "roster.csv",
        *(f"submitted/{student}/pelvis/pelvis.ipynb" for student in ("jane.doe", "omar", "maria", "=1+1")),
    }
    assert enrolled.marks("maria") == {"joint_name": 0.0, "bone_names": 0.0, "width_cm": 2.0}


def test_the_same_zip_again_changes_nothing_and_a_newer_file_counts(enrolled: SmallCourse, graded: str) -> None:
    before = _rows(enrolled)
    again = enrolled.gluteus("grade", "pelvis", "--zip", "moodle.zip", "--zip", "canvas.zip", code=1)
    assert _rows(enrolled) == before
    assert "takes the place" not in again
    time = enrolled.private / "submitted" / "omar" / "pelvis" / "timestamp.txt"
    time.write_text("2026-05-10 12:00:00 UTC", encoding="utf-8")
    before = time.with_name("pelvis.ipynb").read_bytes()
    (enrolled.folder / "omar_pelvis.ipynb").write_text(json.dumps(enrolled.submission(RIGHT)), encoding="utf-8")
    said = enrolled.gluteus("grade", "pelvis", "--zip", "omar_pelvis.ipynb")
    kept = enrolled.private / "downloaded" / "pelvis" / "replaced"
    line = "the file takes the place of one that was collected before, which is now in"
    assert f"  omar: {line} {kept.relative_to(enrolled.folder)}" in said
    assert (kept / "omar" / "1" / "pelvis.ipynb").read_bytes() == before
    assert (kept / "omar" / "1" / "timestamp.txt").read_text("utf-8") == "2026-05-10 12:00:00 UTC"
    assert enrolled.marks("omar") == {"joint_name": 1.0, "bone_names": 3.0, "width_cm": 2.0}
    assert not time.exists()  # it was the time of the other file


def test_a_file_of_another_quiz_does_not_take_the_place_of_one_that_was_graded(
    enrolled: SmallCourse, graded: str
) -> None:
    before = _rows(enrolled)
    wrong = "Jane Doe_55_assignsubmission_file_/self-release.ipynb"
    _zip(enrolled.folder / "wrong.zip", {wrong: json.dumps(enrolled.submission({})).encode()})
    said = enrolled.gluteus("grade", "pelvis", "--zip", "wrong.zip", "--student", "jane.doe")
    line = "not collected: the file is not called pelvis.ipynb, the one collected before stays: 1/wrong/"
    assert f"  jane.doe: {line}{wrong}" in said
    assert enrolled.marks("jane.doe") == {"joint_name": 1.0, "bone_names": 3.0, "width_cm": 2.0}
    assert _rows(enrolled) == before
    assert not (enrolled.private / "downloaded" / "pelvis" / "replaced" / "jane.doe").exists()


def test_the_table_of_marks_is_that_of_nbgraders_export(enrolled: SmallCourse, graded: str) -> None:
    with Gradebook(f"sqlite:///{enrolled.private / 'gradebook.db'}", "gluteus") as gradebook:
        grade = gradebook.find_grade("joint_name_marks", "pelvis", "pelvis", "maria")
        grade.manual_score, grade.extra_credit = 0.5, 0.25
        gradebook.update_or_create_assignment("pelvis", duedate="2026-05-10 12:00:00 UTC")
        gradebook.find_submission_notebook("pelvis", "pelvis", "maria").late_submission_penalty = 1.0
        gradebook.db.commit()
    said = enrolled.gluteus("marks", "pelvis", "--to", "marks.csv")
    assert said.splitlines()[:2] == ["The marks are in marks.csv.", "pelvis: 4 graded, 1 not handed in"]
    assert "The column `status` says whose marks are missing" in said
    enrolled.run("export", "--exporter=nbgrader.plugins.CsvExportPlugin", "--to=theirs.csv")
    ours, theirs = ((enrolled.folder / name).read_text("utf-8") for name in ("marks.csv", "theirs.csv"))
    statuses = {line.rsplit(",", 1)[1] for line in ours.splitlines()}
    assert statuses == {"status", "graded", "not handed in"}
    table = "".join(f"{line.rsplit(',', 1)[0]}\n" for line in ours.splitlines())
    # nbgrader itself quotes no comma and defuses no formula.
    strange = ("García, Jr.", "=1+1")
    plain = [line for line in theirs.splitlines() if not any(name in line for name in strange)]
    assert [line for line in table.splitlines() if not any(name in line for name in strange)] == plain
    assert len(plain) == 4
    rows = {row["student_id"]: row for row in csv.DictReader(io.StringIO(table))}
    assert list(rows) == ["'=1+1", "jane.doe", "maria", "absent", "omar"]
    maria = rows["maria"]
    assert (maria["last_name"], maria["first_name"]) == ("García, Jr.", "María")
    assert (maria["raw_score"], maria["late_submission_penalty"], maria["score"]) == ("2.75", "1.0", "1.75")
    assert (maria["duedate"], maria["max_score"]) == ("2026-05-10 12:00:00", "6.0")
    assert rows["'=1+1"]["last_name"] == "'=HYPERLINK(1)"
    assert (rows["absent"]["score"], rows["absent"]["timestamp"]) == ("0.0", "")
    assert enrolled.gluteus("marks", "knee", code=1) == (
        "Error: knee: the gradebook knows no such quiz: run `gluteus grade knee` first\n"
    )


def test_a_roster_with_a_wrong_line_changes_nothing_and_the_right_one_is_taken_once(
    enrolled: SmallCourse, graded: str
) -> None:
    before = _rows(enrolled)
    path = enrolled.folder / "new.csv"
    path.write_text(f"{ROSTER}new;N;E;;\n../up;U;P;;\n", encoding="utf-8")
    said = enrolled.gluteus("roster", "new.csv", code=1)
    assert said == "Error: new.csv:8: an id must not begin with a dot, because it is the name of a folder: '../up'\n"
    assert _rows(enrolled) == before
    path.write_text(f"{ROSTER.replace('Jane;Doe', 'Jane;Roe')}new;N;E;;\n", encoding="utf-8")
    assert enrolled.gluteus("roster", "new.csv").endswith("1 new, 1 changed\n")
    after = _rows(enrolled)
    assert enrolled.gluteus("roster", "new.csv").endswith("0 new, 0 changed\n")
    assert _rows(enrolled) == after
    assert ("jane.doe", "Jane", "Roe", "jane@example.org", None) in after["student"]
    assert after["grade"] == before["grade"]


def test_a_file_of_two_with_one_name_is_collected_under_the_id(
    enrolled: SmallCourse, graded: str, tmp_path: Path
) -> None:
    roster = tmp_path / "alone.csv"
    roster.write_text("id,first_name,last_name\nabsent-2,Ab,Sent\n", encoding="utf-8")
    assert enrolled.gluteus("roster", str(roster)) == f"1 learner in {roster}: 1 new, 0 changed\n"
    answers = json.dumps(enrolled.submission(RIGHT | {"width_cm": "1"})).encode()
    _zip(enrolled.folder / "two.zip", {"Ab Sent_56_assignsubmission_file_/pelvis.ipynb": answers})
    said = enrolled.gluteus("grade", "pelvis", "--zip", "two.zip", "--student", "jane.doe")
    assert "not collected: the name fits more than one in the roster: absent, absent-2" in said
    (enrolled.folder / "absent-2_pelvis.ipynb").write_bytes(answers)
    enrolled.gluteus("grade", "pelvis", "--zip", "absent-2_pelvis.ipynb", "--student", "absent-2")
    assert enrolled.marks("absent-2") == {"joint_name": 1.0, "bone_names": 3.0, "width_cm": 0.0}


def _rows(course: SmallCourse) -> dict[str, list[tuple[Any, ...]]]:
    return gradebook_rows(f"sqlite:///{course.private / 'gradebook.db'}")


def _zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
