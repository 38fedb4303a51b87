"""The snapshot in the reader's own words: what the page and the terminal both say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol, TypeVar

import msgspec

from api.report import views
from infra.words import Lang, figures, label, render
from monitors.snapshot_incidents import SOURCE
from monitors.snapshot_schema import ORGANISATION_NAME, Figure, Incident, PlatformRow, Reason, Snapshot
from streams.domain.units import UNASSIGNED

T = TypeVar("T")


class Said(Protocol):
    """A code with figures, whoever says it."""

    @property
    def code(self) -> str:
        """What it says."""
        ...

    @property
    def figures(self) -> Mapping[str, Figure]:
        """How much of it."""
        ...


@dataclass(frozen=True)
class Words:
    """Everything that depends on the language, the edition and on how people are known (`identity`).

    `names` are those of the platforms, by their ids.
    """

    lang: Lang
    edition: views.Edition
    identity: str | None
    names: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(snapshot: Snapshot, lang: Lang, edition: views.Edition) -> "Words":
        """The words for one snapshot."""
        names = {row.platform: row.name for row in snapshot.platforms}
        return Words(lang, edition, snapshot.coverage.identity, names)

    def say(self, key: str, **named: Any) -> str:
        """A fixed phrase."""
        return label(key, self.lang, **named)

    def number(self, value: float) -> str:
        """A count."""
        return figures.number(value, self.lang)

    def percent(self, share: float) -> str:
        """A share."""
        return figures.percent(share, self.lang)

    def size(self, count: float) -> str:
        """Bytes."""
        return figures.size(count, self.lang)

    def known(self, value: int | None) -> str:
        """A count, or that it is unknown."""
        return self.say("unknown") if value is None else self.number(value)

    def known_share(self, share: float | None) -> str:
        """A share, or that it is unknown."""
        return self.say("unknown") if share is None else self.percent(share)

    def traffic(self, row: PlatformRow) -> str:
        """Bytes both ways; what the format does not carry is left out, and unknown if it carries neither."""
        known = [count for count in (row.bytes_down, row.bytes_up) if count is not None]
        return self.size(sum(known)) if known else self.say("unknown")

    def people(self, count: int | None) -> str:
        """`about 30 people`, or devices where only addresses are known."""
        return figures.people(count, self.lang, self.edition.k, self.identity)

    def rounded(self, count: int | None) -> str:
        """`about 30` for a column of people, or `withheld`."""
        return self.say("withheld") if count is None else self.say("about", requests=count)

    @property
    def people_column(self) -> str:
        """The label key of a column of people."""
        return "devices" if self.identity == "address" else "people"

    def withheld(self) -> str:
        """The sentence for a figure that is withheld."""
        return self.say(f"{self.people_column}.withheld", k=self.edition.k)

    def time(self, instant: str) -> str:
        """A time in the report's zone, which the page names once."""
        return figures.time(instant, self.lang, self.edition.zone)

    def hour(self, hour_of_week: int) -> str:
        """`09:00`, `9 h`."""
        return figures.clock(datetime(2026, 1, 5, hour_of_week % 24, tzinfo=UTC), self.lang)

    @property
    def zone(self) -> str:
        """The report's time zone by name."""
        return figures.zone_name(self.edition.zone)

    def period(self, snapshot: Snapshot) -> str:
        """From when to when, or that no line could be dated."""
        if snapshot.period.from_ is None or snapshot.period.to is None:
            return self.say("period.unknown")
        return figures.period(snapshot.period.from_, snapshot.period.to, self.lang, self.edition.zone)

    def unit(self, name: str) -> str:
        """A unit's own name, or the word for all of them, or for whom the directory does not know."""
        if name == ORGANISATION_NAME:
            return self.say("dependencies.small.top")
        return self.say("unassigned") if name == UNASSIGNED else name

    def other_units(self, parent: str) -> str:
        """The name of the sum over a parent's withheld children."""
        top = parent == ORGANISATION_NAME
        return self.say("other-units.top") if top else self.say("other-units", unit=self.unit(parent))

    def reason(self, reason: Said) -> str:
        """A reason's sentence."""
        return render(reason.code, self._named(reason.figures), self.lang, self.edition.zone)

    def platform(self, identity: str) -> str:
        """A platform by its name."""
        return self.names.get(identity, identity)

    def explained(self, incident: Incident) -> str | None:
        """Why an incident is one, in a sentence."""
        told = incident.explanation
        return self.reason(told) if isinstance(told, Reason) else told

    def _named(self, told: Mapping[str, Figure]) -> dict[str, Figure]:
        """Figures with platforms, surface groups and units by the names that readers know.

        Such a figure holds one name, or several with commas between.
        """
        named = {"platform": self.platform, "platforms": self.platform, "groups": self._group}
        named |= {"where": self._place, "source": self._place}
        shown = dict(told)
        for key in named.keys() & told.keys():
            names = [named[key](name) for name in str(told[key] or "").split(", ") if name]
            row = ", ".join(names) if key == "groups" else figures.listed(names, self.lang) if names else ""
            shown[key] = row or self.say("incident.title.nameless")
        return shown

    def _group(self, group: str) -> str:
        """A surface group in words."""
        return self.say(f"group.{group}")

    def _place(self, name: str) -> str:
        """A unit, a site or a source; the one source of a snapshot has no name of its own."""
        return self.say("source.log") if name == SOURCE else self.unit(name)

    def rejection(self, verdict: str) -> str:
        """Why a line was not understood."""
        return self.say(f"rejected.{verdict}")

    def busiest(self, rhythm: views.Rhythm) -> str:
        """When a platform is used most."""
        return self.say(
            "busiest",
            weekday=self.say(f"weekday.{rhythm.busiest // 24}"),
            hour=self.hour(rhythm.busiest),
            requests=rhythm.hours[rhythm.busiest],
        )

    def not_judged(self, snapshot: Snapshot) -> str | None:
        """Why reliance was not judged, where nobody says who belongs to which unit."""
        return None if views.has_units(snapshot) else self.say("blind.not-judged")


