"""The marks as a table: one row for each quiz and learner, in the columns of nbgrader's own export.

A last column says whether the marks are complete, and if not, why.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, TextIO

from gluteus.data_error import DataError
from gluteus.grading.gradebook import GradebookStore
from gluteus.grading.records import FoundMarks
from gluteus.grading.settings import Settings
from gluteus.grading.spreadsheet import harmless

GRADED: Final = "graded"
NOT_GRADED: Final = "not graded"
WAITING: Final = "waiting for marks"
NOT_HANDED_IN: Final = "not handed in"
STATUSES: Final = (GRADED, NOT_GRADED, WAITING, NOT_HANDED_IN)

# The columns and their order are those of nbgrader's CsvExportPlugin; our own comes last.
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
    "status",
)


def write_marks(
    store: GradebookStore, file: TextIO, quizzes: Collection[str] = (), students: Collection[str] = ()
) -> Iterator[tuple[str, str, str]]:
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
        The quiz, the learner's id and the status of each row. The table is complete when there are no more.
    """
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for quiz, due, time, student, last, first, email, score, penalty, most, found in store.scores(
        [quiz for quiz in store.quizzes() if not quizzes or quiz in quizzes]
    ):
        if students and student not in students:
            continue
        names = (text and harmless(text) for text in (student, last, first, email))
        status = _status(found)
        writer.writerow((harmless(quiz), due, time, *names, score, penalty, max(0.0, score - penalty), most, status))
        yield quiz, student, status


def _status(found: FoundMarks | None) -> str:
    if found is None:
        return NOT_HANDED_IN
    if not found.waiting:
        return GRADED
    # Of a file that could not be graded there are no automatic marks, also after a person gave some.
    return NOT_GRADED if found.checks and not found.checked else WAITING


def write_marks_file(
    settings: Settings, quizzes: Collection[str] = (), path: Path | None = None
) -> tuple[Path, dict[str, Counter[str]]]:
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
    tuple of Path and dict
        Where the marks are, and by quiz how many learners have each status.

    Raises
    ------
    DataError
        When the gradebook knows no such quiz, or none at all, or no learner; nothing is written then.
    OSError
        When the file cannot be written.
    """
    path = path or settings.folder / settings.config.ExportPlugin.get("to", "grades.csv")
    with GradebookStore(settings.db_url) as store:
        known = store.quizzes()
        for quiz in quizzes:
            if quiz not in known:
                raise DataError([f"{quiz}: the gradebook knows no such quiz: run `gluteus grade {quiz}` first"])
        if not store.students():
            raise DataError(["no marks yet: the gradebook knows no learner: `gluteus roster` puts them in"])
        if not known:
            raise DataError(["no marks yet: the gradebook knows no quiz: run `gluteus grade QUIZ` first"])
        counts: dict[str, Counter[str]] = {}
        draft = path.with_name(f".{path.name}.draft")
        try:
            with draft.open("w", encoding="utf-8", newline="") as file:
                for quiz, _, status in write_marks(store, file, quizzes):
                    counts.setdefault(quiz, Counter())[status] += 1
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return path, counts
