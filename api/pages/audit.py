"""*Audit*: who looked at what, changed it or took it away, and whether the log was changed since."""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated, Final, NamedTuple, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response

from api.domain.rights import ROLES, Right, Viewer
from api.hub import TheHub
from api.pages.rendering import HubWords, Page
from api.people.gate import needs
from api.reading.audit import Asked, Entered, entries
from api.reading.rows import looked_into
from infra.words import WordsMissingError
from monitors.adapters.sql_audit import SqlAuditRows
from monitors.domain.audit.chain import first_break
from monitors.domain.audit.entries import What
from monitors.domain.register.actions import Role

router = APIRouter(include_in_schema=False)

A_PAGE: Final = 50

VERIFIED: Final = 500
"""So many of the newest entries are held against their hashes; `holdfast audit verify` does all of them."""

WHATS: Final = get_args(What)


@router.get("/audit")
def audit(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_AUDIT, everywhere=True, audited="viewed-audit"))],
    what: Annotated[What | None, Query()] = None,
    role: Annotated[Role | None, Query()] = None,
    on: Annotated[date | None, Query()] = None,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """A page of entries by day, the newest first; `before` is the number that they stand before."""
    page = Page.of(request, hub, viewer)
    from_ms, until_ms = (None, None) if on is None else _ends(on, hub.settings.zone)
    asked = Asked(what or "", role or "", from_ms, until_ms, before)
    with looked_into(hub.judged) as rows:
        found = entries(rows, asked, A_PAGE + 1)
    shown = found[:A_PAGE]
    links = SqlAuditRows(hub.judged).newest(VERIFIED + 1)[::-1]
    behind = links[0] if len(links) > VERIFIED else None
    checked = links if behind is None else links[1:]
    chosen = {"what": asked.what, "role": asked.role, "on": on.isoformat() if on else ""}
    last = {"before": str(shown[-1].number)} if shown else {}
    older = {name: value for name, value in chosen.items() if value} | last
    return page.answer(
        "audit.html.j2",
        {
            "days": [
                (day, [(_local(one.at_ms, hub.settings.zone), one, _said(one, page.words)) for one in some])
                for day, some in groupby(shown, lambda one: _local(one.at_ms, hub.settings.zone).date())
            ],
            "chosen": chosen,
            "whats": WHATS,
            "roles": ROLES,
            "older": urlencode(older) if len(found) > A_PAGE else "",
            "broken": first_break(checked, behind),
            "checked": len(checked),
            "newest": links[-1] if links else None,
        },
    )


class _Said(NamedTuple):
    """An entry in the reader's words: what was done, in which way, and about what."""

    what: str
    details: list[str]
    about: str


def _said(entry: Entered, words: HubWords) -> _Said:
    """The words of an entry; ids and names of units stay as they are."""
    details = [
        _named(words, f"audit-page.{name}.{value}", value if isinstance(value, str) else f"{name} {value}")
        for name, value in entry.figures.items()
    ]
    is_export = entry.what == "exported"
    about = _named(words, f"exports.{entry.of}", entry.of) if is_export else entry.of
    return _Said(_named(words, f"audit.{entry.what}", entry.what), details, about)


def _named(words: HubWords, key: str, code: str) -> str:
    """Its words, else the code itself: a worker newer than this hub may have written what it cannot name."""
    try:
        return words.say(key)
    except WordsMissingError:
        return code


def _local(at_ms: int, zone: ZoneInfo) -> datetime:
    """A moment in the organisation's time."""
    return datetime.fromtimestamp(at_ms / 1000, zone)


def _ends(on: date, zone: ZoneInfo) -> tuple[int, int]:
    """When a day begins and ends."""
    begins, ends = (datetime.combine(day, time(), zone) for day in (on, on + timedelta(days=1)))
    return int(begins.timestamp() * 1000), int(ends.timestamp() * 1000)
