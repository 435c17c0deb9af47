"""The questions of a quiz: how a ``questions.yml`` is read and checked.

Every fault is one line, ``solutions/function/questions.yml:42: <rule>: <value>``.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from gluteus.quiz.kinds import (
    BaseQuestion,
    Choice,
    Choices,
    Item,
    Lettered,
    Match,
    NearMiss,
    Number,
    Option,
    Order,
    Pair,
    Question,
    Quiz,
    Regions,
    TextAnswer,
)
from gluteus.quiz.rules import Course, breaches, passages, reference_breaches
from gluteus.yaml_lines import DataError, Fault, Tree, faults_of
from gluteus.yaml_lines import read as read_yaml

__all__ = [
    "SCHEMA",
    "BaseQuestion",
    "Choice",
    "Choices",
    "Item",
    "Lettered",
    "Match",
    "NearMiss",
    "Number",
    "Option",
    "Order",
    "Pair",
    "Question",
    "Quiz",
    "Regions",
    "TextAnswer",
    "json_schema",
    "load",
    "load_all",
    "passages",
    "read",
    "write_schema",
]

_KINDS = {("choice",), ("choices",), ("number",), ("order",), ("match",), ("regions",), ("text",)}

SCHEMA = Path(__file__).with_name("questions.schema.json")


def read(path: str | Path, name: str | None = None) -> Quiz:
    """Read the questions of one quiz and check all that the file alone shows.

    Parameters
    ----------
    path : str or Path
        A ``questions.yml``. Whether its chapters, passages and sources exist is not asked: grading needs no book.
    name : str, optional
        What its faults call it; by default ``solutions/<quiz>/questions.yml`` where it lies so, else its path.

    Returns
    -------
    Quiz
        The quiz.

    Raises
    ------
    DataError
        If the file breaks a rule; the message names file, line, rule and value.
    OSError
        If the file cannot be read.
    """
    path = Path(path).resolve()
    tree, quiz = _read(path, name or _name(path, path.parents[2]))
    if faults := [*breaches(quiz, path.parent.name)]:
        raise DataError(tree.lines(faults))
    return quiz


def load(path: str | Path, course: str | Path | None = None) -> Quiz:
    """Read the questions of one quiz and check them against the course.

    Parameters
    ----------
    path : str or Path
        A ``questions.yml``.
    course : str or Path, optional
        The course folder, whose ``book/`` holds the chapters and the sources that the questions name;
        by default the one that holds ``solutions/<quiz>/questions.yml``.

    Returns
    -------
    Quiz
        The quiz.

    Raises
    ------
    DataError
        If the file breaks a rule; the message names file, line, rule and value.
    OSError
        If the file cannot be read.
    """
    path = Path(path).resolve()
    folder = Path(course).resolve() if course is not None else path.parents[2]
    tree, quiz = _read(path, _name(path, folder))
    faults = [*breaches(quiz, path.parent.name), *reference_breaches(quiz, Course.read(folder))]
    if faults:
        raise DataError(tree.lines(faults))
    return quiz


def load_all(course: str | Path, solutions: str | Path | None = None) -> list[Quiz]:
    """Read and check every quiz of a course.

    Parameters
    ----------
    course : str or Path
        The course folder.
    solutions : str or Path, optional
        The folder that holds one folder for each quiz, by default ``solutions/`` of the course.

    Returns
    -------
    list of Quiz
        The quizzes, by the name of their folder.

    Raises
    ------
    DataError
        If a file breaks a rule, or if two quizzes use the same question id.
    """
    course = Path(course).resolve()
    root = Path(solutions).resolve() if solutions is not None else course / "solutions"
    quizzes = []
    seen: dict[str, str] = {}
    for path in sorted(root.glob("*/questions.yml")):
        quiz = load(path, course)
        for question in quiz.questions:
            if question.id in seen:
                place = ("questions", quiz.questions.index(question), "id")
                rule = f"id is used in {seen[question.id]} too"
                raise DataError(read_yaml(path, _name(path, course)).lines([Fault(place, rule, question.id)]))
            seen[question.id] = quiz.quiz
        quizzes.append(quiz)
    return quizzes


def json_schema() -> str:
    """Give the JSON Schema of ``questions.yml`` (draft 2020-12) as text, for editors that check while one types."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Quiz.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema() -> None:
    """Write the schema file beside the models that define it."""
    SCHEMA.write_text(json_schema(), encoding="utf-8")


def _read(path: Path, name: str) -> tuple[Tree, Quiz]:
    tree = read_yaml(path, name)
    try:
        return tree, Quiz.model_validate(tree.plain())
    except ValidationError as error:
        # A place in a question names its kind too, and "regions" is a kind and a field.
        faults = [
            fault._replace(place=(*fault.place[:2], *fault.place[3:])) if fault.place[2:3] in _KINDS else fault
            for fault in faults_of(error)
        ]
        raise DataError(tree.lines(faults)) from None


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
