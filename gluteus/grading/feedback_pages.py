"""Feedback: one page for each learner, which loads nothing, runs nothing and holds nobody else's data.

The pages lie where ``nbgrader generate_feedback`` puts its own: ``feedback/<student>/<quiz>/<quiz>.html``.
"""

from __future__ import annotations

import csv
import os
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from io import StringIO
from pathlib import Path
from typing import Final

from tqdm import tqdm

from gluteus import palette
from gluteus.data_error import DataError
from gluteus.grading.feedback_answers import UNREADABLE, AnswerPages
from gluteus.grading.graded import GradedPaper, GradedQuestion, GradedQuiz, is_marked
from gluteus.grading.marked import MarkedSubmission
from gluteus.grading.records import CellMarks, Learner
from gluteus.grading.roster import folder_fault
from gluteus.grading.spreadsheet import harmless
from gluteus.quiz.prompts import points
from gluteus.quiz.rules import passages
from gluteus.quiz.text import plain
from gluteus.whole_file import write_whole

INDEX: Final = "index.csv"
COLUMNS: Final = ("quiz", "student_id", "last_name", "first_name", "email", "lms_user_id", "file")

_STYLE: Final = Path(__file__).parent / "templates" / "feedback.css"
_TOKENS: Final = ("background", "surface", "text", "text_muted", "border", "accent", "correct", "wrong")

_SAFETY: Final = (
    "<footer><p><strong>Your safety:</strong> these questions teach; they do not find out what causes your own pain. "
    "The chapter <em>Safety first</em> says when to see a doctor before you try anything.</p></footer>"
)
_CHANGED: Final = '<p class="none">This question was changed after it was marked, so it is not shown here.</p>'
_GONE: Final = (
    '<p class="none">The file that was marked is not there any more, so your answers are not shown. '
    "Your marks stand.</p>"
)


@dataclass
class Written:
    """What a run came to."""

    pages: int = 0
    removed: int = 0
    index: Path = Path()
    notices: dict[str, list[str]] = field(default_factory=dict)  # by learner


class FeedbackPages:
    """Writes the pages of one quiz; what several of them share is made once.

    Parameters
    ----------
    graded : GradedQuiz
        The quiz.
    key : bool, optional
        Whether the pages hold the key and the explanations.
    """

    def __init__(self, graded: GradedQuiz, *, key: bool = False) -> None:
        self._quiz, self._questions = graded.quiz, graded.questions
        self._answers = {
            one.id: AnswerPages(one.question, key=key) for one in graded.questions if one.question is not None
        }
        numbers = {question.id: question.number for question in graded.quiz.questions}
        self._titles = {one.id: f"Question {numbers.get(one.id, one.id)}" for one in graded.questions}
        again = _again(graded)
        self._ends = {one.id: again.get(one.id, "") for one in graded.questions}
        title = escape(f"Feedback: {graded.quiz.title}")
        style = _style()
        digest = b64encode(sha256(style.encode()).digest()).decode()
        self._head = (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'\">\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            f'<header><p class="kind">Feedback</p><h1>{escape(graded.quiz.title)}</h1>'
        )

    def page(self, learner: Learner, paper: GradedPaper) -> str:
        """Write the page of one learner.

        Parameters
        ----------
        learner : Learner
            Whose page it is.
        paper : GradedPaper
            What they handed in and got for it.

        Returns
        -------
        str
            HTML without scripts. Where there is no mark at all it says only that.
        """
        name = escape(" ".join(part for part in (learner.first_name, learner.last_name) if part) or learner.id)
        parts = [self._head, f"<p>{name}</p>"]
        if is_marked(paper.marks):
            parts.append(f"{_total(paper)}</header>\n<main>\n")
            if paper.work is None:
                parts.append(_GONE)
            elif _is_unread(paper.work):
                parts.append(f"<p>{_unread(paper.work)} The marks here were given by hand.</p>")
            parts += [self._section(one, paper) for one in self._questions]
            parts.append("</main>\n")
        else:
            parts.append(_not_marked(paper.work))
        parts += [_SAFETY, "\n</body>\n</html>\n"]
        return "".join(parts)

    def _section(self, one: GradedQuestion, paper: GradedPaper) -> str:
        mark, work = paper.marks.grades[one.cell], paper.work
        comment = paper.marks.comments.get(one.id)
        pages = self._answers.get(one.id)
        if pages is None:
            body = _CHANGED
        elif work is None or _is_unread(work):
            body = ""
        else:
            body = pages.body(work.answers, work.paper_number)
            if one.id not in work.answers:
                body = body.replace(UNREADABLE, UNREADABLE + _why(one.id, work))
        said = f'<p class="comment"><strong>Comment:</strong> {escape(comment.strip())}</p>' if comment else ""
        return (
            f"<section><h2>{self._titles[one.id]} <small>{_points(mark)}</small></h2>"
            f"{body}{said}{self._ends[one.id] if mark.score < mark.most else ''}</section>\n"
        )


