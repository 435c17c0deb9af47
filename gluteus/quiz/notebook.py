"""The notebook of a quiz: its graded questions as an nbgrader source, and answers written into the released copy.

Its second cell holds the number of the learner's paper. Each question is a locked prompt, one answer cell that holds a
plain Python literal, and a locked test cell whose only content is hidden until grading. A question that a person marks
is a prompt and one Markdown cell.
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

from gluteus.quiz.prompts import how_to_answer, points, prompt_text
from gluteus.quiz.questions import Question, Quiz, TextAnswer
from gluteus.quiz.variants import HIGHEST_PAPER, is_paper
from gluteus.yaml_lines import DataError

__all__ = [
    "PAPER_CELL",
    "blank",
    "fill",
    "literal",
    "personal",
    "plain_text",
    "points",
    "prompt_text",
    "released",
    "source",
    "written",
]

PAPER_CELL = "paper_number"

# What Python or a notebook's line splitter could read as something else than a character of the text,
# lone surrogates included: they cannot be written as UTF-8.
_ESCAPED = re.compile(r"[\\\"\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(answer: object) -> str:
    """Write an answer as a Python literal on one line.

    Parameters
    ----------
    answer : str, number, None, or list of these
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
    cells = [new_markdown_cell(_opening(quiz), id="how-to-answer"), _paper_cell()]
    for question in quiz.graded:
        cells += [_prompt_cell(question), _answer_cell(question)]
        if not isinstance(question, TextAnswer):
            cells.append(_marks_cell(question))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.validate(notebook)
    return written(notebook)


def written(notebook: NotebookNode) -> str:
    """Write a notebook as nbformat writes it to a file."""
    return f"{nbformat.writes(notebook)}\n"


