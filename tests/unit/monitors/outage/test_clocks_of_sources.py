"""Sources that are not as they should be: ahead of time, gone for good, in batches, behind the others.

Here it is known when each message came, as Kafka tells it live, and a tick comes every ten seconds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from monitors.domain.outage.arrivals import Deliveries
from monitors.domain.outage.frontier import frontier_ms
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.records import Change, SourceRow
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.sources import Source
from streams.contracts.evidence import CONTROL_NAME
from streams.contracts.signals import Probe
from streams.domain.cells import VOTE_KEY, WINDOW_MS, Cells
from streams.domain.deltas import Delta
from tests.timelines import Commit, Story, Told, moment

PLATFORMS = ("facebook", "x")
RULES = Rules()
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
DAY = 24 * HOUR


@dataclass
class Live:
    """A judge who is told when everything came; `sources` is how the sources stood after each tick."""

    judge: Judge = field(default_factory=lambda: Judge(RULES, {}))
    changes: list[Change] = field(default_factory=list)
    sources: dict[int, dict[str, SourceRow]] = field(default_factory=dict)
    ticked_ms: int | None = None

    def hears(self, arrivals: list[tuple[int, Commit]]) -> "Live":
        """Commits by when they come, and the ticks between them."""
        for now_ms, commit in sorted(arrivals, key=lambda arrival: arrival[0]):
            self.waits_until(now_ms)
            for message in commit.messages():
                self.changes += self.judge.take(message, now_ms)
        return self

    def waits_until(self, now_ms: int) -> "Live":
        """Time passes."""
        ticks = range((self.ticked_ms or now_ms) // WINDOW_MS * WINDOW_MS, now_ms + 1, WINDOW_MS)
        for tick_ms in ticks[1:] if self.ticked_ms is not None else ticks:
            self.changes += self.judge.tick(tick_ms)
            self.sources[tick_ms] = {row.source: row for row in self.judge.sources()}
            self.judge = Judge(RULES, {}, self.judge.state()) if tick_ms % HOUR == 0 else self.judge
            self.ticked_ms = tick_ms
        return self

    def codes(self, source: str) -> set[str]:
        """What is found of a source now."""
        return {
            reason.code for row in self.judge.sources() if row.source == source for reason in row.findings
        }

    def causes(self) -> list[str]:
        """The causes of what was confirmed."""
        return [incident.cause for incident in Told(self.changes).confirmed()]


def at_two_sites(start: str = "09:48", end: str = "10:20") -> Story:
    """Central and North, of which both use the same platforms."""
    story = Story(start, end).usual(*PLATFORMS, tries=5).usual(CONTROL_NAME, tries=10)
    return story.usual(*PLATFORMS, CONTROL_NAME, site="North", unit="Fisheries", tries=3)


def at_north(start: str, end: str) -> Story:
    """North alone."""
    return Story(start, end).usual(*PLATFORMS, CONTROL_NAME, site="North", unit="Fisheries", tries=5)


def commits(story: Story, site: str | None = None) -> Iterator[Commit]:
    """The commits of a story, of one site where it is named."""
    told = (commit for commit in story.commits() if isinstance(commit, Commit))
    return (commit for commit in told if site in (None, commit.site))


def prompt(found: Iterator[Commit], after_ms: int = SECOND) -> list[tuple[int, Commit]]:
    """Commits that come as they are written, or so much later."""
    return [(commit.watermark_ms + after_ms, commit) for commit in found]


def dated(commit: Commit, by_ms: int, watermark_ms: int | None = None) -> Commit:
    """A commit of which the clock is so much ahead; its watermark too unless it is given."""
    votes = commit.delta.votes
    shifted = Cells(
        _later(votes, "keys", by_ms),
        votes.counts,
        _later(votes, "member_keys", by_ms),
        votes.members,
        votes.flags,
    )
    mark = commit.watermark_ms + by_ms if watermark_ms is None else watermark_ms
    return replace(commit, delta=replace(commit.delta, votes=shifted), watermark_ms=mark)


def _later(votes: Cells, name: str, by_ms: int) -> NDArray[np.int64]:
    columns = VOTE_KEY.unpack(getattr(votes, name))
    return VOTE_KEY.pack(**(columns | {"window": columns["window"] + by_ms // WINDOW_MS}))


def north_ahead(
    story: Story, by_ms: int, mark: Callable[[int], int | None] = lambda _: None
) -> list[tuple[int, Commit]]:
    """North's clock runs ahead until ten past ten; what comes, comes at the true time."""
    return [
        (now_ms, dated(commit, by_ms, mark(now_ms)))
        if commit.site == "North" and now_ms < moment("10:10")
        else (now_ms, commit)
        for now_ms, commit in prompt(commits(story))
    ]


