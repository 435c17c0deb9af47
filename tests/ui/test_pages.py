"""Every page of the built book, as a reader meets it: on a phone, in the dark, by keyboard, on paper, from disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": PHONE,
}


@pytest.fixture(scope="session")
def page_names(open_book: Path) -> list[str]:
    return [*sorted(path.relative_to(open_book).as_posix() for path in open_book.glob("book/*.html")), "search.html"]


def settle(page: Page) -> None:
    """Wait until the page's widgets, if it has any, are mounted."""
    # A selector, because a function that has to be asked twice needs eval, which the page's policy forbids.
    page.wait_for_selector("html[data-widgets], html:not(:has(#gluteus-widgets))", state="attached")


def axe(page: Page) -> list[str]:
    # Evaluated, not added as an element: the page's own policy would refuse that.
    page.evaluate(AXE)
    result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(site: str, page_names: list[str], new_page: Callable[..., Page], look: str) -> None:
    page = new_page(**LOOKS[look])
    faults = []
    for name in page_names:
        page.goto(f"{site}/{name}")
        settle(page)
        faults += [f"{name}: {fault}" for fault in axe(page)]
    assert faults == []


def test_no_page_scrolls_sideways(site: str, page_names: list[str], new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 320, "height": 700})
    wide = []
    for name in page_names:
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(f"{site}/{name}")
        settle(page)
        for width in [320, 640]:  # 640 px is a window of 1280 px at 200 % zoom
            page.set_viewport_size({"width": width, "height": 700})
            if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
                wide.append(f"{name}: {found} px on {width} px")
    assert wide == []


def test_a_closed_site_is_quiet_too(closed_site: str, page_names: list[str], page: Page) -> None:
    for name in page_names:
        page.goto(f"{closed_site}/{name}")
        settle(page)


def test_the_menu_opens_by_keyboard_on_a_phone(site: str, new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE)
    page.goto(f"{site}/book/function.html")
    button = page.get_by_role("button", name="Course menu")
    menu = page.locator("#course-menu")
    assert not menu.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert button.evaluate("node => node === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Safety first").first.press("Enter")
    page.wait_for_url("**/safety.html")


def test_the_contents_open_by_keyboard_and_close_behind_one(site: str, new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE)
    page.goto(f"{site}/book/function.html")
    page.get_by_role("button", name="On this page").press("Enter")
    contents = page.locator("#page-contents")
    first = contents.get_by_role("link").first
    target = first.get_attribute("href")
    first.press("Enter")
    assert page.url.endswith(target)
    assert not contents.is_visible()


def test_on_a_wide_page_the_menu_is_simply_there(site: str, page: Page) -> None:
    page.goto(f"{site}/book/function.html")
    assert page.locator("#course-menu").is_visible()
    assert not page.get_by_role("button", name="Course menu").is_visible()
    current = page.locator("#course-menu a.current")
    assert current.count() == 1


def test_the_skip_link_leads_past_the_menu(site: str, page: Page) -> None:
    page.goto(f"{site}/book/function.html")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    assert link.evaluate("node => node === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_colours_are_chosen_and_remembered(site: str, page: Page) -> None:
    page.goto(f"{site}/book/safety.html")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    button = page.get_by_role("button", name="Colours: as on this device")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Colours: dark").wait_for()
    dark = page.evaluate(background)
    assert dark != light
    page.goto(f"{site}/book/function.html")
    assert page.evaluate(background) == dark
    page.get_by_role("button", name="Colours: dark").click()
    page.get_by_role("button", name="Colours: light").click()
    page.get_by_role("button", name="Colours: as on this device").wait_for()
    assert page.evaluate(background) == light


def test_blocked_storage_costs_only_the_memory(site: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    for name in ["safety", "referred-pain", "function"]:
        page.goto(f"{site}/book/{name}.html")
        settle(page)
        assert page.locator("[data-state=failed]").count() == 0
    page.get_by_role("button", name="Colours").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_search_finds_a_chapter_without_any_other_site(site: str, page: Page) -> None:
    page.goto(f"{site}/book/safety.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("trochanter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=trochanter")
    result = page.locator("#search-results a", has_text="The muscle").first
    result.wait_for()
    page.locator("#search-results .context").first.wait_for()
    result.click()
    page.wait_for_url("**/book/function.html*")


def test_the_search_key_works_inside_a_quiz_too(site: str, page: Page) -> None:
    page.goto(f"{site}/book/function.html")
    settle(page)
    page.locator(".gluteus-quiz input").first.focus()
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search-words"


def test_without_scripts_words_and_pictures_remain(site: str, open_book: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    with_widgets = [path for path in open_book.glob("book/*.html") if "gluteus-widget" in path.read_text("utf-8")]
    assert with_widgets
    for path in with_widgets:
        page.goto(f"{site}/book/{path.name}")
        places = page.locator(".gluteus-widget")
        for index in range(places.count()):
            assert places.nth(index).is_visible()
            assert places.nth(index).bounding_box()["height"] > 100
            for picture in places.nth(index).locator("img").all():
                picture.scroll_into_view_if_needed()
                assert picture.is_visible()
                assert len(picture.get_attribute("alt")) > 20
    page.get_by_role("button", name="Course menu").click()  # a popover needs no script
    assert page.locator("#course-menu").is_visible()
    assert not page.locator(".theme-switch-button").is_visible()


def test_a_page_opened_from_disk_works(open_book: Path, page: Page) -> None:
    for path in sorted(open_book.glob("book/*.html")):
        page.goto(path.as_uri())
        settle(page)
        assert page.locator(".gluteus-widget[data-state=ready]").count() == page.locator(".gluteus-widget").count()
    page.goto(f"{(open_book / 'search.html').as_uri()}?q=trochanter")
    page.locator("#search-results a", has_text="The muscle").first.wait_for()
    page.goto((open_book / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")


def test_paper_is_light_and_carries_the_widgets(site: str, open_book: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(color_scheme="dark")
    for path in sorted(open_book.glob("book/*.html")):
        page.goto(f"{site}/book/{path.name}")
        settle(page)
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(34, 40, 45)"
        assert not page.locator(".course-bar").is_visible()
        assert not page.locator("#course-menu").is_visible()
        for place in page.locator(".gluteus-widget").all():
            shown = [part.is_visible() for part in place.locator(":scope > div").all()]
            assert sorted(shown) == [False, True], path.name
        page.emulate_media(media="screen")


def test_nothing_moves_for_those_who_ask_for_stillness(site: str, new_page: Callable[..., Page]) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(f"{site}/book/referred-pain.html")
    settle(page)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((node) => {"
        " const style = getComputedStyle(node);"
        " return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'; }).length"
    )
    assert moving == 0
