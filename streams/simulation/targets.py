"""What a disturbance strikes: the text behind the colon, as hosts and as the people who are meant."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.organisation import Organisation
from streams.simulation.places import SITES, sites_of_addresses
from streams.simulation.platforms import GROUPS
from streams.simulation.province import UNITS, VISITORS
from streams.simulation.web import Web

ALL: Final = "all"
PLACES: Final = (*SITES, *(unit.name for unit in UNITS), VISITORS)
"""Sites and units, by the names that may stand behind `~` and as the target of `network`."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Circle:
    """Which people are meant, by who they are and by where they sit; None: whoever, wherever."""

    people: Flags | None = None
    addresses: Flags | None = None

    def around(self, person: NDArray[np.int32], address: NDArray[np.int32]) -> Flags:
        """Whether each request comes from somebody who is meant."""
        meant = np.ones(len(person), bool)
        if self.people is not None:
            meant &= self.people[person]
        if self.addresses is not None:
            meant &= self.addresses[address]
        return meant


def hosts_of(target: str, web: Web) -> Flags:
    """Which hosts `facebook+x`, `facebook/media`, `www.youtube.com` or `all` mean.

    Raises ValueError where a part is neither a platform, nor a surface group of one, nor a host.
    """
    if target == ALL:
        return np.ones(len(web.names), bool)
    struck = np.zeros(len(web.names), bool)
    for part in target.split("+"):
        struck |= _part(part, web)
    return struck


def _part(part: str, web: Web) -> Flags:
    """The hosts of one part."""
    platform, slash, group = part.partition("/")
    if platform in web.platforms and (not slash or group in GROUPS):
        of_it = web.platform == web.platforms.index(platform)
        chosen = of_it & (web.group == GROUPS.index(group)) if slash else of_it
        if chosen.any():
            return np.asarray(chosen, np.bool_)
        message = f"{platform} has no host in the surface group {group}"
        raise ValueError(message)
    if part in web.names:
        return np.array([name == part for name in web.names])
    message = (
        f"{part!r} is neither a host of the simulation nor one of its platforms ({', '.join(web.platforms)}),"
        f" with or without /{', /'.join(GROUPS)}"
    )
    raise ValueError(message)


def check_place(name: str) -> None:
    """Raise ValueError where there is no such site or unit."""
    if name not in PLACES:
        message = f"{name!r} is neither a site nor a unit; there is {', '.join(PLACES)}"
        raise ValueError(message)


def circle(name: str, organisation: Organisation, *, in_office: bool) -> Circle:
    """Everybody at a site, or in a unit; `in_office`: only while they are in the unit's own network."""
    if not name:
        return Circle()
    sites = sites_of_addresses(organisation)
    if name in SITES:
        return Circle(addresses=sites == SITES.index(name))
    people = organisation.people.unit == organisation.units.index(name)
    return Circle(people=people, addresses=sites >= 0 if in_office else None)
