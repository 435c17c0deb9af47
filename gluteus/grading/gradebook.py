"""nbgrader's gradebook by plain SQL, on SQLite and on PostgreSQL: the same tables and rows, without its imports.

nbgrader itself makes the tables and registers a quiz; see :func:`gluteus.grading.bulk.register`.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey, QuizCell
from gluteus.grading.database import Database, connect

CHUNK = 500  # learners: memory stays flat, and SQLite's limit of 32,766 parameters far away


class Learner(NamedTuple):
    """A row of the roster."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    lms_user_id: str | None = None


class CellMarks(NamedTuple):
    """The marks of one cell, in points."""

    auto: float | None
    manual: float | None
    extra: float | None
    most: float  # what it can earn

    @property
    def score(self) -> float:
        """The mark that counts: a person's before the automatic one, and extra credit to either."""
        given = self.auto if self.manual is None else self.manual
        return 0.0 if given is None else given + (self.extra or 0.0)


class LearnerMarks(NamedTuple):
    """What the gradebook holds of one submission."""

    student: str
    grades: dict[str, CellMarks]  # by the name of the cell that carries the mark
    comments: dict[str, str | None]  # by the name of the answer's cell: what a person wrote
    timestamp: datetime | None  # UTC, without a zone
    penalty: float | None  # for handing in late, in points


class Graded(NamedTuple):
    """What grading found of one submission."""

    student: str
    timestamp: datetime | None  # UTC, without a zone; None leaves what is there
    scores: Mapping[str, float | None]  # by the name of the cell; what is left out stays as it is
    comments: Mapping[str, str | None]
    failed: bool = False  # not marked at all: automatic marks are withdrawn, the penalty stays


class MissingQuizError(LookupError):
    """The gradebook does not know the quiz."""


