"""A paper for each learner, and nothing written where a learner's id says."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from gluteus.cli import main
from gluteus.data_error import DataError
from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.grading.marked import MarkedSubmission
from gluteus.grading.paper_numbers import KEY_FILE, GivenPapers, paper_numbers
from gluteus.grading.papers import write_papers
from gluteus.quiz.notebook import personal, source
from gluteus.quiz.questions import read

QUIZ = "every-kind"


@pytest.fixture
def course(private_course: Path) -> Path:
    """A private course whose release is its source: what is in the cells does not matter here."""
    notebook = source(read(private_course / "solutions" / QUIZ / "questions.yml"))
    path = private_course / "exercises" / QUIZ / f"{QUIZ}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(notebook, encoding="utf-8")
    return private_course


def number_in(path: Path) -> int:
    cell = next(cell for cell in nbformat.read(path, as_version=4).cells if cell.id == "paper-number")
    found = re.fullmatch(r"paper_number = (\d+)", cell.source)
    assert found
    return int(found[1])


def test_each_learner_gets_a_paper_and_the_same_one_again(course: Path) -> None:
    students = ["ben", "ava", "Zoë Ångström", "محمد"]
    written = write_papers(course, QUIZ, students)
    folder = course / "_nbgrader" / "papers" / QUIZ
    assert written == [folder / student / f"{QUIZ}.ipynb" for student in sorted(students)]
    numbers = {path.parent.name: number_in(path) for path in written}
    assert len(set(numbers.values())) == 4
    quiz = read(course / "solutions" / QUIZ / "questions.yml")
    released = (course / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")
    assert written[0].read_text(encoding="utf-8") == personal(quiz, released, numbers[written[0].parent.name])
    # Who joins later changes nobody's paper.
    again = write_papers(course, QUIZ, [*students, "cleo"])
    assert {path.parent.name: number_in(path) for path in again if path.parent.name != "cleo"} == numbers
    assert not list(folder.rglob(".*"))
    assert stat.S_IMODE((course / "_nbgrader" / KEY_FILE).stat().st_mode) == 0o600


def handed_in(number: int, *, has_paper: bool = True) -> MarkedSubmission:
    return MarkedSubmission({}, {}, paper_number=number, has_paper=has_paper)


def test_a_paper_that_comes_back_is_held_against_those_that_were_handed_out(course: Path) -> None:
    own = {path.parent.name: number_in(path) for path in write_papers(course, QUIZ, ["ava", "ben"])}
    private = course / "_nbgrader"
    given = GivenPapers(private, QUIZ)
    made_up = next(number for number in range(1, 4) if number not in own.values())
    assert given.notice("ava", handed_in(own["ava"])) is None
    assert given.notice("ava", handed_in(own["ben"])) == (
        f"has the paper of ben, not their own (paper_number {own['ben']})"
    )
    assert given.notice("ava", handed_in(0)) == "has the paper as released, not their own (paper_number 0)"
    assert given.notice("ava", handed_in(made_up)) == (
        f"has a paper that nobody was given, not their own (paper_number {made_up})"
    )
    # What could not be read has a notice of its own already.
    assert given.notice("ava", handed_in(0, has_paper=False)) is None
    # Who joined later was given none, and has it from the page.
    assert given.notice("cleo", handed_in(made_up)) is given.notice("cleo", handed_in(0)) is None
    assert str(given.notice("cleo", handed_in(own["ava"]))).startswith("has the paper of ava, not their own")
    # Another quiz of this course, and this one before anything was handed out or after the key is gone.
    assert GivenPapers(private, "retake").notice("ava", handed_in(made_up)) is None
    (private / KEY_FILE).unlink()
    assert GivenPapers(private, QUIZ).notice("ava", handed_in(own["ben"])) is None


def test_numbers_depend_on_the_key_and_the_quiz() -> None:
    students = [f"student{n}" for n in range(20_000)]
    numbers = paper_numbers(b"key", "exam", students)
    assert len(set(numbers.values())) == 20_000, "two hashes that meet are told apart"
    assert all(1 <= number <= 999_999_999 for number in numbers.values())
    assert paper_numbers(b"key", "exam", reversed(students)) == numbers
    some = students[:100]
    for other in (paper_numbers(b"other", "exam", some), paper_numbers(b"key", "retake", some)):
        assert not {other[student] for student in some} & {numbers[student] for student in some}


@pytest.mark.parametrize(
    "student", ["../eve", "a/b", "", ".", "..", ".hidden", "a\\b", "nul\0", "line\nend", "e" * 300]
)
def test_an_id_that_names_no_folder_is_refused_before_anything_is_written(course: Path, student: str) -> None:
    with pytest.raises(DataError, match=r"^gradebook: an id must not ") as caught:
        write_papers(course, QUIZ, ["ava", student])
    assert "\n" not in str(caught.value)
    assert not (course / "_nbgrader").exists()


def test_nothing_is_written_through_a_link(course: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = course / "_nbgrader" / "papers" / QUIZ
    folder.mkdir(parents=True)
    (folder / "eve").symlink_to(outside)
    with pytest.raises(DataError, match=r"a learner's folder must not be a link: eve$"):
        write_papers(course, QUIZ, ["eve"])
    (folder / "ava").mkdir()
    (folder / "ava" / f".{QUIZ}.ipynb.draft").symlink_to(outside / "taken.ipynb")
    write_papers(course, QUIZ, ["ava"])
    assert not list(outside.iterdir())


@pytest.mark.parametrize("quiz", ["exam", "../solutions", ".", ""])
def test_an_unknown_quiz_is_one_line(course: Path, quiz: str) -> None:
    with pytest.raises(DataError, match=r"there is no such quiz: ") as caught:
        write_papers(course, quiz, ["ava"])
    assert "\n" not in str(caught.value)


def test_the_verb_asks_for_a_roster_first(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (course / "nbgrader_config.py").write_text(CONFIGURATION_FILE, encoding="utf-8")
    (course / "class.csv").write_text("id,first name,last name\nava,Ava,A\nben,Ben,B\n", encoding="utf-8")
    monkeypatch.chdir(course)
    monkeypatch.delenv("GLUTEUS_GRADEBOOK", raising=False)
    run = CliRunner()
    without = run.invoke(main, ["papers", QUIZ])
    assert (without.exit_code, without.output) == (
        1,
        "Error: the gradebook knows no learner: `gluteus roster` puts them in\n",
    )
    assert run.invoke(main, ["roster", "class.csv"]).exit_code == 0
    made = run.invoke(main, ["papers", QUIZ])
    assert made.exit_code == 0, made.output
    assert made.output.startswith("2 papers in ")
    assert sorted(path.parent.name for path in course.glob(f"_nbgrader/papers/{QUIZ}/*/*.ipynb")) == ["ava", "ben"]
