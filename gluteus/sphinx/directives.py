"""What a chapter can say beside MyST's own words: its learning objectives, and how sure a fact is."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

LOGGER = logging.getLogger(__name__)

# The words of the atlas for how sure a fact is, and what a reader is told in a badge.
CERTAINTY = {
    "measured": "measured",
    "traditional": "traditional",
    "disputed": "disputed",
    "unverified": "not verified",
}
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
        words = CERTAINTY[self.text]
        link = addnodes.pending_xref(
            "",
            nodes.inline("", words),
            refdoc=self.env.docname,
            refdomain="std",
            reftype="ref",
            reftarget=EXPLANATION,
            refexplicit=True,
            refwarn=True,
        )
        return [nodes.inline("", "", link, classes=["certainty", f"certainty-{self.text}"])], []
