"""Tables that scroll by themselves on a narrow page, instead of the page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


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
