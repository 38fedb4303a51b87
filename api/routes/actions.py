"""People's actions by program: sent, and what became of them."""

import uuid
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from msgspec.json import schema_components

from api.acting import acted
from api.domain.asked_actions import AskedAction, read
from api.domain.outcomes import ActionOutcome
from api.domain.register_deeds import RIGHT_TO, role_to
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import demand, needs, refused
from api.problems import ProblemError
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from api.report.sentences import worded
from api.routes.answers import PLACE, answer, documented
from monitors.domain.register.actions import RegisterAction

router = APIRouter(prefix="/api/v1/actions", tags=["actions"])

(_ASKED,), _ = schema_components([AskedAction], ref_template=PLACE)

MOST_BYTES: Final = 200_000

_TAKEN: Final = documented(ActionOutcome, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.CONFLICT)
_LATER: Final = {
    "description": "Taken, and still on its way; `Location` says where to look.",
    "headers": {"Location": {"schema": {"type": "string"}}},
    "content": _TAKEN[200]["content"],
}


@router.post(
    "",
    responses={**_TAKEN, 202: _LATER},
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": _ASKED}}}},
)
async def act(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_REGISTER))]
) -> Response:
    """Do something on the register, as a role that the caller has for the unit that it is about.

    It is answered once it is applied or refused by the rules of the register, or after two seconds with 202.
    Give it an `id` (a UUID) to be able to send it again: an action is applied once.
    """
    body = await request.body()
    if len(body) > MOST_BYTES:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An action has at most {MOST_BYTES:,} bytes."
        )
    try:
        kind, asked = read(body)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"This was not understood: {error}.") from error
    unit = viewer.tree.named(asked["unit"])
    demand(viewer, RIGHT_TO[kind], unit)
    role = role_to(viewer, kind, unit)
    if role is None:
        raise refused(RIGHT_TO[kind])
    who = {"id": str(uuid.uuid4()), "at_ms": hub.now_ms(), "role": role, "by": viewer.pseudonym}
    action: Any = kind(**{**who, **asked, "unit": unit})
    assert isinstance(action, RegisterAction)  # noqa: S101 (made of its kinds)
    outcome = await acted(hub, action)
    told = answer(request, worded(outcome, words_of(hub, language_of(request, viewer))))
    if outcome.state == "on-its-way":
        told.status_code = HTTPStatus.ACCEPTED
        told.headers["Location"] = f"/api/v1/actions/{outcome.action}"
    return told


@router.get("/{action}", responses=documented(ActionOutcome, HTTPStatus.NOT_FOUND))
async def outcome_of_action(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_REGISTER))],
    action: Annotated[str, Path(max_length=64)],
) -> Response:
    """What became of an action: your own, or one about a unit whose register you see.

    404 says that nobody has applied or refused it, so far.
    """

    def look() -> ActionOutcome | None:
        with looked_into(hub.judged) as rows:
            found = kept(rows, action)
        if found is None:
            return None
        is_own = bool(found.account) and found.account == viewer.pseudonym
        may_see = bool(found.unit) and viewer.may(Right.SEE_REGISTER, found.unit)
        return found.outcome if is_own or may_see else None

    outcome = await run_in_threadpool(look)
    if outcome is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "No such action was applied or refused so far.")
    return answer(request, worded(outcome, words_of(hub, language_of(request, viewer))))
