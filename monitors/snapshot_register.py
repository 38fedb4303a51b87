"""What units declare beside what a finished log shows: the register's level, and what stands at odds."""

from collections.abc import Collection, Mapping, Sequence
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
    findings_of_entry,
    observed_of,
)
from monitors.domain.register.levels import confirmation_of, declared_level, declared_of, register_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.levels import ORDER
from monitors.register_units import Pair, by_pair, unknown_units
from monitors.snapshot_schema import (
    ORGANISATION_NAME,
    Declared,
    Dependency,
    Finding,
    OperatorRow,
    Reason,
    Snapshot,
)
from streams.domain.catalogue import Catalogue
from streams.domain.units import Unit, unit_key


@dataclass(frozen=True, slots=True)
class Register:
    """The entries of a register beside a snapshot, by pair; `today` is the log's last day.

    `units` are the names of all that the directory knows. Of those that are `small` (fewer than k people by
    the units file) nothing is told but what they declared; of those in `unsized` the file says no number.
    """

    entries: Mapping[Pair, Sequence[Entry]]
    facts: Facts
    today: date
    units: Mapping[str, str]
    small: Collection[str]
    unsized: Collection[str]

    @staticmethod
    def of(
        entries: Sequence[Entry], units: Sequence[Unit], k: int, catalogue: Catalogue, today: date
    ) -> "Register":
        """From a register file, the directory's units and the catalogue."""
        return Register(
            entries=by_pair(entries),
            facts=facts_of(catalogue),
            today=today,
            units={unit_key(each.name): each.name for each in units},
            small={unit_key(each.name) for each in units if each.people is not None and each.people < k},
            unsized={unit_key(each.name) for each in units if each.people is None},
        )

    def beside(self, snapshot: Snapshot, limit: int = USUAL_LIMIT) -> Snapshot:
        """A snapshot with what is declared; more units than `limit` on one operator are a finding.

        Dependencies are in the order of the register's level. Without a directory there is nothing to hold
        entries against, and of units that it does not know nothing is shown: a warning says so.
        """
        if snapshot.coverage.joined_share is None:
            lost = Reason("register-without-directory", {"entries": sum(map(len, self.entries.values()))})
            return replace(snapshot, warnings=[*snapshot.warnings, lost])
        listed = [each for each in snapshot.dependencies if each.score is not None]
        told = [self._declared(each) for each in [*listed, *self._unseen(snapshot, listed)]]
        told.sort(key=_weight)
        hanging = self._hanging(told, limit)
        return replace(
            snapshot,
            warnings=[*snapshot.warnings, *self._unknown()],
            dependencies=[*told, *(each for each in snapshot.dependencies if each.score is None)],
            findings=[*snapshot.findings, *(one for each in hanging if (one := _concentrated(each)))],
            operators=[self._operator(each) for each in hanging],
        )

    def _unknown(self) -> list[Reason]:
        """The warning of entries whose units the directory does not know."""
        unknown = (own for (unit, _), own in self.entries.items() if unit not in self.units)
        return unknown_units([entry for own in unknown for entry in own])

    def _unseen(self, snapshot: Snapshot, listed: Sequence[Dependency]) -> list[Dependency]:
        """Pairs that are declared and not listed: those without traffic, and those of which none may be told.

        Of a small unit, and of a platform that fewer than k people used, only the declaration stands there.
        """
        seen = {(unit_key(each.unit), each.platform) for each in listed}
        large = {unit_key(each.unit) for each in listed}
        large |= {unit_key(row.unit) for row in snapshot.usage if row.people}
        quiet = {row.platform for row in snapshot.platforms if row.requests and row.people is None}
        hidden = {*self.small, *(set(self.unsized) - large)}
        return [
            Dependency(unit=self.units[unit], platform=platform)
            if unit in hidden or platform in quiet
            else Dependency(
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
        """What hangs on one operator: the dependencies that are listed, and whatever is declared."""
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
        """One dependency with what its unit declares; where its level may not be told, with that alone."""
        entries = self.entries.get((unit_key(seen.unit), seen.platform), ())
        declared = declared_of(entries)
        return replace(
            seen,
            confirmation=confirmation_of(entries, is_asked=False),
            declared_level=declared,
            register_level=declared if seen.level is None else register_level(seen.level, declared),
            declared=[_activity(entry) for entry in entries],
            findings=[*seen.findings, *(_finding(each, seen) for each in self._found(seen, entries))],
        )

    def _found(self, seen: Dependency, entries: Sequence[Entry]) -> list[Said]:
        """What stands at odds; with traffic only where it may be told."""
        if seen.level is None:
            return [
                found
                for entry in entries
                for found in findings_of_entry(
                    entry, declared_level(entry.declaration) or "none", self.facts, self.today
                )
            ]
        observed = observed_of(seen.level, {factor.name: factor.band for factor in seen.factors})
        return findings_of(entries, observed if seen.level != "none" else UNSEEN, self.facts, self.today)

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


def _weight(told: Dependency) -> tuple[int, bool, int, str, str]:
    """The gravest in the register first, of those the confirmed, then the highest score."""
    level = ORDER.index(told.register_level or "none")
    return (-level, told.confirmation != "confirmed", -(told.score or 0), told.unit, told.platform)


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
