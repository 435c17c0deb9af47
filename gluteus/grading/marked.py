"""The marking core: a submission's bytes in, its marks out. No learner's line is run, and no bytes stop it.

``nbgrader autograde`` (see :mod:`gluteus.grading.autograde`) and ``gluteus grade`` both mark with it. Its marks are
those that nbgrader stores when it executes the same notebook, as far as answers are plain values.
"""

from __future__ import annotations

import contextlib
import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey, QuizCell
from gluteus.grading.literal import PAPER, Check, NotPlainError, read_answer, read_check
from gluteus.grading.notebook_text import CellText, error_text, notebook_text, result_text, source_text
from gluteus.grading.release_form import ReleaseForm
from gluteus.quiz.marking import marks
from gluteus.quiz.variants import Turn, is_paper, settled, turns

if TYPE_CHECKING:
    from gluteus.quiz.questions import Quiz

# A released quiz is about 25 kB. A submission of this size is not one, and reading it would only cost memory.
LARGEST_SUBMISSION = 10_000_000
MOST_CELLS = 10_000

NO_RESPONSE = "No response."  # nbgrader's comment on an answer cell that is as it was released

_KEPT_RESULTS = 20_000  # most classes give the same few answers; a hostile one must not fill the memory
_LONGEST_KEPT = 200
_KEPT_PROMPTS = 10_000

# Cells of the learner's own that are looked at for an answer whose cell is gone: so many, of so many characters.
_LOOSE, _LONGEST_LOOSE = 100, 2_000

# What nbgrader's schema allows in a cell's metadata.
_SETTINGS = frozenset(
    {"schema_version", "grade", "locked", "solution", "task", "grade_id", "points", "checksum", "cell_type"}
)
_SCHEMA_VERSION = 3
_CELL_TYPES = frozenset({"code", "markdown", "raw"})


class UngradableError(ValueError):
    """A submission that cannot be marked; the text is the reason in one line."""


@dataclass(slots=True)
class MarkedSubmission:
    """What became of one submission."""

    scores: dict[str, float | None]
    """By grade cell; None: no mark (the check is missing, a text waits for a person, or nothing could be marked)."""
    comments: dict[str, str | None]
    """By solution cell: ``"No response."`` or None."""
    answers: dict[str, object] = field(default_factory=dict)
    """By question, as read, letters as shown on the learner's paper; what could not be read is left out."""
    paper_number: int = 0
    has_paper: bool = False
    """Whether the file says which paper it is; where it does not, its number stands at 0."""
    notices: tuple[str, ...] = ()
    """What the instructor should look at, each in one line without a full stop."""
    failure: str | None = None
    """Why it could not be marked at all, in one line."""
    _written: tuple[Marker, list[_Cell]] | None = None

    def notebook(self) -> bytes:
        """Write the autograded notebook, as ``nbgrader autograde`` does.

        Returns
        -------
        bytes
            JSON in nbformat 4.5: locked cells as the quiz has them, the text of all others as the learner left it,
            and the mark as the output of each check.

        Raises
        ------
        UngradableError
            When the submission could not be marked.
        """
        if self._written is None:
            raise UngradableError(self.failure)
        marker, cells = self._written
        return marker._write(cells)


