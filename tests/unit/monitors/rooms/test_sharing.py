"""Lessons, questions, practices, silences, and "it fails for me": what people share, also in quiet times."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.rooms.actions import (
    AddLesson,
    Ask,
    EndSilence,
    GiveAnswer,
    PublishPractice,
    RateLesson,
    ReportFailure,
    Silence,
    WithdrawLesson,
    WithdrawPractice,
)
from monitors.domain.rooms.records import ReportKey
from monitors.domain.rooms.reporting import pseudonym_of
from streams.contracts.signals import Report, decode_signal
from streams.contracts.topics import CHANGES, SIGNALS
from tests.room_actions import OUTAGE, PERSON, Hub, do
from tests.stored_work import NOON_MS

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
LESSON = {"platform": "facebook", "purpose": "external", "instead": "phone queue 4"}


def fails(by: str = PERSON, **said: Any) -> ReportFailure:
    made: ReportFailure = do(ReportFailure, "unit", by=by, **({"platform": "facebook"} | said))
    return made


def silence(**said: Any) -> Silence:
    known: dict[str, Any] = {
        "platform": "x",
        "why": "planned",
        "from_ms": NOON_MS,
        "until_ms": NOON_MS + HOUR_MS,
    }
    made: Silence = do(Silence, **(known | {"reason": "we move the proxy"} | said))
    return made


def test_a_lesson_of_an_incident_is_rated_by_the_last_word_of_each_account_and_withdrawn() -> None:
    hub = Hub()
    lesson = do(AddLesson, "unit", incident=OUTAGE.id, unit="Roads", **LESSON)
    nowhere = do(AddLesson, "unit", incident="i-none", **LESSON)

    assert hub.takes(lesson, nowhere) == ["lesson-added", "no-such-incident"]
    for by, helpful in (("a", True), ("b", False), ("b", True), ("c", False)):
        hub.takes(do(RateLesson, lesson=lesson.id, helpful=helpful, by=by))
    assert hub.store.rooms.lessons()[lesson.id].helpful() == (2, 1)
    assert hub.told(CHANGES.name)[-1]["data"]["stands"]["helpful"] == 2

    gone = do(WithdrawLesson, lesson=lesson.id, reason="the queue is no more")
    assert hub.takes(gone, do(RateLesson, lesson=lesson.id, helpful=True)) == [
        "lesson-withdrawn",
        "lesson-is-withdrawn",
    ]
    assert hub.takes(do(RateLesson, lesson="lesson-none", helpful=True)) == ["no-such-lesson"]


def test_a_unit_asks_others_answer_and_a_practice_is_shared_in_quiet_times() -> None:
    hub = Hub()
    question = do(Ask, "unit", unit="Roads", text="How do you moderate?\nWe get many comments.")
    answer = do(GiveAnswer, "unit", practice=question.id, unit="Parks", text="Twice a day.")
    practice = do(PublishPractice, "unit", unit="Parks", title="Moderation", text="Twice a day.")

    assert hub.takes(question, answer, practice) == [
        "question-asked",
        "question-answered",
        "practice-published",
    ]
    asked, shared = hub.store.rooms.practices().values()
    assert (asked.title, [each.unit for each in asked.answers]) == ("How do you moderate?", ["Parks"])
    assert (shared.kind, shared.title) == ("practice", "Moderation")
    assert hub.takes(do(GiveAnswer, practice=practice.id, unit="Roads", text="Thanks")) == ["no-question"]
    assert hub.takes(do(WithdrawPractice, practice=question.id, reason="solved")) == ["practice-withdrawn"]
    assert hub.takes(do(GiveAnswer, practice=question.id, unit="Roads", text="More")) == [
        "practice-is-withdrawn"
    ]


def test_a_silence_has_an_end_that_can_be_brought_forward() -> None:
    hub = Hub()
    planned = silence()

    assert hub.takes(silence(until_ms=NOON_MS)) == ["ends-before-it-begins"]
    assert hub.takes(silence(until_ms=NOON_MS + 32 * DAY_MS)) == ["silence-too-long"]
    assert hub.takes(silence(), at_ms=NOON_MS + 2 * HOUR_MS) == ["silence-is-over"]
    assert hub.takes(planned) == ["silenced"]
    ended = do(EndSilence, silence=planned.id)
    assert hub.takes(ended, do(EndSilence, silence=planned.id), do(EndSilence, silence="none-at-all")) == [
        "silence-ended",
        "silence-is-over",
        "no-such-silence",
    ]
    assert hub.store.rooms.silences()[planned.id].ended_at_ms == NOON_MS


def test_one_report_for_each_person_platform_and_hour_counts_and_goes_to_the_judge() -> None:
    hub = Hub()

    assert hub.takes(fails(tried="message", unit="Roads", activity="closures"), fails(tried="open")) == [
        "failure-reported",
        "reported-already",
    ]
    assert hub.takes(fails(platform="x"), fails("00000000000000bb", tried="message", unit="Roads")) == [
        "failure-reported",
        "failure-reported",
    ]
    assert hub.takes(fails(), at_ms=NOON_MS + HOUR_MS - 1) == ["reported-already"]
    assert hub.takes(fails(tried="message", unit="Roads"), at_ms=NOON_MS + HOUR_MS) == ["failure-reported"]

    counts = hub.store.rooms.reports(0)
    assert counts == {
        ReportKey("facebook", NOON_MS, "Roads", "", "message"): 1,
        ReportKey("facebook", NOON_MS, "Roads", "closures", "message"): 1,
        ReportKey("facebook", NOON_MS + HOUR_MS, "Roads", "", "message"): 1,
        ReportKey("x", NOON_MS, "", "", "open"): 1,
    }
    heard = [decode_signal(each.value) for each in hub.messages if each.topic == SIGNALS.name]
    assert heard[0] == Report(source="!people", at_ms=NOON_MS, platform="facebook", unit="Roads", person=0xAA)
    assert len(heard) == 4


def test_of_a_report_nothing_is_kept_that_tells_one_from_another() -> None:
    hub = Hub()
    hub.takes(fails(unit="Roads", activity="closures of roads"))

    [kept] = hub.story("")
    assert (kept.account, kept.unit, kept.said) == ("", "", {})
    assert PERSON not in str(hub.told(CHANGES.name))


@given(
    st.text(max_size=30), st.integers(0, 1 << 42), st.integers(0, DAY_MS), st.binary(min_size=1, max_size=32)
)
def test_a_pseudonym_is_one_for_a_day_and_another_the_next(
    who: str, at_ms: int, later: int, key: bytes
) -> None:
    begin = at_ms - at_ms % DAY_MS
    today = pseudonym_of(key, who, begin)

    assert len(today) == 16
    assert int(today, 16) < 1 << 64
    assert pseudonym_of(key, who, begin + min(later, DAY_MS - 1)) == today
    assert pseudonym_of(key, who, begin + DAY_MS) != today
    assert pseudonym_of(key + b"!", who, begin) != today
