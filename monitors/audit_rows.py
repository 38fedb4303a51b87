"""What the audit log is read from: the part of the store that is about it."""

from collections.abc import Collection
from typing import Protocol

from monitors.domain.audit.chain import Link


class AuditRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable."""

    def last(self) -> Link | None:
        """The newest link; None where nothing stands there yet."""
        ...

    def entered(self, ids: Collection[str]) -> set[str]:
        """Which of these entries, by their ids, stand there already."""
        ...

    def links(self, behind: int, limit: int) -> list[Link]:
        """The first links behind a number, in their order."""
        ...

    def newest(self, limit: int) -> list[Link]:
        """The last links, the newest first."""
        ...
