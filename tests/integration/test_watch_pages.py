"""Status pages over HTTP from a vendor on loopback: politely, and each change said once."""

import asyncio
import gzip
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest

from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.contracts.signals import VendorStatus
from streams.watch.adapters import page_client
from streams.watch.adapters.page_client import LARGEST_BYTES, Answer, PageClient, is_same_site
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.memory import PageMemory
from streams.watch.pages import PageReader
from streams.watch.settings import PageSettings
from streams.watch.shipped import StatusPage
from tests.dripping import dripping
from tests.watched_world import Vendor, vendor_at
from tests.watching import NightClock, outbox_in, waiting

PATH = "/api/v2/summary.json"
WELL: dict[str, Any] = {"status": {"indicator": "none"}, "components": [], "incidents": []}
BROKEN = {**WELL, "components": [{"name": "Login", "status": "major_outage"}]}


def body(page: dict[str, Any]) -> bytes:
    return json.dumps(page).encode()


def client(seconds: float = 5.0) -> PageClient:
    return PageClient("it@city.example", seconds, None, ssl.create_default_context())


class Reading:
    """A reader of one vendor's page, asked by hand, on a fake clock."""

    def __init__(self, vendor: Vendor, asking: PageClient, kind: str = "statuspage") -> None:
        self.clock = NightClock()
        self.figures = WatchMetrics()
        self.outbox = outbox_in(LogMemory(), self.clock, self.figures)
        pages = (StatusPage("wiki", kind, vendor.url + PATH),)
        self.reader = PageReader(
            PageSettings(pages), asking, self.outbox,
            figures=self.figures, clocks=self.clock.clocks(), source="watch",
        )  # fmt: skip
        [self.document] = self.reader._documents

    async def look(self) -> float | None:
        self.clock.seconds += 120
        return await self.reader.look(self.document)

    @property
    def said(self) -> list[tuple[str, list[str]]]:
        events = [event for event in waiting(self.outbox) if isinstance(event, VendorStatus)]
        return [(event.state, event.groups) for event in events]

    def polls(self, answer: str) -> float:
        labels = {"platform": "wiki", "answer": answer}
        return self.figures.registry.get_sample_value("holdfast_status_page_polls_total", labels) or 0.0


@asynccontextmanager
async def reading(kind: str = "statuspage") -> AsyncIterator[tuple[Vendor, Reading]]:
    async with vendor_at() as vendor, client() as asking:
        vendor.tells(PATH, body(WELL), ETag='"1"')
        yield vendor, Reading(vendor, asking, kind)


async def test_the_first_word_a_change_and_its_end_are_said_once_each() -> None:
    async with reading() as (vendor, it):
        for _ in range(2):
            await it.look()
        assert it.said == [("operational", [])], "so that it is known since when we listen"
        vendor.tells(PATH, body(BROKEN), ETag='"2"')
        for _ in range(3):
            await it.look()
        assert it.said[1:] == [("outage", ["login"])]
        vendor.tells(PATH, body(WELL), ETag='"3"')
        await it.look()
        assert it.said[1:] == [("outage", ["login"]), ("operational", [])]


async def test_only_what_is_new_is_fetched_and_the_vendor_knows_who_asks() -> None:
    async with reading() as (vendor, it):
        vendor.tells(PATH, body(WELL), ETag='"1"', Last_Modified="Mon, 02 Mar 2026 11:00:00 GMT")
        await it.look()
        await it.look()

        first, second = vendor.asked
        assert "contact: it@city.example" in first["user-agent"]
        assert "if-none-match" not in first
        assert second["if-none-match"] == '"1"'
        assert second["if-modified-since"] == "Mon, 02 Mar 2026 11:00:00 GMT"
        assert (it.polls("new"), it.polls("unchanged")) == (1, 1)


async def test_after_a_restart_nothing_is_said_again() -> None:
    async with reading() as (vendor, it):
        vendor.tells(PATH, body(BROKEN))
        it.reader.remember({"wiki": PageMemory(state="outage", groups=["login"])})
        await it.look()
        assert it.said == []


async def test_a_page_that_fails_says_nothing_and_is_asked_ever_more_seldom() -> None:
    async with reading() as (vendor, it):
        vendor.tells(PATH, body(BROKEN))
        await it.look()
        vendor.tells(PATH, b"", status=503, Retry_After="900")
        assert await it.look() == 900
        vendor.tells(PATH, b"<html>We are sorry</html>")
        await it.look()

        assert it.said == [("outage", ["login"])], "its last word stands"
        assert it.document.failures == 2
        assert it.polls("faulty") == 2
        vendor.tells(PATH, body(BROKEN))
        await it.look()
        assert it.document.failures == 0


async def test_a_feed_that_does_not_change_is_over_when_nobody_closed_it_for_a_day() -> None:
    async with reading("feed") as (vendor, it):
        it.clock.began_ms = 1_772_452_800_000  # 2026-03-02 12:00 UTC
        item = "<title>Login</title><pubDate>Mon, 02 Mar 2026 11:50:00 GMT</pubDate>"
        feed = f'<rss version="2.0"><channel><title>S</title><item>{item}</item></channel></rss>'
        vendor.tells(PATH, feed.encode(), ETag='"1"')
        await it.look()
        it.clock.seconds += 25 * 3600
        await it.look()

        assert it.said == [("degraded", ["login"]), ("operational", [])]
        assert it.polls("unchanged") == 1


