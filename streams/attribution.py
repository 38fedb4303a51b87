"""Asks the catalogue and the directory once for each distinct question, and answers a column at a time."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from streams.domain.catalogue import Catalogue, Entry
from streams.domain.cells import CONTROL
from streams.domain.directory import Directory
from streams.domain.outcomes import Outcome
from streams.domain.pseudonyms import Pseudonymiser
from streams.domain.requests import Requests
from streams.domain.surfaces import Surface, SurfaceGroup
from streams.domain.texts import Answers, Numbering, mix
from streams.formats.targets import plain_paths

SURFACES = tuple(Surface)
GROUPS = tuple(SurfaceGroup)
"""A surface's, or a group's, number in a cell is its place here."""

MOST_REMEMBERED = 500_000
"""Logins and addresses kept; when they are more, they are forgotten, so memory stays flat."""

CODE_BITS = 22
"""Distinct logins, and addresses, that one block and its vocabulary may hold: four millions."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where each request went, as numbers; `platform` is CONTROL where the host is not catalogued."""

    platform: NDArray[np.int64]
    surface: NDArray[np.int64]
    group: NDArray[np.int64]
    use: NDArray[np.int64]
    connect: NDArray[np.bool_]

    def take(self, rows: NDArray[np.bool_]) -> "Found":
        """Some rows only."""
        return Found(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Persons:
    """Who made each request; `person` is a pseudonym, 0 for nobody, `network` a place in the directory's."""

    person: NDArray[np.uint64]
    unit: NDArray[np.int64]
    excluded: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    by_login: NDArray[np.bool_]
    by_address: NDArray[np.bool_]
    network: NDArray[np.int64]


NOT_CATALOGUED = (CONTROL, 0, 0, 0, 0)


class Platforms:
    """The catalogue, asked by columns."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._boundaries = np.array(catalogue.boundaries_ms, np.int64)
        self._numbered = {platform: number for number, platform in enumerate(catalogue.platforms)}
        self._eras: dict[int, Answers] = {}
        self._methods = Answers(lambda method: (int(method == b"CONNECT"),), 1)

    def find(self, requests: Requests) -> Found:
        """Platform, surface, group and use of every request, by host, by logged path and by date."""
        connect = self._methods.of(requests.method)[:, 0] > 0
        eras = _eras(self._boundaries, requests.started_ms)
        columns = np.full((len(requests), len(NOT_CATALOGUED)), NOT_CATALOGUED, np.int64)
        for era in np.flatnonzero(np.bincount(eras)).tolist():
            rows = np.flatnonzero(eras == era)
            columns[rows] = self._in_era(era).of(requests.host.take(rows))
            by_path = rows[(columns[rows, 4] > 0) & ~connect[rows]]
            if len(by_path):
                columns[by_path] = self._refined(requests, by_path, era)
        return Found(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3], connect)

    def _in_era(self, era: int) -> Answers:
        """The answers of one era."""
        if era not in self._eras:
            self._eras[era] = Answers(lambda host: self._numbers(self._entry(host, era)), len(NOT_CATALOGUED))
        return self._eras[era]

    def _entry(self, host: bytes, era: int) -> Entry | None:
        return self._catalogue.find_in_era(host.decode("latin-1"), era)

    def _refined(self, requests: Requests, rows: NDArray[np.intp], era: int) -> NDArray[np.int64]:
        """The answers for requests whose path may say more than their host."""
        paths, hosts = plain_paths(requests.path.take(rows)), requests.host.take(rows)
        pairs = hosts.codes.astype(np.int64) * len(paths.values) + paths.codes
        distinct, inverse = np.unique(pairs, return_inverse=True)
        answers = []
        for pair in distinct.tolist():
            host, path = divmod(pair, len(paths.values))
            entry = self._entry(hosts.values[host], era)
            if entry is not None:
                entry = self._catalogue.find_path(entry, paths.values[path].decode("latin-1"))
            answers.append(self._numbers(entry))
        return np.array(answers, np.int64)[inverse]

    def _numbers(self, entry: Entry | None) -> tuple[int, int, int, int, int]:
        """An entry as the numbers that cells are keyed by, and whether a path may refine it."""
        if entry is None:
            return NOT_CATALOGUED
        return (
            self._numbered[entry.platform],
            SURFACES.index(entry.surface),
            GROUPS.index(entry.group),
            int(entry.use),
            int(entry.has_paths),
        )


def _eras(boundaries_ms: NDArray[np.int64], started_ms: NDArray[np.int64]) -> NDArray[np.intp]:
    """The era of each moment; the moments of a block nearly always lie in one."""
    if not len(started_ms):
        return np.zeros(0, np.intp)
    first, last = np.searchsorted(boundaries_ms, (started_ms.min(), started_ms.max()), side="right")
    if first == last:
        return np.full(len(started_ms), first)
    return np.searchsorted(boundaries_ms, started_ms, side="right")


class People:
    """The directory and the pseudonyms, asked by columns.

    `knows_networks`: the directory has classes of networks.
    """

    def __init__(self, directory: Directory, pseudonyms: Pseudonymiser) -> None:
        self._directory = directory
        self._pseudonyms = pseudonyms
        self._values: tuple[list[bytes], list[bytes]] = ([], [])
        self._forget(self._values)
        self.knows_networks = len(directory.networks) > 1

    def _forget(self, values: tuple[list[bytes], list[bytes]]) -> None:
        """Begin again, with the values of these two columns."""
        self._values = values
        self._numbering = Numbering()
        self._persons = np.zeros(0, np.uint64)
        self._rest = np.zeros((0, 6), np.int64)

    def find(self, requests: Requests) -> Persons:
        """Pseudonym and unit of every request.

        The first leg of an authentication (407) has no login yet. Taking its address for a person would count
        everybody twice, so nobody stands behind `our_auth`.
        """
        codes = self._codes(requests)
        people, rest = self._persons[codes], self._rest[codes]
        return Persons(
            person=np.where(requests.outcome == Outcome.OUR_AUTH, np.uint64(0), people),
            unit=rest[:, 0],
            excluded=rest[:, 1] > 0,
            joined=rest[:, 2] > 0,
            by_login=rest[:, 3] > 0,
            by_address=rest[:, 4] > 0,
            network=rest[:, 5],
        )

    def _codes(self, requests: Requests) -> NDArray[np.int32]:
        """A number for each request's login, address and era; new ones are asked for."""
        users, clients = requests.user.values, requests.client.values
        same = users is self._values[0] and clients is self._values[1]
        if not same or len(self._numbering) >= MOST_REMEMBERED:
            self._forget((users, clients))
        eras = _eras(self._directory.boundaries_ms, requests.started_ms)
        keys = requests.user.codes.astype(np.uint64) << np.uint64(CODE_BITS)
        keys = (keys | requests.client.codes.astype(np.uint64)) << np.uint64(64 - 2 * CODE_BITS)
        codes, new = self._numbering.encode(mix(keys | eras.astype(np.uint64)))
        if len(new):
            asked = zip(
                [users[code] for code in requests.user.codes[new].tolist()],
                [clients[code] for code in requests.client.codes[new].tolist()],
                eras[new].tolist(),
                strict=True,
            )
            answers = [self._answer(*one) for one in asked]
            people = np.array([answer[0] for answer in answers], np.uint64)
            self._persons = np.concatenate((self._persons, people))
            self._rest = np.concatenate((self._rest, np.array([answer[1:] for answer in answers], np.int64)))
        return codes

    def _answer(self, user: bytes, client: bytes, era: int) -> tuple[int, int, bool, bool, bool, bool, int]:
        """What directory and key say of one login and address."""
        place = self._directory.place(user, client, era)
        kind = place.identity_kind
        person = self._pseudonyms.of(kind, place.identity)
        by_login, by_address = kind == "login", kind == "address"
        return (person, place.unit, place.excluded, place.joined, by_login, by_address, place.network)
