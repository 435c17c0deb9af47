"""Measure the course, print one line per figure, and write ``_build/bench.json`` (name to value).

Every figure is of this machine, as it is; a peer is measured in the same run, and a line whose name ends with
``speedup`` is the peer's time over ours.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import body_and_book
import explorer_paint
import explorer_ready
import grading
import look_ups
from browser import served
from figures import ROOT

from gluteus.body import load


def main() -> None:
    """Measure everything."""
    load(progress=True)
    figures: dict[str, float] = {}

    def measured(more: dict[str, float]) -> None:
        figures.update(more)
        for name, value in more.items():
            print(f"{name:42} {value:12.3f}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        site = course / "_build" / "html"
        body_and_book.copy_course(course)
        measured(body_and_book.body(Path(folder) / "body"))
        measured(body_and_book.book(course))
        measured(body_and_book.page_weight(site))
        measured(explorer_ready.ready(site))
        with served(site) as address:
            measured(explorer_paint.paint(f"{address}/{explorer_ready.PAGE}"))
    measured(look_ups.match())
    measured(look_ups.body_3d())
    measured(grading.grading())
    target = ROOT / "_build" / "bench.json"
    draft = target.with_suffix(".draft")
    draft.write_text(json.dumps(figures, indent=2) + os.linesep, encoding="utf-8")
    draft.replace(target)


if __name__ == "__main__":
    main()
