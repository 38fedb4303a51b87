"""Where people sit: the site of every address, and whose proxy writes the line of a request."""

import ipaddress
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from streams.simulation.organisation import Organisation
from streams.simulation.province import NETWORKS
from streams.simulation.traffic import Traffic

SITES: Final = tuple(dict.fromkeys(network.site for network in NETWORKS if network.site))
"""The sites by name; whoever works through the VPN is at none of them."""
CENTRAL: Final = "central"
"""The proxy that everybody passes through whose site has none of its own."""


def sites_of_addresses(organisation: Organisation) -> NDArray[np.int8]:
    """For every address of an organisation its place in `SITES`, or -1."""
    addresses = np.array([int(ipaddress.IPv4Address(a)) for a in organisation.addresses], np.int64)
    found = np.full(len(addresses), -1, np.int8)
    for network in NETWORKS:
        if network.site:
            block = ipaddress.ip_network(network.cidr)
            first = int(block.network_address)
            found[(addresses >= first) & (addresses < first + block.num_addresses)] = SITES.index(
                network.site
            )
    return found


class Proxies:
    """Which proxy a request passes through: that of its site, where the site has one, else the central."""

    def __init__(self, own: Sequence[str], organisation: Organisation) -> None:
        self.names = (CENTRAL, *own)
        number = np.array([self.names.index(site) if site in own else 0 for site in SITES] + [0], np.int8)
        self._of_address = number[sites_of_addresses(organisation)] if own else None

    def of(self, traffic: Traffic) -> NDArray[np.int8]:
        """The place in `names` of each request's proxy."""
        if self._of_address is None:
            return np.zeros(len(traffic), np.int8)
        return self._of_address[traffic.address]
