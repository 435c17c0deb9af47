"""An Anki deck: a card for each question, with the answer, the feedback on every option and the sources on its back.

The ids of decks and notes are made from those of quizzes and questions, so that a second import changes the notes that
are there, and what a learner has learned of them stays.
A number that varies has its first values.
"""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal
from zlib import crc32

import genanki

from gluteus import atlas, palette
from gluteus.charts.chart import Chart
from gluteus.exports.places import numbered, picture, shown
from gluteus.exports.wording import (
    Selection,
    explanation,
    inline,
    listing,
    numbers,
    plain,
    prompt,
    reasons,
)
from gluteus.quiz.formulas import shown as readable
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Regions, TextAnswer

NOTE_TYPE: Final = 1_480_263_911
"""The id of the note type: it must never change, or a learner's notes would be there twice."""

_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)


def anki(selection: Selection, made: float | None = None) -> bytes:
    """Write questions as an Anki deck.

    Parameters
    ----------
    selection : Selection
        The questions of one quiz.
    made : float, optional
        When the deck was made, in seconds since 1970, by default now. Anki changes a note that it knows only if the
        file's is newer.

    Returns
    -------
    bytes
        An ``.apkg`` file, the same each time for one time.
    """
    name = selection.quiz.quiz
    # No title may open a level of its own.
    deck = genanki.Deck(_id(f"deck {name}"), f"Gluteus::{plain(selection.quiz.title).replace('::', ':')}")
    deck.description = selection.about
    model = _note_type()
    pictures: dict[str, bytes] = {}
    for question in selection.questions:
        fields = [
            question.id,
            prompt(question, scored=False) + _sheet(question, pictures),
            _answer(question, pictures),
            explanation(question, selection.sources),
        ]
        tags = ["gluteus", f"gluteus::{name}", f"gluteus::{question.use}", f"gluteus::{name}::{question.objective}"]
        deck.add_note(genanki.Note(model, fields, guid=genanki.guid_for("gluteus", question.id), tags=tags))
    with tempfile.TemporaryDirectory(prefix="gluteus-anki-") as folder:
        for file, content in pictures.items():
            Path(folder, file).write_bytes(content)
        package = genanki.Package(deck, [str(Path(folder, file)) for file in pictures])
        written = io.BytesIO()
        package.write_to_file(written, time.time() if made is None else made)
    return _without_days(written)


def _without_days(package: io.BytesIO) -> bytes:
    """Write a zip anew without the times of its files."""
    anew = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return anew.getvalue()


def _id(name: str) -> int:
    """Make an id as Anki wants it, from 2**30 to 2**31, out of a name."""
    return (1 << 30) + (crc32(name.encode()) >> 2)


def _note_type() -> genanki.Model:
    return genanki.Model(
        NOTE_TYPE,
        "Gluteus question",
        fields=[{"name": name} for name in ("Id", "Question", "Answer", "Explanation")],
        templates=[
            {
                "name": "Question",
                "qfmt": '<div class="gluteus">{{Question}}</div>',
                "afmt": '{{FrontSide}}<hr id="answer"><div class="gluteus">{{Answer}}{{Explanation}}</div>',
            }
        ],
        css=_style(),
        sort_field_index=0,
    )


def _style() -> str:
    def colours(tokens: dict[str, str]) -> str:
        wanted = ("background", "text", "border", "accent", "correct", "wrong")
        return " ".join(f"--{token}: {tokens[token]};" for token in wanted)

    # Anki marks its night mode by a class on the card: nightMode, on Android night_mode.
    return (
        f".card {{ {colours(palette.LIGHT)} }}\n"
        f".card.nightMode, .card.night_mode {{ {colours(palette.DARK)} }}\n"
        ".card { margin: 0; padding: 1rem; background: var(--background); color: var(--text); "
        "font: 18px/1.5 sans-serif; text-align: left; }\n"
        ".gluteus { max-width: 40rem; margin: 0 auto; }\n"
        ".gluteus a { color: var(--accent); }\n"
        ".gluteus li { margin: 0.4rem 0; }\n"
        ".gluteus ul.answers li { margin: 0.9rem 0; }\n"
        ".gluteus ul.plain { list-style: none; padding-left: 0; }\n"
        ".gluteus .right { color: var(--correct); font-weight: bold; }\n"
        ".gluteus .wrong { color: var(--wrong); font-weight: bold; }\n"
        ".gluteus img { display: block; width: 100%; max-width: 360px; height: auto; margin: 0.5rem auto; }\n"
        "hr { max-width: 40rem; border: 0; border-top: 1px solid var(--border); }\n"
        ".gluteus .night { display: none; }\n"
        ".nightMode .night, .night_mode .night { display: block; }\n"
        ".nightMode .day, .night_mode .day { display: none; }\n"
    )


