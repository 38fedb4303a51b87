"""Sentences of notices and letters in one language: reasons, titles and times, by the names people use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final

from infra.words import figures, label, render
from monitors.domain.outage.records import Incident, Reason

OVER: Final = frozenset({"resolved", "false-alarm"})

SEVERITIES_OF: Final = {"notice-graver": "before", "notice-below-threshold": "severity"}
"""Reason -> the figure that is a severity."""

CAUSES_OF: Final = {"notice-other-cause": "before", "notice-inhibited": "cause"}
"""Reason -> the figure that is a cause."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """`names` are those of the platforms; times are told in `zone`."""

    names: Mapping[str, str]
    zone: tzinfo
    lang: figures.Lang

    def say(self, key: str, **told: Any) -> str:
        """Fixed words."""
        return label(key, self.lang, **told)

    def reason(self, reason: Reason) -> str:
        """A reason's sentence, its codes by their names."""
        shown = dict(reason.figures)
        for key in ("platform", "platforms"):
            if shown.get(key):
                shown[key] = self.platforms(str(shown[key]).split(", "))
        if shown.get("groups"):
            groups = str(shown["groups"]).split(", ")
            shown["groups"] = figures.listed([self.say(f"group.{each}") for each in groups], self.lang)
        if figure := SEVERITIES_OF.get(reason.code):
            shown[figure] = self.say(f"notice.severity.{shown[figure]}")
        if figure := CAUSES_OF.get(reason.code):
            shown[figure] = self.say(f"cause.{shown[figure]}")
        return render(reason.code, shown, self.lang, self.zone)

    def title(self, incident: Incident, platforms: Sequence[str], units: Sequence[str]) -> str:
        """What an incident is called, as on the page *now*; `platforms` are names, `units` may be named."""
        names = self.listed(platforms) or self.say("notice.something")
        title = "now.title-over" if incident.state in OVER else "now.title"
        if incident.cause in {"platform", "unknown"}:
            state = "confirmed" if incident.state == "resolved" else incident.state
            kind = "unknown" if incident.cause == "unknown" and state == "confirmed" else state
            return self.say(f"{title}.{kind}", platform=names)
        if incident.cause == "blind":
            return self.say(f"{title}.blind-source", source=incident.explanation.figures.get("source", ""))
        hidden = incident.cause == "unit-network" and not units
        key = f"{title}.{incident.cause}{'-elsewhere' if hidden else ''}"
        return self.say(key, platform=names, units=self.listed(units))

    def platform(self, identity: str) -> str:
        """A platform by its name."""
        return self.names.get(identity, identity)

    def platforms(self, identities: Sequence[str]) -> str:
        """Platforms by their names, as they are spoken."""
        return self.listed([self.platform(each) for each in identities])

    def listed(self, names: Sequence[str]) -> str:
        """Names as they are spoken."""
        return figures.listed(names, self.lang)

    def moment(self, at_ms: int) -> str:
        """A local time with its day."""
        return figures.time(datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(), self.lang, self.zone)

    def day(self, at: date) -> str:
        """A day."""
        return figures.day(datetime(at.year, at.month, at.day, tzinfo=UTC), self.lang)

    def lasted(self, ms: int) -> str:
        """How long."""
        return figures.duration(ms / 1000, self.lang)

    def since(self, incident: Incident) -> str:
        """Since when, or from when to when."""
        began = began_ms(incident)
        if began is None:
            return self.say("notice.since.unknown")
        if incident.ended_at_ms is None:
            return self.say("notice.since", at=self.moment(began))
        begin, end = (datetime.fromtimestamp(ms / 1000, UTC) for ms in (began, incident.ended_at_ms))
        lasted = self.lasted(incident.ended_at_ms - began)
        if begin.astimezone(self.zone).date() == end.astimezone(self.zone).date():
            span = figures.period(begin.isoformat(), end.isoformat(), self.lang, self.zone)
            return self.say("notice.lasted", span=span, lasted=lasted)
        first, last = self.moment(began), self.moment(incident.ended_at_ms)
        return self.say("notice.lasted.days", from_=first, to=last, lasted=lasted)


def began_ms(incident: Incident) -> int | None:
    """When an incident began, as far as anybody knows."""
    return incident.started_at_ms or incident.suspected_at_ms
