"""Strokes of the explorer's brush: how they are kept, thinned out and taken back with their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from module_in_node import module_in_node

from gluteus.widgets import explorer
from gluteus.widgets.explorer import Explorer

Ask = Callable[..., Any]

SOURCE = Path(explorer.__file__).parent / "explorer" / "strokes.js"
# A view of stripes 100 wide, from left to right: one, two, three.
STRIPES = """
export const keptInStripes = (strokes, marked) =>
  keptStrokes(strokes, marked, (view, x) => ["one", "two", "three"][Math.floor(x / 100)]);
"""
points = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 1200)), min_size=1, max_size=60)
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    source = SOURCE.read_text(encoding="utf-8") + STRIPES
    with module_in_node(source, tmp_path_factory.mktemp("node")) as call:
        yield call


@shared
@given(points=points)
def test_a_stroke_is_read_as_it_was_written_and_python_takes_it(ask: Ask, points: list[tuple[int, int]]) -> None:
    text = ask("writeStroke", {"view": "back", "points": points})
    assert ask("readStroke", text) == {"view": "back", "points": [list(point) for point in points]}
    assert Explorer(brushed=[text]).brushed == [text]


def test_a_stroke_beside_the_picture_stays_writable(ask: Ask) -> None:
    text = ask("writeStroke", {"view": "front", "points": [[-3.2, 4.6], [10.4, 12.5]]})
    assert text == "front:0.5.10.13"
    assert Explorer(brushed=[text]).brushed == [text]


@shared
@given(points=points)
def test_a_thinned_stroke_begins_and_ends_where_it_did_and_has_no_new_points(
    ask: Ask, points: list[tuple[int, int]]
) -> None:
    thinned = ask("thinned", points)
    assert thinned[0] == list(points[0])
    assert thinned[-1] == list(points[-1])
    assert all(tuple(point) in points for point in thinned)


def test_a_straight_stroke_needs_two_points(ask: Ask) -> None:
    assert ask("thinned", [[x, 2 * x] for x in range(50)]) == [[0, 0], [49, 98]]
    bent = [[x, 0] for x in range(20)] + [[19, y] for y in range(20)]
    assert ask("thinned", bent) == [[0, 0], [19, 0], [19, 19]]


@shared
@given(points=points)
def test_a_stroke_is_one_line_from_its_first_to_its_last_point(ask: Ask, points: list[tuple[int, int]]) -> None:
    path = ask("strokePath", points)
    x, y = points[0]
    assert path.startswith(f"M{x} {y}")
    assert path.count("M") == 1
    if len(points) > 1:
        x, y = points[-1]
        assert path.endswith(f"L{x} {y}")
        assert len(re.findall("Q", path)) == len(points) - 2


def test_between_two_points_no_place_is_stepped_over(ask: Ask) -> None:
    way = ask("between", [0, 0], [30, 40], 3)
    assert way[-1] == [30, 40]
    assert len(way) == 17
    assert ask("between", [5, 5], [5, 5], 3) == [[5, 5]]


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        (["one", "two", "three"], ["back:50.10.90.10.150.10.250.10"]),
        (["one", "three"], ["back:50.10.90.10", "back:250.10"]),
        (["two"], ["back:150.10"]),
        ([], []),
    ],
)
def test_a_place_takes_its_paint_along(ask: Ask, marked: list[str], kept: list[str]) -> None:
    assert ask("keptInStripes", ["back:50.10.90.10.150.10.250.10"], marked) == kept
