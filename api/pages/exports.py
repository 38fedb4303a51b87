"""*Exports*: what can leave the house as a file, and what stands in its head."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.domain.rights import Right, Viewer
from api.exports.regimes import REGIMES
from api.hub import TheHub
from api.pages.rendering import Page
from api.people.gate import needs
from api.routes.exports import FORMS, KINDS

router = APIRouter(include_in_schema=False)


@router.get("/exports")
def exports(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.EXPORT))]
) -> Response:
    """A form for each kind of file; the file itself comes from the API."""
    told = {
        "kinds": [kind for kind in KINDS if kind not in REGIMES],
        "regimes": REGIMES,
        "forms": FORMS,
        "purpose": hub.settings.purpose,
    }
    return Page.of(request, hub, viewer).answer("exports.html.j2", told)
