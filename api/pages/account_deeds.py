"""What the forms of *Our accounts* do: each makes one action of whoever asks, sends it, and goes back."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.accounts import may_plan
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.forms import ActionId
from api.people.gate import demand, needs, refused
from api.problems import ProblemError
from api.reading.accounts import windows_read
from monitors.domain.accounts.actions import (
    MOST_TOLERATED_MINUTES,
    AnyAccountAction,
    ApprovePost,
    CheckAccount,
    DeclareAccount,
    DeclareWindow,
    DraftPost,
    EndWindow,
    ExplainPost,
    RejectPost,
    RetireAccount,
    WithdrawPost,
)

router = APIRouter(prefix="/our-accounts", include_in_schema=False)

NO_PLATFORM: Final = "There is no such platform; choose one of those offered."
TIMES_WRONG: Final = "Write both times, the second later than the first."

Keeping = Annotated[Viewer, Depends(needs(Right.KEEP_ACCOUNTS))]
Drafting = Annotated[Viewer, Depends(needs(Right.DRAFT_POSTS))]
Approving = Annotated[Viewer, Depends(needs(Right.APPROVE_POSTS))]
Planning = Annotated[Viewer, Depends(needs(Right.PLAN_WINDOWS))]
Words = Annotated[str, Form(min_length=1, max_length=2000)]
MaybeWords = Annotated[str, Form(max_length=2000)]
Id = Annotated[str, Form(min_length=8, max_length=64)]


class About:
    """The account that a form is about, as its hidden fields say; the rules refuse what is another unit's."""

    def __init__(
        self,
        unit: Annotated[str, Form(min_length=1, max_length=500)],
        platform: Annotated[str, Form(min_length=1, max_length=100)],
        name: Annotated[str, Form(min_length=1, max_length=200)],
    ) -> None:
        self.unit = unit
        self.platform = platform
        self.name = name.strip()

    @property
    def address(self) -> str:
        """Its page."""
        return f"/our-accounts/{quote(self.platform, safe='')}/{quote(self.name)}"


class Deed:
    """What every form about an account does: its action's id, whoever sends it, and which account."""

    def __init__(self, hub: TheHub, action: ActionId, about: Annotated[About, Depends()]) -> None:
        self.hub = hub
        self.action = action
        self.about = about

    async def done(
        self, viewer: Viewer, right: Right, make: Callable[[dict[str, Any]], AnyAccountAction]
    ) -> Response:
        """Send what `make` makes of the fields that every action has, and go back to the account."""
        demand(viewer, right, self.about.unit)
        unit = self.hub.tree.named(self.about.unit)
        who = {
            "id": self.action,
            "at_ms": self.hub.now_ms(),
            "role": viewer.role_for(right, unit),
            "by": viewer.pseudonym,
            "unit": unit,
            "platform": self.about.platform,
            "name": self.about.name,
        }
        return await _sent(self.hub, make(who), self.about.address)


ADeed = Annotated[Deed, Depends()]


@router.post("/declare")
async def declare(  # noqa: PLR0917 (FastAPI takes each from the form)
    viewer: Keeping,
    deed: ADeed,
    owner_role: Annotated[str, Form(max_length=500)] = "",
    admins: Annotated[int | None, Form(ge=0, le=1000)] = None,
    recovery: MaybeWords = "",
    token_expires_on: Annotated[date | None, Form()] = None,
    purpose: MaybeWords = "",
    posts_need_approval: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box in a form)
) -> Response:
    """There is such an account, or it is otherwise now."""
    if deed.about.platform not in deed.hub.catalogue.platforms:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, NO_PLATFORM)
    said: dict[str, Any] = {
        "owner_role": owner_role,
        "admins": admins,
        "recovery": recovery,
        "token_expires_on": token_expires_on,
        "purpose": purpose,
        "posts_need_approval": posts_need_approval,
    }
    return await deed.done(viewer, Right.KEEP_ACCOUNTS, lambda who: DeclareAccount(**who, **said))


@router.post("/check")
async def check(viewer: Keeping, deed: ADeed) -> Response:
    """Somebody looked it through."""
    return await deed.done(viewer, Right.KEEP_ACCOUNTS, lambda who: CheckAccount(**who))


@router.post("/retire")
async def retire(viewer: Keeping, deed: ADeed, reason: Words) -> Response:
    """It is closed or given up."""
    return await deed.done(viewer, Right.KEEP_ACCOUNTS, lambda who: RetireAccount(**who, reason=reason))


