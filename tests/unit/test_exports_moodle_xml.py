"""Moodle XML, read by a reader of the tests and marked as Moodle's documentation says."""

from __future__ import annotations

import io
import math
import re
from base64 import b64decode
from itertools import permutations
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from exported import LICENCE, QUIZZES, SAFETY, as_written, filled, selection, subsets, words, words_of, worked_out
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gluteus.exports.gift import gift
from gluteus.exports.moodle_xml import moodle_xml
from gluteus.exports.wording import Selection, inline
from gluteus.quiz.kinds import Choices
from gluteus.quiz.marking import marks
from gluteus.yaml_lines import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

# What Moodle's importer takes (question_bank::fraction_options), in per cent, and each of it below 0.
FRACTIONS = (
    100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20,
    16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0,
)  # fmt: skip
KINDS = {
    "choice": "multichoice",
    "choices": "multichoice",
    "number": "numerical",
    "order": "ordering",
    "match": "matching",
    "regions": "multichoice",
    "text": "essay",
}


class MoodleQuestion:
    """A question as Moodle's format documents it."""

    def __init__(self, element: ET.Element, category: str) -> None:
        self.element = element
        self.category = category
        self.kind = element.get("type")
        self.id = element.findtext("idnumber")
        self.text = self.html("questiontext")
        self.answers = element.findall("answer")
        self.fractions = [float(answer.get("fraction", "")) for answer in self.answers]
        self.texts = [answer.findtext("text") or "" for answer in self.answers]
        self.feedback = [answer.findtext("feedback/text") or "" for answer in self.answers]
        self.tags = [tag.text for tag in element.findall("tags/tag/text")]

    def html(self, path: str) -> str:
        found = self.element.find(path)
        assert found is not None, path
        assert found.get("format") == "html"
        return found.findtext("text") or ""

    def ticked(self, places: list[int]) -> float:
        """The share that a question with several right options gives (qtype_multichoice_multi_question)."""
        return min(max(sum(self.fractions[place] for place in places) / 100, 0.0), 1.0)

    def number(self, value: float) -> tuple[float, str]:
        """The share and the feedback of the first answer that takes the number (qtype_numerical_question)."""
        for answer, fraction, text, told in zip(self.answers, self.fractions, self.texts, self.feedback, strict=True):
            tolerance = float(answer.findtext("tolerance") or 0)
            if text == "*" or abs(float(text) - value) <= tolerance + 1e-9 * max(1.0, abs(value)):
                return fraction / 100, told
        raise AssertionError("no answer takes the number")


def read(content: bytes) -> list[MoodleQuestion]:
    questions, category = [], ""
    for element in ET.fromstring(content):
        if element.get("type") == "category":
            category = element.findtext("category/text") or ""
        else:
            questions.append(MoodleQuestion(element, category))
    return questions


@pytest.fixture(scope="module")
def exported() -> dict[str, list[MoodleQuestion]]:
    return {quiz: read(moodle_xml(selection(quiz))) for quiz in [*QUIZZES, "every-kind"]}


def pairs(exported: dict[str, list[MoodleQuestion]], *kinds: str) -> list[tuple[dict[str, Any], Any, MoodleQuestion]]:
    """Each question of some kinds as written, as loaded, and as Moodle would read it (a number's first variant)."""
    found = []
    for quiz, questions in exported.items():
        by_id = {question.id: question for question in questions}
        for raw, loaded in zip(as_written(quiz), selection(quiz).questions, strict=True):
            if raw["kind"] in kinds:
                name = f"{raw['id']}-1" if raw.get("vary") else raw["id"]
                found.append((raw, loaded, by_id[name]))
    assert found
    return found


