"""The course that a widget belongs to."""

from __future__ import annotations

from pathlib import Path

CONFIGURATION = "_config.yml"


def course_folder() -> Path:
    """Give the nearest folder, from here upwards, that holds a book's configuration.

    Raises
    ------
    FileNotFoundError
        There is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CONFIGURATION).exists():
            return folder
    raise FileNotFoundError(
        f"{here}: neither this folder nor one above it holds {CONFIGURATION}: name the course folder"
    )
