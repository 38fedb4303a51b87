"""A storm over notices: kill -9 of the worker while accounts fail and recover; then receivers are audited.

A service desk, a real mail server and a real Alertmanager each have to have everything that was decided for
them, in the order of its dedup key, and for each kill at most one notice twice: the same one, with the same
key and number.
"""

import asyncio
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, create_engine, select

from infra.database_address import sqlite_address
from infra.exits import TRY_AGAIN_LATER
from monitors.adapters.notice_routes.mail import message_id
from monitors.adapters.sql_notices import DELIVERIES, delivery_of
from monitors.adapters.sql_store import opened_store
from monitors.domain.notices.records import Delivery
from monitors.domain.outage.rules import Rules
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.signals import AccountEvent, VendorStatus, encode_signal
from streams.contracts.topics import DEFAULT_PREFIX, SIGNALS
from tests.alertmanager import alertmanager
from tests.http_receiver import Receiver as HttpReceiver
from tests.http_receiver import receiving
from tests.judgement_storm import KeptWorker
from tests.kafka_node import KafkaNode
from tests.mail_server import MailServer
from tests.monitoring import MonitorsChild, eventually
from tests.relying_units import RelyingWorks, city
from tests.squid_proxy import free_port
from tests.stored_work import SIGNALS as PLACE
from tests.watched_world import InThread, held

SETTINGS: Final = """
hub_url = "https://holdfast.example"
[[route]]
name = "desk"
kind = "service-desk"
needs = ["lan"]
url = "{desk}/notices"
body_file = "body.json"

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

[notices]
most_firsts_an_hour = 1000

[[notices.audiences]]
name = "by-desk"
role = "operations"
routes = ["desk"]

[[notices.audiences]]
name = "by-mail"
role = "operations"
routes = ["mail"]

[[notices.audiences]]
name = "by-alerts"
role = "operations"
routes = ["alerts"]
"""

AUDIENCES: Final = ("by-desk", "by-mail", "by-alerts")

BODY: Final = '{"key": {{ key | tojson }}, "number": {{ number }}, "kind": {{ kind | tojson }}}'

PATIENCE_MS: Final = Rules().event_patience_ms + 15_000
"""An event is judged when another one came so much later, where there is no log."""

NOW_EVERY_SECONDS: Final = 5.0

BUSY_EVERY: Final = 5
"""The receiver is busy for one in so many, and asks for a second."""


