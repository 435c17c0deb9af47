"""The wheel works by itself: it holds every file that the code reads, and no question."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gluteus.body import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    load(progress=False)
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        ROOT,
    ]
    subprocess.run(build, check=True)
    return next(folder.glob("gluteus-*.whl"))


def test_every_data_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(["git", "ls-files", "gluteus"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(tracked.stdout.split()) - held == set()


def test_no_question_and_no_key_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert not [name for name in names if name.endswith((".ipynb", "questions.yml"))]
        text = b"".join(archive.read(name) for name in names if not name.endswith(".npz"))
    for questions in ROOT.glob("solutions/*/questions.yml"):
        prompts = [
            line.strip() for line in questions.read_text(encoding="utf-8").splitlines() if line.strip().endswith("?")
        ]
        assert prompts
        assert not [prompt for prompt in prompts if prompt.encode() in text]


def test_atlas_body_and_explorer_work_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = (
        "import pathlib, gluteus.atlas, gluteus.body, gluteus.body.body as made\n"
        "def never(*a, **k): raise SystemExit('the body was computed again')\n"
        "made.build = never\n"
        "assert 'site' in pathlib.Path(gluteus.atlas.__file__).parts, gluteus.atlas.__file__\n"
        "print(len(gluteus.atlas.load().sources), len(gluteus.body.load(progress=False).views))\n"
        "gluteus.Explorer()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split()[1] == "4"
    # The figures' library may keep its list of fonts there.
    assert not (tmp_path / "cache" / "gluteus").exists()
