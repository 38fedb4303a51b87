"""Scripted trouble: what breaks, for whom, from when to when, and how a command line says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.simulation.answers import NUMBER
from streams.simulation.chance import chance
from streams.simulation.kinds import KINDS, SHAPES, SURGE_TIMES, Cause, Kind
from streams.simulation.organisation import Organisation
from streams.simulation.places import CENTRAL
from streams.simulation.targets import ALL, Circle, check_place, circle, hosts_of
from streams.simulation.web import Web

_LUCK = 8
"""Which chances are a disturbance's; others have other numbers."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """One kind of trouble with one target in `[from_ms, to_ms)`, Unix milliseconds.

    A request is struck when it begins in that time, however late its line is written; a silent log lacks
    the lines that would have been written then. `share` of the requests are struck; for a surge it is how
    many times as many visits there are, three unless told.
    """

    kind: str
    target: str
    from_ms: int
    to_ms: int
    share: float | None = None

    @property
    def name(self) -> str:
        """As on the command line, for example `dns:facebook`."""
        return f"{self.kind}:{self.target}"

    @property
    def row(self) -> Kind:
        """Its row in the table of kinds."""
        return KINDS[self.kind]

    @property
    def what(self) -> str:
        """The target without the people it is meant for."""
        return self.target.partition("~")[0]

    @property
    def whom(self) -> str:
        """The site or unit it is meant for; empty for everybody."""
        return self.target if self.row.aim == "place" else self.target.partition("~")[2]

    @property
    def answers(self) -> tuple[str, str] | None:
        """How a tunnel and a plain request end that it strikes; None where nothing fails."""
        if self.row.aim == "shape":
            return SHAPES[self.what]
        return (self.row.tunnel, self.row.plain) if self.row.tunnel else None

    @property
    def times(self) -> float:
        """How many times as many visits people make in a surge."""
        return SURGE_TIMES if self.share is None else self.share

    def hosts(self, web: Web) -> NDArray[np.bool_]:
        """Which hosts it concerns; raises ValueError where its target does not exist."""
        match self.row.aim:
            case "hosts" | "visits":
                return hosts_of(self.what, web)
            case "shape" | "place":
                return hosts_of(ALL, web)
            case "source" | "everybody":
                return np.zeros(len(web.names), bool)

    def cause(self, web: Web) -> Cause:
        """Whose fault a judge should say it is: platforms that fail in the same moment share a provider."""
        if self.row.cause != "platform":
            return self.row.cause
        touched = np.unique(web.platform[self.hosts(web)])
        platforms = int((touched >= 0).sum())
        if not platforms:
            return "none"  # the rest of the web is nobody's platform
        return "shared-provider" if platforms > 1 else "platform"

    def check(self, web: Web, proxies: Sequence[str]) -> None:
        """Raise ValueError with a sentence where it cannot happen to this web through these proxies."""
        kind = self.kind
        if kind not in KINDS:
            message = f"{kind!r} is no kind of trouble; there is {', '.join(KINDS)}"
            raise ValueError(message)
        row = self.row
        known = {"shape": tuple(SHAPES), "everybody": (ALL,), "source": (ALL, CENTRAL, *proxies)}.get(row.aim)
        if known is not None and self.what not in known:
            wanted = " or ".join(f"{kind}:{one}" for one in known)
            message = f"{kind}:{self.what} does not exist; write {wanted}"
            raise ValueError(message)
        if row.cause == "platform" and self.what == ALL:
            message = (
                f"{self.name}: when everything fails it is our own way out; write egress:{self._shape()}"
            )
            raise ValueError(message)
        self._check_whom()
        if self.share is not None:
            self._check_share(self.share)
        self.hosts(web)

    def _shape(self) -> str:
        """The shape of a broken way out that comes nearest."""
        return self.kind if self.kind in SHAPES else "refused"

    def _check_whom(self) -> None:
        """Raise ValueError where it is meant for somebody and cannot be, or for nobody and must."""
        row = self.row
        if row.aim != "place" and self.whom and row.whose == "all":
            message = f"{self.name}: {self.kind} strikes everybody, so nobody can stand behind ~"
            raise ValueError(message)
        if row.whose == "must" and not self.whom:
            message = f"{self.name} needs whom it is for, as in {self.name}~Digital Engagement"
            raise ValueError(message)
        if self.whom:
            check_place(self.whom)

    def _check_share(self, share: float) -> None:
        """Raise ValueError where the share is none, or means nothing here."""
        if self.row.aim == "visits":
            if not 1 < share <= 100:
                message = (
                    f"{self.name}: a surge of {share:g} times is none; write a number above 1, up to 100"
                )
                raise ValueError(message)
        elif self.answers is None:
            message = f"{self.name}: {self.kind} takes no share"
            raise ValueError(message)
        elif not 0 < share <= 1:
            message = f"{self.name}: a share is above 0 and at most 1, not {share:g}"
            raise ValueError(message)


def disturbance(text: str, begins_at: datetime) -> Disturbance:
    """Read `KIND:TARGET@START+SECONDS` or `...*SHARE`; START is RFC 3339, or seconds after `begins_at`.

    Raises ValueError with a sentence that says what to write instead.
    """
    name, at, when = text.rpartition("@")
    kind, colon, target = name.partition(":")
    when, star, share = when.partition("*")
    start, plus, seconds = when.rpartition("+")
    if not (at and colon and target and plus and start):
        message = f"{text!r} is not KIND:TARGET@START+SECONDS, for example dns:facebook@600+300"
        raise ValueError(message)
    if kind not in KINDS:
        message = f"{kind!r} is no kind of trouble; there is {', '.join(KINDS)}"
        raise ValueError(message)
    try:
        lasting_ms = int(float(seconds) * 1000)
        after = _milliseconds(begins_at) + int(float(start) * 1000) if _is_number(start) else _stamp(start)
        part = float(share) if star else None
    except (ValueError, OverflowError):
        message = (
            f"{when + star + share!r} in {text!r} is no time: write seconds (600+300), RFC 3339"
            " (2026-11-24T15:00:00Z+300), and perhaps a share (600+300*0.3)"
        )
        raise ValueError(message) from None
    if lasting_ms <= 0:
        message = f"{text!r} lasts no time"
        raise ValueError(message)
    return Disturbance(kind, target, after, after + lasting_ms, part)


class _Row(NamedTuple):
    """A disturbance that makes requests fail, worked out for one organisation."""

    number: int
    said: Disturbance
    hosts: NDArray[np.bool_]
    circle: Circle
    tunnel: int
    plain: int


class Troubles:
    """All disturbances of a simulation, ready to be asked about many requests at once."""

    def __init__(
        self, seed: int, disturbances: Sequence[Disturbance], web: Web, organisation: Organisation
    ) -> None:
        self._seed = seed
        self._rows = [
            _Row(
                number,
                said,
                said.hosts(web),
                circle(said.whom, organisation, in_office=said.row.aim == "place"),
                NUMBER[said.answers[0]],
                NUMBER[said.answers[1]],
            )
            for number, said in enumerate(disturbances)
            if said.answers is not None
        ]

    def strike(
        self,
        answer: NDArray[np.uint8],
        *,
        started_ms: NDArray[np.int64],
        person: NDArray[np.int32],
        address: NDArray[np.int32],
        host: NDArray[np.int32],
        tunnel: NDArray[np.bool_],
    ) -> NDArray[np.int16]:
        """Change `answer` in place where a disturbance strikes; return which one (from 0), or -1.

        Where two overlap, the one named later wins.
        """
        struck = np.full(len(host), -1, np.int16)
        for number, said, hosts, meant, tunnel_answer, plain_answer in self._rows:
            hit = hosts[host] & (started_ms >= said.from_ms) & (started_ms < said.to_ms)
            if not hit.any():
                continue
            hit &= meant.around(person, address)
            if said.share is not None:
                hit &= chance((self._seed, _LUCK, number), started_ms, person, host) < said.share
            struck[hit] = number
            answer[hit] = np.where(tunnel[hit], tunnel_answer, plain_answer)
        return struck


def _is_number(text: str) -> bool:
    """Whether it is seconds rather than a time stamp."""
    return text.replace(".", "", 1).isdigit()


def _stamp(text: str) -> int:
    """Unix milliseconds of an RFC 3339 time; a time without a zone is UTC."""
    moment = datetime.fromisoformat(text)
    return _milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _milliseconds(moment: datetime) -> int:
    """Unix milliseconds."""
    return round(moment.timestamp() * 1000)
