"""How long the explorer takes to apply a change and to paint it, in Chromium at 4x CPU slowdown.

What is measured
----------------
Real input (sent by the DevTools protocol, so that the browser does its own hit testing, focus and hover) on the
explorer in a window of 1280 x 900, recorded as a DevTools trace.

``applied and painted``
    The work of the page's main thread from the start of the task that handles the input to the end of the commit of
    the first frame after it: handlers, style, layout, paint, commit and whatever else runs in between.  Waiting for
    the display's next frame is not work and does not count.
``presented``
    The time from the same start until that frame stands on the (emulated, 60 Hz) display: with that waiting, and with
    rasterising, which the browser does on other threads and does not slow down.
``after``
    The work of the main thread that comes after that commit, until the next input: text that may follow a frame
    later, the address, the browser's own housekeeping.

A selection is the release of the mouse over what is pressed: a trigger point's mark, a place of the body in the mode
"From where it hurts", or the button that shows a pattern.
A brush point is one movement of the mouse with the brush on the body; the end of a stroke is the release after it.

Run it by itself: ``python tests/benchmarks/explorer_paint.py [ADDRESS]``; without the address of a page that has an
explorer, one is mounted without the book.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from math import sin
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

from browser import served, slow_down
from figures import ROOT, percentile
from playwright.sync_api import sync_playwright
from running_chromium import launch, widget_page

import gluteus
from gluteus import atlas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, CDPSession, Page

SELECTIONS = 24  # of each kind
SETTLE_S = 0.3  # between two inputs: a person presses no faster, and the address is written 0.25 s after a change
MARKED_PLACES = 14
STROKES = 4
POINTS = 30  # of each stroke
CATEGORIES = ["devtools.timeline", *(f"disabled-by-default-devtools.timeline{more}" for more in ("", ".frame"))]
KINDS_OF_WORK = {
    "script": {
        "EventDispatch", "FunctionCall", "RunMicrotasks", "TimerFire", "FireAnimationFrame", "EvaluateScript",
        "v8.callFunction", "MinorGC", "MajorGC", "V8.GC_MC_BACKGROUND_MARKING", "FireIdleCallback",
    },
    "style": {"UpdateLayoutTree"},
    "layout": {"Layout", "HitTest", "IntersectionObserverController::computeIntersections"},
    "prepaint": {"PrePaint"},
    "paint": {"Paint", "PaintImage", "UpdateLayer"},
    "commit": {"Layerize", "Commit"},
}  # fmt: skip
WORK_OF = {name: kind for kind, names in KINDS_OF_WORK.items() for name in names}


@dataclass
class Painted:
    """One input and what followed, in milliseconds."""

    kind: str
    busy: float
    presented: float
    after: float = 0.0
    raster: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)


# --- What is pressed -------------------------------------------------------------------------------------------------

# Only `evaluate` speaks to the page: Playwright's selectors would add listeners of their own to what is measured.

# A point of an element that a press would really hit, or null.
POINT_OF = """(node) => {
  const box = node.getBoundingClientRect();
  for (const [x, y] of [[.5, .5], [.3, .5], [.7, .5], [.5, .3], [.5, .7], [.2, .2], [.8, .8], [.1, .5], [.9, .5]]) {
    const at = [box.left + x * box.width, box.top + y * box.height];
    const hit = document.elementFromPoint(...at);
    if (hit && (node === hit || node.contains(hit))) return at;
  }
  return null;
}"""
# The first of these elements that can be pressed, brought into the window where it is outside.
FIRST_POINT = f"""(selector) => {{
  const point = {POINT_OF};
  for (const node of document.querySelectorAll(selector)) {{
    if (!node.checkVisibility()) continue;
    if (!point(node)) node.scrollIntoView({{ block: "center" }});
    const at = point(node);
    if (at) return at;
  }}
  return null;
}}"""


def seen(page: Page, attribute: str) -> list[str]:
    """Give the different values of an attribute among what can be pressed without scrolling."""
    nodes = "[...document.querySelectorAll(`[${name}]`)]"
    values = page.evaluate(f"(name) => {nodes}.filter({POINT_OF}).map((one) => one.getAttribute(name))", attribute)
    return sorted(set(values))


def trigger_points(page: Page, draw: random.Random) -> list[str]:
    """Choose trigger points by their marks on the body."""
    names = seen(page, "data-point")
    return [f'[data-point="{name}"]' for name in draw.sample(names, len(names))]


def places(page: Page, draw: random.Random) -> list[str]:
    """Mark places and take the marks away again, those of one side: both legs would put the results away."""
    page.evaluate("document.querySelector('input[value=pain]').click()")
    red = {region.id for region in atlas.load().regions.values() if region.red_flag}
    names = [name for name in seen(page, "data-place") if name.endswith(":right") and name.split(":")[0] not in red]
    return [f'[data-place="{name}"]' for name in draw.sample(names, MARKED_PLACES)]


def patterns(page: Page, draw: random.Random) -> list[str]:
    """Show the patterns of the results on the body, one after the other."""
    all_there = "[...document.querySelectorAll('[data-pattern]')].filter((one) => one.checkVisibility())"
    names = page.evaluate(f"{all_there}.map((one) => one.dataset.pattern)")
    return [f'[data-pattern="{name}"] button[aria-pressed]' for name in draw.sample(names, len(names))]


SELECTING: dict[str, Callable[[Page, random.Random], list[str]]] = {
    "choose a trigger point": trigger_points,
    "mark a place": places,
    "show a pattern": patterns,
}


def mouse(session: CDPSession, what: str, point: list[float], held: int = 0) -> None:
    """Move the mouse, or press or release its left button."""
    moves = what == "mouseMoved"
    button = "left" if held or not moves else "none"
    event = {
        "type": what,
        "x": point[0],
        "y": point[1],
        "button": button,
        "buttons": held,
        "clickCount": int(not moves),
    }
    session.send("Input.dispatchMouseEvent", event)


def press(page: Page, session: CDPSession, selector: str) -> None:
    """Press what a person could press there, and wait until all is quiet again."""
    point = page.evaluate(FIRST_POINT, selector)
    if point is None:
        raise LookupError(f"nothing to press: {selector}")
    mouse(session, "mouseMoved", point)
    sleep(SETTLE_S / 4)
    mouse(session, "mousePressed", point, held=1)
    sleep(SETTLE_S / 4)
    mouse(session, "mouseReleased", point)
    sleep(SETTLE_S)


def choose_brush(page: Page) -> list[float]:
    """Take the brush, with nothing marked yet, and give the back view's left, top, width and height in the window."""
    page.evaluate("document.querySelector('input[value=pain]').click()")
    page.evaluate("document.querySelector('input[value=brush]').click()")
    box = "((one) => [one.left, one.top, one.width, one.height])"
    found: list[float] = page.evaluate(
        f"{box}(document.querySelector('[data-view=back] .gx-picture').getBoundingClientRect())"
    )
    return found


