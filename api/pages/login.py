"""Signing in and out. All works without script."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.domain.rights import Viewer
from api.hub import Hub, TheHub
from api.pages.rendering import Page
from api.people.accounts import AccountError, Person
from api.people.cookies import (
    forget_session,
    local_path,
    may_sign_in,
    session_token,
    set_session,
)
from api.people.gate import address_of, public
from api.people.store import TooManyTriesError
from infra.words import LANGUAGES, Lang, render

router = APIRouter(include_in_schema=False)

BROWSERS: Final = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
"""What stands in a browser's User-Agent -> its name; the others say that they are Chrome as well."""


@router.get("/login")
def login_page(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(public)],
    wanted: Annotated[str, Query(alias="next", max_length=2000)] = "/",
) -> Response:
    """The page to sign in; whoever has goes where they wanted to."""
    if viewer.is_known:
        return RedirectResponse(local_path(wanted), HTTPStatus.SEE_OTHER)
    fault = None if may_sign_in(request, hub.settings) else "login-plain"
    return answer_login(Page.of(request, hub, viewer), wanted, fault)


@router.post("/login")
def log_in(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(public)],
    *,
    login: Annotated[str, Form(max_length=500)] = "",
    password: Annotated[str, Form(max_length=5000)] = "",
    wanted: Annotated[str, Form(alias="next", max_length=2000)] = "/",
) -> Response:
    """Sign in with a password. What is wrong is never said more exactly than that it is."""
    page = Page.of(request, hub, viewer)
    if not may_sign_in(request, hub.settings):
        return answer_login(page, wanted, "login-plain", HTTPStatus.FORBIDDEN)
    try:
        person = hub.people.sign_in(login, password, address_of(request))
    except TooManyTriesError as error:
        hub.audit.note(viewer, "log-in-failed", why="held-back")
        hub.metrics.log_in_refused("held-back")
        held = answer_login(page, wanted, error.code, HTTPStatus.TOO_MANY_REQUESTS, **error.figures)
        held.headers["Retry-After"] = str(error.seconds)
        return held
    if person is None:
        hub.audit.note(viewer, "log-in-failed")
        hub.metrics.log_in_refused("wrong")
        return answer_login(page, wanted, "login-wrong", HTTPStatus.FORBIDDEN)
    return let_in(request, hub, person, wanted)


@router.post("/logout")
def log_out(request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(public)]) -> Response:
    """End this browser's session."""
    token = session_token(request, hub.settings)
    if token is not None and viewer.how == "session":
        hub.people.sessions.end(token)
        structlog.get_logger().info("logged-out", by=viewer.pseudonym)
        hub.audit.note(viewer, "logged-out")
    response = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    forget_session(response, request, hub.settings)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def let_in(request: Request, hub: Hub, person: Person, wanted: str) -> Response:
    """Begin a session in place of the browser's old one, and go where its owner wanted to."""
    old = session_token(request, hub.settings)
    if old is not None:
        hub.people.sessions.end(old)
    token = hub.people.sessions.begin(person.number, browser_of(request.headers.get("user-agent", "")))
    structlog.get_logger().info("logged-in", by=person.pseudonym)
    hub.audit.note(Viewer(pseudonym=person.pseudonym, grants=person.grants), "logged-in")
    path = local_path(wanted)
    response = RedirectResponse(first_page(person) if path == "/" else path, HTTPStatus.SEE_OTHER)
    set_session(response, request, hub.settings, token)
    return response


def first_page(person: Person) -> str:
    """Where somebody's work begins: *Now*, the register, or their own unit."""
    roles = {grant.role for grant in person.grants}
    if not roles or "operations" in roles:
        return "/" if roles else "/account"
    if "risk" in roles:
        return "/register"
    own = next((grant.unit for grant in person.grants if grant.role == "unit" and grant.unit), None)
    return f"/units/{quote(own, safe='')}" if own else "/"


def answer_login(
    page: Page, wanted: str, fault: str | None, status: HTTPStatus = HTTPStatus.OK, **figures: Any
) -> Response:
    """The page to sign in, with what went wrong."""
    told = {
        "provider": page.hub.settings.oidc and page.hub.settings.oidc.name,
        "wanted": local_path(wanted),
        "fault": fault and render(fault, figures, page.words.lang),
        "is_first": not page.hub.people.accounts.has_any(),
    }
    return private(page, "login.html.j2", told, status)


def private(page: Page, template: str, told: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A page that no cache keeps."""
    response = page.answer(template, told, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def fault_of(error: AccountError | TooManyTriesError, lang: Lang) -> str:
    """What went wrong, in the reader's language."""
    return render(error.code, error.figures, lang)


def known_language(said: str) -> Lang | None:
    """A language that the hub speaks."""
    return next((lang for lang in LANGUAGES if lang == said), None)


def browser_of(agent: str) -> str:
    """The browser's name, so that somebody knows their sessions apart; nothing else of it is kept."""
    found = next((name for mark, name in BROWSERS if mark in agent), None)
    return found or ("Safari" if "Safari/" in agent else "")
