"""The answer sheets of a quiz in the browser: order, match, places on the body, and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from gluteus.quiz.variants import settled
from gluteus.widgets.quiz import Quiz

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

PAPER = 7
ORDER, MATCH, PLACES, WORDS = 4, 5, 6, 7

Mount = Callable[..., "Page"]


@pytest.fixture
def quiz(course: Path) -> Quiz:
    return Quiz("every-kind", course, mode="open", paper_number=PAPER)


def card(page: Page, number: int) -> Locator:
    return page.locator("fieldset.gluteus-quiz-card").nth(number - 1)


def press(page: Page, number: int, name: str) -> None:
    card(page, number).get_by_role("button", name=name, exact=True).click()


def key(quiz: Quiz, question_id: str) -> list[str]:
    (question,) = (question for question in quiz._quiz.questions if question.id == question_id)
    right: list[str] = settled(question.rule, PAPER)["key"]
    return right


def letters(page: Page) -> list[str]:
    return card(page, ORDER).locator(".gluteus-quiz-item .gluteus-quiz-letter").all_inner_texts()


def item(page: Page, letter: str) -> Locator:
    return card(page, ORDER).get_by_role("listitem").filter(has=page.get_by_text(letter, exact=True))


def put_in_order(page: Page, right: list[str]) -> None:
    for place, letter in enumerate(right):
        for _ in range(letters(page).index(letter) - place):
            item(page, letter).get_by_role("button", name="Move up").click()
    keep = card(page, ORDER).get_by_role("button", name="This order is right as it is")
    if keep.is_visible():
        keep.click()


def test_an_item_moves_by_its_buttons_and_keeps_the_focus(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    assert letters(page) == ["a", "b", "c"]
    up = item(page, "c").get_by_role("button", name="Move up")
    name = item(page, "c").locator(".gluteus-quiz-item-text").inner_text()
    heard = card(page, ORDER).locator("[aria-live=polite]")
    up.focus()
    page.keyboard.press("Enter")
    assert letters(page) == ["a", "c", "b"]
    expect(up).to_be_focused()
    expect(heard).to_have_text(f"{name}: now 2 of 3.")
    page.keyboard.press("ArrowUp")
    assert letters(page) == ["c", "a", "b"]
    expect(up).to_be_focused()
    expect(up).to_have_attribute("aria-disabled", "true")
    # The move was heard: the button says its place when it is come to, not again while it is pressed.
    expect(up).to_have_accessible_description("Place 3 of 3")
    page.keyboard.press("Enter")
    expect(heard).to_have_text(f"{name} is first already.")
    page.keyboard.press("ArrowDown")
    assert letters(page) == ["a", "c", "b"]
    page.keyboard.press("Tab")
    expect(up).to_have_accessible_description("Place 2 of 3")


def test_an_order_that_is_right_as_it_is_can_be_given(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    press(page, ORDER, "Check")
    expect(card(page, ORDER)).to_contain_text("Not answered yet.")
    keep = card(page, ORDER).get_by_role("button", name="This order is right as it is")
    keep.click()
    expect(keep).to_be_hidden()
    expect(item(page, "a").get_by_role("button", name="Move down")).to_be_focused()
    press(page, ORDER, "Check")
    expect(card(page, ORDER)).to_contain_text("pairs stand in the right order.")


def test_an_item_can_be_dragged_and_dropped_or_put_back(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    grip = item(page, "a").locator(".gluteus-quiz-grip")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    last = item(page, "c").bounding_box()
    assert start
    assert last
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, last["y"] + last["height"] - 2, steps=8)
    assert letters(page) == ["b", "c", "a"]
    expect(item(page, "a").locator(".gluteus-quiz-place .gluteus-quiz-unseen")).to_have_text("Place 3 of 3")
    page.keyboard.press("Escape")
    assert letters(page) == ["a", "b", "c"]
    page.mouse.up()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, last["y"] + last["height"] - 2, steps=8)
    page.mouse.up()
    assert letters(page) == ["b", "c", "a"]
    expect(card(page, ORDER).locator("[aria-live=polite]")).to_contain_text("now 3 of 3.")


def test_what_is_said_of_an_order_goes_with_the_item_that_moves(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    first, second, third = key(quiz, "an_order")
    put_in_order(page, [first, third, second])
    press(page, ORDER, "Check")
    expect(item(page, first)).to_contain_text("Right. It is in its place.")
    expect(item(page, third).get_by_role("button", name="Move up")).to_have_accessible_description(
        "Place 2 of 3 Not right. It belongs elsewhere."
    )
    expect(card(page, ORDER)).to_contain_text("2 of 3 pairs stand in the right order.")
    expect(card(page, ORDER)).not_to_contain_text("The right order")
    item(page, second).get_by_role("button", name="Move up").click()
    expect(item(page, first)).to_contain_text("It is in its place.")
    expect(card(page, ORDER)).not_to_contain_text("It belongs elsewhere.")
    press(page, ORDER, "Check again")
    expect(item(page, second)).to_contain_text("Right. It is the knob at the side of the thigh.")


def test_the_right_order_is_told_with_reasons(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    put_in_order(page, list(reversed(key(quiz, "an_order"))))
    press(page, ORDER, "Check")
    press(page, ORDER, "Show the answer")
    expect(item(page, key(quiz, "an_order")[0])).to_contain_text("Not right. Its place is 1.")
    solution = card(page, ORDER).locator(".gluteus-quiz-solution li")
    expect(solution).to_have_text(
        [
            "Iliac crest: It is the upper edge of the hip bone.",
            "Greater trochanter: It is the knob at the side of the thigh.",
            "Knee: It is the lower end of the thigh.",
        ]
    )


def test_a_row_is_matched_by_a_list_of_the_browsers_own(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    right = key(quiz, "a_match")
    (stranger,) = set("abcd") - set(right)
    front = page.get_by_label("Front part")
    expect(front.locator("option")).to_have_count(5)
    front.select_option(right[0])
    page.get_by_label("Back part").select_option(stranger)
    press(page, MATCH, "Check")
    expect(front).to_have_accessible_description("Right.")
    expect(page.get_by_label("Back part")).to_have_accessible_description("Not right.")
    expect(page.get_by_label("Middle part")).to_have_accessible_description("")
    page.get_by_label("Back part").select_option("")
    expect(page.get_by_label("Back part")).to_have_accessible_description("")
    expect(front).to_have_accessible_description("Right.")
    page.get_by_label("Back part").select_option(stranger)
    press(page, MATCH, "Check again")
    expect(front).to_have_accessible_description("Right. Its fibres pass in front of the joint.")
    expect(page.get_by_label("Middle part")).to_have_accessible_description(
        f"Left open. It is {right[1]}: Lifts the thigh sideways. Its fibres run straight down."
    )
    expect(page.get_by_label("Back part")).to_have_accessible_description(
        f"Not right. It is {right[2]}: Turns the thigh outwards. Its fibres pass behind the joint."
    )


@pytest.mark.parametrize(("width", "is_cut_off"), [(390, True), (1280, False)])
def test_a_text_that_a_closed_list_cuts_off_stands_below_it(
    mount: Mount, new_page: Callable[..., Page], quiz: Quiz, width: int, is_cut_off: bool
) -> None:
    page = mount(quiz, new_page(viewport={"width": width, "height": 800}))
    right = key(quiz, "a_match")
    page.get_by_label("Middle part").select_option(right[1])
    below = card(page, MATCH).locator(".gluteus-quiz-chosen").filter(has_text="Lifts the thigh sideways")
    expect(below).to_be_visible(visible=is_cut_off)


def place(page: Page, name: str) -> Locator:
    return card(page, PLACES).locator(f'[data-place="{name}"]')


def test_the_body_and_the_list_are_one_answer(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    joint = place(page, "sacroiliac:right")
    expect(joint).to_have_accessible_name("Over the sacroiliac joint, right")
    joint.click()
    expect(joint).to_have_attribute("aria-checked", "true")
    expect(card(page, PLACES).locator("[aria-live=polite]")).to_have_text(
        "Over the sacroiliac joint, right: marked. 1 place marked."
    )
    card(page, PLACES).get_by_text("Mark the places in a list").click()
    card(page, PLACES).get_by_role("searchbox", name="Find a place by name").fill("sacroiliac")
    box = (
        card(page, PLACES).locator("input").and_(page.get_by_role("checkbox", name="Over the sacroiliac joint, right"))
    )
    expect(box).to_be_checked()
    box.uncheck()
    expect(joint).to_have_attribute("aria-checked", "false")
    expect(card(page, PLACES)).to_contain_text("0 places marked.")
    box.check()
    expect(joint).to_have_attribute("aria-checked", "true")
    press(page, PLACES, "Clear all")
    expect(box).not_to_be_checked()
    expect(page.locator(":focus")).to_have_attribute("role", "checkbox")


def test_a_place_is_found_by_the_arrow_keys(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    assert card(page, PLACES).locator("[data-place][tabindex='0']").count() == 1
    card(page, PLACES).locator("[data-place][tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    at = page.locator(":focus").get_attribute("data-place") or ""
    page.keyboard.press("Space")
    expect(place(page, at)).to_have_attribute("aria-checked", "true")
    page.keyboard.press("Enter")
    expect(place(page, at)).to_have_attribute("aria-checked", "false")


def drawn(page: Page, look: str) -> str:
    return card(page, PLACES).locator(f".gx-over path.gx-{look}").get_attribute("d") or ""


def test_places_that_are_right_missed_extra_or_neither_are_told_apart(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    said = card(page, PLACES).locator(".gluteus-quiz-verdicts li")
    for name in ("sit_bone:left", "sacrum_upper:right"):
        place(page, name).click()
    press(page, PLACES, "Check")
    expect(said).to_have_text(
        [
            "Marked, but not part of it: Sit bone (left).",
            "Counts neither way: Sacrum, upper half (right).",
        ]
    )
    expect(card(page, PLACES)).to_contain_text("A place is still missing.")
    assert drawn(page, "answer-missed") == ""
    # What is taken back is no longer wrong, and a new place is not judged yet.
    place(page, "sit_bone:left").click()
    place(page, "sacroiliac:right").click()
    expect(said).to_have_text(["Counts neither way: Sacrum, upper half (right)."])
    expect(card(page, PLACES)).not_to_contain_text("still missing")
    assert drawn(page, "answer-right") == ""
    place(page, "sacroiliac:right").click()
    place(page, "sacroiliac:left").click()
    press(page, PLACES, "Check again")
    expect(said).to_have_text(
        [
            "Not marked, but part of it: Over the sacroiliac joint (right).",
            "Marked, but not part of it: Over the sacroiliac joint (left).",
            "Counts neither way: Sacrum, upper half (right).",
        ]
    )
    expect(card(page, PLACES)).to_contain_text("It lies beside the sacrum.")
    expect(card(page, PLACES)).to_contain_text("Not every marked place belongs to it.")
    assert drawn(page, "answer-missed") == place(page, "sacroiliac:right").get_attribute("d")
    assert drawn(page, "answer-extra") == place(page, "sacroiliac:left").get_attribute("d")
    assert drawn(page, "marked") == place(page, "sacrum_upper:right").get_attribute("d")
    fills = {
        card(page, PLACES).locator(f".gx-over path.gx-{look}").get_attribute("fill")
        for look in ("answer-right", "answer-missed", "answer-extra", "marked")
    }
    assert len(fills) == 4
    press(page, PLACES, "Try again")
    expect(said).to_have_count(0)
    assert drawn(page, "answer-missed") == drawn(page, "marked") == ""


def test_words_are_counted_and_held_against_a_sample(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    field = card(page, WORDS).get_by_label("Your answer")
    expect(field).to_have_accessible_description("0 of 400 characters")
    field.fill("The standing leg holds it.")
    expect(card(page, WORDS).get_by_text("26 of 400 characters").locator("visible=true")).to_be_visible()
    # Not after every letter: the count is told when the field is come to.
    expect(field).to_have_accessible_description("0 of 400 characters")
    field.blur()
    expect(field).to_have_accessible_description("26 of 400 characters")
    expect(card(page, WORDS)).not_to_contain_text("Names the standing leg.")
    press(page, WORDS, "Compare with a sample answer")
    expect(card(page, WORDS)).to_contain_text("The muscle of the standing leg pulls its own side down.")
    ticks = card(page, WORDS).get_by_role("group", name="Does your answer say this? Tick what it says.")
    ticks.get_by_label("Names the standing leg.").check()
    field.press("End")
    field.press_sequentially("!")
    expect(ticks.get_by_label("Names the standing leg.")).to_be_checked()
    field.fill("x" * 500)
    expect(field).to_have_value("x" * 400)
    field.blur()
    expect(field).to_have_accessible_description("400 of 400 characters: there is room for no more")
    heard = card(page, WORDS).locator("[aria-live=polite]")
    expect(heard).to_have_text("0 characters left.")
    # How much room is left is heard at a few places, not after every letter.
    field.fill("x" * 359)
    expect(heard).to_have_text("")
    field.press("End")
    field.press_sequentially("xx")
    expect(heard).to_have_text("40 characters left.")
