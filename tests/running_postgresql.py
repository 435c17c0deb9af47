"""A PostgreSQL server for a test: the real one, in a temporary folder, reached through a socket in it alone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing of a test has to outlive the machine's power.
_QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"


def programs() -> Path:
    """Find the folder of the server's programs, which Debian keeps out of the path; scripts/environment.py had them."""
    named = os.environ.get("GLUTEUS_POSTGRESQL")
    folders = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next(folder for folder in folders if (folder / "initdb").exists())


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Run a server, and give the address of an empty database."""
    # A path for sockets must be short, and the server's user must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="gluteus-pg-", dir="/tmp"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to be run by root
        names = {user.pw_name for user in pwd.getpwall()}
        user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        command = [programs() / program, "-D", data, *arguments]
        done = subprocess.run(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **as_user
        )
        assert done.returncode == 0, done.stdout + (log.read_text() if log.exists() else "")

    try:
        run("initdb", "--auth=trust", "--no-sync", "--username=gluteus", "--encoding=UTF8", "--locale=C")
        # The server would hold a pipe open; its log goes into a file.
        run("pg_ctl", "start", "-w", "-l", str(log), "-o", f"-k {folder} -c listen_addresses='' {_QUICK}")
        try:
            yield f"postgresql://gluteus@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)
