"""The report as one HTML file: no script, no request to any host; light, dark and on paper; two languages."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from api.report import charts, dependencies, findings, incidents, stories, views
from api.report.sentences import Words, headline, in_order_of_gravity
from infra.folders import cache_folder, keep_for_next_time
from infra.words import Lang, figures
from monitors.snapshot_schema import SCHEMA, Incident, Snapshot

MOST_PLATFORMS = 15
"""Rows of the first table; the others fold away under it."""

MOST_COLUMNS = 8
MOST_UNITS = 30
MOST_HEAT_MAPS = 6
MOST_HOSTS = 20


class CompiledTemplates(BytecodeCache):
    """Templates as compiled the last time, in the user's cache; compiling them takes a tenth of a second.

    Jinja itself sees when a template, or Python, is another than then, and compiles it again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is there; where nothing is, or nothing that can be read, it is compiled."""
        with suppress(OSError, EOFError, ValueError, UnpicklingError):
            bucket.bytecode_from_string(self._file(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        keep_for_next_time(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        """Another Jinja may compile otherwise."""
        return self._folder / f"page-{bucket.key}-{jinja2.__version__}.bytecode"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, escaping everything; a name that the page lacks is an error."""
    return Environment(
        loader=PackageLoader("api.report"),
        bytecode_cache=CompiledTemplates(cache_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def prepare_page() -> None:
    """Compile the templates now, while there is time, and not when the page is wanted."""
    for name in environment().list_templates():
        environment().get_template(name)


def _heat_map(words: Words) -> Callable[[views.Rhythm, int], Markup]:
    """Draws a platform's week in the reader's language; the number makes its ids unique."""

    def draw(rhythm: views.Rhythm, index: int) -> Markup:
        office = words.say("busiest.office", share=rhythm.office_share)
        return charts.heat_map(
            rhythm.hours,
            title=words.say("heat.title", platform=rhythm.platform.name),
            description=f"{words.busiest(rhythm)}. {office}.",
            weekdays=[words.say(f"weekday.{day}.short") for day in range(7)],
            key=f"week-{index}",
        )

    return draw


@dataclass(frozen=True)
class _Lanes:
    """Draws incidents on the time-line of one log."""

    line: incidents.Line
    words: Words

    @property
    def axis(self) -> Markup:
        """Its hours or days, in words."""
        return charts.axis([(at, self._tick(moment)) for at, moment in self.line.ticks()])

    @property
    def silent(self) -> bool:
        """Whether the log was silent somewhere."""
        return bool(self.line.gaps)

    def draw(self, incident: Incident) -> Markup:
        """One incident's lane."""
        return charts.lane(self.line.bands(incident), [at for at, _ in self.line.ticks()])

    def _tick(self, moment: datetime) -> str:
        """A day at its beginning, else the hour."""
        lang = self.words.lang
        midnight = moment.hour == moment.minute == 0
        return figures.short_day(moment, lang) if midnight else figures.clock(moment, lang)


def _lanes(snapshot: Snapshot, words: Words) -> _Lanes | None:
    """The time-line, where the log has one."""
    line = incidents.line(snapshot, words.edition.zone)
    return None if line is None else _Lanes(line, words)


def render_page(snapshot: Snapshot, lang: Lang, edition: views.Edition | None = None) -> str:
    """The whole report as HTML; every name from logs and CSV files is escaped; equal input, equal text."""
    edition = edition or views.Edition()
    words = Words.of(snapshot, lang, edition)
    ranked = views.used(snapshot)
    told, suspected = stories.stories(snapshot, words), stories.suspicions(snapshot, words)
    grave, others = in_order_of_gravity(snapshot.warnings)
    context = {
        "words": words,
        "say": words.say,
        "bar": charts.bar,
        "stacked": charts.stacked,
        "step": charts.step,
        "heat_map": _heat_map(words),
        "snapshot": snapshot,
        "edition": edition,
        "schema": SCHEMA,
        "headline": headline(snapshot, words),
        "broke": stories.summary(told, words),
        "nothing_broke": stories.nothing_broke(snapshot, words),
        "told": told[: incidents.MOST_INCIDENTS],
        "more_told": len(told[incidents.MOST_INCIDENTS :]),
        "suspected": suspected[: incidents.MOST_SUSPECTED],
        "more_suspected": len(suspected[incidents.MOST_SUSPECTED :]),
        "lanes": _lanes(snapshot, words),
        "relied": dependencies.reliances(snapshot, words) if views.has_units(snapshot) else None,
        "found": findings.found(snapshot, words),
        "period": words.period(snapshot),
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
        "rhythms": views.rhythms(snapshot, MOST_HEAT_MAPS),
        "outcomes": views.outcomes(snapshot)[:MOST_PLATFORMS],
        "outcome_groups": list(views.OUTCOME_GROUPS),
        "blocked": views.turned_away(snapshot),
        "embedded": views.only_embedded(snapshot),
        "hosts": sorted(snapshot.unknown_hosts, key=lambda h: (-h.requests, h.host))[:MOST_HOSTS],
        "not_judged": words.not_judged(snapshot),
        "method_figures": {"people": {"k": edition.k}, "time": {"zone": words.zone}},
    }
    return environment().get_template("snapshot.html.j2").render(context)
