"""From an organisation and a clock to requests: who visits what, in which rhythm, and what happens then.

Visits of each activity begin as a Poisson process, thinned by who is at work, at lunch or away; a visit is a
first look at the platform's front host and then a number of requests to the hosts its purpose touches. What
fails is tried again by the browser, most people give a visit up whose first request failed, and whoever finds
a platform gone for good comes back a few times and then leaves it alone (`patience.py`).

Every minute has random streams of its own, so what happens in one never depends on how the clock runs; only
what people remember of trouble goes from one minute into the next.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.simulation.activities import REMOTE, Schedule
from streams.simulation.answers import (
    FAILED,
    LONGEST_MS,
    NUMBER,
    PAGE_BYTES,
    SHORTEST_MS,
    USUAL_PLAIN,
    USUAL_TUNNEL,
)
from streams.simulation.asking import TICK_MS, Asked, Moment, ask
from streams.simulation.disturbances import Disturbance, Troubles
from streams.simulation.noise import Noise
from streams.simulation.organisation import Organisation
from streams.simulation.patience import NOBODY, PATIENCE, Memory
from streams.simulation.surges import Surges
from streams.simulation.traffic import CONNECT, POST, Traffic
from streams.simulation.web import Web

TRIES: Final = 3
"""The first and two more, as browsers do."""
TRIES_AGAIN: Final = 0.75
GIVES_UP: Final = 0.85
"""How many leave a visit whose first request failed; the others hammer on."""
LONG_FROM_MS: Final = 60_000
LONGEST_TUNNEL_MS: Final = 6 * 3_600_000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Behaviour:
    """What the people of one organisation do, minute by minute."""

    def __init__(
        self,
        seed: int,
        organisation: Organisation,
        web: Web,
        schedule: Schedule,
        disturbances: Sequence[Disturbance],
        *,
        noise: Noise | None,
        plain_share: float,
        long_tunnel_share: float,
    ) -> None:
        self._seed = seed
        self._people = organisation.people
        self._web = web
        self._schedule = schedule
        self._troubles = Troubles(seed, disturbances, web, organisation)
        self._surges = Surges(disturbances, web, schedule)
        self._noise = noise
        self._memory = Memory(len(organisation.people), len(web.platforms))
        self._plain_share = plain_share
        self._long_tunnel_share = long_tunnel_share
        self._usual_tunnel = _Choice(USUAL_TUNNEL)
        self._usual_plain = _Choice(USUAL_PLAIN)
        self._day: tuple[int, NDArray[np.bool_], NDArray[np.bool_]] | None = None

    def requests(self, moment: Moment) -> Traffic:
        """All requests of the visits that begin in one tick, with those that they lead to later."""
        away, _ = self._of_day(moment)
        streams = _Streams(self._seed, 3, moment.number)
        rng = streams.first()
        visits = self._schedule.visits(rng, moment.minute_of_week, away)
        errands = self._schedule.errands(moment.begins_ms // TICK_MS, moment.minute_of_week)
        together = np.append(visits[0], errands[0]), np.append(visits[1], errands[1])
        usual = self._lived(streams, rng, moment, together)
        more = self._surges.more(moment.begins_ms)
        if more is None:
            return usual
        streams = _Streams(self._seed, 8, moment.number)
        rng = streams.first()
        return Traffic.join(
            [
                usual,
                self._lived(
                    streams, rng, moment, self._schedule.visits(rng, moment.minute_of_week, away, more)
                ),
            ]
        )

    def _lived(
        self, streams: "_Streams", rng: np.random.Generator, moment: Moment, visits: tuple[Ints, Ints]
    ) -> Traffic:
        """The requests of some visits, what is tried again, and who gives up.

        Trouble is tried again apart from the rest, so that it leaves all other visits as they would be.
        """
        asked = ask(rng, moment.begins_ms, visits, self._schedule, self._plain_share)
        happened = self._happen(rng, moment, asked)
        failed = FAILED[happened.answer]
        given_up = failed & (rng.random(len(happened)) < GIVES_UP)
        insists = rng.random(len(happened)) < TRIES_AGAIN
        kept = self._takes_place(asked, failed) & (asked.first | ~given_up[asked.first][asked.visit])
        tried = failed & insists & kept & ~self._schedule.once[asked.doing]
        parts = [happened.take(kept)]
        for number, group in enumerate((tried & (happened.struck < 0), tried & (happened.struck >= 0)), 1):
            if not group.any():
                continue
            again, asked_still, failed_ms = self._again(
                streams.numbered(number), moment, asked.take(group), happened.seen_ms[group]
            )
            parts.append(again)
            parts += self._come_back(streams, number, moment, asked_still, failed_ms)
        return Traffic.join(parts)

    def _takes_place(self, asked: Asked, failed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which requests belong to visits whose person has not given the platform up."""
        doing = asked.doing[asked.first]
        person, started = asked.person[asked.first], asked.started_ms[asked.first]
        patience, platform = self._schedule.patience[doing], self._schedule.platform[doing]
        away = self._memory.keeps_away(patience, person, platform, started)
        well = (patience != NOBODY) & ~away & ~failed[asked.first]
        self._memory.found_it_well(patience[well], person[well], platform[well])
        return np.asarray(~away[asked.visit], np.bool_)

    def _again(
        self, rng: np.random.Generator, moment: Moment, asked: Asked, failed_ms: Ints
    ) -> tuple[Traffic, Asked, Ints]:
        """What failed at `failed_ms`, asked again a few seconds later, and perhaps once more.

        Returns the new requests, and those that have failed every time with the end of their last try.
        """
        parts = []
        for last in range(TRIES - 1, 0, -1):
            asked = replace(asked, started_ms=failed_ms + rng.integers(400, 4000, len(failed_ms)))
            happened = self._happen(rng, moment, asked)
            parts.append(happened)
            again = FAILED[happened.answer]
            insists = rng.random(len(happened)) < TRIES_AGAIN
            again &= insists | (last == 1)
            asked, failed_ms = asked.take(again), happened.seen_ms[again]
        return Traffic.join(parts), asked, failed_ms

    def _come_back(
        self, streams: "_Streams", number: int, moment: Moment, asked: Asked, failed_ms: Ints
    ) -> list[Traffic]:
        """The further tries of those whose visit did not even begin, until they succeed or give up."""
        parts = []
        for patience, (pauses, _) in enumerate(PATIENCE):
            these = asked.first & (self._schedule.patience[asked.doing] == patience)
            if not these.any():
                continue
            rng = streams.numbered(2 + 2 * number + patience)
            left, at_ms = asked.take(these), failed_ms[these]
            for pause in pauses:
                waits = 1000 * pause * (0.5 + rng.random(len(at_ms)))
                left = replace(left, started_ms=at_ms + waits.astype(np.int64))
                happened = self._happen(rng, moment, left)
                parts.append(happened)
                failed, at_ms = FAILED[happened.answer], happened.seen_ms
                self._remember(patience, left.take(~failed), at_ms[~failed], in_vain=False)
                left, at_ms = left.take(failed), at_ms[failed]
            self._remember(patience, left, at_ms, in_vain=True)
        return parts

    def _remember(self, patience: int, asked: Asked, at_ms: Ints, *, in_vain: bool) -> None:
        """Keep in mind how the last try of some people ended."""
        platform = self._schedule.platform[asked.doing]
        vain = np.full(len(at_ms), in_vain)
        self._memory.came_back(patience, asked.person, platform, at_ms=at_ms, in_vain=vain)

    def _answers(
        self, rng: np.random.Generator, asked: Asked, address: NDArray[np.int32]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
        """How each request ends, and which disturbance did it (-1: none)."""
        tunnel = asked.method == CONNECT
        drawn = rng.random(len(tunnel))
        answer = np.where(tunnel, self._usual_tunnel(drawn), self._usual_plain(drawn))
        denied = self._web.filtered[asked.host]
        answer[denied] = np.where(tunnel[denied], NUMBER["filtered-tunnel"], NUMBER["filtered"])
        about = {"started_ms": asked.started_ms, "person": asked.person, "host": asked.host, "tunnel": tunnel}
        if self._noise is not None:
            self._noise.strike(answer, **about)
        return answer, self._troubles.strike(answer, address=address, **about)

    def _happen(self, rng: np.random.Generator, moment: Moment, asked: Asked) -> Traffic:
        """Give every request its answer, its duration and its bytes."""
        _, remote = self._of_day(moment)
        people = self._people
        address = np.where(remote[asked.person], people.remote[asked.person], people.office[asked.person])
        answer, struck = self._answers(rng, asked, address)
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
        return Traffic(
            started_ms=asked.started_ms,
            duration_ms=duration,
            person=asked.person,
            address=address,
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

    def _of_day(self, moment: Moment) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Who is away on a day (leave, illness), and who works from elsewhere; the same whenever asked."""
        if self._day is None or self._day[0] != moment.day:
            rng = np.random.default_rng((self._seed, 4, moment.day))
            count = len(self._people)
            self._day = (moment.day, rng.random(count) < moment.away, rng.random(count) < REMOTE)
        return self._day[1], self._day[2]


class _Streams(NamedTuple):
    """The random streams of one tick: one for what people do, and others for what comes of it."""

    seed: int
    chapter: int
    tick: int

    def first(self) -> np.random.Generator:
        """The stream of the visits themselves."""
        return np.random.default_rng(self)

    def numbered(self, number: int) -> np.random.Generator:
        """One for what comes of them."""
        return np.random.default_rng((*self, number))


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
