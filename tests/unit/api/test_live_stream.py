"""What browsers hear: each change once, what they missed, and word when they have missed too much."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.live.answers import Answers
from api.live.stream import BEHIND, KEPT, Stream, Told
from api.routes.live import last_event


def told(number: int, unit: str | None = None) -> Told:
    """A change."""
    return Told(number, "incident", unit, f'{{"n":{number}}}')


async def heard(lines: AsyncIterator[bytes], count: int) -> list[str]:
    """The first so many events of a connection, as text."""
    return [(await anext(lines)).decode() for _ in range(count)]


def everything(_unit: str | None) -> bool:
    return True


async def welcome() -> bool:
    return True


def whole() -> str:
    return '{"now":1}'


async def test_a_new_browser_gets_the_snapshot_first_and_then_what_changes() -> None:
    stream = Stream()
    stream.tell(told(7))
    lines = stream.lines(None, whole, everything, welcome)
    assert await heard(lines, 1) == ['event: snapshot\ndata: {"now":1}\nid: 7\n\n']
    stream.tell(told(8))
    assert await heard(lines, 1) == ['event: incident\ndata: {"n":8}\nid: 8\n\n']


async def test_a_browser_that_was_cut_off_gets_what_it_missed_and_no_snapshot() -> None:
    stream = Stream()
    for number in (3, 5, 9):  # Kafka's numbers have gaps
        stream.tell(told(number))
    lines = stream.lines(3, whole, everything, welcome)
    assert [line.splitlines()[-2] for line in await heard(lines, 2)] == ["id: 5", "id: 9"]


async def test_whoever_missed_more_than_is_kept_begins_anew() -> None:
    stream = Stream()
    for number in range(1, KEPT + 3):
        stream.tell(told(number))
    (first,) = await heard(stream.lines(1, whole, everything, welcome), 1)
    assert first.startswith("event: snapshot")


async def test_a_change_that_comes_twice_is_told_once() -> None:
    stream = Stream()
    stream.tell(told(1))
    stream.tell(told(1))
    assert stream.since(0) is None
    stream.tell(told(2))
    assert stream.since(1) == [told(2)]


async def test_changes_of_units_that_a_browser_may_not_see_are_not_told_to_it() -> None:
    stream = Stream()
    lines = stream.lines(0, whole, lambda unit: unit != "Payroll", welcome)
    waiting = asyncio.ensure_future(heard(lines, 1))
    await asyncio.sleep(0)
    stream.tell(told(1, "Payroll"))
    stream.tell(told(2, "Parks"))
    assert [line.splitlines()[-2] for line in await waiting] == ["id: 2"]


async def test_a_browser_that_does_not_keep_up_is_told_to_load_anew_and_costs_no_memory() -> None:
    stream = Stream()
    lines = stream.lines(0, whole, everything, welcome)
    waiting = asyncio.ensure_future(heard(lines, 1))
    await asyncio.sleep(0)
    for number in range(1, BEHIND + 2):
        stream.tell(told(number))
    assert (await waiting)[0].startswith("event: reload")
    with pytest.raises(StopAsyncIteration):
        await anext(lines)
    assert stream.listeners == 0


async def test_after_a_gap_everybody_loads_anew() -> None:
    stream = Stream()
    stream.tell(told(4))
    lines = stream.lines(4, whole, everything, welcome)
    waiting = asyncio.ensure_future(heard(lines, 1))
    await asyncio.sleep(0)
    stream.begin_anew(90)
    assert (await waiting)[0].startswith("event: reload")


async def test_whoever_waits_for_an_action_hears_what_became_of_it() -> None:
    answers = Answers()
    with answers.expected("a-1") as expected:
        answers.hear("another", {"refused": False})
        answers.hear("a-1", {"refused": True})
        assert await expected.within(1.0) == {"refused": True}


async def test_an_action_of_which_nobody_says_anything_has_no_answer_yet() -> None:
    answers = Answers()
    with answers.expected("a-1") as expected:
        assert await expected.within(0.01) is None
    answers.hear("a-1", {})  # too late, and no fault


async def test_whoever_logged_out_hears_no_more_after_the_next_heartbeat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.live.stream.HEARTBEAT_SECONDS", 0.01)

    async def gone() -> bool:
        return False

    lines = Stream().lines(0, whole, everything, gone)
    assert (await heard(lines, 1))[0].startswith("event: reload")
    with pytest.raises(StopAsyncIteration):
        await anext(lines)


async def test_a_browser_that_waits_hears_a_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.stream.HEARTBEAT_SECONDS", 0.01)
    lines = Stream().lines(0, whole, everything, welcome)
    assert await heard(lines, 2) == [": ping\n\n", ": ping\n\n"]


async def test_a_tick_is_heard_by_whoever_listens_and_missed_by_nobody() -> None:
    stream = Stream()
    stream.tell(told(4))
    lines = stream.lines(4, whole, everything, welcome)
    hearing = asyncio.ensure_future(heard(lines, 1))
    await asyncio.sleep(0)
    stream.tick(Told(stream.last, "tick", None, "{}"))
    assert await hearing == ["event: tick\ndata: {}\nid: 4\n\n"]
    assert stream.since(4) == []


@pytest.mark.parametrize("said", [None, "", "-1", "1e5", "9" * 20, "9" * 5000, "\uff19"])
def test_whoever_names_no_event_that_there_can_be_begins_anew(said: str | None) -> None:
    assert last_event(said) is None


def test_an_event_is_named_by_its_number() -> None:
    assert (last_event("7"), last_event("9" * 19)) == (7, 10**19 - 1)
