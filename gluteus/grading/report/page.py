"""The item report as a page that needs nothing besides itself, written with its tables beside it."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from gluteus import palette
from gluteus.charts import css as chart_css
from gluteus.charts.items import Bar, Pull, difficulty, discrimination, score_distribution
from gluteus.grading.graded import GradedQuiz
from gluteus.grading.report.analysis import Report, analyse
from gluteus.grading.report.looks import THRESHOLDS, percent
from gluteus.grading.report.page_parts import figure, people, plain, signed, table
from gluteus.grading.report.question_section import anchor, section
from gluteus.grading.report.summary import summary, to_look_at
from gluteus.grading.report.tables import tables
from gluteus.quiz.text import html as as_html
from gluteus.quiz.text import line
from gluteus.whole_file import write_whole

_RULES: Final = Path(__file__).with_name("page.css")

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
    for name, rows in tables(report).items():
        write_whole(folder / name, rows.encode())
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
            summary(report),
            to_look_at(report),
            _scores(report),
            _questions(report),
            *(section(item, report) for item in report.items),
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
        f"<p>Quiz <code>{escape(report.quiz)}</code>, {people(report.submissions)} handed in, "
        f'made {made:%Y-%m-%d %H:%M} UTC.</p><p class="secret"><strong>This page holds the key.</strong> '
        "It is for those who teach; it names no learner.</p></header>"
    )


def _scores(report: Report) -> str:
    if not report.learners:
        return ""
    chart = score_distribution(report.edges, report.steps, float(report.totals.mean()))
    rows = [
        (f"{plain(low, 1)} to {plain(high, 1)}", count, percent(count / report.learners))
        for low, high, count in zip(report.edges, report.edges[1:], report.steps, strict=False)
    ]
    listed = table("Learners by points", ("Points", "Learners", "Share"), [("", rows)])
    return (
        f'<section aria-labelledby="scores"><h2 id="scores">Scores</h2>'
        f"{figure(chart)}<p>A total on an edge counts in the higher step. No late penalty is taken off.</p>"
        f"<details><summary>The same numbers in a table</summary>{listed}</details></section>"
    )


def _questions(report: Report) -> str:
    rows = []
    for item in report.items:
        figures = item.figures
        rows.append(
            (
                f'<a href="#{anchor(item)}">{escape(item.name)}</a>',
                escape(item.kind) or "–",
                f"{item.points:g}",
                percent(figures.difficulty if figures else None),
                signed(figures.correlation if figures else None),
                signed(figures.discrimination if figures else None),
                signed(item.alpha_without),
                str(item.unanswered) if not item.changed else "–",
                str(item.waiting),
            )
        )
    columns = (
        "Question", "Kind", "Points", "Mean score", "Correlation", "Upper minus lower", "Alpha without it",
        "Unanswered", "Without mark",
    )  # fmt: skip
    listed = table("Figures of all questions", columns, [("", rows)], words=2)
    known = [item for item in report.items if item.figures is not None]
    charts = ""
    if report.learners and known:
        hard = difficulty(
            [Bar(item.name, item.figures.difficulty if item.figures else None) for item in known],
            THRESHOLDS["easy"].value,
            THRESHOLDS["hard"].value,
        )
        charts = figure(hard)
        if any(item.figures and item.figures.correlation is not None for item in known):
            pulls = [
                Pull(item.name, item.figures.correlation, item.figures.discrimination) for item in known if item.figures
            ]
            charts += figure(discrimination(pulls, THRESHOLDS["discrimination"].value))
    return (
        f'<section aria-labelledby="questions"><h2 id="questions">All questions</h2>'
        f'<div class="pair">{charts}</div>{listed}</section>'
    )


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


def _style() -> str:
    light, dark = (
        ";".join(f"--gluteus-{token.replace('_', '-')}:{hues[token]}" for token in _TOKENS)
        for hues in (palette.LIGHT, palette.DARK)
    )
    at_night = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f":root{{color-scheme:light dark;{light}}}\n{at_night}\n{chart_css()}{_RULES.read_text(encoding='utf-8')}"


_TOKENS: Final = (
    "background", "surface", "text", "text_muted", "border", "control_border", "accent", "warning", "warning_soft",
    "series_1", "series_2", "skin_line",
)  # fmt: skip
