"""A snapshot of a log and the live run over the same bytes say the same of what units rely on."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import URL, make_url
from typer.testing import CliRunner

from api.commands.exercise import app as exercise
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.sql_store import opened_store
from monitors.domain.calendar import Calendar
from monitors.domain.reliance.daily import Dependency
from monitors.domain.withholding import USUAL_K
from monitors.exercise_schema import Exercise
from monitors.snapshot import SnapshotFold
from monitors.snapshot_findings import exact_findings
from monitors.snapshot_schema import Dependency as Shown
from monitors.snapshot_schema import Snapshot
from monitors.snapshot_sums import Terms
from monitors.store import Place, Store
from streams.adapters.directory_files import load_directory
from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.adapters.evidence_log.memory import MemoryEvidenceLog
from streams.contracts.signals import Tick, encode_signal
from streams.contracts.topics import SIGNALS, USAGE
from streams.domain.directory import Directory
from streams.domain.units import UNASSIGNED
from streams.domain.unknown_hosts import HostTally
from streams.simulation import Simulation, disturbance
from tests.chains import blocks_of, catalogue, chain, parts_of
from tests.collecting import collector, recipe_for
from tests.monitoring import A_YEAR_AGO, RULES, fold_of
from tests.simulated_logs import morning, written
from tests.stored_work import contents_of_database, contents_of_memory

PEOPLE, DAYS, K = 120, 2, 5
OUTAGE = f"dns:facebook@{26 * 3600}+{3 * 3600}"
"""Facebook's names are gone from eleven to two on the second day."""

TICKS = 60


@dataclass(frozen=True)
class Log:
    """A log of some days, and the organisation behind it."""

    path: Path
    directory: Path
    units: Path

    @property
    def people(self) -> Directory:
        return load_directory(self.directory, self.units, UTC)


def simulation() -> Simulation:
    return morning(
        begins_at=A_YEAR_AGO,
        people=PEOPLE,
        hours=DAYS * 24 - 8.0,
        busy_lines_a_second=0.5,
        catalogued_share=0.5,
        disturbances=(disturbance(OUTAGE, A_YEAR_AGO),),
    )


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder = tmp_path_factory.mktemp("days")
    made = simulation()
    made.organisation.write_directory(folder / "directory.csv")
    made.organisation.write_units(folder / "units.csv")
    (folder / "access.log").write_bytes(written(made)[0])
    return Log(folder / "access.log", folder / "directory.csv", folder / "units.csv")


@pytest.fixture(scope="module")
def evidence(log: Log) -> LogMemory:
    """What a collector makes of the log."""
    memory = LogMemory()
    reading = collector(
        log.path, MemoryEvidenceLog(memory, "collector.a"), recipe_for(log.directory, log.units), once=True
    )
    assert asyncio.run(reading.run()) == "done"
    return memory


@pytest.fixture(scope="module")
def read(log: Log) -> SnapshotFold:
    """The log, read to its end."""
    terms = Terms(catalogue(), log.people, Calendar(UTC), K, True, 4_000_000_000_000, RULES)
    fold = SnapshotFold(terms)
    for part in parts_of(chain(log.people), blocks_of(log.path.read_bytes(), [])):
        fold.add(part)
    return fold


@pytest.fixture(scope="module")
def snapshot(read: SnapshotFold) -> Snapshot:
    return read.document(["access.log"], "squid", HostTally())


def judge(store: Store, evidence: LogMemory, people: Directory) -> None:
    """A worker's life: all evidence, then time passes until every day is told."""
    offset = 0
    for topic in (USAGE, SIGNALS):
        partitions = {message.partition for message in evidence.stored[topic.name]}
        for partition in sorted(partitions):
            place = Place("cluster", topic.name, topic.name, partition)
            fold = fold_of(topic, store, *people.units[1:])
            fold.restore(store.resume(place))
            mine = [one for one in evidence.stored[topic.name] if one.partition == partition]
            for message in mine:
                fold.take(message.offset, message.value)
                expected = store.resume(place).next_offset
                store.commit(place, expected, message.offset + 1, fold.work(place))
            if topic is SIGNALS:
                last_ms = int((A_YEAR_AGO + timedelta(days=DAYS + 1)).timestamp() * 1000)
                for tick in range(TICKS):
                    offset = mine[-1].offset + 1 + tick
                    fold.take(offset, encode_signal(Tick(source="!clock", at_ms=last_ms + tick * 5_000)))
                    store.commit(place, offset, offset + 1, fold.work(place))


@pytest.fixture(scope="module")
def live(evidence: LogMemory, log: Log) -> Memory:
    """What a worker with a store in memory makes of it."""
    memory = Memory()
    judge(MemoryStore(memory), evidence, log.people)
    return memory


def told(memory: Memory) -> dict[tuple[str, str], Dependency]:
    return memory.reliance.dependencies


