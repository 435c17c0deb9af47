"""What the page gets to know of a quiz: everything for someone learning alone, no graded key for a class."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any

from gluteus.atlas.loading import load
from gluteus.atlas.models import Source
from gluteus.quiz.answer_sheet import regions
from gluteus.quiz.formulas import shown
from gluteus.quiz.prompts import SEEN_FROM, points, prompt_parts, prompt_variants, shuffled
from gluteus.quiz.questions import Choice, Choices, Match, Number, Order, Question, Quiz, Regions, TextAnswer
from gluteus.quiz.text import blocks, html, line

LINES_TO_WRITE_ON = 6

Say = Callable[..., str]
"""Gives a text of the quiz's words: its path, and the values that go into it by name."""


def paper(quiz: Quiz, passages: Mapping[str, str], sources: Mapping[str, Source], *, closed: bool) -> dict[str, Any]:
    """Give a quiz as the page shows it.

    Parameters
    ----------
    quiz : Quiz
        The questions.
    passages : mapping
        Label to heading of the chapter's passages.
    sources : mapping
        The course's references by citation key.
    closed : bool
        Whether graded questions withhold what other questions carry under ``teaching``: key, feedback, explanation.

    Returns
    -------
    dict
        JSON: ``id``, ``title`` and ``questions``; each of these has ``id``, ``number``, ``kind``, ``use``, ``points``,
        ``prompt``, ``asked`` (see `asked`), ``passage``, ``teaching`` (or None) and, by kind:

        - ``choice``, ``choices``: ``options`` (id and text), ``keep_order``;
        - ``number``: ``unit`` and, where it varies, ``variants`` (each ``{"values": {name: as shown}}``), while the
          texts keep their ``{name}``;
        - ``order``: ``items`` (id and text, by letter);
        - ``match``: ``rows`` (texts) and ``options`` (id and text, by letter);
        - ``regions``: ``view``;
        - ``text``: ``longest``.

        All letters are the file's; all texts are the trees of :mod:`gluteus.quiz.text`.
        A graded question whose prompt is not the same on every paper has ``cell``: the notebook's prompt as
        ``{"before", "rows", "after"}``, where row ``i`` becomes ``- **<letter>**: <text>``, or as
        ``{"variants": [...]}``.

        ``teaching`` has ``rule`` (the file's), ``explanation``, ``sources`` and, by kind:

        - ``choice``, ``choices``: ``options`` (letter to feedback);
        - ``number``: ``right``, ``wrong``, ``near_misses`` (``value``: a number, or a list of every variant's; its
          ``tolerance`` and ``text``), and ``answers``: what ``{answer}`` stands for in every variant;
        - ``order``: ``items`` (letter to feedback);
        - ``match``: ``rows`` (the feedback of each row);
        - ``regions``: ``correct``, ``missed``, ``extra``;
        - ``text``: ``sample``, ``criteria``.
    """
    return {
        "id": quiz.quiz,
        "title": quiz.title,
        "questions": [
            {
                "id": question.id,
                "number": question.number,
                "kind": question.kind,
                "use": question.use,
                "points": question.points,
                "prompt": blocks(question.prompt),
                "asked": asked(question),
                **_answer_sheet(question),
                **(_cell(question) if question.use == "graded" else {}),
                "passage": {"anchor": question.anchor, "title": passages.get(question.anchor, "")},
                "teaching": _teaching(question, sources) if question.use == "practice" or not closed else None,
            }
            for question in quiz.questions
        ],
    }


def asked(question: Question) -> str:
    """Give the fingerprint of what a question asks: an answer to another fingerprint may mean something else here.

    Parameters
    ----------
    question : Question
        Any kind.

    Returns
    -------
    str
        12 hexadecimal digits: of the prompt, and of the options, items, rows, units, varied numbers or view that it is
        answered with, in their order. Neither the points nor the longest text change what an answer means. The key
        must stay out: a closed page would give it away to anyone who tries the few that are possible.
    """
    sheet = {name: part for name, part in _answer_sheet(question).items() if name != "longest"}
    what = json.dumps([question.kind, blocks(question.prompt), sheet], sort_keys=True)
    return sha256(what.encode()).hexdigest()[:12]


def as_html(quiz: Quiz, say: Say, pictures: Mapping[str, str] | None = None) -> str:
    """Write the questions and their answer sheets as HTML, for paper and for readers without JavaScript.

    Parameters
    ----------
    quiz : Quiz
        The questions.
    say : callable
        Gives a text of the quiz's words, as the page has them: ``say("way.choice")``.
    pictures : mapping, optional
        The view of a ``regions`` question to the HTML of its picture, which is put in as it is.

    Returns
    -------
    str
        Paper 0 without a key: nothing is shuffled, and numbers have their first values.
    """
    drawn = pictures or {}

    def told(path: str, **values: object) -> str:
        return escape(say(path, **values), quote=False)

    items = "".join(
        f"<li><p><strong>{_use(question, told)}</strong></p>{html(blocks(_prompt(question)))}"
        f"{_sheet_html(question, told)}{drawn.get(question.view, '') if isinstance(question, Regions) else ''}</li>"
        for question in quiz.questions
    )
    return f'<div class="gluteus-paper"><p><strong>{told("title", title=quiz.title)}</strong></p><ol>{items}</ol></div>'


