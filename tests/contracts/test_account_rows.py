"""What every store promises of own accounts: in memory, on SQLite and on a real PostgreSQL."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from monitors.account_rows import AccountWork, ActivityWork, ConversationKey
from monitors.domain.accounts.actions import ApprovePost, DraftPost
from monitors.domain.accounts.conversations import HORIZON_MS, Conversation, Entry
from monitors.domain.accounts.records import (
    AccountDay,
    AccountKey,
    AccountState,
    Clearing,
    CriticalWindow,
    Draft,
    Explanation,
    OwnAccount,
    Post,
    PreFlight,
)
from monitors.domain.outage.records import Reason
from monitors.store import Overtaken, Retention, Store, Work
from tests.own_accounts import CITY, UNIT, Worker, at, deed, heard, well_kept
from tests.room_actions import ACTIONS
from tests.stored_work import NOON_MS
from tests.stored_work import SIGNALS as SIGNALS_PLACE

DAY_MS = 86_400_000
HUGE = (1 << 64) - 1
OTHER = AccountKey("x", "Parc à chiens / dogs")

ACCOUNT = OwnAccount(
    platform=CITY.platform,
    name=CITY.name,
    unit=UNIT,
    owner_role="Chef",
    admins=2,
    recovery="«\N{NO-BREAK SPACE}coffre\N{NO-BREAK SPACE}»",
    token_expires_on=date(2026, 9, 1),
    posts_need_approval=True,
    checked_on=date(2026, 4, 1),
    checked_at_ms=NOON_MS,
    declared_at_ms=NOON_MS,
)
DRAFT = Draft(
    id="draft-0001",
    platform=CITY.platform,
    name=CITY.name,
    unit=UNIT,
    text="Déjà vu\n\N{GRINNING FACE}",
    drafted_at_ms=NOON_MS,
    drafted_by="account-1",
    drafted_by_role="unit",
)
WINDOW = CriticalWindow(
    id="window-01",
    title="Election night",
    platforms=("facebook", "x"),
    units=(UNIT,),
    from_ms=NOON_MS,
    until_ms=NOON_MS + 1000,
    tolerance_minutes=5,
    role="risk",
    declared_at_ms=NOON_MS - 1,
)
EXPLAINED = Explanation(
    post="post-0001", platform="facebook", name="City page", at_ms=NOON_MS, role="unit", reason="A flood"
)
COUNTED = AccountDay(
    platform=CITY.platform,
    name=CITY.name,
    day=20_000,
    inbound=3,
    asked=2,
    answered=1,
    waits={0: 1, 77: 2},
    heard_by_hour={9: 3},
    replies_by_hour={480_001: 1},
)
TALK = Conversation(entries=(Entry(NOON_MS, "asks", "a"), Entry(NOON_MS + 1, "replies", "b")), settled_ms=7)
STATE = AccountState(
    platform=CITY.platform,
    name=CITY.name,
    heard_at_ms=NOON_MS,
    troubles={"silent": NOON_MS},
    is_told=True,
    backlog=4,
    clearing=Clearing(incident="i-1", since_ms=NOON_MS, at_end=9, left=4),
    findings=(Reason("account-few-admins", {"admins": 1, "least": 2}),),
)
POST = Post(id="post-0001", platform="facebook", name="City page", at_ms=NOON_MS, state="waiting", words=HUGE)
FOUND = PreFlight(
    window=WINDOW.id,
    platform="x",
    checked_at_ms=NOON_MS,
    lacking=(Reason("preflight-probes", {"platform": "x"}),),
)


def done(store: Store, **work: AccountWork | ActivityWork) -> None:
    place = ACTIONS if "accounts" in work else SIGNALS_PLACE
    standing = store.resume(place).next_offset
    store.commit(place, standing, (standing or 0) + 1, Work(**work))  # type: ignore[arg-type]  # by its name


def test_what_people_declare_comes_back_as_it_was_said_and_replaces_itself(
    worker: Callable[[], Store],
) -> None:
    other = replace(ACCOUNT, platform=OTHER.platform, name=OTHER.name, unit="Parks")
    declared = AccountWork([ACCOUNT, other], [DRAFT], [WINDOW], [EXPLAINED])
    done(worker(), accounts=declared)
    rows = worker().accounts
    assert rows.accounts() == {CITY: ACCOUNT, OTHER: other}
    assert list(rows.accounts()) == [CITY, OTHER]
    assert rows.accounts([OTHER, AccountKey("x", "none")]) == {OTHER: other}
    assert rows.drafts([DRAFT.id, "none"]) == {DRAFT.id: DRAFT}
    assert rows.drafts_of([CITY]) == [DRAFT]
    assert rows.windows() == rows.windows([WINDOW.id]) == {WINDOW.id: WINDOW}
    assert rows.explanations([EXPLAINED.post, "none"]) == {EXPLAINED.post: EXPLAINED}
    assert not any([rows.accounts([]), rows.drafts([]), rows.drafts_of([OTHER]), rows.windows([])])

    approved = replace(DRAFT, state="approved", decided_at_ms=NOON_MS, decided_by_role="risk")
    done(worker(), accounts=AccountWork([replace(ACCOUNT, admins=3)], [approved]))
    assert worker().accounts.accounts([CITY])[CITY].admins == 3
    assert worker().accounts.drafts([DRAFT.id]) == {DRAFT.id: approved}


def test_a_critical_window_is_on_from_its_beginning_until_before_its_end(
    worker: Callable[[], Store],
) -> None:
    ended = replace(WINDOW, id="window-02", ended_at_ms=NOON_MS)
    done(worker(), accounts=AccountWork(windows=[WINDOW, ended]))
    rows = worker().accounts
    assert [rows.critical_windows(NOON_MS + ms) for ms in (-1, 0, 999, 1000)] == [[], [WINDOW], [WINDOW], []]


def test_what_was_heard_comes_back_as_it_was_counted_and_replaces_itself(
    worker: Callable[[], Store],
) -> None:
    key = ConversationKey(*CITY, HUGE)
    work = ActivityWork([COUNTED], {key: TALK}, [STATE], [POST], [FOUND])
    done(worker(), activity=work)
    rows = worker().activity
    assert rows.days(20_000, 20_000) == rows.days(0, 30_000, [CITY]) == [COUNTED]
    assert rows.conversations() == {key: TALK}
    assert rows.states() == {CITY: STATE}
    assert rows.posts([POST.id, "none"]) == {POST.id: POST}
    assert rows.posts_in(["waiting"]) == rows.posts_in(["waiting", "issued"], [CITY]) == [POST]
    assert rows.preflights([WINDOW.id, "none"]) == [FOUND]
    assert not any(
        [
            rows.days(20_001, 20_001),
            rows.days(0, 30_000, [OTHER]),
            rows.posts_in(["issued"]),
            rows.preflights([]),
        ]
    )
    rows.days(20_000, 20_000)[0].inbound = 99
    assert rows.days(20_000, 20_000) == [COUNTED]

    done(worker(), activity=ActivityWork(posts=[replace(POST, state="issued", words=None, draft="d")]))
    assert worker().activity.posts_in(["waiting"]) == []
    assert worker().activity.posts([POST.id])[POST.id].draft == "d"


def test_conversations_go_after_two_weeks_and_the_rest_with_the_hours(worker: Callable[[], Store]) -> None:
    store, key = worker(), ConversationKey(*CITY, 1)
    done(store, accounts=AccountWork([ACCOUNT], [DRAFT], [WINDOW], [EXPLAINED]))
    old = replace(COUNTED, day=NOON_MS // DAY_MS)
    done(store, activity=ActivityWork([old], {key: TALK}, [STATE], [POST], [FOUND]))
    store.expire(TALK.last_ms + HORIZON_MS, Retention())
    assert worker().activity.conversations() == {key: TALK}
    assert store.expire(TALK.last_ms + HORIZON_MS + 1, Retention()) == 1
    assert worker().activity.conversations() == {}
    assert store.expire(NOON_MS + 401 * DAY_MS, Retention()) == 4
    rows, heard_ = worker().accounts, worker().activity
    assert (heard_.days(0, 30_000), heard_.posts([POST.id]), rows.drafts([DRAFT.id])) == ([], {}, {})
    assert rows.explanations([EXPLAINED.post]) == {}
    assert (rows.accounts(), rows.windows(), heard_.states()) == (
        {CITY: ACCOUNT},
        {WINDOW.id: WINDOW},
        {CITY: STATE},
    )


def test_what_another_worker_overtook_is_not_written(worker: Callable[[], Store]) -> None:
    store = worker()
    done(store, activity=ActivityWork())
    with pytest.raises(Overtaken):
        store.commit(SIGNALS_PLACE, None, 1, Work(activity=ActivityWork(posts=[POST])))
    assert store.activity.posts([POST.id]) == {}


def test_a_worker_goes_on_where_the_one_before_it_stopped(worker: Callable[[], Store]) -> None:
    first = Worker(worker())
    draft = deed(DraftPost, text="The pool opens at 9")
    first.does(well_kept(posts_need_approval=True), at_ms=at("4 09:00"))
    first.does(draft, at_ms=at("4 09:30"))
    event = heard(at("4 10:00"), thread=HUGE, id_="one")
    first.hears(event)
    second = Worker(worker())
    second.hears(event, heard(at("4 11:00"), thread=HUGE, outgoing=True))
    second.passes(at("4 11:01"))
    approve = deed(ApprovePost, by="account-2", draft=draft.id)
    assert second.does(approve, draft, at_ms=at("4 12:00")) == ["post-approved"]
    [day] = worker().activity.days(0, 99_999)
    assert (day.asked, day.answered, worker().activity.states()[CITY].backlog) == (1, 1, 0)
    assert [each.kind for each in worker().accounts.changes(CITY)] == [
        "declare-account",
        "draft-post",
        "approve-post",
    ]
    assert "text" not in worker().accounts.changes(CITY)[1].said
