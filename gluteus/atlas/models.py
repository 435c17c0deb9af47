"""The kinds of facts that the atlas holds, and the rules that a single record must keep."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = get_args(Side)
Sides = Literal["left", "right", "both"]
Zone = Literal["essential", "spillover"]

Certainty = Literal["measured", "traditional", "disputed", "unverified"]
"""How a fact is known.

``measured``: seen in a study that is cited.  ``traditional``: handed down in expert texts.  ``disputed``: measured or
traditional, and contradicted.  ``unverified``: believed right, the primary source not yet read for this course.
"""

Urgency = Literal["emergency", "same_day", "soon", "routine"]
RULED_OUT_FIRST: tuple[Urgency, ...] = ("emergency", "same_day")
"""What is named before any muscle."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
SourceKeys = Annotated[list[Id], Field(min_length=1)]


class Record(BaseModel):
    """A record of the atlas: unknown fields are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Codes(Record):
    """Identifiers of an anatomical entity in public vocabularies."""

    ta98: str | None = Field(None, description="Terminologia Anatomica 1998")
    ta2: str | None = Field(None, description="Terminologia Anatomica, second edition")
    fma: int | None = Field(None, description="Foundational Model of Anatomy")
    uberon: str | None = Field(None, pattern=r"^\d{7}$", description="UBERON, seven digits")
    choir: tuple[int, int] | None = Field(
        None,
        description="The two segments of the CHOIR body map that contain the place; inferred, the map has no names",
    )


class Statement(Record):
    """One sentence that can be cited."""

    text: Text
    sources: SourceKeys
    certainty: Certainty


class Area(Record):
    """A named composite of regions, such as the buttock."""

    id: Id
    name: Text
    codes: Codes = Codes()


class Region(Record):
    """A place on one side of the body where pain can be marked."""

    id: Id
    name: Text
    description: Text
    area: Id
    synonyms: list[Text] = Field([], description="Other plain words that people search for")
    codes: Codes | None = Field(None, description="Left out: the codes of the area")
    red_flag: bool = Field(False, description="Numbness or pain here calls for a safety message first")
    unreached: bool = Field(False, description="No pattern of the atlas is felt here; it can be marked all the same")


class RegionFile(Record):
    """``regions.yml``: the areas and their regions."""

    areas: Annotated[list[Area], Field(min_length=1)]
    regions: Annotated[list[Region], Field(min_length=1)]


class Site(Record):
    """Where a trigger point lies on the musculoskeletal model's path of a muscle unit."""

    unit: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")] = Field(
        description="Muscle unit of the model, without its side"
    )
    fraction: float = Field(ge=0, le=1, description="From 0 at the origin to 1 at the insertion, along the path")
    text: Text = Field(description="The site in words")


class Pattern(Record, ABC):
    """What trigger points and conditions share: regions, some of them felt on both sides."""

    both_sides: list[Id] = Field([], description="Regions that are felt on both sides, whichever side is the source")

    def zones(self, side: Sides) -> dict[Zone, list[str]]:
        """Give the sided places of a source on `side`, none of them twice: essential wins over spillover.

        Raises
        ------
        ValueError
            The side is none of the three.
        """
        if side not in get_args(Sides):
            raise ValueError(f"side must be left, right or both, not {side!r}")
        sides = SIDES if side == "both" else (side,)
        felt = self._felt()
        essential, spillover = (
            list(dict.fromkeys(place for one in sides for place in self._sided(felt[zone], one)))
            for zone in get_args(Zone)
        )
        return {"essential": essential, "spillover": [place for place in spillover if place not in essential]}

    @abstractmethod
    def _felt(self) -> dict[Zone, list[Id]]:
        """Give the zones without sides."""

    def _sided(self, regions: list[str], side: Side) -> list[str]:
        other: Side = "left" if side == "right" else "right"
        return [f"{region}:{side}" for region in regions] + [
            f"{region}:{other}" for region in regions if region in self.both_sides
        ]


