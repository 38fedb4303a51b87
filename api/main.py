"""The hub as a FastAPI application: the whole of it on one page."""

import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.body_limit import BoundedBodies
from api.domain.asked_actions import AskedAction
from api.domain.context import DemandDocument, VendorDocument
from api.domain.dependencies import DependencyDocument, FindingDocument, QuestionDocument
from api.domain.incidents import IncidentDocument
from api.domain.outcomes import ActionOutcome
from api.domain.platforms_now import PlatformDocument, StatusSummary
from api.domain.register import RegisterRow
from api.hub import Hub
from api.hub_metrics import CountedRequests
from api.pages import (
    account,
    account_deeds,
    accounts,
    answering,
    assets,
    audit,
    entrance,
    exercise_deeds,
    exercises,
    exports,
    failing,
    kept,
    language,
    login,
    now,
    platforms,
    practices,
    problem,
    provider,
    register,
    register_line,
    room,
    room_deeds,
    room_print,
    sources,
    status,
    tools,
    unit_print,
    units,
)
from api.pages import people as people_pages
from api.people.gate import SignInNeededError, ask_to_sign_in
from api.problems import ProblemError, problem_response
from api.records import documents as records_documents
from api.records import pages as records_pages
from api.records import routes as records_api
from api.routes import accounts as accounts_api
from api.routes import actions, calendar, events, health, hooks, incidents, keys, live, people, shared, usage
from api.routes import aid as aid_api
from api.routes import exercises as exercises_api
from api.routes import exports as exports_api
from api.routes import metrics as metrics_api
from api.routes import notices as notices_api
from api.routes import platforms as platforms_api
from api.routes import register as register_api
from api.routes import sources as sources_api
from api.routes.answers import Listed, describe
from api.security_headers import SecurityHeaders
from infra.version import VERSION
from monitors.store import StoreFault

ROUTERS: Final[tuple[APIRouter, ...]] = (
    assets.router,
    language.router,
    login.router,
    provider.router,
    account.router,
    people_pages.router,
    entrance.router,
    now.router,
    room.router,
    room_deeds.router,
    room_print.router,
    register.router,
    register_line.router,
    exports.router,
    platforms.router,
    answering.router,
    unit_print.router,
    units.router,
    sources.router,
    failing.router,
    status.router,
    kept.router,
    audit.router,
    practices.router,
    tools.router,
    exercises.router,
    exercise_deeds.router,
    accounts.router,
    account_deeds.router,
    shared.router,
    health.router,
    aid_api.router,
    metrics_api.router,
    live.router,
    people.router,
    keys.router,
    incidents.router,
    register_api.router,
    actions.router,
    hooks.router,
    events.router,
    platforms_api.router,
    usage.router,
    sources_api.router,
    calendar.router,
    exercises_api.router,
    accounts_api.router,
    notices_api.router,
    exports_api.router,
)
"""All of them; each endpoint states the right that it needs (`api.people.gate`)."""

RECORDS_ROUTERS: Final[tuple[APIRouter, ...]] = (records_pages.router, records_api.router)
"""Those of the records store, which are there only where one is switched on."""

DOCUMENTS: Final[tuple[Any, ...]] = (
    IncidentDocument,
    Listed[IncidentDocument],
    Listed[DemandDocument],
    VendorDocument,
    people.PersonOut,
    people.PeopleOut,
    keys.KeysOut,
    keys.KeyMade,
    Listed[RegisterRow],
    Listed[DependencyDocument],
    Listed[QuestionDocument],
    Listed[FindingDocument],
    Listed[register_api.AlertDocument],
    ActionOutcome,
    AskedAction,
    PlatformDocument,
    Listed[PlatformDocument],
    Listed[platforms_api.AvailabilityDocument],
    StatusSummary,
    usage.UsageDocument,
    Listed[exports_api.ExportOffer],
    sources_api.SourcesDocument,
    Listed[shared.LessonDocument],
    Listed[shared.PracticeDocument],
    Listed[shared.AuditDocument],
    events.EventsTaken,
    *exercises_api.DOCUMENTS,
    *accounts_api.DOCUMENTS,
    *notices_api.DOCUMENTS,
)
"""What the API's documents are made of, for OpenAPI."""

Opened = Callable[[], AbstractAsyncContextManager[Hub]]
"""Makes the hub ready when the server starts, and puts it away when it stops."""


def create_app(opened: Opened, *, with_records: bool = False) -> FastAPI:
    """The application; nothing is opened before it starts."""
    routers = (*ROUTERS, *RECORDS_ROUTERS) if with_records else ROUTERS

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened() as hub:
            app.state.hub = hub
            yield

    app = FastAPI(
        title="Holdfast",
        version=VERSION,
        summary="Which consumer platforms work holds on to, and what is broken now.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.add_middleware(BoundedBodies)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(CountedRequests, patterns=_patterns(routers))
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(SignInNeededError, ask_to_sign_in)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StoreFault, _away)
    app.add_exception_handler(Exception, _fault)
    describe(app, (*DOCUMENTS, *records_documents.DOCUMENTS) if with_records else DOCUMENTS)
    return app


def _patterns(routers: Sequence[APIRouter]) -> list[str]:
    """The patterns of every address."""
    return [str(getattr(route, "path", "")) for router in routers for route in router.routes]


async def _answered(request: Request, status: int, detail: str, **more: Any) -> Response:
    """A problem document for programs, a page for people."""
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return problem_response(status, detail, request.url.path, None, **more)
    return await problem.page(request, HTTPStatus(status), detail)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 (registered for it)
    return await _answered(request, error.status, error.detail, **error.more)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for it)
    response = await _answered(request, error.status_code, str(error.detail))
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    """What was sent is not what was asked for. It is not repeated, for it may be somebody's words."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for it)
    faults = [
        {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
        for fault in error.errors()
    ]
    said = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
    return await _answered(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"This was not understood: {said}.",
        invalid_params=faults,
    )


async def _fault(request: Request, error: Exception) -> Response:
    """A fault of our own: where it is goes into the log, its message may quote what was worked on."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno}" for frame in frames[-3:]]
    structlog.get_logger().error("hub-fault", error=type(error).__name__, where=where)
    return await _answered(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "This is a fault of Holdfast's own, and is in its log. Nothing was changed by it.",
    )


async def _away(request: Request, error: Exception) -> Response:
    """The monitors' database cannot be read just now."""
    structlog.get_logger().warning("database-unread", reason=str(error))
    request.app.state.hub.metrics.unread()
    response = await _answered(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database cannot be read just now. Try again in a moment; nothing is lost.",
    )
    response.headers["Retry-After"] = "5"
    return response
