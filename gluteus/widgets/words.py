"""The words of a widget: one JSON file for each language, read by Python and by the page."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def languages(widget: str) -> list[str]:
    """Name the languages that a widget has words in, such as ``["en"]``."""
    return sorted(path.name.split(".")[1] for path in _HERE.glob(f"{widget}.*.json"))


@cache
def words(widget: str, language: str) -> dict[str, Any]:
    """Read all words of a widget.

    Parameters
    ----------
    widget
        Such as ``"explorer"``.
    language
        One of `languages`.

    Returns
    -------
    dict
        Texts, with ``{names}`` where values go, and groups of texts; a text with plural forms is a group by the
        categories of its language (``one``, ``other``, ...), which the page chooses from.
    """
    text = (_HERE / f"{widget}.{language}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def say(widget: str, language: str, path: str, **values: object) -> str:
    """Give one text.

    Parameters
    ----------
    path
        Where it stands: ``"picture.none"``.
    values
        What goes into its ``{names}``.

    Raises
    ------
    KeyError
        There is no such text.
    """
    found: Any = words(widget, language)
    for key in path.split("."):
        found = found[key]
    return str(found).format(**values)
