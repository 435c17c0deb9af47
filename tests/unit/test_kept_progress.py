"""Progress as the page keeps it: what is read from storage or a file is checked, and two progresses become one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node

import gluteus
from gluteus.atlas.loading import read_sources
from gluteus.quiz import page
from gluteus.quiz.questions import Choice, read
from gluteus.widgets import linking
from gluteus.widgets.linking import linked
from gluteus.widgets.words import words

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "small_course"
KINDS = ("choice", "choices", "number", "order", "match", "regions", "text")
WHEN = "2026-11-20T10:00:00.000Z"

Ask = Callable[..., Any]

RIGHT: dict[str, Any] = {
    "one_option": "b",
    "some_options": ["a", "c"],
    "a_number": 294.3,
    "an_order": ["c", "a", "b"],
    "a_match": ["b", None, "a"],
    "some_places": ["sacroiliac:right"],
    "own_words": "The left muscle pulls.\n\u202eOdd, but text.",
}
WRONG: dict[str, list[Any]] = {
    "one_option": ["d", "", "ab", ["a"], 1, None, True, {}, "B"],
    "some_options": [[], "a", ["a", "a"], ["a", "d"], [["a"]], [None]],
    "a_number": ["294.3", None, True, [1]],
    "an_order": [["a", "b"], ["a", "b", "b"], ["a", "b", "d"], "abc"],
    "a_match": [["a", "b"], ["a", "b", "e"], ["a", "b", 1], [], "abc"],
    "some_places": [[], ["sacroiliac"], ["sacroiliac:both"], ["<b>:left"], ["a:left", "a:left"], [1]],
    "own_words": ["", "  ", "x" * 401, 5, ["words"], None],
}


ASKED = {
    question.id: page.asked(question)
    for question in read(SMALL / "solutions" / "every-kind" / "questions.yml").questions
}
ANOTHER = "0123456789ab"  # what a question asked in another form


def entry(**parts: Any) -> dict[str, Any]:
    """A quiz as it is kept, each answer with what its question asks now."""
    asked = {name: ASKED[name] for name in parts.get("answers", {}) if name in ASKED}
    frame = {"paper": 123_456_789, "answers": {}, "asked": asked, "aside": {}, "tries": {}, "results": {}}
    return {**frame, "updated": WHEN, **parts}


def file(**quizzes: Any) -> str:
    return json.dumps({"version": 1, "quizzes": {name.replace("_", "-"): quiz for name, quiz in quizzes.items()}})


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Call a function of the page's module in Node.js; ``known`` are the quizzes that it knows, ``words`` its words."""
    (known,) = [quiz for quiz in gluteus.Progress(SMALL).quizzes if quiz["id"] == "every-kind"]
    module = linked(Path(linking.__file__).with_name("progress.js"))
    with module_in_node(
        module, tmp_path_factory.mktemp("node"), {"known": [known], "words": words("quiz", "en")}
    ) as call:
        yield call


def read_file(ask: Ask, text: str) -> dict[str, Any]:
    found: dict[str, Any] = ask("readProgress", text, {"known": "known"}, {"known": "words"})
    return found


def test_the_page_and_python_say_alike_what_an_answer_can_be(ask: Ask) -> None:
    quizzes = gluteus.Progress(SMALL).quizzes
    sources = read_sources(SMALL / "book" / "references.bib")
    for quiz in quizzes:
        questions = read(SMALL / "solutions" / quiz["id"] / "questions.yml")
        assert ask("shapesOf", page.paper(questions, {}, sources, closed=False)) == quiz["questions"]
    assert {question["kind"] for quiz in quizzes for question in quiz["questions"]} == set(KINDS)


def test_the_quizzes_stand_in_the_order_of_the_book() -> None:
    pages = [quiz["page"] for quiz in gluteus.Progress(ROOT).quizzes]
    chapters = ["safety", "function", "referred-pain", "symptoms", "self-release", "evidence"]
    assert pages == [f"{chapter}.html#check-yourself" for chapter in chapters]
    for chapter in chapters:
        assert "\n## Check yourself\n" in (ROOT / "book" / f"{chapter}.md").read_text(encoding="utf-8")


def test_what_fits_comes_back_unchanged(ask: Ask) -> None:
    kept = entry(
        answers=RIGHT,
        tries={"one_option": 2, "own_words": 1},
        results={"one_option": {"earned": 1, "points": 1, "tries": 2}},
    )
    found = read_file(ask, file(every_kind=kept))
    assert found == {"ok": True, "errors": [], "progress": {"version": 1, "quizzes": {"every-kind": kept}}}


