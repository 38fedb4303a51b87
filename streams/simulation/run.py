"""Running a simulation: minute after minute into a log, as fast as it goes or as time passes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from types import MappingProxyType
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from streams.simulation.activities import Schedule
from streams.simulation.asking import TICK_MS, Moment
from streams.simulation.behaviour import Behaviour
from streams.simulation.log import Log, Stream
from streams.simulation.malformed import malformed, strewn
from streams.simulation.noise import USUAL_SHARE, Noise
from streams.simulation.organisation import Organisation
from streams.simulation.places import CENTRAL, Proxies
from streams.simulation.plan import Simulation
from streams.simulation.seasons import Year
from streams.simulation.silence import Silence
from streams.simulation.traffic import Traffic
from streams.simulation.truth import Tally, Truth
from streams.simulation.web import Web, spin
from streams.simulation.writers import WRITERS, Book

WARM_UP: Final = 15
"""Minutes lived before the log begins, so that its first line finds people in the middle of what they do."""
NAP_SECONDS: Final = 0.5
"""The longest sleep in live mode, so that a wish to stop is soon heard."""
NO_SITES: Final[Mapping[str, Log]] = MappingProxyType({})
"""Everybody passes through one proxy."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of one minute, in the order of their time.

    `seen_ms` and `source` (the place of the log in `Simulation.sources`) have one entry a line; `requests`
    one row for each line that is not malformed; `malformed` flags the others. `lost` says which disturbance
    kept how many lines back until the minute was over, at `ends_ms`.
    """

    lines: list[str]
    seen_ms: NDArray[np.int64]
    source: NDArray[np.int8]
    requests: Traffic
    malformed: NDArray[np.bool_]
    lost: tuple[tuple[int, int], ...]
    ends_ms: int


class Run:
    """One simulation under way: its minutes in order, and the tally of what was written of them."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._zone = ZoneInfo(simulation.timezone)
        self._writer = WRITERS[simulation.form]
        organisation, web = simulation.organisation, spin(simulation.seed)
        self._book = Book.of(organisation, web, self._zone)
        self._behaviour = _behaviour(simulation, organisation, web)
        self._year = Year(frozenset(simulation.holidays), simulation.seasons, tuple(simulation.disturbances))
        self._proxies = Proxies(simulation.proxies, organisation)
        self._silence = Silence(simulation.disturbances, self._proxies.names)
        self._tally = Tally(organisation, web, self._writer, simulation.disturbances, self._proxies.names)

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
            horizon = horizon if ends_ms is None else min(horizon, ends_ms)
            done = waiting.seen_ms < horizon
            ended, waiting = waiting.take(done), waiting.take(~done)
            ended = ended.take(np.argsort(ended.seen_ms, kind="stable"))
            batch = self._batch(ended, number, left, horizon)
            left = None if left is None else left - len(batch.lines)
            yield batch

    def add(self, batch: Batch, begin: int, end: int) -> None:
        """Count the lines from `begin` to before `end` of a batch as written."""
        flags = batch.malformed[begin:end]
        first = begin - int(np.count_nonzero(batch.malformed[:begin]))
        requests = batch.requests.take(slice(first, first + int(np.count_nonzero(~flags))))
        self._tally.aftermath.add(requests)
        source = batch.source[begin:end]
        for number, name in enumerate(self._proxies.names):
            here = source == number
            self._tally.add(requests.take(here[~flags]), name, int(np.count_nonzero(flags & here)))

    def close(self, batch: Batch) -> None:
        """Count what a batch lacks, once its time is over."""
        for disturbance, lines in batch.lost:
            self._tally.aftermath.lost(disturbance, lines)

    def truth(self, logs: Mapping[str, Log]) -> Truth:
        """What has been written so far."""
        simulation = self._simulation
        files = {name: log.files for name, log in logs.items()}
        return self._tally.truth(
            seed=simulation.seed, form=simulation.form, files=files, habits=simulation.habits
        )

    def _requests(self, number: int, begins_ms: int) -> Traffic:
        """The requests of the visits that begin in one minute; before the log's beginning it is negative."""
        passed = timedelta(milliseconds=number * TICK_MS)
        if self._simulation.as_if is not None:
            local = self._simulation.as_if + passed
        else:
            local = (self._simulation.begins_at.astimezone(UTC) + passed).astimezone(self._zone)
        at_ms = begins_ms + number * TICK_MS
        minute, away = self._year.minute_of_week(local, at_ms), self._year.away(local.date())
        return self._behaviour.requests(Moment(number + WARM_UP, at_ms, minute, local.toordinal(), away))

    def _batch(self, requests: Traffic, number: int, left: int | None, ends_ms: int) -> Batch:
        """The lines of one minute, with malformed ones strewn in, at most `left`."""
        share = self._simulation.malformed_share
        source = self._proxies.of(requests)
        heard, lost = self._silence.heard(requests.seen_ms, source)
        if lost:
            requests, source = requests.take(heard), source[heard]
        rng = np.random.default_rng((self._simulation.seed, 6, number))
        flags = strewn(rng, len(requests), share)[:left]
        requests = requests.take(slice(0, int(np.count_nonzero(~flags))))
        good = self._writer.lines(self._book, requests)
        rows = np.maximum(np.cumsum(~flags) - 1, 0)
        lines = good
        if flags.any():
            lines = [
                malformed(rng, good[row]) if flag else good[row]
                for row, flag in zip(rows.tolist(), flags.tolist(), strict=True)
            ]
        seen = requests.seen_ms
        return Batch(lines, seen[rows] if len(good) else seen, source[rows], requests, flags, lost, ends_ms)