def _sheet(question: Question, pictures: dict[str, bytes]) -> str:
    """Write what there is to choose from."""
    match question:
        case Choice() | Choices():
            return _lettered(question.letters, [option.text for option in question.options])
        case Order():
            return _lettered(question.letters, [item.text for item in question.by_letter])
        case Match():
            rows = listing("ol", (inline(pair.text) for pair in question.pairs))
            return rows + _lettered(question.letters, question.by_letter)
        case Regions():
            drawn = numbered(question)
            return _picture(drawn.sheet, pictures) + _plain_list(inline(label) for label in drawn.labels)
        case _:
            return ""


def _answer(question: Question, pictures: dict[str, bytes]) -> str:
    match question:
        case Choice() | Choices():
            told = zip(question.letters, question.options, strict=True)
            return _answer_list(
                f"{_sign(right=one.correct)} <strong>{letter}</strong> {inline(one.text)}<br>{inline(one.feedback)}"
                for letter, one in told
            )
        case Number():
            right, near, wrong = numbers(question, 0)
            unit = f" {inline(question.unit)}" if question.unit else ""
            room = f" (± {readable(right.tolerance)})" if right.tolerance else ""
            rows = [f"{_sign(right=True)} <strong>{readable(right.value)}{unit}</strong>{room}<br>{right.feedback}"]
            rows += (f"{_sign(right=False)} {readable(miss.value)}{unit}<br>{miss.feedback}" for miss in near)
            return _answer_list([*rows, f"{_sign(right=False)} Any other number<br>{wrong}"])
        case Order():
            return f"<p><strong>{', '.join(question.key)}</strong></p>{reasons(question)}"
        case Match():
            letters = ", ".join(f"{row} {letter}" for row, letter in enumerate(question.key, start=1))
            return f"<p><strong>{letters}</strong></p>{reasons(question)}"
        case Regions():
            told_of = question.feedback
            rows = [
                f"{_sign(right=True)} {inline(atlas.listed(question.key))}<br>{inline(told_of.correct)}",
                f"{_sign(right=False)} A place is missing<br>{inline(told_of.missed)}",
                f"{_sign(right=False)} A place too many<br>{inline(told_of.extra)}",
            ]
            return _picture(numbered(question).solution, pictures) + _answer_list(rows)
        case TextAnswer():
            return reasons(question)


def _sign(*, right: bool) -> str:
    """Say right or wrong in words: colour alone says nothing to many."""
    return f'<span class="{"right" if right else "wrong"}">{"✓ Right" if right else "✗ Wrong"}:</span>'


def _plain_list(rows: Iterable[str]) -> str:
    return listing("ul", rows).replace("<ul>", '<ul class="plain">', 1)


def _answer_list(rows: Iterable[str]) -> str:
    return listing("ul", rows).replace("<ul>", '<ul class="plain answers">', 1)


def _lettered(letters: Sequence[str], texts: Sequence[str]) -> str:
    return _plain_list(
        [f"<strong>{letter}</strong> {inline(text)}" for letter, text in zip(letters, texts, strict=True)]
    )


def _picture(chart: Chart, pictures: dict[str, bytes]) -> str:
    """Show a picture by day and by night, of which the style shows one."""
    html = ""
    modes: dict[str, Literal["light", "dark"]] = {"day": "light", "night": "dark"}
    for time_of_day, mode in modes.items():
        file = f"gluteus-{chart.name}-{time_of_day}.png"
        pictures[file] = picture(chart, mode)
        html += f'<div class="{time_of_day}">{shown(chart, file)}</div>'
    return html
