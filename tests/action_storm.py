"""A storm over people's actions: kill -9 of hub, worker and Kafka while people act; then an audit of each.

Whatever the hub told of an action has to be true, and what it told nothing of is either done once or known to
nobody, and can be sent again. Nothing is done twice, and whoever did it stands in the audit log once.
"""

import asyncio
import json
import random
import socket
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Literal

from argon2 import PasswordHasher
from sqlalchemy import URL, create_engine

from api.domain.rights import Grant, Right
from api.people.passwords import Passwords
from api.people.store import opened_people
from infra.database_address import sqlite_address
from infra.exits import TRY_AGAIN_LATER
from monitors.adapters.sql_audit import SqlAuditRows
from monitors.adapters.sql_store import opened_store
from monitors.domain.audit.acting import entry_id
from monitors.domain.audit.chain import first_break
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import CHANGES, DEFAULT_PREFIX
from tests.acting_clients import Actor, Exporter, Person, Program, Said
from tests.broken_morning import INCIDENT, broken_morning
from tests.hub_process import HubChild, KeptHub
from tests.hubs import SIGNALS
from tests.judgement_storm import KeptWorker
from tests.kafka_node import KafkaNode
from tests.monitoring import MonitorsChild, eventually

Fate = Literal["hub", "worker", "broker"]

UNIT: Final = "Citizen Services"
TREE: Final = f"unit,parent,people\nCity,,\n{UNIT},City,40\nParks,City,30\nElections,City,6\n"
PASSWORD: Final = "a long enough pass phrase"  # noqa: S105 (of nobody)
SETTLED_SECONDS: Final = 120.0

WEAK: Final = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class Storm:
    """How hard it is: kills of each part, at moments from `seed`."""

    hub_kills: int
    worker_kills: int
    broker_kills: int
    seed: int
    longest_life_seconds: float = 3.0

    def fates(self, chance: random.Random) -> list[Fate]:
        """Who is killed, one after the other."""
        fates: list[Fate] = ["hub"] * self.hub_kills
        fates += ["worker"] * self.worker_kills
        fates += ["broker"] * self.broker_kills
        chance.shuffle(fates)
        return fates


def ride_out(storm: Storm, folder: Path) -> None:
    """Let the storm pass; AssertionError where anything that was done is lost, doubled or told wrongly."""
    chance = random.Random(storm.seed)
    (folder / "units.csv").write_text(TREE, encoding="utf-8")
    port = _free_port()
    with KafkaNode(folder / "node") as node:
        node.wait_for("answering")
        asyncio.run(create_topics(node.bootstrap))
        clients = everybody(folder, f"http://127.0.0.1:{port}", chance)
        units = ("--units", str(folder / "units.csv"))
        hub = KeptHub(partial(HubChild, node.bootstrap, DEFAULT_PREFIX, folder, *units, "--port", str(port)))
        database = sqlite_address(folder / "judged.db")
        worker = KeptWorker(
            partial(MonitorsChild, node.bootstrap, DEFAULT_PREFIX, database, folder / "monitors.txt", *units)
        )
        try:
            with _acting(clients) as futures:
                for fate in storm.fates(chance):
                    hub.child.showing()
                    worker.judges()
                    worker.live(chance.uniform(0.3, storm.longest_life_seconds))
                    _raise_faults(futures)
                    _strike(fate, hub, worker, node)
                hub.child.showing()
            _settle(clients, worker, folder)
            _audit(clients, node.bootstrap, folder)
        finally:
            hub.child.kill()
            worker.child.kill()
    assert set(worker.statuses) <= {TRY_AGAIN_LATER}, f"the worker broke: {worker.statuses}"


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _strike(fate: Fate, hub: KeptHub, worker: KeptWorker, node: KafkaNode) -> None:
    """Kill one of them; it comes back."""
    if fate == "hub":
        hub.kill()
    elif fate == "worker":
        worker.kill()
    else:
        node.kill_kafka()
        node.wait_for("answering")


