"""The way into a demonstration's hub; in any other there is none."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse

from api.domain.rights import Viewer
from api.hub import TheHub
from api.pages.login import browser_of
from api.people.cookies import set_session
from api.people.gate import public
from api.problems import ProblemError

router = APIRouter(include_in_schema=False, dependencies=[Depends(public)])


@router.get("/demonstration/{key}")
def entrance(request: Request, hub: TheHub, key: Annotated[str, Path(max_length=100)]) -> RedirectResponse:
    """Come in as one of the demonstration's people, on their own page."""
    known = hub.entrances.get(key)
    person = None if known is None else hub.people.accounts.by_login(known.login)
    if known is None or person is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such page.")
    answer = RedirectResponse(known.page, HTTPStatus.SEE_OTHER)
    hub.audit.note(Viewer(pseudonym=person.pseudonym, grants=person.grants), "logged-in")
    agent = browser_of(request.headers.get("user-agent", ""))
    set_session(answer, request, hub.settings, hub.people.sessions.begin(person.number, agent))
    return answer
