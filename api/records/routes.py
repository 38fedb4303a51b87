"""Records by program: `/api/v1/records`. There where a records store is switched on, and else nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.people.gate import needs
from api.problems import ProblemError
from api.records import deeds
from api.records.deeds import Wanted, WantedHold, records_of
from api.records.documents import (
    DisposalsDocument,
    HoldsDocument,
    OpenedRecord,
    RecordDocument,
    RecordsFound,
    disposal_told,
    hold_told,
    record_told,
)
from api.records.domain.asking import LONGEST_REASON, RecordsError
from api.records.exporting import MEDIA_TYPE
from api.records.keeping import Records
from api.records.sealing import SealError
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, answer, cursor_at, documented, place_at
from api.routes.people import Number
from infra.words import render

router = APIRouter(prefix="/api/v1/records", tags=["records"])

TheRecords = Annotated[Records, Depends(records_of)]
Searches = Annotated[Viewer, Depends(needs(Right.SEE_RECORDS, audited="searched-records"))]
Opens = Annotated[Viewer, Depends(needs(Right.SEE_RECORDS, audited="opened-record", of="number"))]
Exports = Annotated[Viewer, Depends(needs(Right.EXPORT_RECORDS))]
SeesHolds = Annotated[Viewer, Depends(needs(Right.HOLD_RECORDS, audited="searched-records"))]
Holds = Annotated[Viewer, Depends(needs(Right.HOLD_RECORDS, audited="records-changed"))]
Classifies = Annotated[Viewer, Depends(needs(Right.HOLD_RECORDS, audited="records-changed", of="number"))]
SeesDisposals = Annotated[Viewer, Depends(needs(Right.DISPOSE_OF_RECORDS, audited="searched-records"))]
Disposes = Annotated[Viewer, Depends(needs(Right.DISPOSE_OF_RECORDS, audited="records-changed"))]
Approves = Annotated[Viewer, Depends(needs(Right.DISPOSE_OF_RECORDS))]

Word = Annotated[str, Field(max_length=500)]
Reason = Annotated[str, Field(max_length=LONGEST_REASON)]

NO_SUCH: Final = "There is no such record, or not for you."


class _Asked(BaseModel):
    """What every question for records may name."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    account: Word = ""
    platform: Word = ""
    form: Word = ""
    direction: Literal["", "in", "out"] = ""
    class_name: Annotated[str, Field(alias="class", max_length=100)] = ""
    since: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    disposal: Number | None = None

    def wanted(self, before: int | None = None) -> Wanted:
        """The same as the store takes it."""
        named: dict[str, Any] = {name: getattr(self, name) for name in _Asked.model_fields}
        return Wanted(**named, before=before)


class SearchIn(_Asked):
    """A search; `words` are looked for in the contents, all of them, in any order."""

    words: Word = ""
    limit: Annotated[int, Field(ge=1, le=200)] = USUAL_ITEMS
    cursor: Annotated[str, Field(max_length=400)] | None = None


class ExportIn(_Asked):
    """An export; one that is not masked needs a reason."""

    masked: bool = True
    reason: Reason = ""


class HoldIn(BaseModel):
    """A hold to lay, of an account, of a time (`until` is not in it), of both, or of one record."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    account: Word = ""
    platform: Word = ""
    since: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    record: Number | None = None
    reason: Reason
    review_on: date


class ReasonIn(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class ClassIn(BaseModel):
    """The class that a record is of."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    class_name: Annotated[str, Field(alias="class", max_length=100)]


@contextmanager
def problems_told() -> Iterator[None]:
    """Turn what cannot be done with records into a problem."""
    try:
        yield
    except RecordsError as error:
        raise ProblemError(
            HTTPStatus.CONFLICT if error.code in CONFLICTS else HTTPStatus.UNPROCESSABLE_ENTITY,
            render(error.code, error.figures, "en"),
            code=error.code,
        ) from error
    except SealError as error:
        raise ProblemError(HTTPStatus.CONFLICT, f"This {error}.") from error


CONFLICTS: Final = frozenset(
    {"disposal-changed", "disposal-missing", "disposal-same-person", "hold-missing", "record-settled"}
    | {"records-nothing-due"}
)
"""What cannot be done as things stand, rather than as it was asked."""


@router.get("", responses=documented(RecordsFound))
def listing(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Searches,
    records: TheRecords,
    account: Annotated[str, Query(max_length=500)] = "",
    platform: Annotated[str, Query(max_length=100)] = "",
    limit: Limit = USUAL_ITEMS,
    cursor: Cursor = None,
) -> Response:
    """The newest records without their contents; a search by words, days and classes is a POST to /search."""
    wanted = SearchIn(account=account, platform=platform, limit=limit, cursor=cursor)
    return search(request, hub, viewer, records, wanted)


