"""*Our accounts*: the organisation's own accounts on platforms, who waits for them, and what is wrong."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.domain.accounts import (
    drafts_told,
    line_of,
    lines,
    may_plan,
    spans,
    windows_told,
)
from api.domain.outcomes import ActionOutcome
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.rendering import DAY_MS, Page
from api.people.gate import needs
from api.problems import ProblemError
from api.reading.accounts import account_read, hours_of, known_accounts, windows_read
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from monitors.domain.accounts.records import AccountKey
from monitors.preflights import BEFORE_MS

router = APIRouter(prefix="/our-accounts", include_in_schema=False)

NOT_FOUND: Final = "There is no such account for you. See the list of accounts for those that there are."
RECENT_MS: Final = 30 * DAY_MS

Seeing = Annotated[Viewer, Depends(needs(Right.SEE_ACCOUNTS))]
Done = Annotated[str, Query(max_length=64)]
Platform = Annotated[str, Path(min_length=1, max_length=500)]
Name = Annotated[str, Path(min_length=1, max_length=200)]


@router.get("")
def accounts(request: Request, hub: TheHub, viewer: Seeing, action: Done = "") -> Response:
    """Every account that somebody may see, and critical windows; `action` is what they have just done."""
    page, sight = Page.of(request, hub, viewer), hub.sight(viewer)
    windows, found = windows_read(hub)
    told = windows_told(windows, found, hub.now_ms(), sight)
    return page.answer(
        "accounts.html.j2",
        {
            "lines": lines(known_accounts(hub), sight),
            "windows": told,
            "may_end": {each.window.id for each in told if may_plan(each.window.units, sight)},
            "before_ms": BEFORE_MS,
            "units": units_for(hub, viewer, Right.KEEP_ACCOUNTS),
            "window_units": units_for(hub, viewer, Right.PLAN_WINDOWS),
            "may_plan_all": viewer.may_everywhere(Right.PLAN_WINDOWS),
            "keeps_records": hub.records is not None,
            "platforms": _platforms(hub, page),
            "action": action,
            "outcome": done(hub, viewer, action),
        },
    )


@router.get("/{platform}/{name:path}")
def account(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request, hub: TheHub, viewer: Seeing, platform: Platform, name: Name, action: Done = ""
) -> Response:
    """One account. Raises ProblemError where there is none for this reader."""
    key, sight = AccountKey(platform, name), hub.sight(viewer)
    known = known_accounts(hub, [key])
    line = line_of(key, known, sight)
    if line is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, NOT_FOUND)
    read = account_read(hub, key)
    since_ms = hub.now_ms() - RECENT_MS

    def may(right: Right) -> bool:
        return bool(line.unit) and not line.is_retired and viewer.may(right, line.unit)

    return Page.of(request, hub, viewer).answer(
        "own_account.html.j2",
        {
            "line": line,
            "spans": spans(key, known, sight, *hours_of(hub, line.account)),
            "drafts": drafts_told(read.drafts, read.issued, viewer.pseudonym),
            "unexpected": read.unexpected,
            "uncompared": sum(each.at_ms >= since_ms for each in read.uncompared),
            "changes": read.changes,
            "may_keep": may(Right.KEEP_ACCOUNTS),
            "may_draft": may(Right.DRAFT_POSTS),
            "may_approve": may(Right.APPROVE_POSTS),
            "units": units_for(hub, viewer, Right.KEEP_ACCOUNTS),
            "action": action,
            "outcome": done(hub, viewer, action),
        },
    )


def units_for(hub: Hub, viewer: Viewer, right: Right) -> list[str]:
    """The units for which somebody may do something."""
    reach = viewer.units(right)
    if reach is None:
        return [unit for unit in hub.tree.names if unit != "unassigned"]
    return [unit for unit in hub.tree.names if unit in reach] or sorted(reach)


def done(hub: Hub, viewer: Viewer, action: str) -> ActionOutcome | None:
    """What became of an action of theirs; None: nothing so far, or it is not theirs."""
    if not action:
        return None
    with looked_into(hub.judged) as rows:
        found = kept(rows, action)
    return found.outcome if found is not None and found.account == viewer.pseudonym else None


def _platforms(hub: Hub, page: Page) -> list[str]:
    """Platforms that may be chosen, by name."""
    return sorted(hub.catalogue.platforms, key=lambda each: page.words.platform(each).casefold())
