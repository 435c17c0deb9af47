"""The marking core: a submission's bytes in, its marks out. No learner's line is run, and no bytes stop it.

``nbgrader autograde`` (see :mod:`gluteus.grading.autograde`) and ``gluteus grade`` both mark with it. Its marks are
those that nbgrader stores when it executes the same notebook, as far as answers are plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey
from gluteus.grading.checks import NO_PAPER, Above, Checks, Paper
from gluteus.grading.graded_notebook import NotebookWriter
from gluteus.grading.known_cells import KnownCell, KnownCells, SubmittedCell
from gluteus.grading.release_form import ReleaseForm
from gluteus.grading.submission_file import LARGEST_SUBMISSION, UngradableError, read_cells, read_submission
from gluteus.quiz.variants import is_paper

if TYPE_CHECKING:
    from gluteus.quiz.questions import Quiz

NO_RESPONSE = "No response."  # nbgrader's comment on an answer cell that is as it was released


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
    _written: tuple[NotebookWriter, list[SubmittedCell]] | None = None

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
        writer, cells = self._written
        return writer.write(cells)


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
        self._known = KnownCells(key.cells.values())
        self._checks = Checks()
        self._writer = NotebookWriter(key.texts, quiz, fault)
        self._grade_cells = [name for name, cell in key.cells.items() if cell.points is not None]
        self._solution_cells = [name for name, cell in key.cells.items() if cell.solution]
        checks = (known.check for known in self._known.by_name.values())
        self._rules = {check.question: check.rule for check in checks if check}
        self._release: tuple[ReleaseForm, list[_ReleasedCell]] | None = None

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
            cells, kept = self._known.find(read_cells(release), notices)
            if notices or kept.keys() != self._known.by_name.keys():
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
        cells, kept = self._cells_of_release(content) or self._known.find(read_cells(content), notices)
        paper = self._mark_cells(cells, marked, notices)
        changed = [
            known.cell.name
            for cell in cells
            if (known := cell.known) and known.cell.locked and self._writer.restore(cell, known, paper, notices)
        ]
        if len(changed) == 1:
            notices.append(f"{changed[0]}: the locked cell was changed, the original is used")
        elif changed:  # one line: a changed paper number alone makes most prompts differ
            notices.append(f"{len(changed)} locked cells were changed, the originals are used: {', '.join(changed)}")
        self._find_missing(kept, notices)
        marked.notices = tuple(dict.fromkeys(notices))
        marked._written = self._writer, cells
        return marked

    def _cells_of_release(self, content: bytes) -> tuple[list[SubmittedCell], Mapping[str, Any]] | None:
        """Read the cells of what differs from the release in nothing but texts; None for anything else."""
        if self._release is None or len(content) > LARGEST_SUBMISSION:
            return None
        form, released = self._release
        texts = form.texts(content)
        if texts is None:
            return None
        text = iter(texts)
        return [
            SubmittedCell(number, kind, next(text) if source is None else source, known)
            for number, kind, source, known in released
        ], self._known.by_name

    def _mark_cells(self, cells: list[SubmittedCell], marked: MarkedSubmission, notices: list[str]) -> Paper:
        """Mark from top to bottom, as a kernel would meet the cells, and give the learner's paper."""
        above = Above(self._rules)
        answered = 0
        for cell in cells:
            known = cell.known
            if known is None or known.is_prompt:
                if known is None and cell.kind == "code":
                    above.loose.append(cell.source)
            elif known.cell.solution:
                answered += self._take_answer(cell, known, above, marked)
            else:
                result = cell.result = self._checks.result(known, above)
                marked.scores[known.cell.name] = result.score
                answered += result.answer is not None or result.reason is not None
                if result.notice is not None:
                    notices.append(result.notice)
                elif known.check is not None:
                    marked.answers[known.check.question] = result.answer
        own = next(iter(above.papers.values()), NO_PAPER)
        marked.has_paper = bool(above.papers) and is_paper(own.value)
        if not marked.has_paper:
            own = NO_PAPER
        marked.paper_number = own.value
        notices += [paper.notice for paper in above.papers.values() if paper.notice]
        if not answered and any(cell.known and cell.known.cell.points is not None for cell in cells):
            notices.append("no question is answered")
        return own

    def _take_answer(self, cell: SubmittedCell, known: KnownCell, above: Above, marked: MarkedSubmission) -> bool:
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

    def _find_missing(self, kept: Mapping[str, SubmittedCell], notices: list[str]) -> None:
        if not kept:
            notices.append("no cell of this quiz is in the file, mark it by hand")
            return
        for name in self._grade_cells:
            if name not in kept:
                what = "cell" if self.key.cells[name].solution else "check"
                question = name.removesuffix("_marks")
                notices.append(f"{question}: the {what} is missing, mark this question by hand")


class _ReleasedCell(NamedTuple):
    """A cell of the released notebook."""

    number: int
    kind: str
    source: str | None  # None for one whose text may be another in a submission
    known: KnownCell | None