class GradebookStore:
    """nbgrader's gradebook.

    Parameters
    ----------
    db_url : str
        ``sqlite:///path`` or ``postgresql://user:password@host/name``, as nbgrader's own ``db_url``.

    Raises
    ------
    DataError
        When the address is of another kind, or nothing answers there.
    """

    def __init__(self, db_url: str) -> None:
        self._db: Database = connect(db_url)

    def __enter__(self) -> GradebookStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self._db.close()

    @property
    def exists(self) -> bool:
        """Whether nbgrader has made its tables."""
        return self._db.has_table("student")

    def quizzes(self) -> list[str]:
        """Give the names of the quizzes that are registered, in nbgrader's order: by due date, then by name."""
        rows = self._db.rows("select name, duedate from assignment") if self.exists else []
        # As a text: nothing before the first date, and ISO dates sort.
        return [name for name, _ in sorted(rows, key=lambda row: (str(self._db.time(row[1]) or ""), row[0]))]

    def key(self, quiz: str) -> AnswerKey:
        """Give the cells of a quiz as they were registered.

        Parameters
        ----------
        quiz : str
            Its name.

        Returns
        -------
        AnswerKey
            What submissions are marked with.

        Raises
        ------
        MissingQuizError
            When nbgrader never registered it.
        DataError
            When it is not a quiz of one notebook.
        """
        return self._plan(quiz).key

    def students(self) -> list[Learner]:
        """Give the roster, by last and first name."""
        fields = ", ".join(Learner._fields)
        rows = self._db.rows(f"select {fields} from student") if self.exists else []
        return sorted(
            (Learner(*row) for row in rows),
            key=lambda learner: (learner.last_name or "", learner.first_name or "", learner.id),
        )

    def enrol(self, learners: Iterable[Learner]) -> tuple[int, int]:
        """Put learners into the roster, all of them or none.

        Parameters
        ----------
        learners : iterable of Learner
            A field that is None leaves what is there.

        Returns
        -------
        tuple of int
            How many are new, and how many of those that were there have changed.
        """
        there = {learner.id: learner for learner in self.students()}
        new, changed = [], []
        for learner in learners:
            old = there.get(learner.id)
            if old is None:
                new.append(learner)
                continue
            told: dict[str, Any] = {name: value for name, value in learner._asdict().items() if value is not None}
            merged = old._replace(**told)
            if merged != old:
                changed.append((*merged[1:], merged.id))
        with self.transaction():
            self._db.insert("student", Learner._fields, new)
            self._db.many("update student set first_name=?, last_name=?, email=?, lms_user_id=? where id=?", changed)
        return len(new), len(changed)

    def marks(self, quiz: str) -> Iterator[LearnerMarks]:
        """Give the marks of every submission of a quiz, by the learner's id, a few hundred in memory at a time.

        Parameters
        ----------
        quiz : str
            Its name.

        Yields
        ------
        LearnerMarks
            The marks of one learner.

        Raises
        ------
        MissingQuizError
            When nbgrader never registered it.
        DataError
            When it is not a quiz of one notebook.
        """
        plan = self._plan(quiz)
        most = {name: plan.key.cells[name].points or 0.0 for name in plan.grade_cells}
        for students in _chunks(sorted(self._submitters(plan)), CHUNK):
            stored = self._stored(plan, students)
            for student in students:
                if (one := stored.get(student)) is not None:
                    yield LearnerMarks(
                        student,
                        {name: _cell_marks(one.grades[id_], most[name]) for name, id_ in plan.grade_cells.items()},
                        {name: one.comments[id_][2] for name, id_ in plan.solution_cells.items()},
                        one.timestamp,
                        one.penalty,
                    )

    def submitters(self, quiz: str) -> set[str]:
        """Give the ids of the learners of whom the gradebook holds a submission.

        Parameters
        ----------
        quiz : str
            Its name.

        Returns
        -------
        set of str
            Their ids.
        """
        return self._submitters(self._plan(quiz))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that is written inside, or, whatever happens, nothing of it.

        Raises
        ------
        DataError
            When another program keeps the gradebook to itself.
        """
        with self._db.transaction():
            yield

    def writer(self, quiz: str, penalty: Callable[[str, float, float], float | None] | None = None) -> GradeWriter:
        """Give what writes marks of a quiz; use it inside a :meth:`transaction`.

        Parameters
        ----------
        quiz : str
            Its name.
        penalty : callable, optional
            Called with the learner's id, the score in points and the seconds late, of a submission that is late; gives
            the penalty in points, or None for none. Left out, being late costs nothing.

        Returns
        -------
        GradeWriter
            The writer.
        """
        return GradeWriter(self._db, self._plan(quiz), penalty, self._stored)

    def scores(self, quizzes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Give a row for each quiz and each learner of the roster, in nbgrader's order.

        Parameters
        ----------
        quizzes : sequence of str
            The names of registered quizzes.

        Yields
        ------
        tuple
            Quiz, due date, timestamp, learner's id, last name, first name, e-mail address, score in points, penalty in
            points (None where nothing was handed in, like the timestamp), most points, and how many cells wait for a
            person.
        """
        roster = self.students()
        for quiz in quizzes:
            ((assignment, due, most),) = self._db.rows(
                "select assignment.id, assignment.duedate, "
                "(select coalesce(sum(cell.max_score), 0) from notebook "
                "join base_cell on base_cell.notebook_id = notebook.id join (select id, max_score from grade_cells "
                "union all select id, max_score from task_cells) as cell on cell.id = base_cell.id "
                "where notebook.assignment_id = assignment.id) "
                "from assignment where assignment.name = ?",
                (quiz,),
            )
            # One pass over the marks: grade has no index that begins with the notebook.
            found = self._db.rows(
                "select submitted_assignment.student_id, submitted_assignment.timestamp, sum(own.score), "
                "sum(coalesce(submitted_notebook.late_submission_penalty, 0.0)), sum(own.waiting) "
                "from submitted_assignment "
                "join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id "
                "join (select grade.notebook_id, sum(coalesce(coalesce(manual_score, auto_score) "
                "+ coalesce(extra_credit, 0.0), 0.0)) as score, "
                "sum(case when coalesce(manual_score, auto_score) is null then 1 else 0 end) as waiting from grade "
                "where cell_id in (select base_cell.id from base_cell join notebook "
                "on notebook.id = base_cell.notebook_id where notebook.assignment_id = ?) group by grade.notebook_id) "
                "as own on own.notebook_id = submitted_notebook.id "
                "where submitted_assignment.assignment_id = ? "
                "group by submitted_assignment.student_id, submitted_assignment.timestamp",
                (assignment, assignment),
            )
            by_student = {row[0]: row[1:] for row in found}
            due_date = self._db.time(due)
            for one in roster:
                timestamp, score, penalty, waiting = by_student.get(one.id, (None, 0.0, None, 0))
                who = (one.id, one.last_name, one.first_name, one.email)
                yield quiz, due_date, self._db.time(timestamp), *who, score, penalty, most, waiting

    def _submitters(self, plan: _Plan) -> set[str]:
        rows = self._db.rows("select student_id from submitted_assignment where assignment_id = ?", (plan.assignment,))
        return {student for (student,) in rows}

    def _plan(self, quiz: str) -> _Plan:
        rows = self._db.rows("select id, duedate from assignment where name = ?", (quiz,)) if self.exists else []
        if not rows:
            raise MissingQuizError(quiz)
        ((assignment, due),) = rows
        notebooks = self._db.rows("select id, name from notebook where assignment_id = ?", (assignment,))
        tasks = self._db.rows(
            "select 1 from base_cell join notebook on notebook.id = base_cell.notebook_id "
            "where notebook.assignment_id = ? and base_cell.type = 'TaskCell'",
            (assignment,),
        )
        if len(notebooks) != 1 or tasks:
            raise DataError([f"{quiz}: this is no quiz of one notebook: use `nbgrader autograde {quiz}`"])
        ((notebook, name),) = notebooks
        grades = self._db.rows(
            "select base_cell.name, grade_cells.id, grade_cells.max_score from grade_cells "
            f"join base_cell on base_cell.id = grade_cells.id where notebook_id = ? order by base_cell.{self._db.nth}",
            (notebook,),
        )
        solutions = self._db.rows(
            "select base_cell.name, solution_cells.id from solution_cells join base_cell "
            f"on base_cell.id = solution_cells.id where notebook_id = ? order by base_cell.{self._db.nth}",
            (notebook,),
        )
        sources = self._db.rows(
            "select name, cell_type, source, checksum, locked from source_cell where notebook_id = ? "
            f"order by {self._db.nth}",
            (notebook,),
        )
        points = {cell: float(most) for cell, _, most in grades}
        answers = dict(solutions)
        cells = {
            cell: QuizCell(cell, kind, source, checksum, bool(locked), cell in answers, points.get(cell))
            for cell, kind, source, checksum, locked in sources
        }
        return _Plan(
            AnswerKey(quiz, name, cells),
            assignment,
            self._db.time(due),
            notebook,
            {cell: id_ for cell, id_, _ in grades},
            answers,
        )

    def _stored(self, plan: _Plan, students: Iterable[str]) -> dict[str, _Stored]:
        """Read what the gradebook holds of the submissions of a chunk of learners."""
        db = self._db
        rows = db.rows(
            "select submitted_assignment.student_id, submitted_assignment.id, timestamp, extension, "
            "submitted_notebook.id, late_submission_penalty from submitted_assignment "
            "join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id "
            "and submitted_notebook.notebook_id = ? where submitted_assignment.assignment_id = ? "
            f"and {db.among('submitted_assignment.student_id')}",
            (plan.notebook, plan.assignment, db.several(students)),
        )
        stored = {
            student: _Stored(submission, db.time(time), db.interval(extension), notebook, penalty)
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
            (db.several(plan.grade_cells.values()), notebooks),
        ):
            by_notebook[notebook].grades[cell] = row
        for notebook, cell, *row in db.rows(
            f"select notebook_id, cell_id, id, auto_comment, manual_comment from comment {where}",
            (db.several(plan.solution_cells.values()), notebooks),
        ):
            by_notebook[notebook].comments[cell] = row
        return stored


