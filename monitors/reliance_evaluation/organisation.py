"""A simulated organisation: units with their platforms, what each is used for, and what that is worth.

Every hard case occurs in every organisation; where, and beside which casual use, is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitors.domain.reliance.levels import ORDER
from monitors.domain.reliance.records import Identity, Level, PairDays, UnitDays
from monitors.reliance_evaluation.living import BESIDE_LUNCH, Taken, draw, lived, own_way
from monitors.reliance_evaluation.units import Shift, Unit, make_unit, public_holidays
from monitors.reliance_evaluation.uses import PROBE, USES, Use

PLATFORMS: Final = 9
"""Platforms of the organisation; each unit uses some."""

CAMPAIGN_DAYS: Final = 21
TRIAL_DAYS: Final = 42
"""A use that began is a trial for six weeks: important at most, whatever it comes to be worth."""

Trouble = Literal["", "casual", "off-network", "moves", "newcomer"]
"""What comes with a case: certainly some scrolling on the same platform, half of the days off our network, a
move to other rooms and addresses, or a beginning within the time that is seen."""


class Case(NamedTuple):
    """A unit of a size and shift with one use of its own; what else it does is drawn."""

    smallest: int
    largest: int
    shift: Shift
    use: str
    trouble: Trouble = ""


CASES: Final = (
    Case(15, 60, "office", "publishing desk"),
    Case(30, 45, "office", "two publishers", "casual"),
    Case(6, 20, "office", "answering"),
    Case(10, 25, "round-the-clock", "answering"),
    Case(8, 25, "round-the-clock", "listening unit", "casual"),
    Case(8, 25, "office", "listening unit"),
    Case(15, 40, "office", "seniors on plain hosts", "casual"),
    Case(20, 40, "round-the-clock", "desk under one login"),
    Case(12, 40, "office", "answering", "off-network"),
    Case(12, 40, "office", "answering", "moves"),
    Case(12, 60, "office", "publishing desk", "newcomer"),
    Case(12, 60, "early", "campaign", "casual"),
    Case(12, 60, "office", "weekly bulletin", "casual"),
    Case(12, 60, "office", "end of the month", "casual"),
    Case(10, 60, "office", "some publishing", "casual"),
    Case(10, 60, "early", "some answering", "casual"),
    Case(10, 40, "office", "some listening", "casual"),
    Case(10, 60, "office", "films for courses"),
    Case(10, 60, "office", "professional reading", "casual"),
    Case(10, 60, "office", "filing pictures", "casual"),
    Case(15, 40, "office", "news on plain hosts", "casual"),
    Case(20, 80, "round-the-clock", "streaming through the shift"),
    Case(15, 60, "office", "interns on video", "casual"),
    Case(15, 60, "office", "link checker"),
    Case(15, 40, "round-the-clock", "link checker"),
    Case(15, 60, "office", "nightly scanner", "casual"),
)
"""Every organisation has each of these units."""

CASUAL: Final[Mapping[str, float]] = {
    "lunch scrolling": 0.42,
    "scrolling all day": 0.14,
    "private chats": 0.08,
    "streaming through the shift": 0.06,
    "phones in pockets": 0.15,
    "embeds on every page": 0.15,
}
"""What is nobody's work, and how often each of these is what a unit does with a platform."""
SCROLLS: Final = 3
"""The first so many of them are people's own."""
CASUAL_SHARE: Final = 0.45
"""How many of a unit's other platforms see some such use."""


@dataclass(slots=True)
class Truth:
    """What a pair is worth: the level from each day on, and what to ask where no log can tell it.

    `name` says which use made it so; `weak_only` where nothing of it was ever certain use.
    """

    name: str
    levels: list[tuple[int, Level]] = field(default_factory=lambda: [(0, "none")])
    question: str | None = None
    weak_only: bool = True

    def on(self, day: int) -> Level:
        """The level on a day, counted from 0."""
        return next(level for since, level in reversed(self.levels) if since <= day)

    def changes(self) -> list[int]:
        """The days on which it changed."""
        return [since for since, _ in self.levels[1:]]


@dataclass(frozen=True, slots=True)
class SimulatedPair:
    """A unit on a platform: its days, and the truth."""

    unit: int
    platform: int
    days: PairDays
    truth: Truth


@dataclass(frozen=True, slots=True)
class Organisation:
    """All units with their general traffic, and all pairs with some traffic."""

    people: list[int]
    units: list[UnitDays]
    identity: list[Identity]
    pairs: list[SimulatedPair]


