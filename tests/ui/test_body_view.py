"""The body in the explorer: brush and rubber, looks of zones, points close together, the order of painting."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import gluteus
from gluteus import atlas

Mount = Callable[..., Page]

BACK = "[data-view=back] .gx-picture"
PHONE = {"width": 390, "height": 844}


def choose(page: Page, name: str) -> None:
    page.locator(".gx-choice", has_text=name).filter(visible=True).first.click()


def middle(page: Page, place: str) -> tuple[float, float]:
    """Give a point of the window inside a place of the back."""
    x, y = page.locator(f"[data-view=back] [data-place='{place}']").evaluate(
        """(node) => {
          const box = node.getBoundingClientRect();
          for (const across of [.5, .4, .6, .3, .7]) for (const down of [.5, .4, .6, .3, .7]) {
            const at = [box.left + across * box.width, box.top + down * box.height];
            if (document.elementFromPoint(...at) === node) return at;
          }
          return null;
        }"""
    )
    return x, y


def stroke(page: Page, *places: str, up: bool = True) -> None:
    """Draw from the middle of a place to the next one by mouse."""
    spots = [middle(page, place) for place in places]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:] or spots:
        page.mouse.move(*spot, steps=6)
    if up:
        page.mouse.up()


def chips(page: Page) -> Any:
    return page.locator(".gx-chip")


def checked(page: Page) -> set[str]:
    marked = page.locator("[data-place][aria-checked=true]")
    return set(marked.evaluate_all("(all) => all.map((node) => node.dataset.place)"))


@pytest.fixture
def brushing(mount: Mount) -> Page:
    page = mount(gluteus.Explorer(mode="pain"))
    choose(page, "Brush")
    return page


UPPER, MIDDLE = "buttock_upper_outer:left", "buttock_middle_outer:left"


def test_a_stroke_marks_every_place_that_its_middle_passes(brushing: Page) -> None:
    stroke(brushing, UPPER, MIDDLE)
    assert checked(brushing) == {UPPER, MIDDLE}
    expect(chips(brushing)).to_have_count(2)
    assert brushing.locator(f"{BACK} .gx-paint").get_attribute("d")
    status = brushing.locator(".gluteus-explorer > [role=status]")
    expect(status).to_contain_text("2 places marked by the brush.")
    brushing.wait_for_url("**;brush:back:*")


def test_a_touch_of_the_brush_marks_one_place(brushing: Page) -> None:
    stroke(brushing, "sacrum_upper:right")
    expect(chips(brushing)).to_have_count(1)


def test_the_paint_is_seen_on_marked_places_only_and_goes_with_them(brushing: Page) -> None:
    stroke(brushing, UPPER, MIDDLE)
    expect(chips(brushing)).to_have_count(2)
    clip = brushing.locator(f"{BACK} clipPath path")
    assert clip.get_attribute("d") == brushing.locator(f"{BACK} .gx-over > .gx-marked").get_attribute("d")
    whole = brushing.locator(f"{BACK} .gx-paint").get_attribute("d")
    chips(brushing).first.click()
    expect(chips(brushing)).to_have_count(1)
    assert brushing.locator(f"{BACK} .gx-paint").get_attribute("d") != whole
    chips(brushing).first.click()
    assert not brushing.locator(f"{BACK} .gx-paint").get_attribute("d")


def test_a_stroke_is_one_step_back(brushing: Page) -> None:
    stroke(brushing, "sacrum_upper:left")
    stroke(brushing, UPPER, MIDDLE)
    expect(chips(brushing)).to_have_count(3)
    brushing.get_by_role("button", name="Undo").click()
    expect(chips(brushing)).to_have_count(1)
    brushing.get_by_role("button", name="Undo").click()
    expect(chips(brushing)).to_have_count(0)
    assert not brushing.locator(f"{BACK} .gx-paint").get_attribute("d")


def test_the_rubber_takes_places_away(brushing: Page) -> None:
    stroke(brushing, UPPER, MIDDLE)
    choose(brushing, "Rub out")
    stroke(brushing, MIDDLE)
    assert checked(brushing) == {UPPER}
    expect(brushing.locator(".gluteus-explorer > [role=status]")).to_contain_text("1 place rubbed out.")


def test_while_it_is_drawn_a_stroke_is_seen_and_escape_calls_it_off(brushing: Page) -> None:
    stroke(brushing, UPPER, MIDDLE, up=False)
    assert checked(brushing) == {UPPER, MIDDLE}
    assert brushing.locator(f"{BACK} .gx-paint").get_attribute("d")
    expect(chips(brushing)).to_have_count(0)
    brushing.keyboard.press("Escape")
    assert checked(brushing) == set()
    assert not brushing.locator(f"{BACK} .gx-paint").get_attribute("d")
    brushing.mouse.up()
    expect(chips(brushing)).to_have_count(0)


def test_a_stroke_that_the_browser_takes_away_marks_nothing(brushing: Page) -> None:
    stroke(brushing, UPPER, MIDDLE, up=False)
    brushing.locator(BACK).dispatch_event("pointercancel", {"pointerId": 1})
    assert checked(brushing) == set()


def test_with_the_brush_a_press_is_no_press_and_the_keys_mark_as_before(brushing: Page) -> None:
    stroke(brushing, "sacrum_upper:left")
    assert checked(brushing) == {"sacrum_upper:left"}, "marked once, not marked and taken away"
    brushing.locator("[data-view=back] [data-place='sacrum_upper:left']").focus()
    brushing.keyboard.press("ArrowRight")
    brushing.keyboard.press("Enter")
    assert checked(brushing) == {"sacrum_upper:left", "sacrum_upper:right"}


def test_a_finger_scrolls_unless_it_holds_the_brush(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(mode="pain"), new_page(viewport=PHONE, has_touch=True, is_mobile=True))
    action = "(node) => getComputedStyle(node).touchAction"
    assert page.locator(BACK).evaluate(action) == "auto"
    page.locator(".gx-choice", has_text="Brush").tap()
    assert page.locator(BACK).evaluate(action) == "none"
    (x, y), (to_x, to_y) = middle(page, UPPER), middle(page, MIDDLE)
    session = page.context.new_cdp_session(page)
    for kind, spots in (
        ("touchStart", [(x, y)]),
        ("touchMove", [((x + to_x) / 2, (y + to_y) / 2)]),
        ("touchMove", [(to_x, to_y)]),
        ("touchEnd", []),
    ):
        touches = [{"x": across, "y": down} for across, down in spots]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    expect(chips(page)).to_have_count(2)
    assert checked(page) == {UPPER, MIDDLE}


def test_a_link_brings_the_paint_back(brushing: Page, new_page: Callable[..., Page]) -> None:
    stroke(brushing, UPPER, MIDDLE)
    brushing.wait_for_url("**;brush:back:*")
    paint = brushing.locator(f"{BACK} .gx-paint").get_attribute("d")
    other = new_page()
    other.goto(brushing.url)
    expect(chips(other)).to_have_count(2)
    expect(other.locator(f"{BACK} .gx-paint")).to_have_attribute("d", paint or "")


def test_compared_patterns_differ_by_look_and_what_they_share_has_an_edge(mount: Mount) -> None:
    names = ["gluteus_medius.1:right", "gluteus_maximus.1:right", "sacroiliac_joint:right"]
    page = mount(gluteus.Explorer(mode="compare", compared=names))
    over = page.locator(f"{BACK} > .gx-over")
    fills = {}
    for name, look in zip(names, ("first", "second", "third"), strict=True):
        shape = over.locator(f".gx-{look}")
        assert bool(shape.get_attribute("d")) == bool(atlas.zones(*name.split(":"))["essential"])
        fills[look] = shape.evaluate("(node) => getComputedStyle(node).fill")
    assert fills["second"].startswith("url(")
    assert fills["third"].startswith("url(")
    assert len(set(fills.values())) == 3
    assert atlas.compare(names).shared
    assert over.locator(".gx-shared").get_attribute("d")


def test_by_default_the_marks_of_the_chosen_muscle_stand_on_the_body(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    shown = page.locator(f"{BACK} [data-point]:visible")
    names = set(shown.evaluate_all("(all) => all.map((node) => node.dataset.point.split('.')[0])"))
    assert names == {"gluteus_medius"}
    choose(page, "All points")
    expect(page.locator(f"{BACK} [data-point='piriformis.1:left']")).to_be_visible()
    every = page.locator("[data-point]:visible").evaluate_all("(all) => all.map((node) => node.dataset.point)")
    seen = {f"{name}:{side}" for name in atlas.load().trigger_points for side in atlas.SIDES}
    assert set(every) == seen


def test_of_points_close_together_the_nearest_is_pressed(mount: Mount) -> None:
    page = mount(gluteus.Explorer(layers=["skin", "points"]))
    spots = page.locator(f"{BACK} [data-point]:visible").evaluate_all(
        """(all) => all.map((node) => {
          const box = node.getBoundingClientRect();
          return [node.dataset.point, box.left + box.width / 2, box.top + box.height / 2];
        })"""
    )
    apart = {
        (one[0], other[0]): (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2
        for one in spots
        for other in spots
        if one[0].endswith(":right") and other[0].endswith(":right") and one[0] != other[0]
    }
    one, other = min(apart, key=lambda pair: apart[pair])
    places = {name: (x, y) for name, x, y in spots}
    for name, away in ((one, other), (other, one)):
        (x, y), (from_x, from_y) = places[name], places[away]
        page.mouse.click(x + (x - from_x) / 4, y + (y - from_y) / 4)
        expect(page.locator(f"{BACK} [data-point='{name}']")).to_have_attribute("aria-pressed", "true")


def test_the_body_is_painted_before_the_words_change(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain"))
    seen = page.evaluate(
        """async () => {
          const place = document.querySelector("[data-view=back] [data-place='sacroiliac:left']");
          const now = () => [place.getAttribute("aria-checked"), document.querySelectorAll(".gx-chip").length];
          place.dispatchEvent(new MouseEvent("click", { bubbles: true }));
          await Promise.resolve();
          const first = now();
          while (now()[1] === 0) await new Promise(requestAnimationFrame);
          return [first, now()];
        }"""
    )
    assert seen == [["true", 0], ["true", 1]]


def test_a_change_writes_to_no_layer_of_the_still_body(mount: Mount) -> None:
    """What stands still is painted once: a press, a stroke or a choice touches only what lies over it."""
    page = mount(gluteus.Explorer(mode="pain"))
    page.wait_for_function("document.querySelector('[data-view=back] .gx-relief').href.baseVal.startsWith('data:')")
    page.evaluate(
        """() => {
          window.writes = [];
          const watch = new MutationObserver((all) => window.writes.push(...all.map((one) => one.target.outerHTML)));
          const every = { subtree: true, attributes: true, childList: true };
          for (const layer of document.querySelectorAll(".gx-still")) watch.observe(layer, every);
        }"""
    )
    page.mouse.click(*middle(page, "sacroiliac:left"))
    expect(chips(page)).to_have_count(1)
    choose(page, "Brush")
    stroke(page, UPPER, MIDDLE)
    expect(chips(page)).to_have_count(3)
    page.locator(".gx-card button[aria-pressed]").first.click()
    expect(page.locator(f"{BACK} .gx-over > .gx-essential")).not_to_have_attribute("d", "")
    assert page.evaluate("window.writes") == []


def test_the_same_layer_order_holds_in_every_view(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    for picture in page.locator(".gx-picture").all():
        names = picture.locator("> svg").evaluate_all("(all) => all.map((one) => one.classList[1])")
        assert names == ["gx-still", "gx-over", "gx-regions", "gx-pointed", "gx-marks"]
        boxes = [layer.bounding_box() for layer in picture.locator("> svg").all()]
        assert all(one == other for one, other in pairwise(boxes)), "the layers lie exactly over each other"
