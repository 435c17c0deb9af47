"""The pure parts of the book's Sphinx side: what is kept of a style, what a page may do, when it is made anew."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import tinycss2

from gluteus.fingerprint import fingerprint
from gluteus.sphinx.assets import trimmed, used_names
from gluteus.sphinx.execution import key_execution_cache
from gluteus.sphinx.mounting import mount_point, page_state
from gluteus.sphinx.policy import policy, with_policy


def trim(css: str, *names: str) -> str:
    return trimmed(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), set(names))


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".here{color:red}", ".here{color:red}"),
        (".gone{color:red}", ""),
        (".here .gone,p{color:red}", "p{color:red}"),
        ("#gone{color:red}", ""),
        ("a:not(.gone){color:red}", "a:not(.gone){color:red}"),
        ("@media print{.gone{color:red}}", ""),
        ("@media print{.here{color:red}}", "@media print{.here{color:red}}"),
        ("@font-face{font-family:x;src:url(x.woff2)}@import url(y.css);", ""),
        (".here{background-image:url(file.png);color:red}", ".here{color:red}"),
        ('.here{background:url("data:image/svg+xml;utf8,x")}', '.here{background:url("data:image/svg+xml;utf8,x")}'),
    ],
)
def test_a_style_keeps_what_a_page_can_match(css, kept):
    assert trim(css, "here") == kept


def test_names_come_from_pages_and_scripts(tmp_path):
    (tmp_path / "page.html").write_text('<p class="one two" id="three">four</p>')
    (tmp_path / "page.js").write_text('node.classList.add("five-six");')
    names = used_names([tmp_path / "page.html"], [tmp_path / "page.js"])
    assert {"one", "two", "three", "five-six"} <= names
    assert "four" not in names


def test_a_policy_allows_the_pages_own_scripts_and_no_others():
    page = '<html><head><meta charset="utf-8" /><script>let a = 1;</script></head></html>'
    rules = policy(page)
    assert "script-src 'self' 'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck=';" in rules
    assert "blob:" not in rules
    assert "connect-src" not in rules
    html = with_policy(page)
    assert html.index("Content-Security-Policy") < html.index("<script>")


def test_a_page_with_widgets_may_import_them():
    assert "blob:" in policy('<meta charset="utf-8"><script async src="_static/widget-loader.js"></script>')


def test_data_is_no_script():
    assert "sha256" not in policy('<meta charset="utf-8"><script type="application/json">{}</script>')


def test_the_state_of_a_page_holds_each_module_once():
    model = {"model_name": "AnyModel", "state": {"_esm": "code", "_css": "style", "layout": "x", "count": 1}}
    html = page_state({"w0": model, "w1": model, "w2": {"model_name": "LayoutModel", "state": {}}})
    assert html.count('"code"') == 1
    assert "layout" not in html
    assert "w2" not in html


def test_a_mount_point_escapes_its_id():
    assert 'data-model="&quot;&gt;"' in mount_point('">', "")


def test_the_fingerprint_follows_questions_and_answers(tmp_path):
    questions = tmp_path / "solutions" / "function" / "questions.yml"
    questions.parent.mkdir(parents=True)
    questions.write_text("a: 1")
    first = fingerprint(tmp_path, "open")
    assert fingerprint(tmp_path, "open") == first
    assert fingerprint(tmp_path, "closed") != first
    questions.write_text("a: 2")
    assert fingerprint(tmp_path, "open") != first


def test_the_fingerprint_follows_what_a_quiz_quotes_and_no_other_prose(tmp_path):
    (tmp_path / "book").mkdir()
    chapter, references = tmp_path / "book" / "function.md", tmp_path / "book" / "references.bib"
    seen = set()
    for text, entries in [("One.", ""), ("Two.", ""), ("Two.", "@misc{a}")]:
        chapter.write_text(f"(stance)=\n## Standing\n\n{text}\n")
        references.write_text(entries)
        seen.add(fingerprint(tmp_path, "open"))
    assert len(seen) == 2
    chapter.write_text("(stance)=\n## On one leg\n\nTwo.\n")
    assert fingerprint(tmp_path, "open") not in seen


def test_an_outdated_execution_cache_is_dropped(tmp_path):
    caches = tmp_path / "_build" / ".jupyter_cache"
    for name in ["open-0000", "closed-0000"]:
        (caches / name).mkdir(parents=True)
    config = SimpleNamespace(quiz_answers="open")
    key_execution_cache(SimpleNamespace(srcdir=tmp_path), config)
    assert not (caches / "open-0000").exists()
    assert (caches / "closed-0000").exists()
    assert config.nb_execution_cache_path == str(caches / f"open-{config.gluteus_fingerprint}")
