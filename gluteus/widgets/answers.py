"""Answers that are typed into a quiz: each in its one form, or refused in one sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from gluteus.quiz.answer_sheet import places
from gluteus.quiz.questions import Choice, Choices, Match, Number, Order, Question, Regions, TextAnswer


def checked_answer(question: Question, answer: object) -> Any:
    """Give an answer in its one form, as the page writes it.

    Parameters
    ----------
    question : Question
        Any kind.
    answer : object
        What was typed, not None.

    Returns
    -------
    str, float, list or None
        Ticks and places in alphabetical order and none of them twice; None for an answer that says nothing: a blank
        text or a match with every row open.

    Raises
    ------
    ValueError
        If it is no answer of this kind; the message names the question, what it takes and what it got.
    """
    return _FORMS[question.kind](question, answer)


def _number(question: Number, answer: object) -> float:
    if isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer):
        return answer
    raise _refused(question, "a finite number", answer)


def _choice(question: Choice, answer: object) -> str:
    if isinstance(answer, str) and answer in question.letters:
        return answer
    raise _refused(question, f"one of {_listed(question.letters)}", answer)


def _choices(question: Choices, answer: object) -> list[str]:
    ticks = _entries(answer)
    if ticks and all(tick in question.letters for tick in ticks):
        return [letter for letter in question.letters if letter in ticks]
    raise _refused(question, f"a list of {_listed(question.letters)}", answer)


def _order(question: Order, answer: object) -> list[str]:
    letters = _entries(answer, of=(list, tuple))
    if len(letters) == len(question.letters) and all(letter in letters for letter in question.letters):
        return letters
    raise _refused(question, f"a list of {_listed(question.letters)}, each once and the first one first", answer)


def _match(question: Match, answer: object) -> list[str | None] | None:
    rows = _entries(answer, of=(list, tuple))
    if len(rows) == len(question.pairs) and all(row is None or row in question.letters for row in rows):
        return rows if any(rows) else None
    takes = f"a list of {len(question.pairs)} entries, one for each row: {_listed(question.letters)} or None"
    raise _refused(question, takes, answer)


def _regions(question: Regions, answer: object) -> list[str]:
    seen = places(question.view)
    marked = _entries(answer)
    if not marked:
        raise _refused(question, f"a list of places such as {seen[0]!r}", answer)
    if strangers := [place for place in marked if place not in seen]:
        raise _refused(question, f"places that are seen in the {question.view} view, such as {seen[0]!r}", strangers[0])
    return sorted(set(marked))


def _text(question: TextAnswer, answer: object) -> str | None:
    if not isinstance(answer, str):
        raise _refused(question, "a text", answer)
    # A browser reads the two halves of a character beyond U+FFFF as that character.
    answer = answer.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    if len(answer) > question.longest:
        raise ValueError(f"{question.id} takes at most {question.longest} characters: {len(answer)}")
    return answer if answer.strip() else None


_FORMS: dict[str, Callable[[Any, object], Any]] = {
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "order": _order,
    "match": _match,
    "regions": _regions,
    "text": _text,
}


def _entries(answer: object, of: tuple[type, ...] = (list, tuple, set)) -> list[Any]:
    """Give the entries of a list; of anything else, none."""
    return list(answer) if isinstance(answer, of) else []  # type: ignore[call-overload]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _refused(question: Question, takes: str, answer: object) -> ValueError:
    return ValueError(f"{question.id} takes {takes}: {answer!r:.80}")
