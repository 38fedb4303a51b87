"""What messages of evidence come to: rows, rule state, and changes as CloudEvents with ids for ever."""

import json
from collections.abc import Mapping
from datetime import UTC, date, timedelta
from itertools import count

import msgspec
import pytest

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.domain.calendar import Calendar
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Change, Reason, SourceRow
from monitors.domain.outage.rules import Rules
from monitors.domain.rebuilding import close
from monitors.domain.withholding import USUAL_K
from monitors.events import announced
from monitors.folds import OUTAGE, SignalsFold, UsageFold
from monitors.store import LeftOver, Place, Standing, Work
from streams.contracts.evidence import SignalsDelta, UnreadableMessageError
from streams.contracts.signals import Logged, Probe, Tick, encode_signal
from streams.contracts.topics import CHANGES, SIGNALS, USAGE
from streams.domain.units import Unit
from tests import published_use
from tests.monitoring import evidence, fold_of, tellers_of
from tests.published_use import House, days_of, log
from tests.stored_work import change, incident
from tests.timelines import Story, clock, moment

PLACE = Place("cluster", "topic-id", "x.evidence.signals", 0)
NEW = Standing(None, {})
NOON = moment("12:00")


@pytest.fixture(scope="module")
def signals() -> list[bytes]:
    return [m.value for commit in evidence() for m in commit if m.topic == SIGNALS.name]


@pytest.fixture(scope="module")
def usage() -> list[bytes]:
    return [m.value for commit in evidence() for m in commit if m.topic == USAGE.name]


class Scripted(Judge):
    """A judge that says what it is told to: changes by the time of a tick or event."""

    def __init__(self, said: Mapping[int, list[Change]], state: bytes | None) -> None:
        super().__init__(Rules(), {}, None)
        self.said = said
        self.seen: list[object] = [] if state is None else json.loads(state)

    def take(self, signal: object, now_ms: int | None = None) -> list[Change]:  # noqa: ARG002 (the judge's)
        at_ms = signal.at_ms if isinstance(signal, Probe) else 0
        self.seen.append(at_ms)
        return self.said.get(at_ms, [])

    def tick(self, now_ms: int) -> list[Change]:
        self.seen.append(f"tick {now_ms}")
        return self.said.get(now_ms, [])

    def state(self) -> bytes:
        return json.dumps(self.seen).encode()


def scripted(said: Mapping[int, list[Change]], left: list[LeftOver] | None = None) -> SignalsFold:
    fold = SignalsFold(
        lambda state: Scripted(said, state),
        MonitorMetrics(),
        lambda: list(left or []),
        tellers_of(MemoryStore(Memory())),
        lambda: 77,
        k=USUAL_K,
    )
    fold.restore(NEW)
    return fold


def tick(at_ms: int) -> bytes:
    return encode_signal(Tick(source="!clock", at_ms=at_ms))


def probe(at_ms: int) -> bytes:
    event: Logged = Probe(
        source="egress",
        at_ms=at_ms,
        platform="x",
        group="core",
        host="x.com",
        method="dns",
        good=True,
        outcome="ok",
    )
    return encode_signal(event)


def test_usage_adds_up_to_the_same_rows_however_it_is_divided_into_commits(usage: list[bytes]) -> None:
    store = MemoryStore(Memory())
    whole, pieces = fold_of(USAGE, store), fold_of(USAGE, store)
    for offset, value in enumerate(usage):
        whole.take(offset, value)
        pieces.take(offset, value)
        if offset % 7 == 0 or offset == len(usage) - 1:
            store.commit(PLACE, store.resume(PLACE).next_offset, offset + 1, pieces.work(PLACE))
    assert store.memory.hours == whole.work(PLACE).usage.hours
    assert sum(map(sum, store.memory.hours.values())) > 0


def test_signals_leave_minutes_sources_and_the_judges_memory(signals: list[bytes]) -> None:
    fold = fold_of(SIGNALS, MemoryStore(Memory()))
    fold.restore(NEW)
    for offset, value in enumerate(signals[:6]):
        fold.take(offset, value)
    work = fold.work(PLACE)
    assert sum(map(sum, work.minutes.values())) > 0
    assert {row.source for row in work.sources} == {"north", "south"}
    assert all(row.watermark_ms for row in work.sources)
    assert OUTAGE in work.states


