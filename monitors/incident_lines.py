"""What broke, as lines of the log: one for each step of an incident, once it is in the database."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog

from infra.words import label, render
from infra.words.figures import listed
from monitors.domain.outage.records import Change, Reason, State
from monitors.domain.showing import shown_change

HISTORY_MS: Final = 3_600_000
"""A step that is older than this was found while catching up, and is counted instead of told."""

QUIET_SECONDS: Final = 15.0
"""Catching up is over when no old step was found for so long."""

LEVELS: Final[dict[State, str]] = {
    "suspected": "debug",
    "confirmed": "warning",
    "recovering": "info",
    "resolved": "info",
    "false-alarm": "info",
}
"""How loud each state is said."""

GOING_ON: Final = frozenset({"confirmed", "recovering"})


class IncidentLines:
    """Tells of incidents in the log. Whoever reads a log may be anybody: fewer than `k` people are withheld.

    `names` gives platforms the names that people use. `clock_ms` is wall time in Unix ms, `monotonic` counts
    seconds.
    """

    def __init__(
        self, names: Mapping[str, str], clock_ms: Callable[[], int], monotonic: Callable[[], float], k: int
    ) -> None:
        self._names = names
        self._clock_ms = clock_ms
        self._monotonic = monotonic
        self._k = k
        self._log = structlog.get_logger()
        self._found: dict[str, Change] = {}
        self._found_at = 0.0

    def landed(self, changes: Sequence[Change]) -> None:
        """These changes are in the database. Call it after each commit, one without changes too."""
        for change in changes:
            step = change.transition
            if step is None:
                continue
            if step.at_ms < self._clock_ms() - HISTORY_MS:
                self._found[change.incident.id] = change
                self._found_at = self._monotonic()
            else:
                self._found.pop(change.incident.id, None)
                self._say(change)
        if self._found and self._monotonic() - self._found_at >= QUIET_SECONDS:
            self._caught_up()

    def _caught_up(self) -> None:
        """How much was found in what is past; what is not over yet is told as it stands."""
        states = [change.incident.state for change in self._found.values()]
        still_open = [change for change in self._found.values() if change.incident.state in GOING_ON]
        self._found = {}
        self._log.info(
            "caught-up",
            incidents=len(still_open) + states.count("resolved"),
            still_open=len(still_open),
            advice="those that are over stand in the database alone",
        )
        for change in still_open:
            self._say(change)

    def _say(self, change: Change) -> None:
        """One line: the state, whose fault it is, and the sentence that explains it."""
        incident = shown_change(change, self._k, None).incident
        since_ms = incident.started_at_ms or incident.suspected_at_ms
        figures: dict[str, Any] = {
            "words": self._sentence(incident.explanation),
            "cause": incident.cause,
            "confidence": round(incident.cause_confidence, 2),
            "platforms": [self._name(platform) for platform in incident.platforms],
            "units": len(incident.units),
            "since": None if since_ms is None else _minute(since_ms),
            "incident": incident.id,
        }
        level = LEVELS[incident.state]
        getattr(self._log, level)(f"incident-{incident.state}", **figures)

    def _sentence(self, reason: Reason) -> str:
        """A reason in English, its platforms and groups by the names that people know."""
        shown = dict(reason.figures)
        for figure, named in (("platform", self._name), ("platforms", self._name), ("groups", _group)):
            if names := [named(name) for name in str(shown.get(figure) or "").split(", ") if name]:
                shown[figure] = listed(names, "en")
        return render(reason.code, shown, "en")

    def _name(self, platform: str) -> str:
        return self._names.get(platform, platform)


def _group(group: str) -> str:
    return label(f"group.{group}", "en")


def _minute(at_ms: int) -> str:
    """A moment as the other times of a log are written, to the second."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
