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
"""So often it looks whether something is due, beside when it is told."""

RETRY_SECONDS: Final = 2.0

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
        self._metrics = metrics
        self._hands = hands
        self._rules = rules
        self._told = asyncio.Event()
        self._is_failing = False

    def tell(self) -> None:
        """Something is due, perhaps."""
        self._told.set()

    async def run(self) -> None:
        """Send until cancelled. Raises StoreUnusable, and faults of our own."""
        while True:
            seconds = LOOK_SECONDS
            if self._hands.is_ours():
                try:
                    seconds = await self._send_due()
                    self._is_failing = False
                except (StoreUnavailable, StoreFull) as fault:
                    self._say_waiting(fault)
                    seconds = RETRY_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), seconds)
            self._told.clear()

    async def _send_due(self) -> float:
        """Try what is due, until nothing is; in how many seconds something will be, at most LOOK_SECONDS."""
        while True:
            due = await self._hands.in_thread(partial(self._rows.due, self._hands.now_ms(), AT_ONCE))
            if not due:
                break
            await asyncio.gather(*(self._deliver(delivery) for delivery in due))
        next_ms = await self._hands.in_thread(self._rows.next_due_ms)
        if next_ms is None:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0.05, (next_ms - self._hands.now_ms()) / 1000))

    async def _deliver(self, delivery: Delivery) -> None:
        """One try of one delivery, and the mark behind it."""
        after = await self._tried(delivery)
        while True:
            try:
                is_marked = await self._hands.in_thread(partial(self._rows.marked, delivery, after))
            except (StoreUnavailable, StoreFull) as fault:
                self._say_waiting(fault)
                await self._hands.pause(RETRY_SECONDS)
                continue
            break
        if is_marked:
            self._note(after)

    async def _tried(self, delivery: Delivery) -> Delivery:
        """The delivery behind a try of its first route; at the first try routes are put in their order."""
        now_ms = self._hands.now_ms()
        over = given_up(delivery, now_ms, self._rules)
        if over is not None:
            return over
        names = [name for name in delivery.routes if name in self._routes]
        if not names:
            return unrouted(delivery)
        if delivery.tries == 0:
            names = ranked(names, self._needs, delivery.doubts)
        delivery, name = replace(delivery, routes=tuple(names)), names[0]
        try:
            async with self._turns[name], asyncio.timeout(SEND_SECONDS):
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
