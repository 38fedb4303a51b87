"""Why a broker ended, from what it left behind."""

import pytest

from infra.broker.diagnosis import diagnose
from infra.broker.faults import BrokerFault, InUse, NoSpace, PartMissing, Unusable

PLENTY = 10 * 1024**3

FULL = (
    "2026-11-22T00:35:24.238Z ERROR Error while appending records to evidence.usage-0 in dir log "
    "(LogDirFailureChannel)\njava.io.IOException: No space left on device\n"
)
TAKEN = "ERROR Exiting Kafka due to fatal exception during startup. (Kafka$)\nSocket server failed to bind\n"
LOCKED = (
    "org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in log. A Kafka instance "
    "in another process or thread is using this directory."
)
OLD = "java.lang.UnsupportedClassVersionError: kafka/Kafka has been compiled by a more recent version"
HEAP = "Terminating due to java.lang.OutOfMemoryError: Java heap space\n"
DAMAGED = "java.lang.RuntimeException: No `meta.properties` found in log (have you run `kafka-storage.sh`?)\n"


@pytest.mark.parametrize(
    ("said", "kind", "advice"),
    [
        (FULL, NoSpace, "Make room"),
        (TAKEN, InUse, "--port"),
        (LOCKED, InUse, "--data"),
        (OLD, PartMissing, "Java 17"),
        (HEAP, BrokerFault, "--heap"),
        (DAMAGED, Unusable, "backup"),
    ],
)
def test_what_kafka_wrote_becomes_a_fault_with_advice(
    said: str, kind: type[BrokerFault], advice: str
) -> None:
    fault = diagnose(said, free_bytes=PLENTY, status=1, folder="/data")
    assert type(fault) is kind
    assert advice in str(fault)


def test_a_full_disk_explains_every_end() -> None:
    fault = diagnose("", free_bytes=1_000_000, status=-7, folder="/data")
    assert isinstance(fault, NoSpace)
    assert "/data" in str(fault)


def test_a_kill_is_named_as_coming_from_outside() -> None:
    assert "signal 9" in str(diagnose("", free_bytes=PLENTY, status=-9, folder="/data"))


def test_an_unknown_end_shows_the_last_serious_line() -> None:
    fault = diagnose("INFO a\nERROR the real reason\nINFO b", free_bytes=PLENTY, status=3, folder="/data")
    assert "ERROR the real reason" in str(fault)
    assert "/data/logs" in str(fault)


def test_an_end_without_a_word_gives_the_status() -> None:
    assert "status 3" in str(diagnose("", free_bytes=PLENTY, status=3, folder="/data"))
