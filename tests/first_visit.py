"""What a browser fetches by itself when it visits a page of the built book, and what that weighs."""

from __future__ import annotations

import gzip
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Where a browser fetches something by itself; a plain link is followed by a reader.
FETCHED = {
    "script": ["src"],
    "img": ["src", "srcset"],
    "source": ["src", "srcset"],
    "video": ["src", "poster"],
    "audio": ["src"],
    "iframe": ["src"],
    "object": ["data"],
    "embed": ["src"],
    "form": ["action"],
    "use": ["href", "xlink:href"],
    "image": ["href", "xlink:href"],
}
FETCHED_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "modulepreload",
    "preconnect",
    "dns-prefetch",
    "manifest",
}


@cache
def soup(path: Path) -> BeautifulSoup:
    """Read a page, once."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def fetched(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Yield tag and address of all that the page makes a browser ask for."""
    for tag, attributes in FETCHED.items():
        for element in page.find_all(tag):
            for attribute in attributes:
                if element.get(attribute):
                    yield tag, element[attribute]
    for link in page.find_all("link", href=True):
        if FETCHED_RELATIONS & set(link.get("rel", [])):
            yield "link", link["href"]


def first_visit_kb(path: Path) -> float:
    """Weigh a page with everything that it fetches by itself, gzipped as a server would send it."""
    files = {path}
    for tag, address in fetched(soup(path)):
        if tag not in {"form", "use"} and not address.startswith("data:"):
            files.add((path.parent / urlsplit(address).path).resolve())
    lazy = {(path.parent / image["src"]).resolve() for image in soup(path).find_all("img", loading="lazy")}
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files - lazy) / 1000
