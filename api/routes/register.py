"""The register, what units rely on, what they are asked, what was found, and what risk is told at once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import Struct

from api.domain.dependencies import (
    DependencyDocument,
    FindingDocument,
    QuestionDocument,
    dependencies_told,
    findings_told,
    questions_told,
)
from api.domain.register import Only, RegisterRow, chosen, row_of, within
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.reading import register as reading
from api.reading.findings import crowded_pairs, standing_findings
from api.reading.rows import looked_into
from api.reading.seen_lines import register_for
from api.report.sentences import Words, worded
from api.routes.answers import USUAL_ITEMS, Cursor, Limit, Listed, answer, documented, listed, place_at
from monitors.register_lines import LinePlace, Standing, place_of
from monitors.snapshot_schema import Instant, Reason, instant

router = APIRouter(prefix="/api/v1", tags=["register"])

UnitAsked = Annotated[str | None, Query(max_length=500, description="Only of this unit.")]
PlatformAsked = Annotated[str | None, Query(max_length=100, description="Only of this platform.")]


SeesRegister = Annotated[
    Viewer, Depends(needs(Right.SEE_REGISTER, unit_from="unit", audited="viewed-register"))
]


class AlertDocument(Struct, frozen=True, kw_only=True):
    """Something that risk was told at once; `unit` is empty where it is about the whole organisation."""

    key: str
    told_at: Instant
    unit: str
    platform: str
    activity: str
    incident: str
    reason: Reason


@router.get("/register", responses=documented(Listed[RegisterRow]))
def register(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: SeesRegister,
    unit: UnitAsked = None,
    platform: PlatformAsked = None,
    only: Annotated[Only, Query(description="A saved filter.")] = "all",
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """Every dependency that was seen or declared, those that matter most first."""
    behind = place_at(cursor, LinePlace)
    read = hub.read_register()
    told = register_for(hub, viewer, Right.SEE_REGISTER, read)
    lines = within(told, _units(viewer, Right.SEE_REGISTER, unit), platform)
    found = [line for line in chosen(lines, only, read.changed) if behind is None or place_of(line) > behind]
    some = listed(found, limit, place_of)
    rows = [row_of(line, read.standing.facts, read.changed) for line in some.items]
    return answer(request, worded(Listed(rows, some.next), _words(request, hub, viewer)))


@router.get("/dependencies", responses=documented(Listed[DependencyDocument]))
def dependencies(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_RELIANCE, unit_from="unit", audited="viewed-unit"))],
    unit: UnitAsked = None,
    platform: PlatformAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """What telemetry shows of units' reliance, the highest score first."""
    behind = place_at(cursor, tuple[int, str, str])
    standing = _standing(hub, viewer, Right.SEE_RELIANCE, unit, platform)
    told = dependencies_told(standing, hub.sight(viewer), behind, limit + 1, of_one=unit is not None)
    some = listed(told, limit, lambda each: each.place)
    return answer(request, worded(some, _words(request, hub, viewer)))


@router.get("/questions", responses=documented(Listed[QuestionDocument]))
def questions(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: SeesRegister,
    unit: UnitAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """What units were asked and have not answered, what is due first."""
    behind = place_at(cursor, tuple[str, str, str])
    standing = _standing(hub, viewer, Right.SEE_REGISTER, unit, None)
    told = questions_told(standing, hub.sight(viewer))
    found = [each for each in told if behind is None or each.place > behind]
    some = listed(found, limit, lambda each: each.place)
    return answer(request, worded(some, _words(request, hub, viewer)))


@router.get("/findings", responses=documented(Listed[FindingDocument]))
def findings(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_FINDINGS, unit_from="unit", audited="viewed-unit"))],
    unit: UnitAsked = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """What somebody may want to act on, unit by unit, in the order in which it is told there."""
    behind = place_at(cursor, tuple[str, int])
    units = _units(viewer, Right.SEE_FINDINGS, unit)
    with looked_into(hub.judged) as rows:
        found = standing_findings(rows, units)
        crowded = crowded_pairs(rows, units, hub.privacy)
        people = reading.people(rows, units)
    told = findings_told([each for _, each in found], crowded, people, hub.sight(viewer))
    places = _numbered(told)
    after = [each for each in places if behind is None or each[0] > behind]
    some = listed(after, limit, lambda each: each[0])
    answered = Listed([each for _, each in some.items], some.next)
    return answer(request, worded(answered, _words(request, hub, viewer)))


@router.get("/alerts", responses=documented(Listed[AlertDocument]))
def alerts(
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_REGISTER, audited="viewed-register"))],
    cursor: Cursor = None,
    limit: Limit = USUAL_ITEMS,
) -> Response:
    """What risk was told at once, the newest first; what is about no unit concerns everybody."""
    behind = place_at(cursor, tuple[int, str])
    with looked_into(hub.judged) as rows:
        found = reading.alerts(rows, viewer.units(Right.SEE_REGISTER), behind, limit + 1)
    some = listed(found, limit, lambda each: (each[0], each[1].key))
    told = [
        AlertDocument(
            key=each.key,
            told_at=instant(told_at),
            unit=each.unit,
            platform=each.platform,
            activity=each.activity,
            incident=each.incident,
            reason=Reason(each.reason.code, each.reason.figures),
        )
        for told_at, each in some.items
    ]
    return answer(request, worded(Listed(told, some.next), _words(request, hub, viewer)))


def _numbered(told: list[FindingDocument]) -> list[tuple[tuple[str, int], FindingDocument]]:
    """Findings with their places: a unit, and a number within it."""
    numbers: dict[str, int] = {}
    places = []
    for each in told:
        numbers[each.unit] = numbers.get(each.unit, 0) + 1
        places.append(((each.unit, numbers[each.unit]), each))
    return places


def _standing(hub: Hub, viewer: Viewer, right: Right, unit: str | None, platform: str | None) -> Standing:
    """What the tables say of the units that may be seen."""
    return hub.read_register().standing_of(_units(viewer, right, unit), platform)


def _units(viewer: Viewer, right: Right, unit: str | None) -> frozenset[str] | None:
    """The units that are asked for; None: all. The gate has looked whether the one that is named may be."""
    return viewer.units(right) if unit is None else frozenset({viewer.tree.named(unit)})


def _words(request: Request, hub: Hub, viewer: Viewer) -> Words:
    return words_of(hub, language_of(request, viewer))
