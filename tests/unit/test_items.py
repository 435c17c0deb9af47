"""The figures of the item analysis against independent libraries, and at the edges where there is little to compute."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pingouin
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from gluteus.grading.report.statistics import chance_margin, correlation, groups, histogram, item_figures, reliability

POINTS = np.array([1.0, 1.0, 3.0, 2.0, 4.0, 1.0])


def some_class(seed: int, learners: int = 157) -> np.ndarray:
    """Give scores with partial credit that hang together more or less."""
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(learners, 1))
    shares = 1 / (1 + np.exp(-(ability * rng.uniform(-0.3, 2, 6) + rng.normal(size=(learners, 6)))))
    return np.round(shares * 3) / 3 * POINTS


@pytest.mark.parametrize("seed", range(5))
def test_alpha_and_its_interval_are_pingouins(seed: int) -> None:
    scores = some_class(seed)
    found = reliability(scores)
    alpha, interval = pingouin.cronbach_alpha(pd.DataFrame(scores))
    assert found.alpha == pytest.approx(alpha, abs=1e-12)
    assert found.interval == pytest.approx(tuple(interval), abs=1e-3)  # pingouin rounds to three digits
    for item, without in enumerate(found.if_deleted):
        assert without == pytest.approx(pingouin.cronbach_alpha(pd.DataFrame(scores).drop(columns=item))[0], abs=1e-12)


def test_the_standard_error_of_measurement_is_that_of_the_totals() -> None:
    scores = some_class(1)
    alpha, _ = pingouin.cronbach_alpha(pd.DataFrame(scores))
    assert reliability(scores).error == pytest.approx(pd.DataFrame(scores).sum(axis=1).std() * (1 - alpha) ** 0.5)


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_of_an_item_are_those_of_pandas_and_scipy(seed: int) -> None:
    scores = some_class(seed)
    frame = pd.DataFrame(scores)
    totals = frame.sum(axis=1)
    for item, found in enumerate(item_figures(scores, POINTS)):
        column = frame[item]
        assert found.difficulty == pytest.approx(column.mean() / POINTS[item])
        assert found.deviation == pytest.approx(column.std())
        assert found.correlation == pytest.approx(scipy.stats.pearsonr(column, totals - column).statistic)
        assert found.correlation == pytest.approx(column.corr(totals - column))


def test_upper_minus_lower_is_that_of_the_highest_and_lowest_27_per_cent() -> None:
    rng = np.random.default_rng(3)
    scores = rng.random((100, 4))  # no two totals are equal
    frame = pd.DataFrame(scores)
    order = frame.sum(axis=1).sort_values().index
    upper, lower = frame.loc[order[-27:]].mean(), frame.loc[order[:27]].mean()
    for item, found in enumerate(item_figures(scores, np.ones(4))):
        assert found.upper == pytest.approx(upper[item])
        assert found.lower == pytest.approx(lower[item])
        assert found.discrimination == pytest.approx(upper[item] - lower[item])


@given(st.lists(st.integers(0, 4), min_size=2, max_size=40), st.randoms())
def test_the_order_of_the_learners_decides_nothing(totals: list[int], random: object) -> None:
    scores = np.array([[total / 3, total / 3, total / 3] for total in totals])
    order = list(range(len(totals)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = groups(scores.sum(axis=1)), groups(scores[order].sum(axis=1))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.upper[order] == pytest.approx(other.upper)
        assert one.lower[order] == pytest.approx(other.lower)
        assert one.size == round(one.lower.sum(), 6) == max(1, round(0.27 * len(totals)))
        assert ((one.upper >= 0) & (one.upper <= 1)).all()


def test_thirds_of_a_point_make_equal_totals() -> None:
    totals = np.array([0.1 + 0.2, 0.3] * 10)
    assert groups(totals) is None


@pytest.mark.parametrize(
    "scores",
    [
        np.zeros((0, 6)),
        np.zeros((1, 6)),
        np.ones((2, 6)),
        np.zeros((30, 6)),
        np.tile(POINTS / 3, (50, 1)),
        np.zeros((0, 0)),
        np.zeros((5, 0)),
        np.ones((5, 1)),
    ],
    ids=["nobody", "one", "two alike", "all empty", "all alike", "nothing", "no item", "one item"],
)
def test_where_nothing_varies_nothing_is_made_up(scores: np.ndarray) -> None:
    with np.errstate(all="raise"):
        whole = reliability(scores)
        figures = item_figures(scores, POINTS[: scores.shape[1]])
    assert whole.alpha is whole.error is whole.interval is None
    assert [found.correlation for found in figures] == [None] * scores.shape[1]
    assert [found.discrimination for found in figures] == [None] * scores.shape[1]
    assert histogram(scores.sum(axis=1), 12.0)[1] != []


def test_two_learners_are_enough_to_compute_and_the_margin_says_what_that_is_worth() -> None:
    whole = reliability(np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 0.0]]))
    assert whole.alpha == pytest.approx(pingouin.cronbach_alpha(pd.DataFrame([[1, 2, 0], [0, 1, 0]]))[0])
    assert chance_margin(2) == 1.0
    assert chance_margin(1) is chance_margin(0) is None
    assert chance_margin(101) == pytest.approx(0.196)


def test_a_correlation_never_leaves_its_range() -> None:
    values = np.array([1 / 3, 2 / 3, 1.0])
    assert correlation(values, values * 7) == pytest.approx(1)
    assert correlation(values, -values) >= -1


@given(st.lists(st.floats(0, 40), max_size=60), st.floats(0.5, 40))
def test_every_total_is_in_one_step(totals: list[float], most: float) -> None:
    edges, counts = histogram(np.array(totals), most)
    assert sum(counts) == len(totals)
    assert 1 <= len(counts) == len(edges) - 1 <= 21
    assert edges[0] <= 0
    assert edges[-1] >= max([most, *totals]) - 1e-6


def test_a_total_on_an_edge_counts_above_it_and_a_full_score_in_the_last_step() -> None:
    edges, counts = histogram(np.array([0.0, 1.0, 0.1 + 0.2 + 0.7, 6.0]), 6.0)
    assert dict(zip(edges, counts, strict=False)) == {
        0.0: 1, 0.5: 0, 1.0: 2, 1.5: 0, 2.0: 0, 2.5: 0, 3.0: 0, 3.5: 0, 4.0: 0, 4.5: 0, 5.0: 0, 5.5: 1,
    }  # fmt: skip
