"""What a simulation really did: exact counts from its own intentions, never from reading its log back."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np

from streams.domain.outcomes import Outcome
from streams.simulation.answers import HAPPENED
from streams.simulation.behaviour import LONG_FROM_MS
from streams.simulation.disturbances import Disturbance
from streams.simulation.organisation import UNASSIGNED, Organisation
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


class Trouble(msgspec.Struct, frozen=True):
    """A disturbance and what it did: requests on all hosts struck, and when their lines were written."""

    name: str
    platforms: list[str]
    from_: str = msgspec.field(name="from")
    to: str = ""
    requests: int = 0
    first_seen_at: str | None = None
    last_seen_at: str | None = None


class Truth(msgspec.Struct, frozen=True):
    """The truth beside a log. `lines` = `request_lines` + `malformed_lines` + `header_lines`.

    `catalogued_lines` are request lines on any host of a platform; `requests_counted` those that count as
    requests (`yes` and `weak` hosts), and equals the sum over `requests`. A long tunnel lasts a minute or
    more.
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
        self, organisation: Organisation, web: Web, writer: Writer, disturbances: Sequence[Disturbance]
    ) -> None:
        self._organisation, self._web, self._disturbances = organisation, web, disturbances
        self._shown = writer.shown
        self._header_lines = writer.header.count("\n")
        self._shape = (len(web.platforms), len(organisation.units), OUTCOMES, OUTCOMES)
        self._requests = np.zeros(self._shape, np.int64)
        self._bytes = np.zeros(self._shape, np.int64)
        self._struck = [(0, 0, 0)] * len(disturbances)
        self._counts: Counter[str] = Counter()
        self._period: tuple[int, int] | None = None

    def add(self, traffic: Traffic, malformed: int) -> None:
        """Count request lines, in order of their end, and how many malformed lines stood among them."""
        counts = self._counts
        counts["malformed"] += malformed
        if not len(traffic):
            return
        seen = traffic.seen_ms
        self._period = ((self._period or (int(seen[0]), 0))[0], int(seen[-1]))
        tunnel = traffic.method == CONNECT
        counts["requests"] += len(traffic)
        counts["tunnels"] += int(tunnel.sum())
        counts["long tunnels"] += int((tunnel & (traffic.duration_ms >= LONG_FROM_MS)).sum())
        counts["catalogued"] += int((self._web.platform[traffic.host] >= 0).sum())
        for number in np.unique(traffic.struck[traffic.struck >= 0]).tolist():
            times = seen[traffic.struck == number]
            before, first, _ = self._struck[number]
            self._struck[number] = (before + len(times), first if before else int(times[0]), int(times[-1]))
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

    def truth(self, *, seed: int, form: str, files: int) -> Truth:
        """Everything so far; `files` is how many were begun, each with its header."""
        counts, headers = self._counts, files * self._header_lines
        units, platforms, outcomes = self._organisation.units, self._web.platforms, list(Outcome)
        return Truth(
            schema="holdfast.simulation/1",
            seed=seed,
            people=self._organisation.staff,
            format=form,
            from_=_stamp(self._period[0]) if self._period else None,
            to=_stamp(self._period[1]) if self._period else None,
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
            disturbances=[self._trouble(number) for number in range(len(self._disturbances))],
        )

    def _trouble(self, number: int) -> Trouble:
        """One disturbance as it turned out."""
        said, (requests, first, last) = self._disturbances[number], self._struck[number]
        touched = self._web.platform[said.hosts(self._web)]
        return Trouble(
            name=said.name,
            platforms=[self._web.platforms[p] for p in np.unique(touched[touched >= 0]).tolist()],
            from_=_stamp(said.from_ms),
            to=_stamp(said.to_ms),
            requests=requests,
            first_seen_at=_stamp(first) if requests else None,
            last_seen_at=_stamp(last) if requests else None,
        )


def _stamp(milliseconds: int) -> str:
    """RFC 3339 in UTC with milliseconds."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"
