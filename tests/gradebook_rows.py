"""All that a gradebook holds of learners and their work, with names in the place of the ids that are drawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, text

_SUBMISSION = """
    from submitted_assignment join assignment on assignment.id = submitted_assignment.assignment_id
"""
_NOTEBOOK = f"""
    {_SUBMISSION}
    join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
    join notebook on notebook.id = submitted_notebook.notebook_id
"""
_OF = "assignment.name, submitted_assignment.student_id"

TABLES = {
    "student": "select id, first_name, last_name, email, lms_user_id from student",
    "submitted_assignment": f"select {_OF}, timestamp, extension {_SUBMISSION}",
    "submitted_notebook": f"select {_OF}, notebook.name, flagged, late_submission_penalty {_NOTEBOOK}",
    "grade": f"""
        select {_OF}, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade {_NOTEBOOK}
        join grade on grade.notebook_id = submitted_notebook.id join base_cell on base_cell.id = grade.cell_id
    """,
    "comment": f"""
        select {_OF}, base_cell.name, auto_comment, manual_comment {_NOTEBOOK}
        join comment on comment.notebook_id = submitted_notebook.id join base_cell on base_cell.id = comment.cell_id
    """,
}


def gradebook_rows(db_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give the rows of the five tables, sorted."""
    engine = create_engine(db_url)
    with engine.connect() as connection:
        found = {
            table: sorted((tuple(map(_plain, row)) for row in connection.execute(text(query))), key=repr)
            for table, query in TABLES.items()
        }
    engine.dispose()
    return found


def _plain(value: Any) -> Any:
    """PostgreSQL knows truth, times and lengths of time; SQLite has numbers and texts for them."""
    match value:
        case bool():
            return int(value)
        case datetime():
            return value.isoformat(" ", "microseconds")
        case timedelta():
            return _plain(datetime(1970, 1, 1) + value)  # noqa: DTZ001  (nbgrader's times carry no zone)
        case _:
            return value
