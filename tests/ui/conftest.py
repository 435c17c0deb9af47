"""A real browser for the tests, on an island: it reaches this machine and nothing else.

What a test can ask for
-----------------------
``page``
    A blank page, 1280 x 900.
    The test fails when the page asks for another host, logs an error or a warning, throws, or breaks its content
    security policy.
``new_page(**options)``
    Further pages with Playwright's context options, watched in the same way:
    ``new_page(viewport={"width": 390, "height": 844})``, ``new_page(color_scheme="dark")``,
    ``new_page(java_script_enabled=False)``, ``new_page(reduced_motion="reduce")``.
``mount(widget, page=None, dark=False)``
    Shows one widget on a page of its own, through the book's loader and without the book, and gives the page back
    when the widget is ready.  A list of widgets is mounted one below the other::

        def test_explorer_marks_a_region(mount):
            page = mount(gluteus.Explorer())
            page.get_by_role("button", name="Left buttock").click()

``course``
    A folder with a small course (``tests/small_course``), its quizzes released.
``site`` and ``closed_site``
    The address of the built book on 127.0.0.1, with ``quiz_answers`` open and closed:
    ``page.goto(f"{site}/book/function.html")``.
    ``open_book`` and ``closed_book`` (in ``tests/conftest.py``) are the folders behind them.
``wait_for_widgets(page)``
    Waits until the book's loader has mounted every widget of a page.
"""

from __future__ import annotations

import itertools
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from running_chromium import ROOT, launch, widget_page

from gluteus.quiz.build import build
from gluteus.sphinx import STATIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from anywidget import AnyWidget
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one that `make test` found or installed."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class _Watch:
    """Blocks every other host and remembers what a page should not have done."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def guard(self, context: BrowserContext) -> None:
        context.route("**/*", self._route)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("requestfailed", self._failed)

    def _route(self, route: Any) -> None:
        address = urlsplit(route.request.url)
        if address.hostname == "127.0.0.1" or address.scheme in {"file", "data", "blob"}:
            route.continue_()
        else:
            self.complaints.append(f"request to another host: {route.request.url}")
            route.abort()

    def _console(self, message: Any) -> None:
        # What a browser without a graphics card says of every picture that is read back from WebGL.
        if message.type in {"error", "warning"} and "GPU stall due to ReadPixels" not in message.text:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Any) -> None:
        # A page that is left while it loads cuts off its own requests: no fault of the page.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request failed: {request.url} ({request.failure})")


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    watch = _Watch()
    contexts = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        watch.guard(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on a free port of 127.0.0.1 until the tests end, and give its address."""
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(serve: Callable[[Path], str], open_book: Path) -> str:
    return serve(open_book)


@pytest.fixture(scope="session")
def closed_site(serve: Callable[[Path], str], closed_book: Path) -> str:
    return serve(closed_book)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with its quizzes released."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "tests" / "small_course", folder, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "nbgrader_config.py", folder / "nbgrader_config.py")
    build(folder)
    return folder


@pytest.fixture
def wait_for_widgets() -> Callable[[Page], None]:
    def wait(page: Page) -> None:
        page.wait_for_selector("html[data-widgets=ready]", state="attached")

    return wait


@pytest.fixture(scope="session")
def _shelf(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> tuple[Path, str, Iterator[int]]:
    folder = tmp_path_factory.mktemp("widgets")
    shutil.copy(STATIC / "widget-loader.js", folder)
    (folder / "favicon.ico").write_bytes(b"")
    return folder, serve(folder), itertools.count()


@pytest.fixture
def mount(
    new_page: Callable[..., Page],
    wait_for_widgets: Callable[[Page], None],
    _shelf: tuple[Path, str, Iterator[int]],
) -> Callable[..., Page]:
    folder, address, numbers = _shelf

    def show(widgets: AnyWidget | list[AnyWidget], page: Page | None = None, *, dark: bool = False) -> Page:
        widgets = widgets if isinstance(widgets, list) else [widgets]
        name = f"{next(numbers)}.html"
        (folder / name).write_text(widget_page(widgets, dark=dark), encoding="utf-8")
        page = page or new_page()
        page.goto(f"{address}/{name}")
        wait_for_widgets(page)
        return page

    return show