@pytest.mark.parametrize("whose", ["collector", "proxy"])
def test_a_clock_that_runs_a_day_ahead_hides_nothing_that_the_others_show(whose: str) -> None:
    """A collector ahead sends marks from the future; one in time holds them back, and its proxy is ahead."""
    story = at_two_sites().breaks("facebook", at="10:00", until="10:08", site="Central")
    ahead = north_ahead(story, DAY, lambda now_ms: now_ms + 5 * SECOND if whose == "proxy" else None)
    live = Live().hears(ahead)

    assert live.causes() == ["platform"]
    assert live.judge.late == votes_of(commit for at_ms, commit in ahead if commit.watermark_ms > at_ms)
    assert "source-clock-ahead" in {
        reason.code for reason in live.sources[moment("10:05")]["proxy-North"].findings
    }
    assert live.sources[moment("10:05")]["proxy-Central"].findings == ()


def votes_of(told: Iterable[Commit]) -> int:
    """How many votes, embeds included."""
    return sum(len(commit.delta.votes.members) for commit in told)


def test_without_knowing_when_it_came_the_same_clock_would_make_the_others_late() -> None:
    """What the test above is worth."""
    judge = Judge(RULES, {})
    for _, commit in north_ahead(at_two_sites(), DAY):
        for message in commit.messages():
            judge.take(message)

    assert judge.late > votes_of(commits(at_two_sites("09:55", "10:10"), "Central"))


def test_how_far_a_clock_is_ahead_is_said_until_it_is_mended() -> None:
    live = Live().hears(north_ahead(at_two_sites(), DAY))
    told = {at_ms: rows["proxy-North"] for at_ms, rows in live.sources.items() if "proxy-North" in rows}

    [reason] = told[moment("10:09")].findings
    assert reason.figures["source"] == "proxy-North"
    assert abs(int(reason.figures["seconds"] or 0) - 86_400) < 30
    assert told[moment("10:12")].findings == ()
    assert all((row.watermark_ms or 0) <= at_ms + RULES.mark_ahead_ms for at_ms, row in told.items())
    assert all(row.blind_since_ms is None for row in told.values())


def test_a_source_whose_clock_was_mended_is_missed_again_two_minutes_after_it_fell_silent() -> None:
    ahead = [
        (at_ms, commit)
        for at_ms, commit in north_ahead(at_two_sites(), DAY)
        if commit.site == "Central" or at_ms < moment("10:15")
    ]
    live = Live().hears(ahead)

    assert live.causes() == ["blind"]
    [blind] = Told(live.changes).confirmed()
    assert blind.detected_at_ms is not None
    assert moment("10:16:50") <= blind.detected_at_ms <= moment("10:17:10")
    row = live.sources[moment("10:18")]["proxy-North"]
    assert row.blind_since_ms == blind.started_at_ms


