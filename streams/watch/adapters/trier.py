"""Tries one host the way a person's machine would: name, connection, certificate, answer; step by step.

Each step is timed and has one outcome. A step that fails is the last. Through a proxy, the proxy resolves and
connects: what it answers to CONNECT is told as it is, its own refusal and its own faults as ours.
"""

import asyncio
import base64
import ssl
import time
from collections.abc import Callable, Sequence
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.resolver

from infra.version import VERSION
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid_errors import ERRORS
from streams.watch.domain.targets import Method, Step, Target, Try, of_status
from streams.watch.settings import Proxy

LONGEST_HEAD_BYTES: Final = 32_768
"""An answer's head is no longer; nothing of its body is read."""

ADDRESSES: Final = 2
"""So many addresses of a host are tried, as browsers do."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _StepFailed(Exception):  # noqa: N818 (it is how a step ends, and no error)
    """A step ended with this outcome; under another name where it was the proxy's answer."""

    def __init__(self, outcome: Outcome, method: Method | None = None) -> None:
        super().__init__(outcome.word)
        self.outcome = outcome
        self.method = method


class Trier:
    """Tries hosts. `resolvers` are addresses with ports, empty for the system's. `attempt` never raises.

    A whole try takes `timeout_seconds` at most; the step that was under way then has timed out.
    """

    def __init__(
        self,
        contact: str,
        timeout_seconds: float,
        trusted: ssl.SSLContext,
        *,
        resolvers: Sequence[tuple[str, int]] = (),
        proxy: Proxy | None = None,
        clock_ms: Callable[[], int],
    ) -> None:
        self._agent = f"Holdfast/{VERSION} (probe; contact: {contact})"
        self._timeout_seconds = timeout_seconds
        self._trusted = trusted
        self._proxy = proxy
        self._clock_ms = clock_ms
        self._resolver = _resolver(resolvers)

    async def attempt(self, target: Target) -> Try:
        """Try a host once."""
        course = _Course()
        began_ms = self._clock_ms()
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._walk(target, course)
        except TimeoutError:
            course.ended(Outcome.FAIL_TIMEOUT)
        except _StepFailed as end:
            course.ended(end.outcome, end.method)
        finally:
            course.close()
        return Try(target, began_ms, tuple(course.steps))

    async def _walk(self, target: Target, course: "_Course") -> None:
        """All steps, one behind the other."""
        if self._proxy is None:
            course.began("dns")
            addresses = await self._addresses(target.host)
            course.ended(Outcome.OK)
            course.began("tcp")
            course.connection = await _connected(addresses, target.port, self._timeout_seconds / 3)
            course.ended(Outcome.OK)
        else:
            course.began("http")
            course.connection = await self._to_proxy(self._proxy)
            if target.tls:
                await self._tunnel(course.connection, self._proxy, target)
        if target.tls:
            course.began("tls")
            await self._handshake(course.connection, target.host)
            course.ended(Outcome.OK)
        course.began("http")
        absolute = self._proxy is not None and not target.tls
        course.ended(await self._asked(course.connection, target, absolute=absolute))

    async def _addresses(self, host: str) -> list[str]:
        """The addresses of a host, IPv4 before IPv6."""
        found: list[str] = []
        for kind in ("A", "AAAA"):
            try:
                answer = await self._resolver.resolve(host, kind, raise_on_no_answer=False, search=False)
            except (dns.resolver.LifetimeTimeout, TimeoutError) as error:
                raise _StepFailed(Outcome.FAIL_DNS) from error
            except (dns.exception.DNSException, OSError) as error:
                if found:
                    break
                raise _StepFailed(Outcome.FAIL_DNS) from error
            found += [str(record.address) for record in answer.rrset or ()]
            if len(found) >= ADDRESSES:
                break
        if not found:
            raise _StepFailed(Outcome.FAIL_DNS)
        return found[:ADDRESSES]

    async def _to_proxy(self, proxy: Proxy) -> Connection:
        """A connection to our own proxy; without one it is our fault."""
        try:
            return await asyncio.open_connection(proxy.host, proxy.port, limit=LONGEST_HEAD_BYTES)
        except OSError as error:
            raise _StepFailed(Outcome.OUR_PROXY) from error

    async def _tunnel(self, connection: Connection, proxy: Proxy, target: Target) -> None:
        """CONNECT; what else than 2xx comes is told by the proxy of what it met, or of itself."""
        host = f"{target.host}:{target.port}"
        status, squid = await _from_proxy(connection, [f"CONNECT {host} HTTP/1.1", f"Host: {host}"], proxy)
        if not 200 <= status < 300:
            raise _StepFailed(_of_proxy(status, squid), "http")

    async def _handshake(self, connection: Connection, host: str) -> None:
        """TLS, with the certificate checked."""
        try:
            await connection[1].start_tls(self._trusted, server_hostname=host)
        except (ssl.SSLError, OSError, EOFError) as error:
            raise _StepFailed(Outcome.FAIL_TLS) from error

    async def _asked(self, connection: Connection, target: Target, *, absolute: bool) -> Outcome:
        """HEAD, and what the status of the answer means."""
        default = 443 if target.tls else 80
        host = target.host if target.port == default else f"{target.host}:{target.port}"
        where = f"http://{host}{target.path}" if absolute else target.path
        lines = [f"HEAD {where} HTTP/1.1", f"Host: {host}", f"User-Agent: {self._agent}", "Accept: */*"]
        if self._proxy is None or not absolute:
            return of_status((await _exchange(connection, lines))[0])
        status, squid = await _from_proxy(connection, lines, self._proxy)
        return _of_proxy(status, squid) if squid else of_status(status)


