"""What an answer by HTTP means for a notice: taken, to be tried again, or refused for good (RFC 9110)."""

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from monitors.notice_routes import Permanent, Temporary
from streams.settings import SettingsError

FOR_NOW: Final = frozenset({408, 425, 429})
"""Request Timeout, Too Early, Too Many Requests: the same request may be taken later."""
LONGEST_WAIT_SECONDS: Final = 3600.0


def is_for_now(status: int) -> bool:
    """Whether the same request may be taken later."""
    return status in FOR_NOW or status >= 500


def check(answer: httpx.Response) -> None:
    """Return where the notice was taken (2xx). Raises Temporary, with what Retry-After says, and Permanent.

    A redirect is followed by nobody: what is told stays with the address that the settings name.
    """
    if answer.is_success:
        return
    reason = f"http-{answer.status_code}"
    if not is_for_now(answer.status_code):
        raise Permanent(reason)
    raise Temporary(reason, _retry_after(answer.headers.get("retry-after", "")))


def told(error: httpx.HTTPError) -> Temporary | Permanent:
    """What a request came to that had no answer."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Permanent("certificate-not-trusted")
        cause = cause.__cause__ or cause.__context__
    return Temporary("http-timeout" if isinstance(error, httpx.TimeoutException) else "http-away")


def client_for(ca_file: str, timeout_seconds: float, headers: dict[str, str]) -> httpx.AsyncClient:
    """A client for one address that asks no variable of the environment. Raises SettingsError."""
    try:
        trusting = ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        raise SettingsError(f"ca_file: {ca_file} holds no certificates in PEM") from error
    return httpx.AsyncClient(
        verify=trusting, timeout=timeout_seconds, headers=headers, trust_env=False, follow_redirects=False
    )


def _retry_after(stated: str) -> float | None:
    """Seconds, of seconds or of a date; None where nothing or nonsense was said."""
    try:
        seconds = float(stated) if stated.strip().isdigit() else _until(stated)
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS)


def _until(date: str) -> float:
    """Seconds from now to a date of RFC 9110; raises ValueError."""
    return (parsedate_to_datetime(date).astimezone(UTC) - datetime.now(UTC)).total_seconds()
