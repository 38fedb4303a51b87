"""Rules that others use, small and pure, to be run on the very same replay as ours.

Each takes one minute at a time and says which platforms it calls down. They see what Holdfast's rules see:
votes rather than raw requests, by platform and surface group; those that are rules for probes see one probe
a minute of each platform. None of them knows of causes: for all of them it is the platform.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

MINUTES_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute: votes and failed votes by platform and group, and whether each platform's probe failed."""

    number: int
    votes: NDArray[np.int64]
    failed: NDArray[np.int64]
    probe_failed: NDArray[np.bool_]


class Baseline(Protocol):
    """A rule with a memory."""

    @property
    def name(self) -> str:
        """As the tables call it."""
        ...

    def step(self, minute: Minute) -> NDArray[np.bool_]:
        """Which platforms it calls down at the end of this minute, given that minutes come in order."""
        ...


class InARow:
    """So many failed probes in a row call a platform down, so many good ones clear it.

    Three and two are the defaults of Gatus (`failure-threshold`, `success-threshold`), one and one those of
    Uptime Kuma (retries 0).
    """

    def __init__(self, name: str, failures: int, successes: int, platforms: int) -> None:
        self._name = name
        self._failures, self._successes = failures, successes
        self._bad = np.zeros(platforms, np.int64)
        self._good = np.zeros(platforms, np.int64)
        self._down = np.zeros(platforms, bool)

    @property
    def name(self) -> str:
        """As the tables call it."""
        return self._name

    def step(self, minute: Minute) -> NDArray[np.bool_]:
        """Count the probes of this minute in."""
        self._bad = np.where(minute.probe_failed, self._bad + 1, 0)
        self._good = np.where(minute.probe_failed, 0, self._good + 1)
        self._down = (self._down & (self._good < self._successes)) | (self._bad >= self._failures)
        return self._down


class _Rolling:
    """Sums over the last so many minutes of arrays of one shape."""

    def __init__(self, minutes: int, shape: tuple[int, ...]) -> None:
        self._kept = np.zeros((minutes, *shape))
        self.sum = np.zeros(shape)

    def add(self, number: int, values: NDArray[np.float64] | NDArray[np.int64]) -> None:
        """Take this minute in, and the oldest out."""
        place = number % len(self._kept)
        self.sum += values - self._kept[place]
        self._kept[place] = values


class BurnRate:
    """The error budget burns 14.4 times too fast over an hour and over five minutes.

    Google's SRE Workbook, chapter 5. For an objective of 99 %: that is a failure share over 14.4 %. It counts
    votes of one series at a time.
    """

    name = "14.4x burn rate over 1 h and 5 min"
    objective = 0.99
    factor = 14.4

    def __init__(self, platforms: int, groups: int) -> None:
        shape = (platforms, groups)
        self._spans = [
            (_Rolling(minutes, shape), _Rolling(minutes, shape)) for minutes in (MINUTES_AN_HOUR, 5)
        ]

    def step(self, minute: Minute) -> NDArray[np.bool_]:
        """Add up both spans; a series without votes burns nothing."""
        burns = np.ones(minute.votes.shape, bool)
        for votes, failed in self._spans:
            votes.add(minute.number, minute.votes)
            failed.add(minute.number, minute.failed)
            burns &= failed.sum > self.factor * (1 - self.objective) * votes.sum
        return _of_platforms(burns)


class RateZScore:
    """A minute's failure share lies three standard deviations over the mean of the hour before.

    The windowed Gaussian of the Numenta benchmark, and the bands of Grafana's anomaly framework, on shares.
    """

    name = "z-score on the failure share"
    deviations = 3.0
    least_deviation = 0.01
    """The margin that such frameworks add where nothing varies."""

    def __init__(self, platforms: int, groups: int) -> None:
        shape = (platforms, groups)
        self._seen = _Rolling(MINUTES_AN_HOUR, shape)
        self._shares = _Rolling(MINUTES_AN_HOUR, shape)
        self._squares = _Rolling(MINUTES_AN_HOUR, shape)

    def step(self, minute: Minute) -> NDArray[np.bool_]:
        """Compare this minute with the hour before it; minutes without votes count for nothing."""
        seen = minute.votes > 0
        share = minute.failed / np.maximum(minute.votes, 1)
        number = np.maximum(self._seen.sum, 1)
        mean = self._shares.sum / number
        variance = np.maximum(self._squares.sum / number - mean**2, self.least_deviation**2)
        far = (
            seen
            & (self._seen.sum >= MINUTES_AN_HOUR / 2)
            & (share > mean + self.deviations * np.sqrt(variance))
        )
        self._seen.add(minute.number, seen.astype(float))
        self._shares.add(minute.number, share)
        self._squares.add(minute.number, share**2)
        return _of_platforms(far)


class HourOfDayRatio:
    """Failures of five minutes are several times what is usual at this hour of the day.

    As Downdetector says of reports: "significantly higher" than the mean for that time of day. Threefold and
    at least five failures are ours to choose: it names no figures.
    """

    name = "ratio to the hour of day"
    times = 3.0
    least = 5.0
    minutes = 5

    def __init__(self, platforms: int) -> None:
        self._recent = _Rolling(self.minutes, (platforms,))
        self._failures = np.zeros((24, platforms))
        self._minutes = np.zeros(24)

    def step(self, minute: Minute) -> NDArray[np.bool_]:
        """Compare with the same hour of the days before, of which there must be one."""
        failed = minute.failed.sum(axis=1)
        self._recent.add(minute.number, failed)
        hour = minute.number // MINUTES_AN_HOUR % 24
        usual = self._failures[hour] / max(self._minutes[hour], 1) * self.minutes
        known = self._minutes[hour] >= MINUTES_AN_HOUR
        self._failures[hour] += failed
        self._minutes[hour] += 1
        down: NDArray[np.bool_] = known & (self._recent.sum >= np.maximum(self.times * usual, self.least))
        return down


def _of_platforms(series: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A platform is down where any of its groups is."""
    return np.logical_or.reduce(series, axis=1, keepdims=True)[:, 0]


def baselines(platforms: int, groups: int) -> tuple[Baseline, ...]:
    """All of them, fresh."""
    return (
        InARow("three failed probes in a row", 3, 2, platforms),
        InARow("a single failed probe", 1, 1, platforms),
        BurnRate(platforms, groups),
        RateZScore(platforms, groups),
        HourOfDayRatio(platforms),
    )
