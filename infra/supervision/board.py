"""How running parts look: one stream of events, and one status line for each part."""

import logging
from types import TracebackType
from typing import Final, Self

import structlog
from rich.console import Console
from rich.live import Live
from rich.table import Table

from infra import logs
from infra.supervision import lines

STYLES: Final = {
    "running": "green",
    "answering": "green",
    "restarting": "bold yellow",
    "failed": "bold red",
    "stopped": "dim",
}
"""How a state is coloured; the word itself always stands there too."""

LOUD: Final = {"restarting": logging.WARNING, "failed": logging.ERROR}
"""States that tell of a part that broke down, with the level of their events; all others are info."""

AT_WORK: Final = frozenset({"running", "answering"})
"""States in which a part does what it is there for."""


class Board:
    """Shows parts while it is open: on a terminal below the events, elsewhere as events themselves.

    Events go to standard error, as those of every part do when it runs alone.
    """

    def __init__(self, level: str, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._level = level
        self._lines: dict[str, tuple[str, str]] = {}
        self._troubled: set[str] = set()
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
        """A part has come into another state.

        That one broke down is an event on a terminal too, and that it is back: the status line alone forgets.
        """
        self._lines[part] = (state, sentence)
        if state in LOUD:
            self._troubled.add(part)
        level = LOUD.get(state, logging.INFO)
        if not self._live.is_started:
            structlog.get_logger().log(level, state, part=part, told=sentence)
        elif part in self._troubled:
            structlog.get_logger().log(level, f"{state}: {sentence}", part=part)
        if state in AT_WORK:
            self._troubled.discard(part)
        if self._live.is_started:
            self._live.update(self._table(), refresh=True)

    def relay(self, part: str, line: str) -> None:
        """Something that a part said; its own level and figures stay, and its name is added.

        On a terminal the sentence of an event stands before its figures, where people look first.
        """
        level, event, figures = lines.read(line)
        if self._console.is_terminal and event != lines.SAID and "words" in figures:
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
