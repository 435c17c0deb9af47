"""A quiz in nbgrader's gradebook: its cells, the ids of its rows, and what is stored of its submissions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey, QuizCell
from gluteus.grading.database import Database
from gluteus.grading.records import MissingQuizError


@dataclass(slots=True)
class StoredSubmission:
    """A submission in the gradebook."""

    id: str
    timestamp: datetime | None
    extension: timedelta
    notebook: str
    penalty: float | None
    grades: dict[str, list[Any]] = field(default_factory=dict)  # cell: id, auto, manual, extra credit, needs a person
    comments: dict[str, list[Any]] = field(default_factory=dict)  # cell: id, automatic, a person's


@dataclass(frozen=True)
class RegisteredQuiz:
    """A quiz in the gradebook: its key, and the ids of its rows."""

    key: AnswerKey
    assignment: str
    due: datetime | None
    notebook: str
    grade_cells: dict[str, str]
    solution_cells: dict[str, str]

    @classmethod
    def read(cls, db: Database, quiz: str) -> RegisteredQuiz:
        """Read a quiz.

        Parameters
        ----------
        db : Database
            A gradebook, which may be without its tables yet.
        quiz : str
            Its name.

        Returns
        -------
        RegisteredQuiz
            The quiz.

        Raises
        ------
        MissingQuizError
            When nbgrader never registered it.
        DataError
            When it is not a quiz of one notebook.
        """
        there = db.has_table("student")
        rows = db.rows("select id, duedate from assignment where name = ?", (quiz,)) if there else []
        if not rows:
            raise MissingQuizError(quiz)
        ((assignment, due),) = rows
        notebooks = db.rows("select id, name from notebook where assignment_id = ?", (assignment,))
        tasks = db.rows(
            "select 1 from base_cell join notebook on notebook.id = base_cell.notebook_id "
            "where notebook.assignment_id = ? and base_cell.type = 'TaskCell'",
            (assignment,),
        )
        if len(notebooks) != 1 or tasks:
            raise DataError([f"{quiz}: this is no quiz of one notebook: use `nbgrader autograde {quiz}`"])
        ((notebook, name),) = notebooks
        grades = db.rows(
            "select base_cell.name, grade_cells.id, grade_cells.max_score from grade_cells "
            f"join base_cell on base_cell.id = grade_cells.id where notebook_id = ? order by base_cell.{db.nth}",
            (notebook,),
        )
        solutions = db.rows(
            "select base_cell.name, solution_cells.id from solution_cells join base_cell "
            f"on base_cell.id = solution_cells.id where notebook_id = ? order by base_cell.{db.nth}",
            (notebook,),
        )
        sources = db.rows(
            "select name, cell_type, source, checksum, locked from source_cell where notebook_id = ? "
            f"order by {db.nth}",
            (notebook,),
        )
        points = {cell: float(most) for cell, _, most in grades}
        answers = dict(solutions)
        cells = {
            cell: QuizCell(cell, kind, source, checksum, bool(locked), cell in answers, points.get(cell))
            for cell, kind, source, checksum, locked in sources
        }
        return cls(
            AnswerKey(quiz, name, cells),
            assignment,
            db.time(due),
            notebook,
            {cell: id_ for cell, id_, _ in grades},
            answers,
        )

    def stored(self, db: Database, students: Iterable[str]) -> dict[str, StoredSubmission]:
        """Read what the gradebook holds of the submissions of some learners.

        Parameters
        ----------
        db : Database
            The gradebook.
        students : iterable of str
            The ids of a few hundred learners.

        Returns
        -------
        dict
            By learner; who handed in nothing is left out.
        """
        rows = db.rows(
            "select submitted_assignment.student_id, submitted_assignment.id, timestamp, extension, "
            "submitted_notebook.id, late_submission_penalty from submitted_assignment "
            "join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id "
            "and submitted_notebook.notebook_id = ? where submitted_assignment.assignment_id = ? "
            f"and {db.among('submitted_assignment.student_id')}",
            (self.notebook, self.assignment, db.several(students)),
        )
        stored = {
            student: StoredSubmission(submission, db.time(time), db.interval(extension), notebook, penalty)
            for student, submission, time, extension, notebook, penalty in rows
        }
        if not stored:
            return stored
        by_notebook = {one.notebook: one for one in stored.values()}
        # Both conditions, because the only index of these tables begins with the cell.
        where = f"where {db.among('cell_id')} and {db.among('notebook_id')}"
        notebooks = db.several(by_notebook)
        for notebook, cell, *row in db.rows(
            "select notebook_id, cell_id, id, auto_score, manual_score, extra_credit, needs_manual_grade from grade "
            f"{where}",
            (db.several(self.grade_cells.values()), notebooks),
        ):
            by_notebook[notebook].grades[cell] = row
        for notebook, cell, *row in db.rows(
            f"select notebook_id, cell_id, id, auto_comment, manual_comment from comment {where}",
            (db.several(self.solution_cells.values()), notebooks),
        ):
            by_notebook[notebook].comments[cell] = row
        return stored