def test_every_question_arrives_with_its_words(exported: dict[str, list[MoodleQuestion]]) -> None:
    for raw, loaded, moodle in pairs(exported, *KINDS):
        values = loaded.variants[0] if raw["kind"] == "number" else {}
        answer = {"answer": float(f"{loaded.answers[0]:.6g}")} if raw["kind"] == "number" else {}
        assert moodle.kind == KINDS[raw["kind"]]
        assert words_of(moodle.text).startswith(words(filled(raw["prompt"], values)))
        afterwards = words_of(moodle.html("generalfeedback"))
        assert words(filled(raw["explanation"], values, **answer)) in afterwards
        assert afterwards.count("Sources:") == 1
        assert len(BeautifulSoup(moodle.html("generalfeedback"), "html.parser").find_all("ul")[-1]) == len(
            raw["sources"]
        )
        assert float(moodle.element.findtext("defaultgrade") or 0) == raw["points"]
        assert f"objective {raw['objective']}" in moodle.tags
        assert raw["use"] in moodle.tags


def test_ids_are_unique_and_stand_in_the_category_of_their_quiz(exported: dict[str, list[MoodleQuestion]]) -> None:
    ids = [question.id for questions in exported.values() for question in questions]
    assert len(ids) == len(set(ids))
    for quiz, questions in exported.items():
        title = selection(quiz).quiz.title
        assert {question.category.split("/")[2] for question in questions} == {f"Gluteus: {title}"}


@pytest.mark.parametrize("form", [moodle_xml, gift])
def test_a_slash_in_a_title_opens_no_category_of_its_own(form: Callable[[Selection], bytes]) -> None:
    base = selection("every-kind")
    titled = Selection(base.quiz.model_copy(update={"title": "Hip/groin *and* back"}), base.questions[:1], base.sources)
    found = re.search(r"\$course\$[^<\n]*", form(titled).decode())
    assert found is not None
    # As Moodle divides a path (qformat_default::split_category_path).
    steps = [step.replace("//", "/") for step in re.split("(?<!/)/(?!/)", found.group())]
    assert steps == ["$course$", "top", "Gluteus: Hip/groin and back"]


@pytest.mark.parametrize("quiz", QUIZZES)
def test_safety_and_licence_stand_once(quiz: str) -> None:
    content = moodle_xml(selection(quiz))
    assert content.decode().count(SAFETY) == content.decode().count(LICENCE) == 1
    about = read(content)[0]
    assert about.kind == "description"
    assert SAFETY in words_of(about.text)


def test_options_carry_their_feedback_and_their_share(exported: dict[str, list[MoodleQuestion]]) -> None:
    for raw, loaded, moodle in pairs(exported, "choice", "choices"):
        assert [words_of(text) for text in moodle.texts] == [words(option["text"]) for option in raw["options"]]
        assert [words_of(text) for text in moodle.feedback] == [words(option["feedback"]) for option in raw["options"]]
        assert moodle.element.findtext("single") == str(raw["kind"] == "choice").lower()
        assert moodle.element.findtext("shuffleanswers") == str(not raw.get("keep_order", False)).lower()
        assert all(any(abs(abs(one) - known) < 1e-5 for known in FRACTIONS) for one in moodle.fractions)
        right = sum(one for one in moodle.fractions if one > 0)
        assert round(right / 100, 2) == 1, "Moodle refuses a question whose right options do not add up"
        for ticks in subsets(loaded.letters):
            if raw["kind"] == "choice" and len(ticks) != 1:
                continue
            given_marks = marks(loaded.rule, ticks[0] if raw["kind"] == "choice" else ticks) / raw["points"]
            share = moodle.ticked([loaded.letters.index(letter) for letter in ticks])
            assert math.isclose(share, given_marks, abs_tol=2e-4), (raw["id"], ticks)


