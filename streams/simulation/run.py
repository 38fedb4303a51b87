"""Running a simulation: minute after minute into a log, as fast as it goes or as time passes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from streams.simulation.activities import Schedule
from streams.simulation.behaviour import TICK_MS, Behaviour, Moment
from streams.simulation.disturbances import Disturbance, Troubles
from streams.simulation.log import Log, Stream
from streams.simulation.organisation import Organisation, organise
from streams.simulation.traffic import Traffic
from streams.simulation.truth import Tally, Truth
from streams.simulation.web import Web, spin
from streams.simulation.writers import WRITERS, Book

WARM_UP: Final = 15
"""Minutes lived before the log begins, so that its first line finds people in the middle of what they do."""
NAP_SECONDS: Final = 0.5
"""The longest sleep in live mode, so that a wish to stop is soon heard."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What to simulate. The same values always give the same bytes.

    The log begins at `begins_at` and ends after `hours` or `lines` (header lines not counted), whichever is
    first; without either it never ends. People live by the clock of `timezone`, or, with `as_if`, by one that
    shows this local time at the beginning: so a Sunday night's log can have the traffic of a Tuesday noon.
    `busy_lines_a_second` scales all traffic so that a busy hour has about this many lines a second; None
    leaves it at what so many people do.
    """

    begins_at: datetime
    seed: int = 1
    people: int = 400
    hours: float | None = None
    lines: int | None = None
    form: str = "squid"
    timezone: str = "America/Toronto"
    as_if: datetime | None = None
    catalogued_share: float = 0.08
    malformed_share: float = 0.0
    long_tunnel_share: float = 0.03
    plain_share: float = 0.12
    busy_lines_a_second: float | None = None
    disturbances: tuple[Disturbance, ...] = ()

    def __post_init__(self) -> None:
        for name in ("catalogued_share", "malformed_share", "long_tunnel_share", "plain_share"):
            if not 0 <= getattr(self, name) <= 1:
                message = f"{name} is a share from 0 to 1, not {getattr(self, name)}"
                raise ValueError(message)
        if self.catalogued_share == 0 or self.malformed_share > 0.9:
            message = "catalogued_share must be above 0, and malformed_share at most 0.9"
            raise ValueError(message)
        if self.form not in WRITERS:
            message = f"the simulation writes {', '.join(WRITERS)}, not {self.form!r}"
            raise ValueError(message)
        if self.begins_at.tzinfo is None:
            message = "begins_at needs a time zone"
            raise ValueError(message)
        if self.disturbances:
            Troubles(self.disturbances, spin(self.seed))  # raises where a target does not exist

    @property
    def organisation(self) -> Organisation:
        """The organisation that belongs to it, for example to write its directory."""
        return organise(self.seed, self.people)


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of one minute, in the order of the log.

    `seen_ms` has one time a line; `requests` one row for each line that is not malformed; `malformed` flags
    the others.
    """

    lines: list[str]
    seen_ms: NDArray[np.int64]
    requests: Traffic
    malformed: NDArray[np.bool_]


