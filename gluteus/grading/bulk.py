"""A class graded at once: a folder of submissions into nbgrader's gradebook, in one transaction.

The marks are those of :mod:`gluteus.grading.marked`, as with ``nbgrader autograde``, and so are the rows. Whatever ends
the run before its end leaves the gradebook as it was; run again, it ends in the same gradebook.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from gluteus.data_error import DataError
from gluteus.grading.answer_key import AnswerKey
from gluteus.grading.configuration import PRIVATE
from gluteus.grading.gradebook import CHUNK, GradebookStore
from gluteus.grading.marked import MarkedSubmission, Marker
from gluteus.grading.paper_numbers import GivenPapers
from gluteus.grading.records import Graded, MissingQuizError
from gluteus.grading.roster import folder_fault
from gluteus.grading.settings import Settings
from gluteus.grading.timestamps import submission_time

_NBGRADERS_PLUGINS = {f"nbgrader.plugins.{place}LateSubmissionPlugin" for place in ("", "latesubmission.")}
_READ_ONLY = 0o444  # as nbgrader leaves what it graded

Penalty = Callable[[str, float, float], float | None]


@dataclass
class Outcome:
    """What a run came to."""

    graded: int = 0
    failed: int = 0
    notices: dict[str, list[str]] = field(default_factory=dict)  # by learner

    def note(self, student: str, reason: str) -> None:
        """Keep what the instructor should look at."""
        reasons = self.notices.setdefault(student, [])
        if reason not in reasons:
            reasons.append(reason)


class _Place(NamedTuple):
    """Where a learner's submission is."""

    student: str
    path: Path
    fault: str | None = None  # why it is not opened
    in_gradebook: bool = True  # whether nbgrader would make rows for it
    has_time: bool = False


def submitted_files(settings: Settings, quiz: str) -> Iterator[tuple[str, Path]]:
    """Find the submissions of a quiz: ordinary files in ordinary folders, in the order of the learners' ids.

    Parameters
    ----------
    settings : Settings
        Of the course folder.
    quiz : str
        Its name, which is the name of its notebook too.

    Yields
    ------
    tuple of str and Path
        The learner's id and the notebook that was handed in.
    """
    for place in _places(settings, quiz, quiz, _students(settings)):
        if place.fault is None:
            yield place.student, place.path


def grade(settings: Settings, quiz: str, students: Iterable[str] = (), *, notebooks: bool = False) -> Outcome:
    """Grade what was handed in of a quiz.

    Parameters
    ----------
    settings : Settings
        Of the course folder.
    quiz : str
        Its name.
    students : iterable of str, optional
        The ids of the learners to grade; all of them when it is empty.
    notebooks : bool, optional
        Write the autograded notebooks too, for formgrader and ``nbgrader generate_feedback``. Those that are there are
        kept up to date in any case.

    Returns
    -------
    Outcome
        How many were graded, and what to look at.

    Raises
    ------
    DataError
        When there is no such quiz, nothing was handed in, or the gradebook cannot be used; nothing is written then.
    """
    chosen = sorted(set(students))
    there = chosen or _students(settings)
    outcome = Outcome()
    with gradebook(settings, quiz) as store:
        key = store.key(quiz)
        if not any(place.in_gradebook for place in _places(settings, quiz, key.notebook, there)):
            whom = f" of {', '.join(chosen)}" if chosen else ""
            folder = settings.folder / settings.step("submitted")
            hint = f"`gluteus grade {quiz} --zip FILE` puts there what your LMS hands out"
            raise DataError([f"{folder}: nothing of {quiz}{whom} was handed in: {hint}"])
        run = _Run(settings, key, outcome, notebooks=notebooks)
        with store.transaction():
            writer = store.writer(quiz, _penalty(settings))
            missing = store.submitters(quiz) & set(chosen) if chosen else store.submitters(quiz)
            bar = tqdm(_places(settings, quiz, key.notebook, there), quiz, len(there), unit="submission", disable=None)
            places = iter(bar)
            while chunk := list(islice(places, CHUNK)):
                writer.write([graded for place in chunk if (graded := run.grade(place)) is not None])
                missing.difference_update(place.student for place in chunk if place.in_gradebook)
        # A folder may hold a part of a class: whose work is elsewhere keeps the marks that it got.
        for elsewhere in missing:
            outcome.note(elsewhere, "what was handed in is not in this folder, the marks stay as they are")
        run.compare_papers()
    return outcome


