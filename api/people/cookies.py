"""The cookie of a session: where it is kept, and which requests are from our own pages.

Over https it is `__Host-holdfast`: Secure, HttpOnly, SameSite=Lax, for this host alone (RFC 6265bis, 4.1.3).
Browsers keep no such cookie on plain http. There it is `holdfast`, without Secure, and only for a hub that is
opened on the same machine (http://127.0.0.1, http://localhost): elsewhere passwords would travel in clear.
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from api.people.sessions import LASTS_MS
from api.settings import HubSettings

SECURE_NAME: Final = "__Host-holdfast"
LOOPBACK_NAME: Final = "holdfast"


def is_secure(request: Request, settings: HubSettings) -> bool:
    """Whether the browser came by https: it says so itself, or the settings do."""
    return settings.is_secure or request.url.scheme == "https"


def may_sign_in(request: Request, settings: HubSettings) -> bool:
    """Whether a password may be typed here: over https, or on the machine itself."""
    return is_secure(request, settings) or _is_loopback(request.url.hostname or "")


def session_token(request: Request, settings: HubSettings) -> str | None:
    """The token that the browser sent, if it sent one."""
    return request.cookies.get(SECURE_NAME if is_secure(request, settings) else LOOPBACK_NAME)


def set_session(response: Response, request: Request, settings: HubSettings, token: str) -> None:
    """Have the browser keep a session's token until the session is over at the latest."""
    secure = is_secure(request, settings)
    response.set_cookie(
        SECURE_NAME if secure else LOOPBACK_NAME,
        token,
        max_age=LASTS_MS // 1000,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget_session(response: Response, request: Request, settings: HubSettings) -> None:
    """Have the browser forget the token."""
    secure = is_secure(request, settings)
    response.delete_cookie(
        SECURE_NAME if secure else LOOPBACK_NAME, path="/", secure=secure, httponly=True, samesite="lax"
    )


def is_from_elsewhere(request: Request, settings: HubSettings) -> bool:
    """Whether a browser says that another site's page sent this (OWASP, "Cross-Site Request Forgery").

    A program sends neither header; it has no cookie to misuse either.
    """
    if request.headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}:
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    ours = {urlsplit(str(request.base_url)).netloc, urlsplit(settings.public_url).netloc} - {""}
    return urlsplit(origin).netloc not in ours


def local_path(wanted: str | None) -> str:
    """Where to go after signing in: a path of this hub, else the first page; never another site."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if "\\" in wanted or any(not each.isprintable() for each in wanted):
        return "/"  # browsers read a backslash as a slash, and drop tabs and line ends
    return wanted


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