@dataclass
class Receiver:
    """Takes notices on 127.0.0.1; `arrivals` are those it answered with 200, in their order."""

    arrivals: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        """As long as the block lasts."""
        receiver = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                is_taken = receiver.take(body)
                self.send_response(200 if is_taken else 503)
                if not is_taken:
                    self.send_header("retry-after", "1")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its parent's)
                """Nothing: it is a test's."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
            self.address = f"http://127.0.0.1:{server.server_port}"
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def take(self, body: dict[str, Any]) -> bool:
        """Whether a notice is taken."""
        self.asked += 1
        if self.asked % BUSY_EVERY == 0:
            return False
        self.arrivals.append(body)
        self.arrived.set()
        return True


@dataclass(frozen=True)
class Storm:
    """How hard it is: kills at moments from `seed`, every second one while a notice is under way."""

    kills: int
    seed: int
    longest_life_seconds: float = 9.0


def ride_out(storm: Storm, folder: Path) -> None:
    """Let the storm pass; AssertionError where a notice is lost, or comes twice too often."""
    chance = random.Random(storm.seed)
    database = folder / "judged.db"
    with opened_store(URL.create("sqlite", database=str(database))) as store:
        for number, work in enumerate(RelyingWorks(list(city())).works()):
            store.commit(PLACE, number or None, number + 1, work)
    with (
        Receiver().listening() as receiver,
        MailServer(folder / "mail") as mail,
        _alerting(folder) as (alerts, told_on),
        KafkaNode(folder / "node") as node,
    ):
        (folder / "monitors.toml").write_text(
            SETTINGS.format(desk=receiver.address, mail=mail.port, alerts=alerts), encoding="utf-8"
        )
        (folder / "body.json").write_text(BODY, encoding="utf-8")
        node.wait_for("answering")
        asyncio.run(create_topics(node.bootstrap))
        worker = KeptWorker(
            partial(
                MonitorsChild,
                node.bootstrap,
                DEFAULT_PREFIX,
                sqlite_address(database),
                folder / "monitors.txt",
                "--settings",
                str(folder / "monitors.toml"),
            )
        )
        teller = Teller(node.bootstrap, receiver)
        try:
            for kill in range(storm.kills):
                worker.judges()
                receiver.arrived.clear()
                teller.breaks(kill)
                if kill % 2:
                    worker.live_until(teller.goes_on(receiver.arrived.is_set), "a notice is under way")
                else:
                    worker.live(chance.uniform(0.0, storm.longest_life_seconds))
                worker.kill()
            firsts = partial(_are_sent, database, len(AUDIENCES) * storm.kills)
            worker.live_until(teller.goes_on(firsts), "everybody knows what broke")
            teller.mends()
            everything = partial(_are_sent, database, 2 * len(AUDIENCES) * storm.kills)
            worker.live_until(teller.goes_on(everything), "everybody knows that it is over")
        finally:
            worker.child.kill()
        decided = _deliveries(database)
        _audit(receiver.arrivals, _of(decided, "by-desk"), storm.kills)
        _audit_mail(mail, _of(decided, "by-mail"), storm.kills)
        _audit_alerts(told_on, _of(decided, "by-alerts"))
    assert set(worker.statuses) <= {TRY_AGAIN_LATER}, f"the worker broke: {worker.statuses}"


@dataclass
class Teller:
    """Tells Kafka of accounts, as a door does: one after the other fails, and mends once people know."""

    bootstrap: str
    receiver: Receiver
    broken: set[int] = field(default_factory=set)
    mended: int = 0
    told_at: float = 0.0

    def breaks(self, number: int) -> None:
        """One more fails, and those mend of which somebody was told."""
        known = len({each["key"] for each in self.receiver.arrivals})
        mending = sorted(self.broken)[: max(0, known - self.mended)] if number % 3 == 0 else []
        self.mended += len(mending)
        self._tell([_event(number, "locked"), *(_event(each, "restored") for each in mending)])
        self.broken = (self.broken | {number}) - {*mending}

    def mends(self) -> None:
        """All of them are well."""
        self._tell([_event(each, "restored") for each in sorted(self.broken)])
        self.broken = set()

    def goes_on(self, condition: Callable[[], object]) -> Callable[[], object]:
        """The condition; while it is asked for, time passes on Kafka too, so that windows close."""

        def asked() -> object:
            if time.monotonic() - self.told_at >= NOW_EVERY_SECONDS:
                self._tell([])
            return condition()

        return asked

    def _tell(self, events: Sequence[AccountEvent]) -> None:
        """These, and something of now behind them, which closes what is before."""
        now = VendorStatus(source="page", at_ms=_now_ms(), platform="youtube", state="operational")
        asyncio.run(_commit(self.bootstrap, [*map(encode_signal, events), encode_signal(now)]))
        self.told_at = time.monotonic()


def _event(number: int, event: Any) -> AccountEvent:
    """Something that befell an account so long ago that its window can be judged."""
    return AccountEvent(
        source="desk",
        at_ms=_now_ms() - PATIENCE_MS,
        platform="facebook",
        account=f"account-{number:03d}",
        event=event,
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _commit(bootstrap: str, values: Sequence[bytes]) -> None:
    """Messages onto Kafka in one transaction."""
    log = KafkaEvidenceLog(bootstrap, "doors")
    await log.recover()
    try:
        await log.commit([Outgoing(SIGNALS.name, b"desk", value) for value in values])
    finally:
        await log.close()


def _deliveries(database: Path) -> list[Delivery]:
    """All deliveries that stand in the database."""
    engine = create_engine(URL.create("sqlite", database=str(database)))
    try:
        with engine.connect() as connection:
            return [delivery_of(row) for row in connection.execute(select(DELIVERIES))]
    finally:
        engine.dispose()


def _are_sent(database: Path, expected: int) -> bool:
    """Whether so much is decided and nothing waits."""
    found = _deliveries(database)
    return len(found) >= expected and all(each.state == "sent" for each in found)


@contextmanager
def _alerting(folder: Path) -> Iterator[tuple[str, HttpReceiver]]:
    """A real Alertmanager, and the webhook that it tells of alerts."""
    with InThread() as there, held(there, receiving()) as webhook:
        port = free_port()
        with held(there, alertmanager(folder / "alertmanager", webhook.url, port)) as address:
            yield address, webhook


def _of(decided: Sequence[Delivery], audience: str) -> list[Delivery]:
    """What was decided for one audience."""
    return [each for each in decided if each.notice.audience.name == audience]


def _audit_mail(mail: MailServer, decided: Sequence[Delivery], kills: int) -> None:
    """Every message is in the mailbox, and hardly any twice: by its Message-ID a reader shows it once."""
    came = [str(each.message["Message-ID"]) for each in mail.taken()]
    assert {*came} == {message_id(*each.key, "example.org") for each in decided}
    assert len(came) - len({*came}) <= kills


def _audit_alerts(webhook: HttpReceiver, decided: Sequence[Delivery]) -> None:
    """Alertmanager told of each alert once, and once that it is over: it knows a repeat when it has one."""
    wanted = {
        (each.notice.id, {"first": "firing", "all-clear": "resolved"}[each.notice.kind]) for each in decided
    }
    eventually(lambda: {*_said_by(webhook)} == wanted, "Alertmanager has told of every alert")
    assert set(Counter(_said_by(webhook)).values()) == {1}


def _said_by(webhook: HttpReceiver) -> list[tuple[str, str]]:
    return [
        (each["labels"]["holdfast_notice"], each["status"])
        for got in list(webhook.got)
        for each in json.loads(got.body)["alerts"]
    ]


def _audit(arrivals: Sequence[dict[str, Any]], decided: Sequence[Delivery], kills: int) -> None:
    """Every notice arrived, in its order, and hardly any twice."""
    keys = [(each["key"], each["number"]) for each in arrivals]
    assert {*keys} == {each.key for each in decided}
    repeats = len(keys) - len(set(keys))
    assert repeats <= kills, f"{repeats} repeats of {kills} kills"
    for key in {key for key, _ in keys}:
        own = [each for each in arrivals if each["key"] == key]
        first_seen = list(dict.fromkeys(each["number"] for each in own))
        assert first_seen == sorted(first_seen), f"out of order: {own}"
        assert {each["number"]: each["kind"] for each in own} == {1: "first", 2: "all-clear"}
        assert max(Counter(each["number"] for each in own).values()) <= kills + 1
