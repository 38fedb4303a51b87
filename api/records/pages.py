"""*Records*: search, one record, holds and disposals, for those who look after records, and nobody else.

What was looked for goes by POST, so that no address and no log of a web server holds it. Texts are masked.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, get_args

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.forms import Form, day_of, one, read_form
from api.pages.login import private
from api.pages.rendering import Page
from api.problems import ProblemError
from api.records import deeds
from api.records.deeds import Wanted, WantedHold
from api.records.disposals import is_due_for_review
from api.records.documents import state_of
from api.records.domain.asking import RecordsError
from api.records.keeping import MOST_OPENED, Looked, Records
from api.records.routes import (
    CONFLICTS,
    NO_SUCH,
    Approves,
    Classifies,
    Disposes,
    Exports,
    Holds,
    Opens,
    Searches,
    SeesDisposals,
    SeesHolds,
    TheRecords,
    file_of,
)
from api.records.sealing import SealError
from api.routes.people import MOST_NUMBER, Number
from infra.words import render
from streams.doors.records_port import Direction

router = APIRouter(prefix="/records", include_in_schema=False)

A_PAGE: Final = 50
DIRECTIONS: Final = get_args(Direction)

FIELDS: Final = ("account", "direction", "class", "from", "until", "disposal")
"""What a search may name beside its words; exports and next pages carry the same."""


@router.get("")
def records(request: Request, hub: TheHub, viewer: Searches, kept: TheRecords) -> Response:
    """The newest records, without their contents; an address holds no words that are looked for."""
    form: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name in FIELDS:
            form.setdefault(name, []).append(value)
    return _searched(Page.of(request, hub, viewer), kept, form)


@router.post("")
async def search(request: Request, hub: TheHub, viewer: Searches, kept: TheRecords) -> Response:
    """What a search found."""
    form = await read_form(request)
    return await run_in_threadpool(_searched, Page.of(request, hub, viewer), kept, form)


@router.post("/export")
async def export(request: Request, hub: TheHub, viewer: Exports, kept: TheRecords) -> Response:
    """The records of a search as a file."""
    form = await read_form(request)
    is_masked = one(form, "unmasked") != "yes"
    try:
        made = await deeds.export(
            request, viewer, wanted_of(form), is_masked=is_masked, reason=one(form, "reason")
        )
    except RecordsError as error:
        return await run_in_threadpool(_searched, Page.of(request, hub, viewer), kept, form, error)
    return file_of(made.data, hub.today)


@router.get("/holds")
def holds(request: Request, hub: TheHub, viewer: SeesHolds, kept: TheRecords) -> Response:
    """Every hold, and a form for another."""
    return _holds(Page.of(request, hub, viewer), kept, {"record": [request.query_params.get("record", "")]})


@router.post("/holds")
async def lay(request: Request, hub: TheHub, viewer: Holds, kept: TheRecords) -> Response:
    """Lay a hold."""
    form = await read_form(request)
    wanted = wanted_of(form)
    hold = WantedHold(
        account=wanted.account,
        platform=wanted.platform,
        since=wanted.since,
        until=wanted.until,
        record=_number(one(form, "record")),
        reason=one(form, "reason"),
        review_on=day_of(one(form, "review_on")),
    )
    page = Page.of(request, hub, viewer)
    return await run_in_threadpool(
        _done,
        lambda: deeds.lay_hold(hub, kept, viewer, hold),
        "/records/holds",
        lambda error: _holds(page, kept, form, error),
    )


@router.post("/holds/{number}/end")
async def end_hold(
    request: Request, hub: TheHub, viewer: Holds, kept: TheRecords, number: Number
) -> Response:
    """End a hold."""
    form = await read_form(request)
    page = Page.of(request, hub, viewer)
    return await run_in_threadpool(
        _done,
        lambda: deeds.end_hold(kept, viewer, number, one(form, "reason")),
        "/records/holds",
        lambda error: _holds(page, kept, {}, error),
    )


@router.get("/disposals")
def disposals(request: Request, hub: TheHub, viewer: SeesDisposals, kept: TheRecords) -> Response:
    """What is due, what is proposed, and what was destroyed."""
    return _disposals(Page.of(request, hub, viewer), kept)


@router.post("/disposals")
def propose(request: Request, hub: TheHub, viewer: Disposes, kept: TheRecords) -> Response:
    """Propose what is due."""
    page = Page.of(request, hub, viewer)
    return _done(
        lambda: kept.disposals.propose(viewer.pseudonym),
        "/records/disposals",
        lambda error: _disposals(page, kept, error),
    )


@router.post("/disposals/{number}/approve")
async def approve(
    request: Request, hub: TheHub, viewer: Approves, kept: TheRecords, number: Number
) -> Response:
    """Have it destroyed."""
    try:
        await deeds.approve(request, viewer, number)
    except RecordsError as error:
        return await run_in_threadpool(_disposals, Page.of(request, hub, viewer), kept, error)
    return RedirectResponse("/records/disposals", HTTPStatus.SEE_OTHER)


@router.post("/disposals/{number}/refuse")
def refuse(request: Request, hub: TheHub, viewer: Disposes, kept: TheRecords, number: Number) -> Response:
    """Say no."""
    page = Page.of(request, hub, viewer)
    return _done(
        lambda: kept.disposals.refuse(number, viewer.pseudonym),
        "/records/disposals",
        lambda error: _disposals(page, kept, error),
    )


@router.get("/{number}")
def record(request: Request, hub: TheHub, viewer: Opens, kept: TheRecords, number: Number) -> Response:
    """One record, with its text masked."""
    return _record(Page.of(request, hub, viewer), kept, number)


@router.post("/{number}/class")
async def classify(
    request: Request, hub: TheHub, viewer: Classifies, kept: TheRecords, number: Number
) -> Response:
    """Say of which class it is."""
    form = await read_form(request)
    page = Page.of(request, hub, viewer)
    return await run_in_threadpool(
        _done,
        lambda: deeds.classify(kept, number, one(form, "class")),
        f"/records/{number}",
        lambda error: _record(page, kept, number, error),
    )


def wanted_of(form: Form) -> Wanted:
    """What a form asks for; its account is `platform/account`, as the form offers them."""
    platform, _, account = one(form, "account").partition("/")
    return Wanted(
        account=account,
        platform=platform,
        direction=one(form, "direction"),
        class_name=one(form, "class"),
        since=day_of(one(form, "from")),
        until=day_of(one(form, "until")),
        disposal=_number(one(form, "disposal")),
        before=_number(one(form, "before")),
    )


def _searched(page: Page, kept: Records, form: Form, error: RecordsError | None = None) -> Response:
    """The page of a search."""
    words, units = one(form, "words"), page.viewer.units(Right.SEE_RECORDS)
    try:
        looked = kept.search(wanted_of(form).asked(page.hub, units), words, A_PAGE)
    except RecordsError as fault:
        looked, error = Looked([], None), fault
    told = {
        "rows": [(each, state_of(each)) for each in looked.found],
        "looked": looked,
        "words": words,
        "chosen": {name: one(form, name) for name in FIELDS},
        "accounts": kept.store.accounts(units),
        "classes": kept.settings.policy.names,
        "directions": DIRECTIONS,
        "most_opened": MOST_OPENED,
        "may_export": page.viewer.may(Right.EXPORT_RECORDS),
        **_deeds_offered(page.viewer),
    }
    return _answer(page, "records.html.j2", told, error)


def _record(page: Page, kept: Records, number: int, error: RecordsError | None = None) -> Response:
    found = kept.store.one(number, page.viewer.units(Right.SEE_RECORDS))
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, NO_SUCH)
    content, is_broken = None, False
    try:
        content = kept.open(found)
    except SealError:
        is_broken = True
    policy = kept.settings.policy
    told = {
        "record": found,
        "state": state_of(found),
        "known": policy.named(found.class_name),
        "ends_at": policy.ends_at_ms(found.class_name, found.facts.kept_at_ms),
        "content": content,
        "text": kept.masked(content.text) if content is not None and content.is_text else None,
        "is_broken": is_broken,
        "masks": sorted(kept.settings.filters),
        "classes": policy.names,
        **_deeds_offered(page.viewer),
    }
    return _answer(page, "record.html.j2", told, error)


def _holds(page: Page, kept: Records, form: Form, error: RecordsError | None = None) -> Response:
    holds = kept.disposals.holds()
    told = {
        "holds": [(each, is_due_for_review(each, page.hub.today)) for each in holds],
        "accounts": kept.store.accounts(None),
        "typed": {
            name: one(form, name) for name in ("account", "from", "until", "record", "reason", "review_on")
        },
        **_deeds_offered(page.viewer),
    }
    return _answer(page, "records_holds.html.j2", told, error)


def _disposals(page: Page, kept: Records, error: RecordsError | None = None) -> Response:
    told = {
        "due": kept.disposals.due(),
        "disposals": kept.disposals.all(),
        **_deeds_offered(page.viewer),
    }
    return _answer(page, "records_disposals.html.j2", told, error)


def _deeds_offered(viewer: Viewer) -> dict[str, bool]:
    """Which of the other pages are there for this reader."""
    return {
        "may_hold": viewer.may(Right.HOLD_RECORDS),
        "may_dispose": viewer.may(Right.DISPOSE_OF_RECORDS),
    }


def _done(deed: Callable[[], object], then: str, otherwise: Callable[[RecordsError], Response]) -> Response:
    """Do it and go on to a page, or say on the page why not."""
    try:
        deed()
    except RecordsError as error:
        return otherwise(error)
    return RedirectResponse(then, HTTPStatus.SEE_OTHER)


def _answer(page: Page, template: str, told: Mapping[str, Any], error: RecordsError | None) -> Response:
    """A page that no cache keeps, with what went wrong."""
    fault = None if error is None else render(error.code, error.figures, page.words.lang)
    status = HTTPStatus.OK
    if error is not None:
        status = HTTPStatus.CONFLICT if error.code in CONFLICTS else HTTPStatus.UNPROCESSABLE_ENTITY
    return private(page, template, {**told, "fault": fault}, status)


def _number(said: str) -> int | None:
    """A number as forms send it; None where it is none."""
    is_number = said.isascii() and said.isdecimal() and len(said) <= len(str(MOST_NUMBER))
    return int(said) if is_number and 0 < int(said) <= MOST_NUMBER else None
