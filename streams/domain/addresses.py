"""Client addresses as logs write them, and the longest of an organisation's ranges that holds one."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Generic, TypeVar

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Answer = TypeVar("Answer")

_OCTETS = {str(number).encode(): number for number in range(256)}
"""An octet as it may be written: without a leading zero, which some read as octal."""


def address_of(raw: bytes) -> Address | str:
    """The address that a log's client column names, else its text in lower case, else ``.

    An IPv4 address may wear IPv6 (`::ffff:10.1.2.3`), an address may have brackets, a port or a zone
    (`[::1]:443`, `10.0.0.1:5555`, `fe80::1%eth0`). A proxy that resolves its clients logs names: these stay
    names. `-`, anything without a letter or digit, and the zero addresses (0.0.0.0 and ::, which products
    write where they do not know) are ``. Never raises.
    """
    try:
        one, two, three, four = raw.split(b".")
        number = _OCTETS[one] << 24 | _OCTETS[two] << 16 | _OCTETS[three] << 8 | _OCTETS[four]
    except (KeyError, ValueError):
        return _address_of_other(raw)
    return IPv4Address(number) if number else ""  # nearly all clients; four times as fast


def _address_of_other(raw: bytes) -> Address | str:
    """As `address_of`, for any text."""
    text = raw.decode("latin-1").strip().lower()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text.rstrip(".") if any(letter.isalnum() for letter in text) else ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return "" if address.is_unspecified else address


def network_of(text: str) -> Network:
    """The range that a CIDR names; a single address is a range of one. An IPv4 range may wear IPv6.

    Raises ValueError with a sentence that says what to write instead.
    """
    try:
        network = ip_network(text)
    except ValueError as error:
        if "host bits" in str(error):
            proper = ip_network(text, strict=False)
            raise ValueError(f"{text!r} is an address inside a range; write {str(proper)!r}") from error
        raise ValueError(
            f"{text!r} is not an address range; write it like '10.20.0.0/16' or '2001:db8::/32'"
        ) from error
    if isinstance(network, IPv6Network):
        if network.network_address.scope_id:
            raise ValueError(f"{text!r} has a zone; write it without the part from '%' on")
        mapped = network.network_address.ipv4_mapped
        if mapped is not None and network.prefixlen >= 96:
            return IPv4Network((int(mapped), network.prefixlen - 96))
    return network


class Prefixes(Generic[Answer]):
    """Answers by address range; finding those for an address looks once at each length in use."""

    def __init__(self) -> None:
        self._by_length: dict[int, dict[int, dict[int, Answer]]] = {4: {}, 6: {}}

    def __setitem__(self, network: Network, answer: Answer) -> None:
        lengths = self._by_length[network.version]
        if network.prefixlen not in lengths:
            lengths = dict(sorted([*lengths.items(), (network.prefixlen, {})], reverse=True))
            self._by_length[network.version] = lengths
        shift = network.max_prefixlen - network.prefixlen
        lengths[network.prefixlen][int(network.network_address) >> shift] = answer

    def __bool__(self) -> bool:
        """Whether there is any range."""
        return any(self._by_length.values())

    def matches(self, address: Address) -> Iterator[Answer]:
        """The answers of every range that holds the address, longest prefix first."""
        number = int(address)
        for length, ranges in self._by_length[address.version].items():
            answer = ranges.get(number >> (address.max_prefixlen - length))
            if answer is not None:
                yield answer
