"""What people did in the hub on its way to `hub.audit`: there before an answer goes out, or soon after it.

Whoever looks at the register, a unit, accounts or the audit log, or takes an export away, gets it once Kafka
has the entry, and 503 while Kafka is away. Everything else goes on meanwhile, log-ins and incidents above
all; its entries wait here, and go out when Kafka is back. An action's entry is not made here at all: the
worker that applies it writes that in the same transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from types import MappingProxyType
from typing import Final, Protocol
from uuid import uuid4

import structlog

from api.domain.rights import Right, Viewer
from monitors.domain.audit.entries import AuditEntry, What, Why, decode_entry, encode_entry
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.topic_door import TopicDoor
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import AUDIT

STRICT: Final[frozenset[What]] = frozenset(
    {
        "viewed-register",
        "viewed-unit",
        "viewed-exercise",
        "viewed-withheld",
        "viewed-audit",
        "viewed-people",
        "exported",
        "searched-records",
        "opened-record",
        "exported-records",
        "records-changed",
        "records-destroyed",
    }
)
"""Not answered before Kafka has the entry. An incident's room is not among them: it must open when Kafka, and
half of the house with it, is gone."""

ONE_VIEW_MS: Final = 15 * 60_000
"""A page that stays open loads itself anew with every change; within so long that is one view."""

MOST_REMEMBERED: Final = 20_000
MOST_WAITING: Final = 10_000
"""Entries that wait for Kafka: some hours of a busy hub."""

Figures = Mapping[str, int | str | bool | None]
NONE: Final[Figures] = MappingProxyType({})
"""Counts and short codes of an entry."""

AGAIN_SECONDS: Final = 5.0
LAST_SECONDS: Final = 3.0
"""So long a hub that stops waits for Kafka to take what waits."""


class AuditTaker(Protocol):
    """Where entries go."""

    async def accepted(self, entry: AuditEntry, /) -> None:
        """Returns once Kafka has the entry. Raises LogUnavailable, LogRefused."""
        ...


class AuditDoor(TopicDoor):
    """The hub's own: kept open, one entry at a time."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        super().__init__(bootstrap, prefix, AUDIT)

    async def accepted(self, entry: AuditEntry, /) -> None:
        """Returns once Kafka has the entry; only then is a withheld view or an export answered.

        Raises LogUnavailable, LogRefused: then what it is about must not be answered.
        """
        try:
            value = encode_entry(entry)
            decode_entry(value)
        except (UnreadableMessageError, UnicodeEncodeError) as error:
            raise LogRefused(f"an audit entry that cannot be taken: {error}") from error
        await self.hand_over(b"", value)


class Auditing:
    """Writes down what people do; used within one event loop, but for `note`, which any thread may call.

    `lost` is how many entries were dropped or refused so far.
    """

    def __init__(self, door: AuditTaker, now_ms: Callable[[], int]) -> None:
        self._door = door
        self._now_ms = now_ms
        self._seen: dict[tuple[str, What, str], int] = {}
        self._waiting: asyncio.Queue[AuditEntry] = asyncio.Queue(MOST_WAITING)
        self._in_hand = 0
        self.lost = 0
        self._loop = asyncio.get_running_loop()
        self._log = structlog.get_logger()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send what waits, until the end; what Kafka has not taken then is lost, and that is said."""
        sending = asyncio.create_task(self._send())
        try:
            yield
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_SECONDS):
                    await self._waiting.join()
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
            left = self.waiting
            if left:
                self._log.error("audit-entries-lost", entries=left)

    @property
    def waiting(self) -> int:
        """How many entries wait for Kafka."""
        return self._waiting.qsize() + self._in_hand

    async def did(
        self,
        viewer: Viewer,
        what: What,
        of: str = "",
        right: Right | None = None,
        *,
        figures: Figures = NONE,
        entry_id: str = "",
    ) -> None:
        """Somebody does something. Raises LogUnavailable, LogRefused where that must not be answered.

        With an `entry_id` of its own it stands in the log once, however often it is said.
        """
        if what.startswith("viewed-") and self._is_seen(viewer, what, of):
            return
        entry = self.entry(viewer, what, of, right, figures=figures, entry_id=entry_id)
        if what in STRICT:
            await self._door.accepted(entry)
        else:
            self._take(entry)
        if what.startswith("viewed-"):
            self._remember(viewer, what, of)

    def note(self, viewer: Viewer, what: What, of: str = "", why: Why | None = None) -> None:
        """The same from any thread, for what goes on while Kafka is away."""
        entry = self.entry(viewer, what, of, None, figures=NONE if why is None else {"why": why})
        self._loop.call_soon_threadsafe(self._take, entry)

    def entry(
        self,
        viewer: Viewer,
        what: What,
        of: str,
        right: Right | None,
        *,
        figures: Figures = NONE,
        entry_id: str = "",
    ) -> AuditEntry:
        """As it goes out: a role and a pseudonym, never a name."""
        role = next(iter(viewer.roles), "") if right is None else viewer.role_for(right) or ""
        return AuditEntry(
            id=entry_id or uuid4().hex,
            at_ms=self._now_ms(),
            role=role,
            account=viewer.pseudonym,
            what=what,
            of=of[:500],
            figures=dict(figures),
        )

    def _is_seen(self, viewer: Viewer, what: What, of: str) -> bool:
        """Whether this account has looked at the same a moment ago."""
        last_ms = self._seen.get((viewer.pseudonym, what, of))
        return last_ms is not None and 0 <= self._now_ms() - last_ms < ONE_VIEW_MS

    def _remember(self, viewer: Viewer, what: What, of: str) -> None:
        now_ms = self._now_ms()
        if len(self._seen) >= MOST_REMEMBERED:
            self._seen = {key: at for key, at in self._seen.items() if now_ms - at < ONE_VIEW_MS}
        self._seen[viewer.pseudonym, what, of] = now_ms

    def _take(self, entry: AuditEntry) -> None:
        """Have an entry wait for Kafka."""
        try:
            self._waiting.put_nowait(entry)
        except asyncio.QueueFull:
            self.lost += 1
            self._log.error("audit-entry-lost", what=entry.what)

    async def _send(self) -> None:
        """One after the other, each until Kafka has it."""
        while True:
            entry = await self._waiting.get()
            self._in_hand = 1
            await self._sent(entry)
            self._in_hand = 0
            self._waiting.task_done()

    async def _sent(self, entry: AuditEntry) -> None:
        """Returns once Kafka has it, or will never take it."""
        while True:
            try:
                await self._door.accepted(entry)
            except LogUnavailable as error:
                self._log.warning("audit-waits", reason=str(error), entries=self.waiting)
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            except LogRefused as error:
                self.lost += 1
                self._log.error("audit-entry-refused", reason=str(error), what=entry.what)
            return
