"""A seeded organisation: people with logins, addresses and shifts, and the papers that describe them.

The same seed and number of people always give the same organisation. Nobody in it has a name: logins are
numbers (`user0001`), as they are in a proxy's log once one stops looking for persons in it.
"""

import csv
import ipaddress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from streams.simulation.province import NETWORKS, ROOT, SHIFTS, UNITS, VISITORS

MINUTES_A_WEEK = 7 * 24 * 60
UNASSIGNED = "unassigned"
"""Where the truth counts people whom the directory does not know, and lines without a login."""
EXCLUDED = "!exclude"
"""Where the truth counts people whom the directory excludes; also the directory's own word for it."""
FEWEST_PEOPLE = 60
"""Below this the units with a fixed number of people would leave nobody for the others."""
MOST_PEOPLE = 60_000
"""The office networks hold no more."""

_DAYS = {"Mon-Fri": range(5), "Mon-Sun": range(7)}


@dataclass(frozen=True, slots=True)
class People:
    """Everybody behind the proxy, one row each: first those with a login, then the visitors.

    `unit` indexes `Organisation.units` (where the person works), `counted_as` the same list but as an exact
    reader of the directory must see it; `shift` indexes the rows of `Organisation.presence`; `office` and
    `remote` index `Organisation.addresses`.
    """

    logins: list[str]
    unit: NDArray[np.int16]
    counted_as: NDArray[np.int16]
    shift: NDArray[np.int16]
    office: NDArray[np.int32]
    remote: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.logins)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Units in a tree, people in units, and when each shift is at work."""

    units: list[str]
    people: People
    staff: int
    """How many have a login; the rows behind them are visitors."""
    addresses: list[str]
    presence: NDArray[np.float64]
    """Share of a shift that is at work: a row a shift, a column a local minute of the week from Monday."""
    lunch: NDArray[np.float64]
    """Share of those present who are at lunch, by local minute of the week."""

    def write_directory(self, path: Path) -> None:
        """Write `user,cidr,unit,network,site,from,to`: every known login, then the networks."""
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("user", "cidr", "unit", "network", "site", "from", "to"))
            for person in range(self.staff):
                unit = self.units[self.people.counted_as[person]]
                if unit != UNASSIGNED:
                    rows.writerow((self.people.logins[person], "", unit, "", "", "", ""))
            for network in NETWORKS:
                rows.writerow(("", network.cidr, network.unit, network.kind, network.site, "", ""))

    def write_units(self, path: Path) -> None:
        """Write `unit,parent,people`, parents before children; excluded units are not in it."""
        sizes = np.bincount(self.people.unit[: self.staff], minlength=len(self.units))
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("unit", "parent", "people"))
            rows.writerow((ROOT, "", ""))
            for index, unit in enumerate(UNITS):
                if not unit.excluded:
                    rows.writerow((unit.name, unit.parent, int(sizes[index])))
            rows.writerow((VISITORS, ROOT, ""))


def organise(seed: int, people: int, unassigned_share: float = 0.02) -> Organisation:
    """Found an organisation of `people` with a login, and a tenth as many visitors.

    `unassigned_share` of the people in large units are missing from the directory, as they are everywhere.
    Raises ValueError when there are too few people for the units, or too many for the networks.
    """
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        message = f"the organisation needs {FEWEST_PEOPLE} to {MOST_PEOPLE:,} people, not {people:,}"
        raise ValueError(message)
    rng = np.random.default_rng((seed, 1))
    visitors = max(people // 10, 1)
    units = [unit.name for unit in UNITS] + [VISITORS, UNASSIGNED, EXCLUDED]
    unit = np.append(_split(people), np.full(visitors, units.index(VISITORS)))
    presence, plans = _presence()
    addresses, office, remote = _addresses(rng, people, visitors)
    width = max(4, len(str(people)))
    rows = People(
        logins=[f"user{n + 1:0{width}d}" for n in range(people)] + ["-"] * visitors,
        unit=unit.astype(np.int16),
        counted_as=_counted_as(rng, unit, people, units, unassigned_share).astype(np.int16),
        shift=_shifts(unit, plans).astype(np.int16),
        office=office.astype(np.int32),
        remote=remote.astype(np.int32),
    )
    return Organisation(units, rows, people, addresses, presence, _lunch())


def _split(size: int) -> NDArray[np.int64]:
    """The unit of each person: fixed numbers first, the shares of the rest, the remainder to the largest."""
    left = size - sum(unit.people for unit in UNITS)
    counts = [unit.people or max(int(left * unit.share), 1) for unit in UNITS]
    largest = max(range(len(UNITS)), key=lambda index: UNITS[index].share)
    counts[largest] += size - sum(counts)
    return np.repeat(np.arange(len(UNITS)), counts)


def _counted_as(
    rng: np.random.Generator, unit: NDArray[np.int64], staff: int, units: list[str], unassigned_share: float
) -> NDArray[np.int64]:
    """The unit that the directory leads to: excluded, unassigned, or the real one.

    Only people of large units are unassigned: the truth of a tiny unit is what that unit is there for.
    """
    counted = unit.copy()
    counted[np.isin(unit, [n for n, u in enumerate(UNITS) if u.excluded])] = units.index(EXCLUDED)
    unknown = np.isin(unit[:staff], [n for n, u in enumerate(UNITS) if u.share >= 0.05])
    unknown &= rng.random(staff) < unassigned_share
    counted[:staff][unknown] = units.index(UNASSIGNED)
    return counted


def _shifts(unit: NDArray[np.int64], plans: dict[str, list[int]]) -> NDArray[np.int64]:
    """Everybody's turn: the people of a unit are dealt over the turns of its plan. Visitors come by day."""
    turns = [plans[u.shift] for u in UNITS] + [plans["office"]]
    return np.array([turns[of][n % len(turns[of])] for n, of in enumerate(unit.tolist())])


