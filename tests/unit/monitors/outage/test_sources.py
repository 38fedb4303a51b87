"""When a source is blind: its log is silent, which is not the same as a log that is read late."""

import numpy as np

from monitors.domain.outage.rules import Rules
from monitors.domain.outage.sources import Clock, Source
from streams.domain.cells import WINDOW_MS
from tests.timelines import moment

RULES = Rules()


def source_heard_at(*times: str) -> Source:
    """A source of which lines came at each of these times."""
    source = Source("north", "North")
    for at in times:
        assert hear(source, at) == []
    return source


def hear(source: Source, at: str) -> list[tuple[int, int, int | None]]:
    """A hundred more lines; the silences that they end."""
    source.hear(np.array([moment(at) // WINDOW_MS]), np.array([100]))
    found = source.advance(moment(at), RULES)
    return [(silence.since_ms, silence.known_ms, silence.until_ms) for silence in found]


def is_blind(source: Source, at: str, clock: Clock = "wall") -> bool:
    """Whether the clock finds out now that it is blind."""
    return source.silent_at(moment(at), clock, RULES) is not None


def test_a_source_is_blind_two_minutes_after_its_last_line() -> None:
    source = source_heard_at("10:00")

    assert not is_blind(source, "10:02:10")
    assert is_blind(source, "10:02:11")
    assert hear(source, "10:05") == [(moment("10:00:10"), moment("10:02:10"), moment("10:05"))]


def test_a_log_that_is_read_hours_late_is_not_silent_while_it_is_read() -> None:
    source = source_heard_at("08:09")

    for minute in range(10, 40):
        assert not is_blind(source, f"10:{minute}")
        assert hear(source, f"08:{minute}") == []
        source = Source.restore(source.name, source.save())
    assert not is_blind(source, "10:40")
    assert not is_blind(source, "10:42")
    assert is_blind(source, "10:42:01")


def test_where_old_lines_come_at_last_the_silence_does_not_end_before_it_was_known() -> None:
    source = source_heard_at("10:00")
    assert not is_blind(source, "10:00:05")
    assert is_blind(source, "10:10")

    assert hear(source, "10:00:05") == [(moment("10:00:10"), moment("10:02:10"), moment("10:02:10"))]
    assert not is_blind(source, "10:10:05")


def test_logs_that_are_all_read_hours_late_are_not_silent_while_they_are_read() -> None:
    """The others are an hour behind the wall as well: what came is new by both clocks."""
    source = source_heard_at("08:09")

    for minute in range(10, 40):
        assert hear(source, f"08:{minute}") == []
        assert not is_blind(source, f"09:{minute}", "logs")
        source = Source.restore(source.name, source.save())
        assert not is_blind(source, f"10:{minute}")
    assert not is_blind(source, "09:41", "logs")
    assert is_blind(source, "09:41:20", "logs")