def stroke(box: list[float], turn: int) -> list[list[float]]:
    """Give the points of a wavy stroke down one side of the back."""
    left, top, width, height = box
    return [
        [
            left + width * (0.58 + 0.07 * turn + 0.05 * sin(step / 3)),
            top + height * (0.25 + 0.5 * step / POINTS),
        ]
        for step in range(POINTS + 1)
    ]


# --- What the trace says ---------------------------------------------------------------------------------------------

Event = dict[str, Any]


def end_of(event: Event) -> float:
    """Give when an event of the trace ends, in microseconds."""
    return float(event["ts"] + event.get("dur", 0))


def own_time(events: list[Event], start: float, end: float) -> dict[str, float]:
    """Share the time between two moments out among the kinds of work; what lies inside another is not counted twice."""
    parts: dict[str, float] = defaultdict(float)
    open_events: list[tuple[float, str]] = []  # end, kind of work
    moment = start

    def until(later: float) -> None:
        nonlocal moment
        while open_events and moment < later:
            stop = min(later, open_events[-1][0])
            if stop > moment:
                parts[open_events[-1][1]] += (stop - moment) / 1000
                moment = stop
            if open_events[-1][0] <= moment:
                open_events.pop()
        moment = max(moment, later)

    for event in sorted(events, key=lambda one: (one["ts"], -one.get("dur", 0))):
        if end_of(event) <= start or event["ts"] >= end:
            continue
        until(max(start, event["ts"]))
        inherited = open_events[-1][1] if open_events else "other"
        open_events.append((min(end, end_of(event)), WORK_OF.get(event["name"], inherited)))
    until(end)
    return dict(parts)


