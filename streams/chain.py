"""The chain on one screen: block -> candidates -> requests -> who and where -> delta.

Everything happens a column at a time. The catalogue and the directory are asked once for each distinct host
and person, and their answers are remembered; only these answers, as numbers, travel on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from streams.adapters.matcher import HostMatcher
from streams.attribution import People, Platforms
from streams.domain.cells import CONTROL, VOTE_KEY
from streams.domain.deltas import (
    OUTCOMES,
    Delta,
    Sightings,
    activity_of,
    latency_of,
    onsets_of,
    usage_of,
    votes_of,
)
from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.rejections import rejections_of
from streams.domain.requests import Requests
from streams.domain.sampling import SETTLES_AFTER, choose_one_in, with_more
from streams.domain.texts import Answers
from streams.domain.unknown_hosts import HostTally
from streams.formats.interface import Format

WRITES = frozenset({b"POST", b"PUT", b"PATCH", b"DELETE"})


@dataclass(frozen=True, slots=True)
class Progress:
    """What the chain must remember between the blocks of one source; small, and stored with its position.

    `one_in` is None until `SETTLES_AFTER` lines were parsed; until then every line is in the control sample
    and `control` keeps what of its requests by window may still settle N.
    """

    state: str = ""
    parsed: int = 0
    one_in: int | None = None
    control: tuple[tuple[int, int], ...] = ()


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
    def of(delta: Delta, one_in: int, after: Progress, block: Block) -> "Part":
        """The part that one whole block became."""
        lines = delta.tally("lines")
        return Part(delta, one_in, after, block.offset + len(block.data), block.first_line + lines)


class Chain:
    """Turns the blocks of one source, in order, into deltas.

    `hosts` adds up the hosts outside the catalogue, for a report on the spot: they never travel.
    """

    def __init__(
        self,
        log_format: Format,
        matcher: HostMatcher,
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
        if before.one_in is not None:
            yield self._part(block, before, before.one_in)
            return
        if before.parsed + len(block) < SETTLES_AFTER:
            yield self._part(block, before, 1)
            return
        verdicts = self._format.cut(block, before.state, np.zeros(len(block), bool)).verdicts
        parsed = np.cumsum(verdicts == Verdict.PARSED)
        if not len(block) or before.parsed + parsed[-1] < SETTLES_AFTER:
            yield self._part(block, before, 1)
            return
        behind = int(np.searchsorted(parsed, SETTLES_AFTER - before.parsed)) + 1
        head, rest = _divided(block, behind)
        first = self._part(head, before, 1)
        one_in = choose_one_in(first.after.control)
        settled = replace(first.after, one_in=one_in, control=())
        yield replace(first, after=settled)
        if len(rest):
            yield self._part(rest, settled, one_in)

    def _part(self, block: Block, before: Progress, one_in: int) -> Part:
        """One block with one N."""
        delta = self.delta(block, before.state, one_in)
        parsed = before.parsed + delta.parsed
        control = before.control
        if before.one_in is None:
            control = _add_windows(control, delta)
        state = self.carry(before.state, block)
        return Part.of(delta, one_in, Progress(state, parsed, before.one_in, control), block)

    def delta(self, block: Block, state: str, one_in: int) -> Delta:
        """Everything that one block shows; hosts outside the catalogue go to the tally, if there is one."""
        wanted = None
        if one_in > 1:
            wanted = self._matcher.candidates(block)
            wanted[-block.first_line % one_in :: one_in] = True
        cut = self._format.cut(block, state, wanted)
        dated = cut.seen_ms[cut.verdicts == Verdict.PARSED]
        sightings, tallies = self._sight(cut.requests, one_in)
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
        )

    def _sight(self, requests: Requests, one_in: int) -> tuple[Sightings, NDArray[np.int64]]:
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
        return sightings if here.all() else sightings.take(here), tallies


def _divided(block: Block, lines: int) -> tuple[Block, Block]:
    """The first lines of a block, and the rest."""
    end = min(int(block.newlines[lines - 1]) + 1, len(block.data))
    return (
        Block(block.data[:end], block.first_line, block.offset),
        Block(block.data[end:], block.first_line + lines, block.offset + end),
    )


def _add_windows(control: tuple[tuple[int, int], ...], delta: Delta) -> tuple[tuple[int, int], ...]:
    """The control's requests by window, with those of one more delta."""
    columns = VOTE_KEY.unpack(delta.votes.keys)
    rows = columns["platform"] == CONTROL
    requests = delta.votes.counts[rows, : len(OUTCOMES)].sum(axis=1)
    return with_more(control, zip(columns["window"][rows].tolist(), requests.tolist(), strict=True))
