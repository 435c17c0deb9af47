"""What gives an answer away: the item-writing rules that a program can check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from gluteus.quiz.questions import Choice, Choices, Option, Quiz

_Item: TypeAlias = Choice | Choices

_TELLING_SHARE = 0.25
_FEWEST_FOR_BIAS = 4
_ALL_OR_NONE = re.compile(
    r"\b(all|none|both|neither|any) of (the|these) (above|options|answers)\b|\bboth [a-e] and [a-e]\b", re.I
)
_ABSOLUTE = re.compile(
    r"\b(always|never|every|completely|entirely|impossible|certainly"
    r"|(?<!nearly )(?<!almost )all (people|patients|cases))\b",
    re.IGNORECASE,
)


class Finding(NamedTuple):
    """A question that a clever reader may answer without knowing."""

    quiz: str
    question: str
    rule: str
    value: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"solutions/{self.quiz}/questions.yml: {self.question}: {self.rule}: {self.value}"


def review(quiz: Quiz) -> list[Finding]:
    """Look for what gives answers away.

    Parameters
    ----------
    quiz : Quiz
        The questions.

    Returns
    -------
    list of Finding
        In the order of the questions, then what concerns the whole quiz.
    """
    findings = [
        Finding(quiz.quiz, question.id, rule, value)
        for question in quiz.questions
        if isinstance(question, Choice | Choices)
        for check in _CHECKS
        for rule, value in check(question)
    ]
    findings += [Finding(quiz.quiz, "the quiz", rule, value) for rule, value in _whole(quiz)]
    return findings


def _options(question: _Item) -> tuple[list[Option], list[Option]]:
    right = [option for option in question.options if option.correct]
    return right, [option for option in question.options if not option.correct]


def _length(question: _Item) -> Iterator[tuple[str, str]]:
    right, wrong = _options(question)
    mean = sum(len(option.text) for option in question.options) / len(question.options)
    # Of several correct options the shortest must stand out: one long one among them tells little.
    shortest = min(right, key=lambda option: len(option.text))
    if len(shortest.text) - max(len(option.text) for option in wrong) > _TELLING_SHARE * mean:
        yield "the correct option is by far the longest", shortest.text


def _above(question: _Item) -> Iterator[tuple[str, str]]:
    for option in question.options:
        if _ALL_OR_NONE.search(option.text):
            yield "an option may not lean on the other options", option.text


def _absolute(question: _Item) -> Iterator[tuple[str, str]]:
    right, wrong = _options(question)
    strong = [option for option in wrong if _ABSOLUTE.search(option.text)]
    if strong and not any(_ABSOLUTE.search(option.text) for option in right):
        yield "absolute words stand in wrong options only", strong[0].text


def _article(question: _Item) -> Iterator[tuple[str, str]]:
    right, wrong = _options(question)
    ending = re.search(r"\b(an?)[\s:_.]*$", question.prompt, re.I)
    if ending:
        vowel = ending[1].lower() == "an"

        def fits(option: Option) -> bool:
            return (option.text[0].lower() in "aeiou") == vowel

        if all(fits(option) for option in right) and not all(fits(option) for option in wrong):
            yield "the article before the gap fits the correct option better", ending[1]


def _shape(question: _Item) -> Iterator[tuple[str, str]]:
    shapes: dict[str, Callable[[Option], bool]] = {
        "a full stop at the end": lambda option: option.text.rstrip().endswith("."),
        "a capital at the beginning": lambda option: option.text[0].isupper(),
    }
    right, wrong = _options(question)
    for name, has in shapes.items():
        shared = {has(option) for option in right}
        if len(shared) == 1 and all(has(option) not in shared for option in wrong):
            yield "punctuation sets the correct option apart", name


def _twins(question: _Item) -> Iterator[tuple[str, str]]:
    counts = Counter(" ".join(option.text.lower().split()).rstrip(".") for option in question.options)
    for text, count in counts.items():
        if count > 1:
            yield "two options say the same", text


_CHECKS: tuple[Callable[[_Item], Iterator[tuple[str, str]]], ...] = (
    _length,
    _above,
    _absolute,
    _article,
    _shape,
    _twins,
)


def _whole(quiz: Quiz) -> Iterator[tuple[str, str]]:
    keys = [
        next(position for position, option in enumerate(question.options, start=1) if option.correct)
        for question in quiz.questions
        if isinstance(question, Choice)
    ]
    if len(keys) >= _FEWEST_FOR_BIAS:
        position, count = Counter(keys).most_common(1)[0]
        if count > len(keys) / 2:
            yield "the correct option stands in one place too often", f"place {position} in {count} of {len(keys)}"
    examined = {question.objective for question in quiz.questions}
    for objective in quiz.objectives:
        if objective not in examined:
            yield "no question examines this objective", objective
