"""What questions.yml may say, and how a fault is named."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from gluteus import atlas
from gluteus.quiz.answer_sheet import VIEWS, View, places
from gluteus.quiz.formulas import FormulaError, shown, work_out
from gluteus.quiz.questions import SCHEMA, Match, Number, Order, json_schema, load, load_all, passages, read
from gluteus.quiz.variants import lettering
from gluteus.widgets.explorer_payload import body_payload
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


EVERY_KIND = "solutions/every-kind/questions.yml"


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("      weight: [60, 70, 80]\n", "      weight: [60]\n", 91, "a name under vary needs two values or more"),
        ("weight: [60, 70, 80]", "weight: [60, 60]", 91, "a name under vary needs two values or more, all different"),
        ("weight: [60, 70, 80]", "weight: [60, b]", 91, "weight must be a number: b"),
        ("weight: [60, 70, 80]", "Weight: [60, 70]", 91, "a name under vary must be lower-case letters"),
        ("weight: [60, 70, 80]", "sqrt: [60, 70]", 91, "a name under vary is one that formulas use: sqrt"),
        ("weight: [60, 70, 80]", f"weight: {list(range(1, 42))}", 90, "at most 60 combinations of values: 82"),
        ("weight: [60, 70, 80]", "weight: [60, 70]\n      g: [9, 10]", 92, "the prompt does not show this value"),
        (
            "weighs {weight} kg",
            "weighs {weight} or {mass} kg",
            93,
            "unknown name in braces here, known: {share}, {weight}: {mass}",
        ),
        ("weighs {weight} kg", "gives {answer}, {weight} kg", 93, "unknown name in braces here"),
        ("Right, {answer} N.", "Right, {result} N.", 101, "unknown name in braces here"),
        ("answer: weight * share", "answer: weight * shares", 97, "answer: shares is not a name under vary"),
        (
            "answer: weight * share",
            "answer: share / (weight - 70)",
            97,
            "answer: no value where weight = 70, share = 0.5",
        ),
        ("answer: weight * share", "answer: 10 ** weight ** weight", 97, "answer: no value where weight = 60"),
        ("answer: weight * share", "answer: __import__('os').getpid()", 97, "answer: not a number or a formula"),
        ("answer: weight * share", "answer: weight.real", 97, "answer: not a number or a formula"),
        ("answer: weight * share", "answer: weight if share else", 97, "answer: not a number or a formula"),
        ("answer: weight * share * 9.81", "answer: [1]", 97, "answer must be a number: [1]"),
        (
            "value: weight * 9.81",
            "value: weight * 2.4525",
            104,
            "near miss counts as right where weight = 60, share = 0.25",
        ),
        ("value: weight * 9.81", "value: mass", 104, "value: mass is not a name under vary: mass"),
        ("text: Iliac crest\n", "text: ribs.\n", 135, "two items say the same: ribs."),
        (
            "text: Sacrum\n        match: The pelvis",
            "text: Ilium\n        match: The pelvis",
            155,
            "two rows say the same",
        ),
        ("- The trunk", "- the pelvis", 163, "a distractor is the match of a row: the pelvis"),
        ("- The trunk", "- the lower  leg", 163, "two distractors say the same: the lower leg"),
        (
            "text: Sacrum\n        match: The pelvis",
            "text: Sacrum\n        match: the pelvis",
            156,
            "one match is written in two ways: the pelvis",
        ),
        ("match: The thigh", "match: The pelvis", 151, "all rows have the same match: The pelvis"),
        ("match: The thigh", "match: The <b>thigh", 159, "a row may hold no HTML: The <b>thigh"),
        ("- The trunk", "- The <b>trunk", 163, "a distractor may hold no HTML: The <b>trunk"),
        ("view: back\n    regions", "view: above\n    regions", 174, "view must be 'back', 'front', 'left' or 'right'"),
        ('neutral: ["sacrum_upper:right"]', 'neutral: ["groin:right"]', 176, "not a place that the back view shows"),
        ('regions: ["sacroiliac:right"]', 'regions: ["sacroiliac"]', 175, "not a place that the back view shows"),
        ('regions: ["sacroiliac:right"]', "regions: []", 175, "regions needs at least 1 item(s): []"),
        (
            'neutral: ["sacrum_upper:right"]',
            'neutral: ["sacroiliac:right"]',
            176,
            "the place stands under regions already",
        ),
        ('    regions: ["sacroiliac:right"]\n', "", 166, "needs either pattern or regions"),
        (
            "pattern: gluteus_medius.1:left",
            'regions: ["coccyx:left"]\n    pattern: hip_joint:left',
            183,
            "needs either",
        ),
        (
            "pattern: gluteus_medius.1:left",
            "pattern: gluteus_medius.9:left",
            192,
            "pattern is not a trigger point or a",
        ),
        ("pattern: gluteus_medius.1:left", "pattern: gluteus_medius.1", 192, "pattern is not a trigger point or a"),
        (
            "view: back\n    pattern",
            "view: front\n    pattern",
            192,
            "the front view shows nothing of its essential zone",
        ),
        (
            "pattern: gluteus_medius.1:left",
            'pattern: gluteus_medius.1:left\n    neutral: ["coccyx:left"]',
            193,
            "neutral goes with regions",
        ),
        ("longest: 600", "longest: 20", 211, "longest must be at least 50: 20"),
        (
            "      - Names the standing leg.\n      - Names the pull on the pelvis.\n",
            "      []\n",
            208,
            "criteria needs",
        ),
        ("id: kind_text", "id: paper_number", 199, "id is a name that Python or the grader uses: paper_number"),
    ],
)
def test_each_fault_of_a_kind_is_one_line_with_its_place(
    private_course: Path, old: str, new: str, line: int, rule: str
) -> None:
    path = private_course / EVERY_KIND
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    assert len(caught.value.problems) == 1, caught.value
    assert caught.value.problems[0].startswith(f"{EVERY_KIND}:{line}: {rule}"), caught.value
    assert len(caught.value.problems[0]) < 200


def test_letters_in_the_right_order_are_refused(private_course: Path) -> None:
    path = private_course / EVERY_KIND
    text = path.read_text(encoding="utf-8")
    order = next(question for question in read(path).questions if isinstance(question, Order))
    right = [item.text for item in order.items]
    unlucky = next(name for n in range(500) if lettering(name := f"steps_{n}", right) == right)
    path.write_text(text.replace("id: kind_order", f"id: {unlucky}"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read(path)
    rule = "the letters that follow from this id show the right order: choose another id"
    assert str(caught.value) == f"{EVERY_KIND}:124: {rule}: {unlucky}"


def test_a_file_is_read_without_a_book(private_course: Path, small_course: Path) -> None:
    path = private_course / EVERY_KIND
    path.write_text(path.read_text(encoding="utf-8").replace("function-stance", "function-walk"), encoding="utf-8")
    kinds = [question.kind for question in read(path).questions]
    assert set(kinds) == {"choice", "choices", "number", "order", "match", "regions", "text"}
    with pytest.raises(
        DataError, match=r"questions\.yml:12: anchor is not a label in book/function\.md: function-walk"
    ):
        load(path, small_course)


def test_the_keys_of_every_kind(private_course: Path) -> None:
    quiz = read(private_course / EVERY_KIND)
    by_id = {question.id: question for question in quiz.questions}
    number, order, match = by_id["kind_number"], by_id["kind_order"], by_id["kind_match"]
    assert isinstance(number, Number)
    assert number.variants[:3] == [
        {"weight": 60, "share": 0.5},
        {"weight": 60, "share": 0.25},
        {"weight": 70, "share": 0.5},
    ]
    assert number.answers == number.rule["key"] == [294.3, 147.15, 343.35, 171.675, 392.4, 196.2]
    assert number.told(number.explanation, 5, with_answer=True) == "The force is 80 kg x 0.25 x 9.81 N/kg = 196.2 N."
    assert isinstance(order, Order)
    assert order.key != order.letters
    assert [order.by_letter[order.letters.index(letter)].text for letter in order.key] == [
        "Ribs",
        "Iliac crest",
        "Greater trochanter",
        "Knee",
    ]
    assert isinstance(match, Match)
    assert sorted(match.by_letter) == ["The lower leg", "The pelvis", "The thigh", "The trunk"]
    assert [match.by_letter[match.letters.index(letter)] for letter in match.key] == [
        "The pelvis",
        "The pelvis",
        "The thigh",
    ]
    zones = atlas.referral("gluteus_medius.1", "left")
    assert set(by_id["kind_pattern"].key) == set(zones["essential"]) & set(places("back"))
    assert set(by_id["kind_pattern"].rule["neutral"]) == set(zones["spillover"]) & set(places("back"))
    assert [question.number for question in quiz.graded] == list(range(2, 12))
    for question in quiz.questions:
        # A checker of ours reads the cell as Python, an LMS as JSON.
        assert ast.literal_eval(json.dumps(question.rule)) == question.rule


@pytest.mark.parametrize("name", VIEWS)
def test_the_answer_sheet_offers_what_its_picture_shows(name: View) -> None:
    """A place that the page draws can be marked and typed, and no other."""
    half = "left" if name == "right" else name
    drawn = next(view for view in body_payload()["views"] if view["name"] == half)
    left = {place for place, _ in drawn["regions"]}
    right = {place.replace(":left", ":right") for place in left}
    assert set(places(name)) == {"left": left, "right": right}.get(name, left | right)
    assert len(places(name)) == len(set(places(name)))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (4.5, 4.5),
        ("weight * 9.81 / 2", 294.3),
        ("0.1 + 0.2", 0.3),
        ("-weight ** 2", -3600),
        ("(weight - 20) / 2", 20),
        ("round(weight / 7, 2)", 8.57),
        ("round(weight / 7)", 9),
        ("sqrt(weight + 4)", 8),
        ("sin(30) + cos(weight) + tan(45)", 2),
        ("0 * -weight", 0),
    ],
)
def test_a_formula_is_worked_out(formula: float | str, value: float) -> None:
    assert work_out(formula, {"weight": 60}) == value


@pytest.mark.parametrize(
    "formula",
    [
        *("weight / 0", "sqrt(-1)", "1e308 * 10", "10 ** 400", "(-8) ** 0.5", "weight; 1", "lambda: 1", "[1][0]"),
        *("True", "1j", "'a'", "weight.real", "abs(weight)", "round(1, 2, 3)", "round(1.5, digits)", "x := 1", "4,3"),
        *("sin()", "sin(1, 2)", "f(1)", "1 + " * 60 + "1", "(" * 150, "~1", "not 1", "1 < 2", "1 // 2", "1 % 2", ""),
    ],
)
def test_what_is_no_formula_is_never_run(formula: str) -> None:
    with pytest.raises(FormulaError):
        work_out(formula, {"weight": 60})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (60.0, "60"),
        (294.3, "294.3"),
        (0.1 + 0.2, "0.3"),
        (1e6, "1000000"),
        (1e-5, "0.00001"),
        (-0.0, "0"),
        (-2.5, "-2.5"),
    ],
)
def test_a_number_is_shown_as_people_write_it(value: float, text: str) -> None:
    assert shown(value) == text


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
    assert "function" in [quiz.quiz for quiz in load_all(small_course, private)]
    assert load(private / "function" / "questions.yml", small_course).quiz == "function"


def test_passages_carry_the_heading_that_follows(tmp_path: Path) -> None:
    chapter = tmp_path / "walking.md"
    chapter.write_text(
        "(walking)=\n# Walking\n\n(walking-limp)=\n\n### A limp\n\n(walking-figure)=\n```{figure} x\n```\n"
    )
    assert passages(chapter) == {"walking": "Walking", "walking-limp": "A limp", "walking-figure": ""}


def test_the_schema_for_editors_is_that_of_the_models() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), "run `gluteus check` and commit what it makes"


def test_the_schema_knows_right_from_wrong(small_course: Path, private_course: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(json.dumps(YAML(typ="safe").load(private_course / EVERY_KIND))), schema)
    data = json.loads(json.dumps(YAML(typ="safe").load(questions(small_course))))
    jsonschema.validate(data, schema)
    data["questions"][0]["kind"] = "essay"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)
