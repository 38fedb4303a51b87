"""A small town on loopback: people who browse all day through a real Squid, and platforms that can fail.

    with Town(folder, people=120) as town:
        town.lose_names("facebook.com")
        ...
        town.recover()

Faults happen where they would: names stop resolving at Squid, servers refuse or answer 503, our own filter
denies, our own way out is cut. What Squid writes then is its own business.
"""

import asyncio
import base64
import contextlib
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.squid_proxy import GROUND, SIGN_ON, free_port, hand_to_squid, squid_process

ORIGIN, SHUT = "127.0.0.12", "127.0.0.14"

PLATFORM_HOSTS: Final[tuple[str, ...]] = (
    "www.facebook.com",
    "m.facebook.com",
    "www.linkedin.com",
    "www.youtube.com",
    "twitter.com",
    "www.reddit.com",
)
OTHER_HOSTS: Final = tuple(f"www.site{number}.example" for number in range(20))
"""The rest of the web: what the control is made of."""

PATIENCE_SECONDS: Final = 20.0
HISTORY_SECONDS: Final = 2_400.0
BREATH_SECONDS: Final = 5.0
"""Longer than Squid lets anybody wait for a name or a server."""

UNITS: Final[tuple[tuple[str, int], ...]] = (("Communications", 30), ("Health", 50), ("Roads", 40))

