"""The little Markdown of a question."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gluteus.quiz.text import TAGS, Node, blocks, html, line


@pytest.mark.parametrize(
    ("markdown", "tree"),
    [
        ("One *two*\nthree", [["p", "One ", ["em", "two"], " three"]]),
        ("**a**\n\nb", [["p", ["strong", "a"]], ["p", "b"]]),
        ("- a\n- b", [["ul", ["li", "a"], ["li", "b"]]]),
        ("1. a\n2. b", [["ol", ["li", "a"], ["li", "b"]]]),
        ("3 * 4 * 5", [["p", "3 * 4 * 5"]]),
        (r"\*a\*", [["p", "*a*"]]),
        ("<b>a</b> [b](c) `d`", [["p", "<b>a</b> [b](c) `d`"]]),
    ],
)
def test_blocks(markdown: str, tree: list[Node]) -> None:
    assert blocks(markdown) == tree


def test_a_line_has_no_paragraph() -> None:
    assert line("at the\n *hip*") == ["at the ", ["em", "hip"]]


@given(st.text(alphabet=st.sampled_from("ab<>&\"'*-_1. \n\t/!#`[]()"), max_size=60))
def test_whatever_is_written_the_html_holds_known_tags_only(markdown: str) -> None:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert not attrs
            found.append(tag)

    Reader().feed(html(blocks(markdown)))
    assert set(found) <= TAGS
