"""Incidents in the demonstration's words: what broke in the history, and each turn of what breaks live."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from api.demo.judgements import Found, Relied
from api.report.sentences import Words
from api.report.stories import MARKS, Story, tell
from api.report.views import Edition
from infra.words import figures, label
from monitors.domain.outage.records import Incident, State, Transition
from monitors.domain.showing import shown_reason
from monitors.domain.withholding import USUAL_K
from monitors.snapshot_incidents import shown
from monitors.snapshot_schema import Reason

IDENTITY = "login"
"""The simulated log names people by login."""

TURNS: Mapping[State, str] = {
    "suspected": "Suspected",
    "confirmed": "Confirmed",
    "recovering": "Recovering",
    "resolved": "All-clear",
    "false-alarm": "Dropped",
}
"""What it is called when an incident comes into a state."""


class Telling:
    """Words for incidents; `names` are those of platforms, by their ids."""

    def __init__(self, names: Mapping[str, str], timezone: str) -> None:
        self._words = Words("en", Edition(USUAL_K, ZoneInfo(timezone)), IDENTITY, names)

    def platform(self, identity: str) -> str:
        """A platform by its name."""
        return self._words.platform(identity)

    def relies(self, found: Relied) -> str:
        """A dependency as telemetry sees it, with its score; its worth is the unit's to say, in the hub."""
        level = label(f"level.{found.level}", "en")
        asked = f"; {label('dependency.candidate', 'en')}" if found.candidate else ""
        pair = f"{found.unit} on {self.platform(found.platform)}"
        return f"{pair}, as telemetry sees it: {level}, {found.score} of 100{asked}"

    def story(self, incident: Incident) -> Story:
        """Everything that the report would say of it; figures of few people are withheld as there."""
        return tell(shown(incident, USUAL_K, IDENTITY), None, self._words)

    def past(self, found: Found) -> str:
        """An incident of the history in a line."""
        story = self.story(found.incident)
        return f"{story.mark} {story.title}: {story.briefly} ({story.lasted}). Whose fault: {story.cause}."

    def turn(self, found: Found, transition: Transition) -> Iterator[str]:
        """A turn that an incident took, in lines: what is new, then what speaks for it."""
        story = self.story(found.incident)
        counted = story.incident.people_failed is not None
        title = story.title if transition.after == "confirmed" else story.names
        yield f"{MARKS[transition.after]} {TURNS[transition.after]}: {title}"
        if transition.after == "confirmed":
            yield from self.facts(story)
            return
        reason = shown_reason(transition.reason, USUAL_K, IDENTITY, counted=counted)
        yield self._words.reason(Reason(reason.code, reason.figures))

    def facts(self, story: Story) -> Iterator[str]:
        """What is known of an incident that is sure, a line for each fact."""
        if story.sentence:
            yield story.sentence
        yield story.fault(self._words)
        begun = story.incident.started_at
        if begun is not None:
            zone = self._words.edition.zone
            since = figures.to_the_second(figures.local(begun, zone), "en")
            sure = f", sure {story.confirmed}" if story.confirmed else ""
            yield f"Since {since}{sure}"
        if story.units:
            yield f"Units: {story.units}"
        if story.surfaces:
            yield f"What of it: {story.surfaces}"
