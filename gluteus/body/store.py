"""Keeping the body between runs: one file, named by what it was made from."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import platformdirs
from numpy.typing import NDArray

from gluteus.body.model import BodyBuildError, model_version
from gluteus.body.regions import REGIONS

# The packages whose arithmetic is in the body: another version may give other bytes.
MADE_WITH = ("mujoco", "numpy", "pillow", "scikit-image", "scipy", "shapely", "trimesh")
PACKAGED = Path(__file__).parent / "built"


@cache
def key() -> str:
    """Give the hash of what the body is made from: this package's source, the model, the packages, the regions."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    digest.update("\0".join((model_version(), *map(metadata.version, MADE_WITH), *REGIONS)).encode())
    return digest.hexdigest()[:16]


def home() -> Path:
    """Give the folder that built bodies are kept in: ``_build/body`` of a checkout, else the user's cache."""
    root = Path(__file__).parents[2]
    if (root / "pyproject.toml").is_file():
        return root / "_build" / "body"
    return Path(platformdirs.user_cache_dir("gluteus")) / "body"


def file_name() -> str:
    """Give the name of the file of the present key."""
    return f"body-{key()}.npz"


def find() -> Path | None:
    """Find the body that was shipped with this source, or one kept here that fits the present source and model."""
    shipped = sorted(PACKAGED.glob("body-*.npz"))
    if shipped:
        return shipped[0]
    kept = home() / file_name()
    return kept if kept.is_file() else None


def pack(arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> bytes:
    """Put arrays and JSON-like facts into one compressed archive, the same bytes for the same content."""
    buffer = io.BytesIO()
    text = np.frombuffer(orjson.dumps(facts), dtype=np.uint8)
    np.savez_compressed(buffer, facts=text, **{name: arrays[name] for name in sorted(arrays)})  # type: ignore[arg-type]
    return buffer.getvalue()


def unpack(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Read what :func:`pack` made.

    Raises
    ------
    BodyBuildError
        The file is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        for array in arrays.values():
            array.setflags(write=False)
        return arrays, orjson.loads(arrays.pop("facts").tobytes())
    except Exception as error:
        raise BodyBuildError(
            f"{path}: this kept body cannot be read ({error}); delete the file and it is built again."
        ) from error


def keep(content: bytes, folder: Path) -> Path:
    """Write a body whole or not at all, then remove bodies of other keys.

    Raises
    ------
    BodyBuildError
        The folder cannot be written or the disk is full; what was there stays.
    """
    target = folder / file_name()
    temporary = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".body-", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise BodyBuildError(f"{folder}: the body cannot be kept here ({error.strerror or error}).") from error
    for old in sorted(folder.glob("body-*.npz")):
        if old != target:
            with contextlib.suppress(OSError):
                old.unlink()
    return target
