"""Times are UTC inside and out, and nbgrader's own way of opening a gradebook and reading a time is mended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import nbgrader.apps.api
import nbgrader.coursedir
import nbgrader.utils
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from traitlets.config import Config

from gluteus.grading.configuration import configure
from gluteus.grading.timestamps import read_timestamp, submission_time

if TYPE_CHECKING:
    from pathlib import Path

HALF_PAST = datetime(2026, 5, 9, 23, 30)  # noqa: DTZ001  (as the gradebook keeps it)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-09 23:30",
        "2026-05-09T23:30:00Z",
        "2026-05-09 23:30:00.000000 UTC",
        "2026-05-09 23:30:00 GMT",
        "2026-05-10 01:30:00 +0200",
        "2026-05-10T01:30:00+02:00",
        "2026-05-09 18:00:00 -0530",
        "\n2026-05-10 01:30 +0200 \n",
    ],
)
def test_a_time_is_read_as_utc(text: str) -> None:
    assert read_timestamp(text) == HALF_PAST


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-05-09 23:30:00 CEST", "the time zone 'CEST' is not UTC"),
        ("2026-05-09 23:30:00 Europe/Berlin", "the time zone 'Europe/Berlin' is not UTC"),
        ("2026-05-09 23:30:00 200", "the time zone '200'"),
        ("2026-05-09 23:30:00 +9000", "the time zone '+9000'"),
        ("2026-13-09", "that can be read: month must be"),
        ("0001-01-01 00:00 +0200", "that can be read: date value out of range"),
        ("9 May 2026", "is not a time such as"),
        ("09/05/2026 23:30", "is not a time such as"),
        ("٢٠٢٦-٠٥-٠٩", "is not a time such as"),
        ("", "is not a time such as"),
        ("x" * 5000 + "\n", "is not a time such as"),
    ],
)
def test_a_time_that_is_not_certain_is_refused_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        read_timestamp(text)
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_every_offset_is_read_as_hours_and_minutes(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    assert read_timestamp(there.strftime("%Y-%m-%d %H:%M:%S.%f %z")) == moment
    assert read_timestamp(there.isoformat()) == moment


def test_a_submission_has_the_time_beside_it(tmp_path: Path) -> None:
    assert submission_time(tmp_path) is None
    (tmp_path / "timestamp.txt").write_text("", encoding="utf-8")
    assert submission_time(tmp_path) is None
    (tmp_path / "timestamp.txt").write_text("2026-05-10 01:30:00 +0200\n", encoding="utf-8")
    assert submission_time(tmp_path) == HALF_PAST
    (tmp_path / "timestamp.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="cannot be read"):
        submission_time(tmp_path)


def test_a_due_date_with_an_offset_is_not_taken_for_seconds(tmp_path: Path) -> None:
    """As formgrader sends it, for a server whose time zone is not UTC."""
    configure(Config(), tmp_path)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        assignment = gradebook.update_or_create_assignment("pelvis", duedate="2026-05-10T01:30 +0200")
        assert assignment.duedate == HALF_PAST
        with pytest.raises(ValueError, match="the time zone 'CEST' is not UTC"):
            gradebook.update_or_create_assignment("pelvis", duedate="2026-05-10T01:30 CEST")
    assert nbgrader.utils.parse_utc(None) is None
    assert nbgrader.utils.parse_utc(datetime(2026, 5, 9, 23, 30, tzinfo=UTC)) == HALF_PAST
    assert nbgrader.coursedir.parse_utc("2026-05-10 01:30 +0200") == HALF_PAST
    assert nbgrader.apps.api.parse_utc("2026-05-10 01:30 CEST") is None, "one learner's time must not take a list away"


def test_a_gradebook_is_made_once_and_again_when_it_is_deleted(tmp_path: Path) -> None:
    configure(Config(), tmp_path)
    path = tmp_path / "gradebook.db"
    with Gradebook(f"sqlite:///{path}", "gluteus") as first:
        first.add_student("jane")
    with Gradebook(f"sqlite:///{path}", "gluteus") as second:
        assert [student.id for student in second.students] == ["jane"]
        assert second.engine is first.engine
    path.unlink()
    with Gradebook(f"sqlite:///{path}", "gluteus") as third:
        assert third.students == []
        third.add_assignment("pelvis")
        assert third.find_assignment("pelvis").course_id == "gluteus"
