"""Many browsers hear of a change at once, and are told within what time they all ask for the page."""

import json
from pathlib import Path

import pytest

from api.live.board import LEAST_SPREAD_MS, PAGE_MS
from api.live.changes import Event
from tests.hubs import hub_in


async def nobody_leaves() -> bool:
    return True


@pytest.mark.parametrize(("listeners", "spread_ms"), [(1, LEAST_SPREAD_MS), (100, 100 * PAGE_MS)])
async def test_the_more_browsers_listen_the_longer_they_wait(
    tmp_path: Path, listeners: int, spread_ms: int
) -> None:
    with hub_in(tmp_path) as at_hand:
        board, stream = at_hand.hub.board, at_hand.hub.stream
        connections = [
            stream.lines(None, lambda: "{}", lambda _unit: True, nobody_leaves) for _ in range(listeners)
        ]
        for each in connections:
            assert (await anext(each)).startswith(b"event: snapshot")
        board.hear(1, Event(id="1", type="holdfast.incident.changed", subject="i"))
        await board.look()
        line = (await anext(connections[0])).decode()
        said = json.loads(line.split("data: ")[1].splitlines()[0])
        assert said == {"type": "holdfast.incident.changed", "subject": "i", "spread_ms": spread_ms}
        for each in connections:
            await each.aclose()  # type: ignore[attr-defined]  # an async generator, typed as less
