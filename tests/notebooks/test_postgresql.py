"""A gradebook that a team shares: the same commands and the same rows on a real PostgreSQL server."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from course_folder import RIGHT, SmallCourse
from gradebook_rows import gradebook_rows
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from running_postgresql import postgresql_server

from gluteus.data_error import DataError
from gluteus.grading.gradebook import GradebookStore

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASS: dict[str, dict[str, str]] = {
    "right": RIGHT,
    "third": {"joint_name": '"b"', "bone_names": '["a", "b", "d"]'},
    "blank": {},
    "late": RIGHT,
    "زهرا": RIGHT,
}
MANY = 600  # more than one chunk


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SmallCourse, SmallCourse]]:
    """The same class twice: with a gradebook in a file, and with one on a server."""
    with postgresql_server() as url:
        on_file = SmallCourse(tmp_path_factory.mktemp("file"))
        on_file.release()
        for student, answers in CLASS.items():
            on_file.hand_in(student, on_file.submission(answers))
        on_file.hand_in("broken", b"no notebook")
        (on_file.private / "submitted/late/pelvis/timestamp.txt").write_text("2026-05-10 14:00:00 +0100", "utf-8")
        roster = on_file.folder / "roster.csv"
        lines = (f"many-{number:03},First {number},Last" for number in range(MANY))
        roster.write_text("\n".join(["id,first_name,last_name", *lines]), encoding="utf-8")
        on_server = SmallCourse(tmp_path_factory.mktemp("server"), gradebook=url)
        shutil.copytree(on_file.folder, on_server.folder, dirs_exist_ok=True)
        for course in (on_file, on_server):
            course.gluteus("roster", "roster.csv")
            course.gluteus("grade", "pelvis", "--notebooks", code=1)
        yield on_file, on_server


def test_the_rows_are_those_of_a_file(courses: tuple[SmallCourse, SmallCourse]) -> None:
    _assert_same_rows(courses)
    assert not (courses[1].private / "gradebook.db").exists()
    assert len(_rows(courses[1])["grade"]) == 3 * 6
    assert len(_rows(courses[1])["student"]) == MANY + 6


def test_marks_by_hand_and_new_files_end_in_the_same_rows(courses: tuple[SmallCourse, SmallCourse]) -> None:
    for course in courses:
        with Gradebook(_url(course), "gluteus") as gradebook:
            gradebook.update_or_create_assignment("pelvis", duedate="2026-05-10 12:00:00 UTC")
            grade = gradebook.find_grade("joint_name_marks", "pelvis", "pelvis", "third")
            grade.manual_score, grade.extra_credit = 0.25, 0.5
            gradebook.find_comment("width_cm", "pelvis", "pelvis", "third").manual_comment = "Well measured."
            gradebook.find_submission_notebook("pelvis", "pelvis", "blank").flagged = True
            gradebook.grant_extension("pelvis", "right", hours=2)
            gradebook.db.commit()
        zero = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
        configuration = course.folder / "nbgrader_config.py"
        configuration.write_text(configuration.read_text("utf-8") + zero, encoding="utf-8")
        course.hand_in("third", course.submission(RIGHT))
        course.hand_in("broken", course.submission(RIGHT))
        (course.private / "submitted/right/pelvis/timestamp.txt").write_text("2026-05-10 13:59:59 UTC", "utf-8")
        shutil.rmtree(course.private / "submitted" / "زهرا")
        for number in range(MANY):
            course.hand_in(f"many-{number:03}", course.submission(RIGHT if number % 2 else {}))
        course.gluteus("grade", "pelvis")
    _assert_same_rows(courses)
    rows = _rows(courses[1])
    penalties = {row[1]: row[4] for row in rows["submitted_notebook"] if row[4] is not None}
    assert penalties == {"late": 6.0}
    marks = {row[1:3]: row[3:] for row in rows["grade"]}
    assert marks["third", "joint_name_marks"] == (1.0, 0.25, 0.5, 1)
    assert marks["زهرا", "joint_name_marks"] == (1.0, None, None, 0)
    assert sum(row[3] for row in rows["grade"] if row[1].startswith("many")) == 6.0 * MANY / 2


def test_a_second_run_writes_nothing(courses: tuple[SmallCourse, SmallCourse]) -> None:
    course = courses[1]
    with GradebookStore(_url(course)) as store:
        query = "select table_name from information_schema.tables where table_schema = 'public'"
        places = {
            name: f"select ctid::text, xmin::text, * from {name} order by ctid" for (name,) in store._db.rows(query)
        }
        before = {name: store._db.rows(place) for name, place in places.items()}
        course.gluteus("grade", "pelvis")
        assert {name: store._db.rows(place) for name, place in places.items()} == before


def test_the_table_of_marks_and_what_the_report_asks_for_are_those_of_a_file(
    courses: tuple[SmallCourse, SmallCourse],
) -> None:
    tables = []
    for course in courses:
        course.gluteus("marks", "--to", "marks.csv")
        tables.append((course.folder / "marks.csv").read_text(encoding="utf-8"))
    assert tables[0] == tables[1]
    assert tables[0].count("\n") == 1 + MANY + 6
    on_file, on_server = (_marks(course) for course in courses)
    assert on_file == on_server
    assert len(on_server) == MANY + 6


def test_formgrader_shows_what_it_shows_with_a_file(courses: tuple[SmallCourse, SmallCourse]) -> None:
    shown = []
    for course in courses:
        root = str(course.folder)
        folder = CourseDirectory(
            root=root,
            db_url=_url(course),
            course_id="gluteus",
            source_directory="solutions",
            release_directory="exercises",
            submitted_directory="_nbgrader/submitted",
            autograded_directory="_nbgrader/autograded",
            feedback_directory="_nbgrader/feedback",
        )
        api = NbGraderAPI(folder)
        shown.append(
            [
                _without_ids(each)
                for each in (
                    *api.get_assignments(),
                    *sorted(api.get_submissions("pelvis"), key=lambda one: str(one["student"])),
                    *sorted(api.get_notebook_submissions("pelvis", "pelvis"), key=lambda one: str(one["student"])),
                    *sorted(api.get_students(), key=lambda one: str(one["id"])),
                )
            ]
        )
    assert shown[0] == shown[1]
    third = next(each for each in shown[1] if each.get("student") == "third")
    assert (third["score"], third["max_score"]) == (5.75, 6.0)


def test_nbgraders_own_command_gives_the_same_rows_there(courses: tuple[SmallCourse, SmallCourse]) -> None:
    course = courses[1]
    for folder in (course.private / "submitted").glob("many-*"):
        if folder.name != "many-001":
            shutil.rmtree(folder)
    course.gluteus("grade", "pelvis")
    before = _rows(course)
    course.run("autograde", "pelvis", "--force")
    assert _rows(course) == before


def test_a_connection_that_breaks_is_one_line(courses: tuple[SmallCourse, SmallCourse]) -> None:
    url = _url(courses[1])
    with GradebookStore(url) as store, psycopg.connect(url, autocommit=True) as other:
        other.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid()")
        with pytest.raises(DataError) as caught:
            store.students()
        [line] = str(caught.value).splitlines()
        assert line.startswith("the gradebook's PostgreSQL server: ")


def test_a_server_that_is_not_there_is_one_line() -> None:
    with pytest.raises(DataError, match=r"^the gradebook's PostgreSQL server: .*refused.*$") as caught:
        GradebookStore("postgresql://somebody:secret@127.0.0.1:9/gradebook")
    assert "secret" not in str(caught.value)


def test_another_kind_of_database_is_one_line() -> None:
    with pytest.raises(
        DataError, match=r"^the gradebook must be at sqlite:///\.\.\. or postgresql://\.\.\., not at mysql"
    ):
        GradebookStore("mysql://somebody:secret@127.0.0.1/gradebook")


def _url(course: SmallCourse) -> str:
    return course.gradebook or f"sqlite:///{course.private / 'gradebook.db'}"


def _rows(course: SmallCourse) -> dict[str, list[tuple[Any, ...]]]:
    return gradebook_rows(_url(course))


def _assert_same_rows(courses: tuple[SmallCourse, SmallCourse]) -> None:
    on_file, on_server = map(_rows, courses)
    for table, rows in on_file.items():
        assert on_server[table] == rows, table


def _marks(course: SmallCourse) -> list[Any]:
    with GradebookStore(_url(course)) as store:
        return list(store.marks("pelvis"))


def _without_ids(shown: dict[str, Any]) -> dict[str, Any]:
    """Leave out the ids that are drawn; the id of a learner, who has an address, is no such."""
    return {key: value for key, value in shown.items() if key != "id" or "email" in shown}
