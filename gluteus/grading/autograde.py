"""What nbgrader_config.py puts into ``nbgrader autograde``: quizzes are marked without running a learner's cell.

nbgrader converts each submission twice, from ``submitted/`` to ``autograded/`` and then in place. Here the first pass
marks it, with :mod:`gluteus.grading.marked`, and the second stores the marks in the gradebook, with the file already
written. What nbgrader does around both passes, to the folders and to the gradebook, stays as it is.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from glob import glob
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select, update

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey, QuizCell
from gluteus.grading.configuration import PRIVATE
from gluteus.grading.gradebook import CHUNK, GradebookStore
from gluteus.grading.marked import MarkedSubmission, Marker
from gluteus.grading.notices import report
from gluteus.grading.paper_numbers import GivenPapers
from gluteus.grading.records import Graded
from gluteus.grading.roster import folder_fault
from gluteus.grading.submission_file import UngradableError
from gluteus.grading.timestamps import submission_time


class SubmissionExporter(NotebookExporter):
    """nbgrader's exporter for submissions, in the place of its chains of preprocessors.

    A submission that cannot be marked costs one learner's mark for now, never the run. It is reported with its reason,
    and marks of an earlier file are withdrawn, so that a mark in the gradebook always belongs to the file that was
    handed in.
    """

    parent: Any  # nbgrader's converter

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._markers: dict[str, Marker] = {}
        self._marked: MarkedSubmission | None = None
        self._text = ""
        self._late = AssignLatePenalties(parent=self)
        coursedir = self.parent.coursedir
        self._given = GivenPapers(Path(coursedir.root) / PRIVATE, coursedir.assignment_id)
        _register_quiz(self.parent)
        _look_at_folders(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **_: Any) -> tuple[Any, Any]:
        """Convert one submission; see :meth:`nbconvert.exporters.Exporter.from_filename`.

        Raises
        ------
        UngradableError
            When it cannot be read or marked.
        sqlalchemy.exc.OperationalError
            When the gradebook itself cannot be used: then nbgrader ends the run, and is right to.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        student = resources["nbgrader"]["student"]
        if self.parent._sanitizing:
            self._marked = self._marker(resources).mark_file(filename)
            for notice in (self._given.notice(student, self._marked), *self._marked.notices):
                if notice is not None:
                    report(self.parent, student, notice)
            if self._marked.failure is not None:
                report(self.parent, student, f"NOT GRADED: {self._marked.failure}")
                _store(resources, self._marked)
                raise UngradableError(self._marked.failure)
            self._text = self._marked.notebook().decode()
        elif self._marked is not None:
            _store(resources, self._marked, self._late)
        return self._text, resources

    def _marker(self, resources: Any) -> Marker:
        keys, coursedir = resources["nbgrader"], self.parent.coursedir
        name = keys["notebook"]
        if name not in self._markers:
            solutions, exercises = (
                Path(coursedir.format_path(directory, ".", keys["assignment"]))
                for directory in (coursedir.source_directory, coursedir.release_directory)
            )
            key = _key(coursedir, keys["assignment"], name)
            self._markers[name] = Marker.of_course(key, solutions, exercises)
        return self._markers[name]


def _key(coursedir: Any, assignment: str, notebook: str) -> AnswerKey:
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        found = gradebook.find_notebook(notebook, assignment)
        points = {cell.name: float(cell.max_score) for cell in found.grade_cells}
        solutions = {cell.name for cell in found.solution_cells}
        cells = {
            cell.name: QuizCell(
                cell.name,
                cell.cell_type,
                cell.source,
                cell.checksum,
                cell.locked,
                cell.name in solutions,
                points.get(cell.name),
            )
            for cell in found.source_cells
        }
    return AnswerKey(assignment, notebook, cells)


