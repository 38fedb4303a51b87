"""From an organisation and a clock to requests: who visits what, in which rhythm, and what happens then.

Visits of each activity begin as a Poisson process, thinned by who is at work, at lunch or away; a visit is a
first look at the platform's front host and then a number of requests to the hosts its purpose touches. What
fails is tried again by the browser, and most people give a visit up whose first request failed.

Every minute has a random stream of its own, so what happens in one never depends on how the clock runs.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.activities import AWAY, REMOTE, Schedule
from streams.simulation.answers import (
    FAILED,
    LONGEST_MS,
    NUMBER,
    PAGE_BYTES,
    SHORTEST_MS,
    USUAL_PLAIN,
    USUAL_TUNNEL,
)
from streams.simulation.disturbances import Troubles
from streams.simulation.organisation import Organisation
from streams.simulation.traffic import CONNECT, GET, POST, Traffic
from streams.simulation.web import Web

TICK_MS: Final = 60_000
TRIES: Final = 3
"""The first and two more, as browsers do."""
TRIES_AGAIN: Final = 0.75
GIVES_UP: Final = 0.85
"""How many leave a visit whose first request failed; the others hammer on."""
LONG_FROM_MS: Final = 60_000
LONGEST_TUNNEL_MS: Final = 6 * 3_600_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """One tick: when it begins in the log, and what the organisation's own clock says then."""

    number: int
    begins_ms: int
    minute_of_week: int
    day: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """Requests as they are made, before anybody answers; `first` marks the beginning of a visit."""

    started_ms: NDArray[np.int64]
    person: NDArray[np.int32]
    host: NDArray[np.int32]
    method: NDArray[np.uint8]
    first: NDArray[np.bool_]
    visit: NDArray[np.int64]

    def take(self, rows: NDArray[np.bool_]) -> "_Asked":
        """Some of them."""
        return _Asked(
            self.started_ms[rows],
            self.person[rows],
            self.host[rows],
            self.method[rows],
            self.first[rows],
            self.visit[rows],
        )