def test_where_kafkas_own_clock_is_slow_the_ticks_tell_the_time() -> None:
    """Kafka is an hour behind: nothing waits an hour for it, and nobody is said to be ahead."""
    judge = Judge(RULES, {})
    for commit in commits(at_two_sites("09:50", "10:00")):
        judge.tick(commit.watermark_ms)
        for message in commit.messages():
            judge.take(message, commit.watermark_ms - HOUR)

    assert judge.judged_before_ms >= moment("09:59:40")
    assert [row.findings for row in judge.sources()] == [(), ()]


def test_a_probe_from_tomorrow_closes_no_window_and_is_judged_today() -> None:
    live = Live().hears(prompt(commits(at_two_sites(end="10:00"))))
    before_ms = live.judge.judged_before_ms
    probe = Probe(
        source="probes",
        at_ms=moment("10:00") + DAY,
        platform="facebook",
        group="core",
        host="www",
        method="http",
        good=True,
        outcome="ok",
    )
    live.judge.take(probe, moment("10:00:02"))
    assert live.judge.judged_before_ms - before_ms <= WINDOW_MS

    live.waits_until(moment("10:04"))
    live.judge.take(msgspec.structs.replace(probe, at_ms=moment("10:04")), moment("10:04"))
    assert moment("10:01") < live.judge.judged_before_ms <= moment("10:04")


def test_what_is_dated_some_seconds_ahead_is_judged_when_its_time_has_come() -> None:
    """The only source is twenty seconds ahead of Kafka: a tick shows that its windows are over."""
    [*_, last] = north = [dated(commit, 20 * SECOND) for commit in commits(at_north("09:59", "10:00"))]
    live = Live().hears([(commit.watermark_ms - 19 * SECOND, commit) for commit in north])

    assert live.judge.judged_before_ms <= moment("10:00:01")
    live.waits_until(last.watermark_ms + 10 * SECOND)
    assert live.judge.judged_before_ms == moment("10:00:10")
    assert live.judge.late == 0


moments = st.integers(moment("09:00"), moment("11:00"))


def source(name: int, mark_ms: int | None, waits_ms: int, *, blind: bool) -> Source:
    """A source that is complete up to there, and comes in batches unless it waits for none."""
    made = Source(str(name), "North", mark_ms, mark_ms, blind)
    made.deliveries = Deliveries(0, 0, (waits_ms,) * 8)
    return made


sources = st.lists(
    st.tuples(st.none() | moments, st.sampled_from([0, 0, 300_000]), st.booleans()), min_size=1, max_size=6
).map(lambda told: [source(n, mark, waits, blind=blind) for n, (mark, waits, blind) in enumerate(told)])


@given(sources, moments)
def test_nothing_is_ever_complete_before_its_time(known: list[Source], now_ms: int) -> None:
    latest_ms = now_ms + RULES.mark_ahead_ms
    upto = frontier_ms(known, RULES, latest_ms)

    assert upto is None or upto <= latest_ms - RULES.lateness_ms


@given(sources)
def test_where_every_clock_is_right_time_changes_nothing(known: list[Source]) -> None:
    assert frontier_ms(known, RULES, moment("11:00")) == frontier_ms(known, RULES)


@given(sources, sources)
def test_no_source_that_comes_in_batches_holds_back_those_that_do_not(
    known: list[Source], others: list[Source]
) -> None:
    together = [one for one in known if not one.in_batches(RULES)]
    slow = [one for one in others if one.in_batches(RULES) and one.watermark_ms is not None]
    alone = frontier_ms(together, RULES)

    if alone is not None and not all(one.blind for one in together):
        assert (frontier_ms([*together, *slow], RULES) or 0) >= alone


