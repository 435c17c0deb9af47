"""Hashes that say whether the book has to be made anew.

Jupyter's execution cache looks at the code cells alone.
A cell that says ``gluteus.Explorer()`` stays the same when the explorer changes, so the cache would keep the old one.
A quiz names passages of its chapter and the sources of its answers, so headings and references count too.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent
SUFFIXES = {".py", ".js", ".css", ".yml", ".html", ".json", ".svg", ".ipynb"}


def _files(root: Path) -> Iterator[Path]:
    """Yield every file, beside the chapters, that the book is made from."""
    for folder in (PACKAGE, root / "solutions", root / "exercises"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and ".ipynb_checkpoints" not in path.parts:
                yield path
    yield from sorted((root / "book").glob("*.bib"))


def fingerprint(root: Path, quiz_answers: str) -> str:
    """Hash package, questions, notebooks, references, labels and headings, installed versions and the answer mode.

    Parameters
    ----------
    root
        The folder that holds ``_config.yml``.
    quiz_answers
        ``"open"`` or ``"closed"``.

    Returns
    -------
    str
        16 hexadecimal digits; the body is covered, because it is computed by the package from an installed model.
    """
    digest = sha256(quiz_answers.encode())
    for path in _files(root):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for chapter in sorted((root / "book").glob("*.md")):
        lines = chapter.read_bytes().splitlines()
        digest.update(b"\n".join(line for line in lines if line.startswith((b"(", b"#"))))
    for version in sorted({f"{found.name}=={found.version}" for found in distributions()}):
        digest.update(version.encode())
    return digest.hexdigest()[:16]


def everything(root: Path) -> str:
    """Hash all that the built book depends on: what `fingerprint` covers, every page, and the book's configuration.

    Parameters
    ----------
    root
        The folder that holds ``_config.yml``.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    pages = [path for path in sorted((root / "book").rglob("*")) if path.is_file()]
    pages += [*sorted(root.glob("_*.yml")), *sorted(root.glob("*.md"))]
    digest = sha256(fingerprint(root, "").encode())
    for path in pages:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
