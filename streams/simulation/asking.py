"""Visits as the requests that they are made of, before anybody answers them."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.activities import Schedule
from streams.simulation.traffic import CONNECT, GET, POST

TICK_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Moment:
    """One tick: when it begins in the log, and what the organisation's own clock says then."""

    number: int
    begins_ms: int
    minute_of_week: int
    day: int
    away: float
    """Share of people on leave or ill that day."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests as they are made; `first` marks the beginning of a visit, `doing` is the activity."""

    started_ms: NDArray[np.int64]
    person: NDArray[np.int32]
    host: NDArray[np.int32]
    method: NDArray[np.uint8]
    first: NDArray[np.bool_]
    visit: NDArray[np.int64]
    doing: NDArray[np.int64]

    def take(self, rows: NDArray[np.bool_]) -> "Asked":
        """Some of them."""
        return Asked(*(getattr(self, column.name)[rows] for column in fields(self)))


def ask(
    rng: np.random.Generator,
    begins_ms: int,
    visits: tuple[NDArray[np.int64], NDArray[np.int64]],
    schedule: Schedule,
    plain_share: float,
) -> Asked:
    """The requests of visits (activity and person of each) that begin in the minute from `begins_ms`."""
    activity, person = visits
    many = 1 + rng.poisson(schedule.requests[activity] - 1)
    visit = np.repeat(np.arange(len(activity)), many)
    doing = activity[visit]
    begins = np.cumsum(many) - many
    first = np.zeros(len(visit), bool)
    first[begins] = True
    gaps = np.where(first, 0.0, rng.exponential(1000 * schedule.gap_seconds[doing]))
    since = np.cumsum(gaps)
    since -= np.repeat(since[begins], many)
    started = begins_ms + (rng.random(len(activity)) * TICK_MS)[visit] + since
    front = schedule.front[doing]
    host = np.where(first & (front >= 0), front, schedule.hosts(doing, rng.random(len(visit))))
    writes = rng.random(len(visit)) < schedule.writes[doing]
    plain = (rng.random(len(visit)) < plain_share) & (schedule.plain[doing])
    method = np.where(plain, np.where(writes, POST, GET), CONNECT)
    return Asked(
        started.astype(np.int64),
        person[visit].astype(np.int32),
        host.astype(np.int32),
        method.astype(np.uint8),
        first,
        visit,
        doing,
    )
