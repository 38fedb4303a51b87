"""*Register*. It answers: what do we depend on, what changed, and what is unproven."""

from collections.abc import Collection
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response

from api.domain.register import ONLY, Only, RegisterRow, chosen, counted, row_of
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages.rendering import Page
from api.pages.report_head import AsStated, Report
from api.people.gate import needs
from api.reading.register_shelf import RegisterRead
from api.reading.seen_lines import register_for
from api.reading.units import broken_platforms
from monitors.register_lines import RegisterLine

router = APIRouter(include_in_schema=False)

ROWS_A_PAGE: Final = 100

SeesRegister = Annotated[Viewer, Depends(needs(Right.SEE_REGISTER, audited="viewed-register"))]


@router.get("/register")
def register(
    request: Request,
    hub: TheHub,
    viewer: SeesRegister,
    only: Annotated[Only, Query()] = "all",
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """The register, with its saved filters; `after` so many rows of it."""
    shown = shown_to(hub, viewer, only)
    return Page.of(request, hub, viewer).answer(
        "register.html.j2",
        {
            "rows": shown.rows(after, ROWS_A_PAGE),
            "only": only,
            "offers": ONLY,
            "counts": shown.counts,
            "found": len(shown.lines),
            "first": after + 1,
            "before": None if after == 0 else max(after - ROWS_A_PAGE, 0),
            "next": after + ROWS_A_PAGE if after + ROWS_A_PAGE < len(shown.lines) else None,
            "may_export": viewer.may(Right.EXPORT),
            "to_approve": shown.counts["to-approve"] if viewer.may(Right.DECIDE) else 0,
            "today": hub.today,
            "k": hub.privacy.k,
        },
    )


@router.get("/register/print")
def register_print(
    request: Request,
    hub: TheHub,
    viewer: SeesRegister,
    stated: AsStated,
    only: Annotated[Only, Query()] = "all",
) -> Response:
    """The register as a report to be printed: every row, with what stands at odds in it."""
    shown = shown_to(hub, viewer, only)
    page = Page.of(request, hub, viewer)
    units = viewer.units(Right.SEE_REGISTER)
    rows = shown.rows()
    told: dict[str, Any] = {
        "rows": rows,
        "only": only,
        "counts": shown.counts,
        "units": None if units is None else sorted(units),
        "k": hub.privacy.k,
        "today": hub.today,
        "head": Report(page, "register", Right.SEE_REGISTER, stated).head(
            rows, suppressed=withheld(hub, shown.read, units)
        ),
    }
    return page.answer("register_print.html.j2", told)


def withheld(hub: Hub, read: RegisterRead, units: Collection[str] | None) -> int:
    """How many dependencies of these units (None: of all) are told without figures, or not at all."""
    people = read.standing.people
    return sum(
        hub.privacy.is_small(people.get(each.unit)) for each in read.standing_of(units).dependencies or ()
    )


class Shown(NamedTuple):
    """The lines that a filter finds, and how many each filter would find."""

    read: RegisterRead
    lines: list[RegisterLine]
    counts: dict[Only, int]

    def rows(self, first: int = 0, most: int | None = None) -> list[RegisterRow]:
        """Some of the lines as rows; all of them where nothing is said."""
        some = self.lines[first : None if most is None else first + most]
        return [row_of(line, self.read.standing.facts, self.read.changed) for line in some]


def shown_to(hub: Hub, viewer: Viewer, only: Only) -> Shown:
    """The register as this viewer may see it."""
    read = hub.read_register()
    lines = register_for(hub, viewer, Right.SEE_REGISTER, read)
    counts = hub.told.told(
        ("counts", hub.sight(viewer).scope),
        (read.number, broken_platforms(hub)),
        lambda: counted(lines, read.changed),
    )
    return Shown(read, chosen(lines, only, read.changed), counts)
