"""What each disturbance did to a log, added up batch by batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from streams.domain.outcomes import Outcome
from streams.simulation.disturbances import Disturbance
from streams.simulation.organisation import Organisation
from streams.simulation.platforms import GROUPS
from streams.simulation.traffic import Traffic
from streams.simulation.web import Web


class Trouble(msgspec.Struct, frozen=True):
    """A disturbance and what it did: requests on all hosts struck, and when their lines were written.

    `cause` is what a judge should call it; `none` asks for no incident at all. `shown` counts the lines by
    which this format shows it (a 500 inside a tunnel is none), and `first_shown_at` is when the first of them
    was written: nobody who reads the log can know sooner. `units` and `surface_groups` are those of requests
    that were struck. `lines_lost` were never written.
    """

    name: str
    kind: str
    cause: str
    platforms: list[str]
    surface_groups: list[str]
    units: list[str]
    from_: str = msgspec.field(name="from")
    to: str
    share: float | None = None
    requests: int = 0
    first_seen_at: str | None = None
    last_seen_at: str | None = None
    shown: int = 0
    first_shown_at: str | None = None
    lines_lost: int = 0


@dataclass(slots=True)
class _Sum:
    """What one disturbance has done so far."""

    units: NDArray[np.bool_]
    groups: NDArray[np.bool_]
    requests: int = 0
    first_ms: int | None = None
    last_ms: int | None = None
    shown: int = 0
    first_shown_ms: int | None = None
    lines_lost: int = 0


@dataclass(slots=True)
class Aftermath:
    """The sums of all disturbances; `shows` tells by answer what outcome the format shows."""

    disturbances: Sequence[Disturbance]
    organisation: Organisation
    web: Web
    shows: NDArray[np.uint8]
    _sums: list[_Sum] = field(init=False)

    def __post_init__(self) -> None:
        units = len(self.organisation.units)
        self._sums = [_Sum(np.zeros(units, bool), np.zeros(len(GROUPS), bool)) for _ in self.disturbances]

    def add(self, written: Traffic) -> None:
        """Count written requests, which stand in the order of their end."""
        for number in np.unique(written.struck[written.struck >= 0]).tolist():
            struck = written.take(written.struck == number)
            seen, found = struck.seen_ms, self._sums[number]
            found.requests += len(seen)
            found.first_ms = int(seen[0]) if found.first_ms is None else found.first_ms
            found.last_ms = int(seen[-1])
            shown = seen[self.shows[struck.answer] != Outcome.OK]
            found.shown += len(shown)
            if len(shown) and found.first_shown_ms is None:
                found.first_shown_ms = int(shown[0])
            found.units[self.organisation.people.counted_as[struck.person]] = True
            groups = self.web.group[struck.host]
            found.groups[groups[groups >= 0]] = True

    def lost(self, number: int, lines: int) -> None:
        """Count lines that a silent log does not have."""
        self._sums[number].lines_lost += lines

    def told(self) -> list[Trouble]:
        """Every disturbance as it turned out."""
        return [self._trouble(said, found) for said, found in zip(self.disturbances, self._sums, strict=True)]

    def _trouble(self, said: Disturbance, found: _Sum) -> Trouble:
        """One of them."""
        touched = self.web.platform[said.hosts(self.web)]
        return Trouble(
            name=said.name,
            kind=said.kind,
            cause=said.cause(self.web),
            platforms=[self.web.platforms[p] for p in np.unique(touched[touched >= 0]).tolist()],
            surface_groups=[GROUPS[g] for g in np.flatnonzero(found.groups).tolist()],
            units=[self.organisation.units[u] for u in np.flatnonzero(found.units).tolist()],
            from_=stamp(said.from_ms),
            to=stamp(said.to_ms),
            share=said.share,
            requests=found.requests,
            first_seen_at=_perhaps(found.first_ms),
            last_seen_at=_perhaps(found.last_ms),
            shown=found.shown,
            first_shown_at=_perhaps(found.first_shown_ms),
            lines_lost=found.lines_lost,
        )


def stamp(milliseconds: int) -> str:
    """RFC 3339 in UTC with milliseconds."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def _perhaps(milliseconds: int | None) -> str | None:
    """The same, where there is a time."""
    return None if milliseconds is None else stamp(milliseconds)
