"""How soon a vendor says so, and what it says while we see nothing."""

from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.words import LANGUAGES, Lang, label
from monitors.domain.outage.records import Incident
from monitors.domain.vendors.lag import (
    WRONG,
    YEAR_MS,
    VendorYear,
    lag_ms,
    spells_of,
    to_tell_of,
    year_of,
)
from streams.contracts.signals import VendorStatus
from tests.stored_work import NOON_MS, incident
from tests.told_context import says

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


def broke(id_: str, days_before: float, said_after: int | None, **fields: Any) -> Incident:
    """A fault of Facebook's that we confirmed; its vendor said so some minutes after us, or never."""
    at_ms = NOON_MS - round(days_before * DAY_MS)
    known: dict[str, Any] = {
        "started_at_ms": at_ms - MINUTE_MS,
        "detected_at_ms": at_ms,
        "ended_at_ms": at_ms + 60 * MINUTE_MS,
        "vendor_said_at_ms": None if said_after is None else at_ms + said_after * MINUTE_MS,
    }
    return incident(id_, "resolved", **(known | fields))


def year(*incidents: Incident, heard_since_ms: int | None = 0) -> VendorYear:
    """A year of Facebook up to Thursday noon."""
    return year_of("facebook", to_tell_of("facebook", incidents, heard_since_ms, NOON_MS))


def test_the_vendor_says_so_24_minutes_after_us() -> None:
    assert lag_ms(broke("a", 1, 24)) == 24 * MINUTE_MS
    assert lag_ms(broke("b", 1, -3)) == -3 * MINUTE_MS
    assert lag_ms(broke("c", 1, None)) is None
    assert lag_ms(broke("d", 1, 24, detected_at_ms=None)) is None


def test_a_year_has_a_median_and_a_share_that_was_never_said() -> None:
    told = year(broke("a", 1, 24), broke("b", 30, 60), broke("c", 60, -6), broke("d", 90, None))

    assert (told.incidents, told.said, told.before_us, told.never_said) == (4, 3, 1, 1)
    assert told.median_lag_ms == 24 * MINUTE_MS
    assert told.never_said_share == 0.25


def test_what_was_before_we_listened_does_not_count_as_silence() -> None:
    listens_ms = NOON_MS - 10 * DAY_MS

    told = year(broke("a", 5, None), broke("b", 20, None), broke("c", 20, 7), heard_since_ms=listens_ms)

    assert (told.incidents, told.said, told.never_said) == (2, 1, 1)
    assert year(broke("a", 5, None), heard_since_ms=None) == VendorYear(
        platform="facebook", incidents=0, said=0, before_us=0, never_said=0, median_lag_ms=None
    )
    assert year(heard_since_ms=None).never_said_share is None


def test_what_goes_on_may_still_be_said() -> None:
    open_one = incident(
        "a", "confirmed", detected_at_ms=NOON_MS - MINUTE_MS, started_at_ms=NOON_MS - MINUTE_MS
    )

    told = year(open_one)

    assert (told.incidents, told.said, told.never_said, told.never_said_share) == (1, 0, 0, None)


def test_our_own_faults_false_alarms_and_older_years_are_not_theirs_to_tell() -> None:
    told = year(
        broke("ours", 1, None, cause="egress"),
        broke("filter", 1, None, cause="policy"),
        broke("old", YEAR_MS / DAY_MS + 1, None),
        broke("other", 1, None, platforms=["x"]),
        incident("alarm", "false-alarm", detected_at_ms=NOON_MS - DAY_MS, started_at_ms=NOON_MS - DAY_MS),
    )

    assert told.incidents == 0


def test_an_outage_that_only_the_vendor_sees_is_shown_as_such() -> None:
    words = [
        says("facebook", NOON_MS - 600 * MINUTE_MS, "degraded"),
        says("facebook", NOON_MS - 590 * MINUTE_MS, "outage"),
        says("facebook", NOON_MS - 540 * MINUTE_MS, "operational"),
        says("facebook", NOON_MS, "degraded"),
        says("x", NOON_MS, "outage"),
    ]
    seen = incident("a", "confirmed", started_at_ms=NOON_MS - 20 * MINUTE_MS)

    newest, oldest = spells_of("facebook", words, [seen])

    assert (newest.state, newest.from_ms, newest.until_ms, newest.seen) == ("degraded", NOON_MS, None, True)
    assert (oldest.state, oldest.seen) == ("outage", False)
    assert oldest.until_ms == NOON_MS - 540 * MINUTE_MS


def test_what_fails_of_our_own_is_not_what_the_vendor_speaks_of() -> None:
    ours = broke("a", 0, None, cause="egress")

    [spell] = spells_of("facebook", [says("facebook", NOON_MS, "outage")], [ours])

    assert not spell.seen


STATES: tuple[Literal["operational", "degraded", "outage", "maintenance"], ...] = (
    "operational",
    "degraded",
    "outage",
    "maintenance",
)
WORDS = st.lists(
    st.builds(
        says,
        st.just("facebook"),
        st.integers(0, 50).map(lambda minute: NOON_MS + minute * MINUTE_MS),
        st.sampled_from(STATES),
    ),
    max_size=20,
)


@given(words=WORDS, data=st.data())
def test_order_and_repeats_change_nothing_and_spells_lie_behind_one_another(
    words: list[VendorStatus], data: st.DataObject
) -> None:
    spells = spells_of("facebook", words, [])

    assert spells_of("facebook", data.draw(st.permutations([*words, *words])), []) == spells
    assert all(each.state in WRONG for each in spells)
    for later, earlier in pairwise(spells):
        assert earlier.until_ms is not None
        assert earlier.from_ms < earlier.until_ms <= later.from_ms


@given(lags=st.lists(st.none() | st.integers(-100, 1_000), max_size=20), data=st.data())
def test_a_year_is_the_same_in_any_order_and_adds_up(lags: list[int | None], data: st.DataObject) -> None:
    incidents = [broke(f"{number}", number + 1, lag) for number, lag in enumerate(lags)]

    told = year(*incidents)

    assert year(*data.draw(st.permutations([*incidents, *incidents]))) == told
    assert told.said + told.never_said == told.incidents == len(lags)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_of_a_spell_has_its_words(lang: Lang) -> None:
    assert all(label(f"vendor.state.{state}", lang) for state in WRONG)
