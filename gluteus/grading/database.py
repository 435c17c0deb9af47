"""The two databases that a gradebook may be in, SQLite and PostgreSQL, spoken to by their own drivers.

SQLAlchemy would do, but its import takes as long as grading a thousand submissions. Statements are written with ``?``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from gluteus.data_error import DataError

WAIT_S = 30  # for another program that is writing to the gradebook
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (nbgrader's times are UTC and carry no zone)

Row = Sequence[Any]


class Database(Protocol):
    """What the gradebook needs of a database."""

    nth: str
    """The name of the column that says in which order rows were inserted."""

    def rows(self, statement: str, parameters: Row = ()) -> list[Any]:
        """Ask, and give all rows."""

    def among(self, column: str) -> str:
        """Write the condition that a column is one of several values; its parameter is made by :meth:`several`."""

    def several(self, values: Iterable[str]) -> object:
        """Give the parameter of :meth:`among`."""

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Run a statement with each of the rows."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows by the fastest way there is."""

    def transaction(self) -> Any:
        """Keep other writers out, and write all of what is written inside, or nothing."""

    def has_table(self, name: str) -> bool:
        """Say whether a table is there."""

    def time(self, stored: Any) -> datetime | None:
        """Read a time as it is stored."""

    def stored_time(self, time: datetime | None) -> object:
        """Give a time as it is to be stored."""

    def interval(self, stored: Any) -> timedelta:
        """Read a length of time as it is stored; none is none at all."""

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""


def connect(db_url: str) -> Database:
    """Open a gradebook's database.

    Parameters
    ----------
    db_url : str
        ``sqlite:///path`` or ``postgresql://user:password@host/name``, as nbgrader's own ``db_url``.

    Returns
    -------
    Database
        The open database; a SQLite file that is missing is not made, and has no tables.

    Raises
    ------
    DataError
        When the address is of another kind, or nothing answers there.
    """
    if db_url.startswith("sqlite:///"):
        return Sqlite(Path(unquote(db_url.removeprefix("sqlite:///"))))
    if db_url.startswith(("postgresql://", "postgresql+psycopg://")):
        return Postgres(db_url.replace("+psycopg", "", 1))
    kind = db_url.partition(":")[0]
    raise DataError([f"the gradebook must be at sqlite:///... or postgresql://..., not at {kind}:..."])


class Sqlite:
    """A gradebook in a file."""

    nth = "rowid"

    def __init__(self, path: Path) -> None:
        place = path if path.exists() else ":memory:"
        self._path = path
        self._connection = sqlite3.connect(place, timeout=WAIT_S, isolation_level=None)
        # Rows come in the order of their indexes, so few pages are in use at a time; SQLite's own 2 MB are too few.
        self._connection.execute("pragma cache_size = -16000")

    def rows(self, statement: str, parameters: Row = ()) -> list[Any]:
        """Ask, and give all rows."""
        with self._readable_errors():
            return self._connection.execute(statement, parameters).fetchall()

    def among(self, column: str) -> str:
        """Write the condition that a column is one of several values."""
        return f"{column} in (select value from json_each(?))"

    def several(self, values: Iterable[str]) -> object:
        """Give the parameter of :meth:`among`."""
        return json.dumps(list(values))

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Run a statement with each of the rows."""
        self._connection.executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows."""
        marks = ", ".join("?" * len(columns))
        self.many(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep other writers out, and write all of what is written inside, or nothing."""
        with self._readable_errors():
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def has_table(self, name: str) -> bool:
        """Say whether a table is there."""
        return bool(self.rows("select 1 from sqlite_master where type = 'table' and name = ?", (name,)))

    def time(self, stored: Any) -> datetime | None:
        """Read a time as SQLAlchemy writes it: ISO, with a space and microseconds."""
        return None if stored is None else datetime.fromisoformat(stored)

    def stored_time(self, time: datetime | None) -> object:
        """Write a time as SQLAlchemy does."""
        return None if time is None else time.isoformat(" ", "microseconds")

    def interval(self, stored: Any) -> timedelta:
        """Read a length of time as SQLAlchemy writes it: as a time since 1970."""
        return timedelta(0) if stored is None else datetime.fromisoformat(stored) - _EPOCH

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self._connection.close()

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:  # locked, a full disk, a file that may not be written
            raise DataError([f"{self._path}: {error}"]) from error
        except sqlite3.DatabaseError as error:
            raise DataError([f"{self._path}: this is no gradebook: {error}"]) from error


class Postgres:
    """A gradebook on a PostgreSQL server."""

    nth = "ctid"

    def __init__(self, db_url: str) -> None:
        import psycopg  # noqa: PLC0415  (a third of a second, for those who have a server)

        self._error = psycopg.Error
        with self._said():
            self._connection = psycopg.connect(db_url, autocommit=True, connect_timeout=WAIT_S)

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Say in one line what the server, or the way to it, refuses."""
        try:
            yield
        except self._error as error:
            reason = (str(error).strip().splitlines() or ["no reason"])[0]  # libpq's, which shows no password
            raise DataError([f"the gradebook's PostgreSQL server: {reason}"]) from None

    def rows(self, statement: str, parameters: Row = ()) -> list[Any]:
        """Ask, and give all rows."""
        with self._said():
            return self._connection.execute(_numbered(statement), parameters).fetchall()

    def among(self, column: str) -> str:
        """Write the condition that a column is one of several values."""
        return f"{column} = any(?)"

    def several(self, values: Iterable[str]) -> object:
        """Give the parameter of :meth:`among`."""
        return list(values)

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Run a statement with each of the rows."""
        with self._said(), self._connection.cursor() as cursor:
            cursor.executemany(_numbered(statement), rows)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows with COPY."""
        statement = f"copy {table} ({', '.join(columns)}) from stdin"
        with self._said(), self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep other writers out, and write all of what is written inside, or nothing."""
        with self._said(), self._connection.transaction():
            # Two graders at once would both add the same learner's submission; marks by hand may go on meanwhile.
            self._connection.execute(f"set local lock_timeout = '{WAIT_S}s'".encode())
            self._connection.execute("lock table submitted_assignment in share row exclusive mode")
            yield

    def has_table(self, name: str) -> bool:
        """Say whether a table is there."""
        return bool(self.rows("select 1 where to_regclass(?) is not null", (name,)))

    def time(self, stored: Any) -> datetime | None:
        """Read a time."""
        return stored  # type: ignore[no-any-return]

    def stored_time(self, time: datetime | None) -> object:
        """Give a time as it is to be stored."""
        return time

    def interval(self, stored: Any) -> timedelta:
        """Read a length of time."""
        return stored or timedelta(0)

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self._connection.close()


def _numbered(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
