"""Audit entries from `hub.audit` become links of one chain, each once by its id."""

import structlog

from monitors.audit_rows import AuditRows
from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry, decode_entry
from monitors.store import Place, Standing, Work


class AuditFold:
    """Entries are chained in the order in which Kafka has them; `rows` is asked for the link before.

    One lane has the topic's one partition, and its offset moves in the transaction that writes the links; so
    a crash neither doubles nor loses one, and no two workers can both go on from the same link.
    """

    def __init__(self, rows: AuditRows) -> None:
        self._rows = rows
        self._taken: list[AuditEntry] = []
        self._log = structlog.get_logger()

    def restore(self, standing: Standing) -> None:  # noqa: ARG002 (it remembers nothing: the rows say it all)
        """As the port says."""
        self._taken = []

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:  # noqa: ARG002 (the entry says when)
        """As the port says."""
        self._taken.append(decode_entry(value))

    def work(self, place: Place) -> Work:  # noqa: ARG002
        """As the port says. Raises the faults of the store."""
        taken, self._taken = self._taken, []
        if not taken:
            return Work()
        done = self._rows.entered({entry.id for entry in taken})
        new: dict[str, AuditEntry] = {}
        for entry in taken:
            if entry.id in done or entry.id in new:
                self._log.info("audit-entry-repeated", entry=entry.id)
            else:
                new[entry.id] = entry
        return Work(audit=chained(self._rows.last(), new.values()))
