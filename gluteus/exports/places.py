"""The pictures of region questions: a body with numbered places, for systems in which nobody can mark a body."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import dist
from typing import Final, Literal

from matplotlib.figure import Figure
from PIL import Image
from shapely import Point

from gluteus import atlas
from gluteus.charts.chart import Chart
from gluteus.charts.outlines import polylines, shape
from gluteus.charts.panels import LARGEST, PLAIN, TALLEST, TITLES, Panels, area_in
from gluteus.charts.pictures import Frame, the_body
from gluteus.charts.style import HAIRLINE, SMALL, WIDTH, Ink, canvas, sheet
from gluteus.exports.wording import MOST_RIGHT
from gluteus.quiz.answer_sheet import View, places
from gluteus.quiz.kinds import Regions

FEWEST_WRONG: Final = 6
"""How many places that are wrong are offered at least, where the view has as many."""

REACH_MM: Final = 230.0
"""How far above and below the key a wrong place may lie, so that the picture need not show the whole body small."""


MARGIN_MM: Final = 45.0
DISC: Final = 8.5
"""Radius of a number's disc in units."""

APART: Final = 2 * DISC + 2.0
"""How far the middles of two discs stay apart, in units."""

EVEN_MM: Final = 30.0
"""Places within this height count as one row of the numbering."""

PICTURE_PX: Final = 720

Place = tuple[float, float]


@dataclass(frozen=True)
class Numbered:
    """A region question as a choice among numbered places.

    Attributes
    ----------
    regions : tuple of str
        The sided regions that are offered, in the order of their numbers, from 1.
    correct : frozenset of str
        Those of them that are right.
    sheet, solution : Chart
        The body with the numbers, and the same with the key's whole zone drawn in.
    """

    regions: tuple[str, ...]
    correct: frozenset[str]
    sheet: Chart
    solution: Chart

    @property
    def labels(self) -> list[str]:
        """What the options are called: ``1: Sacrum, upper half (left)``."""
        return [f"{number}: {atlas.listed([region])}" for number, region in enumerate(self.regions, start=1)]


def numbered(question: Regions) -> Numbered:
    """Choose the places that a region question offers, and draw them.

    The key is offered whole, or 10 places of it where it has more.
    Of the other places as many are offered, at least 6 and only such as count as wrong: a place that counts neither way
    is not offered, so that what ticks earn here is what the same marks earn on the course's page.
    Up to half of them are the key's places on the other side; then a near one and a far one take turns.

    Parameters
    ----------
    question : Regions
        The question.

    Returns
    -------
    Numbered
        The same each time.
    """
    return _numbered(question.id, question.view, tuple(question.key), tuple(question.rule["neutral"]))


@cache
def _numbered(name: str, view: View, whole_key: tuple[str, ...], neutral: tuple[str, ...]) -> Numbered:
    key = _spread(view, whole_key, MOST_RIGHT)
    offered = [*key, *_wrong(view, whole_key, neutral, max(FEWEST_WRONG, len(key)))]
    regions = tuple(_numbering(view, offered))
    panels = _window(view, regions)
    looks = TITLES[view].lower()
    described = (
        f"The body seen {looks}, with {len(regions)} numbered places, which the options name. "
        "Left and right are the person's own."
    )

    def chart(what: str, title: str, description: str, key: Sequence[str]) -> Chart:
        return Chart(
            name=f"{name.replace('_', '-')}-{what}",
            title=title,
            draw=_drawing(panels, regions, key),
            description=description,
            source="Drawn on the course's computed body",
            citations=("myosim",),
        )

    return Numbered(
        regions=regions,
        correct=frozenset(key),
        sheet=chart("places", f"The body {looks}, with numbered places", described, ()),
        solution=chart(
            "answer", "The places to mark", f"{described} To be marked: {atlas.listed(whole_key)}.", whole_key
        ),
    )


@cache
def picture(chart: Chart, mode: Literal["light", "dark"] = "light") -> bytes:
    """Draw a picture as a small PNG file: 720 pixels wide, 256 colours, the same bytes each time."""
    with Image.open(io.BytesIO(chart.png(mode, width_px=PICTURE_PX))) as drawn:
        few = drawn.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def shown(chart: Chart, address: str) -> str:
    """Write a picture and its description as HTML."""
    return f'<p><img src="{escape(address)}" alt="{escape(chart.description)}" width="{PICTURE_PX // 2}"></p>'


