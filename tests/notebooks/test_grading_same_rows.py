"""The gradebook of nbgrader that executes, and ours: the same rows of the same submissions, in all tables.

One class hands in to several course folders; each folder is graded in a way of its own. What must differ is listed
with the reason, and must really differ.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from changed_notebooks import (
    Change,
    added,
    answers,
    cells,
    code_cell,
    copied,
    fields,
    metadata,
    moved_down,
    settings,
    several,
    source,
    text_cell,
    without,
)
from class_of_learners import HERE, QUIZ, quiz, shown
from course_folder import CourseFolder
from gradebook_rows import gradebook_rows

from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.quiz.notebook import fill
from gluteus.quiz.notebook import source as source_of

if TYPE_CHECKING:
    from pathlib import Path

    from gluteus.quiz.questions import Quiz

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "gluteus"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "_nbgrader/submitted"
c.CourseDirectory.autograded_directory = "_nbgrader/autograded"
c.CourseDirectory.db_url = "sqlite:///_nbgrader/gradebook.db"
c.CourseDirectory.ignore = ["*.yml"]
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = ""
"""
LATE = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'

# name of the way -> (configuration, command); the first one is what the others are compared with.
WAYS = {
    "nbgrader that executes": (STOCK, ("nbgrader", "autograde", QUIZ)),
    "nbgrader autograde": (CONFIGURATION_FILE, ("nbgrader", "autograde", QUIZ)),
    "gluteus grade": (CONFIGURATION_FILE, ("gluteus", "grade", QUIZ)),
}
DUE = "2026-05-10 12:00:00.000000"


def _wrong(quiz: Quiz) -> dict[str, Any]:
    return {
        "joint_name": "z",
        "idle_option": "B",
        "bone_names": ["d", "e"],
        "half_weight": -1,
        "from_the_top": ["a", "a", "a", "a"],
        "which_movement": [None, None, None],
        "where_it_hurts": ["nowhere:left"],
        "own_words": " ",
    }


def _right(quiz: Quiz, paper: int) -> dict[str, Any]:
    right: dict[str, Any] = {}
    for question in quiz.graded:
        if question.kind == "text":
            right[question.id] = "The side of the lifted leg.\n\n- <b>has</b> no support 🦴"
        elif question.kind == "number":
            right[question.id] = question.answers[question.position(paper)]
        elif question.kind == "choice":
            right[question.id] = shown(question, [question.key], paper)[0]
        else:
            right[question.id] = shown(question, list(question.key), paper)
    return right


def _partly(quiz: Quiz, paper: int) -> dict[str, Any]:
    """Answer partly right: each question that gives partial credit gives a part of it."""
    right = _right(quiz, paper)
    order, rows = right["from_the_top"], right["which_movement"]
    return right | {
        "bone_names": right["bone_names"][:2],
        "from_the_top": [order[1], order[0], *order[2:]],
        "which_movement": [rows[0], None, rows[0]],
        "where_it_hurts": [*right["where_it_hurts"], "abdomen_upper:left", "iliac_crest_back:right"],
    }


def _third_format(notebook: dict[str, Any]) -> None:
    old = json.loads(nbformat.writes(nbformat.convert(nbformat.from_dict(notebook), 3), version=3))
    notebook.clear()
    notebook.update(old)


def _fourth_format_of_old(notebook: dict[str, Any]) -> None:
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        del cell["id"]


ODD_VALUES = answers(
    joint_name="True",
    wrong_key='("b",)',
    idle_option='["b"]',
    bone_names='("c", "b", "a", "a")',
    half_weight="True",
    width_cm="1e999",
    from_the_top='["a", ["b"], {}, None]',
    which_movement='{"a": 1}',
    where_it_hurts='{"sacroiliac:right", "greater_trochanter:right"}',
)
MORE_ODD_VALUES = answers(
    joint_name='  """b"""  # yes',
    wrong_key='b"b"',
    idle_option='"b" ""',
    bone_names="[]",
    half_weight=str(10**400),
    width_cm="14.25j",
    from_the_top='"abcd"',
    which_movement='["a", "b", "c", "d", "e"]',
    where_it_hurts='["sacroiliac:right", "sacroiliac:right", 5]',
)
FAKED = [{"output_type": "execute_result", "data": {"text/plain": "1.0"}, "metadata": {}, "execution_count": 1}]

