"""The QTI package, read by a reader of the tests that follows the IMS's binding of QTI 1.2 and Canvas's own fields."""

from __future__ import annotations

import io
import math
import zipfile
from itertools import permutations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from exported import LICENCE, QUIZZES, SAFETY, as_written, filled, selection, subsets, words, words_of
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gluteus import atlas
from gluteus.exports.qti import qti
from gluteus.exports.wording import Selection, inline
from gluteus.quiz.kinds import Choices
from gluteus.quiz.marking import marks

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
PACKAGING = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
CANVAS = "{http://canvas.instructure.com/xsd/cccv1p0}"

KINDS = {
    "choice": "multiple_choice_question",
    "choices": "multiple_answers_question",
    "number": "numerical_question",
    "order": "matching_question",
    "match": "matching_question",
    "regions": "multiple_answers_question",
    "text": "essay_question",
}
# The binding's order of what an item and a condition hold.
ITEM = ["itemmetadata", "presentation", "resprocessing", "itemfeedback"]
CONDITION = ["conditionvar", "setvar", "displayfeedback"]


class Item:
    """An item: what is asked, what can be answered, and what its response processing makes of an answer."""

    def __init__(self, element: ET.Element, group: ET.Element | None) -> None:
        self.element = element
        self.group = group
        self.id = element.get("ident")
        self.fields = {
            field.findtext(f"{QTI}fieldlabel"): field.findtext(f"{QTI}fieldentry")
            for field in element.iter(f"{QTI}qtimetadatafield")
        }
        self.text = element.findtext(f"{QTI}presentation/{QTI}material/{QTI}mattext") or ""
        self.told = {
            feedback.get("ident"): feedback.findtext(f".//{QTI}mattext") or ""
            for feedback in element.findall(f"{QTI}itemfeedback")
        }

    def rows(self) -> dict[str, tuple[str, dict[str, str]]]:
        """For each response its text and what it can be answered with: id to text."""
        return {
            response.get("ident", ""): (
                response.findtext(f"{QTI}material/{QTI}mattext") or "",
                {
                    label.get("ident", ""): label.findtext(f"{QTI}material/{QTI}mattext") or ""
                    for label in response.iter(f"{QTI}response_label")
                },
            )
            for response in self.element.findall(f"{QTI}presentation/{QTI}response_lid")
        }

    @property
    def options(self) -> dict[str, str]:
        """The options of a question with one response."""
        ((_, options),) = self.rows().values()
        return options

    def outcome(self, answer: dict[str, set[str]]) -> tuple[float, list[str]]:
        """The score, from 0 to 100, and the feedback that is shown."""
        score, shown = 0.0, []
        for condition in self.element.iter(f"{QTI}respcondition"):
            if not all(holds(test, answer) for test in condition.findall(f"{QTI}conditionvar/*")):
                continue
            for variable in condition.findall(f"{QTI}setvar"):
                value = float(variable.text or "")
                score = score + value if variable.get("action") == "Add" else value
            shown += [one.get("linkrefid", "") for one in condition.findall(f"{QTI}displayfeedback")]
            if condition.get("continue") == "No":
                break
        return score, [self.told[name] for name in shown]


def holds(test: ET.Element, answer: dict[str, set[str]]) -> bool:
    kind = test.tag.removeprefix(QTI)
    if kind in {"and", "or", "not"}:
        parts = [holds(part, answer) for part in test]
        return all(parts) if kind == "and" else any(parts) if kind == "or" else not any(parts)
    if kind == "other":
        return True
    given_answers = answer.get(test.get("respident", ""), set())
    wanted = test.text or ""
    if kind == "varequal":
        return wanted in given_answers
    numbers = [float(one) for one in given_answers]
    near = 1e-9 * max(1.0, abs(float(wanted)))
    return any(one >= float(wanted) - near if kind == "vargte" else one <= float(wanted) + near for one in numbers)