def painted(trace: list[Event], kind: str, last_of_input: str, count: int) -> Iterator[Painted]:
    """Read from a trace what each input cost.

    Parameters
    ----------
    trace
        The events of a DevTools trace.
    kind
        What the inputs were, in words.
    last_of_input
        The type of DOM event that each of them ends with, and nothing else: ``"click"``, ``"pointermove"``.
    count
        How many inputs were sent.
    """
    inputs = sorted(
        (e for e in trace if e["name"] == "EventDispatch" and e["args"]["data"]["type"] == last_of_input),
        key=lambda event: event["ts"],
    )
    if len(inputs) != count:
        raise RuntimeError(f"{kind}: {count} inputs were sent and {len(inputs)} arrived")
    page = (inputs[0]["pid"], inputs[0]["tid"])
    main = [e for e in trace if (e["pid"], e["tid"]) == page and e["ph"] == "X"]
    tasks = [e for e in main if e["name"] == "RunTask"]
    commits = sorted((e for e in main if e["name"] == "Commit"), key=end_of)
    rasters = [e for e in trace if e["name"] == "RasterTask" and e["pid"] == page[0] and e["ph"] == "X"]
    presented = presentations(trace, page[0])

    def busy(start: float, end: float) -> float:
        return sum(max(0.0, min(end, end_of(task)) - max(start, task["ts"])) for task in tasks) / 1000

    for event, following in zip(inputs, [*inputs[1:], None], strict=True):
        start = max((task["ts"] for task in tasks if task["ts"] <= event["ts"] <= end_of(task)), default=event["ts"])
        next_start = following["ts"] if following else float("inf")
        commit = next((one for one in commits if one["ts"] >= event["ts"]), None)
        if commit is None or commit["ts"] > next_start:
            continue  # nothing changed on the screen
        end = end_of(commit)
        quiet = min(next_start, start + SETTLE_S * 1e6)
        yield Painted(
            kind,
            busy(start, end),
            (presented.get(commit["args"]["frameSeqId"], end) - start) / 1000,
            busy(end, quiet),
            sum(one["dur"] for one in rasters if end <= one["ts"] < quiet) / 1000,
            own_time(main, start, end),
        )


def presentations(trace: list[Event], process: int) -> dict[int, float]:
    """Give for each frame with the main thread's work in it when it stood on the display, in microseconds."""
    begun: dict[str, int] = {}
    shown: dict[int, float] = {}
    for event in sorted(trace, key=lambda one: one.get("ts", 0)):
        if event["name"] != "PipelineReporter" or event["pid"] != process:
            continue
        track = json.dumps(event.get("id2") or event.get("id"))
        if event["ph"] == "b":
            report = event["args"]["frame_reporter"]
            if report["state"].startswith("STATE_PRESENTED") and report.get("frame_type") != "FORKED":
                begun[track] = report["frame_sequence"]
        elif track in begun:
            shown[begun.pop(track)] = event["ts"]
    return shown


# --- Measuring -------------------------------------------------------------------------------------------------------


