"""What a simulation really did: exact counts from its own intentions, never from reading its log back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from streams.domain.outcomes import Outcome
from streams.simulation.aftermath import Aftermath, Trouble, stamp
from streams.simulation.answers import HAPPENED
from streams.simulation.behaviour import LONG_FROM_MS
from streams.simulation.disturbances import Disturbance
from streams.simulation.organisation import UNASSIGNED, Organisation
from streams.simulation.reliance import Habits, Reliance
from streams.simulation.traffic import CONNECT, Traffic
from streams.simulation.web import Web
from streams.simulation.writers import Writer

OUTCOMES = len(Outcome)


class Cell(msgspec.Struct, frozen=True):
    """Requests on `yes` and `weak` hosts of one platform by one unit that came to one outcome.

    `outcome` is what the written format can show, `happened` what really happened. `unit` is `unassigned` for
    people whom the directory lacks and for lines without a login in the office, `!exclude` for those whom it
    excludes.
    """

    platform: str
    unit: str
    outcome: str
    happened: str
    requests: int
    bytes_down: int


class SourceLines(msgspec.Struct, frozen=True):
    """The log of one proxy: `central`, or that of a site with a proxy of its own."""

    name: str
    lines: int
    request_lines: int
    malformed_lines: int
    header_lines: int
    from_: str | None = msgspec.field(name="from")
    to: str | None


class Truth(msgspec.Struct, frozen=True):
    """The truth beside a log. `lines` = `request_lines` + `malformed_lines` + `header_lines`.

    `catalogued_lines` are request lines on any host of a platform; `requests_counted` those that count as
    requests (`yes` and `weak` hosts), and equals the sum over `requests`. A long tunnel lasts a minute or
    more. All counts are of all logs together; `sources` tells them apart.
    """

    schema: str
    seed: int
    people: int
    format: str
    from_: str | None = msgspec.field(name="from")
    to: str | None
    lines: int
    request_lines: int
    malformed_lines: int
    header_lines: int
    catalogued_lines: int
    requests_counted: int
    tunnels: int
    long_tunnels: int
    requests: list[Cell]
    disturbances: list[Trouble]
    reliances: list[Reliance]
    sources: list[SourceLines]

    def counts(self) -> Counter[tuple[str, str, str]]:
        """Requests by platform, outcome as shown, and unit."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for cell in self.requests:
            counts[cell.platform, cell.outcome, cell.unit] += cell.requests
        return counts

    def json(self) -> bytes:
        """The truth as a file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


class Tally:
    """Adds up what was written, batch by batch, in memory that does not grow."""

    def __init__(
        self,
        organisation: Organisation,
        web: Web,
        writer: Writer,
        disturbances: Sequence[Disturbance],
        sources: Sequence[str],
    ) -> None:
        self._organisation, self._web = organisation, web
        self._shown = writer.shown
        self._header_lines = writer.header.count("\n")
        self._shape = (len(web.platforms), len(organisation.units), OUTCOMES, OUTCOMES)
        self._requests = np.zeros(self._shape, np.int64)
        self._bytes = np.zeros(self._shape, np.int64)
        self._counts: Counter[str] = Counter()
        self._sources = {name: _SourceSum() for name in sources}
        self.aftermath = Aftermath(disturbances, organisation, web, writer.shown)

    def add(self, traffic: Traffic, source: str, malformed: int) -> None:
        """Count request lines of one log, in order of their end, and its malformed lines among them."""
        counts = self._counts
        sums = self._sources[source]
        counts["malformed"] += malformed
        sums.malformed += malformed
        if not len(traffic):
            return
        seen = traffic.seen_ms
        sums.requests += len(traffic)
        sums.first_ms = int(seen[0]) if sums.first_ms is None else sums.first_ms
        sums.last_ms = int(seen[-1])
        tunnel = traffic.method == CONNECT
        counts["requests"] += len(traffic)
        counts["tunnels"] += int(tunnel.sum())
        counts["long tunnels"] += int((tunnel & (traffic.duration_ms >= LONG_FROM_MS)).sum())
        counts["catalogued"] += int((self._web.platform[traffic.host] >= 0).sum())
        self._add_cells(traffic)

    def _add_cells(self, traffic: Traffic) -> None:
        """Count by platform, unit and outcome."""
        traffic = traffic.take(np.flatnonzero(self._web.counted[traffic.host]))
        units = self._organisation.people.counted_as[traffic.person]
        shown = self._shown[traffic.answer]
        nobody = (shown == Outcome.OUR_AUTH) & (traffic.person < self._organisation.staff)
        units = np.where(nobody, self._organisation.units.index(UNASSIGNED), units)
        where = (self._web.platform[traffic.host], units, shown, HAPPENED[traffic.answer])
        np.add.at(self._requests, where, 1)
        np.add.at(self._bytes, where, traffic.bytes_down)

    def truth(self, *, seed: int, form: str, files: Mapping[str, int], habits: Habits) -> Truth:
        """Everything so far; `files` is how many each source has begun, each with its header."""
        counts = self._counts
        sources = [sums.told(name, files[name] * self._header_lines) for name, sums in self._sources.items()]
        headers = sum(source.header_lines for source in sources)
        units, platforms, outcomes = self._organisation.units, self._web.platforms, list(Outcome)
        return Truth(
            schema="holdfast.simulation/1",
            seed=seed,
            people=self._organisation.staff,
            format=form,
            from_=min((source.from_ for source in sources if source.from_), default=None),
            to=max((source.to for source in sources if source.to), default=None),
            lines=counts["requests"] + counts["malformed"] + headers,
            request_lines=counts["requests"],
            malformed_lines=counts["malformed"],
            header_lines=headers,
            catalogued_lines=counts["catalogued"],
            requests_counted=int(self._requests.sum()),
            tunnels=counts["tunnels"],
            long_tunnels=counts["long tunnels"],
            requests=[
                Cell(
                    platforms[p],
                    units[u],
                    outcomes[shown].word,
                    outcomes[happened].word,
                    int(self._requests[p, u, shown, happened]),
                    int(self._bytes[p, u, shown, happened]),
                )
                for p, u, shown, happened in np.argwhere(self._requests).tolist()
            ],
            disturbances=self.aftermath.told(),
            reliances=habits.truth(),
            sources=sources,
        )


@dataclass(slots=True)
class _SourceSum:
    """The lines of one log so far."""

    requests: int = 0
    malformed: int = 0
    first_ms: int | None = None
    last_ms: int | None = None

    def told(self, name: str, headers: int) -> SourceLines:
        """As it stands in the truth."""
        return SourceLines(
            name,
            self.requests + self.malformed + headers,
            self.requests,
            self.malformed,
            headers,
            None if self.first_ms is None else stamp(self.first_ms),
            None if self.last_ms is None else stamp(self.last_ms),
        )
