"""Alarms are matched to faults whole, and the right time with the wrong cause is wrong."""

from monitors.domain.outage.records import Cause
from monitors.evaluation.scoring import EARLY_MS, Alarm, Fault, Score, score

MINUTE = 60_000
NOON = 12 * 60 * MINUTE


def fault(
    cause: Cause | None = "platform",
    *platforms: str,
    onset_ms: int = NOON,
    late_ms: int = 0,
    minutes: int = 30,
    everywhere: bool = False,
    seen: bool = True,
) -> Fault:
    ends_ms = onset_ms + minutes * MINUTE
    return Fault(
        script="it breaks",
        cause=cause,
        platforms=frozenset(platforms or ("mail",)),
        everywhere=everywhere,
        onset_ms=onset_ms,
        ends_ms=ends_ms,
        first_seen_ms=onset_ms + late_ms if seen else None,
        last_seen_ms=ends_ms + late_ms if seen else None,
    )


def alarm(
    opened_ms: int,
    cause: Cause = "platform",
    *platforms: str,
    last: Cause | None = None,
    cleared: int | None = None,
) -> Alarm:
    return Alarm(
        cause=cause,
        last_cause=last or cause,
        platforms=frozenset(platforms or ("mail",)),
        opened_ms=opened_ms,
        cleared_ms=cleared,
    )


def everything(opened_ms: int, cause: Cause) -> Alarm:
    return Alarm(cause=cause, last_cause=cause, platforms=frozenset(), opened_ms=opened_ms, cleared_ms=None)


def scored(faults: list[Fault], alarms: list[Alarm]) -> Score:
    return score(faults, alarms, days=30, platforms=80, relied_on=frozenset({"mail"}))


def test_an_alarm_is_timed_from_the_first_line_and_from_the_onset() -> None:
    [found] = scored([fault(late_ms=MINUTE)], [alarm(NOON + 100_000, cleared=NOON + 35 * MINUTE)]).findings

    assert (found.wait_s, found.wait_from_onset_s, found.clear_s) == (40.0, 100.0, 240.0)
    assert (found.said, found.alarms) == ("platform", 1)


def test_an_alarm_may_open_a_minute_early_but_no_earlier() -> None:
    early = scored([fault()], [alarm(NOON - EARLY_MS)])
    too_early = scored([fault()], [alarm(NOON - EARLY_MS - 1)])

    assert (early.findings[0].alarms, early.false_alarms) == (1, 0)
    assert (too_early.findings[0].alarms, too_early.false_alarms) == (0, 1)


def test_an_alarm_after_the_last_line_is_false() -> None:
    after = scored([fault()], [alarm(NOON + 30 * MINUTE + 1)])

    assert (after.findings[0].said, after.false_pages) == (None, 1)


def test_an_alarm_of_another_platform_at_the_same_time_is_false() -> None:
    other = scored([fault()], [alarm(NOON + MINUTE, "platform", "music")])

    assert other.findings[0].said is None
    assert (other.false_alarms, other.false_pages) == (1, 0)
    assert other.examples[0].during == "it breaks"


def test_the_right_time_with_the_wrong_cause_is_found_but_wrong() -> None:
    [found] = scored([fault()], [everything(NOON + MINUTE, "egress")]).findings

    assert (found.cause, found.said) == ("platform", "egress")


def test_what_an_incident_says_in_the_end_does_not_mend_what_it_said_first() -> None:
    ours = fault("egress", everywhere=True)

    [found] = scored([ours], [alarm(NOON + MINUTE, "platform", "mail", last="egress")]).findings

    assert (found.said, found.said_last) == ("platform", "egress")


def test_every_alarm_of_our_own_failure_belongs_to_it_so_a_storm_is_counted() -> None:
    ours = fault("egress", everywhere=True)
    storm = [alarm(NOON + MINUTE, "platform", name) for name in ("mail", "music", "films")]

    result = scored([ours], storm)

    assert (result.findings[0].alarms, result.false_alarms) == (3, 0)


def test_of_two_faults_at_once_an_alarm_goes_to_the_one_of_its_cause() -> None:
    platform, ours = fault(), fault("egress", everywhere=True, onset_ms=NOON - 10 * MINUTE)

    first, second = scored(
        [platform, ours], [alarm(NOON + MINUTE), everything(NOON + MINUTE, "egress")]
    ).findings

    assert (first.said, first.alarms) == ("platform", 1)
    assert (second.said, second.alarms) == ("egress", 1)


def test_what_breaks_nothing_makes_every_alarm_false_and_says_during_what() -> None:
    surge = fault(None, "music")

    result = scored([surge], [alarm(NOON + MINUTE, "platform", "music")])

    assert (result.findings, result.false_alarms, result.examples[0].during) == ([], 1, "it breaks")


def test_a_fault_that_no_line_showed_could_not_be_known_and_is_not_counted() -> None:
    assert scored([fault(seen=False)], []).findings == []


def test_an_alarm_about_everything_pages() -> None:
    assert scored([], [everything(NOON, "egress")]).false_pages == 1


def test_it_is_clear_only_when_every_alarm_of_it_is() -> None:
    half = [alarm(NOON + MINUTE, cleared=NOON + 40 * MINUTE), alarm(NOON + 2 * MINUTE)]

    assert scored([fault()], half).findings[0].clear_s is None


def test_examples_begin_with_those_that_page_and_are_bounded() -> None:
    quiet = [alarm(hour * 60 * MINUTE, "platform", "music") for hour in range(40)]

    result = scored([], [*quiet, alarm(NOON)])

    assert result.false_alarms == 41
    assert result.examples[0].pages
    assert len(result.examples) == 20
