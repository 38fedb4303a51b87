"""Signing in by the organisation's identity provider: there and back."""

from http import HTTPStatus
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.domain.rights import Viewer
from api.hub import Hub, TheHub
from api.pages.login import answer_login, let_in
from api.pages.rendering import Page
from api.people.cookies import is_secure, local_path
from api.people.gate import public
from api.people.provider import LASTS_MS, Provider, ProviderError
from api.problems import ProblemError

router = APIRouter(prefix="/login/provider", include_in_schema=False)

SECURE_NAME: Final = "__Host-holdfast-provider"
LOOPBACK_NAME: Final = "holdfast-provider"

Anybody = Annotated[Viewer, Depends(public)]


@router.get("")
def begin(
    request: Request,
    hub: TheHub,
    viewer: Anybody,
    wanted: Annotated[str, Query(alias="next", max_length=2000)] = "/",
) -> Response:
    """Off to the provider."""
    try:
        begun = _provider(request, hub).begin(_back(request, hub), local_path(wanted))
    except ProviderError as error:
        return _failed(Page.of(request, hub, viewer), wanted, error)
    response = RedirectResponse(begun.url, HTTPStatus.SEE_OTHER)
    secure = is_secure(request, hub.settings)
    response.set_cookie(
        SECURE_NAME if secure else LOOPBACK_NAME,
        begun.kept,
        max_age=LASTS_MS // 1000,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/answer")
def finish(request: Request, hub: TheHub, viewer: Anybody) -> Response:
    """Back from the provider: in, with the roles that it gives today, or told why not."""
    name = SECURE_NAME if is_secure(request, hub.settings) else LOOPBACK_NAME
    try:
        identity = _provider(request, hub).finish(
            request.query_params, request.cookies.get(name), _back(request, hub)
        )
        person = hub.people.known_by_provider(identity)
        if person is None:
            raise _kept_out()
    except ProviderError as error:
        hub.audit.note(viewer, "log-in-failed", why="provider")
        hub.metrics.log_in_refused("provider")
        response = _failed(Page.of(request, hub, viewer), "/", error)
    else:
        response = let_in(request, hub, person, identity.wanted)
    response.delete_cookie(name, secure=name == SECURE_NAME, httponly=True, samesite="lax")
    return response


def _provider(request: Request, hub: Hub) -> Provider:
    """The provider of the settings; what it says of itself is remembered with the application."""
    known: Provider | None = getattr(request.app.state, "provider", None)
    if known is not None:
        return known
    if hub.settings.oidc is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The settings of this hub name no identity provider.")
    made = Provider(hub.settings.oidc, hub.people.secret("provider-answer"), hub.now_ms)
    request.app.state.provider = made
    return made


def _back(request: Request, hub: Hub) -> str:
    """Where the provider sends people back to."""
    return f"{hub.settings.public_url or str(request.base_url).rstrip('/')}/login/provider/answer"


def _kept_out() -> ProviderError:
    return ProviderError("provider-refused", "the account is disabled")


def _failed(page: Page, wanted: str, error: ProviderError) -> Response:
    structlog.get_logger().warning("log-in-by-provider-failed", code=error.code, reason=str(error))
    is_away = error.code == "provider-away"
    return answer_login(
        page, wanted, error.code, HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.FORBIDDEN
    )