def test_judging_is_measured_from_the_end_of_each_window(signals: list[bytes]) -> None:
    metrics, now = MonitorMetrics(), [0]
    fold = SignalsFold(
        lambda state: Judge(Rules(), {}, state),
        metrics,
        list,
        tellers_of(MemoryStore(Memory())),
        lambda: now[0],
        k=USUAL_K,
    )
    fold.restore(NEW)
    for offset, value in enumerate(signals[:12]):
        now[0] = (SignalsDelta.decode(value).watermark_ms or 0) + 2_000
        fold.take(offset, value)
    count, total = (
        metrics.registry.get_sample_value(f"holdfast_monitors_judgement_seconds_{what}")
        for what in ("count", "sum")
    )
    assert count
    assert total
    assert 2.0 <= total / count < 600.0


def test_a_message_without_a_watermark_leaves_the_sources_as_they_were(signals: list[bytes]) -> None:
    fold = fold_of(SIGNALS, MemoryStore(Memory()))
    fold.restore(NEW)
    unfinished = msgspec.structs.replace(SignalsDelta.decode(signals[0]), watermark_ms=None)
    fold.take(0, unfinished.encode())
    assert fold.work(PLACE).sources == []


def heard(at_ms: int) -> bytes:
    """A commit of a log in which five people used Facebook in these ten seconds; complete up to their end."""
    story = Story(clock(at_ms), clock(at_ms + 10_000)).usual("facebook")
    [message] = story.signals()
    return encode_signal(message)


def said_of(capsys: pytest.CaptureFixture[str], event: str) -> list[str]:
    """The lines of the log of this kind."""
    return [line for line in capsys.readouterr().out.splitlines() if event in line]


def row_of(fold: SignalsFold) -> SourceRow:
    """How the source stands now, which has changed since the last time."""
    [row] = fold.work(PLACE).sources
    return row


def judging(metrics: MonitorMetrics | None = None) -> SignalsFold:
    """A fold with a judge who knows nothing yet."""
    fold = SignalsFold(
        lambda state: Judge(Rules(), {}, state),
        metrics or MonitorMetrics(),
        list,
        tellers_of(MemoryStore(Memory())),
        lambda: 0,
        k=USUAL_K,
    )
    fold.restore(NEW)
    return fold


def test_a_source_says_since_when_it_is_blind_until_it_is_heard_again() -> None:
    metrics = MonitorMetrics()
    fold = judging(metrics)
    for second in range(0, 60, 10):
        fold.take(second, heard(NOON + second * 1000), NOON + second * 1000 + 10_500)
    assert row_of(fold).blind_since_ms is None

    fold.take(60, tick(NOON + 100_000), NOON + 100_000)
    assert fold.work(PLACE).sources == []
    fold.take(61, tick(NOON + 200_000), NOON + 200_000)
    assert row_of(fold).blind_since_ms == NOON + 60_000
    assert gauge(metrics, "blind") == 1.0

    fold.take(62, heard(NOON + 240_000), NOON + 250_500)
    assert row_of(fold).blind_since_ms is None
    assert gauge(metrics, "blind") == 0.0


def test_a_source_that_is_gone_stands_with_the_reason_and_is_told_of_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    metrics = MonitorMetrics()
    fold = judging(metrics)
    fold.take(0, heard(NOON), NOON + 10_000)
    assert row_of(fold).findings == ()
    for offset, seconds in enumerate((20, 130, 140, 2 * 86_400, 2 * 86_400 + 10, 2 * 86_400 + 20), 1):
        fold.take(offset, tick(NOON + seconds * 1000), NOON + seconds * 1000)
    row = row_of(fold)
    assert row.blind_since_ms == NOON + 10_000
    assert row.findings == (Reason("source-gone", {"source": "proxy-Central", "hours": 48}),)
    assert gauge(metrics, "blind") == 0.0
    fold.take(7, tick(NOON + 3 * 86_400_000), NOON + 3 * 86_400_000)
    assert fold.work(PLACE).sources == []
    assert len(said_of(capsys, "source-gone")) == 1


