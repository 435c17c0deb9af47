"""A quiz's cells, and how they are found again in a submission, whatever was done to their text and their settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gluteus.grading.answer_key import QuizCell
from gluteus.grading.literal import Check, NotPlainError, read_check
from gluteus.grading.notebook_text import CellText, source_text
from gluteus.grading.submission_file import UngradableError

CELL_TYPES = frozenset({"code", "markdown", "raw"})

# What nbgrader's schema allows in a cell's metadata.
_SETTINGS = frozenset(
    {"schema_version", "grade", "locked", "solution", "task", "grade_id", "points", "checksum", "cell_type"}
)
_SCHEMA_VERSION = 3


class KnownCell:
    """A cell of the quiz, with what is worked out once for a class."""

    def __init__(self, cell: QuizCell) -> None:
        self.cell = cell
        self.is_prompt = cell.locked and cell.points is None
        self.question = cell.name.removesuffix("_marks")
        self.prompts = cell.name.removesuffix("_prompt")
        self.released = cell.released
        self.lines = text_lines(self.released)
        self.accepted: list[dict[str, tuple[type, Any]]] = []  # metadata that were found to be those of the quiz
        self.source_text = source_text(cell.source)
        self.text = CellText(cell.cell_type, {"nbgrader": _settings(cell)})
        self.check: Check | None = None
        self.reason: str | None = None
        if cell.points is not None and not cell.solution:
            try:
                self.check = read_check(cell.source)
            except NotPlainError as error:
                self.reason = str(error)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check gave: a mark, or the reason why not."""

    score: float | None
    reason: str | None = None
    notice: str | None = None
    answer: object = None


@dataclass(slots=True)
class SubmittedCell:
    """A cell of a submission."""

    number: int
    kind: str
    source: str
    known: KnownCell | None = None
    solves: bool = True  # whether it still calls itself an answer
    is_task: bool = False  # whether it calls itself what no cell of a quiz is
    result: CheckResult | None = None


class KnownCells:
    """The cells of one quiz.

    Parameters
    ----------
    cells : iterable of QuizCell
        As the gradebook holds them.
    """

    def __init__(self, cells: Iterable[QuizCell]) -> None:
        self.by_name = {cell.name: KnownCell(cell) for cell in cells}

    def find(self, found: list[Any], notices: list[str]) -> tuple[list[SubmittedCell], dict[str, SubmittedCell]]:
        """Find the quiz's cells in a submission.

        Parameters
        ----------
        found : list
            Its cells, as :func:`gluteus.grading.submission_file.read_cells` gives them.
        notices : list of str
            What is odd about them is added to it.

        Returns
        -------
        tuple of list and dict
            All cells that count, from top to bottom, and those of the quiz by name. Of a check that is there more than
            once the last counts; the texts of an answer are put together, and are two answers if they differ.

        Raises
        ------
        UngradableError
            When nbgrader would take a cell for none of this quiz.
        """
        cells: list[SubmittedCell] = []
        kept: dict[str, SubmittedCell] = {}
        copies: dict[str, dict[str, None]] = {}  # the different texts of an answer cell
        dropped: set[int] = set()
        for number, raw in enumerate(found, start=1):
            cell, settings = _read_cell(raw, number)
            # Empty metadata are what nbgrader itself leaves in a copied cell, and what ends its run.
            if settings:
                self._recognise(cell, settings, notices)
            known = cell.known
            if known is not None:
                name = known.cell.name
                first = kept.get(name)
                if first is not None:
                    notices.append(f"{name}: the cell is there more than once")
                    if known.cell.solution:
                        if text_lines(cell.source) != known.lines:  # an unanswered copy is no second answer
                            copies.setdefault(name, {first.source: None})[cell.source] = None
                        continue
                    dropped.add(first.number)
                kept[name] = cell
            cells.append(cell)
        for name, sources in copies.items():
            kept[name].source = "\n\n".join(sources)
        return [cell for cell in cells if cell.number not in dropped] if dropped else cells, kept

    def _recognise(self, cell: SubmittedCell, settings: Any, notices: list[str]) -> None:
        """Tell which cell of the quiz this is, and whether nbgrader would take it for one."""
        name = settings.get("grade_id") if type(settings) is dict else None
        known = self.by_name.get(name) if type(name) is str else None
        if known is not None and cell.kind == known.cell.cell_type and _typed(settings) in known.accepted:
            cell.known = known
            return
        if type(settings) is not dict:
            raise UngradableError(f"cell {cell.number} has nbgrader metadata that are none")
        if known is None and (name is not None or any(settings.get(flag) for flag in ("grade", "solution", "locked"))):
            raise UngradableError(f"cell {cell.number} has the id {name!r:.60}, which is not in this quiz")
        version = settings.get("schema_version", 0)
        if type(version) is not int or version != _SCHEMA_VERSION:
            raise UngradableError(f"its nbgrader metadata are of another version ({version!r:.20})")
        if known is None:
            return
        place = f"{name}: the settings of the cell"
        if not _valid(settings, known.cell):
            raise UngradableError(f"{place} are not those of this quiz")
        cell.known = known
        if cell.kind == known.cell.cell_type and _same_settings(settings, known.cell):
            if len(known.accepted) < 4:
                known.accepted.append(_typed(settings))
            return
        notices.append(f"{place} were changed")
        cell.solves, cell.is_task = settings["solution"], settings.get("task", False)


