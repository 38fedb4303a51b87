"""How things look while people watch: a picture that is drawn again in a terminal, elsewhere lines."""

import time
from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.demo.arrivals import Arrivals, Row

MOST_PLATFORMS: Final = 12
LINE_EVERY_SECONDS: Final = 10.0
ALARMING: Final = 0.25
"""The share of failed requests from which a row is coloured."""

STYLES: Final = {"suspected": "yellow", "confirmed": "bold red", "recovering": "yellow", "resolved": "green"}
"""How a state is coloured; the word itself always stands there too."""

WORDS: Final = {"suspected": "suspected", "confirmed": "failing", "recovering": "recovering"}


def board(arrivals: Arrivals, names: Mapping[str, str], states: Mapping[str, str], left: str) -> Table:
    """The busiest platforms: requests so far, those of the last minute, how many failed, and what is judged.

    `states` has the platforms of open incidents; of the others nothing is wrong, or nothing is known.
    """
    rows = arrivals.rows()
    table = Table(
        title=f"Usage arriving on Kafka, and what is judged of it · {left}",
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
    table.add_column("judged", min_width=11)
    for row in rows[:MOST_PLATFORMS]:
        alarming = row.failed > ALARMING * row.last_minute
        failed = f"{row.failed:,}" if row.failed else ""
        table.add_row(
            names.get(row.platform, row.platform),
            f"{row.requests:,}",
            f"{row.last_minute:,}",
            Text(f"{failed} ◀" if alarming else failed, style="bold red" if alarming else ""),
            _judged(row, states.get(row.platform)),
        )
    return table


def _judged(row: Row, state: str | None) -> Text:
    """The state of a platform; where nobody asks, nothing is known."""
    if state is not None:
        return Text(WORDS.get(state, state), style=STYLES.get(state, ""))
    return Text("as usual", style="green") if row.last_minute else Text("unknown: quiet", style="dim")


def lately(arrivals: Arrivals, names: Mapping[str, str]) -> str:
    """The last minute in a line."""
    rows = sorted(arrivals.rows(), key=lambda row: (-row.last_minute, row.platform))
    failed = sum(row.failed for row in rows)
    busiest = ", ".join(f"{names.get(row.platform, row.platform)} {row.last_minute:,}" for row in rows[:3])
    minute = sum(row.last_minute for row in rows)
    return f"in the last minute {minute:,} requests ({busiest}), {failed:,} of them failed"


def card(title: str, facts: Sequence[str], state: str) -> RenderableType:
    """An incident that goes on, below the table."""
    lines = [Text(title, style=STYLES.get(state, "bold")), *(Text(fact) for fact in facts)]
    return Padding(Group(*lines), (1, 0, 0, 0))


class Screen:
    """Shows how things stand while it is open, in whatever way the console allows; lines above it stay."""

    def __init__(self, console: Console, began_at: float) -> None:
        """`began_at` is where the clock of lines begins, on `time.monotonic`."""
        self._console = console
        self._began_at = began_at
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._line_at = 0.0

    def draw(self, picture: RenderableType, line: str) -> None:
        """Show how things stand: the picture in a terminal, elsewhere the line now and then."""
        if self._console.is_terminal:
            self._live.start()
            self._live.update(picture, refresh=True)
        elif time.monotonic() >= self._line_at:
            self._line_at = time.monotonic() + LINE_EVERY_SECONDS
            self.say(line)

    def turn_over(self) -> None:
        """Something else is shown from now on: its first line comes at once."""
        self._line_at = 0.0

    def say(self, *lines: str, style: str = "") -> None:
        """Lines that stay, the first one behind the time since the demonstration began."""
        minutes, seconds = divmod(int(time.monotonic() - self._began_at), 60)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(justify="right", style="dim", no_wrap=True, min_width=7)
        grid.add_column()
        for number, line in enumerate(lines):
            stamp = "" if number else f"{minutes}:{seconds:02d}"
            grid.add_row(stamp, Text(line, style=style if number == 0 else ""))
        self._console.print(grid)

    def close(self) -> None:
        """Take the picture away."""
        self._live.stop()
