"""What people do to the register: stories of an entry, each action with one outcome and one reason."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from monitors.domain.actions import decode_action, encode_action
from monitors.domain.register.actions import (
    VERSION,
    AcceptRisk,
    Approve,
    Confirm,
    DecideDispute,
    Declare,
    RaiseDispute,
    RegisterAction,
    Reply,
    TryFallback,
    Withdraw,
    key_of,
)
from monitors.domain.register.applying import MAY, REPLY_DAYS, applied
from monitors.domain.register.records import (
    REVIEW_DAYS,
    Acceptance,
    Declaration,
    Entry,
    EntryKey,
    Fallback,
    Impact,
)
from streams.contracts.evidence import UnreadableMessageError

TODAY = date(2026, 6, 1)
YEAR = timedelta(days=REVIEW_DAYS)
SAID = Declaration(
    activity="answering",
    owner_role="Duty manager",
    impact_over_time=(Impact(at_hours=24, category="reputational", level=3),),
    fallback=Fallback(name="telephone"),
)
IDS = iter(f"action-{number}" for number in range(1_000_000))


def act(kind: type[Any], role: str, **said: Any) -> Any:
    if kind is not Declare:
        said = {"activity": "answering"} | said
    return kind(id=next(IDS), at_ms=0, role=role, by="account", unit="A", platform="facebook", **said)


def told(entry: Entry | None, *actions: RegisterAction, day: date = TODAY) -> tuple[Entry | None, list[str]]:
    """The entry after some actions of one day, and what became of each: its code, `!` before a refusal."""
    codes = []
    for action in actions:
        come_to = applied(entry, action, day)
        entry = come_to.entry
        codes.append(f"{'!' if come_to.change.refused else ''}{come_to.change.reason.code}")
    return entry, codes


def declared() -> Entry:
    entry, _ = told(None, act(Declare, "unit", declaration=SAID))
    assert entry is not None
    return entry


def test_what_a_unit_answers_is_its_entry_and_its_word() -> None:
    assert declared() == Entry(
        unit="A",
        platform="facebook",
        declaration=SAID,
        evidence="confirmed",
        status="in-review",
        declared_on=TODAY,
        review_due=TODAY + YEAR,
    )


def test_what_risk_writes_for_a_unit_waits_for_its_word() -> None:
    entry, _ = told(None, act(Declare, "risk", declaration=SAID))
    assert entry is not None
    assert entry.evidence == "declared"

    entry, codes = told(entry, act(Confirm, "unit"))
    assert entry is not None
    assert (entry.evidence, codes) == ("confirmed", ["entry-confirmed"])


def test_a_dispute_has_a_reason_a_due_date_a_reply_and_an_outcome() -> None:
    entry, codes = told(
        declared(),
        act(RaiseDispute, "unit", reason="that was a campaign"),
        act(RaiseDispute, "unit", reason="again"),
        act(Approve, "risk", approver_role="Head of Risk"),
        act(DecideDispute, "risk", outcome="upheld"),
        act(Reply, "risk", reply="we look at it"),
        act(DecideDispute, "risk", outcome="upheld"),
        act(Reply, "risk", reply="too late"),
    )

    assert codes == [
        "entry-disputed",
        "!dispute-is-open",
        "!dispute-is-open",
        "!dispute-without-reply",
        "dispute-answered",
        "dispute-upheld",
        "!dispute-is-over",
    ]
    assert entry is not None
    assert entry.dispute is not None
    assert entry.evidence == "confirmed"
    assert entry.dispute.reply_due == TODAY + timedelta(days=REPLY_DAYS)
    assert (entry.dispute.reason, entry.dispute.reply) == ("that was a campaign", "we look at it")


def test_a_unit_may_confirm_or_dispute_what_is_only_observed() -> None:
    confirmed, codes = told(None, act(Confirm, "unit", activity=""))
    assert confirmed is not None
    assert (confirmed.evidence, confirmed.key.activity, codes) == ("confirmed", "", ["entry-confirmed"])

    rejected, codes = told(
        None,
        act(RaiseDispute, "unit", activity="", reason="not ours"),
        act(Reply, "risk", activity="", reply="it is"),
        act(DecideDispute, "risk", activity="", outcome="rejected"),
    )
    assert rejected is not None
    assert (rejected.evidence, codes[-1]) == ("observed", "dispute-rejected")


def test_an_approval_holds_for_a_year_and_ends_with_a_new_declaration() -> None:
    later = TODAY + timedelta(days=100)
    approved, _ = told(declared(), act(Approve, "risk", approver_role="Head of Risk"), day=later)
    assert approved is not None
    assert (approved.status, approved.approved_on, approved.review_due) == ("approved", later, later + YEAR)

    anew, codes = told(approved, act(Declare, "risk", declaration=replace(SAID, mbco="half")), day=later)
    assert anew is not None
    assert (anew.status, anew.approved_by_role, anew.evidence) == ("in-review", "", "declared")
    assert codes == ["entry-declared-anew"]


def test_what_is_declared_word_for_word_already_changes_nothing() -> None:
    before = declared()
    again, codes = told(
        before, act(Declare, "unit", declaration=SAID), act(Declare, "risk", declaration=SAID)
    )
    assert (again, codes) == (before, ["!declared-already"] * 2)

    waiting, _ = told(None, act(Declare, "risk", declaration=SAID))
    heard, codes = told(waiting, act(Declare, "unit", declaration=SAID))
    assert heard is not None
    assert (heard.evidence, codes) == ("confirmed", ["entry-declared-anew"])


def test_a_fallback_that_works_is_dated_and_one_that_fails_is_told_at_once() -> None:
    entry, _ = told(declared(), act(TryFallback, "operations", on=TODAY, works=True))
    assert entry is not None
    assert entry.declaration.fallback is not None
    assert entry.declaration.fallback.tested_on == TODAY

    failed = applied(entry, act(TryFallback, "unit", on=TODAY, works=False), TODAY)
    assert failed.entry == entry
    assert (failed.change.alert.when, failed.change.alert.reason.code) == ("at-once", "fallback-failed")
    confirmed = applied(entry, act(Confirm, "unit"), TODAY)
    assert confirmed.change.alert.when == "weekly"


def test_a_risk_is_accepted_by_a_role_until_a_day_to_come() -> None:
    until = TODAY + timedelta(days=90)
    good = Acceptance(role="Head of Risk", reason="being moved", until=until)
    bad = Acceptance(role="some.one", reason="", until=TODAY - timedelta(days=1))

    entry, codes = told(declared(), act(AcceptRisk, "risk", acceptance=good))
    assert entry is not None
    assert (entry.acceptance, codes) == (good, ["risk-accepted"])
    refused = applied(entry, act(AcceptRisk, "risk", acceptance=bad), TODAY).change
    assert [fault.code for fault in refused.faults] == [
        "role-looks-like-a-person",
        "acceptance-without-reason",
        "acceptance-over-already",
    ]


def test_what_is_withdrawn_is_gone_and_can_be_declared_again() -> None:
    gone, codes = told(declared(), act(Withdraw, "unit", reason="moved to the portal"))
    assert (gone, codes) == (None, ["entry-withdrawn"])

    back, _ = told(gone, act(Declare, "unit", declaration=SAID))
    assert back == declared()


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (act(Confirm, "unit"), "no-such-entry"),
        (act(RaiseDispute, "unit", reason="no"), "no-such-entry"),
        (act(Reply, "risk", reply="so"), "no-such-entry"),
        (act(Approve, "risk", approver_role="Head of Risk"), "no-such-entry"),
        (act(Withdraw, "unit", reason="over"), "no-such-entry"),
        (act(Confirm, "risk"), "not-for-this-role"),
        (act(Approve, "unit", approver_role="Head"), "not-for-this-role"),
        (act(Declare, "auditor", declaration=SAID), "not-for-this-role"),
        (act(Declare, "unit", declaration=Declaration(activity="x", rto_hours=9, mtpd_hours=1)),
         "declaration-faulty"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_its_reason(action: RegisterAction, code: str) -> None:
    assert told(None, action) == (None, [f"!{code}"])


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (act(Reply, "risk", reply="so"), "no-such-dispute"),
        (act(Approve, "risk", approver_role="some.one@example.org"), "approval-faulty"),
        (act(TryFallback, "unit", on=TODAY + timedelta(days=1), works=True), "test-in-the-future"),
    ],
)
def test_a_refusal_leaves_the_entry_as_it_was(action: RegisterAction, code: str) -> None:
    before = declared()

    assert told(before, action) == (before, [f"!{code}"])


ACTIONS = [
    lambda: act(Declare, "unit", declaration=SAID),
    lambda: act(Declare, "risk", declaration=SAID),
    lambda: act(Confirm, "unit"),
    lambda: act(RaiseDispute, "unit", reason="no"),
    lambda: act(Reply, "risk", reply="so"),
    lambda: act(DecideDispute, "risk", outcome="upheld"),
    lambda: act(DecideDispute, "risk", outcome="rejected"),
    lambda: act(Approve, "risk", approver_role="Head of Risk"),
    lambda: act(TryFallback, "unit", on=TODAY, works=True),
    lambda: act(Withdraw, "unit", reason="over"),
]


@given(st.lists(st.sampled_from(ACTIONS), max_size=12))
def test_whatever_people_do_an_open_dispute_reads_disputed_and_nothing_else_does(made: list[Any]) -> None:
    entry: Entry | None = None
    for make in made:
        entry, _ = told(entry, make())
        is_open = entry is not None and entry.dispute is not None and entry.dispute.outcome == "open"
        assert (entry is not None and entry.evidence == "disputed") == is_open
        assert entry is None or entry.status != "approved" or entry.approved_by_role


def test_every_kind_of_action_has_its_roles() -> None:
    assert set(MAY) == set(RegisterAction.__args__)


@pytest.mark.parametrize("make", ACTIONS)
def test_an_action_reads_as_it_was_written_and_ignores_what_it_does_not_know(make: Any) -> None:
    action = make()
    newer = json.encode(json.decode(encode_action(action)) | {"mood": "fine"})

    assert decode_action(encode_action(action)) == decode_action(newer) == action
    assert key_of(action) == EntryKey("A", "facebook", "answering")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"kind": "forget"}',
        json.encode(json.decode(encode_action(act(Confirm, "unit"))) | {"version": VERSION + 1}),
        json.encode(json.decode(encode_action(act(Confirm, "unit"))) | {"role": "boss"}),
        json.encode(json.decode(encode_action(act(Confirm, "unit"))) | {"unit": ""}),
    ],
)
def test_what_is_no_action_of_this_version_is_a_dead_letter(data: bytes) -> None:
    with pytest.raises(UnreadableMessageError):
        decode_action(data)


def test_the_documentation_says_who_may_do_what() -> None:
    page = (Path(__file__).parents[4] / "docs" / "register.md").read_text("utf-8")
    named = {
        "declare, withdraw": (Declare, Withdraw),
        "confirm, dispute": (Confirm, RaiseDispute),
        "reply to a dispute, decide it": (Reply, DecideDispute),
        "approve, accept a risk": (Approve, AcceptRisk),
        "test a fallback": (TryFallback,),
    }
    head, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page[page.index("| who may |") :].split("\n\n", maxsplit=1)[0].splitlines()
        if "---" not in line
    ]

    told = {
        kind: {role for role, cell in zip(head[1:], cells, strict=True) if cell == "yes"}
        for deeds, *cells in rows
        for kind in named[deeds]
    }
    assert told == MAY
