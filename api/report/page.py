"""The report as one HTML file: no script, no request to any host; light, dark and on paper; two languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.report import charts, views
from infra.words import Lang, figures, label, render
from monitors.snapshot_schema import SCHEMA, Reason, Snapshot

MOST_PLATFORMS = 15
"""Rows of the first table; the others fold away under it."""

MOST_COLUMNS = 8
MOST_UNITS = 30
MOST_HEAT_MAPS = 6
MOST_HOSTS = 20


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """The templates, escaping everything; a name that the page lacks is an error."""
    return Environment(
        loader=PackageLoader("api.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True)
class Words:
    """Everything that depends on the reader's language, ready for the template."""

    lang: Lang
    edition: views.Edition
    identity: str | None

    def say(self, key: str, **named: Any) -> str:
        """A fixed phrase."""
        return label(key, self.lang, **named)

    def number(self, value: float) -> str:
        """A count."""
        return figures.number(value, self.lang)

    def brief(self, value: float) -> str:
        """A count in a tight place."""
        return figures.brief(value, self.lang)

    def percent(self, share: float) -> str:
        """A share."""
        return figures.percent(share, self.lang)

    def size(self, count: float) -> str:
        """Bytes."""
        return figures.size(count, self.lang)

    def people(self, count: int | None) -> str:
        """People, or devices where only addresses are known."""
        return figures.people(count, self.lang, self.edition.k, self.identity)

    def withheld(self) -> str:
        """The sentence for a figure that is withheld."""
        noun = "devices" if self.identity == "address" else "people"
        return label(f"{noun}.withheld", self.lang, k=self.edition.k)

    def moment(self, instant: str) -> str:
        """A time in the report's zone."""
        return figures.moment(instant, self.lang, self.edition.zone)

    def unit(self, name: str) -> str:
        """A unit's name."""
        return views.unit_name(name, self.lang)

    def reason(self, reason: Reason) -> str:
        """A reason's sentence."""
        return render(reason.code, reason.figures, self.lang, self.edition.zone)

    def hour(self, hour_of_week: int) -> str:
        """`09:00`, `9 h`."""
        return figures.clock(datetime(2026, 1, 5, hour_of_week % 24, tzinfo=UTC), self.lang)

    def rejection(self, verdict: str) -> str:
        """Why a line was not understood."""
        return label(f"rejected.{verdict}", self.lang)

    @property
    def zone(self) -> str:
        """The report's time zone by name."""
        return figures.zone_name(self.edition.zone)


def headline(snapshot: Snapshot, words: Words) -> list[str]:
    """What a reader should take away: a heading, then up to three sentences."""
    ranked = views.used(snapshot)
    if not ranked:
        return [words.say("headline.none")]
    top = ranked[0]
    told = {"platform": top.name, "requests": top.requests, "people": words.people(top.people)}
    sentences = [words.say("headline", platforms=len(ranked))]
    if top.units is not None and snapshot.usage:
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


def _heat_map(words: Words) -> Callable[[views.Rhythm, int], Markup]:
    """Draws a platform's week in the reader's language."""

    def draw(rhythm: views.Rhythm, index: int) -> Markup:
        office = words.say("busiest.office", share=rhythm.office_share)
        return charts.heat_map(
            rhythm.hours,
            title=words.say("heat.title", platform=rhythm.platform.name),
            description=f"{busiest(rhythm, words)}. {office}.",
            weekdays=[words.say(f"weekday.{day}.short") for day in range(7)],
            key=f"week-{index}",
        )

    return draw


def busiest(rhythm: views.Rhythm, words: Words) -> str:
    """When a platform is used most, in words."""
    return words.say(
        "busiest",
        weekday=words.say(f"weekday.{rhythm.busiest // 24}"),
        hour=words.hour(rhythm.busiest),
        requests=rhythm.hours[rhythm.busiest],
    )


def _grave_first(warnings: list[Reason]) -> tuple[list[Reason], list[Reason]]:
    """Warnings that change what the figures mean, gravest first, and the others in their order."""
    grave = [w for code in views.GRAVE for w in warnings if w.code == code]
    return grave, [w for w in warnings if w.code not in views.GRAVE]


def _judged(snapshot: Snapshot, words: Words) -> str:
    """Whether incidents and dependencies were judged, in one calm line."""
    if not (snapshot.incidents or snapshot.suspected or snapshot.dependencies):
        return words.say("blind.not-judged")
    told = {"incidents": len(snapshot.incidents), "dependencies": len(snapshot.dependencies)}
    return f"{words.say('judged', **told)} {words.say('judged.in-json')}"


def render_page(snapshot: Snapshot, lang: Lang, edition: views.Edition | None = None) -> str:
    """The whole report as HTML; every name from logs and CSV files is escaped; equal input, equal text."""
    edition = edition or views.Edition()
    words = Words(lang, edition, snapshot.coverage.identity)
    ranked = views.used(snapshot)
    grave, others = _grave_first(snapshot.warnings)
    context = {
        "words": words,
        "say": words.say,
        "bar": charts.bar,
        "step": charts.step,
        "stacked": charts.stacked,
        "heat_map": _heat_map(words),
        "busiest": lambda rhythm: busiest(rhythm, words),
        "snapshot": snapshot,
        "edition": edition,
        "schema": SCHEMA,
        "headline": headline(snapshot, words),
        "period": views.period_words(snapshot, lang, edition.zone),
        "platform_count": len(ranked),
        "widest": max((row for row in ranked if row.people), key=lambda row: row.people or 0, default=None),
        "request_count": sum(row.requests for row in ranked),
        "blocked_count": sum(row.blocked for row in snapshot.platforms),
        "grave": grave,
        "warnings": others,
        "platforms": ranked[:MOST_PLATFORMS],
        "more_platforms": ranked[MOST_PLATFORMS:],
        "matrix": views.matrix(snapshot, MOST_COLUMNS),
        "most_units": MOST_UNITS,
        "withheld_cells": views.withheld_cells(snapshot),
        "outcomes": views.outcomes(snapshot)[:MOST_PLATFORMS],
        "outcome_groups": list(views.OUTCOME_GROUPS),
        "rhythms": views.rhythms(snapshot, MOST_HEAT_MAPS),
        "blocked": views.turned_away(snapshot),
        "embedded": views.only_embedded(snapshot),
        "hosts": sorted(snapshot.unknown_hosts, key=lambda h: (-h.requests, h.host))[:MOST_HOSTS],
        "judged": _judged(snapshot, words),
        "method_figures": {"people": {"k": edition.k}, "time": {"zone": words.zone}},
    }
    return _environment().get_template("snapshot.html.j2").render(context)
