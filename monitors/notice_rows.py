"""What notices are written to and read from: the part of the store that is about who is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from monitors.domain.notices.records import Decision, Delivery, Standing


@dataclass(frozen=True, slots=True)
class NoticeWork:
    """What one commit decided. Standings replace themselves; what is stored of the others stands."""

    decisions: Sequence[Decision] = ()
    standings: Sequence[Standing] = ()
    deliveries: Sequence[Delivery] = ()


class NoticeRows(Protocol):
    """Questions to a store, and marks of whoever sends; each raises StoreUnavailable or StoreUnusable."""

    def standings(self, subjects: Collection[str]) -> list[Standing]:
        """What anybody was told of these subjects, by subject and audience."""
        ...

    def uncleared(self) -> set[str]:
        """Incidents that somebody was told of and not yet that they are over."""
        ...

    def firsts(self, from_ms: int) -> dict[str, int]:
        """How many firsts each audience had since then."""
        ...

    def decisions(self, subject: str) -> list[Decision]:
        """Every decision about a subject, in the order of time."""
        ...

    def deliveries(self, subject: str) -> list[Delivery]:
        """Every delivery about a subject, in the order of time."""
        ...

    def due(self, now_ms: int, limit: int) -> list[Delivery]:
        """The first deliveries to try now: of each dedup key only the earliest that still waits."""
        ...

    def next_due_ms(self) -> int | None:
        """When the next delivery is to be tried; None where none waits."""
        ...

    def marked(self, before: Delivery, after: Delivery) -> bool:
        """Write how a try ended, unless somebody else tried it meanwhile; whether it was written.

        Raises StoreFull.
        """
        ...
