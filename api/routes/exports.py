"""Exports: the register, usage and incidents as files that say what they are."""

from datetime import date
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import Struct
from pydantic import BeforeValidator

from api.domain.rights import Right, Viewer
from api.exports.offers import MEDIA_TYPES, Exporting, Form, Kind, Wanted
from api.exports.terms import Stated
from api.hub import TheHub
from api.pages.rendering import language_of, words_of
from api.people.gate import needs
from api.routes.answers import Listed, answer, documented
from monitors.domain.published.periods import Grain

router = APIRouter(prefix="/api/v1/exports", tags=["exports"])

Exporter = Annotated[Viewer, Depends(needs(Right.EXPORT))]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FORMS: Final[tuple[Form, ...]] = get_args(Form)


Day = Annotated[date | None, BeforeValidator(lambda said: said or None)]
"""A day; a form sends an empty text for none."""


class ExportOffer(Struct, frozen=True, kw_only=True):
    """Something that can be exported, and where."""

    kind: Kind
    form: Form
    media_type: str
    href: str


_FILE: Final = {
    "description": "The file; its header says what it is.",
    "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES.values()},
}


@router.get("", responses=documented(Listed[ExportOffer]))
def exports(request: Request, viewer: Exporter) -> Response:  # noqa: ARG001 (the gate)
    """What can be exported."""
    offers = [
        ExportOffer(
            kind=kind, form=form, media_type=MEDIA_TYPES[form], href=f"/api/v1/exports/{kind}?form={form}"
        )
        for kind in KINDS
        for form in FORMS
    ]
    return answer(request, Listed(offers))


Taker = Annotated[Viewer, Depends(needs(Right.EXPORT, audited="exported", of="kind"))]


@router.get("/{kind}", response_class=Response, responses={**documented(str), 200: _FILE})
def export(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Taker,
    kind: Kind,
    form: Annotated[Form, Query(description="CSV, or Parquet.")] = "csv",
    grain: Annotated[Grain, Query(description="For usage: by week or by month.")] = "month",
    from_: Annotated[Day, Query(alias="from", description="For usage: from this day on.")] = None,
    to: Annotated[Day, Query(description="For usage: up to this day, which is not in it.")] = None,
    purpose: Annotated[str, Query(max_length=500, description="What it is for; else the hub's own.")] = "",
    classification: Annotated[str, Query(max_length=100, description="As you classify it.")] = "",
    previous_sha256: Annotated[
        str, Query(pattern="^([0-9a-f]{64})?$", description="That of the export before, for a chain.")
    ] = "",
) -> Response:
    """A file with what the caller may see of it: the units that they may export, few people withheld."""
    wanted = Wanted(grain, from_, to, Stated(purpose, classification, previous_sha256))
    words = words_of(hub, language_of(request, viewer))
    body = Exporting(hub, viewer, words, wanted).file(kind, form)
    name = f"holdfast-{kind}-{hub.today.isoformat()}.{form}"
    return Response(
        body,
        media_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
