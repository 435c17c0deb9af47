"""Item analysis by classical test theory: how hard the questions are, and how well they tell learners apart.

Scores are points as nbgrader totals them: a person's mark in place of the automatic one, extra credit added, no late
penalty. Formulas: L. Crocker and J. Algina, *Introduction to Classical and Modern Test Theory* (1986).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

GROUP: Final = 0.27
"""Share of the learners in the upper and in the lower group: T. L. Kelley, J. Educ. Psychol. 30 (1939) 17-24."""


@dataclass(frozen=True)
class Groups:
    """How much each learner counts in the upper and in the lower group, from 0 to 1.

    Learners with equal totals at a group's edge share its last places, so that no order of the names decides.
    """

    upper: Floats
    lower: Floats

    @property
    def size(self) -> float:
        """How many learners a group holds."""
        return round(float(self.upper.sum()), 6)


@dataclass(frozen=True)
class Reliability:
    """How well the whole quiz measures; None where it cannot be computed."""

    alpha: float | None
    interval: tuple[float, float] | None
    error: float | None  # standard error of measurement, in points
    if_deleted: tuple[float | None, ...]


@dataclass(frozen=True)
class ItemFigures:
    """What one question does; shares are from 0 to 1 (more with extra credit), None where there is nothing to tell."""

    marked: int
    difficulty: float | None
    deviation: float | None
    correlation: float | None
    upper: float | None
    lower: float | None

    @property
    def discrimination(self) -> float | None:
        """The upper-lower index, from -1 to 1."""
        return None if self.upper is None or self.lower is None else self.upper - self.lower


def groups(totals: Floats, share: float = GROUP) -> Groups | None:
    """Find the learners with the highest and with the lowest totals.

    Parameters
    ----------
    totals : ndarray
        Points of each learner.
    share : float, optional
        How large each group is, above 0 and at most 0.5.

    Returns
    -------
    Groups or None
        None where the totals cannot be told apart: fewer than two learners, or one total over both groups.
    """
    if len(totals) < 2:
        return None
    totals = np.round(totals, 9)  # sums of thirds differ in their last binary digits only
    size = max(1.0, float(np.round(share * len(totals))))
    upper, lower = _top(totals, size), _top(-totals, size)
    if np.average(totals, weights=upper) <= np.average(totals, weights=lower):
        return None
    return Groups(upper, lower)


def reliability(scores: Floats) -> Reliability:
    """Compute Cronbach's alpha.

    ``alpha = k / (k - 1) * (1 - sum of the items' variances / variance of the totals)``, with the 95 % interval of
    Feldt, Woodruff and Salih (Appl. Psychol. Meas. 11 (1987) 93-103, formulas 6 and 7).
    The standard error of measurement is ``sd(totals) * sqrt(1 - alpha)``.

    Parameters
    ----------
    scores : ndarray
        Points, one row a learner and one column a question, without gaps.

    Returns
    -------
    Reliability
        All None for fewer than two learners or two questions, or where all totals are equal.
    """
    alpha = _alpha(scores)
    learners, items = scores.shape
    rest = tuple(_alpha(np.delete(scores, item, axis=1)) for item in range(items))
    if alpha is None:
        return Reliability(None, None, None, rest)
    error = float(scores.sum(axis=1).std(ddof=1) * np.sqrt(max(0.0, 1 - alpha)))
    return Reliability(alpha, _interval(alpha, learners, items), error, rest)


def item_figures(scores: Floats, points: Floats) -> list[ItemFigures]:
    """Describe each question of a quiz.

    Difficulty is the mean score over the points, so that an easy question has a high one. The correlation is
    Pearson's, between a question and the total of the others.

    Parameters
    ----------
    scores : ndarray
        Points, one row a learner and one column a question, without gaps.
    points : ndarray
        The most that each question gives.

    Returns
    -------
    list of ItemFigures
        In the order of the columns.
    """
    totals = scores.sum(axis=1)
    split = groups(totals)
    figures = []
    for column, most in zip(scores.T, points, strict=True):
        share = column / most if most > 0 else np.zeros_like(column)
        figures.append(
            ItemFigures(
                marked=len(column),
                difficulty=float(share.mean()) if len(share) else None,
                deviation=float(column.std(ddof=1)) if len(column) > 1 else None,
                correlation=correlation(column, totals - column),
                upper=float(np.average(share, weights=split.upper)) if split else None,
                lower=float(np.average(share, weights=split.lower)) if split else None,
            )
        )
    return figures


def correlation(one: Floats, other: Floats) -> float | None:
    """Give Pearson's correlation, None where one of the two does not vary."""
    if len(one) < 2 or _constant(one) or _constant(other):
        return None
    one, other = one - one.mean(), other - other.mean()
    return float(np.clip((one @ other) / np.sqrt((one @ one) * (other @ other)), -1, 1))


def chance_margin(learners: int) -> float | None:
    """Say how far from 0 chance alone moves a correlation that is 0, in 19 classes of 20: 1.96 / sqrt(n - 1).

    Parameters
    ----------
    learners : int
        Size of the class.

    Returns
    -------
    float or None
        At most 1; None for a class of one.
    """
    return min(1.0, 1.96 / float(np.sqrt(learners - 1))) if learners > 1 else None


def histogram(totals: Floats, most: float) -> tuple[list[float], list[int]]:
    """Count the totals in at most 20 steps of equal and round width.

    Parameters
    ----------
    totals : ndarray
        Points of each learner.
    most : float
        The most that the quiz gives.

    Returns
    -------
    tuple of list of float and list of int
        The edges, from 0 to the most points or the highest total, and the count between each two; a total on an edge
        counts above it, the highest one in the last step.
    """
    top = max(most, float(totals.max()) if len(totals) else 0.0, 1e-9)
    bottom = min(0.0, float(totals.min()) if len(totals) else 0.0)
    step = next(width for width in _widths() if (top - bottom) / width <= 20)
    edges = np.arange(np.floor(bottom / step), np.ceil(top / step - 1e-9) + 1) * step
    # A third of a point is not exact in binary: 2.9999999 is a total of 3.
    counts, _ = np.histogram(totals + 1e-9, bins=[*edges[:-1], edges[-1] + 1e-6])
    return edges.tolist(), counts.tolist()


def _widths() -> list[float]:
    return [0.5, *(lead * 10.0**power for power in range(12) for lead in (1, 2, 5))]


def _top(totals: Floats, size: float) -> Floats:
    edge = np.sort(totals)[len(totals) - int(size)]
    above, at = totals > edge, totals == edge
    weights: Floats = above + at * ((size - above.sum()) / at.sum())
    return weights


def _alpha(scores: Floats) -> float | None:
    learners, items = scores.shape
    if learners < 2 or items < 2:
        return None
    totals = scores.sum(axis=1)
    if _constant(totals):
        return None
    return float(items / (items - 1) * (1 - scores.var(axis=0, ddof=1).sum() / totals.var(ddof=1)))


def _interval(alpha: float, learners: int, items: int) -> tuple[float, float]:
    from scipy.special import fdtri  # noqa: PLC0415  (only a report needs it)

    freedom = learners - 1, (learners - 1) * (items - 1)
    return float(1 - (1 - alpha) * fdtri(*freedom, 0.975)), float(1 - (1 - alpha) * fdtri(*freedom, 0.025))


def _constant(values: Floats) -> bool:
    # Sums of thirds differ in their last binary digits only.
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))
