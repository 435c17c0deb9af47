"""The referral picture: where a trigger point is said to send pain."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gluteus import atlas
from gluteus.atlas import Side, TriggerPoint
from gluteus.charts.chart import Chart
from gluteus.charts.pictures import Frame, polylines, shape, the_body, union
from gluteus.charts.style import DOTS, HAIRLINE, SMALL, WIDTH, Ink, canvas, sheet

TITLES: Final = {"back": "From behind", "left": "From the left", "right": "From the right", "front": "From the front"}
ENDS: Final = {
    "back": ("left", "right"),
    "front": ("right", "left"),
    "left": ("front", "back"),
    "right": ("back", "front"),
}
"""What lies at the left and right edge of each view; left and right are the person's own."""

BONES: Final = ("pelvis", "sacrum", "femur", "L1", "L2", "L3", "L4", "L5")

TOP_MM, BOTTOM_MM = 105.0, 690.0
"""What of the views' height is shown: from the first lumbar vertebra to below the middle of the thigh."""

GAP: Final = 20.0
TITLE: Final = 22.0
FOOT: Final = 24.0
KEY_LINE: Final = 18.0

LARGEST: Final = 0.78
"""Units per millimetre of a view that stands alone."""


def zones(point: TriggerPoint, side: Literal["left", "right", "both"]) -> dict[atlas.Zone, list[str]]:
    """Give the sided regions of a trigger point's zones.

    Parameters
    ----------
    point : TriggerPoint
        The trigger point.
    side : {"left", "right", "both"}
        The person's own side of the trigger point.

    Returns
    -------
    dict
        ``essential`` and ``spillover`` to sided regions, none of them twice; essential wins where both meet.
    """
    return point.zones(side)


def views_of(regions: list[str]) -> list[str]:
    """Choose the views that together show regions well, the back view first.

    Parameters
    ----------
    regions : list of str
        Sided regions.

    Returns
    -------
    list of str
        Names of views; for every region the view in which it is drawn largest is among them.
    """
    drawn = {name: view.regions for name, view in the_body().views.items()}
    largest = {
        max(drawn, key=lambda name: shape(drawn[name][region]).area if region in drawn[name] else 0.0)
        for region in regions
    }
    return [name for name in ("back", "left", "right", "front") if name == "back" or name in largest]


