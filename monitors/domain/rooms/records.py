"""What people's actions leave behind: rooms, lessons, practices, silences, and what became of each action.

Times are Unix milliseconds. Accounts are pseudonyms; whoever shows counts of few people withholds them.
"""

from collections import Counter
from typing import Any, Literal, get_args

from msgspec import Struct

from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Role
from monitors.domain.register.records import Purpose
from monitors.domain.rooms.actions import Answer, SilenceKind, Tried


class FallbackUse(Struct, frozen=True, kw_only=True):
    """One activity of a unit that goes on elsewhere; `until_ms` is None while it does.

    An empty activity stands for all that the unit does on the platform; `fallback` is empty where it is the
    one of the register.
    """

    unit: str
    platform: str
    activity: str
    fallback: str
    from_ms: int
    until_ms: int | None = None

    @property
    def about(self) -> tuple[str, str, str]:
        """What tells one from another."""
        return self.unit, self.platform, self.activity


class PollAnswer(Struct, frozen=True, kw_only=True):
    """What somebody of a unit said last."""

    unit: str
    account: str
    answer: Answer
    at_ms: int


class NamedCause(Struct, frozen=True, kw_only=True):
    """The change of our own that people say brought it about, and which role said so when."""

    source: str
    change: str
    system: str
    title: str
    changed_at_ms: int
    role: str
    named_at_ms: int


class Room(Struct, frozen=True, kw_only=True):
    """Where an incident's room stands. Roles are None while nobody has done it."""

    incident: str
    acknowledged_by_role: str | None = None
    acknowledged_at_ms: int | None = None
    lead_role: str | None = None
    led_since_ms: int | None = None
    fallbacks: tuple[FallbackUse, ...] = ()
    poll: tuple[PollAnswer, ...] = ()
    named_cause: NamedCause | None = None

    def poll_counts(self) -> dict[str, dict[str, int]]:
        """How many said what, by unit."""
        counts: dict[str, Counter[str]] = {}
        for each in self.poll:
            counts.setdefault(each.unit, Counter(dict.fromkeys(get_args(Answer), 0)))[each.answer] += 1
        return {unit: dict(counted) for unit, counted in sorted(counts.items())}

    def fallback_of(self, unit: str, platform: str, activity: str) -> FallbackUse | None:
        """The fallback that an activity is on now: its own, else the unit's for all of the platform."""
        going = {each.about: each for each in self.fallbacks if each.until_ms is None}
        return going.get((unit, platform, activity)) or going.get((unit, platform, ""))


class Lesson(Struct, frozen=True, kw_only=True):
    """What to do instead. `ratings` are the last words of accounts; `withdrawn_at_ms` is None while it holds.

    `unit` is empty where it goes for all, `incident` where it comes of none.
    """

    id: str
    platform: str
    purpose: Purpose
    instead: str
    unit: str
    incident: str
    role: Role
    added_at_ms: int
    withdrawn_at_ms: int | None = None
    withdrawn_reason: str = ""
    ratings: dict[str, bool] = {}

    def helpful(self) -> tuple[int, int]:
        """How many said that it helped, and how many that it did not."""
        return sum(self.ratings.values()), len(self.ratings) - sum(self.ratings.values())


class PracticeAnswer(Struct, frozen=True, kw_only=True):
    """What a unit answered to another's question."""

    unit: str
    role: Role
    text: str
    at_ms: int


class Practice(Struct, frozen=True, kw_only=True):
    """Something between units: a question with its answers, or how one of them does something."""

    id: str
    kind: Literal["question", "practice"]
    unit: str
    platform: str
    title: str
    text: str
    role: Role
    at_ms: int
    purpose: Purpose | None = None
    answers: tuple[PracticeAnswer, ...] = ()
    withdrawn_at_ms: int | None = None
    withdrawn_reason: str = ""


class Silenced(Struct, frozen=True, kw_only=True):
    """While nobody is told of a platform; `unit` is empty where it goes for all."""

    id: str
    platform: str
    unit: str
    why: SilenceKind
    from_ms: int
    until_ms: int
    reason: str
    role: Role
    ended_at_ms: int | None = None

    def holds(self, platform: str, unit: str, at_ms: int) -> bool:
        """Whether nobody is to be told of a unit's use of a platform at a moment."""
        until_ms = self.until_ms if self.ended_at_ms is None else self.ended_at_ms
        return platform == self.platform and self.unit in {"", unit} and self.from_ms <= at_ms < until_ms


class ReportKey(Struct, frozen=True, order=True):
    """What reports are counted by; `hour_ms` is the beginning of the hour, the others empty where unknown."""

    platform: str
    hour_ms: int
    unit: str
    activity: str
    tried: Tried


class Mark(Struct, frozen=True, order=True):
    """Who reported what, by a pseudonym of a day; kept for the hour in which one report counts."""

    platform: str
    pseudonym: str


class RoomChange(Struct, frozen=True, kw_only=True):
    """What became of one action, by its id, and when Kafka took it in.

    `said` is what the action says beyond these fields, under its own names. Of a report nothing is kept that
    would tell one from another: no account, no unit, no words. Empty is "about none".
    """

    action: str
    kind: str
    at_ms: int
    role: Role
    account: str
    incident: str
    unit: str
    platform: str
    reason: Reason
    refused: bool = False
    said: dict[str, Any] = {}
