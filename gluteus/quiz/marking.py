"""Marks: how many points an answer earns.

Every released quiz is marked by this one function, in the grader's kernel or without one, and its partial credit is
the same on the page. It imports nothing but the standard library, so that a test cell starts at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


def marks(question: dict[str, Any], answer: object) -> float:
    """Mark one answer.

    A ``choice`` and a ``number`` are all or nothing.
    ``choices`` earn ``(right ticks - wrong ticks) / correct options`` of the points, never less than nothing.

    Parameters
    ----------
    question : dict
        ``kind`` (``"choice"``, ``"choices"`` or ``"number"``), ``points`` (a float above 0) and ``key``: the id of the
        correct option, the list of the ids of the correct options, or the right number, with its ``tolerance``
        (absolute, 0 or more, 0 when it is left out).
    answer : object
        What the learner's cell holds. None is an unanswered question; anything else that is not an answer of this
        kind is a wrong one.

    Returns
    -------
    float
        From 0 to the question's points. Never raises for any answer, and gives 0 for a question it does not understand.
    """
    try:
        return float(question["points"]) * _SHARES[question["kind"]](question, answer)
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


def _choice(question: dict[str, Any], answer: object) -> float:
    return 1.0 if type(answer) is str and answer == question["key"] else 0.0


def _choices(question: dict[str, Any], answer: object) -> float:
    if type(answer) not in {list, tuple, set} or not all(type(tick) is str for tick in answer):  # type: ignore[attr-defined]
        return 0.0
    ticks, key = set(answer), set(question["key"])  # type: ignore[call-overload]
    return max(0, len(ticks & key) - len(ticks - key)) / len(key)


def _number(question: dict[str, Any], answer: object) -> float:
    if type(answer) not in {int, float}:
        return 0.0
    return 1.0 if close_to(float(answer), question["key"], question.get("tolerance", 0.0)) else 0.0  # type: ignore[arg-type]


_SHARES: dict[str, Callable[[dict[str, Any], object], float]] = {
    "choice": _choice,
    "choices": _choices,
    "number": _number,
}
