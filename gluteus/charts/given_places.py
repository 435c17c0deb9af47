"""The body as a class marked it: the share of the learners who marked each place, and the places of the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from shapely import box

from gluteus.atlas.naming import named
from gluteus.body import ENDS
from gluteus.charts import shares
from gluteus.charts.chart import Chart
from gluteus.charts.counts import seat
from gluteus.charts.items import SOURCE
from gluteus.charts.outlines import outlines, polylines, shape
from gluteus.charts.panels import BOTTOM_MM, MARGIN_MM, TITLE, TITLES, TOP_MM
from gluteus.charts.pictures import Frame, the_body
from gluteus.charts.style import HAIRLINE, SMALL, WIDTH, Ink, canvas, sheet

SIDE: Final = 30.0
"""Free space at the left and right of the body in units, for numbers that have no room on their place."""

LARGEST: Final = 0.78
TALLEST: Final = 440.0
"""Units per millimetre, and height of the body in units, at most."""

FOOT: Final = 18.0
LINE: Final = 16.0
NUMBER: Final = 11.0
FREE: Final = 1.0
FREE_IN_KEY: Final = 3.0
"""Units around a number that its place must have: neighbours' numbers would run together, bold ones into their line."""

OFTEN: Final = 0.05
"""The picture reaches as far as places that this share of the learners marked; a rare slip does not shrink it."""


@dataclass(frozen=True)
class PlacesMarked:
    """How often each place was marked.

    Attributes
    ----------
    view : str
        The picture that was the answer sheet: back, front, left or right.
    marked : dict of str to int
        Learners for each sided region that somebody marked.
    key : tuple of str
        The sided regions to be marked.
    neutral : tuple of str
        Those that count neither way.
    learners : int
        All of whom the shares are.
    """

    view: str
    marked: Mapping[str, int]
    key: tuple[str, ...]
    neutral: tuple[str, ...]
    learners: int

    def share(self, place: str) -> float:
        """Give the share of the learners who marked a place."""
        return self.marked.get(place, 0) / self.learners if self.learners else 0.0


def places_marked(name: str, title: str, given: PlacesMarked) -> Chart:
    """Draw the places.

    Parameters
    ----------
    name : str
        Short name of the chart: letters, digits and hyphens.
    title : str
        What it shows, in a few words.
    given : PlacesMarked
        The places.

    Returns
    -------
    Chart
        The answer sheet with a number in per cent on each place; the key has a thick outline.
    """
    window, scale = _window(given)
    height = (window[3] - window[1]) * scale
    lines = ["thick line: to be marked"] + (["dashed: not counted"] if given.neutral else [])
    foot = TITLE + height + FOOT

    def draw(ink: Ink) -> Figure:
        figure = sheet(foot + LINE + shares.LEGEND + 8)
        axes = canvas(figure)
        left = (WIDTH - (window[2] - window[0]) * scale) / 2
        frame = Frame(axes, ink, the_body().views[given.view], window, (left, TITLE), scale)
        frame.title(TITLES[given.view])
        frame.ends(*ENDS[given.view])
        _body(frame, given)
        _numbers(frame, given)
        y, at = foot + LINE / 2 + 2, 2.0
        for words, line in zip(lines, ("-", (0, (3, 2))), strict=False):
            sample = Rectangle((at, y - 5), 16, 10, facecolor="none", edgecolor=ink["text"])
            sample.set(linewidth=2.0 if line == "-" else 1.1, linestyle=line)
            axes.add_artist(sample)
            axes.text(at + 22, y, words, fontsize=SMALL, va="center_baseline")
            at += 180
        shares.legend(axes, ink, foot + LINE + 4)
        return figure

    held = sorted(given.marked, key=lambda place: (-given.marked[place], place))
    wrong = [place for place in held if place not in given.key and place not in given.neutral]
    groups = (
        ("To be marked", given.key),
        ("One too many", wrong),
        ("Counts neither way", [place for place in held if place in given.neutral]),
    )
    told = " ".join(f"{head}: {'; '.join(_told(given, place) for place in of)}." for head, of in groups if of)
    return Chart(
        name=name,
        title=title,
        draw=draw,
        description=(
            f"How many of {given.learners} learners marked each place, seen {TITLES[given.view].lower()}. {told} "
            "Left and right are the person's own."
        ),
        source=f"{SOURCE}, drawn on the course's computed body",
    )


def _told(given: PlacesMarked, place: str) -> str:
    share = shares.printed(given.share(place)) or "0"
    return f"{named(place)} {given.marked.get(place, 0)} ({share} %)"


