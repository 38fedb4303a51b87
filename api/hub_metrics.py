"""The hub's own figures for Prometheus: how it answers, hears and acts.

No unit's figure and no name is among them.
"""

import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal

from prometheus_client import ProcessCollector, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.domain.outcomes import State
from infra import metrics
from infra.figures import Figures
from streams.doors.domain.deliveries import Outcome

if TYPE_CHECKING:
    from api.hub import Hub

OTHER: Final = "other"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

OUTCOMES: Final = ("applied", "refused", "unanswered", "untaken")
"""What may become of an action, as its label says."""

Why = Literal["wrong", "held-back", "provider", "key"]
Keeping = Literal["kept", "repeated", "unavailable", "refused"]


class HubMetrics(Figures):
    """One hub's figures. Its methods may be called by any thread."""

    def __init__(self) -> None:
        super().__init__(metrics.HUB)
        ProcessCollector(registry=self.registry)
        self._heard = self._lost = 0
        for outcome in OUTCOMES:
            self.count(metrics.HUB_ACTIONS, 0, outcome)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered after so long; `route` is the pattern of its address."""
        method = method if method in METHODS else OTHER
        self.count(metrics.HUB_REQUESTS, 1, route, method, f"{status // 100}xx")
        self.observe(metrics.HUB_REQUEST_SECONDS, seconds, route, method)

    def acted(self, state: State) -> None:
        """An action was taken, and this is what is known of it."""
        self.count(metrics.HUB_ACTIONS, 1, "unanswered" if state == "on-its-way" else state)

    def untaken(self) -> None:
        """An action was not taken."""
        self.count(metrics.HUB_ACTIONS, 1, "untaken")

    def log_in_refused(self, why: Why) -> None:
        """Somebody was not let in."""
        self.count(metrics.HUB_LOG_INS_REFUSED, 1, why)

    def recorded(self, outcome: Keeping) -> None:
        """A message of an own account came to the records store."""
        self.count(metrics.HUB_RECORDS, 1, outcome)

    def delivered(self, hook: str, outcome: Outcome, now_ms: int) -> None:
        """Something came to a door, and this became of it. `hook` is one of the settings, or of few words."""
        self.count(metrics.HOOK_DELIVERIES, 1, hook, outcome)
        if outcome in {"taken", "repeated", "nothing"}:
            self.set(metrics.HOOK_TAKEN, now_ms / 1000, hook)

    def leased(self, hook: str, ends_ms: int) -> None:
        """A webhook's subscription goes on until then."""
        self.set(metrics.HOOK_LEASE, ends_ms / 1000, hook)

    def unread(self) -> None:
        """A request was refused, for a database could not be read."""
        self.count(metrics.HUB_UNREAD, 1)

    def page(self, hub: "Hub") -> bytes:
        """Everything as Prometheus reads it, with what stands now looked at now."""
        now = hub.board.now
        self.set(metrics.HUB_LISTENERS, hub.stream.listeners)
        self.set(metrics.HUB_HEARING, float(hub.is_hearing()))
        self.set(metrics.HUB_BOARD_AGE, math.nan if now is None else (hub.now_ms() - now.at_ms) / 1000)
        self.set(metrics.HUB_BOARD_STALE, float(hub.board.is_stale))
        self.set(metrics.HUB_AUDIT_WAITING, hub.audit.waiting)
        heard, lost = hub.board.heard, hub.audit.lost
        self.count(metrics.HUB_CHANGES, heard - self._heard)
        self.count(metrics.HUB_AUDIT_LOST, lost - self._lost)
        self._heard, self._lost = heard, lost
        return generate_latest(self.registry)


class CountedRequests:
    """Counts each request under the pattern of its address, so that no name in an address becomes a label."""

    def __init__(self, app: ASGIApp, patterns: Iterable[str]) -> None:
        self._app = app
        self._patterns = frozenset(patterns)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, seconds, status = time.perf_counter(), 0.0, 500

        async def noted(message: Message) -> None:
            nonlocal seconds, status
            if message["type"] == "http.response.start":
                seconds, status = time.perf_counter() - began, message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", OTHER)
            known: HubMetrics = scope["app"].state.hub.metrics
            known.answered(
                route if route in self._patterns else OTHER,
                scope["method"],
                status,
                seconds or time.perf_counter() - began,
            )
