"""Who was told of an incident, by which route and when, and why somebody was not: a part of its room."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.domain.rights import Right, Viewer
from api.hub import Hub
from api.pages.rendering import HubWords
from api.reading.notices import told_of, untold_units
from api.reading.rows import looked_into
from monitors.domain.notices.records import Delivery


@dataclass(frozen=True, slots=True)
class Message:
    """One message: to whom, what it said and why, and how far it came."""

    audience: str
    said: str
    why: str
    decided_at_ms: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Spared:
    """An audience that was told nothing, and the last reason for that."""

    audience: str
    why: str
    decided_at_ms: int


@dataclass(frozen=True, slots=True)
class WhoWasTold:
    """Messages, the oldest first, and those who got none."""

    messages: Sequence[Message]
    spared: Sequence[Spared]


def who_was_told(hub: Hub, viewer: Viewer, incident: str, words: HubWords) -> WhoWasTold | None:
    """As this viewer may see it: None without the right, or where nothing was decided. Raises StoreFault."""
    if not viewer.may(Right.SEE_DELIVERIES):
        return None
    untold = untold_units(hub, hub.sight(viewer))
    with looked_into(hub.judged) as rows:
        decided, sent = told_of(rows, incident, untold)
    if not decided:
        return None
    told = {each.notice.audience.name for each in sent}
    last = {each.audience: each for each in decided if each.audience not in told}
    return WhoWasTold(
        [_message(each, words) for each in sent],
        [
            Spared(each.audience, words.reason(each.reason), each.at_ms)
            for each in sorted(last.values(), key=lambda one: one.audience)
        ],
    )


def _message(delivery: Delivery, words: HubWords) -> Message:
    """One message in words."""
    notice = delivery.notice
    return Message(
        notice.audience.name,
        words.say(f"told.kind.{notice.kind}"),
        words.reason(notice.reason),
        notice.at_ms,
        _outcome(delivery, words),
    )


def _outcome(delivery: Delivery, words: HubWords) -> str:
    """How far it came: which route has it since when, or what the last one said."""
    if delivery.sent_at_ms is not None:
        at = words.clock(delivery.sent_at_ms)
        return words.say("told.sent", route=delivery.route or "", at=at)
    if delivery.state == "failed":
        return words.say("told.failed", error=delivery.last_error or "")
    if delivery.last_error is None:
        return words.say("told.waiting")
    return words.say("told.retried", tries=delivery.tries, error=delivery.last_error)
