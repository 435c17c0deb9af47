"""nbgrader's formgrader on our course folder, in a real browser, with a learner who tries to run a script there."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest
from course_folder import RIGHT, SmallCourse, cell
from running_server import jupyter_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

JUMP = "document.title = 'run'"
SCRIPT = "<script>document.title = 'run'</script><img src='x' onerror=\"document.title = 'run'\">"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("course"))
    course.release()
    hostile = course.submission(RIGHT)
    cell(hostile, "joint_name")["source"] = f"# {SCRIPT}\njoint_name = 'c'"
    cell(hostile, "joint_name")["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": SCRIPT, "application/javascript": JUMP}, "metadata": {}}
    ]
    cell(hostile, "joint_name_prompt")["source"] = SCRIPT
    cell(hostile, "bone_names").update(cell_type="markdown", source=f"[me](javascript:{JUMP})\n\n```\n{SCRIPT}")
    cell(hostile, "bone_names")["metadata"]["nbgrader"]["locked"] = True
    hostile["metadata"] |= {"title": SCRIPT, "language_info": {"name": SCRIPT}}
    for kind in ("markdown", "raw"):
        hostile["cells"].append({"cell_type": kind, "id": kind, "metadata": {"tags": [SCRIPT]}, "source": SCRIPT})
    course.hand_in("mallory", hostile)
    course.run("autograde", "pelvis")
    with contextlib.closing(sqlite3.connect(course.private / "gradebook.db")) as database, database:
        database.execute("update student set first_name = ?, last_name = ?", [SCRIPT, SCRIPT])  # as an LMS may tell it
    return course


@pytest.fixture(scope="module")
def server(course: SmallCourse) -> Iterator[tuple[str, str]]:
    """The address and the token of a Jupyter server whose files are the course folder."""
    with jupyter_server(course.folder) as running:
        yield running


def test_formgrader_shows_the_assignment_and_the_learner(
    new_page: Callable[..., Page], server: tuple[str, str], course: SmallCourse
) -> None:
    address, token = server
    page = new_page(extra_http_headers={"Authorization": f"token {token}"})
    page.goto(f"{address}/formgrader/manage_assignments")
    page.get_by_role("link", name="pelvis").first.wait_for()
    page.goto(f"{address}/formgrader/gradebook/pelvis/pelvis")
    page.get_by_role("link", name="Submission #1").click()
    page.get_by_text("Submission 1 / 1").wait_for()
    for name, score in course.marks("mallory").items():
        page.locator(f"#{name}_marks[placeholder='{score:g}']").wait_for()

    assert page.get_by_text("<script>document.title").count() >= 4  # one is the name, which is hidden at first
    assert page.title() == "pelvis"


def test_a_name_is_shown_as_a_name(new_page: Callable[..., Page], server: tuple[str, str]) -> None:
    address, token = server
    page = new_page(extra_http_headers={"Authorization": f"token {token}"})
    for place in ("manage_students", "manage_students/mallory", "manage_submissions/pelvis", "gradebook/pelvis/pelvis"):
        page.goto(f"{address}/formgrader/{place}")
        page.wait_for_load_state("networkidle")
        assert page.title() != "run", place
    page.goto(f"{address}/formgrader/manage_students")
    page.get_by_role("link", name=f"{SCRIPT}, {SCRIPT}").wait_for()


def test_its_autograde_button_reports_and_grades(server: tuple[str, str], course: SmallCourse, page: Page) -> None:
    address, token = server
    course.hand_in("bob", b"no notebook")
    course.hand_in("carla", course.submission(RIGHT))
    headers = {"Authorization": f"token {token}"}
    outcomes = {
        student: page.request.post(
            f"{address}/formgrader/api/submission/pelvis/{student}/autograde", headers=headers
        ).json()
        for student in ("bob", "carla")
    }
    assert outcomes["carla"]["success"] is True
    assert course.marks("carla") == {"joint_name": 1.0, "bone_names": 3.0, "width_cm": 2.0}
    assert outcomes["bob"]["success"] is False
    assert "bob: NOT GRADED: the file is not JSON" in outcomes["bob"]["log"]