def listed(snapshot: Snapshot) -> dict[tuple[str, str], Shown]:
    """The pairs that a snapshot names, with their scores."""
    return {(each.unit, each.platform): each for each in snapshot.dependencies if each.score is not None}


def test_live_and_snapshot_give_the_same_score_to_every_pair(live: Memory, snapshot: Snapshot) -> None:
    same = listed(snapshot)

    assert len(same) > 15
    for pair, shown in same.items():
        mine = told(live)[pair].today
        points = [(factor.name, factor.band, factor.points) for factor in mine.factors]
        assert points == [(factor.name, factor.band, factor.points) for factor in shown.factors], pair
        assert mine.score == shown.score, pair
        assert (mine.level, mine.candidate) == (shown.level, shown.candidate), pair


def test_what_a_snapshot_leaves_out_has_no_level_live_either(live: Memory, snapshot: Snapshot) -> None:
    platforms = {platform for _, platform in listed(snapshot)}  # of the others nothing is said of any unit
    others = {
        (unit, platform)
        for unit, platform in told(live).keys() - listed(snapshot).keys()
        if live.reliance.standings[unit].people >= K and platform in platforms
    }

    assert others
    assert {told(live)[pair].today.level for pair in others} == {"none"}


def test_live_and_snapshot_find_the_same_in_every_unit_to_the_last_figure(
    live: Memory, read: SnapshotFold
) -> None:
    judged = read.judged_log()
    assert judged is not None
    exact = exact_findings(judged.found, replace(judged.known, k=USUAL_K), catalogue().platforms, RULES)
    found = {judged.known.units[unit].name: own for unit, own in exact}
    stands = {unit: [each.finding for each in own] for unit, own in live.reliance.findings.items()}

    assert stands == {unit: own for unit, own in found.items() if own and unit != UNASSIGNED}
    kinds = {each.kind for own in stands.values() for each in own}
    assert kinds >= {"exposure", "tool-rule", "policy-coverage"}


def test_an_outage_tells_who_insisted_in_both(live: Memory, snapshot: Snapshot) -> None:
    outages = [one for one in live.incidents.values() if one.detected_at_ms is not None]
    assert any("facebook" in incident.platforms for incident in outages)
    bands = {
        factor.band
        for pair, each in listed(snapshot).items()
        for factor in told(live)[pair].today.factors
        if factor.name == "persistence" and each.platform == "facebook"
    }
    assert bands - {"no-outage-seen", "no-certain-use"}


@pytest.fixture(scope="module")
def database(evidence: LogMemory, log: Log, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """The same in a file."""
    url = make_url(f"sqlite:///{tmp_path_factory.mktemp('live')}/judged.db")
    with opened_store(url) as store:
        judge(store, evidence, log.people)
    return url


def test_a_database_holds_what_a_store_in_memory_holds(live: Memory, database: URL) -> None:
    with opened_store(database) as store:
        assert contents_of_database(store.engine).reliance == contents_of_memory(live).reliance


def test_an_exercise_on_what_is_stored_says_what_one_on_the_log_says(
    database: URL, log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = (A_YEAR_AGO + timedelta(days=1)).date().isoformat()
    platforms = [word for name in ("facebook", "youtube", "linkedin", "x") for word in ("--platform", name)]
    asked = [*platforms, "--day", day, "--from", "00:00", "--to", "24:00", "--k", str(K)]
    monkeypatch.setenv("HOLDFAST_DATABASE", database.render_as_string())
    told = {}
    for name, words in (
        ("stored", []),
        ("read", [str(log.path), "--directory", str(log.directory)]),
    ):
        out = tmp_path / name
        ran = CliRunner().invoke(exercise, [*words, *asked, "--units", str(log.units), "--json", str(out)])
        assert ran.exit_code == 0, ran.output
        told[name] = {
            (line.unit, line.platform): line
            for line in msgspec.json.decode(out.read_bytes(), type=Exercise).units
        }

    shown = {pair: line for pair, line in told["read"].items() if line.slots is not None}
    assert len(shown) > 2, told
    for pair, line in shown.items():
        stored = told["stored"][pair]
        assert (stored.stops_at, stored.people, stored.slots) == (line.stops_at, line.people, line.slots)


def test_an_exercise_of_a_day_that_is_not_stored_says_which_are(
    database: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_DATABASE", database.render_as_string())

    ran = CliRunner().invoke(exercise, ["--platform", "facebook", "--day", "yesterday"])

    assert ran.exit_code == 65
    assert f"There is evidence of {A_YEAR_AGO:%Y-%m-%d} to" in ran.stderr


def test_every_first_level_is_said_once_and_names_no_unit_of_few(live: Memory, log: Log) -> None:
    small = {unit.name for unit in log.people.units if unit.people is not None and unit.people < K}
    said = [sent.message for _, sent in live.outbox if b"holdfast.dependency.changed" in sent.message.value]

    assert said
    assert len({(message.offset, message.n) for message in said}) == len(said)
    assert not small & {message.key.decode().rpartition("/")[0] for message in said}
