"""Static mounting: the book's widgets run on a published page that has no kernel.

MyST-NB gives a page the state of its widgets after the last cell.
This renderer writes that state into the page as plain JSON, once per module and style, and
``widget-loader.js`` brings the widgets to life.
What a widget can start without follows in a second piece, so that it does not hold up the first answer.
Each widget keeps a picture or a text beside it for print and for readers without JavaScript.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Mapping

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
PAGE_STATE_ID = "gluteus-widgets"
LATER_STATE_ID = "gluteus-widgets-later"

# What Jupyter keeps in a widget's state for a kernel and a notebook front end; the page has neither.
_FOR_JUPYTER_ONLY = ("_model", "_view", "_dom_classes", "_anywidget", "layout", "tabbable", "tooltip")


def page_state(models: Mapping[str, Mapping[str, Any]]) -> str:
    """Write the state of a page's widgets as JSON script elements.

    Parameters
    ----------
    models
        Jupyter's widget state, by model id: ``model_name``, ``state`` and, for bytes, ``buffers``.
        Models without an ES module (layouts) are left out.

    Returns
    -------
    str
        HTML that ``widget-loader.js`` reads: each distinct module and style once, and each model's state;
        then, by model id, the traits that its ``later`` names.
    """
    sources: list[str] = []

    def index(source: str) -> int:
        if source not in sources:
            sources.append(source)
        return sources.index(source)

    page: dict[str, Any] = {"sources": sources, "models": {}}
    later: dict[str, dict[str, Any]] = {}
    for name, model in models.items():
        state = dict(model["state"])
        if "_esm" not in state:
            continue
        entry: dict[str, Any] = {"module": index(state.pop("_esm")), "style": index(state.pop("_css", ""))}
        if names := state.pop("later", []):
            later[name] = {key: state.pop(key) for key in names}
        entry["state"] = {key: value for key, value in state.items() if not key.startswith(_FOR_JUPYTER_ONLY)}
        if model.get("buffers"):
            entry["buffers"] = [{"path": buffer["path"], "data": buffer["data"]} for buffer in model["buffers"]]
        page["models"][name] = entry
    return _data(PAGE_STATE_ID, page) + (_data(LATER_STATE_ID, later) if later else "")


def _data(element_id: str, content: Mapping[str, Any]) -> str:
    # "</" would end the script element, "<!--" would change how the browser reads it.
    body = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False).replace("<", r"\u003c")
    return f'<script type="application/json" id="{element_id}">{body}</script>'


def mount_point(model_id: str, fallback: str) -> str:
    """Write the place on the page where the loader mounts a widget; ``fallback`` is HTML for print and no script."""
    return (
        f'<div class="gluteus-widget" data-model="{escape(model_id, quote=True)}">'
        f'<div class="gluteus-fallback">{fallback}</div></div>'
    )


class StaticWidgetRenderer(NbElementRenderer):  # type: ignore[misc]
    """MyST-NB's renderer, but with widgets that need neither a kernel nor a script from elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names: dict[str, str] = {}

    def _name(self, model_id: str) -> str:
        """Give each model of a page a number: Jupyter's ids are random, and two builds should be equal."""
        return self._names.setdefault(model_id, f"w{len(self._names)}")

    def render_widget_view(self, data: MimeData) -> list[nodes.Element]:
        """Leave an empty place for the widget; :class:`KeepFallback` puts its picture and text there."""
        return [nodes.container("", gluteus_model=self._name(data.content["model_id"]))]

    def render_image(self, data: MimeData) -> list[nodes.Element]:
        """Take the text alternative from the output's own metadata, where the figure that drew itself put it."""
        images = super().render_image(data)
        alt = data.output_metadata.get(data.mime_type, {}).get("alt")
        if alt:
            images[0].setdefault("alt", alt)
        return images  # type: ignore[no-any-return]

    def render_nb_finalise(self, metadata: dict[str, Any]) -> None:
        """Write the state of the page's widgets at the end of the page, where it does not hold up the text."""
        models = metadata.get("widgets", {}).get(STATE, {}).get("state", {})
        shown = {self._name(key): model for key, model in models.items() if "_esm" in model["state"]}
        for key, model in models.items():
            if key in self._names and "_esm" not in model["state"]:
                self.logger.warning(f"{model['model_name']} needs a kernel: the page cannot show it", subtype="widget")
        if shown:
            # Inside the page's section, because the table of contents is hung onto the document's last node.
            sections = list(self.renderer.document.findall(nodes.section))
            home = sections[0] if sections else self.renderer.document
            home += nodes.raw("", page_state(shown), format="html", gluteus_state=True)


class KeepFallback(SphinxPostTransform):
    """Put a widget's picture and text where the widget will stand."""

    default_priority = 3  # before MyST-NB's SelectMimeType (4) throws all but one MIME type away
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 (the signature is docutils')
        """Replace each widget's bundle of MIME types by its mount point."""
        for bundle in list(self.document.findall(nodes.container)):
            if bundle.get("nb_element") != "mime_bundle":
                continue
            parts = {child["mime_type"]: child for child in bundle.children}
            if VIEW not in parts:
                continue
            place = parts[VIEW].children[0]
            words = parts["text/plain"].astext() if "text/plain" in parts else ""
            fallback: list[nodes.Node] = []
            if "image/svg+xml" in parts:
                fallback += parts["image/svg+xml"].children
                for image in parts["image/svg+xml"].findall(nodes.image):
                    image["alt"] = words
                    image["loading"] = "lazy"  # most readers never see it: the widget replaces it
            if "text/html" in parts:
                fallback += parts["text/html"].children
            if not fallback:
                fallback = [nodes.paragraph("", words)]
            opening, closing = mount_point(place["gluteus_model"], "\0").split("\0")
            bundle.replace_self(
                [nodes.raw("", opening, format="html"), *fallback, nodes.raw("", closing, format="html")]
            )
