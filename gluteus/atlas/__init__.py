"""The referred-pain atlas: muscles, trigger points, regions and conditions, with sources and certainty."""

from gluteus.atlas.loading import load
from gluteus.atlas.lookup import Match, match, referral
from gluteus.atlas.models import SIDES, Atlas, Condition, Muscle, Region, Side, TriggerPoint, Zone

__all__ = [
    "SIDES",
    "Atlas",
    "Condition",
    "Match",
    "Muscle",
    "Region",
    "Side",
    "TriggerPoint",
    "Zone",
    "load",
    "match",
    "referral",
]
