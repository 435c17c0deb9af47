"""``nbgrader zip_collect`` for the files that an LMS hands out.

The extractor opens the archives without trusting a name, a size or a zip in them. The collector knows how Moodle,
Canvas and people name files, finds the learner in the roster, and takes each learner's newest file.
"""

from __future__ import annotations

import calendar
import os
import re
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nbgrader.api import Gradebook
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from gluteus.grading.notices import report

# In bytes. One quiz file is about 25 kB, so a class of 10,000 is 250 MB: what goes beyond is not a class but a bomb.
LARGEST_FILE = 10_000_000  # also all that a learner's own zip may hold, so that it takes no room from the others
LARGEST_ARCHIVE = 1_000_000_000
DEEPEST_ARCHIVE = 2  # the LMS's zip, and a zip that a learner handed in

# Moodle: Jane Doe_1234567_assignsubmission_file_function.ipynb, or a folder ..._file_/ or ..._file/ with the file.
_MOODLE = re.compile(r"(?P<name>[^/]+)_(?P<number>\d+)_assignsubmission_file(?:_/|/|_)(?:[^/]+/)*(?P<file>[^/]+)$")
# Canvas: doejane_LATE_123456_7890123_function.ipynb; the second number counts uploads, so the larger is the newer.
_CANVAS = re.compile(r"(?:^|/)(?P<name>[^/_]+)_(?:LATE_)?(?P<number>\d+)_(?P<upload>\d+)_(?P<file>[^/]+)$")
# People: jane.doe_function.ipynb
_PLAIN = re.compile(r"(?:^|/)(?P<name>[^/]+)_(?P<file>[^/_]+)$")
# What browsers and Canvas add to a file of the same name: function-1, function (2).
_COPY = re.compile(r"(?P<stem>.+?)(?:-(?P<canvas>\d{1,6})| ?\((?P<browser>\d{1,6})\))?", re.DOTALL)


@dataclass(frozen=True)
class _Download:
    name: str  # as the instructor sees it, archives first
    place: Path
    size: int  # bytes
    time: float  # seconds since 1970; what a zip says is the LMS's local time, which only serves to order files
    depth: int = 0  # in how many archives it lies


@dataclass(frozen=True)
class FoundFile:
    """What the name of a collected file tells."""

    name: str  # the learner as the file name has it
    number: str  # the learner's number in the LMS, "" where there is none
    upload: int  # counts uploads in Canvas, else 0
    copy: int  # the number that was added to a repeated file name, else 0
    stem: str  # the notebook's own name, without that number


def read_name(path: str) -> FoundFile | None:
    """Read the path of a notebook as an LMS made it.

    The LMS's own part of a path comes first, and it alone says whose the file is: what stands further in, such as the
    names in a zip that was handed in, is the learner's own text and could name somebody else.

    Parameters
    ----------
    path : str
        The path below the extracted folder, with ``/``, ending in ``.ipynb``; a zip inside the LMS's zip is a folder
        that ends in ``.zip``.

    Returns
    -------
    FoundFile or None
        None when no learner can be seen in it.
    """
    text = unicodedata.normalize("NFC", path)
    if not text.endswith(".ipynb"):
        return None
    outer, *inner = re.split(r"\.zip/", text[:-6], maxsplit=1, flags=re.IGNORECASE)
    found = [match for pattern in (_CANVAS, _MOODLE, _PLAIN) if (match := pattern.search(outer))]
    if not found:
        return None
    parts = min(found, key=lambda match: match.start("name")).groupdict()
    file = _COPY.fullmatch(inner[0].rpartition("/")[2] if inner else parts["file"])
    if file is None:
        return None
    copy = int(file["canvas"] or file["browser"] or 0)
    return FoundFile(parts["name"], parts.get("number") or "", int(parts.get("upload") or 0), copy, file["stem"])


