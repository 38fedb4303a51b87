"""Notices as alerts of a Prometheus Alertmanager: `POST /api/v2/alerts` (its OpenAPI document, API v2).

Alertmanager knows an alert by its labels. So the labels of a dedup key are asked for before anything is sent,
and what stands there with others (it is graver now, or other platforms fail) is ended in the same request:
one incident is one alert, after a restart of the worker too. An alert carries its own `endsAt`, hours ahead,
so that it outlives `resolve_timeout` with nobody to repeat it; and since Alertmanager keeps alerts in memory,
those of this process are sent again every minute, which a restart of Alertmanager survives.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import structlog

from monitors.adapters.notice_routes.http_answers import check, client_for, told
from monitors.adapters.notice_routes.secret_files import read_headers
from monitors.adapters.notice_routes.wording import Write, written
from monitors.domain.notices.crosswalk import ALERTMANAGER
from monitors.notice_routes import Notice, NoticeKind, Permanent, Temporary
from monitors.notice_writing import Written
from monitors.route_settings import AlertmanagerTable

KEY: Final = "holdfast_notice"
"""The label with the dedup key."""

NO_ALERTS: Final[frozenset[NoticeKind]] = frozenset({"preflight", "digest", "letter"})
"""Letters are nothing that fires and is resolved."""

NAMES: Final = {
    "platform": "HoldfastPlatformOutage",
    "shared-provider": "HoldfastProviderOutage",
    "egress": "HoldfastEgressOutage",
    "policy": "HoldfastFilterBlocks",
    "unit-network": "HoldfastNetworkOutage",
    "account": "HoldfastAccountTrouble",
    "blind": "HoldfastSourceSilent",
    "unknown": "HoldfastOutage",
}
"""Cause -> alertname; `HoldfastNotice` where there is no incident."""

Alert = dict[str, Any]


class AlertmanagerRoute:
    """`monitors.notice_routes.Route` to an Alertmanager. `clock_ms` is wall time in Unix ms."""

    def __init__(
        self,
        settings: AlertmanagerTable,
        write: Write,
        clock_ms: Callable[[], int],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Reads the secrets. Raises SettingsError."""
        self.name = settings.name
        self.needs = frozenset(settings.needs)
        self._settings = settings
        self._write = write
        self._clock_ms = clock_ms
        self._sleep = sleep
        headers = read_headers("headers_file", settings.headers_file)
        self._client = client_for(settings.ca_file, settings.timeout_seconds, headers)
        self._url = f"{settings.url.rstrip('/')}/api/v2/alerts"
        self._firing: dict[str, tuple[Alert, int]] = {}
        self._one_at_a_time = asyncio.Lock()  # an alert on its way must not arrive behind its end
        self._repeating: asyncio.Task[None] | None = None

    async def send(self, notice: Notice) -> None:
        """See the port."""
        if notice.kind in NO_ALERTS:
            raise Permanent("no-alert")
        words = await written(self._write, notice)
        async with self._one_at_a_time:
            await self._send(notice, words)
        if self._firing and (self._repeating is None or self._repeating.done()):
            self._repeating = asyncio.create_task(self._repeat(), name=f"repeats alerts by {self.name}")

    async def refresh(self) -> None:
        """Send again what fires. Raises Temporary and Permanent."""
        async with self._one_at_a_time:
            now_ms = self._clock_ms()
            self._firing = {key: each for key, each in self._firing.items() if each[1] > now_ms}
            if self._firing:
                await self._post([alert for alert, _ in self._firing.values()])

    async def _send(self, notice: Notice, words: Written) -> None:
        """Fire, or end, what stands under the notice's key. Raises Temporary and Permanent."""
        now_ms = self._clock_ms()
        known = await self._known(notice.id)
        self._firing.pop(notice.id, None)
        if notice.kind == "all-clear":
            if known:
                await self._post([_ended(each, now_ms) for each in known])
            return
        ends_ms = now_ms + round(self._settings.lasts_hours * 3_600_000)
        alert = alert_of(notice, words, self._settings) | {"endsAt": _rfc3339(ends_ms)}
        others = [each for each in known if each["labels"] != alert["labels"]]
        await self._post([alert, *(_ended(each, now_ms) for each in others)])
        self._firing[notice.id] = (alert, ends_ms)

    async def close(self) -> None:
        """Repeat nothing any more, and close connections. What fires goes on until its `endsAt`."""
        if self._repeating is not None:
            self._repeating.cancel()
            await asyncio.gather(self._repeating, return_exceptions=True)
        await self._client.aclose()

    async def _repeat(self) -> None:
        """Send again what fires, until nothing does; what is not taken is tried the next time."""
        was_away = False
        while self._firing:
            await self._sleep(self._settings.refresh_seconds)
            try:
                await self.refresh()
            except (Temporary, Permanent) as fault:
                if not was_away:
                    structlog.get_logger().warning(
                        "alerts-not-repeated", route=self.name, why=fault.reason, advice="it is tried again"
                    )
                was_away = True
            else:
                was_away = False

    async def _known(self, key: str) -> list[Alert]:
        """What fires there under a dedup key. Raises Temporary and Permanent."""
        matcher = f"{KEY}={json.dumps(key)}"
        try:
            answer = await self._client.get(self._url, params={"filter": matcher})
        except httpx.HTTPError as error:
            raise told(error) from error
        check(answer)
        try:
            found = answer.json()
            return [each for each in found if each["labels"][KEY] == key]
        except (ValueError, TypeError, LookupError) as error:
            raise Permanent("not-an-alertmanager") from error

    async def _post(self, alerts: list[Alert]) -> None:
        """Raises Temporary and Permanent."""
        try:
            check(await self._client.post(self._url, json=alerts))
        except httpx.HTTPError as error:
            raise told(error) from error


def alert_of(notice: Notice, words: Written, settings: AlertmanagerTable) -> Alert:
    """The alert, but for its end."""
    incident = notice.incident
    began_ms = None if incident is None else incident.started_at_ms or incident.suspected_at_ms
    alert: Alert = {
        "labels": {
            "alertname": "HoldfastNotice" if incident is None else NAMES[incident.cause],
            "severity": ALERTMANAGER[notice.severity],
            "platform": ", ".join(notice.platforms) or "none",
            "service": settings.service,
            KEY: notice.id,
        },
        "annotations": {"summary": words.subject, "description": words.summary},
        "startsAt": _rfc3339(began_ms or notice.at_ms),
    }
    if settings.runbook_url:
        alert["annotations"]["runbook_url"] = settings.runbook_url
    if words.link:
        alert["generatorURL"] = words.link
    return alert


def _ended(known: Alert, now_ms: int) -> Alert:
    """An alert that Alertmanager told of, over."""
    ended: Alert = {name: known[name] for name in ("labels", "annotations", "startsAt") if name in known}
    ended["endsAt"] = _rfc3339(now_ms)
    return ended


def _rfc3339(at_ms: int) -> str:
    """As `2026-11-22T09:31:00.000Z`."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
