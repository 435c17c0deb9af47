"""A submission that is the released notebook with other texts in some cells, read by comparing it with the release.

That is what the page writes for almost every learner. Comparing takes a fraction of the time of a JSON parser and gives
the same texts: around them the submission is the release, byte for byte, and each text is parsed as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import orjson

# As nbformat writes the source of a cell. In a text of JSON a quotation mark has a backslash before it, and there is no
# line break: neither the beginning nor the end can be a learner's.
_SOURCE = re.compile(rb'"source": (?:\[\]|\[\n    (.*?)\n   \])', re.DOTALL)
_END = b"\n   ]"

_MOST_KEPT = 2_000  # texts of a cell: a class gives the same few answers, and sees a few hundred arrangements
_LONGEST_KEPT = 4_000  # bytes


class ReleaseForm:
    """A released notebook, cut at the texts of some of its cells.

    Parameters
    ----------
    content : bytes
        The file, as nbformat writes it.
    open_cells : collection of int
        The places of the cells, from 0, whose text may be another.

    Raises
    ------
    ValueError
        When the file is not as nbformat writes it, or one of these cells has no text.
    """

    def __init__(self, content: bytes, open_cells: Collection[int]) -> None:
        found = list(_SOURCE.finditer(content))
        cells = orjson.loads(content)["cells"]
        if [_text(match[1] or b"") or "" for match in found] != ["".join(cell["source"]) for cell in cells]:
            raise ValueError("this notebook was not written by nbformat")
        self._fixed: list[bytes] = []
        at = 0
        for place in sorted(open_cells):
            start, end = found[place].span(1)
            if start < 0:
                raise ValueError(f"cell {place} of the release is empty")
            self._fixed.append(content[at:start])
            at = end
        self._last = content[at:]
        self._kept: list[dict[bytes, str]] = [{} for _ in self._fixed]

    def texts(self, content: bytes) -> list[str] | None:
        """Read the texts of the open cells.

        Parameters
        ----------
        content : bytes
            A file that was handed in.

        Returns
        -------
        list of str or None
            The text of each open cell, in their order; None when anything else differs from the release.
        """
        texts = []
        at = 0
        for fixed, kept in zip(self._fixed, self._kept, strict=True):
            if not content.startswith(fixed, at):
                return None
            at += len(fixed)
            end = content.find(_END, at)
            raw = content[at:end]
            text = kept.get(raw)
            if text is None:
                if end < 0 or (text := _text(raw)) is None:
                    return None
                if len(kept) < _MOST_KEPT and len(raw) < _LONGEST_KEPT:
                    kept[raw] = text
            texts.append(text)
            at = end
        return texts if content[at:] == self._last else None


def _text(raw: bytes) -> str | None:
    """Read the lines of a source; None when they are not lines of text, one or more."""
    try:
        lines = orjson.loads(b"[" + raw + b"]")
    except orjson.JSONDecodeError:
        return None
    return "".join(lines) if lines and all(type(line) is str for line in lines) else None
