"""Look-ups in the atlas, both ways: from a trigger point to its pain, from painful places to their sources.

These are look-ups in expert drawings and study tables.  They rank nothing by likelihood and diagnose nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gluteus.atlas.loading import load
from gluteus.atlas.models import SIDES, Atlas, Side, Zone


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


def referral(trigger_point: str, side: Side, atlas: Atlas | None = None) -> dict[Zone, list[str]]:
    """Give the sided regions where a trigger point's pain is said to be felt.

    Parameters
    ----------
    trigger_point : str
        Such as ``"gluteus_medius.1"``.
    side : {"left", "right"}
        The side of the trigger point.
    atlas : Atlas, optional
        The course's own by default.

    Returns
    -------
    dict
        ``"essential"`` and ``"spillover"``, each a list such as ``["sacroiliac:left", ...]``.

    Raises
    ------
    KeyError
        No such trigger point.
    """
    point = (atlas or load()).trigger_points[trigger_point]
    return {"essential": point.zone("essential", side), "spillover": point.zone("spillover", side)}


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
    if unknown := sorted(marks - set(atlas.sided_regions)):
        raise ValueError(f"unknown sided region (expected such as 'sacrum_upper:left'): {', '.join(unknown)}")
    found = [
        Match(
            kind=kind,
            id=name,
            side=side,
            covers=shared / len(marks),
            marked=shared / (len(essential) + len(spillover)),
            essential=len(marks & essential),
            spillover=len(marks & spillover),
        )
        for kind, name, side, essential, spillover in _patterns(atlas)
        if (shared := len(marks & essential) + len(marks & spillover))
    ]
    return sorted(found, key=lambda one: (-one.covers, -one.marked, -one.essential))


def _patterns(
    atlas: Atlas,
) -> Iterable[tuple[Literal["trigger_point", "condition"], str, Side, frozenset[str], frozenset[str]]]:
    for point in atlas.trigger_points.values():
        for side in SIDES:
            yield (
                "trigger_point",
                point.id,
                side,
                frozenset(point.zone("essential", side)),
                frozenset(point.zone("spillover", side)),
            )
    for condition in atlas.conditions.values():
        for side in SIDES:
            yield "condition", condition.id, side, frozenset(condition.zone(side)), frozenset()
