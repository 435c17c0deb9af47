"""The explorer in a browser, as someone uses it: by mouse, by keyboard, by touch, on paper, from a link."""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from running_chromium import widget_page

import gluteus
from gluteus import atlas, palette
from gluteus.sphinx import STATIC
from gluteus.sphinx.policy import with_policy

Mount = Callable[..., Page]

PHONE = {"width": 390, "height": 844}
ESSENTIAL = "[data-view=back] .gx-essential"
BACK = "[data-view=back] .gx-picture"
STILL = "[data-view=back] .gx-still"


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
    return page.locator(".gluteus-explorer > [role=status]")


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


def test_the_key_names_a_spillover_zone_only_where_one_is_described(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    key = page.locator(".gx-legend > li", has_text="Spillover zone")
    for name in ["gluteus_medius.3", "gluteus_medius.2"]:
        choose(page, name.replace("gluteus_medius.", "TrP"))
        expect(key).to_be_visible(visible=bool(atlas.load().trigger_points[name].spillover))


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
    bones, skin = page.locator(f"{STILL} .gx-bone").first, page.locator(f"{STILL} .gx-skin")
    muscles = page.locator(f"{STILL} .gx-muscle:visible")
    expect(bones).to_be_hidden()
    expect(muscles).to_have_count(0)
    assert page.locator(f"{BACK} .gx-muscle-chosen").get_attribute("d")  # the muscle of the chosen point
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
    urgent = {name for name, one in atlas.load().conditions.items() if one.urgency in {"emergency", "same_day"}}
    first = [one for one in expected if one.id in urgent]
    rest = [one for one in expected if one.id not in urgent]
    of_a_kind = [[one for one in rest if one.kind == kind][:4] for kind in ("trigger_point", "condition")]
    kept = [one for one in rest if any(one in some for some in of_a_kind)]
    # What must be ruled out first; then the best of each kind, in the order of the atlas's own match.
    assert [card.get_attribute("data-pattern") for card in cards.all()] == [
        f"{one.id}:{one.side}" for one in (*first, *kept)
    ]
    best = page.locator(f"[data-pattern='{rest[0].id}:{rest[0].side}']")
    expect(best).to_contain_text("Reaches 2 of the 2 places you marked")
    places = sum(map(len, atlas.zones(rest[0].id, rest[0].side).values()))
    expect(best).to_contain_text(f"you marked 2 of its {places} places")
    expect(page.get_by_text("Condition, not a muscle").first).to_be_visible()
    press(page, "sacrum_upper:left")
    expect(place(page, "sacrum_upper:left")).to_have_attribute("aria-checked", "false")
    expect(status(page)).to_contain_text("1 place marked")


def test_marking_pain_in_the_list(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain"))
    page.get_by_text("Mark the places in a list").click()
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
    expect(page.get_by_role("heading", name="What speaks for it")).to_be_visible()
    button.click()
    assert not page.locator(ESSENTIAL).get_attribute("d")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".gx-card")).to_have_count(0)


@pytest.mark.parametrize(
    ("painful", "numb", "message"),
    [
        (["perineum:left"], False, "You marked the saddle area."),
        (["thigh_back_upper:left", "thigh_back_upper:right"], False, "You marked both legs."),
        (["leg_back_upper:left"], False, "You marked a place below the knee."),
        (["leg_back_upper:left"], True, "You marked a place below the knee, and numbness or weakness."),
    ],
)
def test_red_flags_come_before_any_muscle(mount: Mount, painful: list[str], numb: bool, message: str) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=painful, numb=numb))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(message)
    expect(alert.get_by_role("link", name="Read Safety first")).to_have_attribute("href", "safety.html")
    flag, results = alert.bounding_box(), page.get_by_role("heading", name="What could send pain there").bounding_box()
    assert flag
    assert results
    assert flag["y"] + flag["height"] < results["y"]


def test_who_hears_the_page_gets_no_muscle_before_what_cannot_wait(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain"))
    press(page, "sacroiliac:left")
    expect(status(page)).to_contain_text("Best fit")
    press(page, "thigh_back_upper:left")
    expect(status(page)).to_contain_text("Have these ruled out first: Blood clot in a leg vein")
    expect(status(page)).not_to_contain_text("Best fit")
    press(page, "thigh_back_upper:right")
    expect(status(page)).to_contain_text("3 places marked")
    expect(status(page)).not_to_contain_text("Best fit")
    expect(status(page)).not_to_contain_text("ruled out")


def test_with_an_emergency_the_patterns_stay_folded_until_they_are_asked_for(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["perineum:left"]))
    all_the_same = page.get_by_role("button", name="Show the patterns all the same")
    expect(page.locator(".gx-card:visible")).to_have_count(0)
    all_the_same.click()
    expect(page.locator(".gx-card").first).to_be_visible()
    expect(all_the_same).to_be_hidden()
    page.get_by_role("button", name="Remove Saddle area, left").click()
    press(page, "sacroiliac:left")
    expect(page.get_by_role("alert")).to_be_empty()
    page.get_by_label("Numb, tingling or weak there").check()
    expect(page.get_by_role("alert")).to_contain_text("You ticked numb, tingling or weak.")
    expect(page.locator(".gx-card").first).to_be_visible()  # said first, but no emergency


