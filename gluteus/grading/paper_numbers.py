"""Which paper is whose: numbers from a key that the course folder keeps, and the papers that were handed out by them.

Nothing here reads or writes a notebook, so that grading a class need not wait for what does.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gluteus.quiz.variants import HIGHEST_PAPER

if TYPE_CHECKING:
    from gluteus.grading.marked import MarkedSubmission

KEY_FILE = "paper-numbers.key"
PAPERS = "papers"  # the folder of what was handed out, by quiz and learner


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


def key_of_course(private: Path) -> bytes:
    """Read the key of the paper numbers; the first time, make it.

    Parameters
    ----------
    private : Path
        The private folder of the course.

    Returns
    -------
    bytes
        The key, as ever.
    """
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


class GivenPapers:
    """The papers that were handed out of a quiz, to hold those against that come back.

    Parameters
    ----------
    private : Path
        The private folder of the course. Without the key in it, or without the papers of this quiz, none were.
    quiz : str
        The quiz.
    """

    def __init__(self, private: Path, quiz: str) -> None:
        key, papers = private / KEY_FILE, private / PAPERS / quiz
        self._own: dict[str, int] = {}
        if key.is_file() and papers.is_dir():
            with os.scandir(papers) as entries:
                students = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            self._own = paper_numbers(key.read_bytes(), quiz, students)
        self._whose = {number: student for student, number in self._own.items()}

    def notice(self, student: str, marked: MarkedSubmission) -> str | None:
        """Say whose paper was handed in, if it is not the learner's own.

        Parameters
        ----------
        student : str
            Who handed it in.
        marked : MarkedSubmission
            What it was found to be.

        Returns
        -------
        str or None
            A notice without a full stop; None where the paper is their own or could not be read. Who was given no
            paper may have any but somebody else's.
        """
        number, own = marked.paper_number, self._own.get(student)
        if number == own or not marked.has_paper or not self._own:
            return None
        whose = self._whose.get(number)
        if whose is not None:
            paper = f"the paper of {whose}"
        elif own is None:
            return None
        else:
            paper = "a paper that nobody was given" if number else "the paper as released"
        return f"has {paper}, not their own (paper_number {number})"


def _hashed(key: bytes, quiz: str, student: str, turn: int) -> int:
    message = "\0".join((quiz, student, str(turn))).encode()
    return int.from_bytes(hmac.digest(key, message, "sha256"), "big") % HIGHEST_PAPER + 1
