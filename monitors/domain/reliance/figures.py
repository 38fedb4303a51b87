"""Days as the figures of a window: what a unit's work is like, and what a pair looks like against it.

Working hours are learnt, not set: an hour of a day in which the unit's own general traffic reached a quarter
of its busy hours' was worked in. So shifts, holidays, part-time weeks and summer hours need no calendar.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.reliance.records import (
    HOURS_A_DAY,
    STRAND_COLUMNS,
    STRANDS,
    Floats,
    PairDays,
    StrandDays,
    UnitDays,
)

WINDOW_DAYS: Final = 91
"""Thirteen weeks: a quarter, in which every weekday and three ends of months lie."""

BUSY: Final = 0.9
"""The quantile of a unit's hours that stands for a busy one: 17 hours of a week are above it."""
WORKED_IN: Final = 0.25
"""The part of a busy hour's traffic from which an hour was worked in."""
WORKING_DAY: Final = 0.5
"""The part of a usual day's worked hours from which a day was a working day."""

EVERY_DAY: Final = 0.9
BY_SHIFTS: Final = 16
"""A unit that works on this part of all days, for so many hours a day, works by shifts: two turns or more."""

ROSTER: Final = 2
"""More than so many pseudonyms without a day off are a roster, where a unit works by shifts: seven turns in a
row are usual there. A machine comes alone, or beside a desk."""
ROSTER_SHARE: Final = 2 / 3
"""Up to this part of those who are there: others of a roster do have their days off."""


@dataclass(frozen=True, slots=True)
class Work:
    """A unit's own work in a window that ends with `last_day`: rows are days, from `first_day` on.

    `general` and `worked` are days x 24, and `worked_traffic` is a day's traffic in worked hours. `observed`
    marks the days that were seen at all. `people` is what the directory says, else the most seen on one day.
    Without general traffic nothing is worked in.
    """

    first_day: int
    last_day: int
    observed: NDArray[np.bool_]
    general: Floats
    worked: NDArray[np.bool_]
    working_days: NDArray[np.bool_]
    worked_traffic: Floats
    worked_hours: float
    people: float

    @property
    def observed_days(self) -> int:
        """How many days of the window were seen."""
        return int(self.observed.sum())

    @property
    def never_rests(self) -> bool:
        """Whether the unit works by shifts: on nearly every day, and through most of day and night."""
        days = self.observed_days
        return bool(self.working_days.sum() >= EVERY_DAY * days and self.worked_hours >= BY_SHIFTS * days > 0)

    @property
    def is_known(self) -> bool:
        """Whether there is any general traffic to hold a use against."""
        return self.worked_hours > 0


def work_of(unit: UnitDays, last_day: int, people: int | None, window_days: int = WINDOW_DAYS) -> Work:
    """A unit's work in the window that ends with `last_day`; `people` are the directory's, None: unknown."""
    first_day = last_day - window_days + 1
    seen = unit.between(first_day, last_day)
    places = seen.days - first_day
    observed = np.zeros(window_days, bool)
    observed[places] = True
    general = np.zeros((window_days, HOURS_A_DAY))
    general[places] = seen.general
    busy = _quantile(seen.general.ravel(), BUSY)
    worked = (general >= WORKED_IN * busy) & (general > 0)
    hours = worked.sum(axis=1)
    usual = float(np.median(hours[hours > 0])) if hours.any() else 0.0
    return Work(
        first_day=first_day,
        last_day=last_day,
        observed=observed,
        general=general,
        worked=worked,
        working_days=(hours >= WORKING_DAY * usual) & (hours > 0),
        worked_traffic=(general * worked).sum(axis=1),
        worked_hours=float(hours.sum()),
        people=float(people or seen.people.max(initial=0)),
    )


def _quantile(values: Floats, part: float) -> float:
    """The value that this part of the values do not exceed (nearest rank); 0 of nothing."""
    if not len(values):
        return 0.0
    rank = max(math.ceil(part * len(values)) - 1, 0)
    return float(np.partition(values, rank)[rank])


@dataclass(frozen=True, slots=True)
class StrandFigures:
    """One strand over a window. Shares run from 0 to 1; None where nothing could be compared.

    `people_a_day` is over the days with any; `returning` the part of people who were there on the day before
    as well; `pace` slots of five minutes for each person and day; `days_share` the part of working days with
    any use, `hours_share` that of worked hours. `tireless_share` is how much of the slots those who never
    have a day off could have made at most; none in a roster.
    `working_share` is the part of requests in worked hours, `general_share` that of the general traffic of
    the same days, and `even_lift` how well the two run together (see `_even_lift`).
    """

    requests: int
    people_a_day: float
    returning: float | None
    pace: float
    days: int
    days_share: float
    hours_share: float
    tireless_share: float
    working_share: float | None
    general_share: float | None
    even_lift: float | None


UNUSED: Final = StrandFigures(0, 0.0, None, 0.0, 0, 0.0, 0.0, 0.0, None, None, None)
"""A strand that nobody took up in the window."""