# Each changes a submission with the right answers on a paper of its own.
CHANGED: dict[str, Change] = {
    "values-odd-nbformat-3": several(ODD_VALUES, _third_format),
    "values-more-nbformat-4.2": several(MORE_ODD_VALUES, _fourth_format_of_old),
    "lines": several(
        added(code_cell("1 + 1", nbgrader={"schema_version": 3, "grade": False, "locked": False, "solution": False})),
        added(text_cell("Notes")),
        source("joint_name", "\n\n# \x0c my answer\r\njoint_name = \\\n  None\r\n"),
        source("wrong_key", ["wrong_key = (\n", "'a'\n", ")"]),
        source("bone_names", "bone_names = ["),
        source("half_weight", ""),
        source("own_words", "Write your answer to own_words in place of this line."),
    ),
    "own-checks": several(
        source("joint_name_marks", "1.0"),
        source("wrong_key_marks", ""),
        source("width_cm_prompt", "Easy?"),
        fields("half_weight_marks", outputs=FAKED),
        settings("half_weight_marks", points=100, checksum="x" * 32),
        settings("width_cm_marks", points=-1),
        settings("bone_names", locked=True),
        settings("from_the_top_marks", locked=False),
        metadata("which_movement_marks", tags=["mine"], collapsed=True),
        fields("joint_name", cell_type="raw"),
        fields("wrong_key_prompt", cell_type="raw"),
        fields("own_words", cell_type="raw"),
        settings("own_words", points=99, locked=True),
        settings("where_it_hurts", solution=False),
    ),
    "own-words-task": several(
        source("own_words", "Write your answer to own_words in place of this line.\n"),
        settings("own_words", task=True),
    ),
    "own-words-no-answer": settings("own_words", solution=False, grade=False),
    "own-words-no-mark": settings("own_words", grade=False),
    "own-flags": settings("width_cm_marks", grade=False),
    "own-flags-words": settings("width_cm_marks", locked="yes"),
    "own-flags-task": settings("width_cm", task=True),
    "own-points-text": settings("width_cm_marks", points="1"),
    "own-points-list": settings("width_cm_marks", points=[]),
    "own-points-none": lambda notebook: notebook["cells"][-3]["metadata"]["nbgrader"].pop("points"),
    "own-id": settings("joint_name", grade_id="knee_name"),
    "own-id-number": settings("joint_name", grade_id=7),
    "own-extra": settings("joint_name", mine=1),
    "gone": several(
        fields("bone_names", metadata={}),
        fields("width_cm_marks", metadata={}),
        without("joint_name", "wrong_key_marks", "half_weight_prompt", "own_words"),
    ),
    "gone-paper": without("paper_number"),
    "gone-all": cells([]),
    "moved": moved_down("joint_name", "own_words"),
    "moved-paper": moved_down("paper_number", "width_cm_marks"),
    "paper-words": source("paper_number", 'paper_number = "seven"'),
    "paper-broken": source("paper_number", "paper_number = 47 11"),
    "cells-numbers": cells([1, 2]),
    "cells-object": cells({}),
    "cell-without-text": lambda notebook: notebook["cells"][0].pop("source"),
    "cell-without-metadata": lambda notebook: notebook["cells"][0].pop("metadata"),
    "cell-of-no-kind": added({"cell_type": "heading", "id": "x", "metadata": {}, "source": ""}),
    "cell-of-numbers": added(text_cell([1, 2])),
    "half-letter": added(text_cell("\ud800", "raw")),
    "not-a-number": metadata("joint_name", mine=float("nan"), other=10**400),
    "unknown-format": lambda notebook: notebook.update(nbformat=5),
}
BROKEN = {
    "not-json": b"Dear teacher, I had no time.",
    "nothing": b"",
    "a-list": b"[]",
    "an-object": b"{}",
    "latin": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], "a": "é"}'.encode("latin-1"),
    "marked-order": b"\xef\xbb\xbf" + b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
}

