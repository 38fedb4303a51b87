"""People's actions on a real Kafka become the register, once each, whatever is killed; and can be read."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.actions import send_actions
from api.commands.register import app
from infra.database_address import VARIABLE
from monitors.adapters.database import engine_for, stated_url
from monitors.adapters.sql_store import SqlStore
from monitors.domain.register.actions import Confirm, RaiseDispute
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.contracts.topics import ACTIONS, CHANGES, MONITORS_DEAD_LETTERS
from tests.monitoring import MonitorsChild, eventually
from tests.register_actions import act, declares

pytestmark = pytest.mark.kafka

FILE = """
[[entries]]
unit = "Roads"
platform = "facebook"
activity = "closures of roads"
declared_on = 2026-01-14
owner_role = "Duty manager"
impact_over_time = [{ at_hours = 24, category = "safety", level = 4 }]
"""

Start = Callable[[], MonitorsChild]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'judged.db'}"


@pytest.fixture
def start(kafka: str, topic_prefix: str, database: str, tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as ending:

        def started() -> MonitorsChild:
            child = MonitorsChild(kafka, topic_prefix, database, tmp_path / "monitors.txt")
            ending.callback(child.kill)
            return child

        yield started


def applied(database: str) -> list[str]:
    """What became of every action so far; nothing while there is no register yet."""
    url = stated_url({VARIABLE: database})
    if not Path(str(url.database)).is_file():
        return []
    engine = engine_for(url)
    try:
        return [change.reason.code for change in SqlStore(engine).register.changes(0)]
    except Exception:  # noqa: BLE001 (the tables are being made)
        return []
    finally:
        engine.dispose()


async def on_topic(kafka: str, prefix: str, name: str) -> list[dict[str, Any]]:
    log = KafkaEvidenceLog(kafka, "collector.reader", prefix=prefix)
    await log.recover()
    try:
        return [json.loads(message.value) for message in await log.read_all(name)]
    finally:
        await log.close()


async def test_actions_are_applied_once_each_though_the_worker_is_killed_and_they_come_twice(
    kafka: str, topic_prefix: str, database: str, start: Start
) -> None:
    first = [declares(role="risk"), act(Confirm), act(RaiseDispute, reason="that was a campaign")]
    await send_actions(kafka, topic_prefix, first)
    worker = start()
    await asyncio.to_thread(eventually, lambda: len(applied(database)) == 3, "three actions applied")
    worker.kill()

    log = KafkaEvidenceLog(kafka, "collector.test", prefix=topic_prefix)
    await log.recover()
    await log.commit([Outgoing(ACTIONS.name, b"Roads", b"no action")])
    await log.close()
    await send_actions(kafka, topic_prefix, [*first, act(Confirm)])
    worker = start()
    await asyncio.to_thread(eventually, lambda: len(applied(database)) == 4, "a fourth action applied")
    await asyncio.to_thread(eventually, lambda: worker.events("judging"), "the worker is at it")

    def told() -> bool:
        events = asyncio.run(on_topic(kafka, topic_prefix, CHANGES.name))
        return len({event["id"] for event in events}) == 4

    await asyncio.to_thread(eventually, told, "each action told")
    letters = await on_topic(kafka, topic_prefix, MONITORS_DEAD_LETTERS.name)
    assert await asyncio.to_thread(worker.stop) == 0

    assert applied(database).count("dispute-is-open") == 1
    assert sorted(applied(database)) == [
        "dispute-is-open",
        "entry-confirmed",
        "entry-declared",
        "entry-disputed",
    ]
    assert [letter["reason"] for letter in letters] == ["unreadable"]


def test_a_register_file_is_declared_by_the_command_and_read_by_it(  # noqa: PLR0917 (pytest hands them in by name)
    kafka: str,
    topic_prefix: str,
    database: str,
    start: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "register.toml").write_text(FILE, "utf-8")
    monkeypatch.setenv(VARIABLE, database)
    declare = ["declare", str(tmp_path / "register.toml"), "--account", "account-7"]
    sent = CliRunner().invoke(app, [*declare, "--broker", kafka, "--prefix", topic_prefix])
    assert sent.exit_code == 0, sent.output
    start()
    eventually(lambda: applied(database) == ["entry-declared"], "the entry is declared")

    listed = CliRunner().invoke(app, ["list", "--json"])
    assert listed.exit_code == 0, listed.output
    [line] = [json.loads(line) for line in listed.stdout.splitlines()]
    assert (line["unit"], line["level"], line["confirmation"]) == ("Roads", "mission-critical", "asked")
    assert [finding["code"] for finding in line["findings"]] == ["declared-but-unused", "no-fallback"]
