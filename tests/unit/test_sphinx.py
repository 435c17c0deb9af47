"""The pure parts of the book's Sphinx side: what is kept of a style, what a page may do, when it is made anew."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import tinycss2
from docutils import nodes

from gluteus import atlas
from gluteus.atlas.loading import FOLDER, bibliography
from gluteus.fingerprint import fingerprint
from gluteus.sphinx.assets import trimmed, used_names, write_body
from gluteus.sphinx.atlas_tables import Tables, anchor, sources_of
from gluteus.sphinx.directives import AtlasTables
from gluteus.sphinx.execution import key_execution_cache
from gluteus.sphinx.mounting import mount_point, page_state
from gluteus.sphinx.policy import policy, with_policy
from gluteus.widgets import body3d


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


def test_what_a_widget_can_wait_for_follows_the_rest():
    state = {"_esm": "code", "count": 1, "shading": "long", "later": ["shading"]}
    first, second = page_state({"w0": {"model_name": "AnyModel", "state": state}}).split("</script><script")
    assert "shading" not in first
    assert "later" not in first
    assert '{"w0":{"shading":"long"}}' in second


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


def test_of_the_body_that_turns_the_site_keeps_what_its_pages_name(tmp_path, monkeypatch):
    monkeypatch.setattr(body3d, "file_name", lambda: "body-3d-0abc.js")
    monkeypatch.setattr(body3d, "script", lambda: "new")
    static = tmp_path / "_static"
    static.mkdir()
    (static / "body-3d-0old.js").write_text("old")
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html"))
    write_body(app, None)
    assert [*static.iterdir()] == []
    (tmp_path / "page.html").write_text('{"body3d_address":"../_static/body-3d-0abc.js"}')
    write_body(app, None)
    assert [(path.name, path.read_text()) for path in static.iterdir()] == [("body-3d-0abc.js", "new")]


# The atlas as tables


def tables(**changes):
    """Make the tables of the course's atlas, with other parts where a test says so."""
    shown = atlas.load().model_copy(update=changes)
    return Tables(shown, lambda keys: [nodes.Text(f"<{' '.join(keys)}>")], lambda word: nodes.Text(f"({word})"))


def muscle_section(**changes):
    """Make the section of the gluteus medius with three points, all of them changed in the same way."""
    muscle = atlas.load().muscles["gluteus_medius"]
    points = [point.model_copy(update=changes) for point in muscle.trigger_points]
    (section,) = tables(muscles={muscle.id: muscle.model_copy(update={"trigger_points": points})}).muscles()
    return section


def rows(table):
    """Give a table's rows as texts, by the texts of their headings."""
    return {row[0].astext(): row[1].astext() for row in table.findall(nodes.row)}


def test_every_muscle_and_condition_has_its_section_and_every_point_its_anchor():
    sections = {section["ids"][0] for section in tables().muscles() + tables().conditions()}
    assert sections == {anchor(name) for name in [*atlas.load().muscles, *atlas.load().conditions]}
    assert "data-gluteus-minimus" in sections
    anchors = [
        name for section in tables().muscles() for table in section.findall(nodes.table) for name in table["ids"]
    ]
    assert anchors == [anchor(name) for name in atlas.load().trigger_points]


def test_a_pattern_says_its_places_its_certainty_and_its_sources():
    point = atlas.load().trigger_points["gluteus_medius.3"]
    *_, table = muscle_section().findall(nodes.table)
    shown = rows(table)
    regions = atlas.load().regions
    for region in point.essential:
        words = regions[region].name + (" (on both sides)" if region in point.both_sides else "")
        assert words in shown["Essential zone"].rstrip(".").split("; ")
    assert len(shown["Essential zone"].split("; ")) == len(point.essential)
    assert shown["Spillover zone"] == "None described."
    assert shown["Sources"] == f"<{' '.join(point.sources)}>"
    assert point.site.text in shown["Site"]
    assert point.site.unit in shown["Site"]


@pytest.mark.parametrize(("retelling", "word"), [(True, "(retold)"), (False, "(traditional)")])
def test_a_retelling_says_so(retelling, word):
    *_, table = muscle_section(retelling=retelling).findall(nodes.table)
    assert rows(table)["How sure"] == word


def test_equal_patterns_stand_in_one_table_with_all_their_sites():
    same = {"essential": ["groin"], "spillover": [], "both_sides": [], "complaints": [], "note": None}
    *_, table = muscle_section(**same, mimics=[], other_mimics=["A hernia"], sources=["namtpt"]).findall(nodes.table)
    assert table["ids"] == [f"data-gluteus-medius-{number}" for number in (1, 2, 3)]
    shown = rows(table)
    assert all(f"TrP{number}, " in shown["Site"] for number in (1, 2, 3))
    assert (shown["Complaints"], shown["Mistaken for"], shown["Essential zone"]) == (
        "None described.",
        "A hernia",
        "Groin.",
    )


def test_a_condition_without_a_place_says_so():
    condition = atlas.load().conditions["abductor_weakness"]
    (section,) = tables(conditions={condition.id: condition}).conditions()
    shown = rows(section)
    assert shown["Places"] == "None described."
    assert shown["What to do"] == condition.advice


def test_every_place_is_listed_with_its_codes():
    listed = [name for table in tables().places() for name in rows(table)]
    regions = atlas.load().regions.values()
    assert sorted(listed) == sorted(region.name for region in regions)
    coccyx = next(words for table in tables().places() for name, words in rows(table).items() if name == "Tailbone")
    assert "FMA 20229, UBERON 0001350" in coccyx


def test_every_source_is_listed_with_what_rests_on_it():
    (table,) = tables().sources()
    keys = [row[0].astext().partition(">")[0][1:] for row in table.findall(nodes.row)][1:]
    assert keys == [
        key
        for key in atlas.load().sources
        if key
        in sources_of([*atlas.load().muscles.values()])
        + sources_of([*atlas.load().conditions.values()])
        + atlas.load().caution.sources
    ]


def directive(argument, environment):
    document = SimpleNamespace(settings=SimpleNamespace(env=environment), note_explicit_target=lambda *_: None)
    one = AtlasTables.__new__(AtlasTables)
    one.arguments, one.lineno = [argument], 1
    one.state = SimpleNamespace(document=document, inline_text=lambda text, _: ([nodes.Text(text)], []))
    return one


def test_the_page_of_the_atlas_depends_on_every_file_of_it():
    noted = []
    environment = SimpleNamespace(docname="book/data", note_dependency=noted.append)
    made = directive("size", environment).run()
    assert f"{len(atlas.load().trigger_points)} trigger points" in made[0].astext()
    assert {str(path) for path in FOLDER.rglob("*.yml")} | {str(bibliography())} == {*noted}
