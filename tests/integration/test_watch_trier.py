"""One try of one host, against hosts on loopback that can be broken in every way."""

import asyncio
import ssl
from pathlib import Path

import pytest

from streams.domain.outcomes import Outcome
from streams.watch.adapters.trier import Trier
from streams.watch.domain.targets import Target, Try
from streams.watch.settings import Proxy
from tests.watched_world import Manner, World, authority, world_of

HOST = "www.wiki.example"


def trier(world: World, *, seconds: float = 5.0, ca: Path | None = None, proxy: Proxy | None = None) -> Trier:
    trusted = ssl.create_default_context(cafile=ca)
    return Trier(
        "it@city.example", seconds, trusted, resolvers=(world.resolver,), proxy=proxy, clock_ms=lambda: 7
    )


def target(world: World, *, tls: bool = False, host: str = HOST) -> Target:
    return Target("wiki", host, port=world.ports[HOST], tls=tls)


def told(one: Try) -> list[tuple[str, str]]:
    return [(step.method, step.outcome.word) for step in one.steps]


async def test_a_host_that_is_well_is_good_at_every_step_and_hears_who_asks() -> None:
    async with world_of(HOST) as world:
        one = await trier(world).attempt(target(world))

    assert told(one) == [("dns", "ok"), ("tcp", "ok"), ("http", "ok")]
    assert one.good
    assert one.at_ms == 7
    [head] = world.heads
    assert head.startswith("HEAD / HTTP/1.1\r\n")
    assert "contact: it@city.example" in head


@pytest.mark.parametrize(
    ("manner", "last", "is_good"),
    [
        ("busy", ("http", "fail_5xx"), False),
        ("rude", ("http", "fail_tcp"), False),
        ("gone", ("tcp", "fail_tcp"), False),
        ("login", ("http", "refused"), True),
        ("moved", ("http", "ok"), True),
    ],
)
async def test_what_a_host_does_has_its_word(manner: Manner, last: tuple[str, str], is_good: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    async with world_of(HOST) as world:
        await world.breaks(HOST, manner=manner)
        one = await trier(world).attempt(target(world))

    assert told(one)[-1] == last
    assert one.good is is_good
    assert one.failed is not is_good


async def test_a_silent_host_has_timed_out_and_nobody_waits_for_longer() -> None:
    async with world_of(HOST) as world:
        await world.breaks(HOST, manner="silent")
        one = await asyncio.wait_for(trier(world, seconds=0.3).attempt(target(world)), 5)

    assert told(one)[-1] == ("http", "fail_timeout")


async def test_of_two_addresses_the_one_that_answers_will_do() -> None:
    async with world_of(HOST) as world:
        world.more[HOST] = "127.0.0.99"  # where nobody listens
        one = await trier(world).attempt(target(world))

    assert one.good


async def test_a_name_that_is_gone_is_a_fault_of_names() -> None:
    async with world_of(HOST) as world:
        world.unknown.add(HOST)
        one = await trier(world).attempt(target(world))

    assert told(one) == [("dns", "fail_dns")]


async def test_a_certificate_is_checked(tmp_path: Path) -> None:
    ca, context = authority(tmp_path, HOST)
    async with world_of(HOST, "www.other.example", trust=context) as world:
        trusting = await trier(world, ca=ca).attempt(target(world, tls=True))
        stranger = await trier(world).attempt(target(world, tls=True))
        other = Target("wiki", "www.other.example", port=world.ports["www.other.example"])
        misnamed = await trier(world, ca=ca).attempt(other)

    assert told(trusting) == [("dns", "ok"), ("tcp", "ok"), ("tls", "ok"), ("http", "ok")]
    assert told(stranger)[-1] == ("tls", "fail_tls")
    assert told(misnamed)[-1] == ("tls", "fail_tls")


class SmallProxy:
    """An HTTP proxy that knows one host: it tunnels and forwards to it, or answers as it is told to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.answer = b""
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head.decode())
        if self.answer:
            writer.write(self.answer)
            await writer.drain()
            writer.close()
            return
        there = await asyncio.open_connection(self._world.addresses[HOST], self._world.ports[HOST])
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            there[1].write(head)
        await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("answer", "word", "accuses"),
    [
        (b"HTTP/1.1 503 No\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n", "fail_dns", True),
        (b"HTTP/1.1 503 No\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n", "fail_tcp", True),
        (b"HTTP/1.1 504 No\r\n\r\n", "fail_timeout", True),
        (b"HTTP/1.1 403 No\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n", "our_policy", False),
        (b"HTTP/1.1 403 No\r\n\r\n", "our_policy", False),
        (b"HTTP/1.1 407 No\r\n\r\n", "our_auth", False),
        (b"HTTP/1.1 500 No\r\n\r\n", "our_proxy", False),
    ],
)
async def test_what_our_own_proxy_says_of_itself_accuses_nobody(
    answer: bytes,
    word: str,
    accuses: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    async with world_of(HOST) as world:
        small = SmallProxy(world)
        small.answer = answer
        server = await asyncio.start_server(small.serve, "127.0.0.1", 0)
        proxy = Proxy("127.0.0.1", server.sockets[0].getsockname()[1])
        one = await trier(world, proxy=proxy).attempt(target(world, tls=True))
        server.close()

    assert told(one) == [("http", word)]
    assert one.failed is accuses
    assert not one.good


async def test_through_a_proxy_certificate_and_answer_are_seen_and_the_login_is_sent(tmp_path: Path) -> None:
    ca, context = authority(tmp_path, HOST)
    async with world_of(HOST, trust=context) as world:
        small = SmallProxy(world)
        server = await asyncio.start_server(small.serve, "127.0.0.1", 0)
        proxy = Proxy("127.0.0.1", server.sockets[0].getsockname()[1], "watch:secret")
        one = await trier(world, ca=ca, proxy=proxy).attempt(target(world, tls=True))
        server.close()

    assert told(one) == [("tls", "ok"), ("http", "ok")]
    assert small.heads[0].startswith(f"CONNECT {HOST}:")
    assert "Proxy-Authorization: Basic d2F0Y2g6c2VjcmV0" in small.heads[0]
    assert "Proxy-Authorization" not in world.heads[0], "the login is for the proxy alone"


async def test_a_proxy_that_is_away_is_our_own_fault() -> None:
    async with world_of(HOST) as world:
        port = world.ports[HOST]
        await world.breaks(HOST)
        one = await trier(world, proxy=Proxy(world.addresses[HOST], port)).attempt(target(world))

    assert [step.outcome for step in one.steps] == [Outcome.OUR_PROXY]
