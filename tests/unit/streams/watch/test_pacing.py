"""How long is waited before asking again."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.watch.domain.pacing import JITTER, Pace, retry_after_seconds

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)


def test_each_failure_doubles_the_wait_up_to_the_longest() -> None:
    pace = Pace(120, longest_seconds=3600)

    assert [pace.wait_seconds(failures, 0.5) for failures in range(7)] == [
        120,
        240,
        480,
        960,
        1920,
        3600,
        3600,
    ]


@given(every=st.floats(30, 86_400), failures=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_nobody_is_asked_sooner_than_the_pace_less_its_jitter(
    every: float, failures: int, chance: float
) -> None:
    wait = Pace(every).wait_seconds(failures, chance)

    assert every * (1 - JITTER) <= wait <= max(every, 3600) * (1 + JITTER)


@given(asked=st.floats(0, 6 * 3600), chance=st.floats(0, 1, exclude_max=True))
def test_retry_after_is_never_undercut(asked: float, chance: float) -> None:
    assert Pace(120).wait_seconds(0, chance, asked) >= asked


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("90", 90.0),
        (format_datetime(NOON.replace(minute=2), usegmt=True), 120.0),
        (format_datetime(NOON.replace(hour=11), usegmt=True), 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, NOON_MS) == seconds


@given(header=st.text(max_size=40))
def test_whatever_a_header_holds_nothing_raises(header: str) -> None:
    seconds = retry_after_seconds(header, NOON_MS)

    assert seconds is None or seconds >= 0
