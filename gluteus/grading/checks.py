"""What each check of a submission comes to: the answers and the paper number above it, and the mark they earn."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gluteus.grading.known_cells import CheckResult, KnownCell
from gluteus.grading.literal import PAPER, Check, NotPlainError, read_answer
from gluteus.quiz.marking import marks
from gluteus.quiz.variants import Turn, is_paper, settled, turns

_KEPT_RESULTS = 20_000  # most classes give the same few answers; a hostile one must not fill the memory
_LONGEST_KEPT = 200
_KEPT_RULES = 10_000

# Cells of the learner's own that are looked at for an answer whose cell is gone: so many, of so many characters.
_LOOSE, _LONGEST_LOOSE = 100, 2_000


@dataclass(frozen=True, slots=True)
class Paper:
    """What the cell with the paper number says."""

    value: Any
    text: str = ""
    readable: bool = True
    notice: str | None = None
    turns: Mapping[str, Turn] = field(default_factory=dict)
    """What it does to each question; on two papers that do the same, the same answer is worth the same."""


NO_PAPER = Paper(0)


class Above:
    """What stands above a check.

    Parameters
    ----------
    rules : mapping
        By question, what its check says; see :func:`gluteus.quiz.marking.marks`.
    """

    def __init__(self, rules: Mapping[str, dict[str, Any]]) -> None:
        self.rules = rules
        self.sources: dict[str, str] = {}  # the text of the answer cells
        self.loose: list[str] = []  # code of cells that are none of the quiz's
        self.papers: dict[str | None, Paper] = {}  # what the paper number was, by the text of its cell

    def source(self, name: str) -> str | None:
        """Give the text that answers a question.

        Parameters
        ----------
        name : str
            The question, or ``paper_number``.

        Returns
        -------
        str or None
            That of its cell; if it is gone, that of another cell which does so plainly.
        """
        if name not in self.sources:
            for text in self.loose[-_LOOSE:]:
                if name in text and len(text) <= _LONGEST_LOOSE:
                    with contextlib.suppress(NotPlainError):
                        read_answer(text, name)
                        self.sources[name] = text
        return self.sources.get(name)

    def paper(self) -> Paper:
        """Give the learner's paper, as its cell says at this place."""
        source = self.source(PAPER)
        paper = self.papers.get(source)
        if paper is None:
            paper = self.papers[source] = _read_paper(source, self.rules)
        return paper


class Checks:
    """Marks the answers of one class; what several learners answered alike is marked once."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, str, Turn | str], CheckResult] = {}
        self._settled: dict[tuple[str, Turn], dict[str, Any]] = {}

    def result(self, known: KnownCell, above: Above) -> CheckResult:
        """Give what the check of a question comes to.

        Parameters
        ----------
        known : KnownCell
            The cell of the check.
        above : Above
            What stands above it.

        Returns
        -------
        CheckResult
            A mark, or the reason why there is none.
        """
        check = known.check
        if check is None:
            return CheckResult(None, known.reason, f"{known.question}: {known.reason}")
        source = above.source(check.question)
        if source is None:
            return _refused(known, f"there is no answer cell {check.question} above the check")
        paper = above.paper() if check.on_paper else NO_PAPER
        if not paper.readable:
            return CheckResult(0.0, paper.notice, paper.notice)
        turned = paper.turns.get(check.question, paper.text) if check.on_paper else ""
        index = (known.cell.name, source, turned)
        result = self._results.get(index)
        if result is None:
            result = self._marked_answer(known, check, source, paper, turned)
            if len(self._results) < _KEPT_RESULTS and len(source) <= _LONGEST_KEPT:
                self._results[index] = result
        return result

    def _marked_answer(
        self, known: KnownCell, check: Check, source: str, paper: Paper, turned: Turn | str
    ) -> CheckResult:
        try:
            answer = read_answer(source, check.question)
        except NotPlainError as error:
            return _refused(known, str(error))
        if turned is None or isinstance(turned, str):  # the paper changes nothing, or is no paper
            return CheckResult(marks(check.rule, answer, paper.value), answer=answer)
        index = known.cell.name, turned
        rule = self._settled.get(index)
        if rule is None:
            try:
                rule = settled(check.rule, paper.value)
            except (KeyError, TypeError, ValueError, IndexError):
                return CheckResult(marks(check.rule, answer, paper.value), answer=answer)
            rule.pop("options", None)  # it is in the letters of this paper, and no more to be settled
            if len(self._settled) < _KEPT_RULES:
                self._settled[index] = rule
        return CheckResult(marks(rule, answer), answer=answer)


def _refused(known: KnownCell, reason: str) -> CheckResult:
    return CheckResult(0.0, reason, f"{known.question}: {reason}")


def _read_paper(source: str | None, rules: Mapping[str, dict[str, Any]]) -> Paper:
    if source is None:
        notice = f"there is no cell {PAPER} above the checks, so nothing could be marked"
        return Paper(None, readable=False, notice=notice)
    try:
        value = read_answer(source, PAPER)
    except NotPlainError as error:
        return Paper(None, readable=False, notice=f"{PAPER}: {error}")
    if is_paper(value):
        turned: dict[str, Turn] = {}
        with contextlib.suppress(KeyError, TypeError, ValueError):  # a rule that is not whole
            turned = dict(zip(rules, turns(rules.values(), value), strict=True))  # type: ignore[arg-type]
        return Paper(value, repr(value), turns=turned)
    # Whatever else it is, it is worth nothing: also what Python takes for 0.
    notice = f"{PAPER}: {value!r:.40} is not the number of a paper, so nothing could be marked"
    return Paper(None, "none", notice=notice)
