"""The page that says that something cannot be done, and why."""

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from api.domain.rights import ANONYMOUS
from api.hub import hub_of
from api.pages.rendering import Page
from api.people.gate import viewer_of
from api.problems import ProblemError
from monitors.store import StoreFault


async def page(request: Request, status: HTTPStatus, detail: str) -> Response:
    """It says what to do in the words of the problem; a page that is not there has words of its own."""
    try:
        viewer = await viewer_of(request)
    except (ProblemError, StoreFault):
        viewer = ANONYMOUS  # whatever is wrong with who is asking, this page must come
    made = Page.of(request, hub_of(request), viewer)
    is_missing = status is HTTPStatus.NOT_FOUND
    told = {
        "title": made.words.say("hub.not-found" if is_missing else "hub.problem"),
        "detail": made.words.say("hub.not-found.why") if is_missing else detail,
    }
    return await run_in_threadpool(made.answer, "problem.html.j2", told, status)
