"""What people may do to own accounts, what these lack, and what is looked at before a critical window."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from monitors.account_events import WINDOW_PREFLIGHT
from monitors.domain.accounts.actions import (
    ApprovePost,
    CheckAccount,
    DeclareWindow,
    DraftPost,
    EndWindow,
    ExplainPost,
    RejectPost,
    RetireAccount,
    WithdrawPost,
)
from monitors.domain.accounts.lacking import lacking
from monitors.domain.accounts.off_network import off_network
from monitors.domain.accounts.quiet import habit_of, is_silent
from monitors.domain.accounts.records import AccountDay, OwnAccount
from monitors.domain.register.records import Declaration, Entry, Fallback
from monitors.register_rows import RegisterWork
from monitors.store import Work
from streams.contracts.signals import Probe
from tests.own_accounts import CITY, UNIT, Worker, at, deed, well_kept
from tests.stored_work import SIGNALS, incident

HOUR = 3_600_000
MORNING = at("4 09:00")
TODAY = date(2026, 5, 4)


@pytest.fixture
def worker() -> Worker:
    """One that knows the city's page."""
    found = Worker()
    assert found.does(well_kept(), at_ms=MORNING) == ["account-declared"]
    return found


def test_an_account_belongs_to_one_unit_until_it_is_retired(worker: Worker) -> None:
    others = well_kept(unit="Parks")
    assert worker.does(others, at_ms=MORNING) == ["account-of-another-unit"]
    assert worker.does(deed(CheckAccount, unit="Parks"), at_ms=MORNING) == ["account-of-another-unit"]
    retire = deed(RetireAccount, reason="Given to Parks")
    again = well_kept(unit="Parks")
    assert worker.does(retire, again, at_ms=MORNING) == ["account-retired", "account-declared"]
    assert worker.store.accounts.accounts()[CITY].unit == "Parks"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"owner_role": "a.bell"}, "owner-is-no-role"),
        ({"owner_role": "a.bell@city.example"}, "owner-is-no-role"),
        ({"name": " "}, "account-words-not-plain"),
        ({"name": ".."}, "account-words-not-plain"),
        ({"name": "City\npage"}, "account-words-not-plain"),
        ({"name": "Parc à chiens / dogs #1?"}, "account-declared"),
        ({"recovery": "turn \N{RIGHT-TO-LEFT OVERRIDE}around"}, "account-words-not-plain"),
        ({"role": "auditor"}, "not-for-this-role"),
        ({"role": "risk"}, "not-for-this-role"),
        ({"role": "admin"}, "account-declared-anew"),
    ],
)
def test_a_declaration_names_a_role_and_is_for_the_unit_and_admins(
    worker: Worker, said: dict[str, str], reason: str
) -> None:
    assert worker.does(well_kept(**said), at_ms=MORNING) == [reason]


def test_what_was_checked_stays_checked_when_it_is_declared_anew(worker: Worker) -> None:
    worker.does(deed(CheckAccount), well_kept(admins=5), at_ms=MORNING)
    account = worker.store.accounts.accounts()[CITY]
    assert (account.admins, account.checked_on, account.checked_at_ms) == (5, TODAY, MORNING)


def test_nobody_approves_or_rejects_what_they_have_written_themselves(worker: Worker) -> None:
    draft = deed(DraftPost, text="The pool is closed")
    assert worker.does(draft, at_ms=MORNING) == ["post-drafted"]
    own = [deed(ApprovePost, draft=draft.id), deed(RejectPost, draft=draft.id, reason="No")]
    assert worker.does(*own, at_ms=MORNING) == ["own-draft", "own-draft"]
    as_risk = deed(ApprovePost, "risk", draft=draft.id)
    assert worker.does(as_risk, at_ms=MORNING) == ["own-draft"]
    assert worker.does(deed(ApprovePost, "operations", "account-2", draft=draft.id), at_ms=MORNING) == [
        "not-for-this-role"
    ]
    second = deed(ApprovePost, "risk", "account-2", draft=draft.id)
    assert worker.does(second, at_ms=MORNING) == ["post-approved"]
    late = deed(RejectPost, "risk", "account-3", draft=draft.id, reason="No")
    assert worker.does(late, at_ms=MORNING) == ["draft-decided-already"]
    assert worker.does(deed(WithdrawPost, draft=draft.id), at_ms=MORNING) == ["post-withdrawn"]


def test_what_does_not_exist_is_refused_with_what_it_is(worker: Worker) -> None:
    missing = [
        deed(CheckAccount, name="Nobody's"),
        deed(DraftPost, text=" \n"),
        deed(ApprovePost, by="account-2", draft="draft-none"),
        deed(ExplainPost, post="post-none", reason="?"),
        deed(EndWindow, "risk", window="window-none"),
    ]
    assert worker.does(*missing, at_ms=MORNING) == [
        "no-such-account",
        "post-empty",
        "no-such-draft",
        "no-such-post",
        "no-such-window",
    ]


def window(**said: object) -> DeclareWindow:
    """Election night: the 9th from 18:00 to midnight, on Facebook, for all units."""
    usual: dict[str, Any] = {
        "title": "Election night",
        "platforms": ("facebook",),
        "from_ms": at("9 18:00"),
        "until_ms": at("10 00:00"),
    }
    declared: DeclareWindow = deed(DeclareWindow, "risk", **(usual | said))
    return declared


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "window-declared"),
        ({"until_ms": at("9 18:00")}, "ends-before-it-begins"),
        ({"from_ms": at("3 00:00"), "until_ms": at("4 08:00")}, "window-is-over"),
        ({"until_ms": at("9 18:00") + 63 * 24 * HOUR}, "window-too-long"),
    ],
)
def test_a_critical_window_is_a_time_to_come(worker: Worker, said: dict[str, int], reason: str) -> None:
    assert worker.does(window(**said), at_ms=MORNING) == [reason]


