"""Who reports, without an account: a pseudonym that ends with the day, and when one may report again."""

import hashlib
import hmac
from typing import Final

HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * HOUR_MS


def pseudonym_of(key: bytes, who: str, at_ms: int) -> str:
    """64 bits for somebody's reports of one day (UTC), as 16 hexadecimal digits.

    HMAC-SHA-256 (RFC 2104) over the day and `who`, an account or a device, under the hub's own key: two days
    of the same person cannot be brought together, and without the key nobody is found by trying.
    """
    day = at_ms // _DAY_MS
    return hmac.new(key, f"{day}\n{who}".encode(), hashlib.sha256).hexdigest()[:16]


def may_report_again(last_ms: int | None, at_ms: int) -> bool:
    """Whether an hour has passed since the last report on that platform that counted."""
    return last_ms is None or at_ms - last_ms >= HOUR_MS
