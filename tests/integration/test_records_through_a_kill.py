"""A hub that is killed between keeping a message and counting it neither loses nor doubles either."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.records.key_file import new_key_file
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.signals import AccountActivity, decode_logged
from streams.contracts.topics import SIGNALS
from tests.door_deliveries import META, SECRET, TOKEN, json_bytes, message_to_page, signed
from tests.hub_process import HubChild
from tests.monitoring import eventually

pytestmark = pytest.mark.kafka

SETTINGS = """
[[webhook]]
name = "meta"
kind = "meta"
platform = "facebook"
account = "City"
secret_file = "meta.secret"
verify_token_file = "meta.token"

[records]
key_file = "records.key"
"""


@pytest.fixture
def hubs(tmp_path: Path) -> Iterator[list[HubChild]]:
    """Hubs that were started, which end with the test."""
    for name, secret in (("meta.secret", SECRET), ("meta.token", TOKEN)):
        (tmp_path / name).write_bytes(secret + b"\n")
        (tmp_path / name).chmod(0o600)
    new_key_file(tmp_path / "records.key", datetime.now(UTC))
    (tmp_path / "hub.toml").write_text(SETTINGS, encoding="utf-8")
    begun: list[HubChild] = []
    yield begun
    for each in begun:
        each.kill()


def kept(folder: Path) -> int:
    """How many records there are."""
    with closing(sqlite3.connect(folder / "records.db", timeout=10)) as database:
        return int(database.execute("SELECT count(*) FROM records_kept").fetchone()[0])


def counted(kafka: str, prefix: str) -> int:
    """How many messages were counted."""

    async def read() -> int:
        log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
        await log.recover()
        try:
            events = [decode_logged(message.value) for message in await log.read_all(SIGNALS.name)]
        finally:
            await log.close()
        return sum(isinstance(each, AccountActivity) for each in events)

    return asyncio.run(read())


def test_killed_between_keeping_and_counting_a_message_is_kept_once_and_counted_once(
    kafka: str, topic_prefix: str, tmp_path: Path, hubs: list[HubChild]
) -> None:
    body = json_bytes(message_to_page(at_ms=time.time_ns() // 1_000_000))
    delivery = signed(META, body)
    options = ("--settings", str(tmp_path / "hub.toml"), "--port", "0")
    answers: list[int] = []

    def delivered(address: str) -> None:
        try:
            answer = httpx.post(
                f"{address}hooks/meta",
                content=body,
                headers=dict(delivery.headers),
                trust_env=False,
                timeout=60,
            )
        except httpx.HTTPError:
            return  # the hub was killed before it answered
        answers.append(answer.status_code)

    hubs.append(HubChild("127.0.0.1:9", topic_prefix, tmp_path, *options))  # where no Kafka is
    vendor = threading.Thread(target=delivered, args=(hubs[0].showing(),))
    vendor.start()
    eventually(lambda: kept(tmp_path) == 1, "the message is kept")
    hubs[0].kill()
    vendor.join()
    assert 200 not in answers

    hubs.append(HubChild(kafka, topic_prefix, tmp_path, *options))
    address = hubs[1].showing()
    delivered(address)  # the vendor, who had no answer
    delivered(address)
    assert answers[-2:] == [200, 200]
    assert (kept(tmp_path), counted(kafka, topic_prefix)) == (1, 1)
