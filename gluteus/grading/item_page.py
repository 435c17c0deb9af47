"""The item report as a page that needs nothing besides itself, and as tables for a spreadsheet."""

from __future__ import annotations

import csv
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np

from gluteus import palette
from gluteus.charts import css as chart_css
from gluteus.charts.chart import Chart
from gluteus.charts.items import Bar, Pull, Taken, answers, difficulty, discrimination, score_distribution
from gluteus.charts.rows import number
from gluteus.grading.answer_counts import OPEN, UNREADABLE, Count
from gluteus.grading.graded import GradedQuiz
from gluteus.grading.item_report import FEW, THRESHOLDS, Item, Report, analyse, percent
from gluteus.grading.items import chance_margin
from gluteus.grading.spreadsheet import harmless
from gluteus.quiz.text import blocks, line
from gluteus.quiz.text import html as as_html
from gluteus.whole_file import write_whole

MOST_WRONG: Final = 3
"""How many wrong answers of a row, or wrong places of an item, the page lists; the CSV has all."""

_RULES: Final = Path(__file__).parent / "templates" / "item_report.css"
_TICKED: Final = frozenset({"choice", "choices"})


PAGE: Final = "report.html"


def write_report(graded: GradedQuiz, folder: Path) -> Report:
    """Work out the report of a quiz and write it: the page, and the tables beside it.

    Parameters
    ----------
    graded : GradedQuiz
        The quiz.
    folder : Path
        Where to; it is made where it is missing.

    Returns
    -------
    Report
        The figures.
    """
    report = analyse(graded.quiz, graded.questions, graded.papers())
    for name, table in tables(report).items():
        write_whole(folder / name, table.encode())
    write_whole(folder / PAGE, page(report, datetime.now(UTC)).encode())
    return report


def page(report: Report, made: datetime) -> str:
    """Write the report as a page.

    Parameters
    ----------
    report : Report
        The figures.
    made : datetime
        When, in UTC.

    Returns
    -------
    str
        HTML without scripts; its policy lets it load nothing.
    """
    body = "\n".join(
        [
            _header(report, made),
            "<main>",
            _summary(report),
            _to_look_at(report),
            _scores(report),
            _questions(report),
            *(_question(item, report) for item in report.items),
            _how_to_read(report),
            "</main>",
        ]
    )
    style = _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; "
        "img-src data:; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Item report: {escape(report.title)}</title>\n<style>{style}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _header(report: Report, made: datetime) -> str:
    return (
        f'<header><p class="kind">Item report</p><h1>{escape(report.title)}</h1>'
        f"<p>Quiz <code>{escape(report.quiz)}</code>, {_people(report.submissions)} handed in, "
        f'made {made:%Y-%m-%d %H:%M} UTC.</p><p class="secret"><strong>This page holds the key.</strong> '
        "It is for those who teach; it names no learner.</p></header>"
    )


def tables(report: Report) -> dict[str, str]:
    """Write the report's figures as CSV.

    Parameters
    ----------
    report : Report
        The figures.

    Returns
    -------
    dict of str to str
        File name to content: ``summary.csv``, ``scores.csv``, ``questions.csv``, ``answers.csv``, ``look-at.csv``.
    """
    whole = report.reliability
    low, high = whole.interval or (None, None)
    return {
        "summary.csv": _csv(
            ("figure", "value"),
            [
                ("submissions", report.submissions),
                ("counted", report.learners),
                ("without any mark", report.unmarked),
                ("still without a mark", report.incomplete),
                ("file gone or changed", report.unread),
                ("most points", report.most),
                *((name, value) for name, value in _totals(report)),
                ("alpha", whole.alpha),
                ("alpha low 95", low),
                ("alpha high 95", high),
                ("standard error of measurement", whole.error),
            ],
        ),
        "scores.csv": _csv(
            ("from_points", "to_points", "learners"), zip(report.edges, report.edges[1:], report.steps, strict=False)
        ),
        "questions.csv": _csv(
            (
                "number", "question", "kind", "points", "difficulty", "standard_deviation", "item_total_correlation",
                "upper_minus_lower", "upper_group", "lower_group", "alpha_if_deleted", "answered", "unanswered",
                "without_mark",
            ),
            [
                (
                    item.number, item.id, item.kind, item.points,
                    *(
                        (figures.difficulty, figures.deviation, figures.correlation, figures.discrimination,
                         figures.upper, figures.lower)
                        if (figures := item.figures) is not None
                        else (None,) * 6
                    ),
                    item.alpha_without, item.answered, item.unanswered, item.waiting,
                )
                for item in report.items
            ],
        ),
        "answers.csv": _csv(
            (
                "number", "question", "part", "answer", "text", "right", "learners", "share", "upper_group",
                "lower_group",
            ),
            [
                (
                    item.number, item.id, count.line.part, count.line.label, count.line.text, _word(count), count.taken,
                    count.share, count.upper, count.lower,
                )
                for item in report.items
                for count in item.counts
            ],
        ),
        "look-at.csv": _csv(
            ("number", "question", "reason", "in_words"),
            [(item.number, item.id, look.reason, look.words) for item in report.items for look in item.looks],
        ),
    }  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"
    return harmless(value) if isinstance(value, str) else value


