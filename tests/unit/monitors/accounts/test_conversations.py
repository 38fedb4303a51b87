"""Who waits and how soon is answered do not depend on the order or the number of times that it is told."""

import math
from collections.abc import Sequence
from functools import reduce
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.accounts.caring import bin_of, cared, days_of, wait_of
from monitors.domain.accounts.conversations import (
    Conversation,
    Entry,
    Kind,
    backlog,
    joined,
    settled,
    turns,
    waiting_since,
)
from streams.contracts.signals import AccountActivity
from tests.own_accounts import CITY, Worker, at, heard

HOUR = 3_600_000
KINDS: tuple[Kind, ...] = ("asks", "replies", "reacts", "posts")

entries = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(KINDS)).map(
        lambda each: Entry(each[0] * 60_000, each[1], f"{each[0]}-{each[1]}")
    ),
    max_size=25,
)


def talk(heard_: Sequence[Entry]) -> Conversation:
    """A conversation in which these were heard, in this order."""
    return reduce(joined, heard_, Conversation())


def local(at_ms: int) -> tuple[int, int]:
    """Days and hours of UTC."""
    return at_ms // (24 * HOUR), at_ms // HOUR % 24


@given(entries, st.randoms())
def test_the_order_in_which_it_is_told_and_repeats_change_nothing(told: list[Entry], chance: Random) -> None:
    shuffled = [*told, *told[:5]]
    chance.shuffle(shuffled)
    assert talk(shuffled) == talk(told)


@given(entries)
def test_each_question_is_answered_by_the_first_reply_behind_it(told: list[Entry]) -> None:
    conversation = talk(told)
    found = turns(conversation)
    assert sum(each.waited_ms is None for each in found) <= 1
    assert backlog([conversation]) == sum(each.waited_ms is None for each in found)
    for turn in found:
        behind = [each.at_ms for each in told if each.kind == "replies" and each.at_ms >= turn.asked_ms]
        assert turn.waited_ms == (min(behind) - turn.asked_ms if behind else None)


@given(entries, st.integers(2, 8))
def test_what_is_settled_of_a_long_conversation_changes_no_question_that_is_still_to_be_answered(
    told: list[Entry], most: int
) -> None:
    whole = talk(told)
    short = settled(whole, most)
    assert len(short.entries) <= max(most, len(whole.entries) - 1)
    assert waiting_since(short) == waiting_since(whole)
    assert turns(short) == turns(whole)[len(turns(whole)) - len(turns(short)) :]
    assert joined(short, Entry(0, "asks", "late")) == short or short.settled_ms is None


def test_messages_that_wait_together_are_one_question() -> None:
    told = [Entry(0, "asks", "a"), Entry(5, "asks", "b"), Entry(9, "replies", "c"), Entry(12, "asks", "d")]
    assert [(each.asked_ms, each.waited_ms) for each in turns(talk(told))] == [(0, 9), (12, None)]


def test_a_reaction_and_a_post_answer_nobody() -> None:
    told = [Entry(0, "asks", "a"), Entry(1, "reacts", "b"), Entry(2, "posts", "c")]
    assert waiting_since(talk(told)) == 0


@given(st.integers(1000, 14 * 24 * HOUR))
def test_a_wait_is_told_within_nine_percent(wait_ms: int) -> None:
    assert math.isclose(wait_of(bin_of(wait_ms)), wait_ms, rel_tol=0.0906)


@given(st.lists(st.integers(1000, 24 * HOUR), min_size=1, max_size=30))
def test_the_median_is_that_of_the_waits_whatever_their_order(waits: list[int]) -> None:
    days = [
        day
        for number, wait in enumerate(waits)
        for day in days_of(
            CITY, talk([Entry(0, "asks", f"a{number}"), Entry(wait, "replies", f"b{number}")]), local
        ).values()
    ]
    told = cared(days)
    exact = sorted(waits)[(len(waits) - 1) // 2]
    assert told.median_ms == cared(reversed(days)).median_ms == wait_of(bin_of(exact))
    assert (told.asked, told.answered, told.answered_share) == (len(waits), len(waits), 1.0)


@st.composite
def activities(draw: st.DrawFn) -> list[AccountActivity]:
    """What comes to and from an account within some days, in a few conversations."""
    count = draw(st.integers(1, 12))
    return [
        heard(
            at("4 00:00") + draw(st.integers(0, 3 * 24 * 60)) * 60_000,
            draw(st.integers(1, 3)),
            outgoing=draw(st.booleans()),
            form=draw(st.sampled_from(["message", "post", "reaction"])),
            id_=f"event-{number}",
        )
        for number in range(count)
    ]


@given(activities(), st.randoms(), st.integers(1, 4))
def test_a_worker_counts_the_same_in_whatever_order_batches_and_repeats_it_hears(
    told: list[AccountActivity], chance: Random, size: int
) -> None:
    steady, shaken = Worker(), Worker()
    steady.hears(*told)
    mixed = [*told, *told]
    chance.shuffle(mixed)
    for first in range(0, len(mixed), size):
        shaken.hears(*mixed[first : first + size])
    for worker in (steady, shaken):
        worker.passes(at("7 12:00"))
    assert steady.rows() == shaken.rows()
    assert steady.state().backlog == shaken.state().backlog
