"""Setting up: what goes wrong ends in one plain sentence and a non-zero exit, and nothing is done twice."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "environment.py"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STAMPS", tmp_path / "stamps")
    monkeypatch.delenv("GLUTEUS_CHROMIUM", raising=False)
    monkeypatch.delenv("GLUTEUS_POSTGRESQL", raising=False)
    return module


def test_an_old_python_is_told_so() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['', 'book']"
    old = f"{pretend}; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    ended = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed" in ended.stderr
    assert "make PYTHON=python3.11 book" in ended.stderr


def test_a_step_is_done_again_only_when_its_sources_change(environment: ModuleType, tmp_path: Path) -> None:
    done: list[str] = []
    (tmp_path / "lock.txt").write_text("one")
    for _ in range(2):
        environment.step("packages", "installing", ["lock.txt"], lambda: done.append("packages"))
    assert done == ["packages"]
    (tmp_path / "lock.txt").write_text("two")
    environment.step("packages", "installing", ["lock.txt"], lambda: done.append("packages"))
    assert done == ["packages", "packages"]


def test_a_step_that_failed_is_tried_again(environment: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "lock.txt").write_text("one")
    with pytest.raises(SystemExit, match="gluteus: the packages could not be installed"):
        environment.step(
            "packages",
            "installing",
            ["lock.txt"],
            lambda: environment.run(["false"], "the packages could not be installed"),
        )
    done: list[str] = []
    environment.step("packages", "installing", ["lock.txt"], lambda: done.append("packages"))
    assert done == ["packages"]


def test_no_network_is_one_sentence(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lock.txt").write_text("a-package-of-the-course==1.0\n")
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(
        SystemExit, match=r"gluteus: the packages of lock\.txt could not be installed; is the network there"
    ):
        environment.install("lock.txt")
    assert "a-package-of-the-course" in capfd.readouterr().err


@pytest.mark.parametrize("root_on_debian", [True, False])
def test_a_chromium_that_cannot_be_had_is_one_sentence(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch, root_on_debian: bool
) -> None:
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> int:
        asked.append(command)
        return 100

    monkeypatch.setattr(environment, "find_chromium", lambda: None)
    monkeypatch.setattr(environment, "is_root_on_debian", lambda: root_on_debian)
    monkeypatch.setattr(environment.subprocess, "call", refuse)
    with pytest.raises(
        SystemExit, match="gluteus: the tests need Chromium: install it, or name one in GLUTEUS_CHROMIUM"
    ):
        environment.have_chromium()
    assert ("apt-get" in asked[0]) == root_on_debian
    assert ("playwright" in asked[0]) != root_on_debian


def test_a_named_chromium_that_is_missing_is_named(environment: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLUTEUS_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(SystemExit, match="GLUTEUS_CHROMIUM names /nowhere/chromium, which does not exist"):
        environment.find_chromium()


@pytest.mark.parametrize("root_on_debian", [True, False])
def test_a_postgresql_that_cannot_be_had_is_one_sentence(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root_on_debian: bool
) -> None:
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> int:
        asked.append(command)
        return 100

    monkeypatch.setattr(environment, "DEBIANS_POSTGRESQL", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(environment, "is_root_on_debian", lambda: root_on_debian)
    monkeypatch.setattr(environment.subprocess, "call", refuse)
    with pytest.raises(
        SystemExit, match="gluteus: the tests need PostgreSQL: install it, or name the folder of its initdb"
    ):
        environment.have_postgresql()
    assert [command[0] for command in asked] == (["apt-get"] if root_on_debian else [])


def test_the_newest_postgresql_is_found_where_debian_keeps_it(
    environment: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("13", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.setattr(environment, "DEBIANS_POSTGRESQL", tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert environment.find_postgresql() == tmp_path / "15" / "bin"
    monkeypatch.setenv("GLUTEUS_POSTGRESQL", str(tmp_path / "13" / "bin"))
    assert environment.find_postgresql() == tmp_path / "13" / "bin"
    monkeypatch.setenv("GLUTEUS_POSTGRESQL", str(tmp_path / "13"))
    with pytest.raises(SystemExit, match=r"GLUTEUS_POSTGRESQL names .*13, which holds no initdb"):
        environment.find_postgresql()
