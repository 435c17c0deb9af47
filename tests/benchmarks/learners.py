"""An examination of 12 questions of the course, and any number of learners who sit it, each with another paper."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from figures import ROOT

from gluteus import atlas
from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.quiz.notebook import blank, fill, literal, source
from gluteus.quiz.prompts import prompt_text
from gluteus.quiz.questions import Choice, Choices, Match, Number, Order, Question, Quiz, Regions, read
from gluteus.quiz.variants import arrangement

if TYPE_CHECKING:
    from collections.abc import Iterable

QUIZ = "function"
QUESTIONS = 12

# nbgrader by itself needs the environment's programs on the path; and no shared gradebook is to be measured with.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "GLUTEUS_GRADEBOOK"}
ENVIRONMENT["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), ENVIRONMENT.get("PATH", "")])


class Examination:
    """A course folder whose one quiz has 12 graded questions, released and registered by nbgrader.

    Parameters
    ----------
    folder : Path
        Where to make it.
    configuration : str, optional
        What stands in ``nbgrader_config.py``.
    """

    def __init__(self, folder: Path, configuration: str = CONFIGURATION_FILE) -> None:
        self.folder = folder
        self.submitted = folder / "_nbgrader" / "submitted"
        solutions = folder / "solutions" / QUIZ
        solutions.mkdir(parents=True)
        (solutions / "questions.yml").write_text(_questions(), encoding="utf-8")
        self.quiz: Quiz = read(solutions / "questions.yml")
        (solutions / f"{QUIZ}.ipynb").write_text(source(self.quiz), encoding="utf-8")
        (folder / "nbgrader_config.py").write_text(configuration, encoding="utf-8")
        self.run("-m", "nbgrader", "generate_assignment", QUIZ)
        self._prompts: dict[tuple[str, object], str] = {}
        self.released = (folder / "exercises" / QUIZ / f"{QUIZ}.ipynb").read_text(encoding="utf-8")

    def run(self, *arguments: str) -> None:
        """Run Python in the folder, or stop with what it said."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")

    def hand_in(self, learners: Iterable[int]) -> None:
        """Put the notebooks of these learners where nbgrader finds them."""
        for number in learners:
            folder = self.submitted / name(number) / QUIZ
            folder.mkdir(parents=True)
            (folder / f"{QUIZ}.ipynb").write_text(self.notebook(number), encoding="utf-8")

    def notebook(self, number: int) -> str:
        """Fill in the notebook of one learner: the characters of ``gluteus.quiz.notebook.fill``, some times faster."""
        draw = random.Random(number)
        parts, places = self._cut
        paper, parts = _paper(number), list(parts)
        parts[places["paper_number"]] = json.dumps(f"paper_number = {paper}")
        for question in self.quiz.graded:
            parts[places[f"{question.id}_prompt"]] = self._prompt(question, paper)
            if (answer := _answer(question, draw)) is not None:
                parts[places[question.id]] = json.dumps(f"{question.id} = {literal(answer)}", ensure_ascii=False)
        return "".join(parts)

    def check(self) -> None:
        """Hold the quick notebooks against those that the project itself fills in."""
        for number in range(20):
            draw = random.Random(number)
            answers = {question.id: _answer(question, draw) for question in self.quiz.graded}
            if self.notebook(number) != fill(self.released, answers, _paper(number), self.quiz):
                raise AssertionError(f"notebook {number} is not the one of gluteus.quiz.notebook.fill")

    def _prompt(self, question: Question, paper: int) -> str:
        rule = question.rule
        if "options" in rule:
            turn: object = tuple(arrangement(paper, question.id, rule["options"]))
        else:
            turn = question.position(paper) if isinstance(question, Number) else None
        if (question.id, turn) not in self._prompts:
            self._prompts[question.id, turn] = _lines(prompt_text(question, paper))
        return self._prompts[question.id, turn]

    @cached_property
    def _cut(self) -> tuple[list[str], dict[str, int]]:
        """Cut the released notebook at the sources of the cells that are a learner's own."""
        own = {"paper_number": json.dumps("paper_number = 0\n")}
        for question in self.quiz.graded:
            own[question.id] = json.dumps(blank(question))
            own[f"{question.id}_prompt"] = _lines(prompt_text(question))
        names = {text: each for each, text in own.items()}
        parts = re.split("(" + "|".join(map(re.escape, names)) + ")", self.released)
        return parts, {names[part]: place for place, part in enumerate(parts) if part in names}


def name(number: int) -> str:
    """Give the id of a learner."""
    return f"learner-{number:06}"


def _paper(number: int) -> int:
    return 1 + number * 9_973 % 999_999_999


def _lines(text: str) -> str:
    return ",\n    ".join(json.dumps(line, ensure_ascii=False) for line in text.splitlines(keepends=True))


def _questions() -> str:
    """Take the first 12 questions of a chapter that are marked without a person, all of them graded."""
    text = (ROOT / "solutions" / QUIZ / "questions.yml").read_text(encoding="utf-8")
    head, *questions = re.split(r"^(?=  - id: )", text, flags=re.MULTILINE)
    chosen = [question for question in questions if "\n    kind: text\n" not in question][:QUESTIONS]
    if len(chosen) < QUESTIONS:
        raise RuntimeError(f"solutions/{QUIZ}/questions.yml has no {QUESTIONS} questions that are marked by the grader")
    return head + "".join(chosen).replace("\n    use: practice\n", "\n    use: graded\n")


def _answer(question: Question, draw: random.Random) -> object:
    """Answer as a weak class does: one in twenty not at all, two thirds of numbers right, the others anyhow."""
    luck = draw.random()
    if luck < 0.05:
        return None
    match question:
        case Choice():
            return draw.choice("abcd"[: len(question.options)])
        case Choices():
            return sorted(draw.sample("abcdef"[: len(question.options)], draw.randint(1, len(question.options))))
        case Number():
            return question.key if luck < 0.7 else round(question.key * draw.uniform(0.5, 1.5), 1)
        case Order():
            return draw.sample(question.letters, len(question.letters))
        case Match():
            return [draw.choice([*question.letters, None]) for _ in question.pairs]
        case Regions():
            return sorted(set(question.key) ^ set(draw.sample(atlas.load().sided_regions, 2)))
        case _:
            raise TypeError(f"no answer for a question of kind {question.kind}")
