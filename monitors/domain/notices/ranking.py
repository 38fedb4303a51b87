"""Which ways to people a fault may have taken along, and in which order the ways are tried."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from monitors.domain.notices.explaining import is_everywhere
from monitors.domain.outage.records import Incident

PLATFORM: Final = "platform:"
"""Begins a need of one platform, before the catalogue's name of it."""

GOING: Final = frozenset({"confirmed", "recovering"})


def in_doubt(incidents: Iterable[Incident], operators: Mapping[str, str]) -> frozenset[str]:
    """What sure faults that go on leave in doubt, in the words of `Route.needs`.

    Our way out takes the internet and names along, a filter that turns all of the web away the internet, a
    site's network the local one; everything else the platforms that it hits, and those of the same operators,
    since they stand in the same houses.
    """
    doubts: set[str] = set()
    for incident in incidents:
        if incident.state not in GOING:
            continue
        if incident.cause == "egress":
            doubts |= {"internet", "dns"}
        elif incident.cause == "policy" and is_everywhere(incident):
            doubts.add("internet")
        elif incident.cause == "unit-network":
            doubts.add("lan")
        elif incident.cause != "blind":
            doubts |= {f"{PLATFORM}{name}" for name in _hit(incident, operators)}
    return frozenset(doubts)


def doubtful(needs: AbstractSet[str], doubts: Collection[str]) -> bool:
    """Whether a way that needs these may be silenced; every platform is behind the internet."""
    if needs & set(doubts):
        return True
    return "internet" in doubts and any(need.startswith(PLATFORM) for need in needs)


def ranked(names: Sequence[str], needs: Mapping[str, AbstractSet[str]], doubts: Collection[str]) -> list[str]:
    """Ways in the order to try them: as they are given, but those in doubt behind all others."""
    return sorted(names, key=lambda name: doubtful(needs.get(name, frozenset()), doubts))


def ways(routes: Sequence[str], used: Sequence[str]) -> list[tuple[str, ...]]:
    """The routes of each message to send: one message by all of them, or one by each of those `used` before.

    Of these the first stands in front of all others; the rest reach those who read nowhere else.
    """
    mine = [name for name in used if name in routes]
    if not mine:
        return [tuple(routes)]
    others = [name for name in routes if name not in mine]
    return [(mine[0], *others), *((name,) for name in mine[1:])]


def _hit(incident: Incident, operators: Mapping[str, str]) -> set[str]:
    """The platforms of an incident, and where it is not our own filter those of the same operators."""
    hit = set(incident.platforms)
    if incident.cause == "policy":
        return hit
    operated = {operators[name] for name in hit if name in operators}
    return hit | {name for name, operator in operators.items() if operator in operated}
