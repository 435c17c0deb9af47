"""What every export says in the same words: the safety sentence, the licence, prompts, feedback and sources as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Final, Literal

from gluteus.atlas.models import Source
from gluteus.quiz.formulas import shown
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Quiz, Regions, TextAnswer
from gluteus.quiz.text import Node, blocks, html, line

ABOUT: Final = "About these questions"
"""What the text is called that every export carries once."""

SAFETY: Final = (
    "Your safety: these questions teach; they do not find out what causes your own pain. "
    "The course's chapter “Safety first” says when to see a doctor before you try anything."
)
LICENCE: Final = "From the course Gluteus, by the Gluteus contributors. Licence: CC BY 4.0"
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"

MOST_RIGHT: Final = 10
"""How many right options share the points at most: Moodle knows no smaller share of an option than a tenth."""

Use = Literal["practice", "graded", "all"]

# No file of XML may hold these, escaped or not; GIFT and SQLite have no use for them either.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Selection:
    """The questions of a quiz that are exported, with the references that they name.

    Attributes
    ----------
    quiz : Quiz
        The quiz that they belong to.
    questions : tuple of Question
        Those to export, in the order of the quiz; they keep their numbers.
    sources : mapping
        The course's references by citation key.
    """

    quiz: Quiz
    questions: tuple[Question, ...]
    sources: Mapping[str, Source]

    @property
    def name(self) -> str:
        """What other systems know the quiz by."""
        return f"gluteus-{self.quiz.quiz}"

    @property
    def title(self) -> str:
        """What the quiz is called there, among others that are not of this course; no HTML."""
        return f"Gluteus: {plain(self.quiz.title)}"

    @property
    def about(self) -> str:
        """What stands once in every export, as HTML."""
        return f'<p>{SAFETY}</p><p><a href="{LICENCE_URL}">{LICENCE}</a>.</p>'


def chosen(quiz: Quiz, sources: Mapping[str, Source], use: Use = "all") -> Selection:
    """Select the practice questions of a quiz, the graded ones, or all of them."""
    return Selection(quiz, tuple(one for one in quiz.questions if use in {"all", one.use}), sources)


def inline(markdown: str) -> str:
    """Write a text that stands in one line, such as an option, as HTML."""
    return _writable(html(line(markdown)))


def paragraphs(markdown: str) -> str:
    """Write paragraphs and lists as HTML."""
    return _writable(html(blocks(markdown)))


def plain(markdown: str) -> str:
    """Write a text that stands in one line without its emphasis, for places that take no HTML."""
    return _writable(_text(line(markdown)))


def heading(question: Question) -> str:
    """Name a question with all its variants: its number, and its id in words."""
    return f"{question.number:02d} {question.id.replace('_', ' ')}"


def title(question: Question, position: int = 0) -> str:
    """Name a question: its heading and, where its numbers vary, those of the variant."""
    name = heading(question)
    if isinstance(question, Number) and question.vary:
        values = ", ".join(f"{key} {shown(value)}" for key, value in question.variants[position].items())
        name += f" ({values})"
    return name


def variants(question: Question) -> range:
    """Give the variants of a question, from 0: one for all that does not vary."""
    return range(len(question.variants)) if isinstance(question, Number) else range(1)


def identifier(question: Question, position: int = 0) -> str:
    """Give what another system knows a question by: its id, and for a variant its place from 1."""
    if isinstance(question, Number) and question.vary:
        return f"{question.id}-{position + 1}"
    return question.id


def tags(question: Question, selection: Selection) -> tuple[str, ...]:
    """Give what a question can be found by: its quiz, its objective and its use."""
    return selection.quiz.quiz, f"objective {question.objective}", question.use


def prompt(question: Question, position: int = 0, *, scored: bool = True) -> str:
    """Write a question without its options as HTML.

    Parameters
    ----------
    question : Question
        The question.
    position : int, optional
        The variant of a number, from 0.
    scored : bool, optional
        Whether the other system counts points, so that a reader must know what a wrong tick does.

    Returns
    -------
    str
        The prompt, and below it how to answer where the other system does not say so itself.
    """
    match question:
        case Number():
            unit = f" The unit is {question.unit}." if question.unit else ""
            return paragraphs(question.told(question.prompt, position)) + _how(f"Give a number.{unit}")
        case Choices():
            return paragraphs(question.prompt) + _how(
                f"Choose all that apply.{' A wrong tick cancels a right one.' if scored else ''}"
            )
        case Regions():
            how = "Choose all the places that apply. Left and right are the person's own."
            return paragraphs(question.prompt) + _how(f"{how}{' A wrong place cancels a right one.' if scored else ''}")
        case TextAnswer() if scored:
            return paragraphs(question.prompt) + _how(f"Answer in at most {question.longest} characters.")
        case _:
            return paragraphs(question.prompt)


def explanation(question: Question, sources: Mapping[str, Source], position: int = 0) -> str:
    """Write what a reader is told after the question as HTML: the explanation, then the sources."""
    text = question.explanation
    if isinstance(question, Number):
        text = question.told(text, position, with_answer=True)
    references = listing("ul", (_reference(sources[key]) for key in question.sources))
    return f"{paragraphs(text)}<p>Sources:</p>{references}"


def reasons(question: Question) -> str:
    """Write the feedback that belongs to no option as HTML, for systems that show it only as a whole.

    For an ``order`` the items in their right order and why they stand there, for a ``match`` the rows, for a ``text``
    the model answer and what a marker looks for; for the other kinds nothing.
    """
    match question:
        case Order():
            rows = [f"<strong>{inline(item.text)}</strong><br>{inline(item.feedback)}" for item in question.items]
            return f"<p>The right order:</p>{listing('ol', rows)}"
        case Match():
            rows = [
                f"{inline(pair.text)}: <strong>{inline(pair.match)}</strong><br>{inline(pair.feedback)}"
                for pair in question.pairs
            ]
            return f"<p>What belongs together:</p>{listing('ul', rows)}"
        case TextAnswer():
            return marking_notes(question)
        case _:
            return ""


def marking_notes(question: TextAnswer) -> str:
    """Write the model answer and what a marker looks for as HTML."""
    criteria = listing("ul", (inline(one) for one in question.criteria))
    return f"<p>A model answer:</p>{paragraphs(question.sample)}<p>What the marker looks for:</p>{criteria}"


@dataclass(frozen=True)
class Told:
    """A number, how far an answer may lie from it, and what is said about it as HTML."""

    value: float
    tolerance: float
    feedback: str


def numbers(question: Number, position: int) -> tuple[Told, list[Told], str]:
    """Give the right number of a variant, its near misses, and what is said of any other number.

    Parameters
    ----------
    question : Number
        The question.
    position : int
        The variant, from 0.

    Returns
    -------
    tuple
        A :class:`Told`, a list of them in the order in which they are tried, and HTML.
    """

    def said(text: str) -> str:
        return inline(question.told(text, position, with_answer=True))

    right = Told(question.answers[position], question.tolerance, said(question.feedback.correct))
    misses = zip(question.near_values, question.near_misses, strict=True)
    near = [Told(values[position], miss.tolerance, said(miss.feedback)) for values, miss in misses]
    return right, near, said(question.feedback.wrong)


def decimal(value: float) -> str:
    """Write a number without an exponent: ``0.00001``, ``294.3``."""
    text = format(Decimal(f"{value + 0.0:.12g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(count: int) -> str:
    """Write one ``count``-th in per cent with five decimals, as Moodle lists it: ``33.33333``, ``50``."""
    return f"{100 / count:.5f}".rstrip("0").rstrip(".")


def listing(tag: str, rows: Iterable[str]) -> str:
    """Write rows of HTML as a list: ``ol`` or ``ul``."""
    return f"<{tag}>{''.join(f'<li>{row}</li>' for row in rows)}</{tag}>"


def places_of(texts: Sequence[object]) -> list[str]:
    """Name the places of an order: ``1 (first)``, ``2``, ..., ``5 (last)``."""
    return [
        f"{number}{' (first)' if number == 1 else ' (last)' if number == len(texts) else ''}"
        for number in range(1, len(texts) + 1)
    ]


def shuffled(question: Choice | Choices) -> bool:
    """Say whether the other system may show the options in another order."""
    return not question.keep_order


def _how(text: str) -> str:
    return f"<p><em>{escape(_writable(text), quote=False)}</em></p>"


def _reference(source: Source) -> str:
    year = f" {source.year}" if source.year.isdigit() else ""
    text = escape(_writable(f"{source.authors}{year}: {source.title.rstrip('.')}"))
    return f'<a href="{escape(source.url)}">{text}</a>' if source.url else text


def _text(nodes: Sequence[Node]) -> str:
    return "".join(node if isinstance(node, str) else _text(node[1:]) for node in nodes)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
