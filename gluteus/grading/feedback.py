"""Pages that show a learner's work: nothing in it can act, in the feedback or in formgrader."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors.sanitize import SanitizeHTML
from traitlets import Bool

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class ShowAsText(SanitizeHTML):
    """Show the Markdown of a learner as the text that was typed, and the learner's name as a name.

    The quiz's own text is rendered: locked cells were restored from the gradebook, and other text is compared with the
    exercise, both in :mod:`gluteus.grading.graded_notebook`. Outputs are cleaned by nbconvert's own rules.
    """

    enabled = Bool(True)  # without the config tag: no setting switches it off

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Neutralise a notebook; see :class:`nbconvert.preprocessors.Preprocessor`."""
        for name in ("first_name", "last_name", "student"):
            if isinstance(resources.get(name), str):  # formgrader's template takes it for HTML
                resources[name] = escape(resources[name])
        return super().preprocess(nb, resources)  # type: ignore[no-any-return, no-untyped-call]

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Neutralise one cell; see :class:`nbconvert.preprocessors.Preprocessor`."""
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return, no-untyped-call]
        ours = cell.metadata.get("nbgrader", {}).get("locked", False) or cell.metadata.get("gluteus") == "released"
        if not ours:
            longest = max(map(len, re.findall("`+", cell.source)), default=0)
            fence = "`" * max(3, longest + 1)
            cell.cell_type, cell.source = "markdown", f"{fence}\n{cell.source}\n{fence}"
        return cell, resources


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page, with a policy that lets it run nothing and load nothing."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Convert one graded notebook; see :meth:`nbconvert.exporters.Exporter.from_filename`."""
        page, resources = super().from_filename(filename, resources, **kw)
        # The font of the server's icons lies beside no page.
        head, end, body = page.partition("</head>")
        head = re.sub(r"@font-face\s*\{.*?\}", "", head, flags=re.DOTALL)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        head, opened = re.subn(r"<html[^>]*>\s*<head[^>]*>", f'<html lang="en">\n<head>\n{policy}', head, count=1)
        if not opened:  # a page without its policy must not be sent to anybody
            raise RuntimeError(f"{filename}: the feedback page has no head that its policy could stand in")
        return head + end + body, resources
