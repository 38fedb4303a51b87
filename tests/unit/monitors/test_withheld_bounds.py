"""Whatever a snapshot publishes of usage leaves at least k numbers possible for each number it withholds.

The bounds are those of the linear programme that a curious reader would solve: a withheld number is at least
what must have been there, and everything that is published adds up. Its constraints are sums over groups that
do not overlap, one within the other; so passing intervals along them until nothing moves gives the exact
least and most of every number (arc consistency on an acyclic constraint graph: Freuder, "A sufficient
condition for backtrack-free search", JACM 29, 1982).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.tables import ALL_SURFACES, PeriodTables
from monitors.domain.withholding import LOWEST_K, ORGANISATION
from tests.usage_slices import Use, slices

Name = tuple[str, int]


@dataclass
class Programme:
    """Whole numbers with a least and a most each, and sums of them that are known."""

    bounds: dict[Name, tuple[int, int]] = field(default_factory=dict)
    sums: list[tuple[list[Name], int]] = field(default_factory=list)

    def add_sum(self, least: Mapping[Name, int], total: int) -> None:
        """Say that numbers, each at least so large, add up to a total."""
        for name, at_least in least.items():
            self.bounds.setdefault(name, (at_least, total))
        self.sums.append((list(least), total))

    def solve(self) -> dict[Name, tuple[int, int]]:
        """The least and the most that each number can be."""
        moved = True
        while moved:
            moved = False
            for names, total in self.sums:
                lows, highs = (sum(self.bounds[name][side] for name in names) for side in (0, 1))
                for name in names:
                    low, high = self.bounds[name]
                    tighter = max(low, total - (highs - high)), min(high, total - (lows - low))
                    moved |= tighter != (low, high)
                    lows, highs = lows + tighter[0] - low, highs + tighter[1] - high
                    self.bounds[name] = tighter
        return self.bounds


def test_the_bounds_are_those_of_the_sums() -> None:
    programme = Programme()
    programme.add_sum({("unit", 1): 1, ("unit", 2): 3}, 10)
    programme.add_sum({("unit", 3): 1, ("unit", 4): 0}, 4)
    programme.add_sum({("unit", 4): 0}, 3)

    assert programme.solve() == {
        ("unit", 1): (1, 7), ("unit", 2): (3, 9), ("unit", 3): (1, 1), ("unit", 4): (3, 3)
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organisation:
    """A tree of units, what all did on one platform, and in how many slots each unit was there by surface."""

    parents: list[int]
    uses: list[Use]
    slots: dict[tuple[int, int, int], int]
    k: int

    def tables(self) -> PeriodTables:
        return PeriodTables(slices(self.uses), self.parents, (), self.k, least=self.slots)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Mostly small units with few requests, where hiding is hard."""
    size = draw(st.integers(1, 10))
    parents = [draw(st.integers(ORGANISATION, unit - 1)) for unit in range(size)]
    uses, slots = [], {}
    for unit in range(size):
        for surface in range(draw(st.integers(0, 3))):
            people = draw(st.integers(1, 3) | st.integers(4, 20))
            each = draw(st.integers(1, 2) | st.integers(3, 40))
            uses.append(Use(unit, 0, surface, tuple(range(unit * 100, unit * 100 + people)), each))
            slots[unit, 0, surface] = draw(st.integers(1, people * each))
    return Organisation(parents, uses, slots, draw(st.sampled_from([LOWEST_K, 10])))


def requests(uses: Iterable[Use]) -> int:
    return sum(use.requests for use in uses)


@given(organisations())
@settings(deadline=None, max_examples=400)
def test_every_withheld_cell_could_hold_at_least_k_numbers_of_requests(organisation: Organisation) -> None:
    if not organisation.uses:
        return
    tables, k = organisation.tables(), organisation.k
    [platform] = tables.platforms
    cells, others = tables.units_of(0)
    if not cells and not others:
        return
    programme = Programme()
    shown = {("unit", cell.unit): cell.surfaces[ALL_SURFACES].requests for cell in cells}
    for name, amount in shown.items():
        programme.add_sum({name: 0}, amount)
    withheld: dict[Name, int] = {}
    for other in others:
        least = {
            ("unit", child): sum(slots for (unit, _, _), slots in organisation.slots.items() if unit == child)
            for child in other.children
        }
        programme.add_sum(least, other.figures.requests)
        programme.add_sum({("others of", other.parent): 0}, other.figures.requests)
        withheld |= least
    sums = dict.fromkeys([*shown, *(("others of", other.parent) for other in others)], 0)
    programme.add_sum(sums, platform.figures.requests)

    solved = programme.solve()

    for name in withheld:
        low, high = solved[name]
        assert high - low + 1 >= k
        assert low <= requests(use for use in organisation.uses if use.unit == name[1]) <= high


@given(organisations())
@settings(deadline=None, max_examples=400)
def test_every_surface_that_is_left_out_could_hold_at_least_k_numbers_of_requests(
    organisation: Organisation,
) -> None:
    if not organisation.uses:
        return
    cells, _ = organisation.tables().units_of(0)
    for cell in cells:
        own = [use for use in organisation.uses if use.unit == cell.unit]
        hidden = {use.surface for use in own} - set(cell.surfaces)
        if not hidden:
            continue
        programme = Programme()
        shown = {("surface", s): f.requests for s, f in cell.surfaces.items() if s != ALL_SURFACES}
        for name, amount in shown.items():
            programme.add_sum({name: 0}, amount)
        least = {
            ("surface", surface): organisation.slots[cell.unit, 0, surface] if shown else 0
            for surface in hidden
        }
        programme.add_sum(dict.fromkeys(shown, 0) | least, cell.surfaces[ALL_SURFACES].requests)

        solved = programme.solve()

        assert all(solved[name][1] - solved[name][0] + 1 >= organisation.k for name in least)
