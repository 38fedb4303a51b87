"""*People*: who may sign in and as what, for those who manage people or look at who may do what."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.domain.rights import ROLES, Right, Viewer
from api.hub import Hub, TheHub
from api.pages.login import fault_of, private
from api.pages.rendering import Page
from api.people.accounts import AccountError
from api.people.gate import needs
from api.people.managing import BeyondError, Managing, checked_grant
from api.people.passwords import SHORTEST

router = APIRouter(prefix="/people", include_in_schema=False)

Manager = Annotated[Viewer, Depends(needs(Right.MANAGE_PEOPLE, audited="people-changed"))]
Word = Annotated[str, Form(max_length=500)]
Password = Annotated[str, Form(max_length=5000)]


@router.get("")
def people(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_PEOPLE, audited="viewed-people"))],
) -> Response:
    """Everybody whom the viewer may see."""
    return _answer(Page.of(request, hub, viewer))


@router.post("")
def add(
    request: Request,
    hub: TheHub,
    viewer: Manager,
    *,
    login: Word = "",
    name: Word = "",
    password: Password = "",
    role: Word = "",
    unit: Word = "",
) -> Response:
    """Add somebody with their first role."""
    return _done(
        request,
        hub,
        viewer,
        lambda managing: managing.add(login, name, password, checked_grant(role, unit, hub.tree)),
    )


@router.post("/{number}/grants")
def give(
    request: Request, hub: TheHub, viewer: Manager, number: int, *, role: Word = "", unit: Word = ""
) -> Response:
    """Give a role."""
    return _done(
        request, hub, viewer, lambda managing: managing.grant(number, checked_grant(role, unit, hub.tree))
    )


@router.post("/{number}/grants/end")
def end(
    request: Request, hub: TheHub, viewer: Manager, number: int, *, role: Word = "", unit: Word = ""
) -> Response:
    """End a role."""
    return _done(request, hub, viewer, lambda managing: managing.end_grant(number, role, unit))


@router.post("/{number}/password")
def set_password(
    request: Request, hub: TheHub, viewer: Manager, number: int, *, password: Password = ""
) -> Response:
    """Give a new password to somebody who has lost theirs."""
    return _done(request, hub, viewer, lambda managing: managing.set_password(number, password))


@router.post("/{number}/disable")
def disable(request: Request, hub: TheHub, viewer: Manager, number: int) -> Response:
    """Keep somebody out."""
    return _done(request, hub, viewer, lambda managing: managing.disable(number))


@router.post("/{number}/enable")
def enable(request: Request, hub: TheHub, viewer: Manager, number: int) -> Response:
    """Let somebody in again."""
    return _done(request, hub, viewer, lambda managing: managing.enable(number))


def _done(request: Request, hub: Hub, viewer: Viewer, act: Callable[[Managing], object]) -> Response:
    """Do it and come back to the page, or say on the page why not."""
    try:
        act(Managing(hub.people, viewer))
    except AccountError as error:
        page = Page.of(request, hub, viewer)
        is_beyond = isinstance(error, BeyondError)
        status = HTTPStatus.FORBIDDEN if is_beyond else HTTPStatus.UNPROCESSABLE_ENTITY
        return _answer(page, fault_of(error, page.words.lang), status)
    return RedirectResponse("/people", HTTPStatus.SEE_OTHER)


def _answer(page: Page, fault: str | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    managing = Managing(page.hub.people, page.viewer)
    seen = managing.seen()
    told = {
        "people": seen,
        "changeable": {person.number for person in seen if managing.may_change(person)},
        "may_manage": page.viewer.may(Right.MANAGE_PEOPLE),
        "covers": page.viewer.covers,
        "roles": ROLES,
        "units": page.hub.tree.names,
        "least": SHORTEST,
        "fault": fault,
    }
    return private(page, "people.html.j2", told, status)
