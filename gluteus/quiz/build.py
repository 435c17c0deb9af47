"""From ``questions.yml`` to the notebooks: nbgrader's source in ``solutions/``, its release in ``exercises/``.

Importing this takes seconds, because nbgrader does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log
from traitlets.config.loader import PyFileConfigLoader

from gluteus.quiz.notebook import source
from gluteus.quiz.questions import Quiz, load_all
from gluteus.yaml_lines import DataError

CONFIGURATION = "nbgrader_config.py"


@dataclass(frozen=True)
class Private:
    """An instructor's own course folder, outside the repository.

    Attributes
    ----------
    folder : Path
        Holds ``solutions/<quiz>/questions.yml``; everything that is made is made in it.
    configuration : str
        What its ``nbgrader_config.py`` becomes where it has none.
    """

    folder: Path
    configuration: str


def build(course: str | Path, only: Iterable[str] = (), private: Private | None = None) -> list[Path]:
    """Make the notebooks of the quizzes, each file whole or not at all.

    Parameters
    ----------
    course : str or Path
        The course folder.
    only : iterable of str, optional
        The quizzes to make; all of them when it is empty.
    private : Private, optional
        Where private questions are, checked against the course: then nothing is written into the course folder.

    Returns
    -------
    list of Path
        The files that changed, relative to the course folder or the private one.

    Raises
    ------
    DataError
        If a question breaks a rule, if there is no such quiz, or if nbgrader does not release one; nothing is written.
    """
    home = _home(course, private)
    changed = [
        (home / path, content)
        for path, content in _made(Path(course).resolve(), only, private).items()
        if _differs(home / path, content)
    ]
    drafts = [path.with_name(f".{path.name}.draft") for path, _ in changed]
    try:
        for draft, (path, content) in zip(drafts, changed, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
        for draft, (path, _) in zip(drafts, changed, strict=True):
            draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    return [path.relative_to(home) for path, _ in changed]


def stale(course: str | Path, only: Iterable[str] = (), private: Private | None = None) -> list[Path]:
    """Find the notebooks that :func:`build` would change, and change nothing.

    Parameters
    ----------
    course, only, private
        As for :func:`build`.

    Returns
    -------
    list of Path
        The files that are missing or differ, relative to the course folder or the private one.

    Raises
    ------
    DataError
        As :func:`build`.
    """
    home = _home(course, private)
    made = _made(Path(course).resolve(), only, private)
    return [path for path, content in made.items() if _differs(home / path, content)]


def _home(course: str | Path, private: Private | None) -> Path:
    """Give the folder that everything is made in."""
    if private is None:
        return Path(course).resolve()
    home = private.folder.resolve()
    if home.is_relative_to(Path(course).resolve()):
        raise DataError([f"{home}: private questions belong outside the repository, which publishes what it holds"])
    if not any(home.glob("solutions/*/questions.yml")):
        raise DataError([f"{home}: no questions here: it holds no solutions/<quiz>/questions.yml"])
    return home


def _made(course: Path, only: Iterable[str], private: Private | None) -> dict[Path, bytes]:
    home = _home(course, private)
    quizzes = {quiz.quiz: quiz for quiz in load_all(course, home / "solutions")}
    wanted = list(dict.fromkeys(only)) or list(quizzes)
    for name in wanted:
        if name not in quizzes:
            raise DataError([f"solutions/{name}/questions.yml: there is no such quiz: {name}"])
    chosen = [quizzes[name] for name in wanted if quizzes[name].graded]
    sources = {_place("solutions", quiz.quiz): source(quiz).encode() for quiz in chosen}
    settings = home / CONFIGURATION
    if private is None or settings.exists():
        return sources | _released(chosen, sources, settings.read_bytes())
    configuration = private.configuration.encode()
    return {Path(CONFIGURATION): configuration} | sources | _released(chosen, sources, configuration)


def _released(quizzes: list[Quiz], sources: dict[Path, bytes], configuration: bytes) -> dict[Path, bytes]:
    """Let nbgrader release the sources in a course folder of their own, so that the real one is never half-written."""
    made = {}
    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="gluteus-quizzes-") as temporary:
        folder = Path(temporary).resolve()
        (folder / CONFIGURATION).write_bytes(configuration)
        for path, content in sources.items():
            (folder / path).parent.mkdir(parents=True)
            (folder / path).write_bytes(content)
        config = PyFileConfigLoader(CONFIGURATION, str(folder)).load_config()
        config.CourseDirectory.root = str(folder)  # whatever an instructor's own settings say
        # As `nbgrader generate_assignment --no-db`: the release is the same, and the gradebook stays the instructor's.
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        try:
            for quiz in quizzes:
                course_directory = CourseDirectory(config=config, assignment_id=quiz.quiz)
                outcome = capture_log(GenerateAssignment(coursedir=course_directory, config=config))
                if not outcome["success"]:
                    words = [line.strip() for line in outcome["log"].splitlines() if "Error: " in line]
                    rule = "nbgrader does not release this quiz"
                    raise DataError(
                        [f"solutions/{quiz.quiz}/questions.yml: {rule}: {words[-1] if words else 'no reason'}"]
                    )
                path = _place("exercises", quiz.quiz)
                made[path] = (folder / path).read_bytes()
        finally:
            os.chdir(here)
    return made


def _place(folder: str, quiz: str) -> Path:
    return Path(folder, quiz, f"{quiz}.ipynb")


def _differs(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() != content
