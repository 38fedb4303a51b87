"""A storm over all that judges: kill -9 of worker, broker and database while a log grows; then an audit.

What the database then holds is compared with the simulation's truth; with the very messages that the worker
read, folded in memory one by one; and with the same log, collected and judged without any disturbance.
"""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

from infra.exits import TRY_AGAIN_LATER
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.outage.records import SourceRow
from monitors.store import Place
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.adapters.evidence_log.memory import MemoryEvidenceLog
from streams.adapters.key_file import read_keys
from streams.adapters.topics import create_topics
from streams.contracts.topics import CHANGES, DEFAULT_PREFIX, SIGNALS, USAGE
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from streams.simulation import Simulation, Truth, disturbance
from tests.collecting import collector, recipe_for
from tests.collector_storm import SOURCE, Child, GrowingLog, write_log
from tests.evidence_sums import EXCLUDED, truth_sums
from tests.kafka_node import KafkaNode
from tests.monitoring import (
    A_YEAR_AGO,
    OUTAGE,
    MonitorsChild,
    assert_same_rows,
    by_id,
    contents_in,
    eventually,
    fold_of,
    is_judged,
    judged_without_disturbance,
    offsets_in,
)
from tests.postgresql_server import PostgresqlServer
from tests.simulated_logs import morning
from tests.stored_work import Contents, contents_of_memory

Fate = Literal["worker", "broker", "database"]

OFTEN_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 120.0


@dataclass(frozen=True)
class Storm:
    """How hard it is: kills of each part, at moments from `seed`."""

    worker_kills: int
    broker_kills: int
    database_kills: int
    seed: int
    longest_life_seconds: float = 3.0

    def fates(self, chance: random.Random) -> list[Fate]:
        """Who is killed, one after the other."""
        fates: list[Fate] = ["worker"] * self.worker_kills
        fates += ["broker"] * self.broker_kills
        fates += ["database"] * self.database_kills
        chance.shuffle(fates)
        return fates


def troubled_morning(lines: int, troubles: Sequence[str] = (OUTAGE,)) -> Simulation:
    """A morning of so many lines, as of a year ago, on which these things break: Facebook's names, usually.

    It is surely over, so what a collector says of it does not depend on when it is read.
    """
    disturbances = tuple(disturbance(trouble, A_YEAR_AGO) for trouble in troubles)
    return morning(begins_at=A_YEAR_AGO, lines=lines, hours=None, disturbances=disturbances)


