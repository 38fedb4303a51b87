"""What publishing reads and writes: the part of the store that is about closed weeks and months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from monitors.domain.published.gathering import UnitUse
from monitors.domain.published.periods import Period, Span
from monitors.domain.published.records import PublishedPeriod, PublishedPlatform


@dataclass(frozen=True, slots=True)
class PublishedWork:
    """Platforms and periods that are published. What was published before stands, whatever comes again."""

    platforms: Sequence[PublishedPlatform] = ()
    periods: Sequence[PublishedPeriod] = ()


class PublishedRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable. Days are local."""

    def told(self) -> set[Period]:
        """The periods all of whose platforms are published."""
        ...

    def platforms(self, period: Period) -> dict[str, int]:
        """The platforms that are published of a period, and with which k."""
        ...

    def seen_from(self) -> date | None:
        """The first day of which there is any use; None where there is none."""
        ...

    def units(self, span: Span) -> list[str]:
        """Every unit with use on these days, by name."""
        ...

    def use(self, unit: str, days: Sequence[date], hours_ms: Sequence[int], *, by_hour: bool) -> UnitUse:
        """What a unit did on some days, which are made of these hours; requests of each only if `by_hour`."""
        ...

    def read_until(self, partitions: int) -> int | None:
        """The moment by which everything that Kafka held of use was taken in, in all `partitions`, Unix ms.

        None where a partition was never seen read to its end.
        """
        ...
