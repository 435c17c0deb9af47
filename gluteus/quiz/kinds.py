"""The kinds of questions: what each may say in a ``questions.yml``, and its key.

An answer is a plain Python literal: ``"b"`` (choice), ``["a", "c"]`` (choices), ``4.3`` (number),
``["c", "a", "b"]`` (order), ``["b", None, "a"]`` (match), ``["sacroiliac:right"]`` (regions); a ``text`` is its cell's
Markdown.  Letters here are those of the file; :mod:`gluteus.quiz.variants` gives those of a learner's paper.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from gluteus.quiz.answer_sheet import View, seen_essential
from gluteus.quiz.formulas import combinations, shown, work_out
from gluteus.quiz.marking import close_to
from gluteus.quiz.variants import LETTERS, lettering, variant

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


def _number_or_formula(value: Any) -> float | str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            return float(value)
        raise PydanticCustomError("finite_number", "must be a finite number")
    raise PydanticCustomError("float_type", "must be a number or a formula")


Formula = Annotated[
    float | str,
    PlainValidator(_number_or_formula),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number"}, {"type": "string", "minLength": 1}],
            "description": "A number, or a formula of the names under vary.",
        }
    ),
]


class Model(BaseModel):
    """A part of a ``questions.yml``: an unknown field is a mistake, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Option(Model):
    """One option of a question, with what a reader is told who ticks it."""

    text: Text
    correct: bool = False
    feedback: Text


class NearMiss(Model):
    """A wrong number that is worth a hint of its own."""

    value: Formula
    tolerance: Finite = Field(ge=0)
    feedback: Text


class NumberFeedback(Model):
    """What a reader is told after a right and after a wrong number."""

    correct: Text
    wrong: Text


class Item(Model):
    """One of the things to put in order, with why it stands where it stands."""

    text: Text
    feedback: Text


class Pair(Model):
    """One row of a match: what is on the left, and what belongs to it."""

    text: Text = Field(description="The left side.")
    match: Text = Field(description="The right side; the same text may serve two rows.")
    feedback: Text


class RegionsFeedback(Model):
    """What a reader is told who is right, who leaves a place out, and who marks one too many."""

    correct: Text
    missed: Text
    extra: Text


class BaseQuestion(Model, ABC):
    """What every question has."""

    kind: str
    id: Identifier = Field(description="Unique in the course; also the name of the variable in the notebook.")
    use: Literal["practice", "graded"]
    points: float = Field(gt=0, le=100, allow_inf_nan=False)
    objective: str = Field(description="A key of the quiz's objectives.")
    anchor: str = Field(description="MyST label of the passage in the chapter that teaches it.")
    sources: list[str] = Field(min_length=1, description="Keys of book/references.bib.")
    prompt: Text = Field(description="Paragraphs, *emphasis*, **strong**, lists; no HTML.")
    explanation: Text = Field(description="Shown after checking.")

    _number: int = PrivateAttr(default=1)

    @property
    def number(self) -> int:
        """The question's place in its quiz, from 1; the page and the notebook call it so."""
        return self._number

    @property
    @abstractmethod
    def key(self) -> Any:
        """The answer to paper 0 that earns every point."""

    @property
    def rule(self) -> dict[str, Any]:
        """What :func:`gluteus.quiz.marking.marks` needs to mark an answer, in the file's letters."""
        return {"kind": self.kind, "id": self.id, "points": self.points, "key": self.key}


class _WithOptions(BaseQuestion):
    options: list[Option] = Field(min_length=2, max_length=26)
    keep_order: bool = Field(default=False, description="The options have a natural order: never shuffle them.")

    @property
    def letters(self) -> list[str]:
        """The letters of the options, in the order of the file."""
        return list(LETTERS[: len(self.options)])

    @property
    def correct(self) -> list[str]:
        """The letters of the correct options, in the order of the file."""
        return [letter for letter, option in zip(self.letters, self.options, strict=True) if option.correct]

    @property
    def rule(self) -> dict[str, Any]:
        """What the marks need: how many options there are too, where they are shuffled."""
        return super().rule | ({} if self.keep_order else {"options": len(self.options)})