def open_explorer(browser: Browser, address: str) -> tuple[Page, CDPSession]:
    """Open a page with an explorer at the slower processor, its pictures in the window."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    while not page.evaluate("document.documentElement.dataset.widgets"):
        sleep(SETTLE_S)
    page.evaluate("document.querySelector('.gx-stage').scrollIntoView({ block: 'center' })")
    return page, slow_down(page)


def selections(browser: Browser, address: str) -> list[Painted]:
    """Make many selections of each kind."""
    found: list[Painted] = []
    draw = random.Random(1)
    page, session = open_explorer(browser, address)
    for kind, prepare in SELECTING.items():
        targets = prepare(page, draw)
        sleep(SETTLE_S)
        browser.start_tracing(page=page, categories=CATEGORIES)
        for turn in range(SELECTIONS):
            press(page, session, targets[turn % len(targets)])
        trace = json.loads(browser.stop_tracing())["traceEvents"]
        found += painted(trace, kind, "click", SELECTIONS)
    page.close()
    return found


def brushing(browser: Browser, address: str) -> list[Painted]:
    """Draw strokes with the brush."""
    found: list[Painted] = []
    page, session = open_explorer(browser, address)
    box = choose_brush(page)
    sleep(SETTLE_S)
    for turn in range(STROKES):
        start, *points = stroke(box, turn)
        mouse(session, "mouseMoved", start)
        mouse(session, "mousePressed", start, held=1)
        sleep(SETTLE_S)
        browser.start_tracing(page=page, categories=CATEGORIES)
        for point in points:
            mouse(session, "mouseMoved", point, held=1)  # gives back when the page has dealt with it
        sleep(SETTLE_S)
        mouse(session, "mouseReleased", points[-1])
        sleep(SETTLE_S)
        trace = json.loads(browser.stop_tracing())["traceEvents"]
        found += painted(trace, "brush point", "pointermove", POINTS)
        found += painted(trace, "end of a stroke", "pointerup", 1)
    page.close()
    return found


def paint(address: str) -> dict[str, float]:
    """Measure on a page, print where the time goes, and give the figures."""
    load = os.getloadavg()[0]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        selected = selections(browser, address)
        brushed = brushing(browser, address)
        browser.close()
    describe([*selected, *brushed], load)
    p95 = {
        "select": percentile([one.busy for one in selected], 0.95),
        "brush": percentile([one.busy for one in brushed], 0.95),
    }
    presented = percentile([one.presented for one in (*selected, *brushed)], 0.95)
    return {
        **{f"explorer.{kind}_p95_ms": value for kind, value in p95.items()},
        "explorer.presented_p95_ms": presented,
        "explorer.paint_p95_ms": max(p95.values()),
    }


def describe(found: list[Painted], load: float) -> None:
    """Print a table: for each kind of input its times and the parts of which they are made, medians."""
    columns = [*KINDS_OF_WORK, "other"]
    head = "".join(f"{name:>10}" for name in ["p50", "p95", "presented", *columns, "after", "raster"])
    print(f"load average {load:.2f}; milliseconds at 4x slowdown, all but p95 medians\n{'':24}{head}")
    for kind in dict.fromkeys(one.kind for one in found):
        those = [one for one in found if one.kind == kind]

        def middle(values: list[float]) -> float:
            return percentile(values, 0.5)

        figures = [middle([one.busy for one in those]), percentile([one.busy for one in those], 0.95)]
        figures.append(middle([one.presented for one in those]))
        figures += [middle([one.parts.get(name, 0.0) for one in those]) for name in columns]
        figures += [middle([one.after for one in those]), middle([one.raster for one in those])]
        print(f"{kind:24}" + "".join(f"{figure:10.1f}" for figure in figures) + f"  ({len(those)} inputs)")


def main() -> None:
    """Measure on the page that is named, or on one that is made for it."""
    if len(sys.argv) > 1:
        figures = paint(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as name, served(Path(name)) as address:
            shutil.copy(ROOT / "gluteus" / "sphinx" / "static" / "widget-loader.js", name)
            (Path(name) / "explorer.html").write_text(widget_page([gluteus.Explorer()]), encoding="utf-8")
            figures = paint(f"{address}/explorer.html")
    for name, value in figures.items():
        print(f"{name:34} {value:10.2f}")


if __name__ == "__main__":
    main()
