"""The settings of a course folder, read as nbgrader reads them and without importing nbgrader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config.loader import Config, PyFileConfigLoader

from gluteus.data_error import DataError

NAME = "nbgrader_config.py"
LATE_PLUGIN = "nbgrader.plugins.latesubmission.LateSubmissionPlugin"  # nbgrader's own; does nothing unless told


@dataclass(frozen=True)
class Settings:
    """What grading needs to know of a course folder."""

    folder: Path
    db_url: str
    course_id: str
    late_plugin: str  # the import path of the class
    late_method: str  # "none" or "zero"; means something to nbgrader's own plugin only
    config: Config  # everything that is set, for nbgrader's own objects

    @classmethod
    def read(cls, folder: str | Path) -> Settings:
        """Read ``nbgrader_config.py`` of a course folder.

        Parameters
        ----------
        folder : str or Path
            The course folder.

        Returns
        -------
        Settings
            The settings; what is not set has nbgrader's own default.

        Raises
        ------
        DataError
            When the file is missing or stops with an error.
        """
        folder = Path(folder).resolve()
        try:
            config = PyFileConfigLoader(NAME, str(folder)).load_config()
        except OSError as error:
            raise DataError([f"{error.filename or folder / NAME}: {error.strerror}"]) from error
        except Exception as error:
            raise DataError([f"{folder / NAME}: {type(error).__name__}: {error}"]) from error
        course = config.CourseDirectory
        if "directory_structure" in course:
            raise DataError([f"{folder / NAME}: CourseDirectory.directory_structure must be left as it is in nbgrader"])
        root = Path(course.get("root") or folder)
        late = config.AssignLatePenalties.get("plugin_class") or LATE_PLUGIN
        return cls(
            folder=root,
            db_url=course.get("db_url") or f"sqlite:///{root / 'gradebook.db'}",
            course_id=course.get("course_id", ""),
            late_plugin=late if isinstance(late, str) else f"{late.__module__}.{late.__qualname__}",
            late_method=config.LateSubmissionPlugin.get("penalty_method", "none"),
            config=config,
        )

    def place(self, step: str, student: str, quiz: str) -> Path:
        """Give the folder of a step: ``solutions/./function``, ``_nbgrader/submitted/jdoe/function``.

        Parameters
        ----------
        step : str
            ``source``, ``release``, ``submitted``, ``autograded``, ``feedback`` or ``downloaded``.
        student : str
            The learner's id; ``"."`` where a step has no learners.
        quiz : str
            The name of the quiz.

        Returns
        -------
        Path
            The folder, which need not be there.
        """
        return self.folder / self.step(step) / student / quiz

    def step(self, step: str) -> str:
        """Give the name of the folder of a step, relative to the course folder.

        Parameters
        ----------
        step : str
            As for :meth:`place`.

        Returns
        -------
        str
            For example ``_nbgrader/submitted``.
        """
        owner: Any = self.config.ZipCollectApp if step == "downloaded" else self.config.CourseDirectory
        return str(owner.get(f"{step}_directory", step))
