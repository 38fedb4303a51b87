"""Work to commit, and what a store holds, in one form for every kind of store."""

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from msgspec import convert
from sqlalchemy import Connection, Engine, Table, select

from monitors.adapters.memory_reliance import KeptReliance
from monitors.adapters.memory_store import Memory
from monitors.adapters.sql_incidents import INCIDENTS, TRANSITIONS, incident_of
from monitors.adapters.sql_store import OFFSETS, OUTBOX, SOURCES
from monitors.adapters.sql_usage import DAYS, HOURS, MINUTES
from monitors.domain.outage.records import Change, Incident, Reason, SourceRow, State, Transition
from monitors.domain.usage_rows import (
    MINUTE_COUNTS,
    DayKey,
    DaySketches,
    HourKey,
    MinuteKey,
    UsageRows,
)
from monitors.reliance_rows import TouchedDay
from monitors.store import Message, Place, RuleState, Work
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from tests.stored_reliance import control_of, kept_in, told_of

HOUR_MS = 3_600_000
NOON_MS = 1_760_011_200_000
"""2025-10-09 12:00 UTC"""
DAY = NOON_MS // (24 * HOUR_MS)

SIGNALS = Place("cluster-a", "topic-1", "holdfast.evidence.signals", 0)


@dataclass(frozen=True)
class Contents:
    """Everything that a store holds but rule states and messages, which the port itself shows."""

    offsets: dict[Place, int]
    sources: dict[str, SourceRow]
    incidents: dict[str, Incident]
    transitions: dict[str, list[Transition]]
    hours: dict[HourKey, tuple[int, ...]]
    days: dict[DayKey, DaySketches]
    minutes: dict[MinuteKey, tuple[int, ...]]
    reliance: KeptReliance
    messages: list[tuple[int, int, bytes]]


def contents_of_memory(memory: Memory) -> Contents:
    """What a store in memory holds."""
    return Contents(
        {place: standing[0] for place, standing in memory.offsets.items()},
        dict(memory.sources),
        dict(memory.incidents),
        {id_: list(story) for id_, story in memory.transitions.items()},
        dict(memory.hours),
        dict(memory.days),
        dict(memory.minutes),
        deepcopy(memory.reliance),
        [(sent.message.offset, sent.message.n, sent.message.value) for _, sent in memory.outbox],
    )


def contents_of_database(engine: Engine) -> Contents:
    """What a database holds, read as anybody might read it."""
    with engine.connect() as connection:
        stories: dict[str, list[Transition]] = {}
        for row in _rows(connection, TRANSITIONS, "number"):
            story = stories.setdefault(row["incident"], [])
            story.append(convert({**row, "at_ms": row["changed_at"]}, Transition))
        return Contents(
            {
                Place(row["cluster_id"], row["topic_id"], row["topic"], row["partition"]): row["next_offset"]
                for row in _rows(connection, OFFSETS, "topic")
            },
            {
                row["source"]: SourceRow(
                    row["source"],
                    row["site"],
                    row["complete_until_at"],
                    row["blind_since_at"],
                    row["key_version"],
                    row["catalogue"],
                    row["directory"],
                    convert(row["findings"], tuple[Reason, ...]),
                )
                for row in _rows(connection, SOURCES, "source")
            },
            {row["id"]: incident_of(row) for row in _rows(connection, INCIDENTS, "id")},
            stories,
            {
                HourKey(row["unit"], row["platform"], row["surface"], row["use"], row["hour_at"]): tuple(
                    row[name] for name in USAGE_COUNTS
                )
                for row in _rows(connection, HOURS, "unit")
            },
            {
                DayKey(
                    row["unit"],
                    row["platform"],
                    row["surface"],
                    row["use"],
                    row["day"].toordinal() - 719_163,
                    row["key_version"],
                ): DaySketches(Sketch(row["people"]), Sketch(row["active"]))
                for row in _rows(connection, DAYS, "unit")
            },
            {
                MinuteKey(row["platform"], row["minute_at"]): tuple(row[name] for name in MINUTE_COUNTS)
                for row in _rows(connection, MINUTES, "platform")
            },
            kept_in(connection),
            [(row["judged_offset"], row["n"], row["value"]) for row in _rows(connection, OUTBOX, "number")],
        )


