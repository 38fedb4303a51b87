"""What an organisation sets of how outages are told: what it expects of platforms, and what is caught up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class ImpactRules:
    """The `objective` is the share of a month in which a platform is to work; `objectives` are by platform.

    What is done on top of the usual within `catch_up_hours` behind an outage was put off by it.
    """

    objective: float = 0.995
    objectives: Mapping[str, float] = field(default_factory=dict)
    catch_up_hours: int = 4

    @property
    def catch_up_ms(self) -> int:
        """The same in milliseconds."""
        return self.catch_up_hours * HOUR_MS

    def objective_of(self, platform: str) -> float:
        """What is expected of one platform."""
        return self.objectives.get(platform, self.objective)
