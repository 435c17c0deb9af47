"""What learners answered: each option of a question, and how many took it, in all and among the best and the weakest.

Answers on shuffled papers are counted by the file's letters, and a varied number is held against its own paper's.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gluteus.atlas.loading import load as load_atlas
from gluteus.atlas.naming import named
from gluteus.grading.report.statistics import Floats, Groups
from gluteus.quiz.formulas import shown
from gluteus.quiz.kinds import Choice, Choices, Match, NearMiss, Number, Order, Question, Regions, TextAnswer
from gluteus.quiz.text import plain
from gluteus.quiz.variants import in_file_letters, is_paper

OPEN: Final = "no answer"
UNREADABLE: Final = "not an answer of this kind"

MOST_VALUES: Final = 5
"""How many wrong numbers are listed one by one."""

MOST_TEXT: Final = 300
"""Characters of a text that a table shows."""


class Line(NamedTuple):
    """An answer that a learner can give, or a part of one."""

    part: str  # the row, the item or the place that it belongs to; "" where it is the whole answer
    label: str  # its letter, its place or its kind
    text: str
    right: bool | None  # None: counts neither way


@dataclass(frozen=True)
class Count:
    """How many took an answer; shares are of all learners whose file could be read, and of each group."""

    line: Line
    taken: int
    share: float
    upper: float | None
    lower: float | None


class Tally:
    """The answers to one question, one learner after the other; equal ones are kept once."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.codes = array("l")
        self._rule = question.rule
        self._distinct: dict[Hashable, int] = {OPEN: 0, UNREADABLE: 1}

    def add(self, answers: Mapping[str, object] | None, paper: int) -> None:
        """Count a learner.

        Parameters
        ----------
        answers : mapping or None
            All answers by question id, in the letters of the learner's paper; one that is not there could not be
            read. None where the learner's file is not there any more.
        paper : int
            The paper number.
        """
        question = self.question
        if answers is None:
            self.codes.append(-1)
            return
        read: Hashable = UNREADABLE
        if question.id in answers and is_paper(paper):
            answer = answers[question.id]
            read = OPEN if answer is None else self._read(answer, paper)
            if isinstance(read, float) and isinstance(question, Number):
                read = (read, question.position(paper))
        self.codes.append(self._distinct.setdefault(read, len(self._distinct)))

    @property
    def unanswered(self) -> int:
        """How many gave no answer."""
        return self.codes.count(0)

    @property
    def readable(self) -> int:
        """How many files could be read."""
        return len(self.codes) - self.codes.count(-1)

    def given(self) -> list[tuple[Any, int]]:
        """List each answer of the question's kind and how many gave it, the first given first.

        Returns
        -------
        list of tuple
            A letter, a set of ticks, a tuple of letters or, for a number, the number with the variant of its paper.
        """
        codes = np.array(self.codes, dtype=np.int64)
        taken = np.bincount(codes[codes >= 0], minlength=len(self._distinct)).tolist()
        return [(answer, taken[code]) for answer, code in self._distinct.items() if code > 1]

    def counts(self, split: Groups | None) -> list[Count]:
        """List the answers in the order of the question, then what was left open and what was no answer.

        Parameters
        ----------
        split : Groups or None
            The upper and the lower group; weights in the order of the learners added.

        Returns
        -------
        list of Count
            Every option, taken or not; of places, numbers and regions only those that somebody gave, or that are right.
        """
        codes = np.array(self.codes, dtype=np.int64)
        there = codes >= 0
        every = np.bincount(codes[there], minlength=len(self._distinct)).astype(float)
        upper, lower = (self._weighed(codes, split.upper), self._weighed(codes, split.lower)) if split else (None, None)
        counted = []
        for one, members in self._lines(every):
            taken = float(every[members].sum())
            if taken or one.part or one.label not in {OPEN, UNREADABLE}:
                share = taken / every.sum() if every.sum() else 0.0
                counted.append(Count(one, round(taken), share, _share(upper, members), _share(lower, members)))
        return counted

    def _weighed(self, codes: NDArray[np.int64], weights: Floats) -> Floats:
        there = codes >= 0
        return np.bincount(codes[there], weights[there], len(self._distinct)).astype(float)

    def _read(self, answer: object, paper: int) -> Hashable:
        try:
            return _read(self.question, in_file_letters(self._rule, answer, paper))
        except (TypeError, ValueError, OverflowError):  # a list in a list, an endless whole number
            return UNREADABLE

    def _lines(self, taken: Floats) -> Iterator[tuple[Line, list[int]]]:
        answers = [answer for answer in self._distinct if answer not in {OPEN, UNREADABLE}]

        def total(some: Iterable[Hashable]) -> float:
            return float(sum(taken[self._distinct[answer]] for answer in some))

        for one, holds in _listed(self.question, answers, total):
            yield one, [self._distinct[answer] for answer in answers if holds(answer)]
        yield Line("", OPEN, "", None), [0]
        yield Line("", UNREADABLE, "", None), [1]


def _share(counted: Floats | None, members: list[int]) -> float | None:
    return float(counted[members].sum() / counted.sum()) if counted is not None and counted.sum() > 0 else None


def cut(markdown: str) -> str:
    """Give a little Markdown as plain text on one line, at most 300 characters."""
    text = plain(markdown)
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def near_in_words(near: NearMiss, unit: str) -> str:
    """Say what a near miss is: its number, or its formula in quotation marks, with the question's unit."""
    if isinstance(near.value, str):
        signs = near.value.replace("**", " to the power ").replace("*", "×").replace("-", "\N{MINUS SIGN}")
        value = f"“{' '.join(signs.split())}”"
    else:
        value = shown(near.value)
    return f"{value} {unit}" if unit else value


