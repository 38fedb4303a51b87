"""Nights of a prober on a fake clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import pairwise

from streams.adapters.evidence_log.memory import Memory as LogMemory
from streams.contracts.signals import CONTROL_TARGET, Probe
from streams.domain.outcomes import Outcome
from streams.watch.adapters.watch_metrics import WatchMetrics
from streams.watch.domain.targets import Target
from streams.watch.domain.watchdog import Watchdog
from streams.watch.prober import Prober
from streams.watch.settings import ProbeSettings
from tests.watching import Hosts, NightClock, outbox_in, waiting

CONTROLS = tuple(Target(CONTROL_TARGET, f"www.{name}.example") for name in ("one", "two", "three"))
CONTROL_HOSTS = [target.host for target in CONTROLS]


def settings(*platforms: str) -> ProbeSettings:
    targets = {
        platform: tuple(Target(platform, f"{host}.{platform}.example") for host in ("www", "m"))
        for platform in platforms
    }
    return ProbeSettings(targets, CONTROLS)


class Night:
    """A prober at work; `probes` are those that it would send."""

    def __init__(self, *platforms: str, watchdog: Watchdog | None = None) -> None:
        self.clock = NightClock()
        self.hosts = Hosts(self.clock)
        self.figures = WatchMetrics()
        self.outbox = outbox_in(LogMemory(), self.clock, self.figures)
        self.prober = Prober(
            settings(*platforms), self.hosts, self.outbox, figures=self.figures,
            watchdog=watchdog or Watchdog(), clocks=self.clock.clocks(), source="watch",
        )  # fmt: skip

    def probes(self, *, good: bool, platform: str | None = None) -> list[Probe]:
        return [
            event
            for event in waiting(self.outbox)
            if isinstance(event, Probe) and event.good is good and platform in (None, event.platform)
        ]

    async def look_now(self, platform: str) -> None:
        """Look at a platform at this moment, and let a control round that is due pass."""
        looking = asyncio.create_task(self.prober.look_at(platform, self.prober._settings.targets[platform]))
        await self.clock.run(self.clock.seconds + 11)
        await looking

    def withheld(self, why: str) -> float:
        name = "holdfast_probe_withheld_total"
        return self.figures.registry.get_sample_value(name, {"why": why}) or 0.0


@asynccontextmanager
async def night(*platforms: str, watchdog: Watchdog | None = None) -> AsyncIterator[Night]:
    it = Night(*platforms, watchdog=watchdog)
    running = asyncio.create_task(it.prober.run())
    try:
        yield it
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_every_host_is_tried_once_a_minute_and_the_control_sites_first() -> None:
    async with night("wiki", "mail") as it:
        await it.clock.run(3600)

        assert {host for _, host in it.hosts.tried[:3]} == set(CONTROL_HOSTS)
        of_wiki = [at for at, host in it.hosts.tried if host == "www.wiki.example"]
        gaps = [later - at for at, later in pairwise(of_wiki)]
        assert 54 <= min(gaps) <= max(gaps) <= 66
        assert len(of_wiki) in range(54, 67)


async def test_a_platform_that_goes_away_at_night_is_told_of_and_so_is_its_return() -> None:
    async with night("wiki", "mail") as it:
        await it.clock.run(600)
        assert it.probes(good=False) == []

        it.hosts.outcomes |= dict.fromkeys(("www.wiki.example", "m.wiki.example"), Outcome.FAIL_TCP)
        await it.clock.run(900)
        failed = it.probes(good=False)
        assert {probe.platform for probe in failed} == {"wiki"}
        assert {probe.host for probe in failed} == {"www.wiki.example", "m.wiki.example"}
        assert {probe.outcome for probe in failed} == {"fail_tcp"}
        assert len(failed) >= 8

        it.hosts.outcomes.clear()
        await it.clock.run(1000)
        assert it.probes(good=True, platform="wiki")[-1].at_ms > failed[-1].at_ms


async def test_when_our_own_way_out_is_cut_the_controls_say_so_and_no_platform_is_accused() -> None:
    async with night("wiki", "mail") as it:
        await it.clock.run(600)
        everything = [*CONTROL_HOSTS, *(f"{h}.{p}.example" for h in ("www", "m") for p in ("wiki", "mail"))]
        it.hosts.outcomes |= dict.fromkeys(everything, Outcome.FAIL_TIMEOUT)
        await it.clock.run(1200)

        assert {probe.platform for probe in it.probes(good=False)} == {CONTROL_TARGET}
        assert it.withheld("control-fails") >= 30
        assert it.figures.registry.get_sample_value("holdfast_probe_trusted") == 0.0

        it.hosts.outcomes.clear()
        await it.clock.run(1300)
        assert it.figures.registry.get_sample_value("holdfast_probe_trusted") == 1.0


async def test_a_failure_waits_for_the_control_sites_which_are_asked_at_once() -> None:
    async with night("wiki") as it:
        await it.clock.run(600)
        it.hosts.outcomes |= dict.fromkeys([*CONTROL_HOSTS, "www.wiki.example"], Outcome.FAIL_TCP)
        await it.look_now("wiki")

        assert [host for _, host in it.hosts.tried[-3:]] == CONTROL_HOSTS
        assert it.probes(good=False, platform="wiki") == []
        assert it.probes(good=True, platform="wiki")[-1].host == "m.wiki.example"


async def test_when_all_of_three_platforms_fail_at_once_it_is_our_filter() -> None:
    async with night("wiki", "mail", "chat") as it:
        await it.clock.run(600)
        theirs = [f"{h}.{p}.example" for h in ("www", "m") for p in ("wiki", "mail", "chat")]
        it.hosts.outcomes |= dict.fromkeys(theirs, Outcome.FAIL_TLS)
        await it.clock.run(1500)

        twice = [p for p in ("wiki", "mail", "chat") if len(it.probes(good=False, platform=p)) > 2]
        assert twice == [], "no host of a platform fails twice in a row, as far as anybody hears"
        assert it.withheld("all-fail") > 20


async def test_a_stuck_host_delays_nobody_else() -> None:
    async with night("wiki", "mail") as it:
        await it.clock.run(600)
        it.hosts.stuck.add("www.wiki.example")
        await it.clock.run(4200)

        of_mail = [at for at, host in it.hosts.tried if host == "www.mail.example"]
        gaps = [later - at for at, later in pairwise(of_mail)]
        assert max(gaps) <= 66
        assert {probe.outcome for probe in it.probes(good=False)} == {"fail_timeout"}


async def test_a_machine_that_is_late_sends_no_failure_of_that_time() -> None:
    it = Night("wiki")  # nobody is at work but us
    await it.look_now("wiki")
    it.hosts.outcomes["www.wiki.example"] = Outcome.FAIL_TIMEOUT
    it.prober._late.append((it.clock.seconds + 1, 5.0))
    await it.look_now("wiki")

    assert it.probes(good=False) == []
    assert it.withheld("late") == 1


async def test_the_heartbeat_notices_that_the_machine_was_late() -> None:
    async with night("wiki") as it:
        await it.clock.run(600)
        began = it.clock.monotonic()
        it.clock.seconds += 8  # nobody was woken meanwhile
        await it.clock.run(610)

        assert it.prober._late_since(began) >= 7
        assert it.prober._late_since(it.clock.monotonic()) == 0


async def test_who_answered_before_a_restart_is_known_after_it() -> None:
    known = Watchdog(answered={"wiki www.wiki.example", *(f"!control {host}" for host in CONTROL_HOSTS)})
    async with night("wiki", watchdog=known) as it:
        it.hosts.outcomes |= dict.fromkeys(("www.wiki.example", "m.wiki.example"), Outcome.FAIL_DNS)
        await it.clock.run(300)

        assert {probe.host for probe in it.probes(good=False)} == {"www.wiki.example"}
        assert it.withheld("never-answered") >= 4


async def test_however_many_platforms_fail_control_sites_are_asked_no_more_than_six_times_a_minute() -> None:
    platforms = [f"wiki{number}" for number in range(20)]
    async with night(*platforms, "mail") as it:
        await it.clock.run(600)
        it.hosts.outcomes |= {f"{h}.{p}.example": Outcome.FAIL_TCP for h in ("www", "m") for p in platforms}
        await it.clock.run(1200)

        of_one = [at for at, host in it.hosts.tried if host == CONTROL_HOSTS[0]]
        assert min(later - at for at, later in pairwise(of_one)) >= 9.9
        assert {probe.platform for probe in it.probes(good=False)} == set(platforms)


async def test_what_our_own_proxy_refuses_is_counted_and_accuses_nobody() -> None:
    async with night("wiki") as it:
        await it.clock.run(300)
        it.hosts.outcomes["www.wiki.example"] = Outcome.OUR_POLICY
        await it.clock.run(900)

        assert it.probes(good=False) == []
        assert it.withheld("ours") >= 8
