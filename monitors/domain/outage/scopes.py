"""Whether it fails from one site or one unit only, while everybody else is well."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.board import Board
from monitors.domain.outage.book import GROUPS
from monitors.domain.outage.chances import concentration
from monitors.domain.outage.series import Kind
from monitors.domain.outage.witnesses import Mask, Scene

Hit = tuple[frozenset[str], frozenset[str]]
"""Sites and units that one fault hits alone; both empty: everybody."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A site or a unit."""

    kind: Kind
    number: int
    name: str

    def holds(self, scene: Scene) -> Mask:
        """Which votes are from there."""
        column = scene.votes.site if self.kind is Kind.SITE else scene.votes.unit
        mask: Mask = column == self.number
        return mask


@dataclass(frozen=True, slots=True)
class Local:
    """Where alone it seems to fail, and whether enough others are well to be sure of that."""

    scope: Scope
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Scopes:
    """The sites and units of one board, and where things fail."""

    board: Board

    def failing(self, scope: Scope) -> Scene:
        """The failed votes of one site or unit since it is suspected."""
        return self._since_suspected(scope).failing()

    def is_apart(self, scope: Scope) -> bool:
        """Whether a scope fails on all that it tries, while the other sites or units are well."""
        board, rules = self.board, self.board.rules
        names = board.book.sites if scope.kind is Kind.SITE else board.book.units
        others = [(int(scope.kind), number) for number in range(len(names)) if number != scope.number]
        rest = board.together(others, rules.long_seconds)
        if rest.votes < rules.others_votes or rest.share > rules.others_share:
            return False
        scene = self._since_suspected(scope)
        if scene.share < rules.scope_share:
            return False
        platforms = scene.votes.place // len(GROUPS)
        tried = np.bincount(platforms)
        failed = np.bincount(platforms[scene.bad], minlength=len(tried))
        told = tried >= 2
        broken = int(np.count_nonzero(failed[told] / tried[told] >= rules.scope_share))
        return broken >= 2 and broken >= rules.explained_share * int(np.count_nonzero(told))

    def _since_suspected(self, scope: Scope) -> Scene:
        """All votes of one site or unit since it is suspected."""
        series = self.board.series(scope.kind, scope.number)
        return self.board.scene(scope.kind, scope.number, int(self.board.cusum.since[series]))

    def only_from(self, scene: Scene) -> Local | None:
        """The one site or unit that these votes fail from, where everybody else's are good.

        Only the later half of the failures is looked at: good votes from before the fault speak for nobody.
        A scope that is sure comes before one that is not, sites come before units.
        """
        if not scene.bad.any():
            return None
        scene = scene.where(scene.window >= np.median(scene.window[scene.bad]))
        book = self.board.book
        sides = ((Kind.SITE, scene.votes.site, book.sites), (Kind.UNIT, scene.votes.unit, book.units))
        tried = sum(len(np.unique(column)) for _, column, _ in sides)
        alone = [
            Scope(kind, number, names.names[number])
            for kind, column, names in sides
            for number in self._failing_alone(scene, column)
        ]
        sure = next((scope for scope in alone if self._is_proven(scene, scope, tried)), None)
        return Local(sure, is_sure=True) if sure else Local(alone[0], is_sure=False) if alone else None

    def _failing_alone(self, scene: Scene, column: NDArray[np.int64]) -> list[int]:
        """The sites or units (`column`) from which votes fail while those from elsewhere are good.

        There must be some from elsewhere. All are asked at once: in an outage that is everybody.
        """
        rules = self.board.rules
        tried = np.bincount(column)
        failed = np.bincount(column[scene.bad], minlength=len(tried))
        others, others_failed = len(column) - tried, np.count_nonzero(scene.bad) - failed
        alone = (failed > 0) & (failed / np.maximum(tried, 1) >= rules.scope_share)
        alone &= (others > 0) & (others_failed / np.maximum(others, 1) <= rules.others_share)
        numbers: list[int] = np.flatnonzero(alone).tolist()
        return numbers

    def _is_proven(self, scene: Scene, scope: Scope, tried: int) -> bool:
        """Whether enough others try for it to be no chance that, of so many scopes, only this one fails.

        A person counts a few times at most, on either side: one who tries a lot is still one.
        """
        rules, inside = self.board.rules, scope.holds(scene)
        rest = scene.where(~inside)
        if len(rest.bad) < rules.others_votes or rest.people() < rules.others_people:
            return False
        told = np.concatenate([_damped(scene, side, rules.votes_of_one) for side in (inside, ~inside)])
        inside_failed, inside_good, rest_failed, rest_good = told.tolist()
        mine, failed = inside_failed + inside_good, inside_failed + rest_failed
        chance = concentration(inside_failed, mine, failed, mine + rest_failed + rest_good)
        return chance <= rules.scope_chance / tried

    def explain(self, failing: Scene, hits: Iterable[Hit]) -> bool:
        """Whether most of what fails lies within one site or unit that is known to fail."""
        return any(self._lies_within(failing, sites, units) for sites, units in hits if sites or units)

    def _lies_within(self, failing: Scene, sites: frozenset[str], units: frozenset[str]) -> bool:
        """Whether most of what fails is from there."""
        if not len(failing.bad):
            return False
        book = self.board.book
        inside = np.isin(failing.votes.site, [book.sites.of(name) for name in sorted(sites)])
        inside |= np.isin(failing.votes.unit, [book.units.of(name) for name in sorted(units)])
        return float(inside.mean()) >= self.board.rules.explained_share


def _damped(scene: Scene, rows: Mask, most: int) -> NDArray[np.int64]:
    """Failed and good votes of some rows, of each person at most so many of either."""
    people, bad = scene.votes.person[rows], scene.bad[rows]
    times = [np.unique(people[side], return_counts=True)[1] for side in (bad, ~bad)]
    return np.array([np.minimum(count, most).sum() for count in times], np.int64)
