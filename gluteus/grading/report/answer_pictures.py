"""What the picture of a question shows: for each kind, the answers of a class in the form that its chart draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from gluteus.charts.chart import Chart
from gluteus.charts.given_grid import Column, Grid, grid
from gluteus.charts.given_numbers import Bunch, Judged, Near, NumbersGiven, numbers_given
from gluteus.charts.given_places import PlacesMarked, places_marked
from gluteus.charts.given_points import MOST_BARS, PointsGiven, points_given
from gluteus.grading.report.answer_counts import cut, near_in_words
from gluteus.grading.report.statistics import Floats, ItemFigures, histogram
from gluteus.quiz.formulas import shown
from gluteus.quiz.kinds import Match, Number, Order, Question, Regions

Picture: TypeAlias = NumbersGiven | Grid | PlacesMarked | PointsGiven
Given: TypeAlias = Iterable[tuple[Any, int]]

FARTHEST: Final = 2.0
"""How many times the right number an axis goes beyond it: a slip in the unit would leave no room for the others."""

UNBROKEN: Final = "\N{NO-BREAK SPACE}"
"""Between a number and its unit, which must not stand alone on the next line."""

HUGE: Final = 1e300
"""A huge number divided by a small one must not become infinite."""


def pictured(question: Question, given: Given, learners: int) -> Picture | None:
    """Work out what the picture of a question shows.

    Parameters
    ----------
    question : Question
        The question.
    given : iterable of tuple
        Each readable answer, in the file's letters, and how many learners gave it; a number stands with the variant of
        its paper: ``(3.5, 2)``.
    learners : int
        All whose file could be read.

    Returns
    -------
    NumbersGiven, Grid, PlacesMarked or None
        None for options, whose chart is made of their counts, and for texts, which points tell about.
    """
    match question:
        case Number():
            return _numbers(question, given)
        case Order():
            return _places(question, given, learners)
        case Match():
            return _rows(question, given, learners)
        case Regions():
            return _regions(question, given, learners)
    return None


def points_pictured(points: Floats, most: float, figures: ItemFigures | None) -> PointsGiven | None:
    """Count the points that learners were given for a text.

    Parameters
    ----------
    points : ndarray
        Points of each learner who has a mark.
    most : float
        The most that the question gives.
    figures : ItemFigures or None
        Its figures.

    Returns
    -------
    PointsGiven or None
        Each value with its count, or steps where there are many values; None where nobody has a mark.
    """
    if not len(points):
        return None
    values, counts = np.unique(np.round(points, 6), return_counts=True)
    bars = [(float(value), float(value), int(count)) for value, count in zip(values, counts, strict=True)]
    if len(bars) > MOST_BARS:
        edges, steps = histogram(points, most)
        bars = [(low, high, count) for low, high, count in zip(edges, edges[1:], steps, strict=False)]
    groups = (figures.upper, figures.lower) if figures is not None else (None, None)
    upper, lower = (None if share is None else share * most for share in groups)
    return PointsGiven(tuple(bars), most, float(points.mean()), upper, lower)


def drawn(picture: Picture, name: str, number_and_id: str) -> Chart:
    """Draw a picture.

    Parameters
    ----------
    picture : NumbersGiven, Grid, PlacesMarked or PointsGiven
        What it shows.
    name : str
        Short name of the chart: letters, digits and hyphens.
    number_and_id : str
        What the question is called.

    Returns
    -------
    Chart
        The chart of the question's kind.
    """
    match picture:
        case NumbersGiven():
            return numbers_given(name, f"Numbers given to {number_and_id}", picture)
        case Grid():
            return grid(name, f"{picture.heading} in {number_and_id}", picture)
        case PlacesMarked():
            return places_marked(name, f"Places marked in {number_and_id}", picture)
        case PointsGiven():
            return points_given(name, f"Points given for {number_and_id}", picture)


def _numbers(question: Number, given: Given) -> NumbersGiven:
    keys, tolerance = question.answers, question.tolerance
    unit = f" {question.unit}" if question.unit else ""
    give = f"give or take {shown(tolerance)}{unit.replace(' ', UNBROKEN)}"
    one_key = len(set(keys)) == 1
    # Errors such as a forgotten factor are the same multiple of every paper's number, whatever it is.
    times = not one_key and (min(keys) > 0 or max(keys) < 0)

    def on_axis(value: float, position: int) -> float:
        if one_key:
            return value
        moved = value / keys[position] if times else value - keys[position]
        return max(-HUGE, min(HUGE, moved))

    bunches: Counter[tuple[float, Judged]] = Counter()
    missed: Counter[int] = Counter()
    for (value, position), learners in given:
        judged: Judged = "right" if question.is_right(value, position) else "wrong"
        if (near := question.near_miss(value, position)) is not None:
            judged = "near miss"
            missed[near] += learners
        bunches[float(f"{on_axis(value, position):.9g}"), judged] += learners

    def bands(ends: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Give where something lies that has a value and a tolerance on each variant; what overlaps is one band."""
        joined: list[tuple[float, float]] = []
        for low, high in sorted(
            (min(reached), max(reached))
            for at, (value, wide) in enumerate(ends)
            for reached in [[on_axis(value + sign * wide, at) for sign in (-1, 1)]]
        ):
            if joined and low <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(high, joined[-1][1])
            else:
                joined.append((low, high))
        return joined

    right = keys[0] if one_key else 1.0 if times else 0.0
    axis, told = f"Answer{f' in {question.unit}' if unit else ''}", f"{shown(keys[0])}{unit}, {give}"
    if not one_key:
        axis = (
            "Answer as a multiple of the right number"
            if times
            else f"Answer minus the right number{unit and f',{unit}'}"
        )
        told = f"each paper’s own number, {give}"
    scale = abs(right) or max(map(abs, keys)) or 10 * tolerance or 1.0
    return NumbersGiven(
        axis=axis,
        bunches=tuple(Bunch(value, how, count) for (value, how), count in sorted(bunches.items())),
        right=right,
        band=bands([(key, tolerance) for key in keys])[0],
        told=told,
        near=tuple(
            Near(
                tuple(bands([(value, near.tolerance) for value in values])),
                near_in_words(near, question.unit),
                missed[at],
            )
            for at, (near, values) in enumerate(zip(question.near_misses, question.near_values, strict=True))
        ),
        reach=FARTHEST * scale,
    )


