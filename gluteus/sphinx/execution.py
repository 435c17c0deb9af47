"""Which results of executed cells a build may use again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from gluteus.fingerprint import fingerprint

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def key_execution_cache(app: Sphinx, config: Config) -> bool:
    """Give each state of the package its own execution cache, drop those of earlier states, and say if it is new."""
    config.gluteus_fingerprint = fingerprint(Path(app.srcdir), config.quiz_answers)
    caches = Path(app.srcdir) / "_build" / ".jupyter_cache"
    ours = caches / f"{config.quiz_answers}-{config.gluteus_fingerprint}"
    config.nb_execution_cache_path = str(ours)
    for other in caches.glob(f"{config.quiz_answers}-*"):
        if other != ours:
            shutil.rmtree(other, ignore_errors=True)
    return not ours.exists()
