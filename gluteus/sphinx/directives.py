"""What a chapter can say beside MyST's own words: its objectives, how sure a fact is, and the atlas as tables."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from gluteus.atlas.loading import FOLDER, bibliography, load
from gluteus.sphinx.atlas_tables import Tables
from gluteus.widgets.words import words
from gluteus.yaml_lines import DataError

LOGGER = logging.getLogger(__name__)

# The words of the atlas for how sure a fact is, and what a reader is told in a badge, here as in the explorer.
CERTAINTY: dict[str, str] = words("explorer", "en")["certainty"]
EXPLANATION = "how-to-use-certainty"


class Objectives(SphinxDirective):
    """``{objectives} function`` lists the learning objectives that the quiz of that name examines."""

    required_arguments = 1
    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Read the quiz's ``questions.yml``, the one home of the objectives."""
        from gluteus.quiz.questions import load  # noqa: PLC0415 (most builds read no chapter anew)

        path = Path(self.env.srcdir) / "solutions" / self.arguments[0] / "questions.yml"
        self.env.note_dependency(str(path))
        try:
            quiz = load(path)
        except (OSError, ValueError) as error:
            LOGGER.warning("objectives: %s", error, location=self.get_location())
            return []
        goals = nodes.bullet_list()
        for text in quiz.objectives.values():
            inline, _ = self.state.inline_text(text, self.lineno)
            goals += nodes.list_item("", nodes.paragraph("", "", *inline))
        title = nodes.title("", "What you will be able to do")
        return [nodes.admonition("", title, goals, classes=["objectives"])]


class Certainty(SphinxRole):
    """``{certainty}`disputed``` says how sure the fact before it is, in words, with a link to what the word means."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the badge."""
        if self.text not in CERTAINTY:
            LOGGER.warning("certainty: %r is none of %s", self.text, ", ".join(CERTAINTY), location=self.get_location())
            return [], []
        return [badge(self.text, self.env.docname)], []


class AtlasTables(SphinxDirective):
    """``{atlas} muscles`` shows a part of the atlas, generated from its files."""

    required_arguments = 1
    has_content: ClassVar[bool] = False

    def run(self) -> list[nodes.Node]:
        """Read the atlas and make the part that is asked for."""
        for path in (*sorted(FOLDER.rglob("*.yml")), bibliography()):
            self.env.note_dependency(str(path))
        parts = ("size", "caution", "muscles", "conditions", "places", "sources")
        if self.arguments[0] not in parts:
            said = f"{self.arguments[0]!r} is none of {', '.join(parts)}"
            LOGGER.warning("atlas: %s", said, location=self.get_location())
            return []
        try:
            atlas = load()
        except DataError as error:
            LOGGER.warning("atlas: %s", error, location=self.get_location())
            return []
        tables = Tables(atlas, self._cite, lambda word: badge(word, self.env.docname))
        made: list[nodes.Node] = getattr(tables, self.arguments[0])()
        for node in made:
            if isinstance(node, nodes.section):
                self.state.document.note_explicit_target(node, node)
        return made

    def _cite(self, keys: list[str]) -> list[nodes.Node]:
        cited, _ = self.state.inline_text(f"{{cite:p}}`{','.join(keys)}`", self.lineno)
        return list(cited)


def badge(word: str, docname: str) -> nodes.Node:
    """Make the badge of a word of `CERTAINTY`, a link to what it means."""
    link = addnodes.pending_xref(
        "",
        nodes.inline("", CERTAINTY[word]),
        refdoc=docname,
        refdomain="std",
        reftype="ref",
        reftarget=EXPLANATION,
        refexplicit=True,
        refwarn=True,
    )
    return nodes.inline("", "", link, classes=["certainty", f"certainty-{word}"])