class TriggerPoint(Pattern):
    """A common trigger-point site and where its pain is said to be felt."""

    number: int = Field(ge=1)
    muscle: Id = Field("", validate_default=False, description="Filled in from the file's muscle")
    name: Text
    site: Site
    essential: Annotated[list[Id], Field(min_length=1)] = Field(description="Felt by nearly everyone with this point")
    spillover: list[Id] = Field(description="Felt by some, usually when the pain is more intense")
    complaints: list[Text] = Field(description="What people notice; empty where the sources name nothing")
    mimics: list[Id] = Field(description="Conditions of the atlas that can feel like this")
    other_mimics: list[Text] = Field([], description="Further ones that the sources name and the atlas does not hold")
    note: Text | None = None
    sources: SourceKeys
    certainty: Literal["measured", "traditional", "disputed"]
    retelling: bool = Field(False, description="Seen for this course only in later retellings of the expert texts")

    @property
    def id(self) -> str:
        """Muscle and number, such as ``gluteus_medius.1``."""
        return f"{self.muscle}.{self.number}"

    @property
    def label(self) -> str:
        """The short label of the field, such as ``TrP1``."""
        return f"TrP{self.number}"

    def _felt(self) -> dict[Zone, list[Id]]:
        return {"essential": self.essential, "spillover": self.spillover}


class Compartment(Record):
    """A part of a muscle with a pull of its own."""

    id: Id
    name: Text
    unit: Text = Field(description="Muscle unit of the model, without its side")
    actions: Annotated[list[Statement], Field(min_length=1)]


class Muscle(Record):
    """One muscle: what it is, what it does, and its trigger points."""

    id: Id
    name: Text
    latin: Text
    synonyms: list[Text] = []
    codes: Codes
    origin: Statement | None = None
    insertion: list[Statement] = []
    nerve: list[Statement] = []
    artery: Statement | None = None
    compartments: list[Compartment] = []
    actions: list[Statement] = []
    trigger_points: Annotated[list[TriggerPoint], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _name_the_muscle(cls, data: dict[str, object]) -> dict[str, object]:
        points = data.get("trigger_points")
        if isinstance(points, list):
            named = [{**point, "muscle": data.get("id", "")} if isinstance(point, dict) else point for point in points]
            data = {**data, "trigger_points": named}
        return data


class Condition(Pattern):
    """A source of pain that is not a muscle, with the places where it is felt."""

    id: Id
    name: Text
    synonyms: list[Text] = []
    regions: list[Id] = Field(description="Where it is felt; empty where no pain need be felt, or no place is known")
    signs: Annotated[list[Text], Field(min_length=1)]
    advice: Text = Field(description="What a reader should do")
    urgency: Urgency
    note: Text | None = None
    sources: SourceKeys
    certainty: Certainty

    def _felt(self) -> dict[Zone, list[Id]]:
        return {"essential": self.regions, "spillover": []}


class ConditionFile(Record):
    """``conditions.yml``: what else hurts there."""

    conditions: Annotated[list[Condition], Field(min_length=1)]


class Source(Record):
    """A reference of the course's bibliography, short enough for a list."""

    key: Id
    authors: str
    year: str
    title: str
    url: str | None = None

    @property
    def short(self) -> str:
        """Authors and year, as a text cites them."""
        return f"{self.authors} ({self.year})" if self.year == "no date" else f"{self.authors} {self.year}"


class Atlas(Record):
    """Everything the course knows about muscles, trigger points, regions and conditions, checked against each other."""

    areas: dict[str, Area]
    regions: dict[str, Region]
    muscles: dict[str, Muscle]
    trigger_points: dict[str, TriggerPoint]
    conditions: dict[str, Condition]
    caution: Statement = Field(description="What must be said with every pattern")
    sources: dict[str, Source]

    @cached_property
    def sided_regions(self) -> tuple[str, ...]:
        """Every region on the left and on the right, in the order of the file."""
        return tuple(f"{region}:{side}" for region in self.regions for side in SIDES)

    @cached_property
    def bits(self) -> dict[str, int]:
        """One binary digit for every sided region, so that sets of places are whole numbers."""
        return {region: 1 << index for index, region in enumerate(self.sided_regions)}

    @cached_property
    def sided_patterns(self) -> tuple[SidedPattern, ...]:
        """Every pattern that reaches any place, on the left and on the right, trigger points first."""
        return tuple(
            SidedPattern(
                kind="condition" if isinstance(pattern, Condition) else "trigger_point",
                id=name,
                side=side,
                essential=self._sum(zones["essential"]),
                spillover=self._sum(zones["spillover"]),
            )
            for name, pattern in (*self.trigger_points.items(), *self.conditions.items())
            for side in SIDES
            if any((zones := pattern.zones(side)).values())
        )

    def _sum(self, places: list[str]) -> int:
        return sum(self.bits[place] for place in places)


class SidedPattern(NamedTuple):
    """A pattern on one side, its zones as sums of `Atlas.bits`."""

    kind: Literal["trigger_point", "condition"]
    id: str
    side: Side
    essential: int
    spillover: int
