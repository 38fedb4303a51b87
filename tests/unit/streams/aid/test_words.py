"""A word is one line in one spelling, says what it may say and no more, and is taken from whom it is only."""

import json
from dataclasses import replace as changed
from datetime import UTC, datetime
from random import Random
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.aid.keys import signed, verify
from streams.domain.aid.hearing import Hearing, KnownPeer, Refusal
from streams.domain.aid.words import (
    SAY_EVERY_SECONDS,
    Statement,
    UnreadableWordError,
    Word,
    read_word,
    worded,
)

NOON: Final = int(datetime(2026, 3, 2, 12, 0, 10, tzinfo=UTC).timestamp() * 1000)
SINCE: Final = NOON - 19 * 60_000
KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
RIVERTON: Final = KnownPeer("riverton", KEY.public_key().public_bytes_raw())
FAILING: Final = Statement(platform="facebook", state="failing", since_ms=SINCE)


def said(statement: Statement = FAILING, at_ms: int = NOON, key: Ed25519PrivateKey = KEY) -> Word:
    return signed(worded("riverton", statement, at_ms), key)


def hearing(*peers: KnownPeer) -> Hearing:
    return Hearing({each.name: each for each in peers or (RIVERTON,)}, verify)


def test_a_word_says_this_and_nothing_else() -> None:
    told = json.loads(said().line)

    assert {name: value for name, value in told.items() if name != "signature"} == {
        "version": 1,
        "peer": "riverton",
        "platform": "facebook",
        "state": "failing",
        "since": "2026-03-02T11:40:00.000Z",
        "issued_at": "2026-03-02T12:00:00.000Z",
        "sequence": NOON // 30_000,
        "valid_for_seconds": 900,
    }
    assert len(told["signature"]) == 128


def test_since_when_is_told_in_steps_of_five_minutes_and_of_what_fails_only() -> None:
    fine = said(Statement(platform="facebook", state="fine", since_ms=SINCE))

    assert fine.since is None
    assert {
        worded("riverton", replace(FAILING, since_ms=SINCE + second * 1000), NOON).since
        for second in range(0, 120, 7)
    } == {"2026-03-02T11:40:00.000Z"}


def test_what_began_ahead_of_our_clock_began_now() -> None:
    ahead = worded("riverton", replace(FAILING, since_ms=NOON + 600_000), NOON)

    assert ahead.since == "2026-03-02T12:00:00.000Z"


def test_two_hubs_of_one_organisation_say_the_same_within_half_a_minute() -> None:
    first = NOON - NOON % (SAY_EVERY_SECONDS * 1000)

    assert said(at_ms=first) == said(at_ms=first + SAY_EVERY_SECONDS * 1000 - 1)
    assert said(at_ms=first + SAY_EVERY_SECONDS * 1000).sequence == said(at_ms=first).sequence + 1


def test_a_peers_word_is_taken() -> None:
    assert hearing().take(said().line, NOON) == said()


@settings(max_examples=400)
@given(st.integers(0, len(said().line) - 1), st.integers(1, 255))
def test_any_flipped_byte_is_refused(place: int, flip: int) -> None:
    line = bytearray(said().line)
    line[place] ^= flip

    assert isinstance(hearing().take(bytes(line), NOON), Refusal)


@given(st.binary(max_size=900))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    assert isinstance(hearing().take(data, NOON), Refusal)


@given(
    st.text(max_size=40), st.sampled_from(["peer", "platform", "state", "since", "issued_at", "signature"])
)
def test_no_text_in_a_field_makes_it_fail(text: str, where: str) -> None:
    line = json.dumps({**json.loads(said().line), where: text}, separators=(",", ":")).encode()

    assert isinstance(hearing().take(line, NOON), Refusal) or line == said().line


@pytest.mark.parametrize(
    "more",
    [{"unit": "Roads"}, {"people": 12}, {"host": "web.example"}, {"version": 2}, {"platform": "Face book"}],
    ids=str,
)
def test_a_word_with_anything_more_in_it_is_no_word(more: dict[str, object]) -> None:
    line = json.dumps({**json.loads(said().line), **more}, separators=(",", ":")).encode()

    with pytest.raises(UnreadableWordError):
        read_word(line)


