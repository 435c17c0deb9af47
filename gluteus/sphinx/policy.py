"""The content security policy of each page, worked out from the page itself."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from sphinx.jinja2glue import BuiltinTemplateLoader

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
_CHARSET = re.compile(r"<meta charset=[^>]*>")


def inline_scripts(html: str) -> list[str]:
    """Give the text of each script element that a browser would run and that names no file."""
    found = []
    for match in _SCRIPT.finditer(html):
        attributes = match["attributes"]
        if "src=" not in attributes and "json" not in attributes:
            found.append(match["body"])
    return found


def policy(html: str) -> str:
    """Work out what a page needs and forbid the rest.

    Parameters
    ----------
    html
        The whole page.

    Returns
    -------
    str
        The value of the page's ``Content-Security-Policy``.
    """
    hashes = sorted({b64encode(sha256(script.encode()).digest()).decode() for script in inline_scripts(html)})
    scripts = ["'self'", *(f"'sha256-{digest}'" for digest in hashes)]
    if "widget-loader.js" in html:
        scripts.append("blob:")  # the loader imports each widget's module from a blob
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "base-uri": "'none'",
    }
    if "searchtools.js" in html:
        rules["connect-src"] = "'self'"  # the search page reads its hits, to show where the words stand
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def with_policy(html: str) -> str:
    """Put the policy into the page's head, before anything that it governs."""
    charset = _CHARSET.search(html)
    if charset is None:
        return html
    end = charset.end()
    return f'{html[:end]}\n<meta http-equiv="Content-Security-Policy" content="{policy(html)}">{html[end:]}'


class PolicyTemplates(BuiltinTemplateLoader):
    """Sphinx's templates; each page that they make carries its policy."""

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Fill in a template."""
        return with_policy(super().render(template, context))
