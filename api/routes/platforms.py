"""Platforms: how each does now, how available it was, and the same in the shape of a status page."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from msgspec import Struct
from sqlalchemy import select

from api.domain.context import VendorDocument, vendor_document
from api.domain.now import Now
from api.domain.platforms_now import (
    PlatformDocument,
    StatusSummary,
    Telling,
    platforms_told,
    summary_of,
)
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.now import title_of
from api.pages.rendering import language_of, words_of
from api.people.gate import needs, public
from api.problems import ProblemError
from api.reading.context import vendor_of
from api.reading.rows import looked_into
from api.routes.answers import Listed, answer, documented
from monitors.adapters.sql_impact import MONTHS, month_of

router = APIRouter(tags=["platforms"])

SeesPlatforms = Annotated[Viewer, Depends(needs(Right.SEE_PLATFORMS))]
Named = Annotated[str, Path(max_length=100)]


class AvailabilityDocument(Struct, frozen=True, kw_only=True):
    """How a platform worked for us in a month (`2025-10`), beside what is expected of it.

    `share` is the part of the observed minutes in which it worked, null where none were; `lost_by_cause` says
    in minutes why it did not.
    """

    platform: str
    month: str
    observed_minutes: int
    seen_days: int
    lost_minutes: int
    lost_by_cause: dict[str, int]
    share: float | None
    objective: float
    met: bool | None
    incidents: int
    false_alarms: int


@router.get("/api/v1/platforms", responses=documented(Listed[PlatformDocument]))
def platforms(request: Request, hub: TheHub, viewer: SeesPlatforms) -> Response:  # noqa: ARG001 (the gate)
    """Every platform that units rely on, as it does now."""
    return answer(request, Listed(_told(hub)))


@router.get("/api/v1/platforms/{platform}", responses=documented(PlatformDocument, HTTPStatus.NOT_FOUND))
def platform(
    request: Request,
    hub: TheHub,
    viewer: SeesPlatforms,  # noqa: ARG001 (the gate)
    platform: Named,
) -> Response:
    """One platform as it does now."""
    found = next((each for each in _told(hub) if each.platform == platform), None)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "No unit relies on such a platform, as far as is seen.")
    return answer(request, found)


@router.get(
    "/api/v1/platforms/{platform}/availability",
    responses=documented(Listed[AvailabilityDocument], HTTPStatus.NOT_FOUND),
)
def availability(
    request: Request,
    hub: TheHub,
    viewer: SeesPlatforms,  # noqa: ARG001 (the gate)
    platform: Named,
) -> Response:
    """How it worked for us month by month, the newest first."""
    asked = select(MONTHS).where(MONTHS.c.platform == platform).order_by(MONTHS.c.month.desc())
    with looked_into(hub.judged) as rows:
        found = [month_of(row) for row in rows.all(asked)]
    if not found and platform not in hub.catalogue.platforms:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The catalogue has no such platform.")
    told = [
        AvailabilityDocument(
            platform=each.platform,
            month=f"{each.month.year:04}-{each.month.month:02}",
            observed_minutes=each.observed_minutes,
            seen_days=each.seen_days,
            lost_minutes=each.lost_minutes,
            lost_by_cause=each.lost_by_cause,
            share=each.share,
            objective=each.objective,
            met=each.met,
            incidents=each.incidents,
            false_alarms=each.false_alarms,
        )
        for each in found
    ]
    return answer(request, Listed(told))


@router.get("/api/v1/platforms/{platform}/vendor", responses=documented(VendorDocument, HTTPStatus.NOT_FOUND))
def vendor(
    request: Request,
    hub: TheHub,
    viewer: SeesPlatforms,  # noqa: ARG001 (the gate)
    platform: Named,
) -> Response:
    """What its vendor's status page said over the last year, beside our own evidence."""
    if platform not in hub.catalogue.platforms:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The catalogue has no such platform.")
    return answer(request, vendor_document(vendor_of(hub, platform)))


@router.get("/api/v2/summary.json", responses=documented(StatusSummary))
def summary(request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(public)]) -> Response:
    """How platforms do, in the shape of Statuspage: for aggregators and widgets, without an account."""
    words = words_of(hub, language_of(request, viewer))
    telling = Telling(
        organisation=hub.settings.organisation,
        url=hub.settings.public_url or str(request.base_url).rstrip("/"),
        zone=hub.settings.timezone,
        health=lambda health: words.say(f"now.health.{health}"),
        title=lambda incident: title_of(incident, words),
        calm=words.say("now.title.calm"),
        since=lambda platform: _since(hub, platform),
    )
    return answer(request, summary_of(_now(hub), telling))


def _since(hub: Hub, platform: str) -> date | None:
    """From when on there is a platform, where the catalogue says so."""
    known = hub.catalogue.platforms.get(platform)
    return None if known is None else known.lifecycle.since


def _told(hub: Hub) -> list[PlatformDocument]:
    operators = {name: each.operator for name, each in hub.catalogue.platforms.items()}
    return platforms_told(_now(hub), operators)


def _now(hub: Hub) -> Now:
    """What stands now. Raises ProblemError before the database has answered for the first time."""
    if hub.board.now is None:
        raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "Nothing is known yet; try again in a moment.")
    return hub.board.now