@pytest.mark.parametrize("question", WRONG)
def test_an_answer_that_is_none_is_left_out_and_named(ask: Ask, question: str) -> None:
    for answer in WRONG[question]:
        found = read_file(ask, file(every_kind=entry(answers={**RIGHT, question: answer})))
        (error,) = found["errors"]
        assert error.startswith(f"every-kind: answers: {question}: not an answer: ")
        assert "\n" not in error
        assert found["progress"]["quizzes"]["every-kind"]["answers"] == {
            name: value for name, value in RIGHT.items() if name != question
        }


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"answers": {"walking": "a"}}, 'answers: no such question: "walking"'),
        ({"answers": {"__proto__": "a"}}, 'answers: no such question: "__proto__"'),
        ({"answers": {"constructor": "a"}}, 'answers: no such question: "constructor"'),
        ({"answers": ["a"]}, 'answers: not a list by question: ["a"]'),
        ({"answers": {f"q{n}": 1 for n in range(201)}}, "answers: not a list by question: "),
        ({"tries": {"one_option": 0}}, "tries: one_option: not a number of tries: 0"),
        ({"tries": {"one_option": 1.5}}, "tries: one_option: not a number of tries: 1.5"),
        ({"tries": {"one_option": "1"}}, 'tries: one_option: not a number of tries: "1"'),
        ({"results": {"one_option": {"earned": 2, "points": 1, "tries": 1}}}, "results: one_option: not a result: "),
        ({"results": {"one_option": {"earned": 9, "points": 9, "tries": 1}}}, "results: one_option: not a result: "),
        ({"results": {"one_option": {"earned": 1, "points": 1}}}, "results: one_option: not a result: "),
        ({"results": {"one_option": 1}}, "results: one_option: not a result: 1"),
        ({"asked": {"one_option": "b"}}, 'asked: one_option: not what was asked: "b"'),
        ({"asked": {"walking": ANOTHER}}, 'asked: no such question: "walking"'),
        ({"aside": {"one_option": "b"}}, 'aside: one_option: not an answer that was put aside: "b"'),
        ({"aside": {"one_option": {"answer": {}, "asked": ANOTHER}}}, "aside: one_option: not an answer that was put "),
        (
            {"aside": {"one_option": {"answer": "z", "asked": ASKED["one_option"]}}},
            "aside: one_option: not an answer: ",
        ),
        ({"html": "<b>"}, 'unknown part: "html"'),
    ],
)
def test_each_fault_of_a_quiz_is_one_line_and_the_rest_stays(ask: Ask, parts: dict[str, Any], said: str) -> None:
    found = read_file(ask, file(every_kind=entry(**parts)))
    (error,) = found["errors"]
    assert error.startswith(f"every-kind: {said}")
    assert found["progress"]["quizzes"]["every-kind"] == entry()


def test_an_answer_to_another_form_of_its_question_is_put_aside_and_never_judged(ask: Ask) -> None:
    kept = entry(
        answers={"one_option": "z", "some_options": ["a"], "own_words": "x" * 9_000},
        asked={"one_option": ANOTHER, "some_options": ASKED["some_options"], "own_words": ANOTHER},
        tries={"one_option": 2, "some_options": 1},
        results={"one_option": {"earned": 0, "points": 1, "tries": 2}},
    )
    found = read_file(ask, file(every_kind=kept))
    aside = {
        "one_option": {"answer": "z", "asked": ANOTHER},
        "own_words": {"answer": "x" * 9_000, "asked": ANOTHER},
    }
    left = entry(answers={"some_options": ["a"]}, aside=aside, tries={"some_options": 1})
    assert found == {"ok": True, "errors": [], "progress": {"version": 1, "quizzes": {"every-kind": left}}}
    assert read_file(ask, json.dumps(found["progress"])) == found


def test_an_answer_comes_back_with_the_form_that_it_was_given_to(ask: Ask) -> None:
    apart = {"one_option": {"answer": "b", "asked": ASKED["one_option"]}, "a_number": {"answer": 5, "asked": ANOTHER}}
    found = read_file(ask, file(every_kind=entry(aside=apart)))
    left = entry(answers={"one_option": "b"}, aside={"a_number": apart["a_number"]})
    assert (found["errors"], found["progress"]["quizzes"]["every-kind"]) == ([], left)


def test_each_of_two_answers_comes_with_the_form_that_it_answers(ask: Ask) -> None:
    both = entry(
        answers={"one_option": "a"},
        asked={"one_option": ANOTHER},
        aside={"one_option": {"answer": "b", "asked": ASKED["one_option"]}},
        tries={"one_option": 1},
    )
    found = read_file(ask, file(every_kind=both))
    left = entry(answers={"one_option": "b"}, aside={"one_option": {"answer": "a", "asked": ANOTHER}})
    assert found == {"ok": True, "errors": [], "progress": {"version": 1, "quizzes": {"every-kind": left}}}
    # An answer to what is asked now stands, whatever was put aside.
    beside = {**left, "tries": {"one_option": 1}}
    assert read_file(ask, file(every_kind=beside))["progress"]["quizzes"]["every-kind"] == beside