def _read(question: Question, answer: object) -> Hashable:
    """Read an answer in the file's letters: what equal answers share, OPEN or UNREADABLE."""
    read: Hashable = UNREADABLE
    match question, answer:
        case Choice(), str() if answer in question.letters:
            read = answer
        case Number(), int() | float() if not isinstance(answer, bool) and math.isfinite(answer):
            read = float(answer) + 0.0
        case Choices(), list() | tuple() | set():
            read = _some(answer, question.letters)
        case Regions(), list() | tuple() | set():
            read = _some(answer, load_atlas().bits)
        case Order(), list() | tuple() if sorted(map(str, answer)) == question.letters:
            read = tuple(answer)
        case Match(), list() | tuple() if len(answer) == len(question.pairs):
            letters = tuple(letter if letter in question.letters else None for letter in answer)
            read = letters if any(letters) else (UNREADABLE if any(answer) else OPEN)
        case TextAnswer(), str():
            read = "text" if answer.strip() else OPEN
    return read


def _some(answer: Iterable[Any], known: Container[str]) -> Hashable:
    given = list(answer)
    ticks = frozenset(tick for tick in given if isinstance(tick, str) and tick in known)
    return ticks or (UNREADABLE if given else OPEN)


# What each kind lists: a line, and which of the answers belong to it.
_Holds: TypeAlias = Callable[[Any], bool]
_Listed: TypeAlias = Iterator[tuple[Line, _Holds]]
_Taken: TypeAlias = Callable[[Iterable[Hashable]], float]


def _listed(question: Question, answers: list[Any], taken: _Taken) -> _Listed:
    match question:
        case Choice() | Choices():
            return _options(question)
        case Number():
            return _numbers(question, answers, taken)
        case Order():
            return _places(question, answers)
        case Match():
            return _rows(question, answers)
        case Regions():
            return _regions(question, answers, taken)
        case TextAnswer():
            return iter([(Line("", "text", "marked by a person", None), lambda _: True)])


def _options(question: Choice | Choices) -> _Listed:
    for letter, option in zip(question.letters, question.options, strict=True):
        yield Line("", letter, cut(option.text), option.correct), _holding(letter)


def _numbers(question: Number, answers: list[Any], taken: _Taken) -> _Listed:
    keys, unit = question.answers, f" {question.unit}" if question.unit else ""
    right = {answer for answer in answers if question.is_right(*answer)}
    told = "the right number of each paper" if question.vary else f"{shown(keys[0])}{unit}"
    yield Line("", "right", f"{told}, give or take {shown(question.tolerance)}", right=True), right.__contains__
    nearest = {answer: question.near_miss(*answer) for answer in answers}
    for number, near in enumerate(question.near_misses):
        found = {answer for answer, at in nearest.items() if at == number}
        yield Line("", "near miss", near_in_words(near, question.unit), right=False), found.__contains__
    rest = [answer for answer, at in nearest.items() if at is None and answer not in right]
    # Wrong values of different papers are alike where they miss their own number by the same factor.
    alike: dict[str, set[Any]] = {}
    for value, position in rest:
        name = f"{_rounded(value, 4)}{unit}"
        if question.vary and keys[position]:
            name = f"{_rounded(value / keys[position], 3)} times the right number"
        alike.setdefault(name, set()).add((value, position))
    frequent = sorted(alike, key=lambda name: (-taken(alike[name]), name))
    for name in frequent[:MOST_VALUES]:
        yield Line("", "wrong", name, right=False), alike[name].__contains__
    others = {answer for name in frequent[MOST_VALUES:] for answer in alike[name]}
    if others:
        yield Line("", "wrong", "other numbers", right=False), others.__contains__


def _places(question: Order, answers: list[Any]) -> _Listed:
    for right, (letter, item) in enumerate(zip(question.key, question.items, strict=True)):
        for at in sorted({right, *(answer.index(letter) for answer in answers)}):
            yield Line(f"{right + 1}. {cut(item.text)}", f"place {at + 1}", "", at == right), _having(at, letter)


def _rows(question: Match, answers: list[Any]) -> _Listed:
    for row, (pair, key) in enumerate(zip(question.pairs, question.key, strict=True)):
        part, given = cut(pair.text), {key, *(answer[row] for answer in answers)}
        for letter, text in zip(question.letters, question.by_letter, strict=True):
            if letter in given:
                yield Line(part, letter, cut(text), letter == key), _having(row, letter)
        if None in given:
            yield Line(part, OPEN, "", None), _having(row, None)


def _regions(question: Regions, answers: list[Any], taken: _Taken) -> _Listed:
    neutral = question.rule["neutral"]
    for region in question.key:
        yield Line("to be marked", "marked", named(region), right=True), _holding(region)
    others = {region for answer in answers for region in answer}.difference(question.key)
    often = {region: taken(answer for answer in answers if region in answer) for region in others}
    for region in sorted(others, key=lambda region: (region in neutral, -often[region], region)):
        part, right = ("counts neither way", None) if region in neutral else ("one too many", False)
        yield Line(part, "marked", named(region), right), _holding(region)


def _holding(part: str) -> _Holds:
    return lambda answer: part in answer


def _having(place: int, letter: str | None) -> _Holds:
    return lambda answer: answer[place] == letter


def _rounded(value: float, digits: int) -> str:
    return shown(float(f"{value:.{digits}g}")) if 1e-4 <= abs(value) < 1e9 or value == 0 else f"{value:.{digits}g}"
