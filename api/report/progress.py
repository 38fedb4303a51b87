"""The progress of reading logs: a bar with lines per second and time left, silent away from a terminal."""

from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskProgressColumn, TextColumn
from rich.text import Text

from infra.words import Lang, label
from infra.words.figures import brief

REDRAW_SECONDS: Final = 0.1


class _LinesPerSecond(ProgressColumn):
    """How many lines are read a second."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def render(self, task: Task) -> Text:
        """The rate since the start."""
        lines, elapsed = task.fields["lines"], task.elapsed or 0.0
        rate = brief(lines / elapsed, self._lang) if lines and elapsed else "0"
        return Text(label("terminal.rate", self._lang, rate=rate), style="dim")


class _TimeLeft(ProgressColumn):
    """How long reading will still take, from the bytes read so far."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def render(self, task: Task) -> Text:
        """Minutes and seconds; nothing where the size is unknown."""
        if task.total is None or not task.completed or not task.elapsed:
            return Text("")
        seconds = task.elapsed * max(0.0, task.total - task.completed) / task.completed
        minutes, rest = divmod(round(seconds), 60)
        return Text(label("terminal.left", self._lang, time=f"{minutes}:{rest:02d}"), style="dim")


class ReadingProgress:
    """A bar with lines per second and time left while logs are read; silent away from a terminal.

    `total_bytes` is the size on disk of everything to read, or None where it cannot be known (standard
    input). It draws in `advance` only: no thread runs, so the reader may start processes at any time.
    """

    def __init__(self, console: Console, total_bytes: int | None, lang: Lang = "en") -> None:
        self._lines = 0
        self._drawn_at = 0.0
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            TaskProgressColumn(),
            _LinesPerSecond(lang),
            _TimeLeft(lang),
            console=console,
            auto_refresh=False,
            transient=True,
            expand=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(label("terminal.reading", lang), total=total_bytes, lines=0)

    def advance(self, read_bytes: int, lines: int) -> None:
        """Say that reading has come to byte `read_bytes` of all, with `lines` more lines since last time."""
        self._lines += lines
        self._progress.update(self._task, completed=read_bytes, lines=self._lines)
        task = self._progress.tasks[0]
        now = self._progress.get_time()
        if now - self._drawn_at >= REDRAW_SECONDS or (task.total and task.completed >= task.total):
            self._drawn_at = now
            self._progress.refresh()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
