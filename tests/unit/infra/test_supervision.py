"""Parts that crash, hang, give up and end: told with real child processes."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from infra.supervision.part import Part, PartFault, State, Supervised, run_together

READY = "at work"

LIVES = f"""
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print({READY!r}, flush=True)
signal.pause()
"""

ENDS = f"""
import sys
print({READY!r}, flush=True)
sys.exit(int(sys.argv[1]))
"""


class Told:
    """What the supervisor reported, and a way to wait for a state."""

    def __init__(self) -> None:
        self.states: list[tuple[str, State]] = []
        self.sentences: list[tuple[State, str]] = []
        self.lines: list[tuple[str, str]] = []
        self._news = asyncio.Event()

    def report(self, name: str, state: State, sentence: str) -> None:
        self.states.append((name, state))
        self.sentences.append((state, sentence))
        self._news.set()

    def relay(self, name: str, line: str) -> None:
        self.lines.append((name, line))

    async def until(self, name: str, state: State, times: int = 1) -> None:
        """Wait until a part has come to a state so many times; TimeoutError after 20 s."""
        async with asyncio.timeout(20):
            while self.states.count((name, state)) < times:
                self._news.clear()
                await self._news.wait()


def part(name: str, script: str, *arguments: str) -> Part:
    return Part(name, arguments, READY, program=(sys.executable, "-c", script))


async def test_a_part_runs_until_it_is_asked_to_stop() -> None:
    told = Told()
    supervised = Supervised(part("watch", LIVES), told.report, told.relay)
    running = asyncio.create_task(supervised.run())

    await told.until("watch", State.RUNNING)
    supervised.stop()
    await running

    assert [state for _, state in told.states] == [
        State.STARTING,
        State.RUNNING,
        State.STOPPING,
        State.STOPPED,
    ]
    assert told.lines == [("watch", READY)]
    assert supervised.pid is None


async def test_a_part_that_is_killed_is_started_again() -> None:
    told = Told()
    supervised = Supervised(part("watch", LIVES), told.report, told.relay)
    running = asyncio.create_task(supervised.run())
    await told.until("watch", State.RUNNING)
    first = supervised.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    await told.until("watch", State.RUNNING, times=2)

    assert supervised.pid not in {None, first}
    supervised.stop()
    await running
    [why] = [sentence for state, sentence in told.sentences if state is State.RESTARTING]
    assert why.startswith("It was ended from outside (SIGKILL). It is started again in")
    assert "at work again" in [sentence for state, sentence in told.sentences if state is State.RUNNING][-1]
    assert told.states[-1][1] is State.STOPPED


@pytest.mark.parametrize("status", [2, 65, 66])
async def test_a_part_that_says_that_it_cannot_go_on_is_not_started_again(status: int) -> None:
    told = Told()
    complains = ENDS.replace("sys.exit", "print('There is no file x.', flush=True)\nsys.exit")
    supervised = Supervised(part("watch", complains, str(status)), told.report, told.relay)

    with pytest.raises(PartFault, match="The watch cannot go on: There is no file x") as raised:
        await supervised.run()

    assert raised.value.status == status
    assert [state for _, state in told.states].count(State.STARTING) == 1


async def test_an_end_that_may_pass_is_tried_again_with_growing_pauses() -> None:
    told = Told()
    supervised = Supervised(part("watch", ENDS, "75"), told.report, told.relay)
    running = asyncio.create_task(supervised.run())

    await told.until("watch", State.RESTARTING, times=2)
    supervised.stop()
    await running

    assert told.states[-1] == ("watch", State.STOPPED)


async def test_the_fault_of_one_part_stops_the_others_in_good_order_last_first(tmp_path: Path) -> None:
    told = Told()
    waits = f"{ENDS.replace('import sys', 'import sys, pathlib, time')}".replace(
        "sys.exit",
        f"[time.sleep(0.01) for _ in iter(lambda: pathlib.Path({str(tmp_path / 'go')!r}).exists(), True)]"
        "\nsys.exit",
    )
    parts = [
        Supervised(part(name, script, *arguments), told.report, told.relay)
        for name, script, arguments in (("one", LIVES, ()), ("two", LIVES, ()), ("three", waits, ("66",)))
    ]
    together = asyncio.create_task(run_together(parts, asyncio.Event().wait()))
    for name in ("one", "two", "three"):
        await told.until(name, State.RUNNING)

    (tmp_path / "go").touch()
    with pytest.raises(PartFault, match="three"):
        await together

    ends = [name for name, state in told.states if state is State.STOPPED]
    assert ends == ["two", "one"]


async def test_all_end_last_first_when_the_reason_to_run_is_over() -> None:
    told, over = Told(), asyncio.Event()
    parts = [Supervised(part(name, LIVES), told.report, told.relay) for name in ("one", "two")]
    together = asyncio.create_task(run_together(parts, over.wait()))
    for name in ("one", "two"):
        await told.until(name, State.RUNNING)

    over.set()
    await together

    assert [name for name, state in told.states if state is State.STOPPED] == ["two", "one"]


LEAVES_A_CHILD = f"""
import os, signal, sys
child = os.fork()
if child == 0:
    signal.alarm(60)
    signal.pause()
print({READY!r}, child, flush=True)
os._exit(3)
"""


async def test_a_part_that_leaves_a_process_behind_is_started_again_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("infra.supervision.part.LAST_WORDS_SECONDS", 0.05)
    told = Told()
    supervised = Supervised(part("collector", LEAVES_A_CHILD), told.report, told.relay)
    running = asyncio.create_task(supervised.run())

    await told.until("collector", State.RESTARTING, times=2)
    supervised.stop()
    await running
    left_behind = [int(line.removeprefix(READY)) for _, line in told.lines]
    assert len(left_behind) == 2
    for pid in left_behind:
        os.kill(pid, signal.SIGKILL)


async def test_where_nobody_takes_a_parts_lines_it_does_not_stand_still_unnoticed() -> None:
    def closed(_name: str, _line: str) -> None:
        raise BrokenPipeError

    supervised = Supervised(part("collector", LIVES), Told().report, closed)

    async with asyncio.timeout(20):
        with pytest.raises(BrokenPipeError):
            await supervised.run()
    assert supervised.pid is None
