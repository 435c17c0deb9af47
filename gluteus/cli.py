"""The ``gluteus`` command: one function for each verb, each a thin layer over the package."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gluteus.data_error import DataError

if TYPE_CHECKING:
    from gluteus.exports.wording import Use

Verb = TypeVar("Verb", bound=Callable[..., None])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gluteus")
def main() -> None:
    """Build, check and grade the course on the gluteus medius."""


def course_folder() -> Path:
    """Find the course folder: the nearest one, from here upwards, that holds ``_config.yml``."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").exists() and (folder / "solutions").is_dir():
            return folder
    raise click.ClickException(
        f"{here}: no course here: neither this folder nor one above it holds _config.yml and solutions/"
    )


def grading_folder() -> Path:
    """Find the folder to grade in, the course's or a private one: the nearest that holds ``nbgrader_config.py``."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "nbgrader_config.py").exists():
            return folder
    raise click.ClickException(
        f"{here}: no course to grade here: neither this folder nor one above it holds nbgrader_config.py"
    )


def load_body() -> None:
    """Have the body, and hold the atlas's muscle units and trigger points against it."""
    from gluteus.body import load
    from gluteus.body.units import misplaced_points, unknown_units

    body = load(progress=True)
    if problems := unknown_units(body) or misplaced_points(body):
        raise DataError(problems)


def one_line_errors(verb: Verb) -> Verb:
    """Turn what a verb may raise for a person's mistake into plain lines and a non-zero exit."""

    @functools.wraps(verb)
    def wrapped(*args: object, **options: object) -> None:
        try:
            verb(*args, **options)
        except DataError as error:
            raise click.ClickException(str(error)) from error
        except RuntimeError as error:
            from gluteus.body import BodyBuildError

            if isinstance(error, BodyBuildError):
                raise click.ClickException(str(error)) from error
            raise
        except OSError as error:  # a full disk, a file that is missing or may not be written
            said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise click.ClickException(said) from error

    return wrapped  # type: ignore[return-value]


@main.command()
@one_line_errors
def body() -> None:
    """Compute the body, unless it is there already."""
    load_body()


@main.command()
@one_line_errors
def book() -> None:
    """Build the book into _build/html, with warnings as errors."""
    from gluteus.fingerprint import everything

    root = course_folder()
    made_from = root / "_build" / "html.made-from"
    page = root / "_build" / "html" / "index.html"
    where = f"The book is in {page}; `make serve` shows it."
    state = everything(root)
    if page.exists() and made_from.exists() and made_from.read_text(encoding="utf-8") == state:
        click.echo(f"Nothing has changed. {where}")
        return
    made_from.unlink(missing_ok=True)

    from gluteus import atlas
    from gluteus.quiz.questions import load_all

    # A page's kernel would meet a mistake in the data minutes later, and tell it to a log file only.
    atlas.load()
    load_all(root)
    load_body()
    builder = Path(sys.executable).with_name("jupyter-book")
    built = subprocess.run(
        [builder, "build", ".", "--warningiserror", "--nitpick", "--keep-going"], cwd=root, check=False
    )
    if built.returncode:
        # Sphinx reads only changed pages: without this, the next run would pass over the pages that it warned of.
        shutil.rmtree(root / "_build" / ".doctrees", ignore_errors=True)
        raise click.ClickException("the book was not built: see the warnings above")
    made_from.write_text(state, encoding="utf-8")
    click.echo(where)


