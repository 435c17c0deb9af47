"""Chromium as the tests and the measurements start it, and a page that shows widgets without the book."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING

from gluteus import palette
from gluteus.sphinx.mounting import mount_point, page_state

if TYPE_CHECKING:
    from anywidget import AnyWidget
    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[1]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium that `make test` found or installed."""
    path = runpy.run_path(str(ROOT / "scripts" / "environment.py"))["find_chromium"]()
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def widget_page(widgets: list[AnyWidget], *, dark: bool = False) -> str:
    """Write a page that shows these widgets by the book's loader, which lies beside it as ``widget-loader.js``."""
    state = widgets[0].get_manager_state(widgets=widgets)["state"]
    places = "".join(mount_point(widget.model_id, widget.text()) for widget in widgets)
    theme = "dark" if dark else "light"
    return (
        f'<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>A widget</title>"
        f"<style>{palette.css()} body {{ margin: 1rem; font-family: sans-serif; color: var(--gluteus-text); "
        "background: var(--gluteus-background); } [data-state=ready] > .gluteus-fallback { display: none; }</style>"
        '<script async src="widget-loader.js"></script></head>'
        f"<body><main><h1>A widget</h1>{places}</main>{page_state(state)}</body></html>"
    )
