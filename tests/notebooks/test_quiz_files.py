"""The committed notebooks: made from the questions, without a key where learners look, worth full marks when solved."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from course_folder import CourseFolder
from nbclient import NotebookClient

from gluteus.quiz.build import build, stale
from gluteus.quiz.notebook import fill
from gluteus.quiz.questions import Number, Question, Quiz, load_all
from gluteus.yaml_lines import DataError

ROOT = Path(__file__).resolve().parents[2]
QUIZZES = load_all(ROOT)

each_quiz = pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.quiz)


def secrets(question: Question) -> list[str]:
    """What only somebody who has answered may read."""
    said = [question.explanation]
    if isinstance(question, Number):
        said += [question.feedback.correct, question.feedback.wrong, *(near.feedback for near in question.near_misses)]
    else:
        said += [option.feedback for option in question.options]
    return said


def written_values(path: Path) -> dict[str, Any]:
    """Read what the answer cells of a notebook assign."""
    cells = nbformat.read(path, as_version=4).cells
    answers = [cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]
    assigned = [ast.parse(source).body for source in answers]
    assert all(len(body) == 1 for body in assigned)
    return {body[0].targets[0].id: ast.literal_eval(body[0].value) for body in assigned}  # type: ignore[attr-defined]


def test_the_committed_notebooks_are_those_of_the_questions() -> None:
    assert stale(ROOT) == [], "run `gluteus quizzes` and commit what it makes"


@each_quiz
def test_nothing_but_the_notebook_is_released(quiz: Quiz) -> None:
    assert [path.name for path in (ROOT / "exercises" / quiz.quiz).iterdir()] == [f"{quiz.quiz}.ipynb"]


@each_quiz
def test_no_key_is_released(quiz: Quiz) -> None:
    path = ROOT / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    everything = "\n".join(cell.source for cell in cells)
    for sign in ("BEGIN SOLUTION", "BEGIN HIDDEN", "marks(", "import", '"key"', "tolerance"):
        assert sign not in everything
    for question in quiz.questions:
        for secret in secrets(question):
            assert secret not in everything
            assert " ".join(secret.split()) not in " ".join(everything.split())
    assert written_values(path) == {question.id: None for question in quiz.graded}
    tests = [cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert tests == ["# Marked by the grader. Please leave this cell as it is."] * len(quiz.graded)
    assert all(not cell.get("outputs") for cell in cells)


def test_the_solutions_earn_full_marks() -> None:
    # One kernel for all of them: ids are unique in the course, and starting it is what takes the time.
    notebooks = [nbformat.read(ROOT / "solutions" / q.quiz / f"{q.quiz}.ipynb", as_version=4) for q in QUIZZES]
    joined = nbformat.v4.new_notebook(cells=[cell for notebook in notebooks for cell in notebook.cells[1:]])
    NotebookClient(joined, timeout=60, kernel_name="python3").execute()
    tests = [cell for cell in joined.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    earned = {cell.metadata.nbgrader.grade_id: float(cell.outputs[0].data["text/plain"]) for cell in tests}
    assert earned == {f"{question.id}_marks": question.points for quiz in QUIZZES for question in quiz.graded}


def test_building_writes_both_notebooks_once(small_course: Path) -> None:
    made = [Path("solutions/function/function.ipynb"), Path("exercises/function/function.ipynb")]
    assert stale(small_course) == made
    assert build(small_course) == made
    assert stale(small_course) == []
    assert build(small_course) == []
    assert written_values(small_course / made[1]) == {"stance_side": None, "lever_arms": None, "arm_length": None}
    assert not list(small_course.rglob(".*.draft"))
    assert not list(small_course.rglob("gradebook.db"))

    before = (small_course / made[1]).read_bytes()
    questions = small_course / "solutions" / "function" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("answer: 4.3", "answer: 4.4"), encoding="utf-8")
    assert stale(small_course) == made[:1], "only the key changed, and the key is not released"
    questions.write_text(text.replace("kind: number", "kind: nothing"), encoding="utf-8")
    with pytest.raises(DataError, match=r"questions\.yml:70: unknown kind"):
        build(small_course)
    assert (small_course / made[1]).read_bytes() == before


def test_a_quiz_that_nbgrader_refuses_changes_nothing(small_course: Path) -> None:
    questions = small_course / "solutions" / "function" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("Where is", "BEGIN SOLUTION where is").replace("use: practice", "use: graded"))
    with pytest.raises(
        DataError, match=r"^solutions/function/questions\.yml: nbgrader does not release this quiz: .+ solution"
    ):
        build(small_course)
    assert sorted(path.name for path in questions.parent.iterdir()) == ["questions.yml"]
    assert not (small_course / "exercises").exists()


def test_an_unknown_quiz_is_one_sentence(small_course: Path) -> None:
    with pytest.raises(DataError, match=r"^solutions/walking/questions\.yml: there is no such quiz: walking$"):
        build(small_course, ["walking"])


def test_nbgrader_gives_the_solution_full_marks_and_no_answers_none(tmp_path: Path) -> None:
    # One quiz is enough here: every solution is executed above, and nbgrader takes seconds to start.
    quiz = QUIZZES[0]
    course = CourseFolder(tmp_path)
    shutil.copyfile(ROOT / "nbgrader_config.py", tmp_path / "nbgrader_config.py")
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / quiz.quiz, tmp_path / folder / quiz.quiz)
    released = (tmp_path / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb").read_text(encoding="utf-8")
    key = {question.id: question.key for question in quiz.graded}
    for student, notebook in {"solver": fill(released, key), "silent": released}.items():
        submitted = tmp_path / "_nbgrader" / "submitted" / student / quiz.quiz / f"{quiz.quiz}.ipynb"
        submitted.parent.mkdir(parents=True)
        submitted.write_text(notebook, encoding="utf-8")
    course.run("autograde", quiz.quiz, "--create")
    assert course.marks("solver") == {question.id: question.points for question in quiz.graded}
    assert course.marks("silent") == {question.id: 0.0 for question in quiz.graded}
    assert {comment for _, _, comment in course.rows("silent").values()} == {"No response."}
