"""Asks a hub for its words: with its tag, so that the same is not sent twice, and never for too much."""

import asyncio
import ssl
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpx

from streams.aid.settings import WORDS_PATH, Place

MOST_BYTES: Final = 256 * 1024
"""No list of words is longer; three hundred platforms have half of it."""

TIMEOUT_SECONDS: Final = 10.0
LONGEST_SECONDS: Final = 60.0
"""Of all of an answer: a hub that sends a byte now and then is never silent for long, and never done."""


class HubUnheardError(Exception):
    """A hub that did not say its words, and why. `retry_after` is how long it asks us to wait, in seconds."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Asking:
    """One hub. Every question is answered within a minute at most, or not at all."""

    def __init__(self, place: Place) -> None:
        """Read the key and the certificates. Raises OSError."""
        key = place.api_key_file.read_text(encoding="utf-8").strip()
        self._tag: str | None = None
        self._client = httpx.AsyncClient(
            base_url=place.url,
            headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            verify=_certificates(place.ca_file),
        )

    async def __aenter__(self) -> Self:
        """Ready."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def lines(self) -> list[bytes]:
        """The lines that the hub says; none where they are as before. Raises HubUnheardError."""
        headers = {} if self._tag is None else {"If-None-Match": self._tag}
        try:
            async with (
                asyncio.timeout(LONGEST_SECONDS),
                self._client.stream("GET", WORDS_PATH, headers=headers) as response,
            ):
                if response.status_code == HTTPStatus.NOT_MODIFIED:
                    return []
                body = await _body(response)
                tag = response.headers.get("etag")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise HubUnheardError(f"no answer ({type(error).__name__})") from error
        self._tag = tag
        return [line for line in body.split(b"\n") if line]


async def _body(response: httpx.Response) -> bytes:
    """What it answered. Raises HubUnheardError where that is no list, or too long."""
    if response.status_code != HTTPStatus.OK:
        raise HubUnheardError(f"it answered {response.status_code}", _retry_after(response))
    if response.headers.get("content-encoding", "identity") != "identity":
        raise HubUnheardError("it answered in an encoding that was not asked for")
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > MOST_BYTES:
            raise HubUnheardError(f"its list is longer than {MOST_BYTES} bytes")
    return bytes(body)


def _retry_after(response: httpx.Response) -> float | None:
    """How many seconds it asks for; a date is not understood."""
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isascii() and stated.isdigit() else None


def _certificates(ca_file: Path | None) -> ssl.SSLContext:
    """Whom we believe to be the hub: the system's authorities, or those of one file."""
    return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