def test_a_source_that_was_switched_off_is_forgotten_after_two_days() -> None:
    story = at_two_sites(end="10:00")
    live = Live().hears([arrival for arrival in prompt(commits(story)) if not is_gone_from(arrival, "09:55")])
    for hour in range(1, 50):
        live.hears(
            prompt(
                dated(commit, hour * HOUR) for commit in commits(at_two_sites("10:00", "10:01"), "Central")
            )
        )

    told = [change for change in live.changes if change.incident.sites == ["North"] and change.transition]
    last = told[-1].transition
    assert last is not None
    assert [change.transition.after for change in told if change.transition] == ["confirmed", "resolved"]
    assert (last.reason.code, last.reason.figures) == (
        "source-gone",
        {"source": "proxy-North", "hours": 48},
    )
    assert told[-1].incident.ended_at_ms == moment("09:55") + 2 * DAY
    assert [row.source for row in live.judge.sources()] == ["proxy-Central"]
    assert not live.judge._fold.blind()


def is_gone_from(arrival: tuple[int, Commit], at: str) -> bool:
    """Whether North was switched off before this would have come."""
    return arrival[1].site == "North" and arrival[1].watermark_ms > moment(at)


def test_a_source_that_comes_back_after_it_was_forgotten_is_a_new_one() -> None:
    north = list(commits(at_north("09:50", "09:55")))
    live = Live().hears(prompt(iter(north)))
    live.waits_until(moment("10:00"))
    live.ticked_ms = moment("10:00") + 2 * DAY
    live.waits_until(live.ticked_ms + MINUTE)
    assert live.judge.sources() == []
    said = len(live.changes)

    live.hears(prompt(dated(commit, 3 * DAY) for commit in north))
    assert live.changes[said:] == []
    [row] = live.judge.sources()
    assert (row.source, row.blind_since_ms) == ("proxy-North", None)


def test_in_a_replay_a_source_is_gone_by_the_logs_of_the_others() -> None:
    judge, changes = Judge(RULES, {}), []
    told = prompt(commits(at_two_sites("09:50", "10:00")))
    both = [arrival[1] for arrival in told if not is_gone_from(arrival, "09:55")]
    central = [commit for commit in both if commit.site == "Central"]
    later = [dated(commit, hours * HOUR) for hours in (1, 47, 49) for commit in central]
    for commit in [*both, *later]:
        for message in commit.messages():
            changes += judge.take(message)

    ends = [c for c in changes if c.incident.sites == ["North"] and c.transition and c.incident.ended_at_ms]
    assert [(end.incident.ended_at_ms, end.transition.reason.code) for end in ends if end.transition] == [
        (moment("09:55") + 2 * DAY, "source-gone")
    ]