# name -> (change, why the rows must differ)
DIFFERENT: dict[str, tuple[Change, str]] = {
    "computes": (
        several(
            source("paper_number", "paper_number = 0"),
            answers(joint_name="chr(98)", wrong_key='"b"\nwrong_key = "a"'),
        ),
        "a computed answer is code, and no code runs; two different answers are none, whatever a kernel would keep",
    ),
    "cheats": (
        several(
            added(code_cell("import gluteus.quiz.marking\ngluteus.quiz.marking.marks = lambda *_: 1.0")),
            source("paper_number", "paper_number = 0"),
            answers(joint_name='"c"'),
        ),
        "stock nbgrader lets a learner's cell replace the marking",
    ),
    "tags": (
        several(metadata("joint_name", tags=["a,b"]), fields("wrong_key", id="a b")),
        "stock nbgrader refuses the file for what has nothing to do with an answer",
    ),
    "outputs": (
        fields("joint_name", outputs=[1], attachments=5),
        "stock nbgrader refuses the file for what has nothing to do with an answer",
    ),
    # From here on in the order of the alphabet: stock nbgrader ends here.
    "zz-copied": (copied("joint_name"), "stock nbgrader ends its run at a copied cell"),
    "zzz-after": (lambda _: None, "stock nbgrader has ended its run"),
}


def _class(released: str, quiz: Quiz) -> dict[str, bytes]:
    """Give what each learner hands in."""
    submissions = {
        "right-on-time": fill(released, _right(quiz, 0), 0, quiz).encode(),
        "right-late": fill(released, _right(quiz, 271_828_182), 271_828_182, quiz).encode(),
        "partly": fill(released, _partly(quiz, 999_999_999), 999_999_999, quiz).encode(),
        "wrong": fill(released, _wrong(quiz), 12, quiz).encode(),
        "blank": released.encode(),
        "cut-off": released.encode()[:5000],
        **BROKEN,
    }
    changes = CHANGED | {name: change for name, (change, _) in DIFFERENT.items()}
    for paper, (student, change) in enumerate(changes.items(), start=1000):
        notebook = json.loads(fill(released, _right(quiz, paper), paper, quiz))
        change(notebook)
        submissions[student] = json.dumps(notebook).encode()
    return submissions


