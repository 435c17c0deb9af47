"""One ES module out of several: anywidget and the published page take a module that imports nothing.

The modules are written so that joining them is safe and short: named imports of relative files, no name declared twice.
"""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([\w\s,$]*)\} from "(\.{1,2}/[\w./-]+\.js)";\n?', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|function|class)\b)", re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export \{([\w\s,$]*)\};\n?", re.MULTILINE)
_DECLARED = re.compile(r"^(export )?(?:async )?(?:const|let|function\*?|class) ([\w$]+)", re.MULTILINE)
# What begins a line of these is none of the above: an import or export of another form, or names taken apart.
_OTHER = re.compile(r"^(?:import\b(?!\()|export\b(?! default\b)|var\b|(?:const|let) [{\[]).*", re.MULTILINE)
_DEFAULT = re.compile(r"^export default\b", re.MULTILINE)
# Comments on lines of their own: every reader of the page would load them.
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*[\s\S]*?\*/)\n", re.MULTILINE)


def linked(entry: Path) -> str:
    """Join an ES module and all that it imports into one module that imports nothing.

    Parameters
    ----------
    entry
        The module whose exports the result has.

    Returns
    -------
    str
        The modules' text, each before those that import it, the entry last.

    Raises
    ------
    ValueError
        An import leads to no file or to a name that its file does not export, modules import each other in a
        circle, a name is declared twice, or a line is of a form that cannot be joined; file and line are named.
    """
    return "\n".join(_Linker(entry.resolve()).parts)


class _Linker:
    def __init__(self, entry: Path) -> None:
        self.entry = entry
        self.parts: list[str] = []
        self.exports: dict[Path, set[str]] = {}
        self.homes: dict[str, str] = {}
        self.add(entry, ())

    def add(self, path: Path, importers: tuple[Path, ...]) -> None:
        text = path.read_text(encoding="utf-8")
        for found in _IMPORT.finditer(text):
            where = f"{path.name}:{_line(text, found.start())}"
            target = (path.parent / found[2]).resolve()
            if target in (*importers, path):
                circle = " -> ".join(one.name for one in (*importers, path, target))
                raise ValueError(f"{where}: modules import each other: {circle}")
            if not target.is_file():
                raise ValueError(f"{where}: there is no file {found[2]}")
            if target not in self.exports:
                self.add(target, (*importers, path))
            if missing := _names(found[1]) - self.exports[target]:
                raise ValueError(f"{where}: {found[2]} does not export {', '.join(sorted(missing))}")
        self.declare(path, text)
        body = _IMPORT.sub("", text)
        if path != self.entry:
            body = _EXPORT_LIST.sub("", _EXPORT.sub("", body))
        self.parts.append(_COMMENT.sub("", body).strip("\n") + "\n")

    def declare(self, path: Path, text: str) -> None:
        rest = _EXPORT_LIST.sub(_blank, _EXPORT.sub("", _IMPORT.sub(_blank, text)))
        if other := _OTHER.search(rest):
            raise ValueError(f"{path.name}:{_line(rest, other.start())}: cannot be joined: {other[0]}")
        if path != self.entry and (default := _DEFAULT.search(text)):
            raise ValueError(f"{path.name}:{_line(text, default.start())}: only {self.entry.name} has a default export")
        self.exports[path] = {name for found in _EXPORT_LIST.finditer(text) for name in _names(found[1])}
        for found in _DECLARED.finditer(text):
            where, name = f"{path.name}:{_line(text, found.start())}", found[2]
            if name in self.homes:
                raise ValueError(f"{where}: {name} is declared at {self.homes[name]} too")
            self.homes[name] = where
            if found[1]:
                self.exports[path].add(name)


def _names(listed: str) -> set[str]:
    return {name.strip() for name in listed.split(",") if name.strip()}


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _blank(found: re.Match[str]) -> str:
    """Keep the lines, so that what follows keeps its number."""
    return "\n" * found[0].count("\n")
