"""The one privacy policy: which figures of a unit may be shown, decided once for each closed grain.

A cell (one unit on one platform) with fewer than k people is withheld whole. Its amount appears in the
parent's "other units", which always holds at least two withheld children, because one alone could be had by
subtraction (complementary suppression: Cox, "Suppression methodology and statistical disclosure control",
JASA 75, 1980). All amounts still add up to the platform's exact total.

Organisation x platform totals (requests, bytes, failures, blocks) are exact and never withheld; people round
to base 5 everywhere. Of a platform that fewer than k people use in the whole organisation nothing else is
shown: no unit, no surface, no hour of the week.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LOWEST_K = 5
USUAL_K = 10
BASE = 5

ORGANISATION = -1
"""Stands for the parent of the top units."""


def shown_people(people: float, k: int) -> int | None:
    """A number of people as it may be shown: a multiple of 5, or None under k."""
    return int(BASE * round(people / BASE)) if round(people) >= k else None


def shown_surfaces(people: Mapping[int, float], k: int) -> frozenset[int]:
    """The surfaces of a shown cell that may be shown themselves, from the people of each.

    Those under k are left out; where that is only one, the one with the fewest people of the others goes with
    it, because the cell's sum less what is shown would be its figures.
    """
    ranked = sorted(people, key=lambda surface: (people[surface], -surface))
    hidden = sum(round(people[surface]) < k for surface in ranked)
    return frozenset(ranked[2 if hidden == 1 else hidden :])


@dataclass(frozen=True, slots=True)
class Shares:
    """What is published of one platform: units with their own figures, and sums over withheld ones.

    `others` maps a parent (ORGANISATION at the top) to the at least two children summed under it. A unit is
    in `shown` or in exactly one of `others`, never in both.
    """

    shown: tuple[int, ...]
    others: Mapping[int, tuple[int, ...]]


@dataclass(slots=True)
class _Plan:
    """Units still shown, and withheld ones under the parent that is to carry them."""

    people: Mapping[int, float]
    parents: Sequence[int]
    shown: set[int]
    others: dict[int, set[int]] = field(default_factory=dict)

    def hide(self, unit: int, under: int) -> None:
        self.shown.discard(unit)
        self.others.setdefault(under, set()).add(unit)

    def smallest_shown(self, among: set[int]) -> int | None:
        """The shown unit with the fewest people: hiding it costs least. Ties go to the later unit."""
        candidates = self.shown & among
        return min(candidates, key=lambda unit: (self.people[unit], -unit), default=None)


def share_out(people: Mapping[int, float], parents: Sequence[int], k: int) -> Shares:
    """Decide for one platform, from the people of each unit that used it and the tree of units.

    `parents[unit]` is the unit's parent, or ORGANISATION. The parent's bucket takes the unit's own cell, not
    the cells of those below it. 1. Withhold every cell under k beneath its parent. 2. From the deepest parent
    up: where only one is withheld, withhold the smallest shown sibling with it; where there is none, carry
    the one to the parent above. 3. If one is left alone at the top, the smallest shown cell of all joins it,
    or, where nothing is shown, the smallest sum. A single small cell with nothing to hide among is left out.
    """
    plan = _Plan(people, parents, set(people))
    for unit, count in people.items():
        if round(count) < k:
            plan.hide(unit, parents[unit])
    for parent in sorted(_all_parents(people, parents), key=lambda unit: -_depth(unit, parents)):
        hidden = plan.others.get(parent, set())
        if len(hidden) != 1:
            continue
        siblings = {unit for unit in people if parents[unit] == parent}
        if parent == ORGANISATION:
            siblings = siblings if siblings & plan.shown else set(people)
        partner = plan.smallest_shown(siblings)
        if partner is not None:
            plan.hide(partner, parent)
        elif parent != ORGANISATION:
            del plan.others[parent]
            plan.hide(hidden.pop(), parents[parent])
        elif len(plan.others) > 1:
            fewest = min(plan.others.keys() - {ORGANISATION}, key=lambda unit: len(plan.others[unit]))
            hidden.update(plan.others.pop(fewest))
    others = {parent: tuple(sorted(units)) for parent, units in plan.others.items() if len(units) > 1}
    return Shares(tuple(sorted(plan.shown)), others)


def _all_parents(units: Mapping[int, float], parents: Sequence[int]) -> set[int]:
    """Every unit above one of these, and the organisation."""
    found = {ORGANISATION}
    for unit in units:
        above = parents[unit]
        while above != ORGANISATION and above not in found:
            found.add(above)
            above = parents[above]
    return found


def _depth(unit: int, parents: Sequence[int]) -> int:
    """How far below the organisation a unit stands; the organisation itself is at 0."""
    depth = 0
    while unit != ORGANISATION:
        unit = parents[unit]
        depth += 1
    return depth
