"""The words of the quiz and of the progress: in one file for each language, none in the code, none too many."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gluteus.widgets.words import languages, words

ROOT = Path(__file__).resolve().parents[2]
WIDGETS = ROOT / "gluteus" / "widgets"
SCRIPTS = [WIDGETS / "quiz.js", WIDGETS / "progress.js", *sorted((WIDGETS / "quiz").rglob("*.js"))]
PYTHON = (ROOT / "gluteus" / "quiz" / "page.py").read_text(encoding="utf-8")
PLURALS = {"zero", "one", "two", "few", "many", "other"}
LITERAL = re.compile(r"""(["'`])((?:\\.|(?!\1).)*)\1""")
# A word and a word after it, or a word that begins a sentence.
WORDS = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}|^[A-Z][a-z]+\b")
# Keys of the keyboard, Python, and what no reader sees.
NO_WORDS = re.compile(r"Escape$|None$|gluteus-|The notebook has no cell ")


def paths(group: dict[str, object], before: str = "") -> set[str]:
    """The paths of all texts; one with plural forms is one text."""
    found = set()
    for key, value in group.items():
        plural = isinstance(value, dict) and "other" in value and value.keys() <= PLURALS
        found |= paths(value, f"{before}{key}.") if isinstance(value, dict) and not plural else {f"{before}{key}"}
    return found


def code(path: Path) -> str:
    """A script without its comments and imports."""
    text = re.sub(
        r"/\*\*[\s\S]*?\*/|^\s*//.*$|(?<=[;,{]) //.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return re.sub(r"^import .*?;$|^import \{[^}]*\} from .*?;$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_holds_words_of_its_own(path: Path) -> None:
    literals = [re.sub(r"\$\{[^}]*\}", "", found[2]) for found in LITERAL.finditer(code(path))]
    assert [text for text in literals if WORDS.search(text) and not NO_WORDS.match(text)] == []


def test_every_text_that_is_said_is_there_and_every_text_is_said() -> None:
    known = paths(words("quiz", "en"))
    text = "\n".join(code(path) for path in SCRIPTS) + PYTHON
    quoted = set(re.findall(r"""["'`]([\w.]+(?:\$?\{[^`"']*?\}[\w.]*)*)["'`]""", text))
    groups = tuple(f"{name}." for name, part in words("quiz", "en").items() if isinstance(part, dict))
    named = {name for name in quoted if name.startswith(groups) and "{" not in name}
    assert named - known - {"progress.js"} == set()

    # A path may hold values: `way.${kind}` stands for every kind.
    said = re.compile("|".join(re.sub(r"\$?\{.*?\}", r"\\w+", name.replace(".", r"\.")) for name in quoted))
    assert {name for name in known if not said.fullmatch(name)} == {"language"}


@pytest.mark.parametrize("language", languages("quiz"))
def test_the_words_of_every_language_have_the_same_keys_and_values(language: str) -> None:
    def values(text: object) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", json.dumps(text)))

    english, other = words("quiz", "en"), words("quiz", language)
    assert other["language"] == language
    assert paths(other) == paths(english)
    assert values(other) == values(english)
