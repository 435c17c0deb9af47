"""The explorer in a browser, as someone uses it: by mouse, by keyboard, by touch, on paper, from a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import gluteus
from gluteus import atlas, palette

Mount = Callable[..., Page]

PHONE = {"width": 390, "height": 844}
ESSENTIAL = "[data-view=back] .gx-picture > .gx-essential"
BACK = "[data-view=back] .gx-picture"


def place(page: Page, name: str, view: str = "back") -> Any:
    return page.locator(f"[data-view={view}] [data-place='{name}']")


def press(page: Page, name: str, view: str = "back") -> None:
    """Press a place where it can be seen: some shapes are hollow in the middle."""
    spot = place(page, name, view).evaluate(
        """(node) => {
          const length = node.getTotalLength();
          const matrix = node.getScreenCTM();
          const box = node.getBBox();
          for (let tries = 0; tries < 400; tries += 1) {
            const edge = node.getPointAtLength((length * (tries % 20)) / 20);
            const other = node.getPointAtLength((length * Math.floor(tries / 20)) / 20);
            const middle = new DOMPoint((edge.x + other.x) / 2, (edge.y + other.y) / 2).matrixTransform(matrix);
            if (document.elementFromPoint(middle.x, middle.y) === node) return [middle.x, middle.y];
          }
          return [box.x, box.y];
        }"""
    )
    page.mouse.click(*spot)


def status(page: Page) -> Any:
    return page.get_by_role("status")


def choose(page: Page, name: str) -> None:
    """Press a choice as a reader does: on its face."""
    page.locator(".gx-choice", has_text=name).filter(visible=True).first.click()


def test_the_first_sight_shows_a_pattern_without_a_click(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    expect(page.get_by_role("heading", name="Gluteus medius TrP1, right")).to_be_visible()
    assert page.locator(ESSENTIAL).get_attribute("d")
    expect(page.locator(".gx-view:visible")).to_have_count(4)
    expect(page.get_by_text("your left").first).to_be_visible()
    expect(page.get_by_role("link", name="Read Safety first")).to_be_visible()
    for region in atlas.load().trigger_points["gluteus_medius.1"].essential:
        expect(page.locator(".gx-text.gx-only-trigger-point")).to_contain_text(atlas.load().regions[region].name)


def test_choosing_from_the_list_changes_picture_text_and_announcement(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    before = page.locator(ESSENTIAL).get_attribute("d")
    choose(page, "TrP2")
    expect(page.get_by_role("heading", name="Gluteus medius TrP2, right")).to_be_visible()
    assert page.locator(ESSENTIAL).get_attribute("d") != before
    zones = atlas.referral("gluteus_medius.2", "right")
    expect(status(page)).to_have_text(
        f"Gluteus medius TrP2, right. Essential zone: {len(zones['essential'])} places. "
        f"Spillover: {len(zones['spillover'])} places."
    )


def test_choosing_by_the_mark_on_the_body(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    mark = page.locator(f"{BACK} [data-point='gluteus_medius.1:left']")
    mark.hover()
    expect(page.locator(".gx-tip")).to_have_text("Gluteus medius TrP1, left")
    mark.click()
    expect(page.get_by_role("heading", name="Gluteus medius TrP1, left")).to_be_visible()
    expect(page.get_by_role("radio", name="Left", exact=True)).to_be_checked()
    expect(mark).to_have_attribute("aria-pressed", "true")


def test_the_sides_mirror_and_both_shows_both(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    right = page.locator(ESSENTIAL).bounding_box()
    choose(page, "Left")
    left = page.locator(ESSENTIAL).bounding_box()
    body = page.locator(BACK).bounding_box()
    assert right
    assert left
    assert body
    middle = body["x"] + body["width"] / 2
    assert right["x"] >= middle - 1
    assert left["x"] + left["width"] <= middle + 1
    assert left["width"] == pytest.approx(right["width"], abs=1)
    choose(page, "Both")
    both = page.locator(ESSENTIAL).bounding_box()
    assert both
    assert both["width"] > 1.9 * left["width"]
    expect(page.locator(".gx-text").first).to_contain_text("left and right")


def test_layers_and_zoom(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    bones, skin = page.locator(f"{BACK} .gx-bone").first, page.locator(f"{BACK} .gx-skin")
    muscles = page.locator(f"{BACK} .gx-muscle:visible")
    expect(bones).to_be_hidden()
    expect(muscles).to_have_count(1)  # the muscle of the chosen point
    choose(page, "Bones")
    choose(page, "Muscles")
    choose(page, "Skin")
    expect(bones).to_be_visible()
    expect(skin).to_be_hidden()
    assert muscles.count() > 10
    height = page.locator(BACK).bounding_box()
    choose(page, "Whole legs")
    taller = page.locator(BACK).bounding_box()
    assert height
    assert taller
    assert taller["height"] > 1.5 * height["height"]
    expect(status(page)).to_contain_text("Whole legs")


def test_a_pattern_below_the_picture_is_said_and_shown(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["leg_back_upper:left"]))
    expect(page.get_by_text("lie below the picture")).to_be_visible()
    page.get_by_role("button", name="Show whole legs").click()
    expect(page.get_by_text("lie below the picture")).to_be_hidden()


def test_marking_pain_on_the_body(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    choose(page, "From where it hurts")
    press(page, "sacrum_upper:left")
    press(page, "buttock_upper_outer:left")
    expect(place(page, "sacrum_upper:left")).to_have_attribute("aria-checked", "true")
    expect(status(page)).to_contain_text("2 places marked")
    expected = atlas.match(["sacrum_upper:left", "buttock_upper_outer:left"])
    cards = page.locator(".gx-card")
    assert [card.get_attribute("data-pattern") for card in cards.all()] == [
        f"{one.id}:{one.side}" for one in expected[:6]
    ]
    expect(cards.first).to_contain_text("covers 2 of the 2 places you marked")
    places = sum(map(len, atlas.referral(expected[0].id, expected[0].side).values()))
    expect(cards.first).to_contain_text(f"2 of this pattern's {places} places are marked")
    expect(page.get_by_text("Condition, not a muscle").first).to_be_visible()
    press(page, "sacrum_upper:left")
    expect(place(page, "sacrum_upper:left")).to_have_attribute("aria-checked", "false")
    expect(status(page)).to_contain_text("1 place marked")


def test_marking_pain_in_the_list(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain"))
    page.get_by_label("Find a place by name").fill("coccyx tail")
    assert page.locator(".gx-place:visible").count() >= 1
    page.get_by_label("Find a place by name").fill("zzz")
    expect(page.get_by_text("No place has that name.")).to_be_visible()
    page.get_by_label("Find a place by name").fill("sacrum upper")
    page.get_by_role("checkbox", name="Sacrum, upper half, right").and_(page.locator("input")).check()
    expect(place(page, "sacrum_upper:right")).to_have_attribute("aria-checked", "true")
    expect(page.locator(".gx-chip")).to_have_text(["Sacrum, upper half, right×"])
    page.get_by_role("button", name="Remove Sacrum, upper half, right").click()
    expect(page.locator(".gx-chip")).to_have_count(0)
    expect(page.locator(".gx-card")).to_have_count(0)


def test_a_result_lies_over_the_body(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["sacroiliac:left"]))
    assert not page.locator(ESSENTIAL).get_attribute("d")
    button = page.get_by_role("button", name="Show on the body: Sacroiliac joint pain, left")
    button.click()
    assert page.locator(ESSENTIAL).get_attribute("d")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    button.click()
    assert not page.locator(ESSENTIAL).get_attribute("d")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".gx-card")).to_have_count(0)


@pytest.mark.parametrize(
    ("painful", "message"),
    [
        (["perineum:left"], "You marked the saddle area."),
        (["thigh_back_upper:left", "thigh_back_upper:right"], "You marked both legs."),
        (["leg_back_upper:left"], "You marked a place below the knee."),
    ],
)
def test_red_flags_come_before_any_muscle(mount: Mount, painful: list[str], message: str) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=painful))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(message)
    expect(alert.get_by_role("link", name="Read Safety first")).to_have_attribute("href", "safety.html")
    flag, results = alert.bounding_box(), page.get_by_role("heading", name="What could send pain there").bounding_box()
    assert flag
    assert results
    assert flag["y"] + flag["height"] < results["y"]


def test_by_keyboard_alone_from_point_to_pain(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="From a trigger point")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Gluteus medius TrP2, right")).to_be_visible()
    page.keyboard.press("Tab")  # side
    page.keyboard.press("Tab")  # the back view: one stop, at the chosen mark
    expect(page.locator(f"{BACK} [data-point='gluteus_medius.2:right']")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    moved = page.evaluate("document.activeElement.dataset.point")
    assert moved != "gluteus_medius.2:right"
    page.keyboard.press("Enter")
    expect(page.locator(f"{BACK} [data-point='{moved}']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"{BACK} [data-point='{moved}']")).to_be_focused()


def test_by_keyboard_alone_over_the_body(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["sacrum_upper:left"]))
    start = place(page, "sacrum_upper:left")
    start.focus()
    page.keyboard.press("ArrowRight")
    expect(place(page, "sacrum_upper:right")).to_be_focused()
    expect(page.locator(".gx-tip")).to_have_text("Sacrum, upper half, right")
    page.keyboard.press("Space")
    expect(place(page, "sacrum_upper:right")).to_have_attribute("aria-checked", "true")
    expect(place(page, "sacrum_upper:right")).to_be_focused()
    assert page.locator(f"{BACK} .gx-focus").get_attribute("d")
    page.keyboard.press("Escape")
    expect(page.locator(".gx-tip")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.getBoundingClientRect().top")
    box = place(page, "sacrum_upper:right").bounding_box()
    assert box
    assert below > box["y"]
    assert page.locator(f"{BACK} [tabindex='0']").count() == 1


def test_every_place_of_a_view_is_reached_by_the_arrow_keys(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", zoom="whole"))
    reached, count = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("[data-view=back] [data-place]")];
          const seen = new Set();
          const queue = [all[0]];
          while (queue.length > 0) {
            const node = queue.pop();
            if (seen.has(node)) continue;
            seen.add(node);
            for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
              node.focus();
              node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
              queue.push(document.activeElement);
            }
          }
          return [seen.size, all.length];
        }"""
    )
    assert reached == count


