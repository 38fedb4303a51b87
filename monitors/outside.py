"""What becomes of everything on `evidence.signals` that is no log: one part for each matter, and their port.

A part goes with the judge, in the same commit: what it decides stands in the database together with the
offset behind what it took in, and is sent from there. `monitors.commands.folding` lists those in use.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Protocol

from monitors.domain.outage.records import Change, Incident
from monitors.domain.register.alerts import AtOnce
from monitors.reliance_rows import RelianceWork
from monitors.store import Message, Place, Work
from streams.contracts.signals import Event


@dataclass(frozen=True, slots=True)
class Moment:
    """Where judgement stands at the end of a commit.

    `tick` is the offset and the time of the last tick in it, None where no time has passed. `changes` came
    of this commit and `incidents` go on; `told` and `alerts` is what the monitors say at it of reliance and
    register. `before` are the messages that it has: others of the same offset are numbered behind them.
    `judged_before_ms` is how far evidence is judged, in seen time; 0 before the first.
    """

    place: Place
    tick: tuple[int, int] | None
    changes: Sequence[tuple[int, Change]]
    incidents: Sequence[Incident]
    told: RelianceWork
    alerts: Sequence[AtOnce]
    before: Sequence[Message]
    judged_before_ms: int = 0

    def next_number(self, offset: int) -> int:
        """The number that the next message of an offset has."""
        return 1 + max((each.n for each in self.before if each.offset == offset), default=-1)


class Part(Protocol):
    """One matter. One thread uses it at a time; it may ask the store, and raises what the store raises."""

    def restore(self) -> None:
        """Begin anew: what was taken in and not committed is told again."""
        ...

    def take(self, offset: int, event: Event) -> None:
        """Take in an event of any kind, its own or not. Never raises: what does not fit was not decoded."""
        ...

    def work(self, moment: Moment) -> Work:
        """What came of everything since the last call: the fields of its own, and messages."""
        ...


class Outside:
    """All parts of a fold, in their order. While evidence is judged again they are not asked."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self._parts = parts

    def restore(self) -> None:
        """Begin anew."""
        for part in self._parts:
            part.restore()

    def take(self, offset: int, event: Event) -> None:
        """Let each part hear of an event."""
        for part in self._parts:
            part.take(offset, event)

    def beside(self, work: Work, moment: Moment) -> Work:
        """The work of a commit, with that of each part."""
        for part in self._parts:
            work = joined(work, part.work(replace(moment, before=work.messages)))
        return work


_NOTHING: Final = Work()


def joined(work: Work, more: Work) -> Work:
    """Two pieces of work as one: fields of either, messages of both. What both have, the second decides."""
    stated: dict[str, Any] = {
        field.name: value
        for field in fields(Work)
        if (value := getattr(more, field.name)) != getattr(_NOTHING, field.name)
    }
    messages = sorted([*work.messages, *more.messages], key=lambda message: (message.offset, message.n))
    return replace(work, **{**stated, "messages": messages})
