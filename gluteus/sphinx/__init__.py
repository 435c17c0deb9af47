"""The Sphinx side of the book: widgets without a kernel, page policy, directives and build gates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from gluteus.sphinx.mounting import LOADER, KeepFallback, StaticWidgetRenderer

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["STATIC", "StaticWidgetRenderer", "setup"]

STATIC = Path(__file__).parent / "static"


def _use_our_renderer(_: Sphinx, config: Config) -> None:
    config.nb_render_plugin = "gluteus"
    config.html_static_path.append(str(STATIC))


def _load_widgets(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None and any(node.get("gluteus_state") for node in doctree.findall(nodes.raw)):
        app.add_js_file(LOADER, loading_method="async")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("quiz_answers", "open", "env", [str])
    app.add_post_transform(KeepFallback)
    app.connect("config-inited", _use_our_renderer)
    app.connect("html-page-context", _load_widgets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
