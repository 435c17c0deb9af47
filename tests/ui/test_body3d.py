"""The body that turns, in a browser: what it shows, how it is turned, what a press tells, and when it is loaded."""

from __future__ import annotations

import re
from base64 import b64decode
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect
from running_chromium import widget_page

import gluteus
from gluteus import atlas, palette
from gluteus.sphinx import STATIC
from gluteus.widgets import body3d
from gluteus.widgets.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

POLICY = "default-src 'none'; script-src 'self' blob:; style-src 'self'; img-src 'self' data:"
POINT = "gluteus_medius.1:right"
CREATE = """async (strings) => {
  await gluteusBody3D.ready;
  const told = (globalThis.told = []);
  const tell = (kind) => (what) => told.push(`${kind} ${what}`);
  const host = document.getElementById("host");
  globalThis.scene = gluteusBody3D.create(host, { strings, onPlace: tell("place"), onPoint: tell("point") });
}"""
# In the frame in which it was drawn: a browser keeps the picture of WebGL no longer.  A new class draws it again.
PIXELS = """async () => {
  document.documentElement.classList.toggle("again");
  await null;
  return new Promise((done) => {
    const ground = getComputedStyle(document.documentElement).getPropertyValue("--gluteus-background");
    const live = document.querySelector(".gluteus-body3d canvas");
    requestAnimationFrame(() => {
      const copy = new OffscreenCanvas(live.width, live.height).getContext("2d");
      copy.fillStyle = ground;
      copy.fillRect(0, 0, live.width, live.height);
      copy.drawImage(live, 0, 0);
      const { data } = copy.getImageData(0, 0, live.width, live.height);
      let text = "";
      for (let at = 0; at < data.length; at += 30000) text += String.fromCharCode(...data.subarray(at, at + 30000));
      done([btoa(text), live.width, live.height]);
    });
  });
}"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def strings() -> dict[str, Any]:
    said = words("explorer", "en")
    return {**said["body3d"], "views": said["views"], "ends": said["ends"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the script, a page that has nothing but the body, and a page with the explorer."""
    root = tmp_path_factory.mktemp("body3d")
    (root / "_static").mkdir()
    (root / "_static" / body3d.file_name()).write_text(body3d.script(), encoding="utf-8")
    (root / "favicon.ico").write_bytes(b"")
    pages = root / "book"
    pages.mkdir()
    (pages / "style.css").write_text(f"{palette.css()} body {{ background: var(--gluteus-background) }}")
    (pages / "body.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The body</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><link rel="stylesheet" href="style.css">'
        f'<script src="{body3d.address()}"></script></head><body><div id="host"></div></body></html>',
        encoding="utf-8",
    )
    (pages / "explorer.html").write_text(widget_page([gluteus.Explorer()]), encoding="utf-8")
    (pages / "widget-loader.js").write_bytes((STATIC / "widget-loader.js").read_bytes())
    return root


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return f"{serve(folder)}/book"


@pytest.fixture(scope="module")
def bare(browser: Browser, address: str) -> Iterator[Page]:
    """One page for the tests of the body itself: without a graphics card a browser takes a second to start WebGL."""
    complaints: list[str] = []
    expected = ("ReadPixels", "CONTEXT_LOST", "Context")  # the last two when the picture is lost, on purpose
    context = browser.new_context(viewport={"width": 480, "height": 520}, reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: complaints.append(asked.url) if "//127.0.0.1" not in asked.url else None)
    page.goto(f"{address}/body.html")
    page.evaluate(CREATE, strings())
    yield page
    context.close()
    assert [said for said in complaints if not any(word in said for word in expected)] == []


@pytest.fixture
def page(bare: Page) -> Page:
    """The body as it is at first: seen from the back, light, with nothing on it."""
    bare.evaluate("""() => {
      document.documentElement.dataset.theme = "light";
      scene.show({ zones: [], chosen: [], near: [], quiet: [], layers: ["skin"], label: "" });
      told.length = 0;
      document.activeElement.blur();
    }""")
    bare.get_by_role("button", name="Start again").click()
    return bare


def show(page: Page, name: str = POINT, **more: Any) -> None:
    point, _, side = name.partition(":")
    zones = [{"places": places, "look": look} for look, places in atlas.zones(point, side).items()]
    chosen = [{"id": point, "muscle": atlas.load().trigger_points[point].muscle, "side": side}]
    what = {"zones": zones, "chosen": chosen, "layers": ["skin"], "label": name, **more}
    page.evaluate("(what) => scene.show(what)", what)
    page.evaluate(PAINTED)


def pixels(page: Page) -> np.ndarray:
    text, width, height = page.evaluate(PIXELS)
    return np.frombuffer(b64decode(text), dtype=np.uint8).reshape(height, width, 4)[:, :, :3].astype(float)


