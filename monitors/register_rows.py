"""What the register is read from and written to: the part of the store that is about people's actions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitors.domain.register.alerts import AtOnce
from monitors.domain.register.applying import RegisterChange
from monitors.domain.register.asking import Question
from monitors.domain.register.records import Entry, EntryKey


@dataclass(frozen=True, slots=True)
class RegisterWork:
    """What some actions came to: entries as they now stand (None: it is gone), and what is kept of each.

    `alerts` are what risk is told at once; what was told before stays as it was told.
    """

    entries: Mapping[EntryKey, Entry | None] = field(default_factory=dict)
    changes: Sequence[RegisterChange] = ()
    alerts: Sequence[AtOnce] = ()


class RegisterRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable."""

    def entries(self, units: Collection[str] | None = None) -> list[Entry]:
        """The register as it stands, of these units or of all, in the order of its keys."""
        ...

    def applied(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused already."""
        ...

    def changes(self, from_ms: int) -> list[RegisterChange]:
        """What became of every action since then, in the order of time."""
        ...

    def told(self, alerts: Collection[str]) -> set[str]:
        """Which of these alerts, by their keys, were told already."""
        ...

    def questions(self, units: Collection[str] | None = None) -> list[Question]:
        """What these units, or all, were asked."""
        ...
