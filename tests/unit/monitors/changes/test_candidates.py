"""Which of our own changes may be why something broke: stories, and what holds whatever is told."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.words import LANGUAGES, Lang, label, render
from monitors.domain.changes.candidates import USUAL, Confidence, candidates_of
from monitors.domain.changes.table import OTHERWISE, WEIGHTS, System
from monitors.domain.outage.records import Cause, Incident
from streams.contracts.signals import OwnChange
from tests.stored_work import NOON_MS, incident
from tests.told_context import we_change

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def broken(cause: Cause = "policy", **fields: Any) -> Incident:
    """Something that began at noon."""
    known: dict[str, Any] = {"cause": cause, "started_at_ms": NOON_MS, "sites": []}
    return incident("i-1", "confirmed", **(known | fields))


def test_a_filter_pushed_four_minutes_before_our_policy_refuses_is_likely() -> None:
    pushed = we_change("CHG-1", NOON_MS - 4 * MINUTE_MS, "filter")

    [found] = candidates_of(broken("policy"), [pushed])

    assert (found.change, found.before_ms, found.confidence) == (pushed, 4 * MINUTE_MS, "likely")
    assert [each.code for each in found.reasons] == ["change-filter-refuses"]


def test_a_change_that_was_made_for_the_platform_that_fails_comes_first() -> None:
    for_it = we_change("CHG-1", NOON_MS - HOUR_MS, "certificate", platforms=["facebook"])
    for_all = we_change("CHG-2", NOON_MS - HOUR_MS, "certificate")
    for_another = we_change("CHG-3", NOON_MS - MINUTE_MS, "certificate", platforms=["x"])

    found = candidates_of(broken("platform"), [for_all, for_another, for_it])

    assert [each.change.id for each in found] == ["CHG-1", "CHG-2"]
    assert [each.code for each in found[0].reasons] == [
        "change-certificate-untrusted",
        "change-names-platforms",
    ]


def test_a_change_at_another_site_is_none_and_one_at_the_site_that_fails_is_named() -> None:
    here, there = (
        we_change(site, NOON_MS - MINUTE_MS, "firewall", sites=[site]) for site in ("north", "south")
    )

    [found] = candidates_of(broken("unit-network", sites=["north"]), [here, there])

    assert (found.change.id, found.confidence) == ("north", "likely")


def test_what_was_changed_behind_the_beginning_or_a_day_before_is_none() -> None:
    times = (-MINUTE_MS, -MINUTE_MS - 1, 24 * HOUR_MS, 24 * HOUR_MS + 1)
    changes = [we_change(f"{before}", NOON_MS - before, "network") for before in times]

    found = candidates_of(broken("egress"), changes)

    assert {each.change.id for each in found} == {f"{-MINUTE_MS}", f"{24 * HOUR_MS}"}


def test_a_vendor_who_admits_it_speaks_against_our_own_change_but_not_where_we_refuse_ourselves() -> None:
    pushed = [we_change("CHG-1", NOON_MS - MINUTE_MS, "filter")]
    [alone], [admitted] = (
        candidates_of(broken("platform", vendor_said_at_ms=said), pushed) for said in (None, NOON_MS)
    )
    [ours] = candidates_of(broken("policy", vendor_said_at_ms=NOON_MS), pushed)

    assert admitted.points < alone.points
    assert (admitted.confidence, admitted.reasons[-1].code) == ("not-ruled-out", "change-vendor-says-so")
    assert ours.confidence == "likely"


def test_a_false_alarm_and_what_has_no_beginning_have_no_candidates() -> None:
    pushed = [we_change("CHG-1", NOON_MS - MINUTE_MS, "filter")]

    assert candidates_of(incident("i-1", "false-alarm", cause="policy", started_at_ms=NOON_MS), pushed) == []
    assert candidates_of(broken(started_at_ms=None, suspected_at_ms=None), pushed) == []


def test_a_fault_that_is_only_suspected_has_candidates_too() -> None:
    suspected = broken(started_at_ms=None, suspected_at_ms=NOON_MS)

    assert candidates_of(suspected, [we_change("CHG-1", NOON_MS - MINUTE_MS, "filter")])


CHANGES = st.lists(
    st.builds(
        we_change,
        st.sampled_from([f"CHG-{number}" for number in range(12)]),
        st.integers(NOON_MS - 30 * HOUR_MS, NOON_MS + 5 * MINUTE_MS),
        st.sampled_from(get_args(System)),
        platforms=st.lists(st.sampled_from(["facebook", "x"]), max_size=2, unique=True),
        sites=st.lists(st.sampled_from(["north", "south"]), max_size=2, unique=True),
    ),
    max_size=12,
    unique_by=lambda change: change.id,
)


@given(
    changes=CHANGES,
    cause=st.sampled_from(get_args(Cause)),
    data=st.data(),
    vendor=st.none() | st.just(NOON_MS),
)
def test_order_and_repeats_change_nothing_and_points_stay_within_their_bounds(
    changes: list[OwnChange], cause: Cause, data: st.DataObject, vendor: int | None
) -> None:
    fault = broken(cause, sites=["north"], vendor_said_at_ms=vendor)
    found = candidates_of(fault, changes)
    repeats = data.draw(st.lists(st.sampled_from(changes), max_size=5)) if changes else []

    assert candidates_of(fault, data.draw(st.permutations([*changes, *repeats]))) == found
    assert len(found) <= USUAL.most
    assert all(0 <= each.points <= 100 for each in found)
    assert [each.points for each in found] == sorted((each.points for each in found), reverse=True)
    assert fault == broken(cause, sites=["north"], vendor_said_at_ms=vendor), "the judge's cause stays"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_that_is_said_has_its_words(lang: Lang) -> None:
    codes = {each.code for each in (*WEIGHTS.values(), OTHERWISE)}
    codes |= {"change-names-platforms", "change-names-sites", "change-vendor-says-so"}
    codes |= {f"changed-{system}" for system in get_args(System)}
    assert all(render(code, {}, lang) for code in codes)
    keys = {f"ours.{word}" for word in get_args(Confidence)}
    keys |= {f"changed.{system}" for system in get_args(System)}
    assert all(label(key, lang) for key in keys)


def test_the_table_names_only_systems_and_causes_that_there_are() -> None:
    assert {system for system, _ in WEIGHTS} <= set(get_args(System))
    assert {cause for _, cause in WEIGHTS} <= set(get_args(Cause))
    assert set(get_args(System)) == set(get_args(OwnChange.__annotations__["system"]))
