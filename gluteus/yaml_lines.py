"""YAML that remembers its lines, so that a fault is one sentence with a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gluteus.data_error import DataError as DataError  # noqa: PLC0414  (who reads YAML finds it here)

Place: TypeAlias = tuple[int | str, ...]


class Fault(NamedTuple):
    """A broken rule: where in the tree, which rule, and the value that breaks it."""

    place: Place
    rule: str
    value: object


@dataclass(frozen=True)
class Tree:
    """A YAML file as read: its values and their lines."""

    name: str
    root: CommentedMap

    def plain(self) -> dict[str, Any]:
        """Give the values as plain Python objects."""
        plain: dict[str, Any] = _plain(self.root)
        return plain

    def line(self, place: Place) -> int:
        """Find the line (from 1) of a place; what is missing is at the line of the mapping that lacks it."""
        node: Any = self.root
        line = 0
        for step in place:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0]
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0]
            else:
                # A tag of a pydantic union, or a field that is not there.
                continue
            node = node[step]
        return int(line) + 1

    def lines(self, faults: Iterable[Fault]) -> list[str]:
        """Say faults as ``file:line: rule: value``, in the order of the file."""
        placed = sorted(((self.line(fault.place), fault) for fault in faults), key=lambda pair: pair[0])
        return [f"{self.name}:{line}: {fault.rule}: {_short(fault.value)}" for line, fault in placed]


def read(path: Path, name: str) -> Tree:
    """Read a YAML mapping.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What its faults call it.

    Returns
    -------
    Tree
        Its values and lines.

    Raises
    ------
    DataError
        If it is not UTF-8, not YAML or not a mapping.
    OSError
        If it cannot be read.
    """
    try:
        root = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
        _plain(root)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        fault = f"{name}:{line}: the file must be UTF-8: byte {error.object[error.start]:#04x}"
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        fault = f"{name}:{mark.line + 1 if mark else 1}: not valid YAML: {_short(error.problem or error.context)}"
    except (YAMLError, ValueError) as error:
        fault = f"{name}:1: not valid YAML: {_short(error)}"
    except RecursionError:
        fault = f"{name}:1: nested too deeply: {name}"
    else:
        if isinstance(root, CommentedMap):
            return Tree(name, root)
        fault = f"{name}:1: the file must be a mapping: {_short(root)}"
    raise DataError([fault])


def shown(path: Path) -> str:
    """Give a path as a person would type it: relative to the working directory where it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def faults_of(error: ValidationError) -> list[Fault]:
    """Turn what pydantic found into faults.

    Parameters
    ----------
    error : ValidationError
        What a model raised for a tree's plain values.

    Returns
    -------
    list of Fault
        One for each finding, the rule in plain words.
    """
    return [_fault(detail) for detail in error.errors()]


_RULES = {
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "string_too_short": "must not be empty",
    "literal_error": "must be {expected}",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "too_short": "needs at least {min_length} item(s)",
    "too_long": "may have at most {max_length} items",
    "string_too_long": "may have at most {max_length} characters",
}

# What tells the patterns of the course's ids and codes from each other.
_FORMS = {
    "A-Za-z": "must be letters, digits, underscores, dots and hyphens",
    "(-[": "must be lower-case words joined by hyphens",
    "[a-z]": "must be lower-case words joined by underscores",
    r"\d{7}": "must be seven digits",
}


def _fault(detail: ErrorDetails) -> Fault:
    place, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    match kind:
        case "missing":
            return Fault(place, "a field is missing", place[-1])
        case "extra_forbidden":
            return Fault(place, "there is no such field", place[-1])
        case "union_tag_not_found":
            return Fault(place, "a field is missing", context["discriminator"].strip("'"))
        case "union_tag_invalid":
            return Fault((*place, "kind"), f"unknown kind, use one of {context['expected_tags']}", context["tag"])
    field = next((step for step in reversed(place) if isinstance(step, str)), "the file")
    if kind == "string_pattern_mismatch":
        rule = next((rule for sign, rule in _FORMS.items() if sign in context["pattern"]), "must match {pattern}")
    else:
        rule = _RULES.get(kind, detail["msg"].lower().replace("{", "{{").replace("}", "}}"))
    rule = rule.format(**context)
    return Fault(place, f"{field} {rule}", detail["input"])


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
