"""A small course folder, made by hand in the shape of the real one, and nbgrader's own commands run in it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]

# id -> the question as its hidden test holds it
QUESTIONS: dict[str, dict[str, Any]] = {
    "joint_name": {"kind": "choice", "key": "b", "points": 1.0},
    "bone_names": {"kind": "choices", "key": ["a", "b", "c"], "points": 3.0},
    "width_cm": {"kind": "number", "key": 28.5, "tolerance": 0.5, "points": 2.0},
}
RIGHT = {"joint_name": '"b"', "bone_names": '["a", "b", "c"]', "width_cm": "28.5"}

_RELEASE: list[bytes] = []  # what generate_assignment made of it: once is enough for a test run


def source_notebook() -> dict[str, Any]:
    cells = [new_markdown_cell("# Quiz: The pelvis", id="opening")]
    for name, question in QUESTIONS.items():
        check = [
            "# Marked by the grader. Please leave this cell as it is.",
            "### BEGIN HIDDEN TESTS",
            "from gluteus.quiz.marking import marks",
            "",
            f"marks({json.dumps(question)}, {name})",
            "### END HIDDEN TESTS",
        ]
        answer = [f"{name} = None", "### BEGIN SOLUTION", f"{name} = {RIGHT[name]}", "### END SOLUTION"]
        cells += [
            new_markdown_cell(f"Question {name}?", id=f"{name}-prompt", metadata=_meta(f"{name}_prompt", locked=True)),
            new_code_cell("\n".join(answer), id=name, metadata=_meta(name, solution=True)),
            new_code_cell(
                "\n".join(check),
                id=f"{name}-marks",
                metadata=_meta(f"{name}_marks", locked=True, grade=True, points=question["points"]),
            ),
        ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return dict(new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}))


def _meta(name: str, **changes: Any) -> dict[str, Any]:
    plain = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    return {"nbgrader": plain | changes}


class CourseFolder:
    """A course folder, and nbgrader's own commands run in it."""

    def __init__(self, folder: Path, gradebook: str | None = None) -> None:
        self.folder = folder
        self.private = folder / "_nbgrader"
        self.gradebook = gradebook  # another address than a file in the private folder

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run ``nbgrader`` with these arguments, and give what it printed."""
        return self._run(code, "-m", "nbgrader", *arguments)

    def gluteus(self, *arguments: str, code: int = 0) -> str:
        """Run ``gluteus`` with these arguments, and give what it printed."""
        return self._run(code, str(Path(sys.executable).with_name("gluteus")), *arguments)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a command that runs in the folder; no setting of the machine's user decides a test."""
        environment = {**os.environ, "HOME": str(self.folder), "JUPYTER_CONFIG_DIR": str(self.folder / "jupyter")}
        # nbgrader by itself needs the environment's programs on the path: alembic, and a kernel's python.
        environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
        environment.pop("GLUTEUS_GRADEBOOK", None)
        return environment if self.gradebook is None else environment | {"GLUTEUS_GRADEBOOK": self.gradebook}

    def _run(self, code: int, *arguments: str) -> str:
        run = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == code, f"{' '.join(arguments)}: {run.returncode}\n{run.stdout}{run.stderr}"
        return run.stdout + run.stderr

    def rows(self, student: str) -> dict[str, tuple[float | None, int, str | None]]:
        """Give each check's automatic mark, whether it waits for a person, and the automatic comment of its answer."""
        query = """
            select base_cell.name, grade.auto_score, grade.needs_manual_grade, comment.auto_comment
            from grade
            join base_cell on base_cell.id = grade.cell_id
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
            left join base_cell as answer on answer.name || '_marks' = base_cell.name
            left join comment on comment.cell_id = answer.id and comment.notebook_id = submitted_notebook.id
            where submitted_assignment.student_id = ?
        """
        database = sqlite3.connect(next(self.folder.rglob("gradebook.db")))
        with database:
            rows = database.execute(query, [student]).fetchall()
        database.close()
        return {name.removesuffix("_marks"): (score, manual, comment) for name, score, manual, comment in rows}

    def marks(self, student: str) -> dict[str, float | None]:
        return {name: score for name, (score, _, _) in self.rows(student).items()}


class SmallCourse(CourseFolder):
    """A course folder with the quiz ``pelvis`` as its instructor wrote it, not yet released."""

    def __init__(self, folder: Path, config: str | None = None, gradebook: str | None = None) -> None:
        super().__init__(folder, gradebook)
        source = folder / "solutions" / "pelvis" / "pelvis.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(json.dumps(source_notebook()), encoding="utf-8")
        (source.parent / "questions.yml").write_text("the keys stand here\n", encoding="utf-8")
        if config is None:
            shutil.copy(ROOT / "nbgrader_config.py", folder)
        else:
            (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")

    def release(self) -> None:
        """Put the exercise where learners find it, as in a fresh clone: without a gradebook that knows it."""
        exercise = self.folder / "exercises" / "pelvis" / "pelvis.ipynb"
        if not _RELEASE:
            self.run("generate_assignment", "pelvis")
            (self.private / "gradebook.db").unlink()
            _RELEASE.append(exercise.read_bytes())
        exercise.parent.mkdir(parents=True, exist_ok=True)
        exercise.write_bytes(_RELEASE[0])

    def released(self) -> dict[str, Any]:
        notebook: dict[str, Any] = json.loads((self.folder / "exercises/pelvis/pelvis.ipynb").read_text("utf-8"))
        return notebook

    def submission(self, answers: dict[str, str]) -> dict[str, Any]:
        """Give the released notebook with these answers typed into it, as Python source."""
        notebook = self.released()
        for name, text in answers.items():
            cell(notebook, name)["source"] = f"{name} = {text}"
        return notebook

    def hand_in(self, student: str, content: dict[str, Any] | bytes) -> None:
        """Put a file where zip_collect would put it."""
        path = self.private / "submitted" / student / "pelvis" / "pelvis.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Find the cell with this grade id."""
    found: dict[str, Any] = next(
        each for each in notebook["cells"] if each["metadata"].get("nbgrader", {}).get("grade_id") == name
    )
    return found