@router.post("/draft")
async def draft(
    viewer: Drafting,
    deed: ADeed,
    text: Annotated[str, Form(min_length=1, max_length=10_000)],
) -> Response:
    """A post, for somebody else to approve."""
    return await deed.done(viewer, Right.DRAFT_POSTS, lambda who: DraftPost(**who, text=text))


@router.post("/withdraw")
async def withdraw(viewer: Drafting, deed: ADeed, draft: Id) -> Response:
    """It is not to be issued."""
    return await deed.done(viewer, Right.DRAFT_POSTS, lambda who: WithdrawPost(**who, draft=draft))


@router.post("/approve")
async def approve(viewer: Approving, deed: ADeed, draft: Id) -> Response:
    """A second person approves it."""
    return await deed.done(viewer, Right.APPROVE_POSTS, lambda who: ApprovePost(**who, draft=draft))


@router.post("/reject")
async def reject(viewer: Approving, deed: ADeed, draft: Id, reason: Words) -> Response:
    """A second person does not."""
    return await deed.done(
        viewer,
        Right.APPROVE_POSTS,
        lambda who: RejectPost(**who, draft=draft, reason=reason),
    )


@router.post("/explain")
async def explain(viewer: Approving, deed: ADeed, post: Id, reason: Words) -> Response:
    """What an unexpected post was."""
    return await deed.done(
        viewer,
        Right.APPROVE_POSTS,
        lambda who: ExplainPost(**who, post=post, reason=reason),
    )


@router.post("/windows/declare")
async def declare_window(  # noqa: PLR0917 (as above)
    hub: TheHub,
    viewer: Planning,
    action: ActionId,
    title: Annotated[str, Form(min_length=1, max_length=200)],
    platforms: Annotated[list[str], Form(min_length=1, max_length=50)],
    begins: Annotated[str, Form(max_length=30)],
    ends: Annotated[str, Form(max_length=30)],
    unit: Annotated[str, Form(max_length=500)] = "",
    tolerance_minutes: Annotated[int, Form(ge=0, le=MOST_TOLERATED_MINUTES)] = 0,
) -> Response:
    """A time in which platforms must not fail: for a unit and everything below it, or for all."""
    if not set(platforms) <= hub.catalogue.platforms.keys():
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, NO_PLATFORM)
    from_ms, until_ms = _moment(hub, begins), _moment(hub, ends)
    units = tuple(sorted(hub.tree.below(unit))) if unit else ()
    role = _planner(hub, viewer, units)
    return await _sent(
        hub,
        DeclareWindow(
            id=action,
            at_ms=hub.now_ms(),
            role=role,
            by=viewer.pseudonym,
            title=title,
            platforms=tuple(platforms),
            units=units,
            from_ms=from_ms,
            until_ms=until_ms,
            tolerance_minutes=tolerance_minutes,
        ),
        "/our-accounts",
    )


@router.post("/windows/end")
async def end_window(hub: TheHub, viewer: Planning, action: ActionId, window: Id) -> Response:
    """It is over, or does not take place."""
    windows, _ = await run_in_threadpool(windows_read, hub)
    units = next((each.units for each in windows if each.id == window), ())
    role = _planner(hub, viewer, units)
    ends = EndWindow(id=action, at_ms=hub.now_ms(), role=role, by=viewer.pseudonym, window=window)
    return await _sent(hub, ends, "/our-accounts")


async def _sent(hub: Hub, action: AnyAccountAction, address: str) -> Response:
    await acted(hub, action)
    return RedirectResponse(f"{address}?action={action.id}", HTTPStatus.SEE_OTHER)


def _planner(hub: Hub, viewer: Viewer, units: Sequence[str]) -> Any:
    """As what somebody plans for these units. Raises ProblemError where they may not for all of them."""
    if not may_plan(units, hub.sight(viewer)):
        raise refused(Right.PLAN_WINDOWS)
    return viewer.role_for(Right.PLAN_WINDOWS, units[0] if units else None)


def _moment(hub: Hub, text: str) -> int:
    """A local time as forms send it, in Unix milliseconds. Raises ProblemError."""
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=hub.settings.zone)
    except ValueError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, TIMES_WRONG) from error
    return int(at.timestamp() * 1000)
