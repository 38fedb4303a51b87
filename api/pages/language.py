"""The language of pages, for a browser that nobody has signed in with, or for the moment."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from api.hub import TheHub
from api.pages.rendering import LANGUAGE_COOKIE
from api.people.cookies import is_secure, local_path
from api.people.gate import public
from infra.words import Lang

router = APIRouter(include_in_schema=False, dependencies=[Depends(public)])

A_YEAR_SECONDS = 365 * 24 * 3600


@router.get("/language/{lang}")
def language(
    request: Request, hub: TheHub, lang: Lang, next_: Annotated[str, Query(alias="next")] = "/"
) -> RedirectResponse:
    """Go on in another language; the browser keeps it for a year."""
    answer = RedirectResponse(local_path(next_), status_code=303)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        lang,
        max_age=A_YEAR_SECONDS,
        secure=is_secure(request, hub.settings),
        httponly=True,
        samesite="lax",
    )
    return answer
