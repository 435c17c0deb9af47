"""A learner's progress through all quizzes, as their browser keeps it: to see, to take along, to reset."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import traitlets
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gluteus.quiz.page import asked
from gluteus.quiz.questions import Lettered, Match, Question, Quiz, TextAnswer, read
from gluteus.widgets.course import course_folder
from gluteus.widgets.linking import linked
from gluteus.widgets.static_widget import StaticWidget
from gluteus.widgets.words import words

LANGUAGE = "en"
PLACE = "check-yourself"  # the heading above each chapter's quiz


class Progress(StaticWidget):
    """Shows how far every quiz of the course is; progress can be exported, imported and reset.

    It is kept in the learner's browser only: Python neither sees nor sets it.

    Parameters
    ----------
    course : str or Path, optional
        The course folder; by default the nearest folder, from here upwards, that holds ``_config.yml``.

    Raises
    ------
    FileNotFoundError
        If there is no course folder.
    DataError
        If a ``questions.yml`` breaks a rule.
    """

    _esm = linked(Path(__file__).with_name("progress.js"))
    _css = (Path(__file__).with_name("quiz.css"), Path(__file__).with_name("progress.css"))

    strings = traitlets.Dict(read_only=True).tag(sync=True)
    quizzes = traitlets.List(traitlets.Dict(), read_only=True).tag(sync=True)

    def __init__(self, course: str | Path | None = None) -> None:
        folder = Path(course).resolve() if course is not None else course_folder()
        found = [read(path) for path in sorted(folder.glob("solutions/*/questions.yml"))]
        super().__init__()
        pages = list(_pages(folder))
        place = {page: at for at, page in enumerate(pages)}
        found.sort(key=lambda quiz: place.get(quiz.chapter, len(pages)))
        self.set_trait("strings", words("quiz", LANGUAGE))
        self.set_trait("quizzes", [_known(quiz) for quiz in found])

    def picture(self) -> str:
        """Give nothing: the text says everything."""
        return ""

    def description(self) -> str:
        """Say how many quizzes there are."""
        return f"Progress through {len(self.quizzes)} quizzes."

    def text(self) -> str:
        """List the quizzes; how far they are is known to the browser alone."""
        rows = "".join(
            f'<li><a href="{escape(quiz["page"], quote=True)}">{escape(quiz["title"])}</a>: '
            f"{len(quiz['questions'])} questions</li>"
            for quiz in self.quizzes
        )
        return f"<p>The quizzes of the course:</p><ul>{rows}</ul>"


def _known(quiz: Quiz) -> dict[str, Any]:
    """Give what the page needs to check kept answers, and no text of a question."""
    return {
        "id": quiz.quiz,
        "title": quiz.title,
        "page": f"{quiz.chapter}.html#{PLACE}",
        "questions": [_shape(question) for question in quiz.questions],
    }


def _shape(question: Question) -> dict[str, Any]:
    """Say what an answer can look like; the page's ``shapesOf`` says the same of the questions it shows."""
    return {
        "id": question.id,
        "kind": question.kind,
        "asked": asked(question),
        "points": question.points,
        "letters": len(question.letters) if isinstance(question, Lettered) else 0,
        "rows": len(question.pairs) if isinstance(question, Match) else 0,
        "longest": question.longest if isinstance(question, TextAnswer) else None,
    }


def _pages(folder: Path) -> Iterator[str]:
    """Name the book's pages in the order in which they are read."""
    contents = folder / "_toc.yml"
    if not contents.exists():
        return
    try:
        tree = YAML(typ="safe").load(contents.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise ValueError(f"{contents}: not a table of contents: {' '.join(str(error).split())}") from None
    pending = [tree]
    while pending:
        node = pending.pop(0)
        if isinstance(node, list):
            pending = [*node, *pending]
        elif isinstance(node, dict):
            if isinstance(node.get("file"), str):
                yield Path(node["file"]).name
            pending = [*(node.get(key) for key in ("parts", "chapters", "sections")), *pending]
