"""What broke, put in order for a reader: stories of incidents, and where each stands on the log's time-line.

Pure functions of the document, like `views`. Confirmed incidents come first, in order of time; suspicions
stand apart, because nothing is claimed of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from api.report.charts import Band
from monitors.snapshot_schema import Incident, Period, Snapshot

MOST_INCIDENTS: Final = 25
MOST_SUSPECTED: Final = 10
MOST_TICKS: Final = 6

TICK_STEPS: Final = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, *(1440 * days for days in (1, 2, 3, 7, 14)))
)
"""The distances at which a time-line may be marked; a longer one is marked every few fortnights."""


@dataclass(frozen=True)
class Line:
    """A stretch of time from `start` to `end`, seen in a time zone."""

    start: datetime
    end: datetime
    gaps: list[Band]

    def place(self, moment: datetime) -> float:
        """A moment as a share of the stretch, in the time that passed: a day may have 23 hours."""
        start, end = self.start.timestamp(), self.end.timestamp()
        return min(1.0, max(0.0, (moment.timestamp() - start) / (end - start)))

    def ticks(self) -> list[tuple[float, datetime]]:
        """Round moments inside the stretch: full hours, or midnights, of the zone."""
        whole = self.end - self.start
        step = next((s for s in TICK_STEPS if whole / s < MOST_TICKS), None)
        if step is None:
            step = TICK_STEPS[-1] * (whole // (TICK_STEPS[-1] * MOST_TICKS) + 1)
        midnight = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
        moments = (midnight + number * step for number in range((whole + timedelta(days=1)) // step + 1))
        return [(self.place(at), at) for at in moments if self.start <= at <= self.end]

    def bands(self, incident: Incident) -> list[Band]:
        """The silences, and over them the incident: coloured by its cause, hollow where only suspected."""
        begun = begun_at(incident)
        if begun is None:
            return self.gaps
        confirmed = incident.state != "suspected" and incident.detected_at is not None
        kind = f"cause-{incident.cause}" if confirmed else f"cause-{incident.cause} hollow"
        ended = 1.0 if incident.ended_at is None else self.place(_moment(incident.ended_at))
        return [*self.gaps, Band(kind, self.place(_moment(begun)), ended)]


def begun_at(incident: Incident) -> str | None:
    """When it began: with its earliest failed request, as far as that is known."""
    return incident.started_at or incident.suspected_at or incident.detected_at


def lasted_seconds(incident: Incident, until: str | None) -> float | None:
    """How long it lasted, or has lasted until the end of the log; None where no time is known."""
    begun, ended = begun_at(incident), incident.ended_at or until
    if begun is None or ended is None:
        return None
    return (_moment(ended) - _moment(begun)).total_seconds()


def line(snapshot: Snapshot, zone: tzinfo = UTC) -> Line | None:
    """The log's period as a stretch of time; None where nothing could be dated."""
    if snapshot.period.from_ is None or snapshot.period.to is None:
        return None
    begun = [begun_at(incident) for incident in (*snapshot.incidents, *snapshot.suspected)]
    start = _moment(min([snapshot.period.from_, *(at for at in begun if at is not None)]))
    end = max(_moment(snapshot.period.to), start + timedelta(minutes=1))
    bare = Line(start.astimezone(zone), end.astimezone(zone), [])
    return Line(bare.start, bare.end, _silences(bare, snapshot.coverage.gaps))


def _silences(bare: Line, gaps: Sequence[Period]) -> list[Band]:
    """The log's silences as bands."""
    return [
        Band("lane-silent", bare.place(_moment(gap.from_)), bare.place(_moment(gap.to)))
        for gap in gaps
        if gap.from_ and gap.to
    ]


def _moment(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def in_order(incidents: Sequence[Incident]) -> list[Incident]:
    """As they began; those without a time last."""
    return sorted(incidents, key=lambda one: (begun_at(one) or "9", one.id))