def test_progress_that_does_not_say_what_was_asked_is_read_without_its_answers(ask: Ask) -> None:
    older = {name: part for name, part in entry(answers=RIGHT).items() if name not in {"asked", "aside"}}
    found = read_file(ask, file(every_kind=older))
    assert found["progress"]["quizzes"]["every-kind"] == entry()
    assert found["errors"][0] == 'every-kind: answers: one_option: it is not said what was asked: "b"'
    assert len(found["errors"]) == len(RIGHT)


def test_what_is_asked_has_a_fingerprint_that_no_key_changes() -> None:
    path = SMALL / "solutions" / "every-kind" / "questions.yml"
    quiz = read(path)
    by_id = {question.id: question for question in quiz.questions}

    def differs(name: str, **update: Any) -> bool:
        return page.asked(by_id[name].model_copy(update=update)) != ASKED[name]

    one = by_id["one_option"]
    assert isinstance(one, Choice)
    first, *rest = one.options
    assert differs("one_option", prompt="Where is it not?")
    assert differs("one_option", options=[first.model_copy(update={"text": "Elsewhere"}), *rest])
    assert differs("one_option", options=[*rest, first])
    assert differs("one_option", keep_order=not one.keep_order)
    assert differs("a_number", unit="lbf")
    assert not differs("own_words", longest=100, sample="Another.")
    assert not differs("one_option", points=9, explanation="Because.")
    other_key = [option.model_copy(update={"correct": not option.correct, "feedback": "?"}) for option in one.options]
    assert not differs("one_option", options=other_key)
    assert len(set(ASKED.values())) == len(ASKED)


@pytest.mark.parametrize(
    ("quiz", "said"),
    [
        ({"paper": -1}, "paper: not a whole number from 0 to 999999999: -1"),
        ({"paper": 10**9}, "paper: not a whole number from 0 to 999999999: 1000000000"),
        ({"paper": "1"}, 'paper: not a whole number from 0 to 999999999: "1"'),
        ({"paper": None}, "paper: not a whole number from 0 to 999999999: null"),
        ({"updated": "yesterday"}, 'updated: not a time in UTC: "yesterday"'),
        ({"updated": "2026-11-20T10:00:00+01:00"}, "updated: not a time in UTC: "),
        ({"updated": "2026-13-41T10:00:00Z"}, "updated: not a time in UTC: "),
    ],
)
def test_a_quiz_without_a_paper_or_a_time_is_left_out(ask: Ask, quiz: dict[str, Any], said: str) -> None:
    found = read_file(ask, file(every_kind=entry(**quiz), walking=entry()))
    assert [error.startswith(f"every-kind: {said}") for error in found["errors"]] == [True]
    assert list(found["progress"]["quizzes"]) == ["walking"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is not JSON."),
        ("{", "The file is not JSON."),
        ("[" * 500_000, "The file is not JSON."),
        ("null", "The file does not hold progress of this course."),
        ("[]", "The file does not hold progress of this course."),
        ('{"version": 1}', "The file does not hold progress of this course."),
        ('{"version": 1, "quizzes": []}', "The file does not hold progress of this course."),
        ('{"quizzes": {}}', "The file does not hold progress of this course."),
        ('{"__proto__": {"version": 1}, "quizzes": {}}', "The file does not hold progress of this course."),
        ('{"version": 2, "quizzes": {}}', "The file has version 2; this page reads version 1."),
        ('{"version": "1", "quizzes": {}}', 'The file has version "1"; this page reads version 1.'),
        (" " * 1_000_001, "The file is longer than 1000000 characters."),
        (file(**{f"q{n}": entry() for n in range(101)}), "The file has more than 100 quizzes."),
    ],
    ids=range(13),
)
def test_what_is_no_progress_is_refused_in_one_line(ask: Ask, text: str, said: str) -> None:
    assert read_file(ask, text) == {"ok": False, "errors": [said], "progress": None}


def test_a_name_that_is_none_is_shown_in_plain_characters(ask: Ask) -> None:
    text = json.dumps({"version": 1, "quizzes": {"\u202e<img src=x>\n": entry(), "__proto__": entry(), "x": 1}, "y": 2})
    found = read_file(ask, text)
    assert found["errors"] == [
        'Unknown part: "y"',
        '"?<img src=x>\\n": not the name of a quiz: "?<img src=x>\\n"',
        '"__proto__": not the name of a quiz: "__proto__"',
        "x: not a quiz: 1",
    ]
    assert found["progress"]["quizzes"] == {}


