"""`holdfast key`: keys are listed and rotated, and a key is forgotten with everything that it made."""

import asyncio
import json
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import psycopg
import pytest
import structlog
from sqlalchemy import select
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result

from infra.database_address import VARIABLE
from monitors.adapters.database import engine_for, stated_url
from monitors.adapters.sql_store import STATES, opened_store
from monitors.commands import key as command
from monitors.domain.outage.memory import read
from monitors.domain.usage_rows import UsageRows
from monitors.store import Place
from streams.adapters.evidence_log import Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.key_file import read_keys, read_or_create_keys
from streams.adapters.topics import create_topics
from streams.contracts.evidence import SignalsDelta, UsageDelta
from streams.contracts.topics import SIGNALS, USAGE
from streams.domain.pseudonyms import Pseudonymiser
from tests.monitoring import FIRST_KEY, MonitorsChild, contents_in, evidence, feed, fold_of, is_judged
from tests.postgresql_server import PostgresqlServer
from tests.stored_work import NOON_MS, days, source
from tests.stored_work import SIGNALS as PLACE

Commits = Sequence[Sequence[Outgoing]]

SECOND_KEY = Pseudonymiser(bytes(range(32, 64)), 2)


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A key file as the first collector makes it."""
    made = tmp_path / "pseudonyms.key"
    read_or_create_keys(made)
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The monitors' database of either kind, named as an operator names it."""
    url: str = (
        request.getfixturevalue("postgresql_url")
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path / 'judged.db'}"
    )
    monkeypatch.setenv(VARIABLE, url)
    return url


def run(*words: object, answer: str | None = None) -> Result:
    try:
        return CliRunner().invoke(command.app, [str(word) for word in words], input=answer)
    finally:
        structlog.reset_defaults()


def test_keys_are_listed_with_their_age_and_never_shown(file: Path) -> None:
    old = "ab" * 32
    file.write_text(f"1 {old}\n{file.read_text().replace('1 ', '2 ', 1)}")
    rotated = run("rotate", "--key", file)
    listed, for_machines = run("list", "--key", file), run("list", "--key", file, "--json")

    assert (rotated.exit_code, listed.exit_code, for_machines.exit_code) == (0, 0, 0)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    lines = listed.stdout.splitlines()
    assert lines[:2] == [str(file), "version 1  made at a time not noted"]
    assert re.fullmatch(rf"version 2  made {today} \d\d:\d\d UTC", lines[2])
    assert re.fullmatch(rf"version 3  made {today} \d\d:\d\d UTC  in use", lines[3])
    told = json.loads(for_machines.stdout)
    assert told["file"] == str(file)
    assert [(one["version"], one["in_use"]) for one in told["keys"]] == [(1, False), (2, False), (3, True)]
    assert told["keys"][0]["made_at"] is None
    assert told["keys"][2]["made_at"] in file.read_text()
    for said in (rotated.output, listed.output, for_machines.output):
        assert not re.search(r"[0-9a-f]{16}", said.replace(str(file), ""))


def test_a_key_file_is_made_for_its_owner_alone_and_never_replaced(tmp_path: Path) -> None:
    made = tmp_path / "snapshots.key"
    said = run("new", made)
    assert said.exit_code == 0, said.output
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    [first] = read_keys(made)
    assert first.version == 1

    again = run("new", made)
    assert again.exit_code == 2
    assert f"holdfast key rotate --key {made}" in again.stderr
    assert read_keys(made) == (first,)

    assert run("new", tmp_path / "nowhere" / "a.key").exit_code == 65


def test_whoever_has_no_key_file_is_told_how_to_make_one(tmp_path: Path) -> None:
    missing = tmp_path / "snapshots.key"
    for word in ("list", "rotate"):
        said = run(word, "--key", missing)
        assert said.exit_code == 66
        assert f"`holdfast key new {missing}` makes it now" in said.stderr


def test_a_rotation_says_what_it_means_for_collectors_and_for_trends(file: Path) -> None:
    [first] = read_keys(file)
    said = run("rotate", "--key", file)

    assert [key.version for key in read_keys(file)] == [1, 2]
    assert read_keys(file)[0] == first
    assert "Version 2 is in" in said.stdout
    assert "every collector was restarted" in said.stdout
    assert "trends of people begin anew" in said.stdout


