"""Probes, people's reports and vendors' status pages beside the log: support for what it shows, or noise."""

from collections import defaultdict
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.windows import WindowEvent
from monitors.evaluation.signals import WINDOWS, Hour, struck_part
from monitors.evaluation.troubles import Trouble
from monitors.evaluation.world import (
    GROUPS,
    MINUTE_MS,
    PEOPLE,
    PLATFORMS,
    PROBED,
    SERIES,
    WINDOW_MS,
    World,
    platform_name,
    unit_name,
)
from streams.contracts.signals import CONTROL_TARGET, Probe, Report, VendorStatus

SOURCE: Final = "evaluation"
HOSTS: Final = 2
"""Hosts of each probed platform that are tried each minute."""
PROBE_FAILS_BY_CHANCE: Final = 0.1
"""A probe fails by chance that much more rarely than a person's try: it never hangs up or roams."""
PROBES_SEE: Final = 0.95
"""Share of probes that meet a trouble which is said to be on the very hosts that we try."""
REPORTS: Final = (3, 6)
REPORTED_WITHIN_MS: Final = 600_000
STRAY_REPORTS_AN_HOUR: Final = 0.04
VENDOR_LAG_MS: Final = (300_000, 900_000)
WINDOWS_A_MINUTE: Final = MINUTE_MS // WINDOW_MS

_OUTCOME: Final = {"late": "fail_timeout", "slow": "slow", "refused": "refused", "filtered": "our_policy"}


class Surroundings:
    """What is noticed beside the log, by the hour; its randomness is its own, so that votes stay the same."""

    def __init__(self, rng: np.random.Generator, world: World) -> None:
        self._rng = rng
        self._world = world
        self._told: dict[tuple[str, int], list[WindowEvent]] = {}

    def probe_failures(self, hour: Hour) -> NDArray[np.bool_]:
        """Whether a probe of each platform's core fails, by minute and platform, from the head office."""
        minutes = np.arange(WINDOWS // WINDOWS_A_MINUTE) * WINDOWS_A_MINUTE
        share = hour.chance_share[minutes, : SERIES : len(GROUPS)] * PROBE_FAILS_BY_CHANCE
        for trouble in hour.troubles:
            if _harms_probes(trouble):
                seen = PROBES_SEE if "probes" in trouble.script.support else trouble.share
                part = struck_part(trouble, hour.starts_ms)[minutes] * seen
                places = np.array(trouble.platforms)
                share[:, places] = 1 - (1 - share[:, places]) * (1 - part[:, None])
        failed: NDArray[np.bool_] = self._rng.random(share.shape) < share
        return failed

    def during(self, hour: Hour) -> dict[int, list[WindowEvent]]:
        """The events of an hour by the window's place in it, in the order of their times."""
        events: dict[int, list[WindowEvent]] = defaultdict(list)
        self._probes(hour, events)
        for trouble in hour.troubles:
            key = (trouble.script.name, trouble.from_ms)
            if key not in self._told:
                self._told[key] = self._beside(trouble)
            for event in self._told[key]:
                place = (event.at_ms - int(hour.starts_ms[0])) // WINDOW_MS
                if 0 <= place < WINDOWS:
                    events[place].append(event)
        for _ in range(self._rng.poisson(STRAY_REPORTS_AN_HOUR)):
            place = int(self._rng.integers(0, WINDOWS))
            events[place].append(
                self._report(int(hour.starts_ms[place]), int(self._rng.integers(0, PLATFORMS)))
            )
        for listed in events.values():
            listed.sort(key=lambda event: event.at_ms)
        return events

    def _probes(self, hour: Hour, events: dict[int, list[WindowEvent]]) -> None:
        """A try of each probed platform's hosts each minute, and of a site that is known to be good."""
        tries = [self.probe_failures(hour) for _ in range(HOSTS)]
        outcome = {
            platform: _OUTCOME.get(trouble.script.effect, "fail_tcp")
            for trouble in hour.troubles
            if _harms_probes(trouble)
            for platform in trouble.platforms
        }
        cut = np.zeros(WINDOWS)
        for trouble in hour.troubles:
            if trouble.script.cause == "egress":
                cut = np.maximum(cut, struck_part(trouble, hour.starts_ms) * trouble.share)
        for minute in range(WINDOWS // WINDOWS_A_MINUTE):
            place = minute * WINDOWS_A_MINUTE
            at_ms = int(hour.starts_ms[place])
            for host in range(HOSTS):
                for platform in PROBED:
                    good = not tries[host][minute, platform]
                    told = "ok" if good else outcome.get(platform, "fail_tcp")
                    events[place].append(_probe(platform_name(platform), host, at_ms, told, good=good))
            good = bool(self._rng.random() >= cut[place])
            told = "ok" if good else "fail_tcp"
            events[place].append(_probe(CONTROL_TARGET, 0, at_ms, told, good=good))

    def _beside(self, trouble: Trouble) -> list[WindowEvent]:
        """What people and the vendor say of a trouble, if its script has them say something."""
        said: list[WindowEvent] = []
        platform = trouble.platforms[0] if trouble.platforms else 0
        if "reports" in trouble.script.support:
            for _ in range(int(self._rng.integers(*REPORTS))):
                at_ms = trouble.from_ms + int(self._rng.integers(MINUTE_MS, REPORTED_WITHIN_MS))
                said.append(self._report(at_ms, platform, trouble.script.groups[0]))
        if "vendor" in trouble.script.support:
            at_ms = trouble.from_ms + int(self._rng.integers(*VENDOR_LAG_MS))
            name = platform_name(platform)
            said += [
                VendorStatus(source=SOURCE, at_ms=at_ms, platform=name, state="outage"),
                VendorStatus(source=SOURCE, at_ms=trouble.to_ms, platform=name, state="operational"),
            ]
        return said

    def _report(self, at_ms: int, platform: int, group: str | None = None) -> Report:
        """Some person says that a platform fails for them."""
        person = int(self._rng.integers(0, PEOPLE))
        return Report(
            source=SOURCE,
            at_ms=at_ms,
            platform=platform_name(platform),
            unit=unit_name(int(self._world.unit[person])),
            person=int(self._world.pseudonyms[person]),
            group=group,
        )


def _harms_probes(trouble: Trouble) -> bool:
    """Whether a probe from the head office to the platform's core meets it too."""
    breaks = trouble.script.effect not in {"surge", "holiday"}
    return breaks and "core" in trouble.script.groups and trouble.site is None


def _probe(platform: str, host: int, at_ms: int, outcome: str, *, good: bool) -> Probe:
    """One try."""
    name = f"host-{host}.{platform.removeprefix('!')}.example"
    return Probe(
        source=SOURCE,
        at_ms=at_ms,
        platform=platform,
        group="core",
        host=name,
        method="http",
        good=good,
        outcome=outcome,
    )
