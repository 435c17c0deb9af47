"""The ``gluteus`` command: what it says when all is well, and one line when it is not."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gluteus import cli
from gluteus.atlas.loading import FOLDER, bibliography, load_folder
from gluteus.body import units

ROOT = Path(__file__).parents[2]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("_config.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("solutions", "exercises", "book"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, words)


def test_every_verb_says_what_it_does() -> None:
    for verb in cli.main.commands.values():
        assert verb.get_short_help_str(limit=200)


def test_outside_a_course_the_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("quizzes")
    assert ended.exit_code == 1
    assert ended.output.startswith(f"Error: {tmp_path}: no course here")
    assert ended.output.count("\n") == 1


def test_a_course_is_found_from_a_folder_inside_it(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course / "solutions" / "function")
    assert cli.course_folder() == course


def test_a_muscle_unit_that_the_model_lacks_is_named_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "atlas"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    file = folder / "muscles" / "gluteus_medius.yml"
    text = file.read_text(encoding="utf-8")
    at = text[: text.index("      unit: glmed3")].count("\n") + 1
    file.write_text(text.replace("      unit: glmed3", "      unit: glmed9"), encoding="utf-8")
    monkeypatch.setattr(units, "FOLDER", folder)
    monkeypatch.setattr(units, "load", lambda: load_folder(folder, bibliography()))
    monkeypatch.chdir(ROOT)
    ended = run("body")
    assert ended.exit_code == 1
    last = ended.output.splitlines()[-1]
    assert f"gluteus_medius.yml:{at}: the model has no such muscle unit: glmed9" in last


@pytest.fixture
def builder(course: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Jupyter Book, replaced: each build takes its exit code from the front of this list."""
    codes: list[int] = []

    def build(_: list[object], **__: object) -> subprocess.CompletedProcess[str]:
        (course / "_build" / ".doctrees").mkdir(parents=True, exist_ok=True)
        (course / "_build" / "html").mkdir(exist_ok=True)
        (course / "_build" / "html" / "index.html").write_text("<!doctype html><title>Book</title>")
        return subprocess.CompletedProcess([], codes.pop(0))

    monkeypatch.setattr(cli.subprocess, "run", build)
    return codes


def test_a_book_is_built_again_only_when_something_changed(course: Path, builder: list[int]) -> None:
    builder += [0, 0]
    assert run("book").exit_code == 0
    assert "Nothing has changed" in run("book").output
    assert builder == [0]
    page = course / "book" / "safety.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    assert "Nothing has changed" not in run("book").output
    assert builder == []


def test_a_book_that_failed_is_built_from_the_start_until_it_succeeds(course: Path, builder: list[int]) -> None:
    builder += [1, 0]
    failed = run("book")
    assert failed.exit_code == 1
    assert "the book was not built" in failed.output
    assert not (course / "_build" / ".doctrees").exists()
    assert run("book").exit_code == 0
    assert builder == []


def test_serving_nothing_says_what_to_do(course: Path) -> None:
    ended = run("serve")
    assert ended.exit_code == 1
    assert "nothing built yet: run `make book`" in ended.output


def test_a_taken_port_is_one_line(course: Path) -> None:
    (course / "_build" / "html").mkdir(parents=True)
    (course / "_build" / "html" / "index.html").write_text("<!doctype html><title>Book</title>")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = run("serve", "--port", str(taken.getsockname()[1]))
    assert ended.exit_code == 1
    assert "name another with --port" in ended.output


def test_committed_notebooks_are_fresh(course: Path) -> None:
    ended = run("quizzes", "--check")
    assert ended.exit_code == 0, ended.output


def test_a_changed_question_makes_its_notebooks_stale_until_they_are_made_again(course: Path) -> None:
    questions = course / "solutions" / "function" / "questions.yml"
    title = next(line for line in questions.read_text(encoding="utf-8").splitlines() if line.startswith("title:"))
    questions.write_text(
        questions.read_text(encoding="utf-8").replace(title, "title: A new title", 1), encoding="utf-8"
    )
    stale = run("quizzes", "--check")
    assert stale.exit_code == 1
    assert "exercises/function/function.ipynb: stale" in stale.output
    made = run("quizzes", "function")
    assert made.exit_code == 0, made.output
    assert run("quizzes", "--check").exit_code == 0


def test_a_file_that_is_not_there_is_one_line(course: Path) -> None:
    (course / "nbgrader_config.py").unlink()
    ended = run("quizzes")
    assert ended.exit_code == 1
    assert ended.output == f"Error: {course / 'nbgrader_config.py'}: No such file or directory\n"


def test_a_wrong_question_is_one_line_and_nothing_is_written(course: Path) -> None:
    questions = course / "solutions" / "symptoms" / "questions.yml"
    lines = questions.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("objective:"))
    lines[at] = lines[at].split("objective:")[0] + "objective: nowhere"
    questions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    ended = run("quizzes")
    assert ended.exit_code == 1
    assert f"solutions/symptoms/questions.yml:{at + 1}: " in ended.output
    assert ended.output.count("\n") == 1
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before
    assert run("book").output == ended.output  # before a page is built, not in the middle of it
