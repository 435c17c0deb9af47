"""Moodle XML: every kind of question, with feedback, pictures, stable ids and a category for each quiz.

What Moodle marks, beside what the course marks:

- ``choice`` and ``number``: the same;
- ``choices``: the same. Each of ``n`` right options is worth ``1/n``, each wrong one takes as much away, and Moodle
  gives no less than 0. It imports a few fractions only; ``1/n`` is among them up to ``n = 10``, with five decimals;
- ``match``: the same, right rows of all rows;
- ``order``: the ordering question, part of Moodle from version 4.4 on and a plug-in before. Its grading "relative to
  all the previous and next items" gives the share ``s`` of pairs in the right order; the course gives
  ``max(0, 2 s - 1)``;
- ``regions``: a choice among numbered places of a picture; see :mod:`gluteus.exports.places`;
- ``text``: an essay, with model answer and criteria for the marker.

A number that varies becomes one question for each variant, in a category of its own, from which a quiz takes one at
random: calculated questions would make Moodle read our formulas, and their values would not be those of the course.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Final
from xml.etree import ElementTree as ET

from gluteus.exports.places import numbered, picture, shown
from gluteus.exports.wording import (
    ABOUT,
    MOST_RIGHT,
    Selection,
    decimal,
    explanation,
    heading,
    identifier,
    inline,
    marking_notes,
    numbers,
    paragraphs,
    plain,
    prompt,
    reasons,
    share,
    shuffled,
    tags,
    title,
    variants,
)
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Regions, TextAnswer
from gluteus.yaml_lines import DataError

_RIGHT, _PARTLY, _WRONG = "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"


def moodle_xml(selection: Selection) -> bytes:
    """Write questions as Moodle XML.

    Parameters
    ----------
    selection : Selection
        The questions of one quiz.

    Returns
    -------
    bytes
        A file for Moodle's question bank, the same each time.

    Raises
    ------
    DataError
        If a question has more right options than Moodle knows shares for.

    References
    ----------
    Moodle documentation: Moodle XML format, https://docs.moodle.org/en/Moodle_XML_format
    """
    root = ET.Element("quiz")
    home = category(selection)
    _category(root, home)
    _about(root, selection)
    for question in selection.questions:
        if isinstance(question, Number) and question.vary:
            info = "<p>One question in different numbers: let a quiz take one of them at random.</p>"
            _category(root, category(selection, question), info, f"{question.id}-variants")
        for position in variants(question):
            _question(root, question, selection, position)
        if isinstance(question, Number) and question.vary:
            _category(root, home)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def shared(question: Choice | Choices, selection: Selection) -> int:
    """Count the right options of a question, among which Moodle shares the points.

    Raises
    ------
    DataError
        If there are more than Moodle knows shares for.
    """
    right = len(question.correct)
    if right > MOST_RIGHT:
        place = f"solutions/{selection.quiz.quiz}/questions.yml: {question.id}"
        raise DataError([f"{place}: Moodle shares points among at most {MOST_RIGHT} right options: {right}"])
    return right


def category(selection: Selection, question: Question | None = None) -> str:
    """Say where Moodle's question bank keeps a quiz, or the variants of one of its numbers.

    A slash in a name is doubled there, because one divides the steps of the path.
    """
    steps = [selection.title] if question is None else [selection.title, heading(question)]
    return "/".join(["$course$", "top", *(step.replace("/", "//") for step in steps)])


def _category(root: ET.Element, path: str, info: str = "", idnumber: str = "") -> None:
    element = ET.SubElement(root, "question", type="category")
    _text(element, "category", path)
    if idnumber:
        _html(element, "info", info)
        _leaf(element, "idnumber", idnumber)


def _about(root: ET.Element, selection: Selection) -> None:
    """Write what stands at the top of a quiz: Moodle shows it to learners, unlike the words of a category."""
    element = ET.SubElement(root, "question", type="description")
    _text(element, "name", ABOUT)
    _html(element, "questiontext", selection.about)
    _leaf(element, "idnumber", selection.name)


def _question(root: ET.Element, question: Question, selection: Selection, position: int) -> None:
    element = ET.SubElement(root, "question", type=_TYPES[question.kind])
    _text(element, "name", title(question, position))
    text = prompt(question, position)
    if isinstance(question, Regions):
        text += shown(numbered(question).sheet, f"@@PLUGINFILE@@/{question.id}.png")
    asked = _html(element, "questiontext", text)
    _html(element, "generalfeedback", _afterwards(question, selection, position))
    _leaf(element, "defaultgrade", decimal(question.points))
    _leaf(element, "penalty", "0.3333333")
    _leaf(element, "hidden", "0")
    _leaf(element, "idnumber", identifier(question, position))
    match question:
        case Choice() | Choices():
            _options(element, question, selection)
        case Number():
            _number(element, question, position)
        case Order():
            _order(element, question)
        case Match():
            _match(element, question)
        case Regions():
            _regions(element, question, asked)
        case TextAnswer():
            _essay(element, question)
    found_by = ET.SubElement(element, "tags")
    for tag in tags(question, selection):
        _text(found_by, "tag", tag)


_TYPES: Final = {
    "choice": "multichoice",
    "choices": "multichoice",
    "number": "numerical",
    "order": "ordering",
    "match": "matching",
    "regions": "multichoice",
    "text": "essay",
}


def _afterwards(question: Question, selection: Selection, position: int) -> str:
    # The model answer of a text goes to the marker only: Moodle may show general feedback before anybody has marked.
    told = "" if isinstance(question, TextAnswer) else reasons(question)
    return told + explanation(question, selection.sources, position)


def _options(element: ET.Element, question: Choice | Choices, selection: Selection) -> None:
    right = shared(question, selection)
    single = isinstance(question, Choice)
    _multichoice(element, single=single, shuffle=shuffled(question))
    for option in question.options:
        minus = "0" if single else f"-{share(right)}"
        _answer(element, share(right) if option.correct else minus, inline(option.text), inline(option.feedback))


def _regions(element: ET.Element, question: Regions, asked: ET.Element) -> None:
    drawn = numbered(question)
    name = f"{question.id}.png"
    file = ET.SubElement(asked, "file", name=name, path="/", encoding="base64")
    file.text = b64encode(picture(drawn.sheet)).decode("ascii")
    # The numbers stand in the picture: shuffled, they would be a search.
    _multichoice(element, single=False, shuffle=False, numbering="none")
    told = question.feedback
    _html(element, _RIGHT, paragraphs(told.correct))
    _html(element, _PARTLY, paragraphs(told.missed) + paragraphs(told.extra))
    _html(element, _WRONG, paragraphs(told.missed) + paragraphs(told.extra))
    one = share(len(drawn.correct))
    for region, label in zip(drawn.regions, drawn.labels, strict=True):
        right = region in drawn.correct
        _answer(element, one if right else f"-{one}", inline(label), "" if right else inline(told.extra))


def _multichoice(element: ET.Element, *, single: bool, shuffle: bool, numbering: str = "abc") -> None:
    _leaf(element, "single", str(single).lower())
    _leaf(element, "shuffleanswers", str(shuffle).lower())
    _leaf(element, "answernumbering", numbering)
    _leaf(element, "showstandardinstruction", "0")


def _number(element: ET.Element, question: Number, position: int) -> None:
    right, near, wrong = numbers(question, position)
    for fraction, told in [("100", right), *(("0", miss) for miss in near)]:
        answer = _answer(element, fraction, decimal(told.value), told.feedback, form="moodle_auto_format")
        _leaf(answer, "tolerance", decimal(told.tolerance))
    # The star takes every other number, and Moodle tries the answers in this order.
    _leaf(_answer(element, "0", "*", wrong, form="moodle_auto_format"), "tolerance", "0")
    if question.unit:
        unit = ET.SubElement(ET.SubElement(element, "units"), "unit")
        _leaf(unit, "multiplier", "1")
        _leaf(unit, "unit_name", plain(question.unit))
    # The unit may be typed or left out; it is said in the question.
    _leaf(element, "unitgradingtype", "0")
    _leaf(element, "unitpenalty", "0.1")
    _leaf(element, "showunits", "0" if question.unit else "3")
    _leaf(element, "unitsleft", "0")


def _order(element: ET.Element, question: Order) -> None:
    _leaf(element, "layouttype", "VERTICAL")
    _leaf(element, "selecttype", "ALL")
    _leaf(element, "selectcount", "0")
    _leaf(element, "gradingtype", "RELATIVE_ALL_PREVIOUS_AND_NEXT")
    _leaf(element, "showgrading", "SHOW")
    _leaf(element, "numberingstyle", "none")
    # Without it Moodle makes up hints, fails to store them, and gives up the import of the whole file.
    _leaf(element, "shownumcorrect", "1")
    # Moodle keeps no feedback of single items; it is told after the question.
    for number, item in enumerate(question.items, start=1):
        _answer(element, f"{number}.0000000", inline(item.text), "")


def _match(element: ET.Element, question: Match) -> None:
    _leaf(element, "shuffleanswers", "true")
    for pair in question.pairs:
        _text(_html(element, "subquestion", inline(pair.text)), "answer", plain(pair.match))
    for text in question.distractors:
        _text(_html(element, "subquestion", ""), "answer", plain(text))


def _essay(element: ET.Element, question: TextAnswer) -> None:
    _leaf(element, "responseformat", "plain")
    _leaf(element, "responserequired", "1")
    _leaf(element, "responsefieldlines", "15")
    _leaf(element, "attachments", "0")
    _leaf(element, "attachmentsrequired", "0")
    _html(element, "graderinfo", marking_notes(question))
    _html(element, "responsetemplate", "")


def _answer(element: ET.Element, fraction: str, text: str, feedback: str, form: str = "html") -> ET.Element:
    answer = ET.SubElement(element, "answer", fraction=fraction, format=form)
    _leaf(answer, "text", text)
    _html(answer, "feedback", feedback)
    return answer


def _html(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = _text(parent, tag, text)
    element.set("format", "html")
    return element


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    _leaf(element, "text", text)
    return element


def _leaf(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
