"""What actions do in an incident's room: pure, with a reason for whatever is refused.

A room begins with the first action that is applied there. When an incident is over nobody acknowledges it or
goes over to a fallback any more; it is talked about and reviewed for as long as somebody wants to.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from monitors.domain.outage.records import Incident, Reason
from monitors.domain.register.checking import faults_of_role
from monitors.domain.rooms.actions import (
    Acknowledge,
    AnswerPoll,
    Comment,
    CoverByFallback,
    EndFallback,
    HandOver,
    NameCause,
    OnIncident,
    ReviewIncident,
    RoomAction,
    SayNoOutage,
    StateImpact,
    TakeLead,
    UpdateStatus,
)
from monitors.domain.rooms.known import PEOPLE, Known, Outcome
from monitors.domain.rooms.records import FallbackUse, NamedCause, PollAnswer, Room
from monitors.domain.settling import Refused
from streams.contracts.signals import LearnAgain

OVER: Final = frozenset({"resolved", "false-alarm"})

AHEAD_MS: Final = 120_000
"""So far may a browser's clock run ahead before what it says counts as yet to come."""


def in_room(known: Known, action: OnIncident, at_ms: int) -> Outcome:
    """What an action does in its room. Raises Refused."""
    incident = _incident(known, action)
    room = known.rooms.get(action.incident) or Room(incident=action.incident)
    if isinstance(action, NameCause):
        return name_cause(known, room, action, at_ms)
    return RULES[type(action)](incident, room, action, at_ms)


def _acknowledge(incident: Incident, room: Room, action: Acknowledge, at_ms: int) -> Outcome:
    _going_on(incident)
    if room.acknowledged_by_role is not None:
        raise Refused("acknowledged-already", role=room.acknowledged_by_role)
    room = replace(room, acknowledged_by_role=action.role, acknowledged_at_ms=at_ms)
    return Outcome(Reason("acknowledged", {"role": action.role}), room=room)


def _take_lead(_incident: Incident, room: Room, action: TakeLead, at_ms: int) -> Outcome:
    if room.lead_role is not None:
        raise Refused("led-already", role=room.lead_role)
    return _led(room, action.lead_role, at_ms, "lead-taken")


def _hand_over(_incident: Incident, room: Room, action: HandOver, at_ms: int) -> Outcome:
    if room.lead_role is None:
        raise Refused("nobody-leads")
    if room.lead_role == action.lead_role:
        raise Refused("led-already", role=room.lead_role)
    return _led(room, action.lead_role, at_ms, "lead-handed-over")


def _comment(_incident: Incident, room: Room, _action: Comment, _at_ms: int) -> Outcome:
    return Outcome(Reason("commented"), room=room)


def _update_status(_incident: Incident, room: Room, action: UpdateStatus, _at_ms: int) -> Outcome:
    if not (action.text_en.strip() or action.text_fr.strip()):
        raise Refused("status-empty")
    return Outcome(Reason("status-told", {"channel": action.channel}), room=room)


def _state_impact(_incident: Incident, room: Room, _action: StateImpact, _at_ms: int) -> Outcome:
    return Outcome(Reason("impact-stated"), room=room)


def _cover(incident: Incident, room: Room, action: CoverByFallback, at_ms: int) -> Outcome:
    _going_on(incident)
    if incident.platforms and action.platform not in incident.platforms:
        raise Refused("platform-not-hit", platform=action.platform)
    _not_to_come(action.from_ms, at_ms)
    if _own_use(room, action) is not None:
        raise Refused("fallback-covers-already")
    use = FallbackUse(
        unit=action.unit,
        platform=action.platform,
        activity=action.activity,
        fallback=action.fallback,
        from_ms=action.from_ms,
    )
    room = replace(room, fallbacks=(*room.fallbacks, use))
    return Outcome(Reason("fallback-covers"), room=room)


