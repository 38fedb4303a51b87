"""Headers that keep browsers careful with every answer (OWASP, "HTTP Security Response Headers")."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Everything comes from the hub itself; nothing that stands in a page's text runs as a script or a style."""

ALWAYS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT: Final = "max-age=31536000"
"""A year; sub-domains are others' to decide on (RFC 6797)."""


class SecurityHeaders:
    """Puts them on every answer; what an endpoint said of itself stays.

    An answer that says nothing of caches is kept by none. Once browsers come by https, they are told to come
    by nothing else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and add what lacks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if _is_secure(scope):
                    headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
            await send(message)

        await self._app(scope, receive, with_headers)


def _is_secure(scope: Scope) -> bool:
    """Whether the browser came by https: the connection says so, or the hub's settings."""
    hub = getattr(scope["app"].state, "hub", None) if "app" in scope else None
    return bool(scope.get("scheme") == "https" or (hub is not None and hub.settings.is_secure))
