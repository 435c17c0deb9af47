"""The referred-pain atlas: muscles, trigger points, regions and conditions, with sources and certainty."""

from gluteus.atlas.loading import load
from gluteus.atlas.lookup import Comparison, Match, compare, match, neighbours, pattern, referral, zones
from gluteus.atlas.models import (
    SIDES,
    Atlas,
    Condition,
    Muscle,
    Region,
    Side,
    Sides,
    Statement,
    TriggerPoint,
    Zone,
)
from gluteus.atlas.naming import listed, title

__all__ = [
    "SIDES",
    "Atlas",
    "Comparison",
    "Condition",
    "Match",
    "Muscle",
    "Region",
    "Side",
    "Sides",
    "Statement",
    "TriggerPoint",
    "Zone",
    "compare",
    "listed",
    "load",
    "match",
    "neighbours",
    "pattern",
    "referral",
    "title",
    "zones",
]
