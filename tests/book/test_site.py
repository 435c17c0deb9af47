"""The built book, read as files: what it refers to, what it forbids, what it weighs, and what it must not hold."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from first_visit import fetched, first_visit_kb, soup

from gluteus.quiz.questions import load_all
from gluteus.widgets import body3d

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUDGET_KB = 350  # gzipped, for a first visit with its widgets (design.md)
CHAPTERS = {
    "index",
    "how-to-use",
    "safety",
    "function",
    "referred-pain",
    "symptoms",
    "self-release",
    "evidence",
    "data",
    "glossary",
    "bibliography",
    "for-instructors",
    "for-contributors",
}


@pytest.fixture(params=["open", "closed"])
def book(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(f"{request.param}_book")


def pages(book: Path) -> Iterator[tuple[str, BeautifulSoup]]:
    for path in sorted(book.rglob("*.html")):
        yield path.relative_to(book).as_posix(), soup(path)


def test_every_chapter_is_there_and_nothing_else(book):
    assert {path.stem for path in (book / "book").glob("*.html")} == CHAPTERS
    assert {path.name for path in book.glob("*.html")} == {"index.html", "search.html"}


def test_nothing_is_fetched_from_another_host(book):
    faults = [
        f"{name}: <{tag}> {address}"
        for name, page in pages(book)
        for tag, address in fetched(page)
        if urlsplit(address).scheme not in {"", "data"} or urlsplit(address).netloc
    ]
    for sheet in book.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        faults += [f"{sheet.name}: {found}" for found in re.findall(r"@import[^;]*|url\((?!['\"]?data:)[^)]*\)", text)]
    assert faults == []


def test_no_page_asks_for_another_ahead(book):
    """Firefox fetches what a head names as the next page; the policy forbids it, and each page would log an error."""
    ahead = {"next", "prefetch", "prerender"}
    links = ((name, link) for name, page in pages(book) for link in page.find_all("link"))
    assert [f"{name}: {link}" for name, link in links if ahead & set(link.get("rel", []))] == []


def test_every_page_forbids_what_it_does_not_need(book):
    for name, page in pages(book):
        meta = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert meta is not None, name
        rules = dict(rule.strip().split(" ", 1) for rule in meta["content"].split(";"))
        assert rules["default-src"] == "'none'", name
        assert rules["base-uri"] == "'none'", name
        assert "unsafe" not in meta["content"], name
        assert not re.search(r"https?:|\*", meta["content"]), name
        assert page.find(style=True) is None, f"{name}: the policy forbids style attributes"
        assert page.find("style") is None, f"{name}: the policy forbids style elements"
        handlers = [tag.name for tag in page.find_all(True) if any(key.startswith("on") for key in tag.attrs)]
        assert handlers == [], f"{name}: the policy forbids inline handlers"
        # A rule holds only for what comes after it.
        for earlier in meta.find_all_previous(["script", "link", "img"]):
            pytest.fail(f"{name}: {earlier} stands before the policy")
        for script in page.find_all("script", src=False):
            if script.get("type") != "application/json":
                digest = b64encode(sha256(script.string.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in rules["script-src"], name


def test_every_picture_has_words(book):
    for name, page in pages(book):
        for image in page.find_all("img"):
            alt = image.get("alt", "")
            assert len(alt) > 5, f"{name}: {image}"
            assert not re.search(r"\.(svg|png|jpe?g|webp)$", alt), f"{name}: {image}"
        for drawing in page.select(".bd-article figure svg"):
            assert drawing.get("aria-label"), f"{name}: {drawing.attrs}"


def test_every_figure_says_where_it_comes_from(book):
    for name, page in pages(book):
        for figure in page.find_all("figure"):
            caption = figure.find("figcaption")
            assert caption is not None, name
            assert "Source:" in caption.get_text(), f"{name}: {caption.get_text()[:80]}"


def test_ids_are_unique(book):
    for name, page in pages(book):
        ids = [element["id"] for element in page.find_all(id=True)]
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], name


def test_every_internal_link_arrives(book):
    faults = []
    for name, page in pages(book):
        for link in page.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            here = book / name
            target = (here.parent / unquote(parts.path)).resolve() if parts.path else here
            place = unquote(parts.fragment) if target.suffix == ".html" else ""
            if not target.is_file() or (place and soup(target).find(id=place) is None):
                faults.append(f"{name}: {link['href']}")
    assert faults == []


def test_headings_go_down_one_step_at_a_time(book):
    for name, page in pages(book):
        levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        steps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert steps == [], name


def test_every_page_says_its_language_and_title(book):
    titles = []
    for name, page in pages(book):
        assert page.html.get("lang") == "en", name
        assert page.find("meta", attrs={"name": "viewport"}), name
        titles.append(page.title.string.strip())
    # The first page and the one that leads to it may share their name.
    assert len(set(titles)) >= len(titles) - 1, titles


def test_no_sources_notebooks_or_leftovers_in_the_site(book):
    unwanted = {".ipynb", ".py", ".yml", ".md", ".map", ".db", ".woff2", ".ttf"}
    files = [path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()]
    assert [name for name in files if name.endswith(tuple(unwanted)) or "checkpoint" in name] == []
    assert not (book / "_sources").exists()


@pytest.mark.parametrize("word", ["mathjax", "require.js", "requirejs", "html-manager", "thebe", "fontawesome", "cdn."])
def test_none_of_what_the_theme_would_bring(book, word):
    for path in [*book.rglob("*.html"), *book.rglob("*.js"), *book.rglob("*.css")]:
        if path.name != "searchindex.js":
            text = path.read_text(encoding="utf-8").lower()
            if path.suffix == ".html":  # a chapter may speak of these things
                page = BeautifulSoup(text, "html.parser")
                text = " ".join(str(tag) for tag in page.find_all(["script", "link", "meta"]))
            assert word not in text, f"{path.name} has {word}"


def test_the_body_that_turns_lies_beside_the_pages_and_no_page_fetches_it_by_itself(book):
    named = {name for path in book.rglob("*.html") for name in re.findall(r"body-3d-\w+\.js", path.read_text("utf-8"))}
    assert named == {body3d.file_name()}
    assert {path.name for path in (book / "_static").glob("body-3d-*")} == named
    assert not [address for _, page in pages(book) for _, address in fetched(page) if "body-3d" in address]


def test_a_first_visit_is_light(book):
    weights = {name: round(first_visit_kb(book / name), 1) for name, _ in pages(book)}
    print(weights)
    assert max(weights.values()) <= BUDGET_KB, weights


def test_a_closed_site_explains_no_graded_question(closed_book, open_book, root):
    secrets = [
        text
        for quiz in load_all(root)
        for question in quiz.graded
        for text in [question.explanation, *(option.feedback for option in getattr(question, "options", []))]
    ]
    assert secrets

    def everything(book: Path) -> str:
        files = [path for path in book.rglob("*") if path.suffix in {".html", ".js", ".json", ".svg"}]
        text = " ".join(path.read_text(encoding="utf-8") for path in files)
        return re.sub(r"(\\n|\s)+", " ", text)

    def snippet(text: str) -> str:
        # The longest run that no escaping changes.
        return max(re.split(r"[^\w ,]+", " ".join(text.split())), key=len)

    closed, opened = everything(closed_book), everything(open_book)
    assert [snippet(text) for text in secrets if snippet(text) not in opened] == []
    assert [snippet(text) for text in secrets if snippet(text) in closed] == []
