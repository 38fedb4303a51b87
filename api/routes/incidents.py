"""Incidents: what broke, whose fault it was, and how grave it is."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from msgspec.structs import replace

from api.domain.context import NOTHING_BESIDE, Beside, DemandDocument, demand_document
from api.domain.incidents import IncidentDocument, told
from api.domain.others import others_said
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.problems import ProblemError
from api.reading import incidents as reading
from api.reading.context import beside, demand_in
from api.reading.rows import looked_into
from api.report.sentences import worded
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, Listed, answer, documented, listed, place_at
from monitors.domain.aid.records import Others
from monitors.domain.outage.records import Incident

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

State = Literal["suspected", "confirmed", "recovering", "resolved", "false-alarm"]


@router.get("", responses=documented(Listed[IncidentDocument]))
def incidents(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS))],
    platform: Annotated[str | None, Query(max_length=100, description="Only of this platform.")] = None,
    state: Annotated[State | None, Query(description="Only in this state.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Incidents, the newest first."""
    behind = place_at(cursor, tuple[int, str])
    with looked_into(hub.judged) as rows:
        found = reading.incidents(rows, platform=platform, state=state, behind=behind, most=limit + 1)
    some = listed(found, limit, lambda one: one.place)
    known = beside(hub, [one.incident for one in some.items])
    documents = [_document(one, known, request, hub, viewer) for one in some.items]
    return answer(request, Listed(documents, some.next))


@router.get("/{incident}", responses=documented(IncidentDocument, HTTPStatus.NOT_FOUND))
def incident(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS, audited="viewed-incident", of="incident"))],
    incident: Annotated[str, Path(max_length=100)],
) -> Response:
    """One incident with its story."""
    with looked_into(hub.judged) as rows:
        found = reading.incident(rows, incident)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such incident.")
    return answer(request, _document(found, beside(hub, [found.incident]), request, hub, viewer))


@router.get("/{incident}/demand", responses=documented(Listed[DemandDocument], HTTPStatus.NOT_FOUND))
def demand(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS, audited="viewed-incident", of="incident"))],  # noqa: ARG001 (the gate)
    incident: Annotated[str, Path(max_length=100)],
) -> Response:
    """Where citizens turned while it went on, by channel: contacts beside what is usual, and capacity."""
    with looked_into(hub.judged) as rows:
        found = reading.incident(rows, incident)
    if found is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such incident.")
    return answer(request, Listed([demand_document(each) for each in demand_in(hub, found.incident)]))


def _document(
    one: reading.Storied, known: Mapping[str, Beside], request: Request, hub: Hub, viewer: Viewer
) -> IncidentDocument:
    """An incident as this viewer may see it, in their words."""
    units = viewer.units(Right.SEE_RELIANCE)
    stands = known.get(one.incident.id, NOTHING_BESIDE)
    shown = told(one.incident, one.story, one.severity, hub.privacy, units, stands)
    shown = replace(shown, others=_others(one.incident, hub))
    return worded(shown, words_of(hub, language_of(request, viewer)))


def _others(incident: Incident, hub: Hub) -> Others | None:
    """For how many other organisations it fails too, as the first page has it; later as was said then."""
    known = hub.board.now
    now = None if known is None else next((each for each in known.incidents if each.id == incident.id), None)
    return others_said(incident) if now is None else now.others
