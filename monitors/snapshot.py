"""A snapshot: the same rules over a finished log, in one process tree and without services.

`SnapshotFold` takes the parts of a log in order; `document` says what they show, as `holdfast.snapshot/1`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from monitors.domain.order import OrderOfTime
from monitors.domain.tables import PeriodTables
from monitors.domain.unit_hours import UnitHoursFold
from monitors.domain.usage import UsageFold
from monitors.domain.votes import VoteFold
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
from monitors.snapshot_sums import Sums, Terms
from monitors.snapshot_tables import Rows, unknown_hosts
from monitors.snapshot_warnings import BROKEN, Facts, warnings_of
from streams.chain import Part
from streams.domain.deltas import USAGE_COUNTS, Delta, merge_activity, merge_deltas
from streams.domain.lines import Verdict
from streams.domain.silences import silences
from streams.domain.unknown_hosts import HostTally

if TYPE_CHECKING:
    from monitors.snapshot_dependencies import JudgedLog


TOGETHER: Final = 4
"""Parts that are taken in as one. More of them at once take no less time, and more memory."""


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
    _held: list[Part] = field(default_factory=list)
    """Parts that are taken in when there are enough of them, or at the end."""
    _order: OrderOfTime = field(default_factory=OrderOfTime)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self._usage = UsageFold(self.terms.calendar)
        self._unit_hours = UnitHoursFold(self.terms.calendar)
        self._votes = VoteFold(len(self.terms.catalogue.platforms))
        self._incidents = IncidentFold(self.terms.catalogue, self.terms.directory)

    def add(self, part: Part) -> None:
        """Take in one part. A few are taken in together, which takes two thirds of the time."""
        if self._held and (len(self._held) == TOGETHER or part.one_in != self.one_in):
            self._take_in()
        self.one_in = part.one_in
        self._order.add(part.delta.activity)
        self._held.append(part)

    def _take_in(self) -> None:
        """Take in the parts that are held, as one."""
        if not self._held:
            return
        delta = merge_deltas([part.delta for part in self._held])
        part = replace(self._held[-1], delta=delta)
        self._held = []
        self._usage.add(delta.usage)
        self._unit_hours.add(delta, part.one_in)
        self._votes.add(delta.votes)
        self._incidents.add(part)
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
        sums = self._sums()
        tables, coverage = sums.tables, sums.coverage
        incidents, suspected = self._incidents.incidents(self.terms.k, coverage.identity)
        rows = Rows(self.terms.catalogue, self.terms.directory, self._said_bytes())
        usage = rows.usage(sums.cells)
        relied, beside = self._dependencies(sums)
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
            period=sums.period,
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

    def judged_log(self) -> "JudgedLog | None":
        """Every unit as the log's last day has it, instead of a document; None where no unit is known."""
        return self._judged(self._sums())

    def _sums(self) -> Sums:
        """Everything that was read, added up; what is open ends."""
        self._take_in()
        units = self.terms.directory.units
        slices, gathered = self._usage.slices(), self._unit_hours.gathered()
        tables = PeriodTables(
            slices,
            [unit.parent_index for unit in units],
            [place for place, unit in enumerate(units) if unit.people == 1],
            self.terms.k,
            least=gathered.slots(),
            small=[place for place, unit in enumerate(units) if unit.people and unit.people < self.terms.k],
        )
        self._incidents.end(self.terms.read_at_ms)
        cells = {row.platform: tables.units_of(row.platform) for row in tables.platforms}
        return Sums(slices, gathered, tables, cells, self._coverage(), self._period(), self._incidents)

    def _judged(self, sums: Sums) -> "JudgedLog | None":
        """What units rely on, judged on the log's last day; None where no unit is known."""
        if not self.terms.has_directory:
            return None
        # Imported where there are units to judge: a log without a directory is read that much sooner.
        from monitors.snapshot_reliance import judged_log  # noqa: PLC0415

        return judged_log(self.terms, sums)

    def _dependencies(self, sums: Sums) -> tuple[list[Dependency], list[Finding]]:
        """What units rely on, and what is found where they do not; nothing where no unit is known."""
        log = self._judged(sums)
        if log is None:
            return [], []
        from monitors.snapshot_reliance import told  # noqa: PLC0415 (as above)

        return told(log, self.terms)

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
