"""Usage as rows: what deltas add to minutes, hours and days, however they come."""

import random
from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.calendar import Calendar
from monitors.domain.usage_rows import (
    MINUTE_COUNTS,
    NO_USAGE,
    DayKey,
    DaySketches,
    HourKey,
    MinuteFold,
    MinuteKey,
    UsageRowFold,
    UsageRows,
)
from streams.contracts.columns import Column
from streams.contracts.evidence import (
    CONTROL_NAME,
    Head,
    Names,
    SignalsDelta,
    Table,
    UnreadableMessageError,
    UsageDelta,
    table_of,
)
from streams.domain.cells import CONTROL, OK, USAGE_KEY, VOTE_KEY, Cells
from streams.domain.deltas import USAGE_COUNTS, VOTE_COUNTS
from streams.domain.sketches import SLOT_MS, Sketch, active_slots

NOON_MS = 1_760_011_200_000
"""2025-10-09 12:00 UTC"""
NOON_SLOT = NOON_MS // SLOT_MS
DAY = NOON_MS // 86_400_000
WINDOW = NOON_MS // 10_000


class Used(NamedTuple):
    """One person's requests on one surface in one slot, all of them fine."""

    unit: str
    platform: str
    slot: int
    person: int
    requests: int = 1
    surface: str = "feed"
    use: int = 2


def usage(rows: Sequence[Used], key_version: int = 1) -> UsageDelta:
    """A message with these rows, its names in the order in which they come."""
    units = list(dict.fromkeys(row.unit for row in rows))
    platforms = list(dict.fromkeys(row.platform for row in rows))
    surfaces = list(dict.fromkeys(row.surface for row in rows))
    keys = USAGE_KEY.pack(
        unit=np.array([units.index(row.unit) for row in rows], np.int64),
        platform=np.array([platforms.index(row.platform) for row in rows], np.int64),
        surface=np.array([surfaces.index(row.surface) for row in rows], np.int64),
        use=np.array([row.use for row in rows], np.int64),
        slot=np.array([row.slot for row in rows], np.int64),
    )
    counts = np.zeros((len(rows), len(USAGE_COUNTS)), np.int64)
    counts[:, USAGE_COUNTS.index("ok")] = [row.requests for row in rows]
    counts[:, USAGE_COUNTS.index("bytes_down")] = [row.requests * 1_000 for row in rows]
    people = np.array([row.person for row in rows], np.uint64)
    cells = Cells.gather(keys, counts, keys, people, np.zeros(len(rows), np.uint8))
    return UsageDelta(
        head=head(key_version),
        names=Names(units, platforms, surfaces, []),
        usage=table_of(cells, USAGE_KEY.unpack(cells.keys), USAGE_COUNTS),
    )


def head(key_version: int = 1) -> Head:
    return Head(
        source="proxy-1",
        site="north",
        file="access.log",
        first_line=1,
        next_line=2,
        catalogue="c",
        directory="d",
        key_version=key_version,
        control_one_in=1,
    )


def signals(rows: Sequence[tuple[int, int, int, int]], platforms: list[str]) -> SignalsDelta:
    """A message with one request each of (platform's place, embed, window, requests)."""
    columns = np.array(rows, np.int64).reshape(-1, 4)
    nothing = np.zeros(len(rows), np.int64)
    keys = VOTE_KEY.pack(
        unit=nothing, platform=columns[:, 0], group=nothing, embed=columns[:, 1], window=columns[:, 2]
    )
    counts = np.zeros((len(rows), len(VOTE_COUNTS)), np.int64)
    counts[:, VOTE_COUNTS.index("fail_dns")] = columns[:, 3]
    flags = np.full(len(rows), OK, np.uint8)
    cells = Cells.gather(keys, counts, keys, np.ones(len(rows), np.uint64), flags)
    empty = Column.of(np.zeros(0, np.int64))
    return SignalsDelta(
        head=head(),
        names=Names(["Health"], [*platforms, CONTROL_NAME], [], ["core"]),
        votes=table_of(cells, VOTE_KEY.unpack(cells.keys), VOTE_COUNTS),
        latency=Table(keys={"platform": empty, "group": empty}, counts={}, sizes=empty, members=empty),
        watermark_ms=None,
    )


