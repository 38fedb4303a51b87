"""A hub that is asked for its pages, and that tells a thousand browsers what changes.

Open loop: a request goes out when it is due, however long those before it take, and its time counts from when
it was due. So a hub that falls behind is seen to fall behind (Tene, "How NOT to Measure Latency": coordinated
omission).
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle, islice
from pathlib import Path
from typing import Final
from urllib.parse import quote

import aiohttp
import numpy as np
from aiokafka import AIOKafkaProducer
from sqlalchemy import URL

from api.demo.children import running
from api.domain.rights import Grant
from api.people.store import VARIABLE as HUB_VARIABLE
from api.people.store import opened_people
from infra.broker.supervisor import Broker, Settings
from infra.database_address import VARIABLE
from streams.adapters.topics import create_topics
from streams.contracts.topics import CHANGES, DEFAULT_PREFIX
from tests.benchmarks import town
from tests.benchmarks.measuring import Failed
from tests.benchmarks.telling import PLATFORM_NAMES, UNIT_NAMES

A_SECOND: Final = 50
"""Requests a second, for each page by itself."""

REQUESTS: Final = 600
LISTENERS: Final = 1_000
CHANGES_TOLD: Final = 20
PATIENCE_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.1
PASSWORD: Final = "only for a benchmark, and gone with it"  # noqa: S105 (of nobody)

PAGES: Final[tuple[tuple[str, str], ...]] = (
    ("Now", "/"),
    ("Platforms", "/platforms"),
    ("Platform", "/platforms/{platform}"),
    ("Units", "/units"),
    ("Unit", "/units/{unit}"),
    ("Unit, its last months", "/units/{unit}/months"),
    ("Register", "/register"),
    ("A line of the register", "/register/{unit}/{declared}"),
    ("Incident room", f"/incidents/{town.OUTAGE}"),
    ("Practices", "/practices"),
    ("Sources", "/sources"),
    ("Status for all", "/status"),
    ("API: incidents", "/api/v1/incidents"),
    ("API: dependencies of a unit", "/api/v1/dependencies?unit={unit}"),
    ("API: register of a unit", "/api/v1/register?unit={unit}"),
    ("API: usage of a unit", "/api/v1/usage?grain=month&unit={unit}"),
    ("API: platforms", "/api/v1/platforms"),
)
"""What each page is called, and its address; units and platforms take turns."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How one page answered: seconds from when a request was due to its last byte.

    `first` is how long it took, in the middle, to be asked for something for the first time.
    """

    page: str
    first: float
    median: float
    p99: float
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Told:
    """Seconds from a change's way out to Kafka until browsers had it."""

    listeners: int
    changes: int
    median: float
    longest: float


@dataclass(frozen=True, slots=True)
class Shown:
    """Both."""

    pages: Sequence[Asked]
    live: Told


@dataclass(frozen=True, slots=True)
class HubAtWork:
    """A running hub of a town: where it is, and the session of somebody of risk."""

    address: str
    session: str
    bootstrap: str

    @property
    def cookies(self) -> dict[str, str]:
        """What that person's browser sends."""
        return {"holdfast": self.session}


def show(folder: Path, judged: Path) -> Shown:
    """Ask for every page, then listen. Raises Failed, ChildFault and BrokerFault."""
    return asyncio.run(_show(folder, judged))


async def _show(folder: Path, judged: Path) -> Shown:
    async with _hub(folder, judged) as hub:
        pages = [await _asked(hub, name, address) for name, address in PAGES]
        return Shown(pages, await _told(hub))


@asynccontextmanager
async def _hub(folder: Path, judged: Path) -> AsyncIterator[HubAtWork]:
    """A hub as anybody starts one, with its Kafka."""
    town.units_file(folder / "units.csv")
    people = folder / "hub.db"
    session = _session(people)
    said = folder / "hub.txt"
    settings = {VARIABLE: f"sqlite:///{judged}", HUB_VARIABLE: f"sqlite:///{people}"}
    async with Broker(Settings(folder / "broker")) as broker:
        await create_topics(broker.bootstrap, DEFAULT_PREFIX)
        arguments = ["hub", "--broker", broker.bootstrap, "--units", str(folder / "units.csv"), "--port", "0"]
        async with running("hub", arguments, said, settings) as child:
            ended = asyncio.ensure_future(child.ended())
            address = await _address(said, ended)
            yield HubAtWork(address, session, broker.bootstrap)
            ended.cancel()
            await child.stop()


def _session(people: Path) -> str:
    """Somebody of risk, who may see more than anybody, signed in."""
    with opened_people(
        URL.create("sqlite", database=str(people)), now_ms=lambda: time.time_ns() // 1_000_000
    ) as known:
        person = known.add("risk", "Risk", PASSWORD, grants=[Grant("risk", None)])
        return known.sessions.begin(person.number)


