"""A snapshot: the same rules over a finished log, in one process tree and without services.

`SnapshotFold` takes the parts of a log in order; `document` says what they show, as `holdfast.snapshot/1`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.findings.records import ToolRule
from monitors.domain.order import OrderOfTime
from monitors.domain.reliance.outages import failures_of
from monitors.domain.tables import PeriodTables
from monitors.domain.unit_hours import UnitHours, UnitHoursFold
from monitors.domain.usage import Slices, UsageFold
from monitors.domain.votes import VoteFold
from monitors.snapshot_dependencies import (
    JudgedLog,
    PlatformCells,
    Showing,
    dependencies,
    judged,
    seen_of,
)
from monitors.snapshot_findings import findings
from monitors.snapshot_incidents import IncidentFold
from monitors.snapshot_schema import (
    Coverage,
    Dependency,
    Finding,
    Input,
    Period,
    Reason,
    Snapshot,
    instant,
)
from monitors.snapshot_tables import Rows, unknown_hosts
from monitors.snapshot_unit_rows import Known
from monitors.snapshot_warnings import BROKEN, Facts, warnings_of
from streams.chain import Part
from streams.domain.catalogue import Catalogue
from streams.domain.deltas import USAGE_COUNTS, Delta, merge_activity
from streams.domain.directory import Directory
from streams.domain.lines import Verdict
from streams.domain.silences import silences
from streams.domain.unknown_hosts import HostTally


@dataclass(frozen=True)
class Terms:
    """Under which terms a snapshot is made: what is known, how days are counted, how few people are shown.

    `read_at_ms` is now, in Unix milliseconds: a line from later was dated by a clock that runs ahead.
    `tool_rules` are the organisation's own: which tool for what.
    """

    catalogue: Catalogue
    directory: Directory
    calendar: Calendar
    k: int
    has_directory: bool
    read_at_ms: int
    tool_rules: Sequence[ToolRule] = ()


@dataclass
class SnapshotFold:
    """Folds the parts of one log, in order."""

    terms: Terms
    one_in: int = 1
    _usage: UsageFold = field(init=False)
    _unit_hours: UnitHoursFold = field(init=False)
    _votes: VoteFold = field(init=False)
    _incidents: IncidentFold = field(init=False)
    _rest: Delta = field(default_factory=Delta.none)
    _order: OrderOfTime = field(default_factory=OrderOfTime)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._usage = UsageFold(self.terms.calendar)
        self._unit_hours = UnitHoursFold(self.terms.calendar)
        self._votes = VoteFold(len(self.terms.catalogue.platforms))
        self._incidents = IncidentFold(self.terms.catalogue, self.terms.directory)

    def add(self, part: Part) -> None:
        """Take in one part."""
        delta = part.delta
        self.one_in = part.one_in
        self._usage.add(delta.usage)
        self._unit_hours.add(delta, part.one_in)
        self._votes.add(delta.votes)
        self._incidents.add(part)
        self._order.add(delta.activity)
        rest = self._rest
        self._rest = Delta(
            rest.usage,
            rest.votes,
            rest.latency,
            rest.verdicts + delta.verdicts,
            rest.tallies + delta.tallies,
            merge_activity([rest.activity, delta.activity]),
        )

    @property
    def parsed(self) -> int:
        """Lines read as requests so far."""
        return self._rest.parsed

    @property
    def rejected(self) -> int:
        """Lines that no format took so far."""
        return int(self._rest.verdicts.sum() - self._rest.parsed - self._rest.verdicts[Verdict.SKIPPED])

    def document(
        self, files: Sequence[str], format_name: str, hosts: HostTally, notes: Sequence[Reason] = ()
    ) -> Snapshot:
        """Everything that was read, said; `notes` are warnings from whoever read the files.

        `hosts` are those outside the catalogue, as the reader of the log has counted them.
        """
        slices, gathered = self._usage.slices(), self._unit_hours.gathered()
        tables = self._tables(slices, gathered)
        coverage = self._coverage()
        self._incidents.end(self.terms.read_at_ms)
        incidents, suspected = self._incidents.incidents(self.terms.k, coverage.identity)
        cells = {row.platform: tables.units_of(row.platform) for row in tables.platforms}
        rows = Rows(self.terms.catalogue, self.terms.directory, self._said_bytes())
        usage = rows.usage(cells)
        relied, beside = self._dependencies(self._judged(slices, gathered, tables, cells, coverage))
        facts = Facts(
            used=sum((row.figures.counts for row in tables.platforms), np.zeros(len(USAGE_COUNTS), np.int64)),
            embeds=sum(row.seen_as_embed for row in tables.platforms),
            format=format_name,
            timed=self._rest.tally("timed") > 0,
            sent=self._rest.tally("sent") > 0,
            verdicts=self._rest.verdicts,
            activity=self._rest.activity,
            coverage=coverage,
            has_directory=self.terms.has_directory,
            out_of_order=self._order.lines,
            withheld=sum(row.withheld is True for row in usage),
            read_at_ms=self.terms.read_at_ms,
        )
        return Snapshot(
            input=self._input(files, format_name),
            period=self._period(),
            coverage=coverage,
            warnings=[*notes, *warnings_of(facts, broken=any(note.code in BROKEN for note in notes))],
            platforms=rows.platforms(tables, self._votes.totals()),
            usage=usage,
            hours=rows.hours(tables),
            unknown_hosts=unknown_hosts(hosts, self.terms.k),
            incidents=incidents,
            suspected=suspected,
            dependencies=relied,
            findings=beside,
        )

    def judged_log(self) -> JudgedLog | None:
        """Every unit as the log's last day has it, instead of a document; None where no unit is known."""
        slices, gathered = self._usage.slices(), self._unit_hours.gathered()
        tables = self._tables(slices, gathered)
        self._incidents.end(self.terms.read_at_ms)
        cells = {row.platform: tables.units_of(row.platform) for row in tables.platforms}
        return self._judged(slices, gathered, tables, cells, self._coverage())

    def _tables(self, slices: Slices, gathered: UnitHours) -> PeriodTables:
        """What is said of the whole period."""
        units = self.terms.directory.units
        return PeriodTables(
            slices,
            [unit.parent_index for unit in units],
            [place for place, unit in enumerate(units) if unit.people == 1],
            self.terms.k,
            gathered.slots(),
        )

    def _judged(
        self,
        slices: Slices,
        gathered: UnitHours,
        tables: PeriodTables,
        cells: PlatformCells,
        coverage: Coverage,
    ) -> JudgedLog | None:
        """What units rely on, judged on the log's last day."""
        last_ms = self._incidents.seen_ms
        if last_ms is None or not self.terms.has_directory:
            return None
        known = Known(
            units=self.terms.directory.units,
            platforms=list(self.terms.catalogue.platforms),
            calendar=self.terms.calendar,
            merged_into=tables.merged_into,
            k=self.terms.k,
            last_day=self.terms.calendar.day_at(last_ms),
            networks=self.terms.directory.networks,
        )
        failures = failures_of(self._incidents.found.values(), last_ms)
        return JudgedLog(
            judged(gathered, slices.people, known, seen_of(coverage, self._period()), failures),
            known,
            Showing.of(tables, cells, coverage.identity),
            failures,
            last_ms,
        )

    def _dependencies(self, log: JudgedLog | None) -> tuple[list[Dependency], list[Finding]]:
        """What units rely on, and what is found where they do not; nothing where no unit is known."""
        if log is None:
            return [], []
        catalogue = self.terms.catalogue.platforms
        told = findings(log.found, log.known, log.showing, catalogue, self.terms.tool_rules)
        listed = dependencies(log.found, log.known, log.showing, told)
        beside = {(each.unit, each.platform) for each in listed if each.score is not None}
        return listed, [
            one for own in told.values() for one in own if (one.unit, one.platforms[0]) not in beside
        ]

    def _input(self, files: Sequence[str], format_name: str) -> Input:
        """What was read, and what became of every line."""
        reasons = Counter(
            {
                verdict.word: int(self._rest.verdicts[verdict])
                for verdict in Verdict
                if verdict not in (Verdict.PARSED, Verdict.SKIPPED) and self._rest.verdicts[verdict]
            }
        )
        return Input(
            files=list(files),
            lines=int(self._rest.verdicts.sum()),
            parsed=self.parsed,
            rejected=self.rejected,
            skipped=int(self._rest.verdicts[Verdict.SKIPPED]),
            format=format_name if self._rest.verdicts.any() else None,
            rejected_by_reason=dict(reasons),
        )

    def _period(self) -> Period:
        """From the first line's time to the last one's."""
        activity = self._rest.activity
        if not len(activity):
            return Period(None, None)
        return Period(instant(int(activity[:, 2].min())), instant(int(activity[:, 3].max())))

    def _coverage(self) -> Coverage:
        """How much of the organisation the log shows."""
        weighed, joined = self._rest.tally("weighed"), self._rest.tally("joined")
        by_login, by_address = self._rest.tally("by_login"), self._rest.tally("by_address")
        return Coverage(
            joined_share=joined / weighed if weighed and self.terms.has_directory else None,
            identity=("login" if by_login >= by_address else "address") if by_login + by_address else None,
            excluded=self._rest.tally("excluded"),
            gaps=[Period(instant(start), instant(end)) for start, end in silences(self._rest.activity)],
            control_one_in=self.one_in if self.parsed or self.rejected else None,
        )

    def _said_bytes(self) -> frozenset[str]:
        """The ways of which the log says how many bytes went."""
        ways = {"bytes_down": "sized", "bytes_up": "sent"}
        return frozenset(way for way, tally in ways.items() if self._rest.tally(tally))
