"""What a score of reliance needs, and what it says; the same from the live tables and from a snapshot.

Everything here is evidence that is summed up already: one small row for each unit, platform and local day,
and one for each unit and day. A row is a function of that day's evidence (and of the sketches of the few days
before it), so the order in which evidence arrives changes nothing.

Figures are exact here. Whoever shows them withholds and rounds (`monitors.domain.withholding`); the names of
figures that count people are in PEOPLE_FIGURES.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from monitors.domain.outage.records import Figure, Reason

HOURS_A_DAY: Final = 24

Level = Literal["none", "incidental", "habitual", "important", "mission-critical"]
Confidence = Literal["low", "medium", "high"]
Trend = Literal["new", "rising", "steady", "falling"]
Identity = Literal["login", "address"]

PEOPLE_FIGURES: Final = frozenset({"people", "unit_people", "people_a_day", "strand_people"})
"""Figures of reasons and factors that count people: to be rounded, and withheld under k, when shown."""

STRANDS: Final = ("use", "managing", "talking", "reading")
"""What people do on a platform, told apart by surface: *managing* its pages (publishing, business, ads),
*talking* (messaging), *reading* (feed, and api where it counts as use); *use* is all of it together."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PairDayKey(NamedTuple):
    """One unit on one platform on one local day, counted from 1970-01-01."""

    unit: str
    platform: str
    day: int


class UnitDayKey(NamedTuple):
    """One unit on one local day."""

    unit: str
    day: int


class ControlKey(NamedTuple):
    """One unit in one hour (UTC); the control is votes, so it goes by seen time."""

    unit: str
    hour_ms: int


ControlRows = Mapping[ControlKey, int]
"""A unit's general traffic: requests of the control, scaled up by the N of one in N. Rows add up."""


class Strand(Struct, frozen=True, array_like=True):
    """One strand of a day: only what certainly counts as use, and nothing that we blocked ourselves.

    `compared` of the `people` could be held against the last day of this strand before (within
    `summaries.LOOK_BACK_DAYS`, same pseudonym key), and `returning` of those were there on it. `slots` are
    person x five-minute slots. `tireless` people were there on each of the last `summaries.TIRELESS_DAYS`,
    this one among them: programs, or desks that are never left. `hours` are requests by local hour.
    """

    people: int
    compared: int
    returning: int
    slots: int
    tireless: int
    hours: tuple[int, ...]


IDLE: Final = Strand(0, 0, 0, 0, 0, (0,) * HOURS_A_DAY)
"""A strand that nobody took up."""


class DaySummary(Struct, frozen=True, kw_only=True):
    """One pair's day in numbers. `strands` are in the order of STRANDS.

    `weak` and `embedded` are requests that are nobody's certain use; `blocked` are those that our own policy
    turned away. `asking_slots` are slots on the api, `watching_slots` on video and media hosts, weak ones
    included, and `watching_bytes` came down there: they never carry a score, but say what kind of reading a
    reading is. The other bytes and the writes are those of certain use; writes are 0 where a format or a
    tunnel hides them, and `sent_bytes` are what went up in hours of a surface in which they are not.
    """

    day: int
    strands: tuple[Strand, ...]
    asking_slots: int
    watching_slots: int
    watching_bytes: int
    weak: int
    embedded: int
    blocked: int
    bytes_down: int
    bytes_up: int
    writes: int
    sent_bytes: int = 0


class UnitDay(Struct, frozen=True, kw_only=True):
    """One unit's day: its general traffic by local hour (scaled control), and its people on all platforms."""

    day: int
    people: int
    general: tuple[int, ...]


class Outage(Struct, frozen=True, kw_only=True):
    """An incident that hurt a unit on a platform, in Unix milliseconds.

    `expected` requests would have come in that time, `tried` did while it failed. `replaced` is the share of
    what was missing that came up on other platforms; None where nobody can say.
    """

    incident: str
    from_ms: int
    to_ms: int
    expected: float
    tried: float
    replaced: float | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """How much of a unit's work the logs show. Unknown is None and lowers nothing.

    `blind_share` is the share of the time in which a source was silent; `off_network_share` of own-account
    activity that came from nowhere in our network.
    """

    joined_share: float | None = None
    identity: Identity | None = None
    blind_share: float | None = None
    off_network_share: float | None = None


STRAND_COLUMNS: Final = ("people", "compared", "returning", "slots", "tireless")
"""The numbers of a strand's day, beside its hours."""


