"""What is told on `hub.changes` of what happened around outages, as CloudEvents in structured JSON (1.0.2).

Anybody may read along, so what somebody called a change of ours stands in the database alone, and of demand
no count is told: only that a channel is full.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from monitors.domain.changes.candidates import Candidate
from monitors.domain.demand.slots import Slot
from monitors.domain.outage.records import Incident
from monitors.events import identity_of, rfc3339
from monitors.outside import Moment
from monitors.store import Message
from streams.contracts.signals import OwnChange, VendorStatus
from streams.contracts.topics import CHANGES

OWN_CHANGE_TOLD: Final = "holdfast.own-change.told"
INCIDENT_CANDIDATES: Final = "holdfast.incident.candidates"
DEMAND_FULL: Final = "holdfast.demand.full"
VENDOR_SAID: Final = "holdfast.vendor.said"
"""The CloudEvents types."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to tell, of the message at an offset."""

    offset: int
    type: str
    subject: str
    at_ms: int
    data: dict[str, Any]


def messages_of(moment: Moment, said: Iterable[Said]) -> list[Message]:
    """Messages numbered behind those that the commit has, in the order of their offsets."""
    numbers: dict[int, int] = {}
    messages = []
    for each in sorted(said, key=lambda one: one.offset):
        n = numbers.get(each.offset, moment.next_number(each.offset))
        numbers[each.offset] = n + 1
        event = {
            "specversion": "1.0",
            "id": identity_of(moment.place, each.offset, n),
            "source": "/holdfast/monitors",
            "type": each.type,
            "subject": each.subject,
            "time": rfc3339(each.at_ms),
            "datacontenttype": "application/json",
            "data": each.data,
        }
        messages.append(
            Message(each.offset, n, CHANGES.name, each.subject.encode(), msgspec.json.encode(event))
        )
    return messages


def change_told(offset: int, change: OwnChange) -> Said:
    """That we changed something of our own."""
    data = {"system": change.system, "platforms": change.platforms, "sites": change.sites}
    return Said(offset, OWN_CHANGE_TOLD, change.system, change.at_ms, data)


def candidates_told(offset: int, incident: Incident, found: list[Candidate], at_ms: int) -> Said:
    """Which of our own changes may have brought an incident about, the likeliest first."""
    data = {
        "incident": incident.id,
        "candidates": [
            {
                "source": each.change.source,
                "change": each.change.id,
                "system": each.change.system,
                "before_seconds": each.before_ms // 1000,
                "points": each.points,
                "confidence": each.confidence,
                "reasons": each.reasons,
            }
            for each in found
        ],
    }
    return Said(offset, INCIDENT_CANDIDATES, incident.id, at_ms, data)


def full_told(offset: int, incident: Incident, slot: Slot) -> Said:
    """That a channel can serve no more while an incident goes on; fallbacks that lead there are exhausted."""
    data = {
        "incident": incident.id,
        "channel": slot.key.channel,
        "from": rfc3339(slot.key.from_ms),
        "until": rfc3339(slot.key.until_ms),
    }
    return Said(offset, DEMAND_FULL, incident.id, slot.key.until_ms, data)


def vendor_told(offset: int, status: VendorStatus, incidents: list[str]) -> Said:
    """What a vendor says, beside the incidents that we see on that platform."""
    data = {
        "platform": status.platform,
        "state": status.state,
        "groups": status.groups,
        "incidents": incidents,
    }
    return Said(offset, VENDOR_SAID, status.platform, status.at_ms, data)