def write_feedback(graded: GradedQuiz, students: Collection[str] = (), *, key: bool = False) -> Written:
    """Write the pages of a quiz, and remove those that no mark stands behind any more.

    Parameters
    ----------
    graded : GradedQuiz
        The quiz.
    students : collection of str, optional
        Only the pages of these learners; all when it is empty.
    key : bool, optional
        Whether the pages hold the key and the explanations.

    Returns
    -------
    Written
        How many pages, where the list of them is, and what to look at.

    Raises
    ------
    DataError
        When the gradebook holds nothing of one of these learners for this quiz.
    OSError
        When a page cannot be written; each page is there whole or as it was.
    """
    settings, quiz = graded.settings, graded.key.quiz
    roster = {learner.id: learner for learner in graded.store.students()}
    there = graded.store.submitters(quiz)
    if missing := sorted(set(students) - there):
        raise DataError([f"{', '.join(missing)}: the gradebook holds nothing of {quiz}: run `gluteus grade {quiz}`"])
    pages, written, files = FeedbackPages(graded, key=key), Written(), dict[str, Path]()
    many = len(students or there)
    for paper in tqdm(graded.papers(students or None), quiz, many, unit="page", disable=None):
        student = paper.marks.student
        path = settings.place("feedback", student, quiz) / f"{graded.key.notebook}.html"
        if fault := folder_fault(student):
            written.notices[student] = [f"no page: {fault}"]
            continue
        write_whole(path, pages.page(roster[student], paper).encode("utf-8", "replace"))
        files[student] = path
        if reasons := list(_odd(paper)):
            written.notices[student] = reasons
    written.pages = len(files)
    base = settings.folder / settings.step("feedback")
    if not students:
        written.removed = _remove_stale(base, quiz, graded.key.notebook, files)
    written.index = base / INDEX
    _write_index(written.index, quiz, [(roster[student], path) for student, path in files.items()], students)
    return written


def _again(graded: GradedQuiz) -> dict[str, str]:
    """Say for each question what to read again; without the book the chapter must do."""
    chapter = graded.settings.folder / "book" / f"{graded.quiz.chapter}.md"
    titles: dict[str, str] = {}
    name = graded.quiz.chapter.replace("-", " ").capitalize()
    if chapter.is_file():
        text = chapter.read_text(encoding="utf-8")
        titles = passages(chapter)
        if heading := re.search(r"^# +(.+)$", text, re.MULTILINE):
            name = heading[1].strip()
    told = {}
    for question in graded.quiz.graded:
        passage = titles.get(question.anchor, "")
        of = f", “{escape(plain(passage))}”" if passage and passage != name else ""
        told[question.id] = f'<p class="again">Read again: chapter “{escape(plain(name))}”{of}.</p>'
    return told


def _total(paper: GradedPaper) -> str:
    marks = paper.marks
    score = sum(mark.score for mark in marks.grades.values())
    most = sum(mark.most for mark in marks.grades.values())
    waiting = sum(mark.auto is None and mark.manual is None for mark in marks.grades.values())
    late = ""
    final = score
    if marks.penalty:
        final = max(0.0, score - marks.penalty)
        late = f"<p>Handed in late: {_number(marks.penalty)} taken off {points(round(score, 2))}.</p>"
    so_far = ""
    if waiting:
        so_far = f"<p>{waiting} question{' still waits' if waiting == 1 else 's still wait'} for a mark.</p>"
    return f'<p class="total"><strong>{_number(final)}</strong> of {points(round(most, 2))}</p>{late}{so_far}'


