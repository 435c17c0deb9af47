"""Make the two lock files from pyproject.toml: what the course needs, and what its tests need on top."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

ROOT = Path(__file__).parent.parent
HEADER = """\
# Locked by `make lock` from pyproject.toml; do not edit.
# Installs the course's package as well: the last line.
"""


def lock(target: str, *options: str, keep: str = "") -> str:
    """Resolve the dependencies, keeping to the versions in `keep`, and write them with the package as the last line."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url", *options]
    with NamedTemporaryFile("w", suffix=".txt") as kept:
        kept.write(keep)
        kept.flush()
        command += ["--constraint", kept.name]
        pinned = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (ROOT / target).write_text(f"{HEADER}{pinned}--editable .\n", encoding="utf-8")
    return pinned


def main() -> None:
    """Write both lock files; the second keeps to the versions of the first."""
    course = ("--extra", "book", "--extra", "grading")
    pinned = lock("requirements.txt", *course)
    lock("tests/requirements.txt", *course, "--extra", "test", keep=pinned)


if __name__ == "__main__":
    main()
