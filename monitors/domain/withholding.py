"""The one privacy policy: which figures of a unit may be shown, decided once for each closed grain.

A cell (one unit on one platform) with fewer than k people is withheld whole. Its amount appears in the
parent's "other units", which always holds at least two withheld children, because one alone could be had by
subtraction (complementary suppression: Cox, "Suppression methodology and statistical disclosure control",
JASA 75, 1980), and which stands for at least k people. All amounts add up to the platform's exact total.

People alone do not hide a number: of ten units with one person and one request each, a sum of ten tells all.
So each sum, too, has at least k - 1 requests to *spare*: more than those that somebody could know of who knew
in which five minutes each person was there. Then whatever is published leaves at least k numbers of requests
possible for every withheld cell, from the least it must have up to that and all that the sum has to spare.

Organisation x platform totals (requests, bytes, failures, blocks) are exact and never withheld; people round
to base 5 everywhere. Of a platform that fewer than k people use in the whole organisation nothing else is
shown: no unit, no surface, no hour of the week.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

LOWEST_K = 5
USUAL_K = 10
BASE = 5

ORGANISATION = -1
"""Stands for the parent of the top units."""

LEAST_SUMMED = 2
"""A sum over fewer is the figure itself."""


def shown_people(people: float, k: int) -> int | None:
    """A number of people as it may be shown: a multiple of 5, or None under k."""
    return int(BASE * round(people / BASE)) if round(people) >= k else None


def shown_surfaces(
    people: Mapping[int, float],
    spare: Mapping[int, float],
    k: int,
    together: Callable[[Collection[int]], float],
) -> frozenset[int]:
    """The surfaces of a shown cell that may be shown themselves, from the people of each.

    `spare` are the requests of each beyond those that must be there (see `share_out`). `together` counts the
    different people of some surfaces: two surfaces may have the same single person.
    Those under k are left out. The cell's sum less what is shown is what the hidden ones have, so they are at
    least two, and have at least k people and k - 1 spare requests together: those with the fewest people of
    the others go with them until that holds. Where it never does, nothing is shown but the sum.
    """
    ranked = sorted(people, key=lambda surface: (people[surface], -surface))
    hidden = sum(round(people[surface]) < k for surface in ranked)

    def tells(some: Sequence[int]) -> bool:
        """Whether the sum of these says too much of one of them."""
        few = len(some) < LEAST_SUMMED or round(together(some)) < k
        return few or sum(spare[surface] for surface in some) < k - 1

    while 0 < hidden < len(ranked) and tells(ranked[:hidden]):
        hidden += 1
    return frozenset(ranked[hidden:])


@dataclass(frozen=True, slots=True)
class Shares:
    """What is published of one platform: units with their own figures, and sums over withheld ones.

    `others` maps a parent (ORGANISATION at the top) to the at least two children summed under it. A unit is
    in `shown` or in exactly one of `others`, never in both; or nothing is said of any unit.
    """

    shown: tuple[int, ...]
    others: Mapping[int, tuple[int, ...]]


@dataclass(slots=True)
class _Plan:
    """Units still shown, and withheld ones under the parent that is to carry them."""

    people: Mapping[int, float]
    spare: Mapping[int, float]
    parents: Sequence[int]
    shown: set[int]
    others: dict[int, set[int]] = field(default_factory=dict)

    def hide(self, unit: int, under: int) -> None:
        self.shown.discard(unit)
        self.others.setdefault(under, set()).add(unit)

    def is_safe(self, parent: int, k: int) -> bool:
        """Whether a sum says nothing of fewer than k people, nor too much of a single unit."""
        units = self.others[parent]
        people, spare = (sum(table[unit] for unit in units) for table in (self.people, self.spare))
        return len(units) >= LEAST_SUMMED and round(people) >= k and spare >= k - 1

    def smallest_shown(self, among: set[int]) -> int | None:
        """The shown unit with the fewest people: hiding it costs least. Ties go to the later unit."""
        candidates = self.shown & among
        return min(candidates, key=lambda unit: (self.people[unit], -unit), default=None)

    def grow(self, parent: int) -> bool:
        """Put one more into a parent's sum: its smallest shown child, or what stands in for one.

        At the top that is the smallest shown cell of all, then the smallest other sum; further down, the
        whole sum is carried to the parent above. False where there is nothing more to hide among.
        """
        partner = self.smallest_shown({unit for unit in self.people if self.parents[unit] == parent})
        if partner is None and parent == ORGANISATION:
            partner = self.smallest_shown(set(self.people))
        if partner is not None:
            self.hide(partner, parent)
            return True
        if parent != ORGANISATION:
            self.others.setdefault(self.parents[parent], set()).update(self.others.pop(parent))
            return True
        sums = self.others.keys() - {ORGANISATION}
        if sums:
            self.others[ORGANISATION] |= self.others.pop(min(sums, key=self._size_of_sum))
        return bool(sums)

    def _size_of_sum(self, parent: int) -> tuple[int, int]:
        """Sums by their number of units; of equal ones, the earlier parent's comes first."""
        return len(self.others[parent]), parent


def share_out(
    people: Mapping[int, float],
    spare: Mapping[int, float],
    parents: Sequence[int],
    k: int,
    small: Collection[int] = (),
) -> Shares:
    """Decide for one platform, from the people of each unit that used it and the tree of units.

    `spare` are each unit's requests beyond those that must be there: at least one, and one for each person
    and five minutes of theirs. `parents[unit]` is the unit's parent, or ORGANISATION. The parent's bucket
    takes the unit's own cell, not the cells of those below it. `small` are units that have fewer than k
    people, however many seem to have been there: staff change, and one person may be known by several names.

    1. Withhold every cell under k, and of every small unit, beneath its parent.
    2. From the deepest parent up: where only one is withheld, or those withheld have fewer than k people (a
       person belongs to one unit, so their sum will do) or k - 1 spare requests, withhold the smallest shown
       sibling with them, until none of it holds; where there is no sibling, carry them to the parent above.
    3. At the top, the smallest shown cell of all joins them, or, where nothing is shown, the smallest sum.
       Where even that is not enough, nothing of the platform is said by unit.
    """
    plan = _Plan(people, spare, parents, set(people))
    for unit, count in people.items():
        if round(count) < k or unit in small:
            plan.hide(unit, parents[unit])
    for parent in sorted(_all_parents(people, parents), key=lambda unit: -_depth(unit, parents)):
        while parent in plan.others and not plan.is_safe(parent, k) and plan.grow(parent):
            pass
    if not all(plan.is_safe(parent, k) for parent in plan.others):
        return Shares((), {})
    others = {parent: tuple(sorted(units)) for parent, units in plan.others.items()}
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
