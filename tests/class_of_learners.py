"""A class that answers a quiz of every kind as an ability model says, through real notebooks."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gluteus.grading.bulk import grade
from gluteus.grading.configuration import CONFIGURATION_FILE
from gluteus.grading.graded import GradedPaper, GradedQuestion
from gluteus.grading.marked import MarkedSubmission
from gluteus.grading.records import CellMarks, LearnerMarks
from gluteus.grading.settings import Settings
from gluteus.quiz.marking import marks
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


@cache
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


def questions(*changed: str) -> list[GradedQuestion]:
    """Give what was marked; of those that were changed since only the marks are known."""
    return [
        GradedQuestion(
            one.id if one.kind == "text" else f"{one.id}_marks", one.id, one.points, None if one.id in changed else one
        )
        for one in quiz().graded
    ]


def paper(student: str, given: dict[str, Any], number: int = 0, **by_hand: float | None) -> GradedPaper:
    """Mark a paper as the grader does; ``by_hand`` are a person's marks, None for one that is still to come."""
    grades = {}
    for one in questions():
        assert one.question is not None
        auto = None if one.question.kind == "text" else marks(one.question.rule, given.get(one.id), number)
        grades[one.cell] = CellMarks(auto, by_hand.get(one.id), None, one.points)
    there = {one.id: given.get(one.id) for one in quiz().graded}
    work = MarkedSubmission({name: mark.auto for name, mark in grades.items()}, {}, there, number)
    return GradedPaper(LearnerMarks(student, grades, {}, None, None), work)


def a_class(learners: int, *, shuffled: bool = True, seed: int = 4) -> list[GradedPaper]:
    """Give a class whose abilities are spread normally, the same each time."""
    papers = []
    for number in range(learners):
        rng = np.random.default_rng([seed, number])
        ability = float(rng.normal())
        drawn = int(rng.integers(1, 10**9))
        paper_number = drawn if shuffled else 0
        given = answers(quiz(), ability, paper_number, rng)
        by_hand = float(np.clip(np.round(ability - HARD["own_words"] + 2 + rng.normal()), 0, 4))
        papers.append(paper(f"l{number:03d}", given, paper_number, own_words=by_hand))
    return papers
