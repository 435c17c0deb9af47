"""The item report: a class that answers as an ability model says, and classes too small to say anything of."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from class_of_learners import a_class, paper, questions, quiz, shown

from gluteus.grading.graded import GradedPaper
from gluteus.grading.records import CellMarks
from gluteus.grading.report.analysis import Report, analyse
from gluteus.grading.report.looks import FEW
from gluteus.grading.report.page import page
from gluteus.grading.report.question_section import section
from gluteus.grading.report.tables import tables
from gluteus.quiz.questions import Match

if TYPE_CHECKING:
    from collections.abc import Callable

    from gluteus.grading.report.item import Item

QUIZ = quiz()
MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def report() -> Report:
    return analyse(QUIZ, questions(), a_class(300))


def looks(report: Report) -> dict[str, set[str]]:
    return {item.id: {look.reason for look in item.looks} for item in report.items if item.looks}


def test_the_bad_questions_are_named_and_the_good_ones_are_not(report: Report) -> None:
    found = looks(report)
    assert found.pop("wrong_key") >= {"wrong key?", "negative"}
    assert found.pop("idle_option") == {"idle option"}
    assert found == {}
    words = {look.reason: look.words for item in report.items for look in item.looks}
    assert "took b “The ischium”, which is marked as wrong" in words["wrong key?"]
    assert "d “Two hundred and six” (0)" in words["idle option"]


def ranked(answer: Callable[[int], Any], learners: int = 100) -> Report:
    """Give a class whose learner ``i`` does better than ``i - 1``, and answers the first question as told."""
    papers = []
    for place in range(learners):
        given = {
            one.id: one.key
            for number, one in enumerate(QUIZ.graded)
            if 1 < number < 9 and place * 8 > learners * (number - 1)
        }
        papers.append(paper(f"l{place}", given | {"joint_name": answer(place)}, own_words=4 * place / learners))
    return analyse(QUIZ, questions(), papers)


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        (lambda place: "b" if place > 40 else "acd"[place % 3], set()),
        (lambda place: "b" if place % 2 else "acd"[place % 3], {"low"}),
        (lambda place: "b" if place < 60 else "acd"[place % 3], {"wrong key?", "negative"}),
        (lambda place: "a" if place > 60 else "bcd"[place % 3], {"wrong key?", "negative", "very hard"}),
        (lambda place: "a" if place > 90 else "b" if place > 30 else "cd"[place % 2], {"draws the best"}),
        (lambda place: "b" if place > 4 else "acd"[place % 3], {"very easy"}),
        (lambda place: "b" if place > 90 else "acd"[place % 3], {"very hard"}),
        (lambda place: "b" if place > 40 else "ac"[place % 2], {"idle option"}),
        (lambda place: "b" if place > 40 else None if place < 20 else "acd"[place % 3], {"unanswered"}),
        (lambda place: None, {"very hard", "unanswered"}),
    ],
    ids=["good", "random", "backwards", "wrong key", "tempting", "easy", "hard", "idle", "open", "nobody answers"],
)
def test_each_reason_to_look_is_found_and_no_other(answer: Callable[[int], Any], reasons: set[str]) -> None:
    assert looks(ranked(answer)).get("joint_name", set()) == reasons


def test_answers_on_shuffled_papers_are_counted_by_the_files_letters(report: Report) -> None:
    plain = analyse(QUIZ, questions(), a_class(300, shuffled=False))
    for item, other in zip(report.items, plain.items, strict=True):
        if item.kind in {"choice", "choices", "order", "match", "regions"}:
            assert [(count.line, count.taken) for count in item.counts] == [
                (count.line, count.taken) for count in other.counts
            ], item.id


def test_the_shares_of_the_options_are_those_of_pandas() -> None:
    papers = a_class(300, shuffled=False)
    report = analyse(QUIZ, questions(), papers)
    frame = pd.DataFrame(
        {
            "answer": [one.work.answers["joint_name"] for one in papers if one.work],
            "total": [sum(mark.score for mark in one.marks.grades.values()) for one in papers],
        }
    )
    # Learners with the same total at the edge share the last places.
    frame["rank"] = frame["total"].round(9)
    size = round(0.27 * len(frame))
    weights = {}
    for name, ascending in (("upper", False), ("lower", True)):
        ordered = frame.sort_values("rank", ascending=ascending)
        edge = ordered["rank"].iloc[size - 1]
        inside = frame["rank"] > edge if name == "upper" else frame["rank"] < edge
        weights[name] = inside + (frame["rank"] == edge) * (size - inside.sum()) / (frame["rank"] == edge).sum()
    for count in report.items[0].counts:
        label = None if count.line.label == "no answer" else count.line.label
        taken = frame["answer"].isna() if label is None else frame["answer"] == label
        assert count.taken == taken.sum()
        assert count.share == pytest.approx(taken.mean())
        assert count.upper == pytest.approx((taken * weights["upper"]).sum() / size)
        assert count.lower == pytest.approx((taken * weights["lower"]).sum() / size)


def test_a_varied_number_is_held_against_its_own_paper() -> None:
    (question,) = [one for one in QUIZ.graded if one.id == "half_weight"]
    papers = []
    for number in range(60):
        at = number * 7919 + 1
        right = question.answers[question.position(at)]  # type: ignore[union-attr]
        papers.append(paper(f"l{number}", {"half_weight": [right + 4, 2 * right, 1.5 * right][number % 3]}, at))
    assert len({question.position(number * 7919 + 1) for number in range(60)}) == 3  # type: ignore[union-attr]
    report = analyse(QUIZ, questions(), papers)
    (item,) = [one for one in report.items if one.id == "half_weight"]
    assert [(count.line.label, count.line.text, count.taken) for count in item.counts] == [
        ("right", "the right number of each paper, give or take 5", 20),
        ("near miss", "“weight × 9.81” N", 20),
        ("wrong", "1.5 times the right number", 20),
    ]


def test_the_most_frequent_wrong_numbers_are_listed() -> None:
    given = [14.25] * 5 + [57.2] * 4 + [1.0] * 3 + [2.0] * 2 + [3.0, 4.0, 5.0, 6.0, 7.0]
    report = analyse(QUIZ, questions(), [paper(f"l{n}", {"width_cm": value}) for n, value in enumerate(given)])
    (item,) = [one for one in report.items if one.id == "width_cm"]
    assert [(count.line.text, count.taken) for count in item.counts] == [
        ("14.25 cm, give or take 0.1", 5), ("57 cm", 4), ("1 cm", 3), ("2 cm", 2), ("3 cm", 1), ("4 cm", 1),
        ("5 cm", 1), ("other numbers", 2),
    ]  # fmt: skip


def test_regions_missed_and_one_too_many_are_counted() -> None:
    marked: list[Any] = [
        ["greater_trochanter:right"], ["sacroiliac:left", "sacroiliac:right"], ["iliac_crest_back:right"], [], None,
        ["nowhere:left"],
    ]  # fmt: skip
    report = analyse(QUIZ, questions(), [paper(f"l{n}", {"where_it_hurts": one}) for n, one in enumerate(marked)])
    (item,) = [one for one in report.items if one.id == "where_it_hurts"]
    assert [(count.line.part, count.line.text or count.line.label, count.taken) for count in item.counts] == [
        ("to be marked", "Over the greater trochanter (right)", 1),
        ("to be marked", "Over the sacroiliac joint (right)", 1),
        ("one too many", "Over the sacroiliac joint (left)", 1),
        ("counts neither way", "Iliac crest, back (right)", 1),
        ("", "no answer", 2),
        ("", "not an answer of this kind", 1),
    ]
    assert item.unanswered == 2


def rows_by_part(item: Item, report: Report) -> dict[str, list[tuple[str, str]]]:
    """Give what a question's table of answers lists: for each heading the answers and how many gave them."""
    soup = BeautifulSoup(section(item, report), "html.parser")
    parts: dict[str, list[tuple[str, str]]] = {}
    for row in soup.find("table").select("tbody tr"):
        first, *rest = (cell.get_text() for cell in row.find_all(["th", "td"]))
        if row.find(scope="rowgroup"):
            parts[first] = []
        else:
            parts[list(parts)[-1]].append((first, rest[0] if rest else ""))
    return parts


