"""What people say reaches the judge: it confirms what logs hardly show, and takes alarms back."""

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.rules import Rules
from monitors.domain.rooms.actions import ReportFailure, SayNoOutage
from streams.contracts.evidence import CONTROL_NAME
from streams.contracts.signals import LearnAgain, Report, Signal, decode_signal
from streams.contracts.topics import SIGNALS
from tests.room_actions import Hub, do
from tests.timelines import Story, moment

PLATFORMS = ("facebook", "instagram", "linkedin", "x", "youtube")


def day(start: str = "09:48", end: str = "10:40") -> Story:
    """A busy morning: five platforms with 5 votes in ten seconds each, and the rest of the web."""
    return Story(start, end).usual(*PLATFORMS).usual(CONTROL_NAME, tries=10)


def faint() -> Story:
    """Some of it fails, hardly more than usual."""
    return day().breaks("facebook", at="10:00", until="10:15", share=0.15)


def heard(hub: Hub) -> list[Signal]:
    """What goes to the judge."""
    return [decode_signal(each.value) for each in hub.messages if each.topic == SIGNALS.name]


def reported(story: Story, people: int, times: int = 1) -> Story:
    """So many people report, one each minute, each of them some times."""
    hub = Hub()
    for person in range(1, people + 1):
        for time in range(times):
            fails = do(ReportFailure, "unit", by=f"{person:016x}", platform="facebook")
            hub.takes(fails, at_ms=moment(f"10:0{person}") + time)
    reports = [signal for signal in heard(hub) if isinstance(signal, Report)]
    assert len(reports) == people
    story.events += [(signal.at_ms, signal) for signal in reports]
    return story


def test_reports_from_the_hub_confirm_what_the_logs_hardly_show() -> None:
    assert faint().tell().confirmed() == []

    [incident] = reported(faint(), people=5).tell().confirmed()
    assert incident.reasons[0].code == "people-report"
    assert incident.people_said_at_ms == moment("10:01")


def test_reports_alone_or_of_one_person_again_and_again_confirm_nothing() -> None:
    assert reported(day(), people=5).tell().confirmed() == []
    assert reported(faint(), people=1, times=9).tell().confirmed() == []


def test_an_alarm_that_operations_say_is_none_is_taken_back_and_not_raised_again() -> None:
    judge = Judge(Rules(), {})
    first = day(end="10:10").breaks("facebook", at="10:00", until="11:00", share=0.5).tell(judge)
    [alarm] = first.confirmed()
    hub = Hub(alarm)
    assert hub.takes(do(SayNoOutage, incident=alarm.id), at_ms=moment("10:10")) == ["learns-again"]
    [learn] = heard(hub)
    assert isinstance(learn, LearnAgain)

    [change] = judge.take(learn)
    later = day("10:10", "10:40").breaks("facebook", at="10:00", until="11:00", share=0.5).tell(judge)

    assert change.incident.state == "false-alarm"
    assert later.confirmed() == []
