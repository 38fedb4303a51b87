"""How old a signed time may be."""

from typing import Final

from streams.doors.domain.deliveries import RefusedError
from streams.doors.domain.documents import time_ms

_LONGEST: Final = 20
"""Digits of a time; no sender writes more."""


def check_age(stated: str, now_ms: int, tolerance_ms: int) -> None:
    """Return where a signed time lies within the tolerance, on either side of now. Raises RefusedError."""
    moment = (
        time_ms(int(stated)) if stated.isascii() and stated.isdigit() and len(stated) <= _LONGEST else None
    )
    if moment is None:
        raise RefusedError("stale", "No time was signed with it; it is in Unix seconds.")
    if abs(now_ms - moment) > tolerance_ms:
        raise RefusedError(
            "stale", f"It was signed more than {tolerance_ms // 1000} seconds ago or ahead; set both clocks."
        )