def _points(mark: CellMarks) -> str:
    if mark.auto is None and mark.manual is None:
        return "no mark yet"
    extra = f", with {_number(mark.extra)} extra" if mark.extra else ""
    return f"{_number(mark.score)} of {points(round(mark.most, 2))}{extra}"


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:g}"


def _not_marked(work: MarkedSubmission | None) -> str:
    return (
        '<p class="total"><strong>No mark yet.</strong></p></header>\n'
        f"<main><p>{_unread(work)} Please ask your instructor what to do.</p></main>\n"
    )


def _is_unread(work: MarkedSubmission) -> bool:
    """Say whether the file gave neither answers nor marks, so that all marks are a person's."""
    return not work.answers and all(score is None for score in work.scores.values())


def _unread(work: MarkedSubmission | None) -> str:
    reason = work.failure if work is not None else None
    # A path of the instructor's machine is no business of the learner's.
    why = f" The reason: {escape(_ended(reason))}" if reason and "/" not in reason and "\\" not in reason else ""
    return f"Your file could not be graded.{why}"


def _why(question: str, work: MarkedSubmission) -> str:
    reasons = [notice.partition(": ")[2] for notice in work.notices if notice.startswith(f"{question}: ")]
    return f'<p class="none">The reason: {escape(_ended("; ".join(reasons)))}</p>' if reasons else ""


def _ended(reason: str) -> str:
    """End a reason as a sentence ends; Python's own words about a line may do so already."""
    return reason if reason.endswith((".", "?", "!")) else f"{reason}."


def _odd(paper: GradedPaper) -> Iterator[str]:
    if not is_marked(paper.marks):
        yield "has no mark: the page says only that"
        return
    if paper.work is None:
        yield "the file is gone, or is not the one that was marked: the page shows the marks only, grade again"
        return
    if _is_unread(paper.work):
        yield "could not be graded, the marks are those given by hand: the page says so"
    if any(mark.auto is None and mark.manual is None for mark in paper.marks.grades.values()):
        yield "marks wait for a person: the page says so"


def _remove_stale(base: Path, quiz: str, notebook: str, files: dict[str, Path]) -> int:
    """Remove the pages of learners of whom the gradebook holds nothing: they may not be sent."""
    removed = 0
    with os.scandir(base) as entries:
        students = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    for student in students:
        folder = base / student / quiz
        page = folder / f"{notebook}.html"
        if student not in files and not folder.is_symlink() and page.is_file():
            page.unlink()
            removed += 1
            for empty in (folder, folder.parent):
                if not any(empty.iterdir()):
                    empty.rmdir()
    return removed


def _write_index(index: Path, quiz: str, pages: Iterable[tuple[Learner, Path]], students: Collection[str]) -> None:
    """List whose page is where; the pages of other quizzes, and of learners left out, stay listed."""
    rows = [
        {
            "quiz": quiz,
            "student_id": learner.id,
            "last_name": learner.last_name or "",
            "first_name": learner.first_name or "",
            "email": learner.email or "",
            "lms_user_id": learner.lms_user_id or "",
            "file": path.relative_to(index.parent).as_posix(),
        }
        for learner, path in pages
    ]
    new = {row["file"] for row in rows}
    kept = []
    if index.is_file():
        with index.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                others = row.get("quiz") != quiz or bool(students)
                place = (row.get("file") or "").removeprefix("'")
                if others and place not in new and (index.parent / place).is_file():
                    kept.append({column: row.get(column) or "" for column in COLUMNS})
    safe = [{column: harmless(value) for column, value in row.items()} for row in rows]
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*kept, *safe], key=lambda row: (row["quiz"], row["file"])))
    write_whole(index, text.getvalue().encode("utf-8", "replace"))


def _style() -> str:
    light, dark = (
        ";".join(f"--{token.replace('_', '-')}:{hues[token]}" for token in _TOKENS)
        for hues in (palette.LIGHT, palette.DARK)
    )
    rules = re.sub(r"\s+", " ", _STYLE.read_text(encoding="utf-8")).replace(" { ", "{").replace("; ", ";")
    at_night = f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f":root{{color-scheme:light dark;{light}}}{at_night}{rules}"