def test_a_clock_ahead_is_told_once_and_so_is_that_it_was_mended(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = MonitorMetrics()
    fold = judging(metrics)
    for second in range(0, 60, 10):
        now_ms = NOON + second * 1000
        fold.take(second, heard(now_ms + 3_600_000), now_ms)
        row = row_of(fold)
        assert [reason.code for reason in row.findings] == ["source-clock-ahead"]
    assert gauge(metrics, "ahead_seconds") == pytest.approx(3_610, abs=1)
    [line] = said_of(capsys, "source-clock-ahead")
    assert "proxy-Central" in line
    assert "set it by a time server" in line

    fold = again(fold)
    fold.take(60, heard(NOON + 60_000), NOON + 70_000)
    assert row_of(fold).findings == ()
    assert len(said_of(capsys, "source-mended")) == 1


def test_people_of_a_forgotten_key_are_left_out_counted_and_told_of_once_a_source(
    capsys: pytest.CaptureFixture[str], signals: list[bytes], usage: list[bytes]
) -> None:
    metrics = MonitorMetrics()
    forgotten = Standing(None, {}, forgotten_keys=frozenset({1}))
    judged, added = judging(metrics), UsageFold(Calendar(UTC), metrics)
    judged.restore(forgotten)
    added.restore(forgotten)
    for offset, value in enumerate(signals[:6]):
        judged.take(offset, value)
    for offset, value in enumerate(usage[:20]):
        added.take(offset, value)

    signalled, used = judged.work(PLACE), added.work(PLACE)
    assert sum(map(sum, signalled.minutes.values())) > 0
    assert sum(map(sum, used.usage.hours.values())) > 0
    assert used.usage.days == {}
    assert signalled.sources == []  # nobody heard them: a source that sends nothing else is blind
    assert signalled.states[OUTAGE].data == Judge(Rules(), {}).state()
    counted = [
        metrics.registry.get_sample_value("holdfast_monitors_messages_nameless_total", {"source": source})
        for source in ("north", "south")
    ]
    assert sum(count or 0 for count in counted) == 26
    assert all(counted)
    assert len(said_of(capsys, "key-forgotten")) == 4  # two sources, two topics


def test_evidence_of_another_key_is_judged_as_if_none_was_forgotten(signals: list[bytes]) -> None:
    plain, other = judging(), judging()
    other.restore(Standing(None, {}, forgotten_keys=frozenset({2})))
    for offset, value in enumerate(signals[:6]):
        plain.take(offset, value)
        other.take(offset, value)
    assert other.work(PLACE) == plain.work(PLACE)


def test_an_unreadable_message_of_a_forgotten_key_changes_and_counts_nothing(signals: list[bytes]) -> None:
    metrics = MonitorMetrics()
    fold = judging(metrics)
    fold.restore(Standing(None, {}, forgotten_keys=frozenset({1})))
    delta = SignalsDelta.decode(signals[0])
    broken = msgspec.structs.replace(delta, names=msgspec.structs.replace(delta.names, platforms=[]))
    with pytest.raises(UnreadableMessageError):
        fold.take(0, broken.encode())
    assert fold.work(PLACE).minutes == {}
    name = "holdfast_monitors_messages_nameless_total"
    assert metrics.registry.get_sample_value(name, {"source": delta.head.source}) is None


def again(fold: SignalsFold) -> SignalsFold:
    """The same after a restart, which has nothing new to say."""
    restored = judging()
    restored.restore(Standing(1, dict(fold.work(PLACE).states)))
    assert restored.work(PLACE).sources == []
    return restored


def test_whoever_sends_events_from_the_future_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    fold = judging()
    for offset in range(3):
        fold.take(offset, probe(NOON + 86_400_000), NOON + offset)
    fold.take(3, probe(NOON), NOON + 10)

    [line] = said_of(capsys, "source-clock-ahead")
    assert "egress" in line


def gauge(metrics: MonitorMetrics, name: str) -> float | None:
    return metrics.registry.get_sample_value(f"holdfast_monitors_source_{name}", {"source": "proxy-Central"})


@pytest.mark.parametrize("value", [b"", b"no message", b"\x81\xa4kind\xa7strange"])
def test_what_is_no_message_changes_nothing(value: bytes) -> None:
    for topic in (USAGE, SIGNALS):
        fold = fold_of(topic, MemoryStore(Memory()))
        fold.restore(NEW)
        before = fold.work(PLACE)
        with pytest.raises(UnreadableMessageError):
            fold.take(0, value)
        assert fold.work(PLACE) == before


def test_a_tick_tells_the_judge_the_time_in_its_place_among_the_signals() -> None:
    fold = scripted({})
    for offset, value in enumerate([probe(10), tick(20), probe(15)]):
        fold.take(offset, value)
    assert json.loads(fold.work(PLACE).states[OUTAGE].data) == [10, "tick 20", 15]


def test_changes_are_said_in_order_each_with_an_id_of_its_own() -> None:
    opened, grown = change(incident("a", "suspected"), 1), change(incident("a", "suspected"))
    other = change(incident("b", "confirmed"), 1)
    fold = scripted({10: [opened, other], 20: [grown]})
    fold.take(4, probe(10))
    fold.take(9, tick(20))
    work = fold.work(PLACE)

    assert list(work.changes) == [opened, other, grown]
    assert [(m.offset, m.n, m.topic, m.key) for m in work.messages] == [
        (4, 0, CHANGES.name, b"a"),
        (4, 1, CHANGES.name, b"b"),
        (9, 0, CHANGES.name, b"a"),
    ]
    assert [json.loads(m.value)["id"] for m in work.messages] == [
        "topic-id/0/4/0",
        "topic-id/0/4/1",
        "topic-id/0/9/0",
    ]


def test_what_is_said_is_a_cloud_event() -> None:
    (message,) = announced(PLACE, [(4, change(incident("a", "confirmed"), 1, before="suspected"))], USUAL_K)
    event = json.loads(message.value)
    data = event.pop("data")
    assert event == {
        "specversion": "1.0",
        "id": "topic-id/0/4/0",
        "source": "/holdfast/monitors",
        "type": "holdfast.incident.changed",
        "subject": "a",
        "datacontenttype": "application/json",
        "time": "2025-10-09T12:00:00.001Z",
    }
    assert data["incident"]["state"] == data["transition"]["after"] == "confirmed"


@pytest.mark.parametrize(
    ("k", "people", "told"),
    [(10, 4, (None, None)), (10, 12, (10, 17)), (15, 12, (None, None)), (15, 32, (30, 17))],
)
def test_whoever_reads_along_learns_no_figure_of_few_people(
    k: int, people: int, told: tuple[int | None, int | None]
) -> None:
    hurt = msgspec.structs.replace(incident("a", "confirmed"), people_failed=people, requests_failed=17)
    [message] = announced(PLACE, [(4, change(hurt))], k)
    said = json.loads(message.value)["data"]["incident"]
    assert (said["people_failed"], said["requests_failed"]) == told


def test_a_change_without_a_transition_has_no_time_of_its_own() -> None:
    (message,) = announced(PLACE, [(4, change(incident("a", "confirmed")))], USUAL_K)
    assert "time" not in json.loads(message.value)


def test_after_a_rebuild_what_was_not_found_again_is_closed_once() -> None:
    lost, found = incident("lost", "confirmed"), incident("found", "confirmed")
    left = [LeftOver(lost, 2), LeftOver(found, 1)]
    again = change(found)
    fold = scripted({10: [], 30: [again]}, left)
    fold.restore(Standing(3, {}, judged_before=5))
    fold.take(3, probe(10))
    assert list(fold.work(PLACE).changes) == []

    fold.take(5, probe(30))
    work = fold.work(PLACE)
    assert list(work.changes) == [close(lost, 2, 77), again]
    assert [(m.offset, m.n) for m in work.messages] == [(5, 0), (5, 1)]

    fold.take(6, probe(10))
    assert list(fold.work(PLACE).changes) == []


def test_the_judge_goes_on_from_its_memory_after_a_restart() -> None:
    store = MemoryStore(Memory())
    first = scripted({})
    first.take(0, probe(10))
    store.commit(PLACE, None, 1, first.work(PLACE))
    second = scripted({})
    second.restore(store.resume(PLACE))
    second.take(1, probe(20))
    assert json.loads(second.work(PLACE).states[OUTAGE].data) == [10, 20]


class Watching(Scripted):
    """A judge whose only source is complete up to a moment."""

    complete_until_ms = 0

    def sources(self) -> list[SourceRow]:
        return [log(self.complete_until_ms)]


@pytest.mark.parametrize("turn_ms", [0, 1_000])
def test_closed_weeks_are_published_at_ticks_that_have_little_else_to_tell_and_not_in_a_rebuild(
    turn_ms: int,
) -> None:
    monday = date(2026, 3, 2)
    closed_ms = published_use.moment(monday + timedelta(days=7), 24)
    house = House((Unit("unassigned"), Unit("Roads", -1, 30)))
    for day in days_of(monday, 5):
        house.uses("Roads", day, range(1, 31))
    house.reads_on(closed_ms + published_use.DAY_MS)
    Watching.complete_until_ms = closed_ms
    now = count(step=turn_ms)
    fold = SignalsFold(
        lambda _state: Watching({}, None),
        MonitorMetrics(),
        list,
        tellers_of(house.store, *house.units[1:]),
        lambda: next(now),
        k=USUAL_K,
    )
    fold.restore(Standing(None, {}, judged_before=2))
    works: list[Work] = []
    while not house.told():
        fold.take(len(works), tick(closed_ms))
        works.append(fold.work(PLACE))
        house.commit(works[-1])
        assert len(works) < 20

    assert not any(work.reliance or work.published.periods for work in works[:2]), "a rebuild tells nothing"
    assert works[2].reliance, "days come first"
    assert bool(works[2].published.periods) is (turn_ms == 0)
    assert bool(works[-1].reliance) is (turn_ms == 0)
