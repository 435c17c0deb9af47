"""The files that an LMS hands out: unpacked without trust, each given to its learner.

The extractor opens archives without trusting a name, a size or a zip in them. How Moodle, Canvas and people name files
is known; the learner is found in the roster, and of several files by one learner the newest counts.
"""

from __future__ import annotations

import calendar
import os
import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gluteus.data_error import DataError
from gluteus.grading.bulk import gradebook
from gluteus.grading.records import Learner
from gluteus.grading.roster import folder_fault
from gluteus.grading.settings import Settings

Notice = Callable[[str, str], None]  # called with a learner's id or a file's name, and what is odd about it

# In bytes. One quiz file is about 25 kB, so a class of 10,000 is 250 MB: what goes beyond is not a class but a bomb.
LARGEST_FILE = 10_000_000  # also all that a learner's own zip may hold, so that it takes no room from the others
LARGEST_ARCHIVE = 1_000_000_000
DEEPEST_ARCHIVE = 2  # the LMS's zip, and a zip that a learner handed in
MOST_NAMED = 5  # files that are left out of one such zip; it may hold thousands, and the others are counted

# Moodle: Jane Doe_1234567_assignsubmission_file_function.ipynb, or a folder ..._file_/ or ..._file/ with the file.
_MOODLE = re.compile(
    r"(?:^|/)(?P<name>[^/]+?)_(?P<number>\d+)_assignsubmission_file(?:_/|/|_)(?:[^/]+/)*(?P<file>[^/]+)$"
)
# Canvas: doejane_LATE_123456_7890123_function.ipynb; the second number counts uploads, so the larger is the newer.
_CANVAS = re.compile(r"(?:^|/)(?P<name>[^/]+?)_(?:LATE_)?(?P<number>\d+)_(?P<upload>\d+)_(?P<file>[^/]+)$")
# People: jane.doe_function.ipynb
_PLAIN = re.compile(r"(?:^|/)(?P<name>[^/]+)_(?P<file>[^/_]+)$")
# A zip that a learner handed in, as the folder that was made of it.
_OWN_ZIP = re.compile(r"\.zip/", re.IGNORECASE)
# What Moodle takes out of the names of the files that it writes; its own separator becomes a space there.
_NOT_IN_MOODLE = re.compile(r"[\x00-\x1f\x7f-\x9f&<>\"`|':\\/]")
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
    outer, *inner = _OWN_ZIP.split(text[:-6], maxsplit=1)
    found = [match for pattern in (_CANVAS, _MOODLE, _PLAIN) if (match := pattern.search(outer))]
    if not found:
        return None
    parts = min(found, key=lambda match: match.span("name")).groupdict()
    file = _COPY.fullmatch(inner[0].rpartition("/")[2] if inner else parts["file"])
    if file is None:
        return None
    copy = int(file["canvas"] or file["browser"] or 0)
    return FoundFile(parts["name"], parts.get("number") or "", int(parts.get("upload") or 0), copy, file["stem"])


class _LeftOut:
    """Tells of files that are left out; of those in a learner's own zip it names the first and counts the others."""

    def __init__(self, notice: Notice) -> None:
        self._notice, self._many = notice, Counter[str]()

    def tell(self, name: str, reason: str, own_zip: str | None) -> None:
        """Tell of one file; ``own_zip`` is the zip that its learner made, if it lies in one."""
        if own_zip is not None:
            self._many[own_zip] += 1
        if own_zip is None or self._many[own_zip] <= MOST_NAMED:
            self._notice(name, f"not collected: {reason}")

    def count(self) -> None:
        """Tell how many more there were."""
        for own_zip, many in self._many.items():
            if (more := many - MOST_NAMED) > 0:
                self._notice(own_zip, f"not collected: {more} more file{'s' if more > 1 else ''} of this zip")
        self._many.clear()