@router.post("/search", responses=documented(RecordsFound))
def search(
    request: Request, hub: TheHub, viewer: Searches, records: TheRecords, wanted: SearchIn
) -> Response:
    """Records by account, time, class, direction and words; words are no part of an address, nor logged.

    Words open contents: at most 2,000 or 20 MB of them, about a second's work. `next` goes on from there.
    """
    place = place_at(wanted.cursor, tuple[int])
    with problems_told():
        asked = wanted.wanted(None if place is None else place[0]).asked(hub, viewer.units(Right.SEE_RECORDS))
        looked = records.search(asked, wanted.words, wanted.limit)
    policy = records.settings.policy
    document = RecordsFound(
        items=[record_told(each, policy) for each in looked.found],
        next=None if looked.next is None else cursor_at([looked.next]),
        opened=looked.opened,
        broken=looked.broken,
    )
    return answer(request, document)


@router.get("/holds", responses=documented(HoldsDocument))
def holds(request: Request, viewer: SeesHolds, records: TheRecords) -> Response:  # noqa: ARG001 (the gate)
    """Every hold."""
    return answer(request, HoldsDocument(items=[hold_told(each) for each in records.disposals.holds()]))


@router.post("/holds", responses=documented(HoldsDocument))
def lay(request: Request, hub: TheHub, viewer: Holds, records: TheRecords, wanted: HoldIn) -> Response:
    """Lay a hold: what it is about cannot be destroyed until somebody ends it."""
    with problems_told():
        deeds.lay_hold(hub, records, viewer, msgspec.convert(wanted.model_dump(), WantedHold))
    return holds(request, viewer, records)


@router.post("/holds/{number}/end", responses=documented(HoldsDocument, HTTPStatus.CONFLICT))
def end(request: Request, viewer: Holds, records: TheRecords, number: Number, wanted: ReasonIn) -> Response:
    """End a hold."""
    with problems_told():
        deeds.end_hold(records, viewer, number, wanted.reason)
    return holds(request, viewer, records)


@router.get("/disposals", responses=documented(DisposalsDocument))
def disposals(request: Request, viewer: SeesDisposals, records: TheRecords) -> Response:  # noqa: ARG001 (the gate)
    """What is due, and every disposal."""
    told = [disposal_told(each) for each in records.disposals.all()]
    return answer(request, DisposalsDocument(due=records.disposals.due(), items=told))


@router.post("/disposals", responses=documented(DisposalsDocument, HTTPStatus.CONFLICT))
def propose(request: Request, viewer: Disposes, records: TheRecords) -> Response:
    """Propose that what is due be destroyed; somebody else decides."""
    with problems_told():
        records.disposals.propose(viewer.pseudonym)
    return disposals(request, viewer, records)


@router.post("/disposals/{number}/approve", responses=documented(DisposalsDocument, HTTPStatus.CONFLICT))
async def approve(request: Request, viewer: Approves, records: TheRecords, number: Number) -> Response:
    """Have what another person proposed destroyed, but for what is held since."""
    with problems_told():
        await deeds.approve(request, viewer, number)
    return disposals(request, viewer, records)


@router.post("/disposals/{number}/refuse", responses=documented(DisposalsDocument, HTTPStatus.CONFLICT))
def refuse(request: Request, viewer: Disposes, records: TheRecords, number: Number) -> Response:
    """Say no to a disposal; its records stay."""
    with problems_told():
        records.disposals.refuse(number, viewer.pseudonym)
    return disposals(request, viewer, records)


_FILE: Final = {
    "description": "The file: a manifest, and a line of JSON for each record.",
    "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
}


@router.post("/exports", response_class=Response, responses={**documented(str), 200: _FILE})
async def export(request: Request, hub: TheHub, viewer: Exports, wanted: ExportIn) -> Response:
    """A ZIP of records with a manifest and hashes: masked, or whole with a reason."""
    with problems_told():
        made = await deeds.export(
            request, viewer, wanted.wanted(), is_masked=wanted.masked, reason=wanted.reason
        )
    return file_of(made.data, hub.today)


@router.get("/{number}", responses=documented(OpenedRecord, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT))
def one(request: Request, viewer: Opens, records: TheRecords, number: Number) -> Response:
    """A record with its content, masked."""
    found = records.store.one(number, viewer.units(Right.SEE_RECORDS))
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, NO_SUCH)
    with problems_told():
        content = records.open(found)
    is_text = content is not None and content.is_text
    document = OpenedRecord(
        record=record_told(found, records.settings.policy),
        content_type=None if content is None else content.content_type,
        text=records.masked(content.text) if content is not None and is_text else None,
        masks=sorted(records.settings.filters),
    )
    response = answer(request, document)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/{number}/class", responses=documented(RecordDocument, HTTPStatus.CONFLICT))
def classify(
    request: Request, viewer: Classifies, records: TheRecords, number: Number, wanted: ClassIn
) -> Response:
    """Say of which class a record is, where the rules say another, or none."""
    with problems_told():
        deeds.classify(records, number, wanted.class_name)
    return answer(request, deeds.told(records, viewer, number))


def file_of(data: bytes, today: date) -> Response:
    """An export as a file that no cache keeps."""
    headers = {
        "Content-Disposition": f'attachment; filename="holdfast-records-{today.isoformat()}.zip"',
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=MEDIA_TYPE, headers=headers)