@pytest.fixture(scope="module")
def gradebooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
    """The rows of every table, by the way in which the class was graded."""
    questions, gradebooks, submissions = quiz(), {}, dict[str, bytes]()
    first: Path | None = None
    for way, (configuration, command) in WAYS.items():
        course = CourseFolder(tmp_path_factory.mktemp(way.replace(" ", "-")))
        shutil.copytree(HERE / "solutions", course.folder / "solutions")
        course.private.mkdir()
        (course.folder / "solutions" / QUIZ / f"{QUIZ}.ipynb").write_text(source_of(questions), encoding="utf-8")
        (course.folder / "nbgrader_config.py").write_text(configuration + LATE, encoding="utf-8")
        if first is None:
            course.run("generate_assignment", QUIZ)
            with contextlib.closing(sqlite3.connect(course.private / "gradebook.db")) as database, database:
                database.execute("update assignment set duedate = ?", [DUE])
            released = (course.folder / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")
            submissions = _class(released, questions)
        else:
            shutil.copytree(first / "exercises", course.folder / "exercises")
            shutil.copyfile(first / "_nbgrader" / "gradebook.db", course.private / "gradebook.db")
        for student, content in submissions.items():
            folder = course.private / "submitted" / student / QUIZ
            folder.mkdir(parents=True)
            (folder / f"{QUIZ}.ipynb").write_bytes(content)
            if student.startswith("right-"):
                hour = "12:00:01" if student == "right-late" else "12:00:00"
                (folder / "timestamp.txt").write_text(f"2026-05-10 {hour} UTC\n", encoding="utf-8")
        if first is None:
            shutil.copyfile(course.private / "gradebook.db", course.folder / "as-registered.db")
        program, *arguments = command
        {"nbgrader": course.run, "gluteus": course.gluteus}[program](*arguments, code=1)
        gradebooks[way] = gradebook_rows(f"sqlite:///{course.private / 'gradebook.db'}")
        if first is None:
            shutil.copyfile(course.folder / "as-registered.db", course.private / "gradebook.db")
            first = course.folder
    return gradebooks


@pytest.mark.parametrize("way", list(WAYS)[1:])
def test_all_tables_are_the_same(gradebooks: dict[str, Any], way: str) -> None:
    stock, ours = gradebooks[next(iter(WAYS))], gradebooks[way]
    differing = {
        (table, student)
        for table in stock
        for student in _students(stock) | _students(ours)
        if _of(stock, table, student) != _of(ours, table, student)
    }
    unexpected = {(table, student) for table, student in differing if student not in DIFFERENT}
    assert not unexpected, [
        (table, student, _of(stock, table, student), _of(ours, table, student)) for table, student in sorted(unexpected)
    ]
    assert {student for _, student in differing} == set(DIFFERENT), "what is listed as different is not"


def test_the_class_is_a_class(gradebooks: dict[str, Any]) -> None:
    """Nothing above would fail if nobody had been marked."""
    rows = gradebooks["nbgrader autograde"]
    scores = {student: _scores(rows, student) for student in ("right-on-time", "right-late", "partly", "blank", "gone")}
    assert scores["right-on-time"] == scores["right-late"] == {
        "joint_name_marks": 1.0, "wrong_key_marks": 1.0, "idle_option_marks": 1.0, "bone_names_marks": 3.0,
        "half_weight_marks": 2.0, "width_cm_marks": 1.0, "from_the_top_marks": 2.0, "which_movement_marks": 3.0,
        "where_it_hurts_marks": 2.0, "own_words": None,
    }  # fmt: skip
    penalties = {row[1]: row[4] for row in rows["submitted_notebook"] if row[4] is not None}
    assert penalties == {"right-late": 16.0}
    assert scores["gone"]["bone_names_marks"] == 3.0, "an answer counts in whatever cell it stands"
    assert scores["partly"] == scores["right-late"] | {
        "bone_names_marks": 2.0, "from_the_top_marks": 2 * (2 / 3), "which_movement_marks": 1.0,
        "where_it_hurts_marks": 1.0,
    }  # fmt: skip
    assert set(scores["blank"].values()) == {0.0}


@pytest.mark.parametrize("way", list(WAYS)[1:])
def test_what_differs_differs_as_it_should(gradebooks: dict[str, Any], way: str) -> None:
    stock = {name: _scores(gradebooks[next(iter(WAYS))], name) for name in DIFFERENT}
    ours = {name: _scores(gradebooks[way], name) for name in DIFFERENT}
    refused = dict.fromkeys(ours["tags"])
    assert (stock["computes"]["joint_name_marks"], ours["computes"]["joint_name_marks"]) == (1.0, 0.0)
    assert (stock["cheats"]["joint_name_marks"], ours["cheats"]["joint_name_marks"]) == (1.0, 0.0)
    assert (stock["computes"]["wrong_key_marks"], ours["computes"]["wrong_key_marks"]) == (1.0, 0.0)
    assert stock["tags"] == stock["outputs"] == stock["zz-copied"] == refused
    assert stock["zzz-after"] == {}
    for name in ("tags", "outputs", "zz-copied", "zzz-after"):
        assert ours[name]["joint_name_marks"] == 1.0, name


def _students(rows: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    return {row[0] for row in rows["student"]}


def _of(rows: dict[str, list[tuple[Any, ...]]], table: str, student: str) -> list[tuple[Any, ...]]:
    return [row for row in rows[table] if row[0 if table == "student" else 1] == student]


def _scores(rows: dict[str, list[tuple[Any, ...]]], student: str) -> dict[str, float | None]:
    return {row[2]: row[3] for row in _of(rows, "grade", student)}
