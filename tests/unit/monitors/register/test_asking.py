"""A unit is asked once what a platform is worth, with its own evidence; a small one is asked alone."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from monitors.domain.register.asking import (
    ANSWER_DAYS,
    Question,
    form_of,
    is_answered,
    question_of,
    seen_by_risk,
)
from monitors.domain.register.records import Declaration
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.records import Level
from tests.register_actions import entry
from tests.stored_reliance import dependency

TODAY = date(2026, 6, 1)
ANSWERED = entry()
BEGUN = entry(declaration=Declaration(activity="answering"))


def pair(level: Level, *, candidate: bool = False) -> Dependency:
    known = dependency("Roads", "x", 20_000, 75)
    return replace(
        known,
        state=replace(known.state, level=level),
        today=replace(known.today, candidate=candidate),
    )


def test_what_looks_critical_or_cannot_be_told_is_asked_within_two_weeks() -> None:
    critical = question_of(pair("mission-critical"), [], TODAY, is_asked=False)
    candidate = question_of(pair("important", candidate=True), [BEGUN], TODAY, is_asked=False)

    assert critical == Question(
        unit="Roads", platform="x", why="likely-critical", asked_on=TODAY, due_on=date(2026, 6, 15)
    )
    assert candidate is not None
    assert candidate.why == "candidate"


def test_what_matters_less_was_asked_or_is_answered_is_not_asked() -> None:
    assert question_of(pair("important"), [], TODAY, is_asked=False) is None
    assert question_of(pair("mission-critical"), [], TODAY, is_asked=True) is None
    assert question_of(pair("mission-critical"), [ANSWERED], TODAY, is_asked=False) is None


def test_a_word_is_an_answer_and_a_name_is_none() -> None:
    assert is_answered([BEGUN, ANSWERED])
    assert is_answered([replace(BEGUN, evidence="disputed")])
    assert not is_answered([BEGUN])


def test_a_form_has_the_units_evidence_and_no_figure_of_few_people() -> None:
    asked = question_of(pair("mission-critical"), [], TODAY, is_asked=False)
    assert asked is not None
    form = form_of(asked, pair("mission-critical"), k=10)

    assert list(form.gone_hours) == [2, 24, 168]
    assert (form.level, form.score) == ("mission-critical", 75)
    assert [reason.code for reason in form.evidence] == ["same-people"]
    assert all(reason.figures.get("people") is None for reason in form.evidence)


@pytest.mark.parametrize(
    ("people", "days", "answered", "sees"),
    [
        (10, 0, False, "all"),
        (9, ANSWER_DAYS, False, "small-unit"),
        (9, ANSWER_DAYS + 1, False, "unit-and-level"),
        (9, 0, True, "unit-and-level"),
    ],
)
def test_risk_sees_a_small_units_level_only_with_its_answer_or_after_two_weeks(
    people: int, days: int, sees: str, *, answered: bool
) -> None:
    asked = question_of(pair("mission-critical"), [], TODAY, is_asked=False)
    assert asked is not None

    assert seen_by_risk(asked, people, 10, TODAY + timedelta(days=days), answered=answered) == sees
