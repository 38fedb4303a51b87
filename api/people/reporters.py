"""Who says that it fails for them, with or without an account: a pseudonym of the day, and not too often.

An address is looked at and forgotten: it is neither stored nor logged, and the pseudonym made of it ends with
the day.
"""

import ipaddress
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

from sqlalchemy import Engine, select

from api.domain.rights import Viewer
from api.people.attempts import SECRETS, network_of
from api.settings import Network
from monitors.adapters.database import faults_told
from monitors.domain.rooms.reporting import HOUR_MS, pseudonym_of

MOST_AN_HOUR: Final = 20
"""So many platforms do not fail for one person within an hour; one that says so is no person."""

MOST_KNOWN: Final = 10_000
"""So many who reported are remembered before those are forgotten whose hour is over."""

PURPOSE: Final = "reports"


class Reporters:
    """Knows people who report for a day, and counts them for an hour, in this process alone."""

    def __init__(self, reading: Engine, now_ms: Callable[[], int]) -> None:
        self._reading = reading
        self._now_ms = now_ms
        self._lock = Lock()
        self._key: bytes | None = None
        self._reported: dict[str, deque[int]] = defaultdict(deque)

    def admitted(self, viewer: Viewer, address: str) -> str | None:
        """The pseudonym of whoever reports now, which counts; None for one who has too often.

        Raises StoreFault where the key cannot be read.
        """
        who = f"account\0{viewer.pseudonym}" if viewer.is_known else f"address\0{network_of(address)}"
        now_ms = self._now_ms()
        with self._lock:
            pseudonym = pseudonym_of(self._the_key(), who, now_ms)
            if len(self._reported) > MOST_KNOWN:
                self._forget(now_ms)
            times = self._reported[pseudonym]
            while times and times[0] <= now_ms - HOUR_MS:
                times.popleft()
            if len(times) >= MOST_AN_HOUR:
                return None
            times.append(now_ms)
        return pseudonym

    def _the_key(self) -> bytes:
        """The key that all processes of one hub share; read once."""
        if self._key is None:
            asked = select(SECRETS.c.value).where(SECRETS.c.purpose == PURPOSE)
            with faults_told(self._reading), self._reading.connect() as connection:
                self._key = connection.execute(asked).scalar_one()
        return self._key

    def _forget(self, now_ms: int) -> None:
        """Drop those who have not reported for an hour."""
        for pseudonym in [
            each for each, times in self._reported.items() if not times or times[-1] <= now_ms - HOUR_MS
        ]:
            del self._reported[pseudonym]


def may_report(viewer: Viewer, address: str, networks: Iterable[Network]) -> bool:
    """Whether somebody may say "it fails for me": who has signed in, and who comes from a network inside."""
    return viewer.is_known or is_inside(address, networks)


def is_inside(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped  # how a socket that listens on both says IPv4 (RFC 4291, 2.5.5.2)
    return any(parsed in network for network in networks)
