"""*Your account*: one's own roles, language, password, sessions and API keys."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.domain.rights import RIGHTS, Grant, Right, Viewer
from api.hub import TheHub
from api.pages.language import language
from api.pages.login import fault_of, known_language, private
from api.pages.rendering import LANGUAGE_COOKIE, Page
from api.people.accounts import AccountError
from api.people.gate import address_of, needs, signed_in
from api.people.managing import make_key_of
from api.people.passwords import SHORTEST
from api.people.store import TooManyTriesError

router = APIRouter(prefix="/account", include_in_schema=False)

Owner = Annotated[Viewer, Depends(signed_in)]
KeyMaker = Annotated[Viewer, Depends(needs(Right.MAKE_KEYS, audited="keys-changed"))]


@router.get("")
def account(request: Request, hub: TheHub, viewer: Owner) -> Response:
    """The page."""
    return _answer(Page.of(request, hub, viewer))


@router.post("/language")
def set_language(
    request: Request, hub: TheHub, viewer: Owner, lang: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    """Read in this language wherever one signs in, beginning here; empty: as each browser says."""
    chosen = known_language(lang)
    hub.people.accounts.set_lang(_number(viewer), chosen)
    if chosen is not None:
        return language(request, hub, chosen, "/account")
    response = _back()
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


@router.post("/password")
def set_password(
    request: Request,
    hub: TheHub,
    viewer: Owner,
    *,
    now: Annotated[str, Form(max_length=5000)] = "",
    new: Annotated[str, Form(max_length=5000)] = "",
) -> Response:
    """Another password, for whoever knows the one of now; other browsers are signed out."""
    page = Page.of(request, hub, viewer)
    person = hub.people.accounts.the_one(_number(viewer))
    try:
        hub.people.change_password(person, now, new, address=address_of(request), session=viewer.session)
    except TooManyTriesError as error:
        return _answer(page, fault=fault_of(error, page.words.lang), status=HTTPStatus.TOO_MANY_REQUESTS)
    except AccountError as error:
        return _answer(page, fault=fault_of(error, page.words.lang), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _answer(page, saved=True)


@router.post("/sessions/{number}/end")
def end_session(hub: TheHub, viewer: Owner, number: int) -> Response:
    """Sign another browser out."""
    hub.people.sessions.end_one(_number(viewer), number)
    return _back()


@router.post("/keys")
def make_key(
    request: Request,
    hub: TheHub,
    viewer: KeyMaker,
    *,
    name: Annotated[str, Form(max_length=500)] = "",
    days: Annotated[int, Form()] = 90,
    rights: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """A new key with all of one's own roles, narrowed to some rights; shown this once."""
    page = Page.of(request, hub, viewer)
    wanted = [right for right in Right if right in (rights or [])]
    try:
        words, _ = make_key_of(hub.people, viewer, name, grants=viewer.grants, rights=wanted, days=days)
    except AccountError as error:
        return _answer(page, fault=fault_of(error, page.words.lang), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _answer(page, made=words)


@router.post("/keys/{number}/end")
def end_key(hub: TheHub, viewer: Owner, number: int) -> Response:
    """End one of one's own keys."""
    hub.people.keys.end(_number(viewer), number)
    return _back()


def own_rights(grants: tuple[Grant, ...]) -> list[Right]:
    """Everything that somebody may do somewhere, in the order of the table."""
    given = frozenset[Right]().union(*(RIGHTS[grant.role] for grant in grants))
    return [right for right in Right if right in given]


def _answer(page: Page, *, status: HTTPStatus = HTTPStatus.OK, **more: Any) -> Response:
    people, viewer = page.hub.people, page.viewer
    number = _number(viewer)
    told = {
        "person": people.accounts.the_one(number),
        "sessions": people.sessions.of_account(number),
        "keys": people.keys.of_account(number),
        "may_make_keys": viewer.may(Right.MAKE_KEYS),
        "rights": own_rights(viewer.grants),
        "least": SHORTEST,
        "fault": None,
        "made": None,
        "saved": False,
        **more,
    }
    return private(page, "account.html.j2", told, status)


def _number(viewer: Viewer) -> int:
    """The account behind the gate `signed_in`."""
    assert viewer.account is not None  # noqa: S101 (the gate lets nobody else through)
    return viewer.account


def _back() -> Response:
    return RedirectResponse("/account", HTTPStatus.SEE_OTHER)
