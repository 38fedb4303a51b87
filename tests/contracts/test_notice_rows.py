"""What every store promises of notices: in memory, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from monitors.domain.notices.delivering import refused, taken
from monitors.domain.notices.records import Audience, Decision, Delivery, Notice, NoticeKind, Standing
from monitors.domain.outage.records import Reason
from monitors.domain.showing import shown_incident
from monitors.notice_rows import NoticeWork
from monitors.store import Retention, Store, Work
from tests.stored_work import SIGNALS, incident

NOW_MS = 1_760_011_200_000
DAY_MS = 86_400_000


def decision(
    number: int, kind: NoticeKind | None = "first", subject: str = "i", at_ms: int = NOW_MS
) -> Decision:
    return Decision(
        subject=subject,
        audience="on-call",
        number=number,
        at_ms=at_ms,
        kind=kind,
        message=None if kind is None else number,
        reason=Reason("notice-unanswered", {"audience": "on-call", "minutes": 31}),
        severity="major",
        unit="Parks",
    )


def delivery(number: int = 1, subject: str = "i", at_ms: int = NOW_MS) -> Delivery:
    notice = Notice(
        id=f"{subject}/on-call",
        kind="first",
        reason=Reason("notice-first", {}),
        incident=shown_incident(incident(subject, "confirmed"), 10, None),
        platforms=("Facebook",),
        audience=Audience("on-call", "operations"),
        language="fr",
        at_ms=at_ms,
        number=number,
        link=f"/incidents/{subject}",
        severity="critical",
    )
    return Delivery(
        notice=notice, subject=subject, routes=("mail", "sms"), doubts=("internet",), next_try_at_ms=at_ms
    )


def told(subject: str = "i", audience: str = "on-call", **fields: object) -> Standing:
    known = {
        "messages": 1,
        "decisions": 2,
        "decided_at_ms": NOW_MS,
        "first_at_ms": NOW_MS,
        "last_at_ms": NOW_MS,
        "platforms": ("x",),
        "because": "notice-first",
        "taken_over": ("night-shift",),
    }
    return Standing(subject=subject, audience=audience, **{**known, **fields})  # type: ignore[arg-type]  # by name


def commit(store: Store, work: NoticeWork) -> None:
    expected = store.resume(SIGNALS).next_offset
    store.commit(SIGNALS, expected, (expected or 0) + 1, Work(notices=work))


@pytest.fixture
def store(worker: Callable[[], Store]) -> Store:
    return worker()


def test_what_was_decided_comes_back_as_it_was(store: Store) -> None:
    some, standing, one = [decision(1), decision(2, None)], told(), delivery()

    commit(store, NoticeWork(some, [standing], [one]))

    assert store.notices.decisions("i") == some
    assert store.notices.standings({"i", "other"}) == [standing]
    assert store.notices.deliveries("i") == [one]
    assert store.notices.deliveries("other") == []


def test_whoever_waits_for_an_all_clear_is_known(store: Store) -> None:
    commit(
        store,
        NoticeWork(
            standings=[
                told("goes on"),
                told("is over", is_cleared=True),
                told("never told", first_at_ms=None),
                told("digest/2026-W10", is_once=True),
            ]
        ),
    )
    assert store.notices.uncleared() == {"goes on"}

    commit(store, NoticeWork(standings=[told("goes on", is_cleared=True)]))

    assert store.notices.uncleared() == set()


def test_firsts_are_counted_by_audience_since_a_moment(store: Store) -> None:
    commit(
        store,
        NoticeWork(
            [
                decision(1, subject="a", at_ms=NOW_MS - 1),
                decision(1, subject="b"),
                decision(2, "repeat", "b"),
                decision(3, None, "b"),
                decision(1, subject="c"),
            ]
        ),
    )

    assert store.notices.firsts(NOW_MS) == {"on-call": 2}


def test_messages_of_one_key_are_due_one_after_the_other(store: Store) -> None:
    first, second, other = delivery(1), delivery(2, at_ms=NOW_MS + 5), delivery(1, "j", NOW_MS + 1)
    commit(store, NoticeWork(deliveries=[second, first, other]))
    assert store.notices.due(NOW_MS - 1, 10) == []
    assert store.notices.next_due_ms() == NOW_MS

    assert store.notices.due(NOW_MS + 9, 10) == [first, other]
    assert store.notices.due(NOW_MS + 9, 1) == [first]
    assert store.notices.marked(first, taken(first, "mail", NOW_MS + 3))
    assert store.notices.due(NOW_MS + 9, 10) == [other, second]


def test_a_try_is_marked_once_whoever_tries_too(store: Store) -> None:
    one = delivery()
    commit(store, NoticeWork(deliveries=[one]))
    after = refused(one, "mail", "no-such-mailbox", NOW_MS + 7)

    assert store.notices.marked(one, after)
    assert not store.notices.marked(one, taken(one, "mail", NOW_MS + 8))

    assert store.notices.deliveries("i") == [after]
    assert store.notices.marked(after, taken(after, "sms", NOW_MS + 9))
    assert store.notices.next_due_ms() is None
    assert not store.notices.marked(after, after)


def test_a_message_that_is_decided_again_does_not_undo_how_far_it_came(store: Store) -> None:
    one = delivery()
    commit(store, NoticeWork(deliveries=[one]))
    store.notices.marked(one, taken(one, "mail", NOW_MS + 3))

    commit(store, NoticeWork(deliveries=[replace(one, routes=("sms",))]))

    assert [each.state for each in store.notices.deliveries("i")] == ["sent"]


def test_notices_are_kept_as_long_as_hours_are(store: Store) -> None:
    old = NOW_MS - 31 * DAY_MS
    commit(
        store,
        NoticeWork(
            [decision(1, subject="old", at_ms=old), decision(1)],
            [told("old", decided_at_ms=old), told()],
            [delivery(1, "old", old), delivery()],
        ),
    )

    assert store.expire(NOW_MS, Retention(hours_days=30)) == 3

    assert not store.notices.decisions("old")
    assert not store.notices.deliveries("old")
    assert store.notices.standings({"old", "i"}) == [told()]
