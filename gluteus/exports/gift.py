"""GIFT, the plain text that many systems read: no pictures, no points, and some kinds in another shape.

- ``choice``, ``choices``, ``number``, ``match``: as in :mod:`gluteus.exports.moodle_xml`, but without the feedback of
  single rows, which follows at the end;
- ``order``: GIFT has no such kind. It becomes a matching question, each item with its place; it earns right places of
  all places, not pairs in the right order;
- ``regions``: a choice among the places that the picture of the other exports numbers, by name only;
- ``text``: an essay; what the marker looks for follows in the feedback, for want of another place.

A number that varies becomes one question for each variant, in a category of its own.
"""

from __future__ import annotations

import re

from gluteus import atlas
from gluteus.exports.moodle_xml import category, shared
from gluteus.exports.places import numbered
from gluteus.exports.wording import (
    ABOUT,
    Selection,
    decimal,
    explanation,
    identifier,
    inline,
    numbers,
    places_of,
    plain,
    prompt,
    reasons,
    share,
    tags,
    title,
    variants,
)
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Regions

_CONTROL = re.compile(r"[\\~=#{}:]")
_LINE_ENDS = re.compile(r"\s*[\r\n\x85\u2028\u2029]\s*")


def gift(selection: Selection) -> bytes:
    """Write questions as GIFT.

    Parameters
    ----------
    selection : Selection
        The questions of one quiz.

    Returns
    -------
    bytes
        A text file in UTF-8, the same each time.

    Raises
    ------
    DataError
        If a question has more right options than Moodle knows shares for.

    References
    ----------
    Moodle documentation: GIFT format, https://docs.moodle.org/en/GIFT_format
    """
    # Moodle reads no escapes here.
    home = f"$CATEGORY: {category(selection)}"
    parts = [home, f"// [id:{selection.name}]\n::{ABOUT}::[html]{escaped(selection.about)}"]
    for question in selection.questions:
        varies = isinstance(question, Number) and question.vary
        if varies:
            parts.append(f"$CATEGORY: {category(selection, question)}")
        parts += [_question(question, selection, position) for position in variants(question)]
        if varies:
            parts.append(home)
    return ("\n\n".join(parts) + "\n").encode()


def escaped(text: str) -> str:
    """Write a text in one line, so that GIFT takes none of its characters for signs of its own."""
    return _CONTROL.sub(r"\\\g<0>", _LINE_ENDS.sub(" ", text))


def _html(text: str) -> str:
    """Write HTML; what begins with a bracket would be taken for the name of a format."""
    return escaped(f"[html]{text}" if text.startswith("[") else text)


def _question(question: Question, selection: Selection, position: int) -> str:
    found_by = "".join(f" [tag:{tag}]" for tag in tags(question, selection))
    afterwards = reasons(question) + explanation(question, selection.sources, position)
    rows = [*_answers(question, selection, position), f"####{_html(afterwards)}"]
    opening = "{#" if isinstance(question, Number) else "{"
    return "\n".join(
        [
            f"// [id:{identifier(question, position)}]{found_by}",
            f"::{escaped(title(question, position))}::[html]{escaped(prompt(question, position))}{opening}",
            *(f"\t{row}" for row in rows),
            "}",
        ]
    )


def _answers(question: Question, selection: Selection, position: int) -> list[str]:
    rows: list[str] = []
    match question:
        case Choice():
            rows += (
                f"{'=' if option.correct else '~'}{_html(inline(option.text))}#{_html(inline(option.feedback))}"
                for option in question.options
            )
        case Choices():
            right = shared(question, selection)
            rows += (
                _weighted(option.correct, right, inline(option.text), inline(option.feedback))
                for option in question.options
            )
        case Regions():
            rows += _places(question)
        case Number():
            right_one, near, wrong = numbers(question, position)
            for weight, told in [("", right_one), *(("%0%", miss) for miss in near)]:
                rows.append(f"={weight}{decimal(told.value)}:{decimal(told.tolerance)}#{_html(told.feedback)}")
            rows.append(f"~#{_html(wrong)}")
        case Order():
            # In the order of the letters, which is not the right one: some systems do not shuffle rows.
            named = places_of(question.items)
            rows += (
                f"={_html(inline(item.text))} -> {escaped(named[question.items.index(item)])}"
                for item in question.by_letter
            )
        case Match():
            pairs = [(_html(inline(pair.text)), pair.match) for pair in question.pairs]
            pairs += [("", text) for text in question.distractors]
            rows += (f"={left} -> {escaped(plain(right).replace('->', '→'))}" for left, right in pairs)
    return rows


def _places(question: Regions) -> list[str]:
    drawn = numbered(question)
    told = question.feedback
    return [
        _weighted(
            right, len(drawn.correct), inline(atlas.listed([region])), inline(told.correct if right else told.extra)
        )
        for region, right in ((region, region in drawn.correct) for region in drawn.regions)
    ]


def _weighted(right: bool, count: int, text: str, feedback: str) -> str:
    # Moodle reads no weight of three digits; this one it takes for the whole.
    weight = share(count) if count > 1 else "99.99999"
    return f"~%{'' if right else '-'}{weight}%{_html(text)}#{_html(feedback)}"
