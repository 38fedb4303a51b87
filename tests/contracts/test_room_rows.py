"""What every store promises of rooms and of the audit log: in memory, on SQLite and on a real PostgreSQL."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.outage.records import Reason
from monitors.domain.rooms.actions import AnswerPoll, CoverByFallback, ReportFailure
from monitors.domain.rooms.records import (
    FallbackUse,
    Lesson,
    Mark,
    NamedCause,
    PollAnswer,
    Practice,
    PracticeAnswer,
    ReportKey,
    Room,
    RoomChange,
    Silenced,
)
from monitors.room_rows import RoomWork
from monitors.store import Overtaken, Place, Retention, Store, Work
from tests.room_actions import ACTIONS, OUTAGE, PERSON, Hub, do
from tests.stored_work import NOON_MS, SIGNALS, change, incident

AUDIT = Place("cluster-a", "topic-4", "holdfast.hub.audit", 0)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

ROOM = Room(
    incident="i-1",
    acknowledged_by_role="operations",
    acknowledged_at_ms=NOON_MS,
    lead_role="Chef de quart",
    led_since_ms=NOON_MS + 1,
    fallbacks=(
        FallbackUse(
            unit="Roads", platform="x", activity="", fallback="radio", from_ms=NOON_MS, until_ms=None
        ),
    ),
    poll=(PollAnswer(unit="Roads", account="account-7", answer="worked-around", at_ms=NOON_MS),),
    named_cause=NamedCause(
        source="feed",
        change="CHG-1",
        system="filter",
        title="Liste du lundi",
        changed_at_ms=NOON_MS - 240_000,
        role="operations",
        named_at_ms=NOON_MS + 3,
    ),
)
LESSON = Lesson(
    id="lesson-1",
    platform="facebook",
    purpose="external",
    instead="file téléphonique 4",
    unit="",
    incident="i-1",
    role="unit",
    added_at_ms=NOON_MS,
    withdrawn_at_ms=NOON_MS + 2,
    withdrawn_reason="no more",
    ratings={"account-7": True, "account-8": False},
)
PRACTICE = Practice(
    id="practice-1",
    kind="question",
    unit="Roads",
    platform="",
    title="How?",
    text="How do you do it?",
    role="unit",
    at_ms=NOON_MS,
    answers=(PracticeAnswer(unit="Parks", role="unit", text="So.", at_ms=NOON_MS + 1),),
)
SILENCE = Silenced(
    id="silence-1",
    platform="x",
    unit="",
    why="planned",
    from_ms=NOON_MS,
    until_ms=NOON_MS + HOUR_MS,
    reason="the proxy moves",
    role="operations",
)


def commit(store: Store, work: Work, place: Place = ACTIONS) -> None:
    at = store.resume(place).next_offset
    store.commit(place, at, (at or 0) + 1, work)


def said(action: str, at_ms: int = NOON_MS, incident_: str = "i-1") -> RoomChange:
    return RoomChange(
        action=action,
        kind="comment",
        at_ms=at_ms,
        role="risk",
        account="account-7",
        incident=incident_,
        unit="",
        platform="",
        reason=Reason("commented"),
        said={"text": "déjà vu"},
    )


def test_everything_comes_back_as_it_was_said_and_replaces_itself(worker: Callable[[], Store]) -> None:
    work = RoomWork(rooms=[ROOM], lessons=[LESSON], practices=[PRACTICE], silences=[SILENCE])
    commit(worker(), Work(rooms=work))
    rows = worker().rooms

    assert rows.rooms() == rows.rooms(["i-1", "i-none"]) == {"i-1": ROOM}
    assert rows.lessons(["lesson-1"]) == {"lesson-1": LESSON}
    assert rows.practices() == {"practice-1": PRACTICE}
    assert rows.silences() == {"silence-1": SILENCE}
    nothing = [rows.rooms([]), rows.lessons([]), rows.practices(["none"]), rows.silences([])]
    assert not any(nothing)

    ended = replace(SILENCE, ended_at_ms=NOON_MS + 5)
    commit(worker(), Work(rooms=RoomWork(rooms=[replace(ROOM, lead_role=None)], silences=[ended])))
    assert worker().rooms.rooms()["i-1"].lead_role is None
    assert worker().rooms.silences() == {"silence-1": ended}


def test_rows_come_in_the_order_of_time(worker: Callable[[], Store]) -> None:
    later = replace(LESSON, id="lesson-0", added_at_ms=NOON_MS + 9)
    asked = replace(PRACTICE, id="practice-0", at_ms=NOON_MS + 9)
    planned = replace(SILENCE, id="silence-0", from_ms=NOON_MS - 9)
    words = [said("action-b", NOON_MS + 1), said("action-a", NOON_MS + 1), said("action-c")]
    commit(
        worker(),
        Work(
            rooms=RoomWork(
                lessons=[later, LESSON],
                practices=[asked, PRACTICE],
                silences=[SILENCE, planned],
                changes=[*words, said("action-d", incident_="")],
            )
        ),
    )

    rows = worker().rooms
    assert list(rows.lessons()) == ["lesson-1", "lesson-0"]
    assert list(rows.practices()) == ["practice-1", "practice-0"]
    assert list(rows.silences()) == ["silence-0", "silence-1"]
    assert [each.action for each in rows.changes("i-1")] == ["action-c", "action-a", "action-b"]
    assert rows.changes("") == [said("action-d", incident_="")]
    assert rows.applied(["action-a", "action-none"]) == {"action-a"}


def test_reports_add_up_and_marks_end_with_the_hour(worker: Callable[[], Store]) -> None:
    key, mark = ReportKey("x", NOON_MS, "", "", "open"), Mark("x", PERSON)
    old = ReportKey("x", NOON_MS - 401 * DAY_MS, "Roads", "closures", "read")
    commit(worker(), Work(rooms=RoomWork(reports={key: 2, old: 1}, marks={mark: NOON_MS})))
    commit(worker(), Work(rooms=RoomWork(reports={key: 3})))

    rows = worker().rooms
    assert rows.reports(NOON_MS) == {key: 5}
    assert rows.marks([mark, Mark("facebook", PERSON)]) == {mark: NOON_MS}
    assert worker().expire(NOON_MS + HOUR_MS - 1, Retention()) == 1
    assert rows.marks([mark]) == {mark: NOON_MS}
    assert worker().expire(NOON_MS + HOUR_MS, Retention()) == 1
    assert rows.marks([mark]) == {}
    assert rows.reports(0) == {key: 5}


def test_an_incident_is_known_as_the_judge_said_it(worker: Callable[[], Store]) -> None:
    commit(worker(), Work(changes=[change(OUTAGE), change(incident("i-2", "resolved"))]), SIGNALS)

    assert worker().rooms.incidents(["i-1", "i-none"]) == {"i-1": OUTAGE}


def test_a_story_is_the_same_whatever_keeps_it(worker: Callable[[], Store]) -> None:
    hub = Hub(store=worker())
    about = {"incident": "i-1", "unit": "Roads"}
    covers = do(CoverByFallback, "unit", platform="facebook", from_ms=NOON_MS, **about)
    report = do(ReportFailure, "unit", by=PERSON, platform="facebook")

    assert hub.takes(covers, do(AnswerPoll, "unit", answer="worked-around", **about), report, report) == [
        "fallback-covers",
        "poll-answered",
        "failure-reported",
    ]
    hub.begins_anew()
    assert hub.takes(covers, replace(report, id="another-report")) == ["reported-already"]
    assert worker().rooms.rooms()["i-1"].poll_counts()["Roads"]["worked-around"] == 1
    assert len(hub.story()) == 2


def test_audit_entries_come_back_in_their_chain(worker: Callable[[], Store]) -> None:
    entries = [
        AuditEntry(
            id=f"entry-{number:04}",
            at_ms=NOON_MS + number,
            role="risk" if number else "",
            account="account-7",
            what="exported",
            of="Éducation",
            figures={"rows": 1 << 40, "format": "csv", "until": None},
        )
        for number in range(5)
    ]
    assert worker().audit.last() is None
    links = chained(None, entries[:2])
    commit(worker(), Work(audit=links), AUDIT)
    commit(worker(), Work(audit=(more := chained(worker().audit.last(), entries[2:]))), AUDIT)

    audit = worker().audit
    assert audit.links(0, 10) == [*links, *more]
    assert audit.links(1, 2) == [links[1], more[0]]
    assert audit.newest(2) == [more[2], more[1]]
    assert audit.last() == more[2]
    assert audit.entered(["entry-0001", "entry-none"]) == {"entry-0001"}
    assert audit.entered([]) == set()


def test_whoever_is_overtaken_has_changed_nothing(worker: Callable[[], Store]) -> None:
    commit(worker(), Work())
    entry = AuditEntry(id="entry-one", at_ms=NOON_MS, what="logged-in")

    with pytest.raises(Overtaken):
        worker().commit(
            ACTIONS,
            None,
            1,
            Work(rooms=RoomWork(rooms=[ROOM], changes=[said("action-a")]), audit=chained(None, [entry])),
        )
    assert worker().rooms.rooms() == {}
    assert worker().rooms.changes("i-1") == []
    assert worker().audit.last() is None