def like(picture: np.ndarray, colour: str, reach: float = 40) -> np.ndarray:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return np.linalg.norm(picture - wanted, axis=2) < reach


def across(found: np.ndarray) -> float:
    """Where the found pixels lie on average: 0 at the left edge of the picture, 1 at the right."""
    return float(np.nonzero(found)[1].mean() / found.shape[1])


def drawn(page: Page) -> int:
    """Count the pixels that are not the page's white ground."""
    return int((np.abs(pixels(page) - 255).sum(axis=2) > 20).sum())


def seen_from(page: Page) -> str:
    return page.locator("canvas").get_attribute("aria-label") or ""


def canvas_of(page: Page) -> Locator:
    return page.locator("canvas")


def test_a_zone_is_painted_where_it_belongs_and_turns_with_the_body(page: Page) -> None:
    show(page)
    colour = palette.LIGHT["essential"]
    back = like(pixels(page), colour)
    assert back.sum() > 2000
    # Seen from the back, the person's right is on the right.
    assert 0.5 < across(back) < 0.7
    page.get_by_role("button", name="Front", exact=True).click()
    assert like(pixels(page), colour).sum() < 0.1 * back.sum()
    page.get_by_role("button", name="Right side").click()
    assert like(pixels(page), colour).sum() > 500
    page.get_by_role("button", name="Left side").click()
    assert like(pixels(page), colour).sum() < 0.1 * back.sum()
    page.get_by_role("button", name="Back", exact=True).click()
    show(page, "gluteus_medius.1:left")
    assert 0.3 < across(like(pixels(page), colour)) < 0.5


@pytest.mark.parametrize(
    "looks", [("essential", "spillover", "marked", ""), ("first", "second", "third", "shared", "")]
)
def test_looks_that_are_seen_together_differ_by_more_than_colour(page: Page, looks: tuple[str, ...]) -> None:
    pictures = {}
    for look in (*looks, ""):
        places = ["buttock_middle_inner:right", "buttock_middle_outer:right"] if look else []
        show(page, zones=[{"places": places, "look": look}], chosen=[])
        pictures[look] = pixels(page).mean(axis=2)
    painted = np.abs(pictures[looks[0]] - pictures[""]) > 1
    for one, other in combinations(looks, 2):
        assert np.abs(pictures[one] - pictures[other])[painted].mean() > 4, (one, other)


def test_buttons_and_keys_turn_it_and_say_so(page: Page) -> None:
    show(page)
    canvas = canvas_of(page)
    expect(canvas).to_have_role("img")
    assert seen_from(page) == f"The body in 3-D, seen from the back. {POINT}"
    left = page.get_by_role("button", name="Left side")
    left.click()
    expect(left).to_have_attribute("aria-pressed", "true")
    expect(canvas).to_have_attribute("aria-label", f"The body in 3-D, seen from your left. {POINT}")
    canvas.focus()
    before = pixels(page)
    page.keyboard.press("ArrowLeft")
    expect(left).to_have_attribute("aria-pressed", "false")
    assert (pixels(page) != before).any()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(canvas).to_have_attribute("aria-label", f"The body in 3-D, seen from the back and your left. {POINT}")
    page.keyboard.press("0")
    expect(page.get_by_role("button", name="Back", exact=True)).to_have_attribute("aria-pressed", "true")
    small = drawn(page)
    page.keyboard.press("-")
    assert drawn(page) < small
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert drawn(page) > small


def test_the_words_left_and_right_stay_true(page: Page) -> None:
    ends = {side: page.locator(f"[data-side={side}]") for side in ("left", "right", "front", "back")}

    def order() -> list[str]:
        page.evaluate(PAINTED)
        seen = [side for side, node in ends.items() if node.evaluate("(node) => node.style.opacity") == "1"]
        return sorted(seen, key=lambda side: ends[side].bounding_box()["x"])

    for view, expected in gluteus.body.ENDS.items():
        name = {"back": "Back", "front": "Front", "left": "Left side", "right": "Right side"}[view]
        page.get_by_role("button", name=name, exact=True).click()
        middle = [] if view in ("back", "front") else [view]
        assert order() == [expected[0], *middle, expected[1]], view