async def _address(said: Path, ended: "asyncio.Future[int]") -> str:
    """Where the hub listens, once it does. Raises Failed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (address := _showing(said)) is None:
        if time.monotonic() > deadline or ended.done():
            raise Failed(f"the hub shows nothing; it said last: {_said(said)[-2000:]}")
        await asyncio.sleep(LOOK_SECONDS)
    return address


def _said(said: Path) -> str:
    return said.read_text(encoding="utf-8", errors="replace")


def _showing(said: Path) -> str | None:
    """The address that the hub has told of."""
    found = re.search(r"http://[\d.]+:\d+", _said(said))
    return found[0] if found else None


def _addresses(template: str) -> Iterator[str]:
    """The addresses of a page, one unit and platform after the other."""
    turns = zip(
        cycle(UNIT_NAMES), cycle(PLATFORM_NAMES), cycle(PLATFORM_NAMES[-town.DECLARED :]), strict=False
    )
    for unit, platform, declared in turns:
        yield template.format(unit=quote(unit), platform=platform, declared=declared)


async def _asked(hub: HubAtWork, page: str, template: str) -> Asked:
    """Ask for each address of a page once, then for all of them so many times a second.

    Raises Failed for an answer that is none.
    """
    loop = asyncio.get_running_loop()
    first: list[float] = []
    took: list[float] = []
    sizes: list[int] = []

    async def ask(http: aiohttp.ClientSession, address: str, due: float, times: list[float]) -> None:
        async with http.get(address) as answer:
            body = await answer.read()
            if answer.status != HTTPStatus.OK:
                raise Failed(f"{page} ({address}) was answered with {answer.status}: {body[:500]!r}")
        times.append(loop.time() - due)
        sizes.append(len(body))

    addresses = list(islice(_addresses(template), REQUESTS))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(hub.address, cookies=hub.cookies, connector=connector) as http:
        for address in dict.fromkeys(addresses):
            await ask(http, address, loop.time(), first)
        async with asyncio.TaskGroup() as group:
            begin = loop.time() + 0.5
            for number, address in enumerate(addresses):
                due = begin + number / A_SECOND
                await asyncio.sleep(max(due - loop.time(), 0))
                group.create_task(ask(http, address, due, took))
    return Asked(
        page,
        float(np.median(first)),
        float(np.median(took)),
        float(np.quantile(took, 0.99)),
        float(np.mean(sizes)) / 1000,
    )


async def _told(hub: HubAtWork) -> Told:
    """A thousand browsers listen while something changes every half second. Raises Failed."""
    loop = asyncio.get_running_loop()
    sent: dict[str, float] = {}
    came: list[float] = []
    ready, done = asyncio.Semaphore(0), asyncio.Event()

    async def listen(http: aiohttp.ClientSession) -> None:
        async with http.get("/api/v1/live") as answer:
            if answer.status != HTTPStatus.OK:
                raise Failed(f"a browser that listens was answered with {answer.status}")
            async for line in answer.content:
                if line.startswith(b"event: snapshot"):
                    ready.release()
                if line.startswith(b"data: ") and (subject := _subject(line)) in sent:
                    came.append(loop.time() - sent[subject])
                    if len(came) == LISTENERS * CHANGES_TOLD:
                        done.set()

    timeout = aiohttp.ClientTimeout(total=None)
    async with (
        aiohttp.ClientSession(
            hub.address,
            cookies=hub.cookies,
            timeout=timeout,
            connector=aiohttp.TCPConnector(limit=0),
            read_bufsize=1 << 22,
        ) as http,
        asyncio.timeout(10 * PATIENCE_SECONDS),
    ):
        listening = [asyncio.ensure_future(listen(http)) for _ in range(LISTENERS)]
        for _ in range(LISTENERS):
            await ready.acquire()
        await _change(hub, sent)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await done.wait()
        except TimeoutError:
            raise Failed(f"{len(came):,} of {LISTENERS * CHANGES_TOLD:,} changes came to browsers") from None
        finally:
            for each in listening:
                each.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
    return Told(LISTENERS, CHANGES_TOLD, float(np.median(came)), max(came))


def _subject(line: bytes) -> str:
    """What an event is about; empty for what is no event."""
    said = json.loads(line[len(b"data: ") :])
    return str(said.get("subject", "")) if isinstance(said, dict) else ""


async def _change(hub: HubAtWork, sent: dict[str, float]) -> None:
    """Tell of changes as the monitors do, and note when each went out."""
    loop = asyncio.get_running_loop()
    producer = AIOKafkaProducer(bootstrap_servers=hub.bootstrap)
    await producer.start()
    try:
        for number in range(CHANGES_TOLD):
            subject = f"change-{number}"
            event = {"specversion": "1.0", "id": subject, "type": "holdfast.register.changed"}
            value = json.dumps(event | {"source": "bench", "subject": subject, "data": {}}).encode()
            sent[subject] = loop.time()
            await producer.send_and_wait(CHANGES.named(DEFAULT_PREFIX), value)
            await asyncio.sleep(0.5)
    finally:
        await producer.stop()
