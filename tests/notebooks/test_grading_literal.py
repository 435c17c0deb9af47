"""Answer cells and checks as text: what is read, and what is refused with a reason."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gluteus.grading.literal import Check, NotPlainError, read_answer, read_check
from gluteus.grading.notices import printable
from gluteus.quiz.notebook import literal

CHECK = """# Marked by the grader. Please leave this cell as it is.
### BEGIN HIDDEN TESTS
from gluteus.quiz.marking import marks

marks({"kind": "choice", "key": "b", "points": 1.0}, hip)
### END HIDDEN TESTS"""


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ('hip = "b"', "b"),
        ("hip = None", None),
        ("", None),
        ('hip = "b"\nhip = "b"', "b"),
        ("hip = -0.50\n", -0.5),
        ('hip = ["b", None, "a"]', ["b", None, "a"]),
        ('hip = "None"', "None"),
        ("# I do not know", None),
        ('hip = None\n# now I know\nhip = "b"  # yes', "b"),
        ("hip = -4.5", -4.5),
        ("hip = ['a',\n       'c']", ["a", "c"]),
        ("hip = 1e999", float("inf")),
        ('hip = "a" "b"', "ab"),
        (r'hip = "\d"', r"\d"),
        ("hip = (28, 5)", (28, 5)),
        ("hip = 4.2\nhip = 4.20", 4.2),
        ("hip = 4\nhip = 4.0", 4),
        ("hip = 0.0\nhip = -0.0", 0.0),
        ('hip = {"a", "b"}\nhip = {"b", "a"}', {"a", "b"}),
        ("hip = [{1: (2, [True])}]\nhip = [{1: (2, [True])}]", [{1: (2, [True])}]),
    ],
)
def test_a_plain_value_is_read(source: str, answer: object) -> None:
    assert read_answer(source, "hip") == answer


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('hip = "a"\nhip = "b"', "two answers were given, so none counts"),
        ('hip = "a"\nhip = None', "two answers"),
        # Equal to Python, and yet two values.
        ("hip = 1\nhip = True", "two answers"),
        ("hip = False\nhip = 0", "two answers"),
        ("hip = [1, 0]\nhip = [1, False]", "two answers"),
        ("hip = (1,)\nhip = [1]", "two answers"),
        ("hip = {1: [0]}\nhip = {True: [0]}", "two answers"),
        ("hip = {1: [0]}\nhip = {1: [False]}", "two answers"),
        ("hip = {0}\nhip = {False}", "two answers"),
        ("hip = b", "line 1 does not hold a plain value"),
        ('hip = print("x")', "line 1 does not hold a plain value"),
        ("hip = f'{1}'", "line 1 does not hold a plain value"),
        ("hip = [[]] * 9", "line 1 does not hold a plain value"),
        ("hip = {[]}", "line 1 does not hold a plain value"),
        ('hip: print() = "b"', "line 1 is not of the form"),
        ('hip = knee = "b"', "line 1 is not of the form"),
        ('hip = "b"\nprint(hip)', "line 2 is not of the form"),
        ('knee = "b"', "line 1 is not of the form"),
        ('"b"', "line 1 is not of the form"),
        ('hip += "b"', "line 1 is not of the form"),
        ("hip = ", "line 1 is not Python"),
        ("hip = “b”", "line 1 is not Python"),
        ("%%bash\nrm -rf x", "line 1 is not Python"),
        ("hip = '\0'", ""),
        ("hip = '\ud800'", "cannot be read as Python"),
        (f"hip = {'[' * 9}{']' * 9}", "brackets nested more than 8 deep"),
        (f"hip = {'(' * 5000}1{')' * 5000}", ""),
        (f"hip = {'-' * 9000}1", ""),
        (f"hip = {'+'.join('1' * 9000)}", ""),
        (f"hip = {'9' * 9000}", ""),
        (f"hip = {'x.y' * 6000}", ""),
        ("#" * 20_001, "has 20001 characters, more than 20000"),
    ],
)
def test_anything_else_is_refused_with_its_reason(source: str, reason: str) -> None:
    with pytest.raises(NotPlainError, match=r".") as refusal:
        read_answer(source, "hip")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(
    st.none()
    | st.text(max_size=50)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(st.text(max_size=9), max_size=5)
)
def test_what_the_page_writes_is_read_back(answer: object) -> None:
    assert read_answer(f"hip = {literal(answer)}", "hip") == answer


@given(st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from('hip="[]{}()#\n\\ '), max_size=300))
def test_any_text_is_a_value_or_a_reason(text: str) -> None:
    with contextlib.suppress(NotPlainError):
        read_answer(text, "hip")


def test_a_check_is_read_and_not_run() -> None:
    rule = {"kind": "choice", "key": "b", "points": 1.0}
    assert read_check(CHECK) == Check(rule, "hip", on_paper=False)
    assert read_check(CHECK.replace("hip)", "hip, paper_number)")) == Check(rule, "hip", on_paper=True)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "1.0",
        CHECK.replace("marks({", "print({"),
        CHECK.replace("import marks", "import marks as other"),
        CHECK.replace("gluteus.quiz.marking", "somewhere"),
        CHECK.replace("hip)", "'b')"),
        CHECK.replace("hip)", "hip, 2)"),
        CHECK.replace("hip)", "hip, other_number)"),
        CHECK.replace("hip)", "hip, paper_number, 1)"),
        CHECK.replace("hip)", "hip, loud=True)"),
        CHECK.replace('"b"', "key()"),
        CHECK.replace('"key"', "1"),
        f"{CHECK}\nassert hip == 'b'",
        "assert hip == 'b'",
    ],
)
def test_a_check_of_another_form_gives_no_marks(source: str) -> None:
    with pytest.raises(NotPlainError, match=r"not of the form|not hold a plain value"):
        read_check(source)


def test_a_hostile_name_is_shown_as_what_it_is() -> None:
    assert printable("Jane\u202egpj\n\x1b[2J 🦴 عمر") == r"Jane\u202egpj\u000a\u001b[2J 🦴 عمر"
