"""Tables that scroll by themselves on a narrow page, and a bibliography that is a list to a screen reader."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator


class ScrollTables(SphinxPostTransform):
    """Put each table into a box that scrolls sideways and can be reached by keyboard."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 (the signature is docutils')
        """Wrap the document's tables."""
        for table in list(self.document.findall(nodes.table)):
            if "table-scroll" not in table.parent.get("classes", []):
                box = nodes.container("", classes=["table-scroll"], is_div=True)
                table.replace_self(box)
                box += table


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Open an entry of the bibliography as the list item that it is; docutils gives it a role that ARIA withdrew."""
    HTML5Translator.visit_citation(translator, node)
    translator.body[-1] = translator.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Close an entry of the bibliography."""
    HTML5Translator.depart_citation(translator, node)
