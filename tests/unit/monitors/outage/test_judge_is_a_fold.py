"""Judgement depends on what happened, and on nothing else: not on how a log was cut, nor on restarts."""

from collections.abc import Callable
from functools import cache, reduce

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.outage import memory
from monitors.domain.outage.book import Book
from monitors.domain.outage.folding import WindowFold
from monitors.domain.outage.judge import Judge, StateVersionError
from monitors.domain.outage.memory import Memory, layout, of_slow, read, slow_of, written
from monitors.domain.outage.packing import Packed, pack, unpack
from monitors.domain.outage.records import Change
from monitors.domain.outage.rules import Rules
from streams.contracts.columns import Column
from streams.contracts.evidence import CONTROL_NAME, Onsets, SignalsDelta, UnreadableMessageError
from streams.domain.outcomes import Outcome
from tests.timelines import Commit, Story, moment

OPERATORS = {"facebook": "Meta"}
PLATFORMS = ["facebook", "linkedin", "x"]


@cache
def commits() -> tuple[Commit, ...]:
    """A short bad morning at two sites: one platform, then our own filter, then our own way out."""
    story = Story("09:50", "10:16").usual(*PLATFORMS, tries=4).usual(CONTROL_NAME, tries=6)
    story.usual(*PLATFORMS, CONTROL_NAME, site="North", unit="Fisheries", tries=2)
    story.breaks("facebook", at="09:56", until="10:00").breaks(at="10:08", until="10:12")
    story.breaks("x", at="10:02", until="10:06", outcome=Outcome.OUR_POLICY)
    return tuple(commit for commit in story.commits() if isinstance(commit, Commit))


@cache
def undisturbed() -> list[Change]:
    """What is said of that morning."""
    judge = Judge(Rules(), OPERATORS)
    return [change for commit in commits() for message in commit.messages() for change in judge.take(message)]


def test_the_morning_has_a_platform_a_policy_and_an_egress() -> None:
    sure = {change.incident.id: change.incident for change in undisturbed() if change.incident.detected_at_ms}

    assert [incident.cause for incident in sure.values()] == ["platform", "policy", "egress"]


@settings(max_examples=4, deadline=None)
@given(st.lists(st.booleans(), min_size=7, max_size=7), st.sets(st.integers(0, 290), max_size=40))
def test_a_commit_may_be_cut_into_messages_in_any_way(rows: list[bool], whole: set[int]) -> None:
    judge, changes = Judge(Rules(), OPERATORS), []
    for number, commit in enumerate(commits()):
        messages = commit.messages() if number in whole else commit.parted(np.array(rows))
        for message in messages:
            changes += judge.take(message)

    assert changes == undisturbed()


@pytest.mark.parametrize("size", [2, 5, 30])
def test_commits_may_be_large_or_small(size: int) -> None:
    def told(at_once: int) -> list[Change]:
        judge = Judge(Rules(), OPERATORS)
        mine = [commit for commit in commits() if commit.site == "Central"]
        parts = [mine[place : place + at_once] for place in range(0, len(mine), at_once)]
        joined = [reduce(Commit.joined, part) for part in parts]
        return [change for one in joined for message in one.messages() for change in judge.take(message)]

    small, large = told(1), told(size)

    assert large == small[: len(large)]
    assert len(small) - len(large) <= 2


@settings(max_examples=4, deadline=None)
@given(st.sets(st.integers(1, 310), min_size=1, max_size=12))
def test_a_judge_goes_on_from_its_state_as_if_nothing_had_been(stops: set[int]) -> None:
    judge, changes = Judge(Rules(), OPERATORS), []
    for number, commit in enumerate(commits()):
        if number in stops:
            judge = Judge(Rules(), OPERATORS, judge.state())
        for message in commit.messages():
            changes += judge.take(message)

    assert changes == undisturbed()


def test_a_state_in_the_middle_of_a_commit_keeps_the_part_that_was_taken() -> None:
    judge, changes = Judge(Rules(), OPERATORS), []
    for commit in commits():
        for message in commit.parted(np.array([True, False, False])):
            changes += judge.take(message)
            judge = Judge(Rules(), OPERATORS, judge.state())

    assert changes == undisturbed()


@settings(max_examples=3, deadline=None)
@given(st.permutations([*PLATFORMS, "youtube", "tiktok"]), st.permutations(["Fisheries", "Roads"]))
def test_the_order_in_which_names_were_met_is_of_no_account(platforms: list[str], units: list[str]) -> None:
    judge = Judge(Rules(), OPERATORS)
    for name in platforms:
        judge.book.platforms.of(name)
    for name in units:
        judge.book.units.of(name)
    changes = [
        change for commit in commits() for message in commit.messages() for change in judge.take(message)
    ]

    assert changes == undisturbed()


def test_a_state_of_another_version_is_refused_with_what_to_do() -> None:
    state = bytearray(Judge(Rules(), {}).state())
    state[len(b"holdfast.outage") + 1] += 1

    with pytest.raises(StateVersionError, match="judge the evidence of the last 48 hours again"):
        Judge(Rules(), {}, bytes(state))
    with pytest.raises(StateVersionError, match="unknown"):
        Judge(Rules(), {}, b"something else")


