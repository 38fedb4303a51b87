"""Time stamps in every dress, and the hours that clocks show twice or never."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.formats.options import FormatError, FormatOptions
from streams.formats.times import Stamps, pattern_fault

TEN = "2025-10-10T10:00:00+00:00"


def at(text: str, zone: str = "UTC", pattern: str = "") -> str | None:
    """One stamp, as ISO 8601 in UTC."""
    milliseconds = Stamps(zone, pattern).read(pl.Series([text]))[0]
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "1760090400",
        "1760090400.000",
        "1760090400000",
        "1760090400000000",
        "1760090400000000000",
        "2025-10-10T10:00:00Z",
        "2025-10-10 10:00:00",
        "2025-10-10 10:00:00.000 UTC",
        "2025/10/10 10:00:00",
        "2025-10-10T06:00:00-0400",
        "2025-10-10T15:30:00+05:30",
        "10/Oct/2025:12:00:00 +0200",
        "[10/Oct/2025:12:00:00 +0200]",
        "10/Oct/2025 10:00:00",
        "Oct 10 2025 10:00:00",
        "Oct 10 2025 10:00:00 GMT",
        "Fri Oct 10 10:00:00 2025",
        "Mon Oct 10 10:00:00 2025",
    ],
)
def test_one_moment_is_known_in_every_dress(text: str) -> None:
    assert at(text) == TEN


def test_one_column_may_mix_them() -> None:
    column = pl.Series(["1760090400", None, "10/Oct/2025:12:00:00 +0200", "no time", "2025-10-10 10:00:00"])
    assert Stamps().read(column).to_list() == [1760090400000, None, 1760090400000, None, 1760090400000]


@pytest.mark.parametrize(
    "text",
    ["", "-", "yesterday", "2025-02-30 10:00:00", "2025-10-10 25:00:00", "10/10/2025 10:00:00", "0000000000",
     "5000000000", "1970-06-01 00:00:00", "2100-01-01 00:00:00", "2025-10-10", "17600904", "1e9",
     "-1760090400"],
)  # fmt: skip
def test_what_is_no_time_or_comes_from_a_clock_never_set_is_none(text: str) -> None:
    assert at(text) is None


def test_fractions_are_cut_to_milliseconds_never_rounded_up() -> None:
    assert at("1760090400.9999") == "2025-10-10T10:00:00.999000+00:00"
    assert at("2025-10-10 10:00:00,5") == "2025-10-10T10:00:00.500000+00:00"


def test_stamps_without_a_zone_are_local_to_the_configured_one() -> None:
    assert at("2025-07-01 08:00:00", "America/Toronto") == "2025-07-01T12:00:00+00:00"
    assert at("2025-12-01 08:00:00", "America/Toronto") == "2025-12-01T13:00:00+00:00"
    assert at("2025-07-01T08:00:00Z", "America/Toronto") == "2025-07-01T08:00:00+00:00"


def test_the_hour_that_clocks_show_twice_is_read_as_the_first() -> None:
    assert at("2025-11-02 01:30:00", "America/Toronto") == "2025-11-02T05:30:00+00:00"


def test_the_hour_that_clocks_never_show_is_read_with_the_offset_before() -> None:
    assert at("2025-03-09 02:30:00", "America/Toronto") == "2025-03-09T07:30:00+00:00"
    assert at("2025-10-05 02:15:00", "Australia/Lord_Howe") == "2025-10-04T15:45:00+00:00"
    assert at("2011-12-30 12:00:00", "Pacific/Apia") == "2011-12-30T22:00:00+00:00"


@given(
    moment=st.datetimes(datetime(1971, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001 (wall-clock times)
    zone=st.sampled_from(["UTC", "America/Toronto", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"]),
)
@settings(max_examples=150, deadline=None)
def test_local_times_agree_with_pep_495(moment: datetime, zone: str) -> None:
    expected = moment.replace(microsecond=0, tzinfo=ZoneInfo(zone)).astimezone(UTC).isoformat()
    assert at(f"{moment:%Y-%m-%d %H:%M:%S}", zone) == expected


@given(moment=st.datetimes(datetime(1971, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001 (made aware below)
       offset=st.integers(-14 * 60, 14 * 60))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_written_offsets_are_taken_off(moment: datetime, offset: int) -> None:
    aware = (moment.replace(microsecond=0, tzinfo=UTC)).astimezone(timezone(timedelta(minutes=offset)))
    expected = aware.astimezone(UTC).isoformat()
    if 1971 <= aware.year <= 2099:
        assert at(f"{aware:%d/%b/%Y:%H:%M:%S %z}") == expected
        assert at(aware.isoformat()) == expected


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%d.%m.%Y %H:%M:%S", "10.10.2025 12:00:00"),
        ("%m/%d/%y %I:%M:%S %p", "10/10/25 12:00:00 PM"),
        ("%Y%m%d%H%M%S.%f", "20251010120000.000"),
    ],
)
def test_a_stated_pattern_is_read_in_the_configured_zone(pattern: str, text: str) -> None:
    assert pattern_fault(pattern) is None
    assert at(text, "Europe/Berlin", pattern) == TEN


def test_a_stated_pattern_with_an_offset_needs_no_zone() -> None:
    assert at("10.10.2025 12:00 +0200", "Asia/Tokyo", "%d.%m.%Y %H:%M %z") == TEN
    assert at("1760090400", "Asia/Tokyo", "%s") == TEN


def test_a_stated_pattern_is_the_only_one() -> None:
    assert at("2025-10-10 10:00:00", "UTC", "%d.%m.%Y %H:%M:%S") is None


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "EST5EDT4,bad"])
def test_an_unknown_zone_is_refused_before_anything_is_read(zone: str) -> None:
    with pytest.raises(FormatError, match="IANA"):
        FormatOptions(timezone=zone)