def rows_of(*deltas: UsageDelta, zone: str = "UTC") -> UsageRows:
    fold = UsageRowFold(Calendar(ZoneInfo(zone)))
    for delta in deltas:
        fold.add(delta)
    return fold.rows()


def counted(requests: int) -> tuple[int, ...]:
    wanted = {"ok": requests, "bytes_down": requests * 1_000}
    return tuple(wanted.get(name, 0) for name in USAGE_COUNTS)


def test_slots_of_one_hour_become_one_row() -> None:
    rows = rows_of(usage([Used("Health", "facebook", NOON_SLOT + slot, 7) for slot in range(13)]))

    assert rows.hours == {
        HourKey("Health", "facebook", "feed", "yes", NOON_MS): counted(12),
        HourKey("Health", "facebook", "feed", "yes", NOON_MS + 3_600_000): counted(1),
    }


def test_a_day_knows_its_people_and_their_slots() -> None:
    rows = rows_of(usage([Used("Health", "x", NOON_SLOT, 7), Used("Health", "x", NOON_SLOT + 1, 7)]))

    (sketches,) = rows.days.values()
    assert list(rows.days) == [DayKey("Health", "x", "feed", "yes", DAY, 1)]
    assert sketches.people == Sketch.of(np.array([7], np.uint64))
    slots = np.array([NOON_SLOT, NOON_SLOT + 1], np.int64) * SLOT_MS
    assert sketches.active == Sketch.of(active_slots(np.array([7, 7], np.uint64), slots))


def test_a_day_begins_at_local_midnight() -> None:
    evening = NOON_SLOT + 15 * 12  # 03:00 UTC of the next day, 23:00 in Toronto
    delta = usage([Used("Health", "x", evening, 7)])

    assert [key.day for key in rows_of(delta, zone="America/Toronto").days] == [DAY]
    assert [key.day for key in rows_of(delta, zone="UTC").days] == [DAY + 1]


def test_messages_that_number_their_names_differently_meet() -> None:
    one = usage([Used("Health", "x", NOON_SLOT, 7), Used("Roads", "facebook", NOON_SLOT, 8)])
    other = usage([Used("Roads", "facebook", NOON_SLOT, 9), Used("Health", "x", NOON_SLOT, 7)])

    rows = rows_of(one, other)

    assert rows.hours == {
        HourKey("Health", "x", "feed", "yes", NOON_MS): counted(2),
        HourKey("Roads", "facebook", "feed", "yes", NOON_MS): counted(2),
    }
    assert {key.unit: round(day.people.estimate) for key, day in rows.days.items()} == {
        "Health": 1,
        "Roads": 2,
    }


def test_pseudonyms_under_different_keys_are_different_days() -> None:
    rows = rows_of(
        usage([Used("Health", "x", NOON_SLOT, 7)], key_version=1),
        usage([Used("Health", "x", NOON_SLOT, 7)], key_version=2),
    )

    assert sorted(key.key_version for key in rows.days) == [1, 2]
    assert rows.hours == {HourKey("Health", "x", "feed", "yes", NOON_MS): counted(2)}


def test_a_message_without_its_people_still_adds_its_requests() -> None:
    fold, named = UsageRowFold(Calendar(UTC)), UsageRowFold(Calendar(UTC))
    known = usage([Used("Health", "x", NOON_SLOT, 7, requests=3)], key_version=2)
    forgotten = usage([Used("Health", "x", NOON_SLOT, 7, requests=4)], key_version=1)
    fold.add(known)
    fold.add(forgotten, nameless=True)
    named.add(known)
    rows = fold.rows()

    assert [sum(counts) for counts in rows.hours.values()] == [7 * 1_001]
    assert rows.days == named.rows().days


