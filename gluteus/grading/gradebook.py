"""nbgrader's gradebook by plain SQL, on SQLite and on PostgreSQL: the same tables and rows, without its imports.

nbgrader itself makes the tables and registers a quiz; see :func:`gluteus.grading.bulk.register`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gluteus.grading.answer_key import AnswerKey
from gluteus.grading.database import Database, connect
from gluteus.grading.grade_writer import GradeWriter
from gluteus.grading.records import CellMarks, FoundMarks, Learner, LearnerMarks
from gluteus.grading.registered_quiz import RegisteredQuiz

CHUNK = 500  # learners: memory stays flat, and SQLite's limit of 32,766 parameters far away


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
        return self._registered(quiz).key

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
        registered = self._registered(quiz)
        most = {name: registered.key.cells[name].points or 0.0 for name in registered.grade_cells}
        for students in _chunks(sorted(self._submitters(registered)), CHUNK):
            stored = registered.stored(self._db, students)
            for student in students:
                if (one := stored.get(student)) is not None:
                    yield LearnerMarks(
                        student,
                        {
                            name: _cell_marks(one.grades[id_], most[name])
                            for name, id_ in registered.grade_cells.items()
                        },
                        {name: one.comments[id_][2] for name, id_ in registered.solution_cells.items()},
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
        return self._submitters(self._registered(quiz))

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
        return GradeWriter(self._db, self._registered(quiz), penalty)

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
            points, most points, and a :class:`FoundMarks`, None where nothing was handed in, like the timestamp.
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
            cells = (
                "select base_cell.id from base_cell join notebook on notebook.id = base_cell.notebook_id "
                "where notebook.assignment_id = ?"
            )
            # A text has a cell for its mark and one for its answer, of the same name; a check has the first alone.
            checks = (
                f"{cells} and base_cell.type = 'GradeCell' and not exists (select 1 from base_cell as answer where "
                "answer.notebook_id = notebook.id and answer.name = base_cell.name and answer.type = 'SolutionCell')"
            )
            # One pass over the marks: grade has no index that begins with the notebook.
            found = self._db.rows(
                "select submitted_assignment.student_id, submitted_assignment.timestamp, "
                "sum(own.score), sum(coalesce(submitted_notebook.late_submission_penalty, 0.0)), "
                "sum(own.waiting), sum(own.checks), sum(own.checked) "
                "from submitted_assignment "
                "join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id "
                "join (select grade.notebook_id, sum(coalesce(coalesce(manual_score, auto_score) "
                "+ coalesce(extra_credit, 0.0), 0.0)) as score, "
                "sum(case when coalesce(manual_score, auto_score) is null then 1 else 0 end) as waiting, "
                f"sum(case when cell_id in ({checks}) then 1 else 0 end) as checks, "
                f"sum(case when auto_score is not null and cell_id in ({checks}) then 1 else 0 end) as checked "
                f"from grade where cell_id in ({cells}) group by grade.notebook_id) "
                "as own on own.notebook_id = submitted_notebook.id "
                "where submitted_assignment.assignment_id = ? "
                "group by submitted_assignment.student_id, submitted_assignment.timestamp",
                (assignment,) * 4,
            )
            by_student = {row[0]: row[1:] for row in found}
            due_date = self._db.time(due)
            for one in roster:
                timestamp, score, penalty, *found_cells = by_student.get(one.id, (None, 0.0, 0.0))
                who = (one.id, one.last_name, one.first_name, one.email)
                counted = FoundMarks(*found_cells) if found_cells else None
                yield quiz, due_date, self._db.time(timestamp), *who, score, penalty, most, counted

    def _submitters(self, quiz: RegisteredQuiz) -> set[str]:
        rows = self._db.rows("select student_id from submitted_assignment where assignment_id = ?", (quiz.assignment,))
        return {student for (student,) in rows}

    def _registered(self, quiz: str) -> RegisteredQuiz:
        return RegisteredQuiz.read(self._db, quiz)


def _cell_marks(row: Sequence[Any], most: float) -> CellMarks:
    _, auto, manual, extra, _ = row
    return CellMarks(auto, manual, extra, most)


def _chunks(values: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(values)
    while chunk := list(itertools.islice(left, size)):
        yield chunk
