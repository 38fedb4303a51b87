"""Usage by closed weeks and months: which are closed, and that few people cannot be found in them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.rights import UnitTree
from api.domain.usage import (
    Asked,
    Cell,
    Counted,
    Grain,
    Span,
    UsagePeriod,
    closed_until,
    part_of,
    period_of,
    span_at,
    spans_between,
    suppressed_in,
)
from monitors.domain.outage.records import SourceRow
from monitors.reliance_rows import SeenControl
from monitors.snapshot_schema import ORGANISATION_NAME
from streams.domain.deltas import USAGE_COUNTS
from streams.domain.sketches import Sketch
from streams.domain.units import Unit

K = 10
UNITS = (Unit("unassigned"), Unit("City"), Unit("Roads", 1), Unit("Parks", 1), Unit("Archive", 1))
MONTH = Span(date(2025, 9, 1), date(2025, 10, 1))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def told(people: Mapping[str, int]) -> UsagePeriod:
    """A month in which so many people of each unit asked Facebook for a hundred things each."""
    cells = {unit: Cell(unit, "facebook", "feed", "yes") for unit in people}
    counts = dict.fromkeys(USAGE_COUNTS, 0)
    first = dict(zip(people, np.cumsum([0, *people.values()]).tolist(), strict=False))
    return period_of(
        "month",
        MONTH,
        Counted(
            {cells[unit]: tuple((counts | {"ok": 100 * many}).values()) for unit, many in people.items()},
            {
                cells[unit]: Sketch.of(np.arange(first[unit] + 1, first[unit] + many + 1, dtype=np.uint64))
                for unit, many in people.items()
            },
            {cells[unit]: many for unit, many in people.items()},
            SeenControl(requests=200, joined=150, votes=100, by_address=25, from_ms=0),
        ),
        UnitTree(UNITS),
        K,
    )


def source(complete_until: datetime | None, blind_since_ms: int | None = None) -> SourceRow:
    """A log that is complete until then."""
    at_ms = None if complete_until is None else int(complete_until.timestamp() * 1000)
    return SourceRow("proxy", "north", at_ms, blind_since_ms, 1, "c", "d")


@given(DAYS, st.sampled_from(["week", "month"]))
def test_each_day_lies_in_one_span_and_spans_follow_each_other(day: date, grain: Grain) -> None:
    span = span_at(grain, day)
    assert span.first <= day < span.after
    assert span_at(grain, span.first) == span
    assert span_at(grain, span.after).first == span.after


@given(DAYS, st.integers(0, 200), st.sampled_from(["week", "month"]))
def test_spans_between_two_days_are_whole(first: date, days: int, grain: Grain) -> None:
    after = first + timedelta(days=days)
    spans = spans_between(grain, first, after)
    assert all(first <= span.first < span.after <= after for span in spans)
    assert all(one.after == other.first for one, other in pairwise(spans))


def test_a_day_is_closed_a_day_after_every_source_that_is_not_silent_has_passed_it() -> None:
    early, late = datetime(2025, 10, 2, 3, tzinfo=UTC), datetime(2025, 10, 5, 3, tzinfo=UTC)
    assert closed_until([source(early), source(late)], UTC) == date(2025, 10, 1)
    assert closed_until([source(early, blind_since_ms=1), source(late)], UTC) == date(2025, 10, 4)
    assert closed_until([source(None)], UTC) is None
    assert closed_until([], UTC) is None


def test_platforms_are_told_exactly_and_their_people_are_rounded() -> None:
    period = told({"Roads": 21, "Parks": 16})
    [platform] = period.platforms
    assert (platform.requests, platform.people, platform.units) == (3_700, 35, 2)
    assert (period.joined_share, period.by_address_share) == (0.75, 0.25)


def test_a_small_cell_is_withheld_and_another_with_it() -> None:
    period = told({"Roads": 30, "Parks": 20, "Archive": 3})
    rows = {(row.unit, row.withheld, row.other_units): row for row in period.usage}
    assert {unit for unit, withheld, _ in rows if withheld is True} == {"Parks", "Archive"}
    [others] = [row for row in period.usage if row.other_units is True]
    assert (others.unit, others.requests, others.children) == ("City", 2_300, 2)
    assert suppressed_in(period) == 2


@given(
    st.dictionaries(st.sampled_from(["City", "Roads", "Parks", "Archive"]), st.integers(1, 40), min_size=1)
)
def test_no_cell_of_few_people_is_told_and_what_is_told_adds_up(people: dict[str, int]) -> None:
    period = told(people)
    own = [row for row in period.usage if row.requests is not None and row.other_units is not True]
    assert all(people[row.unit] >= K for row in own)
    wholes = [row for row in own if row.surface is None] + [
        row for row in period.usage if row.other_units is True
    ]
    if wholes:
        assert sum(row.requests or 0 for row in wholes) == period.platforms[0].requests
    else:
        assert sum(people.values()) < K or period.usage == []


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        (Asked(), {"Roads", "Parks", "Archive", "City"}),
        (Asked(units=frozenset({"Roads"})), {"Roads"}),
        (Asked(unit="Parks"), {"Parks"}),
        (Asked(platform="x"), set()),
    ],
)
def test_only_what_is_asked_for_and_may_be_seen_is_told(asked: Asked, units: set[str]) -> None:
    period = told({"Roads": 30, "Parks": 20, "Archive": 3})
    assert {row.unit for row in part_of(period, asked).usage} == units
    assert ORGANISATION_NAME not in {row.unit for row in part_of(period, asked).usage}
