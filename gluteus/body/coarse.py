"""Finer and coarser meshes of the same shape.

A coarser one has vertices spread evenly over the surface, joined where their neighbourhoods meet.
"""

from __future__ import annotations

import numpy as np
import trimesh
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gluteus.body.model import Floats, Ints, Mesh

ROUNDS = 2  # how often every vertex moves to the middle of its neighbourhood


def edges_of(faces: Ints) -> tuple[Ints, Ints]:
    """Give every edge (k, 2) of faces (m, 3) once, and how many faces have it (k,)."""
    pairs = np.sort(np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges, count = np.unique(pairs, axis=0, return_counts=True)
    return edges, count


def _graph(vertices: Floats, edges: Ints) -> sparse.csr_array:
    length = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
    ends = np.vstack([edges, edges[:, ::-1]]).T
    return sparse.coo_array((np.tile(length, 2), ends), shape=(len(vertices),) * 2).tocsr()


def _spread(vertices: Floats, spacing: Floats, first: list[int], order: Ints) -> list[int]:
    """Choose vertices, those of ``first`` first, each at least its spacing away from all that were chosen before it."""
    tree, chosen = cKDTree(vertices), []
    free = np.ones(len(vertices), dtype=bool)
    order = np.r_[np.array(first, dtype=np.int64), order]
    for index in order.tolist():
        if free[index]:
            chosen.append(index)
            free[tree.query_ball_point(vertices[index], spacing[index])] = False
    return chosen


def _nearest(graph: sparse.csr_array, sources: Ints) -> NDArray[np.int64]:
    """Give for every vertex the source that is nearest along the edges, negative where there is none."""
    _, _, source = csgraph.dijkstra(graph, indices=sources, min_only=True, return_predecessors=True)
    return np.asarray(source, dtype=np.int64)


def coarser(mesh: Mesh, spacing: Floats) -> Mesh:
    """Give a mesh of the same shape with fewer vertices.

    Parameters
    ----------
    mesh : Mesh
        A surface in one piece or several, closed or with open rims; vertices are not doubled.
    spacing : ndarray (n,)
        Wanted distance (m) between neighbours, by place; more than the mesh's own edges.

    Returns
    -------
    Mesh
        Its vertices lie on the given surface, those of the rims on the rims: the neighbourhoods of evenly spread
        vertices are found along the surface, and there is a face wherever three of them meet.
    """
    vertices, faces = mesh.vertices, mesh.faces
    edges, count = edges_of(faces)
    rims = edges[count == 1]
    on_rim = np.unique(rims)
    # Where a rim turns a corner it has to keep it: the midline's ends, which lie on the cuts.
    ends = [vertices[:, 2].min(), vertices[:, 2].max()]
    turns = on_rim[(vertices[on_rim, 0] == 0.0) & np.isin(vertices[on_rim, 2], ends)]
    fixed = _spread(vertices, spacing, turns.tolist(), on_rim)
    inner = np.setdiff1d(np.arange(len(vertices)), on_rim)
    # Any fixed order will do, as long as it jumps about.
    seeds = np.array(_spread(vertices, spacing, fixed, np.random.default_rng(1).permutation(inner)))
    held, graph = len(fixed), _graph(vertices, edges)
    owner = np.arange(len(vertices))
    if held:
        held_by = _nearest(_graph(vertices, rims), seeds[:held])
        on_rim = on_rim[held_by[on_rim] >= 0]
        owner[on_rim] = held_by[on_rim]
    for turn in range(ROUNDS + 1):
        number = np.full(len(vertices), -1)
        number[seeds] = np.arange(len(seeds))
        source = _nearest(graph, np.r_[on_rim, seeds[held:]])
        # A scrap that is smaller than the spacing may have no seed: it goes.
        area = np.where(source < 0, -1, number[owner[np.maximum(source, 0)]])
        if turn < ROUNDS:
            size = np.bincount(area + 1, minlength=len(seeds) + 1)
            sums = [np.bincount(area + 1, weights=vertices[:, axis], minlength=len(size)) for axis in range(3)]
            away = np.linalg.norm(vertices - (np.stack(sums) / np.maximum(size, 1)).T[area + 1], axis=1)
            away[on_rim] = np.inf
            ranked = np.lexsort((away, area))
            middle = ranked[np.searchsorted(area[ranked], np.arange(len(seeds)))]
            seeds = np.r_[seeds[:held], middle[held:]]
    corners = area[faces[(area[faces] >= 0).all(axis=1)]]
    corners = corners[(np.diff(np.sort(corners, axis=1), axis=1) > 0).all(axis=1)]
    # The same three may meet twice; from behind the second time, a flap without room inside, which goes.
    turned = np.stack([np.roll(corners, -step, axis=1) for step in range(3)], axis=1)
    corners = np.unique(turned[np.arange(len(corners)), corners.argmin(axis=1)], axis=0)
    _, which, times = np.unique(np.sort(corners, axis=1), axis=0, return_inverse=True, return_counts=True)
    return Mesh(vertices[seeds], corners[times[which.ravel()] == 1])


def rounded(mesh: Mesh) -> Mesh:
    """Subdivide a coarse bone and round it off without shrinking (Taubin's smoothing), so that its outline curves."""
    vertices, faces = trimesh.remesh.subdivide(*trimesh.remesh.subdivide(mesh.vertices, mesh.faces))  # type: ignore[no-untyped-call]
    _, first, same = np.unique(np.round(vertices, 7), axis=0, return_index=True, return_inverse=True)
    vertices, faces = vertices[first], same.ravel()[faces]
    edges = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    count = len(vertices)
    links = sparse.coo_array(
        (np.ones(2 * len(edges)), np.vstack([edges, edges[:, ::-1]]).T), shape=(count, count)
    ).tocsr()
    mean = sparse.diags_array(1.0 / links.sum(axis=1)) @ links
    for _ in range(12):
        for factor in (0.5, -0.52):
            vertices = vertices + factor * (mean @ vertices - vertices)
    return Mesh(vertices, faces)
