"""Marks: how many points an answer earns.

Every released quiz is marked by this one function, in the grader's kernel or without one, and its partial credit is
the same on the page. It imports nothing but the standard library, so that a test cell starts at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

from gluteus.quiz.variants import is_paper, settled


def marks(question: dict[str, Any], answer: object, paper: object = 0) -> float:
    """Mark one answer.

    The share of the points that an answer earns, by kind:

    - ``choice`` and ``number``: all or nothing;
    - ``choices``: ``(right ticks - wrong ticks) / correct options``, never less than 0;
    - ``order``: Kendall's tau, ``(pairs in the right order - pairs in the wrong order) / all pairs``, never less than
      0; a list that does not hold each letter once earns 0;
    - ``match``: ``right rows / rows``; a wrong row costs no more than an open one;
    - ``regions``: ``(right places - wrong places) / places of the key``, never less than 0; neutral places count
      neither way.

    A ``text`` is marked by a person.

    Parameters
    ----------
    question : dict
        ``kind``, ``id``, ``points`` (a float above 0) and ``key`` in the letters of the file: a letter (``choice``), a
        list of letters (``choices``; ``order``, in the right order; ``match``, one for each row), the right number or
        the list of every variant's (``number``), or a list of sided regions (``regions``).
        ``options`` says how many letters are shuffled, and is left out where none are; ``tolerance`` (of a
        ``number``) is absolute, 0 when it is left out; ``neutral`` (of ``regions``) lists sided regions.
    answer : object
        What the learner's cell holds, in the letters of the learner's paper. None is an unanswered question; anything
        else that is not an answer of this kind is a wrong one.
    paper : object, optional
        The number of the learner's paper, a whole number from 0 to 999,999,999. Anything else earns 0 for any answer.

    Returns
    -------
    float
        From 0 to the question's points. Never raises for any answer, and gives 0 for a question it does not understand.

    References
    ----------
    Kendall M. G. (1938). A new measure of rank correlation. Biometrika 30, 81-93.
    """
    try:
        if not is_paper(paper):
            return 0.0
        rule = settled(question, paper)  # type: ignore[arg-type]  # is_paper has looked at it
        return float(rule["points"]) * _SHARES[rule["kind"]](rule, answer)
    except Exception:
        # An answer may be any object at all, and none may stop a class from being graded.
        return 0.0


def close_to(value: float, target: float, tolerance: float) -> bool:
    """Say whether a number lies within an absolute tolerance of a target.

    Parameters
    ----------
    value, target, tolerance : float
        In the same unit; ``tolerance`` is 0 or more.

    Returns
    -------
    bool
        True at the edge too: 3.8 is within 0.5 of 4.3, although 4.3 - 3.8 is more than 0.5 in binary fractions.
    """
    return math.isfinite(value) and abs(value - target) <= tolerance + 1e-9 * max(1.0, abs(target), tolerance)


def _choice(rule: dict[str, Any], answer: object) -> float:
    return 1.0 if type(answer) is str and answer == rule["key"] else 0.0


def _choices(rule: dict[str, Any], answer: object) -> float:
    return _right_minus_wrong(set(rule["key"]), set(), answer)


def _regions(rule: dict[str, Any], answer: object) -> float:
    return _right_minus_wrong(set(rule["key"]), set(rule.get("neutral", ())), answer)


def _right_minus_wrong(key: set[str], neutral: set[str], answer: object) -> float:
    if type(answer) not in {list, tuple, set} or not all(type(tick) is str for tick in answer):  # type: ignore[attr-defined]
        return 0.0
    ticks = set(answer) - neutral  # type: ignore[call-overload]
    return max(0, len(ticks & key) - len(ticks - key)) / len(key)


def _number(rule: dict[str, Any], answer: object) -> float:
    if type(answer) not in {int, float}:
        return 0.0
    return 1.0 if close_to(float(answer), rule["key"], rule.get("tolerance", 0.0)) else 0.0  # type: ignore[arg-type]


def _order(rule: dict[str, Any], answer: object) -> float:
    key: list[str] = rule["key"]
    letters = _entries(answer)
    if not all(type(letter) is str for letter in letters) or sorted(letters) != sorted(key):
        return 0.0
    pairs = [key.index(one) < key.index(other) for one, other in combinations(letters, 2)]
    return max(0, 2 * sum(pairs) - len(pairs)) / len(pairs)


def _match(rule: dict[str, Any], answer: object) -> float:
    key: list[str] = rule["key"]
    rows = _entries(answer)
    if len(rows) != len(key) or not all(row is None or type(row) is str for row in rows):
        return 0.0
    right: int = sum(row == letter for row, letter in zip(rows, key, strict=True))
    return right / len(key)


def _entries(answer: object) -> list[Any]:
    """Give a list's entries, none for what is no list: a set has no order."""
    return list(answer) if type(answer) in {list, tuple} else []  # type: ignore[call-overload]


_SHARES: dict[str, Callable[[dict[str, Any], object], float]] = {
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "order": _order,
    "match": _match,
    "regions": _regions,
}
