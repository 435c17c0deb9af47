"""Hostile submissions: each gets a mark or a reason in one line; nothing runs, and nothing is written elsewhere."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from class_of_learners import HERE, QUIZ, quiz
from course_folder import CourseFolder, cell
from gradebook_rows import gradebook_rows
from hostile_submissions import ALL, HOSTILE, hostile_submissions, release, right_answers
from hypothesis import example, given
from hypothesis import strategies as st

from gluteus.grading.answer_key import AnswerKey
from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.grading.marked import Marker
from gluteus.quiz.notebook import fill
from gluteus.quiz.notebook import source as source_of

if TYPE_CHECKING:
    from gluteus.grading.marked import MarkedSubmission

# Names of learners' folders, all with the right answers; None for one that cannot be graded.
FOLDERS: dict[str, float | None] = {
    "زهرا": ALL,
    "bone🦴": ALL,
    "=1+1": ALL,
    "--force": ALL,
    "$(touch HACKED)": ALL,
    "'; drop table grade; --": ALL,
    "a+(b)|c": ALL,
    "x" * 100: ALL,
    "%2e%2e%2f": ALL,
    "<script>": None,
    "{student_id}": None,
    "[ab]": None,
    "ab*": None,
    "two\nlines": None,
    "evil\u202egpj": None,
    "link": None,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """A course folder with a quiz of every kind, and nothing handed in."""
    course = CourseFolder(tmp_path_factory.mktemp("hostile") / "course")
    shutil.copytree(HERE / "solutions", course.folder / "solutions")
    (course.folder / "nbgrader_config.py").write_text(CONFIGURATION_FILE, encoding="utf-8")
    source = course.folder / "solutions" / QUIZ / f"{QUIZ}.ipynb"
    source.write_text(source_of(quiz()), encoding="utf-8")
    exercise = course.folder / "exercises" / QUIZ / f"{QUIZ}.ipynb"
    exercise.parent.mkdir(parents=True)
    exercise.write_text(release(source), encoding="utf-8")
    return course


@pytest.fixture(scope="module")
def released(course: CourseFolder) -> str:
    return (course.folder / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def marker(course: CourseFolder) -> Marker:
    folder = course.folder / "solutions" / QUIZ
    key = AnswerKey.of_notebook(folder / f"{QUIZ}.ipynb")
    return Marker.of_course(key, folder, course.folder / "exercises" / QUIZ)


@pytest.fixture(scope="module")
def plain(marker: Marker) -> Marker:
    """One that reads every file as JSON, and does not know the released notebook by its bytes."""
    return Marker(marker.key, quiz())


@pytest.fixture(scope="module")
def submissions(released: str) -> dict[str, bytes]:
    return hostile_submissions(released, quiz())


@pytest.fixture(scope="module")
def marked(marker: Marker, submissions: dict[str, bytes]) -> dict[str, MarkedSubmission]:
    return {name: marker.mark(content) for name, content in submissions.items()}


def test_the_corpus_is_large() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_submission_gets_its_mark_or_one_line(marked: dict[str, MarkedSubmission], name: str) -> None:
    _, earns, says = HOSTILE[name]
    found = marked[name]
    said = [found.failure] if found.failure is not None else list(found.notices)
    assert _total(found.scores) == earns if earns is not None else found.failure is not None
    assert any(says in line for line in said) if says else not said
    assert all(line.isprintable() and len(line) <= 400 for line in said if line is not None)


def test_what_is_written_is_a_notebook_without_anything_of_the_learners_but_text(
    marked: dict[str, MarkedSubmission],
) -> None:
    for name, found in marked.items():
        if found.failure is None:
            text = found.notebook().decode()
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook)
            assert f"{nbformat.writes(notebook)}\n" == text, name
            assert set(notebook.metadata) == {"kernelspec", "language_info"}, name
            for cell in notebook.cells:
                assert set(cell) <= {"cell_type", "id", "metadata", "source", "outputs", "execution_count"}, name
                assert set(cell.metadata) <= {"nbgrader", "gluteus"}, name
                assert [output.output_type for output in cell.get("outputs", [])] in (
                    [],
                    ["execute_result"],
                    ["error"],
                ), name
            assert len(text) < 3_000_000, name


@pytest.mark.parametrize("check", ["assert joint_name", "1.0", "", "from x import marks\nmarks({}, joint_name)"])
def test_a_check_that_is_not_understood_gives_no_marks_and_is_said(marker: Marker, filled: str, check: str) -> None:
    """Where nbgrader gives full points to whatever prints nothing."""
    cells = dict(marker.key.cells)
    cells["joint_name_marks"] = replace(cells["joint_name_marks"], source=check)
    found = Marker(replace(marker.key, cells=cells), quiz()).mark(filled.encode())
    assert (found.scores["joint_name_marks"], _total(found.scores)) == (None, ALL - 1)
    assert "joint_name: this check is not of the form marks({...}, name), so it was not marked" in found.notices
    graded = json.loads(found.notebook())
    assert [output["output_type"] for output in cell(graded, "joint_name_marks")["outputs"]] == ["error"]


@pytest.fixture(scope="module")
def graded(course: CourseFolder, submissions: dict[str, bytes], released: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What was printed and the rows, by the command that graded all of them."""
    right = fill(released, right_answers(quiz(), 0), 0, quiz()).encode()
    submitted = course.private / "submitted"
    outside = course.folder.parent / "outside" / QUIZ
    outside.mkdir(parents=True)
    (outside / f"{QUIZ}.ipynb").write_bytes(right)
    for name, content in submissions.items() | {name: right for name in FOLDERS if name != "link"}.items():
        folder = submitted / name / QUIZ
        folder.mkdir(parents=True)
        (folder / f"{QUIZ}.ipynb").write_bytes(content)
    (submitted / "link").symlink_to(outside.parent, target_is_directory=True)
    (submitted / "two-files" / QUIZ).mkdir(parents=True)
    (submitted / "two-files" / QUIZ / f"{QUIZ}.ipynb").write_bytes(right)
    (submitted / "two-files" / QUIZ / f"{QUIZ} (1).ipynb").write_bytes(b"{}")
    (submitted / "file-link" / QUIZ).mkdir(parents=True)
    (submitted / "file-link" / QUIZ / f"{QUIZ}.ipynb").symlink_to(outside / f"{QUIZ}.ipynb")
    (submitted / "time-odd" / QUIZ).mkdir(parents=True)
    (submitted / "time-odd" / QUIZ / f"{QUIZ}.ipynb").write_bytes(right)
    (submitted / "time-odd" / QUIZ / "timestamp.txt").write_text("2026-05-10 12:00:00 CEST", encoding="utf-8")
    graded = {}
    for command in ("nbgrader autograde", "gluteus grade"):
        course.gradebook = f"sqlite:///{course.private / command.split()[0]}.db"
        program, verb = command.split()
        said = {"nbgrader": course.run, "gluteus": course.gluteus}[program](verb, QUIZ, code=1)
        graded[command] = said.split("To look at (")[1], gradebook_rows(course.gradebook)
    return graded