@dataclass(frozen=True, slots=True)
class PairFigures:
    """One pair over a window. `asking_share` is api slots for each slot of reading, at most 1.

    `text_share` is the part of reading in the slots of reading and watching, `watched_bytes` what came from
    video and media hosts for each slot there. `new_days` is how old a use is that began within the log, else
    None.
    """

    work: Work
    use: StrandFigures
    managing: StrandFigures
    talking: StrandFigures
    reading: StrandFigures
    asking_share: float
    text_share: float
    watched_bytes: float
    weak: int
    embedded: int
    blocked: int
    new_days: int | None


_SLOTS: Final = STRAND_COLUMNS.index("slots")
SLOTS_A_DAY: Final = 24 * 12

SETTLED_DAYS: Final = 7
"""A use whose first day lies so long after the log's began within the log."""


def figures_of(pair: PairDays, work: Work) -> PairFigures:
    """A pair's figures in the window of its unit's work."""
    seen = pair.between(work.first_day, work.last_day)
    places = seen.days - work.first_day
    strands = dict(zip(STRANDS, seen.strands, strict=True))
    read = float(strands["reading"].table[:, _SLOTS].sum())
    watched = float(seen.watching_slots.sum())
    around = _Around(
        work.worked[places],
        work.working_days[places],
        work.general[places],
        work.worked_traffic[places],
        work.worked_hours,
        float(work.working_days.sum()),
        work.never_rests,
    )
    return PairFigures(
        work=work,
        use=_strand(strands["use"], around),
        managing=_strand(strands["managing"], around),
        talking=_strand(strands["talking"], around),
        reading=_strand(strands["reading"], around),
        asking_share=min(_ratio(float(seen.asking_slots.sum()), read), 1.0),
        text_share=_ratio(read, read + watched),
        watched_bytes=_ratio(float(seen.watching_bytes.sum()), watched),
        weak=int(seen.weak.sum()),
        embedded=int(seen.embedded.sum()),
        blocked=int(seen.blocked.sum()),
        new_days=_new_days(strands["use"], places, work),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The unit's work on the days of one pair: rows as the pair's."""

    worked: NDArray[np.bool_]
    working: NDArray[np.bool_]
    general: Floats
    worked_traffic: Floats
    worked_hours: float
    working_days: float
    never_rests: bool


def _strand(strand: StrandDays, around: _Around) -> StrandFigures:
    """One strand over the window."""
    profile = strand.hours.sum(axis=0)
    requests = float(profile.sum())
    if not requests:
        return UNUSED
    people, compared, returning, slots, tireless = strand.table.sum(axis=0).tolist()
    active = strand.hours > 0
    there = active.any(axis=1)
    days = int(there.sum())
    general = around.general[there].sum(axis=0)
    traffic = float(general.sum())
    return StrandFigures(
        requests=int(requests),
        people_a_day=people / days,
        returning=min(returning / compared, 1.0) if compared else None,
        pace=_ratio(slots, people),
        days=days,
        days_share=_ratio(float((there & around.working).sum()), around.working_days),
        hours_share=_ratio(float((active & around.worked).sum()), around.worked_hours),
        tireless_share=0.0
        if around.never_rests and _is_roster(strand)
        else min(_ratio(tireless * SLOTS_A_DAY, slots), 1.0),
        working_share=float((strand.hours * around.worked).sum()) / requests if traffic else None,
        general_share=float(around.worked_traffic[there].sum()) / traffic if traffic else None,
        even_lift=_even_lift(profile / requests, general / traffic) if traffic else None,
    )


def _is_roster(strand: StrandDays) -> bool:
    """Whether those without a day off are people of a roster, among others who have one."""
    people, tireless = (strand.table[:, STRAND_COLUMNS.index(name)] for name in ("people", "tireless"))
    some = tireless > 0
    return bool(
        some.any()
        and tireless[some].mean() > ROSTER
        and tireless[some].sum() <= ROSTER_SHARE * people[some].sum()
    )


def _even_lift(own: Floats, general: Floats) -> float:
    """How evenly a use goes with the general traffic of the same days: 1 in step with it, 0 never when it is.

    The lift of an hour is the part of the use that falls into it over the part of the general traffic that
    does. This is the mean of the lift over the general traffic, no hour counting for more than 1:
    `sum(general * min(own / general, 1)) = sum(min(own, general))`, the intersection of two histograms
    (Swain and Ballard, "Color indexing", IJCV 7, 1991). What is crowded into a lunch hour has a great lift
    there, and a small one in all other hours, so it comes out low.
    """
    return float(np.minimum(own, general).sum())


def _new_days(use: StrandDays, places: NDArray[np.int64], work: Work) -> int | None:
    """How many days ago a use began, where the log goes back to well before it."""
    began = places[use.hours.any(axis=1)]
    observed = np.flatnonzero(work.observed)
    if not len(began) or not len(observed) or began[0] - observed[0] < SETTLED_DAYS:
        return None
    return int(len(work.observed) - began[0])


def _ratio(part: float, whole: float) -> float:
    """A part of a whole; 0 of nothing."""
    return part / whole if whole else 0.0
