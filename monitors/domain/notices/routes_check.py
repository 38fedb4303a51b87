"""Whether one single fault could leave somebody without any route, and what would mend that.

The faults are those that one thing can bring about: our way out (and names with it), names alone, our own
mail, telephones, our local network, a platform, an operator with all of its platforms. Each is held against
the ranking that sending goes by (`monitors.domain.notices.ranking`), so both think alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, Literal, NamedTuple

from monitors.domain.notices.ranking import PLATFORM, doubtful

FaultKind = Literal["internet", "dns", "mail", "phone", "lan", "platform", "operator"]


class Fault(NamedTuple):
    """One thing that fails. `name` is that of a platform or operator; `takes` is in the words of needs."""

    kind: FaultKind
    name: str
    takes: frozenset[str]


class Silenced(NamedTuple):
    """An audience that this fault leaves without any route; `routes` are all that it has, empty for none."""

    audience: str
    fault: Fault
    routes: tuple[str, ...]


SINGLE: Final[tuple[Fault, ...]] = (
    Fault("internet", "", frozenset({"internet", "dns"})),
    Fault("dns", "", frozenset({"dns"})),
    Fault("mail", "", frozenset({"mail"})),
    Fault("phone", "", frozenset({"phone"})),
    Fault("lan", "", frozenset({"lan"})),
)
"""Faults that no route has to name to be hit by: each takes what it says."""


def single_faults(needs: Iterable[AbstractSet[str]], operators: Mapping[str, str]) -> list[Fault]:
    """Every single fault that some route may feel. `operators` are those of the catalogue, by platform."""
    named = sorted({need.removeprefix(PLATFORM) for each in needs for need in each if _is_platform(need)})
    found = [*SINGLE, *(Fault("platform", each, frozenset({f"{PLATFORM}{each}"})) for each in named)]
    for operator in sorted({operators[each] for each in named if each in operators}):
        together = frozenset(f"{PLATFORM}{each}" for each, its in operators.items() if its == operator)
        if sum(f"{PLATFORM}{each}" in together for each in named) > 1:
            found.append(Fault("operator", operator, together))
    return found


def silenced(
    audiences: Mapping[str, Sequence[str]],
    needs: Mapping[str, AbstractSet[str]],
    operators: Mapping[str, str],
) -> list[Silenced]:
    """Each audience with each single fault that leaves it no route; `audiences` names the routes of each."""
    faults = single_faults(needs.values(), operators)
    return [
        Silenced(audience, fault, tuple(routes))
        for audience, routes in audiences.items()
        for fault in faults
        if all(doubtful(needs[name], fault.takes) for name in routes)
    ]


def unknown_platforms(
    needs: Mapping[str, AbstractSet[str]], operators: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Routes with a platform among their needs that the catalogue has not."""
    return [
        (route, need.removeprefix(PLATFORM))
        for route, each in needs.items()
        for need in sorted(each)
        if _is_platform(need) and need.removeprefix(PLATFORM) not in operators
    ]


def _is_platform(need: str) -> bool:
    return need.startswith(PLATFORM)
