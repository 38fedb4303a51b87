"""A receiver by HTTP on loopback that keeps what it gets, and answers as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Got:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body."""
        return json.loads(self.body)


@dataclass
class Answer:
    """What a request is answered."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


class Receiver:
    """What came, and what is answered next: `answers` in their order, then `usual`."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[Got] = []
        self.answers: list[Answer] = []
        self.usual = Answer()
        self._arrived: asyncio.Queue[Got] = asyncio.Queue()

    async def next(self) -> Got:
        """The next request; waits for it."""
        return await asyncio.wait_for(self._arrived.get(), PATIENCE_SECONDS)

    async def handle(self, request: web.Request) -> web.Response:
        """Take one."""
        got = Got(request.method, request.path_qs, dict(request.headers), await request.read())
        self.got.append(got)
        self._arrived.put_nowait(got)
        answer = self.answers.pop(0) if self.answers else self.usual
        await asyncio.sleep(answer.seconds)  # a receiver that takes its time
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver on a port of its own."""
    receiver = Receiver()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", receiver.handle)
    async with TestServer(application) as server:
        receiver.url = str(server.make_url("")).rstrip("/")
        yield receiver
