"""Notices: who was told what, by which route and when; and why somebody was not told."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import Struct

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.reading import notices as reading
from api.reading.rows import looked_into
from api.report.sentences import worded
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, Listed, answer, documented, listed, place_at
from monitors.domain.notices.records import Decision, Delivery, NoticeKind, NoticeSeverity
from monitors.snapshot_schema import Instant, Reason, instant

router = APIRouter(prefix="/api/v1", tags=["notices"])

BUDGET: Final = 1
"""So many false pages the whole organisation has to put up with in a month."""

Reader = Annotated[Viewer, Depends(needs(Right.SEE_DELIVERIES))]
Subject = Annotated[
    str | None,
    Query(max_length=300, description="Only of this incident, or this week's digest and the like."),
]
DeliveryState = Literal["waiting", "sent", "failed"]


class DeliveryDocument(Struct, frozen=True, kw_only=True):
    """How far one message came. `id` and `number` are what receivers drop repeats by.

    `route` is the one that was tried last, by its name in the settings; it took the message where `sent_at`
    says when. `last_error` is a code.
    """

    id: str
    number: int
    subject: str
    kind: NoticeKind
    audience: str
    unit: str | None
    severity: NoticeSeverity
    reason: Reason
    decided_at: Instant
    state: DeliveryState
    route: str | None
    tries: int
    last_error: str | None
    next_try_at: Instant | None
    sent_at: Instant | None


class DecisionDocument(Struct, frozen=True, kw_only=True):
    """Whether an audience was told: `kind` and `message` (its number) are null where it was not."""

    subject: str
    audience: str
    number: int
    decided_at: Instant
    kind: NoticeKind | None
    message: int | None
    severity: NoticeSeverity
    reason: Reason


class PagesDocument(Struct, frozen=True, kw_only=True):
    """What people were paged for in a month of local time, beside how many false ones there may be."""

    month: str
    incidents: int
    false: int
    false_allowed: int


DOCUMENTS: tuple[Any, ...] = (Listed[DeliveryDocument], Listed[DecisionDocument], PagesDocument)


@router.get("/deliveries", responses=documented(Listed[DeliveryDocument]))
def deliveries(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Reader,
    subject: Subject = None,
    state: Annotated[DeliveryState | None, Query(description="Only in this state.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Messages to audiences and how far they came, the newest first."""
    behind = place_at(cursor, tuple[int, str, int])
    untold = reading.untold_units(hub, hub.sight(viewer))
    with looked_into(hub.judged) as rows:
        found = reading.deliveries(rows, subject, state, behind, limit + 1, untold)
    some = listed(found, limit, lambda one: (one.notice.at_ms, *one.key))
    told = Listed([_delivery(each) for each in some.items], some.next)
    return answer(request, worded(told, words_of(hub, language_of(request, viewer))))


@router.get("/notices", responses=documented(Listed[DecisionDocument]))
def notices(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: Reader,
    subject: Subject = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Every decision to tell an audience of something or not, with its reason, the newest first."""
    behind = place_at(cursor, tuple[int, str, str, int])
    untold = reading.untold_units(hub, hub.sight(viewer))
    with looked_into(hub.judged) as rows:
        found = reading.decisions(rows, subject, behind, limit + 1, untold)
    some = listed(found, limit, lambda one: (one.at_ms, one.subject, one.audience, one.number))
    told = Listed([_decision(each) for each in some.items], some.next)
    return answer(request, worded(told, words_of(hub, language_of(request, viewer))))


@router.get("/notices/month", responses=documented(PagesDocument))
def month(request: Request, hub: TheHub, viewer: Reader) -> Response:  # noqa: ARG001 (its right is asked for)
    """What people were paged for since this month began."""
    now = datetime.fromtimestamp(hub.now_ms() / 1000, ZoneInfo(hub.settings.timezone))
    begins_ms = round(now.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
    with looked_into(hub.judged) as rows:
        found = reading.pages(rows, begins_ms, hub.now_ms())
    told = PagesDocument(
        month=f"{now:%Y-%m}", incidents=found.firsts, false=found.false, false_allowed=BUDGET
    )
    return answer(request, told)


def _delivery(one: Delivery) -> DeliveryDocument:
    """A delivery as programs see it."""
    notice = one.notice
    return DeliveryDocument(
        id=notice.id,
        number=notice.number,
        subject=one.subject,
        kind=notice.kind,
        audience=notice.audience.name,
        unit=notice.audience.unit,
        severity=notice.severity,
        reason=Reason(notice.reason.code, notice.reason.figures),
        decided_at=instant(notice.at_ms),
        state=one.state,
        route=one.route,
        tries=one.tries,
        last_error=one.last_error,
        next_try_at=instant(one.next_try_at_ms) if one.state == "waiting" else None,
        sent_at=None if one.sent_at_ms is None else instant(one.sent_at_ms),
    )


def _decision(one: Decision) -> DecisionDocument:
    """A decision as programs see it."""
    return DecisionDocument(
        subject=one.subject,
        audience=one.audience,
        number=one.number,
        decided_at=instant(one.at_ms),
        kind=one.kind,
        message=one.message,
        severity=one.severity,
        reason=Reason(one.reason.code, one.reason.figures),
    )
