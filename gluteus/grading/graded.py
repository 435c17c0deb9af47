"""A graded quiz, read back: the marks from the gradebook, the answers from the files that were handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import NamedTuple

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey, QuizCell
from gluteus.grading.bulk import submitted_files
from gluteus.grading.gradebook import GradebookStore
from gluteus.grading.literal import NotPlainError, read_check
from gluteus.grading.marked import MarkedSubmission, Marker
from gluteus.grading.records import LearnerMarks, MissingQuizError
from gluteus.grading.settings import Settings
from gluteus.quiz.kinds import Question, Quiz, TextAnswer
from gluteus.quiz.prompts import prompt_text
from gluteus.quiz.questions import read


@dataclass(frozen=True)
class GradedQuestion:
    """A question as the gradebook holds it."""

    cell: str
    """The name of the cell that carries its mark."""
    id: str
    """The name of its answer."""
    points: float
    question: Question | None
    """None where ``questions.yml`` does not say any more what was marked."""


class GradedPaper(NamedTuple):
    """What one learner handed in and got for it."""

    marks: LearnerMarks
    work: MarkedSubmission | None
    """None where the file is gone, or is another one than was marked."""


class GradedQuiz:
    """A quiz of a course folder whose submissions have been graded.

    Parameters
    ----------
    folder : str or Path
        The course folder.
    name : str
        The quiz.

    Raises
    ------
    DataError
        When its questions break a rule, the gradebook has no such quiz, or nobody's work of it was graded.
    OSError
        When ``questions.yml`` cannot be read.
    """

    def __init__(self, folder: str | Path, name: str) -> None:
        self.settings = Settings.read(folder)
        file = self.settings.place("source", ".", name) / "questions.yml"
        self.quiz: Quiz = read(file, f"{self.settings.step('source')}/{name}/questions.yml")
        self.store = GradebookStore(self.settings.db_url)
        try:
            self.key: AnswerKey = _key(self.store, name)
        except DataError:
            self.close()
            raise
        self._marker = Marker(self.key)
        self._files = dict(submitted_files(self.settings, name))
        self.questions = self._questions()

    def __enter__(self) -> GradedQuiz:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the gradebook."""
        self.store.close()

    def papers(self, students: Collection[str] | None = None) -> Iterator[GradedPaper]:
        """Give every graded paper, by the learner's id, a few hundred in memory at a time.

        Parameters
        ----------
        students : collection of str, optional
            Only these learners.

        Yields
        ------
        GradedPaper
            Marks and answers; both are read, nothing is written.
        """
        for marks in self.store.marks(self.key.quiz):
            if students is None or marks.student in students:
                yield GradedPaper(marks, self._work(marks))

    def _work(self, marks: LearnerMarks) -> MarkedSubmission | None:
        path = self._files.get(marks.student)
        if path is None:
            return None
        work = self._marker.mark_file(path)
        same = all(_equal(work.scores.get(cell), one.auto) for cell, one in marks.grades.items())
        return work if same else None

    def _questions(self) -> list[GradedQuestion]:
        there = {question.id: question for question in self.quiz.graded}
        found = []
        for name, cell in self.key.cells.items():
            if cell.points is None:
                continue
            answer = _answer_of(cell)
            question = there.get(answer)
            fits = question is not None and self._fits(question, cell)
            found.append(GradedQuestion(name, answer, cell.points, question if fits else None))
        # The gradebook's own order is not sure: PostgreSQL puts a row that was changed at the end.
        places = {question.id: question.number for question in self.quiz.questions}
        return sorted(found, key=lambda one: places.get(one.id, len(places) + 1))

    def _fits(self, question: Question, cell: QuizCell) -> bool:
        """Say whether a question is the one that was marked: same key, same points, same words to the learner."""
        prompt = self.key.cells.get(f"{question.id}_prompt")
        if prompt is None or prompt.source.strip() != prompt_text(question).strip() or question.points != cell.points:
            return False
        if isinstance(question, TextAnswer):
            return cell.solution
        try:
            return read_check(cell.source).rule == question.rule
        except NotPlainError:
            return False


def is_marked(marks: LearnerMarks) -> bool:
    """Say whether a paper has any mark at all: one that could not be graded has none."""
    return any(one.auto is not None or one.manual is not None for one in marks.grades.values())


def _key(store: GradebookStore, name: str) -> AnswerKey:
    unknown = DataError([f"{name}: the gradebook has no such quiz: run `gluteus grade {name}`"])
    if not store.exists:
        raise unknown
    try:
        key = store.key(name)
    except MissingQuizError:
        raise unknown from None
    if not store.submitters(name):
        raise DataError([f"{name}: the gradebook holds nobody's work: run `gluteus grade {name}`"])
    return key


def _answer_of(cell: QuizCell) -> str:
    try:
        return cell.name if cell.solution else read_check(cell.source).question
    except NotPlainError:
        return cell.name.removesuffix("_marks")


def _equal(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else isclose(one, other, abs_tol=1e-9)
