"""Read a YAML file into a pydantic model, so that every mistake is named by file, line, rule and value."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[Hashable]
"""Keys and list indices that lead from the top of a file to a value."""


class DataError(ValueError):
    """A data file breaks a rule; each line of the message is ``file:line: place: rule: value``."""


def shown(path: Path) -> str:
    """Give a path as a person would type it: relative to the working directory where that is shorter."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


class CheckedFile:
    """One YAML file and where each of its values stands.

    Parameters
    ----------
    path : Path
        The file to read, UTF-8.

    Raises
    ------
    DataError
        The file cannot be read, is not UTF-8, is not YAML, names a key twice, or is not a mapping at the top.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.data: CommentedMap = YAML(typ="rt", pure=True).load(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise DataError(f"{shown(path)}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise DataError(f"{shown(path)}: not UTF-8 at byte {error.start}") from error
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DataError(f"{shown(path)}:{line}: not valid YAML: {' '.join(str(error.problem).split())}") from error
        except YAMLError as error:
            raise DataError(f"{shown(path)}: not valid YAML: {' '.join(str(error).split())}") from error
        if not isinstance(self.data, CommentedMap):
            raise DataError(f"{shown(path)}:1: the file must be a mapping of names to values")

    def line(self, place: Place) -> int:
        """Give the line (from 1) of a place, or of the nearest enclosing place that stands in the file."""
        node: Any = self.data
        line = 1
        for key in place:
            try:
                if isinstance(node, CommentedMap):
                    line = node.lc.key(key)[0] + 1
                elif isinstance(node, CommentedSeq):
                    line = node.lc.item(key)[0] + 1
                node = node[key]
            except (KeyError, IndexError, TypeError):
                break
        return line

    def problem(self, place: Place, rule: str, value: object = None) -> str:
        """Word one mistake as a single line: file, line, place, rule and, where given, value."""
        where = ".".join(str(key) for key in place)
        said = "" if value is None else f": {str(value)!r}" if isinstance(value, str) else f": {value!r}"
        return f"{shown(self.path)}:{self.line(place)}: {where + ': ' if where else ''}{rule}{said}"

    def read(self, model: type[Model]) -> Model:
        """Check the file against a model.

        Raises
        ------
        DataError
            The file breaks a rule of the model; one line for each mistake.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise DataError("\n".join(self._worded(error))) from error

    def _worded(self, error: ValidationError) -> list[str]:
        lines = []
        for mistake in error.errors():
            place = [key for key in mistake["loc"] if self._stands(key)]
            rule = mistake["msg"].removeprefix("Value error, ")
            value = mistake["input"] if isinstance(mistake["input"], str | int | float) else None
            lines.append(self.problem(place, rule, value))
        return lines

    @staticmethod
    def _stands(key: Hashable) -> bool:
        # pydantic adds the names of union members and validators to a place; they are not in the file.
        return isinstance(key, int) or (isinstance(key, str) and not key.startswith("function-"))


def all_of(checks: Sequence[Callable[[], list[str]]]) -> None:
    """Run every check and raise one `DataError` with all the lines they return."""
    lines = [line for check in checks for line in check()]
    if lines:
        raise DataError("\n".join(lines))
