"""From the zip of an LMS to the CSV and the feedback, by nbgrader's own commands."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from course_folder import RIGHT, SmallCourse, cell
from nbgrader.api import Gradebook

from gluteus.grading.downloads import FoundFile, read_name

ROSTER = """id,first_name,last_name,email,lms_user_id
jane.doe,Jane,Doe,jane@example.org,
amir,Amir,Ben Saïd,,
maria,María,"García, Jr.",,123456
li,小龙,李,,
omar,عمر,خالد,,
sam-1,Sam,Lee,,
sam-2,Sam,Lee,,
bone🦴,Bo,Ne,,
1234567,Number,Only,,
=1+1,Formula,=HYPERLINK(1),,
late,La,Te,,
absent,Ab,Sent,,
mal,Mal,Lory,,
"""
SCRIPT = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("Jane Doe_1234567_assignsubmission_file_function.ipynb", ("Jane Doe", "1234567", 0, 0, "function")),
        ("Jane Doe_1234567_assignsubmission_file_/function.ipynb", ("Jane Doe", "1234567", 0, 0, "function")),
        ("all/Jane Doe_1234567_assignsubmission_file/a/function.ipynb", ("Jane Doe", "1234567", 0, 0, "function")),
        ("J_D_1_assignsubmission_file_referred-pain (2).ipynb", ("J_D", "1", 0, 2, "referred-pain")),
        ("doejane_123456_7890123_function.ipynb", ("doejane", "123456", 7890123, 0, "function")),
        ("x/doejane_LATE_123456_7890123_function-1.ipynb", ("doejane", "123456", 7890123, 1, "function")),
        ("van_damunder_score_1013_7_function.ipynb", ("van_damunder_score", "1013", 7, 0, "function")),
        ("doejane_1_2_my_notes_function.ipynb", ("doejane", "1", 2, 0, "my_notes_function")),
        ("jane.doe_function.ipynb", ("jane.doe", "", 0, 0, "function")),
        ("jane_doe_self-release(1).ipynb", ("jane_doe", "", 0, 1, "self-release")),
        ("jane_two\nlines.ipynb", ("jane", "", 0, 0, "two\nlines")),
        # Whatever a learner calls a file or a folder, it stays the learner's own.
        (
            "doejane_1_2_x_77_assignsubmission_file_pelvis.ipynb",
            ("doejane", "1", 2, 0, "x_77_assignsubmission_file_pelvis"),
        ),
        (
            "Jane Doe_1_assignsubmission_file_x_77_assignsubmission_file_pelvis.ipynb",
            ("Jane Doe", "1", 0, 0, "x_77_assignsubmission_file_pelvis"),
        ),
        ("Jane Doe_1_assignsubmission_file_x_3_999_pelvis.ipynb", ("Jane Doe", "1", 0, 0, "x_3_999_pelvis")),
        ("doejane_1_2_hw.zip/victim_3_999_pelvis.ipynb", ("doejane", "1", 2, 0, "victim_3_999_pelvis")),
        ("doejane_1_2_hw.ZIP/a/V T_3_assignsubmission_file_/pelvis-1.ipynb", ("doejane", "1", 2, 1, "pelvis")),
        ("Jane Doe_1_assignsubmission_file_/victim_3_999_pelvis.ipynb", ("Jane Doe", "1", 0, 0, "victim_3_999_pelvis")),
        ("jane.doe_hw.zip/victim_pelvis.ipynb", ("jane.doe", "", 0, 0, "victim_pelvis")),
    ],
)
def test_names_of_an_lms_are_understood(path: str, found: tuple[str, str, int, int, str]) -> None:
    assert read_name(path) == FoundFile(*found)


@pytest.mark.parametrize(
    "path", ["function.ipynb", "_function.ipynb", "jane_function.pdf", "jane_.ipynb", "group.zip/jane_function.ipynb"]
)
def test_a_name_that_names_nobody_is_nobodys(path: str) -> None:
    assert read_name(path) is None


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> SmallCourse:
    course = SmallCourse(tmp_path_factory.mktemp("course"))
    course.release()
    course.private.mkdir(exist_ok=True)
    (course.private / "roster.csv").write_text(ROSTER, encoding="utf-8")
    course.run("db", "student", "import", "_nbgrader/roster.csv")
    return course


def _zip(files: dict[str, bytes], times: dict[str, int] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 11, (times or {}).get(name, 1), 12, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def collected(course: SmallCourse) -> str:
    """What zip_collect prints at its end."""

    def notebook(**answers: str) -> bytes:
        return json.dumps(course.submission(answers)).encode()

    right, wrong = notebook(**RIGHT), notebook(joint_name='"c"')
    hostile = course.submission({"joint_name": '"b"', "width_cm": f"28.5  # {SCRIPT}"})
    cell(hostile, "bone_names")["source"] = f"# {SCRIPT}\nbone_names = ['{SCRIPT}']"
    for kind in ("markdown", "raw"):
        extra = {"cell_type": kind, "id": f"mine-{kind}", "metadata": {"tags": ['"><script>']}, "source": SCRIPT}
        hostile["cells"].append(extra)
    hostile["cells"].append(
        {
            "cell_type": "markdown",
            "id": "link",
            "metadata": {},
            "source": "```\n[me](javascript:run) ![x](http://far.example/x)",
        }
    )
    cell(hostile, "joint_name")["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": SCRIPT}, "metadata": {}}
    ]
    hostile["metadata"]["title"] = SCRIPT
    bomb = _zip({"jane.doe_pelvis.ipynb": b" " * 50_000_000})
    moodle = _zip(
        {
            "Jane Doe_11_assignsubmission_file_pelvis.ipynb": right,
            "Ben Saïd Amir_12_assignsubmission_file_/pelvis.ipynb": json.dumps(hostile).encode(),
            "小龙 李_13_assignsubmission_file/pelvis (1).ipynb": right,
            "عمر خالد_14_assignsubmission_file_my answers.ipynb": right,
            "Sam Lee_15_assignsubmission_file_pelvis.ipynb": right,
            "Number Only_1234567_assignsubmission_file_pelvis.ipynb": right,
            "Nobody Known_16_assignsubmission_file_pelvis.ipynb": right,
            "La Te_17_assignsubmission_file_pelvis.zip": _zip({"late_pelvis.ipynb": wrong}),
            "La Te_17_assignsubmission_file_notes.pdf": b"%PDF",
            "Ab Sent_18_assignsubmission_file_pelvis.zip": b"PK\x03\x04 broken",
            "../../../jane.doe_pelvis.ipynb": wrong,
            "/tmp/gluteus-jane.doe_pelvis.ipynb": wrong,
            "..\\..\\jane.doe_pelvis.ipynb": wrong,
            f"{'x' * 300}_pelvis.ipynb": wrong,
            "evil\u202egpj_pelvis.ipynb": wrong,
            "jane.doe_bomb.zip": bomb,
        }
    )
    canvas = _zip(
        {
            "garciajrmaria_LATE_123456_900_pelvis-1.ipynb": wrong,
            "garciajrmaria_123456_1001_pelvis-2.ipynb": right,
            "garciajrmaria_123456_999_pelvis.ipynb": b"not json",
            # A learner who would hand in for another, and take the room of the whole class.
            "lorymal_18_1_pelvis.zip": _zip({"garciajrmaria_123456_9999_pelvis.ipynb": wrong}),
            "lorymal_18_2_many.zip": _zip(
                {"pelvis.ipynb": wrong, "x.ipynb": b" " * 6_000_000, "y.ipynb": b" " * 6_000_000}
            ),
        }
    )
    torn = io.BytesIO()
    with zipfile.ZipFile(torn, "w") as damaged:
        damaged.writestr("absent_pelvis.ipynb", right)
        damaged.writestr(zipfile.ZipInfo("sam-1_pelvis.ipynb"), right)
    undated = bytes.fromhex("00002100")  # how a zip writes 1 January 1980; all zeros is no date at all
    torn_zip = torn.getvalue().replace(b"Quiz: The pelvis", b"Quiz: The Pelvis", 1).replace(undated, bytes(4))
    archive = course.private / "downloaded" / "pelvis" / "archive"
    archive.mkdir(parents=True)
    (archive / "moodle.zip").write_bytes(moodle)
    (archive / "canvas.zip").write_bytes(canvas)
    (archive / "monday.zip").write_bytes(_zip({"bone🦴_pelvis.ipynb": wrong}, {"bone🦴_pelvis.ipynb": 2}))
    (archive / "earlier.zip").write_bytes(_zip({"bone🦴_pelvis.ipynb": right}, {"bone🦴_pelvis.ipynb": 3}))
    (archive / "torn.zip").write_bytes(torn_zip)
    (archive / "=1+1_pelvis.ipynb").write_bytes(right)
    return course.run("zip_collect", "pelvis").split("\nTo look at (")[1]


def test_each_learner_of_the_roster_has_the_newest_file(course: SmallCourse, collected: str) -> None:
    names = sorted(path.name for path in (course.private / "submitted").iterdir())
    assert names == sorted(
        ["jane.doe", "amir", "maria", "li", "omar", "bone🦴", "1234567", "=1+1", "late", "sam-1", "mal"]
    )
    right = json.dumps(course.submission(RIGHT)).encode()
    for student in ["jane.doe", "li", "omar", "maria", "bone🦴", "1234567", "=1+1", "sam-1"]:
        folder = course.private / "submitted" / student / "pelvis"
        assert [path.name for path in folder.iterdir()] == ["pelvis.ipynb"]
        assert (folder / "pelvis.ipynb").read_bytes() == right, student


@pytest.mark.parametrize(
    "line",
    [
        "maria: handed in 3 files, the newest is taken: canvas/garciajrmaria_123456_1001_pelvis-2.ipynb",
        "bone🦴: handed in 2 files, the newest is taken: earlier/bone🦴_pelvis.ipynb",
        "omar: the file is not called pelvis.ipynb, it is taken for it: moodle/عمر خالد_14_assign",
        "Sam Lee_15_assignsubmission_file_pelvis.ipynb: not collected: the name fits more than one in the roster: sam",
        "Nobody Known_16_assignsubmission_file_pelvis.ipynb: not collected: Nobody Known is not in the roster",
        "moodle.zip: La Te_17_assignsubmission_file_notes.pdf: not collected: it is neither a notebook nor a zip",
        "moodle.zip: Ab Sent_18_assignsubmission_file_pelvis.zip: not collected: File is not a zip file",
        "moodle.zip: ../../../jane.doe_pelvis.ipynb: not collected: its name leads out of the folder",
        "moodle.zip: /tmp/gluteus-jane.doe_pelvis.ipynb: not collected: its name leads out of the folder",
        r"moodle.zip: ..\..\jane.doe_pelvis.ipynb: not collected: its name leads out of the folder",
        "x_pelvis.ipynb: not collected: [Errno 36] File name too long",
        r"evil\u202egpj_pelvis.ipynb: not collected: evil\u202egpj is not in the roster",
        "jane.doe_bomb.zip: jane.doe_pelvis.ipynb: not collected: it has 50000000 bytes, and there is room for",
        "canvas.zip: lorymal_18_2_many.zip: y.ipynb: not collected: it has 6000000 bytes, and there is room for",
        "torn.zip: absent_pelvis.ipynb: not collected: Bad CRC-32 for file 'absent_pelvis.ipynb'",
    ],
)
def test_what_is_not_collected_is_reported(collected: str, line: str) -> None:
    assert any(line in printed for printed in collected.splitlines())


def test_no_file_left_its_folder(course: SmallCourse, collected: str) -> None:
    extracted = course.private / "downloaded" / "pelvis" / "extracted"
    found = [*course.folder.parent.rglob("*jane.doe_pelvis.ipynb"), *Path("/tmp").glob("gluteus-jane.doe_pelvis.ipynb")]
    assert [path for path in found if extracted not in path.parents] == []
    assert {path.name for path in course.private.iterdir()} == {"gradebook.db", "roster.csv", "downloaded", "submitted"}


@pytest.fixture(scope="module")
def graded(course: SmallCourse, collected: str) -> list[dict[str, Any]]:
    course.run("autograde", "pelvis")
    course.run("generate_feedback", "pelvis")
    course.run("export")
    with (course.private / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_csv_has_every_learner_of_the_roster(graded: list[dict[str, Any]]) -> None:
    scores = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in graded}
    full = (6.0, 6.0)
    assert scores == {
        "jane.doe": full, "li": full, "omar": full, "maria": full, "bone🦴": full, "1234567": full, "'=1+1": full,
        "amir": (3.0, 6.0), "late": (0.0, 6.0), "absent": (0.0, 6.0), "sam-2": (0.0, 6.0), "sam-1": full,
        "mal": (0.0, 6.0),
    }  # fmt: skip
    maria = next(row for row in graded if row["student_id"] == "maria")
    assert (maria["last_name"], maria["first_name"]) == ("García, Jr.", "María")


def test_feedback_shows_answers_and_no_keys(course: SmallCourse, graded: list[dict[str, Any]]) -> None:
    page = _feedback(course, "late")
    assert 'joint_name = "c"' in BeautifulSoup(page, "html.parser").get_text()
    assert "Score: 0.0 / 6.0" in page
    assert BeautifulSoup(page, "html.parser").h1.get_text().startswith("Quiz: The pelvis")
    for key in ("HIDDEN TESTS", "gluteus.quiz.marking", "&quot;key&quot;", "tolerance"):
        assert key not in page


def test_feedback_of_hostile_work_can_do_nothing(course: SmallCourse, graded: list[dict[str, Any]]) -> None:
    page = _feedback(course, "amir")
    assert page.count("&lt;script&gt;") >= 4  # all of it is there to read
    assert not re.search(r"<script|<img|<iframe|<a [^>]*javascript:|<[^>]+\son\w+=", page)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "Content-Security-Policy" in page.split("<title>")[0]


def test_feedback_made_again_shows_the_marks_of_now(course: SmallCourse, graded: list[dict[str, Any]]) -> None:
    assert "Score: 0.0 / 6.0" in _feedback(course, "late")
    with Gradebook(f"sqlite:///{course.private / 'gradebook.db'}") as gradebook:
        gradebook.find_submission_notebook("pelvis", "pelvis", "late").grades[0].extra_credit = 0.5
        gradebook.db.commit()
    course.run("generate_feedback", "pelvis")
    assert "Score: 0.5 / 6.0" in _feedback(course, "late")


def _feedback(course: SmallCourse, student: str) -> str:
    return (course.private / "feedback" / student / "pelvis" / "pelvis.html").read_text(encoding="utf-8")
