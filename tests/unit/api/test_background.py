"""What goes on for as long as the hub runs comes back by itself after a fault, and says so meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from api import background
from api.background import Background


class Work:
    """Faults whenever it is told to; `begun` is how many times it was begun."""

    def __init__(self) -> None:
        self.begun = 0
        self.faults: asyncio.Queue[Exception] = asyncio.Queue()
        self.began = asyncio.Event()

    async def run(self) -> None:
        self.begun += 1
        self.began.set()
        raise await self.faults.get()

    async def is_begun(self) -> None:
        await asyncio.wait_for(self.began.wait(), 5)
        self.began.clear()


@asynccontextmanager
async def going(work: Work) -> AsyncIterator[Background]:
    each = Background("board", work.run)
    task = asyncio.create_task(each.run())
    try:
        yield each
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: object, each: Background) -> None:
    async with asyncio.timeout(5):
        while each.is_going is not condition:  # noqa: ASYNC110 (nobody else waits for it)
            await asyncio.sleep(0)


async def test_what_a_fault_ended_is_begun_anew_and_counts_once_it_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(background, "AGAIN_SECONDS", (0.0,))
    monkeypatch.setattr(background, "HOLDS_SECONDS", 0.05)
    work = Work()
    async with going(work) as each:
        await work.is_begun()
        assert each.is_going
        work.faults.put_nowait(RuntimeError("planted words"))
        await until(False, each)
        await work.is_begun()
        await until(True, each)
    assert work.begun == 2
    said = capsys.readouterr().out
    assert "hub-fault" in said
    assert "RuntimeError" in said
    assert "hub-work-back" in said
    assert "planted" not in said


async def test_what_faults_again_and_again_is_never_said_to_go_on_and_is_given_more_time_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr("api.background.asyncio.sleep", noted)
    work = Work()
    for _ in range(4):
        work.faults.put_nowait(RuntimeError())
    async with going(work) as each:
        for _ in range(5):
            await work.is_begun()
        assert not each.is_going
    assert waited == list(background.AGAIN_SECONDS[:4])


async def test_work_that_ends_without_a_fault_is_begun_anew_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(background, "AGAIN_SECONDS", (0.0,))
    began: list[int] = []
    again = asyncio.Event()

    async def ends() -> None:
        began.append(1)
        if len(began) > 1:
            again.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(Background("changes", ends).run())
    await asyncio.wait_for(again.wait(), 5)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert "ended by itself" in capsys.readouterr().out
