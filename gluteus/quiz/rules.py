"""What a ``questions.yml`` must keep beyond the form of its fields."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gluteus.quiz.answer_sheet import places
from gluteus.quiz.formulas import NAMES_TAKEN, FormulaError, shown, work_out
from gluteus.quiz.kinds import Choice, Choices, Match, Number, Order, Question, Quiz, Regions, TextAnswer
from gluteus.quiz.marking import close_to
from gluteus.yaml_lines import Fault, Place

MOST_VARIANTS = 60

# The notebook's prompt is Markdown, and Markdown lets HTML through.
_HTML = re.compile(r"<[/!?]?[A-Za-z-]")
_NAME = re.compile(r"\{([^{}]*)\}")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Names that the notebook's own cells use.
_TAKEN = {"marks", "paper_number"}


@dataclass(frozen=True)
class Course:
    """What a question may refer to."""

    sources: frozenset[str]
    chapters: dict[str, dict[str, str]]

    @classmethod
    def read(cls, folder: Path) -> Course:
        """Read the labels and references of a course's ``book/``.

        Raises
        ------
        DataError
            If the references cannot be read.
        """
        from gluteus.atlas.loading import read_sources  # noqa: PLC0415 (takes long, and grading needs no references)

        book = folder / "book"
        chapters = {chapter.stem: passages(chapter) for chapter in sorted(book.glob("*.md"))}
        return cls(frozenset(read_sources(book / "references.bib")), chapters)


def passages(chapter: Path) -> dict[str, str]:
    """Find the passages of a chapter that a question can point to.

    Parameters
    ----------
    chapter : Path
        A MyST Markdown file.

    Returns
    -------
    dict
        Label (``(function-stance)=`` without its signs) to the heading that follows it, ``""`` where none does.
    """
    text = chapter.read_text(encoding="utf-8")
    labelled = re.finditer(r"^\(([^)\s]+)\)=[ \t]*\n+(?:#+[ \t]+(.+))?", text, re.MULTILINE)
    return {match[1]: (match[2] or "").strip() for match in labelled}


def breaches(quiz: Quiz, folder: str) -> Iterator[Fault]:
    """Give the breaches that the file alone shows.

    Parameters
    ----------
    quiz : Quiz
        The questions.
    folder : str
        The name of the folder that holds the file.

    Yields
    ------
    Fault
    """
    if quiz.quiz != folder:
        yield Fault(("quiz",), f"the quiz must be called as its folder, {folder}", quiz.quiz)
    seen: set[str] = set()
    for position, question in enumerate(quiz.questions):
        place: Place = ("questions", position)
        if question.id in seen:
            yield Fault((*place, "id"), "id is used twice", question.id)
        seen.add(question.id)
        if keyword.iskeyword(question.id) or question.id in _TAKEN:
            yield Fault((*place, "id"), "id is a name that Python or the grader uses", question.id)
        if question.objective not in quiz.objectives:
            yield Fault((*place, "objective"), "objective is not one of the quiz's objectives", question.objective)
        for steps, name, text in _markdown(question):
            if _HTML.search(text):
                yield Fault((*place, *steps), f"{name} may hold no HTML", text)
        for fault in _of_kind(question):
            yield fault._replace(place=(*place, *fault.place))


def reference_breaches(quiz: Quiz, course: Course) -> Iterator[Fault]:
    """Give the references of a quiz to chapters, passages and sources that the course does not have."""
    if quiz.chapter not in course.chapters:
        yield Fault(("chapter",), "there is no such chapter in book/", quiz.chapter)
    for position, question in enumerate(quiz.questions):
        place: Place = ("questions", position)
        if question.anchor not in course.chapters.get(quiz.chapter, {question.anchor}):
            yield Fault((*place, "anchor"), f"anchor is not a label in book/{quiz.chapter}.md", question.anchor)
        for index, source in enumerate(question.sources):
            if source not in course.sources:
                yield Fault((*place, "sources", index), "source is not in book/references.bib", source)


def _markdown(question: Question) -> Iterator[tuple[Place, str, str]]:
    """Give the texts that stand in the notebook."""
    yield ("prompt",), "prompt", question.prompt
    match question:
        case Choice() | Choices():
            for index, option in enumerate(question.options):
                yield ("options", index, "text"), "an option", option.text
        case Order():
            for index, item in enumerate(question.items):
                yield ("items", index, "text"), "an item", item.text
        case Match():
            for index, pair in enumerate(question.pairs):
                yield ("pairs", index, "text"), "a row", pair.text
                yield ("pairs", index, "match"), "a row", pair.match
            for index, text in enumerate(question.distractors):
                yield ("distractors", index), "a distractor", text
        case TextAnswer():
            # They stand in the instructor's notebook only, which shows them as Markdown too.
            yield ("sample",), "sample", question.sample
            for index, line in enumerate(question.criteria):
                yield ("criteria", index), "a criterion", line


def _of_kind(question: Question) -> Iterator[Fault]:
    match question:
        case Choice() | Choices():
            return _key_breaches(question)
        case Number():
            return _number_breaches(question)
        case Order():
            return _order_breaches(question)
        case Match():
            return _match_breaches(question)
        case Regions():
            return _region_breaches(question)
        case TextAnswer():
            return iter(())


def _key_breaches(question: Choice | Choices) -> Iterator[Fault]:
    correct = [index for index, option in enumerate(question.options) if option.correct]
    if not correct:
        yield Fault(("options",), "no option is correct", question.id)
    elif question.kind == "choice" and len(correct) > 1:
        extra = correct[1]
        yield Fault(("options", extra, "correct"), "a choice has only one correct option", question.options[extra].text)
    elif question.kind == "choices" and len(correct) == len(question.options):
        yield Fault(("options",), "choices need an option that is not correct", question.id)


def _number_breaches(question: Number) -> Iterator[Fault]:
    if faults := [*_vary_breaches(question.vary)]:
        yield from faults
        return
    yield from _name_breaches(question)
    try:
        answers = question.answers
    except FormulaError as error:
        yield Fault(("answer",), f"answer: {error}", question.answer)
        return
    for index, near in enumerate(question.near_misses):
        place: Place = ("near_misses", index, "value")
        try:
            values = [work_out(near.value, values) for values in question.variants]
        except FormulaError as error:
            yield Fault(place, f"value: {error}", near.value)
            continue
        for variant, value, answer in zip(question.variants, values, answers, strict=True):
            if close_to(value, answer, question.tolerance):
                where = "".join(f", {name} = {shown(number)}" for name, number in variant.items())
                yield Fault(place, f"near miss counts as right{where and f' where{where[1:]}'}", shown(value))
                break


def _vary_breaches(vary: Mapping[str, Sequence[float]]) -> Iterator[Fault]:
    count = 1
    for name, values in vary.items():
        place: Place = ("vary", name)
        if not _PLAIN_NAME.fullmatch(name):
            yield Fault(place, "a name under vary must be lower-case letters, digits and underscores", name)
        elif name in NAMES_TAKEN or keyword.iskeyword(name):
            yield Fault(place, "a name under vary is one that formulas use", name)
        if len(set(values)) < max(2, len(values)):
            yield Fault(place, "a name under vary needs two values or more, all different", list(values))
        count *= len(values)
    if count > MOST_VARIANTS:
        yield Fault(("vary",), f"at most {MOST_VARIANTS} combinations of values", count)


def _name_breaches(question: Number) -> Iterator[Fault]:
    """Hold the names in braces against what a text may hold."""
    told = {*question.vary, "answer"}
    texts: list[tuple[Place, str, set[str]]] = [
        (("prompt",), question.prompt, set(question.vary)),
        (("feedback", "correct"), question.feedback.correct, told),
        (("feedback", "wrong"), question.feedback.wrong, told),
        *((("near_misses", i, "feedback"), near.feedback, told) for i, near in enumerate(question.near_misses)),
        (("explanation",), question.explanation, told),
    ]
    for place, text, allowed in texts:
        for name in _NAME.findall(text):
            if name not in allowed:
                known = ", ".join(f"{{{one}}}" for one in sorted(allowed)) or "none"
                yield Fault(place, f"unknown name in braces here, known: {known}", f"{{{name}}}")
    for name in question.vary:
        if f"{{{name}}}" not in question.prompt:
            yield Fault(("vary", name), "the prompt does not show this value: it needs the name in braces", name)


def _order_breaches(question: Order) -> Iterator[Fault]:
    same = [*_same_text("items", [item.text for item in question.items], "two items say the same")]
    yield from same
    if not same and question.by_letter == question.items:
        yield Fault(
            ("id",), "the letters that follow from this id show the right order: choose another id", question.id
        )


def _match_breaches(question: Match) -> Iterator[Fault]:
    yield from _same_text("pairs", [pair.text for pair in question.pairs], "two rows say the same", "text")
    yield from _same_text("distractors", question.distractors, "two distractors say the same")
    served = {_folded(pair.match) for pair in question.pairs}
    for index, text in enumerate(question.distractors):
        if _folded(text) in served:
            yield Fault(("distractors", index), "a distractor is the match of a row", text)
    if len(served) < 2:
        yield Fault(("pairs",), "all rows have the same match", question.pairs[0].match)
    written: dict[str, str] = {}
    for index, pair in enumerate(question.pairs):
        first = written.setdefault(_folded(pair.match), pair.match)
        if first != pair.match:
            yield Fault(("pairs", index, "match"), "one match is written in two ways", pair.match)


def _region_breaches(question: Regions) -> Iterator[Fault]:
    shown_here = set(places(question.view))
    listed: dict[str, str] = {}
    fields = (("regions", question.regions or []), ("neutral", question.neutral))
    for field, regions in fields:
        for index, region in enumerate(regions):
            if region not in shown_here:
                rule = f"not a place that the {question.view} view shows, such as {min(shown_here)}"
                yield Fault((field, index), rule, region)
            if region in listed:
                yield Fault((field, index), f"the place stands under {listed[region]} already", region)
            listed[region] = field
    if (question.pattern is None) == (question.regions is None):
        yield Fault((), "needs either pattern or regions", question.id)
    elif question.pattern is not None:
        yield from _pattern_breaches(question, question.pattern)


def _pattern_breaches(question: Regions, pattern: str) -> Iterator[Fault]:
    if question.neutral:
        yield Fault(("neutral",), "neutral goes with regions; a pattern's spillover zone is neutral", question.neutral)
    try:
        key = question.key
    except (KeyError, ValueError):
        rule = "pattern is not a trigger point or a condition of the atlas with :left or :right"
        yield Fault(("pattern",), rule, pattern)
    else:
        if not key:
            yield Fault(("pattern",), f"the {question.view} view shows nothing of its essential zone", pattern)


def _same_text(field: str, texts: Sequence[str], rule: str, *inner: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, text in enumerate(texts):
        if _folded(text) in seen:
            yield Fault((field, index, *inner), rule, text)
        seen.add(_folded(text))


def _folded(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")
