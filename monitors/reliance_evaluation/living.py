"""From uses to days: who visits when, and the columns that the rules get of it.

Visits are drawn for each person and hour; a summary of days is then counted out exactly, people and slots as
sets, as theta sketches of fewer than 4,096 members are exact too.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitors.domain.reliance.records import HOURS_A_DAY, STRANDS, Floats, PairDays, StrandDays
from monitors.domain.reliance.summaries import LOOK_BACK_DAYS, TIRELESS_DAYS
from monitors.reliance_evaluation.units import FIRST_DAY, Unit
from monitors.reliance_evaluation.uses import Range, Use, Visit

SLOTS_AN_HOUR: Final = 12
LUNCH_AT_WORK: Final = 0.3
"""How much of their work's pace people keep up over lunch."""
BESIDE_LUNCH: Final = Range(0.04, 0.2)
"""How much of lunch's pace is left at other hours of being at work."""
NIGHT_HOUR: Final = 2
LEFT_ON: Final = 0.3
"""How much of its pace a device keeps that is left behind."""

OWN_WAY: Final = 0.2
"""How far people differ in what a visit of theirs touches, as a standard deviation of its logarithm."""

_TOUCHES: Final = ("managing", "talking", "reading", "asking", "watching")
_SIDES: Final = ("asking", "watching")


class Taken(NamedTuple):
    """A use as some people of a unit take it up, in their own way (`visit`), on the days that are marked."""

    use: Use
    visit: Visit
    people: NDArray[np.int64]
    pace: float
    days: NDArray[np.bool_]
    beside_lunch: float


class Cells(NamedTuple):
    """Visits as rows of one person's hour: slots and requests by what was touched."""

    day: NDArray[np.int64]
    person: NDArray[np.int64]
    hour: NDArray[np.int64]
    slots: dict[str, NDArray[np.int64]]
    requests: dict[str, NDArray[np.int64]]
    watched: Floats
    weak: NDArray[np.int64]
    embedded: NDArray[np.int64]


def draw(rng: np.random.Generator, within: Range) -> float:
    """A number of a range: log-normal, nine of ten between its ends."""
    low, high = np.log(within.low), np.log(within.high)
    return float(np.exp((low + high) / 2 + (high - low) / (2 * 1.645) * rng.standard_normal()))


def own_way(rng: np.random.Generator, usual: Visit) -> Visit:
    """What these people touch in a visit: more or less than usual, by a fifth or so."""
    varied = {name: min(getattr(usual, name) * float(rng.lognormal(0, OWN_WAY)), 1.0) for name in _TOUCHES}
    return usual._replace(**varied)


def lived(rng: np.random.Generator, unit: Unit, taken: Sequence[Taken]) -> PairDays:
    """All uses of one platform by one unit, as days."""
    cells = [_visits(rng, unit, each) for each in taken]
    return _counted(_joined(cells), unit)


def _visits(rng: np.random.Generator, unit: Unit, taken: Taken) -> Cells:
    """The visits of one use that the log sees."""
    use, visit, rate = taken.use, taken.visit, taken.pace * _weights(unit, taken)
    rate *= rng.lognormal(-0.045, 0.3, rate.shape[:2])[:, :, None]
    if not use.one_login:
        rate *= unit.visible[:, taken.people, None]
    visits = rng.poisson(rate)
    day, place, hour = np.nonzero(visits)
    count = visits[day, place, hour].astype(np.int64)
    stays = count + rng.poisson(count * visit.stay)
    touched = {name: rng.binomial(count, getattr(visit, name)) for name in _TOUCHES}
    slots = {
        name: np.where(each > 0, each + rng.poisson(each * visit.stay), 0) for name, each in touched.items()
    }
    slots["use"] = np.minimum(np.maximum(stays, 1), SLOTS_AN_HOUR)
    requests = {name: each + rng.poisson(each * (visit.requests - 1) / 3) for name, each in touched.items()}
    requests["use"] = sum(requests[name] for name in STRANDS[1:]) + np.zeros(len(count), np.int64)
    all_requests = sum(requests.values()) + count
    certain = not (use.weak or use.embedded)
    nothing = np.zeros(len(count), np.int64)
    if not certain:
        slots = {name: (each if name in _SIDES and use.weak else nothing) for name, each in slots.items()}
        requests = dict.fromkeys(requests, nothing)
    people = unit.addresses[day, taken.people[place]]
    shared = 2 * unit.people + place
    return Cells(
        day,
        shared if use.one_login else people,
        hour,
        slots,
        requests,
        slots["watching"] * visit.megabytes * 1e6 * rng.lognormal(-0.125, 0.5, len(count)),
        all_requests if use.weak else requests["asking"],
        all_requests if use.embedded else nothing,
    )


