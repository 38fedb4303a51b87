"""Sketches of people as the evidence of a unit's findings: who was there, by platform, strand and day."""

from collections import defaultdict
from collections.abc import Mapping

from monitors.domain.reliance.summaries import STRAND_OF
from monitors.domain.usage_rows import DayKey
from streams.domain.sketches import Sketch

PeopleByDay = dict[str, dict[int, list[Sketch]]]
"""Strand -> day -> who took it up, surface by surface: they are joined only where a rule asks for them."""


def people_by_day(days: Mapping[DayKey, Sketch], key_version: int) -> dict[str, PeopleByDay]:
    """The people of each platform, by strand and day: certain use alone, under one version of the key."""
    found: dict[str, PeopleByDay] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for key, people in days.items():
        if key.use == "yes" and key.key_version == key_version:
            for strand in {"use", STRAND_OF.get(key.surface, "use")}:
                found[key.platform][strand][key.day].append(people)
    return found