def test_three_sources_of_one_ache_and_how_sure_the_course_is_of_each(mount: Mount) -> None:
    """A press on the back of the iliac crest, and the answer stands there: nothing needs to be opened."""
    page = mount(gluteus.Explorer())
    press(page, "iliac_crest_back:left")
    cards = page.locator(".gx-card:visible")
    expect(cards.first).to_be_visible()
    said = {card.locator(".gx-entry").inner_text(): card.locator(".gx-badge").inner_text() for card in cards.all()}
    assert said["Gluteus medius TrP1, left"] == "traditional, retold"
    assert said["Sacroiliac joint pain, left"] == "measured"
    assert said["Lumbar facet joint pain, left"] == "not verified"
    for condition in page.locator(".gx-card.gx-condition").all():
        expect(condition).to_contain_text("What to do:")
    expect(page.get_by_text("not which is likelier")).to_be_visible()


@pytest.mark.parametrize(
    ("painful", "said"),
    [([], "No place is marked yet"), (list(atlas.load().sided_regions), "You marked more than half of all places")],
)
def test_no_place_and_all_places_get_a_sensible_answer(mount: Mount, painful: list[str], said: str) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=painful))
    if painful:
        page.get_by_role("button", name="Show the patterns all the same").click()
    expect(page.locator(".gluteus-explorer").get_by_text(said)).to_be_visible()