class Choice(_WithOptions):
    """A question with exactly one correct option."""

    kind: Literal["choice"]

    @property
    def key(self) -> str:
        """The letter of the correct option."""
        return self.correct[0]


class Choices(_WithOptions):
    """A question with one or more correct options, and at least one that is not."""

    kind: Literal["choices"]

    @property
    def key(self) -> list[str]:
        """The letters of the correct options."""
        return self.correct


class Number(BaseQuestion):
    """A question answered by a number, right within an absolute tolerance; its numbers may vary from paper to paper."""

    kind: Literal["number"]
    vary: dict[str, list[Finite]] = Field(
        default={},
        description="Names to lists of values: every combination is a variant. The first values are those of paper 0.",
    )
    answer: Formula
    unit: str = ""
    tolerance: Finite = Field(ge=0)
    feedback: NumberFeedback
    near_misses: list[NearMiss] = []

    @cached_property
    def variants(self) -> list[dict[str, float]]:
        """The values of every variant, ``[{}]`` where nothing varies."""
        return list(combinations(self.vary))

    @cached_property
    def near_values(self) -> list[list[float]]:
        """What each near miss is on every variant, in the question's unit."""
        return [[work_out(near.value, values) for values in self.variants] for near in self.near_misses]

    @cached_property
    def answers(self) -> list[float]:
        """The right number of every variant, in the question's unit."""
        return [work_out(self.answer, values) for values in self.variants]

    @property
    def key(self) -> float:
        """The right number of paper 0, in the question's unit."""
        return self.answers[0]

    @property
    def rule(self) -> dict[str, Any]:
        """What the marks need: the tolerance too, and the right number of every variant."""
        return super().rule | {"key": self.answers if self.vary else self.key, "tolerance": self.tolerance}

    def is_right(self, value: float, position: int) -> bool:
        """Say whether a number, in the question's unit, is right on a variant, from 0."""
        return close_to(value, self.answers[position], self.tolerance)

    def near_miss(self, value: float, position: int) -> int | None:
        """Give the near miss, from 0, that a number is on a variant: the first that fits, None for a right number."""
        if self.is_right(value, position):
            return None
        misses = enumerate(zip(self.near_values, self.near_misses, strict=True))
        return next((at for at, (of, near) in misses if close_to(value, of[position], near.tolerance)), None)

    def told(self, text: str, position: int, *, with_answer: bool = False) -> str:
        """Write the values of a variant into a text.

        Parameters
        ----------
        text : str
            Holds ``{name}`` for each value, and may hold ``{answer}``.
        position : int
            The variant, from 0.
        with_answer : bool, optional
            Whether ``{answer}`` is replaced too.

        Returns
        -------
        str
            The text as a reader sees it.
        """
        values: Mapping[str, float] = self.variants[position]
        if with_answer:
            values = {**values, "answer": self.answers[position]}
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", shown(value))
        return text

    def position(self, paper_number: int) -> int:
        """Give the variant of a paper, from 0."""
        return variant(paper_number, self.id, len(self.variants))


class Order(BaseQuestion):
    """Things to put in their right order."""

    kind: Literal["order"]
    items: list[Item] = Field(min_length=3, max_length=7, description="In the right order.")

    @cached_property
    def by_letter(self) -> list[Item]:
        """The items in the order of their letters, which is not the right one."""
        items = {item.text: item for item in self.items}
        return [items[text] for text in lettering(self.id, list(items))]

    @property
    def letters(self) -> list[str]:
        """The letters of the items: a, b, c, ..."""
        return list(LETTERS[: len(self.items)])

    @property
    def key(self) -> list[str]:
        """The letters in the right order."""
        return [LETTERS[self.by_letter.index(item)] for item in self.items]

    @property
    def rule(self) -> dict[str, Any]:
        """What the marks need: how many items are shuffled."""
        return super().rule | {"options": len(self.items)}