def test_a_line_break_behind_a_name_is_no_name() -> None:
    with pytest.raises(UnreadableWordError):
        worded("riverton", replace(FAILING, platform="facebook\n"), NOON)


def test_another_spelling_of_the_same_word_is_refused() -> None:
    assert hearing().take(said().line + b"\n", NOON) is Refusal.UNREADABLE
    assert hearing().take(said().line.replace(b":1,", b": 1,", 1), NOON) is Refusal.UNREADABLE
    assert hearing().take(said().line.replace(b'"version":1,', b"", 1), NOON) is Refusal.UNREADABLE


def test_the_word_of_a_stranger_and_of_one_who_is_revoked_are_refused() -> None:
    stranger = signed(worded("lakeside", FAILING, NOON), OTHER)

    assert hearing().take(stranger.line, NOON) is Refusal.UNKNOWN_PEER
    assert hearing(changed(RIVERTON, is_revoked=True)).take(said().line, NOON) is Refusal.REVOKED


def test_one_peer_cannot_speak_for_another() -> None:
    lakeside = KnownPeer("lakeside", OTHER.public_key().public_bytes_raw())
    forged = said(key=OTHER)

    assert hearing(RIVERTON, lakeside).take(forged.line, NOON) is Refusal.BAD_SIGNATURE
    assert hearing().take(replace(said(), signature="").line, NOON) is Refusal.BAD_SIGNATURE


def test_clocks_may_differ_by_two_minutes_and_no_more() -> None:
    assert isinstance(hearing().take(said().line, NOON - 120_000), Word)
    assert hearing().take(said().line, NOON - 140_000) is Refusal.FROM_THE_FUTURE


def test_a_word_that_has_run_out_is_stale() -> None:
    assert hearing().take(said().line, said().until_ms) is Refusal.STALE
    assert isinstance(hearing().take(said().line, said().until_ms - 1), Word)


def test_what_was_said_before_cannot_be_played_again() -> None:
    ears = hearing()
    later = said(at_ms=NOON + 60_000)
    ears.take(later.line, NOON + 60_000)

    assert ears.take(said().line, NOON + 60_000) is Refusal.NOT_NEWER
    assert ears.take(later.line, NOON + 60_000) is Refusal.NOT_NEWER


def test_what_is_said_again_without_a_change_is_passed_on_every_five_minutes_only() -> None:
    ears, passed = hearing(), []
    for second in range(0, 1200, 30):
        ears.take(said(at_ms=NOON + second * 1000).line, NOON + second * 1000)
        due = ears.to_pass_on(NOON + second * 1000)
        ears.passed_on(due)
        passed += [second for _ in due]

    assert passed == [0, 300, 600, 900]


def test_a_change_is_passed_on_at_once() -> None:
    ears = hearing()
    ears.take(said().line, NOON)
    ears.passed_on(ears.to_pass_on(NOON))
    fine = said(Statement(platform="facebook", state="fine"), NOON + 60_000)
    ears.take(fine.line, NOON + 60_000)

    assert ears.to_pass_on(NOON + 60_000) == [fine]
    assert ears.to_pass_on(fine.until_ms) == []


statements = st.builds(
    Statement,
    platform=st.sampled_from(["facebook", "x", "whatsapp"]),
    state=st.sampled_from(["failing", "fine", "not-used"]),
    since_ms=st.none() | st.integers(NOON - 86_400_000, NOON - 600_000),
)


@given(
    st.lists(st.tuples(statements, st.integers(-20, 0)), max_size=8),
    st.integers(0, 1 << 32),
)
def test_it_does_not_matter_in_which_order_words_arrive(
    stated: list[tuple[Statement, int]], seed: int
) -> None:
    lines = [said(each, NOON + slot * 30_000).line for each, slot in stated]
    shuffled = list(lines)
    Random(seed).shuffle(shuffled)
    one_way, other_way = hearing(), hearing()
    for line in lines:
        one_way.take(line, NOON)
    for line in shuffled:
        other_way.take(line, NOON)

    assert one_way.last() == other_way.last()


def test_a_peer_cannot_fill_our_memory_with_names() -> None:
    ears = hearing()
    taken = [ears.take(said(replace(FAILING, platform=f"p{number}")).line, NOON) for number in range(310)]

    assert taken[-1] is Refusal.TOO_MANY
    assert sum(isinstance(each, Word) for each in taken) == 300