class Run:
    """One simulation under way: its minutes in order, and the tally of what was written of them."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._zone = ZoneInfo(simulation.timezone)
        self._writer = WRITERS[simulation.form]
        organisation, web = simulation.organisation, spin(simulation.seed)
        self._book = Book.of(organisation, web, self._zone)
        self._behaviour = _behaviour(simulation, organisation, web)
        self._tally = Tally(organisation, web, self._writer, simulation.disturbances)

    def minutes(self) -> Iterator[Batch]:
        """The log, a minute at a time: requests stand in the minute in which they end."""
        begins_ms = round(self._simulation.begins_at.timestamp() * 1000)
        hours, left = self._simulation.hours, self._simulation.lines
        ends_ms = None if hours is None else begins_ms + round(hours * 3_600_000)
        earlier = [self._requests(number, begins_ms) for number in range(-WARM_UP, 0)]
        waiting = Traffic.join(earlier)
        waiting = waiting.take(waiting.seen_ms >= begins_ms)
        number = 0
        while left != 0 and (ends_ms is None or begins_ms + number * TICK_MS < ends_ms):
            waiting = Traffic.join([waiting, self._requests(number, begins_ms)])
            number += 1
            horizon = begins_ms + number * TICK_MS
            done = waiting.seen_ms < (horizon if ends_ms is None else min(horizon, ends_ms))
            ended, waiting = waiting.take(done), waiting.take(~done)
            batch = self._batch(ended.take(np.argsort(ended.seen_ms, kind="stable")), number, left)
            left = None if left is None else left - len(batch.lines)
            yield batch

    def add(self, batch: Batch, begin: int, end: int) -> None:
        """Count the lines from `begin` to before `end` of a batch as written."""
        flags = batch.malformed
        first = begin - int(np.count_nonzero(flags[:begin]))
        bad = int(np.count_nonzero(flags[begin:end]))
        self._tally.add(batch.requests.take(slice(first, first + end - begin - bad)), bad)

    def truth(self, log: Log) -> Truth:
        """What has been written so far."""
        return self._tally.truth(seed=self._simulation.seed, form=self._simulation.form, files=log.files)

    def _requests(self, number: int, begins_ms: int) -> Traffic:
        """The requests of the visits that begin in one minute; before the log's beginning it is negative."""
        passed = timedelta(milliseconds=number * TICK_MS)
        if self._simulation.as_if is not None:
            local = self._simulation.as_if + passed
        else:
            local = (self._simulation.begins_at.astimezone(UTC) + passed).astimezone(self._zone)
        minute = (local.weekday() * 24 + local.hour) * 60 + local.minute
        return self._behaviour.requests(
            Moment(number + WARM_UP, begins_ms + number * TICK_MS, minute, local.toordinal())
        )

    def _batch(self, requests: Traffic, number: int, left: int | None) -> Batch:
        """The lines of one minute, with malformed ones strewn in, at most `left`."""
        share = self._simulation.malformed_share
        rng = np.random.default_rng((self._simulation.seed, 6, number))
        flags = np.zeros(len(requests), bool)
        if share:
            after = rng.poisson(share / (1 - share), len(requests))
            flags = np.zeros(len(requests) + int(after.sum()), bool)
            flags[np.repeat(np.cumsum(after + 1) - after, after) + _within(after)] = True
        flags = flags[:left]
        requests = requests.take(slice(0, int(np.count_nonzero(~flags))))
        good = self._writer.lines(self._book, requests)
        rows = np.maximum(np.cumsum(~flags) - 1, 0)
        lines = good
        if flags.any():
            lines = [
                _malformed(rng, good[row]) if flag else good[row]
                for row, flag in zip(rows.tolist(), flags.tolist(), strict=True)
            ]
        return Batch(lines, requests.seen_ms[rows] if len(good) else requests.seen_ms, requests, flags)


def simulate(simulation: Simulation, out: BinaryIO | Log) -> Truth:
    """Write the whole log as fast as it goes, and return the truth of it.

    Raises ValueError where the simulation has no end, or names what does not exist.
    """
    if simulation.hours is None and simulation.lines is None:
        message = "a simulation that is not live needs an end: hours or lines"
        raise ValueError(message)
    run = Run(simulation)
    log = out if isinstance(out, Log) else Stream(out)
    log.begin(WRITERS[simulation.form].header)
    for batch in run.minutes():
        log.write(batch.lines, batch.seen_ms)
        run.add(batch, 0, len(batch.lines))
    log.flush()
    return run.truth(log)


def play(
    simulation: Simulation,
    log: Log,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], object],
    stopped: Callable[[], bool] = lambda: False,
) -> Truth:
    """Write each line when its time has come, flushed at once, until the end or until `stopped`.

    `clock` gives Unix seconds. A play that fell behind catches up without leaving a line out. The bytes are
    those of `simulate`; the truth is that of the lines written.
    """
    run = Run(simulation)
    log.begin(WRITERS[simulation.form].header)
    log.flush()
    for batch in run.minutes():
        written = 0
        while written < len(batch.lines) and not stopped():
            now_ms = int(clock() * 1000)
            due = int(np.searchsorted(batch.seen_ms, now_ms, side="right"))
            for line in range(written, due):
                log.write(batch.lines[line : line + 1], batch.seen_ms[line : line + 1])
                log.flush()
            run.add(batch, written, max(due, written))
            written = max(due, written)
            if written < len(batch.lines):
                sleep(min(max(int(batch.seen_ms[written]) - now_ms, 1) / 1000, NAP_SECONDS))
        if stopped():
            break
    return run.truth(log)


def _behaviour(simulation: Simulation, organisation: Organisation, web: Web) -> Behaviour:
    """The behaviour that a simulation asks for."""
    schedule = Schedule(
        simulation.seed,
        organisation,
        web,
        catalogued_share=simulation.catalogued_share,
        busy_lines_a_second=simulation.busy_lines_a_second,
    )
    return Behaviour(
        simulation.seed,
        organisation,
        web,
        schedule,
        Troubles(simulation.disturbances, web),
        plain_share=simulation.plain_share,
        long_tunnel_share=simulation.long_tunnel_share,
    )


def _within(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, ... within each group of so many."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)


def _malformed(rng: np.random.Generator, line: str) -> str:
    """A line that no reader of any of the formats may take: half a line, noise, or somebody's words."""
    match int(rng.integers(0, 3)):
        case 0:
            return line[:30].rstrip() + "\n"
        case 1:
            noise = rng.integers(128, 256, int(rng.integers(20, 200)), np.uint8)
            return noise.tobytes().decode("latin-1") + "\n"
        case _:
            return "rotated by hand, see ticket\n"
