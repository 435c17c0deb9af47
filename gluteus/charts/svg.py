"""matplotlib's SVG taken down to what a page needs: short numbers, no styles, the palette's variables for colours."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from io import BytesIO
from math import sqrt
from typing import Final
from xml.etree import ElementTree as ET

from PIL import Image

from gluteus import palette
from gluteus.charts.style import PLACEHOLDERS

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"

LONG_PATH: Final = 400
"""From this many characters on, a path is an outline of the body: a tenth of a unit is finer than can be seen."""

DOT: Final = 0.18
"""Radius of a dot as a share of the distance between dots in a row."""

HATCH_TILE: Final = 72.0
"""Side in units of the square that matplotlib repeats for a hatch."""

_TOKEN_OF = {colour: token for token, colour in PLACEHOLDERS.items()}
_LONG_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
# Attributes that say what a browser does anyway.
_NEEDLESS = {("stroke-linejoin", "miter"), ("stroke-linecap", "butt"), ("text-anchor", "start"), ("opacity", "1")}


def cleaned(svg: str, prefix: str, width_px: int) -> ET.Element:
    """Take matplotlib's SVG down to what is drawn: short numbers, attributes for styles, ids only where used.

    Parameters
    ----------
    svg : str
        What matplotlib writes, in the colours of `PLACEHOLDERS`.
    prefix : str
        How every id begins.
    width_px : int
        Width in pixels where no style sheet says otherwise.

    Returns
    -------
    xml.etree.ElementTree.Element
        The ``svg`` element; `with_variables` makes its text.
    """
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
            _woven(element)
    _pruned(root)
    _, _, width, height = root.get("viewBox", "").split()
    root.attrib.clear()
    root.set("viewBox", f"0 0 {width} {height}")
    # For a notebook or a file; on a page the style sheet fits the drawing into its column.
    root.set("width", f"{width_px}")
    root.set("height", f"{width_px * float(height) / float(width):.0f}")
    return root


def with_variables(root: ET.Element) -> str:
    """Write a cleaned drawing with the palette's variables for its colours."""
    ET.register_namespace("", SVG)
    return re.sub(r"#01[0-9a-f]{2}fe", _variable, ET.tostring(root, encoding="unicode"))


def _webp(address: str) -> str:
    """Repack a picture inside the drawing, which matplotlib writes as PNG, at a fraction of the bytes."""
    file = BytesIO()
    with Image.open(BytesIO(b64decode(address.partition("base64,")[2]))) as picture:
        picture.save(file, "WEBP", quality=20, alpha_quality=100, method=4)
    return f"data:image/webp;base64,{b64encode(file.getvalue()).decode('ascii')}"


def _woven(pattern: ET.Element) -> None:
    """Replace matplotlib's hatch, a thousand curves or lines, by a pair of dots or one stripe that repeats."""
    background, drawn = pattern
    style = drawn.get("style", "")
    colour = re.findall(r"#[0-9a-f]{6}", style)[0]
    fill = background.get("fill", "none")
    lines = re.findall(r"M\s*(\S+)\s+(\S+)\s*L\s*(\S+)\s+(\S+)", drawn.get("d", ""))
    kept = {"id": pattern.get("id", ""), "patternUnits": "userSpaceOnUse"}
    if lines:
        x1, y1, x2, y2 = map(float, lines[0])
        # Slanted lines reach over both ends of the tile: two of them for each gap, and one more.
        gap, slant = HATCH_TILE / len(lines), 0
        if y1 != y2:
            gap, slant = HATCH_TILE / (len(lines) - 1) * sqrt(2), 45 if (y2 - y1) * (x2 - x1) > 0 else -45
        width = re.search(r"stroke-width: ([\d.]+)", style)
        kept |= {"width": f"{gap:.2f}", "height": f"{gap:.2f}"}
        if slant:
            kept["patternTransform"] = f"rotate({slant})"
        mark = ET.Element(f"{{{SVG}}}rect", {"width": f"{gap:.2f}", "height": width[1] if width else "1"})
        marks = [mark]
    else:
        # Every second row of dots is shifted; rows close both ends of the tile.
        rows = len(set(re.findall(r"M\s*\S+\s+(\S+)", drawn.get("d", ""))))
        gap = 2 * HATCH_TILE / (rows - 1)
        kept |= {"width": f"{gap:.2f}", "height": f"{gap:.2f}"}
        places = (f"{gap / 4:.2f}", f"{gap * 3 / 4:.2f}")
        marks = [ET.Element(f"{{{SVG}}}circle", {"cx": at, "cy": at, "r": f"{DOT * gap:.2f}"}) for at in places]
    pattern.attrib = kept
    del pattern[:]
    if fill != "none":
        ET.SubElement(pattern, f"{{{SVG}}}rect", {"width": f"{gap:.2f}", "height": f"{gap:.2f}", "fill": fill})
    for one in marks:
        one.set("fill", colour)
        pattern.append(one)


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
