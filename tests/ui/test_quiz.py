"""A quiz in the browser: answering, checking, a second try, the summary, paper, and taking the notebook along."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from gluteus.quiz.questions import Number, load
from gluteus.widgets.quiz import Quiz

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

Mount = Callable[..., "Page"]


@pytest.fixture
def quiz(course: Path) -> Quiz:
    return Quiz("function", course, mode="open", paper_number=0)


def card(page: Page, number: int) -> Locator:
    return page.locator(".gluteus-quiz-card").nth(number - 1)


def check(page: Page, number: int) -> None:
    card(page, number).get_by_role("button", name="Check").click()


def row(page: Page, number: int) -> Locator:
    return page.get_by_role("list", name="Summary").get_by_role("listitem").nth(number - 1)


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def answer_everything_rightly(page: Page) -> None:
    page.get_by_label("The left one").check()
    page.get_by_label("A cane in the other hand").check()
    page.get_by_label("A load in the hand of the same side").check()
    page.get_by_label("At the hip").check()
    page.get_by_label("Your answer").fill("4.3")


def downloaded(page: Page) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download answers as notebook").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_right_answers_earn_every_point(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    answer_everything_rightly(page)
    page.get_by_role("button", name="Check answers").click()
    expect(status(page)).to_have_text("4 right. Graded: 4.5 of 4.5 points. Practice: 1 of 1 right.")
    summary = page.get_by_role("region", name="Summary")
    expect(summary).to_contain_text("4 of 4 questions answered.")
    expect(summary.locator("strong")).to_have_text(["4.5 of 4.5 points", "1 of 1 right"])
    expect(row(page, 1)).to_have_text("Question 1Right, 1 of 1 point")
    expect(card(page, 1)).to_contain_text("Right: 1 of 1 point.")
    expect(card(page, 1)).to_contain_text("The standing leg's muscle pulls its own side of the pelvis down.")
    expect(card(page, 1)).to_contain_text("The muscle of the standing leg holds the pelvis.")
    expect(card(page, 4)).to_contain_text("That is the mean.")
    expect(page.get_by_role("button", name="Show the answer")).to_have_count(0)


def test_a_first_try_gets_feedback_on_what_was_ticked_and_no_key(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("A cane in the other hand").check()
    page.get_by_label("A load in the other hand").check()
    check(page, 2)
    expect(status(page)).to_have_text("Question 2: Not right yet. You have a second try.")
    said = {
        "A cane in the other hand": "Right. It pushes up with a long lever.",
        "A load in the other hand": "Not right. It pulls down with a long lever.",
    }
    for option, words in said.items():
        note = page.locator(f"#{page.get_by_label(option).get_attribute('aria-describedby')}")
        expect(note).to_have_text(words)
        expect(note.locator("svg[aria-hidden=true]")).to_be_visible()
    expect(card(page, 2)).to_contain_text("Read again: “Standing on one leg”")
    for key in ("Not ticked, but right", "It turns the trunk the helpful way.", "Two things count", "Sources:"):
        expect(card(page, 2)).not_to_contain_text(key)
    expect(row(page, 2)).to_contain_text("Not right, a second try is left")

    page.get_by_label("A load in the other hand").uncheck()
    check(page, 2)
    expect(status(page)).to_have_text("Question 2: Partly right on the second try: 1 of 2 points.")
    expect(card(page, 2)).to_contain_text("Not ticked, but right. It turns the trunk the helpful way.")
    expect(card(page, 2).get_by_role("listitem").filter(has_text="lever")).to_have_text("and its lever.")
    expect(row(page, 2)).to_contain_text("Partly right, 1 of 2 points")
    expect(row(page, 2)).to_contain_text("Read again: “Standing on one leg”")


def test_who_looks_at_the_answer_keeps_the_first_tries_result(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("The right one").check()
    check(page, 1)
    expect(card(page, 1)).not_to_contain_text("The right answer.")
    card(page, 1).get_by_role("button", name="Show the answer").click()
    expect(status(page)).to_have_text("Question 1: Not right: 0 of 1 point.")
    expect(card(page, 1)).to_contain_text("The right answer. The standing leg's muscle")
    expect(card(page, 1).get_by_role("button")).to_be_focused()
    # A third try counts as one.
    card(page, 1).get_by_role("button", name="Try again").click()
    expect(page.get_by_label("The right one")).to_be_focused()
    expect(page.get_by_label("The right one")).not_to_be_checked()
    expect(card(page, 1)).not_to_contain_text("holds the pelvis")
    page.get_by_label("The left one").check()
    check(page, 1)
    expect(status(page)).to_have_text("Question 1: Right on try 3: 1 of 1 point.")


def test_a_question_is_named_by_its_number_its_use_and_its_prompt(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    expect(card(page, 1)).to_have_accessible_name(
        "Question 1 of 4. Graded, 1 point. "
        "Somebody stands on the left leg. Which gluteus medius keeps the pelvis level?"
    )
    expect(card(page, 1)).to_have_role("group")


def test_checking_everything_counts_no_try_twice(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("A cane in the other hand").check()
    check(page, 2)
    for _ in range(2):
        page.get_by_role("button", name="Check answers").click()
        expect(card(page, 2)).to_contain_text("Partly right so far: 1 of 2 points. You have a second try.")
        expect(status(page)).to_have_text("1 partly right, 3 not answered. Graded: 1 of 4.5 points.")
    expect(page.get_by_role("region", name="Summary")).to_be_focused()
    expect(card(page, 1)).to_contain_text("Not answered yet.")
    row(page, 4).get_by_role("link").press("Enter")
    expect(page.get_by_label("Your answer")).to_be_focused()


def test_text_is_never_read_as_html(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("A longer step").check()
    check(page, 2)
    expect(card(page, 2)).to_contain_text("<img src=x onerror=\"document.title='broken'\"> is text here.")
    expect(page.locator("img")).to_have_count(0)
    expect(page).to_have_title("A widget")


def reach(page: Page, target: Locator) -> None:
    """Go to an element by the Tab key alone."""
    way = target.evaluate(
        "(node) => document.activeElement.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING"
        " ? 'Shift+Tab' : 'Tab'"
    )
    for _ in range(80):
        if target.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press(way)
    pytest.fail("the Tab key does not lead there")


def test_every_kind_of_question_by_the_keyboard_alone(
    mount: Mount, new_page: Callable[..., Page], course: Path
) -> None:
    page = mount(
        Quiz("every-kind", course, mode="open", paper_number=7), new_page(viewport={"width": 390, "height": 700})
    )
    press = page.keyboard.press

    def done(number: int, said: str) -> None:
        button = card(page, number).get_by_role("button", name="Check")
        reach(page, button)
        press("Enter")
        expect(status(page)).to_have_text(f"Question {number}: {said}")
        # What is said and what has the focus is in sight, although the feedback above it pushed it down.
        for seen in (page.locator(":focus"), card(page, number).get_by_text(said)):
            box = seen.bounding_box()
            assert box
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 700

    reach(page, card(page, 1).get_by_role("radio").first)
    press("Space")
    while not page.get_by_label("At the knee").is_checked():
        press("ArrowDown")
    done(1, "Not right yet. You have a second try.")
    reach(page, page.get_by_label("At the knee"))
    while not page.get_by_label("At the hip").is_checked():
        press("ArrowDown")
    done(1, "Right on the second try.")

    for option in ("A cane in the other hand", "A load in the hand of the same side"):
        reach(page, page.get_by_label(option))
        press("Space")
    done(2, "Right: 2 of 2 points.")

    reach(page, card(page, 3).get_by_role("textbox"))
    page.keyboard.type("343,4 N")
    done(3, "Right: 1 of 1 point.")

    for item in ("Greater trochanter", "Iliac crest"):
        reach(page, card(page, 4).get_by_role("button", name=f"Move up: {item}"))
        press("Enter")
        press("ArrowUp")
    done(4, "Right: 2 of 2 points.")

    for part, what in (("Front", "inwards"), ("Middle", "sideways"), ("Back", "outwards")):
        select = card(page, 5).get_by_role("combobox", name=f"{part} part")
        reach(page, select)
        while what not in select.locator("option:checked").inner_text():
            press("ArrowDown")
    done(5, "Right: 3 of 3 points.")

    reach(page, card(page, 6).locator("summary", has_text="Mark the places in a list"))
    press("Enter")
    for summary in card(page, 6).locator("details details > summary", has_text="Sacrum").all():
        reach(page, summary)
        press("Enter")
    reach(page, card(page, 6).locator("input[aria-label='Over the sacroiliac joint, right']"))
    press("Space")
    done(6, "Right: 2 of 2 points.")

    reach(page, card(page, 7).get_by_role("textbox"))
    page.keyboard.type("The left one pulls.")
    reach(page, card(page, 7).get_by_role("button", name="Compare with a sample answer"))
    press("Enter")
    expect(card(page, 7)).to_contain_text("The muscle of the standing leg pulls its own side down.")
    expect(card(page, 7).get_by_text("Compare it with the sample answer.")).to_be_focused()
    # What gets the focus is read out: it is not said as well.
    expect(status(page)).not_to_contain_text("Compare it")
    expect(page.get_by_role("region", name="Summary").locator("strong")).to_have_text(
        ["10 of 10 points; your instructor marks the rest", "1 of 1 right"]
    )


def test_numbers_are_read_kindly_and_faults_are_named(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    field = page.get_by_label("Your answer")
    field.fill("9,3 cm")
    expect(page.get_by_text("Read as 9.3 cm.")).to_be_visible()
    check(page, 4)
    expect(card(page, 4)).to_contain_text("That is the lever of the body weight.")
    expect(card(page, 4)).not_to_contain_text("4.3 cm")
    card(page, 4).get_by_role("button", name="Show the answer").click()
    expect(card(page, 4)).to_contain_text("The answer is 4.3 cm (0.5 more or less counts as right).")
    field.fill("nine")
    expect(card(page, 4)).not_to_contain_text("The answer is 4.3 cm")
    field.blur()
    expect(field).to_have_attribute("aria-invalid", "true")
    # It is heard as it appears: a description that changes would be said a second time.
    fault = page.locator(f"#{field.get_attribute('aria-errormessage')}")
    expect(fault).to_contain_text("Not a number that can be read.")
    expect(fault).to_have_attribute("aria-live", "polite")
    expect(field).to_have_accessible_description("cm")
    expect(row(page, 4)).to_have_text("Question 4Not answered")
    field.fill("4")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).not_to_have_attribute("aria-errormessage", re.compile("."))
    expect(row(page, 4)).to_have_text("Question 4Answered, not checked")
    expect(page.get_by_text("2 graded questions have no answer yet.")).to_be_visible()


def test_starting_over_asks_first_and_draws_another_paper(mount: Mount, course: Path) -> None:
    page = mount(Quiz("function", course, mode="open"))
    number = page.get_by_text("Paper", exact=False).first.inner_text()
    assert re.search(r"Paper \d{1,3}( \d{3})*$", number)
    answer_everything_rightly(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("button", name="Clear", exact=True)).to_be_focused()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_label("The left one")).to_be_checked()
    expect(page.get_by_role("button", name="Start over")).to_be_focused()
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_role("region", name="Summary")).to_contain_text("0 of 4 questions answered.")
    expect(page.get_by_label("Your answer")).to_have_value("")
    expect(status(page)).to_contain_text("All answers are cleared. This is paper ")
    expect(page.get_by_text(number, exact=True)).to_have_count(0)
    expect(card(page, 1).get_by_role("radio").first).to_be_focused()


@pytest.mark.parametrize("paper", [0, 123_456_789])
def test_the_download_is_pythons_notebook_byte_for_byte(mount: Mount, course: Path, paper: int) -> None:
    quiz = Quiz("every-kind", course, mode="open", paper_number=paper)
    page = mount(quiz)
    page.get_by_label("A cane in the other hand").check()
    card(page, 3).get_by_role("textbox").fill("294,3 N")
    card(page, 4).get_by_role("button", name="This order is right as it is").click()
    card(page, 5).get_by_role("combobox").nth(1).select_option("b")
    card(page, 7).get_by_role("textbox").fill('"It" pulls.\n\n# Not a heading é \u202e')
    letter = page.get_by_label("A cane in the other hand").input_value()
    quiz.answers = {
        "some_options": [letter],
        "a_number": 294.3,
        "an_order": ["a", "b", "c"],
        "a_match": [None, "b", None],
        "own_words": '"It" pulls.\n\n# Not a heading é \u202e',
    }
    assert downloaded(page) == ("every-kind.ipynb", quiz.notebook().encode())
    expect(status(page)).to_have_text("every-kind.ipynb is made, with 1 question left unanswered.")


def test_what_is_unanswered_stays_as_released(mount: Mount, quiz: Quiz, course: Path) -> None:
    page = mount(quiz)
    released = (course / "exercises" / "function" / "function.ipynb").read_bytes()
    assert downloaded(page)[1] == released
    expect(status(page)).to_have_text("function.ipynb is made, with 3 questions left unanswered.")
    page.get_by_label("A longer step").check()
    page.get_by_label("Your answer").fill("no idea")
    quiz.answers = {"lever_arms": ["d"]}
    assert downloaded(page)[1] == quiz.notebook().encode() != released


def test_answers_set_in_python_are_shown(mount: Mount, quiz: Quiz) -> None:
    quiz.answers = {"stance_side": "b", "lever_arms": ("c", "a"), "arm_length": 4, "warm_up": None}
    assert quiz.answers == {"stance_side": "b", "lever_arms": ["a", "c"], "arm_length": 4}
    page = mount(quiz)
    expect(page.get_by_label("The left one")).to_be_checked()
    expect(page.get_by_label("A load in the hand of the same side")).to_be_checked()
    expect(page.get_by_label("Your answer")).to_have_value("4")
    expect(page.get_by_role("region", name="Summary")).to_contain_text("3 of 4 questions answered.")


def test_two_views_of_a_quiz_are_one_piece_of_work(mount: Mount, course: Path) -> None:
    page = mount([Quiz("every-kind", course, mode="open"), Quiz("every-kind", course, mode="open")])
    page.get_by_label("At the hip").first.check()
    expect(page.get_by_label("At the hip").nth(1)).to_be_checked()
    page.get_by_role("button", name="Check answers").first.click()
    page.emulate_media(media="print")
    expect(page.get_by_text("Mark the right sacroiliac joint.").locator("visible=true")).to_have_count(2)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))


def test_a_closed_quiz_withholds_every_graded_key(mount: Mount, course: Path) -> None:
    page = mount(Quiz("function", course, mode="closed", paper_number=0))
    answer_everything_rightly(page)
    page.get_by_role("button", name="Check answers").click()
    expect(status(page)).to_have_text(
        "1 right. Graded: 3 of 3 answered; your instructor marks them. Practice: 1 of 1 right."
    )
    for number in (1, 2, 4):
        expect(card(page, number)).to_contain_text("Answered. Your instructor marks this question.")
        expect(card(page, number).get_by_role("button")).to_have_count(0)
        expect(row(page, number)).to_contain_text("For your instructor to mark")
    expect(card(page, 3)).to_contain_text("Yes, on the outer side.")

    everything = json.dumps(page.content())
    for question in load(course / "solutions" / "function" / "questions.yml").graded:
        told = [question.explanation.splitlines()[0]]
        told += [question.feedback.wrong] if isinstance(question, Number) else [o.feedback for o in question.options]
        for words in told:
            assert json.dumps(words)[1:-1] not in everything
    state = json.loads(page.locator("#gluteus-widgets").text_content() or "")
    (model,) = state["models"].values()
    assert [question["teaching"] is None for question in model["state"]["paper"]["questions"]] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(("mode", "dark", "width"), [("open", False, 390), ("open", True, 1280), ("closed", True, 390)])
def test_axe_finds_nothing(
    mount: Mount, new_page: Callable[..., Page], course: Path, mode: str, *, dark: bool, width: int
) -> None:
    quiz = Quiz("every-kind", course, mode=mode, paper_number=7)
    page = mount(quiz, new_page(viewport={"width": width, "height": 900}), dark=dark)
    page.add_script_tag(path=AXE)
    page.get_by_label("At the knee").check()
    page.get_by_label("A load in the other hand").check()
    card(page, 3).get_by_role("textbox").fill("5")
    card(page, 4).get_by_role("button", name="Move down").first.click()
    card(page, 5).get_by_role("combobox").first.select_option("a")
    card(page, 7).get_by_role("textbox").fill("I do not know.")

    def none_found() -> None:
        found: list[dict[str, Any]] = page.evaluate("axe.run('.gluteus-widget').then((result) => result.violations)")
        assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []

    page.get_by_role("button", name="Check answers").click()
    none_found()
    for button in page.get_by_role("button", name="Show the answer").all():
        if button.is_visible():
            button.click()
    page.get_by_role("button", name="Start over").click()
    none_found()


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_sticks_out_of_a_narrow_page(
    mount: Mount, new_page: Callable[..., Page], course: Path, width: int
) -> None:
    page = mount(
        Quiz("every-kind", course, mode="open", paper_number=7), new_page(viewport={"width": width, "height": 800})
    )
    page.get_by_label("At the knee").check()
    page.get_by_role("button", name="Check answers").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_is_clean_and_has_answers_only_when_asked(mount: Mount, course: Path) -> None:
    quiz = Quiz("every-kind", course, mode="open", paper_number=7)
    page = mount(quiz)
    page.get_by_label("At the knee").check()
    card(page, 3).get_by_role("textbox").fill("5")
    card(page, 7).get_by_role("textbox").fill("I do not know.")
    check(page, 1)
    page.emulate_media(media="print")
    sheet = page.locator(".gluteus-quiz-sheet")
    expect(sheet).to_contain_text("Paper 7")
    # In the order of the learner's paper, and with its numbers.
    texts = card(page, 1).locator(".gluteus-quiz-pick label > span:last-child").all_text_contents()
    first = sheet.locator(".gluteus-quiz-question").first
    expect(first.locator("li > span:last-child")).to_have_text(texts)
    expect(sheet).to_contain_text("A person weighs 70 kg.")
    # A number stays on one line with its unit.
    assert "70\u00a0kg" in sheet.inner_text()
    for hidden in ("Check answers", "Not right", "It ends well above it.", "I do not know."):
        expect(page.get_by_text(hidden).locator("visible=true")).to_have_count(0)
    expect(sheet.locator("[data-ticked=yes]")).to_have_count(0)
    page.emulate_media(media="screen")
    page.get_by_label("with my answers").check()
    page.emulate_media(media="print")
    expect(sheet.get_by_text("I do not know.")).to_be_visible()
    expect(sheet.locator("[data-ticked=yes]")).to_have_count(1)
    # Lines to write on are as long with an answer as without one.
    lengths = sheet.locator(".gluteus-quiz-gap").evaluate_all("lines => lines.map((one) => one.offsetWidth)")
    assert len(set(lengths)) == 1


def test_without_javascript_the_questions_can_be_read(mount: Mount, new_page: Callable[..., Page], quiz: Quiz) -> None:
    address = mount(quiz).url
    page = new_page(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_text("Which gluteus medius keeps the pelvis level?")).to_be_visible()
    expect(page.get_by_text("A load in the hand of the same side")).to_be_visible()
    expect(page.get_by_text("Graded, 1.5 points")).to_be_visible()
    assert "It belongs to the lifted leg." not in quiz.text()