def _totals(report: Report) -> list[tuple[str, float | None]]:
    totals = report.totals
    there = len(totals) > 0
    return [
        ("mean", float(totals.mean()) if there else None),
        ("median", float(np.median(totals)) if there else None),
        ("standard deviation", float(totals.std(ddof=1)) if len(totals) > 1 else None),
        ("lowest", float(totals.min()) if there else None),
        ("highest", float(totals.max()) if there else None),
    ]


def _summary(report: Report) -> str:
    whole, totals = report.reliability, dict(_totals(report))
    mean = totals["mean"]
    of_most = f"{percent(mean / report.most)} of {report.most:g}" if mean is not None and report.most else ""
    interval = f"95 % interval {_signed(whole.interval[0])} to {_signed(whole.interval[1])}" if whole.interval else ""
    cards = [
        ("Learners counted", f"{report.learners}", ""),
        ("Mean", _plain(mean, 1), of_most),
        (
            "Median",
            _plain(totals["median"], 1),
            f"from {_plain(totals['lowest'], 1)} to {_plain(totals['highest'], 1)}",
        ),
        ("Standard deviation", _plain(totals["standard deviation"], 1), "points"),
        ("Cronbach’s alpha", _signed(whole.alpha), interval),
        ("Error of measurement", _plain(whole.error, 1), "points, one standard error"),
    ]
    listed = ""
    for name, value, more in cards:
        small = f" <span>{more}</span>" if more and value != "–" else ""
        listed += f"<div><dt>{name}</dt><dd><strong>{value}</strong>{small}</dd></div>"
    remarks = [*_remarks(report)]
    told = f'<ul class="remarks">{"".join(f"<li>{remark}</li>" for remark in remarks)}</ul>' if remarks else ""
    return (
        '<section aria-labelledby="summary"><h2 id="summary">In short</h2>'
        f'<dl class="cards">{listed}</dl>{told}</section>'
    )


def _remarks(report: Report) -> Iterable[str]:
    margin = chance_margin(report.learners)
    if report.learners == 0:
        yield "<strong>There is nothing to count yet:</strong> nobody has all marks."
    elif report.few:
        chance = f" Chance alone moves a correlation of 0 by up to ±{margin:.2f} here." if margin is not None else ""
        yield (
            f"<strong>{_people(report.learners)}: too few for the figures to mean much.</strong>{chance} "
            f"Below {FEW} learners no question is named for what only a correlation or a group shows."
        )
    elif margin is not None:
        yield f"In 19 of 20 classes of this size chance alone moves a correlation of 0 by at most ±{margin:.2f}."
    if report.learners > 1 and report.reliability.alpha is None and len(report.items) > 1:
        yield "All totals are equal, so nothing can be said of reliability or discrimination."
    alpha = report.reliability.alpha
    if alpha is not None and alpha < 0:
        yield "An alpha below 0 says that the questions work against each other: look at the keys first."
    elif alpha is not None and alpha < THRESHOLDS["alpha"].value:
        yield (
            f"Alpha is below {THRESHOLDS['alpha'].value:.2f}: this quiz alone should decide little about a learner. "
            "Short quizzes and quizzes of many topics have low alphas."
        )
    if report.unmarked:
        yield f"{_people(report.unmarked)} without any mark, because the file could not be graded."
    waiting = report.incomplete
    if waiting:
        yield f"{_people(waiting)} with a mark still missing: they count in no figure that needs a total."
    if report.unread:
        yield (
            f"{_people(report.unread)} whose file is gone, or is not the one that was marked: "
            "their marks count, their answers do not."
        )


def _to_look_at(report: Report) -> str:
    found = [item for item in report.items if item.looks]
    listed = "".join(
        f'<li><a href="#{_anchor(item)}">{escape(item.name)}</a><ul>'
        + "".join(f"<li><b>{escape(look.reason)}</b> {escape(look.words)}</li>" for look in item.looks)
        + "</ul></li>"
        for item in sorted(found, key=lambda item: min(_WEIGHT.index(look.reason) for look in item.looks))
    )
    told = f'<ol class="looks">{listed}</ol>' if listed else "<p>No question asks for a look.</p>"
    return f'<section aria-labelledby="looks"><h2 id="looks">Questions to look at ({len(found)})</h2>{told}</section>'


