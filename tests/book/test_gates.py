"""What a writer gets wrong is said with file and line; seen on three small books of their own."""

from __future__ import annotations

import re
import shutil
from contextlib import redirect_stderr
from io import StringIO
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
HEADER = """\
---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

(chapter)=
# Chapter
"""
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
SOUND = HEADER + dedent(
    """
    ```{objectives} stance
    ```

    It refers to the sacrum {certainty}`traditional`.
    It costs $5, or $6 a month.

    ```{figure} picture.svg
    :alt: A black square

    A square. Source: drawn for this test.
    ```

    ```{code-cell} ipython3
    :tags: [remove-input]
    import traitlets
    from gluteus.widgets.static_widget import StaticWidget

    class Probe(StaticWidget):
        _esm = "export default { render({ el }) { el.textContent = '</script><!-- <script>'; } };"
        count = traitlets.Int(3).tag(sync=True)

        def picture(self):
            return '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'

        def description(self):
            return "A probe that stands at three."

        def text(self):
            return "<p>Three, in words.</p>"

    Probe()
    ```
    """
)
FAULTY = HEADER + dedent(
    f"""
    ```{{figure}} picture.svg
    :name: no-caption
    :alt: A black square
    ```

    ```{{figure}} picture.svg
    :name: no-source
    :alt: A black square

    A square.
    ```

    ```{{figure}} picture.svg
    :name: no-words

    A square. Source: drawn for this test.
    ```

    ![A square](picture.svg)

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

    ```{{code-cell}} ipython3
    import ipywidgets
    ipywidgets.IntSlider()
    ```

    ```{{objectives}} nothing
    ```

    ```{{atlas}} skeleton
    ```

    It is so {{certainty}}`sure`.
    """
)


def line_of(text: str, chapter: str = FAULTY) -> int:
    return next(number for number, line in enumerate(chapter.splitlines(), 1) if text in line)


@pytest.fixture(scope="module")
def write_book(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Callable[..., tuple[str, Path]]:
    """Build a book of one chapter with the settings of the real one; give its warnings and its folder."""

    def build(chapter: str, answers: str = "open") -> tuple[str, Path]:
        course = tmp_path_factory.mktemp("course")
        folder = course / "book"
        (folder / "_static").mkdir(parents=True)
        shutil.copy(root / "book" / "_static" / "favicon.svg", folder / "_static")
        (folder / "references.bib").write_text(
            "@misc{someone2020, title = {A title}, author = {A. Uthor}, year = {2020}}"
        )
        (folder / "picture.svg").write_text(PICTURE)
        (folder / "index.md").write_text("# A book\n\nWords.\n")
        (folder / "safety.md").write_text("# Safety first\n\nWords.\n")
        (folder / "glossary.md").write_text("# Glossary\n\nWords.\n")
        (folder / "how-to-use.md").write_text("# How to use\n\n(how-to-use-certainty)=\n## How sure\n\nWords.\n")
        (folder / "chapter.md").write_text(chapter)
        (course / "solutions" / "stance").mkdir(parents=True)
        (course / "solutions" / "stance" / "questions.yml").write_text(QUESTIONS)
        settings = YAML(typ="safe").load(root / "_config.yml")
        settings["sphinx"]["config"]["quiz_answers"] = answers
        YAML().dump(settings, course / "_config.yml")
        files = ["safety", "glossary", "how-to-use", "chapter"]
        toc = {"format": "jb-book", "root": "book/index", "chapters": [{"file": f"book/{name}"} for name in files]}
        YAML().dump(toc, course / "_toc.yml")
        out = course / "_build" / "html"
        overrides = {"external_toc_path": str(course / "_toc.yml"), "latex_individualpages": False, "nitpicky": True}
        with redirect_stderr(StringIO()) as stream:
            build_sphinx(
                course, out, noconfig=True, path_config=course / "_config.yml", confoverrides=overrides, quiet=True
            )
        warnings = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
        return "\n".join(line for line in warnings.splitlines() if line and "IPKernelApp" not in line), out

    return build


@pytest.fixture(scope="module")
def faults(write_book: Callable[..., tuple[str, Path]]) -> list[str]:
    return write_book(FAULTY)[0].splitlines()


@pytest.fixture(scope="module")
def sound(write_book: Callable[..., tuple[str, Path]]) -> tuple[str, BeautifulSoup]:
    warnings, out = write_book(SOUND)
    return warnings, BeautifulSoup((out / "book" / "chapter.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        (":name: no-caption", "a figure has no caption"),
        (":name: no-source", "a figure's caption does not say 'Source: ...'"),
        (":name: no-words", "a figure has no text alternative (alt)"),
        ("![A square]", "a picture stands alone: put it into a figure with a caption and a source"),
        ("{objectives} nothing", "objectives: "),
        ("{atlas} skeleton", "atlas: 'skeleton' is none of size, caution, muscles, conditions, places, sources"),
        ("{certainty}`sure`", "certainty: 'sure' is none of measured, traditional, retold, disputed, unverified"),
    ],
)
def test_a_mistake_is_named_with_its_line(faults, place, rule):
    line = line_of(place)
    near = [f"book/chapter.md:{number}: WARNING: {rule}" for number in (line - 1, line, line + 1)]
    assert [fault for fault in faults if any(one in fault for one in near)], faults


def test_a_drawn_figure_without_words_is_named(faults):
    assert [fault for fault in faults if "a drawn figure has no text alternative (aria-label)" in fault], faults


def test_a_stock_widget_is_refused(faults):
    assert [fault for fault in faults if "IntSliderModel needs a kernel: the page cannot show it" in fault], faults


def test_nothing_else_is_complained_of(faults):
    assert len(faults) == 9, faults


def test_a_sound_chapter_passes(sound):
    assert sound[0] == ""


def test_objectives_come_from_the_questions(sound):
    box = sound[1].select_one(".objectives")
    assert [item.get_text(strip=True) for item in box.find_all("li")] == [
        "Explain what keeps the pelvis level.",
        "Say why it drops.",
    ]


def test_certainty_is_said_in_words_and_explained(sound):
    badge = sound[1].select_one(".certainty")
    assert badge.get_text(strip=True) == "traditional"
    assert badge.a["href"] == "how-to-use.html#how-to-use-certainty"


def test_a_price_is_no_formula(sound):
    assert "It costs $5, or $6 a month." in sound[1].get_text()


def test_a_widget_keeps_its_picture_and_words_beside_it(sound):
    place = sound[1].select_one(".gluteus-widget")
    assert place["data-model"] == "w0"
    assert place.img["alt"] == "A probe that stands at three."
    assert place.img["loading"] == "lazy"
    assert place.p.get_text() == "Three, in words."


def test_a_widget_state_cannot_end_its_script(sound):
    script = sound[1].find(id="gluteus-widgets")
    assert "<" not in script.string
    assert '"count":3' in script.string
    assert sound[1].select_one("footer") is not None


def test_answers_are_open_or_closed(write_book):
    warnings, out = write_book(SOUND, answers="ajar")
    assert "_config.yml: quiz_answers must be one of open, closed, not 'ajar'" in warnings
    assert not (out / "index.html").exists()
