"""The first page's figures, kept in memory for all browsers, and what is heard on `hub.changes` told to them.

Whatever changes is looked up once, for everybody, however many changes come at once; figures that change with
every minute are looked up every few seconds.
"""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy import Engine

from api.domain.now import Now, now_of
from api.domain.privacy import Privacy
from api.live.answers import Answers
from api.live.changes import Event
from api.live.stream import Stream, Told
from api.reading.now import known_now
from api.reading.register_shelf import RegisterShelf
from api.reading.rows import looked_into
from api.reading.schema import check_schema
from monitors.store import StoreFault
from streams.domain.catalogue import Catalogue

EVERY_SECONDS: Final = 10.0
AT_ONCE_SECONDS: Final = 0.2
"""Changes within so long are looked up together."""

LEAST_SPREAD_MS: Final = 250
PAGE_MS: Final = 20
"""So long a page takes at most (`make bench`); each browser that listens lets the others wait as long."""

NAMES: Final = {
    "holdfast.incident.changed": "incident",
    "holdfast.incident.severity": "incident",
    "holdfast.incident.candidates": "incident",
    "holdfast.own-change.told": "own-change",
    "holdfast.demand.full": "demand",
    "holdfast.vendor.said": "vendor",
    "holdfast.dependency.changed": "dependency",
    "holdfast.register.changed": "register",
    "holdfast.register.alert": "alert",
    "holdfast.findings.changed": "findings",
    "holdfast.room.changed": "room",
    "holdfast.lesson.changed": "lesson",
    "holdfast.practice.changed": "practice",
    "holdfast.report.changed": "report",
    "holdfast.silence.changed": "silence",
    "holdfast.exercise.changed": "exercise",
    "holdfast.account.changed": "account",
    "holdfast.account.found": "account",
    "holdfast.account.backlog": "account",
    "holdfast.window.changed": "window",
    "holdfast.window.preflight": "window",
    "holdfast.peers.said": "peers",
}
"""CloudEvents type -> what browsers call it."""

TICK: Final = "tick"
"""What browsers hear once a minute: figures were looked up again, whether anything was decided or not."""

TICK_SECONDS: Final = 60.0


class Board:
    """Keeps the first page. `now` is None until the database has answered for the first time.

    `is_stale` while it does not, and `fault` says why. `heard` is how many changes were heard so far.
    """

    def __init__(
        self,
        judged: Engine,
        catalogue: Catalogue,
        register: RegisterShelf,
        stream: Stream,
        answers: Answers,
        *,
        k: int,
        now_ms: Callable[[], int],
    ) -> None:
        self._judged = judged
        self._catalogue = catalogue
        self._register = register
        self._stream = stream
        self._answers = answers
        self._privacy = Privacy(k)
        self._now_ms = now_ms
        self._has_news = asyncio.Event()
        self._heard: list[Told] = []
        self._log = structlog.get_logger()
        self._has_schema = False
        self._ticked_at = time.monotonic()
        self.now: Now | None = None
        self.is_stale = True
        self.fault: StoreFault | None = None
        self.heard = 0

    def begin(self, number: int) -> None:
        """As `Ears` says: whatever stands now is looked up, and browsers load their pages anew."""
        self._heard.clear()
        self._stream.begin_anew(number)
        self._has_news.set()

    def hear(self, number: int, event: Event) -> None:
        """As `Ears` says. Whoever waits for it hears at once; browsers once the page says the same."""
        self.heard += 1
        action = event.data.get("action")
        if isinstance(action, str):
            self._answers.hear(action, event.data)
        line = self._about({"type": event.type, "subject": event.subject})
        self._heard.append(Told(number, NAMES.get(event.type, "change"), _unit_of(event), line))
        self._has_news.set()

    def _about(self, said: dict[str, str]) -> str:
        """What browsers are told: what it is about, for they look up the rest, not all of them at once."""
        spread_ms = max(LEAST_SPREAD_MS, self._stream.listeners * PAGE_MS)
        return json.dumps({**said, "spread_ms": spread_ms}, ensure_ascii=False)

    async def run(self) -> None:
        """Look up what changed, until it is cancelled; while the database is away, what was known stays."""
        while True:
            try:
                async with asyncio.timeout(EVERY_SECONDS):
                    await self._has_news.wait()
                await asyncio.sleep(AT_ONCE_SECONDS)
            except TimeoutError:
                pass  # nothing happened, so it is the minutes' turn
            self._has_news.clear()
            await self.look()

    async def look(self) -> None:
        """Look everything up, and tell what was heard before."""
        heard, self._heard = self._heard, []
        try:
            self.now = await asyncio.to_thread(self._looked_up)
            self.is_stale, self.fault = False, None
        except StoreFault as fault:
            if str(fault) != str(self.fault):
                self._log.warning("database-unread", reason=str(fault))
            self.is_stale, self.fault = True, fault
        finally:  # after a fault of our own too: no browser misses a change because of it
            for told in heard:
                self._stream.tell(told)
            if time.monotonic() - self._ticked_at >= TICK_SECONDS:
                self._ticked_at = time.monotonic()
                self._stream.tick(Told(self._stream.last, TICK, None, self._about({})))

    def _looked_up(self) -> Now:
        """The page as the database has it. Raises StoreFault."""
        if not self._has_schema:
            check_schema(self._judged)
            self._has_schema = True
        at_ms, read = self._now_ms(), self._register.read()
        with looked_into(self._judged) as rows:
            return now_of(known_now(rows, self._catalogue, read, at_ms), at_ms, self._privacy)


def _unit_of(event: Event) -> str | None:
    """The one unit that an event concerns, None for what concerns everybody."""
    unit = event.data.get("unit")
    return unit if isinstance(unit, str) and unit else None