def test_rows_left_open_and_the_whole_question_are_told_apart() -> None:
    (question,) = [one for one in QUIZ.graded if one.id == "which_movement"]
    assert isinstance(question, Match)
    letters = [*question.key, *(letter for letter in question.letters if letter not in question.key)]
    first = [letters[1]] * 4 + [letters[2]] * 3 + [None] + [letters[0]] * 5
    given = [[one, *question.key[1:]] for one in first] + [None, None, "odd"]
    report = analyse(QUIZ, questions(), [paper(f"l{n}", {question.id: one}) for n, one in enumerate(given)])
    (item,) = [one for one in report.items if one.id == question.id]
    parts = rows_by_part(item, report)
    assert list(parts) == [*(pair.text for pair in question.pairs), "The whole question"]
    assert parts["The whole question"] == [("no answer", "2"), ("not an answer of this kind", "1")]
    assert ("no answer", "1") in parts[question.pairs[0].text]
    assert sorted(taken for _, taken in parts[question.pairs[0].text]) == ["1", "3", "4", "5"]


def test_only_wrong_answers_are_left_out_and_the_page_says_how_many() -> None:
    wrong = [f"{place}:left" for place in ("groin", "hip_front", "knee_front", "sacroiliac", "coccyx", "perineum")]
    wrong += ["sit_bone:left", "gluteal_fold:left", "gluteal_cleft:left"]
    for many, listed in ((7, 7), (8, 6), (9, 6)):
        # The first place is marked by one learner, the second by two, and so on.
        given = [[*wrong[place:many], "greater_trochanter:right"] for place in range(many)] + [None] * 3
        papers = [paper(f"l{n}", {"where_it_hurts": one}) for n, one in enumerate(given)]
        report = analyse(QUIZ, questions(), papers)
        (item,) = [one for one in report.items if one.id == "where_it_hurts"]
        parts = rows_by_part(item, report)
        rows = parts["one too many"]
        told = [(f"{many - listed} more in answers.csv", "")] if listed < many else []
        assert [taken for _, taken in rows[:listed]] == [str(many - at) for at in range(listed)]
        assert rows[listed:] == told
        assert len(parts["to be marked"]) == 2
        assert parts["The whole question"] == [("no answer", "3")]


