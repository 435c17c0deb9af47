"""A Jupyter server for a test: on this machine only, on any free port, with configuration of its own."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def jupyter_server(folder: Path) -> Iterator[tuple[str, str]]:
    """Run a Jupyter server whose files are `folder`, and give its address and its token.

    Its log must never name the token.
    """
    token = secrets.token_hex(16)
    environment = {
        **os.environ,
        "HOME": str(folder),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_TOKEN": token,
    }
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--ServerApp.root_dir={folder}"]
    log = folder / "server.log"  # a file never fills up, as a pipe that nobody reads would
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True
        )
        latest = time.monotonic() + 120
        try:
            while not (found := re.search(r"(http://127\.0\.0\.1:\d+)/", log.read_text(encoding="utf-8"))):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < latest, log.read_text(encoding="utf-8")
                time.sleep(0.05)
            yield found[1], token
        finally:
            process.terminate()
            process.wait()
    assert token not in log.read_text(encoding="utf-8")
