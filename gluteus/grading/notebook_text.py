"""The text of an autograded notebook, put together from parts that are written once for a class.

The characters are those of ``nbformat.writes``, which takes a thousand times as long for each learner.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

_ID, _SOURCE, _OUTPUTS = "the id", "the source", "the outputs"
_LONGEST_KEPT = 4_000  # characters
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class CellText:
    """A cell whose id, source and outputs are still open.

    Parameters
    ----------
    cell_type : str
        ``"code"``, ``"markdown"`` or ``"raw"``.
    metadata : dict
        The cell's metadata.
    """

    def __init__(self, cell_type: str, metadata: dict[str, Any]) -> None:
        cell: dict[str, Any] = {"cell_type": cell_type, "id": _ID, "metadata": metadata, "source": _SOURCE}
        if cell_type == "code":
            cell |= {"execution_count": None, "outputs": _OUTPUTS}
        text = _indented(cell, 2)
        self._to_id, text = text.split(encode_basestring(_ID))
        self._to_outputs, found, rest = text.partition(encode_basestring(_OUTPUTS))
        self._to_source, self._end = (rest if found else text).split(encode_basestring(_SOURCE))
        self._is_code = bool(found)

    def write(self, number: int, source: str, outputs: str = "[]") -> str:
        """Write the cell.

        Parameters
        ----------
        number : int
            Its number in the notebook, from 1; its id is made of it.
        source : str
            What :func:`source_text` gives.
        outputs : str, optional
            What :func:`result_text` or :func:`error_text` gives, for a code cell.

        Returns
        -------
        str
            Its JSON, as it stands in the file.
        """
        head = f'{self._to_id}"cell-{number}"'
        if self._is_code:
            head += self._to_outputs + outputs
        return head + self._to_source + source + self._end


def source_text(source: str) -> str:
    """Write the source of a cell, a line of text in a line of the file."""
    if len(source) <= _LONGEST_KEPT:
        return _kept_source_text(source)
    return _source_text(source)


@lru_cache(maxsize=4096)  # prompts are those of a few arrangements, and most answers are short
def _kept_source_text(source: str) -> str:
    return _source_text(source)


def _source_text(source: str) -> str:
    if not source:
        return "[]"
    return "[\n    " + ",\n    ".join(map(encode_basestring, source.splitlines(keepends=True))) + "\n   ]"


def result_text(value: float) -> str:
    """Write the outputs of a check that gave a mark."""
    return f"{_RESULT_START}{encode_basestring(repr(value))}{_RESULT_END}"


def error_text(reason: str) -> str:
    """Write the outputs of a check that gave none, with the reason in one line."""
    return _indented([{"ename": "NotMarked", "evalue": reason, "output_type": "error", "traceback": [reason]}], 3)


def notebook_text(cells: Iterable[str]) -> str:
    """Write a notebook.

    Parameters
    ----------
    cells : iterable of str
        What :meth:`CellText.write` gives.

    Returns
    -------
    str
        Its JSON (nbformat 4.5).
    """
    return f"{_START}{_cells(cells)}{_END}"


def _cells(cells: Iterable[str]) -> str:
    text = ",\n  ".join(cells)
    return f"[\n  {text}\n ]" if text else "[]"


def _indented(value: object, depth: int) -> str:
    """Give the JSON of a part as it stands in the file; no line break in it belongs to a text."""
    text = json.dumps(value, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False)
    return text.replace("\n", "\n" + " " * depth)


_RESULT_START, _RESULT_END = _indented(
    [
        {
            "data": {"text/plain": [_SOURCE]},
            "execution_count": None,
            "metadata": {},
            "output_type": "execute_result",
        }
    ],
    3,
).split(encode_basestring(_SOURCE))
_START, _END = (
    json.dumps(
        {
            "cells": _SOURCE,
            "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )
    + "\n"
).split(encode_basestring(_SOURCE))
