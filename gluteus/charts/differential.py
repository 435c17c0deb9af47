"""The chart that sets the trigger points beside everything else that hurts in the same places."""

from __future__ import annotations

import re
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gluteus import atlas
from gluteus.charts.chart import Chart
from gluteus.charts.style import DOTS, HAIRLINE, SMALL, TEXT, WIDTH, Ink, canvas, sheet

PLACES: Final[dict[str, tuple[str, ...]]] = {
    "Low back": ("lumbar_",),
    "Iliac crest": ("iliac_crest_",),
    "Sacroiliac joint": ("sacroiliac",),
    "Sacrum": ("sacrum_",),
    "Tailbone": ("coccyx",),
    "Upper buttock": ("buttock_upper_",),
    "Middle buttock": ("buttock_middle_",),
    "Lower buttock": ("buttock_lower_", "gluteal_", "sit_bone"),
    "Side of hip": ("hip_side", "greater_trochanter"),
    "Groin and front of hip": ("groin", "hip_front", "pubis"),
    "Saddle area": ("perineum",),
    "Belly and ribs": ("abdomen_", "ribs_"),
    "Front and inner thigh": ("thigh_front_", "thigh_inner_"),
    "Outer thigh": ("thigh_outer_",),
    "Back of thigh": ("thigh_back_",),
    "Knee": ("knee_",),
    "Lower leg": ("leg_",),
}
"""Columns: a place and how the ids of its regions begin."""

Mark = Literal["essential", "spillover", "felt"]

COLUMN: Final = 15.0
ROW: Final = 31.0
HEAD: Final = 130.0
GROUP: Final = 24.0
KEY: Final = 42.0


def place_of(region: str) -> str:
    """Give the column that a region belongs to.

    Parameters
    ----------
    region : str
        Region id without a side.

    Returns
    -------
    str
        Key of `PLACES`.

    Raises
    ------
    KeyError
        If no column covers the region.
    """
    for place, beginnings in PLACES.items():
        if region.startswith(beginnings):
            return place
    raise KeyError(f"differential: no column for region {region!r}")


def matrix() -> dict[str, dict[str, dict[str, Mark]]]:
    """Say which trigger point and which condition is felt in which place.

    Returns
    -------
    dict
        Group to row name to place to mark; the essential zone wins where a place holds both zones.
    """
    held = atlas.load()
    points: dict[str, dict[str, Mark]] = {}
    for point in held.trigger_points.values():
        if point.muscle == "gluteus_medius":
            spillover: dict[str, Mark] = {place_of(region): "spillover" for region in point.spillover}
            essential: dict[str, Mark] = {place_of(region): "essential" for region in point.essential}
            points[f"{point.label}, {point.name.lower()}"] = spillover | essential
    others: dict[str, dict[str, Mark]] = {
        _short(condition.name): {place_of(region): "felt" for region in condition.regions}
        for condition in held.conditions.values()
        if condition.regions
    }
    return {"Gluteus medius trigger points": points, "Other conditions": others}


def differential() -> Chart:
    """Draw which gluteus medius trigger points and which other conditions are felt in which places.

    Returns
    -------
    Chart
        A matrix, one row for each source of pain, one column for each place.
    """
    groups = matrix()
    reached = {place for group in groups.values() for row in group.values() for place in row}
    places = [place for place in PLACES if place in reached]
    left = WIDTH - COLUMN * len(places) - 2
    height = HEAD + sum(GROUP + ROW * len(rows) for rows in groups.values()) + KEY

    def draw(ink: Ink) -> Figure:
        figure = sheet(height)
        axes = canvas(figure)
        for column, place in enumerate(places):
            x = left + COLUMN * (column + 0.5)
            axes.text(x, HEAD - 4, place, rotation=90, ha="center", va="bottom", fontsize=SMALL)
            axes.plot((x, x), (HEAD, height - KEY), color=ink["border"], linewidth=HAIRLINE)
        top = HEAD
        for group, rows in groups.items():
            axes.text(2, top + GROUP - 7, group, fontsize=TEXT, weight="bold", va="baseline")
            top += GROUP
            for row, (name, marks) in enumerate(rows.items()):
                y = top + ROW * (row + 0.5)
                if row % 2 == 0:
                    axes.add_patch(Rectangle((0, y - ROW / 2), WIDTH, ROW, facecolor=ink["surface"], zorder=0))
                axes.text(2, y, _folded(name), fontsize=SMALL, va="center", linespacing=1.15)
                for place, mark in marks.items():
                    _mark(axes, ink, left + COLUMN * (places.index(place) + 0.5), y, mark)
            top += ROW * len(rows)
        for x, y, mark, words in (
            (9, height - 26, "essential", "TrP, essential zone"),
            (184, height - 26, "spillover", "TrP, spillover zone"),
            (9, height - 9, "felt", "condition felt here"),
        ):
            _mark(axes, ink, x, y, mark)
            axes.text(x + 12, y, words, fontsize=SMALL, va="center_baseline")
        return figure

    sentences = " ".join(
        f"{group}. {'. '.join(_words(name, marks) for name, marks in rows.items())}." for group, rows in groups.items()
    )
    points = next(iter(groups.values())).values()
    without = "; ".join(_short(one.name) for one in atlas.load().conditions.values() if not one.regions)
    free = ", ".join(place.lower() for place in places if not any(place in marks for marks in points))
    return Chart(
        name="chart-differential",
        title="Where gluteus medius trigger points and other conditions are felt",
        draw=draw,
        description=(
            f"Which source of pain is felt where. {sentences} "
            f"No gluteus medius trigger point has a zone in: {free}. "
            f"Not in the table, for no place is named: {without}. "
            "Most places have several sources: one painful place never identifies one muscle."
        ),
        source="The course's atlas; the trigger point zones are traditional expert drawings, not measurements",
        citations=("travell1992", "donnelly2019"),
    )


def _short(name: str) -> str:
    """Leave out what stands in brackets."""
    return re.sub(r" \([^)]*\)", "", name)


def _words(name: str, marks: dict[str, Mark]) -> str:
    kinds: dict[Mark, str] = {"essential": "essential zone in", "spillover": "spillover zone in", "felt": "felt in"}
    parts = [
        f"{words} {', '.join(place.lower() for place in PLACES if marks.get(place) == kind)}"
        for kind, words in kinds.items()
        if kind in marks.values()
    ]
    return f"{name}: {'; '.join(parts)}"


def _mark(axes: Axes, ink: Ink, x: float, y: float, mark: str) -> None:
    if mark == "essential":
        axes.plot(x, y, "s", markersize=11, color=ink["essential"])
    elif mark == "spillover":
        axes.add_patch(
            Rectangle((x - 5, y - 5), 10, 10, facecolor="none", edgecolor=ink["spillover"], linewidth=1.2, hatch=DOTS)
        )
    else:
        axes.plot(x, y, "o", markersize=8, color=ink["series_1"])


def _folded(name: str) -> str:
    """Fold a long name into two lines at the space nearest to its middle."""
    if len(name) <= 21:
        return name
    spaces = [index for index, letter in enumerate(name) if letter == " "]
    fold = min(spaces, key=lambda index: abs(index - len(name) / 2))
    return f"{name[:fold]}\n{name[fold + 1 :]}"
