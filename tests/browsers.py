"""Debian's Chromium on a hub that is served on loopback: what a page says, asks for, and complains of."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.monitoring import eventually

SERIOUS = {"serious", "critical"}
"""What axe-core calls the issues that keep somebody from using a page."""


@dataclass
class Seen:
    """What a page complained of, and what it asked other hosts for."""

    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def asked(self, address: str, ours: str) -> None:
        """It asked for something; what lies in the page itself has no host."""
        if urlsplit(address).netloc not in {ours, ""}:
            self.outside.append(address)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; skips the test, saying what to install, where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("needs Chromium, for example `apt-get install chromium fonts-dejavu-core`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class _Server(uvicorn.Server):
    """Remembers the loop that it runs in."""

    loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """As uvicorn's own."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)


@dataclass(frozen=True)
class Served:
    """Where an application is served, and a way to do something there as its own code would."""

    address: str
    loop: asyncio.AbstractEventLoop

    def do(self, something: Callable[[], None]) -> None:
        """In the server's own loop, soon."""
        self.loop.call_soon_threadsafe(something)


@contextmanager
def served(app: FastAPI) -> Iterator[Served]:
    """An application whose lifespan another has begun already, on a port of its own."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_config=None, access_log=False)
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        eventually(lambda: server.started, "the server listens")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(f"http://127.0.0.1:{port}", server.loop)
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


def watched(context: BrowserContext, address: str) -> tuple[Page, Seen]:
    """A page whose complaints, and whose requests to other hosts, are kept."""
    page, seen = context.new_page(), Seen()
    ours = urlsplit(address).netloc
    page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda asked: seen.asked(asked.url, ours))
    return page, seen


def barriers(page: Page) -> list[str]:
    """What keeps people with a disability from using the page, by axe-core's rules: serious issues only."""
    found = Axe().run(page).response["violations"]
    return [
        f"{issue['id']}: {issue['help']} ({issue['nodes'][0]['html'][:160]})"
        for issue in found
        if issue["impact"] in SERIOUS
    ]