def blank(question: Question) -> str:
    """Give the source of a released answer cell, as nbgrader leaves it when it takes the key out."""
    if isinstance(question, TextAnswer):
        return f"Write your answer to {question.id} in place of this line.\n"
    return f"{question.id} = None\n"


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
        If it lacks the cell of an answer or of the paper number: it is not the release of these questions.
    """
    if not quiz.graded:
        return ""
    path = course / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb"
    if not path.exists():
        raise FileNotFoundError(f"{path}: missing: run `gluteus quizzes`")
    text = path.read_text(encoding="utf-8")
    blanks = {PAPER_CELL: f"{PAPER_CELL} = 0\n"} | {question.id: blank(question) for question in quiz.graded}
    for name, line in blanks.items():
        if text.count(json.dumps(line)) != 1:
            raise DataError([f"{path}: stale, run `gluteus quizzes`: {name}"])
    return text


def fill(notebook_json: str, answers: Mapping[str, object], paper_number: int = 0, quiz: Quiz | None = None) -> str:
    """Write answers into a released notebook, as the page's download does.

    Parameters
    ----------
    notebook_json : str
        The JSON of ``exercises/<quiz>/<quiz>.ipynb``.
    answers : mapping
        Answers by question id, in the letters of the paper. Unanswered questions (None, or left out) keep their cell as
        it was released; so does an empty text.
    paper_number : int, optional
        Which paper was answered, from 0 to 999,999,999. Paper 0 keeps its cell as it was released.
    quiz : Quiz, optional
        The questions: with them the prompts are those of the paper too.

    Returns
    -------
    str
        The JSON of a submission.

    Raises
    ------
    KeyError
        If the notebook has no cell for an answer, or for the paper number.
    ValueError
        If an answer cannot be written as a literal, or there is no such paper.
    """
    if not is_paper(paper_number):
        raise ValueError(f"a paper number is a whole number from 0 to {HIGHEST_PAPER}: {paper_number!r:.40}")
    notebook = nbformat.reads(notebook_json, as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    if paper_number:
        cells[PAPER_CELL].source = f"{PAPER_CELL} = {paper_number}"
        for question in quiz.graded if quiz else ():
            cells[f"{question.id}_prompt"].source = prompt_text(question, paper_number)
    for question_id, answer in answers.items():
        if answer is None:
            continue
        cell = cells[question_id]
        if cell.cell_type == "code":
            cell.source = f"{question_id} = {literal(answer)}"
        elif isinstance(answer, str):
            cell.source = plain_text(answer) or cell.source
        else:
            raise ValueError(f"{question_id} takes a text: {answer!r:.60}")
    return written(notebook)


def plain_text(answer: str) -> str:
    """Make an answer in somebody's own words fit for a cell.

    Parameters
    ----------
    answer : str
        What was typed, whatever it is.

    Returns
    -------
    str
        The same text, its lines ended by a line feed; what no file or line may hold (control characters, lone
        surrogates) is replaced by U+FFFD. The page's own code writes the same characters.
    """
    return _UNWRITABLE.sub("\ufffd", _LINE_ENDS.sub("\n", answer))


def personal(quiz: Quiz, notebook_json: str, paper_number: int) -> str:
    """Make one learner's copy of a released notebook: the same questions, with this paper's options and numbers.

    Parameters
    ----------
    quiz : Quiz
        The questions.
    notebook_json : str
        The JSON of ``exercises/<quiz>/<quiz>.ipynb``.
    paper_number : int
        From 0 to 999,999,999.

    Returns
    -------
    str
        The JSON of the notebook to hand out.

    Raises
    ------
    KeyError
        If the notebook is not the release of these questions.
    ValueError
        If there is no such paper.
    """
    return fill(notebook_json, {}, paper_number, quiz)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return _SHORT_ESCAPES.get(character, f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _opening(quiz: Quiz) -> str:
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
            *how_to_answer({question.kind for question in quiz.graded}),
            "",
            "Leave a cell as it is where you have no answer.",
            "Leave the line `paper_number = ...` too: it says which paper is yours, and the letters belong to it.",
            "You need not run anything; please do not add, copy or remove cells.",
            "Save the notebook under its present name and hand it in as your instructor asks.",
            "",
            "**Your safety:** these questions teach; they do not find out what causes your own pain.",
            "The chapter *Safety first* says when to see a doctor before you try anything.",
        ]
    )


def _paper_cell() -> NotebookNode:
    # A cell that learners' notebooks differ in must be a solution cell: nbgrader writes all others anew.
    lines = [f"{PAPER_CELL} = 0", "### BEGIN SOLUTION", "### END SOLUTION"]
    cell: NotebookNode = new_code_cell(
        "\n".join(lines), id=PAPER_CELL.replace("_", "-"), metadata=_nbgrader(PAPER_CELL, solution=True)
    )
    return cell


def _prompt_cell(question: Question) -> NotebookNode:
    metadata = _nbgrader(f"{question.id}_prompt", locked=True)
    cell: NotebookNode = new_markdown_cell(prompt_text(question, 0), id=f"{question.id}-prompt", metadata=metadata)
    return cell


def _answer_cell(question: Question) -> NotebookNode:
    cell: NotebookNode
    if isinstance(question, TextAnswer):
        key = [question.sample, "", "What the marker looks for:", "", *(f"- {line}" for line in question.criteria)]
        lines = [blank(question).rstrip(), "### BEGIN SOLUTION", *key, "### END SOLUTION"]
        metadata = _nbgrader(question.id, solution=True, points=question.points)
        cell = new_markdown_cell("\n".join(lines), id=question.id, metadata=metadata)
        return cell
    lines = [
        blank(question).rstrip(),
        "### BEGIN SOLUTION",
        f"{question.id} = {literal(question.key)}",
        "### END SOLUTION",
    ]
    cell = new_code_cell("\n".join(lines), id=question.id, metadata=_nbgrader(question.id, solution=True))
    return cell


def _marks_cell(question: Question) -> NotebookNode:
    lines = [
        "# Marked by the grader. Please leave this cell as it is.",
        "### BEGIN HIDDEN TESTS",
        "from gluteus.quiz.marking import marks",
        "",
        f"marks({json.dumps(question.rule)}, {question.id}, {PAPER_CELL})",
        "### END HIDDEN TESTS",
    ]
    metadata = _nbgrader(f"{question.id}_marks", locked=True, points=question.points)
    cell: NotebookNode = new_code_cell("\n".join(lines), id=f"{question.id}-marks", metadata=metadata)
    return cell


def _nbgrader(
    grade_id: str, *, locked: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    """Give a cell's metadata; what has points is graded."""
    metadata: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        # A whole number stays one: Python would write 1.0, JavaScript 1.
        metadata["points"] = int(points) if points.is_integer() else points
    return {"nbgrader": metadata}
