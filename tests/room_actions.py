"""Actions of people in rooms and beside them, and a worker that takes them."""

import json
from datetime import UTC
from itertools import count
from typing import Any

from monitors.account_fold import AccountActionsPart
from monitors.actions_fold import ActionsFold
from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.domain.actions import AnyAction, encode_action
from monitors.domain.calendar import Calendar
from monitors.domain.outage.records import Incident
from monitors.domain.rooms.records import RoomChange
from monitors.exercise_fold import ExercisePart
from monitors.register_fold import RegisterPart
from monitors.room_fold import RoomPart
from monitors.store import Message, Place, Store, Work
from tests.stored_work import NOON_MS, SIGNALS, change, incident

ACTIONS = Place("cluster-a", "topic-3", "holdfast.hub.actions", 0)
NUMBERS = count()

OUTAGE = incident("i-1", "confirmed", platforms=["facebook"], units=["Roads"], started_at_ms=NOON_MS)
PERSON = "00000000000000aa"
"""A pseudonym of whoever reports."""


def do(kind: type[Any], role: str = "operations", **said: Any) -> Any:
    """An action of its own, of some account."""
    known: dict[str, Any] = {"id": f"room-action-{next(NUMBERS)}", "at_ms": 0, "by": "account-7"}
    return kind(**(known | {"role": role} | said))


class Hub:
    """A worker that takes actions as they come; the clock is Kafka's."""

    def __init__(self, *incidents: Incident, store: Store | None = None) -> None:
        self.store = store or MemoryStore(Memory())
        self.messages: list[Message] = []
        known = incidents or (OUTAGE,)
        self.store.commit(
            SIGNALS, self.store.resume(SIGNALS).next_offset, 1, Work(changes=[change(each) for each in known])
        )
        self.begins_anew()

    def begins_anew(self) -> None:
        """The worker is another one."""
        self.fold = ActionsFold(
            RegisterPart(self.store.register, Calendar(UTC)),
            RoomPart(self.store.rooms),
            ExercisePart(self.store.exercises, Calendar(UTC)),
            AccountActionsPart(self.store.accounts, self.store.activity, Calendar(UTC)),
            lambda: NOON_MS,
        )
        self.fold.restore(self.store.resume(ACTIONS))

    def takes(self, *actions: AnyAction, at_ms: int = NOON_MS) -> list[str]:
        """Some actions within one commit; what became of each that is new, as reason codes."""
        standing = self.store.resume(ACTIONS).next_offset
        offset = standing or 0
        for number, action in enumerate(actions, offset):
            self.fold.take(number, encode_action(action), at_ms)
        work = self.fold.work(ACTIONS)
        self.store.commit(ACTIONS, standing, offset + len(actions), work)
        self.messages += work.messages
        return [each.reason.code for each in work.rooms.changes]

    def happens(self, incident_: Incident) -> None:
        """The judge says how an incident stands now."""
        standing = self.store.resume(SIGNALS).next_offset
        self.store.commit(SIGNALS, standing, (standing or 0) + 1, Work(changes=[change(incident_)]))

    def told(self, topic: str) -> list[dict[str, Any]]:
        """The events on a topic of JSON, so far."""
        return [json.loads(message.value) for message in self.messages if message.topic == topic]

    def story(self, incident_: str = OUTAGE.id) -> list[RoomChange]:
        """The time-line of people's words."""
        return self.store.rooms.changes(incident_)
