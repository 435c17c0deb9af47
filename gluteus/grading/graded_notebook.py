"""The autograded notebook: locked cells as the quiz has them on the learner's paper, marks as outputs of the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from gluteus.grading.checks import Paper
from gluteus.grading.known_cells import CELL_TYPES, KnownCell, SubmittedCell, text_lines
from gluteus.grading.notebook_text import CellText, error_text, notebook_text, result_text, source_text
from gluteus.quiz.variants import Turn

if TYPE_CHECKING:
    from gluteus.quiz.questions import Quiz

_KEPT_PROMPTS = 10_000


class NotebookWriter:
    """Writes the autograded notebooks of one quiz.

    Parameters
    ----------
    texts : collection of str
        The Markdown cells that the released notebook has besides those of the gradebook.
    quiz : Quiz or None
        Its questions, for the prompts of each learner's own paper.
    fault : str
        Why there are no questions, for a notice about whoever has a paper of their own.
    """

    def __init__(self, texts: Collection[str], quiz: Quiz | None, fault: str) -> None:
        self._texts, self._fault = texts, fault
        self._questions = {question.id: question for question in quiz.graded} if quiz else {}
        self._prompts: dict[tuple[str, Turn], str] = {}
        self._free = {kind: CellText(kind, {}) for kind in CELL_TYPES}
        self._own = CellText("markdown", {"gluteus": "released"})

    def restore(self, cell: SubmittedCell, known: KnownCell, paper: Paper, notices: list[str]) -> bool:
        """Put back what the learner changed in a locked cell; a prompt is the one of the learner's own paper.

        Parameters
        ----------
        cell : SubmittedCell
            The cell as it was handed in; its text becomes the quiz's own.
        known : KnownCell
            The cell of the quiz that it is.
        paper : Paper
            The learner's.
        notices : list of str
            That the prompts cannot be those of the paper is added to it.

        Returns
        -------
        bool
            Whether the learner changed it.
        """
        original = known.cell.source
        if paper.value and known.cell.points is None:
            if not self._questions:
                notices.append(f"the prompts are shown as released and not as on paper {paper.value}: {self._fault}")
                cell.source = original
                return False
            original = self._prompt(known, paper)
        changed = False
        if cell.source not in (known.released, original):
            lines = text_lines(cell.source)
            changed = lines != known.lines and lines != text_lines(original)
        cell.source = original
        return changed

    def _prompt(self, known: KnownCell, paper: Paper) -> str:
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

    def write(self, cells: Iterable[SubmittedCell]) -> bytes:
        """Write the notebook of one learner.

        Parameters
        ----------
        cells : iterable of SubmittedCell
            Its cells, restored and marked.

        Returns
        -------
        bytes
            JSON in nbformat 4.5.
        """
        return notebook_text(map(self._cell_text, cells)).encode()

    def _cell_text(self, cell: SubmittedCell) -> str:
        known = cell.known
        if known is None:
            own = cell.kind == "markdown" and cell.source in self._texts
            return (self._own if own else self._free[cell.kind]).write(cell.number, source_text(cell.source))
        source = known.source_text if cell.source == known.cell.source else source_text(cell.source)
        outputs = "[]"
        if cell.result is not None:
            score, reason = cell.result.score, cell.result.reason
            outputs = result_text(score) if reason is None and score is not None else error_text(reason or "")
        return known.text.write(cell.number, source, outputs)
