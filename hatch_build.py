"""What a built package holds besides its source: the computed body and the bibliography."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ComputedFiles(BuildHookInterface):
    """Put the body and the bibliography into a wheel; an editable install reads both from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to add.

        Raises
        ------
        FileNotFoundError
            No body has been built: a wheel without it would make every reader compute it.
        """
        if version == "editable" or self.target_name != "wheel":
            return
        root = Path(self.root)
        bodies = sorted((root / "_build" / "body").glob("body-*.npz"))
        if len(bodies) != 1:
            raise FileNotFoundError(f"_build/body: one built body is needed, {len(bodies)} found: run `make wheel`")
        build_data["force_include"].update(
            {
                str(bodies[0]): f"gluteus/body/built/{bodies[0].name}",
                str(root / "book" / "references.bib"): "gluteus/atlas/references.bib",
            }
        )
