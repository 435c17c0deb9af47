"""What patterns and places are called in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from gluteus.atlas.loading import load
from gluteus.atlas.lookup import pattern
from gluteus.atlas.models import Atlas, Condition


def title(name: str, atlas: Atlas | None = None) -> str:
    """Name a pattern: ``Gluteus medius TrP1``, or the name of the condition.

    Parameters
    ----------
    name : str
        Such as ``"gluteus_medius.1"`` or ``"hip_joint"``.
    atlas : Atlas, optional
        The course's own by default.

    Raises
    ------
    KeyError
        There is neither such a trigger point nor such a condition.
    """
    atlas = atlas or load()
    found = pattern(name, atlas)
    return found.name if isinstance(found, Condition) else f"{atlas.muscles[found.muscle].name} {found.label}"


def named(place: str, atlas: Atlas | None = None) -> str:
    """Name one place: ``Groin (left)``; one that the atlas does not know keeps its id."""
    atlas = atlas or load()
    return listed([place], atlas) if place.partition(":")[0] in atlas.regions else place


def listed(places: Iterable[str], atlas: Atlas | None = None) -> str:
    """Name places, the sides of one region together: ``Sacrum, upper half (left and right); Groin (left)``.

    Parameters
    ----------
    places : iterable of str
        Sided regions, such as ``"groin:left"``; regions keep the order in which they first come.
    atlas : Atlas, optional
        The course's own by default.

    Returns
    -------
    str
        Empty for no places.

    Raises
    ------
    KeyError
        A region is unknown.
    """
    sides: dict[str, set[str]] = {}
    for place in places:
        region, _, side = place.partition(":")
        sides.setdefault(region, set()).add(side)
    regions = (atlas or load()).regions
    return "; ".join(f"{regions[region].name} ({' and '.join(sorted(on))})" for region, on in sides.items())