@dataclass(frozen=True)
class _Plan:
    """A quiz in the gradebook: its key, and the ids of its rows."""

    key: AnswerKey
    assignment: str
    due: datetime | None
    notebook: str
    grade_cells: dict[str, str]
    solution_cells: dict[str, str]


@dataclass(slots=True)
class _Stored:
    """A submission in the gradebook."""

    id: str
    timestamp: datetime | None
    extension: timedelta
    notebook: str
    penalty: float | None
    grades: dict[str, list[Any]] = field(default_factory=dict)  # cell: id, auto, manual, extra credit, needs a person
    comments: dict[str, list[Any]] = field(default_factory=dict)  # cell: id, automatic, a person's


class GradeWriter:
    """Writes marks as nbgrader's ``autograde`` would, and only where they differ; see :meth:`GradebookStore.writer`."""

    def __init__(
        self,
        db: Database,
        plan: _Plan,
        penalty: Callable[[str, float, float], float | None] | None,
        stored: Callable[[_Plan, Iterable[str]], dict[str, _Stored]],
    ) -> None:
        self._db, self._plan, self._penalty, self._stored = db, plan, penalty, stored
        self._any_stored = bool(
            db.rows("select 1 from submitted_assignment where assignment_id = ? limit 1", (plan.assignment,))
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
        stored = self._stored(self._plan, students) if self._any_stored else {}
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
        plan, rows, ids = self._plan, self._rows, self._ids
        submission, notebook = next(ids), next(ids)
        score = sum(mark for mark in one.scores.values() if mark is not None)
        penalty = None if one.failed else self._late(one.student, score, one.timestamp, timedelta(0))
        rows["submitted_assignment"].append(
            (submission, plan.assignment, one.student, self._db.stored_time(one.timestamp))
        )
        rows["submitted_notebook"].append((notebook, submission, plan.notebook, False, penalty))
        mark_of, comment_of = one.scores.get, one.comments.get
        for name, cell in plan.grade_cells.items():
            mark = mark_of(name)
            rows["grade"].append((next(ids), notebook, cell, mark, mark is None))
        for name, cell in plan.solution_cells.items():
            rows["comment"].append((next(ids), notebook, cell, comment_of(name)))

    def _update(self, one: Graded, there: _Stored) -> None:
        rows = self._rows
        timestamp = one.timestamp or there.timestamp
        if timestamp != there.timestamp:
            rows["new time"].append((self._db.stored_time(timestamp), there.id))
        score = 0.0
        for name, cell in self._plan.grade_cells.items():
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
        for name, cell in self._plan.solution_cells.items():
            id_, auto, _ = there.comments[cell]
            if (comment := one.comments.get(name, auto)) != auto:
                rows["new comment"].append((comment, id_))
        if not one.failed:
            penalty = self._late(one.student, score, timestamp, there.extension)
            if penalty != there.penalty:
                rows["new penalty"].append((penalty, there.notebook))

    def _late(self, student: str, score: float, timestamp: datetime | None, extension: timedelta) -> float | None:
        """Give the penalty as nbgrader's ``AssignLatePenalties`` would: from nothing to the whole score."""
        if self._penalty is None or timestamp is None or self._plan.due is None:
            return None
        late = (timestamp - self._plan.due - extension).total_seconds()
        penalty = self._penalty(student, score, late) if late > 0 else None
        return None if penalty is None else max(0.0, min(penalty, score))


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


def _cell_marks(row: Sequence[Any], most: float) -> CellMarks:
    _, auto, manual, extra, _ = row
    return CellMarks(auto, manual, extra, most)


def _chunks(values: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(values)
    while chunk := list(itertools.islice(left, size)):
        yield chunk