def headline(snapshot: Snapshot, words: Words) -> list[str]:
    """What a reader should take away: a heading, then up to three sentences."""
    ranked = views.used(snapshot)
    if not ranked:
        empty = snapshot.input.parsed + snapshot.input.rejected == 0
        return [words.say("headline.empty" if empty else "headline.none")]
    top = ranked[0]
    told = {"platform": top.name, "requests": top.requests, "people": words.people(top.people)}
    sentences = [words.say("headline", platforms=len(ranked))]
    if top.units and snapshot.usage:
        sentences.append(words.say("headline.top", units=top.units, **told))
    else:
        sentences.append(words.say("headline.top.without-units", **told))
    failing = views.least_reliable(snapshot)
    if failing is not None:
        sentences.append(words.say("headline.failing", platform=failing.name, share=failing.failed_share))
    blocked = views.turned_away(snapshot)
    if blocked:
        total = sum(row.blocked for row in blocked)
        sentences.append(words.say("headline.blocked", blocked=total, platform=blocked[0].name))
    return sentences


def in_order_of_gravity(warnings: list[Reason]) -> tuple[list[Reason], list[Reason]]:
    """Warnings that change what the figures mean, gravest first, and the others in their order."""
    grave = [w for code in views.GRAVE for w in warnings if w.code == code]
    return grave, [w for w in warnings if w.code not in views.GRAVE]


def with_sentences(snapshot: Snapshot, lang: Lang, zone: tzinfo = UTC) -> Snapshot:
    """The same document with the `text` of every reason in it rendered, as it leaves the house."""
    rendered = _rendered(snapshot, Words.of(snapshot, lang, views.Edition(zone=zone)))
    assert isinstance(rendered, Snapshot)  # noqa: S101 (a struct stays what it is)
    return rendered


def worded(document: T, words: Words) -> T:
    """The same document with the `text` of every reason in it rendered; other kinds than a snapshot, too."""
    rendered: T = _rendered(document, words)
    return rendered


def _rendered(value: Any, words: Words) -> Any:
    """A value with every reason inside it worded; an incident's explanation is its sentence alone."""
    if isinstance(value, list):
        return [_rendered(item, words) for item in value]
    if isinstance(value, msgspec.Struct):
        fields = {name: _rendered(getattr(value, name), words) for name in value.__struct_fields__}
        if isinstance(value, Incident):
            fields["explanation"] = words.explained(value)
        if isinstance(value, Reason):
            fields["text"] = words.reason(value)
        return msgspec.structs.replace(value, **fields)
    return value
