"""A question as a learner's paper showed it, with the answer that they gave and what there is to say about it.

Everything of the learner is escaped. The key and the explanation are there only where they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final

from gluteus.atlas.naming import listed
from gluteus.quiz.answer_sheet import places
from gluteus.quiz.formulas import shown
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Regions, TextAnswer
from gluteus.quiz.prompts import shuffled
from gluteus.quiz.text import blocks, html, line
from gluteus.quiz.variants import LETTERS, arrangement

LONGEST_SHOWN: Final = 200
"""Characters of an answer that is none of the question's; whoever wrote it has the rest."""

LONGEST_TEXT: Final = 6000
"""Bytes of an answer in the learner's own words, as HTML; a page stays small for a telephone."""

# A text that ends a sentence, in quotation marks or not, takes no colon after it.
_SENTENCE: Final = re.compile(r"[.!?…][\"'”’»)*_]*$")
_LETTERED: Final = 'ul class="lettered"'
_KEPT: Final = 50_000  # bodies; most of a class give the same few answers

NO_ANSWER: Final = '<p class="none">You gave no answer.</p>'
UNREADABLE: Final = '<p class="none">Your answer could not be read, so it earns nothing.</p>'


class AnswerPages:
    """Writes the body of one question for one learner after the other; equal ones are made once.

    Parameters
    ----------
    question : Question
        The question.
    key : bool
        Whether the key and the explanation are shown too.
    """

    def __init__(self, question: Question, *, key: bool) -> None:
        self._question, self._key = question, key
        self._write: Callable[[Any, tuple[int, ...], Any], str] = _BODIES[question.kind]
        self._bodies: dict[tuple[tuple[int, ...], str], str] = {}
        self._count = len(getattr(question, "letters", ()))
        self._shuffled = shuffled(question)

    def body(self, answers: dict[str, object], paper: int) -> str:
        """Write the question and the answer.

        Parameters
        ----------
        answers : dict
            All answers of the learner, in the letters of their paper; one that could not be read is not there.
        paper : int
            The paper number.

        Returns
        -------
        str
            HTML.
        """
        question = self._question
        order: tuple[int, ...] = ()
        if isinstance(question, Number):
            order = (question.position(paper),)
        elif self._count:
            order = tuple(arrangement(paper if self._shuffled else 0, question.id, self._count))
        answer = answers.get(question.id, _UNREAD)
        if isinstance(question, TextAnswer):
            return self._made(order, answer)
        index = (order, _written(answer))
        body = self._bodies.get(index)
        if body is None:
            body = self._made(order, answer)
            if len(self._bodies) < _KEPT and len(index[1]) < LONGEST_SHOWN:
                self._bodies[index] = body
        return body

    def _made(self, order: tuple[int, ...], answer: object) -> str:
        question = self._question
        prompt, explanation = question.prompt, question.explanation
        if isinstance(question, Number):
            prompt = question.told(prompt, order[0])
            explanation = question.told(explanation, order[0], with_answer=True)
        told = _paragraphs(prompt) + self._write(question, order, _Given(answer, key=self._key))
        if self._key:
            told += f'<div class="key"><p><strong>Explanation</strong></p>{_paragraphs(explanation)}</div>'
        return told


class _Unread:
    """Stands for an answer that could not be read."""

    def __repr__(self) -> str:
        return "unreadable"


_UNREAD = _Unread()


class _Given:
    """What a learner answered, and whether the key is shown beside it."""

    def __init__(self, value: object, *, key: bool) -> None:
        self.value, self.key = value, key

    @property
    def items(self) -> list[Any]:
        """The parts of an answer that is a list, none where it is no list."""
        return list(self.value) if isinstance(self.value, list | tuple | set) else []

    def odd(self, what: str) -> str:
        """Say of a value that it is not what the question asks for."""
        if self.value is None:
            return NO_ANSWER
        if self.value is _UNREAD:
            return UNREADABLE
        text = _written(self.value)
        text = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"
        return f'<p class="none">Your answer <code>{escape(text)}</code> is not {what}.</p>'


def _written(answer: object) -> str:
    try:
        return repr(answer)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number without end"


def _choice(question: Choice | Choices, order: tuple[int, ...], given: _Given) -> str:
    ticks = {given.value} if isinstance(given.value, str) else {tick for tick in given.items if isinstance(tick, str)}
    letters = LETTERS[: len(order)]
    rows = []
    for letter, place in zip(letters, order, strict=True):
        option = question.options[place]
        chosen = letter in ticks
        marks = ['<span class="yours">Your answer</span>'] if chosen else []
        marks += ['<span class="right">Right</span>'] if given.key and option.correct else []
        told = _said(option.feedback) if chosen or given.key else ""
        rows.append(_row(f"<b>{letter}</b>{_text(option.text)}", marks, told, chosen=chosen))
    what = "one of the letters" if question.kind == "choice" else "a list of the letters"
    known = ticks <= set(letters) and bool(ticks) and isinstance(given.value, str) == (question.kind == "choice")
    return _list(rows, _LETTERED) + ("" if known else given.odd(what) if given.value != [] else NO_ANSWER)


def _number(question: Number, order: tuple[int, ...], given: _Given) -> str:
    position, value, unit = order[0], given.value, f" {escape(question.unit)}" if question.unit else ""
    right = question.answers[position]
    key = f"<p>Right: <strong>{shown(right)}{unit}</strong>, give or take {shown(question.tolerance)}.</p>"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return given.odd("a number") + (key if given.key else "")
    said = question.feedback.wrong
    if hit := question.is_right(value, position):
        said = question.feedback.correct
    elif (near := question.near_miss(value, position)) is not None:
        said = question.near_misses[near].feedback
    # The answer in the words for a wrong number would be the key.
    tells = "{answer}" in said and not hit and not given.key
    told = "" if tells else _said(question.told(said, position, with_answer=True))
    text = escape(_written(value).removesuffix(".0"))
    if len(text) > LONGEST_SHOWN:
        return given.odd("a number of this size") + (key if given.key else "")
    return f"<p>Your answer: <strong>{text}{unit}</strong></p>{told}{key if given.key else ''}"


