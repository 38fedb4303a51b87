"""One pair on one day: its factors added up, what limits its level, and whether the unit has to be asked."""

from collections.abc import Sequence
from typing import Final

from monitors.domain.outage.records import Reason
from monitors.domain.reliance import factors as each
from monitors.domain.reliance.figures import PairFigures
from monitors.domain.reliance.levels import at_most, level_of
from monitors.domain.reliance.records import Assessment, Confidence, Coverage, Factor, Level, Outage
from monitors.domain.reliance.saying import evidence_of, findings_of, identity_of, kinds_of
from monitors.domain.reliance.weights import FACTORS, USUAL, Weights

WAYS_OF_WORKING: Final = ("depth", "listening")
"""The factors that say that people work there."""


def assess(
    pair: PairFigures,
    coverage: Coverage,
    outages: Sequence[Outage] = (),
    weights: Weights = USUAL,
) -> Assessment:
    """What telemetry says of a pair in the window of its figures. The order of `outages` is of no matter."""
    lines = factors_of(pair, outages, weights)
    score = sum(line.points for line in lines)
    question = question_of(pair, lines, weights)
    return Assessment(
        score=score,
        level=_limited(level_of(score, weights), pair, question, weights),
        candidate=question is not None,
        question=question,
        confidence=confidence_of(pair, coverage, weights),
        factors=lines,
        kinds=kinds_of(pair),
        identity=identity_of(pair),
        people=round(pair.use.people_a_day),
        evidence=evidence_of(pair, coverage, weights),
        findings=findings_of(pair, weights),
    )


def factors_of(pair: PairFigures, outages: Sequence[Outage], weights: Weights = USUAL) -> list[Factor]:
    """All factors, in the order of FACTORS. Traffic that is nobody's certain use carries none of them."""
    if not pair.use.requests:
        return [
            Factor(name=name, band="no-certain-use", points=0, most=weights.most(name)) for name in FACTORS
        ]
    depth = each.depth(pair, weights)
    return [
        each.reach(pair, weights),
        each.regularity(pair, weights),
        each.rhythm(pair, weights),
        depth,
        each.listening(pair, weights, depth.points),
        each.cohort(pair, weights),
        each.persistence(outages, weights),
        each.substitution(outages, weights),
    ]


def question_of(pair: PairFigures, lines: Sequence[Factor], weights: Weights) -> Reason | None:
    """What to ask the unit where these logs cannot tell; None where they can, or where nothing hangs on it.

    1. As much as in the highest band, but by a pseudonym that never has a day off: a machine, or a desk that
       people share?
    2. Reading all through the working day, in step with the work, and no deeper surface seen: on plain hosts
       work and habit look the same.
    """
    if any(each.is_highest(line.name, line.band, weights) for line in lines if line.name in WAYS_OF_WORKING):
        return None
    strands = [("depth", strand, each.depth_figures(pair, strand)) for strand in each.deep_strands(pair)]
    strands.append(("listening", pair.reading, each.listening_figures(pair)))
    for name, strand, figures in strands:
        band = each.band_of(name, figures, weights)
        if each.is_machine_like(strand, weights) and each.is_highest(name, band.name, weights):
            return Reason("ask-machine-or-desk", {"share": round(strand.hours_share, 3)})
    reading = pair.reading
    figures = {**each.listening_figures(pair), "days_share": reading.days_share}
    if each.is_watching(pair, weights) or not each.reaches(figures, weights.question):
        return None
    shares = {"hours_share": round(reading.hours_share, 3), "days_share": round(reading.days_share, 3)}
    return Reason("ask-plain-reading", {**shares})


def _limited(level: Level, pair: PairFigures, question: Reason | None, weights: Weights) -> Level:
    """A level as far as it may go: no further than important while unsure."""
    young = pair.new_days is not None and pair.new_days < weights.proven_days
    if question is not None or pair.work.observed_days < weights.sure_days or young:
        return at_most(level, "important")
    return level


def confidence_of(pair: PairFigures, coverage: Coverage, weights: Weights = USUAL) -> Confidence:
    """How far to trust a score, lowered by each thing that cannot be seen; the worst of them counts.

    | | medium under / over | low under / over |
    | --- | --- | --- |
    | days observed | `proven_days` | `sure_days` |
    | share of lines joined to a unit | 0.9 | 0.6 |
    | share of the time in which a source was blind | 0.05 | 0.25 |
    | share of own-account activity from elsewhere | 0.2 | 0.5 |

    People known by address only are medium; a unit without any general traffic is low.
    """
    days = pair.work.observed_days
    joined = 1.0 if coverage.joined_share is None else coverage.joined_share
    blind, away = coverage.blind_share or 0.0, coverage.off_network_share or 0.0
    if days < weights.sure_days or joined < 0.6 or blind > 0.25 or away > 0.5 or not pair.work.is_known:
        return "low"
    if (
        days < weights.proven_days
        or joined < 0.9
        or blind > 0.05
        or away > 0.2
        or coverage.identity == "address"
    ):
        return "medium"
    return "high"
