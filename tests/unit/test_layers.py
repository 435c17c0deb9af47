"""One way through the code: no room imports a room above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gluteus

PACKAGE = Path(gluteus.__file__).parent

# What each room may import, besides itself.
ALLOWED: dict[str, set[str]] = {
    "palette": set(),
    "fingerprint": set(),
    "data_error": set(),
    "whole_file": set(),
    "yaml_lines": {"data_error"},
    "atlas": {"yaml_lines"},
    "body": {"atlas", "yaml_lines"},
    "mechanics": {"body"},
    "charts": {"atlas", "body", "mechanics", "palette"},
    "quiz": {"atlas", "yaml_lines"},
    "exports": {"atlas", "charts", "quiz", "palette", "whole_file", "yaml_lines"},
    "grading": {"atlas", "charts", "data_error", "palette", "quiz", "whole_file"},
    "widgets": {"atlas", "body", "mechanics", "charts", "quiz", "palette"},
    "sphinx": {"fingerprint", "atlas", "body", "charts", "quiz", "widgets", "palette", "yaml_lines"},
}


def imported_rooms(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [node.module or ""]
            if node.module == "gluteus":
                names = [f"gluteus.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("gluteus."))


MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).parts[0] not in {"cli.py", "__init__.py"}
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_import_upwards(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    reached = set(imported_rooms(path.read_text(encoding="utf-8"))) - {room}
    assert reached <= ALLOWED[room], f"{room} must not import {sorted(reached - ALLOWED[room])}"


def test_an_import_upwards_is_seen() -> None:
    source = "def load():\n    from gluteus import charts\n    import gluteus.sphinx.page\n"
    assert set(imported_rooms(source)) == {"charts", "sphinx"}
