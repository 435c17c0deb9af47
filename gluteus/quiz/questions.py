"""The questions of a quiz: what a ``questions.yml`` may say, and how it is read and checked.

Every fault is one line, ``solutions/function/questions.yml:42: <rule>: <value>``.
"""

from __future__ import annotations

import json
import keyword
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from gluteus.atlas.loading import read_sources
from gluteus.quiz.marking import close_to
from gluteus.yaml_lines import DataError, Fault, Place, faults_of, read

SCHEMA = Path(__file__).with_name("questions.schema.json")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Finite = Annotated[float, Field(allow_inf_nan=False)]

# The notebook's prompt is Markdown, and Markdown lets HTML through.
_HTML = re.compile(r"<[/!?]?[A-Za-z-]")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Option(_Model):
    """One option of a question, with what a reader is told who ticks it."""

    id: Identifier = Field(default="", description="Letter of the option: a, b, c, ... by order when it is left out.")
    text: Text
    correct: bool = False
    feedback: Text


class NearMiss(_Model):
    """A wrong number that is worth a hint of its own."""

    value: Finite
    tolerance: Finite = Field(ge=0)
    feedback: Text


class NumberFeedback(_Model):
    """What a reader is told after a right and after a wrong number."""

    correct: Text
    wrong: Text


class _Question(_Model, ABC):
    kind: str
    id: Identifier = Field(description="Unique in the course; also the name of the variable in the notebook.")
    use: Literal["practice", "graded"]
    points: float = Field(gt=0, le=100, allow_inf_nan=False)
    objective: str = Field(description="A key of the quiz's objectives.")
    anchor: str = Field(description="MyST label of the passage in the chapter that teaches it.")
    sources: list[str] = Field(min_length=1, description="Keys of book/references.bib.")
    prompt: Text = Field(description="Paragraphs, *emphasis*, **strong**, lists; no HTML.")
    explanation: Text = Field(description="Shown after checking.")

    @property
    @abstractmethod
    def key(self) -> str | list[str] | float:
        """The answer that earns every point."""

    @property
    def rule(self) -> dict[str, Any]:
        """What :func:`gluteus.quiz.marking.marks` needs to mark an answer."""
        return {"kind": self.kind, "key": self.key, "points": self.points}


class Choice(_Question):
    """A question with exactly one correct option."""

    kind: Literal["choice"]
    options: list[Option] = Field(min_length=2, max_length=26)

    @property
    def key(self) -> str:
        """The id of the correct option."""
        return next(option.id for option in self.options if option.correct)


class Choices(_Question):
    """A question with one or more correct options, and at least one that is not."""

    kind: Literal["choices"]
    options: list[Option] = Field(min_length=2, max_length=26)

    @property
    def key(self) -> list[str]:
        """The ids of the correct options, in the order of the question."""
        return [option.id for option in self.options if option.correct]


class Number(_Question):
    """A question answered by a number, right within an absolute tolerance."""

    kind: Literal["number"]
    answer: Finite
    unit: str = ""
    tolerance: Finite = Field(ge=0)
    feedback: NumberFeedback
    near_misses: list[NearMiss] = []

    @property
    def key(self) -> float:
        """The right number, in the question's unit."""
        return self.answer

    @property
    def rule(self) -> dict[str, Any]:
        """What the marks need: the tolerance too."""
        return {"kind": self.kind, "key": self.key, "tolerance": self.tolerance, "points": self.points}


Question: TypeAlias = Choice | Choices | Number


