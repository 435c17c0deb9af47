"""A class of learners, each with a habit of their own, graded by one ``nbgrader autograde``."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from course_folder import RIGHT, SmallCourse, cell

if TYPE_CHECKING:
    from collections.abc import Callable

NONE = {"joint_name": None, "bone_names": None, "width_cm": None}
FULL = {"joint_name": 1.0, "bone_names": 3.0, "width_cm": 2.0}
STOCK = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "_nbgrader/submitted"
c.CourseDirectory.ignore = ["*.yml"]
c.ClearSolutions.code_stub = {"python": ""}
"""

# What an honest learner can hand in: marks without a kernel and marks by execution must be the same rows.
HONEST: dict[str, tuple[dict[str, str], dict[str, float]]] = {
    "right": (RIGHT, FULL),
    "partly": (
        {"joint_name": '"b"', "bone_names": '["a", "b", "d"]', "width_cm": "29.0  # by hand"},
        {"joint_name": 1.0, "bone_names": 1.0, "width_cm": 2.0},
    ),
    "uneven": ({"bone_names": '["c", "a"]'}, {"joint_name": 0.0, "bone_names": 2.0, "width_cm": 0.0}),
    "wrong": ({"joint_name": '"c"', "bone_names": '["d", "e"]', "width_cm": "29.1"}, dict.fromkeys(FULL, 0.0)),
    "mistyped": ({"joint_name": "b", "bone_names": '"a"', "width_cm": "28,5"}, dict.fromkeys(FULL, 0.0)),
    "blank": ({}, dict.fromkeys(FULL, 0.0)),
}


def _without(*names: str) -> Callable[[dict[str, Any]], None]:
    def change(notebook: dict[str, Any]) -> None:
        for name in names:
            notebook["cells"].remove(cell(notebook, name))

    return change


