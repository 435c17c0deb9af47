"""Pictures of pain on the body: where a pattern has it, how patterns lie over each other, what someone marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final
from zlib import crc32

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gluteus import atlas
from gluteus.atlas import SIDES, Comparison, Condition, Side, Sides, TriggerPoint, Zone
from gluteus.charts.chart import Chart
from gluteus.charts.panels import (
    KEY_LINE,
    TITLES,
    Panels,
    arranged,
    key,
    muscle_outline,
    sides_of,
    site,
    swatch,
)
from gluteus.charts.pictures import Frame, the_body
from gluteus.charts.style import HAIRLINE, SMALL, TEXT, WIDTH, Ink, canvas, sheet

ORDINALS: Final = ("first", "second", "third")
WHERE: Final[dict[Sides, str]] = {"left": "on the left", "right": "on the right", "both": "on both sides"}
FELT: Final[dict[Zone, str]] = {
    "essential": "essential zone: said to be felt by nearly everyone",
    "spillover": "spillover zone: said to be felt by some",
}

INSET: Final = 1.3
TABLE_ROW: Final = 17.0
TABLE_HEAD: Final = 26.0
COLUMN: Final = 30.0

SOURCE: Final = "The course's atlas after Travell and Simons, drawn on the course's computed body; an expert drawing"
CONDITION_SOURCE: Final = "The course's atlas, drawn on the course's computed body"
STANDING: Final[dict[str, str]] = {
    "measured": "from a study",
    "traditional": "as the tradition has it",
    "disputed": "disputed",
    "unverified": "not checked against a first source",
}
"""The certainty of a pattern in words."""

OWN: Final = "Left and right are the person's own."


def referral(trigger_point_id: str, side: Sides = "right") -> Chart:
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
    if side not in WHERE:
        raise ValueError(f"referral: side must be left, right or both, not {side!r}")
    point = held.trigger_points[trigger_point_id]
    muscle = held.muscles[point.muscle]
    reached = atlas.zones(trigger_point_id, side)
    points = [(trigger_point_id, one) for one in sides_of(side)]
    panels = arranged([*reached["essential"], *reached["spillover"]], points)
    kinds: list[tuple[str, str]] = [(zone, FELT[zone]) for zone, places in reached.items() if places]
    kinds.append(("site", "usual site of the trigger point"))
    if any(f"{point.muscle}:{one}" in _drawn_muscles(panels) for one in sides_of(side)):
        kinds.append(("muscle", f"outline of the {_plain(muscle.name)}"))

    def draw(ink: Ink) -> Figure:
        figure = sheet(panels.height + len(kinds) * KEY_LINE + 6)
        axes = canvas(figure)
        for frame in panels.frames(axes, ink):
            for zone, places in reached.items():
                frame.area(places, zone)
            for one in sides_of(side):
                muscle_outline(frame, point.muscle, one)
                site(frame, trigger_point_id, one)
        key(axes, ink, panels.height, kinds)
        return figure

    name = atlas.title(trigger_point_id)
    return Chart(
        name=f"chart-referral-{_slug(trigger_point_id)}-{side}",
        title=f"Where {_plain(name)} {WHERE[side]} is said to send pain",
        draw=draw,
        description=(
            f"{name} ({_plain(point.name)}) {WHERE[side]}, {_standing(trigger_point_id)}. "
            f"Site, marked X: {_plain(point.site.text)} {_zones_in_words(reached)} "
            f"{OWN} {_shown(panels)} The zones are an expert drawing, not a measurement."
        ),
        source=SOURCE,
        citations=(*point.sources, "myosim"),
    )


def compare(patterns: Sequence[str]) -> Chart:
    """Draw two or three patterns over each other, and list what they share and what tells them apart.

    Parameters
    ----------
    patterns : sequence of str
        Two or three trigger points or conditions with their sides: ``"gluteus_medius.1:right"``.

    Returns
    -------
    Chart
        The body with one look for each pattern, and a table of all their places.

    Raises
    ------
    ValueError
        Fewer than two, more than three or a repeated pattern, one without a side, or one that the atlas does not hold.
    """
    try:
        compared = atlas.compare(patterns)
    except KeyError as error:
        raise ValueError(f"compare: {error.args[0]}") from error
    except ValueError as error:
        raise ValueError(f"compare: {error}") from error
    names = [_sided_title(one) for one in compared.patterns]
    points = [_point(one) for one in compared.patterns if _is_point(one)]
    panels = arranged(list(compared.places), points)
    groups = _grouped(compared)
    some_only = any("spillover" in row for row in compared.places.values())
    kinds = [
        (f"{ordinal} essential", f"{number}  {name}")
        for number, (ordinal, name) in enumerate(zip(ORDINALS, names, strict=False), 1)
    ]
    if points:
        kinds.append(("site", "usual site of a trigger point"))
    table_top = panels.height + (len(kinds) + some_only) * KEY_LINE + 14

    lines = sum(len(rows) for rows in groups.values())

    def draw(ink: Ink) -> Figure:
        figure = sheet(table_top + len(groups) * TABLE_HEAD + lines * TABLE_ROW + 4)
        axes = canvas(figure)
        for frame in panels.frames(axes, ink):
            _lay_over(frame, compared)
        key(axes, ink, panels.height, kinds)
        if some_only:
            y = panels.height + KEY_LINE * (len(kinds) + 0.5)
            axes.text(
                7,
                y,
                "Solid: essential zone or condition. Dashed: spillover.",
                fontsize=SMALL,
                va="center_baseline",
            )
        _table(axes, ink, table_top, groups, len(names))
        return figure

    told = " ".join(
        f"{number}, {name}, {_standing(one)}. {_zones_in_words(_zones_of(one))}"
        for number, (one, name) in enumerate(zip(compared.patterns, names, strict=True), 1)
    )
    only = " ".join(
        f"Only {name}: {atlas.listed(compared.only[one]) or 'no place'}."
        for one, name in zip(compared.patterns, names, strict=True)
    )
    return Chart(
        name=f"chart-compare-{'-'.join(map(_slug, compared.patterns))}",
        title=f"What {_and(names)} share, and what tells them apart",
        draw=draw,
        description=(
            f"{len(names)} patterns over each other. {told} "
            f"Shared by all of them: {atlas.listed(compared.shared) or 'no place'}. {only} "
            f"{'; '.join(groups)}. {OWN} {_shown(panels)} A place that patterns share tells none of them apart."
        ),
        source=SOURCE if points else CONDITION_SOURCE,
        citations=tuple(dict.fromkeys([*(cite for one in compared.patterns for cite in _held(one).sources), "myosim"])),
    )


def marked(painful: Iterable[str], shown: str = "") -> Chart:
    """Draw the places that someone marked as painful, and one pattern beneath them.

    Parameters
    ----------
    painful : iterable of str
        Sided regions, such as ``"sacrum_upper:left"``; repeats count once.
    shown : str
        A trigger point or a condition with its side, such as ``"gluteus_medius.1:left"``, or nothing.

    Returns
    -------
    Chart
        The pain drawing: stripes on what hurts, over the pattern's zones.

    Raises
    ------
    ValueError
        The atlas has no such place or pattern.
    """
    held = atlas.load()
    places = list(dict.fromkeys(painful))
    if unknown := [place for place in places if place not in held.sided_regions]:
        raise ValueError(f"marked: unknown place {unknown[0]!r}; a place is such as 'sacrum_upper:left'")
    if shown and not _is_sided_pattern(shown):
        raise ValueError(f"marked: unknown pattern {shown!r}; a pattern is such as 'gluteus_medius.1:left'")
    reached: dict[Zone, list[str]] = _zones_of(shown) if shown else {"essential": [], "spillover": []}
    pattern = [place for zone in reached.values() for place in zone]
    points = [_point(shown)] if shown and _is_point(shown) else []
    panels = arranged(list(dict.fromkeys([*places, *pattern])), points)
    kinds = [("marked", "marked as painful")] if places else []
    if shown:
        kinds += [(zone, FELT[zone] if points else "felt here") for zone, felt in reached.items() if felt]
    if points:
        kinds.append(("site", "usual site of the trigger point"))
    head = KEY_LINE if shown else 0.0

    def draw(ink: Ink) -> Figure:
        figure = sheet(panels.height + head + len(kinds) * KEY_LINE + 6)
        axes = canvas(figure)
        for frame in panels.frames(axes, ink):
            for zone, felt in reached.items():
                frame.area(felt, zone)
            frame.area(places, "marked")
            for point, side in points:
                site(frame, point, side)
        if shown:
            axes.text(
                7, panels.height + KEY_LINE / 2, _sided_title(shown), fontsize=TEXT, weight="bold", va="center_baseline"
            )
        key(axes, ink, panels.height + head, kinds)
        return figure

    met = len(set(places) & set(pattern))
    over = (
        f"Over it lies {_sided_title(shown)}, {_standing(shown)}. {_zones_in_words(reached)} "
        f"Of the {len(places)} marked places {met} lie in this pattern; of its {len(pattern)} places {met} are marked. "
        if shown
        else ""
    )
    return Chart(
        name=f"chart-marked-{crc32(' '.join([*places, shown]).encode()):08x}",
        title=f"Where it hurts{f', and {_sided_title(shown)}' if shown else ''}",
        draw=draw,
        description=(
            f"Pain drawing. Marked as painful: {atlas.listed(places) or 'nothing'}. {over}"
            f"{OWN} {_shown(panels)} It is a look-up in expert drawings, not a diagnosis."
        ),
        source=SOURCE if points else CONDITION_SOURCE,
        citations=tuple(dict.fromkeys([*(_held(shown).sources if shown else []), "myosim"])),
    )


def _held(sided: str) -> TriggerPoint | Condition:
    return atlas.pattern(sided.partition(":")[0])


def _is_point(sided: str) -> bool:
    return isinstance(_held(sided), TriggerPoint)


def _is_sided_pattern(sided: str) -> bool:
    name, _, side = sided.partition(":")
    return side in SIDES and (name in atlas.load().trigger_points or name in atlas.load().conditions)


def _point(sided: str) -> tuple[str, Side]:
    name, _, side = sided.partition(":")
    return name, "left" if side == "left" else "right"


def _zones_of(sided: str) -> dict[Zone, list[str]]:
    return atlas.zones(*_point(sided))


def _sided_title(sided: str) -> str:
    name, side = _point(sided)
    return f"{re.sub(r' [(].*[)]', '', atlas.title(name))}, {side}"


def _standing(sided: str) -> str:
    """Say how sure a pattern is."""
    held = _held(sided)
    words = STANDING[held.certainty]
    return f"{words}, seen only in later retellings" if isinstance(held, TriggerPoint) and held.retelling else words


def _zones_in_words(reached: dict[Zone, list[str]]) -> str:
    told = [f"{zone.capitalize()} zone: {atlas.listed(places)}." for zone, places in reached.items() if places]
    return " ".join(told) or "No place is named."


def _shown(panels: Panels) -> str:
    return f"Shown {', '.join(TITLES[view].lower() for view in panels.views)}."


def _drawn_muscles(panels: Panels) -> set[str]:
    return {name for view in panels.views for name in the_body().views[view].muscles}


def _plain(words: str) -> str:
    """Begin with a small letter."""
    return words[:1].lower() + words[1:]


def _and(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name)


Rows = list[tuple[str, tuple[Zone | None, ...]]]


def _grouped(compared: Comparison) -> dict[str, Rows]:
    """Give the table of a comparison: heading to rows, what all share first; the sides of one region in one row."""
    count = len(compared.patterns)
    all_of = tuple(range(count))
    reaching = [numbers for size in range(count, 0, -1) for numbers in combinations(all_of, size)]
    groups: dict[str, Rows] = {}
    for numbers in reaching:
        places = {
            place: row
            for place, row in compared.places.items()
            if tuple(number for number in all_of if row[number]) == numbers
        }
        if not places:
            continue
        sides: dict[tuple[str, tuple[Zone | None, ...]], list[str]] = {}
        for place, row in places.items():
            sides.setdefault((place.partition(":")[0], row), []).append(place)
        who = (
            ("both" if count == 2 else "all three")
            if len(numbers) == count
            else " and ".join(str(n + 1) for n in numbers)
        )
        heading = (
            f"{'Shared by' if len(numbers) > 1 else 'Only in'} {who}: {len(places)} place{'s' * (len(places) > 1)}"
        )
        groups[heading] = [(atlas.listed(of_one), row) for (_, row), of_one in sides.items()]
    return groups


def _lay_over(frame: Frame, compared: Comparison) -> None:
    """Draw the patterns of a comparison, each in its look; outlines that would lie on one another lie inside."""
    for number in range(len(compared.patterns)):
        for zone in ("spillover", "essential"):
            places = [place for place, row in compared.places.items() if row[number] == zone]
            frame.area(places, f"{ORDINALS[number]} {zone}", inset=INSET * number)
    for number, one in enumerate(compared.patterns, 1):
        if _is_point(one):
            site(frame, *_point(one), label=str(number))


def _table(axes: Axes, ink: Ink, top: float, groups: dict[str, Rows], count: int) -> None:
    middles = [WIDTH - COLUMN * (count - number - 0.5) - 2 for number in range(count)]
    first = True
    for heading, rows in groups.items():
        axes.text(7, top + TABLE_HEAD - 8, heading, fontsize=TEXT, weight="bold", va="baseline")
        if first:
            for number, x in enumerate(middles, 1):
                axes.text(
                    x, top + TABLE_HEAD - 8, str(number), fontsize=TEXT, weight="bold", ha="center", va="baseline"
                )
        first = False
        top += TABLE_HEAD
        for label, row in rows:
            axes.plot((7, WIDTH), (top, top), color=ink["border"], linewidth=HAIRLINE)
            axes.text(7, top + TABLE_ROW / 2, label, fontsize=SMALL, va="center_baseline")
            for x, zone, ordinal in zip(middles, row, ORDINALS, strict=False):
                if zone:
                    swatch(axes, ink, x - 11, top + TABLE_ROW / 2, f"{ordinal} {zone}")
            top += TABLE_ROW
