"""For how many other organisations an incident's platform fails too: "4 of 6 others see it too"."""

from collections.abc import Sequence

from api.domain.known_now import GOING_ON
from monitors.domain.aid.records import Others, OtherWord, others_of
from monitors.domain.outage.records import Incident


def others_about(incident: Incident, words: Sequence[OtherWord], at_ms: int) -> Others | None:
    """What others say now of an incident that goes on, and what they said last of one that is over."""
    now = others_of(words, incident.platforms, at_ms) if incident.state in GOING_ON else None
    return others_said(incident) if now is None else now


def others_said(incident: Incident) -> Others | None:
    """What enough others said while it went on, as its reasons have it; None where they were too few."""
    for reason in incident.reasons:
        failing, using = (reason.figures.get(name) for name in ("peers_failing", "peers_using"))
        if isinstance(failing, int) and isinstance(using, int):
            return Others(failing=failing, using=using)
    return None
