"""``gluteus grade``: a class at once, into the gradebook that nbgrader would have made, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from course_folder import RIGHT, ROOT, CourseFolder, SmallCourse, cell
from gradebook_rows import gradebook_rows
from hostile_submissions import right_answers
from nbgrader.api import Gradebook

from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.grading.paper_numbers import KEY_FILE
from gluteus.grading.papers import write_papers
from gluteus.quiz.notebook import fill
from gluteus.quiz.questions import read

if TYPE_CHECKING:
    from pathlib import Path

LATE_IS_ZERO = CONFIGURATION_FILE + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
THIRD = {"joint_name": '"b"', "bone_names": '["a", "b", "d"]', "width_cm": "29.2"}
WRONG = {"joint_name": '"c"', "bone_names": '["d"]', "width_cm": "0"}


@pytest.fixture(scope="module")
def class_of_learners(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    """A course in which work was handed in, and which nobody has graded yet."""
    course = SmallCourse(tmp_path_factory.mktemp("class"), LATE_IS_ZERO)
    course.release()
    for student, answers in {
        "right": RIGHT,
        "third": THIRD,
        "wrong": WRONG,
        "blank": {},
        "on-time": RIGHT,
        "late": RIGHT,
        "late-third": THIRD,
        "extended": RIGHT,
        "far-away": RIGHT,
        "no-check": RIGHT,
        "copies": RIGHT,
        "runs-code": RIGHT | {"joint_name": "open('HACKED', 'w')"},
        "زهرا": RIGHT,
    }.items():
        course.hand_in(student, course.submission(answers))
    for student, hour in {
        "on-time": "12:00:00 UTC",
        "late": "12:00:01 UTC",
        "late-third": "15:00:00 UTC",
        "extended": "13:00:00 UTC",
        "far-away": "13:59:00 +0200",
    }.items():
        _time(course, student, f"2026-05-10 {hour}")
    without = course.submission(RIGHT)
    without["cells"].remove(cell(without, "width_cm_marks"))
    course.hand_in("no-check", without)
    copied = course.submission(RIGHT)
    copied["cells"].append({**cell(copied, "joint_name"), "id": "again", "source": 'joint_name = "a"'})
    course.hand_in("copies", copied)
    course.hand_in("broken", b"Dear teacher")
    _time(course, "broken", "2026-05-10 15:00:00 UTC")
    (course.private / "submitted" / "other-name" / "pelvis").mkdir(parents=True)
    (course.private / "submitted" / "other-name" / "pelvis" / "mine.ipynb").write_text("{}", encoding="utf-8")
    (course.private / "submitted" / "empty" / "pelvis").mkdir(parents=True)
    (course.private / "submitted" / "other-quiz" / "knee").mkdir(parents=True)
    course.run("generate_assignment", "pelvis", "--force")
    with _gradebook(course) as gradebook:
        gradebook.update_or_create_assignment("pelvis", duedate="2026-05-10 12:00:00 UTC")
        gradebook.update_or_create_student("right", first_name="Ada", last_name="Right")
        gradebook.update_or_create_student("extended")
        gradebook.add_submission("pelvis", "extended")
        gradebook.grant_extension("pelvis", "extended", hours=2)
    return course


@pytest.fixture(scope="module")
def nbgraders_way(class_of_learners: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = _copy(class_of_learners, tmp_path_factory.mktemp("nbgrader"))
    course.run("autograde", "pelvis", code=1)
    return course


@pytest.fixture(scope="module")
def our_way(class_of_learners: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = _copy(class_of_learners, tmp_path_factory.mktemp("gluteus"))
    course.gluteus("grade", "pelvis", "--notebooks", code=1)
    return course


def test_the_rows_are_those_of_nbgraders_own_command(nbgraders_way: SmallCourse, our_way: SmallCourse) -> None:
    ours, theirs = _rows(our_way), _rows(nbgraders_way)
    for table, rows in theirs.items():
        assert ours[table] == rows, table
    assert len(theirs["grade"]) == 3 * len(theirs["submitted_assignment"]) == 45


def test_the_penalties_are_those_of_the_class(our_way: SmallCourse) -> None:
    penalties = {row[1]: row[4] for row in _rows(our_way)["submitted_notebook"]}
    assert {student: penalty for student, penalty in penalties.items() if penalty is not None} == {
        "late": 6.0,
        "late-third": 2.0,
    }


def test_the_graded_notebooks_are_those_of_nbgraders_own_command(
    nbgraders_way: SmallCourse, our_way: SmallCourse
) -> None:
    ours, theirs = _files(our_way.private / "autograded"), _files(nbgraders_way.private / "autograded")
    assert set(ours) == set(theirs)
    assert "late/pelvis/timestamp.txt" in ours
    for path, content in theirs.items():
        assert ours[path] == content, path


def test_graded_again_the_way_of_nbgrader_and_ours_keep_what_a_person_gave(
    nbgraders_way: SmallCourse, our_way: SmallCourse
) -> None:
    for course in (nbgraders_way, our_way):
        with _gradebook(course) as gradebook:
            _by_hand(gradebook)
        course.hand_in("third", course.submission(RIGHT))
        course.hand_in("right", b"[]")
        course.hand_in("late", course.submission(THIRD))
        _time(course, "late", "2026-05-10 11:00:00 UTC")
        course.hand_in("broken", course.submission(WRONG))
    nbgraders_way.run("autograde", "pelvis", "--force", code=1)
    said = our_way.gluteus("grade", "pelvis", code=1)
    ours, theirs = _rows(our_way), _rows(nbgraders_way)
    for table, rows in theirs.items():
        assert ours[table] == rows, table
    marks = {row[1:3]: row[3:] for row in ours["grade"]}
    assert marks["third", "joint_name_marks"] == (1.0, 0.25, 0.5, 1)
    assert marks["right", "joint_name_marks"] == (None, 1.0, None, 1)
    assert "  right: NOT GRADED: " in said
    assert ("pelvis", "third", "width_cm", None, "Well measured.") in ours["comment"]
    assert ("pelvis", "blank", "pelvis", 1, None) in ours["submitted_notebook"]
    # A graded notebook that is there stays that of the marks, asked for or not.
    graded, theirs_graded = _files(our_way.private / "autograded"), _files(nbgraders_way.private / "autograded")
    assert "right/pelvis/pelvis.ipynb" not in graded
    assert graded["third/pelvis/pelvis.ipynb"] == theirs_graded["third/pelvis/pelvis.ipynb"]


def test_a_second_run_writes_nothing(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    course.gluteus("grade", "pelvis", "--notebooks", code=1)
    before = _state(course)
    said = course.gluteus("grade", "pelvis", "--notebooks", code=1)
    assert _state(course) == before
    assert "pelvis: 13 graded, 3 not graded" in said


def test_the_end_of_a_run_names_each_learner_once(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    said = course.gluteus("grade", "pelvis", code=1).split("\nTo look at (")[1]
    named = [line.split(":")[0].strip() for line in said.splitlines()[1:]]
    assert named == sorted(set(named))
    assert {"broken", "other-name", "empty", "no-check", "copies", "runs-code", "blank"} == set(named)
    assert not (course.folder / "HACKED").exists()
    assert not (course.private / "autograded").exists()


def test_only_named_learners_are_graded_when_some_are_named(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    course.gluteus("grade", "pelvis", "--student", "third", "--student", "blank")
    assert {row[1] for row in _rows(course)["submitted_assignment"]} == {"third", "blank", "extended"}
    said = course.gluteus("grade", "pelvis", "--student", "nobody", code=1)
    assert said.count("\n") == 1
    assert "nothing of pelvis of nobody was handed in" in said


def test_marks_of_work_that_is_elsewhere_stay_and_are_named(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    course.gluteus("grade", "pelvis", "--notebooks", code=1)
    with _gradebook(course) as gradebook:
        _by_hand(gradebook)
    before = _rows(course)["grade"]
    shutil.rmtree(course.private / "submitted" / "third")
    shutil.move(course.private / "submitted" / "right", tmp_path / "elsewhere")
    (course.private / "submitted" / "right").symlink_to(tmp_path / "elsewhere")
    said = course.gluteus("grade", "pelvis", code=1)
    assert "  third: what was handed in is not in this folder, the marks stay as they are" in said
    assert "  right: NOT GRADED: the folder is a link to somewhere else; what was handed in is not in this" in said
    after = _rows(course)["grade"]
    for student in ("third", "right"):
        marks = [row for row in before if row[1] == student]
        assert len(marks) == 3
        assert marks == [row for row in after if row[1] == student]
    assert (course.private / "autograded" / "third" / "pelvis").exists()


def test_an_empty_folder_is_said(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    course.gluteus("grade", "pelvis", code=1)
    before = _rows(course)
    shutil.rmtree(course.private / "submitted")
    said = course.gluteus("grade", "pelvis", code=1)
    assert said == (
        f"Error: {course.private / 'submitted'}: nothing of pelvis was handed in: "
        "`gluteus grade pelvis --zip FILE` puts there what your LMS hands out\n"
    )
    assert _rows(course) == before


def test_odd_folders_are_named_and_not_opened(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    submitted = course.private / "submitted"
    for name in ("[a-z]", "two\nlines", "trailing ", "x" * 129):
        shutil.copytree(submitted / "right", submitted / name)
    shutil.copytree(submitted / "right", submitted / ".hidden")
    (submitted / "notes.txt").write_text("not a learner", encoding="utf-8")
    os.mkfifo(_path(course, "waits"))
    (submitted / "links" / "pelvis").mkdir(parents=True)
    (submitted / "links" / "pelvis" / "pelvis.ipynb").symlink_to(_path(course, "right"))
    said = course.gluteus("grade", "pelvis", code=1)
    for line in (
        r"  [a-z]: NOT GRADED: an id must not hold the character '['",
        r"  two\u000alines: NOT GRADED: an id must not hold the character '\n'",
        r"  trailing : NOT GRADED: an id must not begin or end with a space",
        r"x: NOT GRADED: an id must not be longer than 128 bytes",
        r"  waits: NOT GRADED: pelvis.ipynb is no ordinary file",
        r"  links: NOT GRADED: pelvis.ipynb is no ordinary file",
    ):
        assert line in said
    students = {row[1] for row in _rows(course)["submitted_assignment"]}
    assert "right" in students
    assert not students & {"[a-z]", "two\nlines", "trailing ", "x" * 129, ".hidden", "notes.txt"}


def test_a_time_that_is_not_understood_costs_one_learner_the_mark_for_now(
    class_of_learners: SmallCourse, tmp_path: Path
) -> None:
    course = _copy(class_of_learners, tmp_path)
    _time(course, "right", "2026-05-10 12:00:00 CEST")
    said = course.gluteus("grade", "pelvis", code=1)
    assert "  right: NOT GRADED: timestamp.txt: " in said
    assert {row[3] for row in _rows(course)["grade"] if row[1] == "right"} == {None}
    assert {row[3] for row in _rows(course)["grade"] if row[1] == "third"} == {1.0, 0.0}


def test_a_penalty_of_the_instructors_own_is_asked_for(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    (course.folder / "half_plugin.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n"
        "class Half(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 1000 if student_id == 'late' else score / 2\n",
        encoding="utf-8",
    )
    configuration = course.folder / "nbgrader_config.py"
    own = "import sys\nsys.path.insert(0, str(Path(__file__).parent))\n"
    configuration.write_text(
        f'{CONFIGURATION_FILE}{own}c.AssignLatePenalties.plugin_class = "half_plugin.Half"\n', encoding="utf-8"
    )
    course.gluteus("grade", "pelvis", code=1)
    penalties = {row[1]: row[4] for row in _rows(course)["submitted_notebook"] if row[4] is not None}
    assert penalties == {"late": 6.0, "late-third": 1.0}
    configuration.write_text(
        f'{CONFIGURATION_FILE}c.AssignLatePenalties.plugin_class = "nowhere.Half"\n', encoding="utf-8"
    )
    said = course.gluteus("grade", "pelvis", code=1)
    assert said == "Error: AssignLatePenalties.plugin_class: nowhere.Half: No module named 'nowhere'\n"


def test_a_changed_key_reaches_the_gradebook_and_the_marks(class_of_learners: SmallCourse, tmp_path: Path) -> None:
    course = _copy(class_of_learners, tmp_path)
    course.gluteus("grade", "pelvis", code=1)
    source = course.folder / "solutions" / "pelvis" / "pelvis.ipynb"
    source.write_text(source.read_text("utf-8").replace(r"\"key\": \"b\"", r"\"key\": \"c\""), encoding="utf-8")
    said = course.gluteus("grade", "pelvis", code=1)
    assert "pelvis: the questions have changed" in said
    marks = {row[1:3]: row[3] for row in _rows(course)["grade"]}
    assert (marks["right", "joint_name_marks"], marks["wrong", "joint_name_marks"]) == (0.0, 1.0)
    notebook = json.loads(source.read_text("utf-8"))
    notebook["cells"] = notebook["cells"][:-3]
    source.write_text(json.dumps(notebook), encoding="utf-8")
    assert "Cannot add or remove cells" in course.gluteus("grade", "pelvis", code=1)


def test_an_unknown_quiz_is_one_line(class_of_learners: SmallCourse) -> None:
    said = class_of_learners.gluteus("grade", "knee", code=1)
    assert said == f"Error: {class_of_learners.folder / 'solutions/knee/knee.ipynb'}: there is no such quiz\n"


# A program that grades, five learners at a time, and is killed before its nth statement.
KILLED = """
import os, signal, sys
from gluteus.grading import bulk, database
from gluteus.cli import main
left = int(sys.argv.pop(1))
bulk.CHUNK = 5
def counted(method):
    def run(*arguments, **options):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*arguments, **options)
    return run
