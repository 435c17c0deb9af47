"""Pages that show a learner's work: nothing in it can act, in the feedback or in formgrader."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from traitlets import Bool

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class ShowAsText(SanitizeHTML):
    """Show the Markdown of a learner as the text that was typed.

    Locked cells are rendered: they were restored from the gradebook. Outputs are cleaned by nbconvert's own rules.
    """

    enabled = Bool(True)  # without the config tag: no setting switches it off

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Neutralise one cell; see :class:`nbconvert.preprocessors.Preprocessor`."""
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return, no-untyped-call]
        if not cell.metadata.get("nbgrader", {}).get("locked", False):
            longest = max(map(len, re.findall("`+", cell.source)), default=0)
            fence = "`" * max(3, longest + 1)
            cell.cell_type, cell.source = "markdown", f"{fence}\n{cell.source}\n{fence}"
        return cell, resources


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page without scripts, and with a policy that lets it load nothing from anywhere."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Convert one graded notebook; see :meth:`nbconvert.exporters.Exporter.from_filename`."""
        page, resources = super().from_filename(filename, resources, **kw)
        # Whatever a learner wrote is escaped by now, so each script tag is the template's: MathJax from a far host.
        page = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        return page.replace("<head>", f"<head>\n{policy}", 1), resources
