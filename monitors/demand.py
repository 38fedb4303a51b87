"""Citizens' demand, taken down as it is told; while an outage goes on, full channels are told of."""

from collections.abc import Set as AbstractSet

import structlog

from monitors.context_events import Said, full_told, messages_of
from monitors.context_rows import ContextRows, ToldId
from monitors.domain.demand.moved import first_full
from monitors.domain.demand.slots import full_channels, hours_of, is_sound, slots_of, spans_of
from monitors.domain.outage.records import Incident
from monitors.outside import Moment
from monitors.store import Work
from streams.contracts.signals import Demand, Event


class DemandCounts:
    """The part of `Demand`; `rows` is asked for what stands.

    A channel that is full is told of once in each confirmed outage, whatever it is that comes later.
    """

    def __init__(self, rows: ContextRows) -> None:
        self._rows = rows
        self._taken: dict[ToldId, tuple[int, Demand]] = {}
        self._were_full: dict[str, set[str]] = {}
        self._log = structlog.get_logger()

    def restore(self) -> None:
        """See the port."""
        self._taken = {}
        self._were_full = {}

    def take(self, offset: int, event: Event) -> None:
        """See the port. A count of no time, or of more than a day, says nothing of an hour and is left."""
        if not isinstance(event, Demand):
            return
        if is_sound(event):
            self._taken.setdefault(ToldId(event.source, event.id), (offset, event))
            return
        self._log.warning(
            "demand-not-taken",
            source=event.source,
            id=event.id,
            advice="a count is of the time from `at_ms` to `until_ms`, more than none and at most a day",
        )

    def work(self, moment: Moment) -> Work:
        """See the port."""
        taken, self._taken = self._taken, {}
        if not taken:
            return Work()
        going = {each.id for each in moment.incidents}
        self._were_full = {id_: channels for id_, channels in self._were_full.items() if id_ in going}
        known = self._rows.demand_known(taken.keys())
        new = [each for key, each in taken.items() if key not in known]
        if not new:
            return Work()
        counts = [count for _, count in new]
        before = [each for span in spans_of(counts) for each in self._rows.demand(*span)]
        hours = hours_of(counts, before)
        full = full_channels(counts, before)
        said = [one for each in moment.incidents for one in self._full(each, new, full)]
        return Work(demand=tuple(counts), demand_hours=hours, messages=messages_of(moment, said))

    def _full(self, incident: Incident, new: list[tuple[int, Demand]], full: AbstractSet[str]) -> list[Said]:
        """Channels that were not full in this outage before these counts, and now were.

        `full` are those that these counts show as full; what was told before of all of them is not asked
        again, for an outage may last for days.
        """
        from_ms = incident.started_at_ms
        asked = full - self._were_full.setdefault(incident.id, set())
        if not asked:
            return []
        if incident.detected_at_ms is None or incident.cause == "blind" or from_ms is None:
            return []
        if max(count.until_ms for _, count in new) <= from_ms:
            return []
        before = self._rows.demand(from_ms)
        told = first_full(slots_of(before), from_ms, None)
        now = first_full(slots_of([*before, *(count for _, count in new)]), from_ms, None)
        self._were_full[incident.id] |= asked & now.keys()
        offsets: dict[str, int] = {count.channel: offset for offset, count in new}
        return [
            full_told(offsets[channel], incident, slot)
            for channel, slot in sorted(now.items())
            if channel not in told and channel in asked
        ]
