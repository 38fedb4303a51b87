"""What people's actions on the register come to: entries, what is kept of each action, and events.

The register is a fold over actions in their order. One that came before, by its id, does not get here; what
cannot be applied is refused, and that is kept and told like everything else.
"""

from collections.abc import Collection, Sequence

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.register.actions import RegisterAction, key_of
from monitors.domain.register.applying import Applied, applied
from monitors.domain.register.records import Entry, EntryKey
from monitors.events import register_announced
from monitors.register_rows import RegisterRows, RegisterWork
from monitors.store import Message, Place
from monitors.taken import Taken


class RegisterPart:
    """Applies actions to the register in their order, each of an id of its own; `rows` says what stands."""

    def __init__(self, rows: RegisterRows, calendar: Calendar) -> None:
        self._rows = rows
        self._calendar = calendar

    def known(self, actions: Collection[str]) -> set[str]:
        """Which of these actions were applied or refused before. Raises the faults of the store."""
        return self._rows.applied(actions)

    def come_to(
        self, place: Place, taken: Sequence[Taken[RegisterAction]]
    ) -> tuple[RegisterWork, list[Message]]:
        """What these actions come to, and what is told of them. Raises the faults of the store."""
        if not taken:
            return RegisterWork(), []
        stand: dict[EntryKey, Entry | None] = {
            entry.key: entry for entry in self._rows.entries({each.action.unit for each in taken})
        }
        touched: set[EntryKey] = set()
        come_to: list[tuple[int, Applied]] = []
        for offset, action, at_ms in taken:
            key = key_of(action)
            step = applied(stand.get(key), action, date_of(self._calendar.day_at(at_ms)))
            come_to.append((offset, step))
            if not step.change.refused:
                stand[key] = step.entry
                touched.add(key)
        work = RegisterWork(
            entries={key: stand[key] for key in touched}, changes=[step.change for _, step in come_to]
        )
        return work, register_announced(place, come_to)
