"""What the exports are held against: ``questions.yml`` as written, and the plain words of Markdown and HTML."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from ruamel.yaml import YAML

from gluteus.atlas.loading import read_sources
from gluteus.exports.wording import Selection, chosen
from gluteus.quiz.questions import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
QUIZZES = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/questions.yml"))
SAFETY = "they do not find out what causes your own pain"
LICENCE = "CC BY 4.0"


@cache
def selection(quiz: str) -> Selection:
    """All questions of one of the course's quizzes, or of the small course's quiz with a question of every kind."""
    course = ROOT if quiz in QUIZZES else ROOT / "tests" / "small_course"
    sources = read_sources(course / "book" / "references.bib")
    return chosen(load(course / "solutions" / quiz / "questions.yml", course), sources)


@cache
def as_written(quiz: str) -> list[dict[str, Any]]:
    """The questions as they stand in the file, read by nothing of ours."""
    course = ROOT if quiz in QUIZZES else ROOT / "tests" / "small_course"
    path = course / "solutions" / quiz / "questions.yml"
    questions: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["questions"]
    return questions


def words(markdown: str) -> str:
    """The words of our little Markdown, without its marks."""
    lines = (re.sub(r"^\s*(?:[-*] |\d+\. )", "", line) for line in markdown.splitlines())
    return _squeezed(" ".join(lines).replace("*", ""))


def words_of(html: str) -> str:
    """What a reader sees of HTML."""
    return _squeezed(BeautifulSoup(html, "html.parser").get_text(" "))


def filled(text: str, values: dict[str, float], **more: float) -> str:
    """A text of a question whose numbers vary, with those of one variant."""
    for name, value in {**values, **more}.items():
        text = text.replace(f"{{{name}}}", f"{value:g}")
    return text


def worked_out(formula: float | str, values: dict[str, float]) -> float:
    """A formula of a question, worked out by Python itself."""
    if not isinstance(formula, str):
        return float(formula)
    known = {"round": round, "sqrt": math.sqrt}
    known |= {
        name: lambda degrees, of=of: of(math.radians(degrees))
        for name, of in {"sin": math.sin, "cos": math.cos, "tan": math.tan}.items()
    }
    return float(eval(formula, {"__builtins__": {}}, {**known, **values}))  # the course's own questions only


def subsets(entries: Sequence[str]) -> Iterator[list[str]]:
    """Every selection of some entries."""
    for count in range(len(entries) + 1):
        yield from map(list, combinations(entries, count))


def _squeezed(text: str) -> str:
    # Where a mark stood at the edge of a word, HTML has an element and the reader the same word.
    return re.sub(r"\s+([.,;:!?)”])", r"\1", re.sub(r"\s+", " ", text)).strip()
