"""The whole atlas as headings and tables, made from its records alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from docutils import nodes

from gluteus.atlas import Atlas, Condition, Muscle, Region, Statement, TriggerPoint
from gluteus.atlas.models import Codes, Record
from gluteus.widgets.words import words

Row = tuple[str, Sequence[nodes.Node]]
Cite = Callable[[list[str]], list[nodes.Node]]
Badge = Callable[[str], nodes.Node]

# In the words of the explorer.
URGENCY: dict[str, str] = words("explorer", "en")["urgency"]
NOTHING: str = words("explorer", "en")["none"]


def anchor(name: str) -> str:
    """Give the anchor of a muscle, a trigger point or a condition: ``data-gluteus-minimus``."""
    return f"data-{name.replace('_', '-').replace('.', '-')}"


class Tables:
    """Makes the tables of an atlas.

    Parameters
    ----------
    atlas : Atlas
        What is shown.
    cite : callable
        Turns keys of the bibliography into links to its entries.
    badge : callable
        Turns a word for certainty into its badge.
    """

    def __init__(self, atlas: Atlas, cite: Cite, badge: Badge) -> None:
        self._atlas, self._cite, self._badge = atlas, cite, badge

    def size(self) -> list[nodes.Node]:
        """Say how much there is."""
        atlas = self._atlas
        return [
            _paragraph(
                f"{len(atlas.muscles)} muscles with {len(atlas.trigger_points)} trigger points, "
                f"{len(atlas.conditions)} conditions that are not muscles, "
                f"{len(atlas.regions)} places on each side of the body, {len(self._used())} sources."
            )
        ]

    def caution(self) -> list[nodes.Node]:
        """Quote what must be said with every pattern."""
        return [nodes.block_quote("", nodes.paragraph("", "", *self._statement(self._atlas.caution)))]

    def muscles(self) -> list[nodes.Node]:
        """Make a section for each muscle: what it is, then its trigger points, equal patterns together."""
        return [
            _section(muscle.id, muscle.name, [self._names(muscle), *self._anatomy(muscle), *self._points(muscle)])
            for muscle in self._atlas.muscles.values()
        ]

    def conditions(self) -> list[nodes.Node]:
        """Make a section for each condition."""
        return [
            _section(condition.id, condition.name, [_table("", self._condition(condition))])
            for condition in self._atlas.conditions.values()
        ]

    def places(self) -> list[nodes.Node]:
        """Make a table of places for each area, with the codes of public vocabularies."""
        tables: list[nodes.Node] = []
        for area in self._atlas.areas.values():
            regions = [region for region in self._atlas.regions.values() if region.area == area.id]
            codes = _codes(area.codes)
            tables.append(_table(f"{area.name} ({codes})" if codes else area.name, map(_place, regions)))
        return tables

    def sources(self) -> list[nodes.Node]:
        """List the sources of the atlas, with what rests on each of them."""
        rows: list[tuple[Sequence[nodes.Node], Sequence[nodes.Node]]] = []
        for key, users in self._used().items():
            links = [_link(name, title) for name, title in users.items()]
            work = [*self._cite([key]), nodes.Text(f" {self._atlas.sources[key].title}")]
            rows.append((work, _joined(links or [nodes.Text("The caution on all patterns")])))
        return [_grid(("Source", "What rests on it"), rows)]

    def _names(self, muscle: Muscle) -> nodes.Node:
        parts = [nodes.emphasis("", muscle.latin), nodes.Text(". ")]
        if muscle.synonyms:
            parts.append(nodes.Text(f"Also: {', '.join(muscle.synonyms)}. "))
        if codes := _codes(muscle.codes):
            parts.append(nodes.Text(f"{codes}."))
        return nodes.paragraph("", "", *parts)

    def _anatomy(self, muscle: Muscle) -> list[nodes.Node]:
        statements: list[tuple[str, list[Statement | None]]] = [
            ("Origin", [muscle.origin]),
            ("Insertion", [*muscle.insertion]),
            ("Nerve", [*muscle.nerve]),
            ("Artery", [muscle.artery]),
            ("Action", [*muscle.actions]),
        ]
        statements += [(f"Action, {part.name.lower()}", [*part.actions]) for part in muscle.compartments]
        rows = [(head, self._statements([one for one in some if one])) for head, some in statements if any(some)]
        return [_table("Anatomy", rows)] if rows else []

    def _points(self, muscle: Muscle) -> list[nodes.Node]:
        return [self._pattern(list(alike)) for _, alike in groupby(muscle.trigger_points, _but_for_the_site)]

    def _pattern(self, points: list[TriggerPoint]) -> nodes.Node:
        point = points[0]
        rows: list[Row] = [("Site", [_lines([f"{_labelled(one, points)}{_site(one)}" for one in points])])]
        rows += [
            ("Essential zone", [_paragraph(self._named(point.essential, point.both_sides))]),
            ("Spillover zone", [_paragraph(self._named(point.spillover, point.both_sides))]),
            ("Complaints", [_lines(point.complaints or [NOTHING])]),
            ("Mistaken for", [nodes.paragraph("", "", *self._mimics(point))]),
        ]
        rows += [("Note", [_paragraph(point.note)])] if point.note else []
        rows += self._grounds(point, "retold" if point.retelling else point.certainty)
        join = " and " if len(points) == 2 else " to "
        title = f"{point.label}: {point.name}" if len(points) == 1 else f"{point.label}{join}{points[-1].label}"
        table = _table(title, rows)
        table["ids"] += [anchor(one.id) for one in points]
        return table

    def _condition(self, condition: Condition) -> list[Row]:
        rows: list[Row] = [("Also called", [_paragraph(", ".join(condition.synonyms))])] if condition.synonyms else []
        rows += [
            ("Places", [_paragraph(self._named(condition.regions, condition.both_sides))]),
            ("Signs", [_lines(condition.signs)]),
            ("What to do", [_paragraph(condition.advice)]),
            ("How urgent", [_paragraph(f"{URGENCY[condition.urgency]}.")]),
        ]
        rows += [("Note", [_paragraph(condition.note)])] if condition.note else []
        return [*rows, *self._grounds(condition, condition.certainty)]

    def _grounds(self, pattern: TriggerPoint | Condition, certainty: str) -> list[Row]:
        return [
            ("How sure", [nodes.paragraph("", "", self._badge(certainty))]),
            ("Sources", [nodes.paragraph("", "", *self._cite(pattern.sources))]),
        ]

    def _mimics(self, point: TriggerPoint) -> list[nodes.Node]:
        links = [_link(name, self._atlas.conditions[name].name) for name in point.mimics]
        return _joined([*links, *map(nodes.Text, point.other_mimics)]) or [nodes.Text(NOTHING)]

    def _named(self, regions: list[str], both_sides: list[str]) -> str:
        names = [
            self._atlas.regions[region].name + (" (on both sides)" if region in both_sides else "")
            for region in regions
        ]
        return f"{'; '.join(names)}." if names else NOTHING

    def _statements(self, statements: list[Statement]) -> list[nodes.Node]:
        return [nodes.paragraph("", "", *self._statement(one)) for one in statements]

    def _statement(self, statement: Statement) -> list[nodes.Node]:
        parts = [nodes.Text(f"{statement.text} "), self._badge(statement.certainty), nodes.Text(" ")]
        return [*parts, *self._cite(statement.sources)]

    def _used(self) -> dict[str, dict[str, str]]:
        """Give the sources of the atlas, in the order of the bibliography, and the sections that rest on each."""
        atlas = self._atlas
        users: dict[str, dict[str, str]] = {key: {} for key in atlas.caution.sources}
        records: list[Muscle | Condition] = [*atlas.muscles.values(), *atlas.conditions.values()]
        for record in records:
            for key in sources_of(record):
                users.setdefault(key, {})[record.id] = record.name
        return {key: users[key] for key in atlas.sources if key in users}


def sources_of(record: object) -> list[str]:
    """Collect the keys of all sources within a record, each once."""
    if isinstance(record, list):
        found = [key for item in record for key in sources_of(item)]
    elif isinstance(record, Record):
        found = list(getattr(record, "sources", []))
        found += [key for name in type(record).model_fields for key in sources_of(getattr(record, name))]
    else:
        found = []
    return list(dict.fromkeys(found))


def _but_for_the_site(point: TriggerPoint) -> dict[str, object]:
    return point.model_dump(exclude={"number", "name", "site"})


def _labelled(point: TriggerPoint, points: list[TriggerPoint]) -> str:
    return f"{point.label}, {point.name}: " if len(points) > 1 else ""


def _site(point: TriggerPoint) -> str:
    site = point.site
    share = f"{100 * site.fraction:.0f}\N{NO-BREAK SPACE}%"
    return f"{site.text} On the model: {share} of the way along {site.unit}, from its origin."


def _codes(codes: Codes) -> str:
    """Name an entity in public vocabularies; empty without any."""
    parts = [
        f"TA2 {codes.ta2}" if codes.ta2 else "",
        f"TA98 {codes.ta98}" if codes.ta98 else "",
        f"FMA {codes.fma}" if codes.fma else "",
        f"UBERON {codes.uberon}" if codes.uberon else "",
        f"CHOIR {codes.choir[0]} and {codes.choir[1]}" if codes.choir else "",
    ]
    return ", ".join(filter(None, parts))


def _place(region: Region) -> Row:
    said = region.description + (" Numbness or pain here calls for care first." if region.red_flag else "")
    if region.synonyms:
        said += f" Also: {', '.join(region.synonyms)}."
    if codes := _codes(region.codes) if region.codes else "":
        said += f" {codes}."
    return region.name, [_paragraph(said)]


def _paragraph(text: str) -> nodes.paragraph:
    return nodes.paragraph("", text)


def _lines(texts: Sequence[str]) -> nodes.Node:
    """Give one text as a paragraph, several as a list."""
    if len(texts) == 1:
        return _paragraph(texts[0])
    return nodes.bullet_list("", *(nodes.list_item("", _paragraph(text)) for text in texts))


def _link(name: str, text: str) -> nodes.reference:
    return nodes.reference("", text, refid=anchor(name), internal=True)


def _joined(parts: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Put semicolons between."""
    joined: list[nodes.Node] = []
    for part in parts:
        joined += [nodes.Text("; "), part] if joined else [part]
    return joined


