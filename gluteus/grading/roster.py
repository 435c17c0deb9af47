"""The learners of a course, from a CSV file into the gradebook: all of them, or a line for each thing that is wrong."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from gluteus.data_error import DataError
from gluteus.grading.records import Learner

LONGEST = 128  # characters: as wide as nbgrader's columns are

# Learner's field -> the columns that may hold it, ours first; of several the first that is filled counts.
# Moodle's list of participants and its uploads, Canvas's gradebook export.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "username", "id number", "idnumber", "email address", "email"),
    "first_name": ("first name", "firstname", "given name"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e mail"),
    "lms_user_id": ("lms user id",),
}
_CANVAS: dict[str, tuple[str, ...]] = {
    "id": ("sis user id", "sis login id"),
    "email": ("email",),
    "lms_user_id": ("id",),  # Canvas's own number, which stands in the names of its files
}
_CANVAS_NAME = "student"  # "Doe, Jane"
_CANVAS_EXTRA = {"points possible", "student, test"}  # rows that are no learners
# Not the separators, nor what nbgrader takes for a pattern or what a terminal would act on; nor quotation marks and
# angle brackets, because formgrader's pages write an id as it is into HTML and into a script.
_NO_FOLDER = re.compile(r"[/\\*?\[\]{}\"<>\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def folder_fault(learner: str) -> str | None:
    """Say why an id cannot be the name of a folder.

    Parameters
    ----------
    learner : str
        The id of a learner, or the name of a folder that may be one.

    Returns
    -------
    str or None
        The reason, or None for an id that can.
    """
    if learner.startswith(".") or not learner:
        return "an id must not begin with a dot"
    if found := _NO_FOLDER.search(learner):
        return f"an id must not hold the character {found.group()!a}"
    if learner != learner.strip():
        return "an id must not begin or end with a space"
    if len(learner.encode()) > LONGEST:
        return f"an id must not be longer than {LONGEST} bytes"
    return None


def read_roster(path: str | Path) -> list[Learner]:
    """Read a roster.

    Parameters
    ----------
    path : str or Path
        A CSV file in UTF-8 (or UTF-16 with its mark), separated by commas, semicolons or tabs, with a line of column
        names: ``id`` with ``first_name``, ``last_name``, ``email`` and ``lms_user_id``, or what Moodle and Canvas
        write.

    Returns
    -------
    list of Learner
        In the order of the file; what is empty is None.

    Raises
    ------
    DataError
        With a line for each thing that is wrong.
    OSError
        When the file cannot be read.
    """
    path = Path(path)
    rows = list(_rows(path))
    if not rows:
        raise DataError([f"{path}: the file is empty"])
    (head_line, head), *body = rows
    names = [" ".join(re.split(r"[\s_-]+", name.strip().casefold())) for name in head]
    for name in names:
        if name and names.count(name) > 1:
            raise DataError([f"{path}:{head_line}: this column is there twice: {name!r}"])
    places = _places(names, [row for _, row in body])
    if "id" not in places:
        wanted = ", ".join(repr(name) for name in ("id", "Username", "ID number", "SIS User ID", "Email address"))
        raise DataError(
            [f"{path}:{head_line}: no filled column says who a learner is (one of {wanted}): {head!r:.200}"]
        )
    problems: list[str] = []
    learners: dict[int, Learner] = {}
    for line, row in body:
        if len(row) > len(head) and any(row[len(head) :]):
            problems.append(
                f"{path}:{line}: there are {len(row)} fields under {len(head)} columns: {row[len(head)]!r:.60}"
            )
            continue
        learner = _learner(row, places, names)
        if learner is not None:
            learners[line] = learner
    problems += [f"{path}:{line}: {rule}" for line, rule in _faults(learners)]
    if not learners and not problems:
        problems = [f"{path}: no learner stands below the line of column names"]
    if problems:
        raise DataError(sorted(problems, key=_line_of))
    return list(learners.values())


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not empty with the line that it begins in."""
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            [f"{path}:{line}: this is not UTF-8, save it as CSV UTF-8: {content[error.start : error.start + 8]!r}"]
        ) from None
    skipped = 0
    if told := re.match(r"sep=(.)\r?\n", text):  # Excel's own line
        separator, text, skipped = told[1], text[told.end() :], 1
    else:
        first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
        separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1 + skipped
    try:
        for row in reader:
            if any(field.strip() for field in row):
                yield begins, row
            begins = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise DataError([f"{path}:{begins}: this is not CSV: {error}"]) from None


def _places(names: list[str], rows: Sequence[list[str]]) -> dict[str, int]:
    canvas = any(name in names for name in _CANVAS["id"])
    places = {}
    for field, columns in (_CANVAS if canvas else _COLUMNS).items():
        there = [names.index(column) for column in columns if column in names]
        filled = [place for place in there if any(place < len(row) and row[place].strip() for row in rows)]
        if filled or (there and field != "id"):
            places[field] = (filled or there)[0]
    return places


def _learner(row: list[str], places: dict[str, int], names: list[str]) -> Learner | None:
    """Read a row; None for one that holds no learner."""
    fields = {
        field: unicodedata.normalize("NFC", row[place].strip()) if place < len(row) else ""
        for field, place in places.items()
    }
    if _CANVAS_NAME in names and "last_name" not in places:
        name = row[names.index(_CANVAS_NAME)].strip()
        if name.casefold() in _CANVAS_EXTRA:
            return None
        last, _, first = name.partition(",")
        fields |= {"last_name": last.strip(), "first_name": first.strip()}
    if not any(fields.values()):
        return None
    return Learner(fields.pop("id"), **{field: value or None for field, value in fields.items()})


def _faults(learners: dict[int, Learner]) -> Iterator[tuple[int, str]]:
    ids: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for line, learner in learners.items():
        if not learner.id:
            yield line, f"the id is empty: {' '.join(filter(None, learner[1:]))!r:.60}"
            continue
        if fault := folder_fault(learner.id):
            yield line, f"{fault}, because it is the name of a folder: {learner.id!r:.160}"
        # Not all file systems tell capital letters from small ones.
        first = ids.setdefault(learner.id.casefold(), line)
        if first != line:
            yield line, f"this id is that of line {first} already: {learner.id!r}"
        if learner.lms_user_id and (first := numbers.setdefault(learner.lms_user_id, line)) != line:
            yield line, f"this lms_user_id is that of line {first} already: {learner.lms_user_id!r}"
        for field, value in zip(Learner._fields[1:], learner[1:], strict=True):
            if value is not None and len(value) > LONGEST:
                yield line, f"{field} must not be longer than {LONGEST} characters: {value!r:.60}"
            elif value is not None and re.search(r"[\x00-\x1f\x7f]", value):
                yield line, f"{field} must be one line of text: {value!r:.60}"


def _line_of(problem: str) -> int:
    found = re.search(r":(\d+): ", problem)
    return int(found[1]) if found else 0
