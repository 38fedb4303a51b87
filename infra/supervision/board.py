"""How running parts look: one stream of events, and one status line for each part."""

import logging
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import structlog
from rich.console import Console
from rich.live import Live
from rich.table import Table

from infra import logs

STYLES: Final = {
    "running": "green",
    "answering": "green",
    "restarting": "bold yellow",
    "failed": "bold red",
    "stopped": "dim",
}
"""How a state is coloured; the word itself always stands there too."""

SAID: Final = "said"
"""The event of a line that is none: what a part said in words."""


class Board:
    """Shows parts while it is open: on a terminal below the events, elsewhere as events themselves.

    Events go to standard error, as those of every part do when it runs alone.
    """

    def __init__(self, level: str, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._level = level
        self._lines: dict[str, tuple[str, str]] = {}
        self._live = Live(console=self._console, auto_refresh=False)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        # Only now: while the status lines are shown, what is written to standard error is put above them.
        logs.configure(self._level)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def report(self, part: str, state: str, sentence: str) -> None:
        """A part has come into another state."""
        self._lines[part] = (state, sentence)
        if self._live.is_started:
            self._live.update(self._table(), refresh=True)
        else:
            structlog.get_logger().info(state, part=part, told=sentence)

    def relay(self, part: str, line: str) -> None:
        """Something that a part said; its own level and figures stay, and its name is added.

        On a terminal the sentence of an event stands before its figures, where people look first.
        """
        level, event, figures = _read(line)
        if self._console.is_terminal and event != SAID and "words" in figures:
            event = f"{event}: {figures.pop('words')}"
        structlog.get_logger().log(level, event, part=part, **figures)

    def _table(self) -> Table:
        """One line for each part."""
        table = Table.grid(padding=(0, 2, 0, 0))
        for _ in range(3):
            table.add_column()
        for part, (state, sentence) in self._lines.items():
            style = STYLES.get(state, "")
            table.add_row(f"[bold]{part}", f"[{style}]{state}" if style else state, sentence)
        return table


def _read(line: str) -> tuple[int, str, dict[str, Any]]:
    """The level, event and figures of a line; a line that is no event is what a part said in words."""
    try:
        told = msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return logging.WARNING, SAID, {"words": line}
    levels = logging.getLevelNamesMapping()
    level = levels.get(str(told.pop("level", "info")).upper(), logging.INFO)
    told.pop("at", None)  # the line is passed on at once, and gets its time again
    return level, str(told.pop("event", SAID)), {key: told[key] for key in told if key != "part"}
