"""Rows of usage become the evidence of findings: who was there by strand, and what was sent up."""

from datetime import UTC

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.findings.evidence import UPLOAD_BYTES, people_by_day, upload_days
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import EMPTY, Sketch

DAY = 20_514
HOUR_MS = 3_600_000


def sketches(*people: int) -> DaySketches:
    return DaySketches(Sketch.of(np.array(people, np.uint64)), EMPTY)


def of(surface: str, use: str = "yes", version: int = 1) -> DayKey:
    return DayKey("Roads", "facebook", surface, use, DAY, version)


def people(days: dict[DayKey, DaySketches], strand: str) -> float:
    parts = people_by_day(days).get("facebook", {}).get(strand, {}).get(DAY, [])
    return Sketch.union(parts).estimate


def test_people_are_told_by_strand_and_all_together() -> None:
    days = {of("publishing"): sketches(1, 2), of("feed"): sketches(2, 3, 4), of("video"): sketches(5)}

    assert people(days, "managing") == 2
    assert people(days, "reading") == 3
    assert people(days, "use") == 5


def test_what_is_nobodys_certain_use_tells_of_nobody() -> None:
    assert people({of("feed", "weak"): sketches(1), of("embed", "no"): sketches(2)}, "use") == 0


def test_pseudonyms_of_an_older_key_are_left_out() -> None:
    days = {of("feed", version=1): sketches(1, 2, 3), of("feed", version=2): sketches(4)}

    assert people(days, "use") == 1


def counts(**named: int) -> tuple[int, ...]:
    return tuple(named.get(name, 0) for name in USAGE_COUNTS)


def test_a_days_uploads_add_up_where_writes_are_logged() -> None:
    def hour(day: int, at: int) -> HourKey:
        return HourKey("Roads", "facebook", "messaging", "yes", ((DAY + day) * 24 + at) * HOUR_MS)

    half = UPLOAD_BYTES // 2
    hours = {
        hour(0, 9): counts(writes=1, bytes_up=half),
        hour(0, 15): counts(writes=2, bytes_up=half),
        hour(1, 9): counts(writes=9, bytes_up=half),
        hour(2, 9): counts(bytes_up=9 * UPLOAD_BYTES),
    }

    assert upload_days(hours, Calendar(UTC)) == {"facebook": 1}
