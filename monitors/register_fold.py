"""What people's actions on `hub.actions` come to: entries of the register, what is kept of each, and events.

The register is a fold over actions in their order. An action that came before, by its id, changes nothing
and is told nobody twice; what cannot be applied is refused, and that is kept and told like everything else.
"""

from collections.abc import Callable
from typing import NamedTuple

import structlog

from monitors.domain.calendar import Calendar, date_of
from monitors.domain.register.actions import AnyAction, decode_action, key_of
from monitors.domain.register.applying import Applied, applied
from monitors.domain.register.records import Entry, EntryKey
from monitors.events import register_announced
from monitors.register_rows import RegisterRows, RegisterWork
from monitors.store import Place, Standing, Work


class _Taken(NamedTuple):
    """An action, where it stood on the topic, and when Kafka took it in."""

    offset: int
    action: AnyAction
    at_ms: int


class RegisterFold:
    """Actions are applied to the register in their order; `rows` is asked for what stands there.

    An action's day is that on which Kafka took it in, for clocks of browsers differ; `clock_ms` stands in
    where the topic does not say so.
    """

    def __init__(self, rows: RegisterRows, calendar: Calendar, clock_ms: Callable[[], int]) -> None:
        self._rows = rows
        self._calendar = calendar
        self._clock_ms = clock_ms
        self._taken: list[_Taken] = []
        self._log = structlog.get_logger()

    def restore(self, standing: Standing) -> None:  # noqa: ARG002 (it remembers nothing: the rows say it all)
        """As the port says."""
        self._taken = []

    def take(self, offset: int, value: bytes, appended_ms: int | None = None) -> None:
        """As the port says."""
        at_ms = self._clock_ms() if appended_ms is None else appended_ms
        self._taken.append(_Taken(offset, decode_action(value), at_ms))

    def work(self, place: Place) -> Work:
        """As the port says. Raises the faults of the store."""
        taken, self._taken = self._taken, []
        if not taken:
            return Work()
        done = self._rows.applied({each.action.id for each in taken})
        stand: dict[EntryKey, Entry | None] = {
            entry.key: entry for entry in self._rows.entries({each.action.unit for each in taken})
        }
        touched: set[EntryKey] = set()
        come_to: list[tuple[int, Applied]] = []
        for offset, action, at_ms in taken:
            if action.id in done:
                self._log.info("action-repeated", action=action.id)
                continue
            done.add(action.id)
            key = key_of(action)
            step = applied(stand.get(key), action, date_of(self._calendar.day_at(at_ms)))
            come_to.append((offset, step))
            if not step.change.refused:
                stand[key] = step.entry
                touched.add(key)
        return Work(
            register=RegisterWork(
                entries={key: stand[key] for key in touched},
                changes=[step.change for _, step in come_to],
            ),
            messages=register_announced(place, come_to),
        )