class Extractor:
    """Unpacks what was downloaded: the notebooks in it, each with its time, and nothing outside the folder.

    Parameters
    ----------
    notice : callable
        Is told of each file that is left out.
    """

    def __init__(self, notice: Notice) -> None:
        self._left_out, self._room = _LeftOut(notice), LARGEST_ARCHIVE

    def extract(self, files: Iterable[tuple[str, Path]], target: Path) -> None:
        """Unpack or copy files.

        Parameters
        ----------
        files : iterable of tuple of str and Path
            The name that a file has for the instructor, relative, and where it is.
        target : Path
            The folder to fill.
        """
        for name, path in files:
            found = _Download(name, target / name, path.stat().st_size, path.stat().st_mtime)
            with self._reporting(found.name), path.open("rb") as content:
                self._take(found, content)
        self._left_out.count()

    def _take(self, found: _Download, content: IO[bytes]) -> None:
        suffix = found.place.suffix.lower()
        if suffix == ".zip" and found.depth < DEEPEST_ARCHIVE:
            if found.depth and found.size > LARGEST_FILE:
                raise ValueError(_too_large(found, LARGEST_FILE))
            self._unpack(found, content)
        elif suffix != ".ipynb":
            raise ValueError("it is neither a notebook nor a zip of notebooks")
        elif found.size > (room := min(LARGEST_FILE, self._room)):
            raise ValueError(_too_large(found, room))
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
                name = f"{found.name}: {member.filename}"
                with self._reporting(name, found.name if found.depth else None):
                    place = folder.joinpath(*_safe_parts(member.filename))
                    inner = _Download(name, place, member.file_size, _time(member), found.depth + 1)
                    with archive.open(member) as inner_content:
                        self._take(inner, inner_content)

    @contextmanager
    def _reporting(self, name: str, own_zip: str | None = None) -> Iterator[None]:
        try:
            yield
        # What zipfile raises for a broken, encrypted or unknown member is in no one family; lzma's is in none at all.
        except Exception as error:
            self._left_out.tell(name, " ".join(str(error).split()) or type(error).__name__, own_zip)


def _too_large(found: _Download, room: int) -> str:
    return f"it has {found.size} bytes, and there is room for {room}"


def newest_files(
    folder: Path, quiz: str, roster: Roster, notice: Notice, before: Callable[[str], Path]
) -> dict[Path, str]:
    """Say whose notebook each file is: the learners are those of the roster, and of several files the newest counts.

    A file of another name may be that of another quiz. It never takes the place of one that was collected before.

    Parameters
    ----------
    folder : Path
        What :class:`Extractor` filled.
    quiz : str
        The name of the quiz; a file of another name counts only where there is no other.
    roster : Roster
        The learners.
    notice : callable
        Is told of each file that is left out, and of what is odd about the others.
    before : callable
        Gives the place of the notebook that was collected of a learner before, whether there is one or not.

    Returns
    -------
    dict of Path to str
        The file that counts, and the id of its learner.
    """
    found: dict[str, list[tuple[tuple[bool, int, int, float], Path]]] = {}
    left_out = _LeftOut(notice)
    for path in sorted(path for path in folder.rglob("*.ipynb") if path.is_file()):
        shown = path.relative_to(folder).as_posix()
        inside = _OWN_ZIP.search(shown)
        own_zip = shown[: inside.end() - 1] if inside else None
        name = read_name(shown)
        if name is None:
            left_out.tell(shown, "the file name does not say whose it is", own_zip)
            continue
        try:
            student = roster.find(name)
        except LookupError as error:
            left_out.tell(shown, error.args[0], own_zip)
            continue
        rank = (name.stem == quiz, name.upload, name.copy, path.stat().st_mtime)
        found.setdefault(student, []).append((rank, path))
    left_out.count()
    chosen = {}
    for student, files in found.items():
        rank, newest = max(files)
        shown = newest.relative_to(folder).as_posix()
        if not rank[0] and (old := before(student)).is_file() and old.read_bytes() != newest.read_bytes():
            what = "the file is" if len(files) == 1 else f"{len(files)} files are"
            notice(student, f"not collected: {what} not called {quiz}.ipynb, the one collected before stays: {shown}")
            continue
        chosen[newest] = student
        if len(files) > 1:
            notice(student, f"handed in {len(files)} files, the newest is taken: {shown}")
        if not rank[0]:
            notice(student, f"the file is not called {quiz}.ipynb, it is taken for it: {shown}")
    return chosen


