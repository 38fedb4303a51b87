"""One delivery to a door, what may become of it, and what a door is told of its sender."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, Literal

from streams.contracts.signals import AccountActivity, AccountEvent, Demand, OwnChange, VendorStatus

Outside = AccountActivity | AccountEvent | OwnChange | Demand | VendorStatus
"""What doors make of what they are told."""

Outcome = Literal[
    "taken",
    "repeated",
    "nothing",
    "handshake",
    "unknown",
    "unsigned",
    "wrong-signature",
    "stale",
    "replayed",
    "truncated",
    "malformed",
    "not-taken",
    "too-large",
    "encoded",
    "wrong-type",
    "too-many",
    "slow",
    "unsent",
]
"""What became of a delivery, as the metric's label says. `nothing`: it was right, and tells nothing that is
kept. `repeated`: it was taken before. `not-taken`: what it tells is not for this door."""

STATUS: Final[Mapping[Outcome, HTTPStatus]] = MappingProxyType(
    {
        "unknown": HTTPStatus.NOT_FOUND,
        "unsigned": HTTPStatus.UNAUTHORIZED,
        "wrong-signature": HTTPStatus.FORBIDDEN,
        "stale": HTTPStatus.FORBIDDEN,
        "replayed": HTTPStatus.CONFLICT,
        "truncated": HTTPStatus.BAD_REQUEST,
        "malformed": HTTPStatus.BAD_REQUEST,
        "not-taken": HTTPStatus.UNPROCESSABLE_ENTITY,
        "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "encoded": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "wrong-type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "too-many": HTTPStatus.TOO_MANY_REQUESTS,
        "slow": HTTPStatus.REQUEST_TIMEOUT,
        "unsent": HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""How each refusal is answered; the others are answered 200."""


class RefusedError(Exception):
    """A delivery is not taken. The sentence says what to do, and holds nothing of the delivery."""

    def __init__(self, outcome: Outcome, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.outcome: Outcome = outcome
        self.detail = detail
        self.status = STATUS[outcome]
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it came. Names of `headers` are in small letters; `body` is as it was sent."""

    method: Literal["GET", "POST"]
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Signing:
    """How a sender of our own signs (the kind `hmac`); see `streams.doors.domain.signed`."""

    header: str = "x-signature"
    prefix: str = ""
    algorithm: Literal["sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    timestamp_header: str = ""
    separator: str = "."
    tolerance_seconds: int = 300


Takes = Literal["activity", "account", "change", "demand", "status"]
"""What a door may be told; see `streams.doors.domain.telling.TYPES`."""


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook. Any of `secrets` may have signed, so that a secret can be changed without a gap.

    `accounts` leads from the vendor's number of an account to our name of it; where it is empty everything
    is of `account`, else what is of another account is not ours and is left out. `own_ids` are the vendor's
    numbers of those who write in our name.
    """

    name: str
    kind: str
    platform: str = ""
    account: str = ""
    secrets: tuple[bytes, ...] = field(default=(), repr=False)
    verify_token: bytes = field(default=b"", repr=False)
    accounts: Mapping[str, str] = field(default_factory=dict)
    own_ids: frozenset[str] = frozenset()
    topic: str = ""
    signing: Signing = Signing()
    takes: frozenset[Takes] = frozenset()

    def account_of(self, number: str) -> str | None:
        """Our name of one of the vendor's accounts; None where it is not ours."""
        return self.accounts.get(number) if self.accounts else self.account


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answers."""

    outcome: Outcome
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    lease_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """That a delivery came from who it says. `digest` is that of all that was signed.

    `is_timed`: a time was signed with it, so that a sender who tries again signs anew, and the same bytes
    within `window_ms` are somebody else's. Without one they may as well be the sender's own second try.
    """

    digest: bytes
    window_ms: int
    is_timed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a delivery tells. `content` is what it was made of, for a store of records alone."""

    event: Outside
    content: Any = field(default=None, repr=False)

    @property
    def is_record(self) -> bool:
        """Whether a store of records keeps it: what an own account published or received."""
        return isinstance(self.event, AccountActivity) and self.content is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a verified delivery tells; `latest_ms` is its newest time as the sender has it, if any."""

    told: Sequence[Told] = ()
    latest_ms: int | None = None
