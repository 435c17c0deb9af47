"""A build gate: no picture without words, no figure without a caption and a source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from gluteus.sphinx.mounting import VIEW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)
_NAMED_PICTURE = re.compile(r"<svg\b[^>]*\baria-label=\"[^\"]+\"|<img\b[^>]*\balt=\"[^\"]+\"")
_PICTURE = re.compile(r"<(?:svg|img)\b")


def _faults_of_picture(node: nodes.Element, figure: nodes.figure | None) -> Iterator[str]:
    if figure is None:
        yield "a picture stands alone: put it into a figure with a caption and a source"
        return
    caption = next(iter(figure.findall(nodes.caption)), None)
    if caption is None or not caption.astext().strip():
        yield "a figure has no caption"
    elif "Source:" not in figure.astext():
        yield "a figure's caption does not say 'Source: ...'"
    if isinstance(node, nodes.image):
        alt = node.get("alt", "").strip()
        if not alt:
            yield "a figure has no text alternative (alt)"
    elif not _NAMED_PICTURE.search(node.astext()):
        yield "a drawn figure has no text alternative (aria-label)"


def _pictures(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield each picture once; of an output's several MIME types only the one that the page shows."""
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle":
            parts = {child["mime_type"]: child for child in node.children}
            if VIEW in parts:
                continue
            drawn = list(parts["text/html"].findall(nodes.raw)) if "text/html" in parts else []
            if any(_PICTURE.search(raw.astext()) for raw in drawn):
                yield from (raw for raw in drawn if _PICTURE.search(raw.astext()))
            elif "text/html" not in parts:
                yield from list(node.findall(nodes.image))[:1]
        elif isinstance(node, nodes.image) and _enclosing(node, nodes.container, "nb_element") is None:
            yield node


def _enclosing(node: nodes.Node, kind: type[nodes.Element], attribute: str = "") -> nodes.Element | None:
    parent = node.parent
    while parent is not None and not (isinstance(parent, kind) and (not attribute or parent.get(attribute))):
        parent = parent.parent
    return parent


def check_figures(_: Sphinx, doctree: nodes.document) -> None:
    """Warn, with file and line, of each picture that lacks words, a caption or a source."""
    for node in _pictures(doctree):
        figure = _enclosing(node, nodes.figure)
        place = figure if figure is not None else node
        for fault in _faults_of_picture(node, figure):
            LOGGER.warning("%s", fault, location=place, type="gluteus", subtype="figure")
