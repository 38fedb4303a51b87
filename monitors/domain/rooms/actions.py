"""What people do together, as messages for `hub.actions`: in an incident, and in quiet times.

They stand beside the actions on the register (`monitors.domain.register.actions`) and have the same manners:
a role and the pseudonym of an account, never a name. Nobody leads a room but a role.

The id of an action that makes something (a lesson, a question, a practice, a silence) is the id of what it
makes.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from msgspec import Meta

from monitors.domain.register.actions import Action, Id, Moment, Name, Role, Words
from monitors.domain.register.records import Purpose

Answer = Literal["yes", "no", "worked-around"]
"""Are you affected?"""

Channel = Literal["intranet", "e-mail", "chat", "phone", "website", "social-media", "in-person"]
"""Over which way a status update goes out, so that one is chosen that the fault leaves alive."""

Tried = Literal["open", "sign-in", "read", "search", "message", "publish", "upload", "watch", "advertise"]
"""What somebody was trying to do when it failed."""

SilenceKind = Literal["planned", "known"]
"""Why nobody is to be told: planned work, or a fault that everybody knows of."""

Maybe = Annotated[str, Meta(max_length=500)]
"""A name that may be left out: empty stands for all of them, or for none, as each field says."""

Text = Annotated[str, Meta(max_length=2000)]
"""Words that may be left out."""

Pseudonym = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
"""64 bits, of `monitors.domain.rooms.reporting.pseudonym_of`."""


class RoomAction(Action, frozen=True, kw_only=True):
    """Anything of this family."""


class OnIncident(RoomAction, frozen=True, kw_only=True):
    """An action in the room of one incident."""

    incident: Name


class Acknowledge(OnIncident, frozen=True, kw_only=True, tag="acknowledge"):
    """Operations have seen it and are at it."""


class TakeLead(OnIncident, frozen=True, kw_only=True, tag="take-lead"):
    """Somebody leads from now on, known by a role such as Duty manager."""

    lead_role: Name


class HandOver(OnIncident, frozen=True, kw_only=True, tag="hand-over"):
    """Whoever leads gives it to another role, with what that one has to know."""

    lead_role: Name
    note: Text = ""


class Comment(OnIncident, frozen=True, kw_only=True, tag="comment"):
    """Something for everybody in the room, said for a unit or for none."""

    text: Words
    unit: Maybe = ""


class UpdateStatus(OnIncident, frozen=True, kw_only=True, tag="status-update"):
    """What was told to staff, in at least one language, and over which way."""

    channel: Channel
    text_en: Text = ""
    text_fr: Text = ""


class StateImpact(OnIncident, frozen=True, kw_only=True, tag="state-impact"):
    """A unit says what the outage means for its work."""

    unit: Name
    text: Words


class CoverByFallback(OnIncident, frozen=True, kw_only=True, tag="fallback-covers"):
    """A unit went over to its fallback, for one activity, at a time; clocks and tolerances wait from there.

    An empty activity stands for all that the unit does on the platform. `fallback` names what it does instead
    where the register does not, or where it is something else today.
    """

    unit: Name
    platform: Name
    activity: Maybe = ""
    fallback: Maybe = ""
    from_ms: Moment


class EndFallback(OnIncident, frozen=True, kw_only=True, tag="fallback-ended"):
    """The unit is back on the platform, or its fallback holds no longer."""

    unit: Name
    platform: Name
    activity: Maybe = ""
    until_ms: Moment


class AnswerPoll(OnIncident, frozen=True, kw_only=True, tag="answer-poll"):
    """Somebody of a unit says whether it is affected; the last answer of an account counts."""

    unit: Name
    answer: Answer


class ReviewIncident(OnIncident, frozen=True, kw_only=True, tag="review"):
    """Afterwards: what worked and what did not. It becomes a lesson by `AddLesson` with its incident."""

    worked: Text = ""
    did_not_work: Text = ""


class SayNoOutage(OnIncident, frozen=True, kw_only=True, tag="no-outage"):
    """This is no outage: the judge is to learn that what it shows is usual from now on."""


class NameCause(OnIncident, frozen=True, kw_only=True, tag="name-cause"):
    """People say that a change of our own brought it about; an empty `change` takes that back.

    `source` and `change` are what the change feed knows it by. The judge's cause stays as it is.
    """

    source: Maybe = ""
    change: Maybe = ""


class AddLesson(RoomAction, frozen=True, kw_only=True, tag="add-lesson"):
    """What to do instead when a platform is gone that one needs for a purpose.

    `unit` is empty where it goes for all; `incident` where it comes of none.
    """

    platform: Name
    purpose: Purpose
    instead: Words
    unit: Maybe = ""
    incident: Maybe = ""


class WithdrawLesson(RoomAction, frozen=True, kw_only=True, tag="withdraw-lesson"):
    """It does not help any more."""

    lesson: Id
    reason: Words


class RateLesson(RoomAction, frozen=True, kw_only=True, tag="rate-lesson"):
    """It helped, or it did not; the last word of an account counts."""

    lesson: Id
    helpful: bool


class Ask(RoomAction, frozen=True, kw_only=True, tag="ask"):
    """A unit asks the others how they do something; `platform` is empty where it is about none."""

    unit: Name
    text: Words
    platform: Maybe = ""


class GiveAnswer(RoomAction, frozen=True, kw_only=True, tag="answer"):
    """A unit answers a question of another."""

    practice: Id
    unit: Name
    text: Words


class PublishPractice(RoomAction, frozen=True, kw_only=True, tag="publish-practice"):
    """A unit shares how it does something, with no incident to cause it."""

    unit: Name
    title: Name
    text: Words
    platform: Maybe = ""
    purpose: Purpose | None = None


class WithdrawPractice(RoomAction, frozen=True, kw_only=True, tag="withdraw-practice"):
    """A question or a practice is over."""

    practice: Id
    reason: Words


class ReportFailure(RoomAction, frozen=True, kw_only=True, tag="report-failure"):
    """It fails for me: one for each person, platform and hour.

    `by` is no account here but a pseudonym that the hub makes for a day
    (`monitors.domain.rooms.reporting.pseudonym_of`). `activity` is one that the unit declared, or empty;
    `unit` is empty where nobody knows.
    """

    by: Pseudonym
    platform: Name
    tried: Tried = "open"
    activity: Maybe = ""
    unit: Maybe = ""


class Silence(RoomAction, frozen=True, kw_only=True, tag="silence"):
    """Nobody is to be told of a platform for a while: planned work, or a fault that is known.

    `unit` is empty where it goes for all.
    """

    platform: Name
    why: SilenceKind
    from_ms: Moment
    until_ms: Moment
    reason: Words
    unit: Maybe = ""


class EndSilence(RoomAction, frozen=True, kw_only=True, tag="end-silence"):
    """Tell again, earlier than was said."""

    silence: Id


AnyRoomAction = (
    Acknowledge
    | TakeLead
    | HandOver
    | Comment
    | UpdateStatus
    | StateImpact
    | CoverByFallback
    | EndFallback
    | AnswerPoll
    | ReviewIncident
    | SayNoOutage
    | NameCause
    | AddLesson
    | WithdrawLesson
    | RateLesson
    | Ask
    | GiveAnswer
    | PublishPractice
    | WithdrawPractice
    | ReportFailure
    | Silence
    | EndSilence
)

_ALL: Final[frozenset[Role]] = frozenset({"operations", "risk", "unit", "admin"})
"""Everybody but those who only look, or only look after records."""

_WATCH: Final[frozenset[Role]] = frozenset({"operations", "admin"})

MAY: Final[Mapping[type[RoomAction], frozenset[Role]]] = {
    Acknowledge: _WATCH,
    TakeLead: _WATCH,
    HandOver: _WATCH,
    Comment: _ALL,
    UpdateStatus: _WATCH | {"risk"},
    StateImpact: _ALL,
    CoverByFallback: _ALL,
    EndFallback: _ALL,
    AnswerPoll: frozenset({"unit"}),
    ReviewIncident: _ALL,
    SayNoOutage: _WATCH,
    NameCause: _WATCH,
    AddLesson: _ALL,
    WithdrawLesson: _ALL,
    RateLesson: _ALL,
    Ask: _ALL,
    GiveAnswer: _ALL,
    PublishPractice: _ALL,
    WithdrawPractice: _ALL,
    ReportFailure: _ALL | {"auditor", "records"},
    Silence: _WATCH,
    EndSilence: _WATCH,
}
"""Who may do what; of which units, the hub knows."""
