"""The three questions: whom Holdfast asks what a platform is worth, when, and with which evidence.

A log shows reliance; the unit says what it is worth. So what looks mission-critical, or cannot be told from
the log, becomes a form of two minutes: what for, what if it is gone for 2 hours, a day, a week, and what
instead. It is asked once, and stays open until the unit has answered.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.records import DAY_HOURS, WEEK_HOURS, Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.records import Level
from monitors.domain.showing_reliance import shown_assessment

ANSWER_DAYS: Final = 14
"""A unit is to answer within so many days; a small unit's reliance is told to risk only behind them."""

GONE_HOURS: Final = (2.0, DAY_HOURS, WEEK_HOURS)
"""What if it is gone for so long: the hours of the answers' `impact_over_time`."""

Why = Literal["likely-critical", "candidate"]
RiskSees = Literal["all", "small-unit", "unit-and-level"]
ToldTo = Literal["all", "risk", "unit"]
"""Who may be told how a unit stands to a platform: whoever sees the unit, risk and the unit, or it alone."""


class Question(Struct, frozen=True, kw_only=True):
    """A unit is asked about a platform, by a day. There is one for each pair."""

    unit: str
    platform: str
    why: Why
    asked_on: date
    due_on: date


class Form(Struct, frozen=True, kw_only=True):
    """What the unit sees when it is asked: its own evidence, without sentences; it answers a Declaration.

    `ask` is what the log cannot tell, where that is why the unit is asked.
    """

    question: Question
    level: Level
    score: int
    ask: Reason | None
    evidence: list[Reason]
    gone_hours: tuple[float, ...] = GONE_HOURS


def is_answered(entries: Sequence[Entry]) -> bool:
    """Whether a unit has given its word on a pair: what it is worth, or that it is so, or is not."""
    return any(
        entry.declaration.impact_over_time or entry.evidence in {"confirmed", "disputed"} for entry in entries
    )


def question_of(
    dependency: Dependency, entries: Sequence[Entry], today: date, *, is_asked: bool
) -> Question | None:
    """What is to be asked about a pair now; None where it was, or is answered, or does not matter so much."""
    if is_asked or is_answered(entries):
        return None
    is_critical = dependency.state.level == "mission-critical"
    if not is_critical and not dependency.today.candidate:
        return None
    return Question(
        unit=dependency.unit,
        platform=dependency.platform,
        why="likely-critical" if is_critical else "candidate",
        asked_on=today,
        due_on=today + timedelta(days=ANSWER_DAYS),
    )


def form_of(question: Question, dependency: Dependency, k: int) -> Form:
    """The form of a question, with evidence as a unit may see its own: no figure of fewer than k."""
    today = shown_assessment(dependency.today, k, None, cell_shown=False)
    return Form(
        question=question,
        level=dependency.state.level,
        score=today.score,
        ask=today.question,
        evidence=today.evidence,
    )


def seen_by_risk(question: Question, people: int, k: int, today: date, *, answered: bool) -> RiskSees:
    """What risk may see of a question. A unit of fewer than k people is asked alone.

    Until it answers, risk sees that a small unit under its parent has an undeclared reliance; after two weeks
    without an answer, the unit and the level, and never a count.
    """
    if people >= k:
        return "all"
    return "unit-and-level" if answered or today > question.due_on else "small-unit"


def told_to(entries: Sequence[Entry], question: Question | None, people: int, k: int, today: date) -> ToldTo:
    """Who may be told of a pair: a small unit that has declared nothing is not everybody's to know."""
    if entries or people >= k:
        return "all"
    is_late = question is not None and (
        seen_by_risk(question, people, k, today, answered=False) == "unit-and-level"
    )
    return "risk" if is_late else "unit"
