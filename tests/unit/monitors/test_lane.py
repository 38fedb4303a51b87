"""A lane commits what comes in, in order, once, in groups; what goes wrong is told, and nothing skipped."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pytest

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.transport import Extent
from monitors.domain.outage.judge import StateVersionError
from monitors.lane import MOST_MESSAGES, MOST_WAITING, Lane
from monitors.lane_parts import Ending, Equipment, Received
from monitors.store import (
    Place,
    RuleState,
    Standing,
    StoreFull,
    StoreRefused,
    StoreUnavailable,
    StoreUnusable,
    Work,
)
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import MONITORS_DEAD_LETTERS
from tests.stored_work import change, incident

PLACE = Place("cluster", "topic-id", "x.evidence.signals", 0)
VERSION = 3

T = TypeVar("T")


class Tape:
    """A fold whose state is every message that it took in; what begins with `!` is unreadable."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.fresh: list[str] = []

    def restore(self, standing: Standing) -> None:
        stored = standing.states.get("tape", RuleState(VERSION, b""))
        if stored.version != VERSION:
            raise StateVersionError(f"a tape of version {stored.version}")
        self.taken = stored.data.decode().split()
        self.fresh = []

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:  # noqa: ARG002 (the port's)
        if value.startswith(b"!"):
            raise UnreadableMessageError("no message")
        if value == b"bug":
            raise ZeroDivisionError
        self.taken.append(value.decode())
        self.fresh.append(value.decode())

    def work(self, place: Place) -> Work:  # noqa: ARG002 (the port's)
        fresh, self.fresh = self.fresh, []
        return Work(
            states={"tape": RuleState(VERSION, " ".join(self.taken).encode())},
            changes=[change(incident(name, "confirmed")) for name in fresh],
        )


