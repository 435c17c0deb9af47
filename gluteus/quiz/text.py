"""The little Markdown of a question, as a tree that a page can build without ever reading HTML."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

Node: TypeAlias = "str | list[Node]"
"""Text, or ``[tag, *children]``; the tags are those of :data:`TAGS`."""

TAGS = frozenset({"p", "ul", "ol", "li", "em", "strong"})


def blocks(markdown: str) -> list[Node]:
    """Read paragraphs, lists, emphasis and strong emphasis; everything else is plain text.

    Parameters
    ----------
    markdown : str
        A prompt, an option, feedback or an explanation. A line break inside a paragraph counts as a space.

    Returns
    -------
    list
        The blocks, for example ``[["p", "On the ", ["em", "left"], " leg"]]``.
    """
    root: list[Node] = []
    _grow(root, _parser().parse(markdown))
    return root


def line(markdown: str) -> list[Node]:
    """Read text that stands in one line, such as an option: as :func:`blocks`, without the paragraph."""
    root: list[Node] = []
    _grow(root, _parser().parseInline(" ".join(markdown.split())))
    return root


def html(nodes: list[Node]) -> str:
    """Write a tree as HTML, for readers without JavaScript; every character of the text is escaped."""
    return "".join(
        escape(node) if isinstance(node, str) else f"<{node[0]}>{html(node[1:])}</{node[0]}>" for node in nodes
    )


def plain(markdown: str) -> str:
    """Give text that stands in one line without its Markdown."""
    return " ".join(_words(line(markdown)).split())


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(["emphasis", "list", "escape"])


def _words(nodes: list[Node]) -> str:
    return "".join(node if isinstance(node, str) else _words(node[1:]) for node in nodes)


def _grow(root: list[Node], tokens: list[Token]) -> None:
    stack = [root]
    for token in tokens:
        if token.hidden:
            # The paragraph of a tight list item.
            continue
        if token.type == "inline":
            _grow(stack[-1], token.children or [])
        elif token.nesting == 1:
            child: list[Node] = [token.tag]
            stack[-1].append(child)
            stack.append(child)
        elif token.nesting == -1:
            stack.pop()
        elif token.content:
            stack[-1].append(token.content.replace("\n", " "))
