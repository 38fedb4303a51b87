"""What every store promises of what happened around outages: in memory, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from typing import Any

import pytest

from monitors.context_rows import ToldId
from monitors.domain.demand.slots import HourKey, HourSeen
from monitors.store import Overtaken, Retention, Store, Work
from streams.contracts.signals import Demand, OwnChange, VendorStatus
from tests.stored_work import HOUR_MS, NOON_MS, SIGNALS
from tests.told_context import counted, says, we_change

PUSHED = we_change("CHG-1", NOON_MS - 240_000, "filter", platforms=["facebook"], reference="CHG-1 / déjà vu")
RENEWED = we_change("CHG-2", NOON_MS, "certificate", sites=["north"])
CALLS = counted("a", NOON_MS, 40, capacity=50)
CALLS_OF_FACEBOOK = counted("b", NOON_MS, 12, platform="facebook", unit="Élections")
LATER = counted("c", NOON_MS + 300_000, 3, channel="sms")


def commit(store: Store, **work: Any) -> None:
    """One commit of some of it."""
    at = store.resume(SIGNALS).next_offset
    store.commit(SIGNALS, at, (at or 0) + 1, Work(**work))


def test_own_changes_come_back_as_they_were_told_first_and_in_the_order_of_time(
    worker: Callable[[], Store],
) -> None:
    commit(worker(), own_changes=[RENEWED, PUSHED])
    commit(worker(), own_changes=[we_change("CHG-1", NOON_MS, "other")])
    rows = worker().context

    assert rows.own_changes(NOON_MS - HOUR_MS, NOON_MS + 1) == [PUSHED, RENEWED]
    assert rows.own_changes(NOON_MS - HOUR_MS, NOON_MS) == [PUSHED], "until is outside"
    assert rows.own_changes(NOON_MS, NOON_MS + 1) == [RENEWED], "from is inside"
    assert rows.own_changes_of([ToldId("feed", "CHG-1"), ToldId("feed", "none")]) == {
        ToldId("feed", "CHG-1"): PUSHED
    }
    assert rows.own_changes_of([]) == {}


def test_counts_are_found_by_whatever_time_their_slots_touch(worker: Callable[[], Store]) -> None:
    commit(worker(), demand=[LATER, CALLS_OF_FACEBOOK, CALLS])
    commit(worker(), demand=[counted("a", NOON_MS, 999)])
    rows = worker().context

    assert rows.demand(NOON_MS + 299_999, NOON_MS + 300_001) == [CALLS, CALLS_OF_FACEBOOK, LATER]
    assert rows.demand(NOON_MS + 300_000, NOON_MS + 300_001) == [LATER]
    assert rows.demand(NOON_MS - HOUR_MS, NOON_MS) == []
    assert rows.demand(NOON_MS + 1) == [CALLS, CALLS_OF_FACEBOOK, LATER]
    ids = [ToldId("calls", each) for each in "abcd"]
    assert rows.demand_known(ids) == set(ids[:3])
    assert rows.demand_known([]) == set()


def test_hours_of_demand_add_up(worker: Callable[[], Store]) -> None:
    noon = HourKey("sms", "calls", NOON_MS)
    one = HourKey("sms", "calls", NOON_MS + HOUR_MS)
    commit(worker(), demand_hours={noon: HourSeen(40.0, 300.0)})
    commit(worker(), demand_hours={noon: HourSeen(12.5, 0.0), one: HourSeen(1.0, 300.0)})

    rows = worker().context
    assert rows.demand_hours(NOON_MS, NOON_MS + 1) == {noon: HourSeen(52.5, 300.0)}
    assert rows.demand_hours(NOON_MS, NOON_MS + HOUR_MS + 1) == {
        noon: HourSeen(52.5, 300.0),
        one: HourSeen(1.0, 300.0),
    }


def test_words_of_vendors_come_in_their_order_and_it_is_known_since_when_they_are_heard(
    worker: Callable[[], Store],
) -> None:
    fine, down = says("facebook", NOON_MS, "operational"), says("facebook", NOON_MS + 1, "outage")
    commit(worker(), vendor_words=[down, fine, says("x", NOON_MS + 5, "degraded")])
    commit(worker(), vendor_words=[down])
    rows = worker().context

    assert rows.vendor_words("facebook", NOON_MS) == [fine, down]
    assert rows.vendor_words("facebook", NOON_MS + 1) == [down]
    assert rows.heard_since(["facebook", "x", "tiktok"]) == {"facebook": NOON_MS, "x": NOON_MS + 5}
    assert rows.heard_since([]) == {}


def test_it_is_kept_as_long_as_hours_are(worker: Callable[[], Store]) -> None:
    day = 24 * HOUR_MS
    old: list[tuple[OwnChange, Demand, VendorStatus]] = [
        (
            we_change(f"CHG-{days}", NOON_MS - days * day, "dns"),
            counted(f"{days}", NOON_MS - days * day, 1),
            says("x", NOON_MS - days * day, "outage"),
        )
        for days in (20, 5)
    ]
    hours = {HourKey("sms", "calls", NOON_MS - days * day): HourSeen(1.0, 60.0) for days in (20, 5)}
    commit(
        worker(),
        own_changes=[each[0] for each in old],
        demand=[each[1] for each in old],
        vendor_words=[each[2] for each in old],
        demand_hours=hours,
    )

    assert worker().expire(NOON_MS, Retention(hours_days=10)) == 4
    rows = worker().context
    assert rows.own_changes(0, NOON_MS) == [old[1][0]]
    assert rows.demand(0, NOON_MS) == [old[1][1]]
    assert rows.vendor_words("x", 0) == [old[1][2]]
    assert list(rows.demand_hours(0, NOON_MS)) == [HourKey("sms", "calls", NOON_MS - 5 * day)]


def test_what_another_worker_overtook_is_not_written(worker: Callable[[], Store]) -> None:
    store = worker()
    commit(store)
    with pytest.raises(Overtaken):
        store.commit(SIGNALS, None, 1, Work(own_changes=[PUSHED], demand=[CALLS]))
    assert store.context.own_changes(0, NOON_MS + 1) == []
    assert store.context.demand(0, NOON_MS + 1) == []
