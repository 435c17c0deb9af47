"""The committed notebooks: made from the questions, without a key where learners look, worth full marks when solved."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from course_folder import CourseFolder
from nbclient import NotebookClient

from gluteus.cli import main
from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.quiz.build import Private, build, stale
from gluteus.quiz.marking import marks
from gluteus.quiz.notebook import blank, fill, source
from gluteus.quiz.questions import Match, Number, Order, Question, Quiz, Regions, TextAnswer, load_all, read
from gluteus.quiz.variants import settled
from gluteus.yaml_lines import DataError

ROOT = Path(__file__).resolve().parents[2]
QUIZZES = load_all(ROOT)

each_quiz = pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.quiz)


def secrets(question: Question) -> list[str]:
    """What only somebody who has answered may read."""
    match question:
        case Number():
            feedback, near = question.feedback, [near.feedback for near in question.near_misses]
            return [question.explanation, feedback.correct, feedback.wrong, *near]
        case Order():
            return [question.explanation, *(item.feedback for item in question.items)]
        case Match():
            return [question.explanation, *(pair.feedback for pair in question.pairs)]
        case Regions():
            return [question.explanation, *question.feedback.model_dump().values()]
        case TextAnswer():
            return [question.explanation, question.sample, *question.criteria]
        case _:
            return [question.explanation, *(option.feedback for option in question.options)]


def written_values(path: Path) -> dict[str, Any]:
    """Read what the cells for answers of a notebook assign."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
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
    by_hand = [question for question in quiz.graded if isinstance(question, TextAnswer)]
    marked = [question for question in quiz.graded if question not in by_hand]
    assert written_values(path) == {"paper_number": 0} | {question.id: None for question in marked}
    tests = [cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
    check = "# Marked by the grader. Please leave this cell as it is."
    assert sorted(tests) == sorted([check] * len(marked) + [blank(question) for question in by_hand])
    assert all(not cell.get("outputs") for cell in cells)


def test_the_solutions_earn_full_marks() -> None:
    # One kernel for all of them: ids are unique in the course, and starting it is what takes the time.
    notebooks = [nbformat.read(ROOT / "solutions" / q.quiz / f"{q.quiz}.ipynb", as_version=4) for q in QUIZZES]
    cells = [cell for notebook in notebooks for cell in notebook.cells[1:]]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # that of the paper number is the same in every quiz
    joined = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(joined, timeout=60, kernel_name="python3").execute()
    code = [cell for cell in joined.cells if cell.cell_type == "code"]
    tests = [cell for cell in code if cell.metadata.get("nbgrader", {}).get("grade")]
    earned = {cell.metadata.nbgrader.grade_id: float(cell.outputs[0].data["text/plain"]) for cell in tests}
    marked = [question for quiz in QUIZZES for question in quiz.graded if not isinstance(question, TextAnswer)]
    assert earned == {f"{question.id}_marks": question.points for question in marked}


def test_building_writes_both_notebooks_once(small_course: Path) -> None:
    made = [Path("solutions/function/function.ipynb"), Path("exercises/function/function.ipynb")]
    assert stale(small_course, ["function"]) == made
    assert build(small_course, ["function"]) == made
    assert stale(small_course, ["function"]) == []
    assert build(small_course, ["function"]) == []
    names = ("stance_side", "lever_arms", "arm_length")
    assert written_values(small_course / made[1]) == {"paper_number": 0} | dict.fromkeys(names)
    assert not list(small_course.rglob(".*.draft"))
    assert not list(small_course.rglob("gradebook.db"))

    before = (small_course / made[1]).read_bytes()
    questions = small_course / "solutions" / "function" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("answer: 4.3", "answer: 4.4"), encoding="utf-8")
    assert stale(small_course, ["function"]) == made[:1], "only the key changed, and the key is not released"
    questions.write_text(text.replace("kind: number", "kind: nothing"), encoding="utf-8")
    with pytest.raises(DataError, match=r"questions\.yml:70: unknown kind"):
        build(small_course, ["function"])
    assert (small_course / made[1]).read_bytes() == before