class _Course:
    """The steps of one try so far, and its connection."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.connection: Connection | None = None
        self._method: Method = "dns"
        self._began = time.monotonic()

    def began(self, method: Method) -> None:
        """A step begins."""
        self._method, self._began = method, time.monotonic()

    def ended(self, outcome: Outcome, method: Method | None = None) -> None:
        """It ended so."""
        took = int((time.monotonic() - self._began) * 1000)
        self.steps.append(Step(method or self._method, outcome, took))

    def close(self) -> None:
        """Let the connection go, without waiting for anybody."""
        if self.connection is not None:
            self.connection[1].transport.abort()


def _resolver(resolvers: Sequence[tuple[str, int]]) -> dns.asyncresolver.Resolver:
    """The resolvers that were named, or the system's; nothing is cached, or nobody would be asked."""
    resolver = dns.asyncresolver.Resolver(configure=not resolvers)
    if resolvers:
        resolver.nameservers = [address for address, _ in resolvers]
        resolver.nameserver_ports = dict(resolvers)
    return resolver


async def _connected(addresses: Sequence[str], port: int, seconds: float) -> Connection:
    """A connection to the first address that takes one; each is waited for so long."""
    outcome = Outcome.FAIL_TCP
    for address in addresses:
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.open_connection(address, port, limit=LONGEST_HEAD_BYTES)
        except TimeoutError:
            outcome = Outcome.FAIL_TIMEOUT
        except OSError:
            continue
    raise _StepFailed(outcome)


async def _from_proxy(connection: Connection, lines: Sequence[str], proxy: Proxy) -> tuple[int, str]:
    """What our proxy answers; where it hangs up instead, that is its doing: of others it tells in words."""
    if proxy.login:
        token = base64.b64encode(proxy.login.encode()).decode()
        lines = [*lines, f"Proxy-Authorization: Basic {token}"]
    try:
        return await _exchange(connection, lines)
    except _StepFailed as end:
        raise _StepFailed(Outcome.OUR_PROXY) from end


async def _exchange(connection: Connection, lines: Sequence[str]) -> tuple[int, str]:
    """Send a head; the status of the answer, and what X-Squid-Error says where there is one."""
    reader, writer = connection
    head = [*lines, *([] if lines[0].startswith("CONNECT") else ["Connection: close"])]
    try:
        writer.write("\r\n".join([*head, "", ""]).encode("latin-1", "replace"))
        await writer.drain()
        answer = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise _StepFailed(Outcome.FAIL_5XX) from error
    except (OSError, EOFError) as error:
        raise _StepFailed(Outcome.FAIL_TCP) from error
    first, *rest = answer.decode("latin-1").split("\r\n")
    version, _, words = first.partition(" ")
    if not version.startswith("HTTP/") or not words[:3].isdigit():
        raise _StepFailed(Outcome.FAIL_5XX)
    named = [line.partition(":")[2] for line in rest if line.lower().startswith("x-squid-error:")]
    return int(words[:3]), (named[0].split() or [""])[0] if named else ""


def _of_proxy(status: int, squid: str) -> Outcome:
    """What our proxy's own answer means: by Squid's error code, else by its status (RFC 9110, 15.6)."""
    if squid in ERRORS:
        return ERRORS[squid]
    if status == 407:
        return Outcome.OUR_AUTH
    if 300 <= status < 500:
        return Outcome.OUR_POLICY  # a page that says why, or where to go instead
    if status == 504:
        return Outcome.FAIL_TIMEOUT
    return Outcome.FAIL_TCP if status in (502, 503) else Outcome.OUR_PROXY