async def test_one_page_that_tells_of_several_platforms_is_asked_once() -> None:
    pages = tuple(StatusPage(name, "statuspage", "https://one.example/") for name in ("wiki", "mail"))
    clock = NightClock()
    async with client() as asking:
        reader = PageReader(
            PageSettings(pages), asking, outbox_in(LogMemory(), clock),
            figures=WatchMetrics(), clocks=clock.clocks(), source="watch",
        )  # fmt: skip

    assert [len(document.pages) for document in reader._documents] == [2]


class _Slow(PageClient):
    """Takes five seconds for every page, and counts how many it is asked for at once."""

    def __init__(self, clock: NightClock) -> None:
        super().__init__("it@city.example", 5.0, None, ssl.create_default_context())
        self.clock = clock
        self.asked: list[tuple[float, str]] = []
        self.now = self.most = 0

    async def ask(self, url: str) -> Answer:
        self.now += 1
        self.most = max(self.most, self.now)
        self.asked.append((self.clock.seconds, url))
        await self.clock.pause(5)
        self.now -= 1
        return Answer("new", body(WELL))


async def test_pages_are_asked_at_their_pace_and_no_more_than_four_at_once() -> None:
    clock = NightClock()
    pages = tuple(StatusPage("wiki", "statuspage", f"https://{number}.example/") for number in range(40))
    async with _Slow(clock) as asking:
        reader = PageReader(
            PageSettings(pages), asking, outbox_in(LogMemory(), clock),
            figures=WatchMetrics(), clocks=clock.clocks(), source="watch",
        )  # fmt: skip
        running = asyncio.create_task(reader.run())
        await clock.run(3600)
        running.cancel()
        await asyncio.wait({running})

    assert asking.most == 4
    of_one = [at for at, url in asking.asked if url == "https://7.example/"]
    assert min(later - at for at, later in pairwise(of_one)) >= 108


async def test_a_packed_page_is_unpacked_and_a_bomb_is_not() -> None:
    packed = gzip.compress(body(BROKEN))
    async with vendor_at() as vendor, client() as asking:
        vendor.tells("/packed", packed, Content_Encoding="gzip")
        vendor.tells("/bomb", gzip.compress(b" " * (LARGEST_BYTES * 20)), Content_Encoding="gzip")
        vendor.tells("/cut", packed[:-9], Content_Encoding="gzip")
        vendor.tells("/odd", packed, Content_Encoding="br")
        vendor.tells("/long", b" " * (LARGEST_BYTES + 1))

        assert (await asking.ask(vendor.url + "/packed")).body == body(BROKEN)
        for path in ("/bomb", "/cut", "/odd", "/long"):
            assert (await asking.ask(vendor.url + path)).kind == "faulty"


async def test_a_redirect_within_the_site_is_followed_and_one_elsewhere_is_said() -> None:
    async with vendor_at() as vendor, vendor_at("127.0.0.2") as other, client() as asking:
        vendor.tells(PATH, body(WELL))
        other.tells(PATH, body(WELL))
        vendor.tells("/old", b"", status=301, Location=PATH)
        vendor.tells("/elsewhere", b"", status=302, Location=other.url + PATH)
        vendor.tells("/circle", b"", status=302, Location="/circle")

        assert (await asking.ask(vendor.url + "/old")).kind == "new"
        told = await asking.ask(vendor.url + "/elsewhere")
        assert told.fault == "it has moved to http://127.0.0.2; write that into the settings"
        assert other.asked == [], "our own network is not asked because a vendor says so"
        assert (await asking.ask(vendor.url + "/circle")).fault == "it leads in circles"


@pytest.mark.parametrize(
    ("here", "there", "is_same"),
    [
        ("https://status.wiki.example/a", "https://www.wiki.example/b", True),
        ("https://status.wiki.example", "https://wiki.example", True),
        ("http://status.wiki.example", "https://status.wiki.example", True),
        ("https://status.wiki.example", "http://status.wiki.example", False),
        ("https://status.wiki.example", "https://status.other.example", False),
        ("https://status.wiki.example", "https://10.0.0.1/", False),
        ("https://10.0.0.1/", "https://10.1.0.1/", False),
        ("https://status.wiki.example", "file:///etc/passwd", False),
        ("https://status.wiki.example", "https://[::1]/", False),
        ("https://status.wiki.example", "https://localhost/", False),
    ],
)
def test_what_the_same_site_is(here: str, there: str, is_same: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    assert is_same_site(here, there) is is_same


async def test_a_vendor_that_is_not_there_or_does_not_answer_is_a_fault_and_no_error() -> None:
    async with vendor_at() as vendor, client() as asking:
        gone = vendor.url
    async with client(0.2) as asking:
        assert (await asking.ask(gone)).kind == "faulty"
        assert (await asking.ask("http://[not-an-address")).kind == "faulty"


async def test_a_page_that_comes_a_byte_at_a_time_does_not_keep_the_place_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_client, "LONGEST_SECONDS", 0.3)
    async with dripping() as url, client() as asking:
        answer = await asyncio.wait_for(asking.ask(url + PATH), 5)

    assert (answer.kind, answer.fault) == ("faulty", "it was not done within 0 seconds")
