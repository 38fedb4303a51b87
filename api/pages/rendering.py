"""A page: its template filled in for one reader, with a tag that says whether it is news."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.domain.rights import Right, Viewer
from api.hub import Hub
from api.pages import drawings
from api.pages.assets import address_of
from api.people.gate import address_of as address_of_device
from api.people.reporters import may_report
from api.report import charts
from api.report.sentences import Words
from api.report.views import Edition
from infra.version import VERSION
from infra.words import LANGUAGES, Lang, figures

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

LANGUAGE_COOKIE: Final = "holdfast-language"

RECORDS: Final = "/records"
"""A page that is there only where a records store is switched on."""

PAGES: Final[tuple[tuple[str, str, Right], ...]] = (
    ("/", "now", Right.SEE_INCIDENTS),
    ("/platforms", "platforms", Right.SEE_PLATFORMS),
    ("/units", "units", Right.SEE_RELIANCE),
    ("/register", "register", Right.SEE_REGISTER),
    ("/our-accounts", "accounts", Right.SEE_ACCOUNTS),
    ("/practices", "practices", Right.SEE_LESSONS),
    ("/exercises", "exercises", Right.SEE_EXERCISES),
    ("/sources", "sources", Right.SEE_SOURCES),
    ("/audit", "audit", Right.SEE_AUDIT),
    ("/people", "people", Right.SEE_PEOPLE),
    (RECORDS, "records", Right.SEE_RECORDS),
)
"""What stands in the head of each page: address, name, and the right that it takes."""

FORM_FIELD: Final = "form"
"""The field of every form that stands for an action; its value tells this form from all others."""

_FORM_PLACE: Final = "the-number-of-this-form"
"""Stands in a page where the number of its forms will: the page's tag must not change with that."""

FOR_ALL: Final = frozenset({Right.SEE_AUDIT})
"""Rights that open a page only to who has them for the whole organisation."""


@dataclass(frozen=True)
class HubWords(Words):
    """The words of the hub's pages: times are told from `now_ms`."""

    now_ms: int = 0

    @property
    def colon(self) -> str:
        """The colon behind words that a template joins with others, spaced as the language does."""
        return ":" if self.lang == "en" else f"{figures.NO_BREAK}:"

    @property
    def semicolon(self) -> str:
        """The semicolon, likewise."""
        return ";" if self.lang == "en" else f"{figures.NARROW};"

    def duration(self, ms: int) -> str:
        """How long: to the minute within a day, to the hour beyond."""
        if ms < MINUTE_MS:
            return self.say("duration.seconds", seconds=max(ms, 0) // 1000)
        if ms < HOUR_MS:
            return self.say("duration.minutes", minutes=ms // MINUTE_MS)
        if ms < DAY_MS and ms % HOUR_MS < MINUTE_MS:
            return self.say("duration.whole-hours", hours=ms // HOUR_MS)
        if ms < DAY_MS:
            return self.say("duration.hours", hours=ms // HOUR_MS, minutes=ms % HOUR_MS // MINUTE_MS)
        return self.say("duration.days", days=ms // DAY_MS, hours=ms % DAY_MS // HOUR_MS)

    def ago(self, at_ms: int) -> str:
        """How long ago."""
        return self.say("ago", duration=self.duration(self.now_ms - at_ms))

    def clock(self, at_ms: int) -> str:
        """A time of day to the second, with its day where that is not today's."""
        at = datetime.fromtimestamp(at_ms / 1000, self.edition.zone)
        now = datetime.fromtimestamp(self.now_ms / 1000, self.edition.zone)
        return f"{at:%H:%M:%S}" if at.date() == now.date() else self.moment(at_ms)

    def moment(self, at_ms: int) -> str:
        """A day and time."""
        return figures.moment(self.instant(at_ms), self.lang, self.edition.zone)

    def day(self, on: date) -> str:
        """A day of the calendar."""
        return figures.day(datetime(on.year, on.month, on.day, tzinfo=UTC), self.lang)

    @staticmethod
    def instant(at_ms: int) -> str:
        """For machines: RFC 3339, UTC."""
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("api.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals |= {
    "address_of": address_of,
    "draw": drawings,
    "bar": charts.bar,
    "LANGUAGES": LANGUAGES,
    "form_number": Markup(f'<input type="hidden" name="{FORM_FIELD}" value="{_FORM_PLACE}">'),  # noqa: S704 (ours)
}


def words_of(hub: Hub, lang: Lang) -> HubWords:
    """The hub's words in a language, as of now."""
    settings = hub.settings
    return HubWords(
        lang=lang,
        edition=Edition(settings.fewest_people, settings.zone, hub.catalogue.version, VERSION),
        identity=None,
        names={name: platform.name for name, platform in hub.catalogue.platforms.items()},
        now_ms=hub.now_ms(),
    )


def language_of(request: Request, viewer: Viewer) -> Lang:
    """The reader's language: as chosen in this browser, else as the account or its settings say."""
    wanted = [request.cookies.get(LANGUAGE_COOKIE), viewer.lang]
    wanted += [part.strip()[:2] for part in request.headers.get("accept-language", "").split(",")]
    return next((lang for said in wanted for lang in LANGUAGES if lang == said), "en")


@dataclass(frozen=True, slots=True)
class Page:
    """One request for a page: whoever asked, and what every template may need."""

    request: Request
    hub: Hub
    viewer: Viewer
    words: HubWords

    @staticmethod
    def of(request: Request, hub: Hub, viewer: Viewer) -> "Page":
        """As the reader's language has it."""
        return Page(request, hub, viewer, words_of(hub, language_of(request, viewer)))

    def answer(self, template: str, told: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
        """The page; 304 where the browser has it already.

        A page with forms of actions is sent anew to whoever opens it, for the one that the browser kept has a
        number that was used.
        """
        body = self._rendered(template, told)
        tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
        may_be_kept = _FORM_PLACE.encode() not in body or "x-holdfast-refresh" in self.request.headers
        if may_be_kept and status is HTTPStatus.OK and self.request.headers.get("if-none-match") == tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        number = str(getattr(self.request.state, "form_number", "")) or token_urlsafe(12)
        return HTMLResponse(body.replace(_FORM_PLACE.encode(), escape(number).encode()), status, headers)

    @property
    def _may_report(self) -> bool:
        """Whether "it fails for me" would be taken from this reader: it is offered to nobody else."""
        device = address_of_device(self.request)
        return may_report(self.viewer, device, self.hub.settings.inside_networks)

    def _rendered(self, template: str, told: Mapping[str, Any]) -> bytes:
        """The page's bytes."""
        pages = [
            (address, name)
            for address, name, right in PAGES
            if (self.viewer.may_everywhere if right in FOR_ALL else self.viewer.may)(right)
            and (address != RECORDS or self.hub.records is not None)
        ]
        return (
            _ENVIRONMENT.get_template(template)
            .render(
                w=self.words,
                lang=self.words.lang,
                viewer=self.viewer,
                here=self.request.url.path,
                pages=pages,
                organisation=self.hub.settings.organisation,
                may_report=self._may_report,
                is_refresh="x-holdfast-refresh" in self.request.headers,
                **told,
            )
            .encode()
        )
