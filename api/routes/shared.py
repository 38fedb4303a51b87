"""What units share, and the audit log, by program."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import Struct

from api.domain.practices import Word, lesson_told
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.gate import needs
from api.reading import rooms as reading
from api.reading.audit import Asked, Entered, entries
from api.reading.rows import looked_into
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, Listed, answer, documented, listed, place_at
from monitors.domain.audit.entries import What
from monitors.domain.register.actions import Role
from monitors.domain.register.records import Purpose
from monitors.domain.rooms.records import Lesson, Practice
from monitors.snapshot_schema import Instant, instant

router = APIRouter(prefix="/api/v1", tags=["shared"])

PlatformAsked = Annotated[str | None, Query(max_length=100, description="Only about this platform.")]
Sharing = Annotated[Viewer, Depends(needs(Right.SEE_LESSONS))]

FURTHEST: Final = 1 << 62
"""No entry has a higher number."""


class LessonDocument(Struct, frozen=True, kw_only=True):
    """What to do instead of a platform; `word` is what most say of it, told without how many."""

    id: str
    platform: str
    purpose: Purpose
    instead: str
    unit: str
    incident: str
    added_at: Instant
    word: Word


class AnswerDocument(Struct, frozen=True, kw_only=True):
    """What a unit answered."""

    unit: str
    text: str
    answered_at: Instant


class PracticeDocument(Struct, frozen=True, kw_only=True):
    """A question between units with its answers, or how one of them does something."""

    id: str
    kind: str
    unit: str
    platform: str
    title: str
    text: str
    purpose: Purpose | None
    said_at: Instant
    answers: list[AnswerDocument]


class AuditDocument(Struct, frozen=True, kw_only=True):
    """One entry in its place in the chain; `account` is a pseudonym, `hash` covers all of it (SHA-256)."""

    number: int
    entered_at: Instant
    role: str
    account: str
    what: str
    of: str
    figures: dict[str, int | str | None]
    previous_hash: str
    hash: str


@router.get("/lessons", responses=documented(Listed[LessonDocument]))
def lessons(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Sharing,
    platform: PlatformAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Lessons that hold, in the order in which they were added."""
    behind = place_at(cursor, tuple[int, str])
    held = [
        each
        for each in reading.shared(hub.judged, viewer.pseudonym).lessons
        if each.withdrawn_at_ms is None
        and platform in {None, each.platform}
        and (behind is None or (each.added_at_ms, each.id) > behind)
    ]
    some = listed(held, limit, lambda each: (each.added_at_ms, each.id))
    return answer(request, Listed([_lesson(each) for each in some.items], some.next))


@router.get("/practices", responses=documented(Listed[PracticeDocument]))
def practices(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: Sharing,
    platform: PlatformAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Questions and practices that stand, in the order of time."""
    behind = place_at(cursor, tuple[int, str])
    held = [
        each
        for each in reading.shared(hub.judged, viewer.pseudonym).practices
        if each.withdrawn_at_ms is None
        and platform in {None, each.platform}
        and (behind is None or (each.at_ms, each.id) > behind)
    ]
    some = listed(held, limit, lambda each: (each.at_ms, each.id))
    return answer(request, Listed([_practice(each) for each in some.items], some.next))


@router.get("/audit", responses=documented(Listed[AuditDocument]))
def audit(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_AUDIT, everywhere=True, audited="viewed-audit"))],  # noqa: ARG001 (the gate)
    what: Annotated[What | None, Query(description="Only entries of this kind.")] = None,
    role: Annotated[Role | None, Query(description="Only of people in this role.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """The audit log, the newest entry first."""
    before = place_at(cursor, tuple[int])
    asked = Asked(what or "", role or "", before=None if before is None else min(before[0], FURTHEST))
    with looked_into(hub.judged) as rows:
        found = entries(rows, asked, limit + 1)
    some = listed(found, limit, lambda each: (each.number,))
    return answer(request, Listed([_entry(each) for each in some.items], some.next))


def _lesson(lesson: Lesson) -> LessonDocument:
    return LessonDocument(
        id=lesson.id,
        platform=lesson.platform,
        purpose=lesson.purpose,
        instead=lesson.instead,
        unit=lesson.unit,
        incident=lesson.incident,
        added_at=instant(lesson.added_at_ms),
        word=lesson_told(lesson, "", ()).word,
    )


def _practice(practice: Practice) -> PracticeDocument:
    return PracticeDocument(
        id=practice.id,
        kind=practice.kind,
        unit=practice.unit,
        platform=practice.platform,
        title=practice.title,
        text=practice.text,
        purpose=practice.purpose,
        said_at=instant(practice.at_ms),
        answers=[
            AnswerDocument(unit=each.unit, text=each.text, answered_at=instant(each.at_ms))
            for each in practice.answers
        ],
    )


def _entry(entry: Entered) -> AuditDocument:
    return AuditDocument(
        number=entry.number,
        entered_at=instant(entry.at_ms),
        role=entry.role,
        account=entry.account,
        what=entry.what,
        of=entry.of,
        figures=entry.figures,
        previous_hash=entry.previous_hash,
        hash=entry.hash,
    )
