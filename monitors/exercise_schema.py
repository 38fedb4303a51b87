"""The document `holdfast.exercise/1`: what would have stopped, had a platform been gone at a time.

Times are RFC 3339 in UTC; unknown and withheld are null, never 0. Working slots (a person in five minutes)
are ranges in steps of five, people multiples of five. Readers must ignore fields that they do not know.
"""

import msgspec
from msgspec import Struct

from monitors.domain.impact.clocks import ClockState
from monitors.domain.impact.severity import Severity
from monitors.domain.register.levels import Confirmation
from monitors.domain.reliance.records import Level
from monitors.snapshot_schema import Count, Instant, Reason

SCHEMA = "holdfast.exercise/1"


class Gone(Struct, frozen=True, kw_only=True):
    """What is taken to have been gone, and when. `day` is the local day on which it begins."""

    platforms: list[str]
    day: str
    from_: Instant = msgspec.field(name="from")
    to: Instant
    timezone: str


class SlotRange(Struct, frozen=True):
    """Working slots, from `low` to `high`."""

    low: Count
    high: Count


class Activity(Struct, frozen=True, kw_only=True):
    """A declared activity and its clock at the end of the exercise, its fallback taken up at once.

    `..._without_fallback_at` is when a tolerance passes where the fallback does not hold. `fallback_covers`
    is null where none is named; `reasons` say why one covers nothing, and what has passed.
    """

    activity: str
    owner_role: str
    rto_hours: float | None
    mtpd_hours: float | None
    rto_passed_at: Instant | None
    mtpd_passed_at: Instant | None
    rto_passed_without_fallback_at: Instant | None
    mtpd_passed_without_fallback_at: Instant | None
    state: ClockState
    fallback: str | None
    fallback_platform: str | None
    fallback_covers: bool | None
    fallback_tested_on: str | None
    covered_until: Instant | None
    capacity_share: float | None
    reasons: list[Reason]


class UnitStop(Struct, frozen=True, kw_only=True):
    """One unit on one platform. `level` is the register's: declared, else observed; null in a small unit.

    `stops_at`, `slots` and `people` (of that day) are null where they are withheld, which `withheld` says,
    and where nothing of it would have been used then, which `stops` says.
    """

    unit: str
    platform: str
    level: Level | None
    observed: Level | None
    confirmation: Confirmation
    stops: bool | None
    withheld: bool
    stops_at: Instant | None
    people: Count | None
    slots: SlotRange | None
    activities: list[Activity]


class SmallUnits(Struct, frozen=True, kw_only=True):
    """How many units of too few people would have lost a platform that they rely on, by the unit above."""

    parent: str
    platform: str
    small_units: Count


class Summary(Struct, frozen=True, kw_only=True):
    """The exercise in figures: `slots` add up what is shown of `units_shown` lines, and nothing withheld.

    `units` would have missed it or may have; `weighty` of them rely on it at least importantly, of which
    `unasked` lines have no declared activity. `activities` are all that are listed, also of units that would
    not have stopped.
    """

    severity: Severity
    reason: Reason
    units: Count
    weighty: Count
    units_shown: Count
    slots: SlotRange
    activities: Count
    rto_passed: Count
    mtpd_passed: Count
    without_fallback: Count
    unasked: Count


class Exercise(Struct, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA):
    """The whole document: the gravest units first."""

    gone: Gone
    k: int
    summary: Summary
    units: list[UnitStop]
    small: list[SmallUnits]
    warnings: list[Reason]


def to_json(exercise: Exercise) -> bytes:
    """The document as indented UTF-8 JSON with a last newline; equal exercises give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(exercise, order="deterministic"), indent=2) + b"\n"
