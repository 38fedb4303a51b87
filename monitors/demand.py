"""Citizens' demand, taken down as it is told; while an outage goes on, full channels are told of."""

import structlog

from monitors.context_events import Said, full_told, messages_of
from monitors.context_rows import ContextRows, ToldId
from monitors.domain.demand.moved import first_full
from monitors.domain.demand.slots import hours_of, is_sound, slots_of
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
        self._log = structlog.get_logger()

    def restore(self) -> None:
        """See the port."""
        self._taken = {}

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
        known = self._rows.demand_known(taken.keys())
        new = [each for key, each in taken.items() if key not in known]
        if not new:
            return Work()
        counts = [count for _, count in new]
        begin_ms = min(each.at_ms for each in counts)
        end_ms = max(each.until_ms for each in counts)
        hours = hours_of(counts, self._rows.demand(begin_ms, end_ms))
        said = [full for each in moment.incidents for full in self._full(each, new)]
        return Work(demand=tuple(counts), demand_hours=hours, messages=messages_of(moment, said))

    def _full(self, incident: Incident, new: list[tuple[int, Demand]]) -> list[Said]:
        """Channels that were not full in this outage before these counts, and now were."""
        from_ms = incident.started_at_ms
        if incident.detected_at_ms is None or incident.cause == "blind" or from_ms is None:
            return []
        if max(count.until_ms for _, count in new) <= from_ms:
            return []
        before = self._rows.demand(from_ms)
        told = first_full(slots_of(before), from_ms, None)
        now = first_full(slots_of([*before, *(count for _, count in new)]), from_ms, None)
        offsets: dict[str, int] = {count.channel: offset for offset, count in new}
        return [
            full_told(offsets[channel], incident, slot)
            for channel, slot in sorted(now.items())
            if channel not in told
        ]