def incident(id_: str, state: State, **fields: Any) -> Incident:
    """An incident of which only what a test names matters."""
    known = {
        "id": id_,
        "cause": "platform",
        "cause_confidence": 0.75,
        "platforms": ["facebook"],
        "groups": ["core"],
        "units": ["Élections", "Health/Clinics"],
        "sites": ["north"],
        "state": state,
        "suspected_at_ms": NOON_MS + 1,
        "started_at_ms": NOON_MS - 7_999,
        "detected_at_ms": None,
        "ended_at_ms": None,
        "peak_failed_share": 0.8125,
        "requests_failed": 41,
        "people_failed": None,
        "reasons": [Reason("failed-share", {"share": 0.8125, "votes": 16, "platform": "facebook"})],
        "explanation": Reason("platform-down", {"since_ms": NOON_MS}),
    }
    return Incident(**{**known, **fields})


def change(of: Incident, number: int | None = None, before: State | None = None) -> Change:
    """An incident as it now stands, with its `number`-th transition if there is one."""
    if number is None:
        return Change(incident=of, transition=None)
    reason = Reason("gate-met", {"votes": 4 + number})
    return Change(
        incident=of,
        transition=Transition(
            incident=of.id,
            number=number,
            at_ms=NOON_MS + number,
            before=before,
            after=of.state,
            reason=reason,
        ),
    )


def hours(unit: str, requests: int, hour: int = 0) -> dict[HourKey, tuple[int, ...]]:
    """One hour of one unit, all of it fine."""
    counts = dict.fromkeys(USAGE_COUNTS, 0) | {"ok": requests, "bytes_down": requests * 1_000}
    return {HourKey(unit, "facebook", "feed", "yes", NOON_MS + hour * HOUR_MS): tuple(counts.values())}


def days(unit: str, people: list[int], key_version: int = 1, day: int = DAY) -> dict[DayKey, DaySketches]:
    """One day of one unit."""
    members = np.array(people, np.uint64)
    key = DayKey(unit, "facebook", "feed", "yes", day, key_version)
    return {key: DaySketches(Sketch.of(members), Sketch.of(members * np.uint64(7)))}


def minutes(requests: int, minute: int = 0) -> dict[MinuteKey, tuple[int, ...]]:
    """One minute of one platform, all of it fine."""
    counts = dict.fromkeys(MINUTE_COUNTS, 0) | {"ok": requests}
    return {MinuteKey("facebook", NOON_MS + minute * 60_000): tuple(counts.values())}


def source(name: str, watermark_ms: int | None, blind_since_ms: int | None = None) -> SourceRow:
    """A source that is so far complete."""
    return SourceRow(name, "north", watermark_ms, blind_since_ms, 1, "catalogue-1", "directory-1")


def message(offset: int, n: int = 0) -> Message:
    """What one judged message gave us to say."""
    return Message(offset, n, "holdfast.hub.changes", b"incident", b'{"offset": %d, "n": %d}' % (offset, n))


def work_of(offset: int, units: int = 3) -> Work:
    """What the message at `offset` came to: a little of everything, and never the same twice."""
    return Work(
        usage=UsageRows(
            {
                key: counts
                for unit in range(units)
                for key, counts in hours(f"unit {unit}", offset + 1, hour=offset % 5).items()
            },
            {
                key: sketches
                for unit in range(units)
                for key, sketches in days(f"unit {unit}", [offset + 1, offset % 7 + 1, 99]).items()
            },
        ),
        minutes=minutes(offset + 1, minute=offset % 3),
        control=control_of("unit 0", NOON_MS + offset % 5 * HOUR_MS, offset + 1),
        touched=[TouchedDay(f"unit {unit}", DAY, "control") for unit in range(units)],
        reliance=told_of(units, DAY, offset),
        changes=[change(incident("a", "confirmed", requests_failed=offset), number=offset + 1)],
        states={"outages": RuleState(1, b"after %d" % offset)},
        sources=[source("north", NOON_MS + offset)],
        messages=[message(offset), message(offset, 1)],
    )


def _rows(connection: Connection, table: Table, order: str) -> list[dict[str, Any]]:
    found = connection.execute(select(table).order_by(table.c[order])).mappings()
    return [dict(row) for row in found]


def regardless_of_commits(contents: Contents) -> Contents:
    """The same however messages were taken together into commits: each day is touched, or it is not.

    What outages cost is left out: it is told as of the tick of a look, and a start looks at once.
    """
    touched = dict.fromkeys(contents.reliance.touched, 1)
    return replace(contents, reliance=replace(contents.reliance, touched=touched, impact={}, months={}))
