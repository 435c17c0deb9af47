"""What a hostile or an unlucky learner can hand in: made by code, each with what must come of it.

The quiz is the one of every kind in ``class_course``; whoever is not said to have other answers has the right ones, on
a paper of their own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from changed_notebooks import (
    Change,
    added,
    answers,
    cells,
    code_cell,
    copied,
    fields,
    metadata,
    moved_down,
    settings,
    several,
    source,
    text_cell,
    without,
)
from class_of_learners import shown
from course_folder import cell as find

from gluteus.grading.answer_key import AnswerKey
from gluteus.quiz.notebook import fill
from gluteus.quiz.questions import Quiz

PAPER = 4711
ALL = 16.0  # what the right answers earn; the text waits for a person
SCRIPT = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
TOUCH = "open('HACKED', 'w').write('x')"


class Hostile(NamedTuple):
    """One submission and what must come of it."""

    content: Callable[[str], bytes]  # from the JSON of a submission with the right answers
    earns: float | None  # the points in all; None: it cannot be marked
    says: str = ""  # part of what the instructor is told; "" for nothing


def right_answers(quiz: Quiz, paper: int) -> dict[str, Any]:
    """Answer everything right, in the letters and numbers of a paper."""
    right: dict[str, Any] = {}
    for question in quiz.graded:
        if question.kind == "text":
            right[question.id] = "The side of the lifted leg.\n\n- <b>has</b> no support 🦴"
        elif question.kind == "number":
            right[question.id] = question.answers[question.position(paper)]
        elif question.kind == "choice":
            right[question.id] = shown(question, [question.key], paper)[0]
        else:
            right[question.id] = shown(question, list(question.key), paper)
    return right


def release(path: Path) -> str:
    """Give what nbgrader makes of the instructor's notebook: learners get it without keys and with checksums."""
    notebook, key = json.loads(path.read_text(encoding="utf-8")), AnswerKey.of_notebook(path)
    for cell in notebook["cells"]:
        if (own := cell["metadata"].get("nbgrader")) is not None:
            known = key.cells[own["grade_id"]]
            cell["source"] = known.released.splitlines(keepends=True)
            own |= {"checksum": known.checksum, "cell_type": known.cell_type}
    return json.dumps(notebook)


def hostile_submissions(released: str, quiz: Quiz) -> dict[str, bytes]:
    """Make the files.

    Parameters
    ----------
    released : str
        The JSON of the released notebook.
    quiz : Quiz
        Its questions.

    Returns
    -------
    dict
        By the name of the case, which is the id of the learner.
    """
    papers = {name: PAPER if name == "paper-other" else 10_000 + place for place, name in enumerate(HOSTILE)}
    return {
        name: HOSTILE[name].content(fill(released, right_answers(quiz, paper), paper, quiz))
        for name, paper in papers.items()
    }


def _changed(*changes: Change) -> Callable[[str], bytes]:
    def content(filled: str) -> bytes:
        notebook = json.loads(filled)
        several(*changes)(notebook)
        return json.dumps(notebook).encode()

    return content


def _raw(content: bytes) -> Callable[[str], bytes]:
    return lambda _: content


def _text(change: Callable[[str], str]) -> Callable[[str], bytes]:
    return lambda filled: change(filled).encode("utf-8", "surrogatepass")


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def _with(filled: str, entry: str) -> str:
    """Give the notebook one more entry in its metadata."""
    return filled.replace('"language_info": {', f'"language_info": {{{entry}, ', 1)


def _other_quiz(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] = f"knee_{cell['metadata']['nbgrader']['grade_id']}"


