"""Hosts outside the catalogue are counted in bounded memory, and nobody is shown on an estimate alone."""

import numpy as np

from streams.domain.texts import Words
from streams.domain.unknown_hosts import HostTally, is_worth_naming


def visits(tally: HostTally, host: bytes, people: int, times: int = 1) -> None:
    """So many people go to a host, each so many times."""
    persons = np.repeat(np.arange(1, people + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15), times)
    tally.add(Words.constant(host, len(persons)), persons, 1)


def test_everybody_counts_once_however_often_they_come() -> None:
    tally = HostTally()
    visits(tally, b"www.example.org", people=30, times=4)
    visits(tally, b"www.example.org", people=20)

    assert tally.hosts() == [("www.example.org", 140, 30, 30)]


def test_with_too_many_pairs_fewer_people_are_followed_and_the_number_stays_about_right() -> None:
    tally = HostTally(most_pairs=2_000)
    for number in range(20):
        visits(tally, b"host%d.example.org" % number, people=1_000)

    for _, requests, people, followed in tally.hosts():
        assert requests == 1_000
        assert 700 < people < 1_300
        assert followed < 200


def test_two_tallies_together_know_what_one_would_know() -> None:
    whole, one, other = HostTally(2_000), HostTally(2_000), HostTally(2_000)
    for number in range(20):
        name = b"host%d.example.org" % number
        visits(whole, name, people=1_000)
        visits(one, name, people=600)
        visits(other, name, people=1_000)
    one.merge(other.seen())

    assert [(row[0], row[2]) for row in one.hosts()] == [(row[0], row[2]) for row in whole.hosts()]


def test_the_rarest_hosts_are_forgotten_first() -> None:
    tally = HostTally(most_hosts=10)
    visits(tally, b"busy.example.org", people=50)
    for number in range(30):
        visits(tally, b"rare%d.example.org" % number, people=1)

    assert tally.hosts()[0][:3] == ("busy.example.org", 50, 50)
    assert len(tally.hosts()) <= 11


def test_addresses_and_bare_names_are_not_worth_naming() -> None:
    assert is_worth_naming(b"tool.example.org")
    assert not any(is_worth_naming(name) for name in (b"", b"10.1.2.3", b"::1", b"printer", b"a..b"))
