"""An incident in the reader's words: what the page's cards and the terminal's lines both say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.report import incidents
from api.report.incidents import begun_at, lasted_seconds
from api.report.sentences import Words
from infra.words import figures
from monitors.snapshot_schema import Incident, Snapshot

MOST_NAMES: Final = 4
MOST_UNITS: Final = 12
MINUTES: Final = {"days": 1440, "hours": 60, "minutes": 1}
LEAST_MINUTES: Final = {"days": 2 * 1440, "hours": 120, "minutes": 0}
"""From how long on a time is told in days or hours."""

UNCOUNTED: Final = frozenset({"policy", "account", "blind"})
"""Causes behind which no votes of people stand: how many were hit is unknown, not few."""

MARKS: Final = {
    "suspected": "◐",
    "confirmed": "▲",
    "recovering": "◒",
    "resolved": "●",
    "false-alarm": "○",
}
"""A shape for each state, so that no reader needs its colour."""


@dataclass(frozen=True)
class Story:
    """One incident, worded; what is unknown of it is None, and `people` says when it is withheld.

    A false alarm has no fault that one could be `sure` of: that is empty then.
    """

    incident: Incident
    title: str
    names: str
    mark: str
    state: str
    cause: str
    sure: str
    when: str
    briefly: str
    lasted: str
    confirmed: str | None
    people: str | None
    requests: str | None
    peak: str | None
    units: str
    surfaces: str
    sentence: str | None
    reasons: list[str]

    def fault(self, words: Words) -> str:
        """Whose fault it was, and how sure that is, as one line."""
        return words.say("incident.fault", cause=f"{self.cause}, {self.sure}" if self.sure else self.cause)


def tell(incident: Incident, until: str | None, words: Words) -> Story:
    """Everything that there is to say of one incident; `until` is how far is known what goes on."""
    seconds = lasted_seconds(incident, until)
    counted = incident.cause not in UNCOUNTED
    peak = incident.peak_failed_share
    real = incident.state != "false-alarm"
    sure = min(99, round(100 * incident.cause_confidence))
    return Story(
        incident=incident,
        title=_title(incident, words),
        names=_names(incident, words),
        mark=MARKS[incident.state],
        state=words.say(f"state.{incident.state}"),
        cause=words.say(f"cause.{incident.cause}" if real else "incident.no-fault"),
        sure=words.say("incident.sure", percent=sure) if real else "",
        when=_when(incident, words),
        briefly=_briefly(incident, words),
        lasted=words.say("unknown") if seconds is None else figures.duration(seconds, words.lang),
        confirmed=_confirmed(incident, words),
        people=words.people(incident.people_failed) if counted else None,
        requests=None if incident.requests_failed is None else words.number(incident.requests_failed),
        peak=None if peak is None else words.say("fact.peak.text", share=peak),
        units=_listed([words.unit(unit) for unit in incident.units], words),
        surfaces=", ".join(words.say(f"group.{group}") for group in incident.surfaces),
        sentence=words.explained(incident),
        reasons=[words.reason(reason) for reason in incident.reasons],
    )


def stories(snapshot: Snapshot, words: Words) -> list[Story]:
    """What was confirmed, in order of time."""
    return [tell(incident, snapshot.period.to, words) for incident in incidents.in_order(snapshot.incidents)]


def suspicions(snapshot: Snapshot, words: Words) -> list[Story]:
    """What was only suspected, in order of time."""
    return [tell(incident, snapshot.period.to, words) for incident in incidents.in_order(snapshot.suspected)]


def summary(told: Sequence[Story], words: Words) -> str | None:
    """One sentence for the head of a report; None where nothing broke."""
    if not told:
        return None
    if len(told) > 1:
        names = list(dict.fromkeys(story.names for story in told))
        return words.say("headline.incidents", incidents=len(told), names=_shortened(names, words))
    [story] = told
    begun = begun_at(story.incident)
    at = words.say("unknown") if begun is None else words.time(begun)
    return words.say("headline.incident", title=story.title, lasted=story.lasted, at=at)


def nothing_broke(snapshot: Snapshot, words: Words) -> str:
    """What is said where there is no incident: for how long, and never more than the log can show."""
    period = snapshot.period
    if period.from_ is None or period.to is None or not any(row.requests for row in snapshot.platforms):
        return words.say("incidents.none.unseen")
    whole = datetime.fromisoformat(period.to) - datetime.fromisoformat(period.from_)
    minutes = whole.total_seconds() / 60
    unit = next(unit for unit in ("days", "hours", "minutes") if minutes >= LEAST_MINUTES[unit])
    return words.say(f"incidents.none.{unit}", lasted=max(1, round(minutes / MINUTES[unit])))


def _title(incident: Incident, words: Words) -> str:
    """What happened, as a heading."""
    if incident.state == "suspected":
        return words.say("incident.title.suspected", names=_names(incident, words))
    units = [words.unit(unit) for unit in incident.units]
    if incident.cause == "unit-network" and not units:
        return words.say("incident.title.unit-network.unnamed")
    told = {"names": _platforms(incident, words), "units": _shortened(units, words)}
    return words.say(f"incident.title.{incident.cause}", **told)


def _names(incident: Incident, words: Words) -> str:
    """What it befell, in a word or two: a platform, or the part of our own house."""
    return (
        _platforms(incident, words)
        if incident.cause in {"platform", "policy", "account", "shared-provider", "unknown"}
        else words.say(f"incident.name.{incident.cause}")
    )


def _platforms(incident: Incident, words: Words) -> str:
    return _shortened([words.platform(platform) for platform in incident.platforms], words)


def _shortened(names: Sequence[str], words: Words) -> str:
    """A few names, and how many more there are."""
    if not names:
        return words.say("incident.title.nameless")
    if len(names) <= MOST_NAMES:
        return figures.listed(names, words.lang)
    some = ", ".join(names[: MOST_NAMES - 1])
    return words.say("incident.names.more", names=some, more=len(names) - MOST_NAMES + 1)


def _listed(units: Sequence[str], words: Words) -> str:
    """Units in a row, with how many more there are."""
    shown = ", ".join(units[:MOST_UNITS])
    if len(units) <= MOST_UNITS:
        return shown
    return f"{shown}, {words.say('fact.units.more', units=len(units) - MOST_UNITS)}"


def _when(incident: Incident, words: Words) -> str:
    """From when to when, to the second."""
    begun, zone = begun_at(incident), words.edition.zone
    if begun is None:
        return words.say("incident.unknown-time")
    if incident.ended_at is None:
        at = figures.local(begun, zone)
        begun = f"{figures.day(at, words.lang)}, {figures.to_the_second(at, words.lang)}"
        return words.say("incident.when.open", begun=begun)
    return figures.span(begun, incident.ended_at, words.lang, zone)


def _briefly(incident: Incident, words: Words) -> str:
    """From when to when, to the minute and without the year, for a column."""
    begun = begun_at(incident)
    if begun is None:
        return words.say("incident.unknown-time")
    first = figures.local(begun, words.edition.zone)
    told = {
        "day": figures.short_day(first, words.lang),
        "from_": figures.clock(first, words.lang),
    }
    if incident.ended_at is None:
        return words.say("incident.briefly.open", **told)
    last = figures.local(incident.ended_at, words.edition.zone)
    told["to"] = figures.clock(last, words.lang)
    if first.date() == last.date():
        return words.say("incident.briefly", **told)
    return words.say("incident.briefly.days", last=figures.short_day(last, words.lang), **told)


def _confirmed(incident: Incident, words: Words) -> str | None:
    """How soon it was sure, counted from the start of the first request that failed."""
    if incident.detected_at is None or incident.started_at is None:
        return None
    took = datetime.fromisoformat(incident.detected_at) - datetime.fromisoformat(incident.started_at)
    return words.say("fact.confirmed.text", lasted=figures.duration(took.total_seconds(), words.lang))
