"""`holdfast watch` as people run it: a process of its own, against a world on loopback and a real Kafka."""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.signals import Event, Probe, VendorStatus, decode_logged
from streams.contracts.topics import SIGNALS
from tests.holdfast_process import holdfast, rest
from tests.kafka_node import KafkaNode
from tests.monitoring import eventually
from tests.watched_world import InThread, Vendor, World, held, vendor_at, world_of

HOSTS = ("www.facebook.com", "m.facebook.com")
CONTROL = "www.known.example"
BROKEN: dict[str, Any] = {
    "status": {"indicator": "major"},
    "components": [{"name": "Login", "status": "major_outage"}],
}
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
PATIENCE_SECONDS = 90.0


@pytest.fixture
def there() -> Iterator[InThread]:
    with InThread() as thread:
        yield thread


@pytest.fixture
def vendor(there: InThread) -> Iterator[Vendor]:
    with held(there, vendor_at()) as vendor:
        yield vendor


@pytest.fixture
def world(there: InThread) -> Iterator[World]:
    async def opened() -> Any:
        return world_of(*HOSTS, CONTROL)

    with held(there, there.do(opened())) as world:
        yield world


def settings(folder: Path, world: World, vendor: Vendor) -> Path:
    """A watch.toml that names nothing but this world."""
    host, port = world.resolver
    probe = '[[probe]]\nplatform = "facebook"\ntls = false\n'
    probes = [f'{probe}host = "{name}"\nport = {world.ports[name]}' for name in HOSTS]
    lines = [
        'contact = "it@city.example"',
        '[status_pages]\nplatforms = ["slack"]\nevery_seconds = 30\ntimeout_seconds = 10',
        f'[[status_page]]\nplatform = "slack"\nkind = "statuspage"\nurl = "{vendor.url}/summary.json"',
        f'[probes]\nevery_seconds = 30\nresolvers = ["{host}:{port}"]',
        *probes,
        f'[[control]]\nhost = "{CONTROL}"\nport = {world.ports[CONTROL]}\ntls = false',
    ]
    file = folder / "watch.toml"
    file.write_text(
        "\n".join(lines),
        encoding="utf-8",
    )
    return file


