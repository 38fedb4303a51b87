"""The one privacy policy of the hub: what may be told of few people, and to whom, on whatever road it leaves.

Pure. Pages, the API, exports, live changes and figures for other programs ask here and decide nothing
themselves. There are two questions. *How much* of a figure may be told to anybody at all: `Privacy` answers
it, by the rules of `monitors.domain.withholding` and its neighbours. *Of whom* one viewer may be told:
`Sight` answers that, by their rights.

A unit of fewer than k people has its reliance to itself. Others see of it what it declared; risk also sees
unit and level, never a figure, of what it left unanswered for too long, and of what is broken now, until it
is over. Of everything else they are told that there is such a unit, and not which.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from api.domain.rights import Right, UnitTree, Viewer
from monitors.domain import showing, withholding
from monitors.domain.findings.records import Finding
from monitors.domain.outage.records import Incident, Reason
from monitors.domain.register.asking import Question, ToldTo, told_to
from monitors.domain.register.records import Entry
from monitors.domain.reliance.records import Assessment
from monitors.domain.showing_findings import shown_finding
from monitors.domain.showing_reliance import shown_assessment

BASE: Final = withholding.BASE
"""People are told in such steps."""

Extent = Literal["nothing", "counted", "level", "whole"]
"""How much a viewer is told of how a unit stands to a platform: not that it is so; that some small unit does,
without its name; the unit and its level, without any figure; everything that may be told at all."""

NAMING: Final[frozenset[Extent]] = frozenset({"level", "whole"})
"""Where a unit is told by its name."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What may be told to anybody at all; fewer than `k` people are few."""

    k: int

    def is_small(self, people: int | None) -> bool:
        """Whether a unit of so many people has its reliance to itself; of None nobody knows how many."""
        return people is not None and people < self.k

    def are_enough(self, people: int | None) -> bool:
        """Whether figures of so many people may stand; None is never enough."""
        return people is not None and people >= self.k

    def people(self, people: float) -> int | None:
        """A number of people in steps of 5, None where they are few."""
        return withholding.shown_people(people, self.k)

    def surfaces(
        self,
        people: Mapping[int, float],
        spare: Mapping[int, float],
        together: Callable[[Collection[int]], float],
    ) -> frozenset[int]:
        """The surfaces that may be told by themselves; see `withholding.shown_surfaces`."""
        return withholding.shown_surfaces(people, spare, self.k, together)

    def answers(self, answers: Mapping[str, int]) -> dict[str, int] | None:
        """How many said what; None where few did, for each answer is somebody's."""
        return dict(answers) if self.are_enough(sum(answers.values())) else None

    def incident(self, exact: Incident) -> Incident:
        """An incident, without figures of few people."""
        return showing.shown_incident(exact, self.k, None)

    def reason(self, exact: Reason, *, counted: bool) -> Reason:
        """Why something was said of an incident; `counted`: the incident hit enough people."""
        return showing.shown_reason(exact, self.k, None, counted=counted)

    def assessment(self, exact: Assessment, unit_people: int | None = None) -> Assessment:
        """What was seen of a unit on a platform; figures stand where enough people are there on a day.

        `unit_people` are those of the unit, where a small one is not told even its own figures.
        """
        return shown_assessment(exact, self.k, None, cell_shown=self.is_cell_told(exact.people, unit_people))

    def finding(self, exact: Finding, *, cells_told: bool) -> Finding | None:
        """A finding; None where nothing of it may be told. `cells_told`: those of all its platforms are."""
        return shown_finding(exact, self.k, None, cells_shown=cells_told)

    def is_cell_told(self, people: int, unit_people: int | None) -> bool:
        """Whether figures of a pair may stand: enough people on a day are enough in any period."""
        return self.are_enough(people) and not self.is_small(unit_people)


@dataclass(frozen=True, slots=True)
class Sight:
    """What one viewer may be told, under a policy, on a day."""

    viewer: Viewer
    privacy: Privacy
    today: date

    @property
    def scope(self) -> Hashable:
        """What whoever may be told the same has in common."""
        return self.viewer.grants, self.viewer.only, self.privacy, self.today

    @property
    def tree(self) -> UnitTree:
        """The organisation's units."""
        return self.viewer.tree

    def unit(self, unit: str) -> bool:
        """Whether they may see the unit."""
        return self.viewer.may(Right.SEE_RELIANCE, unit)

    def speaks_for(self, unit: str) -> bool:
        """Whether what only the unit may be told is told to them."""
        return self.viewer.may(Right.SEE_SMALL_UNIT, unit)

    def is_risk_for(self, unit: str) -> bool:
        """Whether they are told, as risk is, of a small unit that stays silent or is hurt."""
        return self.viewer.may(Right.DECIDE, unit)

    def sees_whole(self, unit: str, people: int | None) -> bool:
        """Whether everything of the unit that may be told at all is told to them."""
        return self.speaks_for(unit) or self.privacy.are_enough(people)

    def finds(self, unit: str) -> bool:
        """Whether they are told what was found in the unit's use."""
        return self.viewer.may(Right.SEE_FINDINGS, unit)

    def sees_hurt(self, unit: str, to: ToldTo, *, goes_on: bool) -> bool:
        """Whether they are told that this unit is, or was, hurt by an incident.

        `to` are those who may be told how it stands to what is gone. While the incident `goes_on` risk is
        told of a small unit, too; behind its end only what quiet times let it know.
        """
        return self.unit(unit) and self.reads(unit, to, is_hurt=goes_on)

    def extent(
        self,
        unit: str,
        people: int | None,
        entries: Sequence[Entry],
        question: Question | None,
        *,
        is_hurt: bool = False,
    ) -> Extent:
        """How much they are told of how a unit stands to a platform.

        `entries` are what is declared of the pair, `question` what the unit was asked and has not answered.
        `is_hurt`: the platform is broken now.
        """
        if not self.unit(unit):
            return "nothing"
        if self.sees_whole(unit, people):
            return "whole"
        to = told_to(entries, question, people or 0, self.privacy.k, self.today)
        return "level" if self.reads(unit, to, is_hurt=is_hurt) else "counted"

    def reads(self, unit: str, to: ToldTo, *, is_hurt: bool = False) -> bool:
        """Whether what may be told `to` somebody of a unit is told to them; `is_hurt` as for `extent`."""
        if to == "all" or self.speaks_for(unit):
            return True
        return self.is_risk_for(unit) and (to == "risk" or is_hurt)

    def named(self, units: Iterable[str]) -> list[str]:
        """Those of the units that they may see."""
        return [unit for unit in units if self.unit(unit)]