class Quiz(_Model):
    """The questions of one chapter, and the objectives that they examine."""

    quiz: Slug
    title: Text
    chapter: Slug = Field(description="The chapter book/<chapter>.md.")
    objectives: dict[str, Text] = Field(min_length=1)
    questions: list[Annotated[Question, Field(discriminator="kind")]] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _letter_the_options(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for question in _dicts(data.get("questions")):
                for position, option in enumerate(_dicts(question.get("options"))):
                    option.setdefault("id", chr(ord("a") + position % 26))
        return data

    @property
    def graded(self) -> list[Question]:
        """The questions that count, in order: those that stand in the notebook."""
        return [question for question in self.questions if question.use == "graded"]


@dataclass(frozen=True)
class _Course:
    """What a question may refer to."""

    sources: frozenset[str]
    chapters: dict[str, dict[str, str]]

    @classmethod
    def read(cls, folder: Path) -> _Course:
        book = folder / "book"
        chapters = {chapter.stem: passages(chapter) for chapter in sorted(book.glob("*.md"))}
        return cls(frozenset(read_sources(book / "references.bib")), chapters)


def passages(chapter: Path) -> dict[str, str]:
    """Find the passages of a chapter that a question can point to.

    Parameters
    ----------
    chapter : Path
        A MyST Markdown file.

    Returns
    -------
    dict
        Label (``(function-stance)=`` without its signs) to the heading that follows it, ``""`` where none does.
    """
    text = chapter.read_text(encoding="utf-8")
    labelled = re.finditer(r"^\(([^)\s]+)\)=[ \t]*\n+(?:#+[ \t]+(.+))?", text, re.MULTILINE)
    return {match[1]: (match[2] or "").strip() for match in labelled}


def load(path: str | Path, course: str | Path | None = None) -> Quiz:
    """Read and check the questions of one quiz.

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
        The quiz; every option has an id.

    Raises
    ------
    DataError
        If the file breaks a rule; the message names file, line, rule and value.
    OSError
        If the file cannot be read.
    """
    path = Path(path).resolve()
    folder = Path(course).resolve() if course is not None else path.parents[2]
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    tree = read(path, name)
    try:
        quiz = Quiz.model_validate(tree.plain())
    except ValidationError as error:
        raise DataError(tree.lines(faults_of(error))) from None
    faults = [*_breaches(quiz, path.parent.name, _Course.read(folder))]
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
                name = path.relative_to(course).as_posix() if path.is_relative_to(course) else str(path)
                place = ("questions", quiz.questions.index(question), "id")
                rule = f"id is used in {seen[question.id]} too"
                raise DataError(read(path, name).lines([Fault(place, rule, question.id)]))
            seen[question.id] = quiz.quiz
        quizzes.append(quiz)
    return quizzes


def json_schema() -> str:
    """Give the JSON Schema of ``questions.yml`` (draft 2020-12) as text, for editors that check while one types."""
    schema = Quiz.model_json_schema()
    schema["$defs"]["Option"]["properties"]["id"].pop("default")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema() -> None:
    """Write the schema file beside the models that define it."""
    SCHEMA.write_text(json_schema(), encoding="utf-8")


def _breaches(quiz: Quiz, folder: str, course: _Course) -> Iterator[Fault]:
    """Give the breaches of the rules that no single field can check."""
    if quiz.quiz != folder:
        yield Fault(("quiz",), f"the quiz must be called as its folder, {folder}", quiz.quiz)
    if quiz.chapter not in course.chapters:
        yield Fault(("chapter",), "there is no such chapter in book/", quiz.chapter)
    seen: set[str] = set()
    for position, question in enumerate(quiz.questions):
        place: Place = ("questions", position)
        if question.id in seen:
            yield Fault((*place, "id"), "id is used twice", question.id)
        seen.add(question.id)
        yield from _reference_breaches(place, question, quiz, course)
        if isinstance(question, Number):
            yield from _number_breaches(place, question)
        else:
            yield from _key_breaches(place, question)


def _reference_breaches(place: Place, question: Question, quiz: Quiz, course: _Course) -> Iterator[Fault]:
    if keyword.iskeyword(question.id) or question.id == "marks":
        yield Fault((*place, "id"), "id is a name that Python or the grader uses", question.id)
    if question.objective not in quiz.objectives:
        yield Fault((*place, "objective"), "objective is not one of the quiz's objectives", question.objective)
    if question.anchor not in course.chapters.get(quiz.chapter, {question.anchor}):
        yield Fault((*place, "anchor"), f"anchor is not a label in book/{quiz.chapter}.md", question.anchor)
    for index, source in enumerate(question.sources):
        if source not in course.sources:
            yield Fault((*place, "sources", index), "source is not in book/references.bib", source)
    if _HTML.search(question.prompt):
        yield Fault((*place, "prompt"), "prompt may hold no HTML", question.prompt)


def _key_breaches(place: Place, question: Choice | Choices) -> Iterator[Fault]:
    ids: set[str] = set()
    for index, option in enumerate(question.options):
        if option.id in ids:
            yield Fault((*place, "options", index, "id"), "two options have the same id", option.id)
        ids.add(option.id)
        if _HTML.search(option.text):
            yield Fault((*place, "options", index, "text"), "an option may hold no HTML", option.text)
    correct = [index for index, option in enumerate(question.options) if option.correct]
    if not correct:
        yield Fault((*place, "options"), "no option is correct", question.id)
    elif question.kind == "choice" and len(correct) > 1:
        extra = correct[1]
        yield Fault(
            (*place, "options", extra, "correct"), "a choice has only one correct option", question.options[extra].id
        )
    elif question.kind == "choices" and len(correct) == len(question.options):
        yield Fault((*place, "options"), "choices need an option that is not correct", question.id)


def _number_breaches(place: Place, question: Number) -> Iterator[Fault]:
    for index, near in enumerate(question.near_misses):
        if close_to(near.value, question.answer, question.tolerance):
            yield Fault((*place, "near_misses", index, "value"), "near miss counts as right", near.value)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
