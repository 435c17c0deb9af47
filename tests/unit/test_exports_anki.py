"""The Anki deck, imported by Anki itself into a new collection, as a learner would."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest
from exported import LICENCE, QUIZZES, SAFETY, as_written, filled, selection, words, words_of
from PIL import Image

from gluteus.exports.anki import anki
from gluteus.exports.wording import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anki.notes import Note

MADE = 1_795_000_000.0


def imported(collection: Collection, content: bytes, folder: Path) -> Any:
    """Import a deck with the choices that Anki offers at first: new notes are added, newer ones replace theirs."""
    package = folder / "deck.apkg"
    package.write_bytes(content)
    return collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package))).log


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    held = Collection(str(tmp_path / "collection.anki2"))
    yield held
    held.close()


def notes(collection: Collection) -> dict[str, Note]:
    return {note["Id"]: note for note in map(collection.get_note, collection.find_notes(""))}


def test_every_question_arrives_on_a_card_with_its_answer(collection: Collection, tmp_path: Path) -> None:
    for quiz in QUIZZES:
        imported(collection, anki(selection(quiz), MADE), tmp_path)
    held = notes(collection)
    assert len(held) == sum(len(as_written(quiz)) for quiz in QUIZZES)
    for quiz in QUIZZES:
        for raw, loaded in zip(as_written(quiz), selection(quiz).questions, strict=True):
            note = held[raw["id"]]
            (card,) = note.cards()
            front, back = words_of(card.question()), words_of(card.answer())
            values = loaded.variants[0] if raw["kind"] == "number" else {}
            answer = {"answer": float(f"{loaded.answers[0]:.6g}")} if raw["kind"] == "number" else {}
            assert words(filled(raw["prompt"], values)) in front
            assert words(filled(raw["explanation"], values, **answer)) in back
            assert words(filled(raw["explanation"], values, **answer)) not in front
            for part in texts_of(raw, "front"):
                assert part in front, raw["id"]
            for part in texts_of(raw, "back"):
                assert filled(part, values, **answer) in back, raw["id"]
            assert {f"gluteus::{quiz}", f"gluteus::{raw['use']}"} <= set(note.tags)


def texts_of(raw: dict[str, Any], side: str) -> list[str]:
    """What must be read on a side of the card, beside prompt and explanation."""
    parts: list[str] = []
    if raw["kind"] in {"choice", "choices"}:
        parts = [one["text" if side == "front" else "feedback"] for one in raw["options"]]
    elif raw["kind"] == "number" and side == "back":
        parts = [*raw["feedback"].values(), *(one["feedback"] for one in raw.get("near_misses", []))]
    elif raw["kind"] == "order":
        parts = [one["text" if side == "front" else "feedback"] for one in raw["items"]]
    elif raw["kind"] == "match" and side == "front":
        parts = [*(one["text"] for one in raw["pairs"]), *(one["match"] for one in raw["pairs"])]
        parts += raw.get("distractors", [])
    elif raw["kind"] == "match":
        parts = [one["feedback"] for one in raw["pairs"]]
    elif raw["kind"] == "regions" and side == "back":
        parts = list(raw["feedback"].values())
    elif raw["kind"] == "text" and side == "back":
        parts = [raw["sample"], *raw["criteria"]]
    return [words(part) for part in parts]


def test_right_and_wrong_options_are_told_apart_in_words(collection: Collection, tmp_path: Path) -> None:
    imported(collection, anki(selection("function"), MADE), tmp_path)
    held = notes(collection)
    for raw in as_written("function"):
        if raw["kind"] in {"choice", "choices"}:
            told = re.findall(r"(✓ Right|✗ Wrong):", held[raw["id"]]["Answer"])
            assert [one == "✓ Right" for one in told] == [bool(one.get("correct")) for one in raw["options"]]


def test_the_deck_says_safety_and_licence_once(collection: Collection, tmp_path: Path) -> None:
    imported(collection, anki(selection("function"), MADE), tmp_path)
    deck = collection.decks.by_name(f"Gluteus::{selection('function').quiz.title}")
    assert deck is not None
    assert words_of(deck["desc"]).count(SAFETY) == 1
    assert LICENCE in words_of(deck["desc"])
    assert not any(SAFETY in field for note in notes(collection).values() for field in note.fields)


def test_a_second_import_changes_the_notes_that_are_there(collection: Collection, tmp_path: Path) -> None:
    whole = selection("function")
    first = imported(collection, anki(whole, MADE), tmp_path)
    assert len(first.new) == len(whole.questions)
    ids = {name: note.id for name, note in notes(collection).items()}
    again = imported(collection, anki(whole, MADE), tmp_path)
    assert not again.new
    assert not again.updated

    head, *rest = whole.questions
    changed = head.model_copy(update={"explanation": "Now it is said better."})
    later = imported(collection, anki(Selection(whole.quiz, (changed, *rest), whole.sources), MADE + 60), tmp_path)
    held = notes(collection)
    assert not later.new
    assert {name: note.id for name, note in held.items()} == ids
    assert "Now it is said better." in held[head.id]["Explanation"]
    assert len(collection.models.all_names_and_ids()) == len(
        {model.id for model in collection.models.all_names_and_ids()}
    )
    assert [model.name for model in collection.models.all_names_and_ids()].count("Gluteus question") == 1


def test_pictures_come_along_for_day_and_night(collection: Collection, tmp_path: Path) -> None:
    imported(collection, anki(selection("function"), MADE), tmp_path)
    found = collection.media.check()
    assert not found.missing
    assert not found.unused
    regions = [raw["id"] for raw in as_written("function") if raw["kind"] == "regions"]
    assert regions
    for name in regions:
        fields = "".join(notes(collection)[name].fields)
        files = re.findall(r'<div class="(day|night)"><p><img src="([^"]+)" alt="([^"]+)"', fields)
        assert [time for time, _, _ in files] == ["day", "night"] * 2
        for time, file, alternative in files:
            assert "numbered places" in alternative
            with Image.open(Path(collection.media.dir(), file)) as picture:
                brightness = picture.convert("L").getpixel((1, picture.height - 1))
                assert isinstance(brightness, int)
                assert (brightness > 200) == (time == "day")


def test_the_same_bytes_for_the_same_time() -> None:
    assert anki(selection("every-kind"), MADE) == anki(selection("every-kind"), MADE)


def test_no_two_quizzes_share_a_deck(tmp_path: Path) -> None:
    decks: set[str] = set()
    for quiz in [*QUIZZES, "every-kind"]:
        with zipfile.ZipFile(io.BytesIO(anki(selection(quiz), MADE))) as package:
            (tmp_path / "c.db").write_bytes(package.read("collection.anki2"))
        connection = sqlite3.connect(tmp_path / "c.db")
        found = set(json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])) - {"1"}
        connection.close()
        assert len(found) == 1
        assert not decks & found
        decks |= found
