"""The widgets in JupyterLab, with a real kernel: Python sets what the page shows and reads what the page was told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect
from running_server import jupyter_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route

CELLS = [
    "import gluteus\nexplorer = gluteus.Explorer(trigger_point='gluteus_medius.1', side='right')\nexplorer",
    "explorer.trigger_point = 'gluteus_medius.2'",
    "print('kernel knows', explorer.side)",
    "quiz = gluteus.Quiz('every-kind', {course!r})\nquiz",
    "print('kernel has', *sorted(quiz.answers), quiz.paper_number)",
    "again = gluteus.Quiz('every-kind', {course!r}, paper_number=0)\nagain.answers = {{'own_words': 'Set'}}\nagain",
    "print('kernel keeps', again.answers, again.paper_number)",
]


@pytest.fixture
def lab(browser: Browser, course: Path, tmp_path: Path) -> Iterator[Page]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    sources = [source.format(course=str(course)) for source in CELLS]
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (tmp_path / "explorer.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    asked: list[str] = []

    def only_here(route: Route) -> None:
        if "//127.0.0.1" in route.request.url or not route.request.url.startswith("http"):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    with jupyter_server(tmp_path) as (address, token):
        context = browser.new_context(viewport={"width": 1280, "height": 1600})
        context.route("**/*", only_here)
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/lab/tree/explorer.ipynb?token={token}")
        yield page
        context.close()
    assert asked == []


def cell(page: Page, number: int) -> Locator:
    """Give a cell by its own number: JupyterLab takes cells that are out of sight out of the document."""
    return page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{number}']")


def run_cell(page: Page, number: int) -> None:
    cell(page, number).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")


def test_python_and_page_share_the_state_of_the_explorer(lab: Page) -> None:
    cell(lab, 2).wait_for()
    lab.get_by_text("| Idle").wait_for()  # a cell that is run before its kernel is there is not run
    run_cell(lab, 0)
    explorer = cell(lab, 0)
    heading = explorer.get_by_role("heading", name="Gluteus medius TrP1, right")
    heading.wait_for()
    run_cell(lab, 1)
    expect(explorer.get_by_role("heading", name="Gluteus medius TrP2, right")).to_be_visible(timeout=60_000)
    explorer.get_by_role("radio", name="Left", exact=True).check()
    expect(explorer.get_by_role("heading", name="Gluteus medius TrP2, left")).to_be_visible()
    run_cell(lab, 2)
    expect(lab.get_by_text("kernel knows left", exact=True)).to_be_visible(timeout=60_000)
    # The kernel brings the body that turns: a notebook has no site to load it from.
    explorer.get_by_role("button", name="Turn the body in 3-D").click()
    canvas = explorer.locator(".gluteus-body3d canvas")
    expect(canvas).to_have_attribute("aria-label", re.compile("Gluteus medius TrP2, left"), timeout=60_000)

    # A quiz draws its paper in the browser, and Python hears of it and of every answer.
    run_cell(lab, 3)
    quiz = cell(lab, 3)
    paper = quiz.locator(".gluteus-quiz-number-of-paper")
    paper.wait_for()
    quiz.get_by_label("At the hip").check()
    quiz.locator("textarea").fill("It pulls.")
    number = int(paper.inner_text().removeprefix("Paper").replace(" ", ""))
    run_cell(lab, 4)
    expect(lab.get_by_text(f"kernel has one_option own_words {number}", exact=True)).to_be_visible(timeout=60_000)
    # What Python sets is not written over by what the browser kept.
    run_cell(lab, 5)
    again = cell(lab, 5)
    expect(again.locator("textarea")).to_have_value("Set")
    expect(again.get_by_label("At the hip")).not_to_be_checked()
    run_cell(lab, 6)
    expect(lab.get_by_text("kernel keeps {'own_words': 'Set'} 0", exact=True)).to_be_visible(timeout=60_000)
