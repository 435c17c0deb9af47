"""A class that answers a quiz of every kind as an ability model says, through real notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from gluteus.grading.bulk import grade
from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.grading.settings import Settings
from gluteus.quiz.notebook import fill, source
from gluteus.quiz.questions import Choice, Choices, Match, Number, Order, Question, Quiz, Regions, TextAnswer, read
from gluteus.quiz.variants import LETTERS, arrangement

HERE = Path(__file__).parent / "class_course"
QUIZ = "pelvis"

# How hard each question is, on the scale of the abilities (mean 0, standard deviation 1).
HARD = {
    "joint_name": -0.5, "wrong_key": 0.0, "idle_option": -1.2, "bone_names": 0.0, "half_weight": 0.4, "width_cm": -0.4,
    "from_the_top": -0.2, "which_movement": 0.1, "where_it_hurts": 0.5, "own_words": 0.2,
}  # fmt: skip


def quiz() -> Quiz:
    """Read the quiz that the class answers."""
    return read(HERE / "solutions" / QUIZ / "questions.yml")


class Course:
    """A course folder with this quiz."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(HERE / "solutions", folder / "solutions")
        (folder / "nbgrader_config.py").write_text(CONFIGURATION_FILE, encoding="utf-8")
        self.quiz = quiz()
        self.source = source(self.quiz)
        (folder / "solutions" / QUIZ / f"{QUIZ}.ipynb").write_text(self.source, encoding="utf-8")
        self.settings = Settings.read(folder)
        self.released = ""

    def hand_in(self, student: str, answers: dict[str, Any], paper: int = 0) -> None:
        """Put a filled notebook where zip_collect would put it."""
        path = self.submission(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fill(self.released, answers, paper, self.quiz), encoding="utf-8")

    def submission(self, student: str) -> Path:
        return self.folder / "_nbgrader" / "submitted" / student / QUIZ / f"{QUIZ}.ipynb"

    def feedback(self, student: str) -> Path:
        return self.folder / "_nbgrader" / "feedback" / student / QUIZ / f"{QUIZ}.html"

    def grade(self) -> None:
        grade(self.settings, QUIZ)


def answers(quiz: Quiz, ability: float, paper: int, rng: np.random.Generator) -> dict[str, Any]:
    """Answer a quiz with some ability, in the letters of the paper."""
    given: dict[str, Any] = {}
    for question in quiz.graded:
        if rng.random() < 0.03:
            continue
        knows = rng.random() < 1 / (1 + np.exp(-1.7 * (ability - HARD[question.id])))
        given[question.id] = _answer(question, bool(knows), paper, rng)
    return given


def shown(question: Question, letters: list[Any], paper: int) -> list[Any]:
    """Give letters of the file as a paper shows them."""
    if "options" not in question.rule:
        return letters
    order = arrangement(paper, question.id, question.rule["options"])
    place = {LETTERS[at]: LETTERS[position] for position, at in enumerate(order)}
    return [place.get(letter, letter) for letter in letters]


def _answer(question: Question, knows: bool, paper: int, rng: np.random.Generator) -> Any:
    match question:
        case Choice():
            right = "b" if question.id == "wrong_key" else question.key
            wrong = [letter for letter in question.letters if letter != right]
            if question.id == "idle_option":
                wrong.remove("d")
            return shown(question, [right if knows else str(rng.choice(wrong))], paper)[0]
        case Choices():
            chances = [0.85 if option.correct == knows else 0.35 for option in question.options]
            ticks = [letter for letter, chance in zip(question.letters, chances, strict=True) if rng.random() < chance]
            return shown(question, ticks or ["a"], paper)
        case Number():
            right = question.answers[question.position(paper)]
            return right if knows else float(rng.choice([2 * right, right + 10, 9.5, 1.0]))
        case Order():
            order = list(question.key)
            if not knows:
                rng.shuffle(order)
            return shown(question, order, paper)
        case Match():
            rows = [key if knows or rng.random() < 0.3 else str(rng.choice(question.letters)) for key in question.key]
            return shown(question, [*rows[:-1], None if rng.random() < 0.05 else rows[-1]], paper)
        case Regions():
            extra = ["sacroiliac:left", "gluteal_fold:right", "iliac_crest_back:right"]
            return sorted({*(question.key if knows else question.key[:1]), *([] if knows else rng.choice(extra, 1))})
        case TextAnswer():
            return "The side of the lifted leg has no support." if knows else "Because of <b>gravity</b> & the like."
