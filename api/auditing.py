"""What people did in the hub on its way to `hub.audit`."""

from api.topic_door import TopicDoor
from monitors.domain.audit.entries import AuditEntry, decode_entry, encode_entry
from streams.adapters.evidence_log import LogRefused
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import AUDIT


class AuditDoor(TopicDoor):
    """The hub's own: kept open, one entry at a time."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        super().__init__(bootstrap, prefix, AUDIT)

    async def accepted(self, entry: AuditEntry, /) -> None:
        """Returns once Kafka has the entry; only then is a withheld view or an export answered.

        Raises LogUnavailable, LogRefused: then what it is about must not be answered.
        """
        try:
            value = encode_entry(entry)
            decode_entry(value)
        except (UnreadableMessageError, UnicodeEncodeError) as error:
            raise LogRefused(f"an audit entry that cannot be taken: {error}") from error
        await self.hand_over(b"", value)
