"""A vendor's document, read without trusting its shape: what is not there, or is something else, is nothing.

A signature says who sent it, not that it has the shape of last year. A batch with one strange entry must not
be refused whole, for its vendor would send it again and again, and then switch the webhook off.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any, Final

import msgspec

from streams.contracts.evidence import LAST_MS
from streams.doors.domain.deliveries import RefusedError

_SECONDS_UNTIL: Final = 100_000_000_000
"""Numbers below are seconds, others milliseconds: as seconds this is the year 5138, as the other 1973."""


@dataclass(frozen=True, slots=True)
class Part:
    """One place in a document."""

    value: Any

    def at(self, *names: str) -> "Part":
        """What stands at the end of these names."""
        value = self.value
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return Part(value)

    def text(self, *names: str) -> str:
        """A text or a whole number as text, else the empty text."""
        value = self.at(*names).value
        if isinstance(value, bool):
            return ""
        return str(value) if isinstance(value, str | int) else ""

    def each(self, *names: str) -> Iterator["Part"]:
        """The parts of a list; none of anything else."""
        value = self.at(*names).value
        if isinstance(value, list):
            yield from map(Part, value)

    def has(self, *names: str) -> bool:
        """Whether there is something, and not false."""
        return bool(self.at(*names).value)

    def time_ms(self, *names: str) -> int | None:
        """A moment in Unix milliseconds, as the function of this name says."""
        return time_ms(self.at(*names).value)


def time_ms(value: Any) -> int | None:
    """A moment in Unix milliseconds, of Unix seconds or milliseconds or RFC 3339; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return _of_rfc3339(value)
    if isinstance(value, int | float) and 0 <= value < LAST_MS:  # what is no number is not below either
        moment = int(value * 1000) if value < _SECONDS_UNTIL else int(value)
        return moment if moment < LAST_MS else None
    return None


def _of_rfc3339(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        found = int(moment.timestamp() * 1000) if moment.tzinfo else -1
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < LAST_MS else None


def json_of(body: bytes) -> Part:
    """The document that a verified body holds. Raises RefusedError.

    Halves of a character (RFC 8259, section 8.2), as a vendor leaves them that cuts a text short, are U+FFFD.
    """
    try:
        return Part(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    except RecursionError as error:
        raise _no_json() from error
    try:
        return Part(whole(json.loads(body.decode(), parse_float=_finite, parse_constant=_finite)))
    except (ValueError, RecursionError) as error:
        raise _no_json() from error


def whole(value: Any) -> Any:
    """A document with U+FFFD for each half of a character: nothing that is kept or sent can hold those."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole(each) for each in value]
    if isinstance(value, dict):
        return {whole(name): whole(each) for name, each in value.items()}
    return value


def _finite(stated: str) -> float:
    number = float(stated)
    if not isfinite(number):
        raise ValueError("no number")
    return number


def _no_json() -> RefusedError:
    return RefusedError("malformed", "The body is no JSON; was it cut short?")
