"""Own accounts as time passes: who waits, who is silent, what was posted, and what the judge is told."""

from datetime import date

import pytest

from monitors.account_events import ACCOUNT_BACKLOG, ACCOUNT_FOUND
from monitors.domain.accounts.actions import (
    ApprovePost,
    CheckAccount,
    DraftPost,
    ExplainPost,
    RetireAccount,
)
from monitors.domain.accounts.caring import cared
from monitors.domain.accounts.posts import GRACE_MS
from monitors.domain.outage.records import Change, Incident, Reason, Transition
from streams.contracts.signals import AccountEvent
from streams.domain.words_of_posts import words_of
from tests.own_accounts import CITY, KEY, Worker, at, deed, heard, well_kept
from tests.stored_work import incident

HOUR = 3_600_000
TEXT = "The pool on King Street opens at 9."


def outage_over(ended: str) -> Change:
    """Facebook was broken until then."""
    told: Incident = incident(
        "i-1", "resolved", platforms=["facebook"], cause="platform", ended_at_ms=at(ended)
    )
    turned = Transition(
        incident="i-1", number=3, at_ms=at(ended), before="recovering", after="resolved", reason=Reason("x")
    )
    return Change(incident=told, transition=turned)


def used_to_much(worker: Worker) -> None:
    """Two weeks and three days in which one message comes at half past each hour from 8 to 18."""
    worker.does(well_kept(), at_ms=at("1 07:00"))
    for day in range(1, 19):
        for hour in range(8, 18):
            worker.hears(heard(at(f"{day} {hour}:30"), thread=day * 100 + hour))
    worker.passes(at("18 18:00"))


def test_a_question_waits_until_it_is_answered_and_its_time_counts_on_its_own_day() -> None:
    worker = Worker()
    worker.hears(heard(at("4 23:30")), heard(at("4 23:40")), heard(at("5 08:00"), thread=2))
    worker.passes(at("5 08:05"))
    assert (worker.state().backlog, worker.state().waiting_since_ms) == (2, at("4 23:30"))

    worker.hears(heard(at("5 09:30"), outgoing=True))
    worker.passes(at("5 10:00"))
    assert worker.state().backlog == 1
    monday, tuesday = worker.store.activity.days(0, 99_999)
    assert (monday.inbound, monday.asked, monday.answered, monday.replies) == (2, 1, 1, 0)
    assert (tuesday.inbound, tuesday.asked, tuesday.answered, tuesday.replies) == (1, 1, 0, 1)
    together = cared([monday, tuesday])
    assert together.answered_share == 0.5
    assert together.median_ms == pytest.approx(10 * HOUR, rel=0.09)


def test_what_nobody_answered_for_two_weeks_is_no_backlog_any_more() -> None:
    worker = Worker()
    worker.hears(heard(at("1 09:00")))
    worker.passes(at("15 08:59"))
    assert worker.state().backlog == 1
    worker.passes(at("15 09:01"))
    assert worker.state().backlog == 0


def test_behind_an_outage_the_backlog_of_its_end_is_counted_down_until_it_is_worked_off() -> None:
    worker = Worker()
    worker.hears(*(heard(at("5 09:00") + thread, thread) for thread in range(1, 4)))
    worker.passes(at("5 10:01"), [outage_over("5 10:00")])
    worker.hears(heard(at("5 10:30"), thread=9))
    worker.hears(heard(at("5 09:59"), thread=4))  # the platform tells late of what was written before
    worker.passes(at("5 10:31"))
    clearing = worker.state().clearing
    assert clearing is not None
    assert (clearing.at_end, clearing.left, clearing.done_at_ms) == (4, 4, None)

    for thread in range(1, 5):
        worker.hears(heard(at("5 11:00"), thread, outgoing=True))
    worker.passes(at("5 11:01"))
    clearing = worker.state().clearing
    assert clearing is not None
    assert (clearing.left, clearing.done_at_ms) == (0, at("5 11:01"))
    assert worker.state().backlog == 1
    assert [(each["at_end"], each["left"]) for each in worker.told(ACCOUNT_BACKLOG)] == [(3, 3), (4, 0)]


def test_an_account_that_falls_silent_in_its_usual_hours_is_told_once_and_once_that_it_is_heard() -> None:
    worker = Worker()
    used_to_much(worker)
    worker.passes(at("19 07:00"))
    assert worker.words() == []  # a night is no silence
    for minute in range(8 * 60, 21 * 60, 5):
        worker.passes(at(f"19 {minute // 60}:{minute % 60:02}"))
    silent = ("City page", "silent", at("18 17:30"))
    assert worker.words() == [silent]

    worker.begins_anew()
    worker.passes(at("20 08:00"))
    worker.hears(heard(at("20 08:10"), thread=7), heard(at("20 08:11"), thread=8))
    worker.passes(at("20 08:12"))
    assert worker.words() == [silent, ("City page", "restored", at("20 08:10"))]