def test_dragging_turns_and_a_short_press_does_not(page: Page) -> None:
    show(page)
    box = canvas_of(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y, steps=4)
    page.mouse.move(x - 180, y, steps=4)
    page.mouse.up()
    # A drag to the left brings what was on the right to the front.
    expect(page.get_by_role("button", name="Right side")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("told") == []


def test_a_press_tells_the_place_or_the_trigger_point(page: Page) -> None:
    show(page, near=[f"gluteus_medius.{number}:left" for number in (1, 2, 3)])
    for name in ("gluteus_medius.1:left", POINT):
        page.mouse.click(*page.evaluate("(name) => scene.find(name)", name))
    box = canvas_of(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.44 * box["width"], box["y"] + 0.9 * box["height"])
    told = page.evaluate("told")
    assert told[:2] == ["point gluteus_medius.1:left", f"point {POINT}"]
    kind, place = told[2].split()
    assert kind == "place"
    assert place.startswith("thigh_back")
    assert place.endswith(":left")
    page.mouse.click(box["x"] + 5, box["y"] + box["height"] / 2)
    assert len(page.evaluate("told")) == 3


def test_skin_muscles_and_bones_are_seen_as_they_are_asked_for(page: Page) -> None:
    pictures = {}
    for layers in ([], ["skin"], ["bones"], ["muscles"], ["skin", "bones"], ["skin", "muscles"]):
        show(page, zones=[], chosen=[], layers=layers)
        pictures["+".join(layers)] = pixels(page)
    show(page, zones=[], layers=["skin"])
    pictures["skin+one muscle"] = pixels(page)
    for one, other in combinations(pictures, 2):
        differing = np.abs(pictures[one] - pictures[other]).sum(axis=2) > 30
        assert differing.sum() > 1000, (one, other)


def test_a_line_leads_from_a_deep_point_to_the_skin(page: Page) -> None:
    width = {}
    for view in ("Front", "Left side"):
        page.get_by_role("button", name=view, exact=True).click()
        show(page, "iliopsoas.1:left", zones=[])
        width[view] = np.ptp(np.nonzero(like(pixels(page), palette.LIGHT["trigger_point"], 60))[1])
    # The nearest skin is at the back: the line is seen from the side.
    assert width["Left side"] > width["Front"] + 10


def test_a_muscle_of_the_far_side_is_not_taken_for_one_of_the_near_side(page: Page) -> None:
    seen = {}
    for view in ("Left side", "Right side"):
        page.get_by_role("button", name=view, exact=True).click()
        show(page, zones=[])
        with_it = pixels(page)
        show(page, zones=[], chosen=[])
        redder = with_it - pixels(page)
        seen[view] = int((redder[:, :, 0] - redder[:, :, 2] > 15).sum())
    assert seen["Right side"] > 1000
    assert seen["Left side"] < seen["Right side"] / 5


def test_two_fingers_make_it_larger(page: Page) -> None:
    box = canvas_of(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = drawn(page)
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *away: float) -> None:
        points = [{"x": x + sign * one, "y": y, "id": sign + 1} for one in away for sign in (-1, 1)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 30)
    for apart in (40, 50, 60):
        touch("touchMove", apart)
    touch("touchEnd")
    assert drawn(page) > 1.3 * before
    assert page.evaluate("told") == []
    expect(page.get_by_role("button", name="Back", exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_page_scrolls_past_unless_the_body_has_the_focus(page: Page) -> None:
    page.evaluate("document.body.style.setProperty('padding-bottom', '2000px')")
    box = canvas_of(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 200)
    before = pixels(page)
    heard = """() => new Promise((done) => addEventListener("wheel", (event) => done(event.defaultPrevented),
      { once: true }))"""
    for focused in (False, True):
        if focused:
            canvas_of(page).focus()
        waiting = page.evaluate_handle(f"() => ({{ heard: ({heard})() }})")
        page.mouse.wheel(0, -100)
        assert waiting.evaluate("(waiting) => waiting.heard") is focused
    assert (pixels(page) != before).any()


def test_colours_follow_the_page(page: Page) -> None:
    show(page)
    assert like(pixels(page), palette.LIGHT["essential"]).sum() > 2000
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    dark = pixels(page)
    assert like(dark, palette.DARK["background"], 12).sum() > 10_000
    assert like(dark, palette.DARK["essential"], 60).sum() > 2000


def test_nothing_moves_by_itself_and_nothing_stays_after_the_end(page: Page) -> None:
    show(page)
    # How often anybody asks for a frame while five go by.
    count = """async () => {
      const { requestAnimationFrame: real } = globalThis;
      let asked = 0;
      globalThis.requestAnimationFrame = (work) => { asked += 1; return real(work); };
      for (let frame = 0; frame < 5; frame += 1) await new Promise((next) => real(next));
      globalThis.requestAnimationFrame = real;
      return asked;
    }"""
    assert page.evaluate(count) == 0
    page.evaluate("""() => {
      globalThis.context = document.querySelector("canvas").getContext("webgl2");
      scene.dispose();
    }""")
    expect(page.locator("#host > *")).to_have_count(0)
    assert page.evaluate("context.isContextLost()")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(count) == 0
    page.evaluate(CREATE, strings())


def test_a_lost_picture_is_said_and_comes_back(page: Page) -> None:
    show(page)
    page.evaluate("""() => {
      const context = document.querySelector("canvas").getContext("webgl2");
      globalThis.loss = context.getExtension("WEBGL_lose_context");
      loss.loseContext();
    }""")
    expect(page.get_by_text(strings()["lost"])).to_be_visible()
    page.evaluate("loss.restoreContext()")
    expect(page.get_by_text(strings()["lost"])).to_be_hidden()
    assert like(pixels(page), palette.LIGHT["essential"]).sum() > 2000


def test_the_explorer_loads_it_when_it_is_asked_for_and_not_before(
    new_page: Callable[..., Page], address: str, wait_for_widgets: Callable[[Page], None]
) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/explorer.html")
    wait_for_widgets(page)
    assert not [url for url in asked if "body-3d" in url]
    page.get_by_role("button", name=strings()["open"]).click()
    canvas = canvas_of(page)
    expect(canvas).to_be_visible(timeout=30_000)
    assert len([url for url in asked if "body-3d" in url]) == 1
    label = "The body in 3-D, seen from the back. Gluteus medius TrP1, right. Essential zone:"
    assert seen_from(page).startswith(label)
    assert like(pixels(page), palette.LIGHT["essential"]).sum() > 2000
    page.locator(".gx-choice", has_text="TrP2").filter(visible=True).first.click()
    expect(canvas).to_have_attribute("aria-label", re.compile("Gluteus medius TrP2, right"))
    page.get_by_role("button", name=strings()["close"]).click()
    expect(canvas).to_have_count(0)
    page.get_by_role("button", name=strings()["open"]).click()
    expect(canvas).to_be_visible(timeout=30_000)
    assert len([url for url in asked if "body-3d" in url]) == 1


def test_a_page_opened_from_disk_has_it_too(
    new_page: Callable[..., Page], folder: Path, wait_for_widgets: Callable[[Page], None]
) -> None:
    page = new_page()
    page.goto((folder / "book" / "explorer.html").as_uri())
    wait_for_widgets(page)
    page.get_by_role("button", name=strings()["open"]).click()
    expect(canvas_of(page)).to_be_visible(timeout=30_000)
    assert like(pixels(page), palette.LIGHT["essential"]).sum() > 2000


def test_what_this_browser_cannot_unpack_is_said(
    new_page: Callable[..., Page], address: str, wait_for_widgets: Callable[[Page], None]
) -> None:
    page = new_page()
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto(f"{address}/explorer.html")
    wait_for_widgets(page)
    page.get_by_role("button", name=strings()["open"]).click()
    expect(page.get_by_text(strings()["failed"])).to_be_visible()
    expect(page.locator(".gx-view:visible").first).to_be_visible()


def test_an_explorer_that_is_closed_while_the_body_is_on_its_way_gets_none(new_page: Callable[..., Page]) -> None:
    page = new_page()
    made = page.evaluate(
        """async ([source, traits]) => {
          const file = new Blob([source], { type: "text/javascript" });
          const { default: widget } = await import(URL.createObjectURL(file));
          const script = `globalThis.gluteusBody3D = {
            ready: Promise.resolve(),
            create: () => { globalThis.made = true; return { show() {}, face() {}, zoomTo() {}, dispose() {} }; },
          }`;
          traits.body3d_address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
          const model = { get: (name) => traits[name], set() {}, save_changes() {}, on() {}, off() {} };
          const found = [];
          for (const stays of [false, true]) {
            globalThis.made = false;
            const el = document.createElement("div");
            document.body.append(el);
            const clean = widget.render({ model, el });
            if (!stays) clean();
            while (!globalThis.gluteusBody3D) await new Promise(requestAnimationFrame);
            for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
            found.push(globalThis.made);
          }
          return found;
        }""",
        [str(gluteus.Explorer._esm), gluteus.Explorer(three_d=True).get_state()],
    )
    assert made == [False, True]


def test_without_webgl_one_sentence_says_so_and_the_flat_pictures_stay(
    new_page: Callable[..., Page], address: str, wait_for_widgets: Callable[[Page], None]
) -> None:
    page = new_page()
    page.add_init_script("""
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return kind.startsWith("webgl") ? null : real.call(this, kind, ...more);
      };
    """)
    page.goto(f"{address}/explorer.html")
    wait_for_widgets(page)
    page.get_by_role("button", name=strings()["open"]).click()
    expect(page.get_by_text(strings()["missing"])).to_be_visible()
    expect(canvas_of(page)).to_have_count(0)
    expect(page.locator(".gx-view:visible").first).to_be_visible()
