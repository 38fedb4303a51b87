"""What people see of running parts: events with their level, sentences first on a terminal."""

import io
import json
import re

import pytest
from rich.console import Console

from infra.supervision.board import Board

BROKE = json.dumps(
    {
        "words": "On Facebook most fails.",
        "cause": "platform",
        "event": "incident-confirmed",
        "level": "warning",
    }
)


def test_elsewhere_than_on_a_terminal_an_event_stays_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    with Board("info", Console(file=io.StringIO(), force_terminal=False)) as board:
        board.relay("monitors", BROKE)
    told = json.loads(capsys.readouterr().err)
    del told["at"]
    assert told == {**json.loads(BROKE), "part": "monitors"}


def test_on_a_terminal_the_sentence_stands_behind_the_name_of_the_event() -> None:
    screen = io.StringIO()
    with Board("info", Console(file=screen, force_terminal=True, width=200)) as board:
        board.relay("monitors", BROKE)
    assert "incident-confirmed: On Facebook most fails." in screen.getvalue()


def test_a_part_that_breaks_down_is_a_warning_and_one_that_ends_for_good_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Board("info", Console(file=io.StringIO(), force_terminal=False)) as board:
        for state in ("starting", "running", "restarting", "running", "failed"):
            board.report("collector", state, "Why.")
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["level"] for event in told] == ["info", "info", "warning", "info", "error"]
    assert {event["told"] for event in told} == {"Why."}


def test_on_a_terminal_only_trouble_and_its_end_are_events_beside_the_status_line() -> None:
    screen = io.StringIO()
    with Board("info", Console(file=screen, force_terminal=True, width=200)) as board:
        for number, state in enumerate(("starting", "answering", "restarting", "answering", "stopping")):
            board.report("broker", state, f"Sentence {number}.")
    events = re.findall(r"\w+: Sentence \d", screen.getvalue())
    assert events == ["restarting: Sentence 2", "answering: Sentence 3"]
