"""GIFT, read by gift-pegjs (Christopher Fuhrman and others, MIT), which knows nothing of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from exported import LICENCE, QUIZZES, ROOT, SAFETY, as_written, filled, selection, words, words_of, worked_out
from hypothesis import given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node

from gluteus import atlas
from gluteus.exports.gift import gift
from gluteus.exports.wording import Selection, inline
from gluteus.quiz.kinds import Choices, Match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Question = dict[str, Any]
Parse = "Callable[[str], list[Question]]"

KINDS = {
    "choice": "MC",
    "choices": "MC",
    "number": "Numerical",
    "order": "Matching",
    "match": "Matching",
    "regions": "MC",
    "text": "Essay",
}
# The parser leaves these in the plain text on the right of a pair; everywhere else it puts the characters back.
PLACEHOLDERS = {
    "&&058;": ":",
    "&&035;": "#",
    "&&061;": "=",
    "&&123;": "{",
    "&&125;": "}",
    "&&126;": "~",
    "&&092;": "\\",
}


@pytest.fixture(scope="module")
def parse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], list[Question]]]:
    parser = (ROOT / "node_modules" / "gift-pegjs" / "pegjs-gift.js").as_uri()
    source = f'import gift from "{parser}";\nexport const parse = (text) => gift.parse(text);\n'
    with module_in_node(source, tmp_path_factory.mktemp("gift")) as call:
        yield lambda text: list(call("parse", text))


@pytest.fixture(scope="module")
def parsed(parse: Callable[[str], list[Question]]) -> dict[str, list[Question]]:
    return {quiz: parse(gift(selection(quiz)).decode()) for quiz in [*QUIZZES, "every-kind"]}


def pairs(parsed: dict[str, list[Question]], *kinds: str) -> list[tuple[dict[str, Any], Any, Question, int]]:
    """Each question of some kinds as written, as loaded and as parsed, with the place of its variant."""
    found = []
    for quiz, questions in parsed.items():
        by_id = {question["id"]: question for question in questions if question["type"] != "Category"}
        for raw, loaded in zip(as_written(quiz), selection(quiz).questions, strict=True):
            if raw["kind"] not in kinds:
                continue
            for place in range(len(loaded.variants) if raw.get("vary") else 1):
                name = f"{raw['id']}-{place + 1}" if raw.get("vary") else raw["id"]
                found.append((raw, loaded, by_id.pop(name), place))
    assert found
    return found


def right_side(text: str) -> str:
    for placeholder, character in PLACEHOLDERS.items():
        text = text.replace(placeholder, character)
    return text


def test_every_question_arrives_with_its_words(parsed: dict[str, list[Question]]) -> None:
    for raw, loaded, question, place in pairs(parsed, *KINDS):
        values = loaded.variants[place] if raw["kind"] == "number" else {}
        answer = {"answer": float(f"{loaded.answers[place]:.6g}")} if raw["kind"] == "number" else {}
        assert question["type"] == KINDS[raw["kind"]]
        assert question["stem"]["format"] == "html"
        assert words_of(question["stem"]["text"]).startswith(words(filled(raw["prompt"], values)))
        afterwards = words_of(question["globalFeedback"]["text"])
        assert words(filled(raw["explanation"], values, **answer)) in afterwards
        sources = BeautifulSoup(question["globalFeedback"]["text"], "html.parser").find_all("ul")[-1]
        assert len(sources.find_all("li")) == len(raw["sources"])
        assert {f"objective {raw['objective']}", raw["use"]} <= set(question["tags"])
        assert raw["id"].replace("_", " ") in question["title"]


def test_nothing_else_is_in_the_file_but_categories_and_one_description(parsed: dict[str, list[Question]]) -> None:
    for quiz, questions in parsed.items():
        expected = sum(
            len(loaded.variants) if raw.get("vary") else 1
            for raw, loaded in zip(as_written(quiz), selection(quiz).questions, strict=True)
        )
        kinds = [question["type"] for question in questions]
        assert kinds.count("Description") == 1
        assert len(kinds) - kinds.count("Category") - 1 == expected
        assert kinds[:2] == ["Category", "Description"]


def test_categories_are_read_as_they_stand(parsed: dict[str, list[Question]]) -> None:
    for quiz, questions in parsed.items():
        home = f"$course$/top/Gluteus: {selection(quiz).quiz.title}"
        categories = [question["title"] for question in questions if question["type"] == "Category"]
        varied = [question for question in selection(quiz).questions if question.kind == "number" and question.vary]
        expected = [home]
        for question in varied:
            expected += [f"{home}/{question.number:02d} {question.id.replace('_', ' ')}", home]
        assert categories == expected


def test_moodle_reads_every_weight() -> None:
    # It takes two digits before the point and no more (qformat_gift, giftanswerweightregex).
    for quiz in [*QUIZZES, "every-kind"]:
        weights = re.findall(r"^\t[~=](%.*?%)", gift(selection(quiz)).decode(), re.MULTILINE)
        assert weights
        assert all(re.fullmatch(r"%-*([0-9]{1,2})\.?([0-9]*)%", weight) for weight in weights)


@pytest.mark.parametrize("quiz", QUIZZES)
def test_safety_and_licence_stand_once(quiz: str, parsed: dict[str, list[Question]]) -> None:
    text = gift(selection(quiz)).decode()
    assert text.count(SAFETY) == text.count(LICENCE) == 1
    assert SAFETY in words_of(parsed[quiz][1]["stem"]["text"])


def test_options_carry_their_feedback_and_their_weight(parsed: dict[str, list[Question]]) -> None:
    for raw, loaded, question, _ in pairs(parsed, "choice", "choices"):
        choices = question["choices"]
        assert [words_of(one["text"]["text"]) for one in choices] == [words(one["text"]) for one in raw["options"]]
        told = [words_of(one["feedback"]["text"]) for one in choices]
        assert told == [words(one["feedback"]) for one in raw["options"]]
        right = [bool(one.get("correct")) for one in raw["options"]]
        if raw["kind"] == "choice":
            assert [one["isCorrect"] for one in choices] == right
        else:
            each = 100 / len(loaded.correct)
            assert [one["weight"] for one in choices] == pytest.approx(
                [each if one else -each for one in right], abs=2e-5
            )
            # With = instead of ~ a reader would take it for a question with one right option.
            assert not any(one["isCorrect"] for one in choices)


def test_numbers_keep_tolerance_and_near_misses_in_every_variant(parsed: dict[str, list[Question]]) -> None:
    for raw, loaded, question, place in pairs(parsed, "number"):
        values = loaded.variants[place]
        right, *near, wrong = question["choices"]
        assert right["isCorrect"]
        assert right["weight"] is None
        assert right["text"]["number"] == pytest.approx(worked_out(raw["answer"], values), rel=1e-9)
        assert right["text"]["number"] == pytest.approx(loaded.answers[place], rel=1e-11)
        assert right["text"]["range"] == raw["tolerance"]
        answer = float(f"{loaded.answers[place]:.6g}")
        assert words_of(right["feedback"]["text"]) == words(filled(raw["feedback"]["correct"], values, answer=answer))
        assert [one["weight"] for one in near] == [0] * len(raw.get("near_misses", []))
        for one, miss in zip(near, raw.get("near_misses", []), strict=True):
            assert one["text"]["range"] == miss["tolerance"]
            assert words_of(one["feedback"]["text"]) == words(filled(miss["feedback"], values))
            assert one["text"]["number"] == pytest.approx(worked_out(miss["value"], values), rel=1e-9)
        assert wrong["text"]["text"] == "*"
        assert words_of(wrong["feedback"]["text"]) == words(filled(raw["feedback"]["wrong"], values))


def test_match_keeps_rows_and_distractors(parsed: dict[str, list[Question]]) -> None:
    for raw, _, question, _ in pairs(parsed, "match"):
        rows = [(words_of(one["subquestion"]["text"]), right_side(one["subanswer"])) for one in question["matchPairs"]]
        expected = [(words(pair["text"]), words(pair["match"])) for pair in raw["pairs"]]
        assert rows == expected + [("", words(text)) for text in raw.get("distractors", [])]
        told = words_of(question["globalFeedback"]["text"])
        assert all(words(pair["feedback"]) in told for pair in raw["pairs"])


def test_order_gives_each_item_its_place(parsed: dict[str, list[Question]]) -> None:
    for raw, _, question, _ in pairs(parsed, "order"):
        places = {
            words_of(one["subquestion"]["text"]): int(one["subanswer"].split()[0]) for one in question["matchPairs"]
        }
        assert places == {words(item["text"]): place for place, item in enumerate(raw["items"], start=1)}
        assert list(places.values()) != sorted(places.values()), "the rows must not stand in the right order"
        told = words_of(question["globalFeedback"]["text"])
        assert all(words(item["feedback"]) in told for item in raw["items"])


def test_regions_offer_the_key_and_no_place_that_counts_neither_way(parsed: dict[str, list[Question]]) -> None:
    names = {atlas.listed([region]): region for region in atlas.load().sided_regions}
    for raw, loaded, question, _ in pairs(parsed, "regions"):
        offered = {names[words_of(one["text"]["text"])]: one for one in question["choices"]}
        each = 100 / len(loaded.key)
        for region, one in offered.items():
            assert region not in loaded.rule["neutral"]
            right = region in loaded.key
            assert one["weight"] == pytest.approx(each if right else -each, abs=2e-5)
            assert words_of(one["feedback"]["text"]) == words(raw["feedback"]["correct" if right else "extra"])
        assert set(loaded.key) <= set(offered)
        assert len(offered) >= len(loaded.key) + 5


def test_an_essay_tells_what_the_marker_looks_for(parsed: dict[str, list[Question]]) -> None:
    for raw, _, question, _ in pairs(parsed, "text"):
        told = words_of(question["globalFeedback"]["text"])
        assert words(raw["sample"]) in told
        assert all(words(line) in told for line in raw["criteria"])


def test_what_looks_like_a_format_or_an_arrow_stays_text(parse: Callable[[str], list[Question]]) -> None:
    base = selection("every-kind")
    options, pairs_of = (next(one for one in base.questions if isinstance(one, kind)) for kind in (Choices, Match))
    first = options.options[0].model_copy(update={"text": "[plain]it", "feedback": "[markdown]it"})
    pair = pairs_of.pairs[0].model_copy(update={"text": "hip -> knee", "match": "from -> to"})
    asked = (
        options.model_copy(update={"options": [first, *options.options[1:]]}),
        pairs_of.model_copy(update={"pairs": [pair, *pairs_of.pairs[1:]]}),
    )
    _, _, choices, matching = parse(gift(Selection(base.quiz, asked, base.sources)).decode())
    one = choices["choices"][0]
    assert one["text"] == {"format": "html", "text": "[plain]it"}
    assert one["feedback"] == {"format": "html", "text": "[markdown]it"}
    row = matching["matchPairs"][0]
    assert words_of(row["subquestion"]["text"]) == "hip -> knee"
    assert row["subanswer"] == "from → to"


# Texts full of GIFT's own signs, beside any other text.
NASTY = st.one_of(
    st.text(alphabet="~=#{}:\\->%[]/*`$ \n\tnhtml<&é→0.", min_size=1, max_size=30),
    st.text(min_size=1, max_size=30),
)


@settings(max_examples=40)
@given(texts=st.lists(NASTY, min_size=8, max_size=8))
def test_no_text_is_taken_for_a_sign(texts: list[str], parse: Callable[[str], list[Question]]) -> None:
    texts = [text for text in texts if re.search(r"\S", re.sub(r"<[^>]*>|&\w+;", "", inline(text)).strip("* \t\n"))]
    if len(texts) < 2:
        return
    base = selection("every-kind")
    question = next(one for one in base.questions if isinstance(one, Choices))
    options = [question.options[0].model_copy(update={"text": text, "feedback": text}) for text in texts]
    options[0] = options[0].model_copy(update={"correct": True})
    nasty = question.model_copy(update={"options": options, "prompt": texts[0], "explanation": texts[1]})
    *_, read = parse(gift(Selection(base.quiz, (nasty,), base.sources)).decode())
    assert [seen(one["text"]["text"]) for one in read["choices"]] == [seen(inline(text)) for text in texts]
    assert [seen(one["feedback"]["text"]) for one in read["choices"]] == [seen(inline(text)) for text in texts]


def seen(html: str) -> str:
    """HTML as a browser shows it: any white space is one space, none at the ends."""
    return " ".join(html.split())
