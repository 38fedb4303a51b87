"""The register as risk reads it: one line for each activity, and small units only by their own word."""

from datetime import date, timedelta

from msgspec.structs import replace

from monitors.domain.register.asking import Question
from monitors.domain.register.contradictions import CONTRADICTIONS, PlatformFacts
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.records import Level
from monitors.register_lines import (
    RegisterLine,
    Standing,
    for_risk,
    open_questions,
    register_lines,
    with_codes,
)
from tests.register_actions import SAID, entry
from tests.stored_reliance import dependency

TODAY = date(2026, 6, 1)
FACTS = {"facebook": PlatformFacts("Facebook", "Meta"), "x": PlatformFacts("X", "X Corp.")}
ASKED = Question(
    unit="Desk", platform="x", why="likely-critical", asked_on=TODAY, due_on=TODAY + timedelta(days=14)
)
PEOPLE = {"Roads": 40, "Desk": 4}


def seen(unit: str, platform: str, level: Level, score: int = 80) -> Dependency:
    known = dependency(unit, platform, 20_000, score)
    return replace(known, state=replace(known.state, level=level))


def read(
    entries: list[Entry],
    dependencies: list[Dependency] | None,
    questions: tuple[Question, ...] = (),
    today: date = TODAY,
) -> list[RegisterLine]:
    return register_lines(Standing(entries, dependencies, questions, PEOPLE, FACTS), 10, today)


def test_what_matters_most_comes_first_declared_or_not() -> None:
    lines = read([entry()], [seen("Roads", "facebook", "habitual", 35), seen("Roads", "x", "important", 55)])

    assert [(line.platform, line.observed, line.declared, line.level) for line in lines] == [
        ("facebook", "habitual", "mission-critical", "mission-critical"),
        ("x", "important", None, "important"),
    ]
    assert [line.confirmation for line in lines] == ["asked", "unasked"]
    assert (lines[1].score, lines[1].people) == (55, 10)


def test_each_activity_has_its_line_and_the_contradiction_of_the_pair() -> None:
    two = [entry(), entry(declaration=replace(SAID, activity="listening", fallback=None))]
    lines = read(two, [seen("Roads", "facebook", "important", 55)])

    assert [[finding.code for finding in line.findings] for line in lines] == [
        ["declared-above-observed", "fallback-never-tested"],
        ["declared-above-observed", "no-fallback"],
    ]
    assert with_codes(lines, CONTRADICTIONS) == lines
    assert with_codes(lines, {"no-fallback"}) == lines[1:]


def test_without_telemetry_nothing_is_said_to_be_unused() -> None:
    [line] = read([entry()], None)

    assert (line.observed, line.level) == (None, "mission-critical")
    assert [finding.code for finding in line.findings] == ["fallback-never-tested"]
    [line] = read([entry()], [])
    assert line.findings[0].code == "declared-but-unused"


def test_a_small_unit_is_told_of_by_its_word_or_to_risk_after_two_weeks_without_one_and_never_a_figure() -> (
    None
):
    small = [seen("Desk", "x", "mission-critical")]
    late = TODAY + timedelta(days=15)

    [unasked], [asked] = read([], small), read([], small, (ASKED,))
    [overdue], [declared] = read([], small, (ASKED,), late), read([entry("Desk", "x")], small, (ASKED,))
    lines = [unasked, asked, overdue, declared]
    assert [line.told_to for line in lines] == ["unit", "unit", "risk", "all"]
    assert for_risk(lines) == [overdue, declared]
    assert {(line.level, line.score, line.people) for line in lines} == {("mission-critical", None, None)}


def test_a_unit_of_many_is_told_to_everybody() -> None:
    [line] = read([], [seen("Parks", "x", "important")])
    assert line.told_to == "all"


def test_a_question_is_open_until_the_unit_has_answered() -> None:
    def still(*entries: Entry) -> list[Question]:
        standing = Standing(list(entries), [seen("Desk", "x", "important")], [ASKED], PEOPLE, FACTS)
        return [question for question, _ in open_questions(standing)]

    assert still() == [ASKED]
    assert still(entry("Desk", "facebook")) == [ASKED]
    assert still(entry("Desk", "x")) == []