def test_search_by_keyboard_leads_to_the_right_way_in(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    box = page.get_by_role("combobox", name="Search")
    box.fill("worse on stairs")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option").first).to_contain_text("climbing stairs")
    expect(status(page)).to_contain_text("results")
    box.press("ArrowDown")
    active = page.locator(f"[id='{box.get_attribute('aria-activedescendant')}']")
    expect(active).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Gluteus medius TrP1, right")).to_be_visible()
    expect(box).to_be_focused()
    box.fill("left tailbone")
    box.press("Enter")
    expect(page.get_by_role("radio", name="From where it hurts")).to_be_checked()
    expect(page.locator(".gx-only-pain .gx-chip")).to_have_text(["Tailbone, left×"])
    box.fill("meralgia")
    box.press("Enter")
    card = page.locator("[data-pattern='meralgia_paraesthetica:right']")
    expect(card).to_contain_text("None of the places you marked lies in it.")
    box.fill("xyzxyz")
    expect(page.get_by_text("Nothing found.").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_compare_from_a_card_and_from_the_list_says_what_tells_them_apart(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain", painful=["iliac_crest_back:right"]))
    page.get_by_role("button", name="Compare: Sacroiliac joint pain, right").click()
    expect(page.locator(".gx-picked-note")).to_contain_text("Sacroiliac joint pain, right")
    page.get_by_role("button", name="Compare them").click()
    expect(page.get_by_text("Pick one more")).to_be_visible()
    page.get_by_label("Side", exact=True).and_(page.locator("select")).select_option("right")
    page.get_by_label("Add a pattern").select_option(label="Gluteus medius TrP1")
    names = ["sacroiliac_joint:right", "gluteus_medius.1:right"]
    expected = atlas.compare(names)
    regions = atlas.load().regions
    shared = page.locator(".gx-shared li")
    expect(shared.first).to_contain_text(regions[expected.shared[0].partition(":")[0]].name)
    for name, places in expected.only.items():
        for place in places:
            expect(page.locator(f".gx-column[data-pattern='{name}']")).to_contain_text(
                regions[place.partition(":")[0]].name
            )
    expect(page.locator(".gx-column .gx-badge").first).to_have_text("measured")
    page.get_by_text("Place by place").click()
    expect(page.locator(".gx-table tbody tr")).to_have_count(len(expected.places))
    page.wait_for_url(f"**#explorer=compare:{','.join(names)}")
    for look in ("first", "second", "shared"):
        assert page.locator(f"[data-view=back] .gx-{look}").get_attribute("d")
    box = page.get_by_role("combobox", name="Search")
    box.fill("piriformis trp1")
    box.press("Enter")
    expect(page.locator(".gx-picked .gx-chip")).to_have_count(3)
    expect(page.get_by_text("Three patterns at most")).to_be_visible()
    page.get_by_role("button", name="Remove Piriformis TrP1, right").click()
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_text("Pick two or three patterns")).to_be_visible()


def test_undo_by_button_and_by_key(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="pain"))
    chips = page.locator(".gx-only-pain .gx-chip")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    press(page, "sacrum_upper:left")
    press(page, "sacroiliac:left")
    expect(chips).to_have_count(2)
    undo.click()
    expect(chips).to_have_count(1)
    expect(status(page)).to_have_text("One step back.")
    place(page, "sacrum_upper:left").focus()
    page.keyboard.press("Control+z")
    expect(chips).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Redo").click()
    expect(chips).to_have_count(2)
    page.get_by_role("button", name="Clear all").click()
    page.keyboard.press("Control+z")
    expect(chips).to_have_count(2)


def png_size(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_the_picture_is_saved_under_the_sites_own_policy_and_from_a_folder(
    tmp_path: Path, new_page: Callable[..., Page], wait_for_widgets: Callable[[Page], None]
) -> None:
    """Light colours in a dark page, from a file, with the content security policy of the book."""
    explorer = gluteus.Explorer(mode="compare", compared=["gluteus_medius.1:right", "sacroiliac_joint:right"])
    html = re.sub("<style>.*?</style>", "", widget_page([explorer], dark=True), flags=re.DOTALL)
    (tmp_path / "page.html").write_text(with_policy(html), encoding="utf-8")
    shutil.copy(STATIC / "widget-loader.js", tmp_path)
    page = new_page(accept_downloads=True)
    page.goto((tmp_path / "page.html").as_uri())
    wait_for_widgets(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save picture").click()
    assert download.value.suggested_filename == "gluteus-compare.png"
    data = download.value.path().read_bytes()
    width, height = png_size(data)
    assert width == 1600
    assert 900 < height < 2400
    with Image.open(BytesIO(data)) as picture:
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
        assert len(picture.convert("RGB").getcolors(2**24)) > 1000  # a body, not a blank sheet
    expect(status(page)).to_have_text("The picture is saved.")


def test_a_picture_that_cannot_be_made_is_said(mount: Mount) -> None:
    page = mount(gluteus.Explorer(), dark=True)
    page.evaluate(
        """() => {
          HTMLImageElement.prototype.decode = () => Promise.reject(new Error("on purpose"));
          console.error = () => {};
        }"""
    )
    page.get_by_role("button", name="Save picture").click()
    expect(status(page)).to_contain_text("could not make the picture")
    expect(page.locator(".gluteus-light")).to_have_count(0)


def test_print_shows_the_explorer_alone(mount: Mount) -> None:
    page = mount([gluteus.Explorer(), gluteus.Explorer(mode="pain")])
    page.evaluate("() => { window.print = () => { window.asked = (window.asked ?? 0) + 1; }; }")
    page.get_by_role("button", name="Print").first.click()
    assert page.evaluate("window.asked") == 1
    page.emulate_media(media="print")
    first, second = page.locator(".gluteus-explorer").all()
    expect(page.get_by_role("heading", name="A widget")).to_be_hidden()
    expect(second).to_be_hidden()
    for part in (".gx-stage", ".gx-legend", ".gx-safety", ".gx-on-paper", ".gx-text.gx-only-trigger-point"):
        expect(first.locator(part)).to_be_visible()
    for part in (".gx-actions", ".gx-search", ".gx-top"):
        expect(first.locator(part)).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(second).to_be_visible()


def test_print_shows_what_is_compared_and_no_field_to_add_to_it(mount: Mount) -> None:
    page = mount(gluteus.Explorer(mode="compare", compared=["gluteus_medius.1:right"]))
    expect(page.get_by_label("Add a pattern")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_label("Add a pattern")).to_be_hidden()
    expect(page.locator(".gx-chip")).to_be_visible()


def test_in_forced_colours_what_is_ticked_is_seen_in_its_box(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(layers=["skin"]), new_page(forced_colors="active"))
    faces = page.locator(".gx-layers .gx-choice-face")
    grounds = faces.evaluate_all("(all) => all.map((face) => getComputedStyle(face, '::before').backgroundColor)")
    assert grounds[0] != grounds[1]


def test_by_keyboard_alone_from_point_to_pain(mount: Mount) -> None:
    page = mount(gluteus.Explorer())
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="From a muscle")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Muscle", exact=True)).to_be_focused()
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


def test_on_a_phone_what_is_chosen_is_not_left_on_the_other_side_of_the_body(
    mount: Mount, new_page: Callable[..., Page]
) -> None:
    page = mount(gluteus.Explorer(mode="pain"), new_page(viewport=PHONE, has_touch=True, is_mobile=True))
    search = page.get_by_role("combobox", name="Search muscles")
    search.fill("groin")
    page.get_by_role("option", name="Groin, right").tap()
    expect(page.locator("[data-view=front]")).to_be_visible()
    expect(place(page, "groin:right", "front")).to_have_attribute("aria-checked", "true")
    search.fill("tailbone")
    page.get_by_role("option", name="Tailbone, right").tap()
    expect(page.locator("[data-view=back]")).to_be_visible()
    search.fill("adductor longus")
    page.get_by_role("option", name="Adductor longus").first.tap()
    expect(page.locator("[data-view=front]")).to_be_visible()
    page.get_by_role("radio", name="Left", exact=True).tap()
    expect(page.locator("[data-view=front]")).to_be_visible()


def test_on_a_phone_a_comparison_is_seen_from_where_its_patterns_meet(
    mount: Mount, new_page: Callable[..., Page]
) -> None:
    page = mount(gluteus.Explorer(mode="compare"), new_page(viewport=PHONE, has_touch=True, is_mobile=True))
    shared = page.get_by_role("list", name="Key").get_by_role("listitem").filter(has_text="Felt with each")
    page.get_by_label("Side", exact=True).and_(page.locator("select")).select_option("right")
    add = page.get_by_label("Add a pattern")
    add.select_option(label="Gluteus medius TrP1")
    expect(page.locator(".gx-chip")).to_have_count(1)
    expect(shared).to_have_count(0)
    # Most of this one is at the front; the place that both reach is at the back.
    add.select_option(label="Quadratus lumborum TrP1")
    expect(page.locator(".gx-chip")).to_have_count(2)
    expect(shared).to_be_visible()
    expect(page.locator("[data-view=back]")).to_be_visible()


def test_a_press_on_the_bare_body_marks_where_it_hurts(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(), new_page(viewport=PHONE, has_touch=True, is_mobile=True))
    place(page, "sacrum_lower:left").tap()
    expect(page.get_by_role("radio", name="From where it hurts")).to_be_checked()
    expect(page.locator(".gx-chip")).to_have_text(["Sacrum, lower half, left×"])
    expect(status(page)).to_contain_text("1 place marked")


def test_320_pixels_are_enough(mount: Mount, new_page: Callable[..., Page]) -> None:
    compared = ["gluteus_medius.1:right", "greater_trochanteric_pain_syndrome:right", "piriformis.1:right"]
    for mode in ("trigger_point", "pain", "compare"):
        explorer = gluteus.Explorer(mode=mode, painful=["sacroiliac:left"], compared=compared)
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
    second.locator("details").evaluate_all("(all) => { for (const one of all) one.open = true; }")
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
        skin = page.locator(f"{STILL} .gx-skin").evaluate("(node) => getComputedStyle(node).fill")
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
    fill = page.locator(f"{STILL} .gx-skin").evaluate("(node) => getComputedStyle(node).fill")
    assert fill == "rgb(236, 223, 209)"


def test_without_a_script_the_words_remain(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    explorer = gluteus.Explorer()
    page.set_content(f"<main>{explorer.picture()}{explorer.text()}</main>")
    expect(page.locator("svg")).to_be_visible()
    expect(page.get_by_text("Gluteus medius TrP1, right", exact=True)).to_be_visible()


def test_reduced_motion_moves_nothing(mount: Mount, new_page: Callable[..., Page]) -> None:
    page = mount(gluteus.Explorer(), new_page(reduced_motion="reduce"))
    moving = page.evaluate(
        """() => [...document.querySelectorAll(".gluteus-explorer *")]
          .map((node) => getComputedStyle(node))
          .filter((style) => style.transitionDuration !== "0s" || style.animationName !== "none").length"""
    )
    assert moving == 0


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
          const marked = () => el.querySelectorAll(".gx-only-pain .gx-chip").length;
          while (marked() === 0) await new Promise(requestAnimationFrame);
          const chips = marked();
          el.querySelector(".gx-only-pain .gx-chip").click();
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
    card = page.locator(f"[data-pattern='{last.id}:{last.side}']")
    expect(card.get_by_role("button", name="Show on the body")).to_have_attribute("aria-pressed", "true")
