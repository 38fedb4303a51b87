"""A `judged.db` whose rule state an older Holdfast wrote: judged again from the evidence, and said once."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import URL, select, update
from structlog.testing import capture_logs

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.sql_store import STATES, SqlStore, opened_store
from monitors.adapters.transport import Extent
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.memory import layout, read
from monitors.domain.outage.rules import Rules
from monitors.domain.withholding import USUAL_K
from monitors.folds import SignalsFold
from monitors.lane import Lane
from monitors.lane_parts import Ending, Equipment, Received
from monitors.store import Store
from streams.contracts.evidence import CONTROL_NAME
from tests.monitoring import tellers_of
from tests.stored_work import SIGNALS, contents_of_database, contents_of_memory, regardless_of_commits
from tests.timelines import Commit, Story

T = TypeVar("T")

MARK = b"holdfast.outage"


@pytest.fixture(scope="module")
def evidence() -> list[bytes]:
    """Messages of a morning on which one platform breaks, and mends."""
    story = Story("09:50", "10:10").usual("facebook", tries=4).usual(CONTROL_NAME, tries=6)
    story.breaks("facebook", at="09:56", until="10:02")
    commits = [commit for commit in story.commits() if isinstance(commit, Commit)]
    return [message.encode() for commit in commits for message in commit.messages()]


def fold_for(store: Store) -> SignalsFold:
    return SignalsFold(
        lambda state: Judge(Rules(), {}, state),
        MonitorMetrics(),
        store.left_over,
        tellers_of(store),
        lambda: 1_800_000_000_000,
        k=USUAL_K,
    )


async def judged(store: Store, evidence: Sequence[bytes], gone: int = 0) -> None:
    """One life of a worker: it judges what is there, and ends; `gone` messages Kafka has no more."""
    ends: list[tuple[Ending, BaseException | None]] = []
    done: list[int] = []
    over = asyncio.Event()

    async def in_thread(call: Callable[[], T]) -> T:
        return await asyncio.to_thread(call)

    async def pause(_seconds: float, _until: asyncio.Event) -> None:
        raise AssertionError("the database is never away here")

    def end(ending: Ending, _where: str, error: BaseException | None = None) -> None:
        ends.append((ending, error))
        over.set()

    def committed(offset: int) -> None:
        done.append(offset)
        if offset == len(evidence) - 1:
            over.set()

    lane = Lane(
        SIGNALS,
        fold_for(store),
        Equipment(
            store=store,
            metrics=MonitorMetrics(),
            in_thread=in_thread,
            end=end,
            relay=lambda: None,
            landed=lambda _: None,
            monotonic=lambda: 0.0,
            pause=pause,
        ),
    )
    begins = await lane.open(Extent(gone, len(evidence)))
    for offset in range(begins, len(evidence)):
        await lane.take(Received(offset, evidence[offset], None, partial(committed, offset)))
    if begins < len(evidence):
        await asyncio.wait_for(over.wait(), 60)
    await lane.close()
    assert ends == []
    assert done == list(range(begins, len(evidence)))


def as_before_layouts_were_told(state: bytes) -> bytes:
    """Version 1 as it was at first: mark, version, and at once what is remembered."""
    begins = len(MARK) + 2
    return state[:begins] + state[begins + len(layout()) :]


def of_an_earlier_version(state: bytes) -> bytes:
    """One version back."""
    version = int.from_bytes(state[len(MARK) : len(MARK) + 2], "big") - 1
    return MARK + version.to_bytes(2, "big") + state[len(MARK) + 2 :]


def without_its_last_figures(state: bytes) -> bytes:
    """Of this layout, and cut short."""
    return state[:-7]


def age(store: SqlStore, older: Callable[[bytes], bytes]) -> None:
    """Put in the place of the rule state one that is older."""
    with store.engine.begin() as connection:
        state = connection.execute(select(STATES.c.data)).scalar_one()
        read(state)
        connection.execute(update(STATES).values(data=older(state)))


@pytest.mark.parametrize(
    "older", [as_before_layouts_were_told, of_an_earlier_version, without_its_last_figures]
)
async def test_it_is_judged_again_from_the_evidence_and_that_is_said_once(
    older: Callable[[bytes], bytes], evidence: list[bytes], tmp_path: Path
) -> None:
    half = len(evidence) // 2
    url = URL.create("sqlite", database=str(tmp_path / "judged.db"))
    with opened_store(url) as store:
        await judged(store, evidence[:half])
        age(store, older)

    with opened_store(url) as store, capture_logs() as said:
        await judged(store, evidence)
        found = contents_of_database(store.engine)
    with opened_store(url) as store, capture_logs() as later:
        await judged(store, evidence)

    undisturbed = Memory()
    await judged(MemoryStore(undisturbed), evidence)
    wanted = contents_of_memory(undisturbed)
    assert [incident.cause for incident in wanted.incidents.values() if incident.detected_at_ms] == [
        "platform"
    ]
    assert regardless_of_commits(found) == regardless_of_commits(wanted)
    warned = [entry for entry in said if entry["log_level"] in {"warning", "error", "critical"}]
    assert [(entry["event"], entry["messages"]) for entry in warned] == [("rule-state-rebuilt", half)]
    assert "judge the evidence of the last 48 hours again" in warned[0]["why"]
    assert [entry for entry in later if entry["log_level"] != "debug"] == []


async def test_where_no_evidence_is_left_that_is_said_and_what_was_judged_stays(
    evidence: list[bytes], tmp_path: Path
) -> None:
    half = len(evidence) // 2
    url = URL.create("sqlite", database=str(tmp_path / "judged.db"))
    with opened_store(url) as store:
        await judged(store, evidence[:half])
        before = contents_of_database(store.engine)
        age(store, as_before_layouts_were_told)

    with opened_store(url) as store, capture_logs() as said:
        await judged(store, evidence, gone=half)
        after = contents_of_database(store.engine)

    assert [entry["event"] for entry in said if entry["log_level"] == "error"] == ["rule-state-lost"]
    assert before.incidents.keys() <= after.incidents.keys()
