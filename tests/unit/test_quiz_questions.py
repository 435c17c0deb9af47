"""What questions.yml may say, and how a fault is named."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from gluteus.quiz.questions import SCHEMA, json_schema, load, load_all, passages
from gluteus.yaml_lines import DataError


def questions(course: Path) -> Path:
    return course / "solutions" / "function" / "questions.yml"


def test_a_quiz_is_read_whole(small_course: Path) -> None:
    quiz = load(questions(small_course))
    assert [question.id for question in quiz.questions] == ["stance_side", "lever_arms", "warm_up", "arm_length"]
    assert [question.key for question in quiz.questions] == ["b", ["a", "c"], "a", 4.3]
    assert [question.id for question in quiz.graded] == ["stance_side", "lever_arms", "arm_length"]
    assert quiz.questions[3].rule == {
        "kind": "number",
        "id": "arm_length",
        "points": 1.5,
        "key": 4.3,
        "tolerance": 0.5,
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        (
            "kind: choice\n",
            "kind: essay\n",
            8,
            "unknown kind, use one of 'choice', 'choices', 'number', 'order', 'match', 'regions', 'text': essay",
        ),
        ("kind: choice\n    use", "use", 7, "a field is missing: kind"),
        (
            "- text: The right one\n",
            "- text: The right one\n        correct: true\n",
            23,
            "a choice has only one correct option: The left one",
        ),
        (
            "- text: The left one\n        correct: true\n",
            "- text: The left one\n",
            18,
            "no option is correct: stance_side",
        ),
        ("id: lever_arms", "id: stance_side", 28, "id is used twice: stance_side"),
        ("    sources: [flexikon]\n", "", 7, "a field is missing: sources"),
        ("sources: [flexikon]", "sources: []", 13, "sources needs at least 1 item(s): []"),
        (
            "sources: [flexikon]",
            "sources: [flexikon, nobody1999]",
            13,
            "source is not in book/references.bib: nobody1999",
        ),
        ("objective: stance", "objective: balance", 11, "objective is not one of the quiz's objectives: balance"),
        ("        feedback: It belongs to the lifted leg.\n", "", 19, "a field is missing: feedback"),
        ("prompt: How long is its lever?", "prompt: '  '", 76, "prompt must not be empty: "),
        ("prompt: How long", "prompt: How <b>long", 76, "prompt may hold no HTML: How <b>long is its lever?"),
        ("text: The right one", "text: The <i>right one", 19, "an option may hold no HTML: The <i>right one"),
        ("- text: The right one", "- id: b\n        text: The right one", 19, "there is no such field: id"),
        ("tolerance: 0.5", "tolerance: -0.5", 79, "tolerance must be at least 0: -0.5"),
        ("answer: 4.3", "answer: .nan", 77, "answer must be a finite number: nan"),
        ("answer: 4.3", "answer: 4,3", 77, "answer: not a number or a formula: 4,3"),
        ("value: 9.3", "value: 4.8", 84, "near miss counts as right: 4.8"),
        ("id: stance_side", "id: StanceSide", 7, "id must be lower-case words joined by underscores: StanceSide"),
        ("id: stance_side", "id: lambda", 7, "id is a name that Python or the grader uses: lambda"),
        ("id: stance_side", "id: marks", 7, "id is a name that Python or the grader uses: marks"),
        (
            "anchor: function-stance",
            "anchor: function-walk",
            12,
            "anchor is not a label in book/function.md: function-walk",
        ),
        ("chapter: function", "chapter: walking", 3, "there is no such chapter in book/: walking"),
        ("quiz: function", "quiz: walking", 1, "the quiz must be called as its folder, function: walking"),
        ("correct: true", "correct: yes", 22, "correct must be true or false: yes"),
        ("points: 1.5", "points: 0", 72, "points must be greater than 0: 0"),
        ("points: 1.5", "points: true", 72, "points must be a number: True"),
        ("unit: cm", "units: cm", 78, "there is no such field: units"),
        ("use: graded", "use: exam", 9, "use must be 'practice' or 'graded': exam"),
        ("title: What it does", "title: What: it does", 2, "not valid YAML: mapping values are not allowed here"),
        ("title: What it does", "quiz: function", 2, "not valid YAML: found duplicate key"),
        ("        correct: true\n        feedback: It turns", "        feedback: It turns", None, None),
    ],
)
def test_each_fault_is_one_line_with_its_place(
    small_course: Path, old: str, new: str, line: int | None, rule: str | None
) -> None:
    path = questions(small_course)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if rule is None:
        assert load(path).questions[1].key == ["a"]
        return
    with pytest.raises(DataError) as caught:
        load(path)
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"solutions/function/questions.yml:{line}: {rule}")
    assert len(first) < 200


def test_choices_need_a_wrong_option(small_course: Path) -> None:
    path = questions(small_course)
    text = path.read_text(encoding="utf-8")
    for wrong in ("It pulls down with a long lever.", '"It changes little.'):
        text = text.replace(f"        feedback: {wrong}", f"        correct: true\n        feedback: {wrong}")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"questions\.yml:36: choices need an option that is not correct: lever_arms"):
        load(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1: the file must be a mapping: None"),
        (b"- a\n- b\n", "1: the file must be a mapping: ['a', 'b']"),
        (b"quiz: function\ntitle: \xff\n", "2: the file must be UTF-8: byte 0xff"),
        (b"quiz: [", "1: not valid YAML"),
        (b"[" * 500, "1: nested too deeply"),
        (b"a: &a [*a]\n", "1: a field is missing: quiz"),
    ],
)
def test_what_is_no_quiz_at_all_is_one_line_too(small_course: Path, content: bytes, said: str) -> None:
    path = questions(small_course)
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load(path)
    assert str(caught.value).splitlines()[0].startswith(f"solutions/function/questions.yml:{said}")


def test_every_fault_of_a_file_is_told_in_its_order(small_course: Path) -> None:
    path = questions(small_course)
    text = path.read_text(encoding="utf-8").replace("use: graded", "use: exam").replace("unit: cm", "units: cm")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load(path)
    assert [problem.split(":")[1] for problem in caught.value.problems] == ["9", "30", "71", "78"]


def test_an_id_is_unique_in_the_course(small_course: Path) -> None:
    other = small_course / "solutions" / "symptoms"
    other.mkdir()
    text = questions(small_course).read_text(encoding="utf-8").replace("quiz: function", "quiz: symptoms")
    (other / "questions.yml").write_text(text, encoding="utf-8")
    with pytest.raises(
        DataError, match=r"^solutions/symptoms/questions\.yml:7: id is used in function too: stance_side$"
    ):
        load_all(small_course)


def test_private_questions_refer_to_the_course_that_is_named(small_course: Path, tmp_path: Path) -> None:
    private = tmp_path / "private"
    (small_course / "solutions").rename(private)
    assert [quiz.quiz for quiz in load_all(small_course, private)] == ["function"]
    assert load(private / "function" / "questions.yml", small_course).quiz == "function"


def test_passages_carry_the_heading_that_follows(tmp_path: Path) -> None:
    chapter = tmp_path / "walking.md"
    chapter.write_text(
        "(walking)=\n# Walking\n\n(walking-limp)=\n\n### A limp\n\n(walking-figure)=\n```{figure} x\n```\n"
    )
    assert passages(chapter) == {"walking": "Walking", "walking-limp": "A limp", "walking-figure": ""}


def test_the_schema_for_editors_is_that_of_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), "run `gluteus check` and commit what it makes"


def test_the_schema_knows_right_from_wrong(small_course: Path) -> None:
    data = json.loads(json.dumps(YAML(typ="safe").load(questions(small_course))))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    data["questions"][0]["kind"] = "essay"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)