_WEIGHT: Final = (
    "wrong key?", "negative", "missing marks", "changed", "draws the best", "low", "very hard", "very easy",
    "idle option", "unanswered",
)  # fmt: skip


def _scores(report: Report) -> str:
    if not report.learners:
        return ""
    chart = score_distribution(report.edges, report.steps, float(report.totals.mean()))
    rows = [
        (f"{_plain(low, 1)} to {_plain(high, 1)}", count, percent(count / report.learners))
        for low, high, count in zip(report.edges, report.edges[1:], report.steps, strict=False)
    ]
    table = _table("Learners by points", ("Points", "Learners", "Share"), [("", rows)])
    return (
        f'<section aria-labelledby="scores"><h2 id="scores">Scores</h2>'
        f"{_figure(chart)}<p>A total on an edge counts in the higher step. No late penalty is taken off.</p>"
        f"<details><summary>The same numbers in a table</summary>{table}</details></section>"
    )


def _questions(report: Report) -> str:
    rows = []
    for item in report.items:
        figures = item.figures
        rows.append(
            (
                f'<a href="#{_anchor(item)}">{escape(item.name)}</a>',
                escape(item.kind) or "–",
                f"{item.points:g}",
                percent(figures.difficulty if figures else None),
                _signed(figures.correlation if figures else None),
                _signed(figures.discrimination if figures else None),
                _signed(item.alpha_without),
                str(item.unanswered) if not item.changed else "–",
                str(item.waiting),
            )
        )
    columns = (
        "Question", "Kind", "Points", "Mean score", "Correlation", "Upper minus lower", "Alpha without it",
        "Unanswered", "Without mark",
    )  # fmt: skip
    table = _table("Figures of all questions", columns, [("", rows)], words=2)
    known = [item for item in report.items if item.figures is not None]
    charts = ""
    if report.learners and known:
        hard = difficulty(
            [Bar(item.name, item.figures.difficulty if item.figures else None) for item in known],
            THRESHOLDS["easy"].value,
            THRESHOLDS["hard"].value,
        )
        charts = _figure(hard)
        if any(item.figures and item.figures.correlation is not None for item in known):
            pulls = [
                Pull(item.name, item.figures.correlation, item.figures.discrimination) for item in known if item.figures
            ]
            charts += _figure(discrimination(pulls, THRESHOLDS["discrimination"].value))
    return (
        f'<section aria-labelledby="questions"><h2 id="questions">All questions</h2>'
        f'<div class="pair">{charts}</div>{table}</section>'
    )


def _question(item: Item, report: Report) -> str:
    parts = [f'<h2 id="{_anchor(item)}">{escape(item.name)}</h2>']
    if item.prompt:
        parts.append(f'<div class="prompt">{as_html(blocks(item.prompt))}</div>')
    if item.looks:
        listed = "".join(f"<li><b>{escape(look.reason)}</b> {escape(look.words)}</li>" for look in item.looks)
        parts.append(f'<ul class="why">{listed}</ul>')
    if item.kind in _TICKED and report.group and report.learners:
        taken = [
            Taken(
                f"{count.line.label} {count.line.text}", bool(count.line.right), count.share, count.upper, count.lower
            )
            for count in item.counts
            if count.line.right is not None and count.upper is not None and count.lower is not None
        ]
        name = f"chart-answers-{item.id.replace('_', '-')}"
        parts.append(_figure(answers(name, f"Who took which answer of {item.name}", taken)) if taken else "")
    if item.counts and item.kind != "text":
        parts.append(_answers(item))
    elif item.kind == "text":
        parts.append(f"<p>{item.answered} answered in their own words, {item.unanswered} did not.</p>")
    return f'<section class="question" aria-labelledby="{_anchor(item)}">{"".join(parts)}</section>'


def _answers(item: Item) -> str:
    bodies = []
    for part, group in groupby(item.counts, key=lambda count: count.line.part):
        counts = list(group)
        if item.kind in {"order", "match", "regions"}:
            counts = _shortened(counts, item.kind)
        rows = [
            (_told(count), str(count.taken), percent(count.share), percent(count.upper), percent(count.lower))
            for count in counts
        ]
        bodies.append((escape(part), rows))
    return _table(f"Answers to {item.name}", ("Answer", "Learners", "Share", "Upper group", "Lower group"), bodies)


