"""What people ask of records, and what is wrong with it: pure, in codes for `infra.words`."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from monitors.domain.outage.records import Figure

LONGEST_REASON: Final = 2_000


class RecordsError(Exception):
    """Something cannot be done with records; `code` says why, in words by `infra.words`."""

    def __init__(self, code: str, figures: Mapping[str, Figure] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.figures = dict(figures or {})


def checked_reason(said: str) -> str:
    """Why somebody does something, in one line. Raises RecordsError."""
    reason = " ".join(said.split())
    if not reason:
        raise RecordsError("records-reason-missing")
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise RecordsError("records-reason-too-long", {"most": LONGEST_REASON})
    return reason


def checked_review(on: date | None, today: date) -> date:
    """When a hold is to be looked at again. Raises RecordsError."""
    if on is None or on <= today:
        raise RecordsError("records-review-not-later")
    return on


def checked_range(from_ms: int | None, until_ms: int | None) -> None:
    """A time that begins before it ends. Raises RecordsError."""
    if from_ms is not None and until_ms is not None and until_ms <= from_ms:
        raise RecordsError("records-range-empty")
