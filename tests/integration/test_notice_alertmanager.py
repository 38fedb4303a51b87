"""Notices as alerts of Debian's Alertmanager, which tells a webhook of ours what it makes of them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitors.adapters.notice_routes.alertmanager import AlertmanagerRoute
from monitors.domain.outage.records import Reason
from monitors.notice_routes import Permanent, Temporary
from monitors.route_settings import AlertmanagerTable
from tests.alertmanager import alertmanager, alerts_at
from tests.http_receiver import PATIENCE_SECONDS, Answer, Receiver, receiving
from tests.notices_told import all_clear, notice, plainly


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture
async def webhook() -> AsyncIterator[Receiver]:
    async with receiving() as started:
        yield started


@asynccontextmanager
async def route_to(url: str, **changed: Any) -> AsyncIterator[AlertmanagerRoute]:
    told: dict[str, Any] = {
        "name": "alerts",
        "needs": ("lan",),
        "url": url,
        "runbook_url": "https://r.example",
    }
    route = AlertmanagerRoute(AlertmanagerTable(**(told | changed)), plainly, now_ms)
    try:
        yield route
    finally:
        await route.close()


async def test_an_incident_fires_once_outlives_the_resolve_timeout_and_is_resolved(
    tmp_path: Path, webhook: Receiver, unused_tcp_port: int
) -> None:
    async with (
        alertmanager(tmp_path / "am", webhook.url, unused_tcp_port) as url,
        route_to(url) as route,
    ):
        await route.send(notice(at_ms=now_ms()))
        fired = (await webhook.next()).json
        (alert,) = fired["alerts"]
        assert (fired["status"], alert["labels"]) == (
            "firing",
            {
                "alertname": "HoldfastPlatformOutage",
                "severity": "critical",
                "platform": "Facebook",
                "service": "holdfast",
                "holdfast_notice": "3f2a/operations",
            },
        )
        assert alert["startsAt"] == "2026-03-02T12:00:00Z"
        assert alert["generatorURL"] == "https://holdfast.example/incidents/3f2a"
        assert sorted(alert["annotations"]) == ["description", "runbook_url", "summary"]

        await route.send(notice(kind="repeat", number=2, reason=Reason("notice-spread")))
        (known,) = await alerts_at(url)
        ends, told = (datetime.fromisoformat(known[each]) for each in ("endsAt", "updatedAt"))
        assert timedelta(hours=11) < ends - told < timedelta(hours=13), (
            "it would end by itself after 2 s, the resolve_timeout here"
        )

        await route.send(all_clear(number=3))
        resolved = (await webhook.next()).json
        assert resolved["status"] == "resolved"
        assert [each["fingerprint"] for each in resolved["alerts"]] == [alert["fingerprint"]]
        assert len(webhook.got) == 2, "what goes on is said by Alertmanager's own rules alone"


async def test_what_grows_graver_ends_under_its_old_labels_also_after_a_restart_of_the_worker(
    tmp_path: Path, webhook: Receiver, unused_tcp_port: int
) -> None:
    async with alertmanager(tmp_path / "am", webhook.url, unused_tcp_port) as url:
        async with route_to(url) as before:
            await before.send(notice(severity="minor"))
        async with route_to(url) as after:
            await after.send(notice(kind="escalated", number=2, severity="critical"))
            assert [each["labels"]["severity"] for each in await alerts_at(url)] == ["critical"]
            await after.send(all_clear(number=3, severity="minor"))
            assert await alerts_at(url) == []


async def test_an_alertmanager_that_restarts_has_its_alerts_again(
    tmp_path: Path, webhook: Receiver, unused_tcp_port: int
) -> None:
    async with alertmanager(tmp_path / "am", webhook.url, unused_tcp_port) as url:
        route = AlertmanagerRoute(
            AlertmanagerTable(name="alerts", needs=("lan",), url=url), plainly, now_ms, sleep=never
        )
        await route.send(notice())
    with pytest.raises(Temporary, match="http-away"):
        await route.refresh()
    async with alertmanager(tmp_path / "am2", webhook.url, unused_tcp_port) as url:
        assert await alerts_at(url) == []
        await route.refresh()
        assert len(await alerts_at(url)) == 1
    await route.close()


async def never(_seconds: float) -> None:
    """Pause until cancelled."""
    await asyncio.Event().wait()


async def test_what_fires_is_sent_again_each_minute_until_it_is_over(webhook: Receiver) -> None:
    webhook.usual = Answer(body=[])
    minutes: asyncio.Queue[None] = asyncio.Queue()
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        await minutes.get()

    table = AlertmanagerTable(name="alerts", needs=("lan",), url=webhook.url)
    route = AlertmanagerRoute(table, plainly, now_ms, sleep=pause)
    await route.send(notice())
    assert [(await webhook.next()).method for _ in range(2)] == ["GET", "POST"]

    webhook.answers = [Answer(status=503)]
    for _ in range(2):
        minutes.put_nowait(None)
        (alert,) = (await webhook.next()).json
        assert alert["labels"]["holdfast_notice"] == "3f2a/operations"
    assert set(paused) == {60.0}

    await route.send(all_clear())
    assert (await webhook.next()).method == "GET"
    minutes.put_nowait(None)
    await asyncio.wait_for(route._repeating or asyncio.sleep(0), PATIENCE_SECONDS)
    assert len(webhook.got) == 5, "nothing is left to repeat"
    await route.close()


@pytest.mark.parametrize(
    ("answer", "fault", "reason"),
    [
        (Answer(status=503, headers={"Retry-After": "7"}), Temporary, "http-503"),
        (Answer(status=429), Temporary, "http-429"),
        (Answer(status=401), Permanent, "http-401"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}), Permanent, "http-302"),
        (Answer(body={"not": "alerts"}), Permanent, "not-an-alertmanager"),
    ],
)
async def test_what_is_refused_for_now_is_told_from_what_never_is_taken(
    webhook: Receiver, answer: Answer, fault: type[Temporary | Permanent], reason: str
) -> None:
    webhook.answers = [answer]
    async with route_to(webhook.url) as route:
        with pytest.raises(fault, match=f"^{reason}$") as told:
            await route.send(notice())
    if isinstance(told.value, Temporary) and answer.headers:
        assert told.value.retry_after_seconds == 7.0


async def test_an_answer_that_takes_too_long_is_waited_for_no_longer(webhook: Receiver) -> None:
    webhook.answers = [Answer(seconds=3.0)]
    async with route_to(webhook.url, timeout_seconds=1.0) as route:
        with pytest.raises(Temporary, match="http-timeout"):
            await route.send(notice())


async def test_letters_are_no_alerts(webhook: Receiver) -> None:
    async with route_to(webhook.url) as route:
        with pytest.raises(Permanent, match="no-alert"):
            await route.send(notice(kind="digest", incident=None))
    assert webhook.got == []
