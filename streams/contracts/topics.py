"""Every topic of Holdfast, written out. Names carry a prefix that an installation chooses."""

import re
from dataclasses import dataclass
from typing import Literal

DEFAULT_PREFIX = "holdfast."

LARGEST_MESSAGE_BYTES = 1_048_576
"""`max.message.bytes` of every topic; writers split at 900 kB and so stay below it."""

_AROUND_BYTES = 128
"""More than Kafka puts around a single message (headers of record batch and record, message format 2)."""

EVIDENCE_HOURS = 48
"""What stands on the topics of evidence, pseudonyms among it, is gone after so long at the latest."""

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS

_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
"""What Kafka takes as the name of a topic (org.apache.kafka.common.internals.Topic)."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: how it is spread, what its key is, and how long it keeps what.

    Kafka closes a segment after `segment_ms`, and deletes one whose *newest* message is older than
    `retention_ms`: a message lives `retention_ms` at least, and `segment_ms` and some minutes more at most.
    `retention_ms` is None where `cleanup` is compact: the last value of each key stays.
    """

    name: str
    partitions: int
    key: Literal["unit", "source", "none"]
    cleanup: Literal["delete", "compact"]
    retention_ms: int | None
    segment_ms: int
    max_message_bytes: int = LARGEST_MESSAGE_BYTES

    def named(self, prefix: str) -> str:
        """The name on the broker; ValueError if Kafka would not take it."""
        full = prefix + self.name
        if _NAME.fullmatch(full) is None:
            raise ValueError(
                f"{full!r} is no name for a Kafka topic; choose another topic prefix "
                "(letters, digits, dot, dash and underscore, 249 in all)."
            )
        return full

    def takes(self, key: bytes, value: bytes) -> bool:
        """Whether a message of this size fits, whatever compression makes of it."""
        return len(key) + len(value) + _AROUND_BYTES <= self.max_message_bytes

    def settings(self) -> dict[str, str]:
        """The topic's settings as Kafka names them (kafka.apache.org, "Topic Configs")."""
        settings = {
            "cleanup.policy": self.cleanup,
            "segment.ms": str(self.segment_ms),
            "max.message.bytes": str(self.max_message_bytes),
            "message.timestamp.type": "LogAppendTime",
        }
        if self.retention_ms is not None:
            settings["retention.ms"] = str(self.retention_ms)
        if self.cleanup == "compact":
            settings["min.cleanable.dirty.ratio"] = "0.1"
        return settings


USAGE = Topic("evidence.usage", 6, "unit", "delete", (EVIDENCE_HOURS - 2) * _HOUR_MS, _HOUR_MS)
"""Usage deltas: one message for each partition and commit, additive, in any order. Two of the hours that
evidence may live are an hour for the open segment, and room for Kafka's own rounds."""

SIGNALS = Topic("evidence.signals", 1, "source", "delete", (EVIDENCE_HOURS - 2) * _HOUR_MS, _HOUR_MS)
"""What judging needs, in one order: votes, control, watermarks; probes, status, own accounts, reports."""

ACTIONS = Topic("hub.actions", 1, "none", "delete", 400 * _DAY_MS, 7 * _DAY_MS)
"""People's actions: acknowledge, comment, declare, confirm, dispute, silence, lesson."""

CHANGES = Topic("hub.changes", 1, "none", "delete", 7 * _DAY_MS, _DAY_MS)
"""What the monitors decided, for live pages and anyone else."""

AUDIT = Topic("hub.audit", 1, "none", "delete", 400 * _DAY_MS, 7 * _DAY_MS)
"""Audit entries, chained by one agent."""

POSITIONS = Topic("collector.positions", 1, "source", "compact", None, 600_000)
"""How far each source has been read. A segment is closed after ten minutes so that compaction keeps up and
a collector finds its place quickly."""

DEAD_LETTERS = Topic("dead.letters", 1, "source", "delete", 14 * _DAY_MS, _DAY_MS)
"""What collectors could not take: reason and place, no content."""

MONITORS_DEAD_LETTERS = Topic("monitors.dead.letters", 1, "source", "delete", 14 * _DAY_MS, _DAY_MS)
"""What the monitors could not take."""

TOPICS: tuple[Topic, ...] = (
    USAGE,
    SIGNALS,
    ACTIONS,
    CHANGES,
    AUDIT,
    POSITIONS,
    DEAD_LETTERS,
    MONITORS_DEAD_LETTERS,
)
"""All of them, in the order of the design."""
