"""Times of submissions and due dates: UTC inside and out.

nbgrader reads a numeric offset such as ``+0200`` as seconds, and takes a zone that it does not know for UTC.
Both move a learner's time without a word, so here only what is certain is read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?) ?(.*)", re.ASCII | re.DOTALL)
_LONGEST = 200  # characters: no timestamp.txt of ours or of nbgrader's is longer
_OFFSET = re.compile(r"([+-])([01]\d):?([0-5]\d)", re.ASCII)


def read_timestamp(text: str) -> datetime:
    """Read a time.

    Parameters
    ----------
    text : str
        An ISO date, alone or with a time: ``2026-05-10 01:30:00 +0200``, ``2026-05-09T23:30:00Z``,
        ``2026-05-09 23:30:00.000000 UTC``. The zone is ``Z``, ``UTC``, ``GMT`` or a numeric offset of hours and
        minutes; a time without one is UTC, as everywhere in nbgrader.

    Returns
    -------
    datetime
        The time in UTC, without a zone of its own: so nbgrader's gradebook keeps it.

    Raises
    ------
    ValueError
        When it is no ISO time, or when its zone is not understood; the text is one line.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:60]!r} is not a time such as 2026-05-10 01:30:00 +0200")
    time, zone = match.groups()
    try:
        return datetime.fromisoformat(time).replace(tzinfo=_zone(zone)).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text[:60]!r} is not a time that can be read: {error}") from None


def submission_time(folder: Path) -> datetime | None:
    """Read when a submission was handed in, from the ``timestamp.txt`` beside it.

    Parameters
    ----------
    folder : Path
        The folder of the submission.

    Returns
    -------
    datetime or None
        As :func:`read_timestamp`; None where there is no such file, or nothing in it.

    Raises
    ------
    ValueError
        When the time is not understood; the text is one line.
    """
    try:
        with (folder / "timestamp.txt").open(encoding="utf-8") as file:
            text = file.read(_LONGEST).strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise ValueError("the time cannot be read") from None
    return read_timestamp(text) if text else None


def _zone(name: str) -> timezone:
    if name.upper() in {"", "Z", "UTC", "GMT"}:
        return UTC
    match = _OFFSET.fullmatch(name)
    if match is None:
        raise ValueError(f"the time zone {name[:20]!r} is not UTC and no offset such as +0200")
    sign, hours, minutes = match.groups()
    return timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours), minutes=int(minutes)))
