"""The two places where nbgrader itself is mended, for as long as this process lives.

``configure`` in :mod:`gluteus.grading.configuration` calls :func:`mend` whenever nbgrader reads the settings: its
commands and formgrader's server alike.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from datetime import datetime
from typing import Any

import nbgrader.api
import nbgrader.utils
from sqlalchemy import inspect
from sqlalchemy.orm import scoped_session, sessionmaker

from gluteus.grading.timestamps import read_timestamp

_nbgraders_parse = nbgrader.utils.parse_utc
_nbgraders_open = nbgrader.api.Gradebook.__init__
_opened: set[tuple[str, str]] = set()


def mend() -> None:
    """Mend nbgrader; a second call does no more.

    1. ``Gradebook`` makes a database engine, all tables and the course each time it is opened, many times for each
       submission, and with the engine it throws away every statement that SQLAlchemy has compiled: most of the time
       that remains without a kernel. Here there is one engine for each address, and what the first opening made is
       not made again. ``Gradebook.close`` still closes its connections.
    2. ``parse_utc`` reads ``+0200`` as 200 seconds, and a zone that it does not know as UTC. Here a time is read by
       :func:`gluteus.grading.timestamps.read_timestamp`, which is sure of it or raises ``ValueError``.
    """
    if nbgrader.utils.parse_utc is parse_utc:
        return
    nbgrader.api.create_engine = functools.cache(nbgrader.api.create_engine)
    nbgrader.api.Gradebook.__init__ = _open
    for name, module in list(sys.modules.items()):
        if name.startswith("nbgrader.") and getattr(module, "parse_utc", None) is _nbgraders_parse:
            module.parse_utc = parse_utc  # type: ignore[attr-defined]
    if (listing := sys.modules.get("nbgrader.apps.api")) is not None:
        # Formgrader's lists show every learner's time: one that cannot be read must not take the page away.
        listing.parse_utc = _time_to_show  # type: ignore[attr-defined]


def _open(self: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
    """Open a gradebook, in the place of ``nbgrader.api.Gradebook.__init__``."""
    engine = nbgrader.api.create_engine(db_url, echo=False, future=True)
    # Whoever deletes a gradebook while formgrader runs gets a new one, as ever.
    if (db_url, course_id) not in _opened or not inspect(engine).get_table_names():
        _nbgraders_open(self, db_url, course_id, authenticator)
        _opened.add((db_url, course_id))
        return
    self.engine, self.course_id, self.authenticator = engine, course_id, authenticator
    self.db = scoped_session(sessionmaker(autoflush=True, bind=engine, future=True))


def parse_utc(time: str | datetime | None) -> datetime | None:
    """Read a time, in the place of ``nbgrader.utils.parse_utc``.

    Parameters
    ----------
    time : str, datetime or None
        A text as :func:`gluteus.grading.timestamps.read_timestamp` reads it; an empty one is no time.

    Returns
    -------
    datetime or None
        In UTC, without a zone of its own.

    Raises
    ------
    ValueError
        When the text or its zone is not understood.
    """
    if isinstance(time, str):
        return read_timestamp(time) if time.strip() else None
    moment: datetime | None = _nbgraders_parse(time)
    return moment


def _time_to_show(time: str) -> datetime | None:
    with contextlib.suppress(ValueError):
        return parse_utc(time)
    return None