class Marker:
    """Marks the submissions of one quiz.

    Parameters
    ----------
    key : AnswerKey
        The quiz.
    quiz : Quiz, optional
        Its questions: with them the autograded notebook shows each learner's own paper.
    fault : str, optional
        Why there are no questions, for a notice about whoever has a paper of their own.
    """

    def __init__(self, key: AnswerKey, quiz: Quiz | None = None, fault: str = "the questions are not known") -> None:
        self.key = key
        self._fault = fault
        self._known = {cell.name: _Known(cell) for cell in key.cells.values()}
        self._grade_cells = [name for name, cell in key.cells.items() if cell.points is not None]
        self._solution_cells = [name for name, cell in key.cells.items() if cell.solution]
        self._questions = {question.id: question for question in quiz.graded} if quiz else {}
        self._results: dict[tuple[str, str, Turn | str], _Result] = {}
        self._prompts: dict[tuple[str, Turn], str] = {}
        self._settled: dict[tuple[str, Turn], dict[str, Any]] = {}
        self._rules = {known.check.question: known.check.rule for known in self._known.values() if known.check}
        self._release: tuple[ReleaseForm, list[_ReleasedCell]] | None = None
        self._free = {kind: CellText(kind, {}) for kind in _CELL_TYPES}
        self._own = CellText("markdown", {"gluteus": "released"})

    @classmethod
    def of_course(cls, key: AnswerKey, solutions: Path, exercises: Path) -> Marker:
        """Make the marker of a quiz with what its course folder knows besides the key.

        Parameters
        ----------
        key : AnswerKey
            The quiz.
        solutions, exercises : Path
            The quiz's folders with the instructor's source and with the release: the questions, from which each
            learner's own paper is shown, and the texts that are the quiz's own. What is missing is left out.

        Returns
        -------
        Marker
            The one that ``nbgrader autograde`` and ``gluteus grade`` mark with.
        """
        from gluteus.quiz.questions import read  # noqa: PLC0415  (a third of a second, for nothing but this)

        release = exercises / f"{key.notebook}.ipynb"
        key = key.with_texts_of(release)
        try:
            marker = cls(key, read(solutions / "questions.yml"))
        except OSError:
            marker = cls(key, fault="there is no questions.yml")
        except DataError as error:
            marker = cls(key, fault=str(error).splitlines()[0])
        if release.is_file():
            marker._learn(release.read_bytes())
        return marker

    def _learn(self, release: bytes) -> None:
        """Know the released notebook, so that what was made of it need not be read as JSON."""
        notices: list[str] = []
        try:
            cells, kept = self._cells(read_cells(release), notices)
            if notices or kept.keys() != self._known.keys():
                return  # it is the release of other questions
            own = [cell.known is not None and (cell.known.is_prompt or cell.known.cell.solution) for cell in cells]
            form = ReleaseForm(release, [place for place, is_own in enumerate(own) if is_own])
        except ValueError:
            return
        released = [
            _ReleasedCell(cell.number, cell.kind, None if is_own else cell.source, cell.known)
            for cell, is_own in zip(cells, own, strict=True)
        ]
        self._release = form, released

    def mark(self, content: bytes) -> MarkedSubmission:
        """Mark one submission.

        Parameters
        ----------
        content : bytes
            The file that was handed in.

        Returns
        -------
        MarkedSubmission
            The marks, or the reason why there are none. No bytes make this raise.
        """
        try:
            return self._mark(content)
        except UngradableError as error:
            return self.failed(str(error))
        except Exception as error:
            # Whatever a learner hands in, the others are to be marked.
            first_line = (str(error).strip().splitlines() or [""])[0]
            return self.failed(f"{type(error).__name__}: {first_line}")

    def mark_file(self, path: str | Path) -> MarkedSubmission:
        """Mark the submission in a file; no more of it is read than a submission may have.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        MarkedSubmission
            As :meth:`mark`; a file that cannot be read is a failure too.
        """
        try:
            content = read_submission(Path(path))
        except UngradableError as error:
            return self.failed(str(error))
        return self.mark(content)

    def failed(self, reason: str) -> MarkedSubmission:
        """Give what is stored of a submission that cannot be marked: no mark, no comment and the reason."""
        marked = self._unmarked()
        marked.failure = " ".join(reason.split())[:300]
        return marked

    def _unmarked(self) -> MarkedSubmission:
        return MarkedSubmission(dict.fromkeys(self._grade_cells), dict.fromkeys(self._solution_cells))

    def _mark(self, content: bytes) -> MarkedSubmission:
        marked = self._unmarked()
        notices: list[str] = []
        cells, kept = self._cells_of_release(content) or self._cells(read_cells(content), notices)
        paper = self._mark_cells(cells, marked, notices)
        for cell in cells:
            if cell.known is not None and cell.known.cell.locked:
                self._restore(cell, cell.known, paper, notices)
        self._find_missing(kept, notices)
        marked.notices = tuple(dict.fromkeys(notices))
        marked._written = self, cells
        return marked

    def _cells_of_release(self, content: bytes) -> tuple[list[_Cell], Mapping[str, Any]] | None:
        """Read the cells of what differs from the release in nothing but texts; None for anything else."""
        if self._release is None or len(content) > LARGEST_SUBMISSION:
            return None
        form, released = self._release
        texts = form.texts(content)
        if texts is None:
            return None
        text = iter(texts)
        return [
            _Cell(number, kind, next(text) if source is None else source, known)
            for number, kind, source, known in released
        ], self._known

    def _cells(self, found: list[Any], notices: list[str]) -> tuple[list[_Cell], dict[str, _Cell]]:
        cells: list[_Cell] = []
        kept: dict[str, _Cell] = {}
        copies: dict[str, dict[str, None]] = {}  # the different texts of an answer cell
        dropped: set[int] = set()
        for number, raw in enumerate(found, start=1):
            cell, settings = _read_cell(raw, number)
            # Empty metadata are what nbgrader itself leaves in a copied cell, and what ends its run.
            if settings:
                self._know(cell, settings, notices)
            known = cell.known
            if known is not None:
                name = known.cell.name
                first = kept.get(name)
                if first is not None:
                    notices.append(f"{name}: the cell is there more than once")
                    if known.cell.solution:
                        if _lines(cell.source) != known.lines:  # an unanswered copy is no second answer
                            copies.setdefault(name, {first.source: None})[cell.source] = None
                        continue
                    dropped.add(first.number)
                kept[name] = cell
            cells.append(cell)
        for name, sources in copies.items():
            kept[name].source = "\n\n".join(sources)
        return [cell for cell in cells if cell.number not in dropped] if dropped else cells, kept

    def _know(self, cell: _Cell, settings: Any, notices: list[str]) -> None:
        """Tell which cell of the quiz this is, and whether nbgrader would take it for one."""
        name = settings.get("grade_id") if type(settings) is dict else None
        known = self._known.get(name) if type(name) is str else None
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

    def _mark_cells(self, cells: list[_Cell], marked: MarkedSubmission, notices: list[str]) -> _Paper:
        """Mark from top to bottom, as a kernel would meet the cells, and give the learner's paper."""
        above = _Above(self._rules)
        answered = 0
        for cell in cells:
            known = cell.known
            if known is None or known.is_prompt:
                if known is None and cell.kind == "code":
                    above.loose.append(cell.source)
            elif known.cell.solution:
                answered += self._take_answer(cell, known, above, marked)
            else:
                result = cell.result = self._result(known, above)
                marked.scores[known.cell.name] = result.score
                answered += result.answer is not None or result.reason is not None
                if result.notice is not None:
                    notices.append(result.notice)
                elif known.check is not None:
                    marked.answers[known.check.question] = result.answer
        own = next(iter(above.papers.values()), _NO_PAPER)
        marked.has_paper = bool(above.papers) and is_paper(own.value)
        if not marked.has_paper:
            own = _NO_PAPER
        marked.paper_number = own.value
        notices += [paper.notice for paper in above.papers.values() if paper.notice]
        if not answered and any(cell.known and cell.known.cell.points is not None for cell in cells):
            notices.append("no question is answered")
        return own

    def _take_answer(self, cell: _Cell, known: _Known, above: _Above, marked: MarkedSubmission) -> bool:
        """Keep an answer for its check; a text has none, so here it waits for a person, and give whether it is one."""
        name, unchanged = known.cell.name, cell.source == known.cell.source
        if unchanged and cell.solves and not cell.is_task:
            marked.comments[name] = NO_RESPONSE
        if known.cell.points is None:
            above.sources[name] = cell.source
            return False
        marked.answers[name] = None if unchanged else cell.source
        marked.scores[name] = 0.0 if unchanged and cell.solves else None
        return not unchanged

    def _result(self, known: _Known, above: _Above) -> _Result:
        check = known.check
        if check is None:
            return _Result(None, known.reason, f"{known.question}: {known.reason}")
        source = above.source(check.question)
        if source is None:
            return _refused(known, f"there is no answer cell {check.question} above the check")
        paper = above.paper() if check.on_paper else _NO_PAPER
        if not paper.readable:
            return _Result(0.0, paper.notice, paper.notice)
        turned = paper.turns.get(check.question, paper.text) if check.on_paper else ""
        index = (known.cell.name, source, turned)
        result = self._results.get(index)
        if result is None:
            result = self._marked_answer(known, check, source, paper, turned)
            if len(self._results) < _KEPT_RESULTS and len(source) <= _LONGEST_KEPT:
                self._results[index] = result
        return result

    def _marked_answer(self, known: _Known, check: Check, source: str, paper: _Paper, turned: Turn | str) -> _Result:
        try:
            answer = read_answer(source, check.question)
        except NotPlainError as error:
            return _refused(known, str(error))
        if turned is None or isinstance(turned, str):  # the paper changes nothing, or is no paper
            return _Result(marks(check.rule, answer, paper.value), answer=answer)
        index = known.cell.name, turned
        rule = self._settled.get(index)
        if rule is None:
            try:
                rule = settled(check.rule, paper.value)
            except (KeyError, TypeError, ValueError, IndexError):
                return _Result(marks(check.rule, answer, paper.value), answer=answer)
            rule.pop("options", None)  # it is in the letters of this paper, and no more to be settled
            if len(self._settled) < _KEPT_PROMPTS:
                self._settled[index] = rule
        return _Result(marks(rule, answer), answer=answer)

    def _restore(self, cell: _Cell, known: _Known, paper: _Paper, notices: list[str]) -> None:
        """Put back what the learner changed in a locked cell; a prompt is the one of the learner's own paper."""
        original = known.cell.source
        if paper.value and known.cell.points is None:
            if not self._questions:
                notices.append(f"the prompts are shown as released and not as on paper {paper.value}: {self._fault}")
                cell.source = original
                return
            original = self._prompt(known, paper)
        if cell.source not in (known.released, original):
            lines = _lines(cell.source)
            if lines != known.lines and lines != _lines(original):
                notices.append(f"{known.cell.name}: the locked cell was changed, the original is used")
        cell.source = original

    def _prompt(self, known: _Known, paper: _Paper) -> str:
        question = self._questions.get(known.prompts)
        turned = paper.turns.get(known.prompts)
        if question is None or turned is None:
            return known.cell.source  # the same on every paper
        index = known.prompts, turned
        text = self._prompts.get(index)
        if text is None:
            from gluteus.quiz.prompts import prompt_text  # noqa: PLC0415  (a check has no need of it)

            text = prompt_text(question, paper.value)
            if len(self._prompts) < _KEPT_PROMPTS:
                self._prompts[index] = text
        return text

    def _find_missing(self, kept: Mapping[str, _Cell], notices: list[str]) -> None:
        if not kept:
            notices.append("no cell of this quiz is in the file, mark it by hand")
            return
        for name in self._grade_cells:
            if name not in kept:
                what = "cell" if self.key.cells[name].solution else "check"
                question = name.removesuffix("_marks")
                notices.append(f"{question}: the {what} is missing, mark this question by hand")

    def _write(self, cells: Iterable[_Cell]) -> bytes:
        return notebook_text(map(self._cell_text, cells)).encode()

    def _cell_text(self, cell: _Cell) -> str:
        known = cell.known
        if known is None:
            own = cell.kind == "markdown" and cell.source in self.key.texts
            return (self._own if own else self._free[cell.kind]).write(cell.number, source_text(cell.source))
        source = known.source_text if cell.source == known.cell.source else source_text(cell.source)
        outputs = "[]"
        if cell.result is not None:
            score, reason = cell.result.score, cell.result.reason
            outputs = result_text(score) if reason is None and score is not None else error_text(reason or "")
        return known.text.write(cell.number, source, outputs)


