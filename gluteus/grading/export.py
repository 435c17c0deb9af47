"""``nbgrader export`` with names as they are: nbgrader's own CSV lets a comma in a name move the marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin

from gluteus.grading.gradebook import GradebookStore
from gluteus.grading.marks_table import NOT_GRADED, WAITING, write_marks
from gluteus.grading.notices import report

_MISSING = {WAITING: "marks wait for a person", NOT_GRADED: "not graded, and not all marks were given by hand"}


class CsvExport(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's CSV as ``gluteus marks`` writes it; marks that still wait for a person are reported."""

    def export(self, gradebook: Any) -> None:
        """Write the marks; see :class:`nbgrader.plugins.ExportPlugin`."""
        path = Path(self.to or "grades.csv")
        url = gradebook.engine.url.render_as_string(hide_password=False)
        quizzes, students = ([str(each) for each in chosen] for chosen in (self.assignment, self.student))
        with GradebookStore(url) as store, path.open("w", encoding="utf-8", newline="") as file:
            for quiz, student, status in write_marks(store, file, quizzes, students):
                if status in _MISSING:
                    report(self.parent, student, f"{quiz}: {_MISSING[status]}, the score is without them")
        self.log.info("Exported grades to %s", path)
