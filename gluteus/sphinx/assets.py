"""What the site serves: one style sheet with the rules that its pages use, and none of the theme's scripts."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tinycss2

from gluteus import palette

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

STATIC = Path(__file__).parent / "static"
STYLE = "gluteus.css"
# In the order of the cascade: Sphinx, its themes, the extensions, and the course at the end.
THEME_STYLES = [
    "basic.css",
    "styles/pydata-sphinx-theme.css",
    "styles/sphinx-book-theme.css",
    "pygments.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
]
# The pages ask for none of these: our own page.js does the little that is needed, in 2 kB instead of 1.6 MB.
UNUSED = ["scripts", "styles", "vendor", "images", "locales", "*-webpack-macros.html", "webpack-macros.html"]
UNUSED += [
    "basic.css",
    "book.css",
    "pygments.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "design-tabs.js",
    "sbt-webpack-macros.html",
    "*.png",
]


# Sphinx decorates its search results with a picture that it no longer ships.
_PICTURE_FILE = re.compile(r"[\w-]+\s*:\s*url\((?!['\"]?data:)[^)]*\)[^;}]*;?")

_BODY_FILE = re.compile(r"body-3d-[0-9a-f]+\.js")


class _Names(HTMLParser):
    """Collects the classes and ids that occur in pages."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (html.parser's)
        for name, value in attrs:
            if name in {"class", "id"} and value:
                self.names.update(value.split())


def used_names(pages: Iterable[Path], scripts: Iterable[Path]) -> set[str]:
    """Collect every class and id that a page has or that a script could give it (any word of the script)."""
    parser = _Names()
    for page in pages:
        parser.feed(page.read_text(encoding="utf-8"))
    for script in scripts:
        parser.names.update(re.findall(r"[A-Za-z_][\w-]*", script.read_text(encoding="utf-8")))
    return parser.names


def _could_match(selector: list[Any], names: set[str]) -> bool:
    """Say whether all classes and ids of a selector are in use; what stands in brackets (``:not(...)``) is ignored."""
    for part, following in zip(selector, [*selector[1:], None], strict=True):
        if part.type == "hash" and part.value not in names:
            return False
        if part == "." and following is not None and following.type == "ident" and following.value not in names:
            return False
    return True


def _selectors(prelude: list[Any]) -> list[list[Any]]:
    selectors: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        else:
            selectors[-1].append(part)
    return selectors


def trimmed(rules: list[Any], names: set[str]) -> str:
    """Serialise parsed CSS rules without those that no page can match.

    Parameters
    ----------
    rules
        Rules as ``tinycss2`` parses them.
    names
        The classes and ids in use.

    Returns
    -------
    str
        CSS; font faces and imports are left out, because the site serves no fonts and one style sheet.
    """
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _selectors(rule.prelude) if _could_match(one, names)]
            if selectors:
                head = ",".join(tinycss2.serialize(one).strip() for one in selectors)
                kept.append(f"{head}{{{_PICTURE_FILE.sub('', tinycss2.serialize(rule.content)).strip()}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := trimmed(inner, names):
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword == "keyframes":
            kept.append(rule.serialize())
    return "".join(kept)


def write_style(app: Sphinx, error: Exception | None) -> None:
    """Write the site's one style sheet and take away what the theme brought and no page asks for."""
    folder = Path(app.outdir) / "_static"
    theme = [path for pattern in THEME_STYLES for path in sorted(folder.glob(pattern))]
    if error is not None or app.builder.format != "html" or not (folder / "basic.css").exists():
        return
    from gluteus.charts import css as chart_css  # noqa: PLC0415 (it brings matplotlib, which an idle build never needs)

    names = used_names(Path(app.outdir).rglob("*.html"), [*STATIC.glob("*.js"), folder / "searchtools.js"])
    sheets = [trimmed(tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), True, True), names) for path in theme]
    own = (STATIC / "book.css").read_text(encoding="utf-8")
    text = "\n".join([*sheets, palette.css(), chart_css(), own])
    (folder / STYLE).write_text(text, encoding="utf-8")
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    shutil.rmtree(Path(app.outdir) / "_sphinx_design_static", ignore_errors=True)


def write_body(app: Sphinx, error: Exception | None) -> None:
    """Write the body that turns beside the pages whose explorer may ask for it, and take away older ones."""
    if error is not None or app.builder.format != "html":
        return
    pages = (path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html"))
    wanted = {name for page in pages for name in _BODY_FILE.findall(page)}
    folder = Path(app.outdir) / "_static"
    for path in folder.glob("body-3d-*.js"):
        if path.name not in wanted:
            path.unlink()
    if any(not (folder / name).exists() for name in wanted):
        from gluteus.widgets import body3d  # noqa: PLC0415 (it reads the body, which an idle build never needs)

        (folder / body3d.file_name()).write_text(body3d.script(), encoding="utf-8")
