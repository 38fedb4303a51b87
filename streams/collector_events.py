"""What a collector tells while it works: figures on `/metrics`, and a line in its log for each change."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infra import metrics
from streams.adapters.collector_metrics import CollectorMetrics, State
from streams.adapters.file_turns import Note
from streams.batches import Commit

RECENT_REQUESTS = 20_000
"""The joined share is that of about so many requests."""

ADVICE = {
    "truncated": "it was emptied while it was read: lines between the last look and the cut are lost; rotate "
    "by renaming instead of copytruncate",
    "gone": "lines written to it after the last commit are lost, unless it had been read to its end; keep "
    "rotated files until they are read",
    "unreadable": "let the collector's user read it; the others are read meanwhile, and this one once it can "
    "be: at once, or with a format that has headings when the log is next rotated",
    "damaged": "its compressed data ends early or is damaged; what came before was read",
}
"""What to know of a file, by the code of its note."""


class Teller:
    """Tells of one source. Names, numbers and reasons only: nothing of what stands in the log."""

    def __init__(self, source: str, figures: CollectorMetrics, log: Any) -> None:
        self._source = source
        self._figures = figures
        self._log = log
        self._state: State | None = None
        self._unreadable = ""
        self._joined = self._weighed = 0.0
        self._clamps = 0

    def state(self, state: State, **figures: object) -> None:
        """The source came into a state; said once for each change."""
        if state == self._state:
            return
        self._state = state
        self._figures.state(self._source, state)
        level = self._log.warning if state in {"away", "stopped"} else self._log.info
        level(state, **figures)

    def away(self, error: Exception, failures: int) -> None:
        """Kafka did not answer."""
        self._figures.count(metrics.COMMIT_FAILURES, 1, self._source)
        self._log.debug("unavailable", failures=failures, error=str(error))
        self.state("away", error=str(error), advice="nothing is lost; it goes on when Kafka is back")

    def waiting(self, path: Path) -> None:
        """There is no log yet."""
        self.state("waiting", path=str(path), advice="it is read as soon as it has lines")

    def unreadable(self, error: OSError) -> None:
        """A file cannot be read now; said once for each message."""
        message = f"{error.filename}: {error.strerror}"
        if message != self._unreadable:
            self._unreadable = message
            self._log.warning("unreadable", error=message, advice="let the collector's user read the log")
        self._state = "waiting"
        self._figures.state(self._source, "waiting")

    def stopped(self, reason: str) -> None:
        """This source reads no further."""
        self.state("stopped", reason=reason)

    def notes(self, notes: Sequence[Note]) -> None:
        """What happened to files."""
        for note in notes:
            self._figures.count(metrics.FILE_NOTES, 1, self._source, note.code)
            if note.code in ADVICE:
                self._log.warning(f"file-{note.code}", file=note.file, advice=ADVICE[note.code])
            else:
                self._log.info(f"file-{note.code}", file=note.file)

    def behind(self, size: int, seen_ms: int | None, now_ms: int) -> None:
        """How far the log's end is away."""
        self._figures.set(metrics.BEHIND_BYTES, size, self._source)
        age = max(0.0, (now_ms - seen_ms) / 1000) if size and seen_ms is not None else 0.0
        self._figures.set(metrics.BEHIND_SECONDS, age, self._source)

    def landed(self, commit: Commit, seconds: float) -> None:
        """A commit is on Kafka."""
        self.state("following")
        source, delta = self._source, commit.delta
        sent = sum(len(message.value) for message in commit.messages)
        self._figures.lines(source, delta.verdicts)
        self._figures.count(metrics.LOG_BYTES, commit.size, source)
        self._figures.count(metrics.REQUESTS_EXCLUDED, delta.tally("excluded"), source)
        self._figures.count(metrics.COMMITS, 1, source)
        self._figures.count(metrics.SENT_BYTES, sent, source)
        self._figures.observe(metrics.COMMIT_SECONDS, seconds, source)
        if commit.position.watermark_ms is not None:
            self._figures.set(metrics.WATERMARK, commit.position.watermark_ms / 1000, source)
        self._join(delta.tally("joined"), delta.tally("weighed"))
        if commit.is_ahead:
            self._clamp()
        self._log.debug(
            "committed",
            lines=delta.tally("lines"),
            parsed=delta.parsed,
            log_bytes=commit.size,
            sent_bytes=sent,
            messages=len(commit.messages),
            seconds=round(seconds, 3),
        )

    def _join(self, joined: int, weighed: int) -> None:
        """Follow the share of requests that lead to a unit."""
        self._joined += joined
        self._weighed += weighed
        if self._weighed:
            self._figures.set(metrics.JOINED_SHARE, self._joined / self._weighed, self._source)
        while self._weighed > RECENT_REQUESTS:
            self._joined, self._weighed = self._joined / 2, self._weighed / 2

    def _clamp(self) -> None:
        """The source's clock runs ahead; said the first time, and then for every hundredth commit."""
        self._figures.count(metrics.CLOCK_CLAMPS, 1, self._source)
        if self._clamps % 100 == 0:
            self._log.warning(
                "clock-ahead",
                advice="the proxy's clock is more than 5 s ahead of this machine's; set it right",
            )
        self._clamps += 1