def test_numbers_keep_tolerance_unit_and_near_misses_in_every_variant(
    exported: dict[str, list[MoodleQuestion]],
) -> None:
    for quiz, questions in exported.items():
        by_id = {question.id: question for question in questions}
        for raw, loaded in zip(as_written(quiz), selection(quiz).questions, strict=True):
            if raw["kind"] != "number":
                continue
            for place, (values, answer) in enumerate(zip(loaded.variants, loaded.answers, strict=True)):
                moodle = by_id[f"{raw['id']}-{place + 1}" if raw.get("vary") else raw["id"]]
                if raw.get("vary"):
                    assert moodle.category.endswith(raw["id"].replace("_", " "))
                assert (moodle.element.findtext("units/unit/unit_name") or "") == raw.get("unit", "")
                if raw.get("unit"):
                    assert raw["unit"] in words_of(moodle.text).removeprefix(words(filled(raw["prompt"], values)))
                assert math.isclose(worked_out(raw["answer"], values), float(moodle.texts[0]), rel_tol=1e-9)
                rule = {**loaded.rule, "key": answer}
                for value in (answer, answer + raw["tolerance"], answer - raw["tolerance"], answer + 1.01, -answer - 1):
                    share, told = moodle.number(value)
                    assert share == marks(rule, value) / raw["points"], (raw["id"], value)
                    if share:
                        expected = filled(raw["feedback"]["correct"], values, answer=float(f"{answer:.6g}"))
                        assert words_of(told) == words(expected)
                for text, miss in zip(moodle.texts[1:-1], raw.get("near_misses", []), strict=True):
                    value = worked_out(miss["value"], values)
                    assert math.isclose(float(text), value, rel_tol=1e-9, abs_tol=1e-12)
                    assert moodle.number(value)[0] == marks(rule, value) / raw["points"], (raw["id"], value)
                told_of_near = [words_of(text) for text in moodle.feedback[1:-1]]
                near = raw.get("near_misses", [])
                assert told_of_near == [words(filled(miss["feedback"], values)) for miss in near]
                assert words_of(moodle.number(-1e9)[1]) == words(filled(raw["feedback"]["wrong"], values))


def test_order_gives_the_right_order_and_a_share_that_leads_back_to_ours(
    exported: dict[str, list[MoodleQuestion]],
) -> None:
    for raw, loaded, moodle in pairs(exported, "order"):
        assert [words_of(text) for text in moodle.texts] == [words(item["text"]) for item in raw["items"]]
        assert moodle.element.findtext("gradingtype") == "RELATIVE_ALL_PREVIOUS_AND_NEXT"
        assert moodle.element.findtext("shownumcorrect"), "Moodle 4.5 stops at a database error without it"
        count = len(moodle.texts)
        for order in permutations(range(count)):
            # Each item earns a point for every other one that stands on its right side.
            earned = sum(
                (order.index(one) < order.index(other)) == (one < other)
                for one in range(count)
                for other in range(count)
                if one != other
            )
            share = earned / (count * (count - 1))
            answer = [loaded.key[place] for place in order]
            assert math.isclose(marks(loaded.rule, answer) / raw["points"], max(0, 2 * share - 1), abs_tol=1e-9)
        told = words_of(moodle.html("generalfeedback"))
        assert all(words(item["feedback"]) in told for item in raw["items"])


def test_match_keeps_rows_and_distractors(exported: dict[str, list[MoodleQuestion]]) -> None:
    for raw, _, moodle in pairs(exported, "match"):
        rows = [
            (words_of(row.findtext("text") or ""), row.findtext("answer/text"))
            for row in moodle.element.findall("subquestion")
        ]
        expected = [(words(pair["text"]), words(pair["match"])) for pair in raw["pairs"]]
        assert rows == expected + [("", words(text)) for text in raw.get("distractors", [])]
        told = words_of(moodle.html("generalfeedback"))
        assert all(words(pair["feedback"]) in told for pair in raw["pairs"])


