"""The register as it is read: every dependency that was seen or declared, line by line, with what is at odds.

A unit of fewer than k people is told to everybody only by what it declared itself; each line says to whom it
may be told. No line has a count of people but in a band.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from monitors.domain.outage.records import Reason
from monitors.domain.register.asking import Question, ToldTo, is_answered, told_to
from monitors.domain.register.contradictions import (
    Facts,
    contradictions_of,
    findings_of_entry,
    observed_of,
)
from monitors.domain.register.levels import (
    Confirmation,
    confirmation_of,
    declared_level,
    register_level,
)
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Level, Trend
from monitors.domain.withholding import shown_people

Pair = tuple[str, str]

LinePlace = tuple[int, int, str, str, str]
"""Where a line stands among the others: by level, then score, then name."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line: an activity, or a pair of which nothing is declared (`entry` is None).

    `score`, `trend` and `people` are None where telemetry shows nothing, or too few people to say; `observed`
    where there is no telemetry at all.
    """

    unit: str
    platform: str
    entry: Entry | None
    observed: Level | None
    declared: Level | None
    level: Level
    confirmation: Confirmation
    score: int | None
    trend: Trend | None
    people: int | None
    question: Question | None
    findings: tuple[Reason, ...]
    told_to: ToldTo

    @property
    def known_level(self) -> Level | None:
        """The level; None where there is no telemetry and the unit has not answered, so that nobody knows."""
        return None if self.observed is None and self.declared is None else self.level


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that a register is read from; `people` are those of each unit that telemetry has seen.

    `dependencies` is None where there is no telemetry, as beside a register file.
    """

    entries: Sequence[Entry]
    dependencies: Sequence[Dependency] | None
    questions: Sequence[Question]
    people: Mapping[str, int]
    facts: Facts


def register_lines(standing: Standing, k: int, today: date) -> list[RegisterLine]:
    """Every line, those that matter most first; each says to whom it may be told."""
    entries: dict[Pair, list[Entry]] = defaultdict(list)
    for entry in standing.entries:
        entries[entry.unit, entry.platform].append(entry)
    known = standing.dependencies or ()
    seen = {(each.unit, each.platform): each for each in known if each.state.level != "none"}
    asked = {(each.unit, each.platform): each for each in standing.questions}
    lines: list[RegisterLine] = []
    for unit, platform in entries.keys() | seen.keys():
        own, question = entries.get((unit, platform), []), asked.get((unit, platform))
        people = standing.people.get(unit, k)
        to = told_to(own, question, people, k, today)
        own_k = k if people >= k else None
        pair = _Pair(unit, platform, own, seen.get((unit, platform)), question, own_k, to)
        lines += _lines(pair, standing.facts, today, is_watched=standing.dependencies is not None)
    return sorted(lines, key=place_of)


def open_questions(standing: Standing) -> list[tuple[Question, Dependency]]:
    """What units were asked and have not answered, with what was seen of it."""
    seen = {(each.unit, each.platform): each for each in standing.dependencies or ()}
    entries: dict[Pair, list[Entry]] = defaultdict(list)
    for entry in standing.entries:
        entries[entry.unit, entry.platform].append(entry)
    return [
        (question, seen[question.unit, question.platform])
        for question in standing.questions
        if (question.unit, question.platform) in seen
        and not is_answered(entries[question.unit, question.platform])
    ]


def with_codes(lines: Collection[RegisterLine], codes: Collection[str]) -> list[RegisterLine]:
    """Those of the lines in which one of these findings stands."""
    return [line for line in lines if any(finding.code in codes for finding in line.findings)]


def for_risk(lines: Collection[RegisterLine]) -> list[RegisterLine]:
    """The lines as risk reads them in quiet times: without those that go to a small unit alone."""
    return [line for line in lines if line.told_to != "unit"]


class _Pair(NamedTuple):
    """What is known of one pair; `k` is None where nothing of its telemetry but the level may be told."""

    unit: str
    platform: str
    entries: Sequence[Entry]
    dependency: Dependency | None
    question: Question | None
    k: int | None
    told_to: ToldTo


def _lines(pair: _Pair, facts: Facts, today: date, *, is_watched: bool) -> list[RegisterLine]:
    """The lines of one pair: one for each activity, or one for the pair as a whole."""
    dependency = pair.dependency
    observed: Level = "none" if dependency is None else dependency.state.level
    told = dependency if pair.k is not None else None
    whole = RegisterLine(
        unit=pair.unit,
        platform=pair.platform,
        entry=None,
        observed=observed if is_watched else None,
        declared=None,
        level=observed,
        confirmation=confirmation_of(pair.entries, is_asked=pair.question is not None),
        score=None if told is None else told.today.score,
        trend=None if told is None else told.trend,
        people=None if told is None or pair.k is None else shown_people(told.today.people, pair.k),
        question=pair.question,
        findings=(),
        told_to=pair.told_to,
    )
    if not pair.entries:
        return [whole]
    bands = {} if dependency is None else {each.name: each.band for each in dependency.today.factors}
    of_pair = contradictions_of(pair.entries, observed_of(observed, bands)) if is_watched else []
    lines = []
    for entry in pair.entries:
        declared = declared_level(entry.declaration)
        level = register_level(observed, declared)
        findings = (*of_pair, *findings_of_entry(entry, level, facts, today))
        lines.append(replace(whole, entry=entry, declared=declared, level=level, findings=findings))
    return lines


def place_of(line: RegisterLine) -> LinePlace:
    """Where a line stands: by level, then score, then name."""
    activity = "" if line.entry is None else line.entry.declaration.activity
    return -ORDER.index(line.level), -(line.score or 0), line.unit, line.platform, activity
