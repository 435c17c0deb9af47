"""Several views of the body on one sheet, chosen so that the places in question are seen, and the key below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from shapely import box

from gluteus import atlas
from gluteus.atlas import SIDES, Side, Sides
from gluteus.body import ENDS
from gluteus.charts.outlines import Floats, polylines, shape
from gluteus.charts.pictures import Frame, the_body
from gluteus.charts.style import HAIRLINE, SMALL, WIDTH, Ink, layers

TITLES: Final = {"back": "From behind", "front": "From the front", "left": "From the left", "right": "From the right"}
"""The views, and what stands above them; earlier ones are taken where two would do."""

TOP_MM, BOTTOM_MM = 105.0, 690.0
"""What of the views' height is shown at least: from the first lumbar vertebra to below the middle of the thigh."""

MARGIN_MM: Final = 40.0
"""What is shown beyond the highest and the lowest place."""

PLAIN: Final = 0.5
"""A place is seen well in a view that shows this share of the largest area that any view shows of it."""

SPECK_MM2: Final = 150.0
"""What a view shows of a place at least, for the picture to reach that far."""

GAP: Final = 20.0
TITLE: Final = 22.0
FOOT: Final = 24.0
KEY_LINE: Final = 18.0

LARGEST: Final = 0.78
"""Units per millimetre of a view that stands alone."""

TALLEST: Final = 520.0
"""Height of a view in units at most."""


@cache
def area_in(view: str, place: str) -> float:
    """Give the area in square millimetres that a view shows of a sided region."""
    drawn = the_body().views[view].regions
    return float(shape(drawn[place]).area) if place in drawn else 0.0


@cache
def views_with(point: str, side: Side) -> tuple[str, ...]:
    """Name the views in which a trigger point's site is seen."""
    return tuple(the_body().visible_in(_site(point, side)))


def _site(point: str, side: Side) -> Floats:
    """Give the place (3,) of a trigger point in the body, in metres."""
    held = atlas.load().trigger_points[point].site
    return the_body().site(held.unit, held.fraction, side)


def views_of(places: Iterable[str], points: Iterable[tuple[str, Side]] = ()) -> tuple[str, ...]:
    """Choose as few views as show everything.

    Parameters
    ----------
    places : iterable of str
        Sided regions, each to be seen well.
    points : iterable of tuple
        Trigger points with their sides, whose sites are to be seen.

    Returns
    -------
    tuple of str
        Names of views; the back and the front where there is nothing to be seen.
    """
    places = list(places)
    seen = [views_with(*point) for point in points]
    if not places and not seen:
        return ("back", "front")
    shares = {
        place: {name: area_in(name, place) / max(area_in(any_, place) for any_ in TITLES) for name in TITLES}
        for place in places
    }
    for count in range(1, len(TITLES)):
        enough = [
            names
            for names in combinations(TITLES, count)
            if all(max(shares[place][name] for name in names) >= PLAIN for place in places)
            and all(set(names) & set(views) for views in seen if views)
        ]
        if enough:
            best = max(enough, key=lambda names: sum(max(shares[place][name] for name in names) for place in places))
            # The body from one side alone is hard to read.
            upright = max(("back", "front"), key=lambda name: sum(shares[place][name] for place in places))
            return (upright, *best) if best in {("left",), ("right",)} else best
    return tuple(TITLES)


@dataclass(frozen=True)
class Panels:
    """Views of the body, placed on a sheet.

    Attributes
    ----------
    rows : tuple of tuple of str
        Names of views from the left to the right, one row below the other.
    top, bottom : float
        What of the views' height is shown, in millimetres.
    scale : float
        Units per millimetre.
    """

    rows: tuple[tuple[str, ...], ...]
    top: float
    bottom: float
    scale: float

    @property
    def row_height(self) -> float:
        """Height of a row with its title and its words below, in units."""
        return TITLE + (self.bottom - self.top) * self.scale + FOOT

    @property
    def height(self) -> float:
        """Height of all rows in units."""
        return len(self.rows) * self.row_height

    @property
    def views(self) -> tuple[str, ...]:
        """All views, row by row."""
        return tuple(name for row in self.rows for name in row)

    def frames(self, axes: Axes, ink: Ink) -> Iterator[Frame]:
        """Draw the body in every view and give the views' windows, to be drawn on."""
        for number, row in enumerate(self.rows):
            spans = [_span(name, self.top, self.bottom) for name in row]
            widths = [(right - left) * self.scale for left, right in spans]
            left = (WIDTH - sum(widths) - GAP * (len(row) - 1)) / 2
            for name, span, width in zip(row, spans, widths, strict=True):
                view = the_body().views[name]
                window = (span[0], self.top, span[1], self.bottom)
                frame = Frame(axes, ink, view, window, (left, number * self.row_height + TITLE), self.scale)
                frame.title(TITLES[name])
                frame.ends(*ENDS[name])
                frame.skin()
                frame.bones(alpha=0.3)
                yield frame
                frame.fade(top=True, bottom=True)
                left += width + GAP


