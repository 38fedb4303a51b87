"""What people's work together came to, as CloudEvents for `hub.changes` and as evidence for the judge.

Anybody may read along, so an event says which action it was and what it came to, and counts; in which words,
for which unit and by which account stands in the database alone.
"""

from typing import Any, Final

import msgspec

from monitors.domain.rooms.applying import Applied
from monitors.domain.rooms.known import Outcome
from monitors.domain.rooms.records import Room, RoomChange
from monitors.events import identity_of, rfc3339
from monitors.store import Message, Place
from streams.contracts.signals import encode_signal
from streams.contracts.topics import CHANGES, SIGNALS

ROOM_CHANGED: Final = "holdfast.room.changed"
LESSON_CHANGED: Final = "holdfast.lesson.changed"
PRACTICE_CHANGED: Final = "holdfast.practice.changed"
REPORT_CHANGED: Final = "holdfast.report.changed"
SILENCE_CHANGED: Final = "holdfast.silence.changed"
"""The CloudEvents types."""

TYPES: Final = {
    "add-lesson": LESSON_CHANGED,
    "withdraw-lesson": LESSON_CHANGED,
    "rate-lesson": LESSON_CHANGED,
    "ask": PRACTICE_CHANGED,
    "answer": PRACTICE_CHANGED,
    "publish-practice": PRACTICE_CHANGED,
    "withdraw-practice": PRACTICE_CHANGED,
    "report-failure": REPORT_CHANGED,
    "silence": SILENCE_CHANGED,
    "end-silence": SILENCE_CHANGED,
}
"""Kind of an action -> type of its event; all others change a room."""


def room_announced(place: Place, offset: int, step: Applied) -> list[Message]:
    """What the action at `offset` came to, refused ones too; behind it what the judge is to take in."""
    change, outcome = step
    subject = change.incident or change.platform or change.action
    event = room_event(identity_of(place, offset, 0), change, outcome)
    messages = [Message(offset, 0, CHANGES.name, subject.encode(), event)]
    if outcome is not None and outcome.evidence is not None:
        evidence = outcome.evidence
        messages.append(Message(offset, 1, SIGNALS.name, evidence.source.encode(), encode_signal(evidence)))
    return messages


def room_event(identity: str, change: RoomChange, outcome: Outcome | None) -> bytes:
    """What an action came to as a CloudEvent in structured JSON (CloudEvents 1.0.2)."""
    data: dict[str, Any] = {
        "action": change.action,
        "kind": change.kind,
        "role": change.role,
        "refused": change.refused,
        "reason": change.reason,
        "incident": change.incident,
        "platform": change.platform,
        "stands": None if outcome is None else _stands(outcome),
    }
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": identity,
            "source": "/holdfast/monitors",
            "type": TYPES.get(change.kind, ROOM_CHANGED),
            "subject": change.incident or change.platform or change.action,
            "time": rfc3339(change.at_ms),
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def _stands(outcome: Outcome) -> dict[str, Any] | None:
    """What anybody may know of the thing that stands otherwise now."""
    if outcome.room is not None:
        return _room(outcome.room)
    if outcome.lesson is not None:
        helpful, unhelpful = outcome.lesson.helpful()
        withdrawn = outcome.lesson.withdrawn_at_ms is not None
        return {
            "lesson": outcome.lesson.id,
            "helpful": helpful,
            "unhelpful": unhelpful,
            "withdrawn": withdrawn,
        }
    if outcome.practice is not None:
        practice = outcome.practice
        withdrawn = practice.withdrawn_at_ms is not None
        return {"practice": practice.id, "answers": len(practice.answers), "withdrawn": withdrawn}
    if outcome.silence is not None:
        silence = outcome.silence
        until_ms = silence.until_ms if silence.ended_at_ms is None else silence.ended_at_ms
        return {"silence": silence.id, "from": rfc3339(silence.from_ms), "until": rfc3339(until_ms)}
    return None


def _room(room: Room) -> dict[str, Any]:
    """Who leads, by role, which of our systems people say it was, and how many are covered."""
    return {
        "acknowledged_by_role": room.acknowledged_by_role,
        "lead_role": room.lead_role,
        "named_cause": None if room.named_cause is None else room.named_cause.system,
        "fallbacks_in_use": sum(each.until_ms is None for each in room.fallbacks),
    }