class LmsExtractor(ExtractorPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Unpack what was downloaded: the notebooks in it, each with its time, and nothing outside the folder."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy every file of the archive folder; see :class:`nbgrader.plugins.ExtractorPlugin`."""
        self._room = LARGEST_ARCHIVE
        archives = Path(archive_path)
        for path in sorted(archives.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = path.relative_to(archives)
            found = _Download(str(name), Path(extracted_path) / name, path.stat().st_size, path.stat().st_mtime)
            with self._reporting(found.name), path.open("rb") as content:
                self._take(found, content)

    def _take(self, found: _Download, content: IO[bytes]) -> None:
        suffix = found.place.suffix.lower()
        if suffix == ".zip" and found.depth < DEEPEST_ARCHIVE:
            if found.depth and found.size > LARGEST_FILE:
                raise ValueError(f"it has {found.size} bytes")
            self._unpack(found, content)
        elif suffix != ".ipynb":
            raise ValueError("it is neither a notebook nor a zip of notebooks")
        elif found.size > min(LARGEST_FILE, self._room):
            raise ValueError(f"it has {found.size} bytes")
        else:
            self._room -= found.size
            found.place.parent.mkdir(parents=True, exist_ok=True)
            with found.place.open("xb") as copy:
                try:
                    shutil.copyfileobj(content, copy)
                except BaseException:
                    found.place.unlink()  # half a file would be taken for the newest
                    raise
            os.utime(found.place, (found.time, found.time))

    def _unpack(self, found: _Download, content: IO[bytes]) -> None:
        if not found.depth:
            self._unpack_into(found.place.with_suffix(""), found, content)
            return
        whole = self._room
        self._room = own = min(whole, LARGEST_FILE)
        try:
            self._unpack_into(found.place, found, content)  # its name keeps .zip: see read_name
        finally:
            self._room += whole - own

    def _unpack_into(self, folder: Path, found: _Download, content: IO[bytes]) -> None:
        with _open_zip(content) as archive:
            for member in archive.infolist():
                if member.is_dir() or member.filename.startswith("__MACOSX/"):
                    continue
                with self._reporting(f"{found.name}: {member.filename}"):
                    place = folder.joinpath(*_safe_parts(member.filename))
                    inner = _Download(
                        f"{found.name}: {member.filename}", place, member.file_size, _time(member), found.depth + 1
                    )
                    with archive.open(member) as inner_content:
                        self._take(inner, inner_content)

    @contextmanager
    def _reporting(self, name: str) -> Iterator[None]:
        try:
            yield
        # What zipfile raises for a broken, encrypted or unknown member is in no one family.
        except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            report(self.parent, name, f"not collected: {error}")


class LmsCollector(FileNameCollectorPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Say whose notebook a file is: the learners are those of the roster, and of several files the newest counts."""

    _mine: dict[str, str] | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Give the learner and the notebook of a file; see :class:`nbgrader.plugins.FileNameCollectorPlugin`."""
        if self._mine is None:
            app = self.parent
            self._mine = self._choose(Path(app._format_collect_path(app.extracted_directory)))
        student = self._mine.get(submitted_file)
        return None if student is None else {"student_id": student, "file_id": self.parent.coursedir.assignment_id}

    def _choose(self, folder: Path) -> dict[str, str]:
        quiz = self.parent.coursedir.assignment_id
        roster = Roster(self.parent.coursedir)
        found: dict[str, list[tuple[tuple[bool, int, int, float], Path]]] = {}
        for path in sorted(path for path in folder.rglob("*.ipynb") if path.is_file()):
            shown = path.relative_to(folder).as_posix()
            name = read_name(shown)
            if name is None:
                report(self.parent, shown, "not collected: the file name does not say whose it is")
                continue
            try:
                student = roster.find(name)
            except LookupError as error:
                report(self.parent, shown, f"not collected: {error.args[0]}")
                continue
            rank = (name.stem == quiz, name.upload, name.copy, path.stat().st_mtime)
            found.setdefault(student, []).append((rank, path))
        chosen = {}
        for student, files in found.items():
            rank, newest = max(files)
            chosen[str(newest)] = student
            shown = newest.relative_to(folder).as_posix()
            if len(files) > 1:
                report(self.parent, student, f"handed in {len(files)} files, the newest is taken: {shown}")
            if not rank[0]:
                report(self.parent, student, f"the file is not called {quiz}.ipynb, it is taken for it: {shown}")
        return chosen


class Roster:
    """The learners whom ``nbgrader db student import`` put into the gradebook.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        Says where the gradebook is.
    """

    def __init__(self, coursedir: Any) -> None:
        self._by: dict[str, dict[object, set[str]]] = {"id": {}, "number": {}, "name": {}, "short": {}}
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            for student in gradebook.students:
                names = f"{student.first_name or ''} {student.last_name or ''}"
                self._add("id", student.id, student.id)
                self._add("number", student.lms_user_id, student.id)
                self._add("name", _words(names), student.id)
                self._add("short", _letters(f"{student.last_name or ''}{student.first_name or ''}"), student.id)

    def find(self, file: FoundFile) -> str:
        """Find the one learner whom a file name means.

        Parameters
        ----------
        file : FoundFile
            Tried in this order: the name as an id, the number as the LMS's user id or as an id, the full name, and
            Canvas's short form of it.

        Returns
        -------
        str
            The learner's id in the roster.

        Raises
        ------
        LookupError
            When nobody, or more than one, in the roster fits, or when the id would not do as a folder's name.
        """
        keys: list[tuple[str, object]] = [
            ("id", file.name),
            ("number", file.number),
            ("id", file.number),
            ("name", _words(file.name)),
            ("short", _letters(file.name)),
        ]
        for kind, key in keys:
            students = self._by[kind].get(key, set())
            if len(students) > 1:
                raise LookupError(f"{', '.join(sorted(students))} have the same name in the roster")
            for student in students:
                if student in {".", ".."} or not re.fullmatch(r"[^/\\\0*?\[\]{}]+", student):
                    raise LookupError(f"the id {student!r} cannot be the name of a folder")
                return student
        raise LookupError(f"{file.name} is not in the roster")

    def _add(self, kind: str, key: object, student: str) -> None:
        if key:
            self._by[kind].setdefault(key, set()).add(student)


def _open_zip(content: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(content, metadata_encoding="utf-8")  # macOS writes UTF-8 names without saying so
    except UnicodeDecodeError:
        return zipfile.ZipFile(content)


def _time(member: zipfile.ZipInfo) -> float:
    try:
        return calendar.timegm((*member.date_time, 0, 0, 0))
    except ValueError:
        return 0.0  # a zip need not give a date: the file counts as the oldest


def _safe_parts(name: str) -> list[str]:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or "" in parts or re.match("[A-Za-z]:", name):
        raise ValueError("its name leads out of the folder")
    return parts


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(unicodedata.normalize("NFKC", name).casefold().split()))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))
