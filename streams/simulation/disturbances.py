"""Scripted trouble: what breaks, from when to when, and what the proxy writes then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.simulation.answers import NUMBER
from streams.simulation.web import Web


class Kind(NamedTuple):
    """One kind of trouble, as an answer to a tunnel and to a plain request."""

    sentence: str
    tunnel: str
    plain: str


KINDS: Final[dict[str, Kind]] = {
    "dns": Kind("the platform's names no longer resolve", "no-name-tunnel", "no-name"),
    "refused": Kind("the platform's servers refuse connections", "refused-tunnel", "refused"),
    "5xx": Kind("the platform answers 500", "error-tunnel", "error"),
    "slow": Kind("the platform takes ten seconds and more", "slow-tunnel", "slow"),
    "filter": Kind("our own filter denies it", "filtered-tunnel", "filtered"),
}
"""The word before the colon in `dns:facebook` -> what it does."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """One kind of trouble with one target (a platform, or one host) in `[from_ms, to_ms)`, Unix milliseconds.

    A request is struck when it begins in that time, however late its line is written.
    """

    kind: str
    target: str
    from_ms: int
    to_ms: int

    @property
    def name(self) -> str:
        """As on the command line, for example `dns:facebook`."""
        return f"{self.kind}:{self.target}"

    def hosts(self, web: Web) -> NDArray[np.bool_]:
        """Which hosts it strikes; raises ValueError where the target is neither a platform nor a host."""
        if self.target in web.platforms:
            struck: NDArray[np.bool_] = web.platform == web.platforms.index(self.target)
            return struck
        if self.target in web.names:
            return np.array([name == self.target for name in web.names])
        known = ", ".join(web.platforms)
        message = f"{self.target!r} is neither a host of the simulation nor one of its platforms: {known}"
        raise ValueError(message)


def disturbance(text: str, begins_at: datetime) -> Disturbance:
    """Read `KIND:TARGET@START+SECONDS`; START is RFC 3339, or seconds after `begins_at`.

    Raises ValueError with a sentence that says what to write instead.
    """
    name, at, when = text.rpartition("@")
    kind, colon, target = name.partition(":")
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
    except ValueError:
        message = (
            f"{when!r} in {text!r} is no time: write seconds (600+300) or RFC 3339 (2026-11-24T15:00:00Z+300)"
        )
        raise ValueError(message) from None
    if lasting_ms <= 0:
        message = f"{text!r} lasts no time"
        raise ValueError(message)
    return Disturbance(kind, target, after, after + lasting_ms)


class Troubles:
    """All disturbances of a simulation, ready to be asked about many requests at once."""

    def __init__(self, disturbances: Sequence[Disturbance], web: Web) -> None:
        self._rows = [
            (d.from_ms, d.to_ms, d.hosts(web), NUMBER[KINDS[d.kind].tunnel], NUMBER[KINDS[d.kind].plain])
            for d in disturbances
        ]

    def strike(
        self,
        started_ms: NDArray[np.int64],
        host: NDArray[np.int32],
        tunnel: NDArray[np.bool_],
        answer: NDArray[np.uint8],
    ) -> NDArray[np.int16]:
        """Change `answer` in place where a disturbance strikes; return which one (from 0), or -1.

        Where two overlap, the one named later wins.
        """
        struck = np.full(len(host), -1, np.int16)
        for number, (from_ms, to_ms, hosts, tunnel_answer, plain_answer) in enumerate(self._rows):
            hit = hosts[host] & (started_ms >= from_ms) & (started_ms < to_ms)
            if hit.any():
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
