"""The item report and a feedback page in a real browser: on a phone, in the dark, on paper, for a screen reader."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from class_of_learners import a_class, questions, quiz

from gluteus.grading.feedback_pages import FeedbackPages
from gluteus.grading.records import Learner
from gluteus.grading.report.analysis import analyse
from gluteus.grading.report.page import page as report_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark on a phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 700}},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    papers = a_class(60)
    graded: Any = SimpleNamespace(quiz=quiz(), questions=questions(), settings=SimpleNamespace(folder=folder))
    commented = papers[0]._replace(marks=papers[0].marks._replace(comments={"own_words": "Which muscle?"}))
    written = {
        "report": report_page(analyse(quiz(), questions(), papers), datetime(2026, 11, 22, tzinfo=UTC)),
        "feedback": FeedbackPages(graded).page(Learner("l000", "Jane", "Doe"), commented),
        "with the key": FeedbackPages(graded, key=True).page(Learner("l000", "Jane", "Doe"), commented),
    }
    addresses = {}
    for name, text in written.items():
        path = folder / f"{name.replace(' ', '-')}.html"
        path.write_text(text, encoding="utf-8")
        addresses[name] = path.as_uri()
    return addresses


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    pages: dict[str, str], new_page: Callable[..., Page], look: str
) -> None:
    page = new_page(**LOOKS[look])
    faults = []
    for name, address in pages.items():
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{name}: {width} pixels too wide"] if width else []
        page.evaluate(AXE)
        result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        faults += [
            f"{name}: {violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
    assert faults == []


def test_what_is_printed_is_dark_on_white_also_for_who_reads_in_the_dark(
    pages: dict[str, str], new_page: Callable[..., Page]
) -> None:
    page = new_page(color_scheme="dark")
    for address in pages.values():
        page.goto(address)
        colours = "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        at_night = page.evaluate(colours)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(colours) == ["rgb(34, 40, 45)", "rgb(255, 255, 255)"] != at_night
        page.emulate_media(media="screen", color_scheme="dark")
