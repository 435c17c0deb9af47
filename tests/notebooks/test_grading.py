"""A class of learners, each with a habit of their own, graded by one ``nbgrader autograde``."""

from __future__ import annotations

import json

import pytest
from changed_notebooks import Change, added, cells, copied, moved_down, settings, source, without
from course_folder import RIGHT, SmallCourse, cell

NONE = {"joint_name": None, "bone_names": None, "width_cm": None}
FULL = {"joint_name": 1.0, "bone_names": 3.0, "width_cm": 2.0}
# What an honest learner can hand in; test_grading_same_rows.py compares with nbgrader that executes.
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


CHEAT = "type('A', (str,), {'__eq__': lambda *_: True})()"
TOUCH = "open('HACKED', 'w').write('x')"

# name -> (change of a submission with the right answers, marks, what the report must say)
ODD: dict[str, tuple[Change, dict[str, float | None], str]] = {
    "copies-blank": (copied("joint_name", "joint_name = None"), FULL, "joint_name: the cell is there more than once"),
    "copies-other": (copied("joint_name", 'joint_name = "a"'), FULL | {"joint_name": 0.0}, "joint_name: two answers"),
    "copies-check": (copied("width_cm_marks"), FULL, "width_cm_marks: the cell is there more than once"),
    "empty-metadata": (
        added({"cell_type": "markdown", "id": "x", "metadata": {"nbgrader": {}}, "source": ""}),
        FULL,
        "",
    ),
    "two-lines": (
        source("bone_names", 'bone_names = ["a"]\nbone_names = ["a", "b", "c"]'),
        FULL | {"bone_names": 0.0},
        "bone_names: two answers were given, so none counts",
    ),
    "below-stub": (source("joint_name", 'joint_name = None\n# mine:\njoint_name = "b"'), FULL, ""),
    "runs-code": (source("joint_name", TOUCH), FULL | {"joint_name": 0.0}, "joint_name: line 1 is not of the form"),
    "runs-value": (
        source("joint_name", f"joint_name = {TOUCH}"),
        FULL | {"joint_name": 0.0},
        "joint_name: line 1 does",
    ),
    "always-equal": (
        source("joint_name", f"joint_name = {CHEAT}"),
        FULL | {"joint_name": 0.0},
        "joint_name: line 1 does",
    ),
    "annotated": (
        source("joint_name", f'joint_name: {TOUCH} = "b"'),
        FULL | {"joint_name": 0.0},
        "joint_name: line 1",
    ),
    "own-check": (source("joint_name_marks", "1.0"), FULL, "joint_name_marks: the locked cell was changed"),
    "own-prompt": (source("joint_name_prompt", "Easy?"), FULL, "joint_name_prompt: the locked cell was changed"),
    "own-points": (
        settings("width_cm_marks", points=100),
        FULL,
        "width_cm_marks: the settings of the cell were changed",
    ),
    "own-lock": (settings("joint_name", locked=True), FULL, "joint_name: the settings of the cell were changed"),
    "no-check": (without("width_cm_marks"), FULL | {"width_cm": None}, "width_cm: the check is missing, mark this"),
    "no-answer": (without("width_cm"), FULL | {"width_cm": 0.0}, "width_cm: there is no answer cell width_cm above"),
    "moved": (moved_down("width_cm"), FULL | {"width_cm": 0.0}, "width_cm: there is no answer cell width_cm above"),
    "no-cells": (cells([]), NONE, "no cell of this quiz is in the file"),
    "cells-object": (cells({}), NONE, "NOT GRADED: the notebook has no cells"),
    "cells-numbers": (cells([1, 2]), NONE, "NOT GRADED: "),
    "own-flags": (settings("width_cm_marks", grade=False), NONE, "NOT GRADED: "),
    "other-quiz": (
        settings("joint_name", grade_id="knee_name"),
        NONE,
        "NOT GRADED: cell 3 has the id 'knee_name', which",
    ),
    "schema-new": (settings("joint_name", schema_version=99), NONE, "NOT GRADED: its nbgrader metadata are of another"),
    "schema-old": (settings("joint_name", schema_version=1), NONE, "NOT GRADED: its nbgrader metadata are of another"),
    "id-list": (settings("joint_name", grade_id=["joint_name"]), NONE, "NOT GRADED: cell 3 has the id ['joint_name']"),
    "half-letter": (
        added({"cell_type": "raw", "id": "x", "metadata": {}, "source": "\ud800"}),
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