_CONFIGURATION: Final = (
    GROUND
    + """
forward_timeout 4 seconds
positive_dns_ttl 1 second
negative_dns_ttl 1 second
acl filtered dstdomain "{folder}/filtered"
http_access deny filtered
http_access allow signed_on
http_access deny all
access_log stdio:{folder}/access.log squid
buffered_logs off
"""
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody behind the proxy: whom they are, where they sit and work, where they go, and how often."""

    login: str
    address: str
    unit: str
    hosts: Sequence[str]
    every_seconds: float


def townspeople() -> list[Person]:
    """A hundred and twenty people of three units, everywhere on the web, each every five seconds or so."""
    people: list[Person] = []
    for unit, size in UNITS:
        for _ in range(size):
            hosts = (*PLATFORM_HOSTS, *PLATFORM_HOSTS[:2], *OTHER_HOSTS[: len(PLATFORM_HOSTS) + 2])
            number = len(people) + 1
            people.append(Person(f"user{number:04d}", f"127.7.0.{number}", unit, hosts, 5.0))
    return people


class Town:
    """Squid, its people and its platforms; leave the `with` block and all of it has stopped.

    The folder must be Squid's alone. `directory.csv` and `units.csv` for Holdfast stand beside it, in
    `papers`.
    """

    def __init__(
        self, folder: Path, people: Sequence[Person], *, tunnel_share: float = 0.4, seed: int = 1
    ) -> None:
        self.folder = folder / "squid"
        self.papers = folder / "papers"
        self.log = self.folder / "access.log"
        self._people = people
        self._seed = seed
        self._tunnel_share = tunnel_share
        self._unwell: set[str] = set()
        self._unresolved: set[str] = set()
        self._refused: set[str] = set()
        self._filtered: set[str] = set()
        self._exits = contextlib.ExitStack()
        self._over = threading.Event()
        self._breathing = threading.Event()
        self._breathing.set()
        self.faults: list[str] = []

    @property
    def directory(self) -> Path:
        """Who belongs where, for Holdfast."""
        return self.papers / "directory.csv"

    @property
    def units(self) -> Path:
        """The tree of units, for Holdfast."""
        return self.papers / "units.csv"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True)
        self.papers.mkdir()
        self._write_papers()
        ready = threading.Event()
        self._port = free_port()
        life = threading.Thread(target=lambda: asyncio.run(self._live(ready)), daemon=True)
        self._exits.callback(life.join, PATIENCE_SECONDS)
        self._exits.callback(self._over.set)
        with socket.create_server((ORIGIN, 0)) as reserved:
            self.origin_port = int(reserved.getsockname()[1])
        taken = self._exits.enter_context(socket.socket())  # so that nobody else answers there
        taken.bind((SHUT, self.origin_port))
        self._write_history()
        self._configure()
        self._squid = self._exits.enter_context(squid_process(self.folder))
        life.start()
        if not ready.wait(PATIENCE_SECONDS):
            message = "the town did not come to life"
            raise RuntimeError(message)
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    def lose_names(self, *suffixes: str) -> float:
        """These names resolve no more. Like all faults: returns the Unix time at which it began."""
        self._unresolved = {host for host in self._hosts() if host.endswith(suffixes)}
        return self._reconfigure()

    def refuse(self, *suffixes: str) -> float:
        """The servers of these names take no connection."""
        self._refused = {host for host in self._hosts() if host.endswith(suffixes)}
        return self._reconfigure()

    def answer_503(self, *suffixes: str) -> float:
        """The servers of these names are overloaded and say so."""
        self._unwell = {host for host in self._hosts() if host.endswith(suffixes)}
        return time.time()

    def filter(self, *suffixes: str) -> float:
        """Our own filter denies these names."""
        self._filtered = {host for host in self._hosts() if host.endswith(suffixes)}
        return self._reconfigure()

    def cut_off(self) -> float:
        """The proxy reaches nobody any more."""
        self._refused = set(self._hosts())
        return self._reconfigure()

    def recover(self) -> float:
        """Everything works again.

        Squid takes no name from `hosts` while somebody waits for it, so people hold their breath meanwhile.
        """
        for broken in (self._unwell, self._unresolved, self._refused, self._filtered):
            broken.clear()
        self._breathing.clear()
        time.sleep(BREATH_SECONDS)
        began = self._reconfigure()
        time.sleep(BREATH_SECONDS / 2)
        self._breathing.set()
        return began

    def _hosts(self) -> tuple[str, ...]:
        return (*PLATFORM_HOSTS, *OTHER_HOSTS)

    def _reconfigure(self) -> float:
        """Tell Squid how the world is now."""
        self._configure()
        began = time.time()
        self._squid.send_signal(signal.SIGHUP)
        return began

    def _configure(self) -> None:
        """Write what Squid reads: names with their addresses, the filter, its configuration."""
        address = {host: ORIGIN for host in self._hosts() if host not in self._unresolved}
        address |= dict.fromkeys(self._refused, SHUT)
        files = {
            "hosts": "".join(f"{at} {host}\n" for host, at in address.items()),
            "filtered": "".join(f"{host}\n" for host in sorted(self._filtered)) or "nothing.invalid\n",
            "sign-on": SIGN_ON,
            "squid.conf": _CONFIGURATION.format(port=self._port, folder=self.folder),
        }
        for name, text in files.items():
            written = self.folder / f"{name}.new"
            written.write_text(text, encoding="utf-8")
            written.chmod(0o755)
            hand_to_squid(written)
            written.replace(self.folder / name)

    def _write_history(self) -> None:
        """What an earlier Squid would have written, in the file before this one: most of a calm hour.

        It is not a real Squid's; it is there so that the rules know what is usual before anything breaks.
        """
        chance = random.Random(f"{self._seed}.history")
        moments = []
        until = time.time() - 1
        for person in self._people:
            at = until - HISTORY_SECONDS + chance.uniform(0, person.every_seconds)
            while at < until:
                moments.append((at, person, chance.choice(person.hosts)))
                at += chance.expovariate(1 / person.every_seconds)
        moments.sort(key=lambda moment: moment[0])
        lines = []
        for at, person, host in moments:
            target = f"{host}:{self.origin_port}"
            asked = f"TCP_MISS/200 512 GET http://{target}/page {person.login} HIER_DIRECT/{ORIGIN} text/html"
            if chance.random() < self._tunnel_share:
                asked = f"TCP_TUNNEL/200 44 CONNECT {target} {person.login} HIER_DIRECT/{ORIGIN} -"
            lines.append(f"{at:.3f} {chance.randrange(2, 90):6d} {person.address} {asked}\n")
        self.log.with_name(f"{self.log.name}.1").write_text("".join(lines), encoding="utf-8")

    def _write_papers(self) -> None:
        rows = [f"{person.login},,{person.unit},,,,\n" for person in self._people]
        rows += [f",{person.address}/32,{person.unit},,,,\n" for person in self._people]
        self.directory.write_text("user,cidr,unit,network,site,from,to\n" + "".join(rows), encoding="utf-8")
        sizes = {
            unit: sum(p.unit == unit for p in self._people) for unit in sorted({p.unit for p in self._people})
        }
        tree = "".join(f"{unit},Province,{size}\n" for unit, size in sizes.items())
        self.units.write_text(f"unit,parent,people\nProvince,,\n{tree}", encoding="utf-8")

    async def _live(self, ready: threading.Event) -> None:
        """Serve and browse until it is over."""
        async with await asyncio.start_server(self._serve, ORIGIN, self.origin_port):
            tasks = [
                asyncio.create_task(self._browse(person, random.Random(f"{self._seed}.{number}")))
                for number, person in enumerate(self._people)
            ]
            ready.set()
            await asyncio.to_thread(self._over.wait)
            for task in tasks:
                task.cancel()
            for end in await asyncio.gather(*tasks, return_exceptions=True):
                if not isinstance(end, asyncio.CancelledError):
                    self.faults.append(repr(end))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A web server for all names: well, or unwell; a tunnel that is not HTTP is echoed."""
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError), _closing(writer):
            async with asyncio.timeout(PATIENCE_SECONDS):
                first = await reader.readline()
                if not first.startswith(b"GET "):
                    writer.write(first)
                    await writer.drain()
                    return
                host = ""
                while (line := await reader.readline()).strip():
                    name, _, value = line.decode("latin-1").partition(":")
                    if name.lower() == "host":
                        host = value.strip().partition(":")[0]
                status = "503 Service Unavailable" if host in self._unwell else "200 OK"
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 5\r\n"
                    "Cache-Control: no-store\r\nConnection: close\r\n\r\nhello".encode()
                )
                await writer.drain()

    async def _browse(self, person: Person, chance: random.Random) -> None:
        """One person's day: ask for something, look at it, ask again."""
        await asyncio.sleep(chance.uniform(0, person.every_seconds))
        while True:
            host = chance.choice(person.hosts)
            tunnel = chance.random() < self._tunnel_share
            if not self._breathing.is_set():
                await asyncio.sleep(0.1)
                continue
            # Squid that reads its configuration again takes no connection for a moment; people just go on.
            with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._ask(person, host, tunnel=tunnel)
            await asyncio.sleep(chance.expovariate(1 / person.every_seconds))

    async def _ask(self, person: Person, host: str, *, tunnel: bool) -> None:
        """One request through Squid, read to its end."""
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._port, local_addr=(person.address, 0)
        )
        with _closing(writer):
            target = f"{host}:{self.origin_port}"
            name = base64.b64encode(f"{person.login}:{person.login}".encode()).decode()
            line = f"CONNECT {target}" if tunnel else f"GET http://{target}/page"
            writer.write(
                f"{line} HTTP/1.1\r\nHost: {target}\r\nProxy-Authorization: Basic {name}\r\n\r\n".encode()
            )
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n") if tunnel else b""
            if head.startswith(b"HTTP/1.1 200"):
                writer.write(b"ping\n")
                await writer.drain()
            await reader.read()


@contextlib.contextmanager
def _closing(writer: asyncio.StreamWriter) -> Iterator[None]:
    try:
        yield
    finally:
        writer.close()


def lines_since(log: Path, since: float, results: Sequence[str], hosts: Sequence[str]) -> list[float]:
    """When each request ended, in Unix time, of those since a moment with such a result and such a host."""
    found = []
    for line in log.read_text(encoding="latin-1").splitlines():
        stamp, _, _, result, _, _, target, *_ = line.split()
        if float(stamp) >= since and result in results and any(host in target for host in hosts):
            found.append(float(stamp))
    return found
