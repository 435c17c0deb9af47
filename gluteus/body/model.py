"""The musculoskeletal model in its standing posture, and what is read off it: bones, muscle paths, landmarks.

Axes, everywhere in :mod:`gluteus.body`: x to the person's left, y backwards, z up, in metres; the midsagittal plane
is x = 0 and the soles stand near z = 0.

The bones of the model's two sides differ by less than 0.3 mm; two muscle units (``LTpT_T12``, ``QL_mid_L2-12.1``) end
on another level on the left. The right side is read and mirrored, so that everything here is symmetric.

The model's rectus abdominis is one straight line deep in the belly, ending 4 cm behind the pubis; here it lies in the
abdominal wall, at the same heights and as far from the midline.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MIRROR = np.array([-1.0, 1.0, 1.0])
# Height and y of the abdominal wall's front, metres: from the pubis by the front spines to the costal arch.
ABDOMINAL_WALL = np.array([(0.875, 0.100), (0.95, 0.093), (1.05, 0.092), (1.17, 0.094), (1.28, 0.102)])


class BodyBuildError(RuntimeError):
    """The body could not be built or kept; the message is one plain sentence."""


@dataclass(frozen=True)
class Mesh:
    """A triangle mesh.

    Attributes
    ----------
    vertices : ndarray (n, 3)
        Positions in metres.
    faces : ndarray (m, 3)
        Vertex indices, counter-clockwise seen from outside.
    """

    vertices: Floats
    faces: Ints

    def mirrored(self) -> Mesh:
        """Give the mesh of the other side."""
        return Mesh(self.vertices * MIRROR, self.faces[:, ::-1])


def model_version() -> str:
    """Give the version of the musculoskeletal model, as installed.

    Raises
    ------
    BodyBuildError
        The package ``myo-sim`` is not installed.
    """
    try:
        return metadata.version("myo-sim")
    except metadata.PackageNotFoundError:
        raise BodyBuildError(
            "The body needs the package myo-sim, which is not installed (pip install myo-sim)."
        ) from None


@cache
def standing_model() -> tuple[Any, Any]:
    """Load the full-body model and pose it.

    Returns
    -------
    tuple of mujoco.MjModel and mujoco.MjData
        In the model's own keyframe ``standing``, moved sideways so that the midsagittal plane is x = 0.

    Raises
    ------
    BodyBuildError
        The model or MuJoCo is missing or cannot be read.
    """
    try:
        # Imported here: a body that is kept can be read without the model, and much faster.
        import mujoco  # noqa: PLC0415
        import myo_sim  # noqa: PLC0415
    except ImportError as error:
        raise BodyBuildError(f"The body needs the package {error.name}, which cannot be imported.") from error
    try:
        # Composing the model warns about empty prefixes, on the terminal and in a log file in the current folder.
        handler = mujoco.get_mju_user_warning()
        mujoco.set_mju_user_warning(lambda _message: None)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = myo_sim.load_model("myofullbody")
        finally:
            mujoco.set_mju_user_warning(handler)
    except Exception as error:
        raise BodyBuildError(f"The model myofullbody of myo-sim {model_version()} cannot be read: {error}.") from error
    data = mujoco.MjData(model)
    mujoco.mj_resetDataKeyframe(model, data, model.key("standing").id)
    data.qpos[0] = 0.0
    mujoco.mj_forward(model, data)
    return model, data


@dataclass(frozen=True)
class Skeleton:
    """One half of the model as the rest of the package uses it: the person's left, mirrored from the model's right.

    Attributes
    ----------
    paired : dict
        Bones with a counterpart: ``pelvis``, ``femur``, ``tibia``, ``fibula``, ``patella``.
    single : dict
        Bones on the midline, whole: ``sacrum`` (with coccyx), ``L1`` to ``L5``, ``T8`` to ``T12``, ``ribs``.
    paths : dict
        Muscle paths, unit name without side to points (k, 3), origin first.
    hip, knee, ankle : ndarray (3,)
        Joint centres.
    """

    paired: dict[str, Mesh]
    single: dict[str, Mesh]
    paths: dict[str, Floats]
    hip: Floats
    knee: Floats
    ankle: Floats


PAIRED_BONES = {
    "pelvis": "r_pelvis",
    "femur": "r_femur",
    "tibia": "r_tibia",
    "fibula": "r_fibula",
    "patella": "r_patella",
}
SINGLE_BONES = {
    "sacrum": "sacrum_geom_1_sacrum",
    **{f"L{n}": f"lumbar{n}_geom_1_lumbar{n}" for n in range(1, 6)},
    **{f"T{n}": f"torso_geom_{13 - n}_thoracic{n}_s" for n in range(8, 13)},
    "ribs": "torso_geom_13_ribcage_s",
}


def on_abdominal_wall(points: Floats) -> Floats:
    """Move points (n, 3) forwards or backwards into the abdominal wall."""
    return np.stack([points[:, 0], np.interp(points[:, 2], *ABDOMINAL_WALL.T), points[:, 2]], axis=1)


def _bone(model: Any, data: Any, name: str) -> Mesh:
    mesh = model.mesh(name).id
    geom = int(np.flatnonzero((model.geom_dataid == mesh) & (model.geom_type == 7))[0])
    start, count = int(model.mesh_vertadr[mesh]), int(model.mesh_vertnum[mesh])
    face_start, face_count = int(model.mesh_faceadr[mesh]), int(model.mesh_facenum[mesh])
    local = model.mesh_vert[start : start + count].astype(float)
    vertices = local @ data.geom_xmat[geom].reshape(3, 3).T + data.geom_xpos[geom]
    return Mesh(vertices, model.mesh_face[face_start : face_start + face_count].astype(np.int64))


@cache
def skeleton() -> Skeleton:
    """Read bones, muscle paths and joint centres off the posed model."""
    model, data = standing_model()
    points = data.wrap_xpos.reshape(-1, 3)
    paths: dict[str, Floats] = {}
    for actuator in range(model.nu):
        name = model.actuator(actuator).name
        if name.endswith("_r"):
            tendon = int(model.actuator_trnid[actuator, 0])
            start, count = int(data.ten_wrapadr[tendon]), int(data.ten_wrapnum[tendon])
            path = points[start : start + count] * MIRROR
            # The model names the two recti abdominis the other way round.
            paths[name.removesuffix("_r")] = path if path[:, 0].mean() >= 0 else path * MIRROR
    paths["rect_abd"] = on_abdominal_wall(np.linspace(paths["rect_abd"][0], paths["rect_abd"][-1], 13))
    return Skeleton(
        paired={name: _bone(model, data, mesh).mirrored() for name, mesh in PAIRED_BONES.items()},
        single={name: _bone(model, data, mesh) for name, mesh in SINGLE_BONES.items()},
        paths=dict(sorted(paths.items())),
        hip=data.body("femur_r").xpos * MIRROR,
        knee=data.body("tibia_r").xpos * MIRROR,
        ankle=data.body("talus_r").xpos * MIRROR,
    )
