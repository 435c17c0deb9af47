"""The files of an export: one for each quiz, whole or not at all, where no learner finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from gluteus.atlas.loading import read_sources
from gluteus.exports.wording import Selection, Use, chosen
from gluteus.quiz.questions import load_all
from gluteus.whole_file import write_whole
from gluteus.yaml_lines import DataError


class Format(NamedTuple):
    """A format: the module of this package that writes it, with a function of the same name, and a file's ending."""

    module: str
    ending: str


FORMATS: Final = {
    "moodle": Format("moodle_xml", "xml"),
    "gift": Format("gift", "gift.txt"),
    "qti": Format("qti", "qti.zip"),
    "anki": Format("anki", "apkg"),
}
_FOR_LEARNERS: Final = ("exercises", "book", "_build/html")


class Written(NamedTuple):
    """A file that was written, and how many questions it holds."""

    path: Path
    questions: int


def export(
    course: Path,
    names: Sequence[str],
    form: str,
    *,
    use: Use = "all",
    target: Path | None = None,
    private: Path | None = None,
) -> list[Written]:
    """Write quizzes for another system.

    Parameters
    ----------
    course : Path
        The course folder.
    names : sequence of str
        The quizzes; all of them when it is empty.
    form : {"moodle", "gift", "qti", "anki"}
        The format.
    use : {"practice", "graded", "all"}, optional
        Which questions.
    target : Path, optional
        The file to write, for one quiz; by default ``_build/export/<quiz>.<ending>`` in the course folder or the
        private one.
    private : Path, optional
        A folder of private questions: its ``solutions/`` instead of the course's.

    Returns
    -------
    list of Written
        The files; a quiz without questions of this use has none.

    Raises
    ------
    DataError
        If there is no such quiz, a question breaks a rule, several quizzes are to go into one file, there is nothing
        to export, or the file would lie where learners find it: an export holds the keys.
    """
    home = (private or course).resolve()
    quizzes = {quiz.quiz: quiz for quiz in load_all(course, home / "solutions")}
    for name in names:
        if name not in quizzes:
            raise DataError([f"solutions/{name}/questions.yml: there is no such quiz: {name}"])
    wanted = list(dict.fromkeys(names)) or list(quizzes)
    if target is not None and len(wanted) != 1:
        raise DataError([f"{target}: one file holds one quiz: name the one to export, of {', '.join(wanted)}"])
    sources = read_sources(course / "book" / "references.bib")
    selections = [chosen(quizzes[name], sources, use) for name in wanted]
    if not any(selection.questions for selection in selections):
        raise DataError([f"{', '.join(wanted) or home}: there are no questions to export: {use}"])
    made = {_place(course, home, selection, form, target): selection for selection in selections if selection.questions}
    write: Callable[[Selection], bytes] = getattr(
        import_module(f"gluteus.exports.{FORMATS[form].module}"), FORMATS[form].module
    )
    written = []
    for path, selection in made.items():
        write_whole(path, write(selection))
        written.append(Written(path, len(selection.questions)))
    return written


def _place(course: Path, home: Path, selection: Selection, form: str, target: Path | None) -> Path:
    path = target or home / "_build" / "export" / f"{selection.quiz.quiz}.{FORMATS[form].ending}"
    for folder in _FOR_LEARNERS:
        for root in (course.resolve(), home):
            if path.resolve().is_relative_to(root / folder):
                raise DataError([f"{path}: an export holds the keys, and learners get what is in {folder}/"])
    return path
