"""``nbgrader zip_collect`` for the files that an LMS hands out: nbgrader's side of :mod:`gluteus.grading.downloads`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from gluteus.grading.downloads import Extractor, Roster, newest_files
from gluteus.grading.gradebook import GradebookStore
from gluteus.grading.notices import report


class LmsExtractor(ExtractorPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Unpack what was downloaded."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy every file of the archive folder; see :class:`nbgrader.plugins.ExtractorPlugin`."""
        archives = Path(archive_path)
        files = (path for path in sorted(archives.rglob("*")) if path.is_file() and not path.is_symlink())
        named = ((str(path.relative_to(archives)), path) for path in files)
        Extractor(partial(report, self.parent)).extract(named, Path(extracted_path))


class LmsCollector(FileNameCollectorPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Say whose notebook a file is."""

    _mine: dict[Path, str] | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Give the learner and the notebook of a file; see :class:`nbgrader.plugins.FileNameCollectorPlugin`."""
        app = self.parent
        quiz = app.coursedir.assignment_id
        if self._mine is None:
            with GradebookStore(app.coursedir.db_url) as store:
                roster = Roster(store.students())
            folder = Path(app._format_collect_path(app.extracted_directory))
            self._mine = newest_files(folder, quiz, roster, partial(report, app), self._place)
        student = self._mine.get(Path(submitted_file))
        return None if student is None else {"student_id": student, "file_id": quiz}

    def _place(self, student: str) -> Path:
        course = self.parent.coursedir
        quiz = course.assignment_id
        return Path(course.format_path(course.submitted_directory, student, quiz)) / f"{quiz}.ipynb"
