"""A chapter's quiz: questions to answer on the page or in JupyterLab, feedback, and the answers as a notebook."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import traitlets
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gluteus.atlas.loading import read_sources
from gluteus.quiz import page
from gluteus.quiz.notebook import fill, released
from gluteus.quiz.questions import Number, Question, load, passages
from gluteus.widgets.course import CONFIGURATION, course_folder
from gluteus.widgets.linking import linked
from gluteus.widgets.static_widget import StaticWidget

MODES = ("open", "closed")


class Quiz(StaticWidget):
    """The quiz of a chapter.

    Parameters
    ----------
    name : str
        The quiz, for example ``"function"``.
    course : str or Path, optional
        The course folder; by default the nearest folder, from here upwards, that holds ``_config.yml``.
    mode : "open" or "closed", optional
        Whether graded questions show their key and feedback; by default what the book being built says, else
        ``quiz_answers`` in the course's ``_config.yml``, else open.

    Attributes
    ----------
    answers : dict
        The answers by question id: ``"b"``, ``["a", "c"]`` or ``4.3``; unanswered questions are left out.
        It can be set, and follows what is ticked and typed.
    mode : str
        ``"open"`` or ``"closed"``.

    Raises
    ------
    FileNotFoundError
        If there is no course folder, no such quiz, or no released notebook of it.
    DataError
        If a question breaks a rule, or the released notebook is not that of the questions.
    ValueError
        If the mode is neither open nor closed, or an answer is none that the question takes.
    """

    _esm = linked(Path(__file__).with_name("quiz.js"))
    _css = Path(__file__).with_name("quiz.css")

    paper = traitlets.Dict(read_only=True).tag(sync=True)
    released = traitlets.Unicode(read_only=True).tag(sync=True)
    mode = traitlets.Unicode(read_only=True).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, course: str | Path | None = None, mode: str | None = None) -> None:
        folder = Path(course).resolve() if course is not None else course_folder()
        questions = folder / "solutions" / name / "questions.yml"
        if not questions.exists():
            raise FileNotFoundError(f"{questions}: there is no such quiz: {name}")
        self._quiz = load(questions, folder)
        super().__init__()
        mode = mode or os.environ.get("GLUTEUS_QUIZ_ANSWERS") or _configured(folder / CONFIGURATION)
        if mode not in MODES:
            raise ValueError(f"{folder / CONFIGURATION}: quiz_answers must be open or closed: {mode}")
        headings = passages(folder / "book" / f"{self._quiz.chapter}.md")
        sources = read_sources(folder / "book" / "references.bib")
        sheet = page.paper(self._quiz, headings, sources, closed=mode == "closed")
        self.set_trait("paper", sheet)
        self.set_trait("mode", mode)
        self.set_trait("released", released(self._quiz, folder))

    def notebook(self) -> str:
        """Write the answers into the released notebook.

        Returns
        -------
        str
            The same characters as the file that the page offers for download.
        """
        graded = {question.id for question in self._quiz.graded}
        return fill(self.released, {key: value for key, value in self.answers.items() if key in graded})

    def picture(self) -> str:
        """Give nothing: the text says everything."""
        return ""

    def description(self) -> str:
        """Say what the quiz is about and how long it is."""
        return f"Quiz: {self._quiz.title}, {len(self._quiz.questions)} questions."

    def text(self) -> str:
        """List the questions and their options, without the keys."""
        return page.as_html(self._quiz)

    @traitlets.validate("answers")
    def _check_answers(self, proposal: dict[str, Any]) -> dict[str, Any]:
        questions = {question.id: question for question in self._quiz.questions}
        answers = {}
        for question_id, answer in proposal["value"].items():
            if question_id not in questions:
                raise ValueError(f"the quiz {self._quiz.quiz} has no such question: {question_id}")
            if answer is not None:
                answers[question_id] = _checked(questions[question_id], answer)
        return answers


def _checked(question: Question, answer: object) -> str | list[str] | float:
    """Give an answer in its one form: ticks in the order of the options, numbers as they are."""
    if isinstance(question, Number):
        if isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer):
            return answer
        raise ValueError(f"{question.id} takes a finite number: {answer!r}")
    options = question.letters
    if question.kind == "choice":
        if isinstance(answer, str) and answer in options:
            return answer
        raise ValueError(f"{question.id} takes one of {', '.join(options)}: {answer!r}")
    if isinstance(answer, list | tuple | set) and answer and all(tick in options for tick in answer):
        return [option for option in options if option in answer]
    raise ValueError(f"{question.id} takes a list of {', '.join(options)}: {answer!r}")


def _configured(configuration: Path) -> str:
    """Read ``sphinx: config: quiz_answers`` from a book's configuration."""
    if not configuration.exists():
        return "open"
    try:
        settings = YAML(typ="safe").load(configuration.read_text(encoding="utf-8")) or {}
        return str(settings.get("sphinx", {}).get("config", {}).get("quiz_answers", "open"))
    except (YAMLError, AttributeError) as error:
        raise ValueError(f"{configuration}: not a Jupyter Book configuration: {' '.join(str(error).split())}") from None
