"""The line beside each line of risk: what the unit gains there, from the evidence that exists."""

from typing import Final

from monitors.domain.findings.records import Use
from monitors.domain.outage.records import Reason

SEEN_SHARE: Final = 0.02
"""In less of the working hours than this, a way of working is not told as a gain."""

HEARD_SHARE: Final = 0.1
"""Reading is told as listening from this part of the working hours on, and in step with the work."""
IN_STEP: Final = 0.5


def value_of(use: Use) -> tuple[Reason, ...]:
    """What can be seen of the gain: audiences reached, conversations, listening; else it is to be asked.

    Who the audiences are, and what the conversations are worth, is the unit's to say.
    """
    pair, seen = use.figures, []
    if pair.managing.hours_share >= SEEN_SHARE:
        seen.append(Reason("value-reaching", {"share": round(pair.managing.hours_share, 3)}))
    if pair.talking.hours_share >= SEEN_SHARE:
        seen.append(Reason("value-conversations", {"share": round(pair.talking.hours_share, 3)}))
    if pair.reading.hours_share >= HEARD_SHARE and (pair.reading.even_lift or 0) >= IN_STEP:
        seen.append(Reason("value-listening", {"share": round(pair.reading.hours_share, 3)}))
    return tuple(seen) or (Reason("value-ask-the-unit"),)
