"""A small world to watch, on 127.0.0.0/8 only: names, hosts that can be broken, and pages of vendors."""

import asyncio
import contextlib
import datetime as dt
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Manner = Literal["well", "busy", "silent", "rude", "login", "moved", "gone"]
"""How a host answers: 200, 503, never, by hanging up, 403, 302 elsewhere; or it is not there at all."""

_ANSWERS: dict[str, bytes] = {
    "well": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "busy": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    "login": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "moved": b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n",
}


class _Names(asyncio.DatagramProtocol):
    """A name server for a world; names that are `unknown` have none of their A records any more."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        name = str(asked.question[0].name).rstrip(".")
        world = self._world
        if name in world.unknown or name not in world.addresses:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif asked.question[0].rdtype == dns.rdatatype.A:
            both = [world.more[name]] if name in world.more else []
            both.append(world.addresses[name])
            answer.answer.append(dns.rrset.from_text(asked.question[0].name, 1, "IN", "A", *both))
        assert self._transport is not None
        self._transport.sendto(answer.to_wire(), addr)


@dataclass
class World:
    """Hosts by name; change `manners` and the next try meets it. Each has an address of its own."""

    addresses: dict[str, str]
    manners: dict[str, Manner] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    more: dict[str, str] = field(default_factory=dict)
    """A second address of a name, which comes first."""
    heads: list[str] = field(default_factory=list)
    """What was asked of any host, as it came."""
    resolver: tuple[str, int] = ("127.0.0.1", 0)
    ports: dict[str, int] = field(default_factory=dict)
    _servers: dict[str, asyncio.Server] = field(default_factory=dict)
    _trust: ssl.SSLContext | None = None

    async def breaks(self, *hosts: str, manner: Manner = "gone") -> None:
        """These hosts behave so from now on."""
        for host in hosts:
            self.manners[host] = manner
            if manner == "gone" and host in self._servers:
                server = self._servers.pop(host)
                server.close()
                await server.wait_closed()
            elif manner != "gone" and host not in self._servers:
                await self._open(host)

    async def mends(self, *hosts: str) -> None:
        """These hosts are well again."""
        await self.breaks(*hosts, manner="well")

    async def _open(self, host: str) -> None:
        async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, EOFError):
                await self._answer(host, reader, writer)
            writer.close()

        port = self.ports.get(host, 0)
        server = await asyncio.start_server(answered, self.addresses[host], port, ssl=self._trust)
        self.ports[host] = server.sockets[0].getsockname()[1]
        self._servers[host] = server

    async def _answer(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head.decode())
        manner = self.manners.get(host, "well")
        if manner == "silent":
            await reader.read()  # until the other side is tired of waiting
        if manner in _ANSWERS:
            writer.write(_ANSWERS[manner])
            await writer.drain()


@asynccontextmanager
async def world_of(*hosts: str, trust: ssl.SSLContext | None = None) -> AsyncIterator[World]:
    """A world with these hosts, all well, and a name server that knows them."""
    world = World({host: f"127.0.0.{number}" for number, host in enumerate(hosts, 21)}, _trust=trust)
    loop = asyncio.get_running_loop()
    names, _ = await loop.create_datagram_endpoint(lambda: _Names(world), local_addr=("127.0.0.1", 0))
    world.resolver = ("127.0.0.1", names.get_extra_info("sockname")[1])
    try:
        for host in hosts:
            await world._open(host)
        yield world
    finally:
        for server in world._servers.values():
            server.close()
        names.close()


def authority(folder: Path, *hosts: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate authority's file, and a server's context with a certificate of it for these hosts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, both = folder / "ca.pem", folder / "server.pem"
    ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(private + ca.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return ca, context


@dataclass
class Vendor:
    """A vendor's web server: what it answers by path, and every head that it was asked with."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def tells(self, path: str, body: bytes, *, status: int = 200, **headers: str) -> None:
        """Answer a path so from now on; names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, body)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request; an ETag that is asked for again is answered with 304."""
        with contextlib.suppress(OSError, EOFError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            path = head[0].split()[1]
            said = {
                name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])
            }
            self.asked.append({**said, "path": path})
            status, headers, body = self.answers.get(path, (404, {}, b""))
            if headers.get("ETag") and said.get("if-none-match") == headers["ETag"]:
                status, body = 304, b""
            lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
            lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
            writer.write("\r\n".join(lines).encode() + body)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def vendor_at(address: str = "127.0.0.1") -> AsyncIterator[Vendor]:
    """A vendor's web server in this loop."""
    vendor = Vendor()
    server = await asyncio.start_server(vendor.serve, address, 0)
    vendor.url = f"http://{address}:{server.sockets[0].getsockname()[1]}"
    try:
        yield vendor
    finally:
        server.close()
        await server.wait_closed()


class InThread:
    """A loop of its own in a thread, for tests that run real processes beside it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def do(self, work: Any) -> Any:
        """Run a coroutine there, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def held(there: InThread, world: Any) -> Iterator[Any]:
    """An asynchronous world, held open in that thread."""
    entered = there.do(world.__aenter__())
    try:
        yield entered
    finally:
        there.do(world.__aexit__(None, None, None))
