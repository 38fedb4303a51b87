"""Hosts of the control sample that no catalogue knows: what an organisation may want to add to its own."""

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from streams.domain.texts import Words, mix

MOST_PAIRS = 400_000
"""(host, person) pairs kept; beyond that the rarest hosts are forgotten, so memory stays flat."""


LONGEST_NAME = 253
_NAME = re.compile(
    rb"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


@dataclass(frozen=True, slots=True)
class HostsSeen:
    """Uncatalogued hosts of one block: names, requests (scaled by N), and distinct (host, person) pairs."""

    names: list[bytes]
    requests: NDArray[np.int64]
    pair_hosts: NDArray[np.int32]
    pair_people: NDArray[np.uint64]

    @staticmethod
    def none() -> "HostsSeen":
        """No host at all."""
        return HostsSeen([], np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint64))


def is_worth_naming(host: bytes) -> bool:
    """Whether a host is a public name: not an address, and not the bare name of somebody's machine.

    Names as in RFC 952 and 1123, with the underscores that occur; anything else would be noise in a report.
    """
    return len(host) <= LONGEST_NAME and _NAME.fullmatch(host) is not None


def hosts_seen(hosts: Words, people: NDArray[np.uint64], one_in: int) -> HostsSeen:
    """The hosts of some control requests, all worth naming; people of 0 are nobody."""
    distinct, inverse, counts = np.unique(hosts.codes, return_inverse=True, return_counts=True)
    somebody = people != 0
    pair_hosts, pair_people = distinct_pairs(inverse[somebody].astype(np.int64), people[somebody])
    return HostsSeen(
        [hosts.values[code] for code in distinct.tolist()],
        counts.astype(np.int64) * one_in,
        pair_hosts.astype(np.int32),
        pair_people,
    )


def distinct_pairs(
    hosts: NDArray[np.int64], people: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Every (host, person) once, in no order that means anything."""
    keys = mix(people ^ mix(hosts.astype(np.uint64)))
    order = np.argsort(keys)  # np.unique would sort stably, which takes three times as long
    new = np.ones(len(keys), bool)
    new[1:] = keys[order[1:]] != keys[order[:-1]]
    return hosts[order[new]], people[order[new]]


@dataclass(slots=True)
class HostTally:
    """Adds up the unknown hosts of many blocks in bounded memory.

    When there are too many pairs, the hosts with the fewest requests go, as in lossy counting (Manku and
    Motwani, VLDB 2002): a host that many people use is never among them.
    """

    most_pairs: int = MOST_PAIRS
    _numbers: dict[bytes, int] = field(default_factory=dict)
    _requests: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    _keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    _people: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))
    _new: list[tuple[NDArray[np.int64], NDArray[np.uint64]]] = field(default_factory=list)

    def add(self, seen: HostsSeen) -> None:
        """Take in the hosts of one block."""
        numbers = np.array([self._number(name) for name in seen.names], np.int64)
        grown = np.zeros(len(self._numbers), np.int64)
        grown[: len(self._requests)] = self._requests
        np.add.at(grown, numbers, seen.requests)
        self._requests = grown
        if len(numbers):
            self._new.append((numbers[seen.pair_hosts], seen.pair_people))
        if sum(len(keys) for keys, _ in self._new) > self.most_pairs // 4:
            self._settle()

    def hosts(self) -> list[tuple[str, int, int]]:
        """(host, requests, people) of every host still known, most people first."""
        self._settle()
        people = np.bincount(self._keys, minlength=len(self._numbers))
        rows = [
            (name.decode("latin-1"), int(self._requests[number]), int(people[number]))
            for name, number in self._numbers.items()
        ]
        return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))

    def _number(self, name: bytes) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    def _settle(self) -> None:
        """Drop repeated pairs, and the rarest hosts where there are still too many."""
        keys = np.concatenate([self._keys, *(keys for keys, _ in self._new)])
        people = np.concatenate([self._people, *(people for _, people in self._new)])
        self._new = []
        self._keys, self._people = distinct_pairs(keys, people)
        if max(len(self._keys), len(self._numbers)) > self.most_pairs:
            self._forget_the_rarest()

    def _forget_the_rarest(self) -> None:
        """Keep the half of the hosts that has the most requests."""
        keep = np.zeros(len(self._requests), bool)
        keep[np.argsort(-self._requests, kind="stable")[: len(keep) // 2]] = True
        place = np.cumsum(keep) - 1
        self._numbers = {name: int(place[number]) for name, number in self._numbers.items() if keep[number]}
        self._requests = self._requests[keep]
        still = keep[self._keys]
        self._keys, self._people = place[self._keys[still]], self._people[still]