def _end_fallback(_incident: Incident, room: Room, action: EndFallback, at_ms: int) -> Outcome:
    use = _own_use(room, action)
    if use is None:
        raise Refused("no-fallback-in-use")
    _not_to_come(action.until_ms, at_ms)
    if action.until_ms < use.from_ms:
        raise Refused("ends-before-it-begins")
    ended = replace(use, until_ms=action.until_ms)
    room = replace(room, fallbacks=tuple(ended if each is use else each for each in room.fallbacks))
    return Outcome(Reason("fallback-ended"), room=room)


def _answer_poll(_incident: Incident, room: Room, action: AnswerPoll, at_ms: int) -> Outcome:
    answer = PollAnswer(unit=action.unit, account=action.by, answer=action.answer, at_ms=at_ms)
    others = [each for each in room.poll if (each.unit, each.account) != (action.unit, action.by)]
    return Outcome(Reason("poll-answered"), room=replace(room, poll=(*others, answer)))


def _review(incident: Incident, room: Room, action: ReviewIncident, _at_ms: int) -> Outcome:
    if incident.state not in OVER:
        raise Refused("incident-goes-on")
    if not (action.worked.strip() or action.did_not_work.strip()):
        raise Refused("review-empty")
    return Outcome(Reason("incident-reviewed"), room=room)


def _no_outage(incident: Incident, room: Room, action: SayNoOutage, at_ms: int) -> Outcome:
    """The one action that changes detection; it goes to the judge as evidence."""
    _going_on(incident)
    evidence = LearnAgain(source=PEOPLE, at_ms=at_ms, incident=action.incident)
    return Outcome(Reason("learns-again"), room=room, evidence=evidence)


def name_cause(known: Known, room: Room, action: NameCause, at_ms: int) -> Outcome:
    """What people say stands beside the judge's cause, and in the review. Raises Refused."""
    if not action.change:
        if room.named_cause is None:
            raise Refused("no-cause-named")
        return Outcome(Reason("cause-taken-back"), room=replace(room, named_cause=None))
    change = known.own_changes.get((action.source, action.change))
    if change is None:
        raise Refused("no-such-change")
    named = NamedCause(
        source=change.source,
        change=change.id,
        system=change.system,
        title=change.title,
        changed_at_ms=change.at_ms,
        role=action.role,
        named_at_ms=at_ms,
    )
    before = room.named_cause
    if before is not None and (before.source, before.change) == (change.source, change.id):
        raise Refused("cause-named-already")
    return Outcome(Reason("cause-named", {"change": change.title}), room=replace(room, named_cause=named))


RULES: Final[Mapping[type[RoomAction], Callable[[Incident, Room, Any, int], Outcome]]] = {
    Acknowledge: _acknowledge,
    TakeLead: _take_lead,
    HandOver: _hand_over,
    Comment: _comment,
    UpdateStatus: _update_status,
    StateImpact: _state_impact,
    CoverByFallback: _cover,
    EndFallback: _end_fallback,
    AnswerPoll: _answer_poll,
    ReviewIncident: _review,
    SayNoOutage: _no_outage,
}
"""The one rule for each kind of action in a room; `name_cause` needs more than room and incident."""


def _incident(known: Known, action: OnIncident) -> Incident:
    """The incident that has to be there."""
    incident = known.incidents.get(action.incident)
    if incident is None:
        raise Refused("no-such-incident")
    return incident


def _going_on(incident: Incident) -> None:
    """It must not be over."""
    if incident.state in OVER:
        raise Refused("incident-is-over")


def _not_to_come(said_ms: int, at_ms: int) -> None:
    """What somebody says has happened must not lie ahead."""
    if said_ms > at_ms + AHEAD_MS:
        raise Refused("yet-to-come")


def _led(room: Room, lead_role: str, at_ms: int, code: str) -> Outcome:
    """A room with a lead, who is a role."""
    if faults_of_role("lead_role", lead_role):
        raise Refused("lead-is-no-role")
    return Outcome(Reason(code, {"role": lead_role}), replace(room, lead_role=lead_role, led_since_ms=at_ms))


def _own_use(room: Room, action: CoverByFallback | EndFallback) -> FallbackUse | None:
    """The fallback of exactly this activity, while it is in use."""
    about = action.unit, action.platform, action.activity
    return next((each for each in room.fallbacks if each.about == about and each.until_ms is None), None)
