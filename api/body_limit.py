"""How long the body of a request may be, whoever sends it.

FastAPI reads and parses a body before it asks who sent it, so without a limit a stranger's one request could
fill the memory.
"""

from http import HTTPStatus
from typing import Final

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES: Final = 2_000_000
"""More than any form, action or delivery has; doors refuse what is longer than theirs by themselves."""


class BoundedBodies:
    """Lets nothing read further into a body than this: whoever does so gets 413 to answer with."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer."""
        size = 0

        async def bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b"")) if message["type"] == "http.request" else 0
            if size > MOST_BYTES:
                raise HTTPException(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"A request has at most {MOST_BYTES:,} bytes; send less at once.",
                    {"Connection": "close"},
                )
            return message

        await self._app(scope, bounded if scope["type"] == "http" else receive, send)
