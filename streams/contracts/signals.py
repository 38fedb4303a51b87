"""Everything that may stand on `evidence.signals`: deltas of logs, and single events from elsewhere.

Events carry counts and codes, never content. `at_ms` is when it happened, in Unix milliseconds; the judge
takes it into the ten-second window of that time. Unknown fields are ignored; an unknown kind or version
raises `UnreadableMessageError`.
"""

from typing import Annotated, Any, Literal

import msgspec

from streams.contracts.evidence import Moment, SignalsDelta, UnreadableMessageError

VERSION = 1
CONTROL_TARGET = "!control"
"""Stands in `platform` of a probe of a site that is known to be good, to tell our own fault from theirs."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every single event has: where it was noticed, when, and which version of it this is."""

    version: int = VERSION
    source: str
    at_ms: Moment


class Probe(Event, frozen=True, kw_only=True, tag="probe"):
    """One try of our own to reach a platform, by one method; `outcome` is a word of `Outcome`.

    `host` names which of the platform's hosts was tried; only hosts of the catalogue and of the settings
    are probed.
    """

    platform: str
    group: str
    host: str
    method: Literal["dns", "tcp", "tls", "http"]
    good: bool
    outcome: str
    duration_ms: int | None = None


class Report(Event, frozen=True, kw_only=True, tag="report"):
    """A person says that it fails for them: at most once an hour and platform. `person` is a pseudonym."""

    platform: str
    unit: str
    person: int
    group: str | None = None


class VendorStatus(Event, frozen=True, kw_only=True, tag="status"):
    """What a vendor's status page says, each time that it changes."""

    platform: str
    state: Literal["operational", "degraded", "outage", "maintenance"]
    groups: list[str] = []


class AccountEvent(Event, frozen=True, kw_only=True, tag="account"):
    """Something befell one of our own accounts on a platform, or is over."""

    platform: str
    account: str
    event: Literal["locked", "token-expired", "silent", "unexpected-post", "restored"]


class LearnAgain(Event, frozen=True, kw_only=True, tag="learn-again"):
    """A person says of an incident: this is no outage; what it shows is usual from now on."""

    incident: str


class Told(Event, frozen=True, kw_only=True):
    """What an event has that somebody else's system tells: an `id` that it keeps when it is told again.

    Whoever takes it in drops repeats by (`source`, `id`).
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class AccountActivity(Told, frozen=True, kw_only=True, tag="activity"):
    """Somebody wrote to one of our own accounts, or it wrote: that it was, never what.

    `thread` is a keyed 64-bit number of the conversation, so that an answer finds its question. `words` is a
    keyed 64-bit number of an outgoing text, its white space and letter case aside, None where there is none:
    it shows whether an approved draft was issued.
    """

    platform: str
    account: str
    direction: Literal["inbound", "outgoing"]
    form: Literal["message", "comment", "mention", "post", "review", "reaction", "video"]
    thread: int
    words: int | None = None


class OwnChange(Told, frozen=True, kw_only=True, tag="own-change"):
    """Somebody changed something of our own: a filter, a certificate, a firewall. `at_ms` is when.

    `title` and `reference` are what whoever made it called it. No `platforms` and no `sites`: all of them.
    """

    system: Literal["filter", "proxy", "certificate", "firewall", "dns", "network", "identity", "other"]
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    platforms: list[str] = []
    sites: list[str] = []
    reference: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class Demand(Told, frozen=True, kw_only=True, tag="demand"):
    """So many people turned to us by a channel of ours from `at_ms` until `until_ms`: a count, no content.

    `capacity` is how many the channel can serve in that time. `platform` and `unit` where they are known.
    """

    channel: Literal["contact-centre", "e-mail", "web-form", "sms", "chat", "counter"]
    until_ms: Moment
    count: Annotated[int, msgspec.Meta(ge=0)]
    capacity: Annotated[int, msgspec.Meta(ge=0)] | None = None
    platform: str | None = None
    unit: str | None = None


class PeerWord(Told, frozen=True, kw_only=True, tag="peer"):
    """Another organisation says how a platform does there; its signature was checked before this was made.

    `at_ms` is when it said so, and `until_ms` when that is too old to count.
    """

    peer: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    platform: str
    state: Literal["failing", "fine", "not-used"]
    until_ms: Moment
    since_ms: Moment | None = None


class Tick(Event, frozen=True, kw_only=True, tag="tick"):
    """Wall time reached `at_ms`, says whoever judges: so a source that is silent is noticed.

    Time stands in the log like everything else that judgement depends on. So a tick is judged once, whoever
    judges, it waits behind the evidence that came before it, and judging again gives the same.
    """


Signal = SignalsDelta | Probe | Report | VendorStatus | AccountEvent | LearnAgain | PeerWord
"""What is judged."""

Beside = AccountActivity | OwnChange | Demand
"""What is kept beside it, and explains, or is explained by, what is judged."""

Logged = Signal | Beside | Tick
"""Everything that stands on the topic: the signals, and the ticks between them."""


def decode_signal(data: bytes) -> Signal:
    """Read a signal. Raises UnreadableMessageError, for a tick too."""
    signal: Signal = _decoded(data, Signal)
    return signal


def decode_logged(data: bytes) -> Logged:
    """Read any message of `evidence.signals`. Raises UnreadableMessageError."""
    logged: Logged = _decoded(data, Logged)
    return logged


def encode_signal(signal: Logged) -> bytes:
    """The message's bytes (MessagePack)."""
    return msgspec.msgpack.encode(signal)


def _decoded(data: bytes, kind: Any) -> Any:
    """Read a message of one of the types in `kind`, of this version."""
    try:
        signal = msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadableMessageError(f"not a signal: {error}") from error
    version = signal.head.version if isinstance(signal, SignalsDelta) else signal.version
    if version != VERSION:
        name = type(signal).__name__
        raise UnreadableMessageError(f"version {version} of {name}; this Holdfast reads {VERSION}")
    return signal