def _places(question: Order, given: Given, learners: int) -> Grid:
    count = len(question.items)
    taken = np.zeros((count, count), dtype=int)
    rows = {letter: row for row, letter in enumerate(question.key)}
    for letters, times in given:
        for at, letter in enumerate(letters):
            taken[rows[letter], at] += times
    return Grid(
        heading="Place given",
        rows=tuple(f"{row}. {cut(item.text)}" for row, item in enumerate(question.items, 1)),
        columns=tuple(Column(str(at), "") for at in range(1, count + 1)),
        taken=tuple(map(tuple, taken.tolist())),
        right=tuple(range(count)),
        learners=learners,
    )


def _rows(question: Match, given: Given, learners: int) -> Grid:
    # In the order of the rows, so that right answers stand on the diagonal; what fits no row comes last.
    letters = list(dict.fromkeys([*question.key, *question.letters]))
    columns: dict[str | None, int] = {letter: at for at, letter in enumerate(letters)} | {None: len(letters)}
    taken = np.zeros((len(question.pairs), len(columns)), dtype=int)
    for answer, times in given:
        for row, letter in enumerate(answer):
            taken[row, columns[letter]] += times
    if not taken[:, -1].any():
        taken = taken[:, :-1]
    texts = dict(zip(question.letters, question.by_letter, strict=True))
    named = [Column(letter, cut(texts[letter])) for letter in letters] + [Column("–", "left open")]
    return Grid(
        heading="Text chosen",
        rows=tuple(cut(pair.text) for pair in question.pairs),
        columns=tuple(named[: taken.shape[1]]),
        taken=tuple(map(tuple, taken.tolist())),
        right=tuple(letters.index(letter) for letter in question.key),
        learners=learners,
        note="" if letters == question.letters else "in the order of the rows",
    )


def _regions(question: Regions, given: Given, learners: int) -> PlacesMarked:
    marked: Counter[str] = Counter()
    for places, times in given:
        for place in places if times else ():
            marked[place] += times
    return PlacesMarked(question.view, dict(marked), tuple(question.key), tuple(question.rule["neutral"]), learners)
