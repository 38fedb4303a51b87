"""What risk is told at once beside levels: tolerances that pass, fallbacks that fail too, concentration.

It goes with the judge of `evidence.signals`, whose worker tells it. Each thing is told once: what was told
stands in the database, in the transaction that tells it.
"""

from collections.abc import Sequence

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.outage.records import Incident
from monitors.domain.register.alerts import AtOnce, due_in_outage, due_of_limits
from monitors.domain.register.concentration import USUAL_LIMIT, concentrations, holds_of
from monitors.domain.register.contradictions import Facts
from monitors.domain.register.records import Entry
from monitors.domain.reliance.outages import BROKEN
from monitors.register_rows import RegisterRows
from monitors.reliance_rows import RelianceRows, RelianceWork
from monitors.room_rows import RoomRows


class RegisterAlerts:
    """Finds what is due, and was not told; asks the store what is declared, relied on and covered."""

    def __init__(
        self,
        register: RegisterRows,
        reliance: RelianceRows,
        rooms: RoomRows,
        facts: Facts,
        calendar: Calendar,
        *,
        limit: int = USUAL_LIMIT,
    ) -> None:
        self._register = register
        self._reliance = reliance
        self._rooms = rooms
        self._facts = facts
        self._calendar = calendar
        self._limit = limit
        self._looked_on: int | None = None

    def due(self, incidents: Sequence[Incident], at_ms: int, told: RelianceWork) -> list[AtOnce]:
        """What is to be told now, at a tick at which this was `told` of what units rely on.

        Of outages that go on, at each tick; of operators once a day and after each change of a level, when
        no unit has its turn.
        """
        found = self._in_outages(incidents, at_ms)
        if told.changes:
            self._looked_on = None
        today = self._calendar.day_at(at_ms)
        if not told.standings and not told.units and self._looked_on != today:
            self._looked_on = today
            found += self._of_operators(today)
        known = self._register.told([each.key for each in found]) if found else set()
        return [each for each in found if each.key not in known]

    def _in_outages(self, incidents: Sequence[Incident], at_ms: int) -> list[AtOnce]:
        """What is due of outages that were confirmed and go on, of platforms that nobody has silenced."""
        going = [
            each
            for each in incidents
            if each.cause in BROKEN and each.detected_at_ms is not None and each.ended_at_ms is None
        ]
        units = {unit for each in going for unit in each.units}
        entries = self._heard(self._register.entries(units), at_ms) if units else []
        rooms = self._rooms.rooms({each.id for each in going}) if entries else {}
        return [
            one
            for each in going
            for one in due_in_outage(each, rooms.get(each.id), entries, self._facts, at_ms)
        ]

    def _heard(self, entries: Sequence[Entry], at_ms: int) -> list[Entry]:
        """Entries but those of which nobody is to be told now; they are told later, if still due."""
        silences = self._rooms.silences().values() if entries else ()
        return [
            entry
            for entry in entries
            if not any(silence.holds(entry.platform, entry.unit, at_ms) for silence in silences)
        ]

    def _of_operators(self, today: int) -> list[AtOnce]:
        """What is due of operators on which more hangs than may; a small unit counts and is not named."""
        observed = [
            (each.unit, each.platform, each.state.level)
            for unit in self._reliance.standings()
            for each in self._reliance.dependencies(unit).values()
        ]
        held = holds_of(self._register.entries(), observed)
        return due_of_limits(concentrations(held, self._facts, self._limit), date_of(today).year)
