"""Marks written into nbgrader's gradebook: the rows that its ``autograde`` would make, and only where they differ."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from gluteus.grading.database import Database
from gluteus.grading.records import CellMarks, Graded
from gluteus.grading.registered_quiz import RegisteredQuiz, StoredSubmission

_COLUMNS = {
    "student": ("id",),
    "submitted_assignment": ("id", "assignment_id", "student_id", "timestamp"),
    "submitted_notebook": ("id", "assignment_id", "notebook_id", "flagged", "late_submission_penalty"),
    "grade": ("id", "notebook_id", "cell_id", "auto_score", "needs_manual_grade"),
    "comment": ("id", "notebook_id", "cell_id", "auto_comment"),
}
_UPDATES = {
    "new time": "update submitted_assignment set timestamp = ? where id = ?",
    # Whether a person's mark is there is asked at this moment: formgrader may have written one meanwhile.
    "new mark": "update grade set auto_score = ?, needs_manual_grade = "
    "(manual_score is not null or cast(? as float) is null) where id = ?",
    "new comment": "update comment set auto_comment = ? where id = ?",
    "new penalty": "update submitted_notebook set late_submission_penalty = ? where id = ?",
}


class GradeWriter:
    """Writes the marks of one quiz, inside a transaction.

    Parameters
    ----------
    db : Database
        The gradebook.
    quiz : RegisteredQuiz
        The quiz.
    penalty : callable or None
        Called with the learner's id, the score in points and the seconds late, of a submission that is late; gives the
        penalty in points, or None for none. Without it, being late costs nothing.
    """

    def __init__(
        self, db: Database, quiz: RegisteredQuiz, penalty: Callable[[str, float, float], float | None] | None
    ) -> None:
        self._db, self._quiz, self._penalty = db, quiz, penalty
        self._any_stored = bool(
            db.rows("select 1 from submitted_assignment where assignment_id = ? limit 1", (quiz.assignment,))
        )
        # Ids that sort: rows that come later stand at the end of each index, and filling one is quick.
        self._ids = map(f"{secrets.token_hex(10)}{{:012x}}".format, itertools.count())
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def write(self, graded: Sequence[Graded]) -> None:
        """Write the marks of some learners.

        Parameters
        ----------
        graded : sequence of Graded
            A few hundred of different learners.
        """
        students = [one.student for one in graded]
        rows = self._db.rows(f"select id from student where {self._db.among('id')}", (self._db.several(students),))
        known = {student for (student,) in rows}
        stored = self._quiz.stored(self._db, students) if self._any_stored else {}
        self._rows = {table: [] for table in (*_COLUMNS, *_UPDATES)}
        self._rows["student"] = [(student,) for student in students if student not in known]
        for one in graded:
            there = stored.get(one.student)
            if there is None:
                self._add(one)
            else:
                self._update(one, there)
        for table, columns in _COLUMNS.items():
            if self._rows[table]:
                self._db.insert(table, columns, self._rows[table])
        for name, statement in _UPDATES.items():
            if self._rows[name]:
                self._db.many(statement, self._rows[name])

    def _add(self, one: Graded) -> None:
        quiz, rows, ids = self._quiz, self._rows, self._ids
        submission, notebook = next(ids), next(ids)
        score = sum(mark for mark in one.scores.values() if mark is not None)
        penalty = None if one.failed else self._late(one.student, score, one.timestamp, timedelta(0))
        rows["submitted_assignment"].append(
            (submission, quiz.assignment, one.student, self._db.stored_time(one.timestamp))
        )
        rows["submitted_notebook"].append((notebook, submission, quiz.notebook, False, penalty))
        mark_of, comment_of = one.scores.get, one.comments.get
        for name, cell in quiz.grade_cells.items():
            mark = mark_of(name)
            rows["grade"].append((next(ids), notebook, cell, mark, mark is None))
        for name, cell in quiz.solution_cells.items():
            rows["comment"].append((next(ids), notebook, cell, comment_of(name)))

    def _update(self, one: Graded, there: StoredSubmission) -> None:
        rows = self._rows
        timestamp = one.timestamp or there.timestamp
        if timestamp != there.timestamp:
            rows["new time"].append((self._db.stored_time(timestamp), there.id))
        score = 0.0
        for name, cell in self._quiz.grade_cells.items():
            id_, auto, manual, extra, needs = there.grades[cell]
            mark = None if one.failed else one.scores.get(name, auto)
            waits = mark is None or manual is not None
            if one.failed:
                waits = True
            elif name not in one.scores:
                waits = bool(needs)
            if mark != auto or waits != bool(needs):
                rows["new mark"].append((mark, mark, id_))
            score += CellMarks(mark, manual, extra, 0.0).score  # what it can earn plays no part
        for name, cell in self._quiz.solution_cells.items():
            id_, auto, _ = there.comments[cell]
            if (comment := one.comments.get(name, auto)) != auto:
                rows["new comment"].append((comment, id_))
        if not one.failed:
            penalty = self._late(one.student, score, timestamp, there.extension)
            if penalty != there.penalty:
                rows["new penalty"].append((penalty, there.notebook))

    def _late(self, student: str, score: float, timestamp: datetime | None, extension: timedelta) -> float | None:
        """Give the penalty as nbgrader's ``AssignLatePenalties`` would: from nothing to the whole score."""
        if self._penalty is None or timestamp is None or self._quiz.due is None:
            return None
        late = (timestamp - self._quiz.due - extension).total_seconds()
        penalty = self._penalty(student, score, late) if late > 0 else None
        return None if penalty is None else max(0.0, min(penalty, score))
