"""How patterns meet: how many of them reach each place of the body, and how many places two muscles share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, groupby
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon as Patch
from matplotlib.patches import Rectangle
from shapely import box
from shapely.ops import polylabel

from gluteus import atlas
from gluteus.charts.chart import Chart
from gluteus.charts.outlines import outlines, polylines, shape
from gluteus.charts.panels import FOOT, GAP, TITLE, TITLES, area_in
from gluteus.charts.pictures import Frame, the_body
from gluteus.charts.style import DARK_STEP, HAIRLINE, SMALL, STEPS, TEXT, WIDTH, Ink, canvas, sheet

Kind = Literal["all", "muscles"]

MAP_VIEWS: Final = {"back": "Back", "right": "Right side", "front": "Front"}
"""The views of the region map, with short names: everything of the right side is seen in one of them."""

MARGIN: Final = 19.0
"""Free space at the left and right of the region map in units, for numbers that have no room on their region."""

LINE: Final = 14.0
"""Distance in units between two numbers in the margin."""

SEAM: Final = 1.2
NUMBER: Final = 11.0
LEGEND: Final = 58.0
FIRST: Final = "gluteus_medius"
PITCH: Final = 23.0
"""Height of a muscle's row and of a cell in units."""


@dataclass(frozen=True)
class Reach:
    """Who reaches a place on the right, from a source on the right.

    Attributes
    ----------
    points : tuple of str
        Ids of trigger points.
    conditions : tuple of str
        Ids of conditions.
    """

    points: tuple[str, ...]
    conditions: tuple[str, ...]

    @property
    def muscles(self) -> tuple[str, ...]:
        """The muscles of the trigger points, each once."""
        held = atlas.load().trigger_points
        return tuple(dict.fromkeys(held[point].muscle for point in self.points))


def reaches() -> dict[str, Reach]:
    """Find who reaches each region.

    Returns
    -------
    dict
        Every region of the atlas, without its side, to the patterns that reach it from the same side.
    """
    held = atlas.load()
    felt = {
        name: {place for places in atlas.zones(name, "right").values() for place in places}
        for name in (*held.trigger_points, *held.conditions)
    }
    return {
        region: Reach(
            tuple(point for point in held.trigger_points if f"{region}:right" in felt[point]),
            tuple(condition for condition in held.conditions if f"{region}:right" in felt[condition]),
        )
        for region in held.regions
    }


def shared_places() -> dict[tuple[str, str], int]:
    """Count the places that the patterns of muscles share, all sources on one side.

    Returns
    -------
    dict
        Two muscles, in the atlas's order, to the number of places that both reach; a muscle with itself to the number
        of its own places.
    """
    held = atlas.load()
    places = {
        muscle: {
            place for point in of.trigger_points for zone in atlas.zones(point.id, "right").values() for place in zone
        }
        for muscle, of in held.muscles.items()
    }
    own = {(muscle, muscle): len(found) for muscle, found in places.items()}
    return own | {(one, other): len(places[one] & places[other]) for one, other in combinations(places, 2)}


@dataclass(frozen=True)
class Scale:
    """Steps of a count from 1 to its largest value; 0 stands alone.

    Attributes
    ----------
    largest : int
        The largest count.
    """

    largest: int

    @property
    def steps(self) -> list[tuple[int, int]]:
        """First and last count of each step in use."""
        counts = range(1, self.largest + 1)
        return [(step[0], step[-1]) for _, group in groupby(counts, self.step) for step in [list(group)]]

    @property
    def words(self) -> str:
        """The steps in a sentence."""
        return f"Darker means more, in steps: {', '.join(map(_range, self.steps))}."

    def step(self, count: int) -> int:
        """Give the step of a count above 0."""
        return (count - 1) * min(len(STEPS), self.largest) // self.largest

    def face(self, ink: Ink, count: int) -> tuple[str, float] | str:
        """Give the colour of a cell with a count."""
        return (ink["series_1"], STEPS[self.step(count)]) if count else "none"

    def text(self, ink: Ink, count: int) -> str:
        """Give the colour of the number on a cell."""
        if not count:
            return ink["text_muted"]
        return ink["text"] if self.step(count) < DARK_STEP else ink["background"]