@main.command()
@click.option("--port", default=8000, show_default=True, help="0 takes any free one.")
def serve(port: int) -> None:
    """Show the built book on this machine, and on no other."""
    site = course_folder() / "_build" / "html"
    if not (site / "index.html").exists():
        raise click.ClickException(f"{site}: nothing built yet: run `make book`")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(site)))
    except OSError as error:
        raise click.ClickException(f"port {port}: {error.strerror}: name another with --port") from error
    click.echo(f"http://127.0.0.1:{server.server_port}/ shows the book; Ctrl+C ends it.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("")


@main.command()
@click.argument("names", nargs=-1, metavar="[QUIZ]...")
@click.option("--check", is_flag=True, help="Change nothing; fail if a notebook is missing or stale.")
@click.option(
    "--from",
    "private",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Make those of DIR/solutions/, in DIR: private questions, outside the repository.",
)
@one_line_errors
def quizzes(names: tuple[str, ...], check: bool, private: Path | None) -> None:
    """Make the notebooks of the quizzes from solutions/<quiz>/questions.yml: all of them, or those that are named."""
    from gluteus.grading.configuration import CONFIGURATION_FILE
    from gluteus.quiz.build import Private, build, stale

    root = course_folder()
    home = Private(private, CONFIGURATION_FILE) if private else None
    folder = private or Path()
    if not check:
        for path in build(root, names, home):
            click.echo(f"made {folder / path}")
    elif old := stale(root, names, home):
        again = f"gluteus quizzes --from {private}" if private else "gluteus quizzes"
        raise click.ClickException("\n".join(f"{folder / path}: stale: run `{again}`" for path in old))


@main.command()
@click.argument("quiz")
@one_line_errors
def papers(quiz: str) -> None:
    """Write each learner of the gradebook a copy of QUIZ with options and numbers of its own, to hand out."""
    from gluteus.grading.bulk import gradebook
    from gluteus.grading.papers import write_papers
    from gluteus.grading.settings import Settings

    settings = Settings.read(grading_folder())
    with gradebook(settings) as store:
        learners = [learner.id for learner in store.students()]
    if not learners:
        raise click.ClickException("the gradebook knows no learner: `gluteus roster` puts them in")
    written = write_papers(settings.folder, quiz, learners)
    click.echo(f"{len(written)} papers in {written[0].parents[1]}")


@main.command()
@one_line_errors
def check() -> None:
    """Check the atlas, the body's regions and every question, and bring the editors' schemas up to date."""
    from gluteus import atlas
    from gluteus.atlas import schema
    from gluteus.quiz.questions import load_all, write_schema
    from gluteus.quiz.review import coverage, review

    facts = atlas.load()
    load_body()
    quizzes = load_all(course_folder())
    if findings := [*(finding for quiz in quizzes for finding in review(quiz)), *coverage(quizzes)]:
        raise click.ClickException("\n".join(map(str, findings)))
    schema.write()
    write_schema()
    counts = {
        "muscles": len(facts.muscles),
        "trigger points": len(facts.trigger_points),
        "conditions": len(facts.conditions),
        "regions a side": len(facts.regions),
        "questions": sum(len(quiz.questions) for quiz in quizzes),
    }
    click.echo(f"Nothing wrong: {', '.join(f'{count} {what}' for what, count in counts.items())}.")


@main.command()
@click.argument("quiz")
@click.option("--notebooks", is_flag=True, help="Write the graded notebooks too, for formgrader.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Grade this learner only; may be repeated.")
@click.option(
    "--zip",
    "archives",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Collect the submissions from this file of your LMS first; may be repeated.",
)
@one_line_errors
def grade(quiz: str, notebooks: bool, students: tuple[str, ...], archives: tuple[Path, ...]) -> None:
    """Grade what was handed in of a QUIZ, into nbgrader's gradebook."""
    from gluteus.grading import bulk, downloads
    from gluteus.grading.notices import say
    from gluteus.grading.settings import Settings

    settings = Settings.read(grading_folder())
    notices = downloads.collect(settings, quiz, archives) if archives else {}
    try:
        outcome = bulk.grade(settings, quiz, students, notebooks=notebooks)
        click.echo(f"{quiz}: {outcome.graded} graded, {outcome.failed} not graded")
        for who, reasons in outcome.notices.items():
            notices.setdefault(who, []).extend(reasons)
    finally:
        if notices:
            say(notices)
    if outcome.failed:
        sys.exit(1)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@one_line_errors
def roster(file: Path) -> None:
    """Put the learners of a CSV FILE into the gradebook: all of them, or none if a line is wrong."""
    from gluteus.grading.bulk import gradebook
    from gluteus.grading.roster import read_roster
    from gluteus.grading.settings import Settings

    learners = read_roster(file)
    with gradebook(Settings.read(grading_folder())) as store:
        new, changed = store.enrol(learners)
    click.echo(f"{len(learners)} learner{'s' if len(learners) > 1 else ''} in {file}: {new} new, {changed} changed")


@main.command()
@click.argument("quizzes", nargs=-1, metavar="[QUIZ]...")
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Where to, if not grades.csv.")
@one_line_errors
def marks(quizzes: tuple[str, ...], target: Path | None) -> None:
    """Write the marks of all learners as CSV: of all quizzes, or of those that are named."""
    from gluteus.grading.marks_table import GRADED, NOT_HANDED_IN, STATUSES, write_marks_file
    from gluteus.grading.settings import Settings

    path, counts = write_marks_file(Settings.read(grading_folder()), quizzes, target)
    found = {status for count in counts.values() for status in count}
    if found == {NOT_HANDED_IN}:
        click.echo(f"No marks yet: nobody's work was graded. The learners are in {path}.")
        return
    click.echo(f"The marks are in {path}.")
    for quiz, count in counts.items():
        click.echo(f"{quiz}: {', '.join(f'{count[status]} {status}' for status in STATUSES if status in count)}")
    if found != {GRADED}:
        click.echo("The column `status` says whose marks are missing; their scores are without them.")


@main.command()
@click.argument("quiz")
@click.option(
    "--to",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to, if not _nbgrader/reports/QUIZ.",
)
@one_line_errors
def report(quiz: str, target: Path | None) -> None:
    """Say how a QUIZ did: scores, reliability, each question and its options, and what to look at."""
    from gluteus.grading.configuration import PRIVATE
    from gluteus.grading.graded import GradedQuiz
    from gluteus.grading.report.page import PAGE, write_report

    with GradedQuiz(grading_folder(), quiz) as graded:
        folder = target or graded.settings.folder / PRIVATE / "reports" / quiz
        made = write_report(graded, folder)
    odd = [item.name for item in made.items if item.looks]
    click.echo(f"The report on {made.learners} learners is in {folder / PAGE}; its figures are beside it as CSV.")
    click.echo(f"Questions to look at: {', '.join(odd) if odd else 'none'}.")


@main.command()
@click.argument("quiz")
@click.option("--student", "students", multiple=True, metavar="ID", help="This learner only; may be repeated.")
@click.option("--key", is_flag=True, help="Show the key and the explanations too.")
@one_line_errors
def feedback(quiz: str, students: tuple[str, ...], key: bool) -> None:
    """Write a page for each learner of a graded QUIZ: marks, answers, and what there is to say about them."""
    from gluteus.grading.feedback_pages import write_feedback
    from gluteus.grading.graded import GradedQuiz
    from gluteus.grading.notices import say

    with GradedQuiz(grading_folder(), quiz) as graded:
        written = write_feedback(graded, students, key=key)
    click.echo(f"{written.pages} pages of feedback; {written.index} says whose is where")
    if written.removed:
        click.echo(f"Removed pages without a mark behind them: {written.removed}.")
    if written.notices:
        say(written.notices)


@main.command()
@click.argument("quizzes", nargs=-1, metavar="[QUIZ]...")
@click.option("--as", "form", required=True, type=click.Choice(["moodle", "gift", "qti", "anki"]), help="The format.")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Where to, if not _build/export/<quiz>.*."
)
@click.option(
    "--use", type=click.Choice(["practice", "graded", "all"]), default="all", show_default=True, help="Which questions."
)
@click.option(
    "--from",
    "private",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Export those of DIR/solutions/: private questions, outside the repository.",
)
@one_line_errors
def export(quizzes: tuple[str, ...], form: str, target: Path | None, use: Use, private: Path | None) -> None:
    """Write quizzes for Moodle (XML or GIFT), Canvas (QTI 1.2) or Anki: all of them, or those that are named."""
    from gluteus.exports import files

    written = files.export(course_folder(), quizzes, form, use=use, target=target, private=private)
    for path, questions in written:
        click.echo(f"made {path}: {questions} questions")
    click.echo("These files hold the keys and the feedback: keep them where learners cannot reach them.", err=True)
