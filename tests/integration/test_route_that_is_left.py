"""With our way out cut, the route that is left is used: two receivers, by the routes of the settings."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.adapters.notice_routes.opening import close_routes, opened_routes
from monitors.adapters.notice_routes.tickets import MemoryTickets
from monitors.domain.notices.rules import NoticeRules
from monitors.domain.outage.records import Reason
from monitors.notice_words import NoticeWords
from monitors.route_settings import DeskTable
from monitors.sending import Hands, Sending
from tests.notice_storm import BODY, Receiver
from tests.told_notices import ZONE, ToldHouse, audience

T = TypeVar("T")


async def in_thread(call: Callable[[], T]) -> T:
    return await asyncio.to_thread(call)


async def test_with_the_way_out_cut_the_notice_goes_by_the_local_network(tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text(BODY, encoding="utf-8")
    house = ToldHouse(NoticeRules([audience("on-call", routes=("beyond", "house"))]))
    house.relies("Roads", "x")
    why = Reason("cause-egress-own", {"share": 0.9, "usual": 0.01})
    house.breaks("Roads", cause="egress", platforms=[], explanation=why, reasons=[why])
    house.passes()
    words = NoticeWords({}, ZONE, 10, "https://holdfast.example")
    with Receiver().listening() as beyond, Receiver().listening() as near:
        tables = [
            DeskTable(name=name, needs=needs, url=receiver.address, body_file=str(tmp_path / "body.json"))
            for name, needs, receiver in (("beyond", ("internet",), beyond), ("house", ("lan",), near))
        ]
        routes = opened_routes(tables, words.written, MemoryTickets(), lambda: house.now_ms)
        hands = Hands(in_thread, lambda: True, lambda: house.now_ms, lambda: 0.5)
        sending = Sending(house.store.notices, routes, MonitorMetrics(), hands)
        running = asyncio.create_task(sending.run())
        try:
            assert await asyncio.to_thread(near.arrived.wait, 20)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await close_routes(routes)

    assert near.arrivals == [{"key": "i/on-call", "number": 1, "kind": "first"}]
    assert beyond.asked == 0
