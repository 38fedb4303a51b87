"""From which class of network platforms are used: counted for a report on the spot, however a log is cut."""

from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.directory import Directory
from streams.domain.directory_table import DirectoryRow, directory_of
from streams.domain.networks import NETWORK_KEY
from streams.domain.unknown_hosts import HostTally
from tests.chains import blocks_of, catalogue, chain, parts_of

DIRECTORY = directory_of(
    [
        DirectoryRow(2, user="anna", unit="Roads"),
        DirectoryRow(3, cidr="10.1.0.0/16", network="office"),
        DirectoryRow(4, cidr="10.9.0.0/16", network="vpn"),
    ],
    None,
    ZoneInfo("UTC"),
)
LINE = "{at}.000 20 {ip} {result} 900 CONNECT {host}:443 anna HIER_DIRECT/192.0.2.1 -\n"


def log(*lines: tuple[str, str, str]) -> bytes:
    """Squid's lines of (address, host, result), a second apart."""
    return "".join(
        LINE.format(at=1_772_442_000 + n, ip=ip, host=host, result=result)
        for n, (ip, host, result) in enumerate(lines)
    ).encode()


USED = "TCP_TUNNEL/200"
DAY = log(
    *(("10.1.0.7", "www.facebook.com", USED),) * 3,
    *(("10.9.0.7", "www.facebook.com", USED),) * 2,
    ("172.16.0.1", "www.facebook.com", USED),
    ("10.9.0.7", "www.facebook.com", "TCP_DENIED/403"),
    ("10.9.0.7", "www.example.org", USED),
)


def counted(
    text: bytes, cuts: list[int], people: Directory = DIRECTORY, *, report: bool = True
) -> dict[tuple[str, str], int]:
    """Requests by platform and network class."""
    found: dict[tuple[str, str], int] = {}
    names = list(catalogue().platforms)
    for part in parts_of(chain(people, HostTally() if report else None), blocks_of(text, cuts)):
        cells = part.delta.networks
        columns = NETWORK_KEY.unpack(cells.keys)
        for platform, network, [requests] in zip(
            columns["platform"].tolist(), columns["network"].tolist(), cells.counts.tolist(), strict=True
        ):
            place = (names[platform], people.networks[network])
            found[place] = found.get(place, 0) + requests
    return found


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), max_size=4))
def test_certain_use_is_counted_by_class_and_what_we_blocked_is_not(cuts: list[int]) -> None:
    assert counted(DAY, cuts) == {("facebook", "office"): 3, ("facebook", "vpn"): 2, ("facebook", ""): 1}


def test_without_classes_in_the_directory_nothing_is_counted() -> None:
    plain = directory_of([DirectoryRow(2, user="anna", unit="Roads")], None, ZoneInfo("UTC"))

    assert counted(DAY, [], plain) == {}


def test_what_travels_holds_no_class_of_network() -> None:
    assert counted(DAY, [], report=False) == {}
