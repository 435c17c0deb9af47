"""Several ES modules become one that imports nothing, and what cannot be joined is said in one line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from module_in_node import module_in_node

from gluteus.widgets import linking
from gluteus.widgets.explorer import Explorer
from gluteus.widgets.linking import linked
from gluteus.widgets.words import languages, words

WIDGETS = Path(linking.__file__).parent
PLURALS = {"zero", "one", "two", "few", "many", "other"}


def modules(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "entry.js"


def test_each_module_comes_once_and_before_those_that_import_it(tmp_path: Path) -> None:
    entry = modules(
        tmp_path,
        entry='import { one } from "./one.js";\nimport { two } from "./two.js";\n\nexport { two };\n\n'
        'export const both = () => one() + two() + three;\nconst three = "3";\n',
        one="export const one = () => base(1);\n\nfunction base(n) {\n  return `${n}`;\n}\n",
        two='import {\n  one,\n} from "./one.js";\n\nfunction two() {\n  return one() + 2;\n}\n\nexport { two };\n',
    )
    joined = linked(entry)
    assert "import" not in joined
    assert joined.count("function base") == 1
    with module_in_node(joined, tmp_path) as call:
        assert call("two") == "12"
        assert call("both") == "1123"


def test_what_only_the_modules_share_is_not_exported(tmp_path: Path) -> None:
    entry = modules(
        tmp_path,
        entry='import { a } from "./a.js";\n\nexport default { a };\n',
        a="export const a = 1;\nexport async function b() {}\n",
    )
    assert re.findall(r"^export .*", linked(entry), re.MULTILINE) == ["export default { a };"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"entry": 'import { a } from "./a.js";\n'}, "entry.js:1: there is no file ./a.js"),
        (
            {"entry": '\nimport { a, b } from "./a.js";\n', "a": "export const a = 1;\nconst b = 2;\n"},
            "entry.js:2: ./a.js does not export b",
        ),
        (
            {
                "entry": 'import { a } from "./a.js";\n',
                "a": 'import { b } from "./b.js";\nexport const a = b;\n',
                "b": 'import { a } from "./a.js";\nexport const b = a;\n',
            },
            "b.js:1: modules import each other: entry.js -> a.js -> b.js -> a.js",
        ),
        (
            {"entry": 'import { a } from "./a.js";\n\nfunction c() {}\n', "a": "export const a = 1;\n\nlet c = 2;\n"},
            "entry.js:3: c is declared at a.js:3 too",
        ),
        ({"entry": 'import a from "./a.js";\n'}, 'entry.js:1: cannot be joined: import a from "./a.js";'),
        ({"entry": 'import "three";\n'}, 'entry.js:1: cannot be joined: import "three";'),
        (
            {"entry": 'import { a as b } from "./a.js";\n', "a": "export const a = 1;\n"},
            "entry.js:1: ./a.js does not export a as b",
        ),
        ({"entry": 'export * from "./a.js";\n'}, 'entry.js:1: cannot be joined: export * from "./a.js";'),
        ({"entry": "const { a, b } = c;\n"}, "entry.js:1: cannot be joined: const { a, b } = c;"),
        (
            {"entry": 'import { a } from "./a.js";\n', "a": "export const a = 1;\n\nexport default a;\n"},
            "a.js:3: only entry.js has a default export",
        ),
    ],
)
def test_what_cannot_be_joined_is_said_in_one_line(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as refusal:
        linked(modules(tmp_path, **files))
    assert "\n" not in str(refusal.value)


def test_the_explorer_is_one_module_that_imports_nothing() -> None:
    source = str(Explorer._esm)
    assert not re.search(r"^import\b(?!\()", source, re.MULTILINE)


def paths(group: dict[str, object], before: str = "") -> set[str]:
    """The paths of all texts; one with plural forms is one text."""
    found = set()
    for key, value in group.items():
        plural = isinstance(value, dict) and "other" in value and value.keys() <= PLURALS
        found |= paths(value, f"{before}{key}.") if isinstance(value, dict) and not plural else {f"{before}{key}"}
    return found


def test_every_text_that_is_said_is_there_and_every_text_is_said() -> None:
    known = paths(words("explorer", "en"))
    files = [WIDGETS / "explorer.js", *(WIDGETS / "explorer").glob("*.js")]
    script = "\n".join(file.read_text(encoding="utf-8") for file in files)
    python = (WIDGETS / "explorer.py").read_text(encoding="utf-8")
    groups = set(re.findall(r'\bgroup\("([\w.]+)"', script))
    named = {*groups, *re.findall(r'\bsay\("([\w.]+)"', script), *re.findall(r'_say\("([\w.]+)"', python)}
    assert [name for name in named if not any(f"{text}.".startswith(f"{name}.") for text in known)] == []

    # A path may hold values: `modes.${mode}` stands for every mode.
    quoted = re.findall(r"""["'`]([\w.]+(?:\$?\{[^`]*?\}[\w.]*)*)["'`]""", script + python)
    said = re.compile("|".join(re.sub(r"\$?\{.*?\}", r"\\w+", text.replace(".", r"\.")) for text in set(quoted)))
    in_groups = tuple(f"{group}." for group in groups)
    unsaid = {text for text in known if not said.fullmatch(text) and not text.startswith(in_groups)}
    assert unsaid - {"language"} == set()


@pytest.mark.parametrize("language", languages("explorer"))
def test_the_words_of_every_language_have_the_same_keys_and_values(language: str) -> None:
    def values(text: object) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", json.dumps(text)))

    english, other = words("explorer", "en"), words("explorer", language)
    assert other["language"] == language
    assert paths(other) == paths(english)
    assert values(other) == values(english)