def test_what_is_no_answer_stops_nothing() -> None:
    odd: list[Any] = [
        "", "zz", "é", 7, True, float("inf"), float("nan"), 10**400, {}, {1: 2}, (), [], [[]], [None], [{}], {"a"},
        b"a", ["a", ["b"]], 1j, ..., "a" * 10_000, ["sacroiliac:right", 3], [None, None, None], ["a", "a", "a", "a"],
        ["a"] * 5000,
    ]  # fmt: skip
    papers = [
        paper(f"l{n}", {one.id: value for one in QUIZ.graded}, number)
        for n, value in enumerate(odd)
        for number in (0, 5, 999_999_999)
    ]
    report = analyse(QUIZ, questions(), papers)
    for item in report.items:
        assert item.answered + item.unanswered == len(papers)
    assert not re.search(r"\b(nan|inf)\b", "".join(tables(report).values()))
    page(report, MADE)


def test_a_persons_mark_and_extra_credit_count_as_in_the_totals() -> None:
    one = paper("jdoe", {"joint_name": "a"}, own_words=3.0)
    grades = one.marks.grades | {"joint_name_marks": CellMarks(0.0, 0.5, 0.25, 1.0)}
    report = analyse(QUIZ, questions(), [one._replace(marks=one.marks._replace(grades=grades))])
    assert report.totals.tolist() == [3.75]
    assert report.items[0].figures is not None
    assert report.items[0].figures.difficulty == 0.75