def test_on_a_phone_one_view_at_a_time_by_touch(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(), new_page(viewport=PHONE, has_touch=True, is_mobile=True))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".gx-view:visible")).to_have_count(1)
    page.locator(".gx-view-picker .gx-choice", has_text="Front").tap()
    expect(page.locator("[data-view=front]")).to_be_visible()
    expect(page.locator("[data-view=back]")).to_be_hidden()
    page.locator(".gx-choice", has_text="From where it hurts").tap()
    page.locator(".gx-view-picker .gx-choice", has_text="Back").tap()
    place(page, "sacrum_lower:left").tap()
    expect(page.locator(".gx-chip")).to_have_count(1)


def test_a_press_on_the_bare_body_marks_where_it_hurts(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(), new_page(viewport=PHONE, has_touch=True, is_mobile=True))
    place(page, "sacrum_lower:left").tap()
    expect(page.get_by_role("radio", name="From where it hurts")).to_be_checked()
    expect(page.locator(".gx-chip")).to_have_text(["Sacrum, lower half, left×"])
    expect(status(page)).to_contain_text("1 place marked")


def test_320_pixels_are_enough(mount: Mount, new_page: Callable[..., Page]) -> None:
    for mode in ("trigger_point", "pain"):
        explorer = gluteus.Explorer(mode=mode, painful=["sacroiliac:left"])
        page = mount(explorer, new_page(viewport={"width": 320, "height": 640}))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_targets_are_large_enough_on_a_phone(mount: Mount, new_page: Callable[..., Page]) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels for what is pressed, the shapes of the body apart (the list has them too)."""
    page = mount(gluteus.Explorer(mode="pain", painful=["sacroiliac:left"]), new_page(viewport=PHONE))
    for summary in page.locator("summary").all()[:3]:
        summary.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll(":is(button, summary, .gx-choice, .gx-tick, .gx-filter)")]
          .filter((node) => node.checkVisibility())
          .filter((node) => { const box = node.getBoundingClientRect(); return box.height < 24 || box.width < 24; })
          .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_the_link_restores_the_state(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer())
    assert "#" not in page.url
    choose(page, "From where it hurts")
    press(page, "sacrum_upper:left")
    press(page, "sacroiliac:left")
    page.get_by_role("button", name="Show on the body: Sacroiliac joint pain, left").click()
    choose(page, "Whole legs")
    page.wait_for_url("**#explorer=pain:sacrum_upper:left,sacroiliac:left;show:sacroiliac_joint:left;zoom:whole")
    link = page.url
    other = new_page()
    other.goto(link)
    expect(other.locator(".gx-chip")).to_have_count(2)
    expect(other.get_by_role("radio", name="From where it hurts")).to_be_checked()
    expect(other.get_by_role("radio", name="Whole legs")).to_be_checked()
    assert other.locator(ESSENTIAL).get_attribute("d")
    assert other.evaluate("scrollY") == 0
    other.evaluate("location.hash = '#explorer=trp:gluteus_medius.3;side:both'")
    expect(other.get_by_role("heading", name="Gluteus medius TrP3, left and right")).to_be_visible()


def test_a_damaged_link_restores_what_it_can_and_says_so(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    page.goto(page.url + "#explorer=trp:gluteus_medius.2;side:north;%E0%A4%A")
    page.reload()
    expect(page.get_by_role("heading", name="Gluteus medius TrP2, right")).to_be_visible()
    expect(page.locator(".gx-notice")).to_contain_text("north")
    expect(page.locator(".gx-notice")).to_be_visible()


def test_links_to_sections_are_left_alone(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    page.evaluate("document.querySelector('h1').id = 'top'")
    page.evaluate("location.hash = '#top'")
    expect(page.get_by_role("heading", name="Gluteus medius TrP1, right")).to_be_visible()
    expect(page.locator(".gx-notice")).to_be_hidden()
    assert page.url.endswith("#top")


def test_the_copied_link_holds_the_state(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(), new_page(permissions=["clipboard-read", "clipboard-write"]))
    choose(page, "TrP3")
    page.get_by_role("button", name="Copy link").click()
    expect(status(page)).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("#explorer=trp:gluteus_medius.3;side:right")


def test_two_explorers_on_one_page_keep_to_themselves(mount: Mount) -> None:
    page = mount([gluteus.Explorer(), gluteus.Explorer(mode="pain")])
    first, second = page.locator(".gluteus-explorer").all()
    second.locator(".gx-place").first.evaluate("(row) => row.closest('details').setAttribute('open', '')")
    second.locator(".gx-place input").first.check()
    expect(second.locator(".gx-chip")).to_have_count(1)
    expect(first.locator(".gx-chip")).to_have_count(0)
    first.locator(".gx-choice", has_text="TrP2").click()
    expect(first.get_by_role("heading", name="Gluteus medius TrP2, right")).to_be_visible()
    page.wait_for_url("**#explorer=trp:gluteus_medius.2;side:right")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_dark_and_light_use_the_palette(mount: Mount) -> None:
    for dark, colours in ((False, palette.LIGHT), (True, palette.DARK)):
        page = mount(gluteus.Explorer(), dark=dark)
        skin = page.locator(f"{BACK} .gx-skin").evaluate("(node) => getComputedStyle(node).fill")
        red, green, blue = (int(colours["skin"][at : at + 2], 16) for at in (1, 3, 5))
        assert skin == f"rgb({red}, {green}, {blue})"


def test_paper_is_light_and_holds_the_state_without_controls(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["sacroiliac:left"]), dark=True)
    page.emulate_media(media="print")
    expect(page.locator(".gx-view:visible")).to_have_count(4)
    expect(page.locator(".gx-card").first).to_be_visible()
    expect(page.locator(".gx-chip")).to_be_visible()
    for control in page.locator(".gx-control").all():
        expect(control).to_be_hidden()
    fill = page.locator(f"{BACK} .gx-skin").evaluate("(node) => getComputedStyle(node).fill")
    assert fill == "rgb(236, 223, 209)"


def test_without_a_script_the_words_remain(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    explorer = gluteus.Explorer()
    page.set_content(f"<main>{explorer.picture()}{explorer.text()}</main>")
    expect(page.locator("svg")).to_be_visible()
    expect(page.get_by_text("Gluteus medius TrP1, right", exact=True)).to_be_visible()
    expect(page.get_by_text("your left").first).to_be_visible()


def test_reduced_motion_moves_nothing(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(), new_page(reduced_motion="reduce"))
    duration = page.locator(".gx-mark-sign").first.evaluate("(node) => getComputedStyle(node).transitionDuration")
    assert duration == "0s"


def test_the_widget_cleans_up(mount: Mount) -> None:
    """JupyterLab closes views: nothing may be left listening."""
    page = mount(gluteus.Explorer())
    left = page.evaluate(
        """async (source) => {
          const file = new Blob([source], { type: "text/javascript" });
          const { default: widget } = await import(URL.createObjectURL(file));
          const state = JSON.parse(document.getElementById("gluteus-widgets").textContent);
          const traits = Object.values(state.models)[0].state;
          const listening = new Set();
          const model = {
            get: (name) => traits[name], set: (name, value) => { traits[name] = value; }, save_changes() {},
            on: (event, callback) => listening.add(event), off: (event, callback) => listening.delete(event),
          };
          const el = document.createElement("div");
          document.body.append(el);
          const clean = await widget.render({ model, el });
          const during = listening.size;
          clean();
          return [during > 0, listening.size, el.childElementCount];
        }""",
        str(gluteus.Explorer._esm),
    )
    assert left == [True, 0, 0]


def test_the_kernel_and_the_page_agree_in_jupyterlab(mount: Mount) -> None:
    """With a kernel, traits set from Python arrive as changes of the model, also while the explorer is shown."""
    page = mount(gluteus.Explorer())
    seen = page.evaluate(
        """async (source) => {
          const file = new Blob([source], { type: "text/javascript" });
          const { default: widget } = await import(URL.createObjectURL(file));
          const state = JSON.parse(document.getElementById("gluteus-widgets").textContent);
          const traits = structuredClone(Object.values(state.models)[0].state);
          const callbacks = {};
          let saved = 0;
          const model = {
            get: (name) => traits[name],
            set: (name, value) => { traits[name] = value; callbacks[`change:${name}`]?.(); },
            save_changes: () => { saved += 1; },
            on: (event, callback) => { callbacks[event] = callback; }, off() {},
          };
          const el = document.createElement("div");
          document.body.append(el);
          widget.render({ model, el });
          model.set("mode", "pain");
          model.set("painful", ["sacroiliac:left"]);
          await Promise.resolve();
          const chips = el.querySelectorAll(".gx-chip").length;
          el.querySelector(".gx-chip").click();
          return [chips, saved, traits.painful.length];
        }""",
        str(gluteus.Explorer._esm),
    )
    assert seen == [1, 1, 0]


def test_a_pattern_that_no_longer_fits_is_taken_off_the_body(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["sacroiliac:left"], shown="sacroiliac_joint:left"))
    assert page.locator(ESSENTIAL).get_attribute("d")
    page.get_by_role("button", name="Remove Over the sacroiliac joint, left").click()
    assert not page.locator(ESSENTIAL).get_attribute("d")
    expect(page.get_by_role("heading", name="Where it hurts")).to_be_focused()


def test_a_pattern_from_a_link_is_listed_however_low_it_ranks(mount: Mount) -> None:
    last = atlas.match(["sacroiliac:left"])[-1]
    page = mount(gluteus.Explorer(mode="pain", painful=["sacroiliac:left"], shown=f"{last.id}:{last.side}"))
    expect(page.locator(f"[data-pattern='{last.id}:{last.side}'] .gx-button")).to_have_attribute("aria-pressed", "true")
