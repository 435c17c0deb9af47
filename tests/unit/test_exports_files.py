"""The verb ``gluteus export``: which files it writes, where it does not write, and what it says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gluteus import whole_file
from gluteus.cli import main
from gluteus.exports import files

ENDINGS = {"moodle": "xml", "gift": "gift.txt", "qti": "qti.zip", "anki": "apkg"}
KEYS = "These files hold the keys"


def export(course: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(course)
    return CliRunner().invoke(main, ["export", *arguments])


def listed(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("form", ENDINGS)
def test_all_quizzes_go_to_the_export_folder(form: str, small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = listed(small_course)
    result = export(small_course, monkeypatch, "--as", form)
    assert result.exit_code == 0, result.output
    expected = {f"_build/export/{quiz}.{ENDINGS[form]}" for quiz in ("every-kind", "function")}
    assert listed(small_course) - before == expected
    assert result.output.count(KEYS) == 1
    assert result.output.count("made ") == 2


def test_one_quiz_goes_where_it_is_asked_to(
    small_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "elsewhere" / "deck.apkg"
    result = export(small_course, monkeypatch, "function", "--as", "anki", "--to", str(target))
    assert result.exit_code == 0, result.output
    assert zipfile.is_zipfile(target)
    assert listed(target.parent) == {"deck.apkg"}
    assert f"made {target}: 4 questions" in result.output


@pytest.mark.parametrize(("use", "left_out"), [("practice", "graded"), ("graded", "practice")])
def test_only_questions_of_the_use_are_written(
    use: str, left_out: str, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = export(small_course, monkeypatch, "function", "--as", "gift", "--use", use)
    assert result.exit_code == 0, result.output
    text = (small_course / "_build/export/function.gift.txt").read_text(encoding="utf-8")
    assert f"[tag:{use}]" in text
    assert f"[tag:{left_out}]" not in text


@pytest.mark.parametrize("folder", ["exercises", "book", "book/_static", "_build/html", "_build/html/quiz"])
def test_keys_never_go_where_learners_find_them(
    folder: str, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listed(small_course)
    for target in (f"{folder}/keys.xml", str(small_course / "solutions" / ".." / folder / "keys.xml")):
        result = export(small_course, monkeypatch, "function", "--as", "moodle", "--to", target)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert "an export holds the keys" in result.output
    assert listed(small_course) == before


def test_a_link_does_not_lead_there_either(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (small_course / "harmless").symlink_to(small_course / "book")
    result = export(small_course, monkeypatch, "function", "--as", "gift", "--to", "harmless/keys.txt")
    assert result.exit_code == 1
    assert not (small_course / "book" / "keys.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "solutions/nothing/questions.yml: there is no such quiz: nothing"),
        (["--to", "all.xml"], "all.xml: one file holds one quiz: name the one to export, of every-kind, function"),
        (["function", "function", "every-kind", "--to", "x.xml"], "x.xml: one file holds one quiz"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: list[str], said: str, small_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = export(small_course, monkeypatch, *arguments, "--as", "moodle")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {said}")
    assert result.output.count("\n") == 1


def test_a_quiz_without_such_questions_is_left_out(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small_course / "solutions" / "function" / "questions.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("use: graded", "use: practice"), encoding="utf-8")
    result = export(small_course, monkeypatch, "function", "--as", "gift", "--use", "graded")
    assert result.exit_code == 1
    assert "function: there are no questions to export: graded" in result.output
    assert not (small_course / "_build").exists()


def test_private_questions_are_written_into_their_own_folder(
    small_course: Path, private_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listed(small_course)
    result = export(small_course, monkeypatch, "--as", "moodle", "--from", str(private_course))
    assert result.exit_code == 0, result.output
    assert (private_course / "_build" / "export" / "every-kind.xml").exists()
    assert listed(small_course) == before
    refused = private_course / "exercises" / "keys.xml"
    result = export(small_course, monkeypatch, "--as", "moodle", "--from", str(private_course), "--to", str(refused))
    assert result.exit_code == 1
    assert not refused.exists()


def test_a_file_is_whole_or_not_there(small_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small_course / "_build" / "export" / "function.gift.txt"
    path.parent.mkdir(parents=True)
    path.write_text("the one before", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(whole_file.os, "replace", full)
    result = export(small_course, monkeypatch, "function", "--as", "gift")
    assert result.exit_code == 1
    assert "No space left on device" in result.output
    assert path.read_text(encoding="utf-8") == "the one before"
    assert listed(path.parent) == {"function.gift.txt"}


def test_the_verb_knows_every_format() -> None:
    (form,) = [one for one in main.commands["export"].params if one.name == "form"]
    assert list(form.type.choices) == list(files.FORMATS)  # type: ignore[attr-defined]
