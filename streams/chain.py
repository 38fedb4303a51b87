"""The chain on one screen: block -> candidates -> requests -> who and where -> delta.

Everything happens a column at a time. The catalogue and the directory are asked once for each distinct host
and person, and their answers are remembered; only these answers, as numbers, travel on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.adapters.matcher import HostMatcher
from streams.attribution import People, Platforms
from streams.domain.cells import CONTROL, Cells
from streams.domain.deltas import (
    Delta,
    Sightings,
    activity_of,
    latency_of,
    onsets_of,
    usage_of,
    votes_of,
)
from streams.domain.lines import Block, Verdict
from streams.domain.networks import NO_NETWORKS, networks_of
from streams.domain.outcomes import Outcome
from streams.domain.rejections import rejections_of
from streams.domain.requests import Requests
from streams.domain.texts import Answers
from streams.domain.unknown_hosts import HostTally
from streams.formats.interface import Format
from streams.settling import Progress, behind, where_settled

WRITES = frozenset({b"POST", b"PUT", b"PATCH", b"DELETE"})


@dataclass(frozen=True, slots=True)
class Part:
    """A delta, how much of the log it is made of, and the N that its control stands for.

    `offset` is where the log goes on in its decompressed bytes, `line` the number of the next line.
    """

    delta: Delta
    one_in: int
    after: Progress
    offset: int
    line: int

    @staticmethod
    def of(delta: Delta, one_in: int, after: Progress, first_line: int, end: int) -> "Part":
        """The part that the lines from `first_line` on, up to the byte `end`, became."""
        return Part(delta, one_in, after, end, first_line + delta.tally("lines"))


class Chain:
    """Turns the blocks of one source, in order, into deltas.

    `matcher` is None where the format finds the hosts itself. `hosts` adds up the hosts outside the
    catalogue, for a report on the spot: they never travel, nor do requests by network class.
    """

    def __init__(
        self,
        log_format: Format,
        matcher: HostMatcher | None,
        platforms: Platforms,
        people: People,
        hosts: HostTally | None = None,
    ) -> None:
        self._format = log_format
        self._matcher = matcher
        self._platforms = platforms
        self._people = people
        self.hosts = hosts
        self._writes = Answers(lambda method: (int(method in WRITES),), 1)

    def carry(self, state: str, block: Block) -> str:
        """The format's state behind a block, without reading it."""
        return self._format.carry(state, block)

    def read(self, block: Block, before: Progress) -> Iterator[Part]:
        """The block as one part, or two where the control sample settles inside it.

        The cut falls behind the very line that settles N, so that it never depends on how a log was blocked.
        """
        pieces = [block] if before.one_in is not None else where_settled(self._format, block, before)
        for piece in pieces:
            one_in = before.one_in or 1
            delta = self.delta(piece, before.state, one_in)
            before = behind(before, delta, self.carry(before.state, piece))
            yield Part.of(delta, one_in, before, piece.first_line, piece.offset + piece.size)

    def delta(self, block: Block, state: str, one_in: int) -> Delta:
        """Everything that one block shows; hosts outside the catalogue go to the tally, if there is one."""
        wanted = None
        if one_in > 1:
            wanted = np.zeros(len(block), bool) if self._matcher is None else self._matcher.candidates(block)
            wanted[-block.first_line % one_in :: one_in] = True
        cut = self._format.cut(block, state, wanted)
        dated = cut.seen_ms[cut.verdicts == Verdict.PARSED]
        sightings, networks, tallies = self._sight(cut.requests, one_in)
        tallies[0] = len(block)
        catalogued = sightings.take(sightings.platform != CONTROL)
        return Delta(
            usage=usage_of(catalogued),
            votes=votes_of(sightings),
            latency=latency_of(catalogued),
            verdicts=np.bincount(cut.verdicts, minlength=len(Verdict)).astype(np.int64),
            tallies=tallies,
            activity=activity_of(dated),
            rejected=rejections_of(block, cut.verdicts),
            onsets=onsets_of(sightings),
            networks=networks,
        )

    def _sight(self, requests: Requests, one_in: int) -> tuple[Sightings, Cells, NDArray[np.int64]]:
        """Who did what where; candidates that are neither catalogued nor sampled fall out here."""
        found = self._platforms.find(requests)
        keep = (found.platform != CONTROL) | (requests.line % one_in == 0)
        if not keep.all():
            requests, found = requests.take(keep), found.take(keep)
        persons = self._people.find(requests)
        control = found.platform == CONTROL
        here = ~persons.excluded
        known = here & (requests.outcome != Outcome.OUR_AUTH)
        counted = (
            persons.excluded,
            known & persons.joined,
            known & persons.by_login,
            known & persons.by_address,
            known,
            here & (requests.duration_ms >= 0),
            here & (requests.bytes_down >= 0),
            here & (requests.bytes_up >= 0),
        )
        weighed = (
            np.count_nonzero(rows) + (one_in - 1) * np.count_nonzero(rows & control) for rows in counted
        )
        tallies = np.array([0, *weighed], np.int64)
        sightings = Sightings(
            unit=persons.unit,
            platform=found.platform,
            surface=found.surface,
            group=found.group,
            use=found.use,
            person=persons.person,
            by_address=persons.by_address,
            seen_ms=requests.seen_ms,
            started_ms=requests.started_ms,
            duration_ms=requests.duration_ms,
            outcome=requests.outcome,
            connect=found.connect,
            write=self._writes.of(requests.method)[:, 0] > 0,
            bytes_down=requests.bytes_down,
            bytes_up=requests.bytes_up,
        )
        if self.hosts is not None:
            strange = np.flatnonzero(here & control)
            self.hosts.add(requests.host.take(strange), persons.person[strange], one_in)
        network = persons.network
        if not here.all():
            sightings, network = sightings.take(here), network[here]
        return sightings, self._networks(sightings, network), tallies

    def _networks(self, sightings: Sightings, network: NDArray[np.int64]) -> Cells:
        """Requests on platforms by network class, for a report on the spot, where there are classes."""
        if self.hosts is None or not self._people.knows_networks:
            return NO_NETWORKS
        used = sightings.use
        return networks_of(sightings.unit, sightings.platform, used, sightings.outcome, network)
