"""Load the atlas from its YAML files and check the records against each other."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from pybtex.database import BibliographyDataError, Entry, parse_file
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pydantic import BaseModel, ValidationError

from gluteus.atlas.models import Atlas, ConditionFile, Muscle, Region, RegionFile, Source, Statement
from gluteus.yaml_lines import DataError, Fault, Place, Tree, faults_of, read, shown

Model = TypeVar("Model", bound=BaseModel)

FOLDER = Path(__file__).parent
BIBLIOGRAPHY = "references.bib"


@cache
def load() -> Atlas:
    """Load the course's own atlas, once.

    Returns
    -------
    Atlas

    Raises
    ------
    DataError
        A file breaks a rule; each line of the message names file, line, place, rule and value.
    """
    return load_folder(FOLDER, bibliography())


def bibliography() -> Path:
    """Find the bibliography: beside the atlas in an installed package, in ``book/`` in a checkout."""
    packaged = FOLDER / BIBLIOGRAPHY
    return packaged if packaged.exists() else FOLDER.parents[1] / "book" / BIBLIOGRAPHY


def load_folder(folder: Path, references: Path) -> Atlas:
    """Load an atlas from a folder.

    Parameters
    ----------
    folder : Path
        Holds ``regions.yml``, ``conditions.yml``, ``caution.yml`` and ``muscles/*.yml``.
    references : Path
        BibTeX file whose keys the records cite.

    Raises
    ------
    DataError
        See `load`.
    """
    region_tree, places = _read(folder / "regions.yml", RegionFile)
    condition_tree, condition_file = _read(folder / "conditions.yml", ConditionFile)
    caution_tree, caution = _read(folder / "caution.yml", Statement)
    muscle_files = [_read(path, Muscle) for path in sorted((folder / "muscles").glob("*.yml"))]
    conditions = condition_file.conditions
    muscles = [muscle for _, muscle in muscle_files]
    sources = read_sources(references)

    areas = {area.id for area in places.areas}
    regions = {region.id for region in places.regions}
    condition_ids = {condition.id for condition in conditions}
    cited = f"source (not in {shown(references)})"

    faults = _repeated("areas", [area.id for area in places.areas])
    faults += _repeated("regions", [region.id for region in places.regions])
    for index, region in enumerate(places.regions):
        faults += _unknown(("regions", index, "area"), region.area, areas, "area")
    reached = {region for one in conditions for region in one.regions}
    reached |= {
        region for one in muscles for point in one.trigger_points for region in (*point.essential, *point.spillover)
    }
    faults += _unreached(places.regions, reached)
    problems = region_tree.lines(faults)

    faults = _repeated("conditions", [condition.id for condition in conditions])
    for index, condition in enumerate(conditions):
        top = ("conditions", index)
        faults += _unknown((*top, "regions"), condition.regions, regions, "region")
        faults += _twice((*top, "regions"), condition.regions)
        faults += _outside((*top, "both_sides"), condition.both_sides, condition.regions)
    faults += [fault for place, keys in _cited(condition_file) for fault in _unknown(place, keys, sources, cited)]
    problems += condition_tree.lines(faults)
    problems += caution_tree.lines(_unknown(("sources",), caution.sources, sources, cited))

    for tree, muscle in muscle_files:
        faults = _repeated("trigger_points", [point.number for point in muscle.trigger_points], "number")
        if Path(tree.name).stem != muscle.id:
            faults.append(Fault(("id",), "the id must be the name of the file", muscle.id))
        for index, point in enumerate(muscle.trigger_points):
            top = ("trigger_points", index)
            faults += _unknown((*top, "essential"), point.essential, regions, "region")
            faults += _unknown((*top, "spillover"), point.spillover, regions, "region")
            faults += _unknown((*top, "mimics"), point.mimics, condition_ids, "condition")
            faults += _outside((*top, "both_sides"), point.both_sides, [*point.essential, *point.spillover])
            faults += _twice((*top, "essential"), point.essential)
            faults += _twice((*top, "spillover"), point.spillover)
            faults += [
                Fault((*top, "spillover", place), "a region is essential or spillover, not both", region)
                for place, region in enumerate(point.spillover)
                if region in point.essential
            ]
        faults += [fault for place, keys in _cited(muscle) for fault in _unknown(place, keys, sources, cited)]
        problems += tree.lines(faults)
    if problems:
        raise DataError(problems)
    return Atlas(
        areas={area.id: area for area in places.areas},
        regions={region.id: region for region in places.regions},
        muscles={muscle.id: muscle for muscle in muscles},
        trigger_points={point.id: point for muscle in muscles for point in muscle.trigger_points},
        conditions={condition.id: condition for condition in conditions},
        caution=caution,
        sources=sources,
    )


def read_sources(path: Path) -> dict[str, Source]:
    """Read a BibTeX file as short references, by key.

    Raises
    ------
    DataError
        The file cannot be read or is not BibTeX.
    """
    if not path.exists():
        raise DataError([f"{shown(path)}: the bibliography is missing"])
    try:
        entries: Mapping[str, Entry] = parse_file(str(path), bib_format="bibtex").entries
    except (BibliographyDataError, PybtexError) as error:
        raise DataError([f"{shown(path)}: not valid BibTeX: {' '.join(str(error).split())}"]) from error
    return {key: _source(key, entry, path) for key, entry in entries.items()}


def _source(key: str, entry: Entry, path: Path) -> Source:
    persons = entry.persons.get("author", entry.persons.get("editor", []))
    people = [_plain(" ".join((*person.prelast_names, *person.last_names))) for person in persons]
    many = len(people) > 2 or people[-1:] == ["others"]
    authors = f"{people[0]} et al." if many else " and ".join(people)
    doi = entry.fields.get("doi")
    try:
        return Source(
            key=key,
            authors=authors,
            year=entry.fields.get("year", "no date"),
            title=_plain(entry.fields.get("title", "")),
            url=f"https://doi.org/{doi}" if doi else entry.fields.get("url"),
        )
    except ValidationError as error:
        text = path.read_text(encoding="utf-8")
        line = text[: max(0, text.find(f"{{{key},"))].count("\n") + 1
        raise DataError([f"{shown(path)}:{line}: {fault.rule}: {fault.value}" for fault in faults_of(error)]) from error


def _plain(text: str) -> str:
    return str(Text.from_latex(text))


def _read(path: Path, model: type[Model]) -> tuple[Tree, Model]:
    tree = read(path, shown(path))
    try:
        return tree, model.model_validate(tree.plain())
    except ValidationError as error:
        raise DataError(tree.lines(faults_of(error))) from error


def _repeated(top: str, ids: Sequence[str | int], key: str = "id") -> list[Fault]:
    return [
        Fault((top, index, key), f"{key} used more than once", value)
        for index, value in enumerate(ids)
        if value in ids[:index]
    ]


def _unreached(regions: list[Region], reached: set[str]) -> Iterator[Fault]:
    for index, region in enumerate(regions):
        if region.unreached and region.id in reached:
            yield Fault(("regions", index, "unreached"), "said to be unreached, but a pattern reaches it", region.id)
        elif not region.unreached and region.id not in reached:
            yield Fault(("regions", index), "no pattern reaches the region, and it does not say so", region.id)


def _twice(place: Place, regions: list[str]) -> list[Fault]:
    return [
        Fault((*place, index), "region used more than once", region)
        for index, region in enumerate(regions)
        if region in regions[:index]
    ]


def _unknown(place: Place, ids: str | list[str], known: Container[str], kind: str) -> list[Fault]:
    if isinstance(ids, str):
        return [] if ids in known else [Fault(place, f"unknown {kind}", ids)]
    return [Fault((*place, index), f"unknown {kind}", value) for index, value in enumerate(ids) if value not in known]


def _outside(place: Place, both_sides: list[str], zones: list[str]) -> list[Fault]:
    return [
        Fault((*place, index), "felt on both sides, but outside the zones", region)
        for index, region in enumerate(both_sides)
        if region not in zones
    ]


def _cited(record: BaseModel, place: Place = ()) -> Iterator[tuple[Place, list[str]]]:
    """Walk a record and give each list of source keys with its place."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name == "sources":
            yield (*place, name), value
        elif isinstance(value, BaseModel):
            yield from _cited(value, (*place, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _cited(item, (*place, name, index))
