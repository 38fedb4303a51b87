"""An incident's room as it is shown: its story in one line of time, who leads, who said what, what helps."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from api.domain.now import IncidentNow
from api.domain.privacy import Privacy, Sight
from monitors.domain.changes.candidates import Candidate
from monitors.domain.demand.moved import ChannelDemand
from monitors.domain.outage.records import Incident, Reason, Transition
from monitors.domain.rooms.records import FallbackUse, Lesson, NamedCause, Room, RoomChange

Teller = Literal["evidence", "vendor", "people", "good", "ours", "demand"]

ENDS: Final = frozenset({"resolved", "false-alarm"})

SAID: Final = ("text", "note", "text_en", "text_fr", "worked", "did_not_work")
"""The fields of an action that hold people's own words, in the order in which they are read."""


class Moment(Struct, frozen=True, kw_only=True):
    """One line of the story. `words` are people's own, as they wrote them; `role` is who said so.

    Of a change of our own (`ours`) they are what it is called in the change feed.
    """

    at_ms: int
    teller: Teller
    reason: Reason | None
    role: str
    unit: str
    words: tuple[str, ...]


class RoomShown(Struct, frozen=True, kw_only=True):
    """The whole room. `poll` is how many said what, in the whole organisation, None under k of them.

    `candidates` are changes of our own that may have brought it about, `named_cause` is the one that people
    named. `demand` is where citizens turned; `may_be_exhausted` are units with the fallbacks that they use
    while a channel is full.
    """

    incident: IncidentNow
    is_over: bool
    acknowledged_by_role: str | None
    acknowledged_at_ms: int | None
    lead_role: str | None
    led_since_ms: int | None
    fallbacks: list[FallbackUse]
    poll: dict[str, int] | None
    story: list[Moment]
    lessons: list[Lesson]
    reviews: list[Moment]
    candidates: list[Candidate]
    named_cause: NamedCause | None
    demand: list[ChannelDemand]
    may_be_exhausted: list[str]


class Known(NamedTuple):
    """What the tables say of one incident."""

    exact: Incident
    shown: IncidentNow
    story: Sequence[Transition]
    room: Room
    changes: Sequence[RoomChange]
    lessons: Sequence[Lesson]
    candidates: Sequence[Candidate] = ()
    demand: Sequence[ChannelDemand] = ()


def room_of(known: Known, sight: Sight) -> RoomShown:
    """The room for somebody; units that they may not see have no line but for what they said to all."""
    counted = known.shown.people_failed is not None
    said = [_said(each) for each in known.changes if not each.refused]
    return RoomShown(
        incident=known.shown,
        is_over=known.exact.state in ENDS,
        acknowledged_by_role=known.room.acknowledged_by_role,
        acknowledged_at_ms=known.room.acknowledged_at_ms,
        lead_role=known.room.lead_role,
        led_since_ms=known.room.led_since_ms,
        fallbacks=[each for each in known.room.fallbacks if sight.unit(each.unit)],
        poll=_poll(known.room, sight.privacy),
        story=sorted(
            [*_steps(known, sight.privacy, counted=counted), *_others(known.exact), *_around(known), *said],
            key=lambda one: one.at_ms,
        ),
        lessons=_helpful(known.lessons, known.exact.platforms),
        reviews=[_said(each) for each in known.changes if each.kind == "review" and not each.refused],
        candidates=list(known.candidates),
        named_cause=known.room.named_cause,
        demand=list(known.demand),
        may_be_exhausted=_may_be_exhausted(known, sight),
    )


def _steps(known: Known, privacy: Privacy, *, counted: bool) -> list[Moment]:
    """What the evidence said, step by step."""
    return [
        Moment(
            at_ms=each.at_ms,
            teller="good" if each.after in {*ENDS, "recovering"} else "evidence",
            reason=privacy.reason(each.reason, counted=counted),
            role="",
            unit="",
            words=(each.after,),
        )
        for each in known.story
    ]


def _others(incident: Incident) -> list[Moment]:
    """What the vendor and the first person said."""
    found = []
    if incident.vendor_said_at_ms is not None:
        found.append(_line(incident.vendor_said_at_ms, "vendor"))
    if incident.people_said_at_ms is not None:
        found.append(_line(incident.people_said_at_ms, "people"))
    return found


def _around(known: Known) -> list[Moment]:
    """What we changed ourselves, and the channels that were full."""
    ours = [
        Moment(
            at_ms=each.change.at_ms,
            teller="ours",
            reason=Reason(f"changed-{each.change.system}"),
            role="",
            unit="",
            words=(each.change.title,),
        )
        for each in known.candidates
    ]
    full = [
        Moment(
            at_ms=each.full_since_ms,
            teller="demand",
            reason=Reason(f"full-{each.channel}"),
            role="",
            unit="",
            words=(),
        )
        for each in known.demand
        if each.full_since_ms is not None
    ]
    return [*ours, *full]


def _may_be_exhausted(known: Known, sight: Sight) -> list[str]:
    """Units with the fallbacks that they use, of those that somebody may see, while a channel is full.

    Which channel a fallback runs over nobody has declared, so it is asked and not said.
    """
    if not any(each.is_full for each in known.demand):
        return []
    covered = {
        (each.unit, each.fallback)
        for each in known.shown.hurt
        if each.clock is not None and each.clock.state == "covered"
    }
    used = {
        (each.unit, each.fallback)
        for each in known.room.fallbacks
        if each.until_ms is None and sight.unit(each.unit)
    }
    return sorted(f"{unit} ({fallback})" for unit, fallback in covered | used if fallback)


def _line(at_ms: int, teller: Teller) -> Moment:
    return Moment(at_ms=at_ms, teller=teller, reason=None, role="", unit="", words=())


def _said(change: RoomChange) -> Moment:
    """What somebody did or said."""
    said: Mapping[str, object] = change.said
    words = tuple(str(said[name]) for name in SAID if said.get(name))
    return Moment(
        at_ms=change.at_ms,
        teller="people",
        reason=change.reason,
        role=change.role,
        unit=change.unit,
        words=words,
    )


def _poll(room: Room, privacy: Privacy) -> dict[str, int] | None:
    """How many said what; of fewer than k answers nothing, for each is somebody's."""
    sums: dict[str, int] = {}
    for counts in room.poll_counts().values():
        for answer, count in counts.items():
            sums[answer] = sums.get(answer, 0) + count
    return privacy.answers(sums)


def _helpful(lessons: Sequence[Lesson], platforms: Sequence[str]) -> list[Lesson]:
    """What helped before, the most helpful first."""
    held = [each for each in lessons if each.withdrawn_at_ms is None and each.platform in platforms]
    return sorted(held, key=lambda one: (one.helpful()[1] - one.helpful()[0], one.added_at_ms))
