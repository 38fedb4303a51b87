"""What other systems may tell by CloudEvents, and what becomes of it: a literal table of types.

The `data` of each type is checked here; figures and codes go on, the text of an outgoing post becomes a keyed
number, and anything else that is sent along is left behind.
"""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from streams.contracts.signals import AccountActivity, AccountEvent, Demand, OwnChange, VendorStatus
from streams.doors.domain.accounts import UNTIMED, Direction, Form, Trouble
from streams.doors.domain.deliveries import Outside, Takes, Told
from streams.doors.domain.documents import time_ms, whole
from streams.doors.domain.numbers import Numbers

LONGEST_NAME: Final = 200
LONGEST_COUNTED_MS: Final = 24 * 3_600_000
"""What is counted over a longer time says nothing of an hour; the monitors would leave it out."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
Names = Annotated[list[Name], msgspec.Meta(max_length=100)]
Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]


class UntoldError(Exception):
    """Something that was told is not taken; the sentence says what would be."""


@dataclass(frozen=True, slots=True)
class Said:
    """An event as its sender made it: type, id and time of the CloudEvent, and its data.

    `source` is what it will be known by here; `sender` is the source that it names itself, within which its
    id is its own (CloudEvents 1.0.2, section 3.1.1).
    """

    type: str
    source: str
    sender: str
    id: str
    at_ms: int | None
    data: Any = field(repr=False)


class ActivityData(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wrote to an own account, or it wrote. Of `thread` and `text` only keyed numbers go on."""

    platform: Name
    account: Name
    direction: Direction
    form: Form
    thread: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    text: Annotated[str, msgspec.Meta(max_length=100_000)] = ""


class TroubleData(msgspec.Struct, frozen=True, kw_only=True):
    """Something befell an own account."""

    platform: Name
    account: Name
    event: Trouble


class ChangeData(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody changed something of our own."""

    title: Name
    system: Literal["filter", "proxy", "certificate", "firewall", "dns", "network", "identity", "other"]
    platforms: Names = []
    sites: Names = []
    reference: Name | None = None


class DemandData(msgspec.Struct, frozen=True, kw_only=True):
    """So many people turned to us from the event's time until `until`."""

    channel: Literal["contact-centre", "e-mail", "web-form", "sms", "chat", "counter"]
    until: str
    count: Count
    capacity: Count | None = None
    platform: Name | None = None
    unit: Name | None = None


class StatusData(msgspec.Struct, frozen=True, kw_only=True):
    """What a vendor says of its platform."""

    platform: Name
    state: Literal["operational", "degraded", "outage", "maintenance"]
    groups: list[Literal["core", "login", "media", "other"]] = []


@dataclass(frozen=True, slots=True)
class Type:
    """One type of event: its short name in settings, and what its data is."""

    takes: Takes
    data: type[msgspec.Struct]


TYPES: Final[Mapping[str, Type]] = MappingProxyType(
    {
        "holdfast.account.activity": Type("activity", ActivityData),
        "holdfast.account.trouble": Type("account", TroubleData),
        "holdfast.own-change": Type("change", ChangeData),
        "holdfast.demand": Type("demand", DemandData),
        "holdfast.vendor.status": Type("status", StatusData),
    }
)
"""All of them."""


def told_of(said: Said, takes: Collection[Takes], numbers: Numbers) -> Told:
    """The event that somebody tells; `takes` are the kinds that this door takes. Raises UntoldError."""
    known = TYPES.get(said.type)
    if known is None or known.takes not in takes:
        names = ", ".join(name for name, each in TYPES.items() if each.takes in takes)
        raise UntoldError(f"this type of event is not taken here; there are {names}")
    stated = _stated(said)
    try:
        data = msgspec.convert(stated, known.data)
    except msgspec.ValidationError as error:
        # its sentence names the field and what it should be, never what was sent
        raise UntoldError(f"the data of {said.type} is not right: {_said_by(error, known.data)}") from error
    check_text(said.source, *_texts(stated, known.data))
    if len(said.source) > LONGEST_NAME:
        raise UntoldError(f"the source of an event has at most {LONGEST_NAME} characters")
    head: dict[str, Any] = {"source": said.source, "at_ms": UNTIMED if said.at_ms is None else said.at_ms}
    identity = numbers.id(said.sender, said.id)
    return Told(_event(data, head, identity, numbers), stated if known.takes == "activity" else None)


def _stated(said: Said) -> Any:
    """The data of an event, in texts that can be kept. Raises UntoldError."""
    try:
        return whole(said.data)
    except RecursionError as error:
        raise UntoldError("the data of an event is nested too deeply") from error


def _event(data: msgspec.Struct, head: dict[str, Any], identity: str, numbers: Numbers) -> Outside:
    match data:
        case ActivityData():
            is_outgoing = data.direction == "outgoing" and data.text
            return AccountActivity(
                **head,
                id=identity,
                platform=data.platform,
                account=data.account,
                direction=data.direction,
                form=data.form,
                thread=numbers.thread(data.platform, data.thread),
                words=numbers.words(data.text) if is_outgoing else None,
            )
        case TroubleData():
            return AccountEvent(**head, **msgspec.structs.asdict(data))
        case StatusData():
            return VendorStatus(**head, **msgspec.structs.asdict(data))
        case ChangeData():
            return OwnChange(**head, id=identity, **msgspec.structs.asdict(data))
        case DemandData():
            until_ms = _counted_until(head["at_ms"], data.until)
            stated = msgspec.structs.asdict(data)
            del stated["until"]
            return Demand(**head, id=identity, until_ms=until_ms, **stated)
        case _:
            raise UntoldError("this type of event is not taken here")


def _counted_until(from_ms: int, stated: str) -> int:
    """When a slot ends that the monitors can use. Raises UntoldError."""
    until_ms = time_ms(stated)
    if from_ms == UNTIMED:
        raise UntoldError("a count has a time: the moment at which its slot began, with a zone")
    if until_ms is None or not 0 < until_ms - from_ms <= LONGEST_COUNTED_MS:
        raise UntoldError("`until` is RFC 3339 with a zone, behind the event's time and within a day of it")
    return until_ms


def _said_by(error: msgspec.ValidationError, data: type[msgspec.Struct]) -> str:
    """What msgspec says, as far as it quotes nothing of what was sent."""
    text = str(error)
    if text.startswith("Invalid enum value"):
        name = text.partition("`$.")[2].partition("`")[0].partition("[")[0]
        text = f"`{name}` is one of {', '.join(_words_of(get_type_hints(data).get(name)))}"
    return f"{text}; its fields are {', '.join(data.__struct_fields__)}"


def _words_of(hint: Any) -> list[str]:
    """The words that a field takes, also where it takes several of them or none."""
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    return [word for each in get_args(hint) for word in _words_of(each)]


def _texts(data: Any, kind: type[msgspec.Struct]) -> list[str]:
    """Every text that goes on as it is: names, titles, references."""
    names = set(kind.__struct_fields__) - {"text", "thread"}
    values = [value for name, value in data.items() if name in names] if isinstance(data, dict) else []
    found = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in found if isinstance(each, str)]


def check_text(*texts: str) -> None:
    """Let nothing through that no database keeps, or that makes a line of its own in a log."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for text in texts for letter in text):
        raise UntoldError("a text holds a line break or another control character; take it out")
