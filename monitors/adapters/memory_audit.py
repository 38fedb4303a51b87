"""The audit log in memory."""

from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

from monitors.domain.audit.chain import Link


@dataclass(frozen=True, slots=True)
class MemoryAuditRows:
    """`monitors.audit_rows.AuditRows` on what a store in memory holds, under its lock."""

    kept: list[Link]
    lock: Lock

    def last(self) -> Link | None:
        """See the port."""
        with self.lock:
            return self.kept[-1] if self.kept else None

    def entered(self, ids: Collection[str]) -> set[str]:
        """See the port."""
        with self.lock:
            return {link.entry.id for link in self.kept if link.entry.id in ids}

    def links(self, behind: int, limit: int) -> list[Link]:
        """See the port."""
        with self.lock:
            return [link for link in self.kept if link.number > behind][:limit]

    def newest(self, limit: int) -> list[Link]:
        """See the port."""
        with self.lock:
            return self.kept[::-1][:limit]
