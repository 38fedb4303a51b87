"""What tests of the monitors share: evidence of a simulated morning, workers to kill, and rows to expect."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, select

from infra.broker import leash
from infra.database_address import VARIABLE
from monitors.account_fold import AccountActionsPart
from monitors.actions_fold import ActionsFold
from monitors.adapters.broker_identity import identify
from monitors.adapters.database import stated_url
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.sql_store import OFFSETS
from monitors.audit_fold import AuditFold
from monitors.daily_scores import DailyScores
from monitors.domain.calendar import Calendar
from monitors.domain.findings.records import ToolRule
from monitors.domain.impact.rules import ImpactRules
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.rules import Rules
from monitors.domain.published.telling import Terms, Tree
from monitors.domain.register.contradictions import PlatformFacts
from monitors.domain.withholding import USUAL_K
from monitors.exercise_fold import ExercisePart
from monitors.folds import SignalsFold, Tellers, UsageFold
from monitors.impact_turns import USUAL, ImpactTurns
from monitors.lane_parts import Fold
from monitors.outside import Outside
from monitors.publishing import Publisher, Publishing
from monitors.register_alerts import RegisterAlerts
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.store import Place, Store
from monitors.unit_findings import Tools
from monitors.unit_turns import Organisation
from streams.adapters.evidence_log import Outgoing, Stored
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.adapters.evidence_log.memory import MemoryEvidenceLog
from streams.contracts.topics import ACTIONS, AUDIT, SIGNALS, USAGE, Topic
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.units import UNASSIGNED, Unit
from streams.simulation import disturbance
from tests.collecting import KEY, collector, recipe_for, the_catalogue
from tests.simulated_logs import TUESDAY_AT_NINE, morning, units_by_login, written
from tests.stored_work import Contents, contents_of_database, contents_of_memory

PATIENCE_SECONDS = 90.0

A_YEAR_AGO = TUESDAY_AT_NINE - timedelta(weeks=52)
"""A Tuesday too, and surely over: what lies ahead of the clock, no source is complete up to."""

OUTAGE = "dns:facebook@600+600"
"""Facebook's names are gone from the tenth to the twentieth minute."""

FIRST_KEY = Pseudonymiser(KEY, 1)

RULES = (
    ToolRule(
        name="Talk among colleagues",
        purpose="internal",
        audience="colleagues",
        sensitivity="protected",
        recommended=("slack",),
        not_allowed=("whatsapp", "facebook"),
    ),
)
"""The organisation's own rules on tools."""

OPERATORS = {name: platform.operator for name, platform in the_catalogue().platforms.items()}


@cache
def evidence(pseudonyms: Pseudonymiser = FIRST_KEY) -> tuple[tuple[Outgoing, ...], ...]:
    """Commits of two collectors that read the morning of a simulated organisation, piece by piece."""
    return asyncio.run(_collected(pseudonyms))


