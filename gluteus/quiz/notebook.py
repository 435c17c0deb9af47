"""The notebook of a quiz: its graded questions as an nbgrader source, and answers written into the released copy.

Each question is a locked prompt, one answer cell that holds a plain Python literal, and a locked test cell whose
only content is hidden until grading.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gluteus.quiz.questions import Number, Question, Quiz
from gluteus.yaml_lines import DataError

# What Python or a notebook's line splitter could read as something else than a character of the text,
# lone surrogates included: they cannot be written as UTF-8.
_ESCAPED = re.compile(r"[\\\"\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(answer: object) -> str:
    """Write an answer as a Python literal on one line.

    Parameters
    ----------
    answer : str, number, list of str, or None
        An answer as the page holds it; numbers are finite.

    Returns
    -------
    str
        What ``ast.literal_eval`` reads back as an equal value. The page's own code writes the same characters.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    match answer:
        case None:
            return "None"
        case str():
            return '"' + _ESCAPED.sub(_escape, answer) + '"'
        case list() | tuple():
            return "[" + ", ".join(literal(item) for item in answer) + "]"
        case int() | float() if not isinstance(answer, bool) and math.isfinite(answer):
            # JavaScript knows no difference between 4 and 4.0, or between 0 and -0; neither do the marks.
            return repr(float(answer) + 0.0).removesuffix(".0")
    raise ValueError(f"an answer must be text, a finite number, a list of these or None: {answer!r:.60}")


def source(quiz: Quiz) -> str:
    """Make the notebook that the instructor holds: with the key in every answer cell.

    Parameters
    ----------
    quiz : Quiz
        The questions.

    Returns
    -------
    str
        The notebook's JSON (nbformat 4.5), the same characters each time.
    """
    cells = [new_markdown_cell(_opening(quiz), id="how-to-answer")]
    for number, question in enumerate(quiz.questions, start=1):
        if question.use == "graded":
            cells += [_prompt_cell(number, question), _answer_cell(question), _marks_cell(question)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.validate(notebook)
    return written(notebook)


def written(notebook: NotebookNode) -> str:
    """Write a notebook as nbformat writes it to a file."""
    return f"{nbformat.writes(notebook)}\n"


def blank(question_id: str) -> str:
    """Give the source of a released answer cell, as nbgrader leaves it when it takes the key out."""
    return f"{question_id} = None\n"


def released(quiz: Quiz, course: Path) -> str:
    """Read the notebook that nbgrader released.

    Parameters
    ----------
    quiz : Quiz
        The questions.
    course : Path
        The course folder.

    Returns
    -------
    str
        The JSON of ``exercises/<quiz>/<quiz>.ipynb``, ``""`` for a quiz without graded questions.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    DataError
        If it lacks the cell of an answer: it is not the release of these questions.
    """
    if not quiz.graded:
        return ""
    path = course / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb"
    if not path.exists():
        raise FileNotFoundError(f"{path}: missing: run `gluteus quizzes`")
    text = path.read_text(encoding="utf-8")
    for question in quiz.graded:
        if text.count(json.dumps(blank(question.id))) != 1:
            raise DataError([f"{path}: stale, run `gluteus quizzes`: {question.id}"])
    return text


def fill(notebook_json: str, answers: Mapping[str, object]) -> str:
    """Write answers into a released notebook, as the page's download does.

    Parameters
    ----------
    notebook_json : str
        The JSON of ``exercises/<quiz>/<quiz>.ipynb``.
    answers : mapping
        Answers by question id. Unanswered questions (None, or left out) keep their cell as it was released.

    Returns
    -------
    str
        The JSON of a submission.

    Raises
    ------
    KeyError
        If the notebook has no answer cell for an answer.
    """
    notebook = nbformat.reads(notebook_json, as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for question_id, answer in answers.items():
        if answer is not None:
            cells[question_id].source = f"{question_id} = {literal(answer)}"
    return written(notebook)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return _SHORT_ESCAPES.get(character, f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _opening(quiz: Quiz) -> str:
    kinds = {question.kind for question in quiz.graded}
    ways = {
        "choice": '- **Choose one:** its letter in quotes, for example `"b"`.',
        "choices": '- **Choose all that apply:** the letters in a list, for example `["a", "c"]`. '
        "A wrong letter cancels a right one.",
        "number": "- **Give a number:** digits with a decimal point and no unit, for example `12.5`.",
    }
    total = sum(question.points for question in quiz.graded)
    return "\n".join(
        [
            f"# Quiz: {quiz.title}",
            "",
            f"This notebook holds the {len(quiz.graded)} graded questions of the chapter, {points(total)} in all.",
            "It is for learners who take the course for credit.",
            "The questions keep the numbers that they have on the chapter's page; practice questions are there only.",
            "",
            "## How to answer",
            "",
            "Under each question, replace `None` by your answer:",
            "",
            *(way for kind, way in ways.items() if kind in kinds),
            "",
            "Leave `None` where you have no answer.",
            "You need not run anything; please do not add, copy or remove cells.",
            "Save the notebook under its present name and hand it in as your instructor asks.",
            "",
            "**Your safety:** these questions teach; they do not find out what causes your own pain.",
            "The chapter *Safety first* says when to see a doctor before you try anything.",
        ]
    )


def points(number: float) -> str:
    """Say a number of points: ``1 point``, ``2.5 points``."""
    return f"{number:g} point{'' if number == 1 else 's'}"


def _prompt_cell(number: int, question: Question) -> NotebookNode:
    lines = [f"## Question {number} ({points(question.points)})", "", question.prompt, ""]
    if isinstance(question, Number):
        lines.append(f"*Give a number (unit: {question.unit}).*" if question.unit else "*Give a number.*")
    else:
        lines += [
            f"- **{letter}**: {' '.join(option.text.split())}"
            for letter, option in zip(question.letters, question.options)
        ]
        lines += ["", "*Choose one.*" if question.kind == "choice" else "*Choose all that apply.*"]
    metadata = _nbgrader(f"{question.id}_prompt", locked=True)
    cell: NotebookNode = new_markdown_cell("\n".join(lines), id=f"{question.id}-prompt", metadata=metadata)
    return cell


def _answer_cell(question: Question) -> NotebookNode:
    lines = [
        blank(question.id).rstrip(),
        "### BEGIN SOLUTION",
        f"{question.id} = {literal(question.key)}",
        "### END SOLUTION",
    ]
    cell: NotebookNode = new_code_cell("\n".join(lines), id=question.id, metadata=_nbgrader(question.id, solution=True))
    return cell


def _marks_cell(question: Question) -> NotebookNode:
    lines = [
        "# Marked by the grader. Please leave this cell as it is.",
        "### BEGIN HIDDEN TESTS",
        "from gluteus.quiz.marking import marks",
        "",
        f"marks({json.dumps(question.rule)}, {question.id})",
        "### END HIDDEN TESTS",
    ]
    metadata = _nbgrader(f"{question.id}_marks", locked=True, grade=True)
    # A whole number stays one: Python would write 1.0, JavaScript 1.
    metadata["nbgrader"]["points"] = int(question.points) if question.points.is_integer() else question.points
    cell: NotebookNode = new_code_cell("\n".join(lines), id=f"{question.id}-marks", metadata=metadata)
    return cell


def _nbgrader(grade_id: str, *, locked: bool = False, solution: bool = False, grade: bool = False) -> dict[str, Any]:
    return {
        "nbgrader": {
            "grade": grade,
            "grade_id": grade_id,
            "locked": locked,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
    }
