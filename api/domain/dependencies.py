"""What units rely on, are asked, and may want to act on: documents for programs, with few people withheld.

A unit of fewer than k people is named to nobody but those who speak for it; others are told how many such
units there are below each parent.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct, convert, to_builtins

from api.domain.privacy import NAMING, Sight
from monitors.domain.calendar import date_of
from monitors.domain.findings.standing import StandingFinding
from monitors.domain.register.asking import Question, Why, form_of
from monitors.domain.register.levels import confirmation_of, declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency
from monitors.domain.reliance.records import Assessment, Level, Trend
from monitors.register_lines import Pair, Standing, open_questions
from monitors.snapshot_schema import ORGANISATION_NAME, Finding, Reason
from monitors.snapshot_schema import Dependency as Shown

Place = tuple[int, str, str]
"""Where a dependency stands in the list."""

AT_THE_END: Final = 1
"""Stands for a score of none."""


class DependencyDocument(Shown, frozen=True, kw_only=True):
    """As in a snapshot, with what only the live run knows; null in a row that counts small units.

    `assessed_on` is the day of the score, `since` that of the level's last change.
    """

    assessed_on: date | None = None
    since: date | None = None
    trend: Trend | None = None

    @property
    def place(self) -> Place:
        """Where it stands in the list: by score, then by name."""
        return AT_THE_END if self.score is None else -self.score, self.unit, self.platform


class QuestionDocument(Struct, frozen=True, kw_only=True):
    """A unit is asked about a platform, and has not answered.

    Of a unit of fewer than k people risk sees, once the answer is overdue, no more than unit and level:
    `score` and `ask` are null then, and there is no evidence.
    """

    unit: str
    platform: str
    why: Why
    asked_on: date
    due_on: date
    level: Level
    score: int | None
    ask: Reason | None
    evidence: list[Reason]

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands in the list: what is due first comes first."""
        return self.due_on.isoformat(), self.unit, self.platform


class FindingDocument(Finding, frozen=True, kw_only=True):
    """As in a snapshot, with the days since when it has stood and of which it was told last."""

    since: date
    told_on: date


def dependencies_told(
    standing: Standing, sight: Sight, behind: Place | None, most: int, *, of_one: bool = False
) -> list[DependencyDocument]:
    """What the units rely on, the highest score first; at the end how many small units rely on what.

    Only those behind a place (None: from the beginning), and at most so many. `of_one`: the standing is that
    of a unit which was asked for by its name, so a count of small units would be that unit.
    """
    seen: dict[Place, Dependency] = {}
    small: Counter[Pair] = Counter()
    for each in standing.dependencies or ():
        if sight.sees_whole(each.unit, standing.people.get(each.unit)):
            seen[-each.today.score, each.unit, each.platform] = each
        elif not of_one:
            small[sight.tree.parent(each.unit) or ORGANISATION_NAME, each.platform] += 1
    places = [*seen, *((AT_THE_END, *pair) for pair in small)]
    wanted = sorted(place for place in places if behind is None or place > behind)[:most]
    entries = _by_pair(standing.entries)
    asked = {(each.unit, each.platform) for each in standing.questions}
    told = []
    for place in wanted:
        pair = place[1:]
        if place in seen:
            shown = sight.privacy.assessment(seen[place].today)
            told.append(_told(seen[place], shown, entries.get(pair, []), is_asked=pair in asked))
        else:
            told.append(DependencyDocument(unit=pair[0], platform=pair[1], small_units=small[pair]))
    return told


def _told(
    seen: Dependency, today: Assessment, entries: Sequence[Entry], *, is_asked: bool
) -> DependencyDocument:
    """One dependency of a unit that may be named; `today` is what may be shown of it."""
    declared = declared_of(entries)
    said = to_builtins(today) | {
        "unit": seen.unit,
        "platform": seen.platform,
        "level": seen.state.level,
        "people": today.people or None,
        "findings": [],  # they stand among the findings
        "confirmation": confirmation_of(entries, is_asked=is_asked),
        "declared_level": declared,
        "register_level": register_level(seen.state.level, declared),
        "assessed_on": date_of(seen.assessed_day),
        "since": date_of(seen.state.since_day),
        "trend": seen.trend,
    }
    return convert(said, DependencyDocument)


def questions_told(standing: Standing, sight: Sight) -> list[QuestionDocument]:
    """What units were asked and have not answered, what is due first."""
    told = [_asked(question, seen, sight, standing) for question, seen in open_questions(standing)]
    return sorted((each for each in told if each is not None), key=lambda one: one.place)


def _asked(
    question: Question, dependency: Dependency, sight: Sight, standing: Standing
) -> QuestionDocument | None:
    """A question as the viewer may see it; None where they may not know of it.

    What is declared and yet leaves the question open does not make it everybody's.
    """
    form = form_of(question, dependency, sight.privacy.k)
    extent = sight.extent(question.unit, standing.people.get(question.unit), (), question)
    if extent not in NAMING:
        return None
    sees_figures = extent == "whole"
    return QuestionDocument(
        unit=question.unit,
        platform=question.platform,
        why=question.why,
        asked_on=question.asked_on,
        due_on=question.due_on,
        level=form.level,
        score=form.score if sees_figures else None,
        ask=Reason(form.ask.code, form.ask.figures) if sees_figures and form.ask is not None else None,
        evidence=[Reason(one.code, one.figures) for one in form.evidence] if sees_figures else [],
    )


def findings_told(
    standings: Sequence[StandingFinding], crowded: Collection[Pair], people: Mapping[str, int], sight: Sight
) -> list[FindingDocument]:
    """What somebody may want to act on; `crowded` are the pairs on which k people are on a day.

    What only the unit may be told is told to those who speak for it. `people` are those of each unit.
    """
    told = []
    for standing in standings:
        exact = standing.finding
        if exact.only_unit and not sight.speaks_for(exact.unit):
            continue
        if not sight.sees_whole(exact.unit, people.get(exact.unit)):
            continue
        cells_told = all((exact.unit, platform) in crowded for platform in exact.platforms)
        shown = sight.privacy.finding(exact, cells_told=cells_told)
        if shown is None:
            continue
        said = to_builtins(shown) | {"code": shown.reason.code, "figures": shown.reason.figures}
        days = {"since": date_of(standing.since_day), "told_on": date_of(standing.told_day)}
        told.append(convert(said | days, FindingDocument))
    return told


def _by_pair(entries: Sequence[Entry]) -> dict[Pair, list[Entry]]:
    """The entries of each pair."""
    found: dict[Pair, list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.unit, entry.platform), []).append(entry)
    return found
