"""*Now*, the first page. It answers: is anything broken, whom does it hurt, and what do we do."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from api.domain.health import STEP_MINUTES, PlatformNow
from api.domain.hurt import HurtNow
from api.domain.now import IncidentNow, Now, seen_by
from api.domain.rights import Right, Viewer
from api.hub import TheHub
from api.pages.exercise_looks import going_for
from api.pages.rendering import HubWords, Page
from api.people.gate import needs
from infra.words.figures import listed
from monitors.store import StoreUnusable

router = APIRouter(include_in_schema=False)

GOING: Final = frozenset({"suspected", "confirmed", "recovering"})

MOST_HURT: Final = 20
"""Units of an incident that are told here, the gravest; all of them stand in its room."""

MOST_OVER: Final = 10
"""Incidents that are over and still shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """One incident as the page tells it: `series` is what the script draws, as JSON.

    `usual_share` stands under the drawing: the one of its sentence, so that a card has one usual.
    """

    incident: IncidentNow
    title: str
    told: str
    since_ms: int | None
    chart: PlatformNow | None
    usual_share: float | None
    series: str

    @property
    def grave(self) -> list[HurtNow]:
        """Whose work is at stake: at least important, or declared."""
        return [hurt for hurt in self.incident.hurt if _is_grave(hurt)]

    @property
    def lesser(self) -> list[HurtNow]:
        """Who only does without something that they use."""
        return [hurt for hurt in self.incident.hurt if not _is_grave(hurt)]


@router.get("/")
def now(
    request: Request, hub: TheHub, viewer: Annotated[Viewer, Depends(needs(Right.SEE_INCIDENTS))]
) -> Response:
    """The first page."""
    page = Page.of(request, hub, viewer)
    known = hub.board.now
    if known is None and isinstance(hub.board.fault, StoreUnusable):
        raise hub.board.fault
    if known is None or not known.sources:
        return page.answer("first.html.j2", {})
    seen = seen_by(known, hub.sight(viewer))
    told = [tell(each, seen, page.words) for each in seen.incidents if each.cause != "blind"]
    going = [each for each in told if each.incident.state in GOING]
    return page.answer(
        "now.html.j2",
        {
            "now": seen,
            "exercises": going_for(hub, viewer),
            "headline": headline(seen, going, page.words),
            "going": going,
            "over": [each for each in told if each.incident.state not in GOING][:MOST_OVER],
            "most_hurt": MOST_HURT,
            "is_stale": hub.board.is_stale,
            "zone": hub.settings.timezone,
        },
    )


def _is_grave(hurt: HurtNow) -> bool:
    return hurt.clock is not None or hurt.level in {"important", "mission-critical"}


def headline(now: Now, going: Sequence[Told], words: HubWords) -> str:
    """What the page says at a glance."""
    if going:
        return going[0].title
    is_blind = bool(now.sources) and all(each.blind_since_ms is not None for each in now.sources)
    return words.say("now.title.blind" if is_blind else "now.title.calm")


def tell(incident: IncidentNow, now: Now, words: HubWords) -> Told:
    """One incident for a page."""
    chart = next((each for each in now.platforms if each.platform in incident.platforms), None)
    return Told(
        incident=incident,
        title=title_of(incident, words),
        told=words.reason(incident.explanation),
        since_ms=incident.started_at_ms or incident.suspected_at_ms,
        chart=chart,
        usual_share=usual_of(incident, chart),
        series="" if chart is None else series_of(chart, now.at_ms),
    )


def usual_of(incident: IncidentNow, chart: PlatformNow | None) -> float | None:
    """The usual share that the incident was judged by; where its sentence has none, that of the minutes."""
    judged = incident.explanation.figures.get("usual")
    if isinstance(judged, int | float):
        return float(judged)
    return None if chart is None else chart.usual_share


def title_of(incident: IncidentNow, words: HubWords) -> str:
    """What an incident is called; where its units are not the reader's to see, without them."""
    platforms = listed([words.platform(name) for name in incident.platforms], words.lang)
    title = "now.title" if incident.state in GOING else "now.title-over"
    if incident.cause in {"platform", "unknown"}:
        state = "confirmed" if incident.state == "resolved" else incident.state
        kind = "unknown" if incident.cause == "unknown" and state == "confirmed" else state
        return words.say(f"{title}.{kind}", platform=platforms)
    if incident.cause == "blind":
        return words.say(f"{title}.blind-source", source=str(incident.explanation.figures.get("source", "")))
    hidden = incident.cause == "unit-network" and not incident.units
    return words.say(
        f"{title}.{incident.cause}{'-elsewhere' if hidden else ''}",
        platform=platforms,
        units=listed([words.unit(name) for name in incident.units], words.lang),
    )


def series_of(chart: PlatformNow, at_ms: int) -> str:
    """A platform's last hours for the script that draws them: moments and shares."""
    step_ms = STEP_MINUTES * 60_000
    last_ms = at_ms // step_ms * step_ms
    count = len(chart.series)
    return json.dumps(
        {"at": [last_ms - (count - 1 - n) * step_ms for n in range(count)], "shares": chart.series}
    )