async def _collected(pseudonyms: Pseudonymiser) -> tuple[tuple[Outgoing, ...], ...]:
    """What the collectors commit, oldest first, the one source after the other in turns."""
    simulation = morning(
        begins_at=A_YEAR_AGO, lines=24_000, hours=None, disturbances=(disturbance(OUTAGE, A_YEAR_AGO),)
    )
    text, _ = written(simulation)
    lines = text.splitlines(keepends=True)
    memory = LogMemory()
    with tempfile.TemporaryDirectory() as folder:
        units_by_login(simulation, Path(folder))
        recipe = replace(recipe_for(Path(folder) / "directory.csv"), pseudonyms=pseudonyms)
        pieces = 30
        step = len(lines) // pieces
        for piece in range(pieces):
            for name, mine in (("north", lines[::2]), ("south", lines[1::2])):
                log = Path(folder) / f"{name}.log"
                with log.open("ab") as file:
                    file.writelines(mine[piece * step // 2 : (piece + 1) * step // 2])
                evidence_log = MemoryEvidenceLog(memory, f"collector.{name}")
                assert await collector(log, evidence_log, recipe, name=name, once=True).run() == "done"
    commits: list[list[Outgoing]] = []
    of_signals = {message.offset: place for place, message in enumerate(memory.stored[SIGNALS.name])}
    commits = [[] for _ in of_signals]
    for place, message in enumerate(memory.stored[SIGNALS.name]):
        commits[place].append(Outgoing(SIGNALS.name, message.key, message.value, 0))
    usage = memory.stored[USAGE.name]
    for number, message in enumerate(usage):
        place = number * len(commits) // len(usage)
        commits[place].append(Outgoing(USAGE.name, message.key, message.value, message.partition))
    return tuple(tuple(commit) for commit in commits)


async def feed(log: KafkaEvidenceLog, commits: Sequence[Sequence[Outgoing]]) -> None:
    """Put commits on Kafka, each in a transaction as a collector does; `log` has recovered."""
    for commit in commits:
        await log.commit(commit)


def fold_of(topic: Topic, store: Store, *units: Unit) -> Fold:
    """The fold of a topic, as the worker of an organisation with these units makes it."""
    if topic is ACTIONS:
        calendar = Calendar(UTC)
        register, exercises = RegisterPart(store.register, calendar), ExercisePart(store.exercises, calendar)
        accounts = AccountActionsPart(store.accounts, store.activity, Calendar(UTC))
        return ActionsFold(register, RoomPart(store.rooms), exercises, accounts, lambda: 0)
    if topic is AUDIT:
        return AuditFold(store.audit)
    if topic is USAGE:
        return UsageFold(Calendar(UTC), MonitorMetrics())
    return SignalsFold(
        lambda state: Judge(Rules(), OPERATORS, state),
        MonitorMetrics(),
        store.left_over,
        tellers_of(store, *units),
        lambda: 0,
        k=USUAL_K,
    )


def scores_of(store: Store, *units: Unit, k: int = USUAL_K) -> DailyScores:
    """What tells what the units of an organisation rely on, from what a store holds, in UTC."""
    organisation = Organisation.of([Unit(UNASSIGNED), *units])
    tools = Tools(the_catalogue().platforms, RULES)
    rows, register, found = store.reliance, store.register, store.findings
    return DailyScores(rows, register, organisation, Calendar(UTC), lambda: 0, found=found, tools=tools, k=k)


def impact_of(store: Store, *units: Unit, rules: ImpactRules = USUAL) -> ImpactTurns:
    """What tells what outages cost these units, from what a store holds, in UTC."""
    organisation = Organisation.of([Unit(UNASSIGNED), *units])
    return ImpactTurns(store.reliance, store.register, organisation, Calendar(UTC), lambda: 0, rules=rules)


def tellers_of(store: Store, *units: Unit) -> Tellers:
    """All that is told beside the judge."""
    facts = {name: PlatformFacts(name, operator) for name, operator in OPERATORS.items()}
    alerts = RegisterAlerts(store.register, store.reliance, store.rooms, facts, Calendar(UTC))
    return Tellers(
        scores_of(store, *units), impact_of(store, *units), alerts, publishing_of(store, *units), Outside()
    )


def publishing_of(store: Store, *units: Unit, k: int = USUAL_K, zone: tzinfo = UTC) -> Publishing:
    """What publishes closed weeks and months, from what a store holds."""
    terms = Terms(Tree.of([Unit(UNASSIGNED), *units]), k)
    publisher = Publisher(terms, Calendar(zone), the_catalogue().version, 400, USAGE.partitions)
    return Publishing(store.published, store.reliance, publisher, lambda: 0)


async def judged_without_disturbance(
    bootstrap: str, prefix: str, stored: Sequence[Stored], until: Contents
) -> Contents:
    """What messages come to, ticks included, folded in memory one by one, up to the offsets of `until`."""
    names = {topic.named(prefix): topic for topic in (USAGE, SIGNALS)}
    identity = await identify(bootstrap, list(names))
    memory = Memory()
    store = MemoryStore(memory)
    places: dict[tuple[str, int], tuple[Place, Fold]] = {}
    ends = {(place.topic, place.partition): end for place, end in until.offsets.items()}
    for message in stored:
        key = (message.topic, message.partition)
        full = SIGNALS.named(prefix) if message.topic == SIGNALS.name else USAGE.named(prefix)
        if message.offset >= ends.get((full, message.partition), 0):
            continue
        if key not in places:
            place = Place(identity.cluster, identity.topics[full], full, message.partition)
            fold = fold_of(names[full], store)
            fold.restore(store.resume(place))
            places[key] = (place, fold)
        place, fold = places[key]
        fold.take(message.offset, message.value, message.appended_at_ms)
        expected = store.resume(place).next_offset
        store.commit(place, expected, message.offset + 1, fold.work(place))
    return contents_of_memory(memory)


class MonitorsChild:
    """`holdfast monitors` in a process of its own, that ends with this one."""

    def __init__(self, bootstrap: str, prefix: str, database: str, said: Path, *arguments: str) -> None:
        command = [sys.executable, "-c", "from infra.cli import main; main()", "monitors"]
        command += ["--broker", bootstrap, "--prefix", prefix, "--log-level", "debug", *arguments]
        environment = {name: value for name, value in os.environ.items() if name != "HOLDFAST_KAFKA"}
        self.said = said
        with said.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
                stdout=out,
                stderr=out,
                env={**environment, VARIABLE: database},
            )

    def events(self, name: str) -> list[dict[str, Any]]:
        """What it said of this kind so far."""
        lines = self.said.read_text(encoding="utf-8").splitlines() if self.said.exists() else []
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [event for event in told if event.get("event") == name]

    @property
    def partitions(self) -> list[str]:
        """What it judges now, as `topic/partition`."""
        judging = self.events("judging")
        return list(judging[-1]["partitions"]) if judging else []

    def kill(self) -> None:
        """End it with kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(25)


def eventually(condition: Callable[[], object], what: str, within_seconds: float = PATIENCE_SECONDS) -> None:
    """Look until the condition holds; AssertionError if it never does."""
    deadline = time.monotonic() + within_seconds
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.1)


def offsets_in(database: str) -> dict[tuple[str, int], int]:
    """How far each partition is judged, by topic and partition; empty while there are no tables."""
    engine = create_engine(stated_url({VARIABLE: database}))  # not as a writer, who would lock SQLite's file
    try:
        if not inspect(engine).has_table(OFFSETS.name):
            return {}
        with engine.connect() as connection:
            rows = connection.execute(select(OFFSETS.c.topic, OFFSETS.c.partition, OFFSETS.c.next_offset))
            return {(row.topic, row.partition): row.next_offset for row in rows}
    finally:
        engine.dispose()


def contents_in(database: str) -> Contents:
    """Everything that the database holds, read as anybody may read it."""
    engine = create_engine(stated_url({VARIABLE: database}))
    try:
        return contents_of_database(engine)
    finally:
        engine.dispose()


async def last_offsets(log: KafkaEvidenceLog, prefix: str) -> dict[tuple[str, int], int]:
    """The last message of each partition of evidence."""
    last: dict[tuple[str, int], int] = {}
    for topic in (USAGE, SIGNALS):
        for message in await log.read_all(topic.name):
            last[topic.named(prefix), message.partition] = message.offset
    return last


async def is_judged(log: KafkaEvidenceLog, prefix: str, database: str) -> None:
    """Wait until everything that is on the topics now is judged."""
    last = await last_offsets(log, prefix)

    def reached() -> bool:
        judged = offsets_in(database)
        return all(judged.get(partition, 0) > offset for partition, offset in last.items())

    await asyncio.to_thread(eventually, reached, f"everything judged up to {last}")


async def is_relayed(database: str) -> None:
    """Wait until everything that was decided is sent."""
    await asyncio.to_thread(eventually, lambda: not contents_in(database).messages, "everything sent")


def assert_same_rows(found: Contents, wanted: Contents) -> None:
    """All rows are the same; messages that were sent are gone from the database, so they are not compared."""
    for name in ("offsets", "sources", "incidents", "transitions", "hours", "days", "minutes"):
        assert getattr(found, name) == getattr(wanted, name), name


def by_id(events: Iterable[bytes]) -> dict[str, bytes]:
    """What was said, as a receiver has it that drops repeats; a repeat must say the same."""
    said: dict[str, bytes] = {}
    for event in events:
        assert said.setdefault(json.loads(event)["id"], event) == event
    return said