def test_both_commands_give_the_marks_of_the_marker(
    graded: dict[str, tuple[str, dict[str, Any]]], marked: dict[str, MarkedSubmission]
) -> None:
    for command, (said, rows) in graded.items():
        for name, found in marked.items():
            scores = {row[2]: row[3] for row in rows["grade"] if row[1] == name}
            assert scores == found.scores, (command, name)
            line = next((line for line in said.splitlines() if line.startswith(f"  {name}: ")), "")
            assert HOSTILE[name].says in line, (command, name)
            assert bool(line) == bool(found.failure or found.notices), (command, name)
    (_, one), (_, other) = graded.values()
    assert one == other


def test_a_learner_may_have_any_name(graded: dict[str, tuple[str, dict[str, Any]]]) -> None:
    for command, (said, rows) in graded.items():
        for name, earns in FOLDERS.items():
            scores = {row[2]: row[3] for row in rows["grade"] if row[1] == name}
            if earns is None:
                assert not scores, (command, name)
            else:
                assert _total(scores) == earns, (command, name)
        assert said.count("NOT GRADED: an id must not hold the character") == 6, command
        assert "  link: NOT GRADED: the folder is a link to somewhere else" in said, command
        assert f"  file-link: NOT GRADED: {QUIZ}.ipynb is no ordinary file" in said, command
        assert "  time-odd: NOT GRADED: timestamp.txt: " in said, command
        assert _total({row[2]: row[3] for row in rows["grade"] if row[1] == "two-files"}) == ALL, command


