"""How long the body and the book take to build, and how heavy the heaviest page is."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from figures import ROOT, seconds
from first_visit import first_visit_kb

PROGRAMS = Path(sys.executable).parent


def copy_course(folder: Path) -> None:
    """Copy what git tracks, as it lies in the folder now."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)


def body(folder: Path) -> dict[str, float]:
    """Time a build of the body as a whole process, and its peak memory."""
    build = f"from gluteus.body import store; from pathlib import Path; store.home = lambda: Path({str(folder)!r}); "
    build += "from gluteus.body import load; load(progress=False)"
    start = perf_counter()
    subprocess.run([sys.executable, "-c", build], check=True)
    took = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"body.build_s": took, "body.peak_mb": peak}


def book(course: Path) -> dict[str, float]:
    """Time the book from nothing (the body is there), and again when nothing changed."""

    here = {**os.environ, "PYTHONPATH": str(course)}  # the copy's own package, whatever is edited meanwhile

    def build() -> None:
        subprocess.run([PROGRAMS / "gluteus", "book"], cwd=course, env=here, check=True, capture_output=True)

    shutil.rmtree(course / "_build", ignore_errors=True)
    shutil.copytree(ROOT / "_build" / "body", course / "_build" / "body")
    return {"book.cold_s": seconds(build, 1), "book.warm_s": seconds(build, 3)}


def page_weight(site: Path) -> dict[str, float]:
    """Give the weight of the heaviest page at a first visit, gzipped, in kilobytes."""
    return {"page.max_gzip_kb": max(first_visit_kb(page) for page in site.rglob("*.html"))}
