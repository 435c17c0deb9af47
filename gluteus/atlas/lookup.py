"""Look-ups in the atlas, both ways: from a trigger point to its pain, from painful places to their sources.

These are look-ups in expert drawings and study tables.  They rank nothing by likelihood and diagnose nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gluteus.atlas.loading import load
from gluteus.atlas.models import SIDES, Atlas, Condition, Side, Sides, TriggerPoint, Zone


@dataclass(frozen=True)
class Match:
    """How one pattern meets the places that someone marked.

    Attributes
    ----------
    kind : {"trigger_point", "condition"}
    id : str
    side : {"left", "right"}
        The side of the source.
    covers : float
        Share of the marked places that lie in this pattern, above 0 to 1.
    marked : float
        Share of this pattern's places that are marked, above 0 to 1.
    essential, spillover : int
        Marked places in each zone; a condition's places count as essential.
    """

    kind: Literal["trigger_point", "condition"]
    id: str
    side: Side
    covers: float
    marked: float
    essential: int
    spillover: int


@dataclass(frozen=True)
class Comparison:
    """Two or three patterns over each other.

    Attributes
    ----------
    patterns : tuple of str
        As they were asked for, such as ``("gluteus_medius.1:right", "sacroiliac_joint:right")``.
    places : dict
        Every place that any of them reaches, in the atlas's order, to the zone that it has in each pattern, or None.
    shared : tuple of str
        The places that all of them reach.
    only : dict
        Each pattern to the places that it alone reaches.
    """

    patterns: tuple[str, ...]
    places: dict[str, tuple[Zone | None, ...]]
    shared: tuple[str, ...]
    only: dict[str, tuple[str, ...]]


def pattern(name: str, atlas: Atlas | None = None) -> TriggerPoint | Condition:
    """Give the trigger point or the condition of an id.

    Parameters
    ----------
    name : str
        Such as ``"gluteus_medius.1"`` or ``"hip_joint"``.
    atlas : Atlas, optional
        The course's own by default.

    Raises
    ------
    KeyError
        There is neither; the message names the id.
    """
    atlas = atlas or load()
    if found := atlas.trigger_points.get(name) or atlas.conditions.get(name):
        return found
    raise KeyError(f"no such trigger point or condition: {name}")


def zones(name: str, side: Sides, atlas: Atlas | None = None) -> dict[Zone, list[str]]:
    """Give the sided places that a trigger point or a condition reaches.

    Parameters
    ----------
    name : str
        Such as ``"gluteus_medius.1"`` or ``"hip_joint"``.
    side : {"left", "right", "both"}
        The side of the source.
    atlas : Atlas, optional
        The course's own by default.

    Returns
    -------
    dict
        ``"essential"`` and ``"spillover"``, each a list such as ``["sacroiliac:left", ...]``; no place stands twice,
        essential wins.  All places of a condition are essential.

    Raises
    ------
    KeyError
        No such trigger point or condition.
    ValueError
        The side is none of the three.
    """
    return pattern(name, atlas).zones(side)


def referral(trigger_point: str, side: Sides, atlas: Atlas | None = None) -> dict[Zone, list[str]]:
    """Give the sided places where a trigger point's pain is said to be felt: `zones` for trigger points alone.

    Raises
    ------
    KeyError
        No such trigger point.
    ValueError
        The side is none of the three.
    """
    points = (atlas or load()).trigger_points
    if trigger_point not in points:
        raise KeyError(f"no such trigger point: {trigger_point}")
    return points[trigger_point].zones(side)


def neighbours(trigger_point: str, atlas: Atlas | None = None) -> list[str]:
    """Give the other muscles whose patterns share places with a trigger point's, on the same side.

    Parameters
    ----------
    trigger_point : str
        Such as ``"gluteus_medius.1"``.
    atlas : Atlas, optional
        The course's own by default.

    Returns
    -------
    list of str
        Ids of muscles, most shared places first, then in the atlas's order.

    Raises
    ------
    KeyError
        No such trigger point.
    """
    atlas = atlas or load()
    reached = _places(referral(trigger_point, "right", atlas))
    shared = {
        muscle.id: len(reached & {place for point in muscle.trigger_points for place in _places(point.zones("right"))})
        for muscle in atlas.muscles.values()
        if muscle.id != atlas.trigger_points[trigger_point].muscle
    }
    return sorted(filter(shared.__getitem__, shared), key=lambda muscle: -shared[muscle])


def compare(patterns: Sequence[str], atlas: Atlas | None = None) -> Comparison:
    """Lay two or three patterns over each other.

    Parameters
    ----------
    patterns : sequence of str
        Two or three different trigger points or conditions with their sides: ``"gluteus_medius.1:right"``.
    atlas : Atlas, optional
        The course's own by default.

    Raises
    ------
    KeyError
        No such trigger point or condition.
    ValueError
        Fewer than two, more than three or a repeated pattern, or one without a side.
    """
    atlas = atlas or load()
    asked = tuple(patterns)
    if not 2 <= len(asked) <= 3 or len(set(asked)) < len(asked):
        raise ValueError(f"compare takes two or three different patterns, not {', '.join(asked) or 'none'}")
    reached: list[dict[str, Zone]] = []
    for one in asked:
        name, _, side = one.partition(":")
        if side not in SIDES:
            raise ValueError(f"unknown side of a pattern (expected such as 'gluteus_medius.1:right'): {one}")
        felt = zones(name, "left" if side == "left" else "right", atlas)
        reached.append({place: zone for zone, places in felt.items() for place in places})
    places = {
        place: tuple(one.get(place) for one in reached)
        for place in atlas.sided_regions
        if any(place in one for one in reached)
    }
    return Comparison(
        patterns=asked,
        places=places,
        shared=tuple(place for place, found in places.items() if all(found)),
        only={
            one: tuple(place for place, found in places.items() if found[index] and sum(map(bool, found)) == 1)
            for index, one in enumerate(asked)
        },
    )


def match(regions: Iterable[str], atlas: Atlas | None = None) -> list[Match]:
    """Rank the patterns that reach the marked places.

    Parameters
    ----------
    regions : iterable of str
        Sided regions, such as ``"sacrum_upper:left"``; repeats count once.
    atlas : Atlas, optional
        The course's own by default.

    Returns
    -------
    list of Match
        Only patterns that share a place with the marks, best first: by `covers`, then `marked`, then essential
        places, then in the atlas's order.  Left stands before right where all else is equal.

    Raises
    ------
    ValueError
        A region is unknown or has no side.
    """
    atlas = atlas or load()
    marks = set(regions)
    if unknown := sorted(marks - atlas.bits.keys()):
        raise ValueError(f"unknown sided region (expected such as 'sacrum_upper:left'): {', '.join(unknown)}")
    marked = sum(map(atlas.bits.__getitem__, marks))
    found = [
        Match(
            kind=one.kind,
            id=one.id,
            side=one.side,
            covers=shared / len(marks),
            marked=shared / (one.essential | one.spillover).bit_count(),
            essential=(marked & one.essential).bit_count(),
            spillover=(marked & one.spillover).bit_count(),
        )
        for one in atlas.sided_patterns
        if (shared := (marked & (one.essential | one.spillover)).bit_count())
    ]
    return sorted(found, key=lambda one: (-one.covers, -one.marked, -one.essential))


def _places(felt: dict[Zone, list[str]]) -> set[str]:
    return {place for places in felt.values() for place in places}