def _read_cell(raw: Any, number: int) -> tuple[SubmittedCell, Any]:
    """Read a cell and its nbgrader metadata; whatever else is in it is left alone."""
    try:
        kind, source, settings = raw["cell_type"], raw["source"], raw["metadata"].get("nbgrader")
        if type(source) is list:
            source = "".join(source)
    except (TypeError, KeyError, AttributeError, IndexError):
        raise UngradableError(f"cell {number} has no text or no metadata") from None
    if type(source) is not str or type(kind) is not str or kind not in CELL_TYPES:
        raise UngradableError(f"cell {number} is neither code nor text")
    return SubmittedCell(number, kind, source), settings


def _settings(cell: QuizCell) -> dict[str, Any]:
    """Give the nbgrader metadata of a cell, as nbgrader has them in a graded notebook."""
    settings: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
        "grade": cell.points is not None,
        "grade_id": cell.name,
        "locked": cell.locked,
        "schema_version": _SCHEMA_VERSION,
        "solution": cell.solution,
        "task": False,
    }
    return settings if cell.points is None else settings | {"points": cell.points}


def _typed(settings: dict[str, Any]) -> dict[str, tuple[type, Any]]:
    """Give settings with the type of each value: 1 equals True, and one file must not decide another."""
    return {name: (type(value), value) for name, value in settings.items()}


def _same_settings(settings: dict[str, Any], cell: QuizCell) -> bool:
    flags = {"solution": cell.solution, "grade": cell.points is not None, "locked": cell.locked, "task": False}
    if any(settings.get(flag, False) != value for flag, value in flags.items()):
        return False
    return cell.points is None or settings["points"] == cell.points


def _valid(settings: dict[str, Any], cell: QuizCell) -> bool:
    """Say whether nbgrader would still grade this cell of the quiz, once it has reset what it resets."""
    grade, solution, task = settings.get("grade"), settings.get("solution"), settings.get("task", False)
    if not all(type(flag) is bool for flag in (grade, solution, settings.get("locked"), task)):
        return False
    if not settings.keys() <= _SETTINGS or settings.get("cell_type", "code") not in tuple(CELL_TYPES):
        return False
    if cell.points is not None and cell.solution:
        # A text. nbgrader's own rule for Markdown: solution and grade go together, unless it is a task.
        fits = task or grade == solution
    elif cell.solution:
        fits = not grade and not task
    else:
        fits = grade == (cell.points is not None) and not solution and not task
    return fits and _valid_points(settings, cell.points if grade else None)


def _valid_points(settings: dict[str, Any], points: float | None) -> bool:
    given = settings.get("points")
    is_number = type(given) in {int, float} and given >= 0  # type: ignore[operator]
    if points is None:
        return is_number or "points" not in settings
    try:
        return float(given) != points or is_number  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return False


def text_lines(source: str) -> list[str]:
    """Give the lines of a text as they look: a learner who only changed the space around them changed nothing."""
    return [line.rstrip() for line in source.strip().splitlines()]
