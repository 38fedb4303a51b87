"""How arriving usage looks: a table that is drawn again in a terminal, or a line now and then elsewhere."""

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from api.demo.arrivals import Arrivals

MOST_PLATFORMS: Final = 12
LINE_EVERY_SECONDS: Final = 10.0
ALARMING: Final = 0.25
"""The share of failed requests from which a row is coloured."""


def board(arrivals: Arrivals, names: Mapping[str, str], seconds_left: float | None) -> Table:
    """The busiest platforms: requests so far, in the last minute, and how many of those failed."""
    rows = arrivals.rows()
    left = "Ctrl-C ends it" if seconds_left is None else f"{max(seconds_left, 0):.0f} s left"
    table = Table(
        title=f"Usage arriving on Kafka · {left}",
        title_justify="left",
        title_style="bold",
        caption=f"{arrivals.requests:,} requests on {len(rows)} platforms, in {arrivals.messages:,} messages",
        caption_justify="left",
        box=None,
        pad_edge=False,
        header_style="dim",
    )
    table.add_column("platform", style="bold", min_width=18)
    for heading in ("requests so far", "last minute", "of these failed"):
        table.add_column(heading, justify="right", min_width=len(heading))
    for row in rows[:MOST_PLATFORMS]:
        alarming = row.failed > ALARMING * row.last_minute
        failed = f"{row.failed:,}" if row.failed else ""
        table.add_row(
            names.get(row.platform, row.platform),
            f"{row.requests:,}",
            f"{row.last_minute:,}",
            Text(f"{failed} ◀" if alarming else failed, style="bold red" if alarming else ""),
        )
    return table


class Screen:
    """Shows arrivals while it is open, in whatever way the console allows."""

    def __init__(self, console: Console, names: Mapping[str, str]) -> None:
        self._console = console
        self._names = names
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._line_at = 0.0

    def draw(self, arrivals: Arrivals, passed_seconds: float, seconds_left: float | None) -> None:
        """Show how things stand."""
        if self._console.is_terminal:
            self._live.start()
            self._live.update(board(arrivals, self._names, seconds_left), refresh=True)
        elif passed_seconds >= self._line_at:
            self._line_at += LINE_EVERY_SECONDS
            rows = sorted(arrivals.rows(), key=lambda row: -row.last_minute)
            minute = sum(row.last_minute for row in rows)
            failed = sum(row.failed for row in rows)
            busiest = ", ".join(f"{self._names[row.platform]} {row.last_minute}" for row in rows[:3])
            lately = f" ({busiest}), {failed:,} of them failed" if minute else ""
            self._console.print(
                f"   {passed_seconds:3.0f} s  {arrivals.requests:,} requests so far; last minute {minute:,}"
                f"{lately}",
                highlight=False,
                soft_wrap=True,
            )

    def close(self, arrivals: Arrivals) -> None:
        """Leave the last state standing."""
        self._live.stop()
        self._console.print(board(arrivals, self._names, 0), highlight=False)
