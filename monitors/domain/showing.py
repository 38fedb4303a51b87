"""Which figures of a reason may be shown: the privacy policy, for whatever the judge says of incidents."""

from msgspec.structs import replace

from monitors.domain.outage.records import Change, Figure, Incident, Reason
from monitors.domain.withholding import shown_people

HARMLESS = frozenset(
    {"seconds", "minutes", "hours", "days", "platforms", "sites", "probes", "hosts"}
    | {"usual", "control_share", "cusum", "peers_failing", "peers_fine", "peers_using"}
)
"""Numbers that say nothing of how many people did anything how often just now."""

SHARES = frozenset({"share", "drop"})
"""Shares of what people tried: of few tries an exact one says how many they were, 0.7143 that they were 7."""

STEP = 0.05
"""Shares of few people are told in such steps."""


def shown_reason(reason: Reason, k: int, identity: str | None, *, counted: bool) -> Reason:
    """A reason as it may be shown. `counted`: its incident hit at least k people, so counts may stand.

    Figures of people (`people`, `..._people`) become multiples of 5, or None under k. Where they are
    withheld, here or for the whole incident, or where fewer than k votes are told of, so is every other
    number that is not known to be harmless, because a count of few people's tries says who they are; shares
    are told in steps. The figures `k` and `identity` say under which terms people are told; they are missing
    where people were not counted.
    """
    people = {
        name: value
        for name, value in reason.figures.items()
        if _is_people(name) and isinstance(value, int | float)
    }
    told = {name: shown_people(value, k) for name, value in people.items()}
    votes = reason.figures.get("votes")
    few = isinstance(votes, int | float) and votes < k
    counted = counted and None not in told.values() and not few
    figures: dict[str, Figure] = {
        name: value if counted else _of_few(name, value) for name, value in reason.figures.items()
    }
    terms: dict[str, Figure] = {"k": k, "identity": identity or "login"} if people else {}
    return Reason(reason.code, {**figures, **told, **terms})


def shown_incident(incident: Incident, k: int, identity: str | None) -> Incident:
    """An incident as it may be shown: people to base 5 and never fewer than k, counts only beside them."""
    people = None if incident.people_failed is None else shown_people(incident.people_failed, k)
    counted = people is not None
    return replace(
        incident,
        people_failed=people,
        requests_failed=incident.requests_failed if counted else None,
        peak_failed_share=incident.peak_failed_share if counted else _in_steps(incident.peak_failed_share),
        reasons=[shown_reason(reason, k, identity, counted=counted) for reason in incident.reasons],
        explanation=shown_reason(incident.explanation, k, identity, counted=counted),
    )


def shown_change(change: Change, k: int, identity: str | None) -> Change:
    """A change as it may be told to whoever reads along."""
    incident, transition = shown_incident(change.incident, k, identity), change.transition
    if transition is not None:
        counted = incident.people_failed is not None
        transition = replace(transition, reason=shown_reason(transition.reason, k, identity, counted=counted))
    return Change(incident=incident, transition=transition)


def _is_people(name: str) -> bool:
    """Whether a figure counts people."""
    return name == "people" or name.endswith("_people")


def _of_few(name: str, value: Figure) -> Figure:
    """A figure as it may be told of few people."""
    if not isinstance(value, int | float) or name in HARMLESS:
        return value
    return _in_steps(value) if name in SHARES else None


def _in_steps(share: float | None) -> float | None:
    """A share that does not give away of how many it is."""
    return None if share is None else round(STEP * round(share / STEP), 2)
