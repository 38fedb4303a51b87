"""What stands beside a score: kinds of collaboration, identity, evidence and findings, as codes with figures.

A log shows where people are, not with whom or for whom; what it cannot show is said, and is to be asked.
"""

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.reliance.figures import PairFigures, StrandFigures
from monitors.domain.reliance.records import Coverage, Kind
from monitors.domain.reliance.weights import Weights


def kinds_of(pair: PairFigures) -> list[Kind]:
    """The kinds of collaboration that can be seen: *external* by the surfaces on which pages are managed.

    Whether those who talk or read do so with colleagues (*internal*), partners or citizens
    (*citizen-citizen*) is inside the tunnel, so the rest is `not-visible`: ask the unit.
    """
    kinds = []
    if pair.managing.requests:
        kinds.append(Kind("external", [_hours("kind-managing", pair.managing)]))
    if pair.talking.requests or pair.reading.requests:
        kinds.append(Kind("not-visible", [Reason("kind-ask-the-unit")]))
    return kinds


def identity_of(pair: PairFigures) -> str:
    """As whom people are there: `professional` where they manage pages, for only accounts with a role can.

    Else `not-visible`: personal and professional accounts open the same hosts.
    """
    return "professional" if pair.managing.requests else "not-visible"


def evidence_of(pair: PairFigures, coverage: Coverage, weights: Weights) -> list[Reason]:
    """What speaks for the score in figures that a unit would recognise, and then what cannot be seen."""
    return [*_seen(pair), *_unseen(pair, coverage, weights)]


def _seen(pair: PairFigures) -> list[Reason]:
    """What was seen."""
    use, said = pair.use, []
    if not use.requests:
        if pair.weak:
            said.append(Reason("weak-only", {"requests": pair.weak}))
        if pair.embedded:
            said.append(Reason("embeds-only", {"requests": pair.embedded}))
        return said
    said.append(
        Reason(
            "used-on-days",
            {"people": round(use.people_a_day), "days": use.days, "observed": pair.work.observed_days},
        )
    )
    if use.returning is not None:
        said.append(Reason("same-people", {"share": round(use.returning, 3)}))
    if use.working_share is not None and use.general_share is not None:
        figures: dict[str, Figure] = {
            "share": round(use.working_share, 3),
            "general": round(use.general_share, 3),
        }
        said.append(Reason("in-working-hours", figures))
    strands = (("hours-managing", pair.managing), ("hours-talking", pair.talking))
    said += [
        _hours(code, strand)
        for code, strand in (*strands, ("hours-reading", pair.reading))
        if strand.requests
    ]
    return said


def _unseen(pair: PairFigures, coverage: Coverage, weights: Weights) -> list[Reason]:
    """What could not be seen, and so lowers confidence."""
    said = []
    if pair.work.observed_days < weights.sure_days:
        said.append(Reason("few-days", {"days": pair.work.observed_days, "wanted": weights.sure_days}))
    if not pair.work.is_known:
        said.append(Reason("no-general-traffic"))
    if coverage.identity == "address":
        said.append(Reason("by-address"))
    if coverage.joined_share is not None and coverage.joined_share < 0.9:
        said.append(Reason("partly-joined", {"share": coverage.joined_share}))
    if coverage.blind_share:
        said.append(Reason("partly-blind", {"share": coverage.blind_share}))
    if coverage.off_network_share:
        said.append(Reason("partly-off-network", {"share": coverage.off_network_share}))
    return said


def findings_of(pair: PairFigures, weights: Weights) -> list[Reason]:
    """What somebody may want to act on, worded neutrally: demand that we turned away, and a young use."""
    found = []
    if pair.blocked:
        found.append(Reason("turned-away", {"requests": pair.blocked}))
    if pair.new_days is not None and pair.new_days < weights.proven_days:
        found.append(Reason("young-use", {"days": pair.new_days, "wanted": weights.proven_days}))
    return found


def _hours(code: str, strand: StrandFigures) -> Reason:
    """In how much of the working time a strand was taken up, and by how many people on a day."""
    figures = {"share": round(strand.hours_share, 3), "strand_people": round(strand.people_a_day)}
    return Reason(code, {**figures})
