"""A hub that ends, by SIGTERM or kill -9, and one whose monitors are away: nothing that it took is lost."""

import asyncio
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.database_address import sqlite_address
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.topics import ACTIONS, AUDIT
from tests.acting_clients import Exporter, Person, Program
from tests.action_storm import TREE, everybody
from tests.broken_morning import INCIDENT
from tests.hub_process import HubChild
from tests.monitoring import MonitorsChild, eventually

pytestmark = pytest.mark.kafka

BROWSERS = 50
ROOM = f"/incidents/{INCIDENT}"


@dataclass
class Running:
    """A hub, whoever acts on it, and the way to its Kafka."""

    hub: HubChild
    address: str
    operations: Person
    program: Program
    exporter: Exporter
    kafka: str
    prefix: str
    folder: Path
    ending: ExitStack

    def on(self, topic: str) -> list[dict[str, Any]]:
        """Everything on a topic."""
        return [json.loads(value) for value in asyncio.run(self._values(topic))]

    async def _values(self, topic: str) -> list[bytes]:
        log = KafkaEvidenceLog(self.kafka, "collector.reader", prefix=self.prefix)
        await log.recover()
        try:
            return [message.value for message in await log.read_all(topic)]
        finally:
            await log.close()

    def monitors_come(self) -> None:
        """Start the worker that applies actions."""
        database = sqlite_address(self.folder / "judged.db")
        units = ("--units", str(self.folder / "units.csv"))
        worker = MonitorsChild(self.kafka, self.prefix, database, self.folder / "monitors.txt", *units)
        self.ending.callback(worker.kill)


@pytest.fixture
def running(kafka: str, topic_prefix: str, tmp_path: Path) -> Iterator[Running]:
    """A hub on a morning on which Facebook fails, with nobody who applies what people do."""
    (tmp_path / "units.csv").write_text(TREE, encoding="utf-8")
    program, exporter, operations, *_ = everybody(tmp_path, "", random.Random(1))
    assert isinstance(program, Program)
    assert isinstance(exporter, Exporter)
    assert isinstance(operations, Person)
    with ExitStack() as ending:
        units = ("--units", str(tmp_path / "units.csv"))
        hub = HubChild(kafka, topic_prefix, tmp_path, "--port", "0", *units)
        ending.callback(hub.kill)
        address = hub.showing()
        for each in (program, exporter, operations):
            each.address = address
        yield Running(hub, address, operations, program, exporter, kafka, topic_prefix, tmp_path, ending)


def test_a_hub_that_is_asked_to_stop_loses_nothing_that_it_took_however_many_listen(running: Running) -> None:
    said: list[str] = []

    def comments(number: int) -> None:
        form = running.operations.form(f"words {number}")
        with running.operations.opened() as http:
            for again in range(100):
                words = f"words {number}.{again}"
                try:
                    answer = http.post(f"{ROOM}/comment", data={**form, "text": words})
                except httpx.TransportError:
                    return
                assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
                said.append(words)

    with ExitStack() as listening, ThreadPoolExecutor(8) as people:
        browser = listening.enter_context(
            httpx.Client(
                base_url=running.address,
                headers=running.operations.headers,
                limits=httpx.Limits(max_connections=BROWSERS + 1),
                trust_env=False,
            )
        )
        for _ in range(BROWSERS):
            stream = listening.enter_context(browser.stream("GET", "/api/v1/live", timeout=60))
            assert stream.status_code == HTTPStatus.OK
        futures = [people.submit(comments, number) for number in range(8)]
        eventually(lambda: len(said) >= 8, "people have said something")
        assert running.hub.stop() == 0
        for future in futures:
            future.result()

    assert {each["text"] for each in running.on(ACTIONS.name)} >= set(said)
    views = [each["of"] for each in running.on(AUDIT.name) if each["what"] == "viewed-incident"]
    assert views == [INCIDENT]
    assert not running.hub.events("audit-entries-lost")


def test_what_must_not_be_seen_unwritten_stands_in_the_log_though_the_hub_dies_at_once(
    running: Running,
) -> None:
    running.exporter.act()
    running.hub.kill()
    assert running.exporter.had == 1
    exported = [each for each in running.on(AUDIT.name) if each["what"] == "exported"]
    assert [(each["role"], each["of"]) for each in exported] == [("risk", "register")]


def test_what_was_taken_while_the_monitors_are_away_is_said_to_wait_and_applied_later(
    running: Running,
) -> None:
    running.operations.act()
    [comment] = running.operations.said
    running.program.act()
    [declared] = running.program.said
    assert (comment.told, declared.told) == ("accepted", "accepted")
    assert running.program.standing(declared.action).status_code == HTTPStatus.NOT_FOUND

    with running.operations.opened() as http:

        def page() -> str:
            return http.get(ROOM, params={"action": comment.action}).text

        assert "not applied yet" in page()
        assert comment.mark not in page()
        running.monitors_come()
        eventually(lambda: comment.mark in page(), "the comment is applied")
        assert "not applied yet" not in page()
    eventually(
        lambda: running.program.standing(declared.action).status_code == HTTPStatus.OK, "it is declared"
    )
    assert running.program.standing(declared.action).json()["state"] == "applied"