def _store(resources: Any, marked: MarkedSubmission, late: AssignLatePenalties | None = None) -> None:
    """Store the marks as nbgrader's ``SaveAutoGrades`` does; of a failure there are none, and its penalty stays."""
    keys = resources["nbgrader"]
    with Gradebook(keys["db_url"]) as gradebook:
        # Columns and no objects: loading these would add up the class's marks.
        notebook, penalty, time, due = gradebook.db.execute(
            select(
                SubmittedNotebook.id,
                SubmittedNotebook.late_submission_penalty,
                SubmittedAssignment.timestamp,
                Assignment.duedate,
            )
            .join(SubmittedNotebook.assignment)
            .join(SubmittedAssignment.assignment)
            .join(SubmittedNotebook.notebook)
            .where(Notebook.name == keys["notebook"], Assignment.name == keys["assignment"])
            .where(SubmittedAssignment.student_id == keys["student"])
        ).one()
        grades = gradebook.db.execute(
            select(Grade.id, Grade.manual_score, BaseCell.name).join(Grade.cell).where(Grade.notebook_id == notebook)
        )
        comments = gradebook.db.execute(
            select(Comment.id, BaseCell.name).join(Comment.cell).where(Comment.notebook_id == notebook)
        )
        for table, rows in (
            (Grade, [_grade(row, manual, marked.scores.get(cell)) for row, manual, cell in grades]),
            (Comment, [{"id": row, "auto_comment": marked.comments.get(cell)} for row, cell in comments]),
        ):
            if rows:
                gradebook.db.execute(update(table), rows)
        gradebook.db.commit()
    if late is not None and (penalty is not None or (time is not None and due is not None and time > due)):
        late(NotebookNode(cells=[]), resources)


def _grade(row: str, manual: float | None, score: float | None) -> dict[str, Any]:
    return {"id": row, "auto_score": score, "needs_manual_grade": manual is not None or score is None}


def _register_quiz(converter: Any) -> None:
    """Let the gradebook learn the quiz from its source, if nobody did: a fresh clone has exercises but no gradebook."""
    coursedir = converter.coursedir
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            gradebook.find_assignment(coursedir.assignment_id)
        except MissingEntry:
            pass
        else:
            return
    with tempfile.TemporaryDirectory() as folder:
        aside = CourseDirectory(
            parent=coursedir.parent,
            root=coursedir.root,
            assignment_id=coursedir.assignment_id,
            release_directory=folder,  # exercises/ is left as it is
        )
        GenerateAssignment(coursedir=aside, parent=converter.parent).start()


def _look_at_folders(converter: Any) -> None:
    """Make rows for who handed in, and report the folders that nbgrader passes over, or fails before it opens a file.

    nbgrader makes the rows of one learner at a time, which takes longer than all the rest; here they are made at once.
    """
    coursedir = converter.coursedir
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        known = {notebook.name for notebook in gradebook.find_assignment(coursedir.assignment_id).notebooks}
    pattern = converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
    excluded = coursedir.student_id_exclude.split(",")
    rows: list[Graded] = []
    for path in glob(converter._format_source(coursedir.assignment_id, coursedir.student_id)):  # noqa: PTH207  (absolute)
        folder, match = Path(path), re.match(pattern, path, re.DOTALL)
        if match is None or (student := match["student_id"]) in excluded:
            continue
        linked = folder.is_symlink() or folder.parent.is_symlink()
        fault = "the folder is a link to somewhere else" if linked else folder_fault(student)
        if fault is not None:
            converter.assignments.pop(path, None)  # no folder may end the run
        elif not {file.stem for file in folder.glob("*.ipynb")} & known:
            wanted = " or ".join(f"{name}.ipynb" for name in sorted(known))
            fault = f"there is no {wanted} in {folder}"
        else:
            try:
                submission_time(folder)
            except ValueError as error:
                fault = f"timestamp.txt: {error}"
            # nbgrader fails a time that is not understood: the marks of an earlier file are withdrawn.
            rows.append(Graded(student, None, {}, {}, failed=fault is not None))
        if fault is not None:
            report(converter, student, f"NOT GRADED: {fault}")
    if converter.create_student:
        _make_rows(coursedir, rows)


def _make_rows(coursedir: Any, rows: list[Graded]) -> None:
    with GradebookStore(coursedir.db_url) as store, contextlib.suppress(DataError), store.transaction():
        writer = store.writer(coursedir.assignment_id)  # DataError: of several notebooks, which nbgrader does by itself
        for start in range(0, len(rows), CHUNK):
            writer.write(rows[start : start + CHUNK])
