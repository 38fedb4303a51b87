"""Reads status pages, each at its own pace, and sends what they say of a platform whenever that changes.

One page that serves several platforms is asked once for all of them. What was last sent is remembered across
restarts, so that nothing is said twice. A page that cannot be read says nothing: its last word stands.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from streams.contracts.signals import VendorStatus
from streams.watch.adapters.page_client import Answer, PageClient
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.clocks import Clocks
from streams.watch.domain.pacing import Pace, retry_after_seconds
from streams.watch.domain.said import Said, changed_at_ms, said_of
from streams.watch.memory import PageMemory
from streams.watch.outbox import Outbox
from streams.watch.page_readers import READERS
from streams.watch.settings import PageSettings
from streams.watch.shipped import StatusPage

FAULTY_AGAIN: Final = 50
"""A page that cannot be read is said the first time, and then at every so many failures in a row."""


@dataclass
class _Document:
    """One address that is asked, for the platforms that it serves."""

    url: str
    kind: str
    pages: list[StatusPage] = field(default_factory=list)
    body: bytes = b""
    looked_ms: int | None = None
    failures: int = 0


class PageReader:
    """Reads all status pages of a watch; `run` ends when it is cancelled."""

    def __init__(
        self,
        settings: PageSettings,
        client: PageClient,
        outbox: Outbox,
        *,
        figures: WatchMetrics,
        clocks: Clocks,
        source: str,
    ) -> None:
        self._settings = settings
        self._client = client
        self._outbox = outbox
        self._figures = figures
        self._source = source
        self._clocks = clocks
        self._at_once = asyncio.Semaphore(settings.at_once)
        self._pace = Pace(settings.every_seconds)
        self.remembered: dict[str, PageMemory] = {}
        self._documents = _documents(settings.pages)

    def remember(self, pages: Mapping[str, PageMemory]) -> None:
        """What was sent before a restart."""
        self.remembered = dict(pages)

    async def run(self) -> None:
        """Ask every page again and again."""
        async with asyncio.TaskGroup() as group:
            for document in self._documents:
                group.create_task(self._follow(document))

    async def _follow(self, document: _Document) -> None:
        """One address: the first time at some moment of the first interval, so that not all come at once."""
        await self._clocks.pause(self._clocks.chance.random() * min(self._settings.every_seconds, 30.0))
        while True:
            retry_after = await self.look(document)
            wait = self._pace.wait_seconds(document.failures, self._clocks.chance.random(), retry_after)
            await self._clocks.pause(wait)

    async def look(self, document: _Document) -> float | None:
        """Ask once, and send what has changed; the seconds that Retry-After asks for."""
        async with self._at_once:
            answer = await self._client.ask(document.url)
        now_ms = self._clocks.wall_ms()
        fault = self._taken(document, answer, now_ms)
        for page in document.pages:
            self._figures.polled(page.platform, "faulty" if fault else answer.kind, now_ms)
        if fault:
            self._faulty(document, fault)
        else:
            document.failures, document.looked_ms = 0, now_ms
        return retry_after_seconds(answer.retry_after, now_ms)

    def _taken(self, document: _Document, answer: Answer, now_ms: int) -> str:
        """Take an answer in; in words why it could not be, else empty.

        What has not changed is read again too: an entry of a feed that nobody closed is over after a day.
        """
        if answer.kind == "faulty":
            return answer.fault
        body = answer.body if answer.kind == "new" else document.body
        troubles = READERS[document.kind](body, now_ms)
        if troubles is None:
            self._client.forget(document.url)
            return f"it is no page of the kind {document.kind}"
        document.body = body
        for page in document.pages:
            self._said(page, said_of(troubles, page.part), document.looked_ms, now_ms)
        return ""

    def _said(self, page: StatusPage, said: Said, looked_ms: int | None, now_ms: int) -> None:
        """Send what is new of one platform. The first word is sent, too, whatever it is.

        Without it a vendor that admits nothing could not be told from one whose page nobody reads.
        """
        self._figures.said(page.platform, said.state)
        groups = [group.value for group in said.groups]
        now = PageMemory(state=said.state, groups=groups)
        if now == self.remembered.get(page.platform):
            return
        self.remembered[page.platform] = now
        at_ms = changed_at_ms(said, looked_ms, now_ms)
        self._outbox.send(
            VendorStatus(
                source=self._source, at_ms=at_ms, platform=page.platform, state=said.state, groups=groups
            )
        )
        structlog.get_logger().info("vendor-says", platform=page.platform, state=said.state, groups=groups)

    def _faulty(self, document: _Document, fault: str) -> None:
        """A page gave nothing; said at the first time, and seldom after that."""
        if document.failures % FAULTY_AGAIN == 0:
            structlog.get_logger().warning(
                "page-faulty",
                platforms=[page.platform for page in document.pages],
                fault=fault,
                failures=document.failures + 1,
                advice="what it said last stands; it is asked again, ever more seldom",
            )
        document.failures += 1


def _documents(pages: tuple[StatusPage, ...]) -> list[_Document]:
    """The addresses to ask, each once."""
    found: dict[tuple[str, str], _Document] = {}
    for page in pages:
        found.setdefault((page.url, page.kind), _Document(page.url, page.kind)).pages.append(page)
    return list(found.values())