def test_the_key_file_is_found_as_collectors_and_up_find_it(tmp_path: Path, file: Path) -> None:
    settings = tmp_path / "collector.toml"
    settings.write_text('key_file = "pseudonyms.key"\n[[source]]\nname = "north"\npath = "access.log"\n')
    (tmp_path / "home" / "holdfast").mkdir(parents=True)
    (tmp_path / "home" / "holdfast" / "pseudonyms.key").hardlink_to(file)

    for words in (["--settings", settings], ["--data", tmp_path], ["--key", file], []):
        said = run("list", *words, "--json")
        assert said.exit_code == 0, said.output
        assert [one["version"] for one in json.loads(said.stdout)["keys"]] == [1]
    assert run("list", "--key", file, "--data", tmp_path).exit_code == 2
    missing = run("rotate", "--data", tmp_path / "nowhere")
    assert missing.exit_code == 66
    assert "There is no key file" in missing.stderr
    file.chmod(0o644)
    assert run("list", "--key", file).exit_code == 65


def test_what_cannot_be_forgotten_is_refused_with_what_to_do(file: Path, tmp_path: Path) -> None:
    in_use = run("forget", 1, "--key", file, "--yes")
    run("rotate", "--key", file)
    before = file.read_bytes()
    never_made = run("forget", 3, "--key", file, "--yes")
    no_database = run("forget", 1, "--key", file, "--yes")

    assert (in_use.exit_code, never_made.exit_code, no_database.exit_code) == (2, 2, 66)
    assert "Version 1 is in use. `holdfast key rotate` makes another" in in_use.stderr
    assert "There is no version 3; the newest in" in never_made.stderr
    assert f"There is no database {tmp_path / 'home' / 'holdfast' / 'judged.db'}" in no_database.stderr
    assert file.read_bytes() == before
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("database")
def test_nothing_is_forgotten_before_somebody_has_said_yes(file: Path) -> None:
    run("rotate", "--key", file)
    with opened_store(stated_url()):
        pass
    unsure, silent = run("forget", 1, "--key", file, answer="n\n"), run("forget", 1, "--key", file)
    assert (unsure.exit_code, silent.exit_code) == (1, 1)
    assert "This cannot be undone" in unsure.output
    assert [key.version for key in read_keys(file)] == [1, 2]

    assert run("forget", 1, "--key", file, answer="y\n").exit_code == 0
    assert [key.version for key in read_keys(file)] == [2]


@pytest.mark.usefixtures("database")
def test_a_key_is_not_forgotten_while_a_worker_runs(file: Path) -> None:
    run("rotate", "--key", file)
    with opened_store(stated_url()) as store:
        store.commit(PLACE, None, 1, fold_of(USAGE, store).work(PLACE))
        refused = run("forget", 1, "--key", file, "--yes")
        store.commit(PLACE, 1, 2, fold_of(USAGE, store).work(PLACE))
    done = run("forget", 1, "--key", file, "--yes")

    assert refused.exit_code == 75
    assert "Monitors are running on" in refused.stderr
    assert "Nothing was removed" in refused.stderr
    assert done.exit_code == 0, done.output
    assert [key.version for key in read_keys(file)] == [2]


@pytest.mark.usefixtures("database")
def test_a_key_that_a_source_still_sends_with_is_kept_until_somebody_knows_better(file: Path) -> None:
    run("rotate", "--key", file)
    with opened_store(stated_url()) as store:
        work = fold_of(USAGE, store).work(PLACE)
        store.commit(PLACE, None, 1, replace(work, sources=[source("north", NOON_MS)]))
    refused = run("forget", 1, "--key", file, "--yes")
    insisted = run("forget", 1, "--key", file, "--yes", "--collectors-are-gone")

    assert (refused.exit_code, insisted.exit_code) == (75, 0)
    assert "still came last from north" in refused.stderr
    assert "--collectors-are-gone" in refused.stderr


def test_what_was_cut_short_between_database_and_file_can_be_done_again(file: Path, database: str) -> None:
    run("rotate", "--key", file)
    with opened_store(stated_url()) as store:
        work = replace(fold_of(USAGE, store).work(PLACE), usage=UsageRows({}, days("Health", [1, 2])))
        store.commit(PLACE, None, 1, work)
    change_under_way = file.with_name(f".{file.name}.new")
    change_under_way.touch()
    halfway = run("forget", 1, "--key", file, "--yes")
    change_under_way.unlink()
    again = run("forget", 1, "--key", file, "--yes")
    once_more = run("forget", 1, "--key", file, "--yes")

    assert halfway.exit_code == 65
    assert "The database has forgotten version 1; the file has not yet" in halfway.stderr
    assert (again.exit_code, once_more.exit_code) == (0, 0)
    assert [key.version for key in read_keys(file)] == [2]
    assert "did not hold the key any more" in once_more.stdout
    assert contents_in(database).days == {}