def test_uses_and_surfaces_are_kept_apart() -> None:
    rows = rows_of(
        usage(
            [
                Used("Health", "x", NOON_SLOT, 7, use=0, surface="embed"),
                Used("Health", "x", NOON_SLOT, 7, use=1, surface="auth"),
                Used("Health", "x", NOON_SLOT, 7, use=2, surface="feed"),
            ]
        )
    )

    assert [(key.surface, key.use) for key in sorted(rows.hours)] == [
        ("auth", "weak"),
        ("embed", "no"),
        ("feed", "yes"),
    ]


def test_nothing_adds_nothing() -> None:
    assert rows_of() == NO_USAGE
    assert rows_of(usage([])) == NO_USAGE
    assert MinuteFold().rows() == {}


@pytest.mark.parametrize("names", [Names([], ["x"], ["feed"], []), Names(["Health"], ["x"], [], [])])
def test_a_message_that_refers_to_names_it_lacks_is_unreadable_and_leaves_no_trace(names: Names) -> None:
    fold = UsageRowFold(Calendar(UTC))
    good = usage([Used("Health", "x", NOON_SLOT, 7)])
    fold.add(good)

    with pytest.raises(UnreadableMessageError, match="refers to more"):
        fold.add(UsageDelta(head=good.head, names=names, usage=good.usage))

    assert fold.rows() == rows_of(good)


used = st.builds(
    Used,
    st.sampled_from(["Health", "Roads", "Élections"]),
    st.sampled_from(["facebook", "x"]),
    st.integers(NOON_SLOT - 300, NOON_SLOT + 300),
    st.integers(1, 6),
    st.integers(1, 50),
    st.sampled_from(["feed", "ads"]),
    st.integers(0, 2),
)


@given(st.lists(st.lists(used, max_size=6), max_size=6), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_and_any_split_of_messages_gives_the_same_rows(
    parts: list[list[Used]], chance: random.Random, commits: int
) -> None:
    """Taken in one commit; and requests shuffled into other messages, in several commits added up."""
    rows = [row for part in parts for row in part]
    together = rows_of(*(usage(part) for part in parts), zone="America/Toronto")

    shuffled = chance.sample(rows, len(rows))
    hours: dict[HourKey, tuple[int, ...]] = {}
    days: dict[DayKey, DaySketches] = {}
    for commit in range(commits):
        some = rows_of(*(usage([row]) for row in shuffled[commit::commits]), zone="America/Toronto")
        for hour, counts in some.hours.items():
            hours[hour] = tuple(map(sum, zip(counts, hours.get(hour, counted(0)), strict=True)))
        for day, sketches in some.days.items():
            days[day] = days[day] | sketches if day in days else sketches

    assert together == UsageRows(hours, days)


def test_minutes_sum_windows_of_seen_time_without_embeds_and_control() -> None:
    fold = MinuteFold()
    fold.add(
        signals([(0, 0, WINDOW, 2), (0, 0, WINDOW + 5, 3), (0, 0, WINDOW + 6, 1), (0, 1, WINDOW, 50)], ["x"])
    )
    fold.add(signals([(1, 0, WINDOW, 4), (CONTROL, 0, WINDOW, 900)], ["facebook", "x"]))

    failed = MINUTE_COUNTS.index("fail_dns")
    assert {key: row[failed] for key, row in fold.rows().items()} == {
        MinuteKey("x", NOON_MS): 9,
        MinuteKey("x", NOON_MS + 60_000): 1,
    }


def test_a_minute_of_an_unnamed_platform_is_unreadable() -> None:
    good = signals([(1, 0, WINDOW, 4)], ["facebook", "x"])
    fold = MinuteFold()

    with pytest.raises(UnreadableMessageError, match="refers to more"):
        fold.add(
            SignalsDelta(
                head=good.head,
                names=Names(["Health"], ["facebook"], [], ["core"]),
                votes=good.votes,
                latency=good.latency,
                watermark_ms=None,
            )
        )

    assert fold.rows() == {}