def organisation(seed: int, days: int) -> Organisation:
    """The organisation of a seed over so many days, from a Monday on."""
    rng = np.random.default_rng((seed, 5))
    holidays = public_holidays(rng, days)
    made = Organisation([], [], [], [])
    for number, case in enumerate(CASES):
        unit = make_unit(
            rng,
            case.shift,
            int(rng.integers(case.smallest, case.largest + 1)),
            holidays,
            days,
            off_network=OFF_NETWORK if case.trouble == "off-network" else 0.0,
            moves_on=int(rng.integers(days // 3, days)) if case.trouble == "moves" else None,
        )
        made.people.append(unit.people)
        made.units.append(unit.general(rng))
        made.identity.append("address" if case.trouble == "moves" else "login")
        made.pairs.extend(
            SimulatedPair(number, platform, lived(rng, unit, taken), _truth(taken))
            for platform, taken in _uses(rng, unit, case)
        )
    return made


OFF_NETWORK: Final = 0.5
NEWCOMERS_BEGIN: Final = (28, 70)
CAMPAIGNS_BEGIN: Final = (28, 110)


def _uses(rng: np.random.Generator, unit: Unit, case: Case) -> Iterator[tuple[int, list[Taken]]]:
    """The case on one platform, and on the others what is casual; programs go everywhere."""
    platforms = rng.permutation(PLATFORMS).tolist()
    own = [_taken(rng, unit, USES[case.use], newcomer=case.trouble == "newcomer")]
    if case.trouble == "casual" or rng.random() < CASUAL_SHARE:
        own.append(_taken(rng, unit, _casual(rng, SCROLLS)))
    yield platforms[0], own
    for platform in platforms[1:]:
        taken = [_taken(rng, unit, USES[case.use])] if USES[case.use].visit == PROBE else []
        if rng.random() < CASUAL_SHARE:
            taken.append(_taken(rng, unit, _casual(rng)))
        if taken:
            yield platform, taken


def _casual(rng: np.random.Generator, first: int | None = None) -> Use:
    """Some use that is nobody's work, of all or of the first so many."""
    names, odds = list(CASUAL)[:first], np.array(list(CASUAL.values())[:first])
    return USES[names[int(rng.choice(len(odds), p=odds / odds.sum()))]]


def _taken(rng: np.random.Generator, unit: Unit, use: Use, *, newcomer: bool = False) -> Taken:
    """A use with its people, pace and days drawn."""
    wanted = max(draw(rng, use.people), draw(rng, use.share) * unit.people)
    people = np.sort(rng.permutation(unit.people)[: max(round(wanted), 1)])
    days = np.arange(unit.days) >= rng.integers(*NEWCOMERS_BEGIN) if newcomer else _days(rng, use, unit.days)
    return Taken(use, own_way(rng, use.visit), people, draw(rng, use.pace), days, draw(rng, BESIDE_LUNCH))


def _days(rng: np.random.Generator, use: Use, days: int) -> NDArray[np.bool_]:
    """The days on which a use is taken up."""
    day = np.arange(days)
    match use.days:
        case "one-weekday":
            taken = day % 7 == rng.integers(0, 5)
        case "month-end":
            taken = (day + rng.integers(0, 30)) % 30 < 5
        case "campaign":
            begins = rng.integers(*CAMPAIGNS_BEGIN)
            taken = (day >= begins) & (day < begins + CAMPAIGN_DAYS)
        case "every":
            taken = np.ones(days, bool)
    return np.asarray(taken, np.bool_)


def _truth(taken: Sequence[Taken]) -> Truth:
    """The worth of a pair is that of its worthiest use: a trial at first, nothing when it has ended."""
    levels = [
        max((_worth(each, day) for each in taken), key=ORDER.index) for day in range(len(taken[0].days))
    ]
    changes = [(0, levels[0])]
    changes += [(day, level) for day, level in enumerate(levels) if day and level != levels[day - 1]]
    worthiest = max(taken, key=lambda each: ORDER.index(each.use.worth))
    return Truth(
        " beside ".join(each.use.name for each in taken),
        changes,
        question=worthiest.use.question,
        weak_only=all(each.use.weak or each.use.embedded for each in taken),
    )


def _worth(taken: Taken, day: int) -> Level:
    """What one use is worth on a day: its pauses within a week or month change nothing."""
    if not taken.days.any():
        return "none"
    begins, ends = int(np.argmax(taken.days)), len(taken.days) - int(np.argmax(taken.days[::-1]))
    late = begins >= min(NEWCOMERS_BEGIN + CAMPAIGNS_BEGIN)
    if late and (day < begins or (taken.use.days == "campaign" and day >= ends)):
        return "none"
    if late and day < begins + TRIAL_DAYS:
        return min(taken.use.worth, "important", key=ORDER.index)
    return taken.use.worth