def collect(settings: Settings, quiz: str, files: Iterable[Path]) -> dict[str, list[str]]:
    """Put what an LMS hands out where ``gluteus grade`` finds it; a newer file takes the place of an older one.

    The older one is kept in ``replaced/`` beside the downloads, in a folder with a number for each learner.

    Parameters
    ----------
    settings : Settings
        Of the course folder.
    quiz : str
        The name of the quiz.
    files : iterable of Path
        Zips of the LMS, or single notebooks. Of the files that a learner has in all of them the newest counts.

    Returns
    -------
    dict of str to list of str
        What to look at, by the learner's id or the name of the file.

    Raises
    ------
    DataError
        When there is no such quiz, or the gradebook has no learners yet.
    """
    notices: dict[str, list[str]] = {}

    def notice(who: str, reason: str) -> None:
        notices.setdefault(who, []).append(reason[:300])

    def place(student: str) -> Path:
        return settings.place("submitted", student, quiz) / f"{quiz}.ipynb"

    with gradebook(settings, quiz) as store:
        learners = store.students()
    if not learners:
        raise DataError(["the roster is empty: run `gluteus roster FILE.csv` first"])
    downloaded = settings.folder / settings.step("downloaded") / quiz
    shown = Path(settings.step("downloaded"), quiz, "replaced")
    aside = downloaded / "extracted"  # where zip_collect has it too
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        Extractor(notice).extract(((f"{number}/{path.name}", path) for number, path in enumerate(files, 1)), aside)
        for found, student in newest_files(aside, quiz, Roster(learners), notice, place).items():
            target = place(student)
            if target.is_file():
                if target.read_bytes() == found.read_bytes():
                    continue
                _keep(target.parent, downloaded / "replaced" / student)
                notice(student, f"the file takes the place of one that was collected before, which is now in {shown}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.with_name("timestamp.txt").unlink(missing_ok=True)  # it was that of the other file
            found.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return notices


def _keep(folder: Path, kept: Path) -> None:
    """Copy what was handed in to the next free number; copied, not moved, so that a killed run takes nothing away."""
    kept.mkdir(parents=True, exist_ok=True)
    number = 1
    while (kept / str(number)).exists():
        number += 1
    shutil.copytree(folder, kept / str(number), symlinks=True)


class Roster:
    """Finds the learner whom a file's name means.

    Parameters
    ----------
    learners : iterable of Learner
        Those of the gradebook.
    """

    def __init__(self, learners: Iterable[Learner]) -> None:
        self._by: dict[str, dict[object, set[str]]] = {"id": {}, "number": {}, "name": {}, "short": {}}
        for learner in learners:
            first, last = learner.first_name or "", learner.last_name or ""
            self._add("id", learner.id, learner.id)
            self._add("number", learner.lms_user_id, learner.id)
            name = f"{first} {last}"
            self._add("name", _words(name), learner.id)
            self._add("name", _words(_as_moodle_writes(name)), learner.id)
            self._add("short", _letters(f"{last}{first}"), learner.id)

    def find(self, file: FoundFile) -> str:
        """Find the one learner whom a file name means.

        Parameters
        ----------
        file : FoundFile
            Its name is tried as an id, as a full name and as Canvas's short form of it; its number as the LMS's user id
            and as an id. Where both say somebody, they must mean the same: Moodle counts hand-ins with numbers that
            may be somebody else's id, and a learner may choose how the LMS calls them. A name with ``_`` may hold more
            than a name, such as the beginning of a file's own, so there the number alone says nothing.

        Returns
        -------
        str
            The learner's id in the roster.

        Raises
        ------
        LookupError
            When nobody, or more than one, in the roster fits, when name and number mean different learners, or when
            the id would not do as a folder's name.
        """
        named = self._first(("id", file.name), ("name", _words(file.name)), ("short", _letters(file.name)))
        numbered = self._first(("number", file.number), ("id", file.number))
        if named and numbered and not named & numbered:
            said = f"{', '.join(sorted(named))} and the number {file.number} means {', '.join(sorted(numbered))}"
            raise LookupError(f"the name means {said}")
        students = named & numbered or named or (set() if "_" in file.name else numbered)
        if not students:
            raise LookupError(f"{file.name} is not in the roster")
        if len(students) > 1:
            raise LookupError(f"the name fits more than one in the roster: {', '.join(sorted(students))}")
        (student,) = students
        if fault := folder_fault(student):
            raise LookupError(f"the id {student!r} cannot be the name of a folder: {fault}")
        return student

    def _first(self, *keys: tuple[str, object]) -> set[str]:
        """Give the learners of the first key that anybody has."""
        return next((found for kind, key in keys if (found := self._by[kind].get(key))), set())

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


def _as_moodle_writes(name: str) -> str:
    return _NOT_IN_MOODLE.sub("", name.replace("_", " "))


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(unicodedata.normalize("NFKC", name).casefold().split()))


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))
