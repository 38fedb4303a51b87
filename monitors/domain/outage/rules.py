"""Every threshold of judgement, with its unit in its name. Changing one changes what is called an outage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds, as the design and its evaluation chose them."""

    lateness_ms: int = 5_000
    """A window waits so long behind its end for lines that come late."""

    patience_ms: int = 20_000
    """A slow source holds windows back at most so long after the first source has passed."""
