"""A chapter's quiz: questions to answer on the page or in JupyterLab, feedback, and the answers as a notebook."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import traitlets
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gluteus.atlas.loading import read_sources
from gluteus.quiz import page
from gluteus.quiz.notebook import fill, released
from gluteus.quiz.questions import Quiz as Questions
from gluteus.quiz.questions import Regions, load, passages
from gluteus.quiz.variants import HIGHEST_PAPER, is_paper
from gluteus.widgets.answers import checked_answer
from gluteus.widgets.course import CONFIGURATION, course_folder
from gluteus.widgets.linking import linked
from gluteus.widgets.static_widget import StaticWidget
from gluteus.widgets.words import say, words

MODES = ("open", "closed")
LANGUAGE = "en"  # the language of the questions
_HERE = Path(__file__).parent


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
    paper_number : int, optional
        Which paper is shown, from 0 (the paper as it is released) to 999,999,999: it decides the order of the options
        and the numbers in the questions. Without one, the page draws one when the quiz is first shown, and keeps it.

    Attributes
    ----------
    answers : dict
        The answers by question id, in the letters of the paper; unanswered questions are left out.
        By kind: ``"b"`` (choice), ``["a", "c"]`` (choices), ``4.3`` (number), ``["c", "a", "b"]`` (order: every
        letter), ``["b", None, "a"]`` (match: a letter for each row, None for a row left open),
        ``["sacroiliac:right"]`` (regions) and a string (text). It can be set, and follows what is ticked and typed.
    paper_number : int or None
        None until a paper is drawn.
    mode : str
        ``"open"`` or ``"closed"``.

    Raises
    ------
    FileNotFoundError
        If there is no course folder, no such quiz, or no released notebook of it.
    DataError
        If a question breaks a rule, or the released notebook is not that of the questions.
    ValueError
        If the mode is neither open nor closed, there is no such paper, or an answer is none that the question takes.
    """

    _esm = linked(_HERE / "quiz.js")
    _css = (_HERE / "explorer" / "body.css", _HERE / "quiz" / "sheets.css", _HERE / "quiz.css")

    paper = traitlets.Dict(read_only=True).tag(sync=True)
    strings = traitlets.Dict(read_only=True).tag(sync=True)
    body = traitlets.Dict(read_only=True).tag(sync=True)
    released = traitlets.Unicode(read_only=True).tag(sync=True)
    mode = traitlets.Unicode(read_only=True).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    paper_number = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(
        self,
        name: str,
        course: str | Path | None = None,
        mode: str | None = None,
        paper_number: int | None = None,
    ) -> None:
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
        self.set_trait("strings", {name: text for name, text in words("quiz", LANGUAGE).items() if name != "progress"})
        self.set_trait("body", _body(self._quiz))
        self.set_trait("mode", mode)
        self.set_trait("released", released(self._quiz, folder))
        self.paper_number = paper_number

    def notebook(self) -> str:
        """Write the answers, the number of the paper and its prompts into the released notebook.

        Returns
        -------
        str
            The same characters as the file that the page offers for download.
        """
        graded = {question.id for question in self._quiz.graded}
        answers = {key: value for key, value in self.answers.items() if key in graded}
        return fill(self.released, answers, self.paper_number or 0, self._quiz)

    def picture(self) -> str:
        """Give nothing: the text says everything."""
        return ""

    def description(self) -> str:
        """Say what the quiz is about and how long it is."""
        return f"Quiz: {self._quiz.title}, {len(self._quiz.questions)} questions."

    def text(self) -> str:
        """List the questions and their options, without the keys."""
        return page.as_html(self._quiz, partial(say, "quiz", LANGUAGE))

    @traitlets.validate("paper_number")
    def _check_paper_number(self, proposal: dict[str, Any]) -> int | None:
        number = proposal["value"]
        if number is None or is_paper(number):
            return number  # type: ignore[no-any-return]
        raise ValueError(f"a paper number is a whole number from 0 to {HIGHEST_PAPER}: {number!r:.40}")

    @traitlets.validate("answers")
    def _check_answers(self, proposal: dict[str, Any]) -> dict[str, Any]:
        questions = {question.id: question for question in self._quiz.questions}
        answers = {}
        for question_id, answer in proposal["value"].items():
            if question_id not in questions:
                raise ValueError(f"the quiz {self._quiz.quiz} has no such question: {question_id}")
            if answer is not None and (checked := checked_answer(questions[question_id], answer)) is not None:
                answers[question_id] = checked
        return answers


def _body(quiz: Questions) -> dict[str, Any]:
    """Give the drawings that the quiz's questions about regions are answered on; a quiz without such ones has none."""
    views = frozenset(question.view for question in quiz.questions if isinstance(question, Regions))
    if not views:
        return {}
    from gluteus.widgets.explorer_payload import sheet_payload  # noqa: PLC0415 (it loads the body)

    return sheet_payload(views, LANGUAGE)


def _configured(configuration: Path) -> str:
    """Read ``sphinx: config: quiz_answers`` from a book's configuration."""
    if not configuration.exists():
        return "open"
    try:
        settings = YAML(typ="safe").load(configuration.read_text(encoding="utf-8")) or {}
        return str(settings.get("sphinx", {}).get("config", {}).get("quiz_answers", "open"))
    except (YAMLError, AttributeError) as error:
        raise ValueError(f"{configuration}: not a Jupyter Book configuration: {' '.join(str(error).split())}") from None
