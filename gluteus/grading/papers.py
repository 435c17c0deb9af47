"""A paper for each learner: copies of a released notebook that differ in the order of options and in numbers."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from gluteus.data_error import DataError
from gluteus.grading.configuration import PRIVATE
from gluteus.grading.roster import folder_fault
from gluteus.quiz.notebook import personal, released
from gluteus.quiz.questions import read
from gluteus.quiz.variants import HIGHEST_PAPER
from gluteus.whole_file import write_whole

KEY_FILE = "paper-numbers.key"


def paper_numbers(key: bytes, quiz: str, students: Iterable[str]) -> dict[str, int]:
    """Give each learner a paper number that nobody can guess without the key.

    Parameters
    ----------
    key : bytes
        The course folder's own.
    quiz : str
        The quiz.
    students : iterable of str
        The learners' ids.

    Returns
    -------
    dict
        Id to a number from 1 to 999,999,999, none of them twice; the same each time. It is a keyed hash (HMAC-SHA256,
        RFC 2104) of quiz and learner; where two hashes meet, the learner whose id comes later gets another.
    """
    numbers: dict[int, str] = {}
    for student in sorted(set(students)):
        turn = 0
        while (number := _hashed(key, quiz, student, turn)) in numbers:
            turn += 1
        numbers[number] = student
    return {student: number for number, student in numbers.items()}


def write_papers(course: Path, quiz: str, students: Iterable[str]) -> list[Path]:
    """Write the personal notebook of each learner.

    Parameters
    ----------
    course : Path
        The folder to grade in, the course's or a private one.
    quiz : str
        The quiz.
    students : iterable of str
        The learners' ids, as the gradebook has them.

    Returns
    -------
    list of Path
        ``_nbgrader/papers/<quiz>/<student>/<quiz>.ipynb`` for each, by id.

    Raises
    ------
    DataError
        If there is no such quiz, it has no graded question, or an id cannot be the name of a folder; nothing is
        written. If a learner's folder is a link.
    FileNotFoundError
        If the quiz is not released.
    """
    course = course.resolve()
    questions = course / "solutions" / quiz / "questions.yml"
    if folder_fault(quiz) or not questions.exists():
        raise DataError([f"solutions/{quiz}/questions.yml: there is no such quiz: {quiz}"])
    asked = read(questions)
    notebook = released(asked, course)
    if not notebook:
        raise DataError([f"solutions/{quiz}/questions.yml: no question is graded, so there is no paper: {quiz}"])
    students = sorted(set(students))
    # The gradebook may be older than the rules for a roster, or made by hand.
    if faults := [f"gradebook: {fault}: {student!a}" for student in students if (fault := folder_fault(student))]:
        raise DataError(faults)
    private = course / PRIVATE
    numbers = paper_numbers(_key(private), quiz, students)
    return [
        _write(private / "papers" / quiz / student, asked.quiz, personal(asked, notebook, number))
        for student, number in numbers.items()
    ]


def _write(folder: Path, quiz: str, notebook: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink():
        raise DataError([f"{folder}: a learner's folder must not be a link: {folder.name}"])
    path = folder / f"{quiz}.ipynb"
    write_whole(path, notebook.encode())
    return path


def _hashed(key: bytes, quiz: str, student: str, turn: int) -> int:
    message = "\0".join((quiz, student, str(turn))).encode()
    return int.from_bytes(hmac.digest(key, message, "sha256"), "big") % HIGHEST_PAPER + 1


def _key(private: Path) -> bytes:
    """Read the key of the paper numbers; the first time, make it."""
    private.mkdir(mode=0o700, exist_ok=True)
    path = private / KEY_FILE
    try:
        # Never over one that is there: every number would change.
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(made, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
