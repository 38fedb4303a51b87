"""What units rely on, told from stored rows: every day once it is over, and when an outage that hurt ended.

It goes with the judge of `evidence.signals`, whose worker writes all of it. At each tick of the clock some
units have their turn, for half a second at most, so that no outage waits for them. How far each unit is told
stands in the database, in the transaction that tells it: a crash repeats or loses nothing, and evidence that
is judged again (a rebuild of rule states) tells nobody anything twice. What units declare is read, never
written: it says who owns what, and what need not be asked any more.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import structlog

from monitors.domain.calendar import Calendar
from monitors.domain.control_rows import ControlHours
from monitors.domain.outage.records import Change, Incident, SourceRow
from monitors.domain.reliance.closing import closed_day
from monitors.domain.reliance.daily import Around
from monitors.domain.reliance.figures import WINDOW_DAYS
from monitors.domain.reliance.outages import BROKEN, failures_of
from monitors.domain.reliance.records import Coverage
from monitors.finding_rows import FindingRows, FindingWork
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import RelianceRows, RelianceWork, SeenControl, TouchedDay, UnitStanding
from monitors.unit_findings import Finder, Tools
from monitors.unit_turns import Organisation, UnitTurn
from streams.domain.cells import SLOT_MS

TURN_MS: Final = 500
"""No further unit begins its turn once those of a commit have taken so long."""

DAY_MS: Final = 24 * 3_600_000


class DailyScores:
    """Tells units' days as they pass, and what is found in them. `clock_ms` only says how long turns take.

    `found` are the rows of findings, `tools` what the organisation says of platforms, and what is found of a
    unit of fewer than `k` people is for that unit alone.
    """

    def __init__(
        self,
        rows: RelianceRows,
        register: RegisterRows,
        organisation: Organisation,
        calendar: Calendar,
        clock_ms: Callable[[], int],
        *,
        found: FindingRows,
        tools: Tools,
        k: int,
    ) -> None:
        self._rows = rows
        self._found = found
        self._tools = tools
        self._k = k
        self._register = register
        self._organisation = organisation
        self._calendar = calendar
        self._clock_ms = clock_ms
        self._log = structlog.get_logger()
        self.restore()

    def restore(self) -> None:
        """Forget what was not committed: the database says how far everything is."""
        self._standings: dict[str, UnitStanding] | None = None
        self._closed: int | None = None
        self._homes: set[str] = set()
        self._ready: set[str] = set()
        self._around: tuple[Around, Finder] | None = None

    def touched(self, control: ControlHours) -> set[TouchedDay]:
        """The days of units to which general traffic is added."""
        hours = list({key.hour_ms for key in control})
        days = self._calendar.days(np.array(hours, np.int64) // SLOT_MS).tolist()
        at = dict(zip(hours, days, strict=True))
        return {TouchedDay(key.unit, at[key.hour_ms], "control") for key in control}

    def hurt(self, changes: Sequence[Change]) -> RelianceWork:
        """Incidents changed: the units that they hurt have another turn once they are over."""
        over = [
            change.incident
            for change in changes
            if change.transition is not None
            and change.transition.after == "resolved"
            and change.incident.cause in BROKEN
        ]
        if not over:
            return RelianceWork()
        self._around = None
        standings = self._known_standings()
        homes = self._organisation.homes(unit for incident in over for unit in incident.units)
        flagged = [
            standings[unit]._replace(again=True)
            for unit in sorted(homes & standings.keys())
            if standings[unit].folded_day is not None
        ]
        standings |= {each.unit: each for each in flagged}
        self._ready -= homes
        return RelianceWork(standings=flagged)

    def tick(self, at_ms: int, sources: Sequence[SourceRow]) -> RelianceWork:
        """Time has passed: some units have their turn, where a day is over or they wait for another one."""
        closed = closed_day(sources, at_ms, self._calendar)
        if closed is None:
            return RelianceWork()
        self._open(closed)
        today = self._calendar.day_at(max(row.watermark_ms or 0 for row in sources) - 1)
        began_ms, come_to = self._clock_ms(), RelianceWork()
        for unit in self._waiting(closed):
            come_to = both(come_to, self._turn(unit, closed, today, at_ms, sources))
            if self._clock_ms() - began_ms >= TURN_MS:
                break
        if come_to.standings and not self._waiting(closed):
            self._log.info("days-told", until=int(closed), units=len(self._homes))
        return come_to

    def _open(self, closed: int) -> None:
        """A day more may be over: who was there by then, and what is known of all, is asked once."""
        if closed != self._closed:
            self._closed, self._around = closed, None
            self._homes = self._organisation.homes(self._rows.units(closed))
            self._ready = set()

    def _waiting(self, closed: int) -> list[str]:
        """The units that wait for a turn."""
        standings = self._known_standings()
        told = {
            unit
            for unit, each in standings.items()
            if each.folded_day is not None and each.folded_day >= closed and not each.again
        }
        return sorted(self._homes - told)

    def _turn(
        self, unit: str, closed: int, today: int, at_ms: int, sources: Sequence[SourceRow]
    ) -> RelianceWork:
        """One unit's turn: what is new is summed up in one commit, and told in the next."""
        standings = self._known_standings()
        standing = standings.get(unit, UnitStanding(unit, None, 0, again=False))
        turn = UnitTurn(self._rows, self._organisation, self._calendar, standing, self._register)
        if unit not in self._ready:
            until = max(closed, today) if standing.again else closed
            new = turn.new_days(until)
            if new.is_last:
                self._ready.add(unit)
            if new.days:
                return turn.summed(new)
        if self._around is None:
            around = self._looked_around(closed, at_ms, len(sources))
            people = {each.unit: each.people for each in standings.values()}
            self._around = around, Finder.of(self._found, self._tools, people, self._k)
        come_to = turn.told(*self._around, closed, today)
        standings |= {each.unit: each for each in come_to.standings}
        self._ready.discard(unit)
        return come_to

    def _known_standings(self) -> dict[str, UnitStanding]:
        """How far each unit is told."""
        if self._standings is None:
            self._standings = self._rows.standings()
        return self._standings

    def _looked_around(self, closed: int, at_ms: int, sources: int) -> Around:
        """What is the same for all units."""
        from_ms = (closed - WINDOW_DAYS + 1) * DAY_MS
        incidents = self._rows.incidents(from_ms)
        seen = self._rows.seen_control(from_ms, at_ms)
        return Around(
            coverage=coverage_of(seen, incidents, sources, at_ms),
            failures=failures_of(incidents, at_ms),
            calendar=self._calendar,
        )