def simulate(
    simulation: Simulation, out: BinaryIO | Log, sites: Mapping[str, BinaryIO | Log] = NO_SITES
) -> Truth:
    """Write the whole log as fast as it goes, and return the truth of it.

    `sites` holds the log of each site in `simulation.proxies`; everybody else's lines go to `out`. Raises
    ValueError where the simulation has no end, or a site's log is missing.
    """
    if simulation.hours is None and simulation.lines is None:
        message = "a simulation that is not live needs an end: hours or lines"
        raise ValueError(message)
    run = Run(simulation)
    logs = _logs(simulation, out, sites)
    for batch in run.minutes():
        _write(logs, batch, 0, len(batch.lines))
        run.add(batch, 0, len(batch.lines))
        run.close(batch)
    for log in logs.values():
        log.flush()
    return run.truth(logs)


def play(
    simulation: Simulation,
    out: Log,
    sites: Mapping[str, Log] = NO_SITES,
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
    logs = _logs(simulation, out, sites)
    for log in logs.values():
        log.flush()
    for batch in run.minutes():
        written = 0
        while written < len(batch.lines) and not stopped():
            now_ms = int(clock() * 1000)
            due = max(int(np.searchsorted(batch.seen_ms, now_ms, side="right")), written)
            for line in range(written, due):
                _write(logs, batch, line, line + 1, flush=True)
            run.add(batch, written, due)
            written = due
            if written < len(batch.lines):
                sleep(min(max(int(batch.seen_ms[written]) - now_ms, 1) / 1000, NAP_SECONDS))
        while batch.lost and not stopped() and clock() * 1000 < batch.ends_ms:
            sleep(NAP_SECONDS)
        if stopped():
            break
        run.close(batch)
    return run.truth(logs)


def _logs(simulation: Simulation, out: BinaryIO | Log, sites: Mapping[str, BinaryIO | Log]) -> dict[str, Log]:
    """The log of each source, in their order, begun; raises ValueError where they are not those wanted."""
    if set(sites) != set(simulation.proxies):
        wanted = ", ".join(simulation.proxies) or "no site"
        message = f"a log is needed for each site with a proxy of its own: {wanted}"
        raise ValueError(message)
    outs = {CENTRAL: out, **{site: sites[site] for site in simulation.proxies}}
    logs = {name: one if isinstance(one, Log) else Stream(one) for name, one in outs.items()}
    for log in logs.values():
        log.begin(WRITERS[simulation.form].header)
    return logs


def _write(logs: Mapping[str, Log], batch: Batch, begin: int, end: int, *, flush: bool = False) -> None:
    """Write some lines of a batch, each to the log of its source."""
    source = batch.source[begin:end]
    for number, log in enumerate(logs.values()):
        here = np.flatnonzero(source == number) + begin
        if len(here):
            log.write([batch.lines[line] for line in here.tolist()], batch.seen_ms[here])
            if flush:
                log.flush()


def _behaviour(simulation: Simulation, organisation: Organisation, web: Web) -> Behaviour:
    """The behaviour that a simulation asks for."""
    schedule = Schedule(
        simulation.seed,
        organisation,
        web,
        simulation.habits.activities,
        catalogued_share=simulation.catalogued_share,
        busy_lines_a_second=simulation.busy_lines_a_second,
    )
    return Behaviour(
        simulation.seed,
        organisation,
        web,
        schedule,
        simulation.disturbances,
        noise=_noise(simulation, web),
        plain_share=simulation.plain_share,
        long_tunnel_share=simulation.long_tunnel_share,
    )


def _noise(simulation: Simulation, web: Web) -> Noise | None:
    """The noise that a simulation asks for, if any."""
    if simulation.failure_share is None and not simulation.noise_rho:
        return None
    share = USUAL_SHARE if simulation.failure_share is None else simulation.failure_share
    return Noise(
        simulation.seed,
        web,
        failure_share=share,
        rho=simulation.noise_rho,
        seconds=simulation.noise_seconds,
    )
