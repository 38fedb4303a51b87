"""What people did in the hub on its way to `hub.audit`."""

from api.topic_door import TopicDoor
from monitors.domain.audit.entries import AuditEntry, encode_entry
from streams.contracts.topics import AUDIT


class AuditDoor(TopicDoor):
    """The hub's own: kept open, one entry at a time."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        super().__init__(bootstrap, prefix, AUDIT)

    async def accepted(self, entry: AuditEntry, /) -> None:
        """Returns once Kafka has the entry; only then is a withheld view or an export answered.

        Raises LogUnavailable, LogRefused: then what it is about must not be answered.
        """
        await self.hand_over(b"", encode_entry(entry))
