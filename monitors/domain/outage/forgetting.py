"""People taken out of what the judge remembers, when the key that made their pseudonyms is deleted."""

from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from monitors.domain.outage.memory import StateVersionError, read, written
from monitors.domain.outage.packing import pack, unpack
from monitors.domain.outage.windows import Votes
from streams.contracts.columns import Column
from streams.contracts.signals import Report

_PERSON = 1 + Votes.NAMES.index("person")
"""The line of a store of witnesses; the first is the window."""


def without_people(state: bytes) -> tuple[bytes, int]:
    """The same state with a number of no meaning for each pseudonym, the same for the same one; how many.

    So whatever counts people goes on, and nobody can be found again. A pseudonym does not say which version
    of the key made it, so all go: who comes again is somebody new, for at most the hour of the witnesses and
    until an open case ends. A state that cannot be read becomes an empty one, which nobody goes on from.
    """
    try:
        memory, strangers = read(state), _Strangers()
    except StateVersionError:
        return b"", 0
    for rows in memory.witnesses[: len(memory.witnesses) // 2]:
        rows[_PERSON] = Column.of(strangers.of(rows[_PERSON].pseudonyms()))
    if memory.fold.votes:
        memory.fold.votes["person"] = pack(strangers.of(unpack(memory.fold.votes["person"])))
    memory.fold.events = [
        replace(event, person=strangers.one(event.person)) if isinstance(event, Report) else event
        for event in memory.fold.events
    ]
    for case in memory.cases:
        case.people = {strangers.one(person) for person in sorted(case.people)}
    for heard in memory.voices.heard.values():
        heard.people = {strangers.one(person): at_ms for person, at_ms in heard.people.items()}
    return written(memory), strangers.count


@dataclass(slots=True)
class _Strangers:
    """Numbers from 1 in the order in which people are met."""

    _numbers: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._numbers)

    def one(self, person: int) -> int:
        """The number of one."""
        return self._numbers.setdefault(person, len(self._numbers) + 1)

    def of(self, people: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The numbers of many."""
        return np.array([self.one(person) for person in people.tolist()], np.uint64)