def test_nothing_ran_and_nothing_was_written_elsewhere(
    course: CourseFolder, graded: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    parent = course.folder.parent
    assert not list(parent.rglob("HACKED*"))
    assert {path.name for path in parent.iterdir()} == {"course", "outside"}
    assert [path.name for path in (parent / "outside").rglob("*")] == [QUIZ, f"{QUIZ}.ipynb"]
    assert {path.name for path in course.folder.iterdir()} <= {
        "nbgrader_config.py", "solutions", "exercises", "_nbgrader", "__pycache__", ".ipython", ".local", ".cache",
    }  # fmt: skip
    assert {path.name for path in (course.folder / "exercises").rglob("*") if path.is_file()} == {f"{QUIZ}.ipynb"}


def _total(scores: dict[str, float | None]) -> float:
    return sum(score for score in scores.values() if score is not None)


# The fuzzer: a real submission, changed as JSON or as bytes.
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.builds(dict, nbgrader=st.builds(dict)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_ANSWERS = st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from('="[](),\n None'), max_size=80)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Give every place in a JSON value where something can stand: the container and the key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    places = [(value, key) for key in keys]
    for key in keys:
        places += _places(value[key])
    return places


@pytest.fixture(scope="module")
def filled(released: str) -> str:
    return json.dumps(json.loads(fill(released, right_answers(quiz(), 4711), 4711, quiz())))


@given(data=st.data())
def test_a_submission_changed_anywhere_gets_a_mark_or_one_line(
    marker: Marker, plain: Marker, filled: str, data: st.DataObject
) -> None:
    notebook = json.loads(filled)
    for _ in range(data.draw(st.integers(1, 4))):
        places = _places(notebook)
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        what = data.draw(st.sampled_from(["replace", "delete", "copy", "answer"]))
        if what == "delete":
            del container[key]
        elif what == "copy":
            source, index = places[data.draw(st.integers(0, len(places) - 1))]
            container[key] = json.loads(json.dumps(source[index]))
        else:
            container[key] = data.draw(_JSON if what == "replace" else _ANSWERS)
    _check(marker, plain, json.dumps(notebook, ensure_ascii=data.draw(st.booleans())).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("flag", ["grade", "solution", "locked", "task"])
@pytest.mark.parametrize("as_number", [int, float])
def test_what_came_before_decides_no_mark(filled: str, course: CourseFolder, flag: str, as_number: type) -> None:
    marker, fresh = (Marker(AnswerKey.of_notebook(course.folder / f"solutions/{QUIZ}/{QUIZ}.ipynb")) for _ in "ab")
    assert marker.mark(filled.encode()).failure is None
    notebook = json.loads(filled)
    settings = cell(notebook, "width_cm")["metadata"]["nbgrader"]
    settings[flag] = as_number(settings[flag])  # to Python 1 is True
    content = json.dumps(notebook).encode()
    found, alone = marker.mark(content), fresh.mark(content)
    assert alone.failure == "width_cm: the settings of the cell are not those of this quiz"
    assert (found.failure, found.scores) == (alone.failure, alone.scores)


def test_no_order_of_the_settings_hides_their_types(filled: str, course: CourseFolder) -> None:
    marker = Marker(AnswerKey.of_notebook(course.folder / f"solutions/{QUIZ}/{QUIZ}.ipynb"))
    assert marker.mark(filled.encode()).failure is None
    notebook = json.loads(filled)
    graded = cell(notebook, "joint_name_marks")["metadata"]
    settings = graded["nbgrader"]
    settings["points"] = float(settings["points"])
    assert settings["points"] == settings["grade"] == 1
    assert marker.mark(json.dumps(notebook).encode()).failure is None
    # Each takes the other's place and the other's type.
    other = {"grade": "points", "points": "grade"}
    graded["nbgrader"] = {other.get(name, name): value for name, value in settings.items()}
    assert graded["nbgrader"] == settings
    found = marker.mark(json.dumps(notebook).encode())
    assert found.failure == "joint_name_marks: the settings of the cell are not those of this quiz"


@given(cuts=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 300), st.binary(max_size=20)), max_size=5))
@example(cuts=[])
def test_a_submission_of_other_bytes_gets_a_mark_or_one_line(
    marker: Marker, plain: Marker, filled: str, cuts: list[tuple[int, int, bytes]]
) -> None:
    content = filled.encode()
    for start, length, instead in cuts:
        content = content[:start] + instead + content[start + length :]
    _check(marker, plain, content)


@given(content=st.binary(max_size=200) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_get_a_mark_or_one_line(marker: Marker, plain: Marker, content: bytes) -> None:
    _check(marker, plain, content)


def _check(marker: Marker, plain: Marker, content: bytes) -> None:
    found = marker.mark(content)
    points = {cell.name: cell.points for cell in marker.key.cells.values() if cell.points is not None}
    assert set(found.scores) == set(points)
    assert all(score is None or 0 <= score <= points[name] for name, score in found.scores.items())
    assert all("\n" not in line for line in (*found.notices, found.failure or ""))
    other = plain.mark(content)
    assert (found.scores, found.comments, found.notices, found.failure) == (
        other.scores, other.comments, other.notices, other.failure
    )  # fmt: skip
    if found.failure is None:
        assert found.notebook() == other.notebook()
        json.loads(found.notebook())
    else:
        assert set(found.scores.values()) == {None}
        assert not found.failure.startswith(("AttributeError", "TypeError", "KeyError", "IndexError", "Unicode"))
