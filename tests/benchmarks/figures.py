"""What was measured, as a table, and what was promised about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.benchmarks.judging import Judged
from tests.benchmarks.telling import DAYS, PLATFORMS, UNITS, Telling

TIMES_GOACCESS = 20.0
MOST_MB = 400.0
COLLECTOR_SHARE = 0.5
HELP_SECONDS = 0.3
JUDGED_RATE = 300_000
JUDGED_AIM = 500_000
STEADINESS = 0.8
ROW_SECONDS = 3.0
WINDOW_SECONDS = 25.0
TOLD_SECONDS = 60.0
TOLD_MB = 1_000.0


@dataclass(frozen=True, slots=True)
class Row:
    """One program on one log; `scaled` where only a part of it was read. None is what was not measured.

    `compared` is False for a log that GoAccess did not read.
    """

    program: str
    lines: int
    seconds: float | None
    peak_mb: float | None
    scaled: bool = False
    compared: bool = True

    @property
    def rate(self) -> float | None:
        """Lines a second."""
        return self.lines / self.seconds if self.seconds else None


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and how it stands; `kept` is None where it could not be measured."""

    words: str
    measured: str
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that one run of the benchmarks measured."""

    snapshot: Row
    collector: Row | None
    collector_at_work: Row | None
    goaccess: Row | None
    sarg: Row | None
    large: Row | None
    large_collector: Row | None
    help_seconds: float
    sparse: Row | None = None
    judged: Judged | None = None
    told: Telling | None = None

    def rows(self) -> list[Row]:
        """Everything that read a log."""
        rows = (
            self.snapshot,
            self.sparse,
            self.large,
            self.collector,
            self.collector_at_work,
            self.large_collector,
            self._judged_row(),
            self.goaccess,
            self.sarg,
        )
        return [row for row in rows if row is not None]

    def _judged_row(self) -> Row | None:
        """The way from a log to judged state; a log without an end, so it is compared with nothing."""
        if self.judged is None:
            return None
        sustained = self.judged.sustained
        return Row("collect and monitors", sustained.lines, sustained.seconds, None, compared=False)

    def times_goaccess(self, row: Row) -> float | None:
        """How many times as fast as GoAccess."""
        if self.goaccess is None or not self.goaccess.rate or not row.rate or not row.compared:
            return None
        return row.rate / self.goaccess.rate

    def promises(self) -> Iterator[Promise]:
        """Each promise, held against the figures."""
        times = self.times_goaccess(self.snapshot)
        yield Promise(
            f"a snapshot is at least {TIMES_GOACCESS:.0f} times as fast as GoAccess",
            "no GoAccess" if times is None else f"{times:.1f} times",
            None if times is None else times >= TIMES_GOACCESS,
        )
        for row, millions in ((self.snapshot, 3), (self.large, 30)):
            yield Promise(
                f"it takes less than {MOST_MB:.0f} MB at {millions} million lines",
                "not measured" if row is None or row.peak_mb is None else f"{row.peak_mb:.0f} MB",
                None if row is None or row.peak_mb is None else row.peak_mb < MOST_MB,
            )
        yield _share_of(
            "the collector to Kafka is at least half as fast", self.collector_at_work, self.snapshot
        )
        yield _share_of("the same at 30 million lines, its start counted", self.large_collector, self.large)
        yield Promise(
            f"`holdfast --help` answers in under {HELP_SECONDS} s",
            f"{self.help_seconds:.2f} s",
            self.help_seconds < HELP_SECONDS,
        )
        yield from self._promises_of_judgement()
        yield from self._promises_of_reliance()

    def _promises_of_judgement(self) -> Iterator[Promise]:
        """Those about the way from a log to judged state."""
        judged = self.judged
        rate = None if judged is None else judged.sustained.lines / judged.sustained.seconds
        yield Promise(
            f"from a log to judged state: {JUDGED_RATE:,} lines a second are sustained (aim: {JUDGED_AIM:,})",
            "no Kafka" if rate is None else f"{rate:,.0f}",
            None if rate is None else rate >= JUDGED_RATE,
        )
        steadiness = None if judged is None else judged.sustained.steadiness
        yield Promise(
            f"the second half of that time has at least {STEADINESS:.0%} of the pace of the first",
            "no Kafka" if steadiness is None else f"{steadiness:.0%}",
            None if steadiness is None else steadiness >= STEADINESS,
        )
        delays = None if judged is None else judged.delays
        rows = windows = "no Kafka"
        if delays is not None:
            rows = f"{delays.row_p99:.1f} s; half of them in {delays.row_median:.1f} s"
            windows = f"{delays.window_longest:.1f} s; half of them in {delays.window_median:.1f} s"
        yield Promise(
            f"a request is in the rows within {ROW_SECONDS:.0f} s (99 of 100)",
            rows,
            None if delays is None else delays.row_p99 <= ROW_SECONDS,
        )
        yield Promise(
            f"a window is judged within {WINDOW_SECONDS:.0f} s of its end (all)",
            windows,
            None if delays is None else delays.window_longest <= WINDOW_SECONDS,
        )

    def _promises_of_reliance(self) -> Iterator[Promise]:
        """Those about a day of many units with a long memory."""
        told = self.told
        what = f"what {UNITS} units rely on of {PLATFORMS} platforms, {DAYS} days behind them, is told"
        yield Promise(
            f"{what} in less than {TOLD_SECONDS:.0f} s",
            "not measured" if told is None else f"{told.seconds:.0f} s",
            None if told is None else told.seconds < TOLD_SECONDS,
        )
        yield Promise(
            f"and in less than {TOLD_MB:,.0f} MB",
            "not measured" if told is None else f"{told.peak_mb:.0f} MB",
            None if told is None else told.peak_mb < TOLD_MB,
        )


def _share_of(words: str, row: Row | None, whole: Row | None) -> Promise:
    """How fast the collector is, as a share of a snapshot."""
    if row is None or whole is None or not row.rate or not whole.rate:
        return Promise(words, "not measured", None)
    share = row.rate / whole.rate
    return Promise(words, f"{share:.2f} of it", share >= COLLECTOR_SHARE)


def table(figures: Figures) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| program | lines | seconds | lines a second | times GoAccess | memory (PSS) |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in figures.rows():
        times = figures.times_goaccess(row)
        cells = [
            row.program,
            f"{row.lines:,}",
            "" if row.seconds is None else f"{row.seconds:.2f}",
            "" if row.rate is None else f"{row.rate:,.0f}{' *' if row.scaled else ''}",
            "" if times is None else f"{times:.2f}" if times < 10 else f"{times:.1f}",
            "" if row.peak_mb is None else f"{row.peak_mb:.0f} MB",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def verdicts(promises: Iterable[Promise]) -> str:
    """Promises as a Markdown table."""
    said = {True: "yes", False: "**no**", None: "not measured"}
    lines = ["| promise | measured | kept |", "| --- | --- | --- |"]
    lines += [f"| {one.words} | {one.measured} | {said[one.kept]} |" for one in promises]
    return "\n".join(lines)