def region_map(kind: Kind = "all") -> Chart:
    """Draw how many patterns of the atlas reach each region of the right side.

    Parameters
    ----------
    kind : {"all", "muscles"}
        Every trigger point and every condition, or each muscle once, whichever of its trigger points reaches there.

    Returns
    -------
    Chart
        Right half of the back, right side and right half of the front, with a number on every region.

    Raises
    ------
    ValueError
        The kind is neither.
    """
    if kind not in {"all", "muscles"}:
        raise ValueError(f"region_map: kind must be all or muscles, not {kind!r}")
    held = atlas.load()
    found = reaches()
    counts = {
        region: len(reach.points) + len(reach.conditions) if kind == "all" else len(reach.muscles)
        for region, reach in found.items()
    }
    scale = Scale(max(counts.values()))
    spans = {name: _half(name) for name in MAP_VIEWS}
    per_mm = (WIDTH - 2 * MARGIN - GAP / 2 * (len(spans) - 1)) / sum(right - left for left, right in spans.values())
    height = the_body().views["back"].height
    legend_top = TITLE + height * per_mm + FOOT

    def draw(ink: Ink) -> Figure:
        figure = sheet(legend_top + LEGEND)
        axes = canvas(figure)
        left = MARGIN
        for name, (start, end) in spans.items():
            frame = Frame(axes, ink, the_body().views[name], (start, 0.0, end, height), (left, TITLE), per_mm)
            _map(frame, counts, scale)
            left += frame.width + GAP / 2
        _legend(axes, ink, legend_top + 8, scale, UNITS[kind])
        return figure

    order = sorted(found, key=lambda region: -counts[region])
    none = [held.regions[region].name for region in order if not counts[region]]
    told = "; ".join(
        f"{held.regions[region].name} {_reached(found[region], kind)}" for region in order if counts[region]
    )
    return Chart(
        name=f"chart-region-map-{kind}",
        title=f"How many {UNITS[kind]} reach each place on the right",
        draw=draw,
        description=(
            f"How many {UNITS[kind]} with a source on the right reach each place on the right; the left mirrors it. "
            f"Most first: {told}. Reached by none (0): {'; '.join(none) or 'no place'}. "
            f"{scale.words} Every place carries its number. "
            f"Shown {', '.join(TITLES[name].lower() for name in MAP_VIEWS)}, the right half of the body. "
            "The numbers count patterns of this course's atlas; they are no probabilities and do not say how common a "
            "source of pain is."
        ),
        source="Counted in the course's atlas, drawn on the course's computed body; counts of expert drawings",
        citations=("travell1992", "donnelly2019", "myosim"),
    )


UNITS: Final[Mapping[str, str]] = {"all": "patterns", "muscles": "muscles"}


def overlap() -> Chart:
    """Draw how many places the patterns of every two muscles share.

    Returns
    -------
    Chart
        A matrix with one cell for each two muscles, where their slanting rows meet.
    """
    held = atlas.load()
    shared = shared_places()
    # The course's own muscle stands first, and those that share most with it next to it.
    muscles = sorted(held.muscles, key=lambda muscle: -_of(shared, FIRST, muscle) - (muscle == FIRST))
    scale = Scale(max(count for (one, other), count in shared.items() if one != other))
    roof = WIDTH - PITCH * len(muscles) / 2 - 1
    top = 26.0
    bottom = top + PITCH * len(muscles)

    def draw(ink: Ink) -> Figure:
        figure = sheet(bottom + LEGEND + 4)
        axes = canvas(figure)
        axes.text(roof - 6, top - 8, "own places", fontsize=SMALL, ha="right", va="baseline", color=ink["text_muted"])
        for row, muscle in enumerate(muscles):
            y = top + PITCH * (row + 0.5)
            axes.plot((0, roof), (top + PITCH * row,) * 2, color=ink["border"], linewidth=HAIRLINE)
            axes.text(2, y, held.muscles[muscle].name, fontsize=SMALL, va="center_baseline")
            axes.text(roof - 6, y, str(shared[muscle, muscle]), fontsize=SMALL, ha="right", va="center_baseline")
        axes.plot((0, roof), (bottom, bottom), color=ink["border"], linewidth=HAIRLINE)
        for one, other in combinations(range(len(muscles)), 2):
            at = (roof + PITCH / 2 * (other - one), top + PITCH / 2 * (one + other + 1))
            _cell(axes, ink, at, _of(shared, muscles[one], muscles[other]), scale)
        _legend(axes, ink, bottom + 12, scale, "shared places")
        return figure

    pairs = {pair: count for pair, count in shared.items() if pair[0] != pair[1]}
    names = {muscle: of.name for muscle, of in held.muscles.items()}
    own = "; ".join(f"{names[muscle]} {shared[muscle, muscle]}" for muscle in muscles)
    told = "; ".join(
        f"{names[one]} and {names[other]} {count}"
        for (one, other), count in sorted(pairs.items(), key=lambda item: -item[1])
        if count
    )
    free = sum(not count for count in pairs.values())
    return Chart(
        name="chart-overlap",
        title="How many places the patterns of two muscles share",
        draw=draw,
        description=(
            f"How many places of the body the patterns of two muscles share, for every two of {len(muscles)} muscles: "
            "all trigger points and both zones of a muscle taken together, sources on one side; a place that is felt "
            "on both sides counts on each. "
            f"Own places of each muscle: {own}. Shared places, most first: {told}. "
            f"The other {free} of {len(pairs)} pairs share none. {scale.words} "
            "The numbers count places in expert drawings, not people; the more places two muscles share, the less the "
            "place of the pain tells them apart."
        ),
        source="Counted in the course's atlas after Travell and Simons; counts of expert drawings",
        citations=("travell1992", "simons1999", "donnelly2019"),
    )


def _of(shared: Mapping[tuple[str, str], int], one: str, other: str) -> int:
    return shared[one, other] if (one, other) in shared else shared[other, one]


def _range(step: tuple[int, int]) -> str:
    first, last = step
    return str(first) if first == last else f"{first} to {last}"