def _weights(unit: Unit, taken: Taken) -> Floats:
    """How much of the pace each person keeps in each hour: days x people x hours."""
    present = unit.present[:, taken.people].astype(np.float64)
    lunch = unit.lunch[:, taken.people]
    match taken.use.when:
        case "working":
            kept = present * np.where(lunch, LUNCH_AT_WORK, 1.0)
        case "lunch":
            kept = present * np.where(lunch, 1.0, taken.beside_lunch)
        case "present":
            kept = present
        case "always":
            kept = np.maximum(present, LEFT_ON)
        case "clockwork":
            kept = np.ones(present.shape)
        case "nightly":
            kept = np.zeros(present.shape)
            kept[:, :, NIGHT_HOUR] = 1
    return np.asarray(kept * taken.days[:, None, None], np.float64)


def _joined(cells: Sequence[Cells]) -> Cells:
    """Several uses behind one another; people who have two of them are one person still."""
    first = cells[0]
    return Cells(
        np.concatenate([each.day for each in cells]),
        np.concatenate([each.person for each in cells]),
        np.concatenate([each.hour for each in cells]),
        {name: np.concatenate([each.slots[name] for each in cells]) for name in first.slots},
        {name: np.concatenate([each.requests[name] for each in cells]) for name in first.requests},
        np.concatenate([each.watched for each in cells]),
        np.concatenate([each.weak for each in cells]),
        np.concatenate([each.embedded for each in cells]),
    )


def _counted(cells: Cells, unit: Unit) -> PairDays:
    """Rows as days, all of them; days without any request are left out."""
    persons = int(cells.person.max(initial=0)) + 1

    def by_day(values: NDArray[np.generic]) -> Floats:
        return np.bincount(cells.day, values, unit.days).astype(np.float64)

    def slots_of(name: str) -> Floats:
        key = (cells.day * persons + cells.person) * HOURS_A_DAY + cells.hour
        slots = np.bincount(key, cells.slots[name], unit.days * persons * HOURS_A_DAY)
        each = np.minimum(slots, SLOTS_AN_HOUR).reshape(unit.days, -1)
        return np.asarray(each.sum(axis=1), np.float64)

    strands = [_strand(cells, name, slots_of(name), unit.days, persons) for name in STRANDS]
    weak, embedded = by_day(cells.weak), by_day(cells.embedded)
    days = np.flatnonzero((strands[0].hours.sum(axis=1) + weak + embedded) > 0)
    return PairDays(
        FIRST_DAY + days,
        tuple(StrandDays(each.table[days], each.hours[days]) for each in strands),
        slots_of("asking")[days],
        slots_of("watching")[days],
        by_day(cells.watched)[days],
        weak[days],
        embedded[days],
        np.zeros(len(days)),
        np.zeros(len(days)),
    )


def _strand(cells: Cells, name: str, slots: Floats, days: int, persons: int) -> StrandDays:
    """One strand: who was there, who of them on the day before, and in which hours."""
    requests = cells.requests[name]
    hours = np.bincount(cells.day * HOURS_A_DAY + cells.hour, requests, days * HOURS_A_DAY)
    some = requests > 0
    there = np.zeros((days, persons), bool)
    there[cells.day[some], cells.person[some]] = True
    people = there.sum(axis=1).astype(np.float64)
    compared, returning = np.zeros(days), np.zeros(days)
    used = np.flatnonzero(people)
    near = np.diff(used) <= LOOK_BACK_DAYS
    today, before = used[1:][near], used[:-1][near]
    compared[today] = people[today]
    returning[today] = (there[today] & there[before]).sum(axis=1)
    unbroken = there.copy()
    for back in range(1, TIRELESS_DAYS):
        unbroken[back:] &= there[:-back]
    unbroken[: TIRELESS_DAYS - 1] = False
    table = np.stack([people, compared, returning, slots * (people > 0), unbroken.sum(axis=1)], axis=1)
    return StrandDays(table.astype(np.float64), hours.reshape(days, HOURS_A_DAY).astype(np.float64))
