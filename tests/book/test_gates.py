"""What a writer gets wrong is said with file and line; a small book of its own for each mistake."""

from __future__ import annotations

import re
import shutil
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from jupyter_book.sphinx import build_sphinx
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
HEADER = dedent(
    """\
    ---
    file_format: mystnb
    kernelspec:
      name: python3
      display_name: Python 3
    ---
    """
)
QUESTIONS = """\
quiz: stance
title: Standing
chapter: chapter
objectives:
  level: Explain what keeps the pelvis level.
  fall: Say why it drops.
questions:
  - id: which_side
    kind: choice
    use: graded
    points: 1
    objective: level
    anchor: chapter
    sources: [someone2020]
    prompt: Which side?
    options:
      - {text: This one., correct: true, feedback: "Yes."}
      - {text: That one., feedback: "No."}
    explanation: Because.
"""


@pytest.fixture
def write_book(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[str, Path]]:
    """Build a book of one chapter with the settings of the real one; give its warnings and its folder."""

    def build(chapter: str, answers: str = "open") -> tuple[str, Path]:
        folder = tmp_path / "book"
        folder.mkdir(exist_ok=True)
        (folder / "_static").mkdir(exist_ok=True)
        shutil.copy(root / "book" / "_static" / "favicon.svg", folder / "_static")
        (folder / "references.bib").write_text(
            "@misc{someone2020, title = {A title}, author = {A. Uthor}, year = {2020}}\n"
        )
        (folder / "picture.svg").write_text(PICTURE)
        (folder / "index.md").write_text("# A book\n\nWords.\n")
        (folder / "safety.md").write_text("# Safety first\n\nWords.\n")
        (folder / "glossary.md").write_text("# Glossary\n\nWords.\n")
        (folder / "how-to-use.md").write_text("# How to use\n\n(how-to-use-certainty)=\n## How sure\n\nWords.\n")
        (folder / "chapter.md").write_text(chapter)
        (tmp_path / "solutions" / "stance").mkdir(parents=True, exist_ok=True)
        (tmp_path / "solutions" / "stance" / "questions.yml").write_text(QUESTIONS)
        settings = YAML(typ="safe").load(root / "_config.yml")
        settings["sphinx"]["config"]["quiz_answers"] = answers
        YAML().dump(settings, tmp_path / "_config.yml")
        files = ["safety", "glossary", "how-to-use", "chapter"]
        toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": f"book/{name}"} for name in files]}
        YAML().dump(toc, tmp_path / "_toc.yml")
        out = tmp_path / "_build" / "html"
        overrides = {"external_toc_path": str(tmp_path / "_toc.yml"), "latex_individualpages": False, "nitpicky": True}
        build_sphinx(
            tmp_path, out, noconfig=True, path_config=tmp_path / "_config.yml", confoverrides=overrides, quiet=True
        )
        warnings = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().err)
        return "\n".join(line for line in warnings.splitlines() if "IPKernelApp" not in line), out

    return build


def figure(caption: str = "A square. Source: drawn for this test.", alt: str = ":alt: A black square") -> str:
    return f"(chapter)=\n# Chapter\n\n```{{figure}} picture.svg\n{alt}\n\n{caption}\n```\n"


def test_a_sound_figure_passes(write_book):
    warnings, _ = write_book(figure())
    assert warnings == ""


@pytest.mark.parametrize(
    ("chapter", "rule"),
    [
        (figure(caption=""), "a figure has no caption"),
        (figure(caption="A square."), "a figure's caption does not say 'Source: ...'"),
        (figure(alt=":width: 10px"), "a figure has no text alternative (alt)"),
        ("(chapter)=\n# Chapter\n\n\n![A square](picture.svg)\n", "a picture stands alone"),
    ],
)
def test_a_poor_figure_is_named_with_its_line(write_book, chapter, rule):
    warnings, _ = write_book(chapter)
    assert re.search(r"book/chapter\.md:[45]: WARNING: " + re.escape(rule), warnings), warnings


def test_a_drawn_figure_without_words_is_named(write_book):
    cell = dedent(
        f"""
        (chapter)=
        # Chapter

        ```{{code-cell}} ipython3
        ---
        tags: [remove-input]
        mystnb:
          figure:
            caption: |
              A square. Source: drawn for this test.
        ---
        from IPython.display import HTML
        HTML({PICTURE!r})
        ```
        """
    )
    warnings, _ = write_book(HEADER + cell)
    assert "a drawn figure has no text alternative (aria-label)" in warnings


def test_objectives_come_from_the_questions(write_book):
    warnings, out = write_book("(chapter)=\n# Chapter\n\n```{objectives} stance\n```\n")
    assert warnings == ""
    box = BeautifulSoup((out / "book" / "chapter.html").read_text(), "html.parser").select_one(".objectives")
    assert [item.get_text(strip=True) for item in box.find_all("li")] == [
        "Explain what keeps the pelvis level.",
        "Say why it drops.",
    ]


def test_objectives_of_no_quiz_are_named(write_book):
    warnings, _ = write_book("(chapter)=\n# Chapter\n\n```{objectives} nothing\n```\n")
    assert re.search(r"book/chapter\.md:4: WARNING: objectives: .*solutions/nothing/questions\.yml", warnings), warnings


def test_certainty_is_said_in_words_and_explained(write_book):
    warnings, out = write_book("(chapter)=\n# Chapter\n\nIt refers to the sacrum {certainty}`traditional`.\n")
    assert warnings == ""
    badge = BeautifulSoup((out / "book" / "chapter.html").read_text(), "html.parser").select_one(".certainty")
    assert badge.get_text(strip=True) == "traditional"
    assert badge.a["href"] == "how-to-use.html#how-to-use-certainty"


def test_an_unknown_certainty_is_named(write_book):
    warnings, _ = write_book("(chapter)=\n# Chapter\n\nIt is so {certainty}`sure`.\n")
    assert re.search(r"book/chapter\.md:4: WARNING: certainty: 'sure' is none of measured, traditional", warnings), (
        warnings
    )


def test_answers_are_open_or_closed(write_book):
    warnings, out = write_book(figure(), answers="ajar")
    assert "quiz_answers must be one of open, closed, not 'ajar'" in warnings
    assert not (out / "index.html").exists()


def test_formulas_ask_no_other_host(write_book):
    _, out = write_book("(chapter)=\n# Chapter\n\nIt costs $5, or $6 a month.\n")
    text = (out / "book" / "chapter.html").read_text()
    assert "mathjax" not in text.lower()
    assert "It costs $5, or $6 a month." in text


def test_stock_widgets_are_refused(write_book):
    cell = "\n(chapter)=\n# Chapter\n\n```{code-cell} ipython3\nimport ipywidgets\nipywidgets.IntSlider()\n```\n"
    warnings, _ = write_book(HEADER + cell)
    assert "IntSliderModel needs a kernel: the page cannot show it" in warnings
