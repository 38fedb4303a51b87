"""How platforms do, for programs: our own document, and the shape that Statuspage gave to status pages.

Public: a platform's state says nothing of any unit, and an incident's title names none.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from msgspec import Struct

from api.domain.health import Health, PlatformNow
from api.domain.now import IncidentNow, Now
from monitors.domain.aid.records import Others
from monitors.domain.outage.records import Cause, State
from monitors.snapshot_schema import Instant, instant

GOING: Final[tuple[State, ...]] = ("suspected", "confirmed", "recovering")

TOLD_TO_ALL: Final[frozenset[Cause]] = frozenset({"platform", "shared-provider", "egress", "unknown"})
"""Causes whose incidents are told without saying where in the organisation they were seen."""

MOST_FAIL: Final = 0.8
"""From this share of failed requests on, a platform is gone rather than partly gone."""

NO_DAY: Final = date(1970, 1, 1)
"""A platform is there since then where no catalogue says since when."""

DAY_MS: Final = 24 * 3_600_000

ComponentStatus = Literal["operational", "degraded_performance", "partial_outage", "major_outage"]
Indicator = Literal["none", "minor", "major"]

_STATUS: Final[Mapping[Health, ComponentStatus]] = {
    "ok": "operational",
    "quiet": "operational",
    "blind": "operational",
    "suspected": "degraded_performance",
    "recovering": "degraded_performance",
    "failing": "partial_outage",
}
"""Statuspage has no word for unknown: such a component is operational, and its description says more."""

_STATES: Final[Mapping[State, str]] = {
    "suspected": "investigating",
    "confirmed": "identified",
    "recovering": "monitoring",
}

_INDICATORS: Final[Mapping[ComponentStatus, Indicator]] = {
    "operational": "none",
    "degraded_performance": "minor",
    "partial_outage": "major",
    "major_outage": "major",
}


_GRAVEST_FIRST: Final[tuple[Indicator, ...]] = ("major", "minor", "none")


class PlatformDocument(Struct, frozen=True, kw_only=True):
    """How a platform does. `units` is how many rely on it; `incidents` are the ids of those that go on.

    `quiet_since` is when anybody used it last, where nobody does now: whether it works is unknown then.
    `others`: for how many other organisations it fails, of those that use it and say so (mutual aid).
    """

    platform: str
    name: str
    operator: str
    health: Health
    failed_share: float | None
    usual_share: float | None
    units: int
    quiet_since: Instant | None
    incidents: list[str]
    others: Others | None = None


class StatusPage(Struct, frozen=True, kw_only=True):
    """Whose page it is."""

    id: str
    name: str
    url: str
    time_zone: str
    updated_at: Instant


class StatusNow(Struct, frozen=True, kw_only=True):
    """How everything does together."""

    indicator: Indicator
    description: str


class Component(Struct, frozen=True, kw_only=True):
    """A platform."""

    id: str
    name: str
    status: ComponentStatus
    description: str
    position: int
    created_at: Instant
    updated_at: Instant
    page_id: str
    showcase: bool = True
    group: bool = False
    group_id: None = None
    start_date: None = None
    only_show_if_degraded: bool = False


class StatusIncident(Struct, frozen=True, kw_only=True):
    """An incident that goes on."""

    id: str
    name: str
    status: str
    impact: Indicator
    created_at: Instant
    updated_at: Instant
    started_at: Instant
    shortlink: str
    page_id: str
    components: list[Component]
    incident_updates: list[Any] = []
    monitoring_at: Instant | None = None
    resolved_at: None = None


class StatusSummary(Struct, frozen=True, kw_only=True):
    """`/api/v2/summary.json` as Statuspage answers it (its public API, "Summary")."""

    page: StatusPage
    status: StatusNow
    components: list[Component]
    incidents: list[StatusIncident]
    scheduled_maintenances: list[Any] = []


class Telling(NamedTuple):
    """How things are called: whose page, at which address, and the words for states and incidents.

    `since` is from when on there is a platform, where the catalogue says so.
    """

    organisation: str
    url: str
    zone: str
    health: Callable[[Health], str]
    title: Callable[[IncidentNow], str]
    calm: str
    since: Callable[[str], date | None]


def platforms_told(now: Now, operators: Mapping[str, str]) -> list[PlatformDocument]:
    """Every platform that units rely on, in the order of the first page."""
    return [
        PlatformDocument(
            platform=each.platform,
            name=each.name,
            operator=operators.get(each.platform, ""),
            health=each.health,
            failed_share=each.failed_share,
            usual_share=each.usual_share,
            units=each.units,
            quiet_since=None if each.quiet_since_ms is None else instant(each.quiet_since_ms),
            incidents=[
                one.id for one in now.incidents if one.state in GOING and each.platform in one.platforms
            ],
            others=each.others,
        )
        for each in now.platforms
    ]


def summary_of(now: Now, telling: Telling) -> StatusSummary:
    """Everything in the shape of Statuspage, as of a moment."""
    at = instant(now.at_ms)
    components = {
        each.platform: _component(each, place, now.incidents, telling)
        for place, each in enumerate(now.platforms, 1)
    }
    going = [each for each in now.incidents if each.state in GOING and each.cause in TOLD_TO_ALL]
    incidents = [_incident(each, components, telling) for each in going]
    said = {*(_INDICATORS[each.status] for each in components.values()), *(each.impact for each in incidents)}
    return StatusSummary(
        page=StatusPage(
            id="holdfast",
            name=telling.organisation or "Holdfast",
            url=telling.url,
            time_zone=telling.zone,
            updated_at=at,
        ),
        status=StatusNow(
            indicator=next((each for each in _GRAVEST_FIRST if each in said), "none"),
            description="; ".join(each.name for each in incidents) or telling.calm,
        ),
        components=list(components.values()),
        incidents=incidents,
    )


def _component(
    platform: PlatformNow, place: int, incidents: Iterable[IncidentNow], telling: Telling
) -> Component:
    status = _STATUS[platform.health]
    if status == "partial_outage" and (platform.failed_share or 0) >= MOST_FAIL:
        status = "major_outage"
    since = telling.since(platform.platform) or NO_DAY
    created_ms = (since - NO_DAY).days * DAY_MS
    turned = [_turned_ms(each) for each in incidents if platform.platform in each.platforms]
    return Component(
        id=platform.platform,
        name=platform.name,
        status=status,
        description=telling.health(platform.health),
        position=place,
        created_at=instant(created_ms),
        updated_at=instant(max([created_ms, *turned])),
        page_id="holdfast",
    )


def _turned_ms(incident: IncidentNow) -> int:
    """When it took its last turn; the same for whoever asks, and whenever."""
    turns = (incident.suspected_at_ms, incident.started_at_ms, incident.detected_at_ms, incident.ended_at_ms)
    return max((at_ms for at_ms in turns if at_ms is not None), default=0)


def _incident(incident: IncidentNow, components: Mapping[str, Component], telling: Telling) -> StatusIncident:
    began = instant(incident.started_at_ms or incident.suspected_at_ms or 0)
    return StatusIncident(
        id=incident.id,
        name=telling.title(incident),
        status=_STATES[incident.state],
        impact="major" if incident.state == "confirmed" else "minor",
        created_at=began,
        updated_at=instant(_turned_ms(incident)),
        started_at=began,
        shortlink=f"{telling.url}/status",
        page_id="holdfast",
        components=[components[name] for name in incident.platforms if name in components],
        monitoring_at=instant(_turned_ms(incident)) if incident.state == "recovering" else None,
    )
