"""One log, two ways: through collector, Kafka and worker into a database; and as a snapshot of the file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import URL
from typer.testing import CliRunner

from api.commands.snapshot import app
from api.domain.usage import usage_row
from api.report.sentences import with_sentences
from monitors.adapters.memory_published import KeptPublished
from monitors.adapters.sql_store import opened_store
from monitors.domain.outage.records import Incident
from monitors.domain.published.periods import Grain
from monitors.domain.published.records import PublishedPlatform
from monitors.domain.published.telling import SHADES
from monitors.domain.usage_rows import HourKey
from monitors.snapshot_incidents import shown
from monitors.snapshot_schema import Snapshot, from_json
from streams.adapters.directory_files import load_directory
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.domain.deltas import OUTCOMES, USAGE_COUNTS
from tests.collector_storm import Child, write_log
from tests.judgement_storm import troubled_morning
from tests.monitoring import MonitorsChild, contents_in, is_judged
from tests.published_use import House, moment, published_in
from tests.stored_work import Contents

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(240)]

PEOPLE, LINES = 300, 100_000
TROUBLES = ("dns:facebook@900+600", "egress:refused@2700+300", "filter:facebook@3900+600")
K = 5


@dataclass(frozen=True)
class BothWays:
    """What each way came to."""

    live: Contents
    snapshot: Snapshot
    published: KeptPublished


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than an hour of a morning on which three things break."""
    folder = tmp_path_factory.mktemp("both-ways")
    write_log(replace(troubled_morning(LINES, TROUBLES), people=PEOPLE), folder)
    (folder / "whole.log").rename(folder / "access.log")
    return folder


async def live_run(kafka: str, prefix: str, folder: Path) -> Contents:
    """Collect and judge the log with real processes."""
    await create_topics(kafka, prefix)
    database = f"sqlite:///{folder / 'judged.db'}"
    collecting = Child.start(folder, kafka, "--prefix", prefix, "--once")
    judging = MonitorsChild(kafka, prefix, database, folder / "monitors.txt")
    log = KafkaEvidenceLog(kafka, "reader", prefix=prefix)
    try:
        assert collecting.ended(120) == 0, collecting.said.read_text()[-3000:]
        await is_judged(log, prefix, database)
        assert judging.stop() == 0, judging.said.read_text()[-3000:]
    finally:
        await log.close()
        collecting.kill()
        judging.kill()
    return contents_in(database)


def published_of(folder: Path) -> KeptPublished:
    """What is published of the week and the month of the log, once they are closed."""
    url = URL.create("sqlite", database=str(folder / "judged.db"))
    units = load_directory(folder / "directory.csv", folder / "units.csv", ZoneInfo("UTC")).units
    with opened_store(url) as store:
        house = House(units, k=K, store=store)
        first = store.published.seen_from()
        assert first is not None
        house.passes(moment(first + timedelta(days=60)))
        with store.engine.connect() as connection:
            return published_in(connection)


def snapshot_of(folder: Path) -> Snapshot:
    """What `holdfast snapshot --json` says of the same file, with the same directory and key."""
    stated = {name: str(folder / f"{name}.csv") for name in ("directory", "units")}
    options = [word for name, path in stated.items() for word in (f"--{name}", path)]
    options += ["--key", str(folder / "key"), "--k", str(K), "--json", str(folder / "snapshot.json")]
    done = CliRunner().invoke(app, [str(folder / "access.log"), *options])
    assert done.exit_code == 0, done.stderr
    return from_json((folder / "snapshot.json").read_bytes())


async def test_usage_and_incidents_are_the_same_both_ways(
    kafka: str, topic_prefix: str, folder: Path
) -> None:
    live = await live_run(kafka, topic_prefix, folder)
    both = BothWays(live, snapshot_of(folder), published_of(folder))

    assert_same_usage(both)
    for grain in get_args(Grain):
        assert_same_published(both, grain)
    assert_same_incidents(both)
    assert {incident.cause for incident in both.snapshot.incidents} == {"platform", "egress", "policy"}


