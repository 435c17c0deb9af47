"""What every measurement shares: where the course is, medians and percentiles."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))  # what the tests share; a measurement is started as a program of its own


def seconds(action: Callable[[], object], runs: int) -> float:
    """Give the median wall time of an action."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return median(times)


def percentile(values: list[float], share: float) -> float:
    """Give the value below which this share of the values lies, the nearest one from above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
