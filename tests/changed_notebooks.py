"""What can happen to a released notebook on its way back: each function gives a change of its JSON."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from course_folder import cell

Notebook = dict[str, Any]
Change = Callable[[Notebook], Any]


def several(*changes: Change) -> Change:
    return lambda notebook: [change(notebook) for change in changes]


def without(*names: str) -> Change:
    def change(notebook: Notebook) -> None:
        for name in names:
            notebook["cells"].remove(cell(notebook, name))

    return change


def settings(name: str, **values: Any) -> Change:
    """Change the cell's nbgrader metadata."""
    return lambda notebook: cell(notebook, name)["metadata"]["nbgrader"].update(values)


def metadata(name: str, **values: Any) -> Change:
    return lambda notebook: cell(notebook, name)["metadata"].update(values)


def source(name: str, text: Any) -> Change:
    return lambda notebook: cell(notebook, name).update(source=text)


def answers(**texts: str) -> Change:
    """Type answers, as Python source."""
    return several(*(source(name, f"{name} = {text}") for name, text in texts.items()))


def fields(name: str, **values: Any) -> Change:
    """Change the cell itself: its type, its id, its outputs."""
    return lambda notebook: cell(notebook, name).update(values)


def copied(name: str, text: str | None = None) -> Change:
    def change(notebook: Notebook) -> None:
        again = copy.deepcopy(cell(notebook, name))
        again["id"] = "copied"
        if text is not None:
            again["source"] = text
        notebook["cells"].insert(notebook["cells"].index(cell(notebook, name)) + 1, again)

    return change


def moved_down(*names: str) -> Change:
    def change(notebook: Notebook) -> None:
        for name in names:
            moved = cell(notebook, name)
            notebook["cells"].remove(moved)
            notebook["cells"].append(moved)

    return change


def cells(value: Any) -> Change:
    return lambda notebook: notebook.update(cells=value)


def added(cell: Any, at: int = 1) -> Change:
    return lambda notebook: notebook["cells"].insert(at, cell)


def text_cell(text: Any, kind: str = "markdown", **metadata: Any) -> Notebook:
    return {"cell_type": kind, "id": "added", "metadata": metadata, "source": text}


def code_cell(text: str, **metadata: Any) -> Notebook:
    return text_cell(text, "code", **metadata) | {"outputs": [], "execution_count": None}
