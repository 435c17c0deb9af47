"""How fast a class is graded, beside stock nbgrader on the same notebooks in the same run.

Stock nbgrader's time is that of one more submission: what its command takes to start is left out. Ours is a whole
command's, its start included, for a submission of ten thousand.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import orjson
from learners import ENVIRONMENT, QUIZ, Examination, name

from gluteus.grading.bulk import gradebook, submitted_files
from gluteus.grading.marked import Marker
from gluteus.grading.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

STOCK = """
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "_nbgrader/submitted"
c.CourseDirectory.ignore = ["*.yml"]
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.text_stub = ""
"""
FEW, SOME, CLASS, MOST = 8, 60, 10_000, 100_000
ZIPPED = 1_000
PARSED = 2_000
SUBMISSION_BYTES = 45_000  # on the disk, with its folders: for the question whether there is room

NBGRADER = ("-m", "nbgrader")
GLUTEUS = (str(Path(sys.executable).with_name("gluteus")),)


# The command, and at its end its peak memory: what the system tells its parent begins with the parent's own.
WATCHED = """
import atexit, pathlib
atexit.register(lambda: pathlib.Path("status.txt").write_text(pathlib.Path("/proc/self/status").read_text()))
from gluteus.cli import main
main()
"""


def grading() -> dict[str, float]:
    """Measure everything that an instructor waits for."""
    with tempfile.TemporaryDirectory(prefix="gluteus-bench-") as temporary:
        folder = Path(temporary)
        figures = _nbgraders_own(folder)
        ours = Examination(folder / "ours")
        ours.check()
        figures |= _plugin(ours, figures["grade.stock_ms"])
        shutil.copytree(ours.folder, folder / "thousand")
        figures |= _bulk(ours, figures)
        figures |= _thousand(folder / "thousand", ours)
        figures |= _memory(ours, folder)
    return figures


def _nbgraders_own(folder: Path) -> dict[str, float]:
    stock = Examination(folder / "stock", STOCK)
    stock.hand_in([0])
    _run(stock, *NBGRADER, "autograde", QUIZ)
    nothing = _run(stock, *NBGRADER, "autograde", QUIZ)
    stock.hand_in(range(1, FEW + 1))
    graded = _run(stock, *NBGRADER, "autograde", QUIZ)
    pages = _run(stock, *NBGRADER, "generate_feedback", QUIZ)
    no_pages = _run(stock, *NBGRADER, "generate_feedback", QUIZ)
    return {
        "grade.stock_ms": (graded - nothing) / FEW * 1000,
        "feedback.stock_ms": (pages - no_pages) / (FEW + 1) * 1000,
    }


def _plugin(ours: Examination, stock_ms: float) -> dict[str, float]:
    """Grade through nbgrader's own command with our configuration."""
    ours.hand_in([0])
    _run(ours, *NBGRADER, "autograde", QUIZ)
    nothing = _run(ours, *NBGRADER, "autograde", QUIZ)
    ours.hand_in(range(1, SOME + 1))
    each = (_run(ours, *NBGRADER, "autograde", QUIZ) - nothing) / SOME * 1000
    for step in ("submitted", "autograded"):
        shutil.rmtree(ours.folder / "_nbgrader" / step)
    (ours.folder / "_nbgrader" / "gradebook.db").unlink()
    ours.run(*NBGRADER, "generate_assignment", QUIZ, "--force")
    return {"grade.plugin_ms": each, "grade.plugin_speedup": stock_ms / each}


def _bulk(ours: Examination, stock: dict[str, float]) -> dict[str, float]:
    private = ours.folder / "_nbgrader"
    registered = (private / "gradebook.db").read_bytes()
    ours.hand_in(range(CLASS))
    fresh = _run(ours, *GLUTEUS, "grade", QUIZ)
    (private / "gradebook.db").write_bytes(registered)
    written = _run(ours, *GLUTEUS, "grade", QUIZ, "--notebooks")
    marks = _run(ours, *GLUTEUS, "marks", "--to", "marks.csv")
    with (ours.folder / "marks.csv").open(encoding="utf-8", newline="") as file:
        scores = [float(row["score"]) for row in csv.DictReader(file)]
    if len(scores) != CLASS or not max(scores) > sum(scores) / CLASS > 0:
        raise RuntimeError("the class was not graded")
    feedback = _run(ours, *GLUTEUS, "feedback", QUIZ)
    pages = [page.stat().st_size for page in (private / "feedback").rglob("*.html")]
    shutil.rmtree(private / "autograded")
    shutil.rmtree(private / "feedback")
    (private / "gradebook.db").write_bytes(registered)
    return {
        "grade.bulk_ms": fresh / CLASS * 1000,
        "grade.bulk_speedup": stock["grade.stock_ms"] / (fresh / CLASS * 1000),
        "grade.bulk_written_speedup": stock["grade.stock_ms"] / (written / CLASS * 1000),
        "grade.bulk_over_parse": _over_parse(ours),
        "feedback.speedup": stock["feedback.stock_ms"] / (feedback / len(pages) * 1000),
        "feedback.page_kb": max(pages) / 1000,
        "marks.csv_s": marks,
    }