def _told(count: Count) -> str:
    """Write an answer; what is right says so in a word too."""
    line_ = count.line
    label = "" if line_.label in {"right", "wrong", "marked"} else line_.label
    told = escape(" ".join(word for word in (label, line_.text) if word))
    return f"<strong>{told}</strong> ✓&nbsp;right" if line_.right else told


def _shortened(counts: list[Count], kind: str) -> list[Count]:
    """Keep what is right and the most frequent wrong answers: the rest is in the table for a spreadsheet."""
    most = MOST_WRONG if kind != "regions" else 2 * MOST_WRONG
    wrong = sorted((count for count in counts if not count.line.right), key=lambda count: -count.taken)
    kept = {id(count) for count in wrong[:most]}
    return [count for count in counts if count.line.right or id(count) in kept or count.line.label == UNREADABLE]


def _how_to_read(report: Report) -> str:
    terms = [
        ("Mean score", "The share of its points that a question gave on average; high is easy."),
        (
            "Correlation",
            "Of the points of this question with the total of the others (corrected item-total correlation).",
        ),
        (
            "Upper minus lower",
            f"Mean score of the upper group minus that of the lower group, {report.group:g} learners each.",
        ),
        (
            "Cronbach’s alpha",
            "How far the questions agree about who knows more, from 0 to 1. Alpha without it is alpha of the others.",
        ),
        ("Error of measurement", "About two learners in three have a mark that is closer than this to what they know."),
    ]
    meant = "".join(f"<dt>{term}</dt><dd>{words}</dd>" for term, words in terms)
    limits = "".join(
        f"<li>{escape(one.words)} <em>Source:</em> {as_html(line(one.source))}.</li>" for one in THRESHOLDS.values()
    )
    return (
        '<section aria-labelledby="reading"><h2 id="reading">How to read this</h2>'
        f"<dl>{meant}</dl><ul>{limits}</ul>"
        "<p>A wrong answer that the best take is named where the two groups differ by more than chance explains "
        "(two shares, 1.96 standard errors). Of twenty such findings about one is chance all the same.</p>"
        "<p>Terms and formulas are those of classical test theory (Crocker and Algina, "
        "<em>Introduction to Classical and Modern Test Theory</em>, 1986). Points are those of the gradebook: "
        "a person’s mark in place of the automatic one, extra credit added. Letters are those of questions.yml, "
        "whatever order a learner saw.</p></section>"
    )


def _table(
    caption: str, columns: Sequence[str], bodies: Sequence[tuple[str, Iterable[Sequence[object]]]], words: int = 1
) -> str:
    """Write a table that scrolls sideways where it must; the first columns hold words, the others numbers.

    Its rows come in bodies, each with a heading of its own where it is not empty.
    """
    kinds = ["" if place < words else ' class="number"' for place in range(len(columns))]
    head = "".join(f'<th scope="col"{kind}>{name}</th>' for kind, name in zip(kinds, columns, strict=True))
    written = ""
    for heading, rows in bodies:
        lines = f'<tr><th scope="rowgroup" colspan="{len(columns)}">{heading}</th></tr>' if heading else ""
        for first, *rest in rows:
            cells = "".join(f"<td{kind}>{value}</td>" for kind, value in zip(kinds[1:], rest, strict=True))
            lines += f'<tr><th scope="row">{first}</th>{cells}</tr>'
        written += f"<tbody>{lines}</tbody>"
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{written}</table></div>"
    )


def _figure(chart: Chart) -> str:
    return f"<figure><figcaption>{escape(chart.title)}</figcaption>{chart.html()}</figure>"


def _word(count: Count) -> str:
    if count.line.label in {OPEN, UNREADABLE} or count.line.right is None:
        return ""
    return "right" if count.line.right else "wrong"


def _anchor(item: Item) -> str:
    return f"question-{escape(item.id)}"


def _people(count: int) -> str:
    return f"{count} learner{'' if count == 1 else 's'}"


def _plain(value: float | None, digits: int) -> str:
    return "–" if value is None else number(value, digits).removesuffix(".0")


def _signed(value: float | None) -> str:
    return "–" if value is None else number(value, 2)


def _style() -> str:
    light, dark = (
        ";".join(f"--gluteus-{token.replace('_', '-')}:{hues[token]}" for token in _TOKENS)
        for hues in (palette.LIGHT, palette.DARK)
    )
    at_night = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f":root{{color-scheme:light dark;{light}}}\n{at_night}\n{chart_css()}{_RULES.read_text(encoding='utf-8')}"


_TOKENS: Final = (
    "background", "surface", "text", "text_muted", "border", "control_border", "accent", "warning", "warning_soft",
    "series_1", "series_2",
)  # fmt: skip