def _section(name: str, title: str, content: Iterable[nodes.Node]) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content, ids=[anchor(name)], names=[anchor(name)])


def _table(title: str, rows: Iterable[Row]) -> nodes.table:
    """Make a table of named rows: narrow enough for a phone, the names in a column of headings."""
    body = nodes.tbody(
        "",
        *(nodes.row("", nodes.entry("", _paragraph(head)), nodes.entry("", *content)) for head, content in rows),
    )
    columns = [nodes.colspec(colwidth=1, stub=1), nodes.colspec(colwidth=3)]
    return _framed(title, nodes.tgroup("", *columns, body, cols=2))


def _grid(heads: tuple[str, str], rows: Iterable[tuple[Sequence[nodes.Node], Sequence[nodes.Node]]]) -> nodes.table:
    """Make a table with headings above its two columns."""
    top = nodes.thead("", nodes.row("", *(nodes.entry("", _paragraph(head)) for head in heads)))
    body = nodes.tbody(
        "",
        *(nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in row)) for row in rows),
    )
    columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=2)]
    table = _framed("", nodes.tgroup("", *columns, top, body, cols=2))
    table["classes"].append("atlas-sources")
    return table


def _framed(title: str, group: nodes.tgroup) -> nodes.table:
    # Widths come from the style sheet: the page's policy forbids them in attributes.
    return nodes.table("", *([nodes.title("", title)] if title else []), group, classes=["atlas", "colwidths-auto"])
