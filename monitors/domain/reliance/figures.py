"""Days as the figures of a window: what a unit's work is like, and what a pair looks like against it.

Working hours are learnt, not set: an hour of a day in which the unit's own general traffic reached a quarter
of its busy hours' was worked in. So shifts, holidays, part-time weeks and summer hours need no calendar.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.reliance.records import HOURS_A_DAY, STRANDS, Floats, PairDays, StrandDays, UnitDays

WINDOW_DAYS: Final = 91
"""Thirteen weeks: a quarter, in which every weekday and three ends of months lie."""

BUSY: Final = 0.9
"""The quantile of a unit's hours that stands for a busy one: 17 hours of a week are above it."""
WORKED_IN: Final = 0.25
"""The part of a busy hour's traffic from which an hour was worked in."""
WORKING_DAY: Final = 0.5
"""The part of a usual day's worked hours from which a day was a working day."""


@dataclass(frozen=True, slots=True)
class Work:
    """A unit's own work in a window that ends with `last_day`: rows are days, from `first_day` on.

    `general` and `worked` are days x 24. `observed` marks the days that were seen at all. `people` is what
    the directory says, else the most seen on one day. Without general traffic nothing is worked in.
    """

    first_day: int
    last_day: int
    observed: NDArray[np.bool_]
    general: Floats
    worked: NDArray[np.bool_]
    working_days: NDArray[np.bool_]
    people: float

    @property
    def observed_days(self) -> int:
        """How many days of the window were seen."""
        return int(self.observed.sum())

    @property
    def is_known(self) -> bool:
        """Whether there is any general traffic to hold a use against."""
        return bool(self.worked.any())


def work_of(unit: UnitDays, last_day: int, people: int | None, window_days: int = WINDOW_DAYS) -> Work:
    """A unit's work in the window that ends with `last_day`; `people` are the directory's, None: unknown."""
    first_day = last_day - window_days + 1
    seen = unit.between(first_day, last_day)
    places = seen.days - first_day
    observed = np.zeros(window_days, bool)
    observed[places] = True
    general = np.zeros((window_days, HOURS_A_DAY))
    general[places] = seen.general
    busy = float(np.quantile(seen.general, BUSY)) if len(seen.days) else 0.0
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
        people=float(people or seen.people.max(initial=0)),
    )


@dataclass(frozen=True, slots=True)
class StrandFigures:
    """One strand over a window. Shares run from 0 to 1; None where nothing could be compared.

    `people_a_day` is over the days with any; `returning` the part of people who were there on the day before
    as well; `pace` slots of five minutes for each person and day; `days_share` the part of working days with
    any use, `hours_share` that of worked hours; `hours_a_person` hours of a day with use for each person.
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
    hours_a_person: float
    working_share: float | None
    general_share: float | None
    even_lift: float | None


@dataclass(frozen=True, slots=True)
class PairFigures:
    """One pair over a window. `asking_share` is api slots for each slot of reading, at most 1.

    `text_share` is the part of reading in the slots of reading and watching, `watched_bytes` what came from
    video and media hosts for each slot of use. `new_days` is how old a use is that began within the log, else
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


SETTLED_DAYS: Final = 7
"""A use whose first day lies so long after the log's began within the log."""


def figures_of(pair: PairDays, work: Work) -> PairFigures:
    """A pair's figures in the window of its unit's work."""
    seen = pair.between(work.first_day, work.last_day)
    places = seen.days - work.first_day
    strands = dict(zip(STRANDS, seen.strands, strict=True))
    read, used = float(strands["reading"].slots.sum()), float(strands["use"].slots.sum())
    watched = float(seen.watching_slots.sum())
    return PairFigures(
        work=work,
        use=_strand(strands["use"], places, work),
        managing=_strand(strands["managing"], places, work),
        talking=_strand(strands["talking"], places, work),
        reading=_strand(strands["reading"], places, work),
        asking_share=min(_ratio(float(seen.asking_slots.sum()), read), 1.0),
        text_share=_ratio(read, read + watched),
        watched_bytes=_ratio(float(seen.watching_bytes.sum()), used),
        weak=int(seen.weak.sum()),
        embedded=int(seen.embedded.sum()),
        blocked=int(seen.blocked.sum()),
        new_days=_new_days(strands["use"], places, work),
    )


def _strand(strand: StrandDays, places: NDArray[np.int64], work: Work) -> StrandFigures:
    """One strand over the window; `places` are its rows' days in the window."""
    active = strand.hours > 0
    there = active.any(axis=1)
    worked, working = work.worked[places], work.working_days[places]
    people, compared = float(strand.people[there].sum()), float(strand.compared.sum())
    profile, general = strand.hours[there].sum(axis=0), work.general[places][there].sum(axis=0)
    requests, traffic = float(profile.sum()), float(general.sum())
    known = requests > 0 and traffic > 0
    return StrandFigures(
        requests=int(requests),
        people_a_day=_ratio(people, float(there.sum())),
        returning=min(float(strand.returning.sum()) / compared, 1.0) if compared else None,
        pace=_ratio(float(strand.slots[there].sum()), people),
        days=int(there.sum()),
        days_share=_ratio(float((there & working).sum()), float(work.working_days.sum())),
        hours_share=_ratio(float((active & worked).sum()), float(work.worked.sum())),
        hours_a_person=_ratio(float(active.sum()), people),
        working_share=float((strand.hours * worked).sum()) / requests if known else None,
        general_share=(float((work.general[places] * worked)[there].sum()) / traffic if known else None),
        even_lift=_even_lift(profile / requests, general / traffic) if known else None,
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
