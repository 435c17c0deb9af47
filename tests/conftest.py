"""The built book, once per test run, for the tests that look at it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong.
settings.register_profile("course", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")

ROOT = Path(__file__).resolve().parents[1]


def _build(answers: str) -> Path:
    """Build the book with ``quiz_answers`` open or closed, again only where something changed since the last run."""
    folder = ROOT / "_build" / "tests" / answers
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "_config.yml"
    text = (ROOT / "_config.yml").read_text(encoding="utf-8")
    assert "quiz_answers: open" in text
    configuration.write_text(text.replace("quiz_answers: open", f"quiz_answers: {answers}"), encoding="utf-8")
    program = str(Path(sys.executable).with_name("jupyter-book"))
    command = [program, "build", str(ROOT), "-W", "-n", "--keep-going"]
    command += ["--config", str(configuration), "--path-output", str(folder)]
    this_run, built_in = os.environ.get("PYTEST_XDIST_TESTRUNUID", ""), folder / "built-in-run"
    site = folder / "_build" / "html"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test runs at once would write over each other
        if this_run and built_in.exists() and built_in.read_text(encoding="utf-8") == this_run:
            return site  # another worker built it, and its tests are reading it
        built_in.unlink(missing_ok=True)
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        if run.returncode:  # Sphinx would not warn again of the pages that it has read
            shutil.rmtree(folder / "_build" / ".doctrees", ignore_errors=True)
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]
        built_in.write_text(this_run, encoding="utf-8")
    return site


@pytest.fixture(scope="session")
def open_book() -> Path:
    return _build("open")


@pytest.fixture(scope="session")
def closed_book() -> Path:
    return _build("closed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """A course of one chapter and one quiz, in a folder that a test may change."""
    folder = tmp_path / "course"
    shutil.copytree(ROOT / "tests" / "small_course", folder)
    shutil.copyfile(ROOT / "nbgrader_config.py", folder / "nbgrader_config.py")
    return folder


@pytest.fixture
def private_course(tmp_path: Path) -> Path:
    """An instructor's own folder outside the repository: one quiz with a question of every kind, and no book."""
    folder = tmp_path / "private"
    shutil.copytree(ROOT / "tests" / "private_course", folder)
    return folder
