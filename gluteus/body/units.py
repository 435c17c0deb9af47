"""The atlas's muscle units and trigger points, held against the model's units and the muscles as they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import trimesh

from gluteus.atlas import load
from gluteus.atlas.loading import FOLDER
from gluteus.atlas.models import Muscle
from gluteus.body.fibres import MUSCLES
from gluteus.body.model import MIRROR, Floats, Mesh
from gluteus.body.solid import decode
from gluteus.yaml_lines import Fault, Place, read, shown

if TYPE_CHECKING:
    from gluteus.body.body import Body

TOLERANCE = 0.003  # how far (m) a trigger point may lie outside its muscle's drawn body


def _lines(faults: Callable[[str, Muscle], Iterator[Fault]]) -> list[str]:
    problems: list[str] = []
    for name, muscle in load().muscles.items():
        path = FOLDER / "muscles" / f"{name}.yml"
        problems += read(path, shown(path)).lines(faults(name, muscle))
    return problems


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

    def faults(_name: str, muscle: Muscle) -> Iterator[Fault]:
        units: list[tuple[Place, str]] = [
            (("trigger_points", index, "site", "unit"), point.site.unit)
            for index, point in enumerate(muscle.trigger_points)
        ]
        units += [(("compartments", index, "unit"), part.unit) for index, part in enumerate(muscle.compartments)]
        for place, unit in units:
            if f"{unit}_r" not in body.muscle_paths:
                yield Fault(place, "the model has no such muscle unit", unit)

    return _lines(faults)


def outside(mesh: Mesh, point: Floats) -> float:
    """Give the distance (m) of a point (3,) from a closed mesh; 0 inside it."""
    corners = mesh.vertices[mesh.faces] - point
    a, b, c = np.moveaxis(corners, 1, 0)
    lengths = np.linalg.norm(corners, axis=2)
    # The solid angle of every triangle (van Oosterom and Strackee 1983): together 4 pi inside, nothing outside.
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    spread = lengths.prod(axis=1)
    for (one, two), other in (((a, b), 2), ((b, c), 0), ((c, a), 1)):
        spread = spread + np.einsum("ij,ij->i", one, two) * lengths[:, other]
    if np.arctan2(volume, spread).sum() > np.pi:
        return 0.0
    nearest = trimesh.triangles.closest_point(corners, np.zeros((len(corners), 3)))  # type: ignore[no-untyped-call]
    return float(np.linalg.norm(nearest, axis=1).min())


def misplaced_points(body: Body) -> list[str]:
    """Name every trigger point whose unit is another muscle's, or whose site lies off its muscle's drawn body.

    A site may lie up to :data:`TOLERANCE` outside. The right side is held against the left one's mirror image.

    Parameters
    ----------
    body : Body
        The body; its muscle units are those of the atlas (see :func:`unknown_units`).

    Returns
    -------
    list of str
        One line each, with file, line, rule and value; empty when all is well.
    """
    _, parts = decode(body.solid)

    def faults(name: str, muscle: Muscle) -> Iterator[Fault]:
        drawn = parts.get(f"{name}:left")
        for index, point in enumerate(muscle.trigger_points):
            place: Place = ("trigger_points", index, "site")
            unit, fraction = point.site.unit, point.site.fraction
            if drawn is None:
                yield Fault(place, "the body has no drawing of this muscle", name)
            elif not unit.startswith(MUSCLES[name]):
                yield Fault((*place, "unit"), "this unit belongs to another muscle", unit)
            else:
                for side, mirror in (("left", 1.0), ("right", MIRROR)):
                    away = outside(drawn.mesh, body.site(unit, fraction, side) * mirror)
                    if away > TOLERANCE:
                        rule = f"on the {side} this place lies {1000 * away:.0f} mm outside the muscle as it is drawn"
                        yield Fault((*place, "fraction"), rule, fraction)

    return _lines(faults)
