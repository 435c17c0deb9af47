"""Small formulas in a question, such as ``weight * 9.81 / 2``: read as data, worked out without running anything."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import product

LONGEST = 200

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    # Unlike **, it makes neither endless whole numbers nor complex ones.
    ast.Pow: math.pow,
}
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "sin": lambda degrees: math.sin(math.radians(degrees)),
    "cos": lambda degrees: math.cos(math.radians(degrees)),
    "tan": lambda degrees: math.tan(math.radians(degrees)),
}
NAMES_TAKEN = frozenset({*_FUNCTIONS, "round", "answer"})
"""What a varied number cannot be called."""


class FormulaError(ValueError):
    """A formula that cannot be read or worked out; the text is the reason."""


def work_out(formula: float | str, values: Mapping[str, float]) -> float:
    """Work out a formula.

    Parameters
    ----------
    formula : float or str
        A number, or numbers and names with ``+ - * / **``, parentheses, ``round(x, digits)``, ``sqrt(x)``, and ``sin``,
        ``cos`` and ``tan`` of degrees; at most 200 characters.
    values : mapping
        The value of each name.

    Returns
    -------
    float
        Finite, rounded to 12 significant digits: 0.1 + 0.2 is 0.3.

    Raises
    ------
    FormulaError
        If it is no such formula, holds another name, or has no finite value.
    """
    if not isinstance(formula, str):
        return float(formula)
    if len(formula) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} characters")
    try:
        value = _value(ast.parse(formula.strip(), mode="eval").body, values)
    except (SyntaxError, RecursionError, MemoryError):
        raise FormulaError("not a number or a formula") from None
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(f"no value {_where(values)}") from None
    if not math.isfinite(value):
        raise FormulaError(f"no finite value {_where(values)}")
    return float(f"{value:.12g}") + 0.0


def combinations(vary: Mapping[str, list[float]]) -> Iterator[dict[str, float]]:
    """Give every variant of a question: the first holds the first value of each name, the last name changes first."""
    for values in product(*vary.values()):
        yield dict(zip(vary, values, strict=True))


def shown(value: float) -> str:
    """Write a number for a reader: at most six significant digits, no exponent (``60``, ``294.3``)."""
    return format(Decimal(f"{value + 0.0:.6g}"), "f")


def _where(values: Mapping[str, float]) -> str:
    named = ", ".join(f"{name} = {shown(value)}" for name, value in values.items())
    return f"where {named}" if named else "at all"


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            value = float(number)
        case ast.Name(id=name) if name in values:
            value = values[name]
        case ast.Name(id=name):
            raise FormulaError(f"{name} is not a name under vary")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = -_value(operand, values)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            value = _OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id="round"), args=[number, ast.Constant(value=int() as digits)], keywords=[]):
            value = round(_value(number, values), digits)
        case ast.Call(func=ast.Name(id="round"), args=[number], keywords=[]):
            value = float(round(_value(number, values)))
        case ast.Call(func=ast.Name(id=name), args=[number], keywords=[]) if name in _FUNCTIONS:
            value = _FUNCTIONS[name](_value(number, values))
        case _:
            raise FormulaError("not a number or a formula")
    return value
