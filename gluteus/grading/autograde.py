"""What nbgrader_config.py puts into ``nbgrader autograde``: quizzes are marked without running a learner's cell.

nbgrader converts each submission twice. The first pass cleans it up: ``MendCells`` comes before nbgrader's own steps.
The second pass marks it: ``GradeLiterals`` stands where nbgrader would execute, and leaves in each test cell the output
that executing would have left, so that nbgrader's ``SaveAutoGrades`` stores the same marks. ``SubmissionExporter``
stands around both passes, so that no submission can end the run for the others.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from sqlalchemy.exc import OperationalError
from traitlets import Bool

from gluteus.grading.literal import NotPlainError, read_answer, read_check
from gluteus.grading.notices import report
from gluteus.quiz.marking import marks

# A released quiz is about 25 kB. A submission of this size is not one, and reading it would only cost memory.
LARGEST_SUBMISSION = 10_000_000

_NEW_CELL: dict[str, Callable[..., Any]] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class UngradableError(ValueError):
    """A submission that cannot be marked; the text is the reason in one line."""


@dataclass(frozen=True)
class QuizCell:
    """A cell of the quiz as the gradebook holds it."""

    source: str
    locked: bool
    solution: bool
    points: float | None  # None for a cell that carries no marks


class MendCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Keep of a submission what a quiz needs: the text of each cell and its nbgrader metadata.

    A copied answer cell becomes one cell that holds both texts; a copied locked cell is dropped. What the learner
    changed in locked cells, and which cells are missing, is reported.
    """

    enabled = Bool(True)  # without the config tag: no setting switches it off

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Mend one notebook; see :class:`nbconvert.preprocessors.Preprocessor`.

        Raises
        ------
        UngradableError
            When a cell is of no known kind, has no text, or carries an id that is not of this quiz.
        """
        quiz, student = _quiz_cells(resources), resources["nbgrader"]["student"]
        texts = _released_texts(self.parent.parent.coursedir, resources)
        kept: dict[str, Any] = {}
        cells: list[Any] = []
        for number, learners_cell in enumerate(nb.cells, start=1):
            cell = _bare(learners_cell, number)
            name = _quiz_name(cell, number, quiz)
            if name is None:
                if cell.source in texts:
                    cell.metadata["gluteus"] = "released"  # feedback may render it: it is not the learner's
                cells.append(cell)
                continue
            first = kept.get(name)
            if first is not None:
                report(self.parent.parent, student, f"{name}: the cell is there more than once")
                if quiz[name].solution:
                    if _lines(cell.source) != _lines(quiz[name].source):  # an unanswered copy is no second answer
                        first.source += f"\n\n{cell.source}"
                    continue
                cells = [other for other in cells if other is not first]
            kept[name] = cell
            cells.append(cell)
        for name, cell in kept.items():
            self._restore(cell, name, quiz[name], student)
        self._report_missing(quiz, kept, student)
        nb.cells = cells
        nb.metadata = {"language_info": {"name": "python"}}
        return nb, resources

    def _restore(self, cell: Any, name: str, original: QuizCell, student: str) -> None:
        meta = cell.metadata.nbgrader
        settings = {"solution": original.solution, "grade": original.points is not None, "locked": original.locked}
        if any(meta.get(key, False) != value for key, value in settings.items()) or (
            original.points is not None and meta.get("points") != original.points
        ):
            report(self.parent.parent, student, f"{name}: the settings of the cell were changed")
        # nbgrader restores the others, but lets an answer call itself locked: pages would render it as the quiz's own.
        meta["locked"] = original.locked
        if not original.locked:
            return
        if _lines(cell.source) == _lines(_released(original.source)):
            cell.source = original.source  # spares the log nbgrader's warning for each untouched check
        else:
            report(self.parent.parent, student, f"{name}: the locked cell was changed, the original is used")

    def _report_missing(self, quiz: dict[str, QuizCell], kept: dict[str, Any], student: str) -> None:
        if not kept:
            report(self.parent.parent, student, "no cell of this quiz is in the file, mark it by hand")
            return
        for name, original in quiz.items():
            if name not in kept and original.points is not None:
                report(
                    self.parent.parent,
                    student,
                    f"{name.removesuffix('_marks')}: the check is missing, mark this question by hand",
                )


class GradeLiterals(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Mark the answers of a quiz without a kernel.

    Answers are read from top to bottom, as a kernel would meet them. A check that is not understood, or an answer that
    is not a plain value, leaves an error in the test cell, which is worth nothing, and is reported.
    """

    enabled = Bool(True)  # without the config tag: nbgrader gives full points to a check without an output

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Mark one notebook; see :class:`nbconvert.preprocessors.Preprocessor`."""
        quiz, student = _quiz_cells(resources), resources["nbgrader"]["student"]
        answers: dict[str, str] = {}
        answered = []
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = [], None
            if is_solution(cell):
                answers[cell.metadata.nbgrader.grade_id] = cell.source
            elif is_grade(cell):
                name = cell.metadata.nbgrader.grade_id
                try:
                    question, answer = _question_and_answer(cell, quiz.get(name), answers)
                except NotPlainError as error:
                    report(self.parent.parent, student, f"{name.removesuffix('_marks')}: {error}")
                    cell.outputs = [new_output("error", ename="NotMarked", evalue=str(error), traceback=[str(error)])]
                    answered.append(True)
                else:
                    cell.outputs = [new_output("execute_result", {"text/plain": repr(marks(question, answer))})]
                    answered.append(answer is not None)
        if answered and not any(answered):
            report(self.parent.parent, student, "no question is answered")
        return nb, resources


class SubmissionExporter(NotebookExporter):
    """nbgrader's notebook exporter for submissions: a failure costs one learner's mark for now, never the run.

    nbgrader stops at the first notebook whose metadata are of another version; here that is a failure of this one.
    Each failure is reported with its reason, and marks of an earlier file are withdrawn, so that a mark in the
    gradebook always belongs to the file that was handed in.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        _register_quiz(self.parent)
        _report_folders(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Convert one submission; see :meth:`nbconvert.exporters.Exporter.from_filename`.

        Raises
        ------
        UngradableError
            When it cannot be read or marked.
        sqlalchemy.exc.OperationalError
            When the gradebook itself cannot be used: then nbgrader ends the run, and is right to.
        """
        try:
            _check_file(Path(filename))
            output, resources = super().from_filename(filename, resources, **kw)
            str(output).encode()  # a lone surrogate would fail later, where nobody gives the reason
        except OperationalError:
            raise
        except Exception as error:
            reason = _reason(error)
            report(self.parent, resources["nbgrader"]["student"], f"NOT GRADED: {reason}")
            _withdraw_marks(resources)
            raise UngradableError(reason) from None
        return output, resources


def _quiz_cells(resources: Any) -> dict[str, QuizCell]:
    keys = resources["nbgrader"]
    with Gradebook(keys["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(keys["notebook"], keys["assignment"])
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        return {
            cell.name: QuizCell(cell.source, cell.locked, cell.name in solutions, points.get(cell.name))
            for cell in notebook.source_cells
        }


def _released_texts(coursedir: Any, resources: Any) -> set[str]:
    keys = resources["nbgrader"]
    folder = coursedir.format_path(coursedir.release_directory, ".", keys["assignment"])
    path = Path(folder) / f"{keys['notebook']}.ipynb"
    if not path.exists():
        return set()
    cells = nbformat.read(path, as_version=4).cells
    return {cell.source for cell in cells if cell.cell_type == "markdown" and "nbgrader" not in cell.metadata}


def _bare(cell: Any, number: int) -> Any:
    kind, source = cell.get("cell_type"), cell.get("source")
    if kind not in _NEW_CELL or not isinstance(source, str):
        raise UngradableError(f"cell {number} is neither code nor text")
    meta = cell.get("metadata", {}).get("nbgrader")
    # Empty metadata are what nbgrader itself leaves in a copied cell, and what ends its run.
    return _NEW_CELL[kind](source, id=f"cell-{number}", metadata={"nbgrader": meta} if meta else {})


def _quiz_name(cell: Any, number: int, quiz: dict[str, QuizCell]) -> str | None:
    meta = cell.metadata.get("nbgrader")
    if meta is None:
        return None
    name = meta.get("grade_id") if isinstance(meta, dict) else None
    if not isinstance(name, str) or name not in quiz:
        raise UngradableError(f"cell {number} has the id {name!r}, which is not in this quiz")
    return name


def _released(source: str) -> str:
    return re.sub(r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*$", "", source, flags=re.DOTALL | re.MULTILINE)


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.strip().splitlines()]


def _question_and_answer(
    cell: Any, original: QuizCell | None, answers: dict[str, str]
) -> tuple[dict[str, Any], object]:
    if original is None or cell.source != original.source:
        raise NotPlainError("the check is not the one in the gradebook, so it was not marked")
    check = read_check(original.source)
    if check.question not in answers:
        raise NotPlainError(f"there is no answer cell {check.question} above the check")
    return check.rule, read_answer(answers[check.question], check.question)


def _check_file(path: Path) -> None:
    size = path.stat().st_size
    if size > LARGEST_SUBMISSION:
        raise UngradableError(f"the file has {size} bytes, more than {LARGEST_SUBMISSION}")
    content = path.read_bytes()
    if not content.strip():
        raise UngradableError("the file is empty")
    try:
        notebook = json.loads(content)
    except RecursionError:
        raise UngradableError("the file is nested too deep") from None
    except ValueError as error:
        raise UngradableError(f"the file is not JSON: {error}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise UngradableError("the file is JSON, but not a notebook")
    if notebook["nbformat"] >= 4 and not isinstance(notebook.get("cells"), list):
        raise UngradableError("the notebook has no cells")


def _reason(error: Exception) -> str:
    if isinstance(error, UngradableError):
        return str(error)
    if isinstance(error, SchemaTooOldError | SchemaTooNewError):
        return f"its nbgrader metadata are of another version ({error.actual_version})"
    first_line = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {first_line}"


def _withdraw_marks(resources: Any) -> None:
    keys = resources["nbgrader"]
    with Gradebook(keys["db_url"]) as gradebook:
        for grade in gradebook.find_submission_notebook(keys["notebook"], keys["assignment"], keys["student"]).grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def _register_quiz(converter: Any) -> None:
    """Let the gradebook learn the quiz from its source, if nobody did: a fresh clone has exercises but no gradebook."""
    coursedir = converter.coursedir
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        try:
            gradebook.find_assignment(coursedir.assignment_id)
        except MissingEntry:
            pass
        else:
            return
    with tempfile.TemporaryDirectory() as folder:
        aside = CourseDirectory(
            parent=coursedir.parent,
            root=coursedir.root,
            assignment_id=coursedir.assignment_id,
            release_directory=folder,  # exercises/ is left as it is
        )
        GenerateAssignment(coursedir=aside, parent=converter.parent).start()


def _report_folders(converter: Any) -> None:
    """Report the folders that nbgrader passes over, or fails, before it opens a file."""
    coursedir = converter.coursedir
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        known = {notebook.name for notebook in gradebook.find_assignment(coursedir.assignment_id).notebooks}
    pattern = converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
    for folder in glob(converter._format_source(coursedir.assignment_id, coursedir.student_id)):  # noqa: PTH207  (absolute)
        names = {path.stem for path in Path(folder).glob("*.ipynb")}
        if not names & known and (match := re.match(pattern, folder)):
            wanted = " or ".join(f"{name}.ipynb" for name in sorted(known))
            report(converter, match["student_id"], f"NOT GRADED: there is no {wanted} in {folder}")