def test_who_waits_for_a_mark_counts_in_no_total_and_is_named() -> None:
    papers = [*a_class(40), *(paper(f"w{n}", {"joint_name": "b"}) for n in range(3))]
    report = analyse(QUIZ, questions(), papers)
    assert (report.submissions, report.learners, report.incomplete) == (43, 40, 3)
    assert report.items[-1].waiting == 3
    assert looks(report)["own_words"] == {"missing marks"}
    assert report.items[0].answered + report.items[0].unanswered == 43
    assert "3 learners are still without a mark" in page(report, MADE)


def test_a_question_that_nobody_has_marked_yet_is_left_out_of_the_totals() -> None:
    waiting = {"own_words": CellMarks(None, None, None, 4.0)}
    papers = [one._replace(marks=one.marks._replace(grades=one.marks.grades | waiting)) for one in a_class(40)]
    report = analyse(QUIZ, questions(), papers)
    assert (report.learners, report.most) == (40, 16.0)
    assert report.items[-1].figures is None
    page(report, MADE)


def test_papers_without_a_mark_and_files_that_are_gone_are_counted_as_such() -> None:
    failed = paper("failed", {})
    none = dict.fromkeys(failed.marks.grades, CellMarks(None, None, None, 1.0))
    failed = failed._replace(marks=failed.marks._replace(grades=none))
    gone = paper("gone", {"joint_name": "b"}, own_words=1.0)._replace(work=None)
    report = analyse(QUIZ, questions(), [*a_class(35), failed, gone])
    assert (report.submissions, report.unmarked, report.unread, report.learners) == (37, 1, 1, 36)
    assert report.items[0].answered + report.items[0].unanswered == 35


def test_a_question_that_was_changed_lists_no_answers() -> None:
    report = analyse(QUIZ, questions("joint_name"), a_class(40))
    assert report.items[0].counts == ()
    assert "changed" in looks(report)["joint_name"]
    assert report.items[0].figures is not None


def empty(learners: int) -> list[GradedPaper]:
    return [paper(f"l{n}", {}, own_words=0.0) for n in range(learners)]


def alike(learners: int) -> list[GradedPaper]:
    right = {one.id: one.key for one in QUIZ.graded}
    return [paper(f"l{n}", right, own_words=4.0) for n in range(learners)]


@pytest.mark.parametrize(
    "papers",
    [[], a_class(1), a_class(2), a_class(FEW - 1), empty(1), empty(50), alike(2), alike(50)],
    ids=["nobody", "one", "two", "few", "one empty", "all empty", "two alike", "all alike"],
)
def test_small_and_dull_classes_get_a_report_that_says_so(papers: list[GradedPaper]) -> None:
    with np.errstate(all="raise"):
        report = analyse(QUIZ, questions(), papers)
        written = page(report, MADE)
    text = BeautifulSoup(written, "html.parser").get_text(" ")
    assert not re.search(r"\b(nan|inf|None)\b", text)
    assert not re.search(r"\b(nan|inf)\b", "".join(tables(report).values()))
    assert ("too few for the figures to mean much" in text) == (0 < len(papers) < FEW)
    if len(papers) < FEW or report.reliability.alpha is None:
        named = {reason for reasons in looks(report).values() for reason in reasons}
        assert not named & {"negative", "low", "wrong key?", "draws the best"}
    if len(papers) == 50:
        assert "All totals are equal" in text


