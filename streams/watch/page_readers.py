"""From the bytes of a status page to its troubles, by kind of page; whatever the bytes, nothing raises."""

import calendar
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Annotated, Any, Final

import feedparser
import msgspec

from streams.watch.domain.entries import Entry, troubles_of
from streams.watch.domain.said import State, Trouble

Reader = Callable[[bytes, int], tuple[Trouble, ...] | None]
"""From bytes and the present (Unix milliseconds) to troubles; None where it is no such page."""

_Text = Annotated[str, msgspec.Meta(max_length=10_000)]

COMPONENT: Final[Mapping[str, State]] = {
    "degraded_performance": "degraded",
    "partial_outage": "degraded",
    "major_outage": "outage",
    "full_outage": "outage",
    "under_maintenance": "maintenance",
}
"""What Statuspage, and those who answer in its shape, say of a component; any other word is no trouble."""

IMPACT: Final[Mapping[str, State]] = {
    "minor": "degraded",
    "major": "outage",
    "critical": "outage",
    "maintenance": "maintenance",
}
"""The impact of a Statuspage incident, and its indicator of the whole page; `none` is no trouble."""

ENDED: Final = frozenset({"resolved", "postmortem", "completed", "scheduled"})
"""Statuspage incidents that are over, and maintenance that has not begun."""

SLACK: Final[Mapping[str, State]] = {
    "incident": "degraded",
    "outage": "outage",
    "maintenance": "maintenance",
}
"""The types of docs.slack.dev/reference/slack-status-api; a `notice` is no trouble."""

GOOGLE: Final[Mapping[str, State]] = {"SERVICE_DISRUPTION": "degraded", "SERVICE_OUTAGE": "outage"}
"""`status_impact` of the Google Workspace dashboard; SERVICE_INFORMATION is no trouble."""


class _Named(msgspec.Struct):
    name: _Text = ""


class _Component(msgspec.Struct):
    name: _Text = ""
    status: _Text = ""
    group: bool | None = False


class _Incident(msgspec.Struct):
    status: _Text = ""
    impact: _Text | None = None
    created_at: _Text | None = None
    started_at: _Text | None = None
    scheduled_for: _Text | None = None
    components: list[_Named] | None = None


class _Indicator(msgspec.Struct):
    indicator: _Text = ""


class _Summary(msgspec.Struct):
    """Statuspage's /api/v2/summary.json."""

    status: _Indicator
    components: list[_Component] = []
    incidents: list[_Incident] = []
    scheduled_maintenances: list[_Incident] = []


class _SlackIncident(msgspec.Struct):
    type: _Text = ""
    status: _Text = ""
    date_created: _Text | None = None
    services: list[_Text] = []


class _Slack(msgspec.Struct):
    status: _Text
    active_incidents: list[_SlackIncident] = []


class _Title(msgspec.Struct):
    title: _Text = ""


class _Google(msgspec.Struct):
    begin: _Text
    end: _Text | None = None
    status_impact: _Text = ""
    service_name: _Text = ""
    affected_products: list[_Title] = []


def read_statuspage(body: bytes, now_ms: int) -> tuple[Trouble, ...] | None:
    """Statuspage's summary: incidents that go on, components that are not well, else the page's indicator."""
    del now_ms
    page = _decoded(body, _Summary)
    if page is None:
        return None
    troubles = [_incident(each, IMPACT.get(each.impact or "")) for each in page.incidents]
    troubles += [_incident(each, "maintenance") for each in page.scheduled_maintenances]
    troubles += [
        Trouble(COMPONENT[each.status], (each.name,))
        for each in page.components
        if each.status in COMPONENT and not each.group
    ]
    found = tuple(trouble for trouble in troubles if trouble is not None)
    if not found and page.status.indicator in IMPACT:
        return (Trouble(IMPACT[page.status.indicator]),)
    return found


def read_slack(body: bytes, now_ms: int) -> tuple[Trouble, ...] | None:
    """Slack's own status API."""
    del now_ms
    page = _decoded(body, _Slack)
    if page is None:
        return None
    return tuple(
        Trouble(SLACK[each.type], tuple(each.services), _at_ms(each.date_created))
        for each in page.active_incidents
        if each.type in SLACK and each.status not in ENDED
    )


def read_google(body: bytes, now_ms: int) -> tuple[Trouble, ...] | None:
    """The incidents of the Google Workspace dashboard, newest first; those without an end go on."""
    del now_ms
    page = _decoded(body, list[_Google])
    if page is None:
        return None
    return tuple(
        Trouble(
            GOOGLE[each.status_impact],
            tuple(product.title for product in each.affected_products) or (each.service_name,),
            _at_ms(each.begin),
        )
        for each in page
        if each.end is None and each.status_impact in GOOGLE
    )


def read_feed(body: bytes, now_ms: int) -> tuple[Trouble, ...] | None:
    """RSS or Atom, of any version that feedparser knows."""
    try:
        feed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # noqa: BLE001 (it promises to raise nothing, and yet does so on odd bytes)
        return None
    if not feed.get("version"):
        return None
    return troubles_of((_entry(each) for each in feed.entries), now_ms)


READERS: Final[Mapping[str, Reader]] = {
    "statuspage": read_statuspage,
    "feed": read_feed,
    "slack": read_slack,
    "google": read_google,
}
"""Every kind of page that is understood."""


def _incident(each: _Incident, state: State | None) -> Trouble | None:
    """One incident or maintenance; None where it is over, not begun, or touches nothing."""
    if state is None or each.status in ENDED:
        return None
    at = each.scheduled_for or each.created_at or each.started_at
    return Trouble(state, tuple(part.name for part in each.components or []), _at_ms(at))


def _entry(each: Any) -> Entry:
    """An entry as feedparser shows it."""
    contents = [str(content.get("value", "")) for content in each.get("content", [])]
    return Entry(
        title=str(each.get("title", "")),
        text=next(iter(contents), str(each.get("summary", ""))),
        published_ms=_of_struct(each.get("published_parsed")),
        updated_ms=_of_struct(dict(each).get("updated_parsed")),  # feedparser's own answer warns
    )


def _of_struct(stamp: Any) -> int | None:
    """Unix milliseconds of a UTC time structure."""
    try:
        return calendar.timegm(stamp) * 1000 if stamp else None
    except (TypeError, ValueError, OverflowError):
        return None


def _at_ms(stamp: str | None) -> int | None:
    """Unix milliseconds of an ISO 8601 stamp with a zone; None for anything else."""
    try:
        at = datetime.fromisoformat(stamp or "")
        return int(at.timestamp() * 1000) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _decoded(body: bytes, kind: Any) -> Any:
    """JSON of this shape; None for anything else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
        return None