def arranged(places: Sequence[str], points: Sequence[tuple[str, Side]] = ()) -> Panels:
    """Arrange the views that show places and trigger points.

    Parameters
    ----------
    places : sequence of str
        Sided regions.
    points : sequence of tuple
        Trigger points with their sides.

    Returns
    -------
    Panels
        The picture reaches from the first lumbar vertebra to the middle of the thigh, further where a place does.
    """
    names = views_of(places, points)
    shown = [
        the_body().views[view].regions[place] for view in names for place in places if area_in(view, place) > SPECK_MM2
    ]
    heights = [y for one in shown for y in shape(one).bounds[1::2]]
    back = the_body().views["back"]
    heights += [float(back.project(_site(*point))[1]) for point in points]
    top = max(min([TOP_MM, *(y - MARGIN_MM for y in heights)]), 0.0)
    bottom = min(max([BOTTOM_MM, *(y + MARGIN_MM for y in heights)]), float(back.height))
    tall = bottom > BOTTOM_MM + 150
    in_row = len(names) if len(names) < 3 or (tall and len(names) == 3) else 2
    rows = tuple(names[start : start + in_row] for start in range(0, len(names), in_row))
    widest = max(sum(right - left for left, right in (_span(name, top, bottom) for name in row)) for row in rows)
    scale = min(LARGEST, TALLEST / (bottom - top), (WIDTH - GAP * (in_row - 1)) / widest)
    return Panels(rows, top, bottom, scale)


@cache
def _span(view: str, top: float, bottom: float) -> tuple[float, float]:
    """Give the left and right end of the body between two heights, with a little air, in millimetres."""
    drawn = the_body().views[view]
    left, _, right, _ = shape(drawn.outline).intersection(box(0, top, drawn.width, bottom)).bounds
    return left - 3.0, right + 3.0


def sides_of(side: Sides) -> tuple[Side, ...]:
    """Give the one side, or both."""
    return SIDES if side == "both" else (side,)


OUTLINE: Final[dict[str, Any]] = {"linewidth": HAIRLINE, "linestyle": (0, (3, 2)), "zorder": 4}


def muscle_outline(frame: Frame, muscle: str, side: Side) -> bool:
    """Draw the outline of a muscle and say whether the view holds it."""
    drawn = frame.view.muscles.get(f"{muscle}:{side}")
    if drawn is None:
        return False
    frame.draw(polylines(drawn), filled=False, edgecolor=frame.ink["text"], **OUTLINE)
    return True


def site(frame: Frame, point: str, side: Side, *, label: str = "") -> None:
    """Mark the site of a trigger point where the view shows it, with a label beside it if there is one."""
    if frame.view.name not in views_with(point, side):
        return
    x, y = frame.of(_site(point, side))
    cross(frame.axes, frame.ink, x, y)
    if label:
        frame.axes.plot(x + 12, y, "o", color=frame.ink["background"], markersize=12, zorder=7)
        frame.axes.text(x + 12, y, label, fontsize=SMALL, weight="bold", ha="center", va="center_baseline", zorder=8)


def cross(axes: Axes, ink: Ink, x: float, y: float) -> None:
    """Draw the mark of a trigger point at a place in units."""
    # The paler cross below keeps the mark apart from whatever zone it lies on.
    axes.plot(x, y, "x", color=ink["background"], markersize=10, markeredgewidth=5, zorder=7)
    axes.plot(x, y, "x", color=ink["trigger_point"], markersize=9, markeredgewidth=2.4, zorder=8)


def swatch(
    axes: Axes, ink: Ink, left: float, y: float, kind: str, *, width: float = 20.0, height: float = 12.0
) -> None:
    """Draw a sample of an area (key of `LOOKS`) around a height."""
    for style in layers(kind, ink):
        axes.add_artist(Rectangle((left, y - height / 2), width, height, **style))


def key(axes: Axes, ink: Ink, top: float, lines: Iterable[tuple[str, str]]) -> None:
    """Write the key: one line for each kind, which is a key of `LOOKS`, ``site`` or ``muscle``."""
    for number, (kind, words) in enumerate(lines):
        y = top + KEY_LINE * (number + 0.5)
        if kind == "site":
            cross(axes, ink, 17, y)
        elif kind == "muscle":
            axes.plot((7, 27), (y, y), color=ink["text"], **OUTLINE)
        else:
            swatch(axes, ink, 6, y, kind)
        axes.text(35, y, words, fontsize=SMALL, va="center_baseline")
