"""What a collector does with one log, over an evidence log in memory: stories from first start to stop."""

import asyncio
import gzip
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import msgspec
import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import LogCapture

from infra import metrics
from infra.metrics import PREFIX
from streams.adapters.collector_metrics import STATES, CollectorMetrics
from streams.adapters.evidence_log import LogRefused, LogUnavailable, Outgoing
from streams.adapters.evidence_log.memory import Memory, MemoryEvidenceLog
from streams.collector import SourceCollector
from streams.collector_parts import Equipment
from streams.contracts.evidence import SignalsDelta, UsageDelta
from streams.contracts.positions import DeadLetter, Position, decode_position
from streams.contracts.topics import DEAD_LETTERS, POSITIONS, SIGNALS, USAGE
from streams.reading import Recipe
from streams.settings import Source
from tests.collecting import StillTime, closed_files, collector, recipe_for
from tests.evidence_sums import usage_sums

SECOND = 1_795_521_600


def line(
    number: int, host: str = "www.facebook.com", login: str = "anna", second: int | None = None
) -> bytes:
    at = SECOND + number if second is None else second
    return b"%d.000    120 10.1.2.%d TCP_TUNNEL/200 5120 CONNECT %s:443 %s HIER_DIRECT/198.18.0.1 -\n" % (
        at,
        number % 200,
        host.encode(),
        login.encode(),
    )


def write(file: Path, text: bytes) -> None:
    file.write_bytes(text)


def rotated(log: Path) -> None:
    log.rename(log.with_name(f"{log.name}.1"))


def lines(count: int, first: int = 0) -> bytes:
    return b"".join(line(first + number) for number in range(count))


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return recipe_for()


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def evidence(memory: Memory) -> MemoryEvidenceLog:
    return MemoryEvidenceLog(memory, "collector.north")


@pytest.fixture
def said() -> LogCapture:
    capture = LogCapture()
    structlog.configure(processors=[capture], wrapper_class=structlog.BoundLogger)
    return capture


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


async def position(evidence: MemoryEvidenceLog) -> Position:
    return decode_position((await evidence.read_all(POSITIONS.name))[-1].value)


async def letters(evidence: MemoryEvidenceLog) -> list[DeadLetter]:
    stored = await evidence.read_all(DEAD_LETTERS.name)
    return [msgspec.json.decode(message.value, type=DeadLetter) for message in stored]


async def facebook(evidence: MemoryEvidenceLog) -> int:
    return Counter({key[0]: n for key, n in (await usage_sums(evidence)).items()})["facebook"]


async def test_what_is_there_is_read_once_and_only_once(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, lines(10))
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    assert await facebook(evidence) == 10
    write(log, lines(15))
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    assert await facebook(evidence) == 15


async def test_messages_say_where_they_come_from(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, lines(10))
    await collector(log, evidence, recipe, once=True).run()
    [usage] = await evidence.read_all(USAGE.name)
    head = UsageDelta.decode(usage.value).head
    assert (head.source, head.site, head.file) == ("north", "north", "access.log")
    assert (head.first_line, head.next_line, head.control_one_in, head.key_version) == (1, 11, 1, 1)
    assert (head.catalogue, head.directory) == (recipe.catalogue.version, recipe.directory.version)
    assert usage.key == b"north"


async def test_a_log_that_is_not_there_is_missing_once_and_awaited_otherwise(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture
) -> None:
    assert await collector(log, evidence, recipe, once=True).run() == "missing"
    stopping = asyncio.Event()
    moments = iter(range(20))

    def meanwhile() -> None:
        moment = next(moments)
        if moment == 5:
            write(log, lines(3))
        if moment == 19:
            stopping.set()

    still = StillTime(meanwhile=meanwhile)
    assert await collector(log, evidence, recipe, form="auto", still=still, stopping=stopping).run() == "done"
    assert await facebook(evidence) == 3
    changes = [entry["event"] for entry in said.entries if entry["event"] in STATES]
    assert changes == ["starting", "starting", "waiting", "following"]


