"""*It fails for me*: two taps say what fails, and the answer says at once what is known."""

from http import HTTPStatus
from typing import Annotated, Final, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.failing import found, known_of, offers
from api.domain.rights import ROLES, Right, Viewer
from api.hub import Hub, TheHub
from api.pages.forms import ActionId
from api.pages.rendering import Page
from api.people.gate import address_of, public
from api.people.reporters import may_report
from api.problems import ProblemError
from api.reading.failing import own_use, reports_of
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from infra.words.figures import listed
from monitors.domain.rooms.actions import ReportFailure, Tried
from monitors.domain.rooms.reporting import HOUR_MS

router = APIRouter(prefix="/it-fails", include_in_schema=False)

TRIED: Final = get_args(Tried)

Asker = Annotated[Viewer, Depends(public)]
PlatformName = Annotated[str, Query(min_length=1, max_length=100)]


@router.get("")
def it_fails(
    request: Request,
    hub: TheHub,
    viewer: Asker,
    platform: Annotated[str, Query(max_length=100)] = "",
    find: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The first tap chooses the platform; with a platform the second says what somebody was trying to do."""
    page = Page.of(request, hub, viewer)
    if not may_report(viewer, address_of(request), hub.settings.inside_networks):
        return page.answer("it_fails_outside.html.j2", {}, HTTPStatus.FORBIDDEN)
    names = _names(hub)
    units = own_units(viewer)
    with looked_into(hub.judged) as rows:
        own = own_use(rows, units)
    if platform in names:
        told = {
            "platform": platform,
            "name": names[platform],
            "units": units,
            "activities": own.activities(platform),
            "tried": TRIED,
        }
        return page.answer("it_fails_what.html.j2", told)
    mine, used = offers(hub.board.now, own.platforms, names)
    return page.answer(
        "it_fails.html.j2", {"mine": mine, "used": used, "found": found(names, find), "find": find}
    )


@router.post("")
async def report(  # noqa: PLR0917 (FastAPI takes each from the form)
    request: Request,
    hub: TheHub,
    viewer: Asker,
    action_id: ActionId,
    platform: Annotated[str, Form(min_length=1, max_length=100)],
    tried: Annotated[Tried, Form()] = "open",
    activity: Annotated[str, Form(max_length=500)] = "",
    unit: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """The second tap: it is counted, and answered. The address is looked at here and nowhere kept."""
    if not may_report(viewer, address_of(request), hub.settings.inside_networks):
        page = Page.of(request, hub, viewer)
        return await run_in_threadpool(page.answer, "it_fails_outside.html.j2", {}, HTTPStatus.FORBIDDEN)
    if platform not in hub.catalogue.platforms:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such platform; choose one of those offered.")
    pseudonym = await run_in_threadpool(hub.people.reporters.admitted, viewer, address_of(request))
    if pseudonym is None:
        raise ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "This was said very often from here within the hour. It is counted; try again in an hour.",
            retry_after=HOUR_MS // 1000,
        )
    mine = own_units(viewer)
    action = ReportFailure(
        id=action_id,
        at_ms=hub.now_ms(),
        role=next((role for role in ROLES if role in viewer.roles), "unit"),
        by=pseudonym,
        platform=platform,
        tried=tried,
        activity=activity if mine else "",
        unit=unit if unit in mine else next(iter(mine), ""),
    )
    await acted(hub, action)
    answer = urlencode({"platform": platform, "action": action.id})
    return RedirectResponse(f"/it-fails/answer?{answer}", HTTPStatus.SEE_OTHER)


@router.get("/answer")
def answer(
    request: Request,
    hub: TheHub,
    viewer: Asker,
    platform: PlatformName,
    action: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """What is known of the platform, for somebody who has just said that it fails."""
    page = Page.of(request, hub, viewer)
    if not may_report(viewer, address_of(request), hub.settings.inside_networks):
        return page.answer("it_fails_outside.html.j2", {}, HTTPStatus.FORBIDDEN)
    if platform not in hub.catalogue.platforms:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such platform; choose one of those offered.")
    units = own_units(viewer)
    with looked_into(hub.judged) as rows:
        done = kept(rows, action) if action else None
        said = reports_of(rows, platform, hub.now_ms())
        own = own_use(rows, units)
    others = said - (1 if done is not None else 0)
    fallbacks = own.fallbacks(platform)
    return page.answer(
        "it_fails_answer.html.j2",
        {
            "name": page.words.platform(platform),
            "known": known_of(hub.board.now, platform, units),
            "others": others > 0,
            "fallbacks": listed(fallbacks, page.words.lang) if fallbacks else "",
            "outcome": done.outcome if done is not None else None,
            "k": hub.settings.fewest_people,
            "may_see_lessons": viewer.may(Right.SEE_LESSONS),
        },
    )


def own_units(viewer: Viewer) -> list[str]:
    """The units that somebody speaks for."""
    return [grant.unit for grant in viewer.grants if grant.role == "unit" and grant.unit is not None]


def _names(hub: Hub) -> dict[str, str]:
    """Every platform's name by its id."""
    return {platform: each.name for platform, each in hub.catalogue.platforms.items()}
