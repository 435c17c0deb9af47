"""The course folder for nbgrader: this repository. See book/for-instructors.md."""

import os
import sys
import warnings
from pathlib import Path

from gluteus.grading.feedback import TEMPLATES

c = get_config()  # noqa: F821  (nbgrader provides it)

# nbgrader starts `alembic` by its bare name: this finds it where the environment is not activated.
programs, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
if programs not in path.split(os.pathsep):  # formgrader reads this file at each request
    os.environ["PATH"] = f"{programs}{os.pathsep}{path}"
# With SQLAlchemy 2 nbgrader's gradebook warns about its own inner workings for each new submission.
warnings.filterwarnings("ignore", message="Object of type .* not in session")

here = Path(__file__).resolve().parent
private = here / "_nbgrader"
private.mkdir(mode=0o700, exist_ok=True)  # SQLite does not make the folder of its file

# Where things are. Whatever holds learners' work is in _nbgrader/, which git ignores.
c.CourseDirectory.course_id = "gluteus"
c.CourseDirectory.root = str(here)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.source_with_tests_directory = "_nbgrader/source_with_tests"
c.CourseDirectory.submitted_directory = "_nbgrader/submitted"
c.CourseDirectory.autograded_directory = "_nbgrader/autograded"
c.CourseDirectory.feedback_directory = "_nbgrader/feedback"
c.CourseDirectory.solution_directory = "_nbgrader/solution"
c.CourseDirectory.db_url = f"sqlite:///{private / 'gradebook.db'}"
c.ZipCollectApp.downloaded_directory = "_nbgrader/downloaded"

# nbgrader copies every other file of a quiz's folder into exercises/: questions.yml holds the keys.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.yml", "*.yaml", "*.md", "*.py"]
# The line `name = None` of an answer cell is the stub; nothing is added to it.
c.ClearSolutions.code_stub = {"python": ""}

# An LMS knows names and numbers, the roster knows ids: the collector matches them.
c.ZipCollectApp.extractor_plugin = "gluteus.grading.collect.LmsExtractor"
c.ZipCollectApp.collector_plugin = "gluteus.grading.collect.LmsCollector"

# Marks are learners' data too; and a comma in a name must not move them.
c.ExportApp.plugin_class = "gluteus.grading.export.CsvExport"
c.ExportPlugin.to = "_nbgrader/grades.csv"

# One broken submission must not stop the class: the exporter turns every failure into a reported one.
c.Autograde.exporter_class = "gluteus.grading.autograde.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "gluteus.grading.autograde.MendCells",  # before DeduplicateIds, whose empty metadata ends the whole run
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "gluteus.grading.autograde.GradeLiterals",  # in place of Execute: answers are read, never run
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

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
c.HTMLExporter.extra_template_basedirs = TEMPLATES  # and ask no other host for MathJax

# nbgrader takes a numeric offset for seconds, so every time is UTC.
c.Exchange.timezone = "UTC"
