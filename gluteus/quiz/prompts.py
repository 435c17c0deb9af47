"""The text of a question in a notebook, as a learner's own paper shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gluteus.atlas.loading import load
from gluteus.quiz.answer_sheet import View, regions
from gluteus.quiz.questions import Choice, Choices, Match, Number, Order, Question, Regions, TextAnswer
from gluteus.quiz.variants import LETTERS, arrangement

SEEN_FROM: dict[View, str] = {
    "back": "from behind",
    "front": "from the front",
    "left": "from the left",
    "right": "from the right",
}
"""What a reader is told about the picture that is the answer sheet."""

_WAYS = {
    "choice": '- **Choose one:** its letter in quotes, for example `"b"`.',
    "choices": '- **Choose all that apply:** the letters in a list, for example `["a", "c"]`. '
    "A wrong letter cancels a right one.",
    "number": "- **Give a number:** digits with a decimal point and no unit, for example `12.5`.",
    "order": '- **Put in order:** every letter once, the first one first, for example `["c", "a", "b"]`. '
    "Each pair in the wrong order cancels a pair in the right one.",
    "match": '- **Match the rows:** one letter for each row, for example `["b", None, "a"]`; '
    "`None` leaves a row open. A wrong letter costs nothing.",
    "regions": "- **Mark places on the body:** their names from the list in a list, each with the person's own side, "
    'for example `["hip_side:left", "groin:right"]`. A wrong place cancels a right one.',
}


class Parts(NamedTuple):
    """A prompt whose lettered rows are shuffled: what stands before them, the rows' texts by letter, what follows."""

    before: str
    rows: list[str]
    after: str


def prompt_text(question: Question, paper_number: int = 0) -> str:
    """Give the Markdown of a question's prompt cell.

    Parameters
    ----------
    question : Question
        Of a quiz that was read whole, so that it knows its number.
    paper_number : int, optional
        The learner's paper, from 0 to 999,999,999: it decides the letters and the numbers.

    Returns
    -------
    str
        Everything that is needed to answer by typing; no key.
    """
    if isinstance(question, Number):
        return _number_prompt(question, question.position(paper_number))
    parts = prompt_parts(question)
    order: Iterable[int] = range(len(parts.rows))
    if shuffled(question):
        order = arrangement(paper_number, question.id, len(parts.rows))
    rows = [f"- **{LETTERS[position]}**: {parts.rows[place]}" for position, place in enumerate(order)]
    return parts.before + "\n".join(rows) + parts.after


def prompt_parts(question: Question) -> Parts:
    """Give a prompt in parts, so that its rows can be shuffled.

    Parameters
    ----------
    question : Question
        Of any kind but ``number``; what has no lettered rows stands before them.

    Returns
    -------
    Parts
        ``before`` and ``after`` carry the line ends that set them off from the rows.
    """
    start = f"{_heading(question)}\n\n{question.prompt}\n\n"
    match question:
        case Choice() | Choices():
            how = "Choose one." if question.kind == "choice" else "Choose all that apply."
            return Parts(start, [_line(option.text) for option in question.options], f"\n\n*{how}*")
        case Order():
            how = "Put the letters in the right order, the first one first."
            return Parts(start, [_line(item.text) for item in question.by_letter], f"\n\n*{how}*")
        case Match():
            rows = "".join(f"{number}. {_line(pair.text)}\n" for number, pair in enumerate(question.pairs, start=1))
            how = (
                f"Give each of the {len(question.pairs)} rows its letter, in the order of the rows. "
                "A letter may belong to more than one row, or to none."
            )
            return Parts(f"{start}{rows}\n", [_line(text) for text in question.by_letter], f"\n\n*{how}*")
        case Regions():
            return Parts(start + _places(question.view), [], "")
        case TextAnswer():
            how = f"Answer in your own words, in at most {question.longest} characters. A person marks it."
            return Parts(f"{start}*{how}*", [], "")
        case Number():
            return Parts(_number_prompt(question, 0), [], "")


def shuffled(question: Question) -> bool:
    """Say whether a question shows its lettered rows in another order on another paper."""
    match question:
        case Choice() | Choices():
            return not question.keep_order
        case Order() | Match():
            return True
        case _:
            return False


def prompt_variants(question: Number) -> list[str]:
    """Give the prompts of every variant of a number, in the order of its variants."""
    return [_number_prompt(question, position) for position in range(len(question.variants))]


def how_to_answer(kinds: set[str]) -> list[str]:
    """Say how questions of these kinds are answered by typing, as lines of Markdown."""
    lines = []
    if ways := [way for kind, way in _WAYS.items() if kind in kinds]:
        lines += ["Under each question, replace `None` by your answer:", "", *ways]
    if "text" in kinds:
        lines += [""] if lines else []
        lines.append("Where a question asks for your own words, double-click the line under it and write in its place.")
    return lines


def points(number: float) -> str:
    """Say a number of points: ``1 point``, ``2.5 points``."""
    return f"{number:g} point{'' if number == 1 else 's'}"


def _heading(question: Question) -> str:
    return f"## Question {question.number} ({points(question.points)})"


def _number_prompt(question: Number, position: int) -> str:
    how = f"*Give a number (unit: {question.unit}).*" if question.unit else "*Give a number.*"
    return f"{_heading(question)}\n\n{question.told(question.prompt, position)}\n\n{how}"


def _places(view: View) -> str:
    atlas = load()
    by_area: dict[str, list[str]] = {}
    for region in regions(view):
        by_area.setdefault(atlas.regions[region].area, []).append(region)
    side = view if view in {"left", "right"} else None
    lines = [f"The places to choose from, as the body shows them when it is seen {SEEN_FROM[view]}:", ""]
    for area, names in by_area.items():
        listed = "; ".join(f"{atlas.regions[name].name} `{name}`" for name in names)
        lines.append(f"- **{atlas.areas[area].name}**: {listed}")
    if side:
        how = (
            f'List all that apply, each with `:{side}`: only the {side} side is seen. Example: `["{names[0]}:{side}"]`.'
        )
    else:
        how = (
            "List all that apply, each with the person's own side, `:left` or `:right`. "
            f'Example: `["{names[0]}:left"]`.'
        )
    return "\n".join([*lines, "", f"*{how}*"])


def _line(text: str) -> str:
    return " ".join(text.split())