def test_an_outage_of_the_platform_explains_why_its_account_is_silent() -> None:
    worker = Worker()
    used_to_much(worker)
    worker.incidents = [incident("i-1", "confirmed", platforms=["facebook"], cause="platform")]
    for hour in range(8, 20):
        worker.passes(at(f"19 {hour}:00"))
    worker.incidents = []
    worker.passes(at("19 21:00"))
    assert worker.words() == []


def test_several_accounts_that_are_silent_together_are_our_own_door_and_no_incident_of_theirs() -> None:
    worker = Worker()
    used_to_much(worker)
    others = [CITY._replace(name=name) for name in ("Parks", "Transit")]
    worker.does(*(well_kept(name=each.name) for each in others), at_ms=at("1 07:00"))
    for day in range(1, 19):
        for hour in range(8, 18):
            worker.hears(*(heard(at(f"{day} {hour}:30"), day * 100 + hour, account=each) for each in others))
    for hour in range(8, 21):
        worker.passes(at(f"19 {hour}:00"))
    assert worker.words() == []


def test_a_post_that_meets_its_approved_draft_is_issued_however_it_was_wrapped() -> None:
    worker = Worker()
    worker.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    draft = deed(DraftPost, text=TEXT)
    approve = deed(ApprovePost, by="account-2", draft=draft.id)
    assert worker.does(draft, approve, at_ms=at("4 10:00")) == ["post-drafted", "post-approved"]
    words = words_of(TEXT.upper().replace(" ", "\n"), KEY)
    worker.hears(heard(at("4 11:00"), outgoing=True, form="post", words=words))
    worker.passes(at("4 11:01"))
    [post] = worker.store.activity.posts_in(["issued"])
    assert (post.draft, post.words) == (draft.id, None)
    assert worker.words() == []


def test_whoever_posts_may_be_faster_than_whoever_approves_but_not_by_much() -> None:
    worker = Worker()
    worker.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    draft = deed(DraftPost, text=TEXT)
    worker.does(draft, at_ms=at("4 10:00"))
    worker.hears(heard(at("4 10:30"), outgoing=True, form="post", words=words_of(TEXT, KEY)))
    worker.passes(at("4 10:40"))
    assert worker.words() == []
    worker.does(deed(ApprovePost, by="account-2", draft=draft.id), at_ms=at("4 10:41"))
    worker.passes(at("4 10:42"))
    assert [each.draft for each in worker.store.activity.posts_in(["issued"])] == [draft.id]


def test_a_post_that_nobody_approved_is_told_once_and_is_over_when_somebody_says_what_it_was() -> None:
    worker = Worker()
    worker.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    worker.hears(heard(at("4 11:00"), outgoing=True, form="post", words=1, id_="strange"))
    worker.passes(at("4 11:10"))
    assert worker.words() == []
    worker.passes(at("4 11:00") + GRACE_MS)
    worker.passes(at("4 12:00"))
    unexpected = ("City page", "unexpected-post", at("4 11:00"))
    assert worker.words() == [unexpected]

    [post] = worker.store.activity.posts_in(["unexpected"])
    explain = deed(ExplainPost, post=post.id, reason="The duty officer posted it in a flood")
    assert worker.does(explain, at_ms=at("4 12:30")) == ["post-explained"]
    worker.passes(at("4 12:31"))
    assert worker.words() == [unexpected, ("City page", "restored", at("4 12:31"))]
    worker.hears(heard(at("4 11:00"), outgoing=True, form="post", words=1, id_="strange"))
    worker.passes(at("4 12:50"))
    assert len(worker.words()) == 2


def test_where_no_post_needs_an_approval_none_is_unexpected() -> None:
    worker = Worker()
    worker.does(well_kept(), at_ms=at("4 09:00"))
    worker.hears(heard(at("4 11:00"), outgoing=True, form="post", words=1))
    worker.passes(at("4 12:00"))
    assert worker.words() == []
    assert [each.state for each in worker.store.activity.posts_in(["uncompared"])] == ["uncompared"]


def test_without_a_key_no_post_can_be_compared_and_none_is_unexpected() -> None:
    worker = Worker(keys=())
    worker.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    worker.hears(heard(at("4 11:00"), outgoing=True, form="post", words=1))
    worker.passes(at("4 12:00"))
    assert worker.words() == []
    assert [each.state for each in worker.store.activity.posts_in(["uncompared"])] == ["uncompared"]


