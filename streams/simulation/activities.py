"""The activities of an organisation as columns: which people, how often, when, and which hosts they touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.chance import chance
from streams.simulation.organisation import MINUTES_A_WEEK, Organisation
from streams.simulation.patience import MACHINES, NOBODY, PEOPLE
from streams.simulation.province import ALL, PURPOSES, RHYTHMS, Activity, Purpose
from streams.simulation.seasons import AWAY
from streams.simulation.web import Web

REMOTE: Final = 0.25
"""Share who work from elsewhere, through the VPN."""
LEFT_ON: Final = 0.03
"""Share of devices that stay behind and talk to their platform when nobody is there."""
BROWSING: Final = Purpose("present", 12, 8, {})
"""Use of the rest of the web."""
BUSY_MINUTES: Final = slice((24 + 9) * 60, (24 + 11) * 60)
"""Tuesday, nine to eleven: the time that a wanted rate of lines is for."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Group:
    """One activity with its people."""

    purpose: Purpose
    people: NDArray[np.int64]
    visits_a_minute: float
    platform: int
    front: int
    pool: Floats
    plain: bool

    @property
    def patience(self) -> int:
        """What its people do when all tries of their browser were in vain."""
        if self.purpose.unasked:
            return MACHINES
        return NOBODY if self.front < 0 or self.purpose.steady else PEOPLE