@dataclass
class TroubledStore(MemoryStore):
    """A store whose next commits go wrong, one trouble each; a trouble may strike after the commit landed."""

    memory: Memory = field(default_factory=Memory)
    troubles: list[tuple[Exception, bool]] = field(default_factory=list)
    refuses: bytes | None = None
    commits: list[tuple[int | None, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.memory)

    def commit(self, place: Place, expected_offset: int | None, next_offset: int, work: Work) -> None:
        if self.refuses and any(self.refuses in state.data.split() for state in work.states.values()):
            raise StoreRefused("it does not fit")
        trouble, landed = self.troubles.pop(0) if self.troubles else (None, True)
        if landed:
            super().commit(place, expected_offset, next_offset, work)
            self.commits.append((expected_offset, next_offset))
        if trouble is not None:
            raise trouble


class Bench:
    """A lane with all that it needs; `gate` holds its thread back, `ends` is what it said on ending."""

    def __init__(self, store: TroubledStore | None = None) -> None:
        self.store = store or TroubledStore()
        self.gate = asyncio.Event()
        self.gate.set()
        self.ends: list[Ending] = []
        self.ended = asyncio.Event()
        self.done: list[int] = []
        self.pauses: list[float] = []
        self.relayed = 0
        self.told: list[str] = []
        self.metrics = MonitorMetrics()
        self.lane = self.new_lane()

    def new_lane(self) -> Lane:
        return Lane(
            PLACE,
            Tape(),
            Equipment(
                store=self.store,
                metrics=self.metrics,
                in_thread=self._in_thread,
                end=self._end,
                relay=self._relay,
                landed=lambda changes: self.told.extend(change.incident.id for change in changes),
                monotonic=lambda: 0.0,
                pause=self._pause,
            ),
        )

    async def open(self, earliest: int = 0, end: int = 0) -> int:
        return await self.lane.open(Extent(earliest, end))

    async def take(self, *values: str, first: int = 0) -> None:
        for offset, value in enumerate(values, first):
            await self.lane.take(Received(offset, value.encode(), None, partial(self.done.append, offset)))

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 (it holds as soon as the lane has run on)
                await asyncio.sleep(0)

    @property
    def judged(self) -> list[str]:
        states = self.store.resume(PLACE).states
        return states["tape"].data.decode().split() if states else []

    @property
    def letters(self) -> list[int]:
        waiting = self.store.waiting(PLACE, 100)
        assert {each.message.topic for each in waiting} <= {MONITORS_DEAD_LETTERS.name}
        return [each.message.offset for each in waiting]

    async def _in_thread(self, call: Callable[[], T]) -> T:
        await self.gate.wait()
        await asyncio.sleep(0)
        return call()

    def _end(self, ending: Ending, where: str, error: BaseException | None) -> None:
        assert PLACE.topic in where
        assert error is not None
        self.ends.append(ending)
        self.ended.set()

    def _relay(self) -> None:
        self.relayed += 1

    async def _pause(self, seconds: float, until: asyncio.Event) -> None:  # noqa: ARG002 (the port's)
        self.pauses.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    await made.lane.close()


async def test_live_each_message_is_a_commit_and_kafka_hears_of_it_afterwards(bench: Bench) -> None:
    assert await bench.open() == 0
    for offset, value in enumerate("abc"):
        await bench.take(value, first=offset)
        await bench.until(lambda: bench.done[-1:] == [offset])  # noqa: B023 (it is called before the next)
    assert bench.judged == ["a", "b", "c"]
    assert bench.store.commits == [(None, 1), (1, 2), (2, 3)]


async def test_while_catching_up_many_messages_share_a_commit(bench: Bench) -> None:
    await bench.open()
    bench.gate.clear()
    words = [f"m{number}" for number in range(MOST_WAITING - 1)]
    await bench.take(*words)
    bench.gate.set()
    await bench.until(lambda: len(bench.done) == len(words))
    assert bench.judged == words
    assert len(bench.store.commits) <= 3
    assert max(after - (before or 0) for before, after in bench.store.commits) == MOST_MESSAGES


async def test_a_full_lane_lets_nothing_more_in_until_the_database_has_taken_some(bench: Bench) -> None:
    await bench.open()
    bench.gate.clear()
    await bench.take(*(["x"] * MOST_WAITING))
    one_more = asyncio.create_task(bench.take("last", first=MOST_WAITING))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not one_more.done()
    bench.gate.set()
    await one_more
    await bench.until(lambda: len(bench.done) == MOST_WAITING + 1)
    assert bench.judged[-1] == "last"


async def test_a_message_that_comes_again_is_left_out(bench: Bench) -> None:
    await bench.open()
    await bench.take("a", "b")
    await bench.until(lambda: len(bench.done) == 2)
    await bench.take("a", "b", "c")
    await bench.until(lambda: len(bench.done) == 5)
    assert bench.judged == ["a", "b", "c"]


async def test_offsets_may_have_gaps_where_transactions_end(bench: Bench) -> None:
    await bench.open()
    await bench.take("a", first=3)
    await bench.take("b", first=7)
    await bench.until(lambda: len(bench.done) == 2)
    assert bench.store.resume(PLACE).next_offset == 8


async def test_an_unreadable_message_is_laid_aside_between_its_neighbours(bench: Bench) -> None:
    await bench.open()
    await bench.take("a", "!secret", "b")
    await bench.until(lambda: len(bench.done) == 3)
    assert bench.judged == ["a", "b"]
    assert bench.letters == [1]
    assert bench.relayed >= 1
    assert all(b"secret" not in each.message.value for each in bench.store.waiting(PLACE, 9))


@pytest.mark.parametrize("landed", [False, True], ids=["lost", "landed"])
@pytest.mark.parametrize("trouble", [StoreUnavailable("away"), StoreFull("full")], ids=["away", "full"])
async def test_after_a_fault_of_the_database_every_message_is_judged_exactly_once(
    bench: Bench, trouble: Exception, *, landed: bool
) -> None:
    await bench.open()
    bench.store.troubles = [(trouble, landed), (trouble, False), (trouble, landed)]
    for offset, value in enumerate("abcdef"):
        await bench.take(value, first=offset)
    await bench.until(lambda: len(bench.done) == 6)
    assert bench.judged == list("abcdef")
    assert not bench.ends


@pytest.mark.parametrize("landed", [False, True], ids=["lost", "landed"])
async def test_what_became_of_incidents_is_told_once_and_only_when_it_is_in_the_database(
    bench: Bench, *, landed: bool
) -> None:
    await bench.open()
    bench.store.troubles = [(StoreUnavailable("away"), landed), (StoreFull("full"), False)]
    for offset, name in enumerate("abcdef"):
        await bench.take(name, first=offset)
    await bench.until(lambda: len(bench.done) == 6)
    assert bench.told == list("abcdef")


async def test_nothing_is_told_of_what_the_database_never_took(bench: Bench) -> None:
    await bench.open()
    bench.store.troubles = [(StoreUnusable("a wrong password"), False)]
    await bench.take("a")
    await bench.ended.wait()
    assert bench.told == []


async def test_while_the_database_is_away_the_waits_grow_and_nothing_is_dropped(bench: Bench) -> None:
    await bench.open()
    real_resume = bench.store.resume
    away = iter([StoreUnavailable("away")] * 6)

    def resume(place: Place) -> Standing:
        if (fault := next(away, None)) is not None:
            raise fault
        return real_resume(place)

    bench.store.troubles = [(StoreUnavailable("away"), False)]
    bench.store.resume = resume  # type: ignore[method-assign] # this store is troubled
    await bench.take("a", "b")
    await bench.until(lambda: len(bench.done) == 2)
    bench.store.resume = real_resume  # type: ignore[method-assign] # and well again
    assert bench.judged == ["a", "b"]
    assert bench.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]


async def test_what_the_database_refuses_is_found_and_laid_aside(bench: Bench) -> None:
    bench.store.refuses = b"huge"
    await bench.open()
    bench.gate.clear()
    await bench.take("a", "b", "huge", "c", "d")
    bench.gate.set()
    await bench.until(lambda: len(bench.done) == 5)
    assert bench.judged == ["a", "b", "c", "d"]
    assert bench.letters == [2]


