"""Papers: which arrangement of the options and which numbers a learner sees, from one number in the notebook.

Paper 0 is the paper as it is released: nothing shuffled, the first values.
The page does the same in JavaScript.  It imports nothing but the standard library, so that a check starts at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

HIGHEST_PAPER = 999_999_999
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Turn: TypeAlias = tuple[int, ...] | int | None

_UINT32 = 0xFFFFFFFF


def is_paper(number: object) -> bool:
    """Say whether a value is a paper number: a whole number from 0 to 999,999,999, and no bool."""
    return type(number) is int and 0 <= number <= HIGHEST_PAPER


def stream(paper: int, question_id: str) -> Iterator[int]:
    """Give endless whole numbers, the same each time for one question on one paper.

    Parameters
    ----------
    paper : int
        The paper number.
    question_id : str
        The question: each has numbers of its own.

    Yields
    ------
    int
        From 0 to 2**32 - 1.

    Notes
    -----
    The generator is mulberry32 (Tommy Ettinger, 2017, public domain); its seed is the FNV-1a hash (Fowler, Noll and
    Vo; RFC 9923) of ``<paper>:<question id>``.  Both need 32-bit arithmetic only, which JavaScript has too.
    """
    state = 0x811C9DC5
    for byte in f"{paper}:{question_id}".encode():
        state = (state ^ byte) * 0x01000193 & _UINT32
    while True:
        state = state + 0x6D2B79F5 & _UINT32
        mixed = (state ^ state >> 15) * (state | 1) & _UINT32
        mixed ^= mixed + (mixed ^ mixed >> 7) * (mixed | 61) & _UINT32
        yield mixed ^ mixed >> 14


def arrangement(paper: int, question_id: str, n: int) -> list[int]:
    """Give the order in which a paper shows the options of a question.

    Parameters
    ----------
    paper : int
        The paper number.
    question_id : str
        The question.
    n : int
        How many options it has.

    Returns
    -------
    list of int
        For each place shown, from the top, the option's place in the file, from 0; ``0 ... n-1`` for paper 0.
    """
    return list(range(n)) if paper == 0 else _shuffled(stream(paper, question_id), n)


def variant(paper: int, question_id: str, n: int) -> int:
    """Give which of a question's ``n`` variants a paper shows: from 0 to ``n - 1``, always 0 for paper 0."""
    return 0 if paper == 0 else next(stream(paper, question_id)) % n


def lettering(question_id: str, texts: Sequence[str]) -> list[str]:
    """Give the texts of an ``order`` or a ``match`` in the order of the file's letters.

    Parameters
    ----------
    question_id : str
        The question.
    texts : sequence of str
        What gets letters, all different, in any order.

    Returns
    -------
    list of str
        The texts from letter ``a`` on. It depends on nothing but what every reader sees: this code is public, and with
        the order of the file, which is the answer, anybody could work the answer out of the letters.
    """
    ordered = sorted(texts)
    return [ordered[place] for place in _shuffled(stream(0, f"letters of {question_id}"), len(ordered))]


def turns(rules: Iterable[dict[str, Any]], paper: int) -> list[Turn]:
    """Give what a paper does to each of some questions: on two papers with the same turn a question is the same.

    Parameters
    ----------
    rules : iterable of dict
        As the check cells hold them; see :func:`gluteus.quiz.marking.marks`.
    paper : int
        The paper number.

    Returns
    -------
    list of (tuple of int, int or None)
        For each question the arrangement of its letters, the variant of its number, or None where no paper changes it.

    Raises
    ------
    KeyError, TypeError, ValueError
        If a rule is not whole.
    """
    found: list[Turn] = []
    # As :func:`stream`, written out: a class of 10,000 has 120,000 of these.
    paper_state = 0x811C9DC5
    for byte in f"{paper}:".encode():
        paper_state = (paper_state ^ byte) * 0x01000193 & _UINT32
    for rule in rules:
        varies = rule["kind"] == "number" and type(rule["key"]) is list
        if not varies and "options" not in rule:
            found.append(None)
            continue
        state = paper_state
        for byte in rule["id"].encode():
            state = (state ^ byte) * 0x01000193 & _UINT32
        order = [] if varies else list(range(len(LETTERS[: rule["options"]])))
        count = len(rule["key"]) if varies else len(order)
        place = 0
        for left in (count,) if varies else range(count, 1, -1):
            state = state + 0x6D2B79F5 & _UINT32
            mixed = (state ^ state >> 15) * (state | 1) & _UINT32
            mixed ^= mixed + (mixed ^ mixed >> 7) * (mixed | 61) & _UINT32
            place = (mixed ^ mixed >> 14) % left if paper else left - 1
            if order:
                order[left - 1], order[place] = order[place], order[left - 1]
        found.append((place if paper else 0) if varies else tuple(order))
    return found


def settled(rule: dict[str, Any], paper: int) -> dict[str, Any]:
    """Give the rule of a question as it holds on one paper.

    Parameters
    ----------
    rule : dict
        As the check cell holds it; see :func:`gluteus.quiz.marking.marks`.
    paper : int
        The paper number.

    Returns
    -------
    dict
        The same rule with its ``key`` in the letters that this paper shows, or as this paper's one number.

    Raises
    ------
    KeyError, TypeError, ValueError, IndexError
        If the rule is not whole.
    """
    key = rule["key"]
    if rule["kind"] == "number":
        return {**rule, "key": key[variant(paper, rule["id"], len(key))]} if type(key) is list else rule
    if "options" not in rule:
        return rule
    shown = {filed: letter for letter, filed in _filed(rule, paper).items()}
    if rule["kind"] == "choice":
        return {**rule, "key": shown[key]}
    renamed = [shown[letter] for letter in key]
    return {**rule, "key": sorted(renamed) if rule["kind"] == "choices" else renamed}


def in_file_letters(rule: dict[str, Any], answer: object, paper: int) -> object:
    """Give an answer in the letters of the file, so that answers on different papers can be counted together.

    Parameters
    ----------
    rule : dict
        As the check cell holds it.
    answer : object
        The answer in the letters that the paper shows.
    paper : int
        The paper number.

    Returns
    -------
    object
        The answer with each letter of this paper replaced by the file's; whatever is no letter of it stays as it is.
    """
    if "options" not in rule or not is_paper(paper):
        return answer
    filed = _filed(rule, paper)

    def renamed(letter: object) -> object:
        return filed.get(letter, letter) if type(letter) is str else letter

    match answer:
        case list() | tuple():
            letters = [renamed(letter) for letter in answer]
            return sorted(letters, key=str) if rule["kind"] == "choices" else letters
        case set():
            return sorted((renamed(letter) for letter in answer), key=str)
    return renamed(answer)


def _filed(rule: dict[str, Any], paper: int) -> dict[str, str]:
    """Give the letter in the file of each letter that a paper shows."""
    letters = LETTERS[: rule["options"]]
    return dict(zip(letters, (letters[place] for place in arrangement(paper, rule["id"], len(letters))), strict=True))


def _shuffled(numbers: Iterator[int], n: int) -> list[int]:
    order = list(range(n))
    for last in range(n - 1, 0, -1):
        other = next(numbers) % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order