def _use(question: Question, say: Say) -> str:
    return say("card.graded", points=points(question.points)) if question.use == "graded" else say("card.practice")


def _prompt(question: Question) -> str:
    return question.told(question.prompt, 0) if isinstance(question, Number) else question.prompt


def _answer_sheet(question: Question) -> dict[str, Any]:
    match question:
        case Choice() | Choices():
            texts = [option.text for option in question.options]
            return {"options": _lettered(question.letters, texts), "keep_order": question.keep_order}
        case Number():
            variants = [
                {"values": {name: shown(value) for name, value in values.items()}} for values in question.variants
            ]
            return {"unit": question.unit} | ({"variants": variants} if question.vary else {})
        case Order():
            return {"items": _lettered(question.letters, [item.text for item in question.by_letter])}
        case Match():
            rows = [line(pair.text) for pair in question.pairs]
            return {"rows": rows, "options": _lettered(question.letters, question.by_letter)}
        case Regions():
            return {"view": question.view}
        case TextAnswer():
            return {"longest": question.longest}


def _lettered(letters: Sequence[str], texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{"id": letter, "text": line(text)} for letter, text in zip(letters, texts, strict=True)]


def _cell(question: Question) -> dict[str, Any]:
    if isinstance(question, Number):
        return {"cell": {"variants": prompt_variants(question)}} if question.vary else {}
    return {"cell": prompt_parts(question)._asdict()} if shuffled(question) else {}


def _sheet_html(question: Question, say: Say) -> str:
    match question:
        case Choice() | Choices():
            texts = [option.text for option in question.options]
            return _how(say(f"way.{question.kind}")) + _list("ul", _letter_rows(question.letters, texts))
        case Number():
            return f"<p>{say('paperSheet.yourAnswer')} {_GAP} {escape(question.unit)}</p>"
        case Order():
            rows = _letter_rows(question.letters, [item.text for item in question.by_letter], gap=True)
            return _how(say("paperSheet.order", count=len(rows))) + _list("ul", rows)
        case Match():
            pairs = [f"{_GAP} {html(line(pair.text))}" for pair in question.pairs]
            rows = _letter_rows(question.letters, question.by_letter)
            letters = f"<p>{say('paperSheet.letters')}</p>{_list('ul', rows)}"
            return f"{_how(say('paperSheet.match'))}{_list('ol', pairs)}{letters}"
        case Regions():
            return _places_html(question, say)
        case TextAnswer():
            return (
                _how(say("paperSheet.text", count=question.longest)) + '<br><hr aria-hidden="true">' * LINES_TO_WRITE_ON
            )


_GAP = "________"


def _how(text: str) -> str:
    return f"<p><em>{text}</em></p>"


def _list(tag: str, rows: Sequence[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{row}</li>' for row in rows)}</{tag}>"


def _letter_rows(letters: Sequence[str], texts: Sequence[str], *, gap: bool = False) -> list[str]:
    before = "____ " if gap else ""
    return [
        f"{before}<strong>{letter}</strong> {html(line(text))}" for letter, text in zip(letters, texts, strict=True)
    ]


def _places_html(question: Regions, say: Say) -> str:
    """List the places to mark, a line for each area, with the person's own sides."""
    atlas = load()
    # A box and its side stay on one line.
    sides = [question.view] if question.view in {"left", "right"} else ["left", "right"]
    boxes = " ".join(f"☐\N{NO-BREAK SPACE}{side}" for side in sides)
    by_area: dict[str, list[str]] = {}
    for region in regions(question.view):
        found = atlas.regions[region]
        by_area.setdefault(atlas.areas[found.area].name, []).append(f"{escape(found.name)} {boxes}")
    how = say("paperSheet.regions", seen=SEEN_FROM[question.view])
    rows = [f"<strong>{escape(area)}</strong>: {'; '.join(entries)}" for area, entries in by_area.items()]
    return _how(how) + _list("ul", rows)


def _teaching(question: Question, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "rule": question.rule,
        "explanation": blocks(question.explanation),
        "sources": [{"text": _reference(sources[key]), "url": sources[key].url} for key in question.sources],
        **_feedback(question),
    }


def _feedback(question: Question) -> dict[str, Any]:
    match question:
        case Choice() | Choices():
            told = zip(question.letters, question.options, strict=True)
            return {"options": {letter: line(option.feedback) for letter, option in told}}
        case Number():
            near_misses = []
            for values, near in zip(question.near_values, question.near_misses, strict=True):
                value = values if question.vary else values[0]
                near_misses.append({"value": value, "tolerance": near.tolerance, "text": line(near.feedback)})
            return {
                "right": line(question.feedback.correct),
                "wrong": line(question.feedback.wrong),
                "near_misses": near_misses,
                "answers": [shown(answer) for answer in question.answers],
            }
        case Order():
            items = zip(question.letters, question.by_letter, strict=True)
            return {"items": {letter: line(item.feedback) for letter, item in items}}
        case Match():
            return {"rows": [line(pair.feedback) for pair in question.pairs]}
        case Regions():
            return {name: line(text) for name, text in question.feedback.model_dump().items()}
        case TextAnswer():
            return {"sample": blocks(question.sample), "criteria": [line(text) for text in question.criteria]}


def _reference(source: Source) -> str:
    year = f" {source.year}" if source.year.isdigit() else ""
    return f"{source.authors}{year}: {source.title.rstrip('.')}"
