"""A client's address is recognised in any dress, and finds the longest range that holds it."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.addresses import Address, Network, Prefixes, address_of, network_of

near = st.integers(0, 2**12 - 1)
v4 = st.builds(lambda low: ip_address(0x0A00_0000 + low), near)
v6 = st.builds(lambda low: ip_address(0x2001_0DB8 << 96 | low), near)
addresses = v4 | v6


@st.composite
def networks(draw: st.DrawFn) -> Network:
    address = draw(addresses)
    return ip_network((address, draw(st.integers(0, address.max_prefixlen))), strict=False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"10.1.2.3", "10.1.2.3"),
        (b" 10.1.2.3 ", "10.1.2.3"),
        (b"10.1.2.3:5555", "10.1.2.3"),
        (b"::ffff:10.1.2.3", "10.1.2.3"),
        (b"[::ffff:10.1.2.3]:80", "10.1.2.3"),
        (b"2001:DB8:0:0::7", "2001:db8::7"),
        (b"[::1]", "::1"),
        (b"[::1]:443", "::1"),
        (b"fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_is_recognised_in_any_dress(written: bytes, meant: str) -> None:
    assert address_of(written) == ip_address(meant)


def test_a_resolved_client_stays_a_name() -> None:
    assert address_of(b"PC7.x.ca.") == "pc7.x.ca"
    assert address_of(b"pc7.x.ca:5555") == "pc7.x.ca"
    assert address_of(b"300.1.2.3") == "300.1.2.3"


@pytest.mark.parametrize(
    "absent", [b"", b"-", b" ", b"0.0.0.0", b"::", b"0:0:0:0:0:0:0:0", b"[]", b":", b"???"]
)
def test_a_client_that_the_proxy_does_not_know_is_none(absent: bytes) -> None:
    assert address_of(absent) == ""


@given(st.binary())
def test_no_bytes_raise(noise: bytes) -> None:
    assert isinstance(address_of(noise), str | Address)


@given(st.lists(networks(), max_size=20), st.lists(addresses, max_size=20))
def test_the_ranges_found_are_those_that_hold_the_address_longest_first(
    known: list[Network], asked: list[Address]
) -> None:
    prefixes: Prefixes[str] = Prefixes()
    for network in known:
        prefixes[network] = str(network)

    for address in asked:
        holding = {network for network in known if network.version == address.version and address in network}
        expected = [str(network) for network in sorted(holding, key=lambda one: -one.prefixlen)]
        assert list(prefixes.matches(address)) == expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3/32"),
        ("10.0.0.0/255.0.0.0", "10.0.0.0/8"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::/0", "::/0"),
    ],
)
def test_a_range_is_read_from_what_administrators_write(written: str, meant: str) -> None:
    assert network_of(written) == ip_network(meant)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("10.1.2.3/8", "write '10.0.0.0/8'"),
        ("10.0.0.1-10.0.0.9", "write it like '10.20.0.0/16'"),
        ("head office", "write it like '10.20.0.0/16'"),
        ("fe80::%eth0/64", "without the part from '%'"),
    ],
)
def test_a_range_that_is_none_comes_with_advice(written: str, advice: str) -> None:
    with pytest.raises(ValueError, match="write") as raised:
        network_of(written)

    assert advice in str(raised.value)