def test_the_page_loads_nothing_and_runs_nothing(report: Report) -> None:
    written = page(report, MADE)
    soup = BeautifulSoup(written, "html.parser")
    assert not soup.find(["script", "link", "iframe", "img", "object", "form"])
    assert not [
        tag for tag in soup.find_all(True) if any(name.startswith("on") or name == "style" for name in tag.attrs)
    ]
    assert set(re.findall(r"https?://[^\"' )]+", written)) <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in written
    assert not re.search(r"url\((?!#)", written)
    (style,) = soup.find_all("style")
    digest = b64encode(sha256(style.string.encode()).digest()).decode()
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "The < knee & ankle >" in soup.get_text()


def test_each_figure_is_there_in_words_and_in_a_table(report: Report) -> None:
    soup = BeautifulSoup(page(report, MADE), "html.parser")
    figures = soup.find_all("figure")
    assert len(figures) == 3 + 4 + 2 * 5 + 1  # of the class; options; number, order, match, regions: two each; text
    for figure in figures:
        drawing = figure.find("svg")
        assert drawing["role"] == "img"
        assert drawing["aria-label"]
        assert soup.find(id=drawing["aria-describedby"]).get_text(strip=True)
        assert figure.find("figcaption").get_text(strip=True)
    for table in soup.find_all("table"):
        assert table.find("caption")
        columns = len(table.find("thead").find_all("th"))
        for row in table.find("tbody").find_all("tr"):
            cells = row.find_all(["th", "td"])
            assert sum(int(cell.get("colspan", 1)) for cell in cells) == columns
            assert cells[0]["scope"] in {"row", "rowgroup"}
    for item in report.items:
        assert item.figures is not None
        share = f"{100 * item.figures.difficulty:.0f} %"  # type: ignore[operator]
        assert share in soup.find(id="chart-difficulty-words").get_text()
        row = soup.find("a", string=item.name, href=f"#question-{item.id}").find_parent("tr")
        listed = soup.find("caption", string="Figures of all questions").find_parent("table")
        assert share.replace(" ", "\N{NO-BREAK SPACE}") in (row or listed).get_text()


def test_a_question_whose_numbers_vary_says_whose_numbers_these_are(report: Report) -> None:
    soup = BeautifulSoup(page(report, MADE), "html.parser")
    told = {
        item.id
        for item in report.items
        if "on paper 0" in soup.find(id=f"question-{item.id}").find_parent("section").get_text()
    }
    assert told == {"half_weight"}


def test_the_tables_hold_the_figures(report: Report) -> None:
    written = tables(report)
    frame = pd.read_csv(io.StringIO(written["questions.csv"]))
    assert frame["question"].tolist() == [item.id for item in report.items]
    for column, value in (("difficulty", "difficulty"), ("item_total_correlation", "correlation")):
        assert frame[column].tolist() == pytest.approx(
            [getattr(item.figures, value) for item in report.items], rel=1e-5
        )
    scores = pd.read_csv(io.StringIO(written["scores.csv"]))
    assert scores["learners"].sum() == 300
    taken = pd.read_csv(io.StringIO(written["answers.csv"]))
    (sat_on,) = taken[(taken["question"] == "wrong_key") & (taken["answer"] == "b")].to_dict("records")
    assert (sat_on["text"], sat_on["right"]) == ("The ischium", "wrong")
    assert {row["reason"] for row in csv.DictReader(io.StringIO(written["look-at.csv"]))} >= {
        "wrong key?",
        "idle option",
    }


def test_letters_of_the_file_are_found_back_from_every_paper() -> None:
    (question,) = [one for one in QUIZ.graded if one.id == "bone_names"]
    for number in (0, 1, 17, 999_999_999):
        one = paper("jdoe", {"bone_names": shown(question, ["a", "d"], number)}, number, own_words=0.0)
        (item,) = [item for item in analyse(QUIZ, questions(), [one]).items if item.id == "bone_names"]
        assert [count.line.label for count in item.counts if count.taken] == ["a", "d"]
