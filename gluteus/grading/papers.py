"""A paper for each learner: copies of a released notebook that differ in the order of options and in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gluteus.data_error import DataError
from gluteus.grading.configuration import PRIVATE
from gluteus.grading.paper_numbers import PAPERS, key_of_course, paper_numbers
from gluteus.grading.roster import folder_fault
from gluteus.quiz.notebook import personal, released
from gluteus.quiz.questions import read
from gluteus.whole_file import write_whole


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
    numbers = paper_numbers(key_of_course(private), quiz, students)
    return [
        _write(private / PAPERS / quiz / student, asked.quiz, personal(asked, notebook, number))
        for student, number in numbers.items()
    ]


def _write(folder: Path, quiz: str, notebook: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink():
        raise DataError([f"{folder}: a learner's folder must not be a link: {folder.name}"])
    path = folder / f"{quiz}.ipynb"
    write_whole(path, notebook.encode())
    return path
