"""A script: a time in which something happens, which can be played on its own day or at any other."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from streams.simulation.disturbances import Disturbance
from streams.simulation.plan import Simulation
from streams.simulation.reliance import HABITS, Habits

TIMEZONE: Final = "America/Toronto"


class Event(NamedTuple):
    """One disturbance of a script, in absolute time."""

    what: str
    begins_at: str
    ends_at: str
    share: float | None = None


class Script(NamedTuple):
    """A time in which something happened. `sentence` says what a client sees."""

    sentence: str
    begins_at: str
    hours: float
    events: tuple[Event, ...]
    people: int = 400
    plain_share: float = 0.12
    habits: Habits = HABITS

    @property
    def first_moment(self) -> datetime:
        """When it begins on its own day."""
        return datetime.fromisoformat(self.begins_at)

    def simulation(self, begins_at: datetime | None = None, **changes: Any) -> Simulation:
        """The script on its own day, or moved so that it begins at another time; with changes.

        Moved, people still live at the local time of that day. Disturbances in `changes` come on top.
        """
        then = self.first_moment
        moved = begins_at is not None and begins_at != then
        begin = begins_at if begins_at is not None else then
        more: tuple[Disturbance, ...] = tuple(changes.pop("disturbances", ()))
        values: dict[str, Any] = {
            "begins_at": begin,
            "hours": self.hours,
            "people": self.people,
            "plain_share": self.plain_share,
            "timezone": TIMEZONE,
            "as_if": then.astimezone(ZoneInfo(TIMEZONE)).replace(tzinfo=None) if moved else None,
            "habits": self.habits,
        }
        values.update(changes)
        return Simulation(disturbances=self._disturbances(begin - then) + more, **values)

    def _disturbances(self, later: timedelta) -> tuple[Disturbance, ...]:
        """Its events, moved."""
        found = []
        for what, begins_at, ends_at, share in self.events:
            kind, _, target = what.partition(":")
            from_ms, to_ms = (
                round((datetime.fromisoformat(at) + later).timestamp() * 1000) for at in (begins_at, ends_at)
            )
            found.append(Disturbance(kind, target, from_ms, to_ms, share))
        return tuple(found)
