"""What was handed in: the bytes of a file, read as the cells of a notebook or refused with a reason in one line."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import orjson

# A released quiz is about 25 kB. A submission of this size is not one, and reading it would only cost memory.
LARGEST_SUBMISSION = 10_000_000
MOST_CELLS = 10_000


class UngradableError(ValueError):
    """A submission that cannot be marked; the text is the reason in one line."""


def read_submission(path: Path) -> bytes:
    """Read a file that was handed in.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bytes
        All of it.

    Raises
    ------
    UngradableError
        When it is no file, cannot be read, or is larger than a submission may be; only so much of it is read.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):  # a link could lead anywhere, and a pipe has no end
            raise UngradableError(f"{path.name} is no ordinary file")
        size = status.st_size
        if size <= LARGEST_SUBMISSION:
            return path.read_bytes()
    except OSError as error:
        raise UngradableError(f"the file cannot be read: {error.strerror}") from None
    raise UngradableError(f"the file has {size} bytes, more than {LARGEST_SUBMISSION}")


def read_cells(content: bytes) -> list[Any]:
    """Read the cells of a notebook.

    Parameters
    ----------
    content : bytes
        A notebook of format 3 or 4 in UTF-8.

    Returns
    -------
    list
        Its cells as JSON has them, in the form of format 4; nothing in them has been checked.

    Raises
    ------
    UngradableError
        When it is no notebook, or one that is larger than a submission may be.
    """
    if len(content) > LARGEST_SUBMISSION:
        raise UngradableError(f"the file has {len(content)} bytes, more than {LARGEST_SUBMISSION}")
    try:
        notebook = orjson.loads(content)
    except orjson.JSONDecodeError:
        notebook = _read_as_nbgrader(content)
    if type(notebook) is not dict or type(notebook.get("nbformat")) is not int:
        raise UngradableError("the file is JSON, but not a notebook")
    if notebook["nbformat"] == 3:
        notebook = _upgraded(notebook)
    elif notebook["nbformat"] != 4:
        raise UngradableError(f"the notebook is of format {notebook['nbformat']}, which cannot be read")
    cells = notebook.get("cells")
    if type(cells) is not list:
        raise UngradableError("the notebook has no cells")
    if len(cells) > MOST_CELLS:
        raise UngradableError(f"the notebook has {len(cells)} cells, more than {MOST_CELLS}")
    return cells


def _read_as_nbgrader(content: bytes) -> Any:
    """Read what orjson refuses and Python reads: NaN, numbers of any length."""
    if not content.strip():
        raise UngradableError("the file is empty")
    try:
        text = content.decode()
        notebook = json.loads(text)
        json.dumps(notebook, ensure_ascii=False).encode()
    except RecursionError:
        raise UngradableError("the file is nested too deep") from None
    except UnicodeEncodeError:
        raise UngradableError("the file holds half a character, which cannot be written") from None
    except ValueError as error:
        raise UngradableError(f"the file is not JSON: {error}") from None
    return notebook


def _upgraded(notebook: dict[str, Any]) -> Any:
    import nbformat  # noqa: PLC0415  (a third of a second, for a format that JupyterLab has not written since 2015)

    try:
        return json.loads(json.dumps(nbformat.convert(nbformat.from_dict(notebook), 4)))
    except Exception:  # whatever it stumbles over, it is a file of 2015 that is broken too
        raise UngradableError("the notebook is of format 3, and cannot be converted") from None
