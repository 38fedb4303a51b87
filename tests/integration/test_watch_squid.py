"""Probes through a real Squid: whose fault each refusal is, as Squid itself says it."""

import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.watch.adapters.trier import Trier
from streams.watch.domain.targets import Target, Try
from streams.watch.settings import Proxy
from tests import squid_proxy
from tests.squid_proxy import Squid, run_squid
from tests.watched_world import authority, world_of

pytestmark = pytest.mark.squid

HOST, SHUT = "www.facebook.com", "m.facebook.com"


@pytest.fixture
def squid() -> Iterator[Squid]:
    """A Squid that knows two hosts, lets nobody onto YouTube, and asks for a login."""
    if squid_proxy.PROGRAM is None:
        pytest.skip("Squid is not installed; `apt-get install squid` lets this run")
    hosts = {HOST: "127.0.0.21", SHUT: "127.0.0.77", "www.youtube.com": "127.0.0.21"}
    # Not pytest's own folder: its parents are closed to the user that Squid runs as.
    with (
        tempfile.TemporaryDirectory(prefix="holdfast-squid-") as folder,
        run_squid(Path(folder), hosts, parent=1, dead_parent=1) as running,
    ):
        yield running


def told(one: Try) -> list[tuple[str, str]]:
    return [(step.method, step.outcome.word) for step in one.steps]


async def test_squid_tells_a_platforms_fault_from_our_own(squid: Squid, tmp_path: Path) -> None:
    ca, context = authority(tmp_path, HOST)
    trusted = ssl.create_default_context(cafile=ca)

    def trier(login: str) -> Trier:
        return Trier(
            "it@city.example", 20.0, trusted, proxy=Proxy("127.0.0.1", squid.port, login), clock_ms=lambda: 0
        )

    async with world_of(HOST, trust=context) as world:

        def target(host: str, *, tls: bool = True) -> Target:
            return Target("facebook", host, port=world.ports[HOST], tls=tls)

        known = trier("watch:watch")
        assert told(await known.attempt(target(HOST))) == [("tls", "ok"), ("http", "ok")]
        assert told(await known.attempt(target(SHUT))) == [("http", "fail_tcp")]
        nameless = target("www.nowhere.example")
        assert told(await known.attempt(nameless)) == [("http", "fail_tcp")], "Squid says no more than this"
        assert told(await known.attempt(target("www.youtube.com"))) == [("http", "our_policy")]
        assert told(await known.attempt(target("www.youtube.com", tls=False))) == [("http", "our_policy")]
        assert told(await known.attempt(target("www.snapchat.com"))) == [("http", "our_proxy")]
        assert told(await known.attempt(target("www.tiktok.com"))) == [("http", "our_policy")]
        assert told(await trier("watch:wrong").attempt(target(HOST))) == [("http", "our_auth")]