class KeptWorker:
    """`holdfast monitors`, started again whenever it ends, as a supervisor does; `statuses` are those ends.

    Use it from one thread, and call `tend` often.
    """

    def __init__(self, start: Callable[[], MonitorsChild]) -> None:
        self._start = start
        self.statuses: list[int] = []
        self.child = start()
        self._judging_before = 0

    @property
    def is_judging(self) -> bool:
        """Whether it has taken partitions on in this life."""
        return len(self.child.events("judging")) > self._judging_before

    def kill(self) -> None:
        """End it with kill -9; it comes back."""
        self.child.kill()
        self._begin_anew()

    def tend(self) -> None:
        """Start it again where it has ended by itself."""
        status = self.child.process.poll()
        if status is not None:
            self.statuses.append(status)
            self._begin_anew()

    def live(self, seconds: float) -> None:
        """Look after it for so long: what is killed next is killed at a moment that nobody chose."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.tend()
            time.sleep(min(left, OFTEN_SECONDS))

    def judges(self) -> None:
        """Look after it until it judges."""
        self.live_until(lambda: self.is_judging, "the worker judges")

    def live_until(self, condition: Callable[[], object], what: str) -> None:
        """Look after it until the condition holds; AssertionError if it never does."""

        def holds() -> object:
            self.tend()
            return condition()

        eventually(holds, what, PATIENCE_SECONDS)

    def _begin_anew(self) -> None:
        self._judging_before = len(self.child.events("judging"))
        self.child = self._start()


async def ride_out(
    storm: Storm, simulation: Simulation, folder: Path, server: PostgresqlServer | None
) -> None:
    """Let the storm pass; AssertionError where anything is not as without it.

    The database is that of `server`, which is killed too, or SQLite in the folder.
    """
    assert server is not None or not storm.database_kills, "only a server can be killed"
    database = server.create_database("storm") if server else f"sqlite:///{folder / 'judged.db'}"
    truth = await asyncio.to_thread(write_log, simulation, folder)
    with KafkaNode(folder / "node") as node:
        await asyncio.to_thread(node.wait_for, "answering")
        await create_topics(node.bootstrap)
        log = KafkaEvidenceLog(node.bootstrap, "reader")
        worker = await asyncio.to_thread(
            KeptWorker,
            partial(MonitorsChild, node.bootstrap, DEFAULT_PREFIX, database, folder / "monitors.txt"),
        )
        try:
            passing = Passing(storm, node, server, worker, folder, database)
            await asyncio.to_thread(passing.pass_over)
            await is_judged(log, DEFAULT_PREFIX, database)
            await asyncio.to_thread(worker.judges)
            assert await asyncio.to_thread(worker.child.stop) == 0, worker.child.said.read_text()[-3000:]
            await audit(node.bootstrap, log, truth, folder, contents_in(database))
        finally:
            worker.child.kill()
            await log.close()
    assert set(worker.statuses) <= {TRY_AGAIN_LATER}, f"the worker broke: {worker.statuses}"


@dataclass(frozen=True)
class Passing:
    """A storm on its way, and what it passes over."""

    storm: Storm
    node: KafkaNode
    server: PostgresqlServer | None
    worker: KeptWorker
    folder: Path
    database: str

    def pass_over(self) -> None:
        """The log grows, one part after the other is killed, and at the end the log is read to its end."""
        chance = random.Random(self.storm.seed)
        fates = self.storm.fates(chance)
        log = GrowingLog(self.folder, chance)
        reading = Child.start(self.folder, self.node.bootstrap)
        judged: list[int] = []
        try:
            for fate in fates:
                self.worker.judges()
                log.grow(0.8 / len(fates))
                self.worker.live(chance.uniform(0.0, self.storm.longest_life_seconds))
                judged.append(sum(offsets_in(self.database).values()))
                self._strike(fate, chance)
            log.finish()
            assert reading.stop() in {0, -signal.SIGTERM}, reading.said.read_text()[-3000:]
        finally:
            reading.kill()
        last = Child.start(self.folder, self.node.bootstrap, "--once")
        try:
            self.worker.live_until(lambda: last.process.poll() is not None, "the log is read")
            assert last.process.returncode == 0, last.said.read_text()[-3000:]
        finally:
            last.kill()
        assert len(set(judged)) > len(judged) // 2, f"too little was judged between the kills: {judged}"

    def _strike(self, fate: Fate, chance: random.Random) -> None:
        """Kill one of them; it comes back."""
        if fate == "worker":
            self.worker.kill()
        elif fate == "broker":
            self.node.kill_kafka()
            self.node.wait_for("answering")
        elif self.server is not None:
            self.server.kill()
            self.worker.live(chance.uniform(0.0, self.storm.longest_life_seconds))
            self.server.start()


async def audit(bootstrap: str, log: KafkaEvidenceLog, truth: Truth, folder: Path, found: Contents) -> None:
    """Hold what the database holds against all that it can be held against."""
    stored = [message for topic in (USAGE, SIGNALS) for message in await log.read_all(topic.name)]
    folded = await judged_without_disturbance(bootstrap, DEFAULT_PREFIX, stored, found)
    assert_same_rows(found, folded)
    said = [message.value for message in await log.read_all(CHANGES.name)]
    left = [value for _, _, value in found.messages]
    assert by_id([*said, *left]) == by_id(value for _, _, value in folded.messages)

    assert requests_of(found) == truth_sums(truth)
    assert_same_judgement(found, await undisturbed(folder))
    assert {incident.cause for incident in found.incidents.values()} >= {"platform"}


def requests_of(found: Contents) -> Counter[tuple[str, str, str]]:
    """Requests on hosts that count, by platform, outcome and unit."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for key, counts in found.hours.items():
        for outcome, count in zip(USAGE_COUNTS, counts, strict=True):
            if key.use != "no" and count and outcome in OUTCOMES and key.unit != EXCLUDED:
                sums[key.platform, outcome, key.unit] += count
    return sums


async def undisturbed(folder: Path) -> Contents:
    """What the whole log comes to, read at once and judged in memory: no processes, clock or disturbance."""
    memory, store = LogMemory(), MemoryStore(Memory())
    recipe = replace(
        recipe_for(folder / "directory.csv", folder / "units.csv"),
        pseudonyms=read_keys(folder / "key")[-1],
    )
    evidence = MemoryEvidenceLog(memory, f"collector.{SOURCE}")
    ending = await collector(folder / "whole.log", evidence, recipe, name=SOURCE, once=True).run()
    assert ending == "done"
    for topic in (USAGE, SIGNALS):
        folds = [fold_of(topic, store) for _ in range(topic.partitions)]
        for message in memory.stored[topic.name]:
            place = Place("", "", topic.name, message.partition)
            fold = folds[message.partition]
            fold.take(message.offset, message.value)
            store.commit(place, store.resume(place).next_offset, message.offset + 1, fold.work(place))
    return contents_of_memory(store.memory)


def assert_same_judgement(found: Contents, wanted: Contents) -> None:
    """All rows that a log alone decides are the same.

    Which offset judged them is not compared, for a log may be cut into commits anywhere. And by the clock,
    which only the live judge has, a log that nothing came of for minutes is silent: that may come on top, and
    what the clock tells of a source is left aside.
    """
    assert _without_the_clock(found) == _without_the_clock(wanted)
    for name in ("hours", "days", "minutes"):
        assert getattr(found, name) == getattr(wanted, name), name
    by_the_clock = [found.incidents[id_] for id_ in found.incidents.keys() - wanted.incidents.keys()]
    assert {incident.cause for incident in by_the_clock} <= {"blind"}
    assert {id_: found.incidents.get(id_) for id_ in wanted.incidents} == wanted.incidents
    assert {id_: found.transitions.get(id_) for id_ in wanted.transitions} == wanted.transitions


def _without_the_clock(contents: Contents) -> dict[str, SourceRow]:
    """The sources as a log alone decides them."""
    return {name: replace(row, blind_since_ms=None, findings=()) for name, row in contents.sources.items()}
