"""The lines at the end of a command: what is said of each learner, and of many at once."""

from __future__ import annotations

import pytest

from gluteus.grading.notices import say

SAME = ["the prompts are shown as released"]


def told(notices: dict[str, list[str]], capsys: pytest.CaptureFixture[str]) -> list[str]:
    say(notices)
    out, err = capsys.readouterr()
    assert not out, "marks can be piped to a file without them"
    return err.splitlines()


def test_what_is_said_of_more_than_20_learners_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    everybody = {f"l{number:02}": list(SAME) for number in reversed(range(21))}
    alone = {"l05b": ["no question is answered"], "a": [*SAME, "no question is answered"]}
    assert told(everybody | alone, capsys) == [
        "",
        "To look at (23):",
        "  a: the prompts are shown as released; no question is answered",
        "  l00, l01, l02 and 18 more: the prompts are shown as released",
        "  l05b: no question is answered",
    ]


def test_what_is_said_of_20_learners_is_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told({f"l{number:02}": list(SAME) for number in range(20)}, capsys)
    assert lines[2:] == [f"  l{number:02}: {SAME[0]}" for number in range(20)]


def test_the_names_in_a_line_for_many_are_shown_as_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told({f"\u202e\n{number:02}": list(SAME) for number in range(21)}, capsys)
    assert lines[2:] == [r"  \u202e\u000a00, \u202e\u000a01, \u202e\u000a02 and 18 more: " + SAME[0]]
