"""All settings for nbgrader, each with its reason: a course folder's ``nbgrader_config.py`` calls :func:`configure`.

Reading them imports nothing of nbgrader, which alone takes three seconds.
"""

from __future__ import annotations

import os
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# What stands in nbgrader_config.py of every course folder.
CONFIGURATION_FILE = '''"""The settings of this course folder for nbgrader; see book/for-instructors.md.

The settings themselves, each with its reason, are in gluteus/grading/configuration.py. Your own go below.
"""

from pathlib import Path

from gluteus.grading.configuration import configure

c = get_config()  # noqa: F821  (nbgrader provides it)
configure(c, Path(__file__).resolve().parent)
'''

# The one setting for a gradebook that a team shares: postgresql://user@host/name
GRADEBOOK = "GLUTEUS_GRADEBOOK"

PRIVATE = "_nbgrader"  # whatever holds learners' work; git ignores it


def configure(c: Any, folder: Path) -> None:
    """Give nbgrader the settings of a course folder.

    Parameters
    ----------
    c : traitlets.config.Config
        What ``get_config()`` gives in ``nbgrader_config.py``.
    folder : Path
        The course folder; its private folder is made where it is missing.
    """
    _let_nbgrader_find_alembic()
    if "nbgrader" in sys.modules:  # it is nbgrader that reads this, and not one of our own commands
        from gluteus.grading.mending import mend  # noqa: PLC0415

        mend()
    # With SQLAlchemy 2 nbgrader's gradebook warns about its own inner workings for each new submission.
    warnings.filterwarnings("ignore", message="Object of type .* not in session")
    private = folder / PRIVATE
    private.mkdir(mode=0o700, exist_ok=True)  # SQLite does not make the folder of its file

    c.CourseDirectory.course_id = "gluteus"
    c.CourseDirectory.root = str(folder)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    c.CourseDirectory.source_with_tests_directory = f"{PRIVATE}/source_with_tests"
    c.CourseDirectory.submitted_directory = f"{PRIVATE}/submitted"
    c.CourseDirectory.autograded_directory = f"{PRIVATE}/autograded"
    c.CourseDirectory.feedback_directory = f"{PRIVATE}/feedback"
    c.CourseDirectory.solution_directory = f"{PRIVATE}/solution"
    c.CourseDirectory.db_url = os.environ.get(GRADEBOOK) or f"sqlite:///{private / 'gradebook.db'}"
    c.ZipCollectApp.downloaded_directory = f"{PRIVATE}/downloaded"

    # nbgrader copies every other file of a quiz's folder into exercises/: questions.yml holds the keys.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.yml", "*.yaml", "*.md", "*.py"]
    # The line `name = None` of an answer cell is the stub, as is "Write your answer ..."; nothing is added to them.
    c.ClearSolutions.code_stub = {"python": ""}
    c.ClearSolutions.text_stub = ""

    # An LMS knows names and numbers, the roster knows ids: the collector matches them.
    c.ZipCollectApp.extractor_plugin = "gluteus.grading.collect.LmsExtractor"
    c.ZipCollectApp.collector_plugin = "gluteus.grading.collect.LmsCollector"

    # Marks are learners' data too; and a comma in a name must not move them.
    c.ExportApp.plugin_class = "gluteus.grading.export.CsvExport"
    c.ExportPlugin.to = f"{PRIVATE}/grades.csv"

    _autograde(c)
    _feedback(c)

    # nbgrader takes a numeric offset for seconds, so every time is UTC.
    c.Exchange.timezone = "UTC"


def _let_nbgrader_find_alembic() -> None:
    """Put the environment's programs on the path: nbgrader starts ``alembic`` by its bare name."""
    programs, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if programs not in path.split(os.pathsep):  # formgrader reads the configuration at each request
        os.environ["PATH"] = f"{programs}{os.pathsep}{path}"


def _autograde(c: Any) -> None:
    # Answers are read, never run, and one broken submission must not stop the class: the exporter does all of it.
    c.Autograde.exporter_class = "gluteus.grading.autograde.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = []


def _feedback(c: Any) -> None:
    # Feedback without the keys, on a page that can run no script and load nothing.
    # By itself nbgrader leaves a page that is there, whatever the marks are by now.
    c.GenerateFeedback.force = True
    c.GenerateFeedback.exporter_class = "gluteus.grading.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    # Feedback and formgrader show what a learner wrote as text, whatever it is.
    c.HTMLExporter.preprocessors = ["gluteus.grading.feedback.ShowAsText"]
    c.HTMLExporter.extra_template_basedirs = _templates()  # and ask no other host for MathJax


def _templates() -> list[str]:
    """Give the folders of page templates: ours before nbgrader's own, which holds a script from another host."""
    found = find_spec("nbgrader")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("nbgrader is not installed: install gluteus[grading]", name="nbgrader")
    nbgrader = Path(found.origin).parent
    return [str(Path(__file__).parent / "templates"), str(nbgrader / "server_extensions" / "formgrader" / "templates")]
