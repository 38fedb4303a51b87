"""What units declare beside what a finished log shows: the register's level, and what stands at odds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from monitors.domain.outage.records import Reason as Said
from monitors.domain.register.concentration import USUAL_LIMIT, Concentration, concentrations, holds_of
from monitors.domain.register.contradictions import (
    CONTRADICTIONS,
    FOR_THE_UNIT,
    UNSEEN,
    Facts,
    PlatformFacts,
    findings_of,
    observed_of,
)
from monitors.domain.register.levels import confirmation_of, declared_level, declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.snapshot_schema import ORGANISATION_NAME, Declared, Dependency, Finding, OperatorRow, Snapshot
from streams.domain.catalogue import Catalogue
from streams.domain.units import Unit, unit_key

Pair = tuple[str, str]
"""A unit's name as two spellings have it in common, and a platform's id."""


@dataclass(frozen=True, slots=True)
class Register:
    """The entries that concern a snapshot, by pair; `today` is the log's last day.

    `units` are those that may be named: of at least k people, or of unknown size.
    """

    entries: Mapping[Pair, Sequence[Entry]]
    facts: Facts
    today: date
    units: Mapping[str, str]

    @staticmethod
    def of(
        entries: Sequence[Entry], units: Sequence[Unit], k: int, catalogue: Catalogue, today: date
    ) -> "Register":
        """From a register file, the directory's units and the catalogue."""
        by_pair: dict[Pair, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_pair[unit_key(entry.unit), entry.platform].append(entry)
        named = {unit_key(each.name): each.name for each in units if each.people is None or each.people >= k}
        return Register(by_pair, facts_of(catalogue), today, named)

    def beside(self, snapshot: Snapshot, limit: int = USUAL_LIMIT) -> Snapshot:
        """A snapshot with what is declared; more units than `limit` on one operator are a finding."""
        listed = [each for each in snapshot.dependencies if each.score is not None]
        told = [self._declared(each) for each in [*listed, *self._unseen(listed)]]
        hanging = self._hanging(told, limit)
        return replace(
            snapshot,
            dependencies=[*told, *(each for each in snapshot.dependencies if each.score is None)],
            findings=[*snapshot.findings, *(one for each in hanging if (one := _concentrated(each)))],
            operators=[self._operator(each) for each in hanging],
        )

    def _unseen(self, listed: Sequence[Dependency]) -> list[Dependency]:
        """Pairs that are declared, and of which the log shows nothing that could be listed."""
        seen = {(unit_key(each.unit), each.platform) for each in listed}
        return [
            Dependency(
                unit=self.units[unit],
                platform=platform,
                score=0,
                level="none",
                candidate=False,
                confidence="low",
                identity="not-visible",
            )
            for unit, platform in sorted(self.entries.keys() - seen)
            if unit in self.units
        ]

    def _hanging(self, told: Sequence[Dependency], limit: int) -> list[Concentration]:
        """What hangs on one operator, of the dependencies that are listed."""
        pairs = {(unit_key(each.unit), each.platform): each.level or "none" for each in told}
        entries = [
            replace(entry, unit=unit)
            for (unit, platform), own in self.entries.items()
            if (unit, platform) in pairs
            for entry in own
        ]
        observed = [(unit, platform, level) for (unit, platform), level in pairs.items()]
        return concentrations(holds_of(entries, observed), self.facts, limit)

    def _declared(self, seen: Dependency) -> Dependency:
        """One dependency with what its unit declares."""
        entries = self.entries.get((unit_key(seen.unit), seen.platform), ())
        level = seen.level or "none"
        declared = declared_of(entries)
        observed = observed_of(level, {factor.name: factor.band for factor in seen.factors})
        found = findings_of(entries, observed if level != "none" else UNSEEN, self.facts, self.today)
        return replace(
            seen,
            confirmation=confirmation_of(entries, is_asked=False),
            declared_level=declared,
            register_level=register_level(level, declared),
            declared=[_activity(entry) for entry in entries],
            findings=[*seen.findings, *(_finding(each, seen) for each in found)],
        )

    def _operator(self, found: Concentration) -> OperatorRow:
        """What hangs on one operator, as the document has it."""
        return OperatorRow(
            operator=found.operator,
            platforms=list(found.platforms),
            units=[self.units.get(unit, unit) for unit in found.units],
            activities=found.activities,
            mission_critical=found.mission_critical,
            by_sign_in=[self.units.get(unit, unit) for unit in found.by_sign_in],
        )


def facts_of(catalogue: Catalogue) -> dict[str, PlatformFacts]:
    """What the catalogue says of each platform, as far as the register needs it."""
    return {
        each.id: PlatformFacts(each.name, each.operator, each.lifecycle.until, each.terms)
        for each in catalogue.platforms.values()
    }


def _finding(said: Said, pair: Dependency) -> Finding:
    """What stands at odds, for whoever can act."""
    return Finding(
        code=said.code,
        figures=said.figures,
        kind="contradiction" if said.code in CONTRADICTIONS else "register",
        unit=pair.unit,
        platforms=[pair.platform],
        addressed_to="unit" if said.code in FOR_THE_UNIT else "risk",
    )


def _activity(entry: Entry) -> Declared:
    """What is said of one activity."""
    said = entry.declaration
    return Declared(
        activity=said.activity,
        level=declared_level(said),
        owner_role=said.owner_role or None,
        rto_hours=said.rto_hours,
        mtpd_hours=said.mtpd_hours,
        fallback=None if said.fallback is None else said.fallback.name,
        fallback_tested_on=(
            None
            if said.fallback is None or said.fallback.tested_on is None
            else said.fallback.tested_on.isoformat()
        ),
        evidence=entry.evidence,
        status=entry.status,
        review_due=entry.review_due.isoformat(),
    )


def _concentrated(found: Concentration) -> Finding | None:
    """The finding that more hangs on an operator than may."""
    if found.finding is None:
        return None
    return Finding(
        code=found.finding.code,
        figures=found.finding.figures,
        kind="concentration",
        unit=ORGANISATION_NAME,
        platforms=list(found.platforms),
        addressed_to="risk",
    )
