"""What findings are told from, and what they say: codes with figures, addressed to whoever can act.

Figures are exact here. Whoever shows them withholds and rounds (`monitors.domain.showing_findings`).
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.records import Reason
from monitors.domain.reliance.figures import PairFigures, Work
from monitors.domain.reliance.records import STRAND_COLUMNS, STRANDS, Assessment, Floats, PairDays
from streams.domain.catalogue_rows import Platform
from streams.domain.sketches import Sketch

Kind = Literal["exposure", "tool-rule", "ending", "migration", "blocked-demand", "policy-coverage", "course"]
Addressee = Literal["unit", "risk", "policy-owner", "operations"]
Purpose = Literal["internal", "external", "listening"]
"""What a log can see of a purpose: talk among several people of a unit, managing pages, sustained reading."""

SLOTS: Final = STRAND_COLUMNS.index("slots")

UPLOAD_BYTES: Final = 1_000_000
"""From so much in a day on, what went up was files and pictures; words need thousands."""


class Finding(Struct, frozen=True, kw_only=True):
    """One finding of one unit. `platforms` has the one that it is about first; catalogue ids.

    An exposure has the `treatments` that somebody may choose from; a line of risk has a line of `value`
    beside it. `only_unit`: the unit is so small that nobody else may be told.
    """

    kind: Kind
    unit: str
    platforms: tuple[str, ...]
    addressed_to: Addressee
    reason: Reason
    treatments: tuple[Reason, ...] = ()
    value: tuple[Reason, ...] = ()
    only_unit: bool = False


class ToolRule(Struct, frozen=True, kw_only=True):
    """One of the organisation's own rules: which tool for what. Platforms are catalogue ids.

    `audience` and `sensitivity` are the organisation's words; no log can see either, so they are told with
    the finding, for the unit to say whether they are its case.
    """

    name: str
    purpose: Purpose
    audience: str
    sensitivity: str
    recommended: tuple[str, ...] = ()
    not_allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """One unit on one platform in the window.

    `people` are sketches by strand and day, for each surface, all under one version of the pseudonyms' key;
    days of older versions are missing.
    `by_network` are requests by network class, "" for addresses of no class; empty where nobody knows.
    """

    platform: Platform
    days: PairDays
    figures: PairFigures
    assessment: Assessment
    people: Mapping[str, Mapping[int, Sequence[Sketch]]] = field(default_factory=dict)
    by_network: Mapping[str, int] = field(default_factory=dict)

    def people_of(self, strand: str, days: range) -> Sketch:
        """Everybody who took up a strand on any of the days."""
        by_day = self.people.get(strand, {})
        return Sketch.union(sketch for day, own in by_day.items() if day in days for sketch in own)

    def pace(self, work: Work) -> Floats:
        """Slots of use for each day of the window, for each request of the unit's general traffic.

        So a day on which half of the unit is away counts as any other. 0 where there is no general traffic.
        """
        slots = np.zeros(len(work.observed))
        seen = self.days.between(work.first_day, work.last_day)
        slots[seen.days - work.first_day] = seen.strands[STRANDS.index("use")].table[:, SLOTS]
        general = work.general.sum(axis=1)
        return slots / np.where(general > 0, general, np.inf)

    def blocked(self, work: Work) -> Floats:
        """Requests that our own policy turned away, for each day of the window."""
        turned = np.zeros(len(work.observed))
        seen = self.days.between(work.first_day, work.last_day)
        turned[seen.days - work.first_day] = seen.blocked
        return turned

    def upload_days(self, work: Work) -> int:
        """On how many days of the window more was sent up, where writes are logged, than words need."""
        seen = self.days.between(work.first_day, work.last_day)
        return int((seen.sent_bytes >= UPLOAD_BYTES).sum())


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """One unit on the last day of the window, with every platform that it was seen on, by id."""

    unit: str
    people: int
    today: date
    work: Work
    uses: Mapping[str, Use]

    @property
    def working_days(self) -> NDArray[np.int64]:
        """The places of working days in the window."""
        return np.flatnonzero(self.work.working_days & self.work.observed)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all units: the catalogue, what is used widely, and the rules on tools."""

    platforms: Mapping[str, Platform]
    widespread: AbstractSet[str] = frozenset()
    tool_rules: Sequence[ToolRule] = ()


class Rule(Protocol):
    """What each kind is: a pure function from a unit's evidence to findings."""

    def __call__(self, unit: UnitEvidence, around: Surroundings, /) -> Iterator[Finding]:
        """The findings of this kind."""
        ...
