"""What an LMS hands out: a broken file ends nothing, and name and number of a file mean one learner."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from gluteus.grading.downloads import MOST_NAMED, Extractor, Roster, newest_files, read_name
from gluteus.grading.records import Learner

if TYPE_CHECKING:
    from pathlib import Path

ROSTER = Roster(
    [
        Learner("1001", "Bob", "Roe"),
        Learner("1002", "Jane", "Doe"),
        Learner("sam-1", "Sam", "Lee", lms_user_id="71"),
        Learner("sam-2", "Sam", "Lee", lms_user_id="72"),
        Learner("pat", "Pat", "O'Brien"),
        Learner("kim", "Kim", "O'Neil"),
        Learner("ada", "Ada", "D'Angelo"),
        Learner("anna", "Anna, Maria", "O'Neil, Jr."),
        Learner("ann", "Ann_Lu", "Smith & Co: <A/B|C>"),
        Learner("shay-1", "Shay", "O'Dea"),
        Learner("shay-2", "Shay", "ODea"),
        Learner("van", "Under_Score", "van Dam", lms_user_id="1013"),
    ]
)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_cannot_be_unpacked_is_left_out_and_the_others_are_taken(tmp_path: Path, method: int) -> None:
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w", method) as archive:
        archive.writestr("function.ipynb", "x" * 5_000)
    content = bytearray(broken.getvalue())
    start = content.find(b"function.ipynb") + len("function.ipynb")
    content[start + 4 : start + 9] = b"\xff" * 5
    download = tmp_path / "lms.zip"
    with zipfile.ZipFile(download, "w") as archive:
        archive.writestr("Bob Roe_1_assignsubmission_file_function.zip", bytes(content))
        archive.writestr("Jane Doe_2_assignsubmission_file_function.ipynb", "{}")
    notices: list[tuple[str, str]] = []
    Extractor(lambda who, reason: notices.append((who, reason))).extract([("lms.zip", download)], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").rglob("*.ipynb")] == [
        "Jane Doe_2_assignsubmission_file_function.ipynb"
    ]
    ((who, reason),) = notices
    assert who.endswith("function.zip: function.ipynb")
    assert re.fullmatch(r"not collected: \S.*", reason)


def _zip_of(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_of_many_files_in_a_learners_zip_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    odd = {f"{number:04}.txt": b"x" * number for number in range(1_000)} | {"function.ipynb": b"{}"}
    several = {f"{name}_2_assignsubmission_file_{name[0]}.pdf": b"%PDF" for name in ("A B", "C D", "E F", "G H", "I J")}
    download = tmp_path / "lms.zip"
    download.write_bytes(
        _zip_of(
            {
                "Bob Roe_1_assignsubmission_file_function.zip": _zip_of(odd),
                "Jane Doe_2_assignsubmission_file_function.zip": _zip_of(dict(list(odd.items())[-MOST_NAMED - 2 :])),
                "No One_3_assignsubmission_file_all.zip": _zip_of({f"{number}.ipynb": b"{}" for number in range(50)}),
                **several,
                "K L_4_assignsubmission_file_k.pdf": b"%PDF",
            }
        )
    )
    notices: list[tuple[str, str]] = []
    Extractor(lambda who, reason: notices.append((who, reason))).extract([("lms.zip", download)], tmp_path / "out")
    neither = "not collected: it is neither a notebook nor a zip of notebooks"
    bob, jane = (f"lms.zip: {name}_assignsubmission_file_function.zip" for name in ("Bob Roe_1", "Jane Doe_2"))
    assert notices[:MOST_NAMED] == [(f"{bob}: {number:04}.txt", neither) for number in range(MOST_NAMED)]
    assert notices[MOST_NAMED : 2 * MOST_NAMED] == [
        (f"{jane}: {number:04}.txt", neither) for number in range(1_000 - MOST_NAMED - 1, 999)
    ]
    # What the LMS itself put there is a learner's each.
    assert [reason for _, reason in notices[2 * MOST_NAMED : -2]] == [neither] * 6
    assert notices[-2:] == [
        (bob, f"not collected: {1_000 - MOST_NAMED} more files of this zip"),
        (jane, "not collected: 1 more file of this zip"),
    ]
    notices.clear()
    found = newest_files(
        tmp_path / "out", "function", ROSTER, lambda who, reason: notices.append((who, reason)), tmp_path.joinpath
    )
    assert sorted(found.values()) == ["1001", "1002"]
    nobody = "lms/No One_3_assignsubmission_file_all.zip"
    assert len(notices) == MOST_NAMED + 1
    assert {reason for _, reason in notices[:-1]} == {"not collected: No One is not in the roster"}
    assert notices[-1] == (nobody, f"not collected: {50 - MOST_NAMED} more files of this zip")


@pytest.mark.parametrize(
    ("file", "student"),
    [
        ("Jane Doe_17_assignsubmission_file_function.ipynb", "1002"),
        ("Jane Doe_1002_assignsubmission_file_function.ipynb", "1002"),
        ("somebody_1001_5_function.ipynb", "1001"),
        ("leesam_72_5_function.ipynb", "sam-2"),  # of two with one name the number tells
        ("1001_function.ipynb", "1001"),
        ("sam-1_function.ipynb", "sam-1"),
        # Moodle takes these characters out of the names that it writes, and a person may put them in again.
        ("Pat OBrien_55_assignsubmission_file_/function.ipynb", "pat"),
        ("Pat O'Brien_function.ipynb", "pat"),
        ("Kim ONeil_55_assignsubmission_file_/function.ipynb", "kim"),
        ("DAngelo Ada_55_assignsubmission_file_function.ipynb", "ada"),
        ("Anna, Maria ONeil, Jr._55_assignsubmission_file_/function.ipynb", "anna"),
        ("Ann Lu Smith  Co ABC_55_assignsubmission_file_/function.ipynb", "ann"),
        ("Shay O'Dea_function.ipynb", "shay-1"),
        ("obrienpat_55_5_function.ipynb", "pat"),
        ("van_damunder_score_1013_5_function.ipynb", "van"),
    ],
)
def test_a_files_name_and_number_mean_one_learner(file: str, student: str) -> None:
    found = read_name(file)
    assert found is not None
    assert ROSTER.find(found) == student


@pytest.mark.parametrize("file", ["Jane Doe_1001_assignsubmission_file_function.ipynb", "1002_71_5_function.ipynb"])
def test_a_file_whose_name_and_number_mean_two_learners_is_nobodys(file: str) -> None:
    found = read_name(file)
    assert found is not None
    with pytest.raises(LookupError, match=r"^the name means 1002 and the number \d+ means (1001|sam-1)$"):
        ROSTER.find(found)


def test_a_name_that_two_learners_share_as_moodle_writes_it_is_nobodys() -> None:
    found = read_name("Shay ODea_55_assignsubmission_file_/function.ipynb")
    assert found is not None
    with pytest.raises(LookupError, match=r"^the name fits more than one in the roster: shay-1, shay-2$"):
        ROSTER.find(found)


@pytest.mark.parametrize(
    "file",
    [
        "jdoe_x_1013_5_function.ipynb",  # another LMS, and a file that its learner named like one of Canvas
        "J_D_1013_assignsubmission_file_function.ipynb",
    ],
)
def test_the_number_alone_names_nobody_where_a_file_name_may_begin_before_it(file: str) -> None:
    found = read_name(file)
    assert found is not None
    assert found.number == "1013"
    with pytest.raises(LookupError, match=r" is not in the roster$"):
        ROSTER.find(found)


@pytest.mark.parametrize(
    ("collected", "chosen", "notices"),
    [
        (None, "self-release (2)", ["handed in 2 files, the newest is taken", "the file is not called function.ipynb"]),
        ("second", "self-release (2)", ["handed in 2 files, the newest", "the file is not called function.ipynb"]),
        ("other", None, ["not collected: 2 files are not called function.ipynb, the one collected before stays: jane"]),
    ],
)
def test_a_file_of_another_name_takes_no_place_of_one_collected_before(
    tmp_path: Path, collected: str | None, chosen: str | None, notices: list[str]
) -> None:
    folder, before = tmp_path / "out", tmp_path / "before.ipynb"
    folder.mkdir()
    for name, content in (("self-release", "first"), ("self-release (2)", "second")):
        (folder / f"jane doe_{name}.ipynb").write_text(content, encoding="utf-8")
    if collected is not None:
        before.write_text(collected, encoding="utf-8")
    said: list[str] = []
    found = newest_files(folder, "function", ROSTER, lambda _, reason: said.append(reason), lambda _: before)
    assert found == ({folder / f"jane doe_{chosen}.ipynb": "1002"} if chosen else {})
    assert len(said) == len(notices)
    assert all(line.startswith(notice) for line, notice in zip(said, notices, strict=True))