def test_a_story_of_a_key_rotated_forgotten_and_gone_for_good(
    file: Path, database: str, request: pytest.FixtureRequest
) -> None:
    """Collectors, key file and command are real; workers fold what would be on Kafka, commit by commit."""
    early = evidence(read_keys(file)[-1])
    people = pseudonyms(early)
    kafka = [*early[:24]]
    work(database, kafka)
    run("rotate", "--key", file)
    assert "still came last from north, south" in run("forget", 1, "--key", file, "--yes").stderr

    later = evidence(read_keys(file)[-1])
    kafka += later[24:28]
    work(database, kafka)
    before = contents_in(database)
    traces = traces_of(database, people)
    known = remembered(database, people)
    assert known
    assert found(traces, database, request)
    sampled(database)

    began_at = datetime.now(UTC)
    done = run("forget", 1, "--key", file, "--yes")
    of_first = [key for key in before.days if key.key_version == 1]
    assert done.exit_code == 0, done.output
    assert len(of_first) > 10
    assert f"{len(of_first)} rows of people and active time by day were removed" in done.stdout
    assert (swapped := re.search(r"- (\d+) pseudonyms in what the rules remember", done.stdout))
    assert int(swapped[1]) >= len(known)
    assert f"is gone by {began_at + timedelta(hours=48):%Y-%m-%d}" in done.stdout
    after = contents_in(database)
    assert after.days == {key: row for key, row in before.days.items() if key.key_version == 2}
    assert (after.hours, after.minutes, after.incidents) == (before.hours, before.minutes, before.incidents)
    assert remembered(database, people) == set()
    kept = b" ".join(states_in(database))
    traces = [trace for trace in traces if trace not in kept]  # where a state did not change, it stays
    assert len(traces) > len(people) + len(of_first)
    assert found(traces, database, request) == []

    kafka += early[28:32]  # a collector that nobody restarted
    with capture_logs() as said:
        work(database, kafka)
        rebuilt(database, kafka)
    come_back = contents_in(database)
    assert {key.key_version for key in come_back.days} == {2}
    assert sum(map(sum, come_back.hours.values())) > sum(map(sum, after.hours.values()))
    assert remembered(database, people) == set()
    assert found(traces, database, request) == []
    warned = Counter((one["source"], one["key_version"]) for one in said if one["event"] == "key-forgotten")
    assert set(warned) == {("north", 1), ("south", 1)}


@pytest.fixture(scope="module", autouse=True)
def _collected() -> None:
    """The evidence is made before any test has a loop of its own, for collectors run in one."""
    for key in (FIRST_KEY, SECOND_KEY):
        evidence(key)


@pytest.mark.kafka
async def test_a_real_worker_refuses_the_command_and_leaves_forgotten_people_on_kafka(
    kafka: str, topic_prefix: str, database: str, tmp_path: Path
) -> None:
    file = tmp_path / "pseudonyms.key"
    keys = (FIRST_KEY, SECOND_KEY)
    file.touch(0o600)
    file.write_text("".join(f"{key.version} {key.key.hex()}\n" for key in keys))
    early, later = (evidence(key) for key in keys)
    await create_topics(kafka, topic_prefix)
    log = KafkaEvidenceLog(kafka, "collector.test", prefix=topic_prefix)
    await log.recover()
    await feed(log, [*early[:10], *later[10:14]])
    with worker(kafka, topic_prefix, database, tmp_path / "first.txt") as first:
        await is_judged(log, topic_prefix, database)
        refused = await asyncio.to_thread(run, "forget", 1, "--key", file, "--yes")
        assert refused.exit_code == 75, refused.output
        assert "Monitors are running on" in refused.stderr
        assert await asyncio.to_thread(first.stop) == 0
    people = pseudonyms(early)
    before = contents_in(database)
    assert {key.key_version for key in before.days} == {1, 2}
    assert remembered(database, people)

    done = await asyncio.to_thread(run, "forget", 1, "--key", file, "--yes")
    assert done.exit_code == 0, done.output
    await feed(log, [*early[14:18], *later[18:20]])
    with worker(kafka, topic_prefix, database, tmp_path / "second.txt") as second:
        await is_judged(log, topic_prefix, database)
        assert await asyncio.to_thread(second.stop) == 0
    await log.close()

    after = contents_in(database)
    assert {key.key_version for key in after.days} == {2}
    assert sum(map(sum, after.hours.values())) > sum(map(sum, before.hours.values()))
    assert remembered(database, people) == set()
    assert {(one["source"], one["key_version"]) for one in second.events("key-forgotten")} == {
        ("north", 1),
        ("south", 1),
    }


