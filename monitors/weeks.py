"""What a digest and a letter are told from: stored rows, gathered when they are written out.

Every call may block and raises StoreUnavailable or StoreUnusable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from monitors.domain.calendar import date_of
from monitors.domain.notices.digest import About, Digest, digest_of
from monitors.domain.notices.letter import Letter, letter_of
from monitors.domain.notices.week import Week, week_of
from monitors.domain.outage.records import Incident
from monitors.domain.register.contradictions import CONTRADICTIONS, Facts
from monitors.domain.register.levels import declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.domain.reliance.records import Level
from monitors.domain.showing_findings import shown_finding
from monitors.finding_rows import FindingRows
from monitors.notice_rows import NoticeRows
from monitors.register_lines import RegisterLine, Standing, for_risk, open_questions, register_lines
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import RelianceRows

FOR_RISK = frozenset({"risk", "policy-owner"})
"""Whom findings are addressed to that stand in the digest of risk."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where it is read from; `level_changes` are those from a local day on."""

    reliance: RelianceRows
    register: RegisterRows
    findings: FindingRows
    notices: NoticeRows
    level_changes: Callable[[date], list[LevelChange]]


class Weeks:
    """Gathers the week of risk and of units; `facts` are the catalogue's, days begin in `zone`."""

    def __init__(self, rows: Rows, facts: Facts, zone: tzinfo, k: int) -> None:
        self._rows = rows
        self._facts = facts
        self._zone = zone
        self._k = k

    def digest(self, name: str) -> Digest:
        """The digest of a week such as 2026-W48. Raises ValueError for another name."""
        week = week_of(name, self._zone)
        people = {unit: each.people for unit, each in self._rows.reliance.standings().items()}
        standing = self._standing(people)
        lines = for_risk(register_lines(standing, self._k, week.after_day))
        large = {unit for unit, count in people.items() if count >= self._k}
        incidents = self._rows.reliance.incidents(week.from_ms)
        return digest_of(
            week,
            incidents=incidents,
            paged=self._paged(incidents, week),
            levels=self._rows.level_changes(week.first_day),
            people=people,
            entries=[each.entry for each in lines if each.entry is not None],
            contradictions=[
                About(unit=line.unit, platform=line.platform, reason=finding)
                for line in _one_of_each_pair(lines)
                for finding in line.findings
                if finding.code in CONTRADICTIONS
            ],
            findings=self._found(sorted(large), week),
            open_questions=sum(each.unit in large for each, _ in open_questions(standing)),
            k=self._k,
        )

    def letter(self, unit: str, name: str) -> Letter:
        """The letter to a unit of a week. Raises ValueError for a name that is no week's."""
        week = week_of(name, self._zone)
        entries = self._rows.register.entries({unit})
        seen = self._rows.reliance.dependencies(unit)
        standing = Standing(
            entries, list(seen.values()), self._rows.register.questions({unit}), {}, self._facts
        )
        return letter_of(
            unit,
            week,
            levels=_levels(entries, seen),
            changes=self._rows.level_changes(week.first_day),
            incidents=self._rows.reliance.incidents(week.from_ms),
            entries=entries,
            questions=[question.platform for question, _ in open_questions(standing)],
            k=self._k,
        )

    def _standing(self, people: Mapping[str, int]) -> Standing:
        """The register as it stands."""
        register, reliance = self._rows.register, self._rows.reliance
        dependencies = [each for unit in people for each in reliance.dependencies(unit).values()]
        return Standing(register.entries(), dependencies, register.questions(), people, self._facts)

    def _paged(self, incidents: Sequence[Incident], week: Week) -> set[str]:
        """Incidents of which somebody was first told in the week."""
        told = self._rows.notices.standings([each.id for each in incidents]) if incidents else []
        return {
            each.subject
            for each in told
            if each.first_at_ms is not None and week.from_ms <= each.first_at_ms < week.until_ms
        }

    def _found(self, units: Sequence[str], week: Week) -> list[About]:
        """What was newly found in the week of units that may be named."""
        found = []
        for unit in units:
            for each in self._rows.findings.standing(unit):
                finding = each.finding
                if finding.only_unit or finding.addressed_to not in FOR_RISK:
                    continue
                shown = shown_finding(finding, self._k, None, cells_shown=False)
                if shown is not None and week.first_day <= date_of(each.since_day) < week.after_day:
                    found.append(About(unit=unit, platform=shown.platforms[0], reason=shown.reason))
        return found


def _levels(entries: Sequence[Entry], seen: Mapping[str, Dependency]) -> dict[str, Level]:
    """The register's level of each platform: as declared, else as observed."""
    platforms = sorted(seen.keys() | {each.platform for each in entries})
    return {
        name: register_level(
            seen[name].state.level if name in seen else "none",
            declared_of([each for each in entries if each.platform == name]),
        )
        for name in platforms
    }


def _one_of_each_pair(lines: Sequence[RegisterLine]) -> list[RegisterLine]:
    """The first line of each pair: a contradiction is said of all of its activities."""
    first: dict[tuple[str, str], RegisterLine] = {}
    for line in lines:
        first.setdefault((line.unit, line.platform), line)
    return list(first.values())