def uploaded(found: Iterator[Commit], every_ms: int = 5 * MINUTE) -> list[tuple[int, Commit]]:
    """A log that is uploaded every few minutes. Between, its collector sees the log's end, and says so."""
    batches: dict[int, list[Commit]] = {}
    for commit in found:
        batches.setdefault((commit.watermark_ms - 1) // every_ms, []).append(commit)
    arrivals = []
    for number, batch in batches.items():
        whole = reduce(Commit.joined, batch)
        came_ms = (number + 1) * every_ms + SECOND
        arrivals.append((came_ms, whole))
        for waited_ms in range(10 * SECOND, 2 * MINUTE, 10 * SECOND):
            mark_ms = came_ms + waited_ms - 5 * SECOND
            arrivals.append((came_ms + waited_ms, replace(whole, delta=Delta.none(), watermark_ms=mark_ms)))
    return arrivals


def blind_at(live: Live) -> list[int]:
    """When a source was found to be blind."""
    return [
        change.transition.at_ms
        for change in live.changes
        if change.transition and change.incident.cause == "blind" and change.transition.after == "confirmed"
    ]


def test_a_source_that_is_uploaded_every_five_minutes_is_not_blind_before_each_upload() -> None:
    live = Live().hears(uploaded(commits(at_north("08:00", "10:00"))))

    assert blind_at(live), "until the interval is known"
    assert max(blind_at(live)) < moment("08:30")
    assert live.codes("proxy-North") == {"source-in-batches"}
    late = live.judge.late
    live.hears(uploaded(commits(at_north("10:00", "10:30"))))
    assert live.judge.late == late


def test_an_upload_that_does_not_come_is_missed_after_two_and_a_half_intervals() -> None:
    live = Live().hears(uploaded(commits(at_north("08:00", "10:00"))))
    live.waits_until(moment("10:30"))

    assert max(blind_at(live)) == moment("10:12:30")


def test_an_outage_is_found_in_what_is_uploaded_as_late_as_it_comes() -> None:
    story = at_north("08:00", "10:00").breaks("facebook", at="09:31", until="09:50")
    live = Live()
    found_at: int | None = None
    for now_ms, commit in uploaded(commits(story)):
        live.hears([(now_ms, commit)])
        if found_at is None and "platform" in live.causes():
            found_at = now_ms

    assert found_at == moment("09:35:01")
    [incident] = [one for one in Told(live.changes).confirmed() if one.cause == "platform"]
    assert incident.detected_at_ms is not None
    assert incident.detected_at_ms <= moment("09:32")


def test_uploads_hold_nobody_back_and_are_told_of() -> None:
    story = at_two_sites("08:00", "09:30")
    live = Live().hears([*uploaded(commits(story, "North")), *prompt(commits(story, "Central"))])

    assert live.codes("proxy-North") == {"source-in-batches", "source-late"}
    assert live.codes("proxy-Central") == set()
    assert live.judge.judged_before_ms >= moment("09:29:50")


def test_a_source_that_comes_as_it_is_written_is_still_missed_after_two_minutes() -> None:
    live = Live().hears(prompt(commits(at_north("09:00", "10:00"))))
    live.waits_until(moment("10:05"))

    assert blind_at(live) == [moment("10:02")]


def test_a_source_that_comes_after_the_others_is_named_with_how_much() -> None:
    story = at_two_sites("09:30", "10:00")
    north = prompt(commits(story, "North"), 50 * SECOND)
    live = Live().hears([*prompt(commits(story, "Central")), *north])

    [reason] = live.sources[moment("09:59")]["proxy-North"].findings
    assert reason.code == "source-late"
    assert reason.figures["source"] == "proxy-North"
    assert 35 <= int(reason.figures["seconds"] or 0) <= 55
    assert live.judge.late > 0
    assert live.codes("proxy-Central") == set()


def test_a_source_that_comes_in_time_again_is_no_longer_named() -> None:
    story = at_two_sites("09:30", "10:00")
    north = [
        (commit.watermark_ms + (50 * SECOND if commit.watermark_ms < moment("09:45") else SECOND), commit)
        for commit in commits(story, "North")
    ]
    live = Live().hears([*prompt(commits(story, "Central")), *north])

    assert {reason.code for reason in live.sources[moment("09:44")]["proxy-North"].findings} == {
        "source-late"
    }
    assert live.codes("proxy-North") == set()


def test_probes_of_now_hurry_no_log_that_is_read_from_its_beginning() -> None:
    story = Story("09:00", "11:00").usual(*PLATFORMS, tries=5).usual(CONTROL_NAME, tries=10)
    story.breaks("facebook", at="09:41", until="10:00")
    live, began_ms = Live(), moment("16:00")
    live.judge.take(probed(began_ms), began_ms)
    [part] = next(commits(story)).messages()
    live.judge.take(msgspec.structs.replace(part, watermark_ms=None), began_ms)

    for number, commit in enumerate(commits(story)):  # a watch was there first, and goes on beside it
        now_ms = began_ms + 5 * SECOND + number * 100
        live.hears([(now_ms, commit)])
        if number % 100 == 0:
            live.changes += live.judge.take(probed(now_ms), now_ms)

    assert live.judge.late == 0
    assert live.codes("proxy") == set()
    assert live.causes() == ["platform"]


def probed(at_ms: int) -> Probe:
    """A probe of X that went well."""
    return Probe(
        source="probes",
        at_ms=at_ms,
        platform="x",
        group="core",
        host="x.com",
        method="http",
        good=True,
        outcome="ok",
    )