def coverage_of(seen: SeenControl, incidents: Sequence[Incident], sources: int, until_ms: int) -> Coverage:
    """How much of the work the logs show: by the control, which stands for all of the web, and by silences.

    The time in which each of the `sources` was blind is held against all the time since the first evidence.
    """
    if seen.from_ms is None or not seen.requests:
        return Coverage()
    blind_ms = sum(
        max(
            (until_ms if each.ended_at_ms is None else each.ended_at_ms)
            - max(each.started_at_ms, seen.from_ms),
            0,
        )
        for each in incidents
        if each.cause == "blind" and each.started_at_ms is not None
    )
    whole_ms = max(sources, 1) * (until_ms - seen.from_ms)
    return Coverage(
        joined_share=round(seen.joined / seen.requests, 2),
        identity="address" if 2 * seen.by_address > seen.votes else "login",
        blind_share=round(min(blind_ms / whole_ms, 1.0), 2) if whole_ms > 0 else None,
    )


def both(one: RelianceWork, other: RelianceWork) -> RelianceWork:
    """What came of two steps within a commit, the later one's rows on top."""
    return replace(
        one,
        pairs={**one.pairs, **other.pairs},
        units={**one.units, **other.units},
        standings=[*one.standings, *other.standings],
        dependencies=[*one.dependencies, *other.dependencies],
        changes=[*one.changes, *other.changes],
        impact={**one.impact, **other.impact},
        months=[*one.months, *other.months],
        severities={**one.severities, **other.severities},
        findings=FindingWork(
            {**one.findings.standing, **other.findings.standing},
            [*one.findings.changes, *other.findings.changes],
        ),
        questions=[*one.questions, *other.questions],
    )
