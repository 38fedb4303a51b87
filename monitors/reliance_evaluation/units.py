"""Simulated units: who is at work in which hour, on which days, and how much of that the log shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from monitors.domain.reliance.records import HOURS_A_DAY, UnitDays

Shift = Literal["office", "early", "round-the-clock"]

FIRST_DAY: Final = 20_514
"""The local day that every simulation begins with: Monday 2 March 2026."""
AWAY: Final = 0.08
HOLIDAYS_IN: Final = 36
"""One working day in so many is a public holiday."""
REQUESTS_AN_HOUR: Final = 80
MACHINES_AN_HOUR: Final = 3
"""General requests of a person at work, and of each person's machines at any hour."""
LUNCH_TRAFFIC: Final = 0.8
_BEGINS: Final[dict[Shift, int]] = {"office": 8, "early": 6, "round-the-clock": 6}
_HOURS: Final[dict[Shift, int]] = {"office": 9, "early": 9, "round-the-clock": 8}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit over all days: `present` and `lunch` are days x people x hours, seen by the log or not.

    `visible` marks people's days that pass through our network. `addresses` are pseudonyms, days x people:
    they change where a unit known by its addresses moves house.
    """

    present: NDArray[np.bool_]
    lunch: NDArray[np.bool_]
    visible: NDArray[np.bool_]
    addresses: NDArray[np.int64]

    @property
    def people(self) -> int:
        """How many people it has."""
        return len(self.present[0])

    @property
    def days(self) -> int:
        """How many days it lives through."""
        return len(self.present)

    def general(self, rng: np.random.Generator) -> UnitDays:
        """Its general traffic, as the control shows it."""
        there = self.present & self.visible[:, :, None]
        rate = np.where(self.lunch, LUNCH_TRAFFIC, 1.0) * there
        hours = REQUESTS_AN_HOUR * rate.sum(axis=1) + MACHINES_AN_HOUR * self.people
        return UnitDays(
            np.arange(FIRST_DAY, FIRST_DAY + self.days),
            there.any(axis=2).sum(axis=1).astype(np.float64),
            rng.poisson(hours).astype(np.float64),
        )


def make_unit(
    rng: np.random.Generator,
    shift: Shift,
    people: int,
    holidays: Sequence[int],
    days: int,
    *,
    off_network: float = 0.0,
    moves_on: int | None = None,
) -> Unit:
    """A unit of so many people; a part of its working days may pass our network by, and it may move house.

    In the week of a move half of the people work from elsewhere, and afterwards all addresses are new.
    """
    at_work = _turns(rng, shift, people, days)
    if shift != "round-the-clock":
        at_work[list(holidays)] &= rng.random((len(holidays), people, 1)) < 0.05
    at_work &= rng.random((days, people, 1)) >= AWAY
    for person in range(people):
        leave = int(rng.integers(0, max(days - 12, 1)))
        at_work[leave : leave + 12, person] &= bool(rng.random() < 0.4)
    visible = rng.random((days, people)) >= off_network
    addresses = np.tile(np.arange(people), (days, 1))
    if moves_on is not None:
        visible[moves_on : moves_on + 7] &= rng.random((min(7, days - moves_on), people)) < 0.5
        addresses[moves_on:] += people
    return Unit(at_work, at_work & _lunch(rng, at_work, people), visible, addresses)


def _turns(rng: np.random.Generator, shift: Shift, people: int, days: int) -> NDArray[np.bool_]:
    """Who is rostered when; those who work round the clock change turns every week, and have two days off."""
    day = np.arange(days)[:, None]
    begins = np.broadcast_to(_BEGINS[shift] + rng.integers(-1, 2, people), (days, people)).copy()
    if shift == "round-the-clock":
        turn = (np.arange(people) + day // 7) % 3
        begins = 6 + 8 * turn
        working = (day + rng.integers(0, 7, people)) % 7 < 5
    else:
        working = np.broadcast_to(day % 7 < 5, (days, people))
    hour = np.arange(HOURS_A_DAY)
    since = (hour - begins[:, :, None]) % HOURS_A_DAY
    return np.asarray(working[:, :, None] & (since < _HOURS[shift]), np.bool_)


def _lunch(rng: np.random.Generator, at_work: NDArray[np.bool_], people: int) -> NDArray[np.bool_]:
    """Each person's lunch hour: the fifth of a turn, give or take one."""
    nth = np.cumsum(at_work, axis=2)
    return np.asarray(nth == (5 + rng.integers(-1, 2, people))[None, :, None])


def public_holidays(rng: np.random.Generator, days: int) -> list[int]:
    """Working days on which an office is closed."""
    working = np.flatnonzero(np.arange(days) % 7 < 5)
    return sorted(rng.choice(working, max(len(working) // HOLIDAYS_IN, 0), replace=False).tolist())