class Package:
    """The files of a zip, read from its manifest on."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None
        self.manifest = ET.fromstring(self.zip.read("imsmanifest.xml"))
        resources = list(self.manifest.iter(f"{PACKAGING}resource"))
        self.files = {file.get("href", "") for resource in resources for file in resource}
        self.files.discard("")
        (quiz,) = [one for one in resources if one.get("type") == "imsqti_xmlv1p2"]
        self.pictures = [one.get("href", "") for one in resources if one.get("type") == "webcontent"]
        dependency = quiz.find(f"{PACKAGING}dependency")
        assert dependency is not None
        (meta,) = [one for one in resources if one.get("identifier") == dependency.get("identifierref")]
        self.description = ET.fromstring(self.zip.read(meta.get("href", "")))
        file = quiz.find(f"{PACKAGING}file")
        assert file is not None
        self.assessment = ET.fromstring(self.zip.read(file.get("href", "")))
        (section,) = self.assessment.findall(f"{QTI}assessment/{QTI}section")
        self.items = [Item(one, None) for one in section.findall(f"{QTI}item")]
        for group in section.findall(f"{QTI}section"):
            self.items += [Item(one, group) for one in group.findall(f"{QTI}item")]


@pytest.fixture(scope="module")
def packages() -> dict[str, Package]:
    return {quiz: Package(qti(selection(quiz))) for quiz in [*QUIZZES, "every-kind"]}


def pairs(packages: dict[str, Package], *kinds: str) -> list[tuple[dict[str, Any], Any, Item, int]]:
    """Each question of some kinds as written, as loaded and as read, with the place of its variant."""
    found = []
    for quiz, package in packages.items():
        by_id = {item.id: item for item in package.items}
        for raw, loaded in zip(as_written(quiz), selection(quiz).questions, strict=True):
            if raw["kind"] not in kinds:
                continue
            for place in range(len(loaded.variants) if raw.get("vary") else 1):
                name = f"{raw['id']}-{place + 1}" if raw.get("vary") else raw["id"]
                found.append((raw, loaded, by_id.pop(name), place))
    assert found
    return found


def test_the_manifest_names_every_file_and_no_other(packages: dict[str, Package]) -> None:
    for package in packages.values():
        assert package.files == set(package.zip.namelist()) - {"imsmanifest.xml"}


def test_the_elements_stand_in_the_order_of_the_binding(packages: dict[str, Package]) -> None:
    for package in packages.values():
        names: list[str | None] = []
        for item in package.items:
            names.append(item.id)
            tags = [child.tag.removeprefix(QTI) for child in item.element]
            assert tags == sorted(tags, key=ITEM.index)
            for condition in item.element.iter(f"{QTI}respcondition"):
                tags = [child.tag.removeprefix(QTI) for child in condition]
                assert tags == sorted(tags, key=CONDITION.index)
            shown = {one.get("linkrefid") for one in item.element.iter(f"{QTI}displayfeedback")}
            assert shown == set(item.told)
            labels = [one.get("ident") for one in item.element.iter(f"{QTI}response_label")]
            # Canvas reads whole numbers from the ids of what can be chosen.
            assert all(label == "answer1" or str(label).isdigit() for label in labels)
        assert len(names) == len(set(names))


def test_every_question_arrives_with_its_words_and_points(packages: dict[str, Package]) -> None:
    for raw, loaded, item, place in pairs(packages, *KINDS):
        values = loaded.variants[place] if raw["kind"] == "number" else {}
        answer = {"answer": float(f"{loaded.answers[place]:.6g}")} if raw["kind"] == "number" else {}
        assert item.fields["question_type"] == KINDS[raw["kind"]]
        assert float(item.fields["points_possible"] or 0) == raw["points"]
        assert item.fields["gluteus_use"] == raw["use"]
        assert item.fields["gluteus_objective"] == raw["objective"]
        assert words_of(item.text).startswith(words(filled(raw["prompt"], values)))
        afterwards = item.told["general_fb"]
        assert words(filled(raw["explanation"], values, **answer)) in words_of(afterwards)
        assert len(BeautifulSoup(afterwards, "html.parser").find_all("ul")[-1].find_all("li")) == len(raw["sources"])


def test_the_description_says_safety_licence_and_points(packages: dict[str, Package]) -> None:
    for quiz, package in packages.items():
        texts = [package.zip.read(name).decode() for name in package.zip.namelist() if name.endswith(".xml")]
        assert sum(text.count(SAFETY) for text in texts) == 1
        description = package.description.findtext(f"{CANVAS}description") or ""
        assert SAFETY in words_of(description)
        assert LICENCE in words_of(description)
        points = sum(raw["points"] for raw in as_written(quiz))
        assert float(package.description.findtext(f"{CANVAS}points_possible") or 0) == points


def test_options_carry_their_feedback(packages: dict[str, Package]) -> None:
    for raw, loaded, item, _ in pairs(packages, "choice", "choices"):
        options = item.options
        assert [words_of(text) for text in options.values()] == [words(one["text"]) for one in raw["options"]]
        for ticks in subsets(list(options)):
            score, told = item.outcome({"response1": set(ticks)})
            letters = [loaded.letters[list(options).index(name)] for name in ticks]
            if raw["kind"] == "choice":
                if len(ticks) == 1:
                    assert score / 100 == marks(loaded.rule, letters[0]) / raw["points"]
            else:
                # QTI says what is wholly right; Canvas takes the shares from how many options that names.
                assert (score == 100) == (set(letters) == set(loaded.correct))
            if len(ticks) == 1:
                (option,) = letters
                feedback = raw["options"][loaded.letters.index(option)]["feedback"]
                assert words(feedback) in [words_of(text) for text in told]


def test_numbers_keep_their_tolerance_and_tell_near_misses(packages: dict[str, Package]) -> None:
    for raw, loaded, item, place in pairs(packages, "number"):
        values, answer = loaded.variants[place], loaded.answers[place]
        assert (item.group is not None) == bool(raw.get("vary"))
        # What new quizzes take for the tolerance, where classic ones look at the edges.
        margins = [one.get("margin") for one in item.element.iter(f"{QTI}varequal")]
        assert [float(margin or "nan") for margin in margins] == [raw["tolerance"]]
        rule = {**loaded.rule, "key": answer}
        for value in (answer, answer + raw["tolerance"], answer - raw["tolerance"], answer + 1.01, -answer - 1):
            score, told = item.outcome({"response1": {f"{value:.12g}"}})
            assert score / 100 == marks(rule, value) / raw["points"], (raw["id"], value)
            said = [words_of(text) for text in told]
            if score:
                expected = filled(raw["feedback"]["correct"], values, answer=float(f"{answer:.6g}"))
                assert words(expected) in said
        wrong = words_of(item.told["general_incorrect_fb"])
        assert words(filled(raw["feedback"]["wrong"], values)) in wrong
        assert all(words(filled(miss["feedback"], values)) in wrong for miss in raw.get("near_misses", []))
        if raw.get("unit"):
            assert words_of(item.text).count(raw["unit"]) > words(filled(raw["prompt"], values)).count(raw["unit"])


def test_variants_are_a_group_from_which_one_is_taken(packages: dict[str, Package]) -> None:
    for raw, _, item, _ in pairs(packages, "number"):
        if item.group is not None:
            selected = item.group.find(f"{QTI}selection_ordering/{QTI}selection")
            assert selected is not None
            assert selected.findtext(f"{QTI}selection_number") == "1"
            points = selected.findtext(f"{QTI}selection_extension/{QTI}points_per_item")
            assert float(points or 0) == raw["points"]
            assert len(item.group.findall(f"{QTI}item")) == math.prod(len(row) for row in raw["vary"].values())


def test_match_marks_as_the_page_and_tells_why_where_a_row_is_wrong(packages: dict[str, Package]) -> None:
    for raw, loaded, item, _ in pairs(packages, "match"):
        rows = item.rows()
        assert [words_of(text) for text, _ in rows.values()] == [words(pair["text"]) for pair in raw["pairs"]]
        texts = {words(pair["match"]) for pair in raw["pairs"]} | {words(text) for text in raw.get("distractors", [])}
        for place, (row, (_, options)) in enumerate(rows.items()):
            assert set(options.values()) == texts
            by_text = {text: name for name, text in options.items()}
            for text in texts:
                score, told = item.outcome({row: {by_text[text]}})
                letters: list[str | None] = [None] * len(rows)
                letters[place] = loaded.letters[[words(one) for one in loaded.by_letter].index(text)]
                assert score / 100 == pytest.approx(marks(loaded.rule, letters) / raw["points"], abs=1e-6)
                feedback = words(raw["pairs"][place]["feedback"])
                assert (feedback in [words_of(one) for one in told]) == (not score)


def test_order_gives_each_item_its_place(packages: dict[str, Package]) -> None:
    for raw, _, item, _ in pairs(packages, "order"):
        rows = item.rows()
        right = [words(one["text"]) for one in raw["items"]]
        assert sorted(words_of(text) for text, _ in rows.values()) == sorted(right)
        assert [words_of(text) for text, _ in rows.values()] != right
        (places,) = {tuple(options) for _, options in rows.values()}
        for order in list(permutations(range(len(right))))[:24]:
            answer = {row: {places[order[right.index(words_of(text))]]} for row, (text, _) in rows.items()}
            score, _ = item.outcome(answer)
            in_place = sum(place == number for number, place in enumerate(order))
            assert score / 100 == pytest.approx(in_place / len(right), abs=1e-5)


def test_regions_are_a_choice_with_a_picture(packages: dict[str, Package]) -> None:
    names = {atlas.listed([region]): region for region in atlas.load().sided_regions}
    seen = 0
    for package in packages.values():
        for path in package.pictures:
            with Image.open(io.BytesIO(package.zip.read(path))) as picture:
                assert picture.format == "PNG"
                assert min(picture.size) > 300
            (item,) = [one for one in package.items if f"%24IMS-CC-FILEBASE%24/{path}" in one.text]
            assert BeautifulSoup(item.text, "html.parser").find("img")
            seen += 1
    asked = pairs(packages, "regions")
    assert seen == len(asked)
    for raw, loaded, item, _ in asked:
        offered = {names[words_of(text).split(": ", 1)[1]]: name for name, text in item.options.items()}
        assert item.outcome({"response1": {offered[region] for region in loaded.key}})[0] == 100
        assert not set(offered) & set(loaded.rule["neutral"])
        for region, name in offered.items():
            _, told = item.outcome({"response1": {name}})
            said = [words_of(text) for text in told]
            assert (words(raw["feedback"]["extra"]) in said) == (region not in loaded.key)
        assert words(raw["feedback"]["correct"]) == words_of(item.told["correct_fb"])
        assert words(raw["feedback"]["missed"]) == words_of(item.told["general_incorrect_fb"])


def test_an_essay_tells_what_the_marker_looks_for(packages: dict[str, Package]) -> None:
    for raw, _, item, _ in pairs(packages, "text"):
        told = words_of(item.told["general_fb"])
        assert words(raw["sample"]) in told
        assert all(words(line) in told for line in raw["criteria"])


def test_options_with_an_order_of_their_own_are_not_shuffled() -> None:
    whole = selection("every-kind")
    plain = Selection(whole.quiz, tuple(one for one in whole.questions if one.kind == "choices"), whole.sources)
    free = Package(qti(plain))
    assert free.description.findtext(f"{CANVAS}shuffle_answers") == "true"
    assert shuffled_in_new_quizzes(free) == [True]
    kept = tuple(one.model_copy(update={"keep_order": True}) for one in plain.questions)
    ordered = Package(qti(Selection(whole.quiz, kept, whole.sources)))
    assert ordered.description.findtext(f"{CANVAS}shuffle_answers") == "false"
    assert shuffled_in_new_quizzes(ordered) == [False]


def shuffled_in_new_quizzes(package: Package) -> list[bool]:
    """Whether each question's options are shuffled, which Canvas's new quizzes decide question by question."""
    return [one.get("shuffle") == "Yes" for one in package.assessment.iter(f"{QTI}render_choice")]


def test_the_same_bytes_each_time() -> None:
    assert qti(selection("every-kind")) == qti(selection("every-kind"))


@given(st.text(min_size=1))
def test_no_text_breaks_the_file(text: str) -> None:
    base = selection("every-kind")
    question = next(one for one in base.questions if isinstance(one, Choices))
    option = question.options[0].model_copy(update={"text": text, "feedback": text})
    nasty = question.model_copy(update={"options": [option, *question.options[1:]]})
    (item,) = Package(qti(Selection(base.quiz, (nasty,), base.sources))).items
    assert next(iter(item.options.values())) == inline(text)