def test_an_essay_shows_its_key_to_the_marker_only(exported: dict[str, list[MoodleQuestion]]) -> None:
    for raw, _, moodle in pairs(exported, "text"):
        notes = words_of(moodle.html("graderinfo"))
        assert words(raw["sample"]) in notes
        assert all(words(line) in notes for line in raw["criteria"])
        assert words(raw["sample"]) not in words_of(moodle.html("generalfeedback"))


def test_regions_are_a_choice_with_a_picture_that_marks_as_the_page(
    exported: dict[str, list[MoodleQuestion]], atlas_names: dict[str, str]
) -> None:
    for raw, loaded, moodle in pairs(exported, "regions"):
        image = BeautifulSoup(moodle.text, "html.parser").find("img")
        assert image is not None
        file = moodle.element.find("questiontext/file")
        assert file is not None
        assert image["src"] == f"@@PLUGINFILE@@/{file.get('name')}"
        with Image.open(io.BytesIO(b64decode(file.text or ""))) as picture:
            assert picture.format == "PNG"
            assert min(picture.size) > 300
        assert str(len(moodle.texts)) in image["alt"]
        # By name back to the regions, and each selection as the same marks on the page.
        offered = [atlas_names[words_of(text).split(": ", 1)[1]] for text in moodle.texts]
        assert set(loaded.key) <= set(offered), "the keys of the course have at most ten places"
        assert not set(offered) & set(loaded.rule["neutral"])
        for ticks in subsets(offered):
            share = moodle.ticked([offered.index(region) for region in ticks])
            assert math.isclose(share, marks(loaded.rule, ticks) / raw["points"], abs_tol=2e-4), (raw["id"], ticks)
        assert words_of(moodle.html("correctfeedback")) == words(raw["feedback"]["correct"])
        assert words(raw["feedback"]["missed"]) in words_of(moodle.html("partiallycorrectfeedback"))
        assert {words_of(text) for text in moodle.feedback if text} == {words(raw["feedback"]["extra"])}


@pytest.fixture(scope="module")
def atlas_names() -> dict[str, str]:
    from gluteus import atlas  # noqa: PLC0415  (names its regions, which the options are called after)

    return {atlas.listed([region]): region for region in atlas.load().sided_regions}


def test_the_same_bytes_each_time() -> None:
    assert moodle_xml(selection("every-kind")) == moodle_xml(selection("every-kind"))


def many_right(count: int) -> Selection:
    base = selection("every-kind")
    question = next(one for one in base.questions if isinstance(one, Choices))
    options = [question.options[0].model_copy(update={"correct": place < count}) for place in range(count + 1)]
    return Selection(base.quiz, (question.model_copy(update={"options": options}),), base.sources)


@pytest.mark.parametrize("count", range(1, 11))
def test_up_to_ten_right_options_have_a_share_that_moodle_knows(count: int) -> None:
    fractions = read(moodle_xml(many_right(count)))[1].fractions
    assert all(any(abs(abs(one) - known) < 1e-5 for known in FRACTIONS) for one in fractions)
    assert round(sum(one for one in fractions if one > 0) / 100, 2) == 1


def test_more_right_options_than_moodle_has_shares_for_is_one_line() -> None:
    with pytest.raises(DataError, match=r"solutions/every-kind/questions\.yml: \w+: Moodle .* at most 10 .*: 11$"):
        moodle_xml(many_right(11))


@given(st.text(min_size=1))
def test_no_text_breaks_the_file_or_becomes_html(text: str) -> None:
    base = selection("every-kind")
    question = next(one for one in base.questions if isinstance(one, Choices))
    option = question.options[0].model_copy(update={"text": text, "feedback": text})
    nasty = question.model_copy(update={"options": [option, *question.options[1:]]})
    moodle = read(moodle_xml(Selection(base.quiz, (nasty,), base.sources)))[1]
    assert moodle.texts[0] == moodle.feedback[0] == inline(text)
    found = BeautifulSoup(moodle.texts[0], "html.parser")
    assert {tag.name for tag in found.find_all(True)} <= {"em", "strong"}
