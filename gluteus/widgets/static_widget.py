"""The base of every widget of the course: it runs with a kernel in JupyterLab and without one on the published page."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from gluteus import palette


class StaticWidget(anywidget.AnyWidget):
    """An anywidget that carries its own picture and its own words.

    A subclass sets ``_esm`` and ``_css`` to the paths of its ES module and its style (or to a tuple of styles, one
    after the other), and says what a reader gets who has no JavaScript or a sheet of paper: a picture, a description
    and, where a picture is a poor substitute (a quiz), text.

    The ES module imports nothing, exports ``default { render({ model, el, signal }) }``, uses only ``model.get``,
    ``set``, ``on``, ``off`` and ``save_changes``, and gives back a function that cleans up.
    An element of the widget with the attribute ``data-print="live"`` makes paper show the widget as the learner left
    it; without one, paper shows the picture and the text.

    What a widget can start without (shading, a long list) may stand in traits of its own, named in ``later``: a page
    brings them after the rest, and the widget hears ``change:<name>`` then.  With a kernel they are there at once.

    The style may use every colour of :mod:`gluteus.palette` as ``var(--gluteus-<token>)``.
    """

    _css: Any

    later = traitlets.List(traitlets.Unicode(), read_only=True).tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Put the palette before the subclass's style, so that the widget has its colours outside the book too."""
        style = cls.__dict__.get("_css")
        if isinstance(style, Path | tuple):
            paths = style if isinstance(style, tuple) else (style,)
            cls._css = palette.css() + "\n".join(path.read_text(encoding="utf-8") for path in paths)
        super().__init_subclass__(**kwargs)

    @abstractmethod
    def picture(self) -> str:
        """Draw the widget's present state as a stand-alone SVG document.

        Returns
        -------
        str
            SVG text in the light palette, or ``""`` where :meth:`text` says everything.
        """

    @abstractmethod
    def description(self) -> str:
        """Say in one or two sentences what the picture shows; it becomes the picture's text alternative."""

    def text(self) -> str:
        """Say in full, as HTML without scripts, what the widget offers; empty when the picture says it all."""
        return ""

    def __repr__(self) -> str:
        """Give the description: it is what a text-only reader of a notebook sees."""
        return self.description()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        # anywidget cuts the plain text at 110 characters; a description is an alternative text and stays whole.
        data["text/plain"] = self.description()
        if picture := self.picture():
            data["image/svg+xml"] = picture
        if text := self.text():
            data["text/html"] = text
        return data, metadata
