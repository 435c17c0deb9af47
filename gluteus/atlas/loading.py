"""Load the atlas from its YAML files and check the records against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from pybtex.database import BibliographyDataError, Entry, parse_file
from pybtex.exceptions import PybtexError
from pydantic import BaseModel

from gluteus.atlas.models import Atlas, ConditionFile, Muscle, RegionFile, Source
from gluteus.checked_yaml import CheckedFile, DataError, Place, shown

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
        Holds ``regions.yml``, ``conditions.yml`` and ``muscles/*.yml``.
    references : Path
        BibTeX file whose keys the records cite.

    Raises
    ------
    DataError
        See `load`.
    """
    region_file = CheckedFile(folder / "regions.yml")
    condition_file = CheckedFile(folder / "conditions.yml")
    muscle_files = [CheckedFile(path) for path in sorted((folder / "muscles").glob("*.yml"))]
    places = region_file.read(RegionFile)
    conditions = condition_file.read(ConditionFile).conditions
    muscles = [file.read(Muscle) for file in muscle_files]
    sources = read_sources(references)

    areas = {area.id for area in places.areas}
    regions = {region.id for region in places.regions}
    condition_ids = {condition.id for condition in conditions}
    lines = [
        *_repeated(region_file, "areas", [area.id for area in places.areas]),
        *_repeated(region_file, "regions", [region.id for region in places.regions]),
        *_repeated(condition_file, "conditions", [condition.id for condition in conditions]),
    ]
    for index, region in enumerate(places.regions):
        lines += _unknown(region_file, ("regions", index, "area"), [region.area], areas, "area")
    for index, condition in enumerate(conditions):
        place = ("conditions", index, "regions")
        lines += _unknown(condition_file, place, condition.regions, regions, "region")
    for file, muscle in zip(muscle_files, muscles, strict=True):
        if file.path.stem != muscle.id:
            lines.append(file.problem(("id",), f"the id must be the file's name, {file.path.stem!r}", muscle.id))
        lines += _repeated(file, "trigger_points", [point.number for point in muscle.trigger_points], key="number")
        for index, point in enumerate(muscle.trigger_points):
            top = ("trigger_points", index)
            for field, known, kind in (
                ("essential", regions, "region"),
                ("spillover", regions, "region"),
                ("mimics", condition_ids, "condition"),
            ):
                lines += _unknown(file, (*top, field), getattr(point, field), known, kind)
    for file, model in ((condition_file, ConditionFile(conditions=conditions)), *zip(muscle_files, muscles, strict=True)):
        for place, keys in _cited(model):
            lines += _unknown(file, place, keys, sources.keys(), f"source (not in {shown(references)})")
    if lines:
        raise DataError("\n".join(dict.fromkeys(lines)))
    return Atlas(
        areas={area.id: area for area in places.areas},
        regions={region.id: region for region in places.regions},
        muscles={muscle.id: muscle for muscle in muscles},
        trigger_points={point.id: point for muscle in muscles for point in muscle.trigger_points},
        conditions={condition.id: condition for condition in conditions},
        sources=sources,
    )


def read_sources(path: Path) -> dict[str, Source]:
    """Read a BibTeX file as short references, by key.

    Raises
    ------
    DataError
        The file cannot be read or is not BibTeX.
    """
    try:
        entries: Mapping[str, Entry] = parse_file(str(path), bib_format="bibtex").entries
    except FileNotFoundError as error:
        raise DataError(f"{shown(path)}: the bibliography is missing") from error
    except (BibliographyDataError, PybtexError) as error:
        raise DataError(f"{shown(path)}: not valid BibTeX: {error}") from error
    return {key: _source(key, entry) for key, entry in entries.items()}


def _source(key: str, entry: Entry) -> Source:
    people = [_plain(" ".join(person.last_names)) for person in entry.persons.get("author", entry.persons.get("editor", []))]
    authors = people[0] + " et al." if len(people) > 2 else " and ".join(people)
    doi = entry.fields.get("doi")
    return Source(
        key=key,
        authors=authors,
        year=entry.fields.get("year", "no date"),
        title=_plain(entry.fields.get("title", "")),
        url=f"https://doi.org/{doi}" if doi else entry.fields.get("url"),
    )


def _plain(text: str) -> str:
    return text.translate({ord("{"): None, ord("}"): None})


def _repeated(file: CheckedFile, top: str, ids: list[str] | list[int], key: str = "id") -> list[str]:
    counts = Counter(ids)
    return [
        file.problem((top, index, key), f"{key} used {counts[value]} times", value)
        for index, value in enumerate(ids)
        if counts[value] > 1 and value in ids[:index]
    ]


def _unknown(file: CheckedFile, place: Place, ids: Iterable[str], known: Iterable[str], kind: str) -> list[str]:
    known = set(known)
    single = not isinstance(_at(file.data, place), list)
    return [
        file.problem(place if single else (*place, index), f"unknown {kind}", value)
        for index, value in enumerate(ids)
        if value not in known
    ]


def _at(data: object, place: Place) -> object:
    for key in place:
        data = data[key]  # type: ignore[index]
    return data


def _cited(record: BaseModel, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], list[str]]]:
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
