"""Summaries of days survive their bytes, those that an earlier Holdfast has packed as well."""

import zlib

from msgspec.structs import replace

from monitors.domain.reliance.packing import packed, unpacked
from monitors.domain.reliance.records import PAIR_COLUMNS, PairDays
from tests.stored_reliance import summary_of

DAYS = (20_514, 20_515)


def same(one: PairDays, other: PairDays) -> bool:
    """Whether all numbers are the same."""
    strands = zip(one.strands, other.strands, strict=True)
    return (
        one.days.tolist() == other.days.tolist()
        and all((a.table == b.table).all() and (a.hours == b.hours).all() for a, b in strands)
        and all((getattr(one, name) == getattr(other, name)).all() for name in PAIR_COLUMNS)
    )


def test_what_is_packed_comes_back_as_columns() -> None:
    summaries = [summary_of(day, requests) for requests, day in enumerate(DAYS)]

    assert same(unpacked(DAYS, [packed(each) for each in summaries]), PairDays.of(summaries))


def test_of_days_packed_before_a_number_was_kept_it_is_nothing() -> None:
    earlier, later = (summary_of(day, 3) for day in DAYS)
    shorter = zlib.compress(zlib.decompress(packed(earlier))[:-8])

    found = unpacked(DAYS, [shorter, packed(later)])

    assert same(found, PairDays.of([replace(earlier, sent_bytes=0), later]))
    assert found.sent_bytes.tolist() == [0, later.sent_bytes]
