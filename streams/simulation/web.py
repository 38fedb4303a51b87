"""Every host that somebody may ask for, as columns: the platforms', and the rest of the web."""

import ipaddress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.platforms import GROUPS, PLATFORMS, TRAPS
from streams.simulation.province import Purpose

SITES: Final = 1500
"""Sites in the rest of the web, visited by Zipf's law, each with up to three hosts."""
REST: Final = "rest"
"""Surface of everything that belongs to no platform."""

TUNNEL_BYTES: Final = {
    "feed": 60_000,
    "messaging": 9_000,
    "publishing": 6_000,
    "business": 45_000,
    "ads": 25_000,
    "api": 5_000,
    "media-cdn": 250_000,
    "video": 1_500_000,
    "embed": 3_500,
    REST: 20_000,
}
"""Surface -> median bytes down of one tunnel; the real ones spread over three powers of ten."""

_SYLLABLES = (
    "ka",
    "ri",
    "mo",
    "ten",
    "sa",
    "lu",
    "vi",
    "do",
    "ra",
    "pol",
    "ber",
    "ti",
    "gan",
    "os",
    "mi",
    "ce",
    "fa",
    "hu",
)


@dataclass(frozen=True, slots=True)
class Web:
    """All hosts: first those of the platforms in the order of their table, then the rest of the web.

    `platform` indexes `platforms`, -1 for none; `counted` tells the hosts whose requests are counted (`yes`
    and `weak`); `filtered` those that our own filter always denies; `peers` are their addresses.
    """

    names: list[str]
    targets: list[str]
    """As in a CONNECT: host and port."""
    peers: list[str]
    platforms: list[str]
    platform: NDArray[np.int16]
    surface: list[str]
    group: NDArray[np.int8]
    """The place of each host's surface group in `GROUPS`, -1 for the rest of the web."""
    counts: list[str]
    counted: NDArray[np.bool_]
    filtered: NDArray[np.bool_]
    tunnel_bytes: NDArray[np.float64]
    popularity: NDArray[np.float64]
    """Weight within the rest of the web; 0 for the platforms' hosts."""
    paths: list[str]

    def pool(self, platform: str, purpose: Purpose) -> NDArray[np.float64]:
        """How likely each host is in a visit to a platform for a purpose; sums to 1.

        Raises ValueError where the platform has no host for it: a slip in the tables.
        """
        index = self.platforms.index(platform)
        weights = np.zeros(len(self.names))
        for host in np.flatnonzero(self.platform == index).tolist():
            if not (purpose.unasked and self.counts[host] == "yes"):
                weights[host] = purpose.surfaces.get(self.surface[host], 0)
        if not purpose.surfaces:
            weights[self.front(platform)] = 1
        if not weights.any():
            message = f"no host of {platform} has a surface among {sorted(purpose.surfaces)}"
            raise ValueError(message)
        likely: NDArray[np.float64] = weights / weights.sum()
        return likely

    def front(self, platform: str) -> int:
        """The host where a visit to a platform begins."""
        return int(np.flatnonzero(self.platform == self.platforms.index(platform))[0])


def spin(seed: int) -> Web:
    """Spin the web that belongs to a seed."""
    rng = np.random.default_rng((seed, 2))
    known = [(platform, host) for platform, hosts in PLATFORMS.items() for host in hosts]
    names = [host.name for _, host in known]
    rest, weights = _rest(rng)
    names += rest
    platforms = list(PLATFORMS)
    surface = [host.surface for _, host in known] + [REST] * len(rest)
    counts = [host.counts for _, host in known] + [""] * len(rest)
    of = [platforms.index(platform) for platform, _ in known] + [-1] * len(rest)
    filtered = np.array([False] * len(known) + (rng.random(len(rest)) < 0.006).tolist())
    return Web(
        names=names,
        targets=[f"{name}:443" for name in names],
        peers=[str(ipaddress.ip_address("198.18.0.0") + 1 + n) for n in range(len(names))],
        platforms=platforms,
        platform=np.array(of, np.int16),
        surface=surface,
        group=np.array([GROUPS.index(host.group) for _, host in known] + [-1] * len(rest), np.int8),
        counts=counts,
        counted=np.isin(counts, ("yes", "weak")),
        filtered=filtered,
        tunnel_bytes=np.array([TUNNEL_BYTES[word] for word in surface], np.float64),
        popularity=np.append(np.zeros(len(known)), weights / weights.sum()),
        paths=_paths(rng),
    )


def _rest(rng: np.random.Generator) -> tuple[list[str], NDArray[np.float64]]:
    """Hosts under `.example` (RFC 2606), some bare addresses, and look-alikes of platforms; with weights."""
    names: dict[str, float] = {}
    for rank in range(SITES):
        site = "".join(rng.choice(_SYLLABLES, int(rng.integers(2, 5)))) + (f"{rank}" if rank % 7 == 0 else "")
        weight = 1 / (rank + 10)
        for prefix, share in (("www", 0.5), ("cdn", 0.3), ("api", 0.2)):
            names.setdefault(f"{prefix}.{site}.example", weight * share)
    total = sum(names.values())
    for number in range(1, 20):
        names[f"192.0.2.{number}"] = total / 4000
        names[f"[2001:db8::{number:x}]"] = total / 8000
    for trap in TRAPS:
        names[trap] = total / 2000
    return list(names), np.array(list(names.values()))


def _paths(rng: np.random.Generator) -> list[str]:
    """Paths of plain requests; a query is stripped to its `?`, as Squid does unless it is told not to."""
    paths = ["/", "/index.html", "/search?", "/api/v1/items?", "/favicon.ico"]
    for number in rng.integers(0, 1 << 24, 60).tolist():
        paths += [
            f"/static/{number:06x}.js",
            f"/img/{number % 9973}.jpg",
            f"/2026/{number % 12 + 1:02d}/{number}.html",
        ]
    return paths