class Behaviour:
    """What the people of one organisation do, minute by minute."""

    def __init__(
        self,
        seed: int,
        organisation: Organisation,
        web: Web,
        schedule: Schedule,
        troubles: Troubles,
        *,
        plain_share: float,
        long_tunnel_share: float,
    ) -> None:
        self._seed = seed
        self._people = organisation.people
        self._web = web
        self._schedule = schedule
        self._troubles = troubles
        self._plain_share = plain_share
        self._long_tunnel_share = long_tunnel_share
        self._usual_tunnel = _Choice(USUAL_TUNNEL)
        self._usual_plain = _Choice(USUAL_PLAIN)
        self._day: tuple[int, NDArray[np.bool_], NDArray[np.bool_]] | None = None

    def requests(self, moment: Moment) -> Traffic:
        """All requests of the visits that begin in one tick, with those that they lead to later."""
        rng = np.random.default_rng((self._seed, 3, moment.number))
        asked = self._asked(rng, moment)
        happened = self._happen(rng, moment, asked)
        given_up = FAILED[happened.answer] & (rng.random(len(happened)) < GIVES_UP)
        insists = rng.random(len(happened)) < TRIES_AGAIN
        kept = asked.first | ~given_up[asked.first][asked.visit]
        tried = FAILED[happened.answer] & insists & kept
        # Apart, so that trouble with one platform leaves every other request exactly as it would have been.
        parts = [happened.take(kept)]
        for group in (tried & (happened.struck < 0), tried & (happened.struck >= 0)):
            rng = np.random.default_rng((self._seed, 3, moment.number, len(parts)))
            parts.append(self._again(rng, moment, asked.take(group), happened.seen_ms[group]))
        return Traffic.join(parts)

    def _again(
        self, rng: np.random.Generator, moment: Moment, asked: _Asked, failed_ms: NDArray[np.int64]
    ) -> Traffic:
        """What failed at `failed_ms`, asked again a few seconds later, and perhaps once more."""
        parts = []
        for _ in range(TRIES - 1):
            asked = replace(asked, started_ms=failed_ms + rng.integers(400, 4000, len(failed_ms)))
            happened = self._happen(rng, moment, asked)
            parts.append(happened)
            again = FAILED[happened.answer] & (rng.random(len(happened)) < TRIES_AGAIN)
            asked, failed_ms = asked.take(again), happened.seen_ms[again]
        return Traffic.join(parts)

    def _asked(self, rng: np.random.Generator, moment: Moment) -> _Asked:
        """Draw the visits of a tick, and their requests."""
        away, _ = self._of_day(moment.day)
        activity, person = self._schedule.visits(rng, moment.minute_of_week, away)
        schedule = self._schedule
        many = 1 + rng.poisson(schedule.requests[activity] - 1)
        visit = np.repeat(np.arange(len(activity)), many)
        doing = activity[visit]
        begins = np.cumsum(many) - many
        first = np.zeros(len(visit), bool)
        first[begins] = True
        gaps = np.where(first, 0.0, rng.exponential(1000 * schedule.gap_seconds[doing]))
        since = np.cumsum(gaps)
        since -= np.repeat(since[begins], many)
        started = moment.begins_ms + (rng.random(len(activity)) * TICK_MS)[visit] + since
        front = schedule.front[doing]
        host = np.where(first & (front >= 0), front, schedule.hosts(doing, rng.random(len(visit))))
        writes = rng.random(len(visit)) < schedule.writes[doing]
        plain = (rng.random(len(visit)) < self._plain_share) & (schedule.plain[doing])
        method = np.where(plain, np.where(writes, POST, GET), CONNECT)
        return _Asked(
            started.astype(np.int64),
            person[visit].astype(np.int32),
            host.astype(np.int32),
            method.astype(np.uint8),
            first,
            visit,
        )

    def _answers(
        self, rng: np.random.Generator, asked: _Asked
    ) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
        """How each request ends, and which disturbance did it (-1: none)."""
        tunnel = asked.method == CONNECT
        drawn = rng.random(len(tunnel))
        answer = np.where(tunnel, self._usual_tunnel(drawn), self._usual_plain(drawn))
        denied = self._web.filtered[asked.host]
        answer[denied] = np.where(tunnel[denied], NUMBER["filtered-tunnel"], NUMBER["filtered"])
        struck = self._troubles.strike(asked.started_ms, asked.host, tunnel, answer)
        return answer, struck

    def _happen(self, rng: np.random.Generator, moment: Moment, asked: _Asked) -> Traffic:
        """Give every request its answer, its duration and its bytes."""
        answer, struck = self._answers(rng, asked)
        count = len(answer)
        tunnel = asked.method == CONNECT
        duration = np.where(tunnel, self._tunnel_ms(rng, count), _page_ms(rng, count))
        fixed = SHORTEST_MS[answer] >= 0
        drawn = SHORTEST_MS[answer] + rng.random(count) * (LONGEST_MS[answer] - SHORTEST_MS[answer])
        duration = np.where(fixed, drawn, duration).astype(np.int64)
        spread = np.exp(1.2 * rng.standard_normal(count))
        down = np.where(tunnel, 900 + self._web.tunnel_bytes[asked.host] * spread, 300 + 9000 * spread)
        page = PAGE_BYTES[answer]
        names = self._schedule.name_bytes[asked.host]
        down = np.where(page >= 0, np.where(page > 0, page + names, 0), np.minimum(down, 4e9))
        # A big download may take its time; anything smaller must not look slow by accident.
        big = ~tunnel & (page < 0) & ~fixed & (rng.random(count) < 0.0005)
        down = np.where(big, 6e6 * spread + 5e6, np.where(tunnel, down, np.minimum(down, 4.9e6)))
        duration = np.where(big, 4000 + down / 500, duration).astype(np.int64)
        up = np.where(asked.method == POST, 20_000 * spread, 600 + 300 * spread)
        _, remote = self._of_day(moment.day)
        people = self._people
        return Traffic(
            started_ms=asked.started_ms,
            duration_ms=duration,
            person=asked.person,
            address=np.where(remote[asked.person], people.remote[asked.person], people.office[asked.person]),
            host=asked.host,
            method=asked.method,
            path=(rng.random(count) ** 2 * len(self._web.paths)).astype(np.int32),
            answer=answer,
            bytes_down=down.astype(np.int64),
            bytes_up=up.astype(np.int64),
            struck=struck,
        )

    def _tunnel_ms(self, rng: np.random.Generator, count: int) -> Floats:
        """Most tunnels last as long as a page keeps its connection; a few stay open for minutes to hours."""
        long = rng.random(count) < self._long_tunnel_share
        normal = rng.standard_normal(count)
        usual = np.clip(5_000 * np.exp(1.1 * normal), 40, LONG_FROM_MS - 1)
        lasting = np.clip(600_000 * np.exp(1.2 * normal), LONG_FROM_MS, LONGEST_TUNNEL_MS)
        return np.asarray(np.where(long, lasting, usual), np.float64)

    def _of_day(self, day: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Who is away on a day (leave, illness), and who works from elsewhere; the same whenever asked."""
        if self._day is None or self._day[0] != day:
            rng = np.random.default_rng((self._seed, 4, day))
            count = len(self._people)
            self._day = (day, rng.random(count) < AWAY, rng.random(count) < REMOTE)
        return self._day[1], self._day[2]


class _Choice:
    """A draw among answers by their shares."""

    def __init__(self, shares: tuple[tuple[str, float], ...]) -> None:
        self._numbers = np.array([NUMBER[name] for name, _ in shares], np.uint8)
        self._until = np.cumsum([share for _, share in shares])
        self._until /= self._until[-1]

    def __call__(self, drawn: Floats) -> NDArray[np.uint8]:
        """The answer for each number in [0, 1)."""
        chosen: NDArray[np.uint8] = self._numbers[np.searchsorted(self._until, drawn, side="right")]
        return chosen


def _page_ms(rng: np.random.Generator, count: int) -> Floats:
    """Plain requests take tenths of a second; none that succeeds comes near the ten seconds of `slow`."""
    return np.asarray(np.clip(120 * np.exp(rng.standard_normal(count)), 1, 9_000), np.float64)
