"""*Platforms* and *Platform*: how do we use each, and how reliable is it for us."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.domain.platforms import PastIncident, PlatformTold
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.rendering import HubWords, Page
from api.pages.units import heat
from api.pages.vendors import median_lag, spells
from api.people.gate import needs
from api.problems import ProblemError
from api.reading.platforms import platform_for, platforms_for
from infra.words.figures import listed
from monitors.domain.impact.availability import Month

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Broke:
    """An incident in the history: how long it lasted, and what the vendor's page said of it."""

    told: PastIncident
    sentence: str
    lasted: str
    theirs: str


@router.get("/platforms")
def platforms(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_PLATFORMS))]
) -> Response:
    """Every platform that somebody relies on, or that was judged."""
    page = Page.of(request, hub, viewer)
    rows = platforms_for(hub, viewer)
    return page.answer(
        "platforms.html.j2", {"rows": rows, "month": lambda month: month_name(month, page.words)}
    )


@router.get("/platforms/{platform}")
def platform(
    request: Request,
    hub: TheHub,
    platform: str,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_PLATFORMS))],
) -> Response:
    """One platform."""
    page = Page.of(request, hub, viewer)
    told = platform_for(hub, viewer, platform)
    if told is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such platform in the catalogue.")
    words = page.words
    return page.answer(
        "platform.html.j2",
        {
            "told": told,
            "incidents": [broke(each, words) for each in told.incidents],
            "heat": None
            if told.week is None
            else heat(told.week.shades, words.say("platform.heat"), "week", words),
            "hanging": hanging(told, words),
            "median_lag": median_lag(told.vendor, words),
            "spells": spells(told.vendor, words),
            "month": lambda month: month_name(month, words),
            "today": hub.today,
            "k": hub.privacy.k,
        },
    )


def broke(incident: PastIncident, words: HubWords) -> Broke:
    """An incident as a reader sees it."""
    begin_ms, end_ms = incident.started_at_ms, incident.ended_at_ms
    lasted = words.say("platform.goes-on")
    if begin_ms is not None and end_ms is not None:
        lasted = words.duration(end_ms - begin_ms)
    return Broke(incident, words.reason(incident.explanation), lasted, vendor_said(incident, words))


def vendor_said(incident: PastIncident, words: HubWords) -> str:
    """What the vendor's page said, beside our evidence; a fault of ours is none of theirs to tell."""
    if incident.cause not in {"platform", "shared-provider", "unknown"}:
        return words.say("platform.vendor-not-theirs")
    if incident.vendor_said_at_ms is None or incident.vendor_lag_ms is None:
        return words.say("platform.vendor-silent")
    return words.say(
        "platform.vendor-late" if incident.vendor_lag_ms >= 0 else "platform.vendor-early",
        at=words.moment(incident.vendor_said_at_ms),
        duration=words.duration(abs(incident.vendor_lag_ms)),
    )


def hanging(told: PlatformTold, words: HubWords) -> list[str]:
    """What else hangs on the operator, in sentences."""
    if told.hanging is None:
        return []
    names = listed([words.platform(name) for name in told.hanging.platforms], words.lang)
    found = {"units": told.hanging.units, "operator": told.operator, "platforms": names}
    sentences = [words.say("platform.hanging.told", **found)]
    if told.hanging.by_sign_in:
        sentences.append(words.say("platform.hanging.sign-in", units=told.hanging.by_sign_in))
    return sentences


def month_name(month: Month, words: HubWords) -> str:
    """A month with its year."""
    return words.say(f"month.{month.month}", year=month.year)