def _addresses(
    rng: np.random.Generator, staff: int, visitors: int
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """All addresses, and where each person's in the office and elsewhere (VPN) stand among them."""
    offices = [network for network in NETWORKS if network.kind == "office"]
    vpn, guest = (next(n for n in NETWORKS if n.kind == kind) for kind in ("vpn", "guest"))
    at = rng.integers(0, len(offices), staff).tolist()
    addresses = [_address(offices[site].cidr, number) for number, site in enumerate(at)]
    addresses += [_address(vpn.cidr, number) for number in range(staff)]
    addresses += [_address(guest.cidr, number) for number in range(visitors)]
    own, guests = np.arange(staff), np.arange(2 * staff, 2 * staff + visitors)
    return addresses, np.append(own, guests), np.append(own + staff, guests)


def _address(cidr: str, number: int) -> str:
    """The address of the device with this number in a network; no .0 and no .255."""
    third, fourth = divmod(number, 250)
    return str(ipaddress.ip_network(cidr).network_address + 256 * (third + 1) + fourth + 2)


def _presence() -> tuple[NDArray[np.float64], dict[str, list[int]]]:
    """Who is at work when: one row for each turn of each plan, and which rows belong to a plan.

    People come and go over half an hour around the full hour.
    """
    rows: list[NDArray[np.float64]] = []
    plans: dict[str, list[int]] = {}
    minute = np.arange(MINUTES_A_WEEK)
    for plan, turns in SHIFTS.items():
        plans[plan] = []
        for begins, ends, days in turns:
            row = np.zeros(MINUTES_A_WEEK)
            for day in _DAYS[days]:
                middle = (day * 24 + (begins + ends) / 2) * 60
                away = np.abs((minute - middle + MINUTES_A_WEEK / 2) % MINUTES_A_WEEK - MINUTES_A_WEEK / 2)
                row = np.maximum(row, np.clip(((ends - begins) * 30 + 15 - away) / 30, 0, 1))
            plans[plan].append(len(rows))
            rows.append(row)
    return np.array(rows), plans


def _lunch() -> NDArray[np.float64]:
    """Most go between noon and one."""
    of_day = np.arange(MINUTES_A_WEEK) % (24 * 60)
    share: NDArray[np.float64] = 0.85 * np.clip((40 - np.abs(of_day - 12.5 * 60)) / 10, 0, 1)
    return share