def read_submission(path: Path) -> bytes:
    """Read a file that was handed in.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    UngradableError
        When it is no file, cannot be read, or is larger than a submission may be; only so much of it is read.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):  # a link could lead anywhere, and a pipe has no end
            raise UngradableError(f"{path.name} is no ordinary file")
        size = status.st_size
        if size <= LARGEST_SUBMISSION:
            return path.read_bytes()
    except OSError as error:
        raise UngradableError(f"the file cannot be read: {error.strerror}") from None
    raise UngradableError(f"the file has {size} bytes, more than {LARGEST_SUBMISSION}")


def read_cells(content: bytes) -> list[Any]:
    """Read the cells of a notebook.

    Parameters
    ----------
    content : bytes
        A notebook of format 3 or 4 in UTF-8.

    Returns
    -------
    list
        Its cells as JSON has them, in the form of format 4; nothing in them has been checked.

    Raises
    ------
    UngradableError
        When it is no notebook, or one that is larger than a submission may be.
    """
    if len(content) > LARGEST_SUBMISSION:
        raise UngradableError(f"the file has {len(content)} bytes, more than {LARGEST_SUBMISSION}")
    try:
        notebook = orjson.loads(content)
    except orjson.JSONDecodeError:
        notebook = _read_as_nbgrader(content)
    if type(notebook) is not dict or type(notebook.get("nbformat")) is not int:
        raise UngradableError("the file is JSON, but not a notebook")
    if notebook["nbformat"] == 3:
        notebook = _upgraded(notebook)
    elif notebook["nbformat"] != 4:
        raise UngradableError(f"the notebook is of format {notebook['nbformat']}, which cannot be read")
    cells = notebook.get("cells")
    if type(cells) is not list:
        raise UngradableError("the notebook has no cells")
    if len(cells) > MOST_CELLS:
        raise UngradableError(f"the notebook has {len(cells)} cells, more than {MOST_CELLS}")
    return cells


def _read_as_nbgrader(content: bytes) -> Any:
    """Read what orjson refuses and Python reads: NaN, numbers of any length."""
    if not content.strip():
        raise UngradableError("the file is empty")
    try:
        text = content.decode()
        notebook = json.loads(text)
        json.dumps(notebook, ensure_ascii=False).encode()
    except RecursionError:
        raise UngradableError("the file is nested too deep") from None
    except UnicodeEncodeError:
        raise UngradableError("the file holds half a character, which cannot be written") from None
    except ValueError as error:
        raise UngradableError(f"the file is not JSON: {error}") from None
    return notebook


def _upgraded(notebook: dict[str, Any]) -> Any:
    import nbformat  # noqa: PLC0415  (a third of a second, for a format that JupyterLab has not written since 2015)

    try:
        return json.loads(json.dumps(nbformat.convert(nbformat.from_dict(notebook), 4)))
    except Exception:  # whatever it stumbles over, it is a file of 2015 that is broken too
        raise UngradableError("the notebook is of format 3, and cannot be converted") from None


class _Known:
    """A cell of the quiz, with what is worked out once for a class."""

    def __init__(self, cell: QuizCell) -> None:
        self.cell = cell
        self.is_prompt = cell.locked and cell.points is None
        self.question = cell.name.removesuffix("_marks")
        self.prompts = cell.name.removesuffix("_prompt")
        self.released = cell.released
        self.lines = _lines(self.released)
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


class _ReleasedCell(NamedTuple):
    """A cell of the released notebook."""

    number: int
    kind: str
    source: str | None  # None for one whose text may be another in a submission
    known: _Known | None


@dataclass(slots=True)
class _Cell:
    """A cell of a submission."""

    number: int
    kind: str
    source: str
    known: _Known | None = None
    solves: bool = True  # whether it still calls itself an answer
    is_task: bool = False  # whether it calls itself what no cell of a quiz is
    result: _Result | None = None


@dataclass(frozen=True, slots=True)
class _Result:
    """What a check gave: a mark, or the reason why not."""

    score: float | None
    reason: str | None = None
    notice: str | None = None
    answer: object = None


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the cell with the paper number says."""

    value: Any
    text: str = ""
    readable: bool = True
    notice: str | None = None
    turns: Mapping[str, Turn] = field(default_factory=dict)
    """What it does to each question; on two papers that do the same, the same answer is worth the same."""


