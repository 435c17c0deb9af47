"""What a quiz is to the grader: its cells, as nbgrader's gradebook holds them.

Nothing here imports nbgrader, so that reading a key costs no seconds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

_SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*$.*?^[^\n]*END SOLUTION[^\n]*$", re.DOTALL | re.MULTILINE)
_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class QuizCell:
    """A cell of the quiz as the gradebook holds it."""

    name: str
    cell_type: str
    """``"code"``, ``"markdown"`` or ``"raw"``."""
    source: str
    """The released text; of a check, with its hidden tests."""
    checksum: str
    """nbgrader's own, see :func:`checksum`."""
    locked: bool
    solution: bool
    points: float | None
    """None for a cell that carries no marks."""

    @property
    def released(self) -> str:
        """The text as learners get it: without the lines of the hidden tests."""
        kept, hidden = _HIDDEN.subn("", self.source)
        return kept.removesuffix("\n") if hidden else kept


@dataclass(frozen=True)
class AnswerKey:
    """The cells of one quiz.

    ``texts`` are the Markdown cells that the released notebook has besides them, such as the opening: feedback renders
    what is the quiz's own, and shows as text what is the learner's.
    """

    quiz: str
    notebook: str
    cells: Mapping[str, QuizCell] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()

    @classmethod
    def of_notebook(cls, path: str | Path) -> AnswerKey:
        """Read the key from the instructor's notebook, as ``nbgrader generate_assignment`` would store it.

        Parameters
        ----------
        path : str or Path
            ``solutions/<quiz>/<quiz>.ipynb``.

        Returns
        -------
        AnswerKey
            With the solutions taken out of the answer cells, and the hidden tests left in the checks.
        """
        path = Path(path)
        cells: dict[str, QuizCell] = {}
        texts = set()
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source, settings = "".join(cell["source"]), cell["metadata"].get("nbgrader")
            if settings is None:
                if cell["cell_type"] == "markdown":
                    texts.add(source)
                continue
            name, solution, grade = settings["grade_id"], bool(settings["solution"]), bool(settings["grade"])
            locked = not solution and (grade or bool(settings["locked"]))
            if solution:
                source = _SOLUTION.sub("", source)
            points = float(settings["points"]) if grade else None
            kind = cell["cell_type"]
            sum_ = checksum(source, kind, name, locked=locked, solution=solution, points=points)
            cells[name] = QuizCell(name, kind, source, sum_, locked, solution, points)
        return cls(path.parent.name, path.stem, cells, frozenset(texts))

    def with_texts_of(self, release: str | Path) -> AnswerKey:
        """Add the texts of the released notebook, if there is one.

        Parameters
        ----------
        release : str or Path
            ``exercises/<quiz>/<quiz>.ipynb``.

        Returns
        -------
        AnswerKey
            The same key with its ``texts``.
        """
        path = Path(release)
        if not path.exists():
            return self
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = {
            "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "markdown" and "nbgrader" not in cell["metadata"]
        }
        return replace(self, texts=frozenset(texts))


def checksum(source: str, cell_type: str, name: str, *, locked: bool, solution: bool, points: float | None) -> str:
    """Give nbgrader's checksum of a cell, which tells a changed cell from one as it was released.

    Parameters
    ----------
    source, cell_type, name : str
        Its text, its type and its nbgrader id.
    locked, solution : bool
        Its nbgrader settings.
    points : float or None
        What it is worth; None for a cell that carries no marks.

    Returns
    -------
    str
        32 hexadecimal digits, those of ``nbgrader.utils.compute_checksum``.
    """
    words = [source, cell_type, str(points is not None), str(solution), str(locked), name]
    if points is not None:
        words.append(str(float(points)))
    return hashlib.md5("".join(words).encode(), usedforsecurity=False).hexdigest()
