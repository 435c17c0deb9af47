"""The item report's pictures: what is drawn, against counts that are made here from the learners' own papers."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from class_of_learners import a_class, paper, questions, quiz
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from pydantic import TypeAdapter

from gluteus import palette
from gluteus.charts import shares
from gluteus.charts.given_grid import Column, Grid, grid
from gluteus.charts.given_numbers import JUDGED, NumbersGiven, steps
from gluteus.charts.given_places import PlacesMarked, places_marked
from gluteus.charts.given_points import PointsGiven
from gluteus.charts.items import Bar, Pull, Taken, answers, difficulty, discrimination
from gluteus.charts.style import STEPS
from gluteus.grading.report.analysis import analyse
from gluteus.grading.report.answer_pictures import drawn, pictured, points_pictured
from gluteus.grading.report.page import page
from gluteus.grading.report.tables import tables
from gluteus.quiz.questions import Match, Number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gluteus.charts.chart import Chart
    from gluteus.grading.graded import GradedPaper
    from gluteus.grading.report.analysis import Report
    from gluteus.grading.report.item import Item

LEARNERS = 150
KINDS = ("half_weight", "width_cm", "from_the_top", "which_movement", "where_it_hurts", "own_words")


@pytest.fixture(scope="module")
def papers() -> list[GradedPaper]:
    """A class whose papers are all paper 0, so that its letters are those of the file."""
    return a_class(LEARNERS, shuffled=False)


@pytest.fixture(scope="module")
def report(papers: list[GradedPaper]) -> Report:
    return analyse(quiz(), questions(), papers)


@pytest.fixture(scope="module")
def charts(report: Report) -> dict[str, Chart]:
    return {item.id: drawn(item.picture, "chart-x", item.name) for item in report.items if item.picture is not None}


def given(papers: list[GradedPaper], name: str) -> list[Any]:
    return [one.work.answers[name] for one in papers if one.work is not None]


def item(report: Report, name: str) -> Item:
    (found,) = [one for one in report.items if one.id == name]
    return found


def named(figure: Figure, name: str) -> dict[str, Any]:
    """Give what is drawn with ids that begin with a name, by the rest of the id."""
    there = {str(artist.get_gid()): artist for artist in figure.findobj() if artist.get_gid()}
    return {gid.removeprefix(name): artist for gid, artist in there.items() if gid.startswith(name)}


def words_in(figure: Figure, box: Rectangle) -> str:
    """Give the text in a rectangle, both in the coordinates of the same axes."""
    left, top, right, bottom = box.get_bbox().extents
    places = [(text.get_text(), *text.get_position()) for text in figure.axes[0].texts]
    return " ".join(words for words, x, y in places if left < x < right and top < y < bottom)


def strength(artist: Any) -> float:
    """Give how strong the colour of an area is, 0 for none."""
    face = artist.get_facecolor()
    if face[3] == 0:
        return 0.0
    assert face[:3] == to_rgba(palette.LIGHT["series_1"])[:3]
    return float(face[3])


def expected_strength(taken: int, of: int) -> float:
    """Say it anew: up to 10, 25, 50, 75 and 100 per cent, as printed."""
    if not taken:
        return 0.0
    share = round(100 * taken / of)
    return next(alpha for alpha, end in zip(STEPS, (10, 25, 50, 75, 100), strict=True) if share <= end)


def test_an_order_is_drawn_as_items_by_given_places(papers: list[GradedPaper], charts: dict[str, Chart]) -> None:
    (question,) = [one for one in quiz().graded if one.id == "from_the_top"]
    texts = [one.text for one in question.by_letter]  # type: ignore[union-attr]
    frame = pd.DataFrame(
        [(texts["abcd".index(letter)], place) for order in given(papers, "from_the_top") if order
         for place, letter in enumerate(order)],
        columns=["item", "place"],
    )  # fmt: skip
    counted = pd.crosstab(frame["item"], frame["place"])
    figure = charts["from_the_top"].figure
    cells = named(figure, "cell ")
    assert len(cells) == 16
    for row, text in enumerate(["Lumbar spine", "Sacrum", "Femur", "Tibia"]):
        for place in range(4):
            taken = int(counted.loc[text, place])
            assert words_in(figure, cells[f"{row} {place}"]) == f"{100 * taken / LEARNERS:.0f}"
            assert strength(cells[f"{row} {place}"]) == pytest.approx(expected_strength(taken, LEARNERS))
            assert f"{place + 1}{' (right)' if place == row else ''} {taken} (" in charts["from_the_top"].description
    assert frame["item"].nunique() == 4


def test_a_match_is_drawn_as_rows_by_chosen_texts(papers: list[GradedPaper], charts: dict[str, Chart]) -> None:
    (question,) = [one for one in quiz().graded if one.id == "which_movement"]
    texts: list[str] = question.by_letter  # type: ignore[union-attr]
    columns = ["away from the middle", "towards the middle", "bending", "turning", None]  # right ones on the diagonal
    counted = [Counter(rows[row] for rows in given(papers, "which_movement") if rows) for row in range(3)]
    assert counted[2][None] > 0  # some leave the last row open
    figure = charts["which_movement"].figure
    cells = named(figure, "cell ")
    assert len(cells) == 15
    for row in range(3):
        for place, text in enumerate(columns):
            taken = counted[row]["abcd"[texts.index(text)] if text else None]
            written = words_in(figure, cells[f"{row} {place}"])
            assert written == (f"{100 * taken / LEARNERS:.0f}" if taken else "")
            assert strength(cells[f"{row} {place}"]) == pytest.approx(expected_strength(taken, LEARNERS))
    below = [text.get_text() for text in figure.axes[0].texts]
    for text in columns[:4]:
        assert text in below


def test_no_column_for_open_rows_where_nobody_left_one_open() -> None:
    (question,) = [one for one in quiz().graded if one.id == "which_movement"]
    picture = pictured(question, [(tuple(question.key), 3)], 3)
    assert isinstance(picture, Grid)
    assert [column.text for column in picture.columns][-1] == "turning"
    assert [[row[at] for at in range(3)] for row in picture.taken] == [[3, 0, 0], [0, 3, 0], [0, 0, 3]]


def test_the_body_shows_how_many_marked_each_place(papers: list[GradedPaper], charts: dict[str, Chart]) -> None:
    marked = Counter(place for places in given(papers, "where_it_hurts") if places for place in places)
    assert set(marked) == {
        "greater_trochanter:right", "sacroiliac:right", "sacroiliac:left", "gluteal_fold:right",
        "iliac_crest_back:right",
    }  # fmt: skip
    chart = charts["where_it_hurts"]
    figure = chart.figure
    drawn_places = named(figure, "place ")
    assert "thigh_back_upper:left" in drawn_places
    for place, area in drawn_places.items():
        assert strength(area) == pytest.approx(expected_strength(marked[place], LEARNERS)), place
    assert set(named(figure, "key ")) == {"greater_trochanter:right", "sacroiliac:right"}
    assert set(named(figure, "neutral ")) == {"iliac_crest_back:right"}
    numbers = Counter(text.get_text() for text in figure.axes[0].texts if text.get_text().isdigit())
    assert numbers == Counter(f"{100 * taken / LEARNERS:.0f}" for taken in marked.values())
    assert f"Over the sacroiliac joint (left) {marked['sacroiliac:left']} (" in chart.description


def test_a_place_of_the_key_that_nobody_found_says_0() -> None:
    picture = PlacesMarked("front", {"knee_front:left": 1}, ("groin:left", "hip_front:left"), (), 30)
    figure = places_marked("chart-x", "Places", picture).figure
    numbers = [text.get_text() for text in figure.axes[0].texts if text.get_text().isdigit()]
    assert sorted(numbers) == ["0", "0"]
    # One slip in thirty does not shrink the picture down to the knee.
    assert "knee_front:left" not in named(figure, "place ")


def test_numbers_of_small_neighbours_stand_beside_the_body() -> None:
    key = ("perineum:left", "perineum:right")
    neutral = tuple(
        f"{place}:{side}" for place in ("gluteal_cleft", "coccyx", "sit_bone") for side in ("left", "right")
    )
    marked = {key[0]: 33, key[1]: 30, "gluteal_cleft:right": 9, "coccyx:right": 7, "sacroiliac:left": 9}
    figure = places_marked("chart-x", "Places", PlacesMarked("back", marked, key, neutral, 43)).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    body = named(figure, "skin")[""].get_window_extent()
    numbers = [text for text in figure.axes[0].texts if text.get_text().isdigit()]
    boxes = {text.get_text(): text.get_window_extent(canvas.get_renderer()) for text in numbers}
    assert set(boxes) == {"77", "70", "21", "16"}
    assert boxes["77"].x1 < body.x0
    assert boxes["70"].x0 > body.x1
    assert sum(body.x0 < text.get_position()[0] * figure.dpi / 72 < body.x1 for text in numbers) == 1


def test_one_of_many_is_never_printed_as_nobody() -> None:
    assert [shares.printed(share) for share in (0, 1 / 1000, 1 / 200, 1 / 199, 1)] == ["", "<1", "<1", "1", "100"]


def bars(chart: Chart) -> list[tuple[str, float, float, float]]:
    """Give how a bar was judged, its ends and its height."""
    found = []
    for judged in JUDGED:
        for bar in named(chart.figure, f"{judged} ").values():
            assert isinstance(bar, Rectangle)
            found.append((judged, bar.get_x(), bar.get_x() + bar.get_width(), bar.get_height()))
    return found


def test_numbers_are_counted_where_they_lie_and_as_they_were_judged(
    papers: list[GradedPaper], charts: dict[str, Chart]
) -> None:
    values = np.array([value for value in given(papers, "width_cm") if value is not None])
    judged = np.where(abs(values - 14.25) <= 0.1, "right", np.where(abs(values - 57) <= 0.5, "near miss", "wrong"))
    total = 0
    for kind, low, high, height in bars(charts["width_cm"]):
        # Bars are drawn a little narrower than their steps.
        gap = (high - low) * 0.07
        inside = (values > low - gap) & (values < high + gap) & (judged == kind)
        assert height == inside.sum()
        total += height
    assert total == len(values) == (judged == "right").sum() + (judged == "wrong").sum()
    band = named(charts["width_cm"].figure, "accepted ")["0"]
    # What is accepted is narrower than a mark can be.
    assert band.get_x() + band.get_width() / 2 == pytest.approx(14.25)
    assert "1 near miss: 57 cm (nobody)" in charts["width_cm"].description


def test_near_misses_are_marked_where_they_lie_and_counted() -> None:
    (question,) = [one for one in quiz().graded if one.id == "width_cm"]
    given = [((14.25, 0), 5), ((57.5, 0), 3), ((56.6, 0), 1), ((58.0, 0), 2)]
    chart = drawn(pictured(question, given, 11), "chart-x", "6 width_cm")  # type: ignore[arg-type]
    near = named(chart.figure, "nearly ")["0 0"]
    assert (near.get_x(), near.get_x() + near.get_width()) == pytest.approx((56.5, 57.5))
    assert [height for kind, *_, height in bars(chart) if kind == "right"] == [5]
    assert sum(height for kind, *_, height in bars(chart) if kind == "near miss") == 4
    assert "1 near miss: 57 cm (4 learners)" in chart.description


def test_varied_numbers_are_multiples_of_each_papers_own() -> None:
    (question,) = [one for one in quiz().graded if one.id == "half_weight"]
    handed_in = []
    for number in range(60):
        at = number * 7919 + 1
        weight = (60, 70, 80)[question.position(at)]  # type: ignore[union-attr]
        right = weight * 9.81 / 2
        handed_in.append(paper(f"l{number}", {"half_weight": [right + 4, 2 * right, 1.5 * right][number % 3]}, at))
    report = analyse(quiz(), questions(), handed_in)
    picture = item(report, "half_weight").picture
    assert isinstance(picture, NumbersGiven)
    assert picture.axis == "Answer as a multiple of the right number"
    assert (picture.right, *picture.near[0][1:]) == (1.0, "“weight × 9.81” N", 20)
    # 5 N are the largest share of the smallest weight; the near miss is 1 N wide.
    assert picture.band == pytest.approx((1 - 5 / 294.3, 1 + 5 / 294.3))
    (near,) = picture.near[0].bands
    assert near == pytest.approx((2 - 1 / 294.3, 2 + 1 / 294.3))
    found = Counter()
    for kind, low, high, height in bars(drawn(picture, "chart-x", "5 half_weight")):
        found[kind] += int(height)
        assert low < {"right": 1.012, "near miss": 2.0, "wrong": 1.5}[kind] < high
    assert found == {"right": 20, "near miss": 20, "wrong": 20}


def test_near_misses_whose_places_mingle_stand_on_lines_of_their_own() -> None:
    near = [
        {"value": formula, "tolerance": 0.5, "feedback": "No."}
        for formula in ("100 * 3 / size", "100 * marked / size", "100 * 3 / (marked + size - 3)")
    ]
    vary = {"marked": [4.0, 5.0], "size": [10.0, 12.0]}
    question = number(vary=vary, answer="100 * 3 / marked", unit="%", tolerance=0.5, near_misses=near)
    answered = [((value, at), 2) for misses in question.near_values for at, value in enumerate(misses)]
    answered += [((value, at), 5) for at, value in enumerate(question.answers)]
    chart = drawn(pictured(question, answered, 44), "chart-x", "8 some")  # type: ignore[arg-type]
    marks = named(chart.figure, "nearly ")
    lines: dict[str, set[float]] = {}
    for name, mark in marks.items():
        lines.setdefault(name.split()[0], set()).add(mark.get_y())
        assert mark.get_y() > 1  # above the bars, which it would hide
    heights = [height for (height,) in lines.values()]
    assert len(heights) == len(set(heights)) == 3
    # Each mark stands where its paper's near miss lies.
    for number_, misses in enumerate(question.near_values):
        for value, right in zip(misses, question.answers, strict=True):
            own = [mark for name, mark in marks.items() if name.startswith(f"{number_} ")]
            assert any(mark.get_x() <= value / right <= mark.get_x() + mark.get_width() for mark in own)
    assert "3 near miss: “100 × 3 / (marked + size − 3)” % (8 learners)" in chart.description


def number(**changed: Any) -> Number:
    told: dict[str, Any] = {
        "id": "some", "kind": "number", "use": "graded", "points": 1, "objective": "bones", "anchor": "a",
        "sources": ["none"], "prompt": "How much?", "explanation": "So.", "unit": "N",
        "feedback": {"correct": "Yes.", "wrong": "No."},
    }  # fmt: skip
    return TypeAdapter(Number).validate_python(told | changed)


def test_where_right_numbers_have_both_signs_their_difference_is_drawn() -> None:
    question = number(vary={"a": [-2.0, 0.0, 3.0]}, answer="a * 10", tolerance=1.0)
    given = [((-20.5, 0), 4), ((5.0, 1), 3), ((25.0, 2), 2), ((30.0, 2), 1)]
    picture = pictured(question, given, 10)
    assert isinstance(picture, NumbersGiven)
    assert (picture.axis, picture.right, picture.band) == ("Answer minus the right number, N", 0.0, (-1.0, 1.0))
    assert [tuple(one) for one in picture.bunches] == [
        (-5.0, "wrong", 2), (-0.5, "right", 4), (0.0, "right", 1), (5.0, "wrong", 3),
    ]  # fmt: skip


def test_a_slip_in_the_unit_stands_beyond_the_axis_and_is_said() -> None:
    question = number(answer=14.0, tolerance=0.5, near_misses=[{"value": 1400.0, "tolerance": 1.0, "feedback": "mm"}])
    picture = pictured(question, [((14.0, 0), 20), ((1400.0, 0), 3), ((-100.0, 0), 2), ((13.0, 0), 5)], 30)
    assert isinstance(picture, NumbersGiven)
    counted = steps(picture)
    assert (counted.lower, counted.higher) == (2, 3)
    assert sum(map(sum, counted.counts.values())) == 25
    assert counted.edges[-1] < 50
    chart = drawn(picture, "chart-x", "1 some")
    assert "Not shown: 2 lower and 3 higher than the axis goes" in chart.description
    assert not named(chart.figure, "nearly ")


def test_a_bar_that_dwarfs_the_others_is_cut_off_and_says_so() -> None:
    question = number(answer=14.0, tolerance=0.5)
    picture = pictured(question, [((14.0, 0), 600), ((20.0, 0), 20), ((8.0, 0), 12)], 632)
    chart = drawn(picture, "chart-x", "1 some")  # type: ignore[arg-type]
    assert sorted(height for *_, height in bars(chart)) == [12, 20, 600]
    assert 20 < chart.figure.axes[0].get_ylim()[1] < 600
    assert "The bar of 600 learners is cut off" in chart.description
    assert {text.get_text() for text in chart.figure.axes[0].texts} >= {"600", "20", "12"}


@pytest.mark.parametrize(
    "given",
    [[], [((0.0, 0), 3)], [((1e300, 0), 1)], [((-1e308, 0), 1), ((1e308, 0), 2)], [((1e-300, 0), 1), ((7.0, 0), 1)]],
    ids=["nobody", "right", "huge", "both ends", "tiny"],
)
@pytest.mark.parametrize("right", [0.0, 7.0, -3.0, 1e-6, 123456.0])
@pytest.mark.parametrize("tolerance", [0.0, 1.0])
def test_any_number_has_a_picture(given: list[Any], right: float, tolerance: float) -> None:
    picture = pictured(number(answer=right, tolerance=tolerance), given, 3)
    assert isinstance(picture, NumbersGiven)
    counted = steps(picture)
    assert 1 <= len(counted.edges) - 1 <= 43
    everybody = sum(map(sum, counted.counts.values())) + counted.lower + counted.higher
    assert everybody == sum(times for _, times in given)
    assert counted.edges[0] <= right <= counted.edges[-1]


def test_points_that_a_person_gave_are_counted(
    papers: list[GradedPaper], report: Report, charts: dict[str, Chart]
) -> None:
    points = [one.marks.grades["own_words"].manual for one in papers]
    counted = Counter(points)
    heights = {
        bar.get_x() + bar.get_width() / 2: bar.get_height()
        for bar in named(charts["own_words"].figure, "points ").values()
    }
    assert {round(value, 6): count for value, count in heights.items()} == counted
    totals = pd.Series([sum(mark.score for mark in one.marks.grades.values()) for one in papers]).round(9)
    picture = item(report, "own_words").picture
    assert isinstance(picture, PointsGiven)
    assert picture.mean == pytest.approx(np.mean(points))  # type: ignore[arg-type]
    # Equal totals at the edge of a group share its places, so its mean lies between those of a smaller and a larger.
    size = round(0.27 * LEARNERS)
    edge = totals.nlargest(size).min()
    inside, at_edge = totals > edge, totals == edge
    share = (size - inside.sum()) / at_edge.sum()
    assert picture.upper == pytest.approx((np.array(points) * (inside + share * at_edge)).sum() / size)
    assert picture.lower is not None
    assert picture.lower < picture.mean < picture.upper  # type: ignore[operator]


def test_many_different_points_are_counted_in_steps() -> None:
    points = np.linspace(0, 4, 101)
    picture = points_pictured(points, 4.0, None)
    assert picture is not None
    assert len(picture.bars) <= 20
    assert sum(count for *_, count in picture.bars) == 101
    for low, high, count in picture.bars[:-1]:
        assert count == ((points >= low - 1e-9) & (points < high - 1e-9)).sum()


def test_papers_of_ones_own_give_the_same_pictures() -> None:
    plain, shuffled = (analyse(quiz(), questions(), a_class(60, shuffled=own)) for own in (False, True))
    for one, other in zip(plain.items, shuffled.items, strict=True):
        if one.id != "half_weight":  # its right number is another one on each paper
            assert one.picture == other.picture


def test_the_spreadsheet_has_every_number_and_every_point(papers: list[GradedPaper], report: Report) -> None:
    frame = pd.read_csv(io.StringIO(tables(report)["distributions.csv"]))
    numbers = frame[frame["question"] == "width_cm"]
    counted = Counter(value for value in given(papers, "width_cm") if value is not None)
    assert dict(zip(numbers["from"], numbers["learners"], strict=True)) == pytest.approx(counted)
    assert set(numbers.loc[numbers["from"] == 14.25, "judged"]) == {"right"}
    assert frame.loc[frame["question"] == "own_words", "learners"].sum() == LEARNERS


def shows(tick: Any) -> bool:
    """Say whether a tick lies on its axis: matplotlib makes some beyond it, and does not draw them."""
    axis = tick.axes.xaxis if tick.__name__ == "xtick" else tick.axes.yaxis
    low, high = sorted(axis.get_view_interval())
    return bool(low <= tick.get_loc() <= high)


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_cut_off_or_written_over_and_every_number_is_told(charts: dict[str, Chart], name: str) -> None:
    chart = charts[name]
    figure = chart.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    ticks = [tick for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for tick in axis.get_major_ticks()]
    beyond = [tick.label1 for tick in ticks if not shows(tick)]
    boxes = [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text not in beyond
    ]
    for index, (words, box) in enumerate(boxes):
        assert box.x0 >= -1, words
        assert box.x1 <= figure.bbox.width + 1, words
        assert box.y0 >= -1, words
        assert box.y1 <= figure.bbox.height + 1, words
        for others, other in boxes[index + 1 :]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            along = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across < 2 or along < 6, f"{words!r} and {others!r} overlap"
    told = set(re.findall(r"\d+", chart.description))
    axes_say = {tick.label1.get_text() for tick in ticks}
    for words, _ in boxes:
        if words.isdigit() and words not in axes_say:
            assert words in told


def shares_of_groups(papers: list[GradedPaper], taken: list[bool]) -> tuple[float, float]:
    """Give the shares of the best and of the weakest 27 %; equal totals at an edge share its last places."""
    totals = pd.Series([sum(mark.score for mark in one.marks.grades.values()) for one in papers]).round(9)
    size = round(0.27 * len(papers))
    found = []
    for ranked in (totals, -totals):
        edge = ranked.nlargest(size).min()
        inside, at_edge = ranked > edge, ranked == edge
        weights = inside + at_edge * (size - inside.sum()) / at_edge.sum()
        found.append(float((weights * np.array(taken)).sum() / size))
    return found[0], found[1]


def test_the_two_groups_are_compared_on_every_kind(papers: list[GradedPaper], report: Report) -> None:
    soup = BeautifulSoup(page(report, datetime(2026, 11, 23, tzinfo=UTC)), "html.parser")
    taken = {
        ("width_cm", "14.25 cm (right)"): [value == 14.25 for value in given(papers, "width_cm")],
        ("width_cm", "9.5 cm"): [value == 9.5 for value in given(papers, "width_cm")],
        ("from_the_top", "2. Sacrum (right)"): [
            bool(order) and order[1] == quiz_key("from_the_top")[1] for order in given(papers, "from_the_top")
        ],
        ("which_movement", "Adduction (right)"): [
            bool(rows) and rows[1] == quiz_key("which_movement")[1] for rows in given(papers, "which_movement")
        ],
        ("where_it_hurts", "Over the sacroiliac joint (right) (right)"): [
            bool(places) and "sacroiliac:right" in places for places in given(papers, "where_it_hurts")
        ],
    }
    for (name, answer), chosen in taken.items():
        upper, lower = shares_of_groups(papers, chosen)
        told = soup.find(id=f"chart-answers-{name.replace('_', '-')}-words").get_text()
        shares = re.search(rf"{re.escape(answer)}: (\d+) % of all, (\d+) % of the upper and (\d+) % of the lower", told)
        assert shares, f"{answer} in {told}"
        expected = [100 * value for value in (float(np.mean(chosen)), upper, lower)]
        assert [float(share) for share in shares.groups()] == pytest.approx(expected, abs=0.51)  # in whole per cent


def quiz_key(name: str) -> Any:
    return next(one.key for one in quiz().graded if one.id == name)


def test_the_groups_are_marked_where_they_are_told() -> None:
    taken = [Taken("a", True, 0.5, 0.8, 0.25), Taken("b", False, 0.3, 0.1, 0.4), Taken("c", False, 0.2, 0.1, 0.35)]
    lines = answers("chart-x", "Who", taken).figure.axes[0].lines
    marked = {
        (line.get_marker(), row): share
        for line in lines
        for row, share in zip(line.get_ydata(), line.get_xdata(), strict=True)
    }
    assert marked == {
        ("^", 0): 80, ("v", 0): 25, ("^", 1): 10, ("v", 1): 40, ("^", 2): 10, ("v", 2): 35,
    }  # fmt: skip


def test_long_names_are_broken_and_the_longest_are_cut() -> None:
    long = "A bag in each hand that weighs a twentieth of what the person who carries it weighs, and more words still"
    columns = Column("a", long), Column("b", "x")
    figure = grid("chart-x", "Grid", Grid("Text chosen", (long, "Short"), columns, ((1, 2), (3, 4)), (0, 1), 10)).figure
    written = [text.get_text() for text in figure.axes[0].texts]
    assert max(map(len, written)) <= 48
    assert sum(text.endswith("…") for text in written) == 2
    cells = named(figure, "cell ")
    assert [words_in(figure, cells[at]) for at in ("0 0", "0 1", "1 0", "1 1")] == ["10", "20", "30", "40"]


def test_options_that_differ_in_their_last_words_are_told_apart() -> None:
    alike = "b Pain tends to stir up the nerve cells that drive the painful"
    names = [f"{alike} muscle", f"{alike} joint", f"{alike} leg, and so on and on for much longer than two lines"]
    figure = answers("chart-x", "Who", [Taken(name, name is names[0], 1.0, 0.5, 0.5) for name in names]).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = figure.axes[0].texts
    written = [text.get_text().replace("\n", " ") for text in texts if text.get_ha() == "left"]
    assert written[:2] == [f"✓ {names[0]}", names[1]]
    assert written[2].endswith("…")
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width and box.y1 <= figure.bbox.height for box in boxes)
    assert not [1 for at, box in enumerate(boxes) for other in boxes[at + 1 :] if box.overlaps(other)]


def test_a_legend_explains_what_there_is() -> None:
    def words(chart: Chart) -> str:
        return " ".join(text.get_text() for text in chart.figure.texts)

    assert words(difficulty([Bar("a", 0.5), Bar("b", 0.95)], 0.9, 0.3)) == "Striped: below 30 % or above 90 %."
    assert words(difficulty([Bar("a", 0.5), Bar("b", None)], 0.9, 0.3)).startswith("No question is below 30 %")
    assert "below 0.20" in words(discrimination([Pull("a", 0.19, 0.3), Pull("b", 0.4, 0.3)], 0.2))
    assert "below" not in words(discrimination([Pull("a", 0.2, 0.3), Pull("b", None, None)], 0.2))


def test_a_match_says_why_its_columns_stand_as_they_do() -> None:
    (question,) = [one for one in quiz().graded if one.id == "which_movement"]
    assert isinstance(question, Match)
    picture = pictured(question, [(tuple(question.key), 3)], 3)
    assert isinstance(picture, Grid)
    in_order = [column.label for column in picture.columns] == sorted(question.letters)
    assert picture.note == ("" if in_order else "in the order of the rows")
    written = [text.get_text() for text in grid("chart-x", "G", replace(picture, note="as here")).figure.axes[0].texts]
    assert "Text chosen (framed: right); as here" in written


def test_a_page_of_a_large_class_stays_small(report: Report) -> None:
    written = page(report, datetime(2026, 11, 23, tzinfo=UTC))
    assert len(written.encode()) < 500_000
