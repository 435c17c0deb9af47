"""The muscle units that the atlas names, held against those that the model has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gluteus.atlas import load
from gluteus.atlas.loading import FOLDER
from gluteus.yaml_lines import Fault, Place, read, shown

if TYPE_CHECKING:
    from gluteus.body.body import Body


def unknown_units(body: Body) -> list[str]:
    """Name every muscle unit of the atlas that the model does not have.

    Parameters
    ----------
    body : Body
        The body, with the model's muscle paths.

    Returns
    -------
    list of str
        One line each, with file, line, rule and value; empty when all is well.
    """
    problems: list[str] = []
    for name, muscle in load().muscles.items():
        path = FOLDER / "muscles" / f"{name}.yml"
        units: list[tuple[Place, str]] = [
            (("trigger_points", index, "site", "unit"), point.site.unit)
            for index, point in enumerate(muscle.trigger_points)
        ]
        units += [(("compartments", index, "unit"), part.unit) for index, part in enumerate(muscle.compartments)]
        problems += read(path, shown(path)).lines(
            Fault(place, "the model has no such muscle unit", unit)
            for place, unit in units
            if f"{unit}_r" not in body.muscle_paths
        )
    return problems
