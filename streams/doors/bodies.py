"""The body of a request, read as it comes and never beyond a limit."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Final

from streams.doors.domain.deliveries import RefusedError

MOST_BYTES: Final = 1_000_000
"""Meta sends at most 1,000 updates at once, which is less; so is one message on Kafka."""

READ_SECONDS: Final = 10.0
_LONGEST_NUMBER: Final = 15


def check_head(headers: Mapping[str, str], media_types: Collection[str]) -> None:
    """Return where a body of this description is read at all. Raises RefusedError.

    What is compressed is refused: signatures are over the bytes as they came, no vendor compresses, and a
    few bytes could unfold to very many (RFC 9110, section 15.5.16 has 415 for it).
    """
    if headers.get("content-encoding", "identity").strip().casefold() not in {"", "identity"}:
        raise RefusedError(
            "encoded", "Send the body as it is, not compressed.", {"Accept-Encoding": "identity"}
        )
    media_type = headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type not in media_types:
        raise RefusedError("wrong-type", f"The body has to be {' or '.join(sorted(media_types))}.")
    length = _length(headers)
    if length is not None and length > MOST_BYTES:
        raise _too_large()


async def read_body(chunks: AsyncIterator[bytes], headers: Mapping[str, str]) -> bytes:
    """All of it. Raises RefusedError where it is too large, too slow, or shorter than was said."""
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in chunks:
                body += chunk
                if len(body) > MOST_BYTES:
                    raise _too_large()
    except TimeoutError as error:
        raise RefusedError("slow", f"The body did not come within {READ_SECONDS:.0f} seconds.") from error
    length = _length(headers)
    if length is not None and length != len(body):
        raise RefusedError("truncated", "The body is not as long as its Content-Length.")
    return bytes(body)


def _length(headers: Mapping[str, str]) -> int | None:
    """What Content-Length says. Raises RefusedError where that is no number."""
    stated = headers.get("content-length")
    if stated is None:
        return None
    if not (stated.isascii() and stated.isdigit() and len(stated) <= _LONGEST_NUMBER):
        raise RefusedError("truncated", "Content-Length is no number of bytes.")
    return int(stated)


def _too_large() -> RefusedError:
    return RefusedError("too-large", f"A body has at most {MOST_BYTES:,} bytes; send less at once.")