def referral(trigger_point_id: str, side: Literal["left", "right", "both"] = "right") -> Chart:
    """Draw where a trigger point is said to send pain.

    Parameters
    ----------
    trigger_point_id : str
        Such as ``"gluteus_medius.1"``.
    side : {"left", "right", "both"}
        The person's own side of the trigger point.

    Returns
    -------
    Chart
        The body with the essential zone (solid), the spillover zone (dotted) and the site (X).

    Raises
    ------
    ValueError
        If the atlas has no such trigger point, or the side is none of the three.
    """
    held = atlas.load()
    if trigger_point_id not in held.trigger_points:
        known = ", ".join(held.trigger_points)
        raise ValueError(f"referral: unknown trigger point {trigger_point_id!r}; known are {known}")
    if side not in {"left", "right", "both"}:
        raise ValueError(f"referral: side must be left, right or both, not {side!r}")
    point = held.trigger_points[trigger_point_id]
    muscle = held.muscles[point.muscle]
    reached = zones(point, side)
    views = views_of(reached["essential"] + reached["spillover"])
    rows = [views[:2], views[2:]] if len(views) > 2 else [views]
    widest = max(sum(the_body().views[name].width for name in row) for row in rows)
    scale = min(LARGEST, (WIDTH - GAP * (max(len(row) for row in rows) - 1)) / widest)
    row_height = TITLE + (BOTTOM_MM - TOP_MM) * scale + FOOT
    key = [("essential", "essential zone: felt by nearly everyone")]
    if reached["spillover"]:
        key.append(("spillover", "spillover zone: felt by some"))
    key += [("site", "usual site of the trigger point"), ("muscle", f"outline of the {muscle.name.lower()}")]

    def draw(ink: Ink) -> Figure:
        figure = sheet(len(rows) * row_height + len(key) * KEY_LINE + 6)
        axes = canvas(figure)
        for number, names in enumerate(rows):
            widths = [the_body().views[name].width * scale for name in names]
            left = (WIDTH - sum(widths) - GAP * (len(names) - 1)) / 2
            for name, width in zip(names, widths, strict=True):
                view = the_body().views[name]
                window = (0.0, TOP_MM, float(view.width), BOTTOM_MM)
                frame = Frame(axes, ink, view, window, (left, number * row_height + TITLE), scale)
                _picture(frame, point, side, reached)
                left += width + GAP
        for line, (kind, words) in enumerate(key):
            _key(axes, ink, len(rows) * row_height + KEY_LINE * (line + 0.5), kind, words)
        return figure

    where = {"left": "on the left", "right": "on the right", "both": "on both sides"}[side]
    lists = "; ".join(f"{zone} zone: {_words(regions)}" for zone, regions in reached.items() if regions)
    return Chart(
        name=f"chart-referral-{trigger_point_id.replace('.', '-').replace('_', '-')}-{side}",
        title=f"Where {muscle.name.lower()} {point.label} {where} is said to send pain",
        draw=draw,
        description=(
            f"{muscle.name} {point.label} ({point.name.lower()}) {where}, as the tradition has it. "
            f"Site, marked X: {_lowered(point.site.text)} {lists}. "
            f"{'' if reached['spillover'] else 'No spillover zone is described. '}"
            "Left and right are the person's own. "
            f"Shown {', '.join(TITLES[view].lower() for view in views)}. "
            "The zones are an expert drawing, not a measurement."
        ),
        source="The course's atlas after Travell and Simons, drawn on the course's computed body; an expert drawing",
        citations=(*point.sources, "myosim"),
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _words(regions: list[str]) -> str:
    """Name sided regions, both sides of one together."""
    named = atlas.load().regions
    sides: dict[str, list[str]] = {}
    for sided in regions:
        region, _, side = sided.partition(":")
        sides.setdefault(region, []).append(side)
    return "; ".join(
        f"{named[region].name.lower()} ({'both sides' if len(on) == 2 else on[0]})" for region, on in sides.items()
    )


def _picture(
    frame: Frame,
    point: TriggerPoint,
    side: Literal["left", "right", "both"],
    reached: dict[atlas.Zone, list[str]],
) -> None:
    view, ink = frame.view, frame.ink
    frame.title(TITLES[view.name])
    frame.ends(*ENDS[view.name])
    frame.skin()
    frame.bones((f"{bone}{end}" for bone in BONES for end in ("", ":left", ":right")), alpha=0.3)
    for zone, regions in reached.items():
        drawn = [view.regions[region] for region in regions if region in view.regions]
        if drawn and zone == "essential":
            area = frame.draw(union(drawn), facecolor=ink["essential"], edgecolor=ink["essential"], alpha=0.86)
            area.set_gid(f"{zone} {view.name}")
        elif drawn:
            area = frame.draw(union(drawn), facecolor="none", edgecolor=ink["spillover"], linewidth=1.2, hatch=DOTS)
            area.set_gid(f"{zone} {view.name}")
    sides: tuple[Side, ...] = ("left", "right") if side == "both" else (side,)
    for one in sides:
        muscle = view.muscles.get(f"{point.muscle}:{one}")
        if muscle is not None:
            frame.draw(
                polylines(muscle), filled=False, edgecolor=ink["text"], linewidth=HAIRLINE, linestyle=(0, (3, 2))
            )
        if view.name in _views_with_site(point.site.unit, point.site.fraction, one):
            _cross(frame.axes, ink, *frame.of(the_body().site(point.site.unit, point.site.fraction, one)))


@cache
def _views_with_site(unit: str, fraction: float, side: Side) -> tuple[str, ...]:
    return tuple(the_body().visible_in(the_body().site(unit, fraction, side)))


def _cross(axes: Axes, ink: Ink, x: float, y: float) -> None:
    # The paler cross below keeps the mark apart from whatever zone it lies on.
    axes.plot(x, y, "x", color=ink["background"], markersize=10, markeredgewidth=5, zorder=7)
    axes.plot(x, y, "x", color=ink["trigger_point"], markersize=9, markeredgewidth=2.4, zorder=8)


def _key(axes: Axes, ink: Ink, y: float, kind: str, words: str) -> None:
    if kind == "site":
        _cross(axes, ink, 17, y)
    elif kind == "muscle":
        axes.plot((7, 27), (y, y), color=ink["text"], linewidth=HAIRLINE, linestyle=(0, (3, 2)))
    elif kind == "essential":
        axes.add_patch(
            Rectangle((7, y - 6), 20, 12, facecolor=ink["essential"], edgecolor=ink["essential"], alpha=0.86)
        )
    else:
        axes.add_patch(
            Rectangle((7, y - 6), 20, 12, facecolor="none", edgecolor=ink["spillover"], linewidth=1.2, hatch=DOTS)
        )
    axes.text(35, y, words, fontsize=SMALL, va="center_baseline")