for name in ("insert", "many"):
    setattr(database.Sqlite, name, counted(getattr(database.Sqlite, name)))
main()
"""


@pytest.fixture(scope="module")
def graded(class_of_learners: SmallCourse, tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = _copy(class_of_learners, tmp_path_factory.mktemp("graded"))
    course.gluteus("grade", "pelvis", "--notebooks", code=1)
    return course


@pytest.mark.parametrize("statement", [1, 4, 9, 14])
def test_killed_while_it_writes_and_run_again_it_ends_in_the_same_gradebook(
    class_of_learners: SmallCourse, graded: SmallCourse, tmp_path: Path, statement: int
) -> None:
    course = _copy(class_of_learners, tmp_path)
    before = _rows(course)
    command = [sys.executable, "-c", KILLED, str(statement), "grade", "pelvis", "--notebooks"]
    killed = subprocess.run(command, cwd=course.folder, env=course.environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert _rows(course) == before
    course.gluteus("grade", "pelvis", "--notebooks", code=1)
    assert _rows(course) == _rows(graded)
    assert _files(course.private / "autograded") == _files(graded.private / "autograded")


@pytest.mark.parametrize("files", [1, 40, 150])
def test_killed_from_outside_and_run_again_it_ends_in_the_same_gradebook(
    class_of_learners: SmallCourse, tmp_path: Path, files: int
) -> None:
    course = _copy(class_of_learners, tmp_path)
    for number in range(200):
        course.hand_in(f"one-of-many-{number:03}", course.submission(THIRD if number % 2 else RIGHT))
    course.gluteus("grade", "pelvis", "--student", "right")
    before = _rows(course)
    command = [sys.executable, "-c", "from gluteus.cli import main; main()", "grade", "pelvis", "--notebooks"]
    with subprocess.Popen(
        command, cwd=course.folder, env=course.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        while sum(1 for _ in (course.private / "autograded").glob("one-*")) < files:
            assert running.poll() is None
            time.sleep(0.001)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    assert _rows(course) == before
    said = course.gluteus("grade", "pelvis", "--notebooks", code=1)
    assert "pelvis: 213 graded, 3 not graded" in said
    scores: dict[str, float] = {}
    for row in _rows(course)["grade"]:
        scores[row[1]] = scores.get(row[1], 0.0) + (row[3] or 0.0)
    assert [scores[f"one-of-many-{number:03}"] for number in range(200)] == [6.0, 2.0] * 100
    assert not [path for path in _files(course.private / "autograded") if "draft" in path]


@pytest.fixture(scope="module")
def papers_course(tmp_path_factory: pytest.TempPathFactory) -> CourseFolder:
    """A course folder with a quiz of the real course, in which a paper changes questions."""
    course = CourseFolder(tmp_path_factory.mktemp("papers"))
    for step in ("solutions", "exercises"):
        shutil.copytree(ROOT / step / "function", course.folder / step / "function")
    shutil.copy(ROOT / "nbgrader_config.py", course.folder)
    course.run("generate_assignment", "function", "--force")
    return course


def test_two_learners_with_one_paper_are_named(papers_course: CourseFolder, tmp_path: Path) -> None:
    course = _copy(papers_course, tmp_path)
    for student, paper in {"a": 0, "b": 0, "c": 77, "d": 78, "e": 77, "f": 999_999_999}.items():
        _hand_in_paper(course, student, paper)
    said = course.gluteus("grade", "function")
    assert said.count("has the same paper as") == 2
    assert "e (paper_number 77)" in _line(said, "c")
    assert "c (paper_number 77)" in _line(said, "e")


def test_whoever_hands_in_another_paper_than_their_own_is_named(papers_course: CourseFolder, tmp_path: Path) -> None:
    course = _copy(papers_course, tmp_path)
    written = write_papers(course.folder, "function", ["ava", "ben", "cleo", "dan", "eve"])
    own = {path.parent.name: int(re.search(r"paper_number = (\d+)", path.read_text("utf-8"))[1]) for path in written}
    for student, paper in {"ava": own["ava"], "ben": own["dan"], "cleo": 0, "dan": 77, "joined-late": 78}.items():
        _hand_in_paper(course, student, paper)
    _hand_in_paper(course, "eve", own["eve"])
    changed = course.private / "submitted" / "eve" / "function" / "function.ipynb"
    text = changed.read_text("utf-8").replace(f"paper_number = {own['eve']}", "paper_number = 79")
    changed.write_text(text, encoding="utf-8")
    wanted = {
        "ava": "",
        "ben": f"has the paper of dan, not their own (paper_number {own['dan']})",
        "cleo": "has the paper as released, not their own (paper_number 0)",
        "dan": "has a paper that nobody was given, not their own (paper_number 77)",
        "joined-late": "",
    }
    quiz = read(course.folder / "solutions" / "function" / "questions.yml")
    full = {question.id: question.points for question in quiz.graded}
    nbgraders, ours = course.run("autograde", "function"), course.gluteus("grade", "function")
    for student, notice in wanted.items():
        line = f"  {student}: {notice}" if notice else ""
        assert (_line(nbgraders, student), _line(ours, student)) == (line, line)
        assert course.marks(student) == full, "it is marked by the number that it carries"
    # A number that was changed makes the prompts differ: the cause comes first, and they are one line.
    assert _line(nbgraders, "eve") == _line(ours, "eve")
    cause, others, *more = _line(ours, "eve").split("; ")
    assert cause == "  eve: has a paper that nobody was given, not their own (paper_number 79)"
    count, names = re.fullmatch(r"(\d+) locked cells were changed, the originals are used: (.+)", others).groups()
    assert not more
    assert int(count) == len(names.split(", ")) > 2
    assert {name.removesuffix("_prompt") for name in names.split(", ")} <= set(full)
    (course.private / KEY_FILE).unlink()
    assert "not their own" not in course.gluteus("grade", "function")


def test_grading_imports_none_of_what_is_slow_to_import(graded: SmallCourse) -> None:
    program = (
        "import sys; from gluteus.grading import bulk; from gluteus.grading.settings import Settings; "
        "bulk.grade(Settings.read('.'), 'pelvis'); "
        "print(sorted({'nbgrader', 'nbconvert', 'nbformat', 'sqlalchemy', 'pandas', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=graded.folder, env=graded.environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def _copy(course: CourseFolder, folder: Path) -> SmallCourse:
    shutil.copytree(course.folder, folder, dirs_exist_ok=True)
    copy = SmallCourse.__new__(SmallCourse)
    copy.folder, copy.private, copy.gradebook = folder, folder / "_nbgrader", None
    return copy


def _hand_in_paper(course: CourseFolder, student: str, paper: int) -> None:
    """Hand in a paper with every answer right on it."""
    quiz = read(course.folder / "solutions" / "function" / "questions.yml")
    released = (course.folder / "exercises" / "function" / "function.ipynb").read_text(encoding="utf-8")
    path = course.private / "submitted" / student / "function" / "function.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(fill(released, right_answers(quiz, paper), paper, quiz), encoding="utf-8")


def _gradebook(course: SmallCourse) -> Gradebook:
    return Gradebook(f"sqlite:///{course.private / 'gradebook.db'}", "gluteus")


def _rows(course: SmallCourse) -> dict[str, list[tuple[Any, ...]]]:
    return gradebook_rows(f"sqlite:///{course.private / 'gradebook.db'}")


def _by_hand(gradebook: Gradebook) -> None:
    """Give marks, extra credit, a comment and a flag, as a person does in formgrader."""
    for student, manual, extra in (("third", 0.25, 0.5), ("right", 1.0, None), ("late-third", 0.5, None)):
        grade = gradebook.find_grade("joint_name_marks", "pelvis", "pelvis", student)
        grade.manual_score, grade.extra_credit = manual, extra
    gradebook.find_comment("width_cm", "pelvis", "pelvis", "third").manual_comment = "Well measured."
    gradebook.find_submission_notebook("pelvis", "pelvis", "blank").flagged = True
    gradebook.db.commit()


def _path(course: SmallCourse, student: str) -> Path:
    path = course.private / "submitted" / student / "pelvis" / "pelvis.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _time(course: SmallCourse, student: str, text: str) -> None:
    _path(course, student).with_name("timestamp.txt").write_text(text, encoding="utf-8")


def _files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _state(course: SmallCourse) -> dict[str, tuple[str, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in course.private.rglob("*")
        if path.is_file()
    }


def _line(said: str, student: str) -> str:
    return next((line for line in said.splitlines() if line.startswith(f"  {student}: ")), "")