@contextmanager
def worker(kafka: str, prefix: str, database: str, said: Path) -> Iterator[MonitorsChild]:
    """A real `holdfast monitors`, that ends with the block."""
    child = MonitorsChild(kafka, prefix, database, said)
    try:
        yield child
    finally:
        child.kill()


def work(database: str, kafka: Commits) -> None:
    """A worker that takes in what it has not yet taken in, and ends."""
    with opened_store(stated_url({VARIABLE: database})) as store:
        ends: Counter[Place] = Counter()
        for message in (message for commit in kafka for message in commit):
            topic = SIGNALS if message.topic == SIGNALS.name else USAGE
            place = Place("cluster", f"id of {topic.name}", f"holdfast.{topic.name}", message.partition or 0)
            offset = ends[place]
            ends[place] += 1
            standing = store.resume(place)
            if offset < (standing.next_offset or 0):
                continue
            fold = fold_of(topic, store)
            fold.restore(standing)
            fold.take(offset, message.value)
            store.commit(place, standing.next_offset, offset + 1, fold.work(place))


def rebuilt(database: str, kafka: Commits) -> None:
    """All signals on Kafka judged again, as after an update that remembers otherwise."""
    place = Place("cluster", f"id of {SIGNALS.name}", f"holdfast.{SIGNALS.name}", 0)
    with opened_store(stated_url({VARIABLE: database})) as store:
        judged = store.resume(place).next_offset
        assert judged
        store.rebuild(place, judged, 0)
    work(database, kafka)
    with opened_store(stated_url({VARIABLE: database})) as store:
        assert store.resume(place).next_offset == judged


def pseudonyms(commits: Commits) -> set[int]:
    """Everybody in some evidence."""
    found: set[int] = set()
    for message in (message for commit in commits for message in commit):
        kind = SignalsDelta if message.topic == SIGNALS.name else UsageDelta
        found |= set(kind.decode(message.value).cells().members.tolist())
    return found


def states_in(database: str) -> list[bytes]:
    """Every rule state as it is stored."""
    engine = engine_for(stated_url({VARIABLE: database}))
    with engine.connect() as connection:
        states = list(connection.execute(select(STATES.c.data)).scalars())
    engine.dispose()
    return states


def remembered(database: str, people: Iterable[int]) -> set[int]:
    """Those people who stand anywhere in what judges remember."""
    plain = b"".join(msgspec.msgpack.encode(read(state)) for state in states_in(database))
    return {
        person
        for person in people
        if person.to_bytes(8, "little") in plain or msgspec.msgpack.encode(person) in plain
    }


def sampled(database: str) -> None:
    """Let PostgreSQL look at its columns as it does by itself once a minute or less often."""
    if stated_url({VARIABLE: database}).get_backend_name() == "postgresql":
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("ANALYZE")


def traces_of(database: str, people: Iterable[int]) -> list[bytes]:
    """Bytes that only what the first key made has: ends of its sketches, pieces of states, pseudonyms."""
    sketches = [
        sketch.data[-8:]
        for key, day in contents_in(database).days.items()
        if key.key_version == 1
        for sketch in (day.people, day.active)
    ]
    pieces = [state[at : at + 24] for state in states_in(database) for at in range(64, len(state), 400)]
    return [*sketches, *pieces, *(person.to_bytes(8, "little") for person in people)]


def found(traces: Iterable[bytes], database: str, request: pytest.FixtureRequest) -> list[bytes]:
    """The traces that stand anywhere in the files of the database."""
    url = stated_url({VARIABLE: database})
    if url.get_backend_name() == "sqlite":
        folder = Path(str(url.database)).parent
        files = list(folder.glob("judged.db*"))
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # what was deleted is unlinked, what is new is written
            row = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        assert row
        files = list((server.folder / "data" / "base" / str(row[0])).iterdir())
    assert files
    content = b"".join(one.read_bytes() for one in files)
    return [trace for trace in traces if trace in content]
