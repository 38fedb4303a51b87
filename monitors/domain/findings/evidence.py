"""Rows of usage as the evidence of a unit's findings: who was there on which day, and what was sent up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from monitors.domain.calendar import Calendar
from monitors.domain.reliance.summaries import STRAND_OF
from monitors.domain.usage_rows import DayKey, DaySketches, HourKey
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import SLOT_MS, Sketch

UPLOAD_BYTES: Final = 1_000_000
"""From so much in a day on, what went up was files and pictures; words need thousands."""

_UP, _WRITES = (USAGE_COUNTS.index(name) for name in ("bytes_up", "writes"))

PeopleByDay = dict[str, dict[int, list[Sketch]]]
"""Strand -> day -> who took it up, surface by surface: they are joined only where a rule asks for them."""


def people_by_day(days: Mapping[DayKey, DaySketches]) -> dict[str, PeopleByDay]:
    """The people of each platform, by strand and day: certain use alone, under the newest key alone."""
    newest = max((key.key_version for key in days), default=0)
    found: dict[str, PeopleByDay] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for key, sketches in days.items():
        if key.use == "yes" and key.key_version == newest:
            for strand in {"use", STRAND_OF.get(key.surface, "use")}:
                found[key.platform][strand][key.day].append(sketches.people)
    return found


def upload_days(hours: Mapping[HourKey, Sequence[int]], calendar: Calendar) -> dict[str, int]:
    """On how many local days of each platform so much was sent up where writes are logged."""
    written = {key: counts[_UP] for key, counts in hours.items() if key.use == "yes" and counts[_WRITES]}
    moments = sorted({key.hour_ms for key in written})
    days = calendar.days(np.array(moments, np.int64) // SLOT_MS).tolist()
    day_of = dict(zip(moments, days, strict=True))
    sent: dict[tuple[str, int], int] = defaultdict(int)
    for key, uploaded in written.items():
        sent[key.platform, day_of[key.hour_ms]] += uploaded
    found: dict[str, int] = defaultdict(int)
    for (platform, _), in_a_day in sent.items():
        found[platform] += in_a_day >= UPLOAD_BYTES
    return dict(found)