def _wrong(view: View, key: Sequence[str], neutral: Sequence[str], count: int) -> list[str]:
    """Choose places that are wrong and easily seen, none far above or below the key."""
    heights = [_middle(view, region)[1] for region in key]
    others = [
        region
        for region in places(view)
        if region not in {*key, *neutral}
        and min(heights) - REACH_MM <= _middle(view, region)[1] <= max(heights) + REACH_MM
    ]
    mirrored = {f"{region.partition(':')[0]}:{_OTHER[region.partition(':')[2]]}" for region in key}
    chosen = [region for region in others if region in mirrored][: count // 2]
    left = [region for region in others if region not in chosen and _well_seen(view, region)]
    while left and len(chosen) < count:
        taken = [*key, *chosen]

        def gap(region: str, among: list[str] = taken) -> float:
            return min(dist(_middle(view, region), _middle(view, one)) for one in among)

        found = max(left, key=gap) if len(chosen) % 2 else min(left, key=gap)
        chosen.append(found)
        left.remove(found)
    return chosen


def _well_seen(view: View, region: str) -> bool:
    return area_in(view, region) >= PLAIN * max(area_in(any_view, region) for any_view in TITLES)


_OTHER: Final = {"left": "right", "right": "left"}


def _spread(view: View, regions: Sequence[str], count: int) -> list[str]:
    """Give so many of the regions, those furthest from each other."""
    if len(regions) <= count:
        return list(regions)
    chosen = [regions[0]]
    while len(chosen) < count:
        rest = [region for region in regions if region not in chosen]
        chosen.append(
            max(rest, key=lambda one: min(dist(_middle(view, one), _middle(view, other)) for other in chosen))
        )
    return chosen


def _numbering(view: View, regions: Sequence[str]) -> list[str]:
    """Sort regions as one reads: row by row from above, in a row from the left."""
    return sorted(regions, key=lambda region: (_middle(view, region)[1] // EVEN_MM, _middle(view, region)[0], region))


@cache
def _middle(view: View, region: str) -> Place:
    """Give a place inside a region, in the view's millimetres."""
    inside = shape(the_body().views[view].regions[region]).representative_point()
    return float(inside.x), float(inside.y)


def _window(view: View, regions: Sequence[str]) -> Panels:
    """Show as much of the body's height as the regions need, as large as the sheet allows."""
    drawn = the_body().views[view]
    bounds = [shape(drawn.regions[region]).bounds for region in regions]
    top = max(min(bound[1] for bound in bounds) - MARGIN_MM, 0.0)
    bottom = min(max(bound[3] for bound in bounds) + MARGIN_MM, float(drawn.height))
    left, _, right, _ = shape(drawn.outline).bounds
    scale = min(LARGEST, TALLEST / (bottom - top), (WIDTH - 8) / (right - left))
    return Panels(((view,),), top, bottom, scale)


def _drawing(panels: Panels, regions: Sequence[str], key: Sequence[str]) -> Callable[[Ink], Figure]:
    def draw(ink: Ink) -> Figure:
        figure = sheet(panels.height)
        axes = canvas(figure)
        for frame in panels.frames(axes, ink):
            frame.area(key, "essential")
            for region in regions:
                frame.draw(
                    polylines(frame.view.regions[region]),
                    facecolor="none" if key else (ink["background"], 0.45),
                    edgecolor=ink["text"],
                    linewidth=1.0,
                    zorder=4,
                )
            _numbers(frame, regions)
        return figure

    return draw


def _numbers(frame: Frame, regions: Sequence[str]) -> None:
    ink, axes = frame.ink, frame.axes
    areas = [shape(frame.view.regions[region]) for region in regions]
    anchors = [frame.at((inside.x, inside.y)) for inside in (area.representative_point() for area in areas)]
    for number, (anchor, disc, area) in enumerate(zip(anchors, _moved_apart(anchors), areas, strict=True), start=1):
        at_home = area.contains(
            Point(
                frame.window[0] + (disc[0] - frame.corner[0]) / frame.scale,
                frame.window[1] + (disc[1] - frame.corner[1]) / frame.scale,
            )
        )
        if not at_home:
            axes.plot(*zip(anchor, disc, strict=True), color=ink["text"], linewidth=HAIRLINE, zorder=6)
            axes.plot(*anchor, "o", color=ink["text"], markersize=3, zorder=6)
        axes.plot(
            *disc,
            "o",
            color=ink["background"],
            markersize=2 * DISC,
            markeredgecolor=ink["text"],
            markeredgewidth=HAIRLINE,
            zorder=7,
        )
        axes.text(*disc, str(number), fontsize=SMALL, weight="bold", ha="center", va="center_baseline", zorder=8)


def _moved_apart(anchors: Sequence[Place]) -> list[Place]:
    """Push discs away from each other until none lies on another."""
    discs = [list(anchor) for anchor in anchors]
    for _ in range(200):
        still = True
        for one in range(len(discs)):
            for other in range(one):
                away = dist(discs[one], discs[other])
                if away >= APART:
                    continue
                still = False
                # Two on one spot part sideways.
                x, y = (
                    ((discs[one][axis] - discs[other][axis]) / away for axis in (0, 1)) if away > 1e-6 else (1.0, 0.0)
                )
                push = (APART - away) / 2 + 0.05
                discs[one][0] += x * push
                discs[one][1] += y * push
                discs[other][0] -= x * push
                discs[other][1] -= y * push
        if still:
            break
    return [(x, y) for x, y in discs]
