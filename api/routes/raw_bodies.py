"""Requests for the doors: their headers and their bodies, as they came."""

from collections.abc import AsyncIterator, Mapping

from fastapi import Request
from starlette.requests import ClientDisconnect

from streams.doors.bodies import read_body
from streams.doors.domain.deliveries import RefusedError


def headers_of(request: Request) -> dict[str, str]:
    """Every header by its name in small letters; of one that came twice the first."""
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        found.setdefault(name, value)
    return found


async def body_of(request: Request, headers: Mapping[str, str]) -> bytes:
    """The body, within the doors' limits. Raises RefusedError."""
    try:
        return await read_body(_chunks(request), headers)
    except ClientDisconnect as error:
        raise RefusedError("truncated", "The connection ended before the body did.") from error


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        yield chunk
