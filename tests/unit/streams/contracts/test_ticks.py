"""Ticks stand among the signals on their topic, and are none themselves."""

import msgspec
import pytest

from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.signals import LearnAgain, Tick, decode_logged, decode_signal, encode_signal

TICK = Tick(source="!clock", at_ms=1_760_011_200_000)


def test_a_tick_comes_back_as_it_was() -> None:
    assert decode_logged(encode_signal(TICK)) == TICK


def test_whoever_reads_signals_only_is_told_that_a_tick_is_none() -> None:
    with pytest.raises(UnreadableMessageError):
        decode_signal(encode_signal(TICK))


def test_whoever_reads_everything_gets_signals_too() -> None:
    signal = LearnAgain(source="hub", at_ms=1, incident="a")
    assert decode_logged(encode_signal(signal)) == decode_signal(encode_signal(signal)) == signal


def test_a_tick_of_another_version_is_not_taken() -> None:
    with pytest.raises(UnreadableMessageError, match="version 2 of Tick"):
        decode_logged(encode_signal(msgspec.structs.replace(TICK, version=2)))
