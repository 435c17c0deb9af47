"""The pictures of region questions: which places they offer, and that they can be read."""

from __future__ import annotations

import io
from itertools import combinations, pairwise
from math import dist

import numpy as np
import pytest
from exported import QUIZZES, selection
from PIL import Image

from gluteus import palette
from gluteus.body import load as load_body
from gluteus.charts.outlines import shape
from gluteus.exports.places import APART, FEWEST_WRONG, _moved_apart, numbered, picture
from gluteus.exports.wording import MOST_RIGHT
from gluteus.quiz.kinds import Regions

QUESTIONS = [
    question
    for quiz in [*QUIZZES, "every-kind"]
    for question in selection(quiz).questions
    if isinstance(question, Regions)
]


def asked(view: str, regions: list[str], neutral: list[str] | None = None) -> Regions:
    changes = {"view": view, "regions": regions, "pattern": None, "neutral": neutral or []}
    return Regions.model_validate(QUESTIONS[0].model_dump() | changes)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_key_and_enough_wrong_places_are_offered_and_none_that_counts_neither_way(question: Regions) -> None:
    drawn = numbered(question)
    assert drawn.correct == set(question.key)
    assert len(set(drawn.regions)) == len(drawn.regions)
    assert len(drawn.regions) - len(drawn.correct) >= min(FEWEST_WRONG, len(question.key) + 1)
    assert not set(drawn.regions) & set(question.rule["neutral"])
    seen = load_body(progress=False).views[question.view].regions
    assert set(drawn.regions) <= set(seen)


def test_numbers_say_nothing_about_the_key() -> None:
    firsts = [question for question in QUESTIONS if numbered(question).regions[0] in numbered(question).correct]
    assert len(firsts) < len(QUESTIONS) / 2
    for question in QUESTIONS:
        regions = numbered(question).regions
        drawn = load_body(progress=False).views[question.view].regions
        heights = [shape(drawn[region]).representative_point().y for region in regions]
        # Numbered from above, row by row.
        assert all(lower > upper - 30 for upper, lower in pairwise(heights))


def test_the_question_on_the_sheet_gives_no_answer() -> None:
    smallest_first = sorted(QUESTIONS, key=lambda question: (len(question.key), question.id))
    for question in (smallest_first[0], smallest_first[len(smallest_first) // 2], smallest_first[-1]):
        drawn = numbered(question)
        assert "To be marked" not in drawn.sheet.description
        assert "To be marked" in drawn.solution.description
        ink = tuple(int(palette.LIGHT["essential"][place : place + 2], 16) for place in (1, 3, 5))
        with_key, without = (near(picture(chart), ink) for chart in (drawn.solution, drawn.sheet))
        assert with_key > 200
        assert without == 0


def near(png: bytes, colour: tuple[int, ...]) -> int:
    """Count the pixels that have about this colour."""
    with Image.open(io.BytesIO(png)) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    return int((np.abs(pixels - np.array(colour)).max(axis=2) < 40).sum())


def test_a_large_key_is_offered_in_part() -> None:
    whole = [region for region in load_body(progress=False).views["back"].regions if region.endswith(":left")][:14]
    drawn = numbered(asked("back", whole))
    assert len(drawn.correct) == MOST_RIGHT
    assert drawn.correct < set(whole)
    assert not (set(drawn.regions) - drawn.correct) & set(whole)


def test_a_changed_key_is_a_changed_choice() -> None:
    one = numbered(asked("back", ["sacroiliac:right"]))
    other = numbered(asked("back", ["sacroiliac:right"], [next(iter(set(one.regions) - one.correct))]))
    assert one.regions != other.regions


@pytest.mark.parametrize("count", [2, 5, 20])
def test_discs_on_one_spot_come_apart(count: int) -> None:
    discs = _moved_apart([(10.0 + place % 3, 10.0 + place // 3) for place in range(count)])
    assert min(dist(one, other) for one, other in combinations(discs, 2)) >= APART - 0.5


def test_the_picture_is_small_and_the_same_each_time() -> None:
    chart = numbered(QUESTIONS[0]).sheet
    assert picture(chart) == picture.__wrapped__(chart)
    assert len(picture(chart)) < 70_000