@dataclass(frozen=True, slots=True)
class StrandDays:
    """A strand over many days: `table` is days x STRAND_COLUMNS, `hours` days x 24; zeros where idle."""

    table: Floats
    hours: Floats

    def between(self, rows: slice) -> "StrandDays":
        """Some days only."""
        return StrandDays(self.table[rows], self.hours[rows])

    def and_then(self, later: "StrandDays") -> "StrandDays":
        """These days, and later ones."""
        return StrandDays(
            np.concatenate((self.table, later.table)), np.concatenate((self.hours, later.hours))
        )


@dataclass(frozen=True, slots=True)
class PairDays:
    """A pair over many days, as columns in the order of its days; days without any request have no row."""

    days: Ints
    strands: tuple[StrandDays, ...]
    asking_slots: Floats
    watching_slots: Floats
    watching_bytes: Floats
    weak: Floats
    embedded: Floats
    blocked: Floats
    sent_bytes: Floats

    @staticmethod
    def of(summaries: Sequence[DaySummary]) -> "PairDays":
        """Summaries in any order, at most one a day, as columns."""
        rows = sorted(summaries, key=lambda each: each.day)

        def column(name: str) -> Floats:
            return np.array([getattr(row, name) for row in rows], np.float64)

        strands = []
        for place in range(len(STRANDS)):
            own = [row.strands[place] for row in rows]
            table = np.array([[getattr(each, name) for name in STRAND_COLUMNS] for each in own], np.float64)
            hours = np.array([each.hours for each in own], np.float64).reshape(-1, HOURS_A_DAY)
            strands.append(StrandDays(table.reshape(-1, len(STRAND_COLUMNS)), hours))
        return PairDays(
            np.array([row.day for row in rows], np.int64),
            tuple(strands),
            *(column(name) for name in PAIR_COLUMNS),
        )

    def between(self, first_day: int, last_day: int) -> "PairDays":
        """The days from first to last, both included."""
        rows = slice(*np.searchsorted(self.days, (first_day, last_day + 1)).tolist())
        return PairDays(
            self.days[rows],
            tuple(strand.between(rows) for strand in self.strands),
            *(getattr(self, name)[rows] for name in PAIR_COLUMNS),
        )

    def and_then(self, later: "PairDays") -> "PairDays":
        """These days, and later ones."""
        return PairDays(
            np.concatenate((self.days, later.days)),
            tuple(one.and_then(other) for one, other in zip(self.strands, later.strands, strict=True)),
            *(np.concatenate((getattr(self, name), getattr(later, name))) for name in PAIR_COLUMNS),
        )


PAIR_COLUMNS: Final = (
    *("asking_slots", "watching_slots", "watching_bytes", "weak", "embedded", "blocked"),
    "sent_bytes",
)
"""The numbers of a day that PairDays has beside its strands, in its order."""


@dataclass(frozen=True, slots=True)
class UnitDays:
    """A unit over many days, as columns; `general` is days x 24. Each day that was observed has a row."""

    days: Ints
    people: Floats
    general: Floats

    @staticmethod
    def of(days: Sequence[UnitDay]) -> "UnitDays":
        """Days in any order, at most one of each."""
        rows = sorted(days, key=lambda each: each.day)
        return UnitDays(
            np.array([row.day for row in rows], np.int64),
            np.array([row.people for row in rows], np.float64),
            np.array([row.general for row in rows], np.float64).reshape(-1, HOURS_A_DAY),
        )

    def between(self, first_day: int, last_day: int) -> "UnitDays":
        """The days from first to last, both included."""
        rows = slice(*np.searchsorted(self.days, (first_day, last_day + 1)).tolist())
        return UnitDays(self.days[rows], self.people[rows], self.general[rows])

    def and_then(self, later: "UnitDays") -> "UnitDays":
        """These days, and later ones."""
        return UnitDays(
            np.concatenate((self.days, later.days)),
            np.concatenate((self.people, later.people)),
            np.concatenate((self.general, later.general)),
        )


class Factor(Struct, frozen=True, kw_only=True):
    """One line of a score: the band that was reached and its points, out of `most`."""

    name: str
    band: str
    points: int
    most: int
    figures: dict[str, Figure] = {}


class Kind(Struct, frozen=True):
    """One kind of collaboration that a dependency serves, with the evidence for it."""

    kind: str
    evidence: list[Reason]


class Assessment(Struct, frozen=True, kw_only=True):
    """What telemetry says of one pair on one day; `score` is the sum of the factors' points.

    `level` is the level of this day alone, its limits applied; what a register shows is the fold over days
    (`levels`). `candidate` pairs have a `question` and a level of at most important.
    """

    score: int
    level: Level
    candidate: bool
    question: Reason | None
    confidence: Confidence
    factors: list[Factor]
    kinds: list[Kind]
    identity: str
    people: int
    evidence: list[Reason]
    findings: list[Reason]
