"""QTI 1.2 for Canvas: a zip with the quiz, its description and its pictures, the same bytes each time.

Written here and not by text2qti: its text knows neither matching questions nor feedback for their rows, and its zip
holds the day on which it was made.

What Canvas marks in its classic quizzes, beside what the course marks:

- ``choice`` and ``number``: the same; a near miss has no feedback of its own there, so the advice for near misses is
  told with every wrong number;
- ``choices``: the same: a right tick earns its share, a wrong one takes as much away, never less than 0;
- ``match``: the same, right rows of all rows; a row's feedback is shown where it is wrong;
- ``order``: Canvas imports no such kind. It becomes a matching question, each item with its place; it earns right
  places of all places, not pairs in the right order;
- ``regions``: a choice among numbered places of a picture; see :mod:`gluteus.exports.places`;
- ``text``: an essay; the model answer and what the marker looks for follow in the general feedback.

A number that varies becomes a group of questions, one for each variant, from which each learner gets one at random.

Canvas's new quizzes read the file by other rules, for which some attributes stand here that classic ones pass over.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from gluteus.exports.places import numbered, picture, shown
from gluteus.exports.wording import (
    LICENCE,
    Selection,
    decimal,
    explanation,
    heading,
    identifier,
    inline,
    listing,
    numbers,
    paragraphs,
    places_of,
    plain,
    prompt,
    reasons,
    shuffled,
    title,
    variants,
)
from gluteus.quiz.formulas import shown as readable
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Regions, TextAnswer

QTI: Final = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGING: Final = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
METADATA: Final = "http://www.imsglobal.org/xsd/imsmd_v1p2"
CANVAS: Final = "http://canvas.instructure.com/xsd/cccv1p0"

PICTURES: Final = "pictures"
# What Canvas replaces by the place where it keeps the files of the package.
_FILES: Final = "%24IMS-CC-FILEBASE%24"
# The oldest day that a zip can name; the day of the export would make the same questions another file.
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
# Canvas takes whole numbers for the ids of answers and of what they are matched with.
_ANSWER, _MATCH = 1000, 2000

_TYPES: Final = {
    "choice": "multiple_choice_question",
    "choices": "multiple_answers_question",
    "number": "numerical_question",
    "order": "matching_question",
    "match": "matching_question",
    "regions": "multiple_answers_question",
    "text": "essay_question",
}


def qti(selection: Selection) -> bytes:
    """Write questions as a QTI 1.2 package for Canvas.

    Parameters
    ----------
    selection : Selection
        The questions of one quiz.

    Returns
    -------
    bytes
        A zip file.

    References
    ----------
    IMS Question and Test Interoperability: ASI XML binding, version 1.2 (2002).
    """
    name = selection.name
    pictures = {
        f"{PICTURES}/{question.id}.png": picture(numbered(question).sheet)
        for question in selection.questions
        if isinstance(question, Regions)
    }
    files = {
        "imsmanifest.xml": _written(_manifest(name, selection, pictures), PACKAGING),
        f"{name}/assessment_meta.xml": _written(_description(name, selection), CANVAS),
        f"{name}/{name}.xml": _written(_assessment(name, selection), QTI),
        **pictures,
    }
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, content)
    return package.getvalue()


def _written(root: ET.Element, namespace: str) -> bytes:
    """Write a file whose elements have no prefix: Canvas looks for their plain names."""
    root.set("xmlns", namespace)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _manifest(name: str, selection: Selection, pictures: Iterable[str]) -> ET.Element:
    root = ET.Element("manifest", {"identifier": f"{name}-manifest", "xmlns:imsmd": METADATA})
    metadata = ET.SubElement(root, "metadata")
    _leaf(metadata, "schema", "IMS Content")
    _leaf(metadata, "schemaversion", "1.1.3")
    lom = ET.SubElement(metadata, "imsmd:lom")
    general = ET.SubElement(ET.SubElement(lom, "imsmd:general"), "imsmd:title")
    _leaf(general, "imsmd:string", selection.title)
    rights = ET.SubElement(lom, "imsmd:rights")
    _leaf(ET.SubElement(rights, "imsmd:copyrightAndOtherRestrictions"), "imsmd:value", "yes")
    _leaf(ET.SubElement(rights, "imsmd:description"), "imsmd:string", LICENCE)
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    quiz = ET.SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
    ET.SubElement(quiz, "file", href=f"{name}/{name}.xml")
    ET.SubElement(quiz, "dependency", identifierref=f"{name}-meta")
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    path = f"{name}/assessment_meta.xml"
    meta = ET.SubElement(resources, "resource", identifier=f"{name}-meta", type=kind, href=path)
    ET.SubElement(meta, "file", href=path)
    for number, file in enumerate(pictures, start=1):
        held = ET.SubElement(resources, "resource", identifier=f"{name}-picture-{number}", type="webcontent", href=file)
        ET.SubElement(held, "file", href=file)
    return root


def _description(name: str, selection: Selection) -> ET.Element:
    root = ET.Element("quiz", identifier=name)
    _leaf(root, "title", selection.title)
    _leaf(root, "description", selection.about)
    # A classic quiz shuffles the options of all questions or of none.
    several = [question for question in selection.questions if isinstance(question, Choice | Choices)]
    fixed = any(not shuffled(question) for question in several)
    numbers_shown = any(isinstance(question, Regions) for question in selection.questions)
    _leaf(root, "shuffle_answers", str(not fixed and not numbers_shown).lower())
    _leaf(root, "scoring_policy", "keep_highest")
    _leaf(root, "quiz_type", "assignment")
    _leaf(root, "points_possible", decimal(sum(question.points for question in selection.questions)))
    _leaf(root, "allowed_attempts", "1")
    _leaf(root, "available", "false")
    return root


def _assessment(name: str, selection: Selection) -> ET.Element:
    root = ET.Element("questestinterop")
    assessment = ET.SubElement(root, "assessment", ident=name, title=selection.title)
    _fields(ET.SubElement(assessment, "qtimetadata"), {"cc_maxattempts": "1"})
    section = ET.SubElement(assessment, "section", ident="root_section")
    for question in selection.questions:
        home = section
        if isinstance(question, Number) and question.vary:
            home = ET.SubElement(section, "section", ident=f"{question.id}-variants", title=heading(question))
            ordering = ET.SubElement(home, "selection_ordering")
            one = ET.SubElement(ordering, "selection")
            _leaf(one, "selection_number", "1")
            _leaf(ET.SubElement(one, "selection_extension"), "points_per_item", decimal(question.points))
        for position in variants(question):
            _item(home, question, selection, position)
    return root


def _item(section: ET.Element, question: Question, selection: Selection, position: int) -> None:
    name = identifier(question, position)
    item = ET.SubElement(section, "item", ident=name, title=title(question, position))
    _fields(
        ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata"),
        {
            "question_type": _TYPES[question.kind],
            "points_possible": decimal(question.points),
            "assessment_question_identifierref": f"{name}-bank",
            "gluteus_objective": question.objective,
            "gluteus_use": question.use,
        },
    )
    text = prompt(question, position)
    if isinstance(question, Regions):
        text += shown(numbered(question).sheet, f"{_FILES}/{PICTURES}/{question.id}.png")
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, text)
    processing = ET.SubElement(item, "resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    told = _Feedback(item, processing)
    match question:
        case Choice() | Choices():
            rows = [(inline(one.text), one.correct, inline(one.feedback)) for one in question.options]
            _choices(presentation, told, rows, single=isinstance(question, Choice), shuffle=shuffled(question))
        case Regions():
            drawn = numbered(question)
            extra = inline(question.feedback.extra)
            rows = [
                (inline(label), region in drawn.correct, "" if region in drawn.correct else extra)
                for region, label in zip(drawn.regions, drawn.labels, strict=True)
            ]
            told.right = paragraphs(question.feedback.correct)
            told.wrong = paragraphs(question.feedback.missed)
            _choices(presentation, told, rows, single=False, shuffle=False)
        case Number():
            _number(presentation, told, question, position)
        case Match():
            pairs = [(inline(one.text), plain(one.match), inline(one.feedback)) for one in question.pairs]
            _match(presentation, told, pairs, [plain(text) for text in question.by_letter])
        case Order():
            named = places_of(question.items)
            pairs = [
                (inline(one.text), named[question.items.index(one)], inline(one.feedback)) for one in question.by_letter
            ]
            _match(presentation, told, pairs, named)
        case TextAnswer():
            _field(presentation)
            other = ET.SubElement(told.condition("No"), "conditionvar")
            ET.SubElement(other, "other")
    told.close(reasons(question) + explanation(question, selection.sources, position))


class _Feedback:
    """The conditions of an item and what they show: elements of the feedback must follow all conditions."""

    def __init__(self, item: ET.Element, processing: ET.Element) -> None:
        self.right = ""
        self.wrong = ""
        self._item = item
        self._processing = processing
        self._texts: dict[str, str] = {}

    def condition(self, go_on: str) -> ET.Element:
        return ET.SubElement(self._processing, "respcondition", {"continue": go_on})

    def show(self, condition: ET.Element, name: str, text: str) -> None:
        if text:
            ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)
            self._texts[name] = text

    def score(self, condition: ET.Element, text: str, action: str = "Set") -> None:
        ET.SubElement(condition, "setvar", action=action, varname="SCORE").text = text

    def close(self, general: str) -> None:
        """Add what is shown after a wrong answer and after any, and all texts."""
        for name, text in (("general_incorrect_fb", self.wrong), ("general_fb", general)):
            if text:
                condition = self.condition("Yes")
                ET.SubElement(ET.SubElement(condition, "conditionvar"), "other")
                self.show(condition, name, text)
        for name, text in self._texts.items():
            feedback = ET.SubElement(self._item, "itemfeedback", ident=name)
            _material(ET.SubElement(feedback, "flow_mat"), text)


def _choices(
    presentation: ET.Element,
    told: _Feedback,
    rows: Sequence[tuple[str, bool, str]],
    *,
    single: bool,
    shuffle: bool,
) -> None:
    response = ET.SubElement(
        presentation, "response_lid", ident="response1", rcardinality="Single" if single else "Multiple"
    )
    render = ET.SubElement(response, "render_choice", shuffle="Yes" if shuffle else "No")
    names = [str(_ANSWER + number) for number in range(1, len(rows) + 1)]
    for name, (text, _, feedback) in zip(names, rows, strict=True):
        _material(ET.SubElement(render, "response_label", ident=name), text)
        if feedback:
            condition = told.condition("Yes")
            _equal(ET.SubElement(condition, "conditionvar"), name)
            told.show(condition, f"{name}_fb", feedback)
    condition = told.condition("No")
    wanted = ET.SubElement(condition, "conditionvar")
    if not single:
        wanted = ET.SubElement(wanted, "and")
    for name, (_, right, _) in zip(names, rows, strict=True):
        if right:
            _equal(wanted, name)
        elif not single:
            _equal(ET.SubElement(wanted, "not"), name)
    told.score(condition, "100")
    told.show(condition, "correct_fb", told.right)


def _number(presentation: ET.Element, told: _Feedback, question: Number, position: int) -> None:
    _field(presentation, fibtype="Decimal")
    right, near, wrong = numbers(question, position)
    condition = told.condition("No")
    either = ET.SubElement(ET.SubElement(condition, "conditionvar"), "or")
    # New quizzes would work the margin out of the lower edge, in binary fractions, and refuse 1.45 for 1.4 ± 0.05.
    _equal(either, decimal(right.value), margin=decimal(right.tolerance))
    between = ET.SubElement(either, "and")
    ET.SubElement(between, "vargte", respident="response1").text = decimal(right.value - right.tolerance)
    ET.SubElement(between, "varlte", respident="response1").text = decimal(right.value + right.tolerance)
    told.score(condition, "100")
    told.show(condition, "correct_fb", right.feedback)
    rows = [f"{readable(miss.value)}: {miss.feedback}" for miss in near]
    told.wrong = f"<p>{wrong}</p>" + (f"<p>Near misses:</p>{listing('ul', rows)}" if rows else "")


def _match(
    presentation: ET.Element, told: _Feedback, pairs: Sequence[tuple[str, str, str]], texts: Sequence[str]
) -> None:
    names = {text: str(_MATCH + number) for number, text in enumerate(texts, start=1)}
    for number, (left, right, feedback) in enumerate(pairs, start=1):
        row = f"response_{_ANSWER + number}"
        response = ET.SubElement(presentation, "response_lid", ident=row, rcardinality="Single")
        _material(response, left)
        render = ET.SubElement(response, "render_choice")
        for text, name in names.items():
            _material(ET.SubElement(render, "response_label", ident=name), text, "text/plain")
        condition = told.condition("Yes")
        _equal(ET.SubElement(condition, "conditionvar"), names[right], row)
        told.score(condition, f"{100 / len(pairs):.5f}", "Add")
        condition = told.condition("Yes")
        _equal(ET.SubElement(ET.SubElement(condition, "conditionvar"), "not"), names[right], row)
        told.show(condition, f"{_ANSWER + number}_fb", feedback)


def _field(presentation: ET.Element, **form: str) -> None:
    response = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    ET.SubElement(ET.SubElement(response, "render_fib", form), "response_label", ident="answer1", rshuffle="No")


def _equal(parent: ET.Element, text: str, response: str = "response1", **more: str) -> None:
    ET.SubElement(parent, "varequal", {"respident": response, **more}).text = text


def _material(parent: ET.Element, text: str, kind: str = "text/html") -> None:
    ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype=kind).text = text


def _fields(metadata: ET.Element, fields: dict[str, str]) -> None:
    for label, entry in fields.items():
        field = ET.SubElement(metadata, "qtimetadatafield")
        _leaf(field, "fieldlabel", label)
        _leaf(field, "fieldentry", entry)


def _leaf(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
