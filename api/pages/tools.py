"""*Which tool?*: what the organisation's own rules name for a case, as things stand now."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.domain.failing import TROUBLED
from api.domain.practices import advised
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.rendering import Page
from api.people.gate import needs
from api.reading import rooms as reading

router = APIRouter(include_in_schema=False)

Word = Annotated[str, Query(max_length=500)]


@router.get("/tools")
def tools(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_LESSONS))],
    purpose: Word = "",
    audience: Word = "",
    sensitivity: Word = "",
) -> Response:
    """I want to ..., for ..., this sensitive: the tool and what to fall back on."""
    page = Page.of(request, hub, viewer)
    now = hub.board.now
    failing = {each.platform for each in now.platforms if each.health in TROUBLED} if now else set()
    is_asked = bool(purpose or audience or sensitivity)
    found = advised(hub.rules, purpose, audience, sensitivity, failing) if is_asked else []
    about = {each for one in found for each in (*one.rule.recommended, *one.rule.not_allowed)}
    held = [
        each
        for each in reading.shared(hub.judged, viewer.pseudonym).lessons
        if each.withdrawn_at_ms is None and each.platform in about and purpose in {"", each.purpose}
    ]
    return page.answer(
        "tools.html.j2",
        {
            "rules": hub.rules,
            "asked": {"purpose": purpose, "audience": audience, "sensitivity": sensitivity},
            "choices": {
                "purpose": sorted({rule.purpose for rule in hub.rules}),
                "audience": sorted({rule.audience for rule in hub.rules}),
                "sensitivity": sorted({rule.sensitivity for rule in hub.rules}),
            },
            "is_asked": is_asked,
            "found": found,
            "lessons": held,
        },
    )
