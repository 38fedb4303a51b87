"""The factors of a score: each a small pure function from figures to a band, its points and those figures.

Formulas are here and in `figures`; bands and points stand in `weights`. Where a factor reaches a band by
figures alone, its points never fall when one of them rises.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from monitors.domain.outage.records import Figure
from monitors.domain.reliance.figures import PairFigures, StrandFigures
from monitors.domain.reliance.records import Factor, Outage
from monitors.domain.reliance.weights import NEUTRAL, Band, Weights

MACHINE: Final = "machine-or-desk"
"""The band of depth, listening and cohort where pseudonyms that never have a day off may account for it."""
WATCHING: Final = "watching"
"""The band of listening where what comes down is video and pictures, not words."""
UNKNOWN: Final = "unknown"
"""The band of rhythm where there is no general traffic to hold a use against."""
EVERYBODY: Final = "not-a-small-group"
"""The band of cohort where those on deep surfaces are most of those who are there at all."""


Figures = Mapping[str, float | None]
"""Figures by name; None is unknown."""


def reaches(figures: Figures, wanted: Mapping[str, float]) -> bool:
    """Whether every wanted figure is known and large enough; what is unknown reaches nothing."""
    return all((figures[name] or 0) >= least for name, least in wanted.items())


def band_of(name: str, figures: Figures, weights: Weights) -> Band:
    """The first band of a factor that these figures reach; the last band asks for nothing."""
    return next(band for band in weights.bands[name] if reaches(figures, band.at_least))


def is_highest(name: str, band: str, weights: Weights) -> bool:
    """Whether no band of the factor gives more points than this one."""
    return any(each.name == band and each.points == weights.most(name) for each in weights.bands[name])


def _banded(name: str, weights: Weights, figures: Figures) -> Factor:
    """A factor as its figures band it."""
    band = band_of(name, figures, weights)
    return _factor(name, band.name, band.points, weights, figures)


def _factor(name: str, band: str, points: int, weights: Weights, figures: Figures) -> Factor:
    """A factor with its figures as they may be written: to three digits."""
    written: dict[str, Figure] = {
        key: None if value is None else round(value, 3) for key, value in figures.items()
    }
    return Factor(name=name, band=band, points=points, most=weights.most(name), figures=written)


def reach(pair: PairFigures, weights: Weights) -> Factor:
    """How many of the unit's people are there on a day of use: `people_a_day / unit_people`.

    The least of the factors: popularity is not dependency. People are the directory's, else the most seen on
    one day. Rises with `people_a_day`.
    """
    people, unit = pair.use.people_a_day, pair.work.people
    share = min(people / unit, 1.0) if unit else 0.0
    return _banded("reach", weights, {"people_share": share, "people_a_day": people, "unit_people": unit})


def regularity(pair: PairFigures, weights: Weights) -> Factor:
    """On how much of the unit's working days it is used, and whether the same people return.

    `days_share` = working days with use / working days observed; `returning` = |today & the day of use
    before| / |today| by theta set operations, over all days (a use that could never be compared counts as
    returning: unknown takes no points). Rises with both.
    """
    use = pair.use
    returning = 1.0 if use.returning is None else use.returning
    return _banded("regularity", weights, {"days_share": use.days_share, "returning": returning})


def rhythm(pair: PairFigures, weights: Weights) -> Factor:
    """Whether the use goes with the unit's own work: its lift against the unit's general traffic by hour.

    `even_lift` as in `figures`, of all use or of a deep strand, whichever goes with the work better: two
    people who work there are not hidden by the many who scroll at lunch. With it stand the plain shares in
    working hours and their ratio, the `lift`. Rises with `even_lift`.
    """
    strands = [pair.use, *(each for each in (pair.managing, pair.talking) if each.requests)]
    best = max(strands, key=lambda each: each.even_lift or 0)
    working, general = best.working_share, best.general_share
    figures = {
        "even_lift": best.even_lift,
        "working_share": working,
        "general_share": general,
        "lift": working / general if working is not None and general else None,
    }
    if best.even_lift is None:
        return _factor("rhythm", UNKNOWN, 0, weights, figures)
    return _banded("rhythm", weights, figures)


def depth(pair: PairFigures, weights: Weights) -> Factor:
    """How much of the working time somebody manages pages, publishes, advertises or talks there.

    `days_share` = working days with such use / working days, `hours_share` the same of worked hours; `pace` =
    slots of five minutes for each person there and day. Of the two strands the better one counts. All of it
    works when every line is a CONNECT, as long as the surface has a host of its own. Talk alone, without
    anybody who manages pages (`managing_share`), has to be quicker for the same points: private accounts
    talk, but manage nothing. Rises with all four.
    """
    return max(
        (_depth_of(pair, each, weights) for each in deep_strands(pair)),
        key=lambda factor: (factor.points, factor.figures["hours_share"]),
    )


def deep_strands(pair: PairFigures) -> tuple[StrandFigures, StrandFigures]:
    """What is deeper than reading."""
    return pair.managing, pair.talking


def depth_figures(pair: PairFigures, strand: StrandFigures) -> Figures:
    """What depth asks of one strand."""
    return {
        "days_share": strand.days_share,
        "hours_share": strand.hours_share,
        "managing_share": pair.managing.hours_share,
        "pace": strand.pace,
        "strand_people": strand.people_a_day,
    }


def _depth_of(pair: PairFigures, strand: StrandFigures, weights: Weights) -> Factor:
    """Depth of one strand alone."""
    figures = depth_figures(pair, strand)
    if is_machine_like(strand, weights):
        return _factor("depth", MACHINE, 0, weights, figures)
    return _banded("depth", weights, figures)


def listening(pair: PairFigures, weights: Weights, depth_points: int) -> Factor:
    """Sustained reading by the same people, in step with the unit's work, with search or an api behind it.

    - `hours_share`, `pace`, `even_lift` and `returning` of the reading strand (see `figures`);
    - `asking_share`: api slots for each slot of reading. Where it is missing, as on plain `www.` hosts, a log
      cannot tell listening from any other reading, so the highest band stays closed;
    - more than `watched_bytes` for each slot on video and media hosts, or less than `text_share` of reading
      among reading and watching, is watching.

    Adds what `depth_points` have not given yet, so that no hour counts twice: the two together rise with
    every figure of either.
    """
    figures = listening_figures(pair)
    if is_watching(pair, weights):
        return _factor("listening", WATCHING, 0, weights, figures)
    if is_machine_like(pair.reading, weights):
        return _factor("listening", MACHINE, 0, weights, figures)
    alone = _banded("listening", weights, figures)
    return Factor(
        name=alone.name,
        band=alone.band,
        points=max(alone.points - depth_points, 0),
        most=alone.most,
        figures=alone.figures,
    )


def listening_figures(pair: PairFigures) -> Figures:
    """What listening asks of the reading of a pair."""
    reading = pair.reading
    return {
        "hours_share": reading.hours_share,
        "pace": reading.pace,
        "even_lift": reading.even_lift,
        "returning": reading.returning,
        "asking_share": pair.asking_share,
        "strand_people": reading.people_a_day,
    }


def is_machine_like(strand: StrandFigures, weights: Weights) -> bool:
    """Whether half or more of it may come from pseudonyms that never have a day off."""
    return strand.tireless_share >= weights.tireless_share


def is_watching(pair: PairFigures, weights: Weights) -> bool:
    """Whether reading is watching video rather: by bytes where the log has them, and by slots."""
    heavy = pair.watched_bytes > weights.watched_bytes
    return pair.reading.requests > 0 and (heavy or pair.text_share < weights.text_share)


def cohort(pair: PairFigures, weights: Weights) -> Factor:
    """A small steady group that works there inside a unit of casual users, from the sketches of people.

    Of the deep strand with the better band: its `days_share`, `hours_share`, `pace` and `returning`. The
    group is small where it is at most `cohort_share` of all who are there on a day; where it is everybody,
    depth says all there is to say. Rises with the four figures.
    """
    return max(
        (_cohort_of(each, pair.use, weights) for each in deep_strands(pair)),
        key=lambda factor: factor.points,
    )


def _cohort_of(strand: StrandFigures, use: StrandFigures, weights: Weights) -> Factor:
    """The cohort of one strand alone."""
    figures = {
        "days_share": strand.days_share,
        "hours_share": strand.hours_share,
        "pace": strand.pace,
        "returning": strand.returning,
        "strand_people": strand.people_a_day,
        "people_a_day": use.people_a_day,
    }
    if strand.requests and strand.people_a_day > weights.cohort_share * use.people_a_day:
        return _factor("cohort", EVERYBODY, 0, weights, figures)
    if is_machine_like(strand, weights):
        return _factor("cohort", MACHINE, 0, weights, figures)
    return _banded("cohort", weights, figures)


def persistence(outages: Sequence[Outage], weights: Weights) -> Factor:
    """Whether people went on trying while it failed: requests tried / expected, over all outages that hurt.

    Neutral while none was seen. Rises with what was tried: whoever has an easy alternative leaves,
    whoever has none comes back.
    """
    expected = sum(each.expected for each in outages)
    if not expected:
        return _factor("persistence", NEUTRAL, 0, weights, {})
    tried = sum(each.tried for each in outages) / expected
    return _banded("persistence", weights, {"tried_share": tried, "outages": float(len(outages))})


def substitution(outages: Sequence[Outage], weights: Weights) -> Factor:
    """Whether anything took its place: the part of what was missing in outages that came up nowhere else.

    Neutral while no outage was seen of which that can be said. Rises with the part that stayed missing.
    """
    known = [each for each in outages if each.replaced is not None]
    missing = sum(max(each.expected - each.tried, 0.0) for each in known)
    if not known:
        return _factor("substitution", NEUTRAL, 0, weights, {})
    weight = [max(each.expected - each.tried, 0.0) / missing if missing else 1 / len(known) for each in known]
    replaced = sum(part * (each.replaced or 0.0) for part, each in zip(weight, known, strict=True))
    return _banded(
        "substitution", weights, {"missing_share": 1 - min(replaced, 1.0), "outages": float(len(known))}
    )
