"""A line that a part says, as an event: its level, its name and its figures."""

import logging
from typing import Any, Final, NamedTuple

import msgspec

SAID: Final = "said"
"""The event of a line that is none: what a part said in words."""


class Line(NamedTuple):
    """One event; `level` is that of `logging`."""

    level: int
    event: str
    figures: dict[str, Any]


def read(line: str) -> Line:
    """The event in a line; a line that is none is what a part said in words."""
    try:
        told = msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Line(logging.WARNING, SAID, {"words": line})
    levels = logging.getLevelNamesMapping()
    level = levels.get(str(told.pop("level", "info")).upper(), logging.INFO)
    told.pop("at", None)  # the line is passed on at once, and gets its time again
    return Line(level, str(told.pop("event", SAID)), {key: told[key] for key in told if key != "part"})


def in_words(line: str) -> str:
    """What a line says, for people: its sentence, or the event's name with why."""
    _, event, figures = read(line)
    if event == SAID:
        return str(figures.get("words", line))
    why = next((figures[name] for name in ("words", "why", "reason", "error") if figures.get(name)), None)
    return event if why is None else f"{event}: {why}"
