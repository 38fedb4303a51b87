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

SURFACES = tuple(Surface)
GROUPS = tuple(SurfaceGroup)
"""A surface's, or a group's, number in a cell is its place here."""

MOST_REMEMBERED = 500_000
"""Answers kept; a cache that is full starts again, so memory stays flat however many hosts a log names."""


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
    """Who made each request; `person` is a pseudonym, 0 for nobody."""

    person: NDArray[np.uint64]
    unit: NDArray[np.int64]
    excluded: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    by_login: NDArray[np.bool_]
    by_address: NDArray[np.bool_]


NOT_CATALOGUED = (CONTROL, 0, 0, 0)


class Platforms:
    """The catalogue, asked by columns."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._boundaries = np.array(catalogue.boundaries_ms, np.int64)
        self._numbered = {platform: number for number, platform in enumerate(catalogue.platforms)}
        self._answers: dict[tuple[bytes, int], tuple[tuple[int, int, int, int], Entry | None]] = {}

    def find(self, requests: Requests) -> Found:
        """Platform, surface, group and use of every request, by host, by path where one is logged, by date."""
        connect = np.array([value == b"CONNECT" for value in requests.method.values], bool)
        tunnels = connect[requests.method.codes] if len(requests) else np.zeros(0, bool)
        columns = np.full((len(requests), 4), NOT_CATALOGUED, np.int64)
        eras = np.searchsorted(self._boundaries, requests.started_ms, side="right")
        for era in np.unique(eras).tolist():
            rows = np.flatnonzero(eras == era)
            columns[rows] = self._by_host(requests, rows, era, tunnels)
        return Found(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3], tunnels)

    def _by_host(
        self, requests: Requests, rows: NDArray[np.intp], era: int, tunnels: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The answers for some rows that share an era."""
        codes, inverse = np.unique(requests.host.codes[rows], return_inverse=True)
        answers = [self._answer(requests.host.values[code], era) for code in codes.tolist()]
        columns = np.array([numbers for numbers, _ in answers], np.int64).reshape(-1, 4)[inverse]
        by_path = np.array([entry is not None and entry.has_paths for _, entry in answers], bool)
        refined = np.flatnonzero(by_path[inverse] & ~tunnels[rows])
        if len(refined):
            paths = requests.path.take(rows[refined]).words()
            pairs = inverse[refined].astype(np.int64) * max(len(paths.values), 1) + paths.codes
            distinct, back = np.unique(pairs, return_inverse=True)
            looked_up = []
            for pair in distinct.tolist():
                host, path = divmod(pair, max(len(paths.values), 1))
                looked_up.append(self._refine(answers[host][1], paths.values[path]))
            columns[refined] = np.array(looked_up, np.int64).reshape(-1, 4)[back]
        return columns

    def _answer(self, host: bytes, era: int) -> tuple[tuple[int, int, int, int], Entry | None]:
        """What the catalogue says of one host, remembered."""
        known = self._answers.get((host, era))
        if known is None:
            if len(self._answers) >= MOST_REMEMBERED:
                self._answers.clear()
            entry = self._catalogue.find_in_era(host.decode("latin-1"), era)
            known = (self._numbers(entry), entry)
            self._answers[host, era] = known
        return known

    def _refine(self, entry: Entry | None, path: bytes) -> tuple[int, int, int, int]:
        """What a path adds to what the host says."""
        if entry is None or not path:
            return self._numbers(entry)
        return self._numbers(self._catalogue.find_path(entry, path.decode("latin-1")))

    def _numbers(self, entry: Entry | None) -> tuple[int, int, int, int]:
        """An entry as the numbers that cells are keyed by."""
        if entry is None:
            return NOT_CATALOGUED
        return (
            self._numbered[entry.platform],
            SURFACES.index(entry.surface),
            GROUPS.index(entry.group),
            int(entry.use),
        )


class People:
    """The directory and the pseudonyms, asked by columns."""

    def __init__(self, directory: Directory, pseudonyms: Pseudonymiser) -> None:
        self._directory = directory
        self._pseudonyms = pseudonyms
        self._answers: dict[tuple[bytes, bytes, int], tuple[int, int, bool, bool, bool, bool]] = {}

    def find(self, requests: Requests) -> Persons:
        """Pseudonym and unit of every request.

        The first leg of an authentication (407) has no login yet. Taking its address for a person would count
        everybody twice, so nobody stands behind `our_auth`.
        """
        eras = np.searchsorted(self._directory.boundaries_ms, requests.started_ms, side="right")
        clients = max(len(requests.client.values), 1)
        pairs = requests.user.codes.astype(np.int64) * clients + requests.client.codes
        spans = len(self._directory.boundaries_ms) + 1
        distinct, inverse = np.unique(pairs * spans + eras, return_inverse=True)
        answers = []
        for question in distinct.tolist():
            pair, era = divmod(question, spans)
            user, client = divmod(pair, clients)
            answers.append(self._answer(requests.user.values[user], requests.client.values[client], era))
        people = np.array([answer[0] for answer in answers], np.uint64)[inverse]
        rest = np.array([answer[1:] for answer in answers], np.int64).reshape(-1, 5)[inverse]
        return Persons(
            person=np.where(requests.outcome == Outcome.OUR_AUTH, np.uint64(0), people),
            unit=rest[:, 0],
            excluded=rest[:, 1] > 0,
            joined=rest[:, 2] > 0,
            by_login=rest[:, 3] > 0,
            by_address=rest[:, 4] > 0,
        )

    def _answer(self, user: bytes, client: bytes, era: int) -> tuple[int, int, bool, bool, bool, bool]:
        """What directory and key say of one login and address, remembered."""
        known = self._answers.get((user, client, era))
        if known is None:
            if len(self._answers) >= MOST_REMEMBERED:
                self._answers.clear()
            place = self._directory.place(user, client, era)
            kind = place.identity_kind
            person = self._pseudonyms.of(kind, place.identity) if place.identity else 0
            known = (person, place.unit, place.excluded, place.joined, kind == "login", kind == "address")
            self._answers[user, client, era] = known
        return known