def _reached(reach: Reach, kind: Kind) -> str:
    """Say how many reach a place, and who."""
    held = atlas.load()
    names = [held.muscles[muscle].name for muscle in reach.muscles]
    if kind == "muscles":
        return f"{len(names)} ({', '.join(names)})"
    points, conditions = len(reach.points), len(reach.conditions)
    return f"{points + conditions} (trigger points {points}, of muscles {len(names)}; conditions {conditions})"


def _half(view: str) -> tuple[float, float]:
    """Give the left and right end of the person's right half in a view, in millimetres."""
    drawn = the_body().views[view]
    left, _, right, _ = shape(drawn.outline).bounds
    middle = drawn.width / 2
    return {"back": (middle, right + 2), "right": (left - 2, right + 2), "front": (left - 2, middle)}[view]


@cache
def seat(view: str, place: str, per_mm: float, letters: int, free: float = 0.0) -> tuple[tuple[float, float], bool]:
    """Give the place in a region with the most room around it, and whether a number has room there.

    ``free`` is what has to stay free around the number, in units.
    """
    area = shape(the_body().views[view].regions[place])
    piece = max(getattr(area, "geoms", [area]), key=lambda part: part.area)
    middle = polylabel(piece, 1.0)
    across, up = (3.5 * letters - 0.5 + free) / per_mm, (4.0 + free) / per_mm
    room = box(middle.x - across, middle.y - up, middle.x + across, middle.y + up)
    return (middle.x, middle.y), piece.contains(room)


def _map(frame: Frame, counts: Mapping[str, int], scale: Scale) -> None:
    view, ink = frame.view, frame.ink
    frame.axes.text(
        frame.corner[0] + frame.width / 2,
        frame.corner[1] - 7,
        MAP_VIEWS[view.name],
        ha="center",
        fontsize=TEXT,
        weight="bold",
    )
    half = box(frame.window[0], 0, frame.window[2], frame.window[3])
    skin = frame.draw(outlines(shape(view.outline).intersection(half)), facecolor=ink["surface"], edgecolor="none")
    skin.set_gid(f"skin {view.name}")
    shown = {region: f"{region}:right" for region in counts if f"{region}:right" in view.regions}
    for region, place in shown.items():
        area = frame.draw(
            polylines(view.regions[place]),
            facecolor=scale.face(ink, counts[region]),
            edgecolor=ink["background"],
            linewidth=SEAM,
        )
        area.set_gid(f"{region} {view.name}")
    frame.draw(polylines(view.contour), filled=False, edgecolor=ink["skin_line"], linewidth=1.0)
    beside: list[tuple[tuple[float, float], int]] = []
    for region, place in shown.items():
        middle, fits = seat(view.name, place, frame.scale, len(str(counts[region])))
        here = max(MAP_VIEWS, key=lambda name: area_in(name, place)) == view.name
        if fits:
            _number(frame, frame.at(middle), counts[region], scale.text(ink, counts[region]))
        elif here:
            beside.append((frame.at(middle), counts[region]))
    lowest = 0.0
    for at, count in sorted(beside, key=lambda item: item[0][1]):
        lowest = max(at[1], lowest + LINE)
        x, inwards = (frame.corner[0] - 9, 8) if view.name == "back" else (frame.corner[0] + frame.width + 9, -8)
        frame.axes.plot((x + inwards, at[0]), (lowest, at[1]), color=ink["text"], linewidth=HAIRLINE, zorder=6)
        frame.axes.plot(*at, "o", color=ink["text"], markersize=3.2, zorder=6)
        _number(frame, (x, lowest), count, ink["text"])


def _number(frame: Frame, at: tuple[float, float], count: int, colour: str) -> None:
    frame.axes.text(*at, str(count), ha="center", va="center_baseline", fontsize=NUMBER, color=colour, zorder=6)


def _cell(axes: Axes, ink: Ink, at: tuple[float, float], count: int, scale: Scale) -> None:
    """Draw the diamond where the slanting rows of two muscles meet."""
    x, y = at
    half = PITCH / 2
    corners = [(x - half, y), (x, y - half), (x + half, y), (x, y + half)]
    axes.add_artist(Patch(corners, facecolor=scale.face(ink, count), edgecolor=ink["border"], linewidth=HAIRLINE))
    if count:
        axes.text(x, y, str(count), ha="center", va="center_baseline", fontsize=NUMBER, color=scale.text(ink, count))


def _legend(axes: Axes, ink: Ink, top: float, scale: Scale, unit: str) -> None:
    axes.text(2, top + 8, f"Number of {unit}", fontsize=SMALL, va="baseline")
    for number, step in enumerate(scale.steps):
        last = step[1]
        left = 2 + number * 62
        axes.add_artist(
            Rectangle(
                (left, top + 18), 54, 16, facecolor=scale.face(ink, last), edgecolor=ink["border"], linewidth=HAIRLINE
            )
        )
        axes.text(
            left + 27,
            top + 26,
            _range(step),
            ha="center",
            va="center_baseline",
            fontsize=SMALL,
            color=scale.text(ink, last),
        )