async def test_a_lane_that_was_overtaken_writes_nothing_and_ends_its_worker() -> None:
    first = Bench()
    second = Bench(first.store)
    await first.open()
    await second.open()
    await first.take("a")
    await first.until(lambda: first.done)

    await second.take("a")
    await second.ended.wait()

    assert second.ends == ["overtaken"]
    assert first.judged == ["a"]
    assert second.done == []
    await first.lane.close()
    await second.lane.close()


@pytest.mark.parametrize(
    ("trouble", "ending"), [(StoreUnusable("a wrong password"), "unusable"), (RuntimeError("?"), "broken")]
)
async def test_what_nobody_can_wait_out_ends_the_worker(
    bench: Bench, trouble: Exception, ending: Ending
) -> None:
    await bench.open()
    bench.store.troubles = [(trouble, False)]
    await bench.take("a")
    await bench.ended.wait()
    assert bench.ends == [ending]
    assert bench.judged == []


async def test_a_fault_of_our_own_skips_nothing(bench: Bench) -> None:
    await bench.open()
    await bench.take("a")
    await bench.until(lambda: bench.done)
    await bench.take("bug", "c", first=1)
    await bench.ended.wait()
    assert bench.ends == ["broken"]
    assert bench.store.resume(PLACE).next_offset == 1


async def test_it_goes_on_where_the_database_says(bench: Bench) -> None:
    bench.store.commit(PLACE, None, 5, Work(states={"tape": RuleState(VERSION, b"a b")}))
    assert await bench.open(earliest=0, end=9) == 5
    await bench.take("late", "repeat", "new", first=3)
    await bench.until(lambda: len(bench.done) == 3)
    assert bench.judged == ["a", "b", "new"]


async def test_evidence_that_is_gone_is_counted_and_judgement_goes_on_behind_the_gap(bench: Bench) -> None:
    bench.store.commit(PLACE, None, 5, Work(states={"tape": RuleState(VERSION, b"a b")}))
    assert await bench.open(earliest=40, end=50) == 40
    await bench.take("c", first=40)
    await bench.until(lambda: bench.done)
    assert bench.judged == ["a", "b", "c"]
    gone = bench.metrics.registry.get_sample_value(
        "holdfast_monitors_messages_gone_total", {"topic": PLACE.topic, "partition": "0"}
    )
    assert gone == 35


async def test_a_log_that_lost_what_was_judged_is_read_from_its_end_and_repeats_count_as_such(
    bench: Bench,
) -> None:
    bench.store.commit(PLACE, None, 5, Work(states={"tape": RuleState(VERSION, b"a b")}))
    assert await bench.open(earliest=0, end=3) == 3
    await bench.take("d", "e", "new", first=3)
    await bench.until(lambda: len(bench.done) == 3)
    assert bench.judged == ["a", "b", "new"]


async def test_a_rule_state_of_another_version_is_made_again_from_the_evidence(bench: Bench) -> None:
    bench.store.commit(PLACE, None, 4, Work(states={"tape": RuleState(VERSION - 1, b"old")}))
    bench.store.commits.clear()
    assert await bench.open(earliest=1, end=9) == 1
    bench.gate.clear()
    await bench.take("b", "c", "d", "e", "f", first=1)
    bench.gate.set()
    await bench.until(lambda: len(bench.done) == 5)
    assert bench.judged == ["b", "c", "d", "e", "f"]
    assert 4 in {after for _, after in bench.store.commits}
    assert bench.store.resume(PLACE).judged_before is None


async def test_a_rebuild_ends_although_the_last_message_before_its_end_is_gone(bench: Bench) -> None:
    bench.store.commit(PLACE, None, 4, Work(states={"tape": RuleState(VERSION - 1, b"old")}))
    await bench.open(earliest=1, end=9)
    await bench.take("b", first=1)
    await bench.take("e", first=6)
    await bench.until(lambda: len(bench.done) == 2)
    assert bench.judged == ["b", "e"]
    assert not bench.ends


async def test_without_evidence_to_rebuild_from_a_lost_rule_state_is_said_and_begun_anew(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.store.commit(PLACE, None, 4, Work(states={"tape": RuleState(VERSION - 1, b"old")}))
    assert await bench.open(earliest=4, end=9) == 4
    await bench.take("e", first=4)
    await bench.until(lambda: bench.done)
    assert bench.judged == ["e"]
    assert "rule-state-lost" in capsys.readouterr().out


async def test_closing_waits_for_the_commit_on_its_way_and_leaves_the_rest(bench: Bench) -> None:
    await bench.open()
    bench.gate.clear()
    await bench.take("a")
    await asyncio.sleep(0)
    closing = asyncio.create_task(bench.lane.close())
    await asyncio.sleep(0)
    bench.gate.set()
    await closing
    assert bench.judged == ["a"]
    await bench.take("b", first=1)
    assert bench.judged == ["a"]
