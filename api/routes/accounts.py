"""Own accounts and critical windows by program."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from msgspec import Struct

from api.domain.accounts import Line, Span, WindowTold, line_of, lines, spans, windows_told
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.problems import ProblemError
from api.reading.accounts import hours_of, known_accounts, windows_read
from api.report.sentences import worded
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, Listed, answer, documented, listed, place_at
from monitors.domain.accounts.caring import Cared
from monitors.domain.accounts.records import AccountKey, Trouble
from monitors.domain.outage.records import Reason as Found
from monitors.snapshot_schema import Instant, Reason, instant

router = APIRouter(prefix="/api/v1", tags=["accounts"])

Seeing = Annotated[Viewer, Depends(needs(Right.SEE_ACCOUNTS))]
PlatformAsked = Annotated[str | None, Query(max_length=100, description="Only on this platform.")]


class CareDocument(Struct, frozen=True, kw_only=True):
    """Counts of messages of people outside. `median_ms` is in plain hours, and null where it is withheld."""

    inbound: int
    reactions: int
    asked: int
    answered: int
    answered_share: float | None
    replies: int
    posts: int
    median_ms: int | None


class TroubleDocument(Struct, frozen=True, kw_only=True):
    """Something that is wrong with an account."""

    trouble: Trouble
    since: Instant


class ClearingDocument(Struct, frozen=True, kw_only=True):
    """The backlog that an outage left; `done_at` is null until it is worked off."""

    incident: str
    since: Instant
    at_end: int
    left: int
    done_at: Instant | None


class AccountDocument(Struct, frozen=True, kw_only=True):
    """One account; `unit` is null where nobody has declared it. `month` is the one that goes on."""

    platform: str
    name: str
    unit: str | None
    owner_role: str
    admins: int | None
    recovery: str
    token_expires_on: date | None
    purpose: str
    posts_need_approval: bool
    checked_on: date | None
    is_retired: bool
    troubles: list[TroubleDocument]
    lacking: list[Reason]
    waiting: int
    waiting_since: Instant | None
    clearing: ClearingDocument | None
    month: CareDocument


class PeriodDocument(Struct, frozen=True, kw_only=True):
    """A week or a month. `elsewhere_share` is an estimate: of a month, and of no unit of few people."""

    grain: str
    first_day: date
    care: CareDocument
    elsewhere_share: float | None


class AccountPeriods(Struct, frozen=True, kw_only=True):
    """One account with its last weeks and months."""

    account: AccountDocument
    periods: list[PeriodDocument]


class PreFlightDocument(Struct, frozen=True, kw_only=True):
    """What was found of a platform before a window; nothing `lacking`: it is ready."""

    platform: str
    checked_at: Instant
    lacking: list[Reason]


class WindowDocument(Struct, frozen=True, kw_only=True):
    """A time in which platforms must not fail; no `units`: all of them."""

    id: str
    title: str
    platforms: list[str]
    units: list[str]
    begins_at: Instant
    ends_at: Instant
    tolerance_minutes: int
    is_on: bool
    preflights: list[PreFlightDocument]


DOCUMENTS: Final = (Listed[AccountDocument], AccountPeriods, Listed[WindowDocument])


@router.get("/accounts", responses=documented(Listed[AccountDocument]))
def accounts(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Seeing,
    platform: PlatformAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Own accounts that the caller may see, by platform and name."""
    behind = place_at(cursor, tuple[str, str])
    held = [
        each
        for each in sorted(lines(known_accounts(hub), hub.sight(viewer)), key=lambda one: one.key)
        if platform in {None, each.key.platform} and (behind is None or tuple(each.key) > behind)
    ]
    some = listed(held, limit, lambda each: tuple(each.key))
    documents = [worded(_account(each), words_of(hub, language_of(request, viewer))) for each in some.items]
    return answer(request, Listed(documents, some.next))


@router.get("/accounts/{platform}/{name:path}", responses=documented(AccountPeriods, HTTPStatus.NOT_FOUND))
def account(
    request: Request,
    hub: TheHub,
    viewer: Seeing,
    platform: Annotated[str, Path(min_length=1, max_length=100)],
    name: Annotated[str, Path(min_length=1, max_length=200)],
) -> Response:
    """One account, and how many wrote to it and were answered in its last weeks and months."""
    key, sight = AccountKey(platform, name), hub.sight(viewer)
    known = known_accounts(hub, [key])
    line = line_of(key, known, sight)
    if line is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such account for you.")
    told = spans(key, known, sight, *hours_of(hub, line.account))
    document = AccountPeriods(account=_account(line), periods=[_period(each) for each in told])
    return answer(request, worded(document, words_of(hub, language_of(request, viewer))))


@router.get("/critical-windows", responses=documented(Listed[WindowDocument]))
def critical_windows(request: Request, hub: TheHub, viewer: Seeing) -> Response:
    """Critical windows that go on or are to come, by their beginning."""
    windows, found = windows_read(hub)
    told = windows_told(windows, found, hub.now_ms(), hub.sight(viewer))
    words = words_of(hub, language_of(request, viewer))
    return answer(request, Listed([worded(_window(each), words) for each in told]))


def _account(line: Line) -> AccountDocument:
    account, state = line.account, line.state
    clearing = state.clearing
    return AccountDocument(
        platform=line.key.platform,
        name=line.key.name,
        unit=line.unit or None,
        owner_role="" if account is None else account.owner_role,
        admins=None if account is None else account.admins,
        recovery="" if account is None else account.recovery,
        token_expires_on=None if account is None else account.token_expires_on,
        purpose="" if account is None else account.purpose,
        posts_need_approval=account is not None and account.posts_need_approval,
        checked_on=None if account is None else account.checked_on,
        is_retired=line.is_retired,
        troubles=[
            TroubleDocument(trouble=name, since=instant(since_ms))
            for name, since_ms in sorted(state.troubles.items())
        ],
        lacking=[_reason(each) for each in line.lacks],
        waiting=state.backlog,
        waiting_since=None if state.waiting_since_ms is None else instant(state.waiting_since_ms),
        clearing=None
        if clearing is None
        else ClearingDocument(
            incident=clearing.incident,
            since=instant(clearing.since_ms),
            at_end=clearing.at_end,
            left=clearing.left,
            done_at=None if clearing.done_at_ms is None else instant(clearing.done_at_ms),
        ),
        month=_care(line.month),
    )


def _period(span: Span) -> PeriodDocument:
    return PeriodDocument(
        grain="month" if span.is_month else "week",
        first_day=span.first,
        care=_care(span.cared),
        elsewhere_share=span.elsewhere,
    )


def _care(told: Cared) -> CareDocument:
    return CareDocument(**told._asdict(), answered_share=told.answered_share)


def _window(told: WindowTold) -> WindowDocument:
    window = told.window
    return WindowDocument(
        id=window.id,
        title=window.title,
        platforms=list(window.platforms),
        units=list(window.units),
        begins_at=instant(window.from_ms),
        ends_at=instant(window.until_ms),
        tolerance_minutes=window.tolerance_minutes,
        is_on=told.is_on,
        preflights=[
            PreFlightDocument(
                platform=each.platform,
                checked_at=instant(each.checked_at_ms),
                lacking=[_reason(one) for one in each.lacking],
            )
            for each in told.found
        ],
    )


def _reason(found: Found) -> Reason:
    return Reason(found.code, found.figures)
