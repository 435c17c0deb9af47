"""What the page gets to know of a quiz: everything for someone learning alone, no graded key for a class."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from gluteus.atlas.models import Source
from gluteus.quiz.notebook import points
from gluteus.quiz.questions import Number, Question, Quiz
from gluteus.quiz.text import blocks, html, line


def paper(quiz: Quiz, passages: Mapping[str, str], sources: Mapping[str, Source], *, closed: bool) -> dict[str, Any]:
    """Give a quiz as the page shows it.

    Parameters
    ----------
    quiz : Quiz
        The questions.
    passages : mapping
        Label to heading of the chapter's passages.
    sources : mapping
        The course's references by citation key.
    closed : bool
        Whether graded questions withhold what other questions carry under ``teaching``: key, feedback, explanation.

    Returns
    -------
    dict
        JSON: ``id``, ``title`` and ``questions``.
    """
    return {
        "id": quiz.quiz,
        "title": quiz.title,
        "questions": [
            {
                "id": question.id,
                "number": number,
                "kind": question.kind,
                "use": question.use,
                "points": question.points,
                "prompt": blocks(question.prompt),
                **_answer_sheet(question),
                "passage": {"anchor": question.anchor, "title": passages.get(question.anchor, "")},
                "teaching": _teaching(question, sources) if question.use == "practice" or not closed else None,
            }
            for number, question in enumerate(quiz.questions, start=1)
        ],
    }


def as_html(quiz: Quiz) -> str:
    """Write the questions and their options as HTML, for paper and for readers without JavaScript; it holds no key."""
    items = "".join(
        f"<li><p><strong>{_use(question)}</strong></p>{html(blocks(question.prompt))}{_sheet_html(question)}</li>"
        for question in quiz.questions
    )
    return f'<div class="gluteus-paper"><p><strong>Quiz: {escape(quiz.title)}</strong></p><ol>{items}</ol></div>'


def _use(question: Question) -> str:
    return f"Graded, {points(question.points)}" if question.use == "graded" else "Practice"


def _answer_sheet(question: Question) -> dict[str, Any]:
    if isinstance(question, Number):
        return {"unit": question.unit}
    return {
        "options": [
            {"id": letter, "text": line(option.text)} for letter, option in zip(question.letters, question.options)
        ]
    }


def _sheet_html(question: Question) -> str:
    if isinstance(question, Number):
        return f"<p>Your answer: ________ {escape(question.unit)}</p>"
    options = "".join(
        f"<li><strong>{letter}</strong> {html(line(option.text))}</li>"
        for letter, option in zip(question.letters, question.options)
    )
    how = "Choose one." if question.kind == "choice" else "Choose all that apply. A wrong tick cancels a right one."
    return f"<p><em>{how}</em></p><ul>{options}</ul>"


def _teaching(question: Question, sources: Mapping[str, Source]) -> dict[str, Any]:
    taught: dict[str, Any] = {
        "rule": question.rule,
        "explanation": blocks(question.explanation),
        "sources": [{"text": _reference(sources[key]), "url": sources[key].url} for key in question.sources],
    }
    if isinstance(question, Number):
        taught["right"] = line(question.feedback.correct)
        taught["wrong"] = line(question.feedback.wrong)
        taught["near_misses"] = [
            {"value": near.value, "tolerance": near.tolerance, "text": line(near.feedback)}
            for near in question.near_misses
        ]
    else:
        taught["options"] = {
            letter: line(option.feedback) for letter, option in zip(question.letters, question.options)
        }
    return taught


def _reference(source: Source) -> str:
    year = f" {source.year}" if source.year.isdigit() else ""
    return f"{source.authors}{year}: {source.title.rstrip('.')}"
