"""What tests of the simulation share: a short working morning, and a reader that knows nothing of ours.

The reader splits lines on blanks and looks words up in dictionaries, slowly and plainly, so that its count is
an independent check of a simulation's truth, and of everything that later reads the same log faster.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from streams.simulation import Simulation, Truth, simulate
from streams.simulation.platforms import PLATFORMS

TUESDAY_AT_NINE = datetime(2026, 11, 24, 14, tzinfo=UTC)
"""In Toronto, where the simulated organisation works unless told otherwise."""

COUNTED = {
    host.name: platform
    for platform, hosts in PLATFORMS.items()
    for host in hosts
    if host.counts in {"yes", "weak"}
}
"""Host -> platform, for the hosts whose requests count."""

OUTCOMES = {
    ("TCP_TUNNEL/200", True): "ok",
    ("TCP_MISS/200", True): "ok",
    ("TCP_MEM_HIT/200", False): "ok",
    ("TCP_REFRESH_UNMODIFIED/304", True): "ok",
    ("TCP_MISS/301", True): "ok",
    ("TCP_MISS/404", True): "plat_4xx",
    ("TCP_MISS/403", True): "refused",
    ("NONE_NONE/503", True): "fail_tcp",
    ("NONE_NONE/500", False): "fail_dns",
    ("TCP_MISS/502", False): "fail_dns",
    ("TCP_MISS/500", True): "fail_5xx",
    ("TCP_MISS/503", True): "fail_5xx",
    ("TCP_MISS/504", True): "fail_timeout",
    ("TCP_MISS_ABORTED/000", True): "client_gone",
    ("TCP_DENIED/403", False): "our_policy",
    ("TCP_DENIED/407", False): "our_auth",
}
"""Squid's result and status, and whether a server was reached for -> outcome."""


class Line(NamedTuple):
    """What a test wants to know of one line of a native Squid log."""

    seen_ms: int
    started_ms: int
    address: str
    result: str
    method: str
    host: str
    login: str
    outcome: str


def lines_of(log: bytes) -> list[Line]:
    """A native Squid log without malformed lines, read plainly; `outcome` knows nothing of slowness."""
    found = []
    for line in log.decode().splitlines():
        seen, elapsed, address, result, _, method, url, login, route, _ = line.split()
        seen_ms = round(float(seen) * 1000)
        host = url.rpartition(":")[0] if method == "CONNECT" else url.split("/")[2]
        outcome = OUTCOMES[result, route.startswith("HIER_DIRECT/")]
        found.append(Line(seen_ms, seen_ms - int(elapsed), address, result, method, host, login, outcome))
    return found


def morning(**changes: Any) -> Simulation:
    """Half an hour of a Tuesday morning in a small organisation, with changes."""
    return replace(Simulation(begins_at=TUESDAY_AT_NINE, people=80, hours=0.5), **changes)


def written(simulation: Simulation) -> tuple[bytes, Truth]:
    """The log and its truth."""
    out = io.BytesIO()
    truth = simulate(simulation, out)
    return out.getvalue(), truth


def units_by_login(simulation: Simulation, folder: Path) -> dict[str, str]:
    """Login -> unit, from the directory that the simulation writes."""
    simulation.organisation.write_directory(folder / "directory.csv")
    with (folder / "directory.csv").open(newline="", encoding="utf-8") as file:
        return {row["user"]: row["unit"] for row in csv.DictReader(file) if row["user"]}


def unit_of(login: str, address: str, units: dict[str, str]) -> str:
    """The unit that the directory leads to: by login, else visitors by their network, else nobody's."""
    if login in units:
        return units[login]
    return "Visitors" if address.startswith("10.99.") else "unassigned"


def counted_by_hand(lines: Iterable[bytes], units: dict[str, str]) -> Counter[tuple[str, str, str]]:
    """Requests by platform, outcome and unit in a native Squid log, on the hosts that count."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        fields = line.decode("latin-1").split()
        if len(fields) != 10 or "/" not in fields[3]:
            continue
        _, elapsed, address, result, size, method, url, login, route, _ = fields
        host = url.rpartition(":")[0] if method == "CONNECT" else url.split("/")[2]
        if host not in COUNTED:
            continue
        outcome = OUTCOMES[result, route.startswith("HIER_DIRECT/")]
        if outcome == "ok" and method != "CONNECT" and int(elapsed) >= 10_000 and int(size) < 5_000_000:
            outcome = "slow"
        counts[COUNTED[host], outcome, unit_of(login, address, units)] += 1
    return counts
