"""A judge amid an outage who has heard of people by pseudonyms that can be found again, byte by byte."""

from dataclasses import replace

import msgspec
import numpy as np

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.memory import read
from monitors.domain.outage.rules import Rules
from streams.contracts.evidence import CONTROL_NAME, SignalsDelta
from streams.contracts.signals import Report, Signal
from streams.domain.cells import Cells
from tests.timelines import Commit, Story, moment

_FACEBOOK, _REPORTING = 12, 3
_FAR = 0x9E3779B97F4A7C15

_USED = {turn: (turn + 1) * _FAR % 2**64 for turn in range(_FACEBOOK)}
_TOLD = {8 * _FAR % 2**62 + number for number in range(_REPORTING)}
PEOPLE = frozenset({*_USED.values(), *_TOLD})
"""Whoever tried Facebook, and whoever said that it fails: pseudonyms of eight bytes."""


def signals(end: str) -> list[Signal]:
    """Facebook fails from 10:00 to 10:10, and three people say so."""
    story = Story("09:55", end).usual("facebook", people=_FACEBOOK).usual(CONTROL_NAME, people=_FACEBOOK)
    story.breaks("facebook", at="10:00", until="10:10")
    for person in _TOLD:
        at_ms = moment("10:02")
        story.happens(
            "10:02", Report(source="hub", at_ms=at_ms, platform="facebook", unit="Roads", person=person)
        )
    told: list[Signal] = []
    for one in story.commits():
        told += _named(one) if isinstance(one, Commit) else [one]
    return told


def state_amid_an_outage() -> bytes:
    """What the judge remembers at 10:03, when the outage is confirmed."""
    judge = Judge(Rules(), {})
    for signal in signals("10:03"):
        judge.take(signal)
    return judge.state()


def people_in(state: bytes) -> set[int]:
    """The people who stand anywhere in a state, as a number or inside a column."""
    plain = msgspec.msgpack.encode(read(state)) if state else b""
    return {
        person
        for person in PEOPLE
        if person.to_bytes(8, "little") in plain or msgspec.msgpack.encode(person) in plain
    }


def _named(commit: Commit) -> list[SignalsDelta]:
    """A commit with pseudonyms in place of small numbers."""
    votes = commit.delta.votes
    people = np.array([_USED[(person - 1) % 1000] for person in votes.members.tolist()], np.uint64)
    cells = Cells.gather(votes.keys, votes.counts, votes.member_keys, people, votes.flags)
    return replace(commit, delta=replace(commit.delta, votes=cells)).messages()
