"""``nbgrader export`` with names as they are: nbgrader's own CSV lets a comma in a name move the marks."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from gluteus.grading.notices import report

# The columns and their order are those of nbgrader's CsvExportPlugin.
COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


class CsvExport(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """nbgrader's CSV, quoted where it must be; marks that still wait for a person are reported."""

    def export(self, gradebook: Any) -> None:
        """Write the marks; see :class:`nbgrader.plugins.ExportPlugin`."""
        path = Path(self.to or "grades.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in map(str, self.assignment):
                    continue
                for student in gradebook.students:
                    if not self.student or student.id in map(str, self.student):
                        writer.writerow(_safe(self._row(gradebook, assignment, student)))
        self.log.info("Exported grades to %s", path)

    def _row(self, gradebook: Any, assignment: Any, student: Any) -> dict[str, Any]:
        row = dict.fromkeys(COLUMNS) | {
            "assignment": assignment.name,
            "duedate": assignment.duedate,
            "student_id": student.id,
            "last_name": student.last_name,
            "first_name": student.first_name,
            "email": student.email,
            "raw_score": 0.0,
            "late_submission_penalty": 0.0,
            "score": 0.0,
            "max_score": assignment.max_score,
        }
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return row
        # needs_manual_grade stays true after a mark by hand, so it does not tell.
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        if any(grade.auto_score is None and grade.manual_score is None for grade in grades):
            report(self.parent, student.id, f"{assignment.name}: marks wait for a person, the score is without them")
        penalty = submission.late_submission_penalty
        return row | {
            "timestamp": submission.timestamp,
            "raw_score": submission.score,
            "late_submission_penalty": penalty,
            "score": max(0.0, submission.score - penalty),
        }


def _safe(row: dict[str, Any]) -> dict[str, Any]:
    """Let no name be a formula: a spreadsheet runs a cell that begins like one, even in quotes."""
    return {
        key: f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
        for key, value in row.items()
    }
