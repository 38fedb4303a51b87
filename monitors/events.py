"""What is decided, as CloudEvents for `hub.changes`, with figures of few people withheld."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from monitors.domain.calendar import date_of
from monitors.domain.impact.severity import Graveness
from monitors.domain.outage.records import Change
from monitors.domain.register.alerts import AtOnce
from monitors.domain.register.applying import Applied
from monitors.domain.register.levels import declared_level
from monitors.domain.register.records import Entry
from monitors.domain.reliance.daily import Dependency, LevelChange
from monitors.domain.showing import shown_change
from monitors.domain.showing_reliance import shown_assessment
from monitors.reliance_rows import RelianceWork
from monitors.store import Message, Place
from streams.contracts.topics import CHANGES

INCIDENT_CHANGED: Final = "holdfast.incident.changed"
INCIDENT_SEVERITY: Final = "holdfast.incident.severity"
LEVEL_CHANGED: Final = "holdfast.dependency.changed"
REGISTER_CHANGED: Final = "holdfast.register.changed"
REGISTER_ALERT: Final = "holdfast.register.alert"
"""The CloudEvents types."""


def identity_of(place: Place, offset: int, n: int) -> str:
    """The id, for ever, of the `n`-th message that the one at `offset` came to."""
    return f"{place.topic_id}/{place.partition}/{offset}/{n}"


def announced(place: Place, changes: Sequence[tuple[int, Change]], k: int) -> list[Message]:
    """Changes as messages for `hub.changes`, in their order, numbered within the offset they came of."""
    messages: list[Message] = []
    for offset, change in changes:
        n = messages[-1].n + 1 if messages and messages[-1].offset == offset else 0
        event = cloud_event(identity_of(place, offset, n), change, k)
        messages.append(Message(offset, n, CHANGES.name, change.incident.id.encode(), event))
    return messages


def cloud_event(identity: str, change: Change, k: int) -> bytes:
    """A change as a CloudEvent in structured JSON (CloudEvents 1.0.2, sections 2 and 3.1 of its JSON format).

    The same change always has the same `identity`, so whoever receives it twice drops the second. Anybody may
    read along, so figures of fewer than `k` people are withheld as they are on a page.
    """
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": identity,
        "source": "/holdfast/monitors",
        "type": INCIDENT_CHANGED,
        "subject": change.incident.id,
        "datacontenttype": "application/json",
        "data": shown_change(change, k, None),
    }
    if change.transition is not None:
        event["time"] = rfc3339(change.transition.at_ms)
    return msgspec.json.encode(event)


def levels_announced(
    place: Place, offset: int, before: Sequence[Message], work: RelianceWork, k: int
) -> list[Message]:
    """Messages about changes of level that a tick at `offset` came to, numbered behind those `before`.

    A unit of fewer than `k` people is not named where anybody may read along: that change stands in the
    database alone.
    """
    first = 1 + max((message.n for message in before if message.offset == offset), default=-1)
    people = {standing.unit: standing.people for standing in work.standings}
    stands = {(each.unit, each.platform): each for each in work.dependencies}
    said = [change for change in work.changes if people[change.unit] >= k]
    return [
        Message(
            offset,
            n,
            CHANGES.name,
            subject_of(change).encode(),
            level_event(identity_of(place, offset, n), change, stands[change.unit, change.platform], k),
        )
        for n, change in enumerate(said, first)
    ]


def severities_announced(
    place: Place, offset: int, before: Sequence[Message], severities: Mapping[str, Graveness]
) -> list[Message]:
    """Messages about how grave incidents are now, at a tick at `offset`, numbered behind those `before`.

    They tell in how many units, never in which, so a small unit is not named by them.
    """
    first = 1 + max((message.n for message in before if message.offset == offset), default=-1)
    return [
        Message(
            offset,
            n,
            CHANGES.name,
            incident.encode(),
            msgspec.json.encode(
                {
                    "specversion": "1.0",
                    "id": identity_of(place, offset, n),
                    "source": "/holdfast/monitors",
                    "type": INCIDENT_SEVERITY,
                    "subject": incident,
                    "datacontenttype": "application/json",
                    "data": graveness,
                }
            ),
        )
        for n, (incident, graveness) in enumerate(sorted(severities.items()), first)
    ]


def subject_of(change: LevelChange) -> str:
    """What an event is about."""
    return f"{change.unit}/{change.platform}"


def level_event(identity: str, change: LevelChange, stands: Dependency, k: int) -> bytes:
    """A change as a CloudEvent in structured JSON (CloudEvents 1.0.2), and how the pair now stands.

    No table of usage is published with it, so figures are told as for a cell that is withheld.
    """
    today = shown_assessment(stands.today, k, None, cell_shown=False)
    data: dict[str, Any] = {
        "unit": change.unit,
        "platform": change.platform,
        "number": change.number,
        "day": date_of(change.day).isoformat(),
        "before": change.before,
        "after": change.after,
        "score": change.score,
        "reason": change.reason,
        "alert": change.alert,
        "stands": {
            "day": date_of(stands.assessed_day).isoformat(),
            "score": today.score,
            "level": stands.state.level,
            "candidate": today.candidate,
            "question": today.question,
            "confidence": today.confidence,
            "trend": stands.trend,
            "factors": today.factors,
            "findings": today.findings,
        },
    }
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": identity,
            "source": "/holdfast/monitors",
            "type": LEVEL_CHANGED,
            "subject": subject_of(change),
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def register_announced(place: Place, come_to: Sequence[tuple[int, Applied]]) -> list[Message]:
    """What actions came to as messages for `hub.changes`, one for each, refused ones too.

    They are numbered within the offset they came of: an answer in an exercise may say several things.
    """
    messages: list[Message] = []
    for offset, applied in come_to:
        n = messages[-1].n + 1 if messages and messages[-1].offset == offset else 0
        key = f"{applied.change.unit}/{applied.change.platform}".encode()
        event = register_event(identity_of(place, offset, n), applied)
        messages.append(Message(offset, n, CHANGES.name, key, event))
    return messages


def alerts_announced(
    place: Place, offset: int, before: Sequence[Message], alerts: Sequence[AtOnce]
) -> list[Message]:
    """Messages about what risk is told at once at a tick at `offset`, numbered behind those `before`."""
    first = 1 + max((message.n for message in before if message.offset == offset), default=-1)
    return [
        Message(
            offset,
            n,
            CHANGES.name,
            alert.key.encode(),
            msgspec.json.encode(
                {
                    "specversion": "1.0",
                    "id": identity_of(place, offset, n),
                    "source": "/holdfast/monitors",
                    "type": REGISTER_ALERT,
                    "subject": alert.key,
                    "datacontenttype": "application/json",
                    "data": alert,
                }
            ),
        )
        for n, alert in enumerate(alerts, first)
    ]


def register_event(identity: str, applied: Applied) -> bytes:
    """What an action came to as a CloudEvent in structured JSON (CloudEvents 1.0.2).

    It tells how the entry stands; by which account and in which words stands in the database alone.
    """
    change = applied.change
    data: dict[str, Any] = {
        "action": change.action,
        "kind": change.kind,
        "unit": change.unit,
        "platform": change.platform,
        "activity": change.activity,
        "role": change.role,
        "refused": change.refused,
        "reason": change.reason,
        "faults": change.faults,
        "alert": change.alert,
        "stands": None if applied.entry is None else _stands(applied.entry),
    }
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": identity,
            "source": "/holdfast/monitors",
            "type": REGISTER_CHANGED,
            "subject": f"{change.unit}/{change.platform}",
            "time": rfc3339(change.at_ms),
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def _stands(entry: Entry) -> dict[str, Any]:
    """What anybody may know of an entry."""
    return {
        "evidence": entry.evidence,
        "status": entry.status,
        "declared_level": declared_level(entry.declaration),
        "owner_role": entry.declaration.owner_role or None,
        "review_due": entry.review_due,
        "reply_due": (
            entry.dispute.reply_due if entry.dispute is not None and entry.dispute.outcome == "open" else None
        ),
    }


def rfc3339(at_ms: int) -> str:
    """A moment for machines."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
