"""Answers and checks read as data: the text of a cell is parsed, never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import orjson

# An answer to the longest question is a few hundred characters; the limits keep hostile text away from the parser.
LONGEST_ANSWER = 20_000
DEEPEST_ANSWER = 8
LONGEST_NUMBER = 1024  # bits: as far as a float reaches

PAPER = "paper_number"  # the cell that says which of its variants a learner's notebook is

# What the page writes, in characters that JSON and Python read alike: this need not wait for Python's own parser.
_TEXT = r'"[a-z0-9_:.-]*"'
_NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,17})?"
_PLAIN = re.compile(rf"{_TEXT}|{_NUMBER}|\[(?:(?:{_TEXT}|None)(?:, (?:{_TEXT}|None))*)?\]|None")


class NotPlainError(ValueError):
    """A cell that is not what a quiz allows; the text is the reason, in words for learner and instructor."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of a question says."""

    rule: dict[str, Any]
    """The question for :func:`gluteus.quiz.marking.marks`: its kind, key, points and so on."""
    question: str
    """The name that holds the answer."""
    on_paper: bool
    """Whether the rule depends on the learner's paper number."""


def read_answer(source: str, name: str) -> object:
    """Read an answer cell.

    Parameters
    ----------
    source : str
        The text of the cell: comments and one line ``name = value``, where the value is a plain Python literal.
        The ``name = None`` of the released cell may stay above the answer.
    name : str
        The question's id, the only name that the cell may set.

    Returns
    -------
    object
        The value; None where the question is not answered.

    Raises
    ------
    NotPlainError
        When the cell holds two different answers (to Python 1 and True are equal, here they are two), more than
        20,000 characters, brackets nested more than 8 deep, or anything but an assignment of a literal to this name.
    """
    if len(source) > LONGEST_ANSWER:
        raise NotPlainError(f"the answer cell has {len(source)} characters, more than {LONGEST_ANSWER}")
    text = source.removesuffix("\n")
    if text.startswith(f"{name} = ") and _PLAIN.fullmatch(text, len(name) + 3):
        return orjson.loads(text[len(name) + 3 :].replace("None", "null"))  # no other text has a capital letter
    values: list[object] = []
    for statement in _parse(source):
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                values.append(_literal(value))
            case _:
                raise NotPlainError(f'line {statement.lineno} is not of the form {name} = "..."')
    while values and values[0] is None:
        values.pop(0)
    if len(set(map(_exact, values))) > 1:
        raise NotPlainError("two answers were given, so none counts")
    return values[0] if values else None


def read_check(source: str) -> Check:
    """Read the test cell of a question.

    Parameters
    ----------
    source : str
        The cell as the gradebook holds it: the import of ``marks``, and one call ``marks({...}, name, paper_number)``;
        the paper number may be left out.

    Returns
    -------
    Check
        What it says.

    Raises
    ------
    NotPlainError
        When the cell has any other form: a check that is not understood gives no marks.
    """
    match _parse(source):
        case [
            ast.ImportFrom(module="gluteus.quiz.marking", names=[ast.alias(name="marks", asname=None)], level=0),
            ast.Expr(
                value=ast.Call(
                    func=ast.Name(id="marks"), args=[ast.Dict() as key, ast.Name(id=name), *paper], keywords=[]
                )
            ),
        ] if [ast.unparse(argument) for argument in paper] in ([], [PAPER]):
            rule = _literal(key)
            if isinstance(rule, dict) and all(isinstance(entry, str) for entry in rule):
                return Check(rule, name, bool(paper))
    raise NotPlainError("this check is not of the form marks({...}, name), so it was not marked")


def _parse(source: str) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in an answer is no concern of the instructor's terminal
            return ast.parse(source).body
    except SyntaxError as error:
        raise NotPlainError(f"line {error.lineno or 1} is not Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise NotPlainError("the cell cannot be read as Python") from None


def _literal(node: ast.expr) -> object:
    try:
        value = ast.literal_eval(node)
        depth, bits = _size(value)
    except (ValueError, TypeError, RecursionError, MemoryError):
        line = f"line {node.lineno}"
        raise NotPlainError(f"{line} does not hold a plain value (text in quotes, a number or a list)") from None
    if depth > DEEPEST_ANSWER:
        raise NotPlainError(f"line {node.lineno} has brackets nested more than {DEEPEST_ANSWER} deep")
    if bits > LONGEST_NUMBER:  # Python itself refuses to write a longer one down
        raise NotPlainError(f"line {node.lineno} holds a number of more than {LONGEST_NUMBER} bits")
    return value


def _exact(value: object) -> Hashable:
    """Give what is equal for equal values of one kind only: 1 and 1.0 are one number, but 1 is not True."""
    inside: Hashable = value
    match value:
        case dict():
            inside = frozenset((_exact(key), _exact(entry)) for key, entry in value.items())
        case set():
            inside = frozenset(map(_exact, value))
        case list() | tuple():
            inside = tuple(map(_exact, value))
    return int if isinstance(value, float) else type(value), inside


def _size(value: object) -> tuple[int, int]:
    """Give how deep a value is nested, and the bits of its longest whole number."""
    match value:
        case int():
            return 0, value.bit_length()
        case dict():
            inside = [*value.keys(), *value.values()]
        case list() | tuple() | set():
            inside = list(value)
        case _:
            return 0, 0
    depths, bits = zip(*map(_size, inside), strict=True) if inside else ((0,), (0,))
    return 1 + max(depths), max(bits)