class Match(BaseQuestion):
    """Rows that each get one of the texts on the right."""

    kind: Literal["match"]
    pairs: list[Pair] = Field(min_length=3, max_length=7, description="The rows, in the order shown.")
    distractors: list[Text] = Field(default=[], max_length=7, description="Texts on the right that fit no row.")

    @cached_property
    def by_letter(self) -> list[str]:
        """The texts on the right, each once, in the order of their letters."""
        return lettering(self.id, list({*(pair.match for pair in self.pairs), *self.distractors}))

    @property
    def letters(self) -> list[str]:
        """The letters of the texts on the right: a, b, c, ..."""
        return list(LETTERS[: len(self.by_letter)])

    @property
    def key(self) -> list[str]:
        """The letter of each row."""
        return [LETTERS[self.by_letter.index(pair.match)] for pair in self.pairs]

    @property
    def rule(self) -> dict[str, Any]:
        """What the marks need: how many texts are shuffled."""
        return super().rule | {"options": len(self.by_letter)}


class Regions(BaseQuestion):
    """Places to mark on the body."""

    kind: Literal["regions"]
    view: View = Field(description="The picture that is the answer sheet.")
    pattern: str | None = Field(
        default=None,
        description="A pattern of the atlas with its side, such as gluteus_medius.1:right: its essential zone is the "
        "key, its spillover zone counts neither way; what the view does not show counts neither way too.",
    )
    regions: list[str] | None = Field(
        default=None, min_length=1, description="Or: the places to mark, such as sacroiliac:right."
    )
    neutral: list[str] = Field(default=[], description="With regions: places that count neither way.")
    feedback: RegionsFeedback

    @cached_property
    def _zones(self) -> tuple[list[str], list[str]]:
        if self.pattern is not None:
            return seen_essential(self.pattern, self.view)
        return sorted(self.regions or []), sorted(self.neutral)

    @property
    def key(self) -> list[str]:
        """The places to mark, in alphabetical order."""
        return self._zones[0]

    @property
    def rule(self) -> dict[str, Any]:
        """What the marks need: the places that count neither way too."""
        return super().rule | {"neutral": self._zones[1]}


class TextAnswer(BaseQuestion):
    """A question answered in one's own words and graded by a person."""

    kind: Literal["text"]
    sample: Text = Field(description="A model answer.")
    criteria: list[Text] = Field(min_length=1, max_length=10, description="What the marker looks for, a line each.")
    longest: int = Field(default=2000, ge=50, le=10_000, description="How many characters an answer may have.")

    @property
    def key(self) -> str:
        """The model answer."""
        return self.sample

    @property
    def rule(self) -> dict[str, Any]:
        """No rule earns points here: a person gives them."""
        return {"kind": self.kind, "id": self.id, "points": self.points}


Question: TypeAlias = Choice | Choices | Number | Order | Match | Regions | TextAnswer
Lettered: TypeAlias = Choice | Choices | Order | Match


class Quiz(Model):
    """The questions of one chapter, and the objectives that they examine."""

    quiz: Slug
    title: Text
    chapter: Slug = Field(description="The chapter book/<chapter>.md.")
    objectives: dict[str, Text] = Field(min_length=1)
    questions: list[Annotated[Question, Field(discriminator="kind")]] = Field(min_length=1)

    @model_validator(mode="after")
    def _number_the_questions(self) -> Quiz:
        for number, question in enumerate(self.questions, start=1):
            question._number = number
        return self

    @property
    def graded(self) -> list[Question]:
        """The questions that count, in order: those that stand in the notebook."""
        return [question for question in self.questions if question.use == "graded"]
