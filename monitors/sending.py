"""Notices go to people: from the database, in the order of each dedup key, at least once.

The mark behind each stands in the database before the next of its key is tried. Whoever is killed between the
two sends that one again, with the same dedup key and number, so a receiver drops it; of one kill at most what
was under way comes twice. A mark that the database does not take is tried until it does: a message is not
sent again for that.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

import structlog
from msgspec.structs import replace

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.domain.notices.delivering import DeliveryRules, delayed, given_up, refused, taken, unrouted
from monitors.domain.notices.ranking import ranked
from monitors.domain.notices.records import Delivery
from monitors.lane_parts import InThread
from monitors.notice_routes import Permanent, Route, Temporary
from monitors.notice_rows import NoticeRows
from monitors.store import StoreFull, StoreUnavailable

AT_ONCE: Final = 20
SEND_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 5.0
WAITING_SECONDS: Final = 0.5
"""So often it looks whether something is due, beside when it is told; the second while something waits."""

RETRY_SECONDS: Final = 2.0

HANGS_FROM_SECONDS: Final = 5.0
HANGS_FOR_SECONDS: Final = 120.0
"""A route that let a try wait for the first and did not take it hangs, it is thought for the second: whoever
has another way and did not begin with it goes by that, for by one route only one is sent at a time."""

USUAL: Final = DeliveryRules()


class Hands(NamedTuple):
    """What sending is done with: `is_ours` says whether this worker judges the signals, for one worker sends.

    `now_ms` is wall time in Unix ms, `chance` from 0 to 1 is the jitter.
    """

    in_thread: InThread
    is_ours: Callable[[], bool]
    now_ms: Callable[[], int]
    chance: Callable[[], float]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


class Sending:
    """Sends what is due while this worker is the one."""

    def __init__(
        self,
        rows: NoticeRows,
        routes: Sequence[Route],
        metrics: MonitorMetrics,
        hands: Hands,
        *,
        rules: DeliveryRules = USUAL,
    ) -> None:
        self._rows = rows
        self._routes: Mapping[str, Route] = {route.name: route for route in routes}
        self._needs = {route.name: route.needs for route in routes}
        self._turns = {route.name: asyncio.Lock() for route in routes}
        self._hangs_until_ms: dict[str, int] = {}
        self._metrics = metrics
        self._hands = hands
        self._rules = rules
        self._told = asyncio.Event()
        self._under_way: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._is_failing = False

    def tell(self) -> None:
        """Something is due, perhaps."""
        self._told.set()

    async def run(self) -> None:
        """Send until cancelled. Raises StoreUnusable, and faults of our own."""
        try:
            while True:
                seconds = LOOK_SECONDS
                if self._hands.is_ours():
                    try:
                        seconds = await self._begin_due()
                        self._is_failing = False
                    except (StoreUnavailable, StoreFull) as fault:
                        self._say_waiting(fault)
                        seconds = RETRY_SECONDS
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._told.wait(), seconds)
                self._told.clear()
                self._end_done()
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _begin_due(self) -> float:
        """Begin to deliver what is due and not under way; after how many seconds to look again."""
        limit = AT_ONCE + len(self._under_way)
        for delivery in await self._hands.in_thread(partial(self._rows.due, self._hands.now_ms(), limit)):
            if delivery.key not in self._under_way:
                task = asyncio.create_task(self._deliver(delivery), name=delivery.notice.id)
                task.add_done_callback(lambda _: self._told.set())
                self._under_way[delivery.key] = task
        waits = await self._hands.in_thread(self._rows.next_due_ms)
        return LOOK_SECONDS if waits is None else WAITING_SECONDS

    def _end_done(self) -> None:
        """Forget what is delivered; raises what ended a delivery otherwise."""
        for key, task in list(self._under_way.items()):
            if task.done():
                del self._under_way[key]
                task.result()

    async def _deliver(self, delivery: Delivery) -> None:
        """One try of one delivery, and the mark behind it; of each route one at a time.

        A route's next turn begins behind the mark, so that a kill repeats at most one notice of each route.
        """
        over = given_up(delivery, self._hands.now_ms(), self._rules)
        names = [name for name in delivery.routes if name in self._routes]
        if over is not None or not names:
            await self._mark(delivery, over or unrouted(delivery))
            return
        if delivery.tries == 0:
            names = ranked(names, self._needs, delivery.doubts)
        while True:
            first = self._first(names, delivery)
            async with self._turns[first]:
                if not self._hands.is_ours():
                    return  # it waited here for its turn, and another worker sends it
                if first == self._first(names, delivery):
                    routes = (first, *(name for name in names if name != first))
                    delivery = replace(delivery, routes=routes)
                    await self._mark(delivery, await self._tried(delivery, first))
                    return

    def _first(self, names: Sequence[str], delivery: Delivery) -> str:
        """The route that has its turn: the first that does not hang, or that it began with."""
        now_ms = self._hands.now_ms()
        ready = (name for name in names if self._hangs_until_ms.get(name, 0) <= now_ms)
        return names[0] if delivery.tries_here else next(ready, names[0])

    async def _mark(self, before: Delivery, after: Delivery) -> None:
        """Write how a try ended, however long the database is away, and count it."""
        while True:
            try:
                is_marked = await self._hands.in_thread(partial(self._rows.marked, before, after))
            except (StoreUnavailable, StoreFull) as fault:
                self._say_waiting(fault)
                await self._hands.pause(RETRY_SECONDS)
            else:
                break
        if is_marked:
            self._note(after)

    async def _tried(self, delivery: Delivery, name: str) -> Delivery:
        """The delivery behind a try by one route."""
        began_ms = self._hands.now_ms()
        after = await self._sent(delivery, name)
        took_ms = self._hands.now_ms() - began_ms
        self._hangs_until_ms.pop(name, None)
        if after.sent_at_ms is None and took_ms >= HANGS_FROM_SECONDS * 1000:
            self._hangs_until_ms[name] = self._hands.now_ms() + round(HANGS_FOR_SECONDS * 1000)
        return after

    async def _sent(self, delivery: Delivery, name: str) -> Delivery:
        """The same, whatever the route does."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._routes[name].send(delivery.notice)
        except Permanent as fault:
            return refused(delivery, name, fault.reason, self._hands.now_ms())
        except Temporary as fault:
            return self._delayed(delivery, name, fault.reason, fault.retry_after_seconds)
        except TimeoutError:
            return self._delayed(delivery, name, "no-answer-in-time", None)
        except Exception as fault:  # noqa: BLE001 (a route that is broken must not stop the others)
            structlog.get_logger().error(
                "route-broken",
                route=name,
                error=type(fault).__name__,  # its message may hold an address
                advice="this is a fault of Holdfast, please report it; other routes are tried",
            )
            return refused(delivery, name, "route-broken", self._hands.now_ms())
        return taken(delivery, name, self._hands.now_ms())

    def _delayed(self, delivery: Delivery, name: str, error: str, retry_after: float | None) -> Delivery:
        """The delivery behind a temporary error."""
        return delayed(
            delivery,
            name,
            error,
            self._hands.now_ms(),
            retry_after_seconds=retry_after,
            chance=self._hands.chance(),
            rules=self._rules,
        )

    def _note(self, after: Delivery) -> None:
        """Count a try, and say what did not reach anybody."""
        route = after.route or "none"
        if after.sent_at_ms is not None:
            self._metrics.alert_sent(route, "sent", (after.sent_at_ms - after.notice.at_ms) / 1000)
            return
        self._metrics.alert_sent(route, "failed" if after.state == "failed" else "error", None)
        if after.state == "failed":
            structlog.get_logger().error(
                "notice-not-delivered",
                audience=after.notice.audience.name,
                notice=after.notice.kind,
                last_route=route,
                why=after.last_error,
                advice="no route took it; `holdfast doctor` tries them, and the hub shows it all the same",
            )

    def _say_waiting(self, fault: Exception) -> None:
        """The database is away: said once until it is back."""
        if not self._is_failing:
            structlog.get_logger().warning(
                "sending-waits", why=str(fault), advice="what was decided is kept until it is sent"
            )
        self._is_failing = True
