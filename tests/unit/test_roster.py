"""A roster from a file: what instructors have is understood, and what is wrong is named line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gluteus.data_error import DataError
from gluteus.grading.records import Learner
from gluteus.grading.roster import folder_fault, read_roster

if TYPE_CHECKING:
    from pathlib import Path

JANE = Learner("jdoe", "Jane", "Doe", "jane@example.org", "123456")
OMAR = Learner("omar", "عمر", "خالد", None, None)

OURS = "id,first_name,last_name,email,lms_user_id\njdoe,Jane,Doe,jane@example.org,123456\nomar,عمر,خالد,,\n"


def _file(folder: Path, content: str | bytes) -> Path:
    path = folder / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        OURS,
        OURS.replace("\n", "\r\n"),
        "\ufeff" + OURS,
        OURS.encode("utf-16"),
        OURS.replace(",", ";"),
        "sep=;\r\n" + OURS.replace(",", ";"),
        OURS.replace(",", "\t"),
        OURS + "\n,,,,\n",
        OURS.replace("id,first_name", "ID , First Name"),
        '"id",first_name,last_name,email,lms_user_id\n jdoe ,"Jane",Doe,jane@example.org,123456\nomar,عمر,خالد\n',
        "group,email,lms_user_id,id,last_name,first_name\nA,jane@example.org,123456,jdoe,Doe,Jane\nB,,,omar,خالد,عمر\n",
    ],
)
def test_our_own_columns_are_read_in_whatever_csv_a_program_writes(tmp_path: Path, content: str | bytes) -> None:
    assert read_roster(_file(tmp_path, content)) == [JANE, OMAR]


@pytest.mark.parametrize(
    ("content", "learners"),
    [
        (  # Moodle, list of participants
            '"First name","Last name","ID number","Email address"\nJane,Doe,u77,jane@example.org\nAn,"Lee, Jr.",u78,\n',
            [Learner("u77", "Jane", "Doe", "jane@example.org"), Learner("u78", "An", "Lee, Jr.")],
        ),
        (  # Moodle, where nobody has an ID number
            'First name,Surname,ID number,Email address\nJane,Doe,,jane@example.org\nAn,Lee,,an@example.org\n',
            [Learner("jane@example.org", "Jane", "Doe", "jane@example.org"),
             Learner("an@example.org", "An", "Lee", "an@example.org")],
        ),
        (  # Moodle, its format for uploads
            "username;firstname;lastname;email\njdoe;Jane;Doe;jane@example.org\n",
            [Learner("jdoe", "Jane", "Doe", "jane@example.org")],
        ),
        (  # Canvas, export of its gradebook
            ("Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (55)\n"
            "    Points Possible,,,,,10\n"
            '"Doe, Jane",123456,u77,jdoe,A,7\n'
            '"Student, Test",99,,,A,\n'),
            [Learner("u77", "Jane", "Doe", None, "123456")],
        ),
        (
            ("Student,ID,SIS User ID,SIS Login ID,Section\n"
            '"Doe, Jane",123456,,jdoe,A\n'),
            [Learner("jdoe", "Jane", "Doe", None, "123456")],
        ),
    ],
)  # fmt: skip
def test_what_an_lms_writes_is_understood(tmp_path: Path, content: str, learners: list[Learner]) -> None:
    assert read_roster(_file(tmp_path, content)) == learners


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("", ["roster.csv: the file is empty"]),
        ("id,first_name\n", ["roster.csv:1: no filled column says who a learner is"]),
        ("name,mark\nJane,1\n", ["roster.csv:1: no filled column says who a learner is", "['name', 'mark']"]),
        ("id,id\na,b\n", ["roster.csv:1: this column is there twice: 'id'"]),
        (
            "id,first_name\njane,Jane\n,Omar\njane,Other\n../x,Path\n",
            [
                "roster.csv:3: the id is empty: 'Omar'",
                "roster.csv:4: this id is that of line 2 already: 'jane'",
                "roster.csv:5: an id must not begin with a dot, because it is the name of a folder: '../x'",
            ],
        ),
        ("id\njane\nJANE\n", ["roster.csv:3: this id is that of line 2 already: 'JANE'"]),
        ('id,first_name\na,"two\nlines"\nb,B\nb,C\n', ["csv:2: first_name must be one line", "csv:5: this id is that"]),
        ("id,lms_user_id\na,5\nb,5\n", ["roster.csv:3: this lms_user_id is that of line 2 already: '5'"]),
        ("id,email\na,b,c\n", ["roster.csv:2: there are 3 fields under 2 columns: 'c'"]),
        (f"id,email\na,{'x' * 129}\n", ["roster.csv:2: email must not be longer than 128 characters"]),
        ('id,email\na,"b\n', ["roster.csv:2: this is not CSV: unexpected end of data"]),
        ("id,first_name\na,Zoë\n".encode("latin-1"), ["roster.csv:2: this is not UTF-8, save it as CSV UTF-8"]),
    ],
)
def test_what_is_wrong_is_a_line_each(tmp_path: Path, content: str | bytes, problems: list[str]) -> None:
    with pytest.raises(DataError) as caught:
        read_roster(_file(tmp_path, content))
    said = str(caught.value)
    for problem in problems:
        assert problem in said
    lines = sum("roster.csv" in problem or "csv:" in problem for problem in problems)
    assert len(caught.value.problems) == lines


@pytest.mark.parametrize("learner", ["jdoe", "jane.doe", "bone🦴", "=1+1", "小龙", "عمر", "a b", "x@y.org", "1234567"])
def test_an_id_may_be_any_name_of_a_folder(learner: str) -> None:
    assert folder_fault(learner) is None


@pytest.mark.parametrize(
    "learner",
    ["", ".", "..", ".x", "a/b", "a\\b", "a*", "a?", "[a]", "{a}", "a\nb", "a\0", " a", "a ", "\u202ea", "x" * 129],
)
def test_an_id_that_is_no_name_of_a_folder_is_refused(learner: str) -> None:
    assert folder_fault(learner) is not None
