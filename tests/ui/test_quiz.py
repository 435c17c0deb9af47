"""A quiz in the browser: answering, checking, finding what is open, and taking the notebook along."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from gluteus.quiz.build import build
from gluteus.quiz.questions import Number, load
from gluteus.widgets.quiz import Quiz

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

Mount = Callable[..., "Page"]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "tests" / "small_course", folder, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "nbgrader_config.py", folder / "nbgrader_config.py")
    build(folder)
    return folder


@pytest.fixture
def quiz(course: Path) -> Quiz:
    return Quiz("function", course, mode="open")


def card(page: Page, number: int) -> Locator:
    return page.locator("fieldset").nth(number - 1)


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
    expect(status(page)).to_have_text("4 right. 4.5 of 4.5 points.")
    expect(card(page, 1)).to_contain_text("Right: 1 of 1 point.")
    expect(card(page, 1)).to_contain_text("The standing leg's muscle pulls its own side of the pelvis down.")
    expect(card(page, 1)).to_contain_text("The muscle of the standing leg holds the pelvis.")
    expect(card(page, 4)).to_contain_text("That is the mean.")
    expect(page.get_by_text("4 of 4 questions answered.")).to_be_visible()


def test_feedback_is_a_word_and_an_icon_for_each_option(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("A cane in the other hand").check()
    page.get_by_label("A load in the other hand").check()
    page.get_by_label("A longer step").check()
    card(page, 2).get_by_role("button", name="Check").click()
    expect(status(page)).to_have_text("Question 2: Not right: 0 of 2 points.")
    said = {
        "A cane in the other hand": "Right. It pushes up with a long lever.",
        "A load in the other hand": "Not right. It pulls down with a long lever.",
        "A load in the hand of the same side": "Not ticked, but right. It turns the trunk the helpful way.",
    }
    for option, words in said.items():
        box = page.get_by_label(option)
        note = page.locator(f"#{box.get_attribute('aria-describedby')}")
        expect(note).to_have_text(words)
        expect(note.locator("svg[aria-hidden=true]")).to_be_visible()
    expect(card(page, 2).get_by_role("listitem").filter(has_text="lever")).to_have_text("and its lever.")


def test_partial_credit_is_shown(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("A cane in the other hand").check()
    page.get_by_role("button", name="Check answers").click()
    expect(card(page, 2)).to_contain_text("Partly right: 1 of 2 points.")
    expect(status(page)).to_have_text("1 partly right, 3 not answered. 1 of 4.5 points.")


def test_text_is_never_read_as_html(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("A longer step").check()
    card(page, 2).get_by_role("button", name="Check").click()
    expect(card(page, 2)).to_contain_text("<img src=x onerror=\"document.title='broken'\"> is text here.")
    expect(page.locator("img")).to_have_count(0)
    expect(page).to_have_title("A widget")


def test_the_keyboard_is_enough(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_label("The right one")).to_be_focused()
    press("ArrowDown")
    expect(page.get_by_label("The left one")).to_be_checked()
    press("Tab")
    expect(card(page, 1).get_by_role("button")).to_be_focused()
    press("Enter")
    expect(status(page)).to_have_text("Question 1: Right: 1 of 1 point.")
    press("Tab")
    press("Space")
    expect(page.get_by_label("A cane in the other hand")).to_be_checked()
    for _ in range(2):
        press("Tab")
    press("Space")
    expect(page.get_by_label("A load in the hand of the same side")).to_be_checked()
    for _ in range(3):
        press("Tab")
    press("Space")
    expect(page.get_by_label("At the hip")).to_be_checked()
    for _ in range(2):
        press("Tab")
    page.keyboard.type("4,3 cm")
    for _ in range(2):
        press("Tab")
    expect(page.get_by_role("button", name="Check answers")).to_be_focused()
    press("Enter")
    expect(status(page)).to_have_text("4 right. 4.5 of 4.5 points.")
    press("Shift+Tab")
    press("Enter")
    expect(page.get_by_label("Your answer")).to_be_focused()
    expect(page.get_by_label("Your answer")).to_have_value("")


def test_numbers_are_read_kindly_and_faults_are_named(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    field = page.get_by_label("Your answer")
    field.fill("9,3 cm")
    expect(page.get_by_text("Read as 9.3 cm.")).to_be_visible()
    card(page, 4).get_by_role("button", name="Check").click()
    expect(card(page, 4)).to_contain_text("That is the lever of the body weight.")
    expect(card(page, 4)).to_contain_text("The answer is 4.3 cm (0.5 more or less counts as right).")
    field.fill("nine")
    expect(card(page, 4)).not_to_contain_text("The answer is 4.3 cm")
    field.blur()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = [
        page.locator(f"#{name}").inner_text() for name in (field.get_attribute("aria-describedby") or "").split()
    ]
    assert "Not a number. Example: 12.5" in described
    expect(page.get_by_role("link", name="Question 4")).to_be_visible()
    field.fill("4")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("link", name="Question 4")).to_be_hidden()


def test_what_is_unanswered_is_listed_and_one_key_away(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    links = page.get_by_role("navigation", name="Unanswered questions").get_by_role("link")
    expect(links).to_have_text(["Question 1", "Question 2", "Question 3", "Question 4"])
    expect(page.get_by_text("3 graded questions have no answer yet.")).to_be_visible()
    page.get_by_label("A cane in the other hand").check()
    page.get_by_label("At the knee").check()
    expect(page.get_by_text("2 graded questions have no answer yet.")).to_be_visible()
    expect(page.get_by_text("2 of 4 questions answered.")).to_be_visible()
    links.filter(has_text="Question 4").press("Enter")
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.get_by_label("A cane in the other hand").uncheck()
    expect(links.filter(has_text="Question 2")).to_be_visible()


def test_trying_again_and_changing_an_answer_take_the_feedback_away(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.get_by_label("The right one").check()
    card(page, 1).get_by_role("button", name="Check").click()
    expect(card(page, 1)).to_contain_text("It belongs to the lifted leg.")
    page.get_by_label("The left one").check()
    expect(card(page, 1)).not_to_contain_text("It belongs to the lifted leg.")
    card(page, 1).get_by_role("button", name="Check").click()
    card(page, 1).get_by_role("button", name="Try again").click()
    expect(page.get_by_label("The left one")).not_to_be_checked()
    expect(card(page, 1)).not_to_contain_text("holds the pelvis")
    expect(page.get_by_label("The right one")).to_be_focused()


def test_starting_over_asks_first(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    answer_everything_rightly(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("button", name="Clear", exact=True)).to_be_focused()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_label("The left one")).to_be_checked()
    expect(page.get_by_role("button", name="Start over")).to_be_focused()
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("0 of 4 questions answered.")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("")
    expect(status(page)).to_have_text("All answers are cleared.")


def test_the_download_is_pythons_notebook_byte_for_byte(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    answer_everything_rightly(page)
    page.get_by_label("Your answer").fill("4,25 cm")
    quiz.answers = {"stance_side": "b", "lever_arms": ["a", "c"], "warm_up": "a", "arm_length": 4.25}
    assert downloaded(page) == ("function.ipynb", quiz.notebook().encode())
    expect(status(page)).to_have_text("function.ipynb is made.")


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
    expect(page.get_by_text("3 of 4 questions answered.")).to_be_visible()


def test_two_quizzes_on_a_page_keep_apart(mount: Mount, course: Path) -> None:
    page = mount([Quiz("function", course, mode="open"), Quiz("function", course, mode="open")])
    page.get_by_label("The left one").first.check()
    expect(page.get_by_label("The left one").nth(1)).not_to_be_checked()
    page.get_by_label("The right one").nth(1).check()
    expect(page.get_by_label("The left one").first).to_be_checked()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))


def test_a_closed_quiz_withholds_every_graded_key(mount: Mount, course: Path) -> None:
    page = mount(Quiz("function", course, mode="closed"))
    answer_everything_rightly(page)
    page.get_by_role("button", name="Check answers").click()
    expect(status(page)).to_have_text("1 right. 3 questions for your instructor to mark.")
    for number in (1, 2, 4):
        expect(card(page, number)).to_contain_text("Answered. Your instructor marks this question.")
        expect(card(page, number).get_by_role("button")).to_have_count(0)
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


@pytest.mark.parametrize("mode", ["open", "closed"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(
    mount: Mount, new_page: Callable[..., Page], course: Path, mode: str, *, dark: bool, width: int
) -> None:
    page = mount(Quiz("function", course, mode=mode), new_page(viewport={"width": width, "height": 900}), dark=dark)
    page.add_script_tag(path=AXE)
    page.get_by_label("The right one").check()
    page.get_by_label("A cane in the other hand").check()
    page.get_by_label("A longer step").check()
    page.get_by_label("Your answer").fill("x")
    for action in ("Download answers as notebook", "Check answers", "Start over"):
        page.get_by_role("button", name=action).click()
        found: list[dict[str, Any]] = page.evaluate("axe.run('.gluteus-widget').then((result) => result.violations)")
        assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_sticks_out_of_a_narrow_page(
    mount: Mount, new_page: Callable[..., Page], quiz: Quiz, width: int
) -> None:
    page = mount(quiz, new_page(viewport={"width": width, "height": 800}))
    page.get_by_role("button", name="Check answers").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_the_questions_can_be_read(mount: Mount, new_page: Callable[..., Page], quiz: Quiz) -> None:
    address = mount(quiz).url
    page = new_page(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_text("Which gluteus medius keeps the pelvis level?")).to_be_visible()
    expect(page.get_by_text("A load in the hand of the same side")).to_be_visible()
    expect(page.get_by_text("Graded, 1.5 points")).to_be_visible()
    assert "It belongs to the lifted leg." not in quiz.text()