def _stripped(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def _bomb(kind: str) -> list[dict[str, Any]]:
    return [{"output_type": "display_data", "data": {kind: SCRIPT * 20_000}, "metadata": {}}] * 2


def _many(name: str) -> Change:
    return lambda notebook: notebook["cells"].extend([find(notebook, name)] * 3_000)


def _many_loose(notebook: dict[str, Any]) -> None:
    notebook["cells"][1:1] = [code_cell(f"joint_name = {'(' * 40}{i}") for i in range(1_000)]


# What a check that was not marked is worth is lost from the total.
_LOST = {"joint_name": 1.0, "wrong_key": 1.0, "bone_names": 3.0, "half_weight": 2.0, "width_cm": 1.0}


def _answer(name: str, text: str, says: str) -> Hostile:
    """Type something else into one answer cell, which costs that answer and no other."""
    return Hostile(_changed(source(name, text)), ALL - _LOST[name], says)


HOSTILE: dict[str, Hostile] = {
    # Files that are no notebooks.
    "empty": Hostile(_raw(b""), None, "the file is empty"),
    "spaces": Hostile(_raw(b" \n" * 1000), None, "the file is empty"),
    "a-letter": Hostile(_raw(b"Dear teacher, I had no time."), None, "the file is not JSON"),
    "a-picture": Hostile(_raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), None, "the file is not JSON"),
    "a-zip": Hostile(_raw(b"PK\x03\x04" + bytes(300)), None, "the file is not JSON"),
    "zeros": Hostile(_raw(bytes(100_000)), None, "the file is not JSON"),
    "cut-off": Hostile(lambda filled: filled.encode()[:-500], None, "the file is not JSON"),
    "twice": Hostile(lambda filled: filled.encode() * 2, None, "the file is not JSON"),
    "utf-16": Hostile(lambda filled: filled.encode("utf-16"), None, "the file is not JSON"),
    "byte-order-mark": Hostile(lambda filled: b"\xef\xbb\xbf" + filled.encode(), None, "the file is not JSON"),
    "latin-1": Hostile(
        lambda filled: filled.replace("nbformat_minor", "nbförmat", 1).encode("latin-1", "replace"),
        None,
        "the file is not JSON",
    ),
    "a-number": Hostile(_raw(b"1"), None, "JSON, but not a notebook"),
    "a-list": Hostile(_raw(b"[]"), None, "JSON, but not a notebook"),
    "an-object": Hostile(_raw(b"{}"), None, "JSON, but not a notebook"),
    "null": Hostile(_raw(b"null"), None, "JSON, but not a notebook"),
    "deep-brackets": Hostile(_raw(b"[" * 1_000_000), None, "nested too deep"),
    "deep-objects": Hostile(_raw(b'{"a":' * 1_000_000), None, "nested too deep"),
    "deep-metadata": Hostile(_text(lambda filled: _with(filled, f'"x": {"[" * 100_000}')), None, "nested too deep"),
    "100-megabytes": Hostile(_raw(b'{"nbformat": 4, "a": "' + b"x" * 100_000_000), None, "more than 10000000"),
    # Numbers that JSON parsers disagree about.
    "not-a-number": Hostile(_changed(metadata("joint_name", mine=float("nan"))), ALL),
    "infinity": Hostile(_text(lambda filled: _with(filled, '"x": -Infinity')), ALL),
    "huge-integer": Hostile(_changed(metadata("joint_name", mine=10**4000)), ALL),
    "too-huge-integer": Hostile(
        _text(lambda filled: _with(filled, f'"x": {"9" * 5000}')),
        None,
        "the file is not JSON",
    ),
    "huge-format": Hostile(
        lambda filled: filled.replace('"nbformat": 4', f'"nbformat": {10**30}').encode(), None, "not a"
    ),
    "format-text": Hostile(lambda filled: filled.replace('"nbformat": 4', '"nbformat": "4"').encode(), None, "not a"),
    "format-2": Hostile(lambda filled: filled.replace('"nbformat": 4', '"nbformat": 2').encode(), None, "format 2"),
    "format-3": Hostile(lambda filled: filled.replace('"nbformat": 4', '"nbformat": 3').encode(), None, "format 3"),
    "minor-odd": Hostile(lambda filled: filled.replace('"nbformat_minor": 5', '"nbformat_minor": [[]]').encode(), ALL),
    "half-letter": Hostile(_changed(source("own_words", "\ud800")), None, "half a character"),
    "keys-twice": Hostile(_text(lambda filled: filled.replace('"cells"', '"cells": [], "cells"', 1)), ALL),
    # Cells that are none.
    "no-cells": Hostile(_changed(cells([])), 0.0, "no cell of this quiz is in the file"),
    "cells-object": Hostile(_changed(cells({"a": 1})), None, "the notebook has no cells"),
    "cells-gone": Hostile(_changed(lambda notebook: notebook.pop("cells")), None, "the notebook has no cells"),
    "cells-numbers": Hostile(_changed(cells([1, None, "x", []])), None, "cell 1 "),
    "cells-many": Hostile(
        _changed(lambda notebook: notebook["cells"].extend([text_cell("")] * 100_000)), None, "more than 10000"
    ),
    "cells-thousands": Hostile(_changed(lambda notebook: notebook["cells"].extend([text_cell("x")] * 5_000)), ALL),
    "cell-kind": Hostile(_changed(fields("joint_name", cell_type=["code"])), None, "cell 4 is neither code nor text"),
    "cell-heading": Hostile(_changed(fields("joint_name", cell_type="heading")), None, "neither code nor text"),
    "source-object": Hostile(_changed(source("joint_name", {"a": 1})), None, "cell 4 is neither code nor text"),
    "source-numbers": Hostile(_changed(source("joint_name", [1, 2])), None, "cell 4 has no text"),
    "metadata-list": Hostile(_changed(fields("joint_name", metadata=[])), None, "cell 4 has no text or no metadata"),
    "metadata-text": Hostile(_changed(metadata("joint_name", nbgrader="locked")), None, "metadata that are none"),
    # Bombs and scripts.
    "bomb-html": Hostile(_changed(fields("joint_name", outputs=_bomb("text/html"))), ALL),
    "bomb-javascript": Hostile(_changed(fields("joint_name_marks", outputs=_bomb("application/javascript"))), ALL),
    "bomb-lines": Hostile(
        _changed(
            fields("joint_name", outputs=[{"output_type": "stream", "name": "stderr", "text": ["a\n"] * 500_000}])
        ),
        ALL,
    ),
    "outputs-odd": Hostile(_changed(fields("joint_name", outputs={"a": [None]}, execution_count="x")), ALL),
    "attachments": Hostile(_changed(fields("own_words", attachments={"x.svg": {"image/svg+xml": SCRIPT}})), ALL),
    "script-text": Hostile(_changed(source("own_words", f"{SCRIPT}\n\n[me](javascript:run) ![x](//far/x)")), ALL),
    "script-fence": Hostile(_changed(source("own_words", f"````\n{SCRIPT}\n~~~~\n```{SCRIPT}")), ALL),
    "script-cells": Hostile(
        _changed(*(added(text_cell(SCRIPT, kind, tags=['"><script>'])) for kind in ("markdown", "raw"))), ALL
    ),
    "script-prompt": Hostile(
        _changed(source("joint_name_prompt", SCRIPT)), ALL, "joint_name_prompt: the locked cell was changed"
    ),
    "script-answer": _answer("joint_name", f"joint_name = {SCRIPT!r}  # {SCRIPT}", ""),
    "script-locked": Hostile(
        _changed(source("own_words", SCRIPT), settings("own_words", locked=True)), ALL, "own_words: the settings of"
    ),
    "script-title": Hostile(
        _changed(lambda notebook: notebook["metadata"].update(title=SCRIPT, language_info={"name": SCRIPT})), ALL
    ),
    # Answers that are code, or more than an answer.
    "runs-code": _answer("joint_name", TOUCH, "joint_name: line 1 is not of the form"),
    "runs-value": _answer("joint_name", f"joint_name = {TOUCH}", "joint_name: line 1 does not hold a plain value"),
    "runs-magic": _answer("joint_name", "!touch HACKED", "joint_name: line 1 is not Python"),
    "runs-import": _answer("joint_name", "joint_name = __import__('os').system('touch HACKED')", "joint_name: line 1"),
    "runs-walrus": _answer("joint_name", f"joint_name = (x := {TOUCH})", "joint_name: line 1 does not hold"),
    "runs-format": _answer("joint_name", f'joint_name = f"{{{TOUCH}}}"', "joint_name: line 1 does not hold"),
    "runs-decorated": _answer("joint_name", f"@{TOUCH}\ndef joint_name(): ...", "joint_name: line "),
    "runs-cell": Hostile(_changed(added(code_cell(f"import os\n{TOUCH}"), 0)), ALL),
    "equal-to-all": _answer(
        "joint_name",
        "joint_name = type('A', (str,), {'__eq__': lambda *_: True})()",
        "joint_name: line 1 does not hold",
    ),
    "key-from-book": _answer("bone_names", "bone_names = open('questions.yml').read()", "bone_names: line 1 does not"),
    "list-of-100000": _answer("bone_names", f"bone_names = {['a'] * 100_000}", "characters, more than 20000"),
    "list-of-4000": _answer("bone_names", f"bone_names = [{'1,' * 4000}]", ""),
    "deep-answer": _answer("bone_names", f"bone_names = {'[' * 5000}{']' * 5000}", "bone_names: "),
    "deep-value": _answer("bone_names", f"bone_names = {_nested(9)}", "nested more than 8 deep"),
    "deep-sum": _answer("width_cm", f"width_cm = {'+'.join('1' * 5000)}", "width_cm: "),
    "deep-minus": _answer("width_cm", f"width_cm = {'-' * 9000}1", "width_cm: "),
    "huge-number": _answer("width_cm", f"width_cm = {'9' * 4000}", "holds a number of more than"),
    "too-huge-number": _answer("width_cm", f"width_cm = {'9' * 9000}", "width_cm: "),
    "huge-hexadecimal": _answer("width_cm", f"width_cm = 0x{'f' * 19_000}", "holds a number of more than"),
    "huge-power": _answer("width_cm", "width_cm = 9**9**9**9", "width_cm: line 1 does not hold a plain value"),
    "infinite-number": _answer("width_cm", "width_cm = 1e999", ""),
    "not-a-number-answer": _answer("width_cm", "width_cm = float('nan')", "width_cm: line 1 does not hold"),
    "truth": _answer("width_cm", "width_cm = True", ""),
    "zero-byte": _answer("joint_name", "joint_name = '\0'", "joint_name: "),
    "right-to-left": _answer("joint_name", 'joint_name = "\u202ec\u202c" # \u2067', ""),
    "fullwidth": _answer("joint_name", "joint_name = ＂ｂ＂", "joint_name: line 1 is not Python"),
    "other-name": _answer("joint_name", 'wrong_key = "b"', "joint_name: line 1 is not of the form"),
    "annotated": _answer("joint_name", f'joint_name: {TOUCH} = "b"', "joint_name: line 1 is not of the form"),
    "two-answers": _answer("wrong_key", 'wrong_key = "a"\nwrong_key = "b"', "wrong_key: two answers were given"),
    "text-of-a-megabyte": Hostile(_changed(source("own_words", "word " * 200_000)), ALL),
    # The paper.
    "paper-none": Hostile(_changed(source("paper_number", "paper_number = None")), 0.0, "not the number of a paper"),
    "paper-huge": Hostile(
        _changed(source("paper_number", f"paper_number = {'9' * 300}")), 0.0, "not the number of a paper"
    ),
    "paper-code": Hostile(_changed(source("paper_number", TOUCH)), 0.0, "paper_number: line 1 is not of the form"),
    "paper-gone": Hostile(_changed(without("paper_number")), 0.0, "there is no cell paper_number above the checks"),
    "paper-twice": Hostile(_changed(copied("paper_number", "paper_number = 9")), 0.0, "paper_number: two answers were"),
    "paper-other": Hostile(
        _changed(source("paper_number", "paper_number = 4712")),
        5.0,
        "locked cells were changed, the originals are used: joint_name_prompt, ",
    ),
    # Cells that were moved, copied, deleted or given other settings.
    "copied": Hostile(
        _changed(copied("joint_name"), copied("joint_name_marks"), copied("joint_name_prompt")), ALL, "than"
    ),
    "copied-3000-times": Hostile(
        _changed(_many("joint_name"), _many("joint_name_marks")), ALL, "joint_name: the cell is"
    ),
    "loose-answers": Hostile(
        _changed(without("joint_name"), _many_loose), ALL - 1, "there is no answer cell joint_name above the check"
    ),
    "copied-and-changed": Hostile(
        _changed(copied("joint_name", 'joint_name = "z"')), ALL - 1, "two answers were given"
    ),
    "copied-text": Hostile(_changed(copied("own_words", "And this.")), ALL, "own_words: the cell is there"),
    "same-cell-ids": Hostile(_changed(*(fields(name, id="x") for name in ("joint_name", "wrong_key"))), ALL),
    "no-cell-ids": Hostile(_changed(lambda notebook: [cell.pop("id") for cell in notebook["cells"]]), ALL),
    "check-changed": Hostile(_changed(source("width_cm_marks", "1.0")), ALL, "width_cm_marks: the locked cell"),
    "check-gone": Hostile(_changed(without("width_cm_marks")), ALL - 1, "width_cm: the check is missing"),
    "check-first": Hostile(_changed(moved_down("width_cm")), ALL - 1, "there is no answer cell width_cm above"),
    "check-flags": Hostile(_changed(settings("width_cm_marks", grade=False)), None, "width_cm_marks: the settings of"),
    "answer-graded": Hostile(_changed(settings("width_cm", grade=True, points=5)), None, "width_cm: the settings of"),
    "answer-gone": Hostile(_changed(without("width_cm")), ALL - 1, "there is no answer cell width_cm above"),
    "text-gone": Hostile(_changed(without("own_words")), ALL, "own_words: the cell is missing, mark this question by"),
    "points-changed": Hostile(_changed(settings("width_cm_marks", points=1e308)), ALL, "the settings of the cell were"),
    "points-not-a-number": Hostile(_changed(settings("width_cm_marks", points=float("nan"))), ALL, "the settings"),
    "kind-changed": Hostile(_changed(fields("width_cm", cell_type="raw")), ALL, "width_cm: the settings"),
    "schema-99": Hostile(_changed(settings("width_cm", schema_version=99)), None, "of another version (99)"),
    "schema-text": Hostile(_changed(settings("width_cm", schema_version="x" * 9999)), None, "of another version"),
    "id-list": Hostile(_changed(settings("width_cm", grade_id=["width_cm"])), None, "which is not in this quiz"),
    "id-path": Hostile(_changed(settings("width_cm", grade_id="../../x")), None, "which is not in this quiz"),
    "id-long": Hostile(_changed(settings("width_cm", grade_id="x" * 99_999)), None, "which is not in this quiz"),
    "other-quiz": Hostile(_changed(_other_quiz), None, "which is not in this quiz"),
    "all-metadata-gone": Hostile(_changed(_stripped), 0.0, "no cell of this quiz is in the file"),
    "answers-only": Hostile(
        _changed(cells([code_cell('joint_name = "b"'), text_cell("Here is my homework.")])), 0.0, "no cell of this quiz"
    ),
    "nothing-typed": Hostile(_changed(answers(**dict.fromkeys(("joint_name", "wrong_key"), "None"))), ALL - 2),
}
