"""Hosts of the control sample that no catalogue knows: what an organisation may want to add to its own."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.texts import Answers, Numbering, Words, mix

MOST_PAIRS = 100_000
"""(host, person) pairs kept; beyond that fewer people are followed, so memory stays flat."""

MOST_HOSTS = 200_000
"""Hosts kept; beyond that the rarest half is forgotten."""

MOST_LEVEL = 20
"""One person in a million: more halvings would leave nobody to follow."""

LONGEST_NAME = 253
_NAME = re.compile(
    rb"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


def is_worth_naming(host: bytes) -> bool:
    """Whether a host is a public name: not an address, and not the bare name of somebody's machine.

    Names as in RFC 952 and 1123, with the underscores that occur; anything else would be noise in a report.
    """
    return len(host) <= LONGEST_NAME and _NAME.fullmatch(host) is not None


@dataclass(frozen=True, slots=True)
class HostsSeen:
    """What a tally holds, in a form that can travel: every host, and every (host, person) pair once.

    One person in 2**`level` is followed.
    """

    names: list[bytes]
    requests: NDArray[np.int64]
    level: int
    pair_hosts: NDArray[np.int64]
    pair_people: NDArray[np.uint64]


class HostTally:
    """Counts the requests and people of unknown hosts, in bounded memory.

    A pair of host and person is remembered once, in a hash table, so most requests change only a count. When
    there are too many pairs, every second person is no longer followed, chosen by a hash of the pseudonym,
    and each of the others stands for two ("distinct sampling": Gibbons, VLDB 2001).
    """

    def __init__(self, most_pairs: int = MOST_PAIRS, most_hosts: int = MOST_HOSTS) -> None:
        self._most_pairs = most_pairs
        self._most_hosts = most_hosts
        self._level = 0
        self._begin([], np.zeros(0, np.int64))

    def _begin(self, names: list[bytes], requests: NDArray[np.int64]) -> None:
        """Start with these hosts and no pair."""
        self._names = names
        self._numbers = {name: number for number, name in enumerate(names)}
        self._requests = requests
        self._asked = Answers(lambda host: (self._number(host),), 1)
        self._no_pair()

    def _no_pair(self) -> None:
        self._pairs = Numbering()
        self._pair_hosts: list[NDArray[np.int64]] = []
        self._pair_people: list[NDArray[np.uint64]] = []

    def add(self, hosts: Words, people: NDArray[np.uint64], weight: int) -> None:
        """Take in one request a row; people of 0 are nobody, and each row stands for `weight` requests."""
        numbers = self._asked.of(hosts)[:, 0]
        named = numbers >= 0
        counts = np.bincount(numbers[named], minlength=len(self._names)) * weight
        self._requests = _added(self._requests, counts)
        named &= people != 0
        self._pair(numbers[named], people[named])
        if len(self._names) > self._most_hosts:
            self._forget_the_rarest()

    def merge(self, seen: HostsSeen) -> None:
        """Take in what another tally holds; the same person at the same host counts once."""
        numbers = np.array([self._number(name) for name in seen.names], np.int64)
        counts = np.zeros(len(self._names), np.int64)
        counts[numbers] = seen.requests
        self._requests = _added(self._requests, counts)
        while self._level < seen.level:
            self._follow_fewer()
        self._pair(numbers[seen.pair_hosts], seen.pair_people)

    def seen(self) -> HostsSeen:
        """Everything, for another tally."""
        requests = _added(self._requests, np.zeros(len(self._names), np.int64))
        return HostsSeen(self._names, requests, self._level, *self._all())

    def hosts(self) -> list[tuple[str, int, int, int]]:
        """(host, requests, people, people followed) of every host that was asked for, most people first.

        `people` is exact while everybody is followed, and else an estimate; nobody may be shown a host on the
        ground of an estimate alone, so whoever shows one looks at those who really were followed.
        """
        followed = np.bincount(self._all()[0], minlength=len(self._names))
        rows = zip(
            (name.decode("latin-1") for name in self._names),
            self.seen().requests.tolist(),
            (followed << self._level).tolist(),
            followed.tolist(),
            strict=True,
        )
        return sorted((row for row in rows if row[1]), key=lambda row: (-row[2], -row[1], row[0]))

    def _number(self, name: bytes) -> int:
        """The number of a host, -1 for one that is not worth naming."""
        if name not in self._numbers:
            if not is_worth_naming(name):
                return -1
            self._numbers[name] = len(self._names)
            self._names.append(name)
        return self._numbers[name]

    def _pair(self, hosts: NDArray[np.int64], people: NDArray[np.uint64]) -> None:
        """Remember the pairs of those who are followed, and follow fewer where the pairs are too many."""
        if self._level:
            mine = mix(people) & np.uint64((1 << self._level) - 1) == 0
            hosts, people = hosts[mine], people[mine]
        _, new = self._pairs.encode(mix(people ^ mix(hosts.astype(np.uint64))))
        self._pair_hosts.append(hosts[new])
        self._pair_people.append(people[new])
        while len(self._pairs) > self._most_pairs and self._level < MOST_LEVEL:
            self._follow_fewer()

    def _follow_fewer(self) -> None:
        """Follow half as many people as before."""
        hosts, people = self._all()
        self._level += 1
        self._no_pair()
        self._pair(hosts, people)

    def _all(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """All pairs, as two columns."""
        none = np.zeros(0, np.int64)
        hosts = np.concatenate([none, *self._pair_hosts])
        people = np.concatenate([none.astype(np.uint64), *self._pair_people])
        self._pair_hosts, self._pair_people = [hosts], [people]
        return hosts, people

    def _forget_the_rarest(self) -> None:
        """Keep the half of the hosts that has the most requests."""
        seen = self.seen()
        keep = np.zeros(len(seen.names), bool)
        keep[np.argsort(-seen.requests, kind="stable")[: len(keep) // 2]] = True
        place = np.cumsum(keep) - 1
        names = [name for name, kept in zip(seen.names, keep.tolist(), strict=True) if kept]
        self._begin(names, seen.requests[keep])
        still = keep[seen.pair_hosts]
        self._pair(place[seen.pair_hosts[still]], seen.pair_people[still])


def _added(counts: NDArray[np.int64], more: NDArray[np.int64]) -> NDArray[np.int64]:
    """Two columns of counts, the shorter one ending in zeros, as one."""
    longer, shorter = (counts, more) if len(counts) >= len(more) else (more, counts)
    total = longer.copy()
    total[: len(shorter)] += shorter
    return total