class _Run:
    """Grades one submission after the other."""

    def __init__(self, settings: Settings, key: AnswerKey, outcome: Outcome, *, notebooks: bool) -> None:
        self._settings, self._key, self._outcome = settings, key, outcome
        self._graded_folder = settings.folder / settings.step("autograded")
        self._write_all = notebooks
        self._write_any = notebooks or self._graded_folder.is_dir()
        folders = (settings.place(step, ".", key.quiz) for step in ("source", "release"))
        self._marker = Marker.of_course(key, *folders)
        self._given = GivenPapers(settings.folder / PRIVATE, key.quiz)
        self._papers, self._students = array("L"), list[str]()

    def grade(self, place: _Place) -> Graded | None:
        """Mark a submission, note what is odd about it, and write its autograded notebook where one is wanted."""
        timestamp = None
        if place.fault is None:
            try:
                timestamp = submission_time(place.path.parent) if place.has_time else None
                marked = self._marker.mark_file(place.path)
            except ValueError as error:
                marked = self._marker.failed(f"timestamp.txt: {error}")
        elif place.in_gradebook:
            marked = self._marker.failed(place.fault)
        else:
            self._outcome.note(place.student, f"NOT GRADED: {place.fault}")
            self._outcome.failed += 1
            return None
        if marked.failure is not None:
            self._outcome.note(place.student, f"NOT GRADED: {marked.failure}")
            self._outcome.failed += 1
        else:
            self._outcome.graded += 1
            if marked.paper_number:
                self._papers.append(marked.paper_number)
                self._students.append(place.student)
        # The paper first: another number than their own makes the prompts differ too.
        for notice in (self._given.notice(place.student, marked), *marked.notices):
            if notice is not None:
                self._outcome.note(place.student, notice)
        if self._write_any:
            self._write(place, marked)
        return Graded(place.student, timestamp, marked.scores, marked.comments, marked.failure is not None)

    def compare_papers(self) -> None:
        """Note whoever handed in the same paper as somebody else: each learner draws one of a thousand million."""
        order = sorted(range(len(self._papers)), key=self._papers.__getitem__)
        groups: dict[int, list[str]] = {}
        for before, after in pairwise(order):
            if (number := self._papers[after]) == self._papers[before]:
                groups.setdefault(number, [self._students[before]]).append(self._students[after])
        for number, students in groups.items():
            for student in students:
                others = ", ".join(other for other in students if other != student)
                self._outcome.note(student, f"has the same paper as {others} (paper_number {number})")

    def _write(self, place: _Place, marked: MarkedSubmission) -> None:
        folder = self._graded_folder / place.student / self._key.quiz
        if marked.failure is not None:
            self._remove(place.student)
            return
        target = folder / f"{self._key.notebook}.ipynb"
        if not (self._write_all or target.exists()):
            return
        self._replace(target, marked.notebook())
        time = place.path.with_name("timestamp.txt")
        if time.is_file():
            self._replace(folder / time.name, time.read_bytes())

    def _replace(self, target: Path, content: bytes) -> None:
        """Write a file, whole or not at all, unless it holds the same already."""
        try:
            if target.read_bytes() == content:
                return
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
        draft = self._graded_folder / ".draft"  # not beside it: feedback would copy what a killed run left there
        draft.unlink(missing_ok=True)
        draft.write_bytes(content)
        draft.chmod(_READ_ONLY)
        draft.replace(target)

    def _remove(self, student: str) -> None:
        """Remove what an earlier run wrote, as nbgrader does: it would not belong to the marks."""
        folder = self._graded_folder / student / self._key.quiz
        if folder.is_dir():
            shutil.rmtree(folder)


def _students(settings: Settings) -> list[str]:
    submitted = settings.folder / settings.step("submitted")
    if not submitted.is_dir():
        return []
    with os.scandir(submitted) as entries:
        return sorted(entry.name for entry in entries if not entry.name.startswith("."))


