"""Why a broker ended, in plain words, from what it wrote and how much room the disk has. Pure."""

import re

from infra.broker.faults import BrokerFault, InUse, NoSpace, PartMissing, Unusable

LITTLE_BYTES = 16 * 1024 * 1024
"""With less room than this Kafka cannot go on: it reserves index files and writes whole batches."""


def diagnose(said: str, *, free_bytes: int, status: int | None, folder: str) -> BrokerFault:
    """The fault behind the end of a broker.

    `said` is what Kafka and its Java runtime wrote since the start, `status` its exit status (negative: the
    signal that ended it), `free_bytes` the room on the disk that holds `folder`.
    """
    if free_bytes < LITTLE_BYTES or "No space left on device" in said or "Disk quota exceeded" in said:
        return NoSpace(
            f"The disk that holds {folder} is full ({free_bytes // 1_048_576} MB free). "
            "Make room; nothing that was acknowledged is lost."
        )
    if "Address already in use" in said or "failed to bind" in said.lower():
        return InUse("Another program took the broker's port. Stop it, or choose another with --port.")
    if "Failed to acquire lock on file .lock" in said:
        return InUse(f"Another Kafka uses {folder}. Stop it first, or choose another folder with --data.")
    if "UnsupportedClassVersionError" in said:
        return PartMissing("This Java is too old for Kafka; install Java 17 or newer.")
    if "OutOfMemoryError" in said or "Could not reserve enough space" in said:
        return BrokerFault("The broker ran out of memory. Give it more with --heap.")
    if found := _DAMAGED.search(said):
        return Unusable(
            f"The broker's data in {folder} is damaged ({found[0].strip()}). "
            "Restore it from a backup, or move the folder away to start empty."
        )
    if status is not None and status < 0:
        return BrokerFault(f"The broker was ended from outside (signal {-status}).")
    last = next((line for line in reversed(said.splitlines()) if _SERIOUS.search(line)), "")
    more = f": {last.strip()[:200]}" if last else f" with status {status}"
    return BrokerFault(f"The broker ended{more}. See {folder}/logs.")


_DAMAGED = re.compile(
    r"InconsistentClusterIdException|InconsistentBrokerMetadataException|No `meta\.properties` found"
    r"|CorruptRecordException|Unable to parse .*meta\.properties|RuntimeException: .*meta\.properties"
)
_SERIOUS = re.compile(r"\b(FATAL|ERROR|Exception|Error)\b")
