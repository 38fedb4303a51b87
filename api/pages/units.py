"""*Units* and *Unit*: how does each unit rely on each platform, and is that right."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from markupsafe import Markup

from api.domain.rights import Right, Viewer
from api.domain.unit import PairTold, UnitTold
from api.hub import Hub, TheHub
from api.pages.exercise_looks import going_for
from api.pages.rendering import HubWords, Page
from api.people.gate import needs
from api.problems import ProblemError
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from api.reading.units import unit_for, units_for
from api.reading.usage import months_of
from api.report import charts
from api.report.dependencies import Line, factor_lines
from infra.words.figures import listed
from monitors.domain.findings.records import Finding
from monitors.domain.reliance.figures import WINDOW_DAYS

router = APIRouter(include_in_schema=False)

MOST_TOLD: Final = 12
"""So many platforms of a unit, and findings, are told in full; hardly a unit has more."""

NOT_FOUND: Final = "There is no such unit. See the list of units for those that there are."


@dataclass(frozen=True, slots=True)
class Worded:
    """One platform of a unit's page, in words and drawings."""

    told: PairTold
    lines: list[Line]
    sum: str
    story: str
    kinds: list[tuple[str, str]]
    heat: Markup | None


@dataclass(frozen=True, slots=True)
class WordedFinding:
    """A finding in words: what it is called, what it says, what is gained and what may be done."""

    kind: str
    about: str
    addressed_to: str
    sentence: str
    value: str
    choices: str


@router.get("/units")
def units(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_RELIANCE))]
) -> Response:
    """The tree of units, each with its gravest dependency and what waits for an answer."""
    page = Page.of(request, hub, viewer)
    told = units_for(hub, viewer)
    return page.answer("units.html.j2", {"told": told, "k": hub.privacy.k})


@router.get("/units/{unit:path}/months")
def months(
    request: Request,
    hub: TheHub,
    unit: str,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_RELIANCE, unit_from="unit", audited="viewed-unit"))],
) -> Response:
    """What a unit did in the last closed months, in counts; summed up once for everybody who asks."""
    page = Page.of(request, hub, viewer)
    told = found(hub, viewer, hub.tree.named(unit))
    return page.answer("months.html.j2", {"told": told, "months": months_of(hub, told), "k": hub.privacy.k})


@router.get("/units/{unit:path}")
def unit(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    unit: str,
    viewer: Annotated[Viewer, Depends(needs(Right.SEE_RELIANCE, unit_from="unit", audited="viewed-unit"))],
    action: Annotated[str | None, Query(max_length=64)] = None,
    every: Annotated[Literal["yes"] | None, Query(alias="all")] = None,
) -> Response:
    """One unit; `action` is what somebody has just done, of which the page then says what became.

    Of many platforms and findings those that matter most are told in full; where `all` are wanted, all are.
    """
    page = Page.of(request, hub, viewer)
    name = hub.tree.named(unit)
    told = found(hub, viewer, name)
    outcome = None
    if action is not None:
        with looked_into(hub.judged) as rows:
            done = kept(rows, action)
        outcome = done.outcome if done is not None and done.unit == name else None
    most = None if every else MOST_TOLD
    return page.answer(
        "unit.html.j2",
        {
            "told": told,
            "pairs": [worded(pair, page.words) for pair in told.pairs[:most]],
            "unit_heat": heat(told.shades, page.words.say("unit.heat.all"), "unit", page.words),
            "unit_heat_again": charts.heat_map_again("heat-unit", page.words.say("unit.heat.all")),
            "findings": [worded_finding(each, page.words) for each in told.findings[:most]],
            "blind": listed(told.blind, page.words.lang) if told.blind else "",
            "action": action,
            "outcome": outcome,
            "exercises": going_for(hub, viewer, name),
            "k": hub.privacy.k,
            "window": WINDOW_DAYS,
            "may": {
                "declare": viewer.may(Right.DECLARE, name),
                "confirm": viewer.may(Right.CONFIRM, name),
                "try": viewer.may(Right.TEST_FALLBACKS, name),
            },
        },
    )


def found(hub: Hub, viewer: Viewer, unit: str) -> UnitTold:
    """A unit as somebody may see it. Raises ProblemError where there is none."""
    told = unit_for(hub, viewer, unit)
    if told is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, NOT_FOUND)
    return told


def worded(pair: PairTold, words: HubWords) -> Worded:
    """One platform as a reader sees it."""
    seen = pair.assessment
    return Worded(
        told=pair,
        lines=[] if seen is None else factor_lines(seen.factors, words),
        sum="" if seen is None else sum_of([each.points for each in seen.factors], seen.score, words),
        story=" ".join(words.reason(each) for each in pair.evidence),
        kinds=[]
        if seen is None
        else [
            (words.say(f"kind.{kind.kind}"), " ".join(words.reason(each) for each in kind.evidence))
            for kind in seen.kinds
        ],
        heat=heat(pair.shades, words.say("unit.heat", platform=pair.name), pair.platform, words),
    )


def sum_of(points: list[int], score: int, words: HubWords) -> str:
    """How a score adds up, so that anybody can check it."""
    return words.say("dependency.sum", sum=" + ".join(map(str, points)) or "0", score=score)


def heat(shades: list[int] | None, title: str, key: str, words: HubWords) -> Markup | None:
    """Hours of the week, drawn."""
    if shades is None:
        return None
    return charts.heat_map(
        shades,
        title=title,
        description=words.say("unit.heat.text"),
        weekdays=[words.say(f"weekday.{day}.short") for day in range(7)],
        key=f"heat-{key}",
    )


def worded_finding(finding: Finding, words: HubWords) -> WordedFinding:
    """A finding as a reader sees it."""
    return WordedFinding(
        kind=words.say(f"finding.{finding.kind}"),
        about=words.platform(finding.platforms[0]),
        addressed_to=words.say(f"addressed.{finding.addressed_to}"),
        sentence=words.reason(finding.reason),
        value=" · ".join(words.reason(each) for each in finding.value),
        choices=" · ".join(words.reason(each) for each in finding.treatments),
    )
