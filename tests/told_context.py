"""A small teller of what happens around outages: own changes, counts of demand, words of vendors."""

from typing import Any, Literal

from monitors.domain.changes.table import System
from streams.contracts.signals import Demand, OwnChange, VendorStatus

SLOT_MS = 300_000


def we_change(id_: str, at_ms: int, system: System, **said: Any) -> OwnChange:
    """We changed something of our own."""
    known: dict[str, Any] = {
        "source": "feed",
        "title": f"{system} changed",
        "id": id_,
        "at_ms": at_ms,
        "system": system,
    }
    return OwnChange(**(known | said))


def counted(id_: str, from_ms: int, count: int, **said: Any) -> Demand:
    """So many called in five minutes."""
    known: dict[str, Any] = {"source": "calls", "channel": "contact-centre", "until_ms": from_ms + SLOT_MS}
    return Demand(id=id_, at_ms=from_ms, count=count, **(known | said))


def says(
    platform: str, at_ms: int, state: Literal["operational", "degraded", "outage", "maintenance"]
) -> VendorStatus:
    """A vendor's status page changed."""
    return VendorStatus(source="status", platform=platform, at_ms=at_ms, state=state)