def assert_same_usage(both: BothWays) -> None:
    """Every sum that a snapshot shows is the sum of the live rows."""
    rows = {key: dict(zip(USAGE_COUNTS, counts, strict=True)) for key, counts in both.live.hours.items()}
    used = {key: counts for key, counts in rows.items() if key.use != "no"}
    for platform in both.snapshot.platforms:
        mine = summed(counts for key, counts in used.items() if key.platform == platform.platform)
        assert (requests_in(mine), mine["bytes_down"]) == (platform.requests, platform.bytes_down)
    seen = 0
    for row in both.snapshot.usage:
        if row.outcomes is not None:
            mine = summed(
                counts for key, counts in used.items() if is_of(key, row.unit, row.platform, row.surface)
            )
            told = {name: count for name, count in mine.items() if name in OUTCOMES and count}
            assert told == {name: count for name, count in row.outcomes.items() if count}, row
            assert (requests_in(mine), mine["bytes_down"]) == (row.requests, row.bytes_down), row
            seen += 1
    hours = Counter[tuple[str, int]]()
    for key, counts in used.items():
        hours[key.platform, hour_of_week(key.hour_ms)] += requests_in(counts)
    assert {
        (row.platform, row.hour_of_week): row.requests for row in both.snapshot.hours
    }.items() <= hours.items()
    assert seen > 20
    assert both.snapshot.hours


def assert_same_published(both: BothWays, grain: Grain) -> None:
    """A closed week or month with nothing else in it is told as a snapshot of its log: shown and withheld."""
    told = {name: each for (period, name), each in both.published.platforms.items() if period.grain == grain}
    assert {
        each.platform: (
            each.requests, each.people, each.units, each.bytes_down, each.outcomes.get("our_policy", 0),
            each.seen_as_embed,
        )
        for each in told.values()
    } == {
        row.platform: (
            row.requests, row.people, row.units, row.bytes_down, row.blocked, row.seen_as_embed
        )
        for row in both.snapshot.platforms
    }  # fmt: skip
    rows = [usage_row(each.platform, cell) for each in told.values() for cell in each.cells]
    mine, theirs = (
        sorted((msgspec.structs.replace(row, bytes_up=None) for row in rows), key=repr)
        for rows in (rows, both.snapshot.usage)
    )
    assert mine == theirs
    assert {row.withheld for row in rows} == {True, msgspec.UNSET}
    if grain == "week":
        assert_same_hours(both.snapshot, told)


def assert_same_hours(snapshot: Snapshot, told: Mapping[str, PublishedPlatform]) -> None:
    """The hours of the week in shades are those of the snapshot's requests."""
    hours = defaultdict[str, dict[int, int]](dict)
    for row in snapshot.hours:
        hours[row.platform][row.hour_of_week] = row.requests
    for platform, own in hours.items():
        most = max(own.values())
        shades = {hour: -(-SHADES * requests // most) for hour, requests in own.items() if requests}
        assert told[platform].shades == shades
    assert all(platform in hours for platform, each in told.items() if each.shades)


def assert_same_incidents(both: BothWays) -> None:
    """Every incident is the same, field by field, down to its sentences."""
    ours = sorted(standing(both.live), key=lambda one: (one.started_at_ms or 0, one.id))
    identity = both.snapshot.coverage.identity
    document = msgspec.structs.replace(
        both.snapshot,
        incidents=[shown(one, K, identity) for one in ours if one.detected_at_ms is not None],
        suspected=[shown(one, K, identity) for one in ours if one.detected_at_ms is None],
    )
    told = with_sentences(document, "en")
    assert told.incidents == both.snapshot.incidents
    assert told.suspected == both.snapshot.suspected


def standing(live: Contents) -> list[Incident]:
    """The incidents that stand by themselves: what turned out to be part of another is told by the other."""
    return [
        incident
        for id_, incident in live.incidents.items()
        if live.transitions[id_][-1].reason.code != "part-of-another"
    ]


def is_of(key: HourKey, unit: str, platform: str, surface: str | None) -> bool:
    return (key.unit, key.platform) == (unit, platform) and surface in {None, key.surface}


def summed(rows: Iterable[dict[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for row in rows:
        total.update(row)
    return total


def requests_in(counts: dict[str, int]) -> int:
    return sum(counts[outcome] for outcome in OUTCOMES)


def hour_of_week(hour_ms: int) -> int:
    at = datetime.fromtimestamp(hour_ms / 1000, UTC)
    return at.weekday() * 24 + at.hour
