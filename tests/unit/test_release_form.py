"""Comparing a submission with the release finds what a JSON parser finds in it, or gives up."""

from __future__ import annotations

import json
from functools import cache

import pytest
from course_folder import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from gluteus.grading.answer_key import AnswerKey
from gluteus.grading.marked import Marker
from gluteus.grading.release_form import ReleaseForm
from gluteus.quiz.notebook import fill
from gluteus.quiz.questions import read

SOLUTIONS, EXERCISES = ROOT / "solutions" / "function", ROOT / "exercises" / "function"
RELEASE = (EXERCISES / "function.ipynb").read_bytes()
QUIZ = read(SOLUTIONS / "questions.yml")


@cache
def markers() -> tuple[Marker, Marker]:
    """One that compares with the release, and one that reads every file as JSON."""
    key = AnswerKey.of_notebook(SOLUTIONS / "function.ipynb")
    comparing, reading = (Marker.of_course(key, SOLUTIONS, EXERCISES) for _ in range(2))
    assert comparing._release is not None
    reading._release = None
    return comparing, reading


def assert_same(content: bytes) -> None:
    one, other = (marker.mark(content) for marker in markers())
    for field in ("scores", "comments", "answers", "paper_number", "notices", "failure"):
        assert getattr(one, field) == getattr(other, field), field
    if one.failure is None:
        assert one.notebook() == other.notebook()


def sources() -> list[int]:
    """The places of the open cells' texts in the release."""
    cells = json.loads(RELEASE)["cells"]
    return [place for place, cell in enumerate(cells) if cell["metadata"].get("nbgrader", {}).get("solution")]


def with_source(place: int, source: object) -> bytes:
    notebook = json.loads(RELEASE)
    notebook["cells"][place]["source"] = source
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("paper", [0, 1, 77, 999_999_999])
def test_what_the_page_writes_is_found_without_a_parser(paper: int) -> None:
    content = fill(RELEASE.decode(), {QUIZ.graded[0].id: "b"}, paper, QUIZ).encode()
    assert markers()[0]._cells_of_release(content) is not None
    assert_same(content)


@given(place=st.sampled_from(sources()), text=st.text())
def test_any_text_in_an_answer_is_the_same_text(place: int, text: str) -> None:
    assert_same(with_source(place, text.splitlines(keepends=True)))


@given(
    place=st.sampled_from(sources()),
    lines=st.lists(st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()))),
)
def test_what_is_no_text_is_refused_alike(place: int, lines: list[object]) -> None:
    assert_same(with_source(place, lines))


@settings(max_examples=300)
@given(
    at=st.integers(0, len(RELEASE)),
    gone=st.integers(0, 40),
    put=st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [b'"', b"\\", b"\n   ]", b'"source": [\n    "a"\n   ]', b'],["', b"{}", b"[]", b"\xff", b"\n    "]
        ),
    ),
)
def test_any_change_of_the_file_is_marked_alike(at: int, gone: int, put: bytes) -> None:
    assert_same(RELEASE[:at] + put + RELEASE[at + gone :])


def test_a_notebook_in_another_hand_is_no_form() -> None:
    for content in (json.dumps(json.loads(RELEASE)).encode(), RELEASE.replace(b"\n   ]", b"\n  ]")):
        with pytest.raises(ValueError, match="not written by nbformat"):
            ReleaseForm(content, [2])
