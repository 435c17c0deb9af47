"""A chart and the forms it takes: figure, SVG that follows light and dark mode, PNG, words."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from io import BytesIO, StringIO
from typing import Any, Literal
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure
from PIL import Image

from gluteus import palette
from gluteus.charts.style import PLACEHOLDERS, Ink, styled

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MAX_WIDTH_PX = 520
"""Width of a chart where there is room: larger, its text would shout."""

LONG_PATH = 400
"""From this many characters on, a path is an outline of the body: a tenth of a unit is finer than can be seen."""

_TOKEN_OF = {colour: token for token, colour in PLACEHOLDERS.items()}
_LONG_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_DARK_MODE = (
    f"@media screen and (prefers-color-scheme:dark){{:root{{--gluteus-paper:{palette.DARK['background']};"
    + ";".join(f"--gluteus-{token.replace('_', '-')}:{colour}" for token, colour in palette.DARK.items())
    + "}}"
)
# Attributes that say what a browser does anyway.
_NEEDLESS = {("stroke-linejoin", "miter"), ("stroke-linecap", "butt"), ("text-anchor", "start"), ("opacity", "1")}


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
        root = _cleaned(file.getvalue(), f"{self.name}-")
        root.set("role", "img")
        root.set("aria-label", self.title)
        paper = {"width": "100%", "height": "100%", "fill": "var(--gluteus-paper, #ffffff)"}
        root.insert(0, ET.Element(f"{{{SVG}}}rect", paper))
        if standalone:
            for place, (tag, text) in enumerate(
                (("title", self.title), ("desc", self.description), ("style", _DARK_MODE))
            ):
                element = ET.Element(f"{{{SVG}}}{tag}")
                element.text = text
                root.insert(place, element)
        ET.register_namespace("", SVG)
        return re.sub(r"#01[0-9a-f]{2}fe", _variable, ET.tostring(root, encoding="unicode"))

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


def _cleaned(svg: str, prefix: str) -> ET.Element:
    """Take matplotlib's SVG down to what is drawn: short numbers, attributes for styles, ids only where used."""
    root = ET.fromstring(svg[svg.index("<svg") :])  # noqa: S314 (the text is matplotlib's own)
    used = set(_REFERENCE.findall(svg)) | set(re.findall(r'href="#([^"]+)"', svg))
    short = {name: f"{prefix}{index}" for index, name in enumerate(sorted(used, key=svg.index))}
    for element in root.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
        _use_attributes(element)
        element.attrib.pop("font-family", None)  # the page's own
        element.attrib.pop("image-rendering", None)  # matplotlib asks for hard pixels, a soft shade wants none
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        name = element.attrib.pop("id", None)
        if name in short:
            element.set("id", short[name])
        href = element.attrib.pop(f"{{{XLINK}}}href", None)
        if href is not None:
            element.set("href", f"#{short[href[1:]]}" if href.startswith("#") else _webp(href))
        for key, value in element.attrib.items():
            if key not in {"href", "id"}:
                value = _REFERENCE.sub(lambda match: f"url(#{short[match[1]]})", value)  # noqa: PLW2901
                element.set(key, _shortened(value, 1 if key == "d" and len(value) > LONG_PATH else 2))
        if element.tag == f"{{{SVG}}}pattern":
            _stippled(element)
    _pruned(root)
    _, _, width, height = root.get("viewBox", "").split()
    root.attrib.clear()
    root.set("viewBox", f"0 0 {width} {height}")
    # For a notebook or a file; on a page the style sheet fits the drawing into its column.
    root.set("width", f"{MAX_WIDTH_PX}")
    root.set("height", f"{MAX_WIDTH_PX * float(height) / float(width):.0f}")
    return root


def _webp(address: str) -> str:
    """Repack a picture inside the drawing, which matplotlib writes as PNG, at a fraction of the bytes."""
    file = BytesIO()
    with Image.open(BytesIO(b64decode(address.partition("base64,")[2]))) as picture:
        picture.save(file, "WEBP", quality=20, alpha_quality=100, method=4)
    return f"data:image/webp;base64,{b64encode(file.getvalue()).decode('ascii')}"


def _stippled(pattern: ET.Element) -> None:
    """Replace matplotlib's hatch, a thousand curves, by two dots that repeat."""
    background, dots = pattern
    colour = re.findall(r"#[0-9a-f]{6}", dots.get("style", ""))[0]
    fill = background.get("fill", "none")
    pattern.attrib = {"id": pattern.get("id", ""), "patternUnits": "userSpaceOnUse", "width": "6", "height": "6"}
    del pattern[:]
    if fill != "none":
        ET.SubElement(pattern, f"{{{SVG}}}rect", {"width": "6", "height": "6", "fill": fill})
    for x in ("1.5", "4.5"):
        ET.SubElement(pattern, f"{{{SVG}}}circle", {"cx": x, "cy": x, "r": "1.1", "fill": colour})


def _shortened(value: str, digits: int) -> str:
    """Print numbers with a few digits after the point, and path commands without the space around them."""
    value = _LONG_NUMBER.sub(lambda match: f"{float(match[0]):.{digits}f}".rstrip("0").rstrip("."), value)
    return re.sub(r"\s*([MLCQZz])\s*(?=[\d-]|$)", r"\1", value)


def _use_attributes(element: ET.Element) -> None:
    """Replace a ``style`` attribute, which the book's content security policy forbids, by attributes."""
    for rule in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in rule.partition(":"))
        if name == "font":
            size = re.search(r"([\d.]+)px", value)
            element.set("font-size", size[1] if size else "12")
            if value.startswith(("bold", "600", "700")):
                element.set("font-weight", "bold")
            if "italic" in value:
                element.set("font-style", "italic")
        elif name and (name, value) not in _NEEDLESS:
            element.set(name, value)


def _pruned(parent: ET.Element) -> None:
    """Take away what draws nothing, and groups that carry nothing."""
    position = 0
    while position < len(parent):
        child = parent[position]
        _pruned(child)
        kind = child.tag.removeprefix(f"{{{SVG}}}")
        unseen = kind == "path" and child.get("fill") == "none" and "stroke" not in child.attrib
        if kind in {"metadata", "style"} or unseen or (kind in {"defs", "g"} and len(child) == 0):
            parent.remove(child)
        elif kind == "g" and not child.attrib:
            parent.remove(child)
            for offset, grandchild in enumerate(child):
                parent.insert(position + offset, grandchild)
            position += len(child)
        else:
            position += 1


def _variable(placeholder: re.Match[str]) -> str:
    """Give the palette variable that a placeholder colour stands for."""
    token = _TOKEN_OF[placeholder[0]]
    return f"var(--gluteus-{token.replace('_', '-')}, {palette.LIGHT[token]})"
