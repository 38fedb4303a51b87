"""Asks a status page over HTTP: only for what is new, for no longer and no more than is reasonable.

A redirect is followed only within the page's own site (the last two labels of its host) and never from
https to http: whoever takes over a vendor's page must not be able to point us at our own network. Where a
page has moved elsewhere, that is said, and somebody writes the new address into the settings.
"""

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Literal, Self
from urllib.parse import urljoin, urlsplit

import httpx

from infra.version import VERSION
from streams.watch.settings import Proxy

LARGEST_BYTES: Final = 4 * 1024 * 1024
"""No status page is longer, neither as it comes nor unpacked."""

LONGEST_SECONDS: Final = 60.0
"""No page takes longer, however steadily it comes: it has the place of others that are to be asked."""

MOST_REDIRECTS: Final = 3
GZIP: Final = 31
"""What zlib calls a stream with a gzip header."""

Kind = Literal["new", "unchanged", "faulty"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking; `fault` says in words why nothing came, `retry_after` is the header as sent."""

    kind: Kind
    body: bytes = b""
    fault: str = ""
    retry_after: str | None = None


class PageClient:
    """Asks pages, and remembers by address what it has seen (ETag, Last-Modified). `ask` never raises."""

    def __init__(
        self, contact: str, timeout_seconds: float, proxy: Proxy | None, trusted: ssl.SSLContext
    ) -> None:
        self._marks: dict[str, dict[str, str]] = {}
        through = None
        if proxy is not None:
            login = tuple(proxy.login.split(":", 1)) if proxy.login else None
            name, secret = login or ("", "")
            through = httpx.Proxy(
                f"http://{proxy.host}:{proxy.port}", auth=(name, secret) if login is not None else None
            )
        self._client = httpx.AsyncClient(
            headers={
                "User-Agent": f"Holdfast/{VERSION} (reads status pages; contact: {contact})",
                "Accept-Encoding": "gzip",
                "Accept": "application/json, application/rss+xml, application/atom+xml, */*;q=0.8",
            },
            timeout=timeout_seconds,
            follow_redirects=False,
            proxy=through,
            trust_env=False,
            verify=trusted,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def ask(self, url: str) -> Answer:
        """The page, where it is new."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return await self._followed(url)
        except TimeoutError:
            return Answer("faulty", fault=f"it was not done within {LONGEST_SECONDS:.0f} seconds")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Answer("faulty", fault=type(error).__name__)

    async def _followed(self, url: str) -> Answer:
        """The same, wherever it leads; raises what asking raises."""
        at = url
        for _ in range(MOST_REDIRECTS + 1):
            async with self._client.stream("GET", at, headers=self._marks.get(url, {})) as response:
                if not response.has_redirect_location:
                    return await self._read(url, response)
                to = urljoin(at, response.headers.get("location", ""))
                if not is_same_site(at, to):
                    return Answer(
                        "faulty", fault=f"it has moved to {_bare(to)}; write that into the settings"
                    )
                at = to
        return Answer("faulty", fault="it leads in circles")

    async def _read(self, url: str, response: httpx.Response) -> Answer:
        """The body of a good answer, and what to ask with next time."""
        retry_after = response.headers.get("retry-after")
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer("unchanged", retry_after=retry_after)
        if response.status_code != httpx.codes.OK:
            return Answer("faulty", fault=f"status {response.status_code}", retry_after=retry_after)
        packing = response.headers.get("content-encoding", "identity").lower()
        body = await _limited(response.aiter_raw())
        if body is not None and packing != "identity":
            body = _unpacked(body) if packing == "gzip" else None
        if body is None:
            return Answer("faulty", fault="it is too long, or packed in a way that was not asked for")
        marks = {
            "If-None-Match": response.headers.get("etag", ""),
            "If-Modified-Since": response.headers.get("last-modified", ""),
        }
        self._marks[url] = {name: value for name, value in marks.items() if value}
        return Answer("new", body, retry_after=retry_after)

    def forget(self, url: str) -> None:
        """Ask for the whole page next time: what came could not be read."""
        self._marks.pop(url, None)


def is_same_site(here: str, there: str) -> bool:
    """Whether a redirect stays with whom was asked, and as safe as it was."""
    old, new = urlsplit(here), urlsplit(there)
    safe = new.scheme == "https" or (new.scheme == "http" and old.scheme == "http")
    return safe and new.hostname is not None and _site(old.hostname) == _site(new.hostname)


def _site(host: str | None) -> tuple[str, ...]:
    """The last two labels of a name; an address is itself."""
    labels = (host or "").lower().split(".")
    is_address = ":" in (host or "") or labels[-1].isdigit()
    return tuple(labels if is_address else labels[-2:])


def _bare(url: str) -> str:
    """An address without anything that could be long or secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}"[:200]


async def _limited(chunks: AsyncIterator[bytes]) -> bytes | None:
    """All of a body; None where it is too long."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_BYTES:
            return None
    return bytes(body)


def _unpacked(body: bytes) -> bytes | None:
    """A gzip body; None where it is damaged, or too long once unpacked."""
    unpacker = zlib.decompressobj(GZIP)
    try:
        text = unpacker.decompress(body, LARGEST_BYTES + 1)
    except zlib.error:
        return None
    return text if unpacker.eof and len(text) <= LARGEST_BYTES else None