class Watch:
    """A running watch, and what it says."""

    def __init__(self, process: Any) -> None:
        self.process = process
        self.said: list[dict[str, Any]] = []

    def until(self, *events: str) -> dict[str, Any]:
        """The next event of one of these names; AssertionError where it ends before."""
        for line in self.process.stdout:
            told = json.loads(line) if line.startswith("{") else {"words": line}
            self.said.append(told)
            if told.get("event") in events:
                return told
        raise AssertionError(f"it never said {events}: {self.said}")

    def ended(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        rest(self.process)
        return int(self.process.wait(30))


@contextmanager
def watching(*arguments: str, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[Watch]:
    with holdfast("watch", *arguments, environment=ENVIRONMENT, patience_seconds=patience_seconds) as process:
        yield Watch(process)


async def on_kafka(kafka: str, prefix: str) -> list[Event]:
    log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
    await log.recover()
    try:
        found = [decode_logged(message.value) for message in await log.read_all(SIGNALS.name)]
    finally:
        await log.close()
    return [event for event in found if isinstance(event, Event)]


def figure(page: str, name: str) -> float:
    """One figure of /metrics; 0 while it is not there."""
    found = re.search(rf"^holdfast_{re.escape(name)} (\S+)$", httpx.get(page).text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.kafka
@pytest.mark.timeout(200)
def test_what_is_seen_is_on_kafka_and_after_a_kill_nothing_is_said_twice(
    kafka: str, topic_prefix: str, tmp_path: Path, world: World, vendor: Vendor
) -> None:
    vendor.tells("/summary.json", json.dumps(BROKEN).encode())
    file = settings(tmp_path, world, vendor)
    asyncio.run(create_topics(kafka, topic_prefix))
    arguments = ["--settings", str(file), "--broker", kafka, "--prefix", topic_prefix, "--metrics-port", "0"]
    with watching(*arguments) as watch:
        figures = watch.until("metrics")["url"]
        assert watch.until("vendor-says")["state"] == "outage"
        eventually(lambda: figure(figures, 'watch_sent_total{kind="status"}') == 1, "the change is sent")
        watch.process.kill()
    before = asyncio.run(on_kafka(kafka, topic_prefix))
    with watching(*arguments) as watch:
        figures = watch.until("metrics")["url"]
        polls = 'status_page_polls_total{answer="new",platform="slack"}'
        eventually(lambda: figure(figures, polls) == 1, "the page is read again")
        eventually(lambda: figure(figures, 'watch_sent_total{kind="probe"}') > 0, "probes are sent")
        assert watch.ended() == 0
    after = asyncio.run(on_kafka(kafka, topic_prefix))

    statuses = [event for event in after if isinstance(event, VendorStatus)]
    assert [(each.platform, each.state, each.groups) for each in statuses] == [("slack", "outage", ["login"])]
    assert statuses == [event for event in before if isinstance(event, VendorStatus)]
    probes = [event for event in after if isinstance(event, Probe)]
    assert probes
    assert all(each.good for each in probes)


@pytest.mark.kafka
@pytest.mark.timeout(280)
@pytest.mark.usefixtures("kafka_programs")
def test_what_changes_while_kafka_is_away_is_on_kafka_once_when_it_is_back(
    topic_prefix: str, tmp_path: Path, world: World, vendor: Vendor
) -> None:
    vendor.tells("/summary.json", b'{"status": {"indicator": "none"}}')
    file = settings(tmp_path, world, vendor)
    with ExitStack() as first, ExitStack() as ending:
        node = first.enter_context(KafkaNode(tmp_path / "node"))
        node.wait_for("answering")
        kafka = node.bootstrap
        arguments = ["--settings", str(file), "--broker", kafka, "--prefix", topic_prefix]
        watch = ending.enter_context(watching(*arguments, patience_seconds=250))
        assert watch.until("vendor-says")["state"] == "operational"
        first.close()
        vendor.tells("/summary.json", json.dumps(BROKEN).encode())
        assert {watch.until("away", "vendor-says")["event"] for _ in range(2)} == {"away", "vendor-says"}
        again = ending.enter_context(KafkaNode(tmp_path / "node"))
        again.wait_for("answering")
        assert again.bootstrap == kafka
        watch.until("back")
        assert watch.ended() == 0
        events = asyncio.run(on_kafka(kafka, topic_prefix))

    assert [event.state for event in events if isinstance(event, VendorStatus)] == [
        "operational",
        "outage",
    ]


def test_a_watch_without_kafka_says_so_waits_and_ends_when_asked(
    tmp_path: Path, world: World, vendor: Vendor
) -> None:
    file = settings(tmp_path, world, vendor)
    with watching("--settings", str(file), "--broker", f"127.0.0.1:{free_port()}") as watch:
        told = watch.until("away")
        assert "when Kafka is there" in told["advice"]
        assert watch.ended() == 0


def test_bad_settings_end_at_once_with_what_to_write(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text('contact = "it@city.example"\n[probes]\nplatforms = ["facebok"]\n', encoding="utf-8")
    for arguments, status, words in (
        (["--settings", str(file), "--broker", "127.0.0.1:9", "--check"], 65, "the catalogue lacks"),
        (["--settings", str(file), "--check"], 65, "no broker is named"),
        (["--settings", str(tmp_path / "other.toml")], 66, "There is no file"),
    ):
        with watching(*arguments) as watch:
            said = rest(watch.process)
            assert watch.process.wait() == status
            assert words in " ".join(said.split())


def test_settings_that_are_good_are_checked_without_a_word(
    tmp_path: Path, world: World, vendor: Vendor
) -> None:
    file = settings(tmp_path, world, vendor)
    with watching("--settings", str(file), "--broker", "127.0.0.1:9", "--check") as watch:
        assert rest(watch.process) == ""
        assert watch.process.wait() == 0
