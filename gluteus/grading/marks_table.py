"""The marks as a table: one row for each quiz and learner, in the columns of nbgrader's own export."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TextIO

from gluteus.data_error import DataError
from gluteus.grading.gradebook import GradebookStore
from gluteus.grading.settings import Settings
from gluteus.grading.spreadsheet import harmless

# The columns and their order are those of nbgrader's CsvExportPlugin.
COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


def write_marks(
    store: GradebookStore, file: TextIO, quizzes: Collection[str] = (), students: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Write the marks as CSV, quoted where it must be.

    Parameters
    ----------
    store : GradebookStore
        The gradebook.
    file : text file
        Where to; opened with ``newline=""``.
    quizzes, students : collection of str, optional
        Only these; all of them when it is empty.

    Yields
    ------
    tuple of str
        The quiz and the learner's id of each submission that still waits for a person's marks. The table is complete
        when there are no more.
    """
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for quiz, due, time, student, last, first, email, score, penalty, most, waiting in store.scores(
        [quiz for quiz in store.quizzes() if not quizzes or quiz in quizzes]
    ):
        if students and student not in students:
            continue
        names = (text and harmless(text) for text in (student, last, first, email))
        left = max(0.0, score - (penalty or 0.0))
        writer.writerow((harmless(quiz), due, time, *names, score, penalty or 0.0, left, most))
        if waiting:
            yield quiz, student


def write_marks_file(settings: Settings, quizzes: Collection[str] = (), path: Path | None = None) -> tuple[Path, int]:
    """Write the marks into a file, whole or not at all.

    Parameters
    ----------
    settings : Settings
        Of the course folder.
    quizzes : collection of str, optional
        Only these; all of them when it is empty.
    path : Path, optional
        Where to; where ``nbgrader export`` writes when it is left out.

    Returns
    -------
    tuple of Path and int
        Where the marks are, and how many submissions wait for a person.

    Raises
    ------
    DataError
        When the gradebook knows no such quiz.
    OSError
        When the file cannot be written.
    """
    path = path or settings.folder / settings.config.ExportPlugin.get("to", "grades.csv")
    with GradebookStore(settings.db_url) as store:
        known = store.quizzes()
        for quiz in quizzes:
            if quiz not in known:
                raise DataError([f"{quiz}: the gradebook knows no such quiz: run `gluteus grade {quiz}` first"])
        draft = path.with_name(f".{path.name}.draft")
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                waiting = sum(1 for _ in write_marks(store, file, quizzes))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return path, waiting