_NO_PAPER = _Paper(0)


def _read_cell(raw: Any, number: int) -> tuple[_Cell, Any]:
    """Read a cell and its nbgrader metadata; whatever else is in it is left alone."""
    try:
        kind, source, settings = raw["cell_type"], raw["source"], raw["metadata"].get("nbgrader")
        if type(source) is list:
            source = "".join(source)
    except (TypeError, KeyError, AttributeError, IndexError):
        raise UngradableError(f"cell {number} has no text or no metadata") from None
    if type(source) is not str or type(kind) is not str or kind not in _CELL_TYPES:
        raise UngradableError(f"cell {number} is neither code nor text")
    return _Cell(number, kind, source), settings


class _Above:
    """What stands above a check."""

    def __init__(self, rules: Mapping[str, dict[str, Any]]) -> None:
        self.rules = rules
        self.sources: dict[str, str] = {}  # the text of the answer cells
        self.loose: list[str] = []  # code of cells that are none of the quiz's
        self.papers: dict[str | None, _Paper] = {}  # what the paper number was, by the text of its cell

    def source(self, name: str) -> str | None:
        """Give the text that answers a question; if its cell is gone, that of another cell which does so plainly."""
        if name not in self.sources:
            for text in self.loose[-_LOOSE:]:
                if name in text and len(text) <= _LONGEST_LOOSE:
                    with contextlib.suppress(NotPlainError):
                        read_answer(text, name)
                        self.sources[name] = text
        return self.sources.get(name)

    def paper(self) -> _Paper:
        source = self.source(PAPER)
        paper = self.papers.get(source)
        if paper is None:
            paper = self.papers[source] = _read_paper(source, self.rules)
        return paper


def _refused(known: _Known, reason: str) -> _Result:
    return _Result(0.0, reason, f"{known.question}: {reason}")


def _read_paper(source: str | None, rules: Mapping[str, dict[str, Any]]) -> _Paper:
    if source is None:
        notice = f"there is no cell {PAPER} above the checks, so nothing could be marked"
        return _Paper(None, readable=False, notice=notice)
    try:
        value = read_answer(source, PAPER)
    except NotPlainError as error:
        return _Paper(None, readable=False, notice=f"{PAPER}: {error}")
    if is_paper(value):
        turned: dict[str, Turn] = {}
        with contextlib.suppress(KeyError, TypeError, ValueError):  # a rule that is not whole
            turned = dict(zip(rules, turns(rules.values(), value), strict=True))  # type: ignore[arg-type]
        return _Paper(value, repr(value), turns=turned)
    # Whatever else it is, it is worth nothing: also what Python takes for 0.
    notice = f"{PAPER}: {value!r:.40} is not the number of a paper, so nothing could be marked"
    return _Paper(None, "none", notice=notice)


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
    if not settings.keys() <= _SETTINGS or settings.get("cell_type", "code") not in tuple(_CELL_TYPES):
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


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.strip().splitlines()]