def _over_parse(ours: Examination) -> float:
    """Give the time to read, parse and score over that to read and parse with orjson, each the best of five in turn."""
    settings = Settings.read(ours.folder)
    files = [path for _, path in submitted_files(settings, QUIZ)][:PARSED]
    with gradebook(settings, QUIZ) as store:
        key = store.key(QUIZ)
    bare, scored = [], []
    for _ in range(5):
        start = process_time()
        for path in files:
            orjson.loads(path.read_bytes())
        bare.append(process_time() - start)
        # A new one each time: what it keeps of one class must not serve it for the next.
        marker = Marker.of_course(key, settings.place("source", ".", QUIZ), settings.place("release", ".", QUIZ))
        start = process_time()
        for path in files:
            marker.mark_file(path)
        scored.append(process_time() - start)
    return min(scored) / min(bare)


def _thousand(course: Path, ours: Examination) -> dict[str, float]:
    """From the zip of an LMS and a roster to marks, feedback and an item report, in a folder that knows neither."""
    for path in (course / "_nbgrader").iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with zipfile.ZipFile(course / "moodle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(ZIPPED):
            file = f"First{number} Last_{number}_assignsubmission_file_{QUIZ}.ipynb"
            archive.writestr(file, ours.notebook(number))
    with (course / "roster.csv").open("w", encoding="utf-8") as roster:
        roster.write("id,first_name,last_name\n")
        roster.writelines(f"{name(number)},First{number},Last\n" for number in range(ZIPPED))
    commands = (
        ("roster", "roster.csv"),
        ("grade", QUIZ, "--zip", "moodle.zip"),
        ("marks",),
        ("feedback", QUIZ),
        ("report", QUIZ),
    )
    took = sum(_command(course, *GLUTEUS, *command) for command in commands)
    pages = sum(1 for _ in (course / "_nbgrader" / "feedback").rglob("*.html"))
    if pages != ZIPPED:
        raise RuntimeError(f"{pages} of {ZIPPED} learners got their feedback")
    return {"course.thousand_s": took}


def _memory(ours: Examination, folder: Path) -> dict[str, float]:
    """Grade classes of three sizes; their files are those of the first class, and new ones where it is too small."""
    sizes = [CLASS // 10, CLASS]
    if shutil.disk_usage(folder).free > 2 * MOST * SUBMISSION_BYTES:
        sizes.append(MOST)
    else:
        print(f"no room for {MOST} submissions: memory is measured with {CLASS} at most")
    private = ours.folder / "_nbgrader"
    registered = (private / "gradebook.db").read_bytes()
    whole, part = ours.submitted, private / "part"
    figures = {}
    for size in sizes:
        if size > CLASS:
            ours.hand_in(range(CLASS, size))
        elif size < CLASS:
            whole.rename(part)
            _link(part, whole, range(size))
        (private / "gradebook.db").write_bytes(registered)
        figures[f"grade.bulk_peak_mb_of_{size}"] = _peak_mb(ours, "grade", QUIZ)
        if size < CLASS:
            shutil.rmtree(whole)
            part.rename(whole)
    return {**figures, "grade.bulk_peak_mb": max(figures.values())}


def _link(source: Path, target: Path, numbers: Iterable[int]) -> None:
    for number in numbers:
        path = Path(name(number), QUIZ, f"{QUIZ}.ipynb")
        (target / path).parent.mkdir(parents=True)
        (target / path).hardlink_to(source / path)


def _run(examination: Examination, *command: str) -> float:
    return _command(examination.folder, *command)


def _command(folder: Path, *command: str) -> float:
    """Run a command to its end, and give its wall time in seconds."""
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    took = perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return took


def _peak_mb(examination: Examination, *verb: str) -> float:
    _run(examination, "-c", WATCHED, *verb)
    status = (examination.folder / "status.txt").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1000


if __name__ == "__main__":
    for figure, value in grading().items():
        print(f"{figure:34} {value:12.3f}")