def _order(question: Order, order: tuple[int, ...], given: _Given) -> str:
    shown_as = {letter: question.by_letter[place] for letter, place in zip(LETTERS, order, strict=False)}
    if sorted(map(_written, given.items)) != sorted(map(repr, shown_as)):
        rows = [_row(f"<b>{letter}</b>{_text(item.text)}", [], "") for letter, item in shown_as.items()]
        told = _list(rows, _LETTERED) + given.odd("every letter once")
    else:
        rows = []
        for place, letter in enumerate(given.items):
            item = shown_as[letter]
            right = item == question.items[place]
            mark = ['<span class="right">In its place</span>'] if right else ['<span class="wrong">Not here</span>']
            rows.append(_row(_text(item.text), mark, _said(item.feedback) if right or given.key else ""))
        told = f"<p>Your order:</p>{_list(rows, 'ol')}"
    if given.key:
        told += f"<p>Right:</p>{_list([_row(_text(item.text), [], '') for item in question.items], 'ol')}"
    return told


def _match(question: Match, order: tuple[int, ...], given: _Given) -> str:
    shown_as = {letter: question.by_letter[place] for letter, place in zip(LETTERS, order, strict=False)}
    whole = len(given.items) == len(question.pairs)
    rows = []
    for place, pair in enumerate(question.pairs):
        letter = given.items[place] if whole else None
        text = shown_as.get(letter) if isinstance(letter, str) else None
        right = text == pair.match
        marks = []
        if text is not None:
            marks = ['<span class="right">Right</span>'] if right else ['<span class="wrong">Not this one</span>']
        answer = _text(text) if text is not None else "<i>left open</i>" if whole else "–"
        told = _said(pair.feedback) if right or given.key else ""
        if given.key and not right:
            told = f"<p>Right: <strong>{_text(pair.match)}</strong></p>{told}"
        colon = "" if _SENTENCE.search(pair.text) else ":"
        rows.append(_row(f"{_text(pair.text)}{colon} <strong>{answer}</strong>", marks, told))
    return _list(rows) + ("" if whole else given.odd("one letter for each row"))


def _regions(question: Regions, _: tuple[int, ...], given: _Given) -> str:
    known = set(places(question.view))
    marked = [place for place in given.items if isinstance(place, str) and place in known]
    neutral = question.rule["neutral"]
    rows = []
    for place in dict.fromkeys(marked):
        kind, word = ("right", "Right") if place in question.key else ("wrong", "One too many")
        mark = (
            '<span class="none">Counts neither way</span>'
            if place in neutral
            else f'<span class="{kind}">{word}</span>'
        )
        rows.append(_row(escape(listed([place])), [mark], ""))
    if strange := len(given.items) - len(marked):
        rows.append(f"<li>{strange} that the picture does not show</li>")
    missed = set(question.key).difference(marked)
    extra = strange or set(marked).difference(question.key, neutral)
    told = (
        f"<p>You marked:</p>{_list(rows)}"
        if rows
        else NO_ANSWER
        if given.value == []
        else given.odd("a list of places")
    )
    if rows:
        said = question.feedback
        kept = [text for text, so in ((said.missed, missed), (said.extra, extra)) if so] or [said.correct]
        told += "".join(map(_said, kept))
    if given.key:
        told += f"<p>Right: <strong>{escape(listed(question.key))}</strong>.</p>"
    return told


def _own_words(question: TextAnswer, _: tuple[int, ...], given: _Given) -> str:
    text = given.value.strip() if isinstance(given.value, str) else ""
    told = f'<pre class="own">{_clipped(text)}</pre>' if text else NO_ANSWER
    if given.key:
        criteria = _list([_row(_text(one), [], "") for one in question.criteria])
        told += f"<div><p><strong>A model answer</strong></p>{_paragraphs(question.sample)}</div>"
        told += f"<p>What the marker looked for:</p>{criteria}"
    return told


_BODIES: Final[dict[str, Callable[[Any, tuple[int, ...], Any], str]]] = {
    "choice": _choice,
    "choices": _choice,
    "number": _number,
    "order": _order,
    "match": _match,
    "regions": _regions,
    "text": _own_words,
}


def _clipped(text: str) -> str:
    """Escape a text, and end it where it would make the page too large."""
    written = escape(text[:LONGEST_TEXT])
    if len(written.encode("utf-8", "replace")) <= LONGEST_TEXT and len(text) <= LONGEST_TEXT:
        return written
    # The longest character takes six bytes as HTML.
    return f"{escape(text[: LONGEST_TEXT // 6])} … (the rest is in your notebook)"


def _list(rows: Iterable[str], tag: str = "ul") -> str:
    return f"<{tag}>{''.join(rows)}</{tag.partition(' ')[0]}>"


def _row(text: str, marks: Sequence[str], told: str, *, chosen: bool = False) -> str:
    kind = ' class="chosen"' if chosen else ""
    return f"<li{kind}>{' '.join([text, *marks])}{told}</li>"


def _said(feedback: str) -> str:
    return f'<p class="said">{_text(feedback)}</p>'


@lru_cache(maxsize=4096)
def _text(markdown: str) -> str:
    return html(line(markdown))


@lru_cache(maxsize=4096)
def _paragraphs(markdown: str) -> str:
    return html(blocks(markdown))
