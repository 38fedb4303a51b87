"""Three organisations on loopback that tell one another of Facebook: hubs, exchanges and a real Kafka."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, aclosing, closing
from pathlib import Path

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.adapters.evidence_log.reading import read_stable
from streams.aid.keys import read_key, signed
from streams.aid.settings import SharedTopic
from streams.aid.shared_topic import heard_on, told_on
from streams.contracts.signals import PeerWord, decode_logged
from streams.contracts.topics import SIGNALS
from streams.domain.aid.words import Statement, worded
from tests.aid_houses import AidHouse
from tests.monitoring import MonitorsChild, eventually

pytestmark = pytest.mark.kafka


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def made(kafka: str, name: str) -> SharedTopic:
    """A topic that peers share, compacted."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        await admin.start()
        settings = {"cleanup.policy": "compact"}
        await admin.create_topics([NewTopic(name, 1, 1, topic_configs=settings)])
    finally:
        await admin.close()
    return SharedTopic(kafka, name)


def said_to(house: AidHouse) -> set[tuple[str, str, str]]:
    """What stands on its own topic of evidence: peer, platform and state."""
    stored = asyncio.run(read_stable(house.kafka, SIGNALS.named(house.prefix), 1))
    events = [decode_logged(each.value) for each in stored]
    return {(each.peer, each.platform, each.state) for each in events if isinstance(each, PeerWord)}


def stands(house: AidHouse) -> set[tuple[str, str, str]]:
    """Peers' words in its database."""
    file = house.folder / "judged.db"
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
        try:
            return set(opened.execute("SELECT peer, platform, state FROM peer_words").fetchall())
        except sqlite3.OperationalError:
            return set()


def others_shown(house: AidHouse) -> object:
    """What its API says of others and Facebook."""
    header = {"Authorization": f"Bearer {house.keys[house.name]}"}
    told = httpx.get(f"{house.url}/api/v1/platforms", headers=header).json()["items"]
    return next(each["others"] for each in told if each["platform"] == "facebook")


def test_three_organisations_hear_each_other_by_their_hubs_and_on_a_shared_topic(
    kafka: str, topic_prefix: str, tmp_path: Path, ending: ExitStack
) -> None:
    north, river, lake = (
        AidHouse(name, tmp_path / name, kafka, f"{topic_prefix}{name}.", ending)
        for name in ("northbridge", "riverton", "lakeside")
    )
    north.prepare("failing", "riverton", "lakeside")
    river.prepare("failing", "northbridge", "lakeside")
    lake.prepare("fine", "northbridge", "riverton")
    topic = asyncio.run(made(kafka, f"{topic_prefix}words"))
    for house in (north, river, lake):
        house.begin()
    north.exchange(asked=[river], heard=[lake], shared=topic.name)
    river.exchange(asked=[north, lake], heard=[])
    lake.exchange(asked=[], heard=[north, river], shared=topic.name)
    worker = MonitorsChild(
        kafka, north.prefix, f"sqlite:///{north.folder}/judged.db", north.folder / "monitors.txt"
    )
    ending.callback(worker.kill)

    eventually(
        lambda: {("riverton", "facebook", "failing"), ("lakeside", "facebook", "fine")} <= stands(north),
        "north hears river by its hub and lake on the shared topic",
    )

    assert all(platform in {"facebook", "threads"} for _, platform, _ in stands(north))
    eventually(
        lambda: others_shown(north) == {"failing": 1, "using": 2}, "the hub of north tells what others see"
    )
    eventually(
        lambda: ("northbridge", "facebook", "failing") in said_to(river), "river hears north by its hub"
    )
    eventually(
        lambda: ("northbridge", "facebook", "failing") in said_to(lake), "lake hears north on the topic"
    )
    assert "riverton" not in {peer for peer, _, _ in said_to(lake)}, "river puts nothing on that topic"


async def test_on_a_shared_topic_only_rightly_signed_words_of_known_peers_are_taken(
    kafka: str, topic_prefix: str, tmp_path: Path, ending: ExitStack
) -> None:
    north, river, lake = (
        AidHouse(name, tmp_path / name, kafka, f"{topic_prefix}{name}.", ending)
        for name in ("northbridge", "riverton", "lakeside")
    )
    for house in (north, river, lake):
        house.prepare("fine", "northbridge")
    topic = await made(kafka, f"{topic_prefix}words")
    now_ms = time.time_ns() // 1_000_000
    failing = Statement(platform="facebook", state="failing", since_ms=now_ms - 600_000)
    rightly = signed(worded("riverton", failing, now_ms), read_key(river.folder / "aid.key"))
    forged = signed(worded("riverton", failing, now_ms + 30_000), read_key(lake.folder / "aid.key"))
    stranger = signed(worded("lakeside", failing, now_ms), read_key(lake.folder / "aid.key"))
    last = signed(worded("riverton", _well("x"), now_ms), read_key(river.folder / "aid.key"))
    async with told_on(topic) as teller:
        await teller.tell([forged, stranger, rightly, last])
    north.begin()
    north.exchange(asked=[], heard=[river], shared=topic.name)
    worker = MonitorsChild(
        kafka, north.prefix, f"sqlite:///{north.folder}/judged.db", north.folder / "monitors.txt"
    )
    ending.callback(worker.kill)

    eventually(lambda: ("riverton", "x", "fine") in stands(north), "north has heard the topic to its end")

    assert stands(north) == {("riverton", "facebook", "failing"), ("riverton", "x", "fine")}
    async with aclosing(heard_on(topic)) as heard:
        assert rightly.line in await anext(lines async for lines in heard if lines)


def _well(platform: str) -> Statement:
    return Statement(platform=platform, state="fine")