def test_a_damaged_state_is_made_again_too() -> None:
    state = Judge(Rules(), {}).state()

    for length in (len(state) // 2, len(state) - 3):
        with pytest.raises(StateVersionError, match="judge the evidence of the last 48 hours again"):
            Judge(Rules(), {}, state[:length])


@cache
def remembered() -> Memory:
    """What the judge remembers in the middle of that morning."""
    judge = Judge(Rules(), OPERATORS)
    for commit in commits()[:100]:
        for message in commit.messages():
            judge.take(message)
    return read(judge.state())


def test_a_state_that_was_laid_out_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(msgspec.Struct, kw_only=True):
        """What was written once a minute, before somebody renamed it."""

        rates: dict[str, Packed]
        volumes: dict[str, Packed]

    old = remembered()
    with monkeypatch.context() as before:
        before.setattr(memory, "Slow", Slow)
        layout.cache_clear()
        state = written(old)
    layout.cache_clear()

    with pytest.raises(StateVersionError, match="laid out by another Holdfast: judge the evidence"):
        Judge(Rules(), OPERATORS, state)


def test_better_words_are_no_other_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    known = layout()
    layout.cache_clear()
    monkeypatch.setattr(memory.Memory, "__doc__", "All that is to be known.")

    assert layout() == known


def without_cusum(old: Memory) -> Memory:
    """Before the time of the last failure was kept."""
    kept = {name: packed for name, packed in old.cusum.items() if name != "failed_at"}
    return msgspec.structs.replace(old, cusum=kept)


def with_more_series(old: Memory) -> Memory:
    """When there was one kind of series more."""
    wider = {name: pack(np.append(unpack(packed), 0)) for name, packed in old.cusum.items()}
    return msgspec.structs.replace(old, cusum=wider)


def with_shorter_spans(old: Memory) -> Memory:
    """When fewer windows were kept."""
    return msgspec.structs.replace(
        old, spans={name: pack(unpack(packed)[:-1]) for name, packed in old.spans.items()}
    )


def with_other_volumes(old: Memory) -> Memory:
    """When volumes were kept by another name."""
    rates, volume = of_slow(old.slow)
    volume["yearly"] = volume.pop("weekly")
    return msgspec.structs.replace(old, slow=slow_of(rates, volume))


def with_two_kinds_of_names(old: Memory) -> Memory:
    """Before there were sites."""
    return msgspec.structs.replace(old, names=old.names[:-1])


def without_rates(old: Memory) -> Memory:
    """What changes once a minute is no such thing."""
    return msgspec.structs.replace(old, slow=b"\x90")


@pytest.mark.parametrize(
    "aged",
    [
        without_cusum,
        with_more_series,
        with_shorter_spans,
        with_other_volumes,
        with_two_kinds_of_names,
        without_rates,
    ],
)
def test_a_state_whose_figures_are_not_those_of_the_rules_is_refused_at_once(
    aged: Callable[[Memory], Memory],
) -> None:
    Judge(Rules(), OPERATORS, written(remembered()))

    with pytest.raises(StateVersionError, match="judge the evidence of the last 48 hours again"):
        Judge(Rules(), OPERATORS, written(aged(remembered())))


def column(*numbers: int) -> Column:
    """Numbers as they stand in a message."""
    return Column.of(np.array(numbers, np.int64))


@pytest.mark.parametrize(
    "wrong",
    [
        {"group": column(77)},
        {"group": column(0, 0)},
        {"platform": Column("u4", b"abc")},
        {"window": column(1, 2)},
        {"started_ms": column()},
    ],
)
def test_onsets_that_do_not_fit_together_change_nothing(wrong: dict[str, Column]) -> None:
    judge, untouched = Judge(Rules(), OPERATORS), Judge(Rules(), OPERATORS)
    (message,) = commits()[0].messages()
    onsets = Onsets(**{name: column(0) for name in Onsets.__struct_fields__} | wrong)

    with pytest.raises(UnreadableMessageError, match="onset"):
        judge.take(msgspec.structs.replace(message, onsets=onsets))
    for commit in commits()[:30]:
        for later in commit.messages():
            assert judge.take(later) == untouched.take(later)
    assert judge.state() == untouched.state()


def test_behind_a_clock_that_ran_a_day_ahead_late_votes_do_not_wait() -> None:
    """Nothing closes until real time has caught up, so what waited for that would take all memory."""
    fold = WindowFold(Rules(), Book())
    (ahead,) = commits()[40].messages()
    fold.add(msgspec.structs.replace(ahead, watermark_ms=moment("10:00") + 86_400_000))
    for commit in commits()[41:60]:
        for message in commit.messages():
            fold.add(message)

    assert fold.late > 19
    saved = fold.save()
    assert (saved.votes, saved.counts, saved.onsets) == ({}, {}, {})


def test_votes_for_a_window_that_was_judged_are_counted_as_late() -> None:
    judge = Judge(Rules(), {})
    for commit in commits()[:40]:
        for message in commit.messages():
            judge.take(message)
    before = judge.late
    for message in [*commits()[0].messages(), *commits()[40].messages(), *commits()[41].messages()]:
        judge.take(message)

    assert before == 0
    assert judge.late == sum(len(message.cells().members) for message in commits()[0].messages())


def test_a_message_that_names_what_it_lacks_changes_nothing() -> None:
    judge = Judge(Rules(), {})
    [message] = commits()[0].messages()
    broken: SignalsDelta = msgspec.structs.replace(
        message, names=msgspec.structs.replace(message.names, units=[])
    )
    before = judge.state()

    with pytest.raises(UnreadableMessageError, match="names no unit"):
        judge.take(broken)
    assert judge.state() == before


def test_people_of_different_key_versions_are_never_one() -> None:
    judge = Judge(Rules(), {})
    [message] = commits()[0].messages()
    renewed = msgspec.structs.replace(message, head=msgspec.structs.replace(message.head, key_version=2))
    for each in (message, renewed):
        judge._fold.add(msgspec.structs.replace(each, watermark_ms=None))
    closed = judge._fold.add(msgspec.structs.replace(message, watermark_ms=moment("09:52")))

    people = len(np.unique(message.cells().members))
    assert len(np.unique(closed.windows[0].votes.person)) == 2 * people
