"""The stance widget in a browser: by keyboard, in the light and in the dark, on a narrow screen and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import gluteus

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]


def test_the_figures_follow_the_keyboard(mount: Callable[..., Page]) -> None:
    page = mount(gluteus.Stance())
    results = page.get_by_role("group", name="What it takes")
    picture = page.locator(".st-picture")
    expect(results).to_contain_text("57 N m")
    expect(results).to_contain_text("1.56 × body weight")
    drawn = page.locator("path.st-pull").get_attribute("d")
    page.get_by_label("Cane", exact=True).select_option("left")
    push = page.get_by_label("Weight put on the cane")
    expect(push).to_have_attribute("aria-valuetext", "10 % of body weight")
    expect(results).to_contain_text("51 % of quiet standing")
    assert page.locator("path.st-pull").get_attribute("d") != drawn
    push.press("End")
    expect(results).to_contain_text("27 % of quiet standing")
    lean = page.get_by_role("slider", name="Trunk")
    lean.press("End")
    expect(page.get_by_text("Too much help").first).to_be_visible()
    expect(page.locator("path.st-pull")).to_have_count(0)
    page.get_by_role("radio", name="Left").check()
    expect(push).to_be_hidden()
    expect(page.get_by_text("the model does not count it")).to_be_visible()
    expect(results).to_contain_text("53 % of quiet standing")
    expect(page.locator("output")).to_contain_text("Moment to balance 30 N m")
    expect(picture).to_have_attribute(
        "aria-label", page.locator(".st-settings").text_content() + " " + page.locator("output").text_content()
    )
    page.get_by_role("button", name="Start again").press("Enter")
    expect(results).to_contain_text("100 % of quiet standing")
    # An arrow key moves the thumb its own way, and the trunk in the picture with it.
    page.get_by_role("radio", name="Right").check()
    for key, said in {"ArrowLeft": "1° towards", "ArrowRight": "upright"}.items():
        lean.press(key)
        expect(lean).to_have_attribute("aria-valuetext", re.compile(said))
    page.get_by_role("radio", name="Left").check()
    lean.press("ArrowLeft")
    expect(lean).to_have_attribute("aria-valuetext", re.compile("1° away"))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_fits_and_axe_finds_nothing(mount: Callable[..., Page], new_page: Callable[..., Page], dark: bool) -> None:
    page = new_page(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    mount(gluteus.Stance(lean=10, cane="left", push=15, carried_left=15), page=page, dark=dark)
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert faults(page) == []


def test_paper_shows_it_as_the_learner_left_it(mount: Callable[..., Page]) -> None:
    page = mount(gluteus.Stance())
    page.get_by_label("Carried in the left hand").press("PageUp")
    page.emulate_media(media="print")
    expect(page.get_by_text("kg in the left hand.", exact=False).first).to_be_visible()
    expect(page.get_by_role("slider", name="Body weight")).to_be_hidden()
    expect(page.locator(".st-picture")).to_be_visible()