def _window(given: PlacesMarked) -> tuple[tuple[float, float, float, float], float]:
    """Give what of the view is shown, in millimetres, and the units per millimetre."""
    view = the_body().views[given.view]
    often = [place for place in given.marked if given.share(place) >= OFTEN]
    areas = [shape(view.regions[place]) for place in {*given.key, *often} if place in view.regions]
    heights = [y for area in areas for y in area.bounds[1::2]]
    top = max(min([TOP_MM, *(y - MARGIN_MM for y in heights)]), 0.0)
    bottom = min(max([BOTTOM_MM, *(y + MARGIN_MM for y in heights)]), float(view.height))
    left, _, right, _ = shape(view.outline).intersection(box(0, top, view.width, bottom)).bounds
    scale = min(LARGEST, TALLEST / (bottom - top), (WIDTH - 2 * SIDE) / (right - left + 6))
    return (left - 3, top, right + 3, bottom), scale


def _seen(frame: Frame) -> dict[str, str]:
    """Give the regions of a view that reach into its window."""
    top, bottom = frame.window[1], frame.window[3]
    drawn = frame.view.regions
    return {
        place: path for place, path in drawn.items() if shape(path).bounds[1] < bottom and shape(path).bounds[3] > top
    }


def _body(frame: Frame, given: PlacesMarked) -> None:
    view, ink = frame.view, frame.ink
    inside = shape(view.outline).intersection(box(*frame.window))
    frame.draw(outlines(inside), facecolor=ink["surface"], edgecolor="none").set_gid("skin")
    seen = _seen(frame)
    for place, path in seen.items():
        face = shares.face(ink, given.share(place))
        area = frame.draw(polylines(path), facecolor=face, edgecolor=ink["control_border"], linewidth=0.5)
        area.set_gid(f"place {place}")
    frame.draw(polylines(view.contour), filled=False, edgecolor=ink["skin_line"], linewidth=1.0)
    frame.fade(top=frame.window[1] > 0, bottom=frame.window[3] < view.height)
    for places, name, width, line in (
        (given.neutral, "neutral", 1.1, (0, (3, 2))),
        (given.key, "key", 2.2, "-"),
    ):
        for place in places:
            if place in seen:
                edge = frame.draw(polylines(seen[place]), filled=False, edgecolor=ink["text"], linewidth=width)
                edge.set(linestyle=line, zorder=5.5, gid=f"{name} {place}")


def _numbers(frame: Frame, given: PlacesMarked) -> None:
    """Write the shares on their places, or beside the body where a place that matters is too small for its number."""
    ink = frame.ink
    beside: dict[bool, list[tuple[tuple[float, float], str]]] = {False: [], True: []}
    middle = (frame.window[0] + frame.window[2]) / 2
    for place in _seen(frame):
        share = given.share(place)
        matters = place in given.key or share >= OFTEN
        text = shares.printed(share) or "0"
        if not matters and text in {"0", shares.FEW}:
            continue
        in_key = place in given.key
        at, fits = seat(frame.view.name, place, frame.scale, len(text), FREE_IN_KEY if in_key else FREE)
        if not frame.window[1] < at[1] < frame.window[3]:
            continue
        if fits:
            colour, weight = shares.text_on(ink, share), "bold" if in_key else "normal"
            look: dict[str, Any] = {"ha": "center", "va": "center_baseline", "fontsize": NUMBER, "zorder": 6}
            frame.axes.text(*frame.at(at), text, color=colour, weight=weight, **look)
        elif matters:
            beside[at[0] > middle].append((frame.at(at), text))
    for right, numbers in beside.items():
        _beside(frame, numbers, right=right)


def _beside(frame: Frame, numbers: list[tuple[tuple[float, float], str]], *, right: bool) -> None:
    lowest = 0.0
    x = frame.corner[0] + frame.width + 4 if right else frame.corner[0] - 4
    for at, text in sorted(numbers, key=lambda number: number[0][1]):
        lowest = max(at[1], lowest + 14)
        line: dict[str, Any] = {"color": frame.ink["text"], "linewidth": HAIRLINE, "zorder": 6}
        frame.axes.plot((x + (-2 if right else 2), at[0]), (lowest, at[1]), **line)
        # A rim, as the colour of a place that most marked is nearly as dark.
        rim: dict[str, Any] = {"markeredgecolor": frame.ink["background"], "markeredgewidth": 0.8}
        frame.axes.plot(*at, "o", color=frame.ink["text"], markersize=4.6, zorder=6.1, **rim)
        look: dict[str, Any] = {"ha": "left" if right else "right", "va": "center_baseline", "fontsize": NUMBER}
        frame.axes.text(x, lowest, text, color=frame.ink["text"], **look)
