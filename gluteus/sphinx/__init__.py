"""The Sphinx side of the book: widgets without a kernel, the page and its policy, directives and build gates."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ConfigError

from gluteus import atlas
from gluteus.sphinx.assets import STATIC, write_body, write_style
from gluteus.sphinx.directives import AtlasTables, Certainty, Objectives
from gluteus.sphinx.execution import key_execution_cache
from gluteus.sphinx.figures import check_figures
from gluteus.sphinx.markup import depart_citation, visit_citation
from gluteus.sphinx.mounting import KeepFallback, StaticWidgetRenderer
from gluteus.sphinx.policy import PolicyTemplates
from gluteus.yaml_lines import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["STATIC", "PolicyTemplates", "StaticWidgetRenderer", "setup"]

TEMPLATES = Path(__file__).parent / "templates"
ANSWERS = ("open", "closed")


def _configure(app: Sphinx, config: Config) -> None:
    if config.quiz_answers not in ANSWERS:
        message = f"_config.yml: quiz_answers must be one of {', '.join(ANSWERS)}, not {config.quiz_answers!r}"
        raise ConfigError(message)
    os.environ["GLUTEUS_QUIZ_ANSWERS"] = config.quiz_answers  # the chapters' kernels inherit it
    config.nb_render_plugin = "gluteus"
    config.template_bridge = "gluteus.sphinx.PolicyTemplates"
    config.templates_path.insert(0, str(TEMPLATES))
    config.html_static_path.append(str(STATIC))
    if key_execution_cache(app, config):
        # A page's kernel would meet a mistake in the atlas minutes later, and tell it to a log file only.
        try:
            atlas.load()
        except DataError as error:
            raise ConfigError(str(error)) from error


def _describe_page(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell the templates whether the page has widgets, and which state of the site's scripts and style it needs."""
    context["gluteus_version"] = app.config.gluteus_fingerprint[:8]
    context["gluteus_widgets"] = doctree is not None and any(
        node.get("gluteus_state") for node in doctree.findall(nodes.raw)
    )


def _open_at_the_root(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Lead from the site's own address to the first page, which lies in ``book/``."""
    root = app.config.root_doc
    if root != "index":
        yield "index", {"target": f"{root}.html"}, "redirect.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("quiz_answers", "open", "env", [str])
    app.add_config_value("gluteus_fingerprint", "", "env", [str])
    # Jupyter Book sets it for sphinx_comments, which this book leaves out.
    app.add_config_value("comments_config", {}, "", [dict])
    app.add_directive("objectives", Objectives)
    app.add_directive("atlas", AtlasTables)
    app.add_role("certainty", Certainty())
    app.add_post_transform(KeepFallback)
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.connect("config-inited", _configure)
    app.connect("doctree-read", check_figures)
    app.connect("html-page-context", _describe_page)
    app.connect("html-collect-pages", _open_at_the_root)
    app.connect("build-finished", write_style, priority=900)  # after the theme has written its pygments.css
    app.connect("build-finished", write_body)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
