"""Decisions about notices, what stands of them, and deliveries in memory."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock

from monitors.domain.notices.records import Decision, Delivery, Standing
from monitors.notice_rows import NoticeWork


@dataclass(slots=True)
class KeptNotices:
    """What a database would hold of them."""

    decisions: list[Decision] = field(default_factory=list)
    standings: dict[tuple[str, str], Standing] = field(default_factory=dict)
    deliveries: dict[tuple[str, int], Delivery] = field(default_factory=dict)

    def write(self, work: NoticeWork) -> None:
        """What was decided."""
        self.decisions += work.decisions
        self.standings |= {(each.subject, each.audience): each for each in work.standings}
        for delivery in work.deliveries:
            self.deliveries.setdefault(delivery.key, delivery)

    def expire(self, before_ms: int) -> int:
        """Remove what was decided before a moment; how much that was."""
        before = len(self.decisions) + len(self.standings) + len(self.deliveries)
        self.decisions = [each for each in self.decisions if each.at_ms >= before_ms]
        self.standings = {
            key: each
            for key, each in self.standings.items()
            if each.decided_at_ms is None or each.decided_at_ms >= before_ms
        }
        self.deliveries = {
            key: each for key, each in self.deliveries.items() if each.notice.at_ms >= before_ms
        }
        return before - len(self.decisions) - len(self.standings) - len(self.deliveries)


@dataclass(frozen=True, slots=True)
class MemoryNoticeRows:
    """`monitors.notice_rows.NoticeRows` on what a store in memory holds, under its lock."""

    kept: KeptNotices
    lock: Lock

    def standings(self, subjects: Collection[str]) -> list[Standing]:
        """See the port."""
        with self.lock:
            return [each for (of, _), each in sorted(self.kept.standings.items()) if of in subjects]

    def uncleared(self) -> set[str]:
        """See the port."""
        with self.lock:
            return {each.subject for each in self.kept.standings.values() if each.is_open}

    def firsts(self, from_ms: int) -> dict[str, int]:
        """See the port."""
        with self.lock:
            firsts = (each for each in self.kept.decisions if each.kind == "first")
            return dict(Counter(each.audience for each in firsts if each.at_ms >= from_ms))

    def decisions(self, subject: str) -> list[Decision]:
        """See the port."""
        with self.lock:
            mine = [each for each in self.kept.decisions if each.subject == subject]
        return sorted(mine, key=lambda each: (each.at_ms, each.audience, each.number))

    def deliveries(self, subject: str) -> list[Delivery]:
        """See the port."""
        with self.lock:
            mine = [each for each in self.kept.deliveries.values() if each.subject == subject]
        return sorted(mine, key=lambda each: (each.notice.at_ms, *each.key))

    def due(self, now_ms: int, limit: int) -> list[Delivery]:
        """See the port."""
        ready = [each for each in self._first_waiting() if each.next_try_at_ms <= now_ms]
        return sorted(ready, key=lambda each: (each.next_try_at_ms, each.notice.id))[:limit]

    def next_due_ms(self) -> int | None:
        """See the port."""
        return min((each.next_try_at_ms for each in self._first_waiting()), default=None)

    def marked(self, before: Delivery, after: Delivery) -> bool:
        """See the port."""
        with self.lock:
            stored = self.kept.deliveries.get(before.key)
            if stored is None or stored.state != "waiting" or stored.tries != before.tries:
                return False
            self.kept.deliveries[before.key] = after
            return True

    def _first_waiting(self) -> list[Delivery]:
        """Of each dedup key the earliest message that waits."""
        with self.lock:
            waiting = [each for each in self.kept.deliveries.values() if each.state == "waiting"]
        first: dict[str, Delivery] = {}
        for each in sorted(waiting, key=lambda one: one.key):
            first.setdefault(each.notice.id, each)
        return list(first.values())