async def test_the_format_is_recognised_and_remembered(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, lines(30))
    assert await collector(log, evidence, recipe, form="auto", once=True).run() == "done"
    assert (await position(evidence)).format == "squid"


async def test_a_format_that_nobody_knows_stops_the_source_with_advice(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, b"what might this be?\n" * 30)
    assert await collector(log, evidence, recipe, form="auto", once=True).run() == "stopped"
    assert "describe the columns with --fields" in (await position(evidence)).stopped


async def test_a_flood_of_bad_lines_stops_the_source_before_them(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture
) -> None:
    write(log, b"not a line of squid\n" * 5000)
    assert await collector(log, evidence, recipe, once=True).run() == "stopped"
    stopped = await position(evidence)
    assert "5,000 of the last 5,000 in access.log, mostly not-this-format" in stopped.stopped
    assert stopped.current is None
    assert stopped.rejected == 0
    told = await letters(evidence)
    assert len(told) == 100
    assert told[-1].more == 4900
    assert said.entries[-1]["event"] == "stopped"
    assert "nothing of it is lost" in said.entries[-1]["reason"]
    assert not await evidence.read_all(USAGE.name)


async def test_a_stopped_source_goes_on_before_the_flood_when_its_settings_are_right(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, lines(2000))
    assert await collector(log, evidence, recipe, form="squid-combined", once=True).run() == "stopped"
    assert await collector(log, evidence, recipe, form="squid", once=True).run() == "done"
    assert await facebook(evidence) == 2000
    assert (await position(evidence)).stopped == ""


async def test_a_few_bad_lines_are_dead_letters_that_quote_nothing(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, line(1) + b"secret anna@example.org\n" + line(2))
    await collector(log, evidence, recipe, once=True).run()
    [letter] = await letters(evidence)
    assert (letter.source, letter.file, letter.line, letter.length) == ("north", "access.log", 2, 23)
    assert letter.offset == len(line(1))
    assert letter.shape == "a_a!a!a"
    assert letter.more == 0
    kept = await position(evidence)
    assert (kept.parsed, kept.rejected) == (2, 1)


async def test_the_watermark_is_held_back_for_a_clock_that_runs_ahead(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture
) -> None:
    figures, still = CollectorMetrics(), StillTime()
    ahead = still.wall_ms() // 1000 + 3600
    write(log, line(1, second=ahead))
    await collector(log, evidence, recipe, once=True, still=still, metrics=figures).run()
    [signals] = await evidence.read_all(SIGNALS.name)
    watermark = SignalsDelta.decode(signals.value).watermark_ms
    assert watermark is not None
    assert watermark < still.wall_ms() + 10_000
    assert value(figures.registry, "collector_clock_clamps_total", source="north") == 1
    assert "clock-ahead" in [entry["event"] for entry in said.entries]


