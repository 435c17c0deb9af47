"""What gives an answer away: the item-writing rules that a program can check.

What would make marks ambiguous (two options that say the same, a near miss that is right in one variant) is an error
when the questions are read, and not looked for here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from gluteus.quiz.questions import Choice, Choices, Match, Number, Option, Order, Question, Quiz, Regions, TextAnswer

_Item: TypeAlias = Choice | Choices

FEWEST_QUESTIONS = 12
"""How many questions a chapter has at least, half of them for practice and half graded."""

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
_TELLS_ITS_PLACE = re.compile(
    # "last night" and "next to the bone" are no places in an order.
    r"^(at )?(first|second|third|last|next)\b"
    r"|\b(firstly|secondly|lastly|finally|then|afterwards|step \d+|(before|after) (that|this))\b"
    r"|\b(to (begin|start|finish|end) with|(begins?|starts?|ends?|finish(es)?) (by|with))\b",
    re.IGNORECASE,
)
_POINTS_AT_AN_OPTION = re.compile(
    r"\b(option|answer|choice|item|letter|statement)s? [a-h]\b"
    r"|\b(first|second|third|fourth|fifth|last|next|previous) (option|answer|choice|item|statement)\b"
    r"|\b(option|answer|choice|item|statement)s? (above|below)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CLANGING = 6  # letters: shorter words are shared by chance


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
        for rule, value in _of_question(question)
    ]
    findings += [Finding(quiz.quiz, "the quiz", rule, value) for rule, value in _whole(quiz)]
    return findings


def coverage(quizzes: Iterable[Quiz]) -> list[Finding]:
    """Look for quizzes that are too short, or not half for practice and half graded.

    Parameters
    ----------
    quizzes : iterable of Quiz
        The quizzes of the course; an instructor's private ones may be of any length.

    Returns
    -------
    list of Finding
        For each quiz with fewer than 12 questions, or whose two halves differ by more than one.
    """
    findings = []
    for quiz in quizzes:
        count, graded = len(quiz.questions), len(quiz.graded)
        if count < FEWEST_QUESTIONS:
            findings.append(Finding(quiz.quiz, "the quiz", f"fewer than {FEWEST_QUESTIONS} questions", str(count)))
        if abs(count - 2 * graded) > 1:
            rule = "half of the questions are for practice and half graded"
            findings.append(Finding(quiz.quiz, "the quiz", rule, f"{graded} of {count} graded"))
    return findings


def _of_question(question: Question) -> Iterator[tuple[str, str]]:
    match question:
        case Choice() | Choices():
            for check in _CHECKS:
                yield from check(question)
        case Order():
            yield from _order(question)
        case Match():
            yield from _match(question)
    yield from _letters(question)


def _order(question: Order) -> Iterator[tuple[str, str]]:
    for item in question.items:
        if found := _TELLS_ITS_PLACE.search(item.text):
            yield "an item tells its own place", f"{found.group()} in: {item.text}"


def _match(question: Match) -> Iterator[tuple[str, str]]:
    texts = [pair.match for pair in question.pairs]
    if not question.distractors and len(set(texts)) == len(texts):
        yield "as many choices as rows give the last row away", f"{len(texts)} rows"
    for text in [*texts, *question.distractors]:
        if _ALL_OR_NONE.search(text):
            yield "a choice may not lean on the other choices", text
    for pair in question.pairs:
        others = {word for text in question.by_letter if text != pair.match for word in _words(text)}
        if shared := (_words(pair.text) & _words(pair.match)) - others:
            yield "a row and its match share a word that no other choice has", min(shared)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) >= _CLANGING}


def _letters(question: Question) -> Iterator[tuple[str, str]]:
    """Look for words that mean a letter or a place, which differ from paper to paper."""
    for text in (question.prompt, question.explanation, *_feedback(question)):
        if found := _POINTS_AT_AN_OPTION.search(text):
            yield "letters and places differ from paper to paper", found.group()


def _feedback(question: Question) -> list[str]:
    match question:
        case Choice() | Choices():
            return [option.feedback for option in question.options]
        case Number():
            near_misses = [near.feedback for near in question.near_misses]
            return [question.feedback.correct, question.feedback.wrong, *near_misses]
        case Order():
            return [item.feedback for item in question.items]
        case Match():
            return [pair.feedback for pair in question.pairs]
        case Regions():
            return [question.feedback.correct, question.feedback.missed, question.feedback.extra]
        case TextAnswer():
            return [question.sample, *question.criteria]


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


def _natural_order(question: _Item) -> Iterator[tuple[str, str]]:
    numbers = [_NUMBER.findall(option.text) for option in question.options]
    frames = {_NUMBER.sub("#", option.text) for option in question.options}
    if len(frames) > 1 or any(len(found) != 1 for found in numbers):
        return
    sizes = [float(found[0]) for found in numbers]
    if not question.keep_order or sizes != sorted(sizes):
        yield "options that are numbers stand by size and say keep_order: true", question.options[0].text


_CHECKS: tuple[Callable[[_Item], Iterator[tuple[str, str]]], ...] = (
    _length,
    _above,
    _absolute,
    _article,
    _shape,
    _twins,
    _natural_order,
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