def everybody(folder: Path, address: str, chance: random.Random) -> list[Actor]:
    """Everybody who acts, on a morning on which Facebook fails."""
    with opened_store(URL.create("sqlite", database=str(folder / "judged.db"))) as store:
        for number, work in enumerate(broken_morning(time.time_ns() // 1_000_000)):
            store.commit(SIGNALS, number or None, number + 1, work)
    people_at = URL.create("sqlite", database=str(folder / "hub.db"))
    with opened_people(people_at, now_ms=lambda: time.time_ns() // 1_000_000, passwords=WEAK) as people:
        grants = {"operations": Grant("operations"), "reviewer": Grant("unit", UNIT), "risk": Grant("risk")}
        known = {
            login: people.add(login, login.title(), PASSWORD, grants=[grant]).number
            for login, grant in grants.items()
        }
        rights = {"reviewer": {Right.SEE_REGISTER, Right.DECLARE}, "risk": {Right.EXPORT}}
        keys = {
            login: people.keys.make(known[login], "storm", [grants[login]], some, 1)[0]
            for login, some in rights.items()
        }
        sessions = {login: people.sessions.begin(number) for login, number in known.items()}

    def browser(login: str) -> dict[str, str]:
        return {"cookie": f"holdfast={sessions[login]}", "accept": "text/html"}

    def own_chance() -> random.Random:
        return random.Random(chance.random())

    def person(login: str, kind: str, page: str, target: str, **fields: str) -> Person:
        """`fields` are typed; one that is called "mark" gets the words that nobody else has."""
        return Person(
            address=address,
            headers=browser(login),
            chance=own_chance(),
            kind=kind,
            page=page,
            target=target,
            fields=lambda mark: {name: mark if said == "mark" else said for name, said in fields.items()},
        )

    room, answering = f"/incidents/{INCIDENT}", f"/units/{UNIT}/facebook/answer"
    return [
        Program(address, {"authorization": f"Bearer {keys['reviewer']}"}, own_chance(), unit=UNIT),
        Exporter(address, {"authorization": f"Bearer {keys['risk']}"}, own_chance()),
        person("operations", "comment", room, f"{room}/comment", text="mark"),
        person("reviewer", "state-impact", room, f"{room}/impact", text="mark", unit=UNIT),
        person("reviewer", "declare", answering, answering, activity="mark", of="+"),
    ]


@contextmanager
def _acting(clients: Sequence[Actor]) -> Iterator[Sequence["Future[None]"]]:
    """Everybody acts, each on their own, until the end of the block."""
    over = threading.Event()

    def act(client: Actor) -> None:
        while not over.is_set():
            client.act()
            over.wait(client.chance.uniform(0.0, 0.4))

    with ThreadPoolExecutor(len(clients)) as pool:
        futures = [pool.submit(act, client) for client in clients]
        try:
            yield futures
        finally:
            over.set()
    _raise_faults(futures)


def _raise_faults(futures: Sequence["Future[None]"]) -> None:
    """Raise what ended somebody who acts."""
    for future in futures:
        if future.done():
            future.result()


def _settle(clients: Sequence[Actor], worker: KeptWorker, folder: Path) -> None:
    """Everybody is alive again: who was told nothing asks, or sends the same again; all is applied."""
    for client in clients:
        if not isinstance(client, Program):
            continue
        for said in [each for each in client.said if each.told == "nothing"]:
            standing = client.standing(said.action)
            assert standing.status_code in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}, standing.text
            if standing.status_code == HTTPStatus.NOT_FOUND:
                answer = client.send(said.action, said.mark, may_give_up=False)
                assert answer is not None
                assert answer.status_code in {HTTPStatus.OK, HTTPStatus.ACCEPTED}, answer.text
    wanted = {said.action for client in clients for said in client.said if said.action}
    deadline = time.monotonic() + SETTLED_SECONDS
    while missing := wanted - {row["action"] for row in _rows(folder)}:
        assert time.monotonic() < deadline, f"taken, and never applied: {sorted(missing)}"
        worker.live(0.2)
    audited = {entry_id(row["kind"], row["action"]) for row in _rows(folder)}
    eventually(lambda: audited <= _entries(folder).keys(), "everybody who acted stands in the audit log")


def _audit(clients: Sequence[Actor], bootstrap: str, folder: Path) -> None:
    """Hold what was told against what is there."""
    rows = {row["action"]: row for row in _rows(folder)}
    marks = Counter(row["mark"] for row in rows.values())
    every = [said for client in clients for said in client.said]
    for said in every:
        _holds(said, rows, marks)
    told = Counter(each.told for each in every)
    assert told["nothing"], f"nobody lost a connection, so nothing was tried: {told}"
    assert told["applied"], told
    assert told["accepted"], told

    events = Counter(action for action, _ in {*asyncio.run(_events(bootstrap))})
    assert events == dict.fromkeys(rows, 1), "each action is told once, by the ids of events"
    entries = _entries(folder)
    changed = {id_ for id_, what in entries.items() if what == "changed"}
    assert changed == {entry_id(row["kind"], action) for action, row in rows.items()}
    exported = sum(what == "exported" for what in entries.values())
    assert exported >= sum(client.had for client in clients if isinstance(client, Exporter)) > 0
    engine = create_engine(URL.create("sqlite", database=str(folder / "judged.db")))
    try:
        links = SqlAuditRows(engine).links(0, 1_000_000)
    finally:
        engine.dispose()
    assert first_break(links, None) is None


def _holds(said: Said, rows: dict[str, dict[str, Any]], marks: Counter[str]) -> None:
    """What somebody was told of one action is so."""
    if said.told == "nothing" and not said.action:
        assert marks[said.mark] <= 1, f"done twice: {said}"
        return
    row = rows[said.action]
    assert (row["kind"], row["mark"]) == (said.kind, said.mark), said
    assert marks[said.mark] == 1, f"done twice: {said}"
    if said.told in {"applied", "refused"}:
        assert row["refused"] == (said.told == "refused"), said


def _rows(folder: Path) -> list[dict[str, Any]]:
    """What became of every action, with the words that nobody else has."""
    asked = (
        "SELECT action, kind, refused, activity AS mark FROM register_changes "
        "WHERE account <> 'somebody' UNION ALL "
        "SELECT action, kind, refused, json_extract(said, '$.text') FROM incident_actions"
    )
    return [dict(row) for row in _asked(folder, asked)]


def _entries(folder: Path) -> dict[str, str]:
    """What stands in the audit log, by the ids of entries."""
    return {row["id"]: row["what"] for row in _asked(folder, "SELECT id, what FROM audit_entries")}


def _asked(folder: Path, question: str) -> list[sqlite3.Row]:
    """The answer of the monitors' database, as anybody may read it."""
    path = folder / "judged.db"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
        opened.row_factory = sqlite3.Row
        return opened.execute(question).fetchall()


async def _events(bootstrap: str) -> list[tuple[str, str]]:
    """The action and the id of each event that tells of one."""
    log = KafkaEvidenceLog(bootstrap, "collector.reader", prefix=DEFAULT_PREFIX)
    await log.recover()
    try:
        told = [json.loads(message.value) for message in await log.read_all(CHANGES.name)]
    finally:
        await log.close()
    found = []
    for event in told:
        with suppress(KeyError):
            found.append((event["data"]["action"], event["id"]))
    return found
