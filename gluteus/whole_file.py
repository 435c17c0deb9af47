"""Files that are there whole or not at all, whatever ends the program that writes them."""

from __future__ import annotations

import os
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and then put it there; a file that holds the same already is left alone.

    What a killed run left beside it is removed first, and a link there is not followed.

    Parameters
    ----------
    path : Path
        The file; its folder is made where it is missing.
    content : bytes
        What it is to hold.

    Raises
    ------
    OSError
        When it cannot be written; an earlier file is left as it was.
    """
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  (ten thousand pages are written so)
            if file.read() == content:
                return
    except FileNotFoundError:
        pass
    draft = f"{path.parent}{os.sep}.{path.name}.draft"
    try:
        handle = os.open(draft, _NEW, 0o644)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(draft, _NEW, 0o644)
    except FileExistsError:
        Path(draft).unlink()
        handle = os.open(draft, _NEW, 0o644)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            file.write(content)
        os.replace(draft, path)  # noqa: PTH105
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