def test_a_window_that_has_ended_is_no_longer_on(worker: Worker) -> None:
    declared = window()
    worker.does(declared, at_ms=MORNING)
    assert [each.id for each in worker.store.accounts.critical_windows(at("9 20:00"))] == [declared.id]
    ends = deed(EndWindow, "risk", window=declared.id)
    assert worker.does(ends, at_ms=at("9 21:00")) == ["window-ended"]
    assert worker.store.accounts.critical_windows(at("9 22:00")) == []
    again = deed(EndWindow, "risk", window=declared.id)
    assert worker.does(again, at_ms=at("9 22:00")) == ["window-is-over"]


def test_the_day_before_a_window_what_is_not_ready_is_told_once_and_again_when_it_has_changed(
    worker: Worker,
) -> None:
    worker.does(well_kept(admins=1, token_expires_on=date(2026, 5, 9)), window(), at_ms=MORNING)
    fallback = Fallback(name="Phone queue 4", tested_on=date(2025, 1, 1))
    said = Declaration(activity="Results", fallback=fallback)
    entry = Entry(
        unit=UNIT, platform="facebook", declaration=said, declared_on=TODAY, review_due=date(2027, 5, 4)
    )
    standing = worker.store.resume(SIGNALS).next_offset
    entries = Work(register=RegisterWork(entries={entry.key: entry}))
    worker.store.commit(SIGNALS, standing, (standing or 0) + 1, entries)
    worker.passes(at("8 17:59"))
    assert worker.told(WINDOW_PREFLIGHT) == []

    worker.incidents = [incident("i-1", "confirmed", platforms=["facebook"], cause="platform")]
    bad = Probe(
        source="prober",
        at_ms=at("8 17:59"),
        platform="facebook",
        group="core",
        host="www.facebook.com",
        method="http",
        good=False,
        outcome="fail_timeout",
    )
    worker.hears(bad)
    worker.passes(at("8 18:00"))
    worker.passes(at("8 18:05"))
    [told] = worker.told(WINDOW_PREFLIGHT)
    assert [each["code"] for each in told["lacking"]] == [
        "preflight-incident",
        "preflight-probes",
        "preflight-token",
        "preflight-admins",
        "preflight-fallback-untested",
    ]
    assert told["is_ready"] is False

    worker.incidents = []
    ready = replace(entry, declaration=replace(said, fallback=replace(fallback, tested_on=TODAY)))
    standing = worker.store.resume(SIGNALS).next_offset
    entries = Work(register=RegisterWork(entries={entry.key: ready}))
    worker.store.commit(SIGNALS, standing, (standing or 0) + 1, entries)
    worker.does(well_kept(), at_ms=at("8 18:20"))
    worker.passes(at("8 18:30"))
    worker.passes(at("9 17:59"))
    worker.passes(at("9 18:01"))
    assert [each["is_ready"] for each in worker.told(WINDOW_PREFLIGHT)] == [False, True]


def test_each_thing_that_an_account_lacks_is_named_and_nothing_else() -> None:
    bare = OwnAccount(platform="facebook", name="City page", unit=UNIT, declared_at_ms=0)
    assert [each.code for each in lacking(bare, TODAY)] == [
        "account-admins-unknown",
        "account-no-recovery",
        "account-no-owner",
        "account-never-checked",
    ]
    whole = replace(
        bare,
        admins=2,
        recovery="Codes",
        owner_role="Editor",
        checked_on=TODAY,
        token_expires_on=date(2026, 6, 4),
    )
    assert lacking(whole, TODAY) == []
    soon = replace(whole, token_expires_on=date(2026, 6, 3))
    assert [each.code for each in lacking(soon, TODAY)] == ["account-token-soon"]
    over = replace(whole, token_expires_on=TODAY, checked_on=date(2025, 5, 4))
    assert [each.code for each in lacking(over, TODAY)] == ["account-token-over", "account-checked-long-ago"]
    assert lacking(replace(bare, retired_at_ms=1), TODAY) == []


def test_an_account_from_which_little_comes_is_never_silent() -> None:
    few = {day: {9: 4} for day in range(20_000, 20_028)}
    assert habit_of(few, 20_000, 20_027) is None
    short = {day: {9: 40} for day in range(20_020, 20_028)}
    assert habit_of(short, 20_000, 20_027) is None


def test_an_account_that_often_pauses_for_long_has_to_be_silent_for_longer() -> None:
    steady = {day: dict.fromkeys(range(8, 18), 2) for day in range(20_000, 20_028)}
    moody = {day: hours for day, hours in steady.items() if day % 4}  # each fourth day is quiet
    one, other = habit_of(steady, 20_000, 20_027), habit_of(moody, 20_000, 20_027)
    assert one is not None
    assert other is not None
    assert one.silent_at == 10.0
    assert other.silent_at > one.silent_at

    def local(at_ms: int) -> tuple[int, int]:
        return at_ms // (24 * HOUR), at_ms // HOUR % 24

    working = next(day for day in range(20_028, 20_035) if (day + 3) % 7 == 1)
    since = (working * 24 + 8) * HOUR
    assert not is_silent(one, since, since + 4 * HOUR, local)
    assert is_silent(one, since, since + 6 * HOUR, local)


def test_replies_count_as_from_elsewhere_only_in_hours_of_which_there_is_evidence() -> None:
    day = AccountDay(platform="x", name="y", day=1, replies_by_hour={24: 3, 25: 2, 26: 5})
    told = off_network([day], hours_of_unit={24}, hours_seen={24, 25})
    assert (told.replies, told.elsewhere, told.share) == (5, 2, 0.4)
    assert off_network([day], set(), set()).share is None