def test_a_quiz_that_nbgrader_refuses_changes_nothing(small_course: Path) -> None:
    questions = small_course / "solutions" / "function" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("Where is", "BEGIN SOLUTION where is").replace("use: practice", "use: graded"))
    with pytest.raises(
        DataError, match=r"^solutions/function/questions\.yml: nbgrader does not release this quiz: .+ solution"
    ):
        build(small_course, ["function"])
    assert sorted(path.name for path in questions.parent.iterdir()) == ["questions.yml"]
    assert not (small_course / "exercises").exists()


def test_an_unknown_quiz_is_one_sentence(small_course: Path) -> None:
    with pytest.raises(DataError, match=r"^solutions/walking/questions\.yml: there is no such quiz: walking$"):
        build(small_course, ["walking"])


STOCK = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = ["*.yml"]
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = ""
"""


def made_wrong(question: Question, right: Any) -> Any:
    """Give an answer that is partly right where its kind has partial credit."""
    match question:
        case Order():
            return [right[1], right[0], *right[2:]]
        case Match():
            return [None, *right[1:]]
        case Number():
            return right + 1000
        case Regions():
            return [*right, "knee_back:left"]
        case _:
            return right[:-1] if isinstance(right, list) else next(x for x in "ab" if x != right)


def test_stock_nbgrader_gives_the_marks_of_every_kind_on_any_paper(private_course: Path) -> None:
    """It executes each notebook in a kernel, without any setting or plugin of ours."""
    folder = private_course
    (folder / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    quiz = read(folder / "solutions" / "every-kind" / "questions.yml")
    (folder / "solutions" / "every-kind" / "every-kind.ipynb").write_text(source(quiz), encoding="utf-8")
    course = CourseFolder(folder)
    course.run("generate_assignment", "every-kind")
    released = (folder / "exercises" / "every-kind" / "every-kind.ipynb").read_text(encoding="utf-8")
    marked = [question for question in quiz.graded if not isinstance(question, TextAnswer)]
    # Student: the paper that the answers are for, the paper that the notebook names, whether they are right.
    learners = {"solver": (754_611_422, 754_611_422, True), "partly": (9, 9, False), "elsewhere": (9, 10, True)}
    expected = {}
    for student, (paper, named, right) in learners.items():
        answers: dict[str, Any] = {}
        for question in marked:
            rule = settled(question.rule, paper)
            answers[question.id] = rule["key"] if right else made_wrong(question, rule["key"])
        expected[student] = {each.id: marks(each.rule, answers[each.id], named) for each in marked}
        hand_in(folder, student, fill(released, {**answers, "kind_text": "Because."}, named, quiz))
    text = fill(released, {question.id: question.key for question in marked})
    hand_in(folder, "odd", text.replace("paper_number = 0", "paper_number = '0'"))
    points = {question.id: question.points for question in marked}
    assert expected["solver"] == points
    assert 0 < sum(expected["partly"].values()) < sum(points.values())
    assert 0 < sum(expected["elsewhere"].values()) < sum(points.values()), "letters of another paper"

    course.run("autograde", "every-kind", "--create")
    expected["odd"] = dict.fromkeys(points, 0.0)
    for student, earned in expected.items():
        rows = course.rows(student)
        score, waits, _ = rows.pop("kind_text")
        # What was left as released earns nothing; what was written waits for a person.
        assert (score, waits) == ((0.0, 0) if student == "odd" else (None, 1))
        assert {name: score for name, (score, _, _) in rows.items()} == pytest.approx(earned)


def test_nbgrader_gives_the_solution_full_marks_and_no_answers_none(tmp_path: Path) -> None:
    # One quiz is enough here: every solution is executed above, and nbgrader takes seconds to start.
    quiz = QUIZZES[0]
    course = CourseFolder(tmp_path)
    shutil.copyfile(ROOT / "nbgrader_config.py", tmp_path / "nbgrader_config.py")
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / quiz.quiz, tmp_path / folder / quiz.quiz)
    released = (tmp_path / "exercises" / quiz.quiz / f"{quiz.quiz}.ipynb").read_text(encoding="utf-8")
    key = {question.id: question.key for question in quiz.graded}
    hand_in(tmp_path, "solver", fill(released, key), quiz.quiz)
    hand_in(tmp_path, "silent", released, quiz.quiz)
    course.run("autograde", quiz.quiz, "--create")
    points = {question.id: None if isinstance(question, TextAnswer) else question.points for question in quiz.graded}
    assert course.marks("solver") == points
    assert course.marks("silent") == dict.fromkeys(points, 0.0)
    comments = {name: comment for name, (_, _, comment) in course.rows("silent").items() if points[name] is not None}
    assert set(comments.values()) == {"No response."}


def hand_in(course: Path, student: str, notebook: str, quiz: str = "every-kind") -> None:
    """Put a notebook where nbgrader collects it to: where the settings of the course folder say."""
    ours = "configure(" in (course / "nbgrader_config.py").read_text(encoding="utf-8")
    path = course / ("_nbgrader/submitted" if ours else "submitted") / student / quiz / f"{quiz}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(notebook, encoding="utf-8")


def test_private_questions_are_made_outside_the_repository(private_course: Path, small_course: Path) -> None:
    before = {path: path.read_bytes() for path in small_course.rglob("*") if path.is_file()}
    private = Private(private_course, CONFIGURATION_FILE)
    made = [
        Path("nbgrader_config.py"),
        Path("solutions/every-kind/every-kind.ipynb"),
        Path("exercises/every-kind/every-kind.ipynb"),
    ]
    assert stale(small_course, private=private) == made
    assert build(small_course, private=private) == made
    assert stale(small_course, private=private) == []
    assert {path: path.read_bytes() for path in small_course.rglob("*") if path.is_file()} == before
    assert (private_course / made[0]).read_text(encoding="utf-8") == CONFIGURATION_FILE
    # An instructor's own settings are left as they are.
    (private_course / made[0]).write_text(CONFIGURATION_FILE + "# mine\n", encoding="utf-8")
    assert build(small_course, private=private) == []


def test_a_private_exam_goes_from_its_questions_to_its_marks(
    private_course: Path, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gluteus(*arguments: str, code: int = 0) -> str:
        run = CliRunner().invoke(main, arguments)
        assert run.exit_code == code, run.output
        return run.output

    monkeypatch.delenv("GLUTEUS_GRADEBOOK", raising=False)
    monkeypatch.chdir(small_course)
    stale_ones = gluteus("quizzes", "--check", "--from", "../private", code=1).splitlines()
    again = "run `gluteus quizzes --from ../private`"
    assert stale_ones[0] == f"Error: ../private/nbgrader_config.py: stale: {again}"
    assert len(stale_ones) == 3
    assert gluteus("quizzes", "--from", "../private").count("made ../private/") == 3
    assert gluteus("quizzes", "--check", "--from", "../private") == ""

    monkeypatch.chdir(private_course)
    (private_course / "class.csv").write_text("id,first name,last name\nava,Ava,A\nben,Ben,B\n", encoding="utf-8")
    gluteus("roster", "class.csv")
    gluteus("papers", "every-kind")
    quiz = read(private_course / "solutions" / "every-kind" / "questions.yml")
    marked = [question for question in quiz.graded if not isinstance(question, TextAnswer)]
    for student in ("ava", "ben"):
        paper = private_course / "_nbgrader" / "papers" / "every-kind" / student / "every-kind.ipynb"
        number = written_values(paper)["paper_number"]
        keys = {question.id: settled(question.rule, number)["key"] for question in marked}
        if student == "ben":
            keys = {name: made_wrong(question, keys[name]) for name, question in zip(keys, marked, strict=True)}
        hand_in(private_course, student, fill(paper.read_text(encoding="utf-8"), keys))
    gluteus("grade", "every-kind")
    course = CourseFolder(private_course)
    points = {question.id: question.points for question in marked}
    assert course.marks("ava") == points | {"kind_text": 0.0}
    ben = course.marks("ben")
    assert all(0 <= (ben[name] or 0) < most for name, most in points.items())
    assert ben["kind_order"] == pytest.approx(2 * 4 / 6)


def test_private_questions_are_not_built_where_they_would_be_published(small_course: Path, tmp_path: Path) -> None:
    inside = small_course / "exam"
    shutil.copytree(ROOT / "tests" / "private_course", inside)
    with pytest.raises(DataError, match=r"exam: private questions belong outside the repository"):
        build(small_course, private=Private(inside, CONFIGURATION_FILE))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(DataError, match=r"empty: no questions here: it holds no solutions/<quiz>/questions\.yml"):
        build(small_course, private=Private(empty, CONFIGURATION_FILE))
    assert not list(inside.rglob("*.ipynb"))
    assert not list(empty.iterdir())
