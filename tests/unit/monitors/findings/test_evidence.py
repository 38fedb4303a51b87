"""Sketches of people become the evidence of findings: who was there, by strand."""

import numpy as np

from monitors.domain.findings.evidence import people_by_day
from monitors.domain.usage_rows import DayKey
from streams.domain.sketches import Sketch

DAY = 20_514
NEWEST = 2


def sketch(*people: int) -> Sketch:
    return Sketch.of(np.array(people, np.uint64))


def of(surface: str, use: str = "yes", version: int = NEWEST) -> DayKey:
    return DayKey("Roads", "facebook", surface, use, DAY, version)


def people(days: dict[DayKey, Sketch], strand: str) -> float:
    parts = people_by_day(days, NEWEST).get("facebook", {}).get(strand, {}).get(DAY, [])
    return Sketch.union(parts).estimate


def test_people_are_told_by_strand_and_all_together() -> None:
    days = {of("publishing"): sketch(1, 2), of("feed"): sketch(2, 3, 4), of("video"): sketch(5)}

    assert people(days, "managing") == 2
    assert people(days, "reading") == 3
    assert people(days, "use") == 5


def test_what_is_nobodys_certain_use_tells_of_nobody() -> None:
    assert people({of("feed", "weak"): sketch(1), of("embed", "no"): sketch(2)}, "use") == 0


def test_pseudonyms_of_an_older_key_are_left_out() -> None:
    days = {of("feed", version=NEWEST - 1): sketch(1, 2, 3), of("feed"): sketch(4)}

    assert people(days, "use") == 1