async def test_a_quiet_log_moves_its_watermark_until_it_may_be_broken(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    stopping, still = asyncio.Event(), StillTime()
    began_ms = still.wall_ms()
    write(log, line(1, second=began_ms // 1000))

    def meanwhile() -> None:
        if still.seconds > 300:
            stopping.set()

    still.meanwhile = meanwhile
    await collector(log, evidence, recipe, still=still, stopping=stopping).run()
    deltas = [SignalsDelta.decode(message.value) for message in await evidence.read_all(SIGNALS.name)]
    marks = [delta.watermark_ms or 0 for delta in deltas]
    assert marks == sorted(set(marks))
    assert 100_000 < marks[-1] - began_ms < 125_000
    assert [delta.head.next_line - delta.head.first_line for delta in deltas] == [1] + [0] * (len(deltas) - 1)


@pytest.mark.parametrize("form", ["squid", "auto"])
async def test_a_log_that_was_read_to_its_end_is_followed_from_there_and_not_awaited(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture, form: str
) -> None:
    stopping, still = asyncio.Event(), StillTime()
    write(log, b"".join(line(n, second=still.wall_ms() // 1000) for n in range(30)))
    assert await collector(log, evidence, recipe, form=form, once=True, still=still).run() == "done"
    before = (await position(evidence)).watermark_ms or 0
    said.entries.clear()

    def meanwhile() -> None:
        if still.seconds > 30:
            stopping.set()

    still.meanwhile = meanwhile
    again = collector(log, evidence, recipe, form=form, still=still, stopping=stopping)
    assert await again.run() == "done"

    assert [entry["event"] for entry in said.entries if entry["event"] in STATES] == ["starting", "following"]
    assert ((await position(evidence)).watermark_ms or 0) > before
    assert await facebook(evidence) == 30


async def test_a_log_that_was_read_and_then_emptied_is_awaited(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture
) -> None:
    stopping, still = asyncio.Event(), StillTime()
    write(log, lines(30))
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    said.entries.clear()
    write(log, b"")

    def meanwhile() -> None:
        if still.seconds > 10:
            stopping.set()

    still.meanwhile = meanwhile
    assert await collector(log, evidence, recipe, still=still, stopping=stopping).run() == "done"
    assert [entry["event"] for entry in said.entries if entry["event"] in STATES] == ["starting", "waiting"]


async def test_a_log_that_cannot_be_read_any_more_does_not_move_its_watermark(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping, still = asyncio.Event(), StillTime()
    write(log, line(1, second=still.wall_ms() // 1000))

    def refuse(path: Path, *_: Any, **__: Any) -> IO[Any]:
        raise PermissionError(13, "Permission denied", str(path))

    def meanwhile() -> None:
        if still.seconds > 20:
            monkeypatch.setattr(Path, "open", refuse)
        if still.seconds > 100:
            monkeypatch.undo()
            stopping.set()

    still.meanwhile = meanwhile
    began_ms = still.wall_ms()
    await collector(log, evidence, recipe, still=still, stopping=stopping).run()
    deltas = [SignalsDelta.decode(message.value) for message in await evidence.read_all(SIGNALS.name)]
    assert 5_000 < (deltas[-1].watermark_ms or 0) - began_ms < 25_000
    assert [entry["event"] for entry in said.entries].count("unreadable") == 1


async def test_while_kafka_is_away_it_waits_longer_and_longer_and_reads_nothing(
    log: Path, memory: Memory, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture
) -> None:
    write(log, lines(10))
    memory.away = True
    stopping = asyncio.Event()

    def meanwhile() -> None:
        if len(still.pauses) == 12:
            memory.away = False
        if len(still.pauses) == 40:
            stopping.set()

    still = StillTime(meanwhile=meanwhile)
    figures = CollectorMetrics()
    running = collector(log, evidence, recipe, still=still, stopping=stopping, metrics=figures)
    assert await running.run() == "done"
    assert await facebook(evidence) == 10
    waits = still.pauses[:12]
    assert waits[0] <= 0.5
    assert 15 <= waits[-1] <= 30
    assert [entry["event"] for entry in said.entries].count("away") == 1
    assert value(figures.registry, "collector_commit_failures_total", source="north") == 12


async def test_with_once_a_kafka_that_stays_away_is_given_up(
    log: Path, memory: Memory, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, lines(10))
    memory.away = True
    still = StillTime()
    assert await collector(log, evidence, recipe, once=True, still=still).run() == "away"
    assert 60 < still.seconds < 120


class RefusingLog(MemoryEvidenceLog):
    """A log that will take nothing."""

    async def commit(self, messages: Sequence[Outgoing]) -> None:  # noqa: ARG002 (the port's signature)
        raise LogRefused("no permission to write to evidence.usage")


async def test_what_kafka_refuses_for_good_stops_the_source(
    log: Path, memory: Memory, recipe: Recipe, said: LogCapture
) -> None:
    write(log, lines(10))
    assert await collector(log, RefusingLog(memory, "collector.north"), recipe, once=True).run() == "refused"
    assert "no permission to write to evidence.usage" in said.entries[-1]["reason"]


async def test_the_log_of_another_source_is_refused(
    log: Path, memory: Memory, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    write(log, lines(10))
    await collector(log, evidence, recipe, once=True).run()
    packed = log.with_name("copy.gz")
    write(packed, gzip.compress(lines(10)))
    south = MemoryEvidenceLog(memory, "collector.south")
    assert await collector(packed, south, recipe, name="south", once=True).run() == "stopped"
    assert "which the source north reads or has read" in (await position(south)).stopped
    assert await facebook(evidence) == 10


async def test_two_sources_of_one_collector_are_not_given_the_same_log(
    log: Path, memory: Memory, recipe: Recipe
) -> None:
    write(log, lines(10))
    copy = log.with_name("copy.log")
    write(copy, lines(10))
    shared = collector(log, MemoryEvidenceLog(memory, "collector.north"), recipe, once=True)
    equipment: Equipment = shared._with
    other = SourceCollector(
        Source("south", copy, "squid"), MemoryEvidenceLog(memory, "collector.south"), equipment
    )
    assert await shared.run() == "done"
    assert await other.run() == "stopped"


async def test_an_unreadable_log_is_missing_with_once(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(log, lines(10))
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **named: Any) -> IO[Any]:
        if path == log:
            raise PermissionError(13, "Permission denied", str(path))
        file: IO[Any] = opened(path, *arguments, **named)
        return file

    monkeypatch.setattr(Path, "open", refuse)
    assert await collector(log, evidence, recipe, once=True).run() == "missing"
    assert "unreadable" in [entry["event"] for entry in said.entries]


async def test_an_old_part_that_cannot_be_read_is_said_counted_and_read_when_it_can_be(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = log.with_name(f"{log.name}.1.gz")
    old.write_bytes(gzip.compress(lines(10)))
    write(log, lines(7, first=10))
    shown = CollectorMetrics()
    shut = closed_files(monkeypatch)
    shut.add(old.stat().st_ino)

    assert await collector(log, evidence, recipe, once=True, metrics=shown).run() == "missing"
    told = [entry["file"] for entry in said.entries if entry["event"] == "file-unreadable"]
    assert told == [old.name]
    assert value(shown.registry, "collector_files_total", source="north", what="unreadable") == 1
    assert await facebook(evidence) == 7

    shut.clear()
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    assert await facebook(evidence) == 17


async def test_an_old_part_that_becomes_readable_while_the_log_is_followed_is_read_beside_it(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = log.with_name(f"{log.name}.1.gz")
    old.write_bytes(gzip.compress(lines(10)))
    write(log, lines(7, first=10))
    stopping, shut = asyncio.Event(), closed_files(monkeypatch)
    shut.add(old.stat().st_ino)

    def meanwhile() -> None:
        if still.seconds > 10:
            shut.clear()
        if still.seconds > 20 and log.stat().st_size == len(lines(7, first=10)):
            write(log, lines(9, first=10))
        if still.seconds > 40:
            stopping.set()

    still = StillTime(meanwhile=meanwhile)
    assert await collector(log, evidence, recipe, still=still, stopping=stopping).run() == "done"

    assert await facebook(evidence) == 19
    deltas = [SignalsDelta.decode(message.value) for message in await evidence.read_all(SIGNALS.name)]
    marks = [delta.watermark_ms or 0 for delta in deltas]
    assert marks == sorted(marks)
    assert deltas[-1].head.file == log.name


async def test_an_old_part_with_headings_of_its_own_waits_for_a_rotation_to_be_read(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def part(fields: str, *rows: str) -> bytes:
        return "".join(f"{text}\n" for text in (f"#Fields: {fields}", *rows)).encode()

    old, today = log.with_name(f"{log.name}.2.gz"), "2026-11-22"
    old.write_bytes(
        gzip.compress(part("date time cs-host sc-status", f"{today} 05:00:00 www.facebook.com 200"))
    )
    rows = [f"{today} 06:00:0{second} 200 www.facebook.com" for second in range(3)]
    write(log, part("date time sc-status cs-host", *rows[:1]))
    shut = closed_files(monkeypatch)
    shut.add(old.stat().st_ino)

    assert await collector(log, evidence, recipe, form="w3c", once=True).run() == "missing"
    shut.clear()
    write(log, part("date time sc-status cs-host", *rows[:2]))
    assert await collector(log, evidence, recipe, form="w3c", once=True).run() == "done"
    assert await facebook(evidence) == 2
    rotated(log)
    write(log, part("date time sc-status cs-host", *rows[2:]))
    assert await collector(log, evidence, recipe, form="w3c", once=True).run() == "done"
    assert await facebook(evidence) == 4
    assert await letters(evidence) == []


async def test_a_last_line_without_end_is_read_once_the_log_has_been_quiet(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe, said: LogCapture
) -> None:
    write(log, lines(10)[:-1])
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    assert await facebook(evidence) == 9
    assert said.entries[-1]["event"] == "line-without-end"
    os.utime(log, (0, 0))
    assert await collector(log, evidence, recipe, once=True).run() == "done"
    assert await facebook(evidence) == 10


class MovedLog(MemoryEvidenceLog):
    """A log whose position somebody else moves while this writer is away."""

    commits = 0

    async def commit(self, messages: Sequence[Outgoing]) -> None:
        await super().commit(messages)
        self.commits += 1
        if self.commits == 1:
            other = Position(source="north", format="squid", watermark_ms=1)
            rival = MemoryEvidenceLog(self._memory, "collector.north")
            await rival.recover()
            await rival.commit([Outgoing(POSITIONS.name, b"north", other.encode())])
            raise LogUnavailable("another writer took over")


async def test_a_second_collector_of_the_same_source_is_noticed(
    log: Path, memory: Memory, recipe: Recipe, said: LogCapture
) -> None:
    write(log, lines(10))
    assert await collector(log, MovedLog(memory, "collector.north"), recipe, once=True).run() == "done"
    assert "position-moved" in [entry["event"] for entry in said.entries]


async def test_what_was_done_shows_on_the_metrics(
    log: Path, evidence: MemoryEvidenceLog, recipe: Recipe
) -> None:
    figures = CollectorMetrics()
    write(log, lines(10) + b"\n# comment\nnonsense\n")
    await collector(log, evidence, recipe, once=True, metrics=figures).run()
    shown = figures.registry
    assert value(shown, "collector_lines_total", source="north") == 13
    assert value(shown, "collector_lines_parsed_total", source="north") == 10
    rejected = [
        sample.value
        for family in shown.collect()
        for sample in family.samples
        if sample.name == f"{PREFIX}collector_lines_rejected_total"
    ]
    skipped = value(shown, "collector_lines_skipped_total", source="north")
    assert skipped + sum(rejected) == 3
    assert value(shown, "collector_commits_total", source="north") == 1
    assert value(shown, "collector_behind_bytes", source="north") == 0
    assert value(shown, "collector_joined_share_ratio", source="north") == 0
    assert value(shown, "collector_source_state", source="north", state="following") == 1
    assert value(shown, "collector_source_state", source="north", state="starting") == 0


def value(registry: CollectorRegistry, name: str, **labels: str) -> float:
    found = registry.get_sample_value(PREFIX + name, labels)
    assert found is not None, name
    return found


def test_every_metric_has_a_sentence_and_a_name_of_its_own() -> None:
    assert all(metric.sentence.endswith(".") for metric in metrics.COLLECTOR)
    names = [(metric.name, metric.unit) for metric in metrics.COLLECTOR]
    assert len(set(names)) == len(names)
    assert not {"unit", "person", "host", "login"} & {
        label for metric in metrics.COLLECTOR for label in metric.labels
    }
