"""Progress in the browser: kept, shared by tabs, checked before use, exported, imported and removed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from gluteus.quiz.build import build
from gluteus.quiz.page import asked
from gluteus.quiz.questions import read
from gluteus.widgets.progress import Progress
from gluteus.widgets.quiz import Quiz

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KEY = "gluteus:progress:v1"
QUESTIONS = ROOT / "tests" / "small_course" / "solutions" / "function" / "questions.yml"
ASKED = {question.id: asked(question) for question in read(QUESTIONS).questions}
READY = "html[data-widgets=ready]"

Mount = Callable[..., "Page"]


@pytest.fixture
def quiz(course: Path) -> Quiz:
    return Quiz("function", course, mode="open")


def card(page: Page, number: int) -> Locator:
    return page.locator(".gluteus-quiz-card").nth(number - 1)


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    return found


def keep(page: Page, text: str) -> None:
    page.evaluate(f"(text) => localStorage.setItem('{KEY}', text)", text)
    again(page)


def again(page: Page) -> None:
    page.reload()
    page.wait_for_selector(READY, state="attached")


def a_file(**parts: Any) -> dict[str, Any]:
    """Progress of the quiz ``function``, each answer with what its question asks now."""
    asked = {name: ASKED[name] for name in parts.get("answers", {}) if name in ASKED}
    frame = {"paper": 0, "answers": {}, "asked": asked, "aside": {}, "tries": {}, "results": {}}
    entry = {**frame, "updated": "2026-11-20T10:00:00.000Z", **parts}
    return {"version": 1, "quizzes": {"function": entry}}


def bring(page: Page, content: str | bytes) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import").click()
    data = content.encode() if isinstance(content, str) else content
    chooser.value.set_files({"name": "progress.json", "mimeType": "application/json", "buffer": data})


def test_everything_is_there_after_a_reload(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    number = page.locator(".gluteus-quiz-number-of-paper").inner_text()
    page.get_by_label("The left one").check()
    card(page, 1).get_by_role("button", name="Check").click()
    page.get_by_label("A cane in the other hand").check()
    card(page, 2).get_by_role("button", name="Check").click()
    page.get_by_label("Your answer").fill("7")
    again(page)
    expect(page.locator(".gluteus-quiz-number-of-paper")).to_have_text(number)
    expect(card(page, 1)).to_contain_text("Right: 1 of 1 point.")
    expect(card(page, 1)).to_contain_text("The muscle of the standing leg holds the pelvis.")
    expect(card(page, 2)).to_contain_text("Partly right so far: 1 of 2 points. You have a second try.")
    expect(card(page, 2)).not_to_contain_text("Two things count")
    expect(page.get_by_label("Your answer")).to_have_value("7")
    page.get_by_label("A load in the hand of the same side").check()
    again(page)
    card(page, 2).get_by_role("button", name="Check again").click()
    expect(card(page, 2)).to_contain_text("Right on the second try: 2 of 2 points.")
    entry = kept(page)["quizzes"]["function"]
    assert f"{entry['paper']:,}".replace(",", " ") == number.removeprefix("Paper ")
    assert entry["tries"] == {"stance_side": 1, "lever_arms": 2}
    assert entry["results"] == {
        "stance_side": {"earned": 1, "points": 1, "tries": 1},
        "lever_arms": {"earned": 2, "points": 2, "tries": 2},
    }
    expect(page.get_by_text("All quizzes: 3 questions answered in 1 quiz, 2 checked, 2 right.")).to_be_visible()


def test_a_browser_that_keeps_nothing_says_so_and_works(
    mount: Mount, new_page: Callable[..., Page], quiz: Quiz, course: Path
) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    mount(quiz, page)
    expect(page.get_by_text("This browser keeps nothing for this page")).to_be_visible()
    page.get_by_label("The right one").check()
    card(page, 1).get_by_role("button", name="Check").click()
    page.get_by_label("The left one").check()
    card(page, 1).get_by_role("button", name="Check again").click()
    expect(card(page, 1)).to_contain_text("Right on the second try: 1 of 1 point.")
    mount(Progress(course), page)
    expect(page.get_by_text("This browser keeps nothing for this page")).to_be_visible()


def test_a_full_storage_loses_no_answer_of_this_window(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }")
    page.get_by_label("The left one").check()
    page.get_by_label("Your answer").fill("4")
    expect(page.locator(".gluteus-quiz-notice")).to_contain_text("This browser keeps nothing for this page")
    expect(page.get_by_role("status")).to_contain_text("This browser keeps nothing for this page")
    expect(page.get_by_text("2 of 4 questions answered.")).to_be_visible()


@pytest.mark.parametrize("stored", ["{broken", '{"version": 2, "quizzes": {}}'])
def test_what_cannot_be_read_is_named_and_left_alone(mount: Mount, quiz: Quiz, course: Path, stored: str) -> None:
    page = mount(quiz)
    keep(page, stored)
    expect(page.get_by_text("What it kept before cannot be read and is left as it is.")).to_be_visible()
    page.get_by_label("The left one").check()
    expect(page.get_by_text("1 of 4 questions answered.")).to_be_visible()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == stored
    mount(Progress(course), page)
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Remove").click()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_what_no_longer_fits_is_named_and_left_out(mount: Mount, quiz: Quiz) -> None:
    page = mount(quiz)
    keep(page, json.dumps(a_file(answers={"stance_side": "z", "warm_up": "a", "gone": "<img src=x>"})))
    notice = page.locator(".gluteus-quiz-notice")
    expect(notice).to_contain_text('function: answers: stance_side: not an answer: "z"')
    expect(notice).to_contain_text("function: answers: no such question")
    expect(page.get_by_label("At the hip")).to_be_checked()
    expect(page.get_by_text("1 of 4 questions answered.")).to_be_visible()
    expect(page.locator("img")).to_have_count(0)


def test_an_answer_to_a_question_that_has_changed_is_put_aside(mount: Mount, small_course: Path, course: Path) -> None:
    page = mount(Quiz("function", course, mode="open", paper_number=0))
    page.get_by_label("The right one").check()
    card(page, 1).get_by_role("button", name="Check").click()
    page.get_by_label("At the hip").check()
    before = kept(page)["quizzes"]["function"]

    # The same course later: two options of a question have changed places.
    questions = small_course / "solutions" / "function" / "questions.yml"
    text = questions.read_text(encoding="utf-8")
    swapped = text.replace("text: The right one", "text: -").replace("text: The left one", "text: The right one")
    questions.write_text(swapped.replace("text: -", "text: The left one"), encoding="utf-8")
    build(small_course)
    later = Quiz("function", small_course, mode="open", paper_number=0)
    mount(later, page)
    changed = card(page, 1).get_by_text("This question has changed since you answered it.", exact=True)
    expect(changed).to_be_visible()
    expect(card(page, 1)).to_have_accessible_description("This question has changed since you answered it.")
    expect(page.locator(".gluteus-quiz-notice")).to_have_text(
        "1 question has changed since it was answered; its answer is set aside."
    )
    expect(card(page, 1).get_by_role("radio", checked=True)).to_have_count(0)
    expect(card(page, 1)).not_to_contain_text(re.compile("not right", re.IGNORECASE))
    expect(page.get_by_label("At the hip")).to_be_checked()
    expect(page.get_by_text("1 of 4 questions answered.")).to_be_visible()
    expect(page.get_by_role("list", name="Summary")).to_contain_text("Question 1Changed since you answered it")

    # Who goes on keeps it aside; the course as it was brings it back.
    page.get_by_label("A longer step").check()
    entry = kept(page)["quizzes"]["function"]
    assert entry["aside"] == {"stance_side": {"answer": "a", "asked": before["asked"]["stance_side"]}}
    mount(Progress(small_course), page)
    expect(page.get_by_role("listitem").filter(has_text="What it does")).to_contain_text(
        "2 of 4 questions answered, 0 checked, 0 right, 1 changed since"
    )
    mount(Quiz("function", course, mode="open", paper_number=0), page)
    expect(page.get_by_label("The right one")).to_be_checked()
    # A new answer leaves it there: each comes with the form that it answers.
    mount(later, page)
    page.get_by_label("The left one").check()
    expect(changed).to_be_hidden()
    expect(page.locator(".gluteus-quiz-notice")).to_be_hidden()
    card(page, 1).get_by_role("button", name="Check").click()
    mount(Quiz("function", course, mode="open", paper_number=0), page)
    expect(page.get_by_label("The right one")).to_be_checked()
    expect(card(page, 1)).not_to_contain_text(re.compile("not right", re.IGNORECASE))
    mount(later, page)
    expect(page.get_by_label("The left one")).to_be_checked()


def test_words_that_were_put_aside_can_be_taken_over(mount: Mount, course: Path) -> None:
    page = mount(Quiz("every-kind", course, mode="open", paper_number=0))
    progress = a_file(aside={"own_words": {"answer": "<b>It</b> pulls.", "asked": "0123456789ab"}})
    progress["quizzes"]["every-kind"] = progress["quizzes"].pop("function")
    keep(page, json.dumps(progress))
    expect(card(page, 7)).to_contain_text("This question has changed since you answered it.")
    # Who begins to write anew has them still.
    field = card(page, 7).get_by_role("textbox")
    field.fill("T")
    card(page, 7).get_by_role("button", name="Use my earlier words").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("<b>It</b> pulls.")
    expect(card(page, 7).get_by_text("has changed")).to_be_hidden()
    assert kept(page)["quizzes"]["every-kind"]["answers"] == {"own_words": "<b>It</b> pulls."}


def test_two_tabs_keep_each_others_answers(mount: Mount, new_page: Callable[..., Page], quiz: Quiz) -> None:
    one = new_page()
    one.add_init_script("addEventListener('storage', (event) => self.deaf && event.stopImmediatePropagation())")
    mount(quiz, one)
    two = one.context.new_page()
    two.goto(one.url)
    two.wait_for_selector(READY, state="attached")
    one.get_by_label("The left one").check()
    expect(two.get_by_label("The left one")).to_be_checked()
    two.get_by_label("Your answer").fill("4.3")
    card(two, 4).get_by_role("button", name="Check").click()
    expect(card(one, 4)).to_contain_text("Right: 1.5 of 1.5 points.")
    # A tab that has not heard of the other's answer yet does not write over it.
    one.evaluate("self.deaf = true")
    two.get_by_label("At the hip").check()
    one.get_by_label("A longer step").check()
    assert set(kept(one)["quizzes"]["function"]["answers"]) == {"stance_side", "lever_arms", "warm_up", "arm_length"}
    expect(one.get_by_label("At the hip")).to_be_checked()
    # A paper that was given up in the other tab gets no answer any more.
    two.get_by_role("button", name="Start over").click()
    two.get_by_role("button", name="Clear", exact=True).click()
    paper = kept(two)["quizzes"]["function"]["paper"]
    one.get_by_label("A load in the other hand").click()
    assert kept(one)["quizzes"]["function"]["answers"] == {}
    assert kept(one)["quizzes"]["function"]["paper"] == paper
    expect(one.get_by_text("0 of 4 questions answered.")).to_be_visible()


def test_what_python_sets_is_shown_and_what_is_kept_stays(mount: Mount, course: Path) -> None:
    page = mount(Quiz("function", course, mode="open", paper_number=0))
    page.get_by_label("The left one").check()
    before = kept(page)
    mount(Quiz("function", course, mode="open", paper_number=0), page)
    expect(page.get_by_label("The left one")).to_be_checked()
    given = Quiz("function", course, mode="open", paper_number=0)
    given.answers = {"stance_side": "a"}
    mount(given, page)
    expect(page.get_by_label("The right one")).to_be_checked()
    expect(page.get_by_text("These answers were set in Python")).to_be_visible()
    page.get_by_label("Neither of them").check()
    expect(page.get_by_text("1 of 4 questions answered.")).to_be_visible()
    assert kept(page) == before
    mount(Quiz("function", course, mode="open", paper_number=5), page)
    expect(page.get_by_text("0 of 4 questions answered.")).to_be_visible()
    assert kept(page) == before


def test_what_python_sets_takes_the_place_of_a_quiz_that_was_only_opened(mount: Mount, course: Path) -> None:
    page = mount(Quiz("function", course, mode="open"))
    assert kept(page)["quizzes"]["function"]["answers"] == {}
    given = Quiz("function", course, mode="open", paper_number=0)
    given.answers = {"stance_side": "a"}
    mount(given, page)
    expect(page.get_by_label("The right one")).to_be_checked()
    expect(page.get_by_text("Paper 0", exact=True)).to_be_visible()
    entry = kept(page)["quizzes"]["function"]
    assert (entry["paper"], entry["answers"]) == (0, {"stance_side": "a"})


def test_what_python_sets_leaves_alone_what_was_put_aside(mount: Mount, course: Path) -> None:
    page = mount(Quiz("every-kind", course, mode="open"))
    progress = a_file(paper=7, aside={"own_words": {"answer": "It pulls.", "asked": "0123456789ab"}})
    progress["quizzes"]["every-kind"] = progress["quizzes"].pop("function")
    keep(page, json.dumps(progress))
    mount(Quiz("every-kind", course, mode="open", paper_number=5), page)
    expect(page.get_by_text("Paper 5", exact=True)).to_be_visible()
    expect(page.get_by_text("These answers were set in Python")).to_be_visible()
    assert kept(page) == progress


def test_progress_goes_out_as_a_file_and_comes_back(mount: Mount, course: Path) -> None:
    page = mount(Progress(course))
    before = a_file(answers={"stance_side": "b", "warm_up": "b"}, results={})
    before["quizzes"]["function"]["results"] = {"stance_side": {"earned": 1, "points": 1, "tries": 1}}
    before["quizzes"]["walking"] = a_file(answers={"new_kind": ["a", None]})["quizzes"]["function"]
    keep(page, json.dumps(before))
    rows = page.get_by_role("region", name="Your progress").get_by_role("listitem")
    expect(rows.filter(has_text="What it does")).to_contain_text("2 of 4 questions answered, 1 checked, 1 right")
    expect(rows.filter(has_text="Every kind")).to_contain_text("7 questions, not begun")
    expect(page.get_by_text("Also kept, of another edition of the course: walking.")).to_be_visible()
    expect(page.get_by_role("link", name="What it does")).to_have_attribute("href", "function.html#check-yourself")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert re.fullmatch(r"gluteus-progress-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    exported = Path(download.value.path()).read_text(encoding="utf-8")
    assert json.loads(exported) == before

    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("button", name="Remove")).to_be_focused()
    page.get_by_role("button", name="Keep").click()
    assert kept(page) == before
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_have_text("All progress is removed from this browser.")
    assert page.evaluate("localStorage.length") == 0

    bring(page, exported)
    expect(page.get_by_text("The file holds 2 quizzes with 3 questions answered.")).to_be_focused()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).to_have_text("Nothing was changed.")
    expect(page.get_by_role("button", name="Import")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0
    bring(page, exported)
    page.get_by_role("button", name="Replace").click()
    expect(page.get_by_role("status")).to_have_text("The file has replaced what was here.")
    assert kept(page) == before

    later = a_file(answers={"warm_up": "a", "arm_length": 4.3}, updated="2026-11-21T10:00:00.000Z")
    bring(page, json.dumps(later))
    page.get_by_role("button", name="Merge").click()
    assert kept(page)["quizzes"]["function"]["answers"] == {"stance_side": "b", "warm_up": "a", "arm_length": 4.3}
    assert kept(page)["quizzes"]["walking"] == before["quizzes"]["walking"]


def test_a_hostile_file_is_refused_or_its_faults_are_named(mount: Mount, course: Path) -> None:
    page = mount(Progress(course))
    before = a_file(answers={"stance_side": "b"})
    keep(page, json.dumps(before))
    for content, said in (
        (b"\xff\xfe\x00", "The file is not JSON."),
        ("[" * 100_000, "The file is not JSON."),
        (" " * 4_000_001, "The file is too large to be progress of this course."),
        ('{"version": 9, "quizzes": {}}', "The file has version 9; this page reads version 1."),
    ):
        bring(page, content)
        expect(page.get_by_role("group", name="The file cannot be imported.")).to_contain_text(said)
        expect(page.get_by_role("button", name="Merge")).to_be_hidden()
        page.get_by_role("button", name="Close").click()
    hostile = a_file(answers={"stance_side": "<img src=x onerror=alert(1)>", "__proto__": "a", "warm_up": "b"})
    hostile["quizzes"]["<b>bold</b>"] = {}
    bring(page, json.dumps(hostile))
    panel = page.get_by_role("group", name="The file holds 1 quiz with 1 question answered. This was left out:")
    expect(panel.get_by_role("listitem")).to_have_count(3)
    expect(panel).to_contain_text('"<b>bold</b>": not the name of a quiz')
    expect(page.locator("img, b")).to_have_count(0)
    assert kept(page) == before
    page.get_by_role("button", name="Replace").click()
    assert kept(page)["quizzes"] == a_file(answers={"warm_up": "b"})["quizzes"]


def test_a_reset_elsewhere_empties_an_open_quiz(mount: Mount, quiz: Quiz, course: Path) -> None:
    page = mount(quiz)
    page.get_by_label("The left one").check()
    other = mount(Progress(course), page.context.new_page())
    expect(other.get_by_text("1 of 11 questions answered, 0 checked, 0 right.")).to_be_visible()
    other.get_by_role("button", name="Reset").click()
    other.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("0 of 4 questions answered.")).to_be_visible()
    assert other.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(("dark", "width"), [(False, 320), (True, 1280)])
def test_axe_finds_nothing_and_nothing_sticks_out(
    mount: Mount, new_page: Callable[..., Page], course: Path, *, dark: bool, width: int
) -> None:
    page = mount(Progress(course), new_page(viewport={"width": width, "height": 900}), dark=dark)
    page.add_script_tag(path=AXE)
    keep(page, json.dumps(a_file(answers={"stance_side": "b"})))
    page.add_script_tag(path=AXE)
    bring(page, json.dumps(a_file(answers={"stance_side": "x" * 200})))
    page.get_by_role("button", name="Merge").wait_for()
    page.get_by_role("button", name="Reset").click()
    found: list[dict[str, Any]] = page.evaluate("axe.run('.gluteus-widget').then((result) => result.violations)")
    assert [(item["id"], item["nodes"][0]["html"]) for item in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
