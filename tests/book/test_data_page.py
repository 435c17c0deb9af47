"""The page that prints the whole atlas, as built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from gluteus import atlas
from gluteus.sphinx.atlas_tables import anchor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def page(open_book: Path) -> BeautifulSoup:
    return BeautifulSoup((open_book / "book" / "data.html").read_text(encoding="utf-8"), "html.parser")


def test_every_record_of_the_atlas_is_on_the_page(page):
    known = atlas.load()
    for name in [*known.muscles, *known.conditions]:
        heading = page.find(id=anchor(name)).find("h3")
        title = (known.muscles.get(name) or known.conditions[name]).name
        assert heading.get_text().rstrip("#") == title
    for name, point in known.trigger_points.items():
        place = page.find(id=anchor(name))
        table = place if place.name == "table" else place.find_next("table")  # equal patterns share a table
        text = " ".join(table.get_text().split())
        assert all(known.regions[region].name in text for region in [*point.essential, *point.spillover])
        assert ("traditional, retold" in text) == point.retelling
        assert " ".join(point.site.text.split()) in text
    text = " ".join(page.get_text().split())
    assert all(region.name in text for region in known.regions.values())
    assert known.caution.text in text


def test_every_source_is_a_link_to_its_entry(page):
    cells = [row.td for row in page.select("table.atlas tbody tr") if row.th and row.th.get_text().strip() == "Sources"]
    cells += [row.td for row in page.select("#data-sources table.atlas tbody tr")]
    assert len(cells) > len(atlas.load().muscles) + len(atlas.load().conditions)
    for cell in cells:
        links = [link["href"] for link in cell.find_all("a")]
        assert links, cell
        assert all(link.startswith("bibliography.html#") for link in links), cell
    keys = {key for key in atlas.load().sources if re.fullmatch(r"[a-z]+(19|20)\d\d", key)}
    assert keys
    assert not keys & {*re.findall(r"\w+", page.find("main").get_text())}


def test_the_page_needs_no_widget(page):
    assert page.find(id="gluteus-widgets") is None
