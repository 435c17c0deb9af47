"""The body as an answer sheet: which places each of its views shows."""

from __future__ import annotations

from typing import Literal, get_args

from gluteus.atlas.loading import load

View = Literal["back", "front", "left", "right"]
VIEWS: tuple[View, ...] = get_args(View)

# Known here, so that questions are read and graded without computing a body; a test holds it against the pictures.
# What stands under "left" is seen from the right too, on that side.
_SEEN = {
    "back": """
        ribs_back lumbar_upper_inner lumbar_upper_outer lumbar_lower_inner lumbar_lower_outer iliac_crest_back
        iliac_crest_side sacroiliac sacrum_upper sacrum_lower coccyx gluteal_cleft buttock_upper_inner
        buttock_upper_outer buttock_middle_inner buttock_middle_outer buttock_lower_inner buttock_lower_outer
        sit_bone gluteal_fold hip_side greater_trochanter perineum thigh_outer_upper thigh_inner_upper
        thigh_back_upper thigh_outer_middle thigh_inner_middle thigh_back_middle thigh_outer_lower
        thigh_inner_lower thigh_back_lower knee_outer knee_inner knee_back leg_outer_upper leg_inner_upper
        leg_back_upper leg_outer_lower leg_inner_lower leg_back_lower
    """,
    "front": """
        ribs_side ribs_front iliac_crest_front hip_side hip_front groin pubis perineum abdomen_upper
        abdomen_lower_inner abdomen_lower_outer thigh_front_upper thigh_outer_upper thigh_inner_upper
        thigh_front_middle thigh_outer_middle thigh_inner_middle thigh_front_lower thigh_outer_lower
        thigh_inner_lower knee_front knee_outer knee_inner leg_front_upper leg_outer_upper leg_inner_upper
        leg_front_lower leg_outer_lower leg_inner_lower
    """,
    "left": """
        ribs_back ribs_side ribs_front lumbar_upper_inner lumbar_upper_outer lumbar_lower_inner
        lumbar_lower_outer iliac_crest_back iliac_crest_side iliac_crest_front buttock_upper_outer
        buttock_middle_outer buttock_lower_outer gluteal_fold hip_side greater_trochanter hip_front
        abdomen_upper abdomen_lower_inner abdomen_lower_outer thigh_front_upper thigh_outer_upper
        thigh_back_upper thigh_front_middle thigh_outer_middle thigh_back_middle thigh_front_lower
        thigh_outer_lower thigh_back_lower knee_front knee_outer knee_back leg_front_upper leg_outer_upper
        leg_back_upper leg_front_lower leg_outer_lower leg_back_lower
    """,
}


def places(view: View) -> list[str]:
    """Give the places that can be marked in a view.

    Parameters
    ----------
    view : {"back", "front", "left", "right"}
        Where the body is seen from.

    Returns
    -------
    list of str
        Sided regions of the atlas, such as "sacroiliac:left", in the atlas's order, left before right.
    """
    sides = (view,) if view in {"left", "right"} else ("left", "right")
    return [f"{region}:{side}" for region in regions(view) for side in sides]


def regions(view: View) -> list[str]:
    """Give the regions that a view shows, without their sides, in the atlas's order."""
    return _SEEN["left" if view == "right" else view].split()


def seen_essential(pattern: str, view: View) -> tuple[list[str], list[str]]:
    """Give a pattern's essential zone and its spillover zone as far as a view shows them.

    Parameters
    ----------
    pattern : str
        A trigger point or a condition with its side: ``"gluteus_medius.1:right"``; a condition is all essential.
    view : {"back", "front", "left", "right"}
        Where the body is seen from.

    Returns
    -------
    tuple of list of str
        The two zones' sided regions, each in alphabetical order.

    Raises
    ------
    KeyError
        There is no such trigger point or condition.
    ValueError
        The side is neither left, right nor both.
    """
    name, _, side = pattern.partition(":")
    atlas = load()
    found = atlas.trigger_points.get(name) or atlas.conditions.get(name)
    if found is None:
        raise KeyError(pattern)
    seen = set(places(view))
    zones = found.zones(side)  # type: ignore[arg-type]  # it says itself what a side is
    return sorted(seen & set(zones["essential"])), sorted(seen & set(zones["spillover"]))
