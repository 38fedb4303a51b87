"""What is probed: hosts of platforms, and sites that are known to be good."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from streams.contracts.signals import CONTROL_TARGET
from streams.domain.outcomes import Outcome
from streams.domain.surfaces import SurfaceGroup

Method = Literal["dns", "tcp", "tls", "http"]

OURS: Final = frozenset({Outcome.OUR_POLICY, Outcome.OUR_AUTH, Outcome.OUR_PROXY, Outcome.UNKNOWN})
"""What says nothing of whoever was asked."""

ANSWERED: Final = frozenset({Outcome.OK, Outcome.PLAT_4XX, Outcome.REFUSED})
"""They answered. That a machine is asked to log in, or told to go away, is no outage."""


@dataclass(frozen=True, slots=True)
class Target:
    """One host that is tried."""

    platform: str
    host: str
    group: SurfaceGroup = SurfaceGroup.CORE
    port: int = 443
    tls: bool = True
    path: str = "/"

    @property
    def is_control(self) -> bool:
        """Whether it is a site that is known to be good."""
        return self.platform == CONTROL_TARGET

    @property
    def key(self) -> str:
        """What tells it from others of its platform: several ports of one host are several targets."""
        return self.host if self.port == (443 if self.tls else 80) else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a try: the method, what it came to, and how long it took."""

    method: Method
    outcome: Outcome
    duration_ms: int

    @property
    def good(self) -> bool:
        """Whether they answered."""
        return self.outcome in ANSWERED

    @property
    def is_ours(self) -> bool:
        """Whether our own proxy or policy answered, and nobody else."""
        return self.outcome in OURS


@dataclass(frozen=True, slots=True)
class Try:
    """One try of one target: its steps in order, up to the first that failed."""

    target: Target
    at_ms: int
    steps: tuple[Step, ...] = field(default=())

    @property
    def good(self) -> bool:
        """Whether every step was good, and there was one."""
        return bool(self.steps) and all(step.good for step in self.steps)

    @property
    def failed(self) -> bool:
        """Whether the last step failed on their side, as far as we can tell."""
        return bool(self.steps) and not self.steps[-1].good and not self.steps[-1].is_ours


def of_status(status: int) -> Outcome:
    """What the status of a platform's answer means for a probe (RFC 9110).

    511 is what a captive portal answers in its place (RFC 6585), 501 and 505 what a server says that does
    not know our method: it answers.
    """
    if status in (407, 511):
        return Outcome.OUR_AUTH
    if status in (501, 505):
        return Outcome.PLAT_4XX
    if status in (401, 403, 429, 451):
        return Outcome.REFUSED
    if 500 <= status < 600:
        return Outcome.FAIL_5XX
    if 400 <= status < 500:
        return Outcome.PLAT_4XX
    return Outcome.OK if 100 <= status < 400 else Outcome.UNKNOWN


def by_platform(targets: Iterable[Target]) -> dict[str, tuple[Target, ...]]:
    """Targets by platform, each in the order in which they came."""
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(target.platform, []).append(target)
    return {platform: tuple(each) for platform, each in found.items()}