def _meta(name: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda notebook: cell(notebook, name)["metadata"]["nbgrader"].update(values)


def _source(name: str, text: str) -> Callable[[dict[str, Any]], None]:
    return lambda notebook: cell(notebook, name).update(source=text)


def _copied(name: str, text: str | None = None) -> Callable[[dict[str, Any]], None]:
    def change(notebook: dict[str, Any]) -> None:
        again = copy.deepcopy(cell(notebook, name))
        again["id"] = "copied"
        if text is not None:
            again["source"] = text
        notebook["cells"].insert(notebook["cells"].index(cell(notebook, name)) + 1, again)

    return change


def _moved_down(name: str) -> Callable[[dict[str, Any]], None]:
    def change(notebook: dict[str, Any]) -> None:
        moved = cell(notebook, name)
        notebook["cells"].remove(moved)
        notebook["cells"].append(moved)

    return change


def _cells(cells: Any) -> Callable[[dict[str, Any]], None]:
    return lambda notebook: notebook.update(cells=cells)


def _added(added: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda notebook: notebook["cells"].insert(1, added)


CHEAT = "type('A', (str,), {'__eq__': lambda *_: True})()"
TOUCH = "open('HACKED', 'w').write('x')"

# name -> (change of a submission with the right answers, marks, what the report must say)
ODD: dict[str, tuple[Callable[[dict[str, Any]], None], dict[str, float | None], str]] = {
    "copies-blank": (_copied("joint_name", "joint_name = None"), FULL, "joint_name: the cell is there more than once"),
    "copies-other": (_copied("joint_name", 'joint_name = "a"'), FULL | {"joint_name": 0.0}, "joint_name: two answers"),
    "copies-check": (_copied("width_cm_marks"), FULL, "width_cm_marks: the cell is there more than once"),
    "empty-metadata": (
        _added({"cell_type": "markdown", "id": "x", "metadata": {"nbgrader": {}}, "source": ""}),
        FULL,
        "",
    ),
    "two-lines": (
        _source("bone_names", 'bone_names = ["a"]\nbone_names = ["a", "b", "c"]'),
        FULL | {"bone_names": 0.0},
        "bone_names: two answers were given, so none counts",
    ),
    "below-stub": (_source("joint_name", 'joint_name = None\n# mine:\njoint_name = "b"'), FULL, ""),
    "runs-code": (_source("joint_name", TOUCH), FULL | {"joint_name": 0.0}, "joint_name: line 1 is not of the form"),
    "runs-value": (
        _source("joint_name", f"joint_name = {TOUCH}"),
        FULL | {"joint_name": 0.0},
        "joint_name: line 1 does",
    ),
    "always-equal": (
        _source("joint_name", f"joint_name = {CHEAT}"),
        FULL | {"joint_name": 0.0},
        "joint_name: line 1 does",
    ),
    "annotated": (
        _source("joint_name", f'joint_name: {TOUCH} = "b"'),
        FULL | {"joint_name": 0.0},
        "joint_name: line 1",
    ),
    "own-check": (_source("joint_name_marks", "1.0"), FULL, "joint_name_marks: the locked cell was changed"),
    "own-prompt": (_source("joint_name_prompt", "Easy?"), FULL, "joint_name_prompt: the locked cell was changed"),
    "own-points": (_meta("width_cm_marks", points=100), FULL, "width_cm_marks: the settings of the cell were changed"),
    "own-lock": (_meta("joint_name", locked=True), FULL, "joint_name: the settings of the cell were changed"),
    "no-check": (_without("width_cm_marks"), FULL | {"width_cm": None}, "width_cm: the check is missing, mark this"),
    "no-answer": (_without("width_cm"), FULL | {"width_cm": 0.0}, "width_cm: there is no answer cell width_cm above"),
    "moved": (_moved_down("width_cm"), FULL | {"width_cm": 0.0}, "width_cm: there is no answer cell width_cm above"),
    "no-cells": (_cells([]), NONE, "no cell of this quiz is in the file"),
    "cells-object": (_cells({}), NONE, "NOT GRADED: the notebook has no cells"),
    "cells-numbers": (_cells([1, 2]), NONE, "NOT GRADED: "),
    "own-flags": (_meta("width_cm_marks", grade=False), NONE, "NOT GRADED: "),
    "other-quiz": (_meta("joint_name", grade_id="knee_name"), NONE, "NOT GRADED: cell 3 has the id 'knee_name', which"),
    "schema-new": (_meta("joint_name", schema_version=99), NONE, "NOT GRADED: its nbgrader metadata are of another"),
    "schema-old": (_meta("joint_name", schema_version=1), NONE, "NOT GRADED: its nbgrader metadata are of another"),
    "id-list": (_meta("joint_name", grade_id=["joint_name"]), NONE, "NOT GRADED: cell 3 has the id ['joint_name']"),
    "half-letter": (
        _added({"cell_type": "raw", "id": "x", "metadata": {}, "source": "\ud800"}),
        NONE,
        "NOT GRADED: the file holds half a character",
    ),
}
BROKEN = {
    "not-json": (b"Dear teacher, I had no time.", "NOT GRADED: the file is not JSON"),
    "nothing": (b"", "NOT GRADED: the file is empty"),
    "spaces": (b"\n  \n", "NOT GRADED: the file is empty"),
    "a-list": (b"[]", "NOT GRADED: the file is JSON, but not a notebook"),
    "an-object": (b"{}", "NOT GRADED: the file is JSON, but not a notebook"),
    "latin": ('{"nbformat": 4, "cells": [], "a": "é"}'.encode("latin-1"), "NOT GRADED: the file is not JSON"),
    "nested": (b'{"a":' * 100_000, "NOT GRADED: the file is nested too deep"),
    "huge": (b" " * 10_000_001, "NOT GRADED: the file has 10000001 bytes, more than 10000000"),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("course"))
    course.release()
    return course


@pytest.fixture(scope="module")
def run(course: SmallCourse) -> str:
    """What the command prints at its end: one line a learner."""
    for student, (answers, _) in HONEST.items():
        course.hand_in(student, course.submission(answers))
    for student, (change, _, _) in ODD.items():
        notebook = course.submission(RIGHT)
        change(notebook)
        course.hand_in(student, notebook)
    for student, (content, _) in BROKEN.items():
        course.hand_in(student, content)
    other_name = course.private / "submitted" / "other-name" / "pelvis" / "my quiz.ipynb"
    other_name.parent.mkdir(parents=True)
    other_name.write_text(json.dumps(course.submission(RIGHT)))
    (course.private / "submitted" / "empty-folder" / "pelvis").mkdir(parents=True)
    # nbgrader says 1 where it could not convert a submission; it has gone on to the last one all the same.
    return course.run("autograde", "pelvis", code=1).split("\nTo look at (")[1]


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_submission_earns_what_its_answers_deserve(course: SmallCourse, run: str, student: str) -> None:
    assert course.marks(student) == HONEST[student][1]


@pytest.mark.parametrize("student", ODD)
def test_an_odd_submission_is_marked_or_reported(course: SmallCourse, run: str, student: str) -> None:
    _, marks, reason = ODD[student]
    assert course.marks(student) == marks
    assert (f"  {student}: " in run) == bool(reason)
    assert reason in _line(run, student)


@pytest.mark.parametrize("student", BROKEN)
def test_a_broken_file_is_reported_and_waits_for_a_person(course: SmallCourse, run: str, student: str) -> None:
    assert BROKEN[student][1] in _line(run, student)
    assert course.rows(student) == dict.fromkeys(FULL, (None, 1, None))


def test_a_folder_without_the_quiz_is_reported(run: str) -> None:
    assert "NOT GRADED: there is no pelvis.ipynb in" in _line(run, "other-name")
    assert "NOT GRADED: there is no pelvis.ipynb in" in _line(run, "empty-folder")


def test_who_gave_no_answer_is_named_and_who_answered_well_is_not(course: SmallCourse, run: str) -> None:
    assert "no question is answered" in _line(run, "blank")
    assert course.rows("blank") == dict.fromkeys(FULL, (0.0, 0, "No response."))
    assert "  right: " not in run
    assert "  partly: " not in run


def test_an_answer_cannot_pass_for_the_quizs_own_text(course: SmallCourse, run: str) -> None:
    path = course.private / "autograded" / "own-lock" / "pelvis" / "pelvis.ipynb"
    graded = json.loads(path.read_text(encoding="utf-8"))
    assert cell(graded, "joint_name")["metadata"]["nbgrader"]["locked"] is False


def test_nothing_that_a_learner_wrote_was_executed(course: SmallCourse, run: str) -> None:
    assert not list(course.folder.rglob("HACKED"))


def test_the_exercises_and_the_sources_are_left_as_they_were(course: SmallCourse, run: str) -> None:
    assert {path.name for path in (course.folder / "exercises").rglob("*") if path.is_file()} == {"pelvis.ipynb"}
    assert {path.name for path in course.folder.iterdir()} <= {
        "nbgrader_config.py", "solutions", "exercises", "_nbgrader", "__pycache__", ".ipython", ".local", ".cache",
    }  # fmt: skip


def test_nbgrader_that_executes_gives_the_same_rows(
    course: SmallCourse, run: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stock = SmallCourse(tmp_path_factory.mktemp("stock"), STOCK)
    stock.run("generate_assignment", "pelvis")
    assert stock.released() == course.released()
    for student, (answers, _) in HONEST.items():
        stock.hand_in(student, stock.submission(answers))
    stock.run("autograde", "pelvis")
    assert {student: stock.rows(student) for student in HONEST} == {student: course.rows(student) for student in HONEST}


def test_marks_of_an_earlier_file_do_not_outlive_it(course: SmallCourse, run: str) -> None:
    course.hand_in("right", b"oh no")
    said = course.run("autograde", "pelvis", "--student", "right", "--force", code=1)
    assert "NOT GRADED: the file is not JSON" in _line(said, "right")
    assert course.marks("right") == NONE
    course.hand_in("right", course.submission(RIGHT))
    course.run("autograde", "pelvis", "--student", "right", "--force", "--no-execute")
    assert course.marks("right") == FULL


def _line(said: str, student: str) -> str:
    return next((line for line in said.splitlines() if line.startswith(f"  {student}: ")), "")