def test_a_quiz_of_a_newer_edition_survives(ask: Ask) -> None:
    newer = entry(answers={"one": ["a", None], "two": 4, "three": "x"}, tries={"one": 1})
    found = read_file(ask, file(walking=newer))
    assert found["errors"] == []
    assert found["progress"]["quizzes"] == {"walking": newer}
    found = read_file(ask, file(walking=entry(answers={"one": {"deep": []}, "two": ["x" * 101], "three": True})))
    assert len(found["errors"]) == 3
    assert found["progress"]["quizzes"] == {"walking": entry()}


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    value=any_json
    | st.fixed_dictionaries(
        {"version": st.just(1), "quizzes": st.dictionaries(st.sampled_from(["every-kind", "walking"]), any_json)}
    )
    | st.builds(
        lambda answers, aside: {"version": 1, "quizzes": {"every-kind": entry(answers=answers, aside=aside)}},
        st.dictionaries(st.sampled_from(list(RIGHT)), any_json),
        st.dictionaries(st.sampled_from(list(RIGHT)), any_json),
    )
)
def test_whatever_comes_is_read_and_what_was_sound_stays_so(ask: Ask, value: Any) -> None:
    found = read_file(ask, json.dumps(value))
    if found["ok"]:
        assert read_file(ask, json.dumps(found["progress"])) == {**found, "errors": []}
    assert all("\n" not in error and len(error) < 300 for error in found["errors"])


def merged(ask: Ask, ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    both = ask("mergeProgress", {"version": 1, "quizzes": ours}, {"version": 1, "quizzes": theirs})
    assert both["version"] == 1
    quizzes: dict[str, Any] = both["quizzes"]
    return quizzes


def test_merging_loses_no_answer(ask: Ask) -> None:
    early = entry(answers={"a": 1, "b": 2}, tries={"a": 2, "b": 1}, updated="2026-11-20T10:00:00Z")
    late = entry(answers={"b": 3, "c": 4}, tries={"b": 2}, updated="2026-11-21T10:00:00Z")
    both = entry(answers={"a": 1, "b": 3, "c": 4}, tries={"a": 2, "b": 2}, updated="2026-11-21T10:00:00Z")
    assert merged(ask, {"x": early}, {"x": late}) == {"x": both}
    assert merged(ask, {"x": late}, {"x": early}) == {"x": both}
    assert merged(ask, {"x": early}, {"y": late}) == {"x": early, "y": late}


def test_merging_keeps_each_answer_with_what_it_answered(ask: Ask) -> None:
    apart = {"answer": 9, "asked": ANOTHER}
    early = entry(answers={"a": 1, "b": 2}, asked={"a": "a" * 12, "b": "b" * 12}, updated="2026-11-20T10:00:00Z")
    late = entry(
        answers={"b": 3},
        asked={"b": "c" * 12},
        aside={"a": apart, "d": apart},
        updated="2026-11-21T10:00:00Z",
    )
    both = entry(
        answers={"a": 1, "b": 3},
        asked={"a": "a" * 12, "b": "c" * 12},
        aside={"a": apart, "d": apart},
        updated="2026-11-21T10:00:00Z",
    )
    assert merged(ask, {"x": early}, {"x": late}) == {"x": both}
    assert merged(ask, {"x": late}, {"x": early}) == {"x": both}


def test_answers_of_two_papers_are_never_mixed(ask: Ask) -> None:
    early = entry(paper=1, answers={"a": 1, "b": 2}, updated="2026-11-20T10:00:00Z")
    late = entry(paper=2, answers={"b": 3}, updated="2026-11-21T10:00:00Z")
    assert merged(ask, {"x": early}, {"x": late}) == {"x": late}
    only_opened = entry(paper=3, updated="2026-11-22T10:00:00Z")
    assert merged(ask, {"x": only_opened}, {"x": early}) == {"x": early}
    assert merged(ask, {"x": early}, {"x": only_opened}) == {"x": early}


def test_merging_loses_no_answer_that_was_put_aside(ask: Ask) -> None:
    worked_on = entry(paper=1, aside={"a": {"answer": "words", "asked": ANOTHER}}, updated="2026-11-20T10:00:00Z")
    only_opened = entry(paper=2, updated="2026-11-22T10:00:00Z")
    assert merged(ask, {"x": only_opened}, {"x": worked_on}) == {"x": worked_on}
    assert merged(ask, {"x": worked_on}, {"x": only_opened}) == {"x": worked_on}


def test_a_paper_is_drawn_from_the_whole_range(ask: Ask) -> None:
    drawn = [ask("drawPaper") for _ in range(300)]
    assert all(type(number) is int and 1 <= number <= 999_999_999 for number in drawn)
    assert len(set(drawn)) == len(drawn)
    assert min(drawn) < 100_000_000 < 900_000_000 < max(drawn)
