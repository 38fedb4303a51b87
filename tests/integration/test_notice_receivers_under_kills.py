"""A mail server, an Alertmanager and a service desk, while whoever sends is killed again and again."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace as changed
from functools import partial
from pathlib import Path
from random import Random
from time import time_ns

from msgspec.structs import replace
from sqlalchemy import URL, create_engine, select

from monitors.adapters.notice_routes.mail import message_id
from monitors.adapters.sql_notices import DELIVERIES, delivery_of
from monitors.adapters.sql_store import opened_store
from monitors.domain.notices.records import Audience, Delivery, Notice
from monitors.notice_rows import NoticeWork
from monitors.store import Work
from tests.alertmanager import alertmanager, alerts_at
from tests.http_receiver import Answer, Receiver, receiving
from tests.mail_server import MailServer
from tests.notices_told import OUTAGE, OVER, all_clear, notice
from tests.stored_work import SIGNALS

SETTINGS = """
hub_url = "https://holdfast.example"
[[route]]
name = "mail"
kind = "mail"
needs = ["lan", "mail"]
host = "127.0.0.1"
port = {mail}
security = "none"
sender = "holdfast@example.org"
recipients = ["oncall@example.org"]
[[route]]
name = "alerts"
kind = "alertmanager"
needs = ["lan"]
url = "{alerts}"
[[route]]
name = "desk"
kind = "service-desk"
needs = ["lan"]
url = "{desk}/notices"
body_file = "body.j2"
"""

ROUTES = ("mail", "alerts", "desk")
INCIDENTS = 10
KILLS = 2
PATIENCE_SECONDS = 60.0


def told(number: int, route: str, *, is_over: bool) -> Notice:
    """A notice of one of the incidents to the audience of a route."""
    about = {"id": f"outage-{number}/{route}", "audience": Audience(route, "operations")}
    incident = replace(OVER if is_over else OUTAGE, id=f"outage-{number}")
    return (all_clear if is_over else notice)(incident=incident, **about)


def decide(database: Path, offset: int, *, is_over: bool) -> None:
    """What is to be sent next, as the judge's worker writes it down."""
    deliveries = [
        Delivery(notice=told(number, route, is_over=is_over), subject=f"outage-{number}", routes=(route,))
        for number in range(INCIDENTS)
        for route in ROUTES
    ]
    with opened_store(URL.create("sqlite", database=str(database))) as store:
        work = Work(notices=NoticeWork(deliveries=_of_now(deliveries)))
        store.commit(SIGNALS, offset or None, offset + 1, work)


def _of_now(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """The same, told of just now, for what is a day old is given up."""
    now_ms = time_ns() // 1_000_000
    return [replace(each, notice=changed(each.notice, at_ms=now_ms)) for each in deliveries]


def waiting(database: Path) -> int:
    """How many deliveries wait."""
    engine = create_engine(URL.create("sqlite", database=str(database)))
    try:
        with engine.connect() as connection:
            found = [delivery_of(row) for row in connection.execute(select(DELIVERIES))]
    finally:
        engine.dispose()
    assert not [each for each in found if each.state == "failed"]
    return sum(each.state == "waiting" for each in found)


@asynccontextmanager
async def sender(database: Path, settings: Path) -> AsyncIterator[None]:
    """Whoever sends, until it is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.notice_sender", str(database), str(settings)
    )
    try:
        yield
        assert process.returncode is None, "it ended by itself"
    finally:
        process.kill()
        await process.wait()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that nobody tells us of."""

    async def look() -> None:
        while not condition():  # noqa: ASYNC110 (what it looks at is another process's)
            await asyncio.sleep(0.02)

    await asyncio.wait_for(look(), PATIENCE_SECONDS)


async def test_every_receiver_has_every_notice_and_at_most_one_twice_for_each_kill(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    database, chance = tmp_path / "judged.db", Random(7)
    with MailServer(tmp_path / "mail") as mail:
        async with (
            receiving() as desk,
            receiving() as webhook,
            alertmanager(tmp_path / "alertmanager", webhook.url, unused_tcp_port) as alerts,
        ):
            desk.usual = Answer(seconds=0.05)
            (tmp_path / "body.j2").write_text('{"key": {{ key|tojson }}, "number": {{ number }}}')
            settings = tmp_path / "monitors.toml"
            settings.write_text(SETTINGS.format(mail=mail.port, alerts=alerts, desk=desk.url))

            for offset, is_over in enumerate((False, True)):
                decide(database, offset, is_over=is_over)
                for _ in range(KILLS):
                    async with sender(database, settings):
                        enough = len(desk.got) + chance.randint(1, 3)
                        await until(partial(_has_or_rests, desk, enough, database))
                async with sender(database, settings):
                    await until(lambda: not waiting(database))
                firing = await alerts_at(alerts)
                assert len(firing) == (0 if is_over else INCIDENTS)
            await until(lambda: len(said_by(webhook)) == 2 * INCIDENTS)

        kills = 2 * (KILLS + 1)
        audit([str(each.message["Message-ID"]) for each in mail.taken()], ids_of("mail"), kills)
        audit([(each.json["key"], each.json["number"]) for each in desk.got], keys_of("desk"), kills)
        assert set(Counter(said_by(webhook)).values()) == {1}, "Alertmanager knows a repeat when it has one"


def _has_or_rests(desk: Receiver, enough: int, database: Path) -> bool:
    """Whether the desk has so many, or nothing is left to send."""
    return len(desk.got) >= enough or not waiting(database)


def said_by(webhook: Receiver) -> list[tuple[str, str]]:
    """What Alertmanager told of, alert by alert."""
    return [
        (each["labels"]["holdfast_notice"], each["status"])
        for got in webhook.got
        for each in json.loads(got.body)["alerts"]
    ]


def keys_of(route: str) -> list[tuple[str, int]]:
    return [(f"outage-{number}/{route}", which) for number in range(INCIDENTS) for which in (1, 2)]


def ids_of(route: str) -> list[str]:
    return [message_id(key, number, "example.org") for key, number in keys_of(route)]


def audit(came: Sequence[object], decided: Sequence[object], kills: int) -> None:
    """Nothing is lost, nothing came that was not decided, and hardly anything twice."""
    assert set(came) == set(decided)
    assert len(came) - len(set(came)) <= kills