class Schedule:
    """All activities side by side; the last is the use of the rest of the web.

    Arrays have one entry an activity. `front` is the host a visit begins with, -1 where it does not matter;
    `plain` says whether it makes requests outside tunnels, `once` that nothing is tried again; `platform` is
    -1 for the rest of the web, and `patience` a row of `PATIENCE` or `NOBODY`.
    """

    def __init__(
        self,
        seed: int,
        organisation: Organisation,
        web: Web,
        activities: Sequence[Activity],
        *,
        catalogued_share: float,
        busy_lines_a_second: float | None = None,
    ) -> None:
        rng = np.random.default_rng((seed, 5))
        groups = [_group(rng, activity, organisation, web) for activity in activities]
        everybody = np.arange(len(organisation.people))
        groups.append(_Group(BROWSING, everybody, 1.0, -1, -1, web.popularity, plain=True))
        self.requests = np.array([g.purpose.requests for g in groups])
        self.gap_seconds = np.array([g.purpose.gap_seconds for g in groups])
        self.writes = np.array([g.purpose.writes for g in groups])
        self.writes[-1] = 0.04
        self.front = np.array([g.front for g in groups])
        self.plain = np.array([g.plain for g in groups])
        self.platform = np.array([g.platform for g in groups], np.int16)
        self.patience = np.array([g.patience for g in groups], np.int8)
        self.once = np.array([g.purpose.steady for g in groups])
        self.name_bytes = np.array([len(name) for name in web.names])
        self._until = np.concatenate([np.cumsum(g.pool) / g.pool.sum() + n for n, g in enumerate(groups)])
        self._hosts = len(web.names)
        self._people = np.concatenate([g.people for g in groups])
        self._size = np.array([len(g.people) for g in groups])
        self._offset = np.cumsum(self._size) - self._size
        self._rhythm = np.array([RHYTHMS.index(g.purpose.rhythm) for g in groups])
        self._shift = organisation.people.shift
        self._at_work = _at_work(organisation)
        rates = np.array([g.visits_a_minute for g in groups])
        calibrated = self._calibrated(rates, catalogued_share, busy_lines_a_second)
        self._rates = np.where(self.once, 0.0, calibrated)
        self._seed = seed
        self._steady = [(n, g.people, 1 / g.visits_a_minute) for n, g in enumerate(groups) if self.once[n]]

    def visits(
        self,
        rng: np.random.Generator,
        minute_of_week: int,
        away: NDArray[np.bool_],
        times: Floats | float = 1.0,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The activity and the person of each visit that begins in one minute; `times` as many of each."""
        drawn = rng.poisson(self._rates * self._size * times)
        activity = np.repeat(np.arange(len(drawn)), drawn)
        which = (rng.random(len(activity)) * self._size[activity]).astype(np.int64)
        person = self._people[self._offset[activity] + which]
        likely = self._at_work[self._rhythm[activity], self._shift[person], minute_of_week]
        made = (rng.random(len(activity)) < likely) & ~away[person]
        return activity[made], person[made]

    def errands(self, minute: int, minute_of_week: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same of visits at a steady pace that fall into the minute with this number.

        Each person has a turn in every stretch of so many minutes, at a moment of its first half: so the time
        between two is from half a stretch to one and a half. Whoever is away is stood in for.
        """
        activities, persons = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for activity, people, stretch in self._steady:
            key = (self._seed, 10, activity)
            since = minute + np.floor(chance(key, people) * stretch)
            turn = np.floor(since / stretch)
            at = np.floor((turn + chance(key, people, turn.astype(np.int64)) / 2) * stretch)
            there = self._at_work[self._rhythm[activity], self._shift[people], minute_of_week]
            made = (at == since) & (chance((*key, 1), people, turn.astype(np.int64)) < there)
            activities.append(np.full(int(made.sum()), activity))
            persons.append(people[made])
        return np.concatenate(activities), np.concatenate(persons)

    def hosts(self, activity: NDArray[np.int64], drawn: Floats) -> NDArray[np.int64]:
        """A host for each request of an activity, from a number in [0, 1)."""
        found = np.searchsorted(self._until, activity + drawn, side="right") - activity * self._hosts
        return np.asarray(np.minimum(found, self._hosts - 1), np.int64)

    def _calibrated(self, rates: Floats, catalogued_share: float, busy: float | None) -> Floats:
        """Rates at which a week has the wanted share of catalogued lines, and a busy hour the wanted rate."""
        lines = np.zeros((len(rates), MINUTES_A_WEEK))
        for number, rhythm in enumerate(self._rhythm.tolist()):
            members = self._people[self._offset[number] : self._offset[number] + self._size[number]]
            shifts = np.bincount(self._shift[members], minlength=self._at_work.shape[1])
            lines[number] = (
                rates[number] * self.requests[number] * (1 - AWAY) * (shifts @ self._at_work[rhythm])
            )
        catalogued = lines[:-1].sum()
        scale = np.ones(len(rates))
        if catalogued_share < 1:
            scale[-1] = catalogued * (1 - catalogued_share) / catalogued_share / lines[-1].sum()
        else:
            scale[-1] = 0
        if busy is not None:
            scale *= busy * 60 / (scale @ lines[:, BUSY_MINUTES].mean(axis=1))
        return rates * scale


def _group(rng: np.random.Generator, activity: Activity, organisation: Organisation, web: Web) -> _Group:
    """Choose the people of an activity: always the same ones, since that is what makes a use a habit."""
    unit = organisation.people.unit
    members = (
        np.arange(len(unit))
        if activity.unit == ALL
        else np.flatnonzero(unit == organisation.units.index(activity.unit))
    )
    wanted = activity.people or max(round(activity.share * len(members)), 1)
    chosen = np.sort(rng.permutation(members)[:wanted])
    purpose = PURPOSES[activity.purpose]
    pool = web.pool(activity.platform, purpose)
    front = web.front(activity.platform)
    platform = web.platforms.index(activity.platform)
    visits = not purpose.unasked and "embed" not in purpose.surfaces
    return _Group(
        purpose,
        chosen,
        activity.visits_an_hour / 60,
        platform,
        front if visits else -1,
        pool,
        plain=bool(purpose.surfaces),
    )


def _at_work(organisation: Organisation) -> NDArray[np.float64]:
    """How likely a person keeps to a visit: by rhythm, shift and local minute of the week."""
    presence, lunch = organisation.presence, organisation.lunch
    by_rhythm = {
        "working": presence * (1 - lunch),
        "lunch": presence * (0.1 + 0.9 * lunch),
        "present": presence,
        "always": np.maximum(presence, LEFT_ON),
    }
    return np.array([by_rhythm[rhythm] for rhythm in RHYTHMS])
