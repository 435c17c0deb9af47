"""A chart and the forms it takes: figure, SVG that follows light and dark mode, PNG, words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from io import BytesIO, StringIO
from typing import Any, Literal
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from gluteus import palette
from gluteus.charts.style import PLACEHOLDERS, Ink, styled
from gluteus.charts.svg import SVG, cleaned, with_variables

MAX_WIDTH_PX = 520
"""Width of a chart where there is room: larger, its text would shout."""

_DARK_MODE = (
    f"@media screen and (prefers-color-scheme:dark){{:root{{--gluteus-paper:{palette.DARK['background']};"
    + ";".join(f"--gluteus-{token.replace('_', '-')}:{colour}" for token, colour in palette.DARK.items())
    + "}}"
)


@dataclass(frozen=True)
class Chart:
    """A figure of the course with its words and its source.

    Attributes
    ----------
    name : str
        Short name, letters, digits and hyphens; the ids inside the SVG begin with it.
    title : str
        What the chart shows, in a few words.
    draw : callable
        Draws the figure, given the colour for each palette token.
    description : str
        Text alternative that holds every number and every relation that the chart shows.
    source : str
        Where the content comes from, in words.
    citations : tuple of str
        Citation keys of ``book/references.bib``.
    """

    name: str
    title: str
    draw: Callable[[Ink], Figure]
    description: str
    source: str
    citations: tuple[str, ...] = ()

    def _drawn(self, ink: Ink) -> Figure:
        with styled(ink):
            return self.draw(ink)

    @cached_property
    def figure(self) -> Figure:
        """The matplotlib figure in the colours of light mode."""
        return self._drawn(palette.LIGHT)

    def png(self, mode: Literal["light", "dark"] = "light", *, width_px: int = 1080) -> bytes:
        """Give the chart as a PNG picture.

        Parameters
        ----------
        mode : {"light", "dark"}
            Which colours.
        width_px : int
            Width in pixels.

        Returns
        -------
        bytes
            PNG with the mode's background.
        """
        ink = palette.LIGHT if mode == "light" else palette.DARK
        file = BytesIO()
        with styled(ink):
            figure = self.draw(ink)
            figure.savefig(
                file,
                format="png",
                dpi=width_px / figure.get_size_inches()[0],
                facecolor=ink["background"],
                metadata={"Software": None},
            )
        return file.getvalue()

    def svg(self, *, standalone: bool = True) -> str:
        """Give the chart as SVG whose colours follow the page's light or dark mode.

        Parameters
        ----------
        standalone : bool
            Whether the picture brings its title, its description and both modes' colours along, as a file needs.
            On a page without ``gluteus.palette.css()`` a picture that is not standalone shows its light colours on
            white paper.

        Returns
        -------
        str
            The ``svg`` element; the same bytes each time.
        """
        file = StringIO()
        with styled(PLACEHOLDERS):
            self.draw(PLACEHOLDERS).savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        root = cleaned(file.getvalue(), f"{self.name}-", MAX_WIDTH_PX)
        root.set("role", "img")
        root.set("aria-label", self.title)
        paper = {"width": "100%", "height": "100%", "fill": "var(--gluteus-paper, #ffffff)"}
        root.insert(0, ET.Element(f"{{{SVG}}}rect", paper))
        if standalone:
            root.set("font-family", "sans-serif")
            for place, (tag, text) in enumerate(
                (("title", self.title), ("desc", self.description), ("style", _DARK_MODE))
            ):
                element = ET.Element(f"{{{SVG}}}{tag}")
                element.text = text
                root.insert(place, element)
        return with_variables(root)

    def html(self) -> str:
        """Give the chart for a page: the picture, and its description to unfold.

        Returns
        -------
        str
            HTML without styles or scripts of its own, as the book's content security policy asks.
        """
        words = f"{self.name}-words"
        picture = self.svg(standalone=False).replace("<svg ", f'<svg aria-describedby="{words}" ', 1)
        return (
            f'<div class="gluteus-chart">{picture}'
            f"<details><summary>This figure in words</summary>"
            f'<p id="{words}">{escape(self.description, quote=False)}</p></details></div>'
        )

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        bundle = {
            "text/html": self.html(),
            "image/png": b64encode(self.png()).decode("ascii"),
            "text/plain": self.description,
        }
        return bundle, {"image/png": {"alt": self.description}}


def css() -> str:
    """Give the style that a page with charts needs beside the palette.

    Returns
    -------
    str
        CSS rules.
    """
    return (
        f".gluteus-chart {{ --gluteus-paper: transparent; max-width: {MAX_WIDTH_PX}px; margin: 0 auto; }}\n"
        ".gluteus-chart svg { display: block; width: 100%; height: auto; font-family: inherit; }\n"
        ".gluteus-chart details { margin-top: 0.5rem; text-align: left; font-size: 0.9rem; }\n"
        ".gluteus-chart summary { cursor: pointer; color: var(--gluteus-accent); }\n"
        "@media print { .gluteus-chart { break-inside: avoid; } .gluteus-chart details { display: none; } }\n"
    )
