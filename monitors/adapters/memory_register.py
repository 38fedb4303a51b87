"""The register in memory: entries, what became of actions, and what units are asked."""

from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock

from monitors.domain.register.alerts import AtOnce
from monitors.domain.register.applying import RegisterChange
from monitors.domain.register.asking import Question
from monitors.domain.register.records import Entry, EntryKey
from monitors.store import Work


@dataclass(slots=True)
class KeptRegister:
    """What a database would hold of it."""

    entries: dict[EntryKey, Entry] = field(default_factory=dict)
    changes: dict[str, RegisterChange] = field(default_factory=dict)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    alerts: dict[str, AtOnce] = field(default_factory=dict)

    def write(self, work: Work) -> None:
        """What replaces what is there; what was asked before stays as it was asked."""
        for key, entry in work.register.entries.items():
            if entry is None:
                self.entries.pop(key, None)
            else:
                self.entries[key] = entry
        self.changes |= {change.action: change for change in work.register.changes}
        for alert in work.register.alerts:
            self.alerts.setdefault(alert.key, alert)
        for question in work.reliance.questions:
            self.questions.setdefault((question.unit, question.platform), question)


@dataclass(frozen=True, slots=True)
class MemoryRegisterRows:
    """`monitors.register_rows.RegisterRows` on what a store in memory holds, under its lock."""

    kept: KeptRegister
    lock: Lock

    def entries(self, units: Collection[str] | None = None) -> list[Entry]:
        """See the port."""
        with self.lock:
            return [
                entry
                for key, entry in sorted(self.kept.entries.items())
                if units is None or key.unit in units
            ]

    def applied(self, actions: Collection[str]) -> set[str]:
        """See the port."""
        with self.lock:
            return set(actions) & self.kept.changes.keys()

    def changes(self, from_ms: int) -> list[RegisterChange]:
        """See the port."""
        with self.lock:
            found = [change for change in self.kept.changes.values() if change.at_ms >= from_ms]
        return sorted(found, key=lambda change: (change.at_ms, change.action))

    def told(self, alerts: Collection[str]) -> set[str]:
        """See the port."""
        with self.lock:
            return set(alerts) & self.kept.alerts.keys()

    def questions(self, units: Collection[str] | None = None) -> list[Question]:
        """See the port."""
        with self.lock:
            return [
                question
                for (unit, _), question in sorted(self.kept.questions.items())
                if units is None or unit in units
            ]
