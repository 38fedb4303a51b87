"""An incident's report, to be printed: what its room says, from its beginning to what was learnt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.domain.hurt import HurtNow
from api.domain.now import IncidentNow
from api.domain.rights import Right, Viewer
from api.domain.room import Moment
from api.domain.sources import SourcesTold, sources_of
from api.hub import Hub, TheHub
from api.pages.now import tell
from api.pages.rendering import HubWords, Page
from api.pages.report_head import AsStated, Report
from api.pages.room import Incident, Looked, looked_at
from api.pages.vendors import vendor_lag
from api.people.gate import needs
from api.reading.incidents import caught_up
from api.reading.rows import looked_into
from api.reading.sources import known_sources
from infra.words.figures import listed
from monitors.domain.impact.expected import Range

router = APIRouter(include_in_schema=False)

APART = frozenset({"status-told", "impact-stated", "incident-reviewed"})
"""What people said that stands in a section of its own; the time-line only says that it was said."""


@dataclass(frozen=True, slots=True)
class Update:
    """What was told to staff, and over which way."""

    at_ms: int
    role: str
    channel: str
    texts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody said when it was over."""

    at_ms: int
    role: str
    worked: str
    did_not_work: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What a unit lost on a platform: working slots still lost, and those that were caught up afterwards."""

    hurt: HurtNow
    caught_up: Range | None


@router.get("/incidents/{incident}/print")
def room_print(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS, audited="viewed-incident", of="incident"))],
    incident: Incident,
    stated: AsStated,
) -> Response:
    """The report of one incident, with what this viewer sees in its room."""
    page = Page.of(request, hub, viewer)
    looked = looked_at(hub, viewer, incident)
    one = looked.room.incident
    with looked_into(hub.judged) as rows:
        made_up, sources = (
            caught_up(rows, incident),
            sources_of(known_sources(rows, hub.now_ms()), hub.now_ms()),
        )
    hurt = [_lost(each, made_up) for each in one.hurt]
    report = Report(page, "incident", Right.SEE_INCIDENTS, stated)
    told: dict[str, Any] = {
        "told": tell(one, looked.now, page.words),
        "room": looked.room,
        "hurt": hurt,
        "evidence": _evidence(looked, hub, page.words),
        "vendor": vendor_lag(one, page.words),
        "updates": _updates(looked),
        "reviews": _reviews(looked),
        "title": page.words.say("report.incident", what=title_of(one, hub, page.words)),
        "impacts": _moments(looked, "impact-stated"),
        "apart": APART,
        "unseen": unseen(sources, page.words),
        "at_ms": hub.now_ms(),
        "head": report.head([looked.room, hurt], suppressed=_withheld(looked), period=_period(one, hub)),
    }
    return page.answer("room_print.html.j2", told)


def title_of(one: IncidentNow, hub: Hub, words: HubWords) -> str:
    """What it is filed under: the platforms and the day, or the cause where it is about none."""
    about = listed([words.platform(name) for name in one.platforms], words.lang)
    period = _period(one, hub)
    named = [about or words.say(f"now.cause.{one.cause}"), *([words.day(period[0])] if period else [])]
    return ", ".join(named)


def unseen(told: SourcesTold, words: HubWords) -> list[str]:
    """What no report can see, with how much of the work the logs show."""
    share = told.coverage.joined_share
    blind = [each.source for each in told.sources if each.sight == "blind"]
    found = [words.say("unit.unseen.off-network")]
    if share is not None and share < 1:
        found.append(words.say("report.unseen.joined", share=1 - share, days=told.coverage.days))
    if blind:
        found.append(words.say("unit.unseen.blind", sources=listed(blind, words.lang)))
    return [*found, words.say("unit.unseen.excluded"), words.say("report.unseen.content")]


def _lost(hurt: HurtNow, made_up: Mapping[tuple[str, str], Range]) -> Lost:
    """What one unit lost; where that may not be told, nothing of what it caught up is."""
    return Lost(hurt, None if hurt.lost_high is None else made_up.get((hurt.unit, hurt.platform)))


def _evidence(looked: Looked, hub: Hub, words: HubWords) -> list[str]:
    """What the cause was told by, in rounded figures."""
    shown = hub.privacy.incident(looked.storied.incident)
    return list(dict.fromkeys(words.reason(each) for each in shown.reasons))


def _moments(looked: Looked, code: str) -> list[Moment]:
    """What was said in one way."""
    return [each for each in looked.room.story if each.reason is not None and each.reason.code == code]


def _updates(looked: Looked) -> list[Update]:
    """What staff were told, in each language in which it was written."""
    return [
        Update(
            each.at_ms,
            each.role,
            str(each.said.get("channel", "")),
            [
                (lang, str(each.said[f"text_{lang}"]))
                for lang in ("en", "fr")
                if each.said.get(f"text_{lang}")
            ],
        )
        for each in looked.changes
        if each.reason.code == "status-told"
    ]


def _reviews(looked: Looked) -> list[Review]:
    """What worked and what did not, as those said who looked back."""
    return [
        Review(each.at_ms, each.role, *(str(each.said.get(name, "")) for name in ("worked", "did_not_work")))
        for each in looked.changes
        if each.reason.code == "incident-reviewed"
    ]


def _withheld(looked: Looked) -> int:
    """How many figures are not told: the people whom it hit, and units of few people."""
    exact, shown = looked.storied.incident, looked.room.incident
    return (exact.people_failed is not None and shown.people_failed is None) + shown.small_units


def _period(one: IncidentNow, hub: Hub) -> tuple[date, date] | None:
    """The days from its beginning to its end, or to now."""
    began_ms = one.started_at_ms or one.suspected_at_ms
    if began_ms is None:
        return None
    ends = (began_ms, one.ended_at_ms or hub.now_ms())
    first, last = (datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(hub.settings.zone) for at_ms in ends)
    return first.date(), last.date()
