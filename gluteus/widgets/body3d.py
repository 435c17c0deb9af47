"""The body that turns: one classic script with three.js, the scene and the body, loaded when somebody asks for it.

``body3d.bundle.js`` is made by ``make bundle`` from the modules in ``body3d/`` and kept like a lock file,
so that nobody needs Node.js to build the book.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from gluteus import body as bodies
from gluteus.body.solid import solid

BUNDLE = Path(__file__).with_name("body3d.bundle.js")


@cache
def script() -> str:
    """Give the script: the bundle, then the solid body, deflated and in base64."""
    body = b64encode(zlib.compress(solid(bodies.load()), 9)).decode()
    return f'{BUNDLE.read_text(encoding="utf-8")}gluteusBody3D.register("{body}");\n'


@cache
def file_name() -> str:
    """Name the script's file by its content, so that a browser never keeps an old one."""
    return f"body-3d-{sha256(script().encode()).hexdigest()[:10]}.js"


def address() -> str:
    """Give the script's address on the built site, relative to a page; all pages lie one folder deep."""
    return f"../_static/{file_name()}"