def _places(settings: Settings, quiz: str, notebook: str, students: Iterable[str]) -> Iterator[_Place]:
    """Find where the submissions are; who handed in nothing of this quiz is passed over."""
    submitted = settings.folder / settings.step("submitted")
    name = f"{notebook}.ipynb"
    for student in students:
        own = submitted / student
        folder = own / quiz
        path = folder / name
        if fault := folder_fault(student):
            yield _Place(student, path, fault, in_gradebook=False)
        elif own.is_symlink() or folder.is_symlink():
            yield _Place(student, path, "the folder is a link to somewhere else", in_gradebook=False)
        else:
            try:
                yield from _in_folder(student, folder, name)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                yield _Place(student, path, f"the folder cannot be read: {error.strerror}")


def _in_folder(student: str, folder: Path, name: str) -> Iterator[_Place]:
    with os.scandir(folder) as entries:
        is_file = {entry.name: entry.is_file(follow_symlinks=False) for entry in entries}
    if is_file.get(name):
        yield _Place(student, folder / name, has_time="timestamp.txt" in is_file)
    elif name in is_file:
        yield _Place(student, folder / name, f"{name} is no ordinary file")
    else:
        others = any(other.endswith(".ipynb") for other in is_file)
        yield _Place(student, folder / name, f"there is no {name} in {folder}", in_gradebook=others)


def _penalty(settings: Settings) -> Penalty | None:
    """Give the late penalty as it is configured; nbgrader's own plugin need not be imported to know what it does."""
    if settings.late_plugin in _NBGRADERS_PLUGINS:
        return (lambda _student, score, _late: score) if settings.late_method == "zero" else None
    from traitlets import import_item  # noqa: PLC0415  (an instructor's own plugin imports nbgrader)

    try:
        plugin = import_item(settings.late_plugin)(config=settings.config)
    except Exception as error:
        raise DataError([f"AssignLatePenalties.plugin_class: {settings.late_plugin}: {error}"]) from error
    return plugin.late_submission_penalty  # type: ignore[no-any-return]


def gradebook(settings: Settings, quiz: str | None = None) -> GradebookStore:
    """Open the gradebook; what it lacks, nbgrader itself makes first, which takes three seconds.

    Parameters
    ----------
    settings : Settings
        Of the course folder.
    quiz : str, optional
        A quiz that the gradebook has to know, as its source notebook is now.

    Returns
    -------
    GradebookStore
        The gradebook, with its tables.

    Raises
    ------
    DataError
        When its database cannot be used, there is no such quiz, or nbgrader refuses to register it.
    """
    store = GradebookStore(settings.db_url)
    try:
        if quiz is None:
            if store.exists:
                return store
        elif _knows(store, settings, quiz):
            return store
    except BaseException:
        store.close()
        raise
    store.close()
    if quiz is None:
        from nbgrader.api import Gradebook  # noqa: PLC0415  (takes three seconds)

        Gradebook(settings.db_url, settings.course_id).close()
    else:
        register(settings, quiz)
    return GradebookStore(settings.db_url)


def _knows(store: GradebookStore, settings: Settings, quiz: str) -> bool:
    source = settings.place("source", ".", quiz) / f"{quiz}.ipynb"
    now = AnswerKey.of_notebook(source).cells if source.is_file() else None
    try:
        known = store.key(quiz).cells
    except MissingQuizError:
        if now is None:
            raise DataError([f"{source}: there is no such quiz"]) from None
        return False
    if now is None or known == now:
        return True
    print(f"{quiz}: the questions have changed, the gradebook takes them as they are now", file=sys.stderr)
    return False


def register(settings: Settings, quiz: str) -> None:
    """Let nbgrader put a quiz into the gradebook, and make the gradebook where there is none.

    Parameters
    ----------
    settings : Settings
        Of the course folder.
    quiz : str
        Its name; ``solutions/<quiz>/<quiz>.ipynb`` is there.

    Raises
    ------
    DataError
        When nbgrader refuses, for example because questions were added after work was handed in.
    """
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415  (takes three seconds)
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415
    from nbgrader.utils import capture_log  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as aside:  # exercises/ is left as it is
        course = CourseDirectory(config=settings.config, assignment_id=quiz, release_directory=aside)
        outcome = capture_log(GenerateAssignment(coursedir=course, config=settings.config))
    if not outcome["success"]:
        words = [line.strip() for line in outcome["log"].splitlines() if "Error: " in line]
        raise DataError([f"{quiz}: nbgrader does not register this quiz: {words[-1] if words else 'no reason'}"])