def test_a_key_that_was_rotated_still_knows_what_it_numbered() -> None:
    worker = Worker(keys=(KEY, KEY[::-1]))
    worker.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    draft = deed(DraftPost, text=TEXT)
    worker.does(draft, deed(ApprovePost, by="account-2", draft=draft.id), at_ms=at("4 10:00"))
    for minute, key in enumerate((KEY, KEY[::-1])):
        issued = heard(at(f"4 11:0{minute}"), outgoing=True, form="post", words=words_of(TEXT, key))
        worker.hears(issued)
    worker.passes(at("4 11:30"))
    assert [each.draft for each in worker.store.activity.posts_in(["issued"])] == [draft.id] * 2


def test_access_that_is_declared_to_end_is_lost_where_nothing_is_heard_since() -> None:
    worker = Worker()
    worker.does(well_kept(token_expires_on=date(2026, 5, 5)), at_ms=at("1 09:00"))
    worker.passes(at("5 01:59"))
    assert worker.words() == []
    worker.passes(at("5 02:00"))
    assert worker.words() == [("City page", "token-expired", at("5 00:00"))]
    worker.does(well_kept(token_expires_on=date(2026, 8, 5)), at_ms=at("5 09:00"))
    worker.passes(at("5 09:01"))
    assert worker.words()[1:] == [("City page", "restored", at("5 09:01"))]


def test_an_account_that_is_heard_has_access_whatever_was_declared() -> None:
    worker = Worker()
    worker.does(well_kept(token_expires_on=date(2026, 5, 5)), at_ms=at("1 09:00"))
    worker.hears(heard(at("5 00:30")))
    worker.passes(at("5 03:00"))
    assert worker.words() == []
    assert "account-token-over" in [each.code for each in worker.state().findings]


def test_what_a_platform_says_is_not_said_again_and_ends_with_its_word() -> None:
    worker = Worker()
    worker.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    locked = AccountEvent(
        source="hook:city", at_ms=at("4 10:00"), platform="facebook", account="City page", event="locked"
    )
    worker.hears(locked)
    worker.hears(heard(at("4 10:05"), outgoing=True, form="post", words=1))
    worker.passes(at("4 11:00"))
    assert worker.words() == []  # it has an incident already
    worker.hears(
        AccountEvent(
            source="hook:city",
            at_ms=at("4 11:30"),
            platform="facebook",
            account="City page",
            event="restored",
        )
    )
    assert worker.words() == [("City page", "unexpected-post", at("4 11:30") + 1)]


def test_somebody_who_looked_a_locked_account_through_says_that_it_is_well() -> None:
    worker = Worker()
    worker.does(well_kept(), at_ms=at("4 09:00"))
    worker.hears(
        AccountEvent(
            source="hook:city", at_ms=at("4 10:00"), platform="facebook", account="City page", event="locked"
        )
    )
    worker.does(deed(CheckAccount), at_ms=at("4 10:30"))
    worker.passes(at("4 10:31"))
    assert worker.words() == [("City page", "restored", at("4 10:31"))]


def test_an_account_that_is_retired_has_no_troubles_and_lacks_nothing() -> None:
    worker = Worker()
    used_to_much(worker)
    for hour in range(8, 20):
        worker.passes(at(f"19 {hour}:00"))
    assert [event for _, event, _ in worker.words()] == ["silent"]
    worker.does(deed(RetireAccount, reason="The page is closed"), at_ms=at("19 20:00"))
    worker.passes(at("19 20:01"))
    assert [event for _, event, _ in worker.words()] == ["silent", "restored"]
    assert worker.state().findings == ()


def test_what_an_account_lacks_is_told_when_it_changes_and_not_every_minute() -> None:
    worker = Worker()
    worker.hears(heard(at("4 09:00")))
    worker.passes(at("4 09:01"))
    worker.does(well_kept(admins=1, recovery=""), at_ms=at("4 09:02"))
    worker.passes(at("4 09:03"))
    worker.passes(at("4 09:04"))
    worker.does(well_kept(), deed(CheckAccount), at_ms=at("4 09:05"))
    worker.passes(at("4 09:06"))
    found = [[each["code"] for each in told["findings"]] for told in worker.told(ACCOUNT_FOUND)]
    assert found == [
        ["account-undeclared"],
        ["account-few-admins", "account-no-recovery", "account-never-checked"],
        [],
    ]


def test_who_begins_anew_without_having_committed_tells_the_same() -> None:
    steady, dying = Worker(), Worker()
    for worker in (steady, dying):
        worker.does(well_kept(), at_ms=at("4 09:00"))
    event = heard(at("4 10:00"), id_="the-one")
    steady.hears(event)
    dying.part.take(0, event)
    dying.begins_anew()
    dying.hears(event)
    dying.hears(event)
    assert steady.rows() == dying.rows()
